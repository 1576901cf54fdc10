/** Asks for the next page of a list that comes in pages; nothing once all of it is there. */
import { Button } from '@mantine/core'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'

type Paged = {
  readonly hasNextPage: boolean
  readonly isFetchingNextPage: boolean
  readonly fetchNextPage: () => Promise<unknown>
}

export function More({ of }: { readonly of: Paged }) {
  const say = useWords(everywhere)
  return of.hasNextPage ? (
    <Button mt="sm" variant="default" loading={of.isFetchingNextPage} onClick={() => void of.fetchNextPage()}>
      {say('more')}
    </Button>
  ) : null
}
