/** A sheet as it was signed: frozen, with what each mark rests on, and the ways to a correction or a hearing. */
import { Alert, Button, Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { ValueOf } from '../api/client.ts'
import { reading } from '../api/use.ts'
import { Moment } from '../parts/day.tsx'
import { Loading } from '../parts/states.tsx'
import { Table } from '../parts/table.tsx'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { typeKeys, typeName, useRuleWords } from './rule-words.ts'
import { appraiser } from './words.ts'

type Sheet = ValueOf<'GET /v1/cases/{case_id}/sheets'>['items'][number]

/** In which a sheet that was signed may be corrected by a new one. */
export const CORRECTABLE: readonly string[] = ['assigned', 'marked']

export function Signed({
  sheet,
  caseId,
  state,
  onCorrect,
}: {
  readonly sheet: Sheet
  readonly caseId: string
  readonly state: string
  /** Begins a correction on the marks as they were signed. */
  readonly onCorrect: () => void
}) {
  const say = useWords(appraiser)
  const { marks, version, correction_reason: reason } = sheet.body
  const sayAll = useWords(everywhere)
  const [isAsking, setAsking] = useState(false)
  // Most cases are never heard on anything: that there is nothing is no refusal to show.
  const hearing = useQuery({
    ...reading('GET /v1/cases/{case_id}/consensus', { params: { case_id: caseId } }),
    enabled: !['assigned', 'accepted'].includes(state),
    retry: false,
  })
  const words = useRuleWords([
    ...marks.map(each => `indicator.${each.indicator}.name`),
    ...typeKeys([...new Set(marks.flatMap(each => each.evidence.map(pin => pin.type)))]),
  ])
  if (words.isPending) return <Loading />
  const restsOn = (mark: (typeof marks)[number]): string =>
    mark.evidence
      .map(({ type, page, quotation }) =>
        [
          typeName(words.say, type),
          page === undefined ? '' : say('page_of', { page }),
          quotation === undefined ? '' : `“${quotation}”`,
        ]
          .filter(part => part !== '')
          .join(' '),
      )
      .join('; ')
  return (
    <>
      <Alert color="green" role="status" mb="md" data-testid="signed">
        {say('signed_at')} <Moment of={sheet.signed_at} />
        <Text size="sm">{say('signed_frozen')}</Text>
        {version === undefined ? null : (
          <Text size="sm">
            {say('signed_version', { version })} {reason}
          </Text>
        )}
      </Alert>
      <Group mb="md" className="not-printed">
        {hearing.data === undefined ? null : (
          <Link to="/appraisals/$id/consensus" params={{ id: caseId }}>
            {say(hearing.data.outcome === null ? 'to_consensus' : 'to_consensus_over')}
          </Link>
        )}
        {!CORRECTABLE.includes(state) ? null : isAsking ? (
          <Alert title={say('correct')}>
            <Text mb="sm">{say('correct_text')}</Text>
            <Group>
              <Button onClick={onCorrect}>{say('correct_begin')}</Button>
              <Button variant="default" onClick={() => setAsking(false)}>
                {sayAll('cancel')}
              </Button>
            </Group>
          </Alert>
        ) : (
          <Button variant="default" onClick={() => setAsking(true)}>
            {say('correct')}
          </Button>
        )}
      </Group>
      <Table
        caption={say('signed_marks')}
        rows={marks}
        idOf={row => row.indicator}
        columns={[
          {
            key: 'indicator',
            title: say('indicator'),
            value: row => words.say(`indicator.${row.indicator}.name`) ?? '',
          },
          { key: 'mark', title: say('mark'), value: row => row.mark },
          { key: 'evidence', title: say('evidence'), value: restsOn },
          { key: 'override', title: say('override'), value: row => row.override_reason ?? '' },
        ]}
      />
    </>
  )
}
