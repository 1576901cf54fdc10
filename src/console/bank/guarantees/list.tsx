/** The bank's guarantees: what stands on each, and what is due on it. */
import { Anchor, Button, Group, NativeSelect } from '@mantine/core'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { call } from '../../api/client.ts'
import { Won } from '../../parts/amount.tsx'
import { Day } from '../../parts/day.tsx'
import { Due } from '../../parts/due-badge.tsx'
import { GUARANTEE_STATES, type GuaranteeHead } from '../../parts/guarantee-state.tsx'
import { PageTitle } from '../../parts/page-title.tsx'
import type { ListSearch } from '../../parts/search.ts'
import { type Column, Table } from '../../parts/table.tsx'
import { useWords } from '../../words/engine.ts'
import { everywhere } from '../../words/everywhere.ts'
import { FindInput } from '../parts/find-input.tsx'
import { List } from '../parts/list.tsx'
import { usePages } from '../parts/pages.ts'
import { bankCases, bankGuarantees } from '../words.ts'
import { GuaranteeStateBadge } from './state.tsx'

const route = getRouteApi('/bank/guarantees')

function useColumns(): readonly Column<GuaranteeHead>[] {
  const say = useWords(bankGuarantees)
  const won = (key: 'amount' | 'balance' | 'outstanding'): Column<GuaranteeHead> => ({
    key,
    title: say(key),
    value: row => BigInt(row[key]),
    show: row => <Won of={row[key]} />,
    isNumber: true,
  })
  return [
    {
      key: 'number',
      title: say('number'),
      value: row => row.number,
      show: row => (
        <Anchor component={Link} to={`/bank/guarantees/${row.id}`}>
          {row.number}
        </Anchor>
      ),
    },
    {
      key: 'state',
      title: say('state'),
      value: row => say(`state_${row.state}`),
      show: row => <GuaranteeStateBadge of={row.state} />,
    },
    won('amount'),
    won('balance'),
    won('outstanding'),
    { key: 'due', title: say('due'), value: row => row.due_on, show: row => <Due on={row.due_on} /> },
    {
      key: 'matures',
      title: say('matures'),
      value: row => row.matures_on,
      show: row => <Day of={row.matures_on} />,
    },
    { key: 'bank_loan', title: say('bank_loan'), value: row => row.bank_loan },
  ]
}

export function Guarantees() {
  const say = useWords(bankGuarantees)
  const sayCases = useWords(bankCases)
  const sayAll = useWords(everywhere)
  const search = route.useSearch()
  const navigate = useNavigate()
  const state = GUARANTEE_STATES.find(each => each === search.state)
  const { query, rows } = usePages(['GET /v1/guarantees', 'bank', state], (asked, signal) =>
    call('GET /v1/guarantees', { query: { ...asked, ...(state === undefined ? {} : { state }) }, signal }),
  )
  const columns = useColumns()
  const wanted = (search.find ?? '').trim().toLowerCase()
  const shown =
    wanted === '' ? rows : rows.filter(row => `${row.number} ${row.bank_loan ?? ''}`.toLowerCase().includes(wanted))
  const isFiltered = state !== undefined || wanted !== ''
  const set = (change: ListSearch) =>
    void navigate({ to: '/bank/guarantees', search: { ...search, ...change }, replace: true, resetScroll: false })
  return (
    <>
      <PageTitle>{say('list_title')}</PageTitle>
      <Group component="search" align="end" mb="md" className="not-printed" aria-label={sayCases('filters')}>
        <NativeSelect
          label={say('state')}
          value={state ?? ''}
          data={[
            { value: '', label: sayAll('all') },
            ...GUARANTEE_STATES.map(value => ({ value, label: say(`state_${value}`) })),
          ]}
          onChange={event => set({ state: event.currentTarget.value })}
        />
        <FindInput label={say('filter_find')} value={search.find ?? ''} onChange={find => set({ find })} />
        {isFiltered ? (
          <Button
            variant="default"
            onClick={() => void navigate({ to: '/bank/guarantees', search: {}, replace: true })}
          >
            {sayCases('filter_clear')}
          </Button>
        ) : null}
      </Group>
      <List of={query}>
        <Table
          caption={say('list_title')}
          columns={columns}
          rows={shown}
          idOf={row => row.id}
          csv="guarantees"
          empty={say(isFiltered ? 'list_empty_filtered' : 'list_empty')}
        />
      </List>
    </>
  )
}
