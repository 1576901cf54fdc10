/** Passkeys of a person, with their days: on the person's own page and on the admin's. */
import { Box, Button, Group } from '@mantine/core'
import type { ReactNode } from 'react'
import type { ValueOf } from '../api/client.ts'
import { security } from '../security/words.ts'
import { useWords } from '../words/engine.ts'
import { Moment } from './day.tsx'
import { type PlainColumn, PlainTable } from './plain-table.tsx'

type Passkey = ValueOf<'GET /v1/self/passkeys'>['items'][number]

/** A cell that is not broken within a word; on a telephone the table is scrolled instead. */
const whole = (text: ReactNode): ReactNode => (
  <Box component="span" style={{ whiteSpace: 'nowrap' }}>
    {text}
  </Box>
)

/** A button of a row, which says to who does not see the row of which passkey it is. */
const Deed = ({ label, onClick, children }: { label: string; onClick: () => void; children: ReactNode }) => (
  <Button size="sm" variant="default" aria-label={label} onClick={onClick} style={{ flexShrink: 0 }}>
    {children}
  </Button>
)

export function PasskeyTable({
  caption,
  rows,
  empty,
  onRename,
  onRemove,
}: {
  readonly caption: string
  readonly rows: readonly Passkey[]
  readonly empty: string
  /** Each left out where whoever looks may not. */
  readonly onRename?: (passkey: Passkey) => void
  readonly onRemove?: (passkey: Passkey) => void
}) {
  const say = useWords(security)
  const columns: readonly PlainColumn<Passkey>[] = [
    {
      key: 'name',
      title: say('name'),
      show: row => (
        <Box miw={120} style={{ overflowWrap: 'anywhere' }}>
          {row.name}
        </Box>
      ),
    },
    { key: 'made', title: say('made'), show: row => whole(<Moment of={row.made_at} />) },
    {
      key: 'used',
      title: say('used'),
      show: row => whole(row.last_used_at === null ? say('never') : <Moment of={row.last_used_at} />),
    },
    { key: 'where', title: say('where'), show: row => whole(say(row.is_synced ? 'synced' : 'device')) },
    ...(onRename === undefined && onRemove === undefined
      ? []
      : [
          {
            key: 'remove',
            title: say('action'),
            show: (row: Passkey) => (
              <Group gap="xs" wrap="nowrap">
                {onRename === undefined ? null : (
                  <Deed label={say('rename_of', { name: row.name })} onClick={() => onRename(row)}>
                    {say('rename')}
                  </Deed>
                )}
                {onRemove === undefined ? null : (
                  <Deed label={say('remove_of', { name: row.name })} onClick={() => onRemove(row)}>
                    {say('remove')}
                  </Deed>
                )}
              </Group>
            ),
          },
        ]),
  ]
  return <PlainTable caption={caption} columns={columns} rows={rows} idOf={row => row.id} empty={empty} />
}
