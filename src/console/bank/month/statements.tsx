/** A month of the bank by programme, its sealed statements, and what it was assessed to contribute. */
import { Button, Group, NativeSelect, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Language } from '../../../kernel/words.ts'
import { call, type ValueOf } from '../../api/client.ts'
import { reading, useDeed } from '../../api/use.ts'
import { Won } from '../../parts/amount.tsx'
import { monthBefore, percent, seoulDay } from '../../parts/due.ts'
import { Part } from '../../parts/facts.tsx'
import { PageTitle } from '../../parts/page-title.tsx'
import { ProblemAlert } from '../../parts/problem.tsx'
import { useRuleWords } from '../../parts/rule-words.ts'
import { Read } from '../../parts/states.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { useSelf } from '../../shell/session.ts'
import { useLanguage, useWords } from '../../words/engine.ts'
import { DRAWING_MS, type Paper, usePaperColumns } from '../guarantees/papers.tsx'
import { List } from '../parts/list.tsx'
import { usePages } from '../parts/pages.ts'
import { bankCases, bankMonth } from '../words.ts'

type Row = ValueOf<'GET /v1/statements/{bank}/{month}'>['whole']
type Contribution = ValueOf<'GET /v1/fund/contributions'>['items'][number]
const SUMS = [
  'opening',
  'drawn',
  'repaid',
  'closing',
  'fees_reported',
  'fees_charged',
  'fees_received',
  'claims_paid',
  'recovered',
] as const
const LANGUAGES = ['ko', 'en', 'zh'] as const

function Statement({ bank, month }: { readonly bank: string; readonly month: string }) {
  const say = useWords(bankMonth)
  const found = useQuery(reading('GET /v1/statements/{bank}/{month}', { params: { bank, month } }))
  const programmes = found.data?.programmes ?? []
  const rule = useRuleWords(programmes.map(each => `programme.${each.programme}.name`))
  const columns: readonly Column<Row>[] = [
    {
      key: 'programme',
      title: say('programme'),
      value: row => rule(`programme.${row.programme}.name`) ?? say('whole'),
    },
    { key: 'guarantees', title: say('guarantees'), value: row => row.guarantees, isNumber: true },
    ...SUMS.map(
      (key): Column<Row> => ({
        key,
        title: say(key),
        value: row => BigInt(row[key]),
        show: row => <Won of={row[key]} />,
        isNumber: true,
      }),
    ),
  ]
  return (
    <Read of={found}>
      {({ programmes, whole }) => (
        <Table
          caption={say('part_statement', { month })}
          columns={columns}
          rows={programmes.length === 0 ? [] : [...programmes, whole]}
          idOf={row => row.programme}
          csv={`statement-${month}`}
          empty={say('statement_empty')}
        />
      )}
    </Read>
  )
}

/** Sealed statements: ordered here, drawn within seconds. */
function Sealed({ bank, month }: { readonly bank: string; readonly month: string }) {
  const say = useWords(bankMonth)
  const sayCases = useWords(bankCases)
  const shown = useLanguage()
  const [language, setLanguage] = useState<Language>(shown)
  const order = useDeed('POST /v1/banks/{bank}/monthly-statements', ['GET /v1/guarantee-papers'])
  const { query, rows } = usePages<Paper>(
    ['GET /v1/guarantee-papers', 'bank'],
    (asked, signal) => call('GET /v1/guarantee-papers', { query: asked, signal }),
    false,
    order.isSuccess ? DRAWING_MS : false,
  )
  const columns = usePaperColumns()
  const own = rows.filter(each => each.paper === 'monthly_statement' || each.paper === 'yearly_balance')
  return (
    <>
      <ProblemAlert problem={order.error} />
      <Group align="end" mb="md" className="not-printed">
        <NativeSelect
          label={say('language')}
          value={language}
          data={LANGUAGES.map(value => ({ value, label: sayCases(`language_${value}`) }))}
          onChange={event => setLanguage(LANGUAGES.find(each => each === event.currentTarget.value) ?? 'ko')}
        />
        <Button
          disabled={month === ''}
          loading={order.isPending}
          onClick={() => order.mutate({ params: { bank }, body: { month, language } })}
        >
          {say('order')}
        </Button>
      </Group>
      <Text role="status" size="sm">
        {order.isSuccess ? say('ordered') : ''}
      </Text>
      <List of={query}>
        <Table
          caption={say('part_order')}
          columns={columns}
          rows={own}
          idOf={row => row.number}
          empty={say('papers_empty')}
        />
      </List>
    </>
  )
}

function Contributions() {
  const say = useWords(bankMonth)
  const found = useQuery(reading('GET /v1/fund/contributions', { query: { limit: '200' } }))
  const columns: readonly Column<Contribution>[] = [
    { key: 'month', title: say('month'), value: row => row.month },
    {
      key: 'loans',
      title: say('contribution_loans'),
      value: row => BigInt(row.loans),
      show: row => <Won of={row.loans} />,
      isNumber: true,
    },
    { key: 'rate', title: say('contribution_rate'), value: row => percent(row.rate), isNumber: true },
    {
      key: 'amount',
      title: say('contribution_amount'),
      value: row => BigInt(row.amount),
      show: row => <Won of={row.amount} />,
      isNumber: true,
    },
  ]
  return (
    <Read of={found}>
      {({ items }) => (
        <Table
          caption={say('part_contributions')}
          columns={columns}
          rows={items}
          idOf={row => `${row.month} ${row.kind}`}
          csv="contributions"
          empty={say('contributions_empty')}
        />
      )}
    </Read>
  )
}

export function Statements() {
  const say = useWords(bankMonth)
  const self = useSelf()
  const [month, setMonth] = useState(() => monthBefore(seoulDay(new Date())))
  if (self === null || self === undefined) return null
  return (
    <>
      <PageTitle>{say('statements_title')}</PageTitle>
      <TextInput
        type="month"
        label={say('month')}
        maw={240}
        mb="md"
        className="not-printed"
        value={month}
        onChange={event => setMonth(event.currentTarget.value)}
      />
      {month === '' ? null : (
        <Part title={say('part_statement', { month })}>
          <Statement bank={self.organisation} month={month} />
        </Part>
      )}
      <Part title={say('part_order')}>
        <Sealed bank={self.organisation} month={month} />
      </Part>
      <Part title={say('part_contributions')}>
        <Contributions />
      </Part>
      <Part title={say('part_limits')}>
        <Text>{say('limits_text')}</Text>
      </Part>
    </>
  )
}
