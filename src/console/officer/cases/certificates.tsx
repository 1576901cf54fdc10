/** The certificates of a case: taken as files, and ended with a reason by whoever may. */
import { Badge, Button, Group, List, Stack, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call, type ValueOf } from '../../api/client.ts'
import { reading, useDeed } from '../../api/use.ts'
import { Day } from '../../parts/day.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { FaultSummary } from '../../parts/form.tsx'
import { ProblemAlert } from '../../parts/problem.tsx'
import { saveAs } from '../../parts/save.ts'
import { Read } from '../../parts/states.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { useSelf } from '../../shell/session.ts'
import { useWords } from '../../words/engine.ts'
import { everywhere } from '../../words/everywhere.ts'
import { officerCases } from '../words.ts'
import { type CaseWhole, type CertificateDeed, certificateDeeds } from './deeds.ts'

type Certificate = ValueOf<'GET /v1/cases/{case_id}/certificates'>['items'][number]
/** Drawing a paper takes some seconds; so long is it asked for again. */
const DRAWING_MS = 1500
const LIST = ['GET /v1/cases/{case_id}/certificates', 'GET /v1/cases/{case_id}/events'] as const
type Ending = { readonly of: Certificate; readonly deed: CertificateDeed }

/** What follows, to be read before it is done. */
function EndingDialog({ of, deed, close }: Ending & { readonly close: () => void }) {
  const say = useWords(officerCases)
  const sayAll = useWords(everywhere)
  const revoke = useDeed('POST /v1/certificates/{number}/revoke', LIST)
  const replace = useDeed('POST /v1/certificates/{number}/supersede', LIST)
  const [reason, setReason] = useState('')
  const [turn, setTurn] = useState(0)
  const isMissing = turn > 0 && reason.trim() === ''
  const label = say('certificate_reason')
  const go = () => {
    if (reason.trim() === '') return setTurn(turn + 1)
    const given = { params: { number: of.number }, body: { reason: reason.trim() } }
    if (deed === 'revoke') revoke.mutate(given, { onSuccess: close })
    else replace.mutate(given, { onSuccess: close })
  }
  return (
    <Dialog close={close} title={say(`certificate_${deed}_title`, { number: of.number })}>
      <Stack gap="md">
        <List>
          <List.Item>{say(`certificate_${deed}_follows`)}</List.Item>
          <List.Item>{say('certificate_reason_kept')}</List.Item>
        </List>
        <FaultSummary
          faults={isMissing ? [{ field: 'reason', label, message: say('reason_missing') }] : []}
          turn={turn}
        />
        <ProblemAlert problem={revoke.error ?? replace.error} />
        <Textarea
          id="reason"
          label={label}
          autosize
          minRows={3}
          value={reason}
          error={isMissing ? say('reason_missing') : undefined}
          onChange={event => setReason(event.currentTarget.value)}
        />
        <Group>
          <Button
            {...(deed === 'revoke' ? { color: 'red.9' } : {})}
            loading={revoke.isPending || replace.isPending}
            onClick={go}
          >
            {say(`certificate_${deed}`)}
          </Button>
          <Button variant="default" onClick={close}>
            {sayAll('cancel')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}

export function Certificates({ of }: { readonly of: CaseWhole }) {
  const say = useWords(officerCases)
  const sayAll = useWords(everywhere)
  const roles = useSelf()?.roles ?? []
  const [problem, setProblem] = useState<unknown>(null)
  const [ending, setEnding] = useState<Ending | null>(null)
  const found = useQuery({
    ...reading('GET /v1/cases/{case_id}/certificates', { params: { case_id: of.id } }),
    refetchInterval: query =>
      query.state.data?.items.some(each => each.state === 'ordered') === true ? DRAWING_MS : false,
  })
  const download = async (number: string) => {
    try {
      const file = await call('GET /v1/certificates/{number}/pdf', { params: { number } })
      saveAs(`${number}.pdf`, 'application/pdf', file as unknown as Uint8Array)
    } catch (refused) {
      setProblem(refused)
    }
  }
  const columns: readonly Column<Certificate>[] = [
    { key: 'number', title: say('certificate_number'), value: row => row.number },
    {
      key: 'state',
      title: say('state'),
      value: row => say(`certificate_${row.state}`),
      show: row => (
        <Badge c="inherit" color={row.state === 'issued' ? 'green' : row.state === 'ordered' ? 'gray' : 'red'}>
          {say(`certificate_${row.state}`)}
        </Badge>
      ),
    },
    { key: 'language', title: say('certificate_language'), value: row => say(`language_${row.language}`) },
    {
      key: 'until',
      title: say('valid_until'),
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
          <Button
            size="sm"
            variant="default"
            aria-label={say('certificate_take', { number: row.number })}
            onClick={() => void download(row.number)}
          >
            PDF
          </Button>
        ),
    },
    ...(['replace', 'revoke'] as const)
      .filter(deed => certificateDeeds(roles).includes(deed))
      .map(deed => ({
        key: deed,
        title: say(`certificate_${deed}`),
        value: (row: Certificate) => row.number,
        show: (row: Certificate) =>
          row.state === 'issued' ? (
            <Button
              size="sm"
              variant="default"
              aria-label={say(`certificate_${deed}_one`, { number: row.number })}
              onClick={() => setEnding({ of: row, deed })}
            >
              {say(`certificate_${deed}`)}
            </Button>
          ) : null,
      })),
  ]
  return (
    <>
      <ProblemAlert problem={problem} />
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
      {ending === null ? null : <EndingDialog {...ending} close={() => setEnding(null)} />}
    </>
  )
}
