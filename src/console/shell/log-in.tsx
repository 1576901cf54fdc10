/** Where a log-in that failed comes back to, and where pages that need one send people. */
import { Alert, Button } from '@mantine/core'
import { enterAddress } from '../api/client.ts'
import { PageTitle } from '../parts/page-title.tsx'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'

const PROBLEMS = ['refused', 'over', 'fault'] as const

export function LogIn({ problem }: { readonly problem?: string | undefined }) {
  const say = useWords(everywhere)
  const known = PROBLEMS.find(each => each === problem)
  return (
    <>
      <PageTitle isWrong={known !== undefined}>{say('log_in')}</PageTitle>
      {known === undefined ? null : (
        <Alert color="red" role="alert" mb="md">
          {say(`log_in_${known}`)}
        </Alert>
      )}
      <Button component="a" href={enterAddress('/console/')}>
        {say('log_in')}
      </Button>
    </>
  )
}
