/** The certificates of a case, to be downloaded as they were sealed. */
import { Badge } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { call, type ValueOf } from '../../api/client.ts'
import { reading } from '../../api/use.ts'
import { Day } from '../../parts/day.tsx'
import { FileButton } from '../../parts/pdf-button.tsx'
import { Read } from '../../parts/states.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { useWords } from '../../words/engine.ts'
import { everywhere } from '../../words/everywhere.ts'
import { bankCases } from '../words.ts'

type Certificate = ValueOf<'GET /v1/cases/{case_id}/certificates'>['items'][number]
/** Drawing a paper takes some seconds; so long is it asked for again. */
const DRAWING_MS = 1500

export function Certificates({ caseId }: { readonly caseId: string }) {
  const say = useWords(bankCases)
  const sayAll = useWords(everywhere)
  const found = useQuery({
    ...reading('GET /v1/cases/{case_id}/certificates', { params: { case_id: caseId } }),
    refetchInterval: query =>
      query.state.data?.items.some(each => each.state === 'ordered') === true ? DRAWING_MS : false,
  })
  const sayState = (one: Certificate) =>
    say(one.state === 'issued' ? 'certificate_issued_state' : `certificate_${one.state}`)
  const columns: readonly Column<Certificate>[] = [
    { key: 'number', title: say('certificate_number'), value: row => row.number },
    {
      key: 'state',
      title: say('state'),
      value: sayState,
      show: row => (
        <Badge c="inherit" color={row.state === 'issued' ? 'green' : row.state === 'ordered' ? 'gray' : 'red'}>
          {sayState(row)}
        </Badge>
      ),
    },
    { key: 'language', title: say('certificate_language'), value: row => say(`language_${row.language}`) },
    {
      key: 'issued',
      title: say('certificate_issued'),
      value: row => row.issued_on,
      show: row => <Day of={row.issued_on} />,
    },
    {
      key: 'valid',
      title: say('certificate_valid'),
      value: row => row.valid_until,
      show: row => <Day of={row.valid_until} />,
    },
    {
      key: 'file',
      title: sayAll('download'),
      value: row => row.number,
      show: row =>
        row.state === 'ordered' ? (
          '–'
        ) : (
          <FileButton
            label={say('download_pdf', { number: row.number })}
            name={`${row.number}.pdf`}
            fetchFile={() => call('GET /v1/certificates/{number}/pdf', { params: { number: row.number } })}
          />
        ),
    },
  ]
  return (
    <Read of={found}>
      {({ items }) => (
        <Table
          caption={say('part_certificates')}
          columns={columns}
          rows={items}
          idOf={row => row.number}
          empty={say('certificate_none')}
        />
      )}
    </Read>
  )
}
