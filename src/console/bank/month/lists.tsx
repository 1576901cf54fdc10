/** What a report came to: where it differs from the books, what a month told again changed, what came of each row. */
import { call, type ValueOf } from '../../api/client.ts'
import { Won } from '../../parts/amount.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { useWords } from '../../words/engine.ts'
import { List } from '../parts/list.tsx'
import { usePages } from '../parts/pages.ts'
import { bankMonth } from '../words.ts'
import { useNamedCode } from './problems.tsx'
import type { Report } from './sending.ts'

type Difference = ValueOf<'GET /v1/reports/{report_id}/differences'>['items'][number]
type Change = ValueOf<'GET /v1/reports/{report_id}/changes'>['items'][number]
type Outcome = ValueOf<'GET /v1/reports/{report_id}/outcomes'>['items'][number]

/** Amounts as amounts, everything else as it was told. */
const shown = (text: string) => (/^\d+$/.test(text) ? <Won of={text} /> : text === '' ? '–' : text)

export function Differences({ of }: { readonly of: Report }) {
  const say = useWords(bankMonth)
  const params = { report_id: of.id }
  const { query, rows } = usePages<Difference>(
    ['GET /v1/reports/{report_id}/differences', of.id, of.state],
    (asked, signal) => call('GET /v1/reports/{report_id}/differences', { params, query: asked, signal }),
    true,
  )
  const columns: readonly Column<Difference>[] = [
    { key: 'row', title: say('row'), value: row => row.row, isNumber: true, width: 80 },
    { key: 'guarantee', title: say('guarantee'), value: row => row.guarantee, width: 170 },
    { key: 'kind', title: say('difference_kind'), value: row => say(`difference_${row.kind}`), width: 240 },
    {
      key: 'expected',
      title: say('expected'),
      value: row => row.expected,
      show: row => shown(row.expected),
      isNumber: true,
      width: 170,
    },
    {
      key: 'reported',
      title: say('reported'),
      value: row => row.reported,
      show: row => shown(row.reported),
      isNumber: true,
      width: 170,
    },
    {
      key: 'by',
      title: say('by_how_much'),
      value: row => row.by,
      show: row => shown(row.by ?? ''),
      isNumber: true,
      width: 170,
    },
    { key: 'deed', title: say('deed'), value: row => say(`deed_${row.deed}`), width: 240 },
  ]
  return (
    <List of={query}>
      <Table
        caption={say('differences')}
        columns={columns}
        rows={rows}
        idOf={row => `${row.guarantee} ${row.kind} ${row.column} ${row.row ?? ''}`}
        csv={`differences-${of.month ?? of.kind}`}
        empty={say('differences_none')}
      />
    </List>
  )
}

export function Changes({ of }: { readonly of: Report }) {
  const say = useWords(bankMonth)
  const named = useNamedCode()
  const params = { report_id: of.id }
  const { query, rows } = usePages<Change>(
    ['GET /v1/reports/{report_id}/changes', of.id, of.state],
    (asked, signal) => call('GET /v1/reports/{report_id}/changes', { params, query: asked, signal }),
    true,
  )
  const columns: readonly Column<Change>[] = [
    { key: 'guarantee', title: say('guarantee'), value: row => row.guarantee, width: 180 },
    { key: 'column', title: say('column'), value: row => named('column_', row.column, row.column), width: 180 },
    { key: 'before', title: say('before'), value: row => row.before, show: row => shown(row.before ?? ''), width: 200 },
    { key: 'after', title: say('after'), value: row => row.after, show: row => shown(row.after ?? ''), width: 200 },
  ]
  return (
    <List of={query}>
      <Table
        caption={say('tab_changes')}
        columns={columns}
        rows={rows}
        idOf={row => `${row.guarantee} ${row.column}`}
        csv={`changes-${of.month ?? of.kind}`}
        empty={say('changes_none')}
      />
    </List>
  )
}

export function Outcomes({ of }: { readonly of: Report }) {
  const say = useWords(bankMonth)
  const named = useNamedCode()
  const params = { report_id: of.id }
  const { query, rows } = usePages<Outcome>(
    ['GET /v1/reports/{report_id}/outcomes', of.id, of.carried_at],
    (asked, signal) => call('GET /v1/reports/{report_id}/outcomes', { params, query: asked, signal }),
    true,
  )
  const columns: readonly Column<Outcome>[] = [
    { key: 'row', title: say('row'), value: row => row.row, isNumber: true, width: 80 },
    { key: 'guarantee', title: say('guarantee'), value: row => row.guarantee, width: 180 },
    {
      key: 'outcome',
      title: say('outcome'),
      value: row => (row.outcome === null ? null : named('outcome_', row.outcome, say('outcome_other'))),
      width: 240,
    },
    {
      key: 'released',
      title: say('released'),
      value: row => BigInt(row.released),
      show: row => <Won of={row.released} />,
      isNumber: true,
      width: 180,
    },
  ]
  return (
    <List of={query}>
      <Table
        caption={say('tab_outcomes')}
        columns={columns}
        rows={rows}
        idOf={row => `${row.row} ${row.guarantee}`}
        csv={`outcomes-${of.month ?? of.kind}`}
        empty={say('outcomes_none')}
      />
    </List>
  )
}
