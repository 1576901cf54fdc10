/** What offices told of the firm, once: each fact with who said it and of which day. */
import { Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { reading } from '../api/use.ts'
import { Day } from '../parts/day.tsx'
import { Table } from '../parts/table.tsx'
import { useLanguage, useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { programmesReading } from './lists.ts'
import { form as formArea, sme } from './words.ts'

const SOURCES = new Set(['credit_bureau', 'tax_office', 'business_status', 'court', 'guarantor', 'self_declaration'])

export function Facts({ id }: { readonly id: string }) {
  const say = useWords(sme)
  const sayForm = useWords(formArea)
  const sayEverywhere = useWords(everywhere)
  const language = useLanguage()
  const facts = useQuery(reading('GET /v1/cases/{case_id}/facts', { params: { case_id: id } })).data?.items ?? []
  const names = useQuery(programmesReading).data?.facts
  if (facts.length === 0) return null
  const shown = (value: string | boolean | null): string =>
    value === null ? sayEverywhere('unknown') : typeof value === 'boolean' ? sayEverywhere(value ? 'yes' : 'no') : value
  return (
    <section aria-labelledby="facts">
      <Title order={2} size="h4" id="facts" mb="xs">
        {say('facts')}
      </Title>
      <Table
        caption={say('facts')}
        rows={facts}
        idOf={row => row.fact}
        columns={[
          {
            key: 'fact',
            title: say('fact'),
            value: row => names?.find(one => one.code === row.fact)?.names[language] ?? row.fact,
          },
          { key: 'value', title: say('fact_value'), value: row => shown(row.value) },
          {
            key: 'source',
            title: say('fact_source'),
            value: row => sayForm(SOURCES.has(row.source) ? (`source_${row.source}` as never) : 'source_other'),
          },
          { key: 'day', title: say('fact_day'), value: row => row.as_of, show: row => <Day of={row.as_of} /> },
        ]}
      />
    </section>
  )
}
