/** Figures of finance as the service gives them: headroom, what fees are due and earned, and banks' contributions. */
import { Alert } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { call, type ValueOf } from '../../api/client.ts'
import { reading } from '../../api/use.ts'
import { Won, WonAtSize } from '../../parts/amount.tsx'
import { Day } from '../../parts/day.tsx'
import { seoulDay } from '../../parts/due.ts'
import { Facts, Part } from '../../parts/facts.tsx'
import { useOrganisationNames } from '../../parts/names.ts'
import { PageTitle } from '../../parts/page-title.tsx'
import { useRuleWords } from '../../parts/rule-words.ts'
import { Read } from '../../parts/states.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { useWords } from '../../words/engine.ts'
import { whole } from '../parts/all-pages.ts'
import { officerMoney } from '../words.ts'

type Fund = ValueOf<'GET /v1/fund'>
type Receivable = ValueOf<'GET /v1/fees/receivable'>['items'][number]
type Earned = ValueOf<'GET /v1/fees/earned'>['items'][number]
type Contribution = ValueOf<'GET /v1/fund/contributions'>['items'][number]

/** A column of whole won. */
const money = <Row,>(key: string, title: string, of: (row: Row) => string): Column<Row> => ({
  key,
  title,
  isNumber: true,
  value: row => BigInt(of(row)),
  show: row => <Won of={of(row)} />,
})

function Headroom({ of }: { readonly of: Fund }) {
  const say = useWords(officerMoney)
  const { composition } = of
  return (
    <>
      <Alert mb="md" color={composition.holds ? 'gray' : 'red'}>
        {say(composition.holds ? 'composition_holds' : 'composition_broken')}
      </Alert>
      <Facts
        of={[
          { name: say('cap'), value: <WonAtSize of={of.cap} /> },
          { name: say('used'), value: <WonAtSize of={of.used} /> },
          { name: say('headroom'), value: <WonAtSize of={of.headroom} /> },
          ...(of.excess === '0' ? [] : [{ name: say('excess'), value: <WonAtSize of={of.excess} /> }]),
          { name: say('share_technology'), value: <WonAtSize of={composition.technology} /> },
          { name: say('share_credit'), value: <WonAtSize of={composition.credit} /> },
        ]}
      />
    </>
  )
}

function Fees() {
  const say = useWords(officerMoney)
  const found = useQuery(reading('GET /v1/fees/receivable'))
  const banks = useOrganisationNames((found.data?.items ?? []).map(one => one.payer).filter(one => one !== 'firm'))
  const columns: readonly Column<Receivable>[] = [
    { key: 'payer', title: say('payer'), value: row => (row.payer === 'firm' ? say('payer_firms') : banks(row.payer)) },
    { key: 'guarantees', title: say('guarantees'), isNumber: true, value: row => row.guarantees },
    money('unpaid', say('unpaid'), row => row.unpaid),
  ]
  return (
    <Read of={found}>
      {({ items }) => (
        <Table
          caption={say('part_fees')}
          columns={columns}
          rows={items}
          idOf={row => row.payer}
          csv="fees-receivable"
          empty={say('fees_none')}
        />
      )}
    </Read>
  )
}

function EarnedFees() {
  const say = useWords(officerMoney)
  const today = seoulDay(new Date())
  const found = useQuery(reading('GET /v1/fees/earned', { query: { from: `${today.slice(0, 8)}01`, to: today } }))
  const rows = found.data?.items ?? []
  const bankName = useOrganisationNames(rows.map(row => row.bank))
  const rule = useRuleWords(rows.map(row => `programme.${row.programme}.name`))
  const columns: readonly Column<Earned>[] = [
    { key: 'day', title: say('day'), value: row => row.day, show: row => <Day of={row.day} /> },
    { key: 'programme', title: say('programme'), value: row => rule(`programme.${row.programme}.name`) ?? '–' },
    { key: 'bank', title: say('bank'), value: row => bankName(row.bank) },
    money('amount', say('amount'), row => row.amount),
  ]
  return (
    <Read of={found}>
      {({ items }) => (
        <Table
          caption={say('part_earned')}
          columns={columns}
          rows={items}
          idOf={row => `${row.day}-${row.programme}-${row.bank}`}
          csv="fees-earned"
          empty={say('earned_none')}
        />
      )}
    </Read>
  )
}

function Contributions() {
  const say = useWords(officerMoney)
  const found = useQuery(
    whole<Contribution>(['GET /v1/fund/contributions'], (query, signal) =>
      call('GET /v1/fund/contributions', { query, signal }),
    ),
  )
  const bankName = useOrganisationNames((found.data ?? []).map(row => row.bank))
  const columns: readonly Column<Contribution>[] = [
    { key: 'month', title: say('month'), value: row => row.month },
    { key: 'bank', title: say('bank'), value: row => bankName(row.bank) },
    money('amount', say('amount'), row => row.amount),
  ]
  return (
    <Read of={found}>
      {rows => (
        <Table
          caption={say('part_contributions')}
          columns={columns}
          rows={rows}
          idOf={row => `${row.bank}-${row.month}`}
          csv="contributions"
          empty={say('contributions_none')}
        />
      )}
    </Read>
  )
}

export function Fund() {
  const say = useWords(officerMoney)
  const found = useQuery(reading('GET /v1/fund'))
  return (
    <>
      <PageTitle>{say('fund_title')}</PageTitle>
      <Part title={say('part_fund')}>
        <Read of={found}>{value => <Headroom of={value} />}</Read>
      </Part>
      <Part title={say('part_fees')}>
        <Fees />
      </Part>
      <Part title={say('part_earned')}>
        <EarnedFees />
      </Part>
      <Part title={say('part_contributions')}>
        <Contributions />
      </Part>
    </>
  )
}
