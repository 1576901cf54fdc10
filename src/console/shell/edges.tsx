/** What is shown where there is no page, or where one fell over. */
import { Alert, Anchor, Button, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { PageTitle } from '../parts/page-title.tsx'
import { ProblemNote } from '../parts/problem.tsx'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'

export function NotFound() {
  const say = useWords(everywhere)
  return (
    <>
      <PageTitle>{say('not_found_title')}</PageTitle>
      <Text mb="md">{say('not_found_text')}</Text>
      <Anchor component={Link} to="/">
        {say('home')}
      </Anchor>
    </>
  )
}

export function Fault({ error, reset }: { readonly error: unknown; readonly reset: () => void }) {
  const say = useWords(everywhere)
  return (
    <>
      <PageTitle>{say('fault_title')}</PageTitle>
      <Alert color="red" role="alert" mb="md">
        <ProblemNote problem={error} />
      </Alert>
      <Button onClick={reset}>{say('retry')}</Button>
    </>
  )
}
