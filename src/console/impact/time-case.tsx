/** One case as it stood at a moment: what had happened, the decision that stood, and who had seen what. */
import { Alert, Anchor, Button, Group, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { call, type ValueOf } from '../api/client.ts'
import { reading } from '../api/use.ts'
import { whole } from '../officer/parts/all-pages.ts'
import { Moment, momentText } from '../parts/day.tsx'
import { Part } from '../parts/facts.tsx'
import { useNamed, useOrganisationNames } from '../parts/names.ts'
import { PageTitle } from '../parts/page-title.tsx'
import { usePersonNames } from '../parts/persons.ts'
import { Read } from '../parts/states.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { i18n, type Say, useLanguage, useWords } from '../words/engine.ts'
import { momentIn, standingAt, upTo, versionAt } from './moments.ts'
import { DecisionThen } from './time-decision.tsx'
import { timeWords } from './words.ts'

type TimeKey = Parameters<Say<NonNullable<(typeof timeWords)['keys']>>>[0]
type Event = ValueOf<'GET /v1/cases/{case_id}/events'>['items'][number]
type Seen = ValueOf<'GET /v1/cases/{case_id}/readings'>['items'][number]
const FAR = '9999-12-31T00:00:00Z'

function useEventName(): (type: string) => string {
  const say = useWords(timeWords)
  return type => (`risk_time.event_${type}` in i18n.messages ? say(`event_${type}` as TimeKey) : say('event_other'))
}

function Choice({
  events,
  version,
  onVersion,
}: {
  readonly events: readonly Event[]
  readonly version: number
  readonly onVersion: (version: number) => void
}) {
  const say = useWords(timeWords)
  const [isBefore, setBefore] = useState(false)
  const last = events.at(-1)?.sequence ?? 1
  const pick = (local: string) => {
    const moment = momentIn(local)
    if (moment === null) return
    const found = versionAt(events, moment)
    setBefore(found === null)
    onVersion(found ?? 1)
  }
  return (
    <Part title={say('part_moment')}>
      <Group align="end" className="not-printed">
        <Button variant="default" disabled={version <= 1} onClick={() => onVersion(version - 1)}>
          {say('earlier')}
        </Button>
        <label>
          <Text size="sm" mb={4}>
            {say('version_label')}
          </Text>
          <input
            type="range"
            min={1}
            max={last}
            value={version}
            aria-valuetext={say('version', { version, all: last })}
            onChange={event => onVersion(Number(event.currentTarget.value))}
          />
        </label>
        <Button variant="default" disabled={version >= last} onClick={() => onVersion(version + 1)}>
          {say('later')}
        </Button>
        <TextInput
          type="datetime-local"
          label={say('moment_label')}
          onChange={event => pick(event.currentTarget.value)}
        />
      </Group>
      <Text mt="sm" role="status">
        {say('version', { version, all: last })}
      </Text>
      {isBefore ? (
        <Alert color="orange" mt="sm">
          {say('moment_none')}
        </Alert>
      ) : null}
    </Part>
  )
}

function Events({ of }: { readonly of: readonly Event[] }) {
  const say = useWords(timeWords)
  const name = useEventName()
  const person = usePersonNames(of.map(row => row.person))
  const columns: readonly Column<Event>[] = [
    { key: 'at', title: say('at'), value: row => row.at, show: row => <Moment of={row.at} />, width: 190 },
    { key: 'event', title: say('event'), value: row => name(row.type), width: 170 },
    {
      key: 'person',
      title: say('person'),
      value: row => (row.person === null ? say('by_house') : person(row.person)),
      width: 160,
    },
    {
      key: 'details',
      title: say('details'),
      value: row => {
        const { reason, memo, outcome } = row.body
        const said = outcome === 'approved' || outcome === 'declined' ? say(`outcome_${outcome}`) : undefined
        return [said, reason, memo].filter(each => typeof each === 'string').join(' · ')
      },
      width: 240,
    },
  ]
  return (
    <Table
      caption={say('part_events')}
      columns={columns}
      rows={of}
      idOf={row => String(row.sequence)}
      csv="case-events"
    />
  )
}

function Readings({ id, until }: { readonly id: string; readonly until: string }) {
  const say = useWords(timeWords)
  const found = useQuery(
    whole<Seen>(['GET /v1/cases/{case_id}/readings', id], (query, signal) =>
      call('GET /v1/cases/{case_id}/readings', { params: { case_id: id }, query, signal }),
    ),
  )
  const person = usePersonNames(found.data?.map(row => row.person) ?? [])
  const field = (name: string) => (`risk_time.field_${name}` in i18n.messages ? say(`field_${name}` as TimeKey) : name)
  const columns: readonly Column<Seen>[] = [
    { key: 'at', title: say('at'), value: row => row.at, show: row => <Moment of={row.at} />, width: 190 },
    { key: 'person', title: say('person'), value: row => person(row.person), width: 160 },
    { key: 'seen', title: say('seen'), value: row => row.fields.map(field).join(', '), width: 260 },
    { key: 'result', title: say('result'), value: row => say(`result_${row.outcome}`) },
    { key: 'ground', title: say('ground'), value: row => row.reason ?? say(`ground_${row.ground}`), width: 150 },
  ]
  return (
    <Read of={found}>
      {rows => (
        <Table
          caption={say('part_readings')}
          columns={columns}
          rows={rows.filter(row => Date.parse(row.at) <= Date.parse(until))}
          idOf={row => row.place}
          csv="case-readings"
          empty={say('readings_none')}
        />
      )}
    </Read>
  )
}

function Stood({ id, events }: { readonly id: string; readonly events: readonly Event[] }) {
  const say = useWords(timeWords)
  const language = useLanguage()
  const navigate = useNavigate()
  const { version: asked } = useSearch({ from: '/risk/time/$case' })
  const decisions = useQuery(reading('GET /v1/cases/{case_id}/decisions', { params: { case_id: id } }))
  const last = events.at(-1)?.sequence ?? 1
  const version = Math.min(asked ?? last, last)
  const then = upTo(events, version)
  // What came after the last event belongs to it: a case stands as it is until the next one.
  const next = events.find(one => one.sequence > version)
  const until = next === undefined ? FAR : new Date(Date.parse(next.at) - 1).toISOString()
  const at = then.at(-1)?.at
  const toVersion = (wanted: number) =>
    void navigate({ to: '/risk/time/$case', params: { case: id }, search: { version: wanted }, replace: true })
  return (
    <>
      <Choice events={events} version={version} onVersion={toVersion} />
      {at === undefined ? null : <Text mb="md">{say('stood', { moment: momentText(at, language) })}</Text>}
      <Part title={say('part_events')}>
        <Events of={then} />
      </Part>
      <Read of={decisions}>
        {({ items }) => {
          const standing = standingAt(items, until)
          return standing === undefined ? (
            <Part title={say('part_decision')}>
              <Text>{say('decision_none')}</Text>
            </Part>
          ) : (
            <DecisionThen key={standing.id} of={standing} until={until} />
          )
        }}
      </Read>
      <Part title={say('part_readings')}>
        <Readings id={id} until={until} />
      </Part>
    </>
  )
}

export function TimeCase() {
  const say = useWords(timeWords)
  const named = useNamed()
  const { case: id } = useParams({ from: '/risk/time/$case' })
  const head = useQuery(reading('GET /v1/cases/{case_id}', { params: { case_id: id } }))
  const firm = useOrganisationNames(head.data === undefined ? [] : [head.data.firm])
  const events = useQuery(reading('GET /v1/cases/{case_id}/events', { params: { case_id: id } }))
  return (
    <Read of={head}>
      {value => (
        <>
          <PageTitle>{say('case_title', { firm: named(value.names, firm(value.firm)) })}</PageTitle>
          <Text mb="md" className="not-printed">
            <Anchor component={Link} to="/risk/time">
              {say('back')}
            </Anchor>
          </Text>
          <Read of={events}>{({ items }) => <Stood id={id} events={items} />}</Read>
        </>
      )}
    </Read>
  )
}
