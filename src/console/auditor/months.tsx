/** Months for which it was reported who saw which grade before it was issued. */
import { Anchor, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ValueOf } from '../api/client.ts'
import { reading } from '../api/use.ts'
import { Moment } from '../parts/day.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { usePersonNames } from '../parts/persons.ts'
import { Read } from '../parts/states.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { useLanguage, useWords } from '../words/engine.ts'
import { monthText } from './month-text.ts'
import { audit } from './words.ts'

type Row = ValueOf<'GET /v1/readings/reports'>['items'][number]

export function Months() {
  const say = useWords(audit)
  const language = useLanguage()
  const found = useQuery(reading('GET /v1/readings/reports'))
  const name = usePersonNames(found.data?.items.map(each => each.made_by) ?? [])
  const columns: readonly Column<Row>[] = [
    {
      key: 'month',
      title: say('month'),
      value: row => row.month,
      show: row => (
        <Anchor component={Link} to={`/audit/readings/${row.month}`}>
          {monthText(row.month, language)}
        </Anchor>
      ),
    },
    { key: 'made', title: say('made_at'), value: row => row.made_at, show: row => <Moment of={row.made_at} /> },
    { key: 'by', title: say('made_by'), value: row => name(row.made_by) },
    { key: 'digest', title: say('digest'), value: row => row.digest, width: 320 },
  ]
  return (
    <>
      <PageTitle>{say('months_title')}</PageTitle>
      <Text mb="md" maw="70ch">
        {say('months_lead')}
      </Text>
      <Read of={found}>
        {({ items }) => (
          <Table
            caption={say('months_title')}
            columns={columns}
            rows={items}
            idOf={row => row.month}
            empty={say('months_none')}
          />
        )}
      </Read>
    </>
  )
}
