/** What the bank's machines asked, line by line; filters stand in the address, so that a problem's id is a link. */
import { Anchor, Badge, Button, Group, NativeSelect, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { call, type ValueOf } from '../../api/client.ts'
import { reading } from '../../api/use.ts'
import { Moment } from '../../parts/day.tsx'
import { PageTitle } from '../../parts/page-title.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { useWords } from '../../words/engine.ts'
import { everywhere } from '../../words/everywhere.ts'
import { FindInput } from '../parts/find-input.tsx'
import { List } from '../parts/list.tsx'
import { usePages } from '../parts/pages.ts'
import { bankKeys } from '../words.ts'
import { askedFor, METHODS, OUTCOMES, type RequestSearch } from './asked.ts'

const route = getRouteApi('/bank/developer/requests')

type Line = ValueOf<'GET /v1/requests'>['items'][number]
/** Whoever asked went away before the answer. */
const LEFT = 499

const colourOf = (status: number): string => (status < 400 ? 'green' : status < 500 ? 'orange' : 'red')

function useColumns(): readonly Column<Line>[] {
  const say = useWords(bankKeys)
  return [
    { key: 'at', title: say('when'), value: row => row.at, show: row => <Moment of={row.at} />, width: 150 },
    { key: 'method', title: say('method'), value: row => row.method, width: 90 },
    {
      key: 'route',
      title: say('route'),
      value: row => row.route,
      show: row => <code>{row.route}</code>,
      width: 260,
    },
    {
      key: 'status',
      title: say('status'),
      value: row => row.status,
      show: row => (
        <Badge c="inherit" color={colourOf(row.status)}>
          {row.status === LEFT ? say('status_left') : row.status}
        </Badge>
      ),
    },
    {
      key: 'code',
      title: say('code'),
      value: row => row.code,
      show: row =>
        row.code === null ? (
          '–'
        ) : (
          <Anchor
            href={`/docs/errors.md#${row.code}`}
            target="_blank"
            rel="noreferrer"
            aria-label={say('code_help', { code: row.code })}
          >
            <code>{row.code}</code>
          </Anchor>
        ),
      width: 180,
    },
    { key: 'duration', title: say('duration'), value: row => row.duration_ms, isNumber: true },
    { key: 'client', title: say('machine'), value: row => row.client, width: 160 },
    {
      key: 'request',
      title: say('request'),
      value: row => row.request,
      show: row => <code>{row.request}</code>,
      width: 330,
    },
  ]
}

function Filters({ search }: { readonly search: RequestSearch }) {
  const say = useWords(bankKeys)
  const sayAll = useWords(everywhere)
  const navigate = useNavigate()
  const machines = useQuery(reading('GET /v1/clients', { query: { limit: '200' } }))
  const set = (change: RequestSearch) =>
    void navigate({
      to: '/bank/developer/requests',
      search: { ...search, ...change },
      replace: true,
      resetScroll: false,
    })
  const every = { value: '', label: sayAll('all') }
  return (
    <Group component="search" align="end" mb="md" className="not-printed" aria-label={say('filters')}>
      <FindInput label={say('request')} value={search.request ?? ''} onChange={request => set({ request })} />
      <NativeSelect
        label={say('machine')}
        value={search.client ?? ''}
        data={[
          { value: '', label: say('all_machines') },
          ...(machines.data?.items ?? []).map(one => ({ value: one.id, label: one.id })),
        ]}
        onChange={event => set({ client: event.currentTarget.value })}
      />
      <NativeSelect
        label={say('outcome')}
        value={search.outcome ?? ''}
        data={[every, ...OUTCOMES.map(value => ({ value, label: say(`outcome_${value}`) }))]}
        onChange={event => set({ outcome: event.currentTarget.value })}
      />
      <NativeSelect
        label={say('method')}
        value={search.method ?? ''}
        data={[every, ...METHODS.map(value => ({ value, label: value }))]}
        onChange={event => set({ method: event.currentTarget.value })}
      />
      <FindInput label={say('code')} value={search.code ?? ''} onChange={code => set({ code })} />
      <TextInput
        type="datetime-local"
        label={say('from')}
        value={search.from ?? ''}
        onChange={event => set({ from: event.currentTarget.value })}
      />
      <TextInput
        type="datetime-local"
        label={say('to')}
        value={search.to ?? ''}
        onChange={event => set({ to: event.currentTarget.value })}
      />
      {Object.values(search).some(each => each !== undefined) ? (
        <Button
          variant="default"
          onClick={() => void navigate({ to: '/bank/developer/requests', search: {}, replace: true })}
        >
          {say('filter_clear')}
        </Button>
      ) : null}
    </Group>
  )
}

export function Requests() {
  const say = useWords(bankKeys)
  const search = route.useSearch()
  const asked = askedFor(search)
  const columns = useColumns()
  const { query, rows } = usePages(['GET /v1/requests', asked], (paged, signal) =>
    call('GET /v1/requests', { query: { ...paged, ...asked }, signal }),
  )
  return (
    <>
      <PageTitle>{say('requests_title')}</PageTitle>
      <Text mb="md" maw="44rem">
        {say('requests_text')}
      </Text>
      <Text size="sm" c="dimmed" mb="md">
        {say('request_help')}
      </Text>
      <Filters search={search} />
      <Button variant="default" mb="md" loading={query.isRefetching} onClick={() => void query.refetch()}>
        {say('renew')}
      </Button>
      <List of={query}>
        <Table
          caption={say('requests_title')}
          columns={columns}
          rows={rows}
          idOf={row => row.request}
          csv="requests"
          empty={say(Object.keys(asked).length > 0 ? 'requests_none_found' : 'requests_empty')}
        />
      </List>
    </>
  )
}
