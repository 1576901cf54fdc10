/** What was told to an endpoint, message by message, and every try of each; anything is sent again on demand. */
import { Badge, Button, Group, NativeSelect, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call, type ValueOf } from '../../api/client.ts'
import { reading, useDeed } from '../../api/use.ts'
import { Moment } from '../../parts/day.tsx'
import { ProblemAlert } from '../../parts/problem.tsx'
import { Read } from '../../parts/states.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { useWords } from '../../words/engine.ts'
import { everywhere } from '../../words/everywhere.ts'
import { List } from '../parts/list.tsx'
import { usePages } from '../parts/pages.ts'
import { bankDeveloper } from '../words.ts'

type Delivery = ValueOf<'GET /v1/webhooks/endpoints/{endpoint_id}/deliveries'>['items'][number]
type Attempt = ValueOf<'GET /v1/webhooks/endpoints/{endpoint_id}/deliveries/{message_id}/attempts'>['items'][number]
const STATES = ['pending', 'delivered', 'given_up', 'ended'] as const satisfies readonly Delivery['state'][]
const COLOURS = { pending: 'orange', delivered: 'green', given_up: 'red', ended: 'gray' } as const
/** What waits is looked at again so often. */
const LOOK_MS = 3000

function Attempts({ endpoint, message }: { readonly endpoint: string; readonly message: string }) {
  const say = useWords(bankDeveloper)
  const found = useQuery({
    ...reading('GET /v1/webhooks/endpoints/{endpoint_id}/deliveries/{message_id}/attempts', {
      params: { endpoint_id: endpoint, message_id: message },
      query: { limit: '200' },
    }),
    refetchInterval: LOOK_MS,
  })
  const columns: readonly Column<Attempt>[] = [
    { key: 'at', title: say('attempt_at'), value: row => row.at, show: row => <Moment of={row.at} /> },
    { key: 'status', title: say('attempt_status'), value: row => row.status, isNumber: true },
    { key: 'duration', title: say('attempt_duration'), value: row => row.duration_ms, isNumber: true },
    {
      key: 'problem',
      title: say('attempt_problem'),
      value: row => (row.problem === null ? null : say(`problem_${row.problem}`)),
    },
    { key: 'answer', title: say('attempt_answer'), value: row => row.answer },
  ]
  return (
    <section aria-label={say('attempts_of', { id: message })}>
      <Title order={3} size="h5" mt="lg" mb="sm">
        {say('attempts_of', { id: message })}
      </Title>
      <Read of={found}>
        {({ items }) => (
          <Table
            caption={say('attempts_of', { id: message })}
            columns={columns}
            rows={items}
            idOf={row => row.at}
            csv={`attempts-${message}`}
            empty={say('attempts_empty')}
          />
        )}
      </Read>
    </section>
  )
}

export function Deliveries({ endpoint }: { readonly endpoint: string }) {
  const say = useWords(bankDeveloper)
  const sayAll = useWords(everywhere)
  const [state, setState] = useState<Delivery['state'] | ''>('')
  const [opened, setOpened] = useState<string | null>(null)
  const { query, rows } = usePages(
    ['GET /v1/webhooks/endpoints/{endpoint_id}/deliveries', endpoint, state],
    (asked, signal) =>
      call('GET /v1/webhooks/endpoints/{endpoint_id}/deliveries', {
        params: { endpoint_id: endpoint },
        query: { ...asked, ...(state === '' ? {} : { state }) },
        signal,
      }),
    false,
    LOOK_MS,
  )
  const resend = useDeed('POST /v1/webhooks/endpoints/{endpoint_id}/deliveries/{message_id}/resend', [
    'GET /v1/webhooks/endpoints/{endpoint_id}/deliveries',
    'GET /v1/webhooks/endpoints/{endpoint_id}/deliveries/{message_id}/attempts',
  ])
  const columns: readonly Column<Delivery>[] = [
    { key: 'told', title: say('delivery_told'), value: row => row.told_at, show: row => <Moment of={row.told_at} /> },
    { key: 'type', title: say('delivery_type'), value: row => row.type, show: row => <code>{row.type}</code> },
    {
      key: 'state',
      title: say('delivery_state'),
      value: row => say(`delivery_${row.state}`),
      show: row => (
        <Badge c="inherit" color={COLOURS[row.state]}>
          {say(`delivery_${row.state}`)}
        </Badge>
      ),
    },
    { key: 'attempts', title: say('delivery_attempts'), value: row => row.attempts, isNumber: true },
    { key: 'next', title: say('delivery_next'), value: row => row.due_at, show: row => <Moment of={row.due_at} /> },
    {
      key: 'deeds',
      title: say('resend'),
      value: () => null,
      show: row => (
        <Group gap="xs" wrap="nowrap">
          <Button
            size="xs"
            variant="default"
            aria-label={say('attempts_show', { id: row.message_id })}
            aria-expanded={opened === row.message_id}
            onClick={() => setOpened(before => (before === row.message_id ? null : row.message_id))}
          >
            {say('attempts')}
          </Button>
          <Button
            size="xs"
            variant="default"
            aria-label={say('resend_of', { id: row.message_id })}
            loading={resend.isPending && resend.variables.params.message_id === row.message_id}
            onClick={() => resend.mutate({ params: { endpoint_id: endpoint, message_id: row.message_id } })}
          >
            {say('resend')}
          </Button>
        </Group>
      ),
    },
  ]
  return (
    <>
      <NativeSelect
        label={say('filter')}
        maw={240}
        mb="md"
        value={state}
        data={[
          { value: '', label: sayAll('all') },
          ...STATES.map(value => ({ value, label: say(`delivery_${value}`) })),
        ]}
        onChange={event => setState(STATES.find(each => each === event.currentTarget.value) ?? '')}
      />
      <ProblemAlert problem={resend.error} />
      <Text role="status" size="sm">
        {resend.isSuccess ? say('resent') : ''}
      </Text>
      <List of={query}>
        <Table
          caption={say('part_deliveries')}
          columns={columns}
          rows={rows}
          idOf={row => row.message_id}
          csv="deliveries"
          empty={say('deliveries_empty')}
        />
      </List>
      {opened === null ? null : <Attempts endpoint={endpoint} message={opened} />}
    </>
  )
}
