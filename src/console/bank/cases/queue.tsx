/** The bank's queue: its cases with where each stands, who has it and until when; filters stand in the address. */
import { Anchor, Badge, Button, Group, NativeSelect, Text } from '@mantine/core'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { call } from '../../api/client.ts'
import { Moment } from '../../parts/day.tsx'
import { Due } from '../../parts/due-badge.tsx'
import { useNamed, useOrganisationNames } from '../../parts/names.ts'
import { PageTitle } from '../../parts/page-title.tsx'
import type { ListSearch } from '../../parts/search.ts'
import { type Column, Table } from '../../parts/table.tsx'
import { useWords } from '../../words/engine.ts'
import { everywhere } from '../../words/everywhere.ts'
import { FindInput } from '../parts/find-input.tsx'
import { List } from '../parts/list.tsx'
import { usePages } from '../parts/pages.ts'
import { bankCases } from '../words.ts'
import { CASE_STATES, type CaseHead, type CaseState, CaseStateBadge } from './state.tsx'

const route = getRouteApi('/bank/cases')

const stateOf = (text: string | undefined): CaseState | undefined => CASE_STATES.find(each => each === text)

function useColumns(officeName: (id: string) => string): readonly Column<CaseHead>[] {
  const say = useWords(bankCases)
  const named = useNamed()
  return [
    {
      key: 'firm',
      title: say('firm'),
      value: row => named(row.firm_names, row.firm),
      show: row => (
        <Group gap="xs">
          <Anchor component={Link} to={`/bank/cases/${row.id}`}>
            {named(row.firm_names, row.firm)}
          </Anchor>
          {row.is_sandbox ? <Badge c="inherit">{say('sandbox')}</Badge> : null}
        </Group>
      ),
    },
    {
      key: 'state',
      title: say('state'),
      value: row => say(`state_${row.state}`),
      show: row => <CaseStateBadge of={row.state} />,
    },
    { key: 'due', title: say('due'), value: row => row.due_on, show: row => <Due on={row.due_on} /> },
    { key: 'office', title: say('office'), value: row => officeName(row.office) },
    {
      key: 'updated',
      title: say('updated'),
      value: row => row.updated_at,
      show: row => <Moment of={row.updated_at} />,
    },
    { key: 'number', title: say('number'), value: row => row.id, show: row => <Text size="sm">{row.id}</Text> },
  ]
}

export function Queue() {
  const say = useWords(bankCases)
  const sayAll = useWords(everywhere)
  const named = useNamed()
  const search = route.useSearch()
  const navigate = useNavigate()
  const state = stateOf(search.state)
  const { query, rows } = usePages(['GET /v1/cases', 'bank', state, search.office], (asked, signal) =>
    call('GET /v1/cases', {
      query: {
        ...asked,
        ...(state === undefined ? {} : { state }),
        ...(search.office === undefined ? {} : { office: search.office }),
      },
      signal,
    }),
  )
  const offices = [
    ...new Set([...rows.map(row => row.office), ...(search.office === undefined ? [] : [search.office])]),
  ]
  const officeName = useOrganisationNames(offices)
  const columns = useColumns(officeName)
  const wanted = (search.find ?? '').trim().toLowerCase()
  const shown =
    wanted === ''
      ? rows
      : rows.filter(row => `${named(row.firm_names, row.firm)} ${row.firm} ${row.id}`.toLowerCase().includes(wanted))
  const isFiltered = state !== undefined || search.office !== undefined || wanted !== ''
  const set = (change: ListSearch) =>
    void navigate({ to: '/bank/cases', search: { ...search, ...change }, replace: true, resetScroll: false })
  return (
    <>
      <PageTitle>{say('queue_title')}</PageTitle>
      <Text size="sm" mb="md" maw="70ch" className="not-printed">
        {say('order_help')}{' '}
        <Anchor component={Link} to="/bank/sandbox" inherit>
          {say('order_try')}
        </Anchor>
      </Text>
      <Group component="search" align="end" mb="md" className="not-printed" aria-label={say('filters')}>
        <NativeSelect
          label={say('filter_state')}
          value={state ?? ''}
          data={[
            { value: '', label: sayAll('all') },
            ...CASE_STATES.map(value => ({ value, label: say(`state_${value}`) })),
          ]}
          onChange={event => set({ state: event.currentTarget.value })}
        />
        <NativeSelect
          label={say('filter_office')}
          value={search.office ?? ''}
          data={[{ value: '', label: sayAll('all') }, ...offices.map(value => ({ value, label: officeName(value) }))]}
          onChange={event => set({ office: event.currentTarget.value })}
        />
        <FindInput label={say('filter_find')} value={search.find ?? ''} onChange={find => set({ find })} />
        {isFiltered ? (
          <Button variant="default" onClick={() => void navigate({ to: '/bank/cases', search: {}, replace: true })}>
            {say('filter_clear')}
          </Button>
        ) : null}
      </Group>
      <List of={query}>
        {wanted !== '' && query.hasNextPage ? (
          <Text size="sm" c="dimmed" mb="xs" role="status">
            {say('filter_part', { count: rows.length })}
          </Text>
        ) : null}
        <Table
          caption={say('queue_title')}
          columns={columns}
          rows={shown}
          idOf={row => row.id}
          csv="cases"
          empty={say(isFiltered ? 'queue_empty' : 'queue_empty_whole')}
        />
      </List>
    </>
  )
}
