/** Requests for corrections of a report: asked for by row, and taken back. */
import { Button, Text } from '@mantine/core'
import { call, type ValueOf } from '../../api/client.ts'
import { useDeed } from '../../api/use.ts'
import { Moment } from '../../parts/day.tsx'
import { ProblemAlert } from '../../parts/problem.tsx'
import { Form } from '../../parts/short-form.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { useWords } from '../../words/engine.ts'
import { List } from '../parts/list.tsx'
import { usePages } from '../parts/pages.ts'
import { bankMonth } from '../words.ts'
import type { Report } from './sending.ts'

type Correction = ValueOf<'GET /v1/reports/{report_id}/corrections'>['items'][number]
const ANEW = ['GET /v1/reports/{report_id}/corrections'] as const

export function Corrections({ of }: { readonly of: Report }) {
  const say = useWords(bankMonth)
  const params = { report_id: of.id }
  const { query, rows } = usePages<Correction>(['GET /v1/reports/{report_id}/corrections', of.id], (asked, signal) =>
    call('GET /v1/reports/{report_id}/corrections', { params, query: asked, signal }),
  )
  const ask = useDeed('POST /v1/reports/{report_id}/corrections', ANEW)
  const close = useDeed('POST /v1/corrections/{correction_id}/close', ANEW)
  const columns: readonly Column<Correction>[] = [
    { key: 'row', title: say('row'), value: row => row.row, isNumber: true },
    { key: 'guarantee', title: say('guarantee'), value: row => row.guarantee },
    { key: 'reason', title: say('correct_reason'), value: row => row.reason },
    { key: 'side', title: say('asked_by'), value: row => say(`side_${row.side}`) },
    { key: 'at', title: say('asked_at'), value: row => row.asked_at, show: row => <Moment of={row.asked_at} /> },
    { key: 'state', title: say('state'), value: row => say(`correction_${row.state}`) },
    {
      key: 'deeds',
      title: say('withdraw'),
      value: () => null,
      show: row =>
        row.state === 'open' && row.side === 'bank' ? (
          <Button
            size="xs"
            variant="default"
            aria-label={say('withdraw_of', { row: row.row })}
            loading={close.isPending && close.variables.params.correction_id === row.id}
            onClick={() =>
              close.mutate({ params: { correction_id: row.id }, body: { reason: say('withdraw_reason') } })
            }
          >
            {say('withdraw')}
          </Button>
        ) : (
          '–'
        ),
    },
  ]
  return (
    <>
      <ProblemAlert problem={close.error} />
      <List of={query}>
        <Table
          caption={say('tab_corrections')}
          columns={columns}
          rows={rows}
          idOf={row => row.id}
          empty={say('corrections_none')}
        />
      </List>
      {of.state === 'accepted' ? (
        <Form
          draft={`report:${of.id}:correction`}
          fields={[
            { name: 'row', label: say('correct_row'), kind: 'number' },
            { name: 'reason', label: say('correct_reason'), kind: 'text' },
          ]}
          submit={say('correct')}
          isPending={ask.isPending}
          problem={ask.error}
          onSubmit={(filled, done) =>
            ask.mutate(
              { params, body: { row: Number(filled['row']), reason: filled['reason'] ?? '' } },
              { onSuccess: done },
            )
          }
        />
      ) : null}
      <Text role="status" size="sm" mt="sm">
        {ask.isSuccess ? say('corrected') : ''}
      </Text>
    </>
  )
}
