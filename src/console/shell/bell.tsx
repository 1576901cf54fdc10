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

const BELL =
  'M12 2a2 2 0 0 0-2 2v.6A6 6 0 0 0 6 10v5l-2 2v1h16v-1l-2-2v-5a6 6 0 0 0-4-5.4V4a2 2 0 0 0-2-2z' +
  'm0 20a3 3 0 0 0 3-3H9a3 3 0 0 0 3 3z'

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
  const isMore = unread >= COUNTED_MAX
  const name = isMore ? `${say('bell', { count: unread })} (${unread}+)` : say('bell', { count: unread })
  return (
    <>
      <Button
        component={Link}
        to="/notifications"
        variant={unread === 0 ? 'default' : 'light'}
        size="sm"
        px="xs"
        aria-label={name}
        data-testid="bell"
      >
        <svg viewBox="0 0 24 24" width="20" height="20" fill="currentColor" aria-hidden="true">
          <path d={BELL} />
        </svg>
        {/* What is seen stands in the name too, as voice control needs it. */}
        {unread === 0 ? null : <span>{`${unread}${isMore ? '+' : ''}`}</span>}
      </Button>
      <span role="status" className="visually-hidden">
        {unread === 0 ? '' : name}
      </span>
    </>
  )
}
