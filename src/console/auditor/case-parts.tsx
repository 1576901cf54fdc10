/** What happened to a case, what was decided of it and by whom, and how each duty of the staff stands. */
import { Badge, List, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ValueOf } from '../api/client.ts'
import { reading } from '../api/use.ts'
import { Won } from '../parts/amount.tsx'
import { Day, Moment } from '../parts/day.tsx'
import { Facts, Part } from '../parts/facts.tsx'
import { usePersonNames } from '../parts/persons.ts'
import { Empty, Read } from '../parts/states.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { i18n, useLanguage, useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { audit } from './words.ts'

type Event = ValueOf<'GET /v1/cases/{case_id}/events'>['items'][number]
type Decision = ValueOf<'GET /v1/cases/{case_id}/decisions'>['items'][number]
type Duty = ValueOf<'GET /v1/cases/{case_id}/duties'>['items'][number]

export function History({ id }: { readonly id: string }) {
  const say = useWords(audit)
  const found = useQuery(reading('GET /v1/cases/{case_id}/events', { params: { case_id: id } }))
  const name = usePersonNames(found.data?.items.map(each => each.person) ?? [])
  const eventName = (type: string): string =>
    `audit.event_${type}` in i18n.messages ? say(`event_${type}` as 'event_drafted') : type
  const columns: readonly Column<Event>[] = [
    { key: 'sequence', title: say('place'), value: row => row.sequence, isNumber: true, width: 80 },
    { key: 'at', title: say('when'), value: row => row.at, width: 180, show: row => <Moment of={row.at} /> },
    { key: 'type', title: say('what'), value: row => eventName(row.type), width: 180 },
    { key: 'person', title: say('who'), value: row => (row.person === null ? null : name(row.person)), width: 240 },
  ]
  return (
    <Read of={found}>
      {({ items }) => (
        <Table
          caption={say('tab_history')}
          columns={columns}
          rows={items}
          idOf={row => String(row.sequence)}
          csv="case-history"
        />
      )}
    </Read>
  )
}

function DecisionPart({ of }: { readonly of: Decision }) {
  const say = useWords(audit)
  const sayAll = useWords(everywhere)
  const name = usePersonNames([of.memo_by, ...of.signatures.flatMap(one => [one.person, one.delegated_by])])
  return (
    <Part title={say(of.superseded_by === null ? 'decision_standing' : 'decision_superseded')}>
      <Facts
        of={[
          { name: say('when'), value: <Moment of={of.made_at} /> },
          {
            name: say('recommended'),
            value: of.recommended === null ? sayAll('unknown') : say(`recommended_${of.recommended}`),
          },
          { name: say('outcome'), value: of.outcome === null ? say('outcome_none') : say(`outcome_${of.outcome}`) },
          { name: say('decided'), value: <Moment of={of.decided_at} /> },
          { name: say('grade'), value: of.grade ?? sayAll('unknown') },
          { name: say('amount'), value: of.amount === null ? sayAll('unknown') : <Won of={of.amount} /> },
          { name: say('memo_by'), value: of.memo_by === null ? sayAll('none') : name(of.memo_by) },
          {
            name: say('digest'),
            value: (
              <Text span size="sm" style={{ overflowWrap: 'anywhere' }}>
                {of.digest}
              </Text>
            ),
          },
        ]}
      />
      <Text fw={650} mt="md" mb="xs">
        {say('signatures')}
      </Text>
      {of.signatures.length === 0 ? (
        <Text>{sayAll('none')}</Text>
      ) : (
        <List>
          {of.signatures.map(one => (
            <List.Item key={`${one.signed_at} ${one.person}`}>
              {one.person === null ? sayAll('unknown') : name(one.person)} —{' '}
              {sayAll(`role_${one.role}` as 'role_officer')}, {say(`verdict_${one.verdict}`)},{' '}
              <Moment of={one.signed_at} />
              {one.delegated_by === null ? null : <> ({say('for_whom', { name: name(one.delegated_by) })})</>}
              {one.override_reason === null ? null : (
                <Text size="sm">
                  {say('override_reason')}: {one.override_reason}
                </Text>
              )}
            </List.Item>
          ))}
        </List>
      )}
    </Part>
  )
}

function Certificates({ id }: { readonly id: string }) {
  const say = useWords(audit)
  const found = useQuery(
    reading('GET /v1/cases/{case_id}/certificates', { params: { case_id: id }, query: { limit: '200' } }),
  )
  return (
    <Part title={say('in_certificates')}>
      <Read of={found}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>{say('certificates_none')}</Empty>
          ) : (
            <List>
              {items.map(one => (
                <List.Item key={one.number}>
                  {one.number} — {say(`certificate_${one.state}`)}, <Day of={one.issued_on} />
                  {one.reason === null ? null : `, ${one.reason}`}
                </List.Item>
              ))}
            </List>
          )
        }
      </Read>
    </Part>
  )
}

export function Decisions({ id }: { readonly id: string }) {
  const say = useWords(audit)
  const found = useQuery(reading('GET /v1/cases/{case_id}/decisions', { params: { case_id: id } }))
  return (
    <>
      <Read of={found}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>{say('decisions_none')}</Empty>
          ) : (
            items.map(one => <DecisionPart key={one.id} of={one} />)
          )
        }
      </Read>
      <Certificates id={id} />
    </>
  )
}

const COLOURS = { met: 'green', not_met: 'red', unknown: 'orange', not_due: 'gray' } as const

export function Duties({ id }: { readonly id: string }) {
  const say = useWords(audit)
  const language = useLanguage()
  const found = useQuery(reading('GET /v1/cases/{case_id}/duties', { params: { case_id: id } }))
  const name = usePersonNames(found.data?.items.flatMap(each => each.by) ?? [])
  const columns: readonly Column<Duty>[] = [
    { key: 'says', title: say('duty'), value: row => row.says[language], width: 380 },
    {
      key: 'outcome',
      title: say('duty_outcome'),
      value: row => say(`duty_${row.outcome}`),
      show: row => (
        <Badge c="inherit" color={COLOURS[row.outcome]}>
          {say(`duty_${row.outcome}`)}
        </Badge>
      ),
    },
    { key: 'by', title: say('who'), value: row => row.by.map(name).join(', '), width: 260 },
    {
      key: 'from',
      title: say('duty_from'),
      value: row => row.from.length,
      isNumber: true,
      show: row => say('papers_read', { count: row.from.length }),
    },
  ]
  return (
    <>
      <Text mb="md" maw="70ch">
        {say('duties_lead')}
      </Text>
      <Read of={found}>
        {({ items }) => (
          <Table
            caption={say('tab_duties')}
            columns={columns}
            rows={items}
            idOf={row => row.duty}
            csv="duties"
            empty={say('duties_none')}
          />
        )}
      </Read>
    </>
  )
}
