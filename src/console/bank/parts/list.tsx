/** A list while it comes, where it is empty, where it could not be had; with more to come when asked for. */
import { Alert, Button, Group } from '@mantine/core'
import { Fragment, type ReactNode } from 'react'
import { ProblemNote } from '../../parts/problem.tsx'
import { Loading } from '../../parts/states.tsx'
import { useWords } from '../../words/engine.ts'
import { everywhere } from '../../words/everywhere.ts'

type Listed = {
  /** Undefined where nothing of it was ever read: then there is no list to be empty. */
  readonly data: unknown
  readonly isPending: boolean
  readonly isError: boolean
  readonly error: unknown
  readonly hasNextPage: boolean
  readonly isFetchingNextPage: boolean
  readonly refetch: () => Promise<unknown>
  readonly fetchNextPage: () => Promise<unknown>
}

export function List({ of, children }: { readonly of: Listed; readonly children: ReactNode }) {
  const say = useWords(everywhere)
  if (of.isPending) return <Loading />
  return (
    <Fragment>
      {of.isError ? (
        <Alert color="red" role="alert" mb="md">
          <ProblemNote problem={of.error} />
          <Button mt="sm" variant="default" onClick={() => void of.refetch()}>
            {say('retry')}
          </Button>
        </Alert>
      ) : null}
      {of.isError && of.data === undefined ? null : children}
      {of.hasNextPage ? (
        <Group justify="center" mt="md" className="not-printed">
          <Button variant="default" loading={of.isFetchingNextPage} onClick={() => void of.fetchNextPage()}>
            {say('more')}
          </Button>
        </Group>
      ) : null}
    </Fragment>
  )
}
