/** Where a log-in that failed comes back to, and where pages that need one send people. */
import { Alert, Button, Text } from '@mantine/core'
import { enterAddress } from '../api/client.ts'
import { PageTitle } from '../parts/page-title.tsx'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'

const PROBLEMS = ['refused', 'over', 'fault'] as const

/** @param isOfPage  stands for a page that somebody has to log in for, and comes back to */
export function LogIn({
  problem,
  isOfPage = false,
}: {
  readonly problem?: string | undefined
  readonly isOfPage?: boolean
}) {
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
      {isOfPage ? <Text mb="md">{say('log_in_first')}</Text> : null}
      <Button component="a" href={isOfPage ? enterAddress() : enterAddress('/console/')}>
        {say('log_in')}
      </Button>
    </>
  )
}
