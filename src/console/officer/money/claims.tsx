/** Guarantees in accident or claim, paid or to be recovered; the filter stands in the address. */
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
import { type GuaranteeHead, GuaranteeStateBadge, OPEN_STATES } from './state.tsx'

const route = getRouteApi('/office/claims')

export function Claims() {
  const say = useWords(officerMoney)
  const search = route.useSearch()
  const navigate = useNavigate()
  const state = OPEN_STATES.find(each => each === search.state)
  const found = useQuery(
    whole<GuaranteeHead>(['GET /v1/guarantees', 'claims', state], async (query, signal) => {
      const page = await call('GET /v1/guarantees', {
        query: { ...query, ...(state === undefined ? {} : { state }) },
        signal,
      })
      const isShown = (one: GuaranteeHead) => OPEN_STATES.some(each => each === one.state)
      return { items: page.items.filter(isShown), next: page.next }
    }),
  )
  const bankName = useOrganisationNames((found.data ?? []).map(row => row.bank))
  const columns: readonly Column<GuaranteeHead>[] = [
    {
      key: 'number',
      title: say('guarantee'),
      value: row => row.number,
      show: row => (
        <Anchor component={Link} to={`/office/claims/${row.id}`}>
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
    { key: 'bank', title: say('bank'), value: row => bankName(row.bank) },
    {
      key: 'outstanding',
      title: say('outstanding'),
      isNumber: true,
      value: row => BigInt(row.outstanding),
      show: row => <Won of={row.outstanding} />,
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
      <PageTitle>{say('claims_title')}</PageTitle>
      <NativeSelect
        mb="md"
        maw="20rem"
        className="not-printed"
        label={say('state')}
        value={state ?? ''}
        data={[
          { value: '', label: say('claims_state_open') },
          ...OPEN_STATES.map(value => ({ value, label: say(`state_${value}`) })),
        ]}
        onChange={event =>
          void navigate({
            to: '/office/claims',
            search: event.currentTarget.value === '' ? {} : { state: event.currentTarget.value },
            replace: true,
          })
        }
      />
      <Read of={found}>
        {rows => (
          <Table
            caption={say('claims_title')}
            columns={columns}
            rows={[...rows].sort(byDue)}
            idOf={row => row.id}
            csv="claims"
            empty={say('claims_empty')}
          />
        )}
      </Read>
    </>
  )
}
