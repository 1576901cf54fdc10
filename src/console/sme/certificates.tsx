/** The sealed papers of an application: its certificates, and the letters of the guarantee that came of it. */
import { Button, Group, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client.ts'
import { reading } from '../api/use.ts'
import { Day } from '../parts/day.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { saveAs } from '../parts/save.ts'
import { Table } from '../parts/table.tsx'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { result } from './words.ts'

type Row = {
  readonly number: string
  readonly kind: string
  readonly state: 'ordered' | 'issued' | 'revoked' | 'superseded'
  readonly issuedOn: string
  readonly fetch: () => Promise<Uint8Array>
}

/** While one is drawn, which takes seconds, it is asked after again. */
const DRAWING_MS = 2_000

export function Certificates({ id }: { readonly id: string }) {
  const say = useWords(result)
  const sayEverywhere = useWords(everywhere)
  const [problem, setProblem] = useState<unknown>(null)
  const certificates = useQuery({
    ...reading('GET /v1/cases/{case_id}/certificates', { params: { case_id: id } }),
    refetchInterval: query =>
      query.state.data?.items.some(one => one.state === 'ordered') === true ? DRAWING_MS : false,
  })
  const guarantees = useQuery(reading('GET /v1/guarantees', { query: { limit: '100' } }))
  const guarantee = guarantees.data?.items.find(one => one.case_id === id)
  const letters = useQuery({
    ...reading('GET /v1/guarantees/{guarantee_id}/papers', { params: { guarantee_id: guarantee?.id ?? '' } }),
    enabled: guarantee !== undefined,
  })
  const rows: readonly Row[] = [
    ...(certificates.data?.items ?? []).map(one => ({
      number: one.number,
      kind: say('certificate'),
      state: one.state,
      issuedOn: one.issued_on,
      fetch: () => call('GET /v1/certificates/{number}/pdf', { params: { number: one.number } }) as Promise<Uint8Array>,
    })),
    ...(letters.data?.items ?? []).map(one => ({
      number: one.number,
      kind: say(`paper_${one.paper}`),
      state: one.state,
      issuedOn: one.issued_on,
      fetch: () =>
        call('GET /v1/guarantee-papers/{number}/pdf', { params: { number: one.number } }) as Promise<Uint8Array>,
    })),
  ]
  const save = async (row: Row): Promise<void> => {
    setProblem(null)
    try {
      saveAs(`${row.number}.pdf`, 'application/pdf', await row.fetch())
    } catch (fault) {
      setProblem(fault)
    }
  }
  return (
    <section aria-labelledby="certificates">
      <Title order={2} size="h4" id="certificates" mb="sm">
        {say('certificates')}
      </Title>
      <ProblemAlert problem={problem} />
      <Table
        caption={say('certificates')}
        rows={rows}
        idOf={row => row.number}
        empty={say('certificates_empty')}
        columns={[
          { key: 'kind', title: say('certificate_kind'), value: row => row.kind },
          { key: 'number', title: say('certificate_number'), value: row => row.number },
          { key: 'state', title: say('certificate_state'), value: row => say(`certificate_${row.state}`) },
          {
            key: 'day',
            title: say('certificate_day'),
            value: row => row.issuedOn,
            show: row => <Day of={row.issuedOn} />,
          },
          {
            key: 'file',
            title: sayEverywhere('download'),
            value: row => row.number,
            show: row =>
              row.state === 'ordered' ? (
                <>–</>
              ) : (
                <Group className="not-printed">
                  <Button
                    size="sm"
                    variant="default"
                    onClick={() => void save(row)}
                    aria-label={say('certificate_save', { number: row.number })}
                  >
                    PDF
                  </Button>
                </Group>
              ),
          },
        ]}
      />
    </section>
  )
}
