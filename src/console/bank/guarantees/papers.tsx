/** The papers of a guarantee: letter, amendments, notices, settlements; a letter is acknowledged by its digest. */
import { Badge, Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call, type ValueOf } from '../../api/client.ts'
import { reading } from '../../api/use.ts'
import { Day, momentText } from '../../parts/day.tsx'
import { digestOf } from '../../parts/digest.ts'
import { FileButton } from '../../parts/pdf-button.tsx'
import { ProblemAlert } from '../../parts/problem.tsx'
import { Read } from '../../parts/states.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { useLanguage, useWords } from '../../words/engine.ts'
import { everywhere } from '../../words/everywhere.ts'
import { bankCases, bankGuarantees } from '../words.ts'

export type Paper = ValueOf<'GET /v1/guarantee-papers'>['items'][number]
/** Drawing a paper takes some seconds; so long is it asked for again. */
export const DRAWING_MS = 1500
/** Papers are ordered by the minute: until there is a letter it is looked for so often, then what follows it. */
const LETTER_MS = 5000
const MORE_MS = 30_000
const pdfOf = (number: string) => call('GET /v1/guarantee-papers/{number}/pdf', { params: { number } })

/** Fetches the file, takes its digest and acknowledges that: this file and no other. */
function useAcknowledging() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (number: string) => {
      const bytes = (await pdfOf(number)) as unknown as Uint8Array<ArrayBuffer>
      return call('POST /v1/guarantee-papers/{number}/acknowledge', {
        params: { number },
        body: { digest: await digestOf(bytes) },
      })
    },
    onSuccess: () => client.invalidateQueries(),
  })
}

export function usePaperColumns(acknowledge?: (number: string) => void, busy?: string): readonly Column<Paper>[] {
  const say = useWords(bankGuarantees)
  const sayCases = useWords(bankCases)
  const sayAll = useWords(everywhere)
  const language = useLanguage()
  const sayState = (one: Paper) => say(one.state === 'issued' ? 'paper_issued_state' : `paper_${one.state}`)
  const isAcknowledged = (one: Paper): boolean =>
    one.state === 'issued' && (one.paper === 'letter' || one.paper === 'amendment')
  return [
    { key: 'paper', title: say('paper'), value: row => say(`paper_${row.paper}`) },
    { key: 'number', title: say('paper_number'), value: row => row.number },
    {
      key: 'state',
      title: say('paper_state'),
      value: sayState,
      show: row => (
        <Badge c="inherit" color={row.state === 'issued' ? 'green' : row.state === 'revoked' ? 'red' : 'gray'}>
          {sayState(row)}
        </Badge>
      ),
    },
    { key: 'issued', title: say('paper_issued'), value: row => row.issued_on, show: row => <Day of={row.issued_on} /> },
    {
      key: 'file',
      title: sayAll('download'),
      value: row => row.number,
      show: row =>
        row.state === 'ordered' ? (
          '–'
        ) : (
          <FileButton
            label={sayCases('download_pdf', { number: row.number })}
            name={`${row.number}.pdf`}
            fetchFile={() => pdfOf(row.number)}
          />
        ),
    },
    ...(acknowledge === undefined
      ? []
      : [
          {
            key: 'receipt',
            title: say('paper_receipt'),
            value: (row: Paper) => row.acknowledged_at,
            show: (row: Paper) =>
              row.acknowledged_at !== null ? (
                say('paper_acknowledged', { day: momentText(row.acknowledged_at, language) })
              ) : isAcknowledged(row) ? (
                <Button
                  size="sm"
                  loading={busy === row.number}
                  onClick={() => acknowledge(row.number)}
                  aria-label={say('acknowledge_title', { number: row.number })}
                >
                  {say('acknowledge')}
                </Button>
              ) : (
                '–'
              ),
          },
        ]),
  ]
}

export function Papers({ guarantee }: { readonly guarantee: string }) {
  const say = useWords(bankGuarantees)
  const found = useQuery({
    ...reading('GET /v1/guarantees/{guarantee_id}/papers', {
      params: { guarantee_id: guarantee },
      query: { limit: '200' },
    }),
    refetchInterval: query => {
      const items = query.state.data?.items ?? []
      if (items.some(each => each.state === 'ordered')) return DRAWING_MS
      return items.some(each => each.paper === 'letter') ? MORE_MS : LETTER_MS
    },
  })
  const acknowledging = useAcknowledging()
  const columns = usePaperColumns(
    number => acknowledging.mutate(number),
    acknowledging.isPending ? acknowledging.variables : undefined,
  )
  return (
    <>
      <ProblemAlert problem={acknowledging.error} />
      <Read of={found}>
        {({ items }) => (
          <Table
            caption={say('part_papers')}
            columns={columns}
            rows={items}
            idOf={row => row.number}
            empty={say('papers_none')}
          />
        )}
      </Read>
    </>
  )
}
