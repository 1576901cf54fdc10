/** What follows a decision: the parties are told, and the certificate is ordered and taken. */
import { Badge, Button, Group, NativeSelect, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call, type ValueOf } from '../../api/client.ts'
import { reading, useDeed } from '../../api/use.ts'
import { Day } from '../../parts/day.tsx'
import { ProblemAlert } from '../../parts/problem.tsx'
import { saveAs } from '../../parts/save.ts'
import { Read } from '../../parts/states.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { useSelf } from '../../shell/session.ts'
import { useLanguage, useWords } from '../../words/engine.ts'
import { everywhere } from '../../words/everywhere.ts'
import { officerCases } from '../words.ts'
import { type CaseWhole, type Decision, isOpen } from './deeds.ts'

type Certificate = ValueOf<'GET /v1/cases/{case_id}/certificates'>['items'][number]
const LANGUAGES = ['ko', 'en', 'zh'] as const
/** Drawing a paper takes some seconds; so long is it asked for again. */
const DRAWING_MS = 1500

function Order({ of }: { readonly of: CaseWhole }) {
  const say = useWords(officerCases)
  const shown = useLanguage()
  const [language, setLanguage] = useState(shown)
  const order = useDeed('POST /v1/cases/{case_id}/certificates', ['GET /v1/cases/{case_id}/certificates'])
  return (
    <>
      <ProblemAlert problem={order.error} />
      <Group align="end" mb="md" className="not-printed">
        <NativeSelect
          label={say('certificate_language')}
          value={language}
          data={LANGUAGES.map(value => ({ value, label: say(`language_${value}`) }))}
          onChange={event => setLanguage(LANGUAGES.find(each => each === event.currentTarget.value) ?? 'ko')}
        />
        <Button
          loading={order.isPending}
          onClick={() => order.mutate({ params: { case_id: of.id }, body: { language } })}
        >
          {say('certificate_order')}
        </Button>
      </Group>
    </>
  )
}

function Certificates({ of }: { readonly of: CaseWhole }) {
  const say = useWords(officerCases)
  const sayAll = useWords(everywhere)
  const [problem, setProblem] = useState<unknown>(null)
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
    </>
  )
}

export function Result({ of, decision }: { readonly of: CaseWhole; readonly decision: Decision }) {
  const say = useWords(officerCases)
  const roles = useSelf()?.roles ?? []
  const notice = useDeed('POST /v1/cases/{case_id}/notice')
  if (decision.outcome === null) return <Text c="dimmed">{say('result_none')}</Text>
  return (
    <>
      <ProblemAlert problem={notice.error} />
      {isOpen('notify', of.state, roles) ? (
        <Group mb="lg" className="not-printed">
          <Button loading={notice.isPending} onClick={() => notice.mutate({ params: { case_id: of.id } })}>
            {say('notify')}
          </Button>
          <Text size="sm" c="dimmed">
            {say('notify_help')}
          </Text>
        </Group>
      ) : (
        <Text mb="md">{say(of.state === 'noticed' ? 'noticed' : 'notice_waits')}</Text>
      )}
      {decision.outcome === 'approved' ? (
        <>
          {roles.includes('officer') ? <Order of={of} /> : null}
          <Certificates of={of} />
        </>
      ) : null}
    </>
  )
}
