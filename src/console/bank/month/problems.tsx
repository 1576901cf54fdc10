/** What is wrong with the rows of a report: each with its place, what stands there, what is due and what to do. */
import { Group, Text } from '@mantine/core'
import { isProse } from '../../../guarantee/month/schema.ts'
import { call, type ValueOf } from '../../api/client.ts'
import { FileButton } from '../../parts/pdf-button.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { i18n, useLanguage, useWords } from '../../words/engine.ts'
import { List } from '../parts/list.tsx'
import { usePages } from '../parts/pages.ts'
import { bankMonth } from '../words.ts'
import type { Report } from './sending.ts'

export type RowProblem = ValueOf<'GET /v1/reports/{report_id}/problems'>['items'][number]

/** Every problem of a report, page by page until all have come. */
export const useProblems = (of: Report) =>
  usePages<RowProblem>(
    ['GET /v1/reports/{report_id}/problems', of.id, of.state],
    (asked, signal) =>
      call('GET /v1/reports/{report_id}/problems', { params: { report_id: of.id }, query: asked, signal }),
    true,
  )

/** The words of a code in this area, or what else there is. */
export function useNamedCode(): (prefix: string, code: string, otherwise: string) => string {
  useLanguage()
  return (prefix, code, otherwise) => {
    const key = `bank_month.${prefix}${code}`
    return key in i18n.messages ? i18n._(key) : otherwise
  }
}

export function Problems({ of }: { readonly of: Report }) {
  const say = useWords(bankMonth)
  const named = useNamedCode()
  const language = useLanguage()
  const { query, rows } = useProblems(of)
  const columns: readonly Column<RowProblem>[] = [
    { key: 'row', title: say('row'), value: row => row.row, isNumber: true, width: 60 },
    {
      key: 'column',
      title: say('column'),
      value: row => (row.column === '' ? say('column_whole') : named('column_', row.column, row.column)),
      width: 130,
    },
    { key: 'what', title: say('what'), value: row => named('', row.code, row.code), width: 180 },
    { key: 'value', title: say('value'), value: row => row.value, width: 140 },
    { key: 'limit', title: say('limit'), value: row => (isProse(row.limit) ? null : row.limit), width: 160 },
    { key: 'remedy', title: say('remedy'), value: row => named('remedy_', row.code, row.remedy), width: 250 },
  ]
  return (
    <>
      <Group justify="space-between" mb="sm">
        <Text size="sm" role="status">
          {say('problem_count', { count: rows.length })}
        </Text>
        <FileButton
          label={say('sheet')}
          name={`${of.month ?? of.kind}.csv`}
          mediaType="text/csv"
          fetchFile={() =>
            call('GET /v1/reports/{report_id}/sheet', { params: { report_id: of.id }, query: { language } })
          }
        />
      </Group>
      <List of={query}>
        <Table
          caption={say('problems')}
          columns={columns}
          rows={rows}
          idOf={row => `${row.row} ${row.column} ${row.code}`}
          csv={`problems-${of.month ?? of.kind}`}
          empty={say('problems_none')}
        />
      </List>
    </>
  )
}
