/** A list of guarantees with what waits first, by state; the filter stands in the address. */
import { Anchor, NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { call } from '../../api/client.ts'
import { Won } from '../../parts/amount.tsx'
import { byDue } from '../../parts/due.ts'
import { Due } from '../../parts/due-badge.tsx'
import type { GuaranteeHead, GuaranteeState } from '../../parts/guarantee-state.tsx'
import { useOrganisationNames } from '../../parts/names.ts'
import { PageTitle } from '../../parts/page-title.tsx'
import { Read } from '../../parts/states.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { useWords } from '../../words/engine.ts'
import { whole } from '../parts/all-pages.ts'
import { officerMoney } from '../words.ts'
import { GuaranteeStateBadge } from './state.tsx'

type Listed = {
  readonly to: '/office/claims' | '/office/guarantees'
  readonly title: string
  readonly empty: string
  /** States that are listed, and what all of them together are called. */
  readonly states: readonly GuaranteeState[]
  readonly all: string
  /** The one state that is asked for, as the address has it. */
  readonly state: string | undefined
  /** Beside the balance: what was guaranteed, or what is owed on the loan. */
  readonly amount: 'amount' | 'outstanding'
}

export function GuaranteeList({ to, title, empty, states, all, state: asked, amount }: Listed) {
  const say = useWords(officerMoney)
  const navigate = useNavigate()
  const state = states.find(each => each === asked)
  const found = useQuery(
    whole<GuaranteeHead>(['GET /v1/guarantees', to, state], async (query, signal) => {
      const page = await call('GET /v1/guarantees', {
        query: { ...query, ...(state === undefined ? {} : { state }) },
        signal,
      })
      return { items: page.items.filter(one => states.includes(one.state)), next: page.next }
    }),
  )
  const bankName = useOrganisationNames((found.data ?? []).map(row => row.bank))
  const columns: readonly Column<GuaranteeHead>[] = [
    {
      key: 'number',
      title: say('guarantee'),
      value: row => row.number,
      show: row => (
        <Anchor component={Link} to={`${to}/${row.id}`}>
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
      key: amount,
      title: say(amount === 'amount' ? 'guaranteed' : 'outstanding'),
      isNumber: true,
      value: row => BigInt(row[amount]),
      show: row => <Won of={row[amount]} />,
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
      <PageTitle>{title}</PageTitle>
      <NativeSelect
        mb="md"
        maw="20rem"
        className="not-printed"
        label={say('state')}
        value={state ?? ''}
        data={[{ value: '', label: all }, ...states.map(value => ({ value, label: say(`state_${value}`) }))]}
        onChange={event =>
          void navigate({
            to,
            search: event.currentTarget.value === '' ? {} : { state: event.currentTarget.value },
            replace: true,
          })
        }
      />
      <Read of={found}>
        {rows => (
          <Table
            caption={title}
            columns={columns}
            rows={[...rows].sort(byDue)}
            idOf={row => row.id}
            csv={to.slice('/office/'.length)}
            empty={empty}
          />
        )}
      </Read>
    </>
  )
}
