/** The reports a bank has sent, newest first, and where the next one is sent. */
import { Anchor, Badge } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { call } from '../../api/client.ts'
import { Moment } from '../../parts/day.tsx'
import { Part } from '../../parts/facts.tsx'
import { PageTitle } from '../../parts/page-title.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { useWords } from '../../words/engine.ts'
import { List } from '../parts/list.tsx'
import { usePages } from '../parts/pages.ts'
import { bankMonth } from '../words.ts'
import { Send } from './send.tsx'
import type { Report } from './sending.ts'

const COLOURS = {
  receiving: 'gray',
  received: 'gray',
  checked: 'orange',
  accepted: 'green',
  refused: 'red',
  superseded: 'gray',
} as const

export function ReportState({ of }: { readonly of: Report['state'] }) {
  const say = useWords(bankMonth)
  return (
    <Badge c="inherit" color={COLOURS[of]}>
      {say(`state_${of}`)}
    </Badge>
  )
}

export function Months() {
  const say = useWords(bankMonth)
  const { query, rows } = usePages(['GET /v1/reports', 'bank'], (asked, signal) =>
    call('GET /v1/reports', { query: asked, signal }),
  )
  const count = (key: 'rows' | 'problems' | 'differences'): Column<Report> => ({
    key,
    title: say(key),
    value: row => row[key],
    isNumber: true,
  })
  const columns: readonly Column<Report>[] = [
    {
      key: 'month',
      title: say('month'),
      value: row => row.month ?? say(`kind_${row.kind}`),
      show: row => (
        <Anchor component={Link} to={`/bank/months/${row.id}`}>
          {row.month ?? say(`kind_${row.kind}`)}
        </Anchor>
      ),
    },
    { key: 'kind', title: say('kind'), value: row => say(`kind_${row.kind}`) },
    {
      key: 'state',
      title: say('state'),
      value: row => say(`state_${row.state}`),
      show: row => <ReportState of={row.state} />,
    },
    count('rows'),
    count('problems'),
    count('differences'),
    { key: 'sent', title: say('sent'), value: row => row.sent_at, show: row => <Moment of={row.sent_at} /> },
    { key: 'name', title: say('name'), value: row => row.name },
  ]
  return (
    <>
      <PageTitle>{say('title')}</PageTitle>
      <Part title={say('part_send')}>
        <Send />
      </Part>
      <Part title={say('part_sent')}>
        <List of={query}>
          <Table
            caption={say('part_sent')}
            columns={columns}
            rows={rows}
            idOf={row => row.id}
            csv="reports"
            empty={say('empty')}
          />
        </List>
      </Part>
    </>
  )
}
