/** Guarantees the reader may see, with what waits first; the filter stands in the address. */
import { Anchor, NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { call } from '../../api/client.ts'
import { Won } from '../../parts/amount.tsx'
import { byDue } from '../../parts/due.ts'
import { Due } from '../../parts/due-badge.tsx'
import { useOrganisationNames } from '../../parts/names.ts'
import { PageTitle } from '../../parts/page-title.tsx'
import { Read } from '../../parts/states.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { useWords } from '../../words/engine.ts'
import { whole } from '../parts/all-pages.ts'
import { officerMoney } from '../words.ts'
import { ALL_STATES, type GuaranteeHead, GuaranteeStateBadge } from './state.tsx'

const route = getRouteApi('/office/guarantees')

export function Guarantees() {
  const say = useWords(officerMoney)
  const search = route.useSearch()
  const navigate = useNavigate()
  const state = ALL_STATES.find(each => each === search.state)
  const found = useQuery(
    whole<GuaranteeHead>(['GET /v1/guarantees', 'all', state], (query, signal) =>
      call('GET /v1/guarantees', { query: { ...query, ...(state === undefined ? {} : { state }) }, signal }),
    ),
  )
  const organisation = useOrganisationNames((found.data ?? []).flatMap(row => [row.bank, row.firm]))
  const columns: readonly Column<GuaranteeHead>[] = [
    {
      key: 'number',
      title: say('guarantee'),
      value: row => row.number,
      show: row => (
        <Anchor component={Link} to={`/office/guarantees/${row.id}`}>
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
    { key: 'due', title: say('due'), value: row => row.due_on, show: row => <Due on={row.due_on} /> },
    { key: 'bank', title: say('bank'), value: row => organisation(row.bank) },
    {
      key: 'amount',
      title: say('guaranteed'),
      isNumber: true,
      value: row => BigInt(row.amount),
      show: row => <Won of={row.amount} />,
    },
    {
      key: 'balance',
      title: say('balance'),
      isNumber: true,
      value: row => BigInt(row.balance),
      show: row => <Won of={row.balance} />,
    },
  ]
  return (
    <>
      <PageTitle>{say('guarantees_title')}</PageTitle>
      <NativeSelect
        mb="md"
        maw="20rem"
        className="not-printed"
        label={say('state')}
        value={state ?? ''}
        data={[
          { value: '', label: say('state_any') },
          ...ALL_STATES.map(value => ({ value, label: say(`state_${value}`) })),
        ]}
        onChange={event =>
          void navigate({
            to: '/office/guarantees',
            search: event.currentTarget.value === '' ? {} : { state: event.currentTarget.value },
            replace: true,
          })
        }
      />
      <Read of={found}>
        {rows => (
          <Table
            caption={say('guarantees_title')}
            columns={columns}
            rows={[...rows].sort(byDue)}
            idOf={row => row.id}
            csv="guarantees"
            empty={say('claims_empty')}
          />
        )}
      </Read>
    </>
  )
}
