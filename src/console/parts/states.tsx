/** A page's data while it comes, where it is empty, and where it could not be had. */
import { Alert, Button, Skeleton, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { ProblemNote } from './problem.tsx'

export function Loading({ lines = 4 }: { readonly lines?: number }) {
  const say = useWords(everywhere)
  return (
    <Stack role="status" aria-busy="true" aria-label={say('loading')} gap="sm">
      {Array.from({ length: lines }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are alike and stay where they are.
        <Skeleton key={at} height={22} radius="sm" />
      ))}
    </Stack>
  )
}

export function Empty({ children }: { readonly children?: ReactNode }) {
  const say = useWords(everywhere)
  return (
    <Text c="dimmed" py="lg" data-testid="empty">
      {children ?? say('empty')}
    </Text>
  )
}

/** Shows what a query read once it is there: `<Read of={query}>{value => ...}</Read>`. */
export function Read<Value>({
  of,
  lines,
  children,
}: {
  readonly of: {
    readonly data: Value | undefined
    readonly isPending: boolean
    readonly error: unknown
    readonly refetch: () => Promise<unknown>
  }
  readonly lines?: number
  readonly children: (value: Value) => ReactNode
}) {
  const say = useWords(everywhere)
  if (of.data !== undefined) return <>{children(of.data)}</>
  if (of.isPending) return <Loading {...(lines === undefined ? {} : { lines })} />
  return (
    <Alert color="red" role="alert">
      <ProblemNote problem={of.error} />
      <Button mt="sm" variant="default" onClick={() => void of.refetch()}>
        {say('retry')}
      </Button>
    </Alert>
  )
}
