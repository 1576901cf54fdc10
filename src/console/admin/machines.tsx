/** Machines of a bank or a firm: their keys by name, switched off, or put with new keys. */
import { Alert, Badge, Button, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type CallOf, call, type ValueOf } from '../api/client.ts'
import { useDeed } from '../api/use.ts'
import { whole } from '../officer/parts/all-pages.ts'
import { Moment } from '../parts/day.tsx'
import { Part } from '../parts/facts.tsx'
import { FaultSummary } from '../parts/form.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { Read } from '../parts/states.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { useWords } from '../words/engine.ts'
import { keysIn } from './keys-in.ts'
import { ReasonModal } from './reason.tsx'
import { admin } from './words.ts'

type Machine = ValueOf<'GET /v1/organisations/{organisation_id}/clients'>['items'][number]
type Put = NonNullable<CallOf<'PUT /v1/clients/{client_id}'>['body']>
const BINDINGS = ['none', 'dpop', 'mtls'] as const
const LIST = 'GET /v1/organisations/{organisation_id}/clients'

function PutMachine({ organisation }: { readonly organisation: string }) {
  const say = useWords(admin)
  const [id, setId] = useState('')
  const [keys, setKeys] = useState('')
  const [binding, setBinding] = useState<(typeof BINDINGS)[number]>('dpop')
  const [rate, setRate] = useState('')
  const [turn, setTurn] = useState(0)
  const put = useDeed('PUT /v1/clients/{client_id}', [LIST])
  const read = keysIn(keys)
  const isIdUnfit = !/^[0-9a-z-]{3,40}$/.test(id)
  const isRateUnfit = rate !== '' && !/^[1-9][0-9]{0,6}$/.test(rate)
  const faults =
    turn === 0
      ? []
      : [
          ...(isIdUnfit
            ? [{ field: 'machine-id', label: say('machine_id'), message: say('organisation_id_form') }]
            : []),
          ...(read.is === 'fit'
            ? []
            : [{ field: 'machine-keys', label: say('machine_keys'), message: say(`keys_${read.is}`) }]),
          ...(isRateUnfit ? [{ field: 'machine-rate', label: say('machine_rate'), message: say('rate_form') }] : []),
        ]
  const errorOf = (field: string) => faults.find(each => each.field === field)?.message
  const send = (event: FormEvent) => {
    event.preventDefault()
    setTurn(turn + 1)
    if (isIdUnfit || read.is !== 'fit' || isRateUnfit) return
    const body: Put = {
      organisation,
      keys: read.keys as Put['keys'],
      binding,
      ...(rate === '' ? {} : { requests_per_minute: Number(rate) }),
    }
    put.mutate(
      { params: { client_id: `client-${id}` }, body },
      {
        onSuccess: () => {
          setTurn(0)
          setId('')
          setKeys('')
          setRate('')
        },
      },
    )
  }
  return (
    <form onSubmit={send} noValidate className="not-printed">
      <Text fw={650} mt="lg" mb="xs">
        {say('machine_put_title')}
      </Text>
      <Text mb="md" maw="70ch">
        {say('machine_put_lead')}
      </Text>
      <FaultSummary faults={faults} turn={turn} />
      <ProblemAlert problem={put.error} />
      {put.isSuccess ? (
        <Alert color="green" role="status" mb="md">
          {say('machine_put_done')}
        </Alert>
      ) : null}
      <Stack maw="40rem">
        <TextInput
          id="machine-id"
          label={say('machine_id')}
          description={say('organisation_id_form')}
          leftSection={<Text size="sm">client-</Text>}
          leftSectionWidth={72}
          value={id}
          autoComplete="off"
          error={errorOf('machine-id')}
          onChange={event => setId(event.currentTarget.value)}
        />
        <Textarea
          id="machine-keys"
          label={say('machine_keys')}
          description={say('machine_keys_help')}
          autosize
          minRows={4}
          value={keys}
          spellCheck={false}
          error={errorOf('machine-keys')}
          onChange={event => setKeys(event.currentTarget.value)}
        />
        <NativeSelect
          label={say('binding')}
          value={binding}
          data={BINDINGS.map(value => ({ value, label: say(`binding_${value}`) }))}
          onChange={event => setBinding(event.currentTarget.value as (typeof BINDINGS)[number])}
        />
        <TextInput
          id="machine-rate"
          label={say('machine_rate')}
          description={say('machine_rate_help')}
          inputMode="numeric"
          value={rate}
          error={errorOf('machine-rate')}
          onChange={event => setRate(event.currentTarget.value.trim())}
        />
        <div>
          <Button type="submit" loading={put.isPending}>
            {say('machine_put')}
          </Button>
        </div>
      </Stack>
    </form>
  )
}

export function Machines({ organisation }: { readonly organisation: string }) {
  const say = useWords(admin)
  const params = { organisation_id: organisation }
  const found = useQuery(whole<Machine>([LIST, organisation], (query, signal) => call(LIST, { params, query, signal })))
  const [ending, setEnding] = useState<Machine | null>(null)
  const end = useDeed('POST /v1/clients/{client_id}/end', [LIST])
  const close = () => {
    setEnding(null)
    end.reset()
  }
  const columns: readonly Column<Machine>[] = [
    { key: 'id', title: say('number'), value: row => row.id, width: 180 },
    {
      key: 'state',
      title: say('state'),
      width: 100,
      value: row => say(row.is_active ? 'machine_on' : 'machine_off'),
      show: row => (
        <Badge c="inherit" color={row.is_active ? 'green' : 'gray'}>
          {say(row.is_active ? 'machine_on' : 'machine_off')}
        </Badge>
      ),
    },
    { key: 'binding', title: say('binding'), value: row => say(`binding_${row.binding}`), width: 120 },
    {
      key: 'rate',
      title: say('machine_rate'),
      value: row => row.requests_per_minute,
      isNumber: true,
      show: row => row.requests_per_minute ?? say('rate_usual'),
    },
    {
      key: 'keys',
      title: say('machine_keys_named'),
      value: row => row.keys.join(', '),
      width: 190,
      show: row => <span style={{ overflowWrap: 'anywhere' }}>{row.keys.join(', ')}</span>,
    },
    {
      key: 'created',
      title: say('registered'),
      value: row => row.created_at,
      width: 130,
      show: row => <Moment of={row.created_at} />,
    },
    {
      key: 'end',
      title: say('action'),
      value: () => '',
      width: 110,
      show: row =>
        row.is_active ? (
          <Button size="sm" variant="default" onClick={() => setEnding(row)}>
            {say('machine_end')}
          </Button>
        ) : null,
    },
  ]
  return (
    <Part title={say('part_machines')}>
      <Read of={found}>
        {rows => (
          <Table
            caption={say('part_machines')}
            columns={columns}
            rows={rows}
            idOf={row => row.id}
            empty={say('machines_none')}
          />
        )}
      </Read>
      <PutMachine organisation={organisation} />
      {ending === null ? null : (
        <ReasonModal
          title={say('machine_end_title', { id: ending.id })}
          follows={say('machine_end_follows')}
          act={say('machine_end_now')}
          isRed
          isPending={end.isPending}
          problem={end.error}
          close={close}
          onReason={reason => end.mutate({ params: { client_id: ending.id }, body: { reason } }, { onSuccess: close })}
        />
      )}
    </Part>
  )
}
