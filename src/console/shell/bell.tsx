/** The bell: how many notifications one has not read, asked for rarely and only while the page is looked at. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { reading } from '../api/use.ts'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import type { Self } from './session.ts'

const ASKED_MS = 120_000
/** The service counts no further. */
const COUNTED_MAX = 100

export function Bell({ self }: { readonly self: Self | null | undefined }) {
  const say = useWords(everywhere)
  const isSomebody = self !== null && self !== undefined
  const { data } = useQuery({
    ...reading('GET /v1/notifications/count'),
    enabled: isSomebody,
    refetchInterval: ASKED_MS,
    refetchIntervalInBackground: false,
    staleTime: ASKED_MS / 2,
  })
  if (!isSomebody) return null
  const unread = data?.unread ?? 0
  const count = unread >= COUNTED_MAX ? `${COUNTED_MAX - 1}+` : String(unread)
  return (
    <>
      <Button
        component={Link}
        to="/notifications"
        variant={unread === 0 ? 'default' : 'light'}
        size="sm"
        px="xs"
        aria-label={say('bell', { count: unread })}
        data-testid="bell"
      >
        <span aria-hidden="true">🔔︎{unread === 0 ? '' : ` ${count}`}</span>
      </Button>
      <span role="status" className="visually-hidden">
        {unread === 0 ? '' : say('bell', { count: unread })}
      </span>
    </>
  )
}
