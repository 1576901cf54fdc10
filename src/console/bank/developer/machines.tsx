/** The bank's machines: how each binds its tokens, its keys, and retiring one of them while another takes over. */
import { Alert, Badge, Button, Checkbox, Group, NativeSelect, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ValueOf } from '../../api/client.ts'
import { reading, useDeed } from '../../api/use.ts'
import { Moment } from '../../parts/day.tsx'
import { Facts } from '../../parts/facts.tsx'
import { useMemberNames } from '../../parts/members.ts'
import { ProblemAlert } from '../../parts/problem.tsx'
import { Read } from '../../parts/states.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { useWords } from '../../words/engine.ts'
import { everywhere } from '../../words/everywhere.ts'
import { bankKeys } from '../words.ts'
import { AddKey } from './add-key.tsx'

type Machine = ValueOf<'GET /v1/clients'>['items'][number]
type Key = Machine['keys'][number]

const COLOURS = { active: 'green', retiring: 'orange', retired: 'gray' } as const
/** Hours a key may go on holding, as they are offered; the API takes any up to a week. */
const OVERLAPS = [24, 72, 168, 0] as const
const MACHINES = reading('GET /v1/clients', { query: { limit: '200' } })

function Retire({
  machine,
  kid,
  onDone,
  onCancel,
}: {
  readonly machine: Machine
  readonly kid: string
  readonly onDone: () => void
  readonly onCancel: () => void
}) {
  const say = useWords(bankKeys)
  const sayAll = useWords(everywhere)
  const [hours, setHours] = useState<number>(OVERLAPS[0])
  const [isKnown, setKnown] = useState(false)
  const [isMissing, setMissing] = useState(false)
  const retire = useDeed('POST /v1/clients/{client_id}/keys/retire', ['GET /v1/clients'])
  const isLast = machine.keys.every(one => one.key.kid === kid || one.state !== 'active')
  function sent(): void {
    setMissing(isLast && !isKnown)
    if (isLast && !isKnown) return
    retire.mutate(
      { params: { client_id: machine.id }, body: { kid, overlap_hours: hours, is_last: isLast } },
      { onSuccess: onDone },
    )
  }
  return (
    <Alert
      role="group"
      aria-label={say('retire_of', { kid })}
      color={isLast ? 'red' : 'gray'}
      title={say('retire_of', { kid })}
      mt="md"
    >
      <ProblemAlert problem={retire.error} />
      {isLast ? (
        <Text mb="sm" fw={650} role="alert">
          {say('retire_last')}
        </Text>
      ) : (
        <Text mb="sm">{say('retire_text')}</Text>
      )}
      <NativeSelect
        label={say('overlap')}
        description={say('tokens_help')}
        maw={360}
        mb="md"
        value={String(hours)}
        data={OVERLAPS.map(each => ({ value: String(each), label: say(`overlap_${each}`) }))}
        onChange={event => setHours(Number(event.currentTarget.value))}
      />
      {isLast ? (
        <Checkbox
          mb="md"
          label={say('retire_last_yes')}
          checked={isKnown}
          error={isMissing ? say('retire_last_due') : undefined}
          onChange={event => setKnown(event.currentTarget.checked)}
        />
      ) : null}
      <Group>
        <Button color="red.9" loading={retire.isPending} onClick={sent}>
          {say('retire')}
        </Button>
        <Button variant="default" onClick={onCancel}>
          {sayAll('cancel')}
        </Button>
      </Group>
    </Alert>
  )
}

function Keys({ of }: { readonly of: Machine }) {
  const say = useWords(bankKeys)
  const nameOf = useMemberNames()
  const [asked, setAsked] = useState<string | null>(null)
  const [done, setDone] = useState<string | null>(null)
  const columns: readonly Column<Key>[] = [
    {
      key: 'kid',
      title: say('kid'),
      value: row => row.key.kid,
      show: row => <code style={{ overflowWrap: 'anywhere' }}>{row.key.kid}</code>,
      width: 180,
    },
    {
      key: 'state',
      title: say('state'),
      value: row => say(`state_${row.state}`),
      show: row => (
        <Badge c="inherit" color={COLOURS[row.state]}>
          {say(`state_${row.state}`)}
        </Badge>
      ),
    },
    { key: 'added', title: say('added'), value: row => row.added_at, show: row => <Moment of={row.added_at} /> },
    {
      key: 'by',
      title: say('added_by'),
      value: row => (row.added_by.startsWith('person-') ? nameOf(row.added_by) : say('by_agency')),
    },
    { key: 'ends', title: say('ends'), value: row => row.retires_at, show: row => <Moment of={row.retires_at} /> },
    {
      key: 'deeds',
      title: say('deeds'),
      value: () => null,
      show: row =>
        row.state === 'retired' ? (
          '–'
        ) : (
          <Button
            size="xs"
            variant="default"
            aria-label={say('retire_of', { kid: row.key.kid })}
            aria-expanded={asked === row.key.kid}
            onClick={() => {
              setDone(null)
              setAsked(row.key.kid)
            }}
          >
            {say('retire')}
          </Button>
        ),
    },
  ]
  return (
    <>
      <Table
        caption={say('keys_of', { machine: of.id })}
        columns={columns}
        rows={of.keys}
        idOf={row => row.key.kid}
        empty={say('keys_empty')}
      />
      <Text role="status" size="sm">
        {done === null ? '' : say('retired_done', { kid: done })}
      </Text>
      {asked === null ? null : (
        <Retire
          key={asked}
          machine={of}
          kid={asked}
          onCancel={() => setAsked(null)}
          onDone={() => {
            setDone(asked)
            setAsked(null)
          }}
        />
      )}
    </>
  )
}

function One({ of }: { readonly of: Machine }) {
  const say = useWords(bankKeys)
  return (
    <section aria-label={of.id}>
      <Title order={3} size="h5" mb="sm">
        {of.id}
      </Title>
      {of.is_active ? null : (
        <Alert color="orange" mb="sm">
          {say('machine_off')}
        </Alert>
      )}
      <Facts
        of={[
          { name: say('binding'), value: say(`binding_${of.binding}`) },
          { name: say('rate'), value: of.requests_per_minute ?? say('rate_usual') },
        ]}
      />
      <Text size="sm" c="dimmed" mt="xs" mb="md">
        {say('binding_help')}
      </Text>
      <Keys of={of} />
    </section>
  )
}

export function Machines() {
  const say = useWords(bankKeys)
  const found = useQuery(MACHINES)
  return (
    <Read of={found}>
      {({ items }) =>
        items.length === 0 ? (
          <Text data-testid="no-machine">{say('none')}</Text>
        ) : (
          <>
            {items.map(one => (
              <One key={one.id} of={one} />
            ))}
            <AddKey to={items.map(one => one.id)} />
          </>
        )
      }
    </Read>
  )
}
