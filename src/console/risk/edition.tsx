/** One edition's life: where it stands, what comes next and what that does, who decides its changes, who did what. */
import { Alert, List, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { reading, useDeed } from '../api/use.ts'
import { Moment } from '../parts/day.tsx'
import { Part } from '../parts/facts.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { Read } from '../parts/states.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { useSelf } from '../shell/session.ts'
import { useWords } from '../words/engine.ts'
import { Copy } from './copy.tsx'
import { Deeds } from './deeds.tsx'
import { Findings } from './grid/findings.tsx'
import { EditionTop } from './head.tsx'
import { type Body, type EditionWhole, isPublished, type Kind, placeOnWay, WAY } from './life.ts'
import { useRiskNames } from './names.tsx'
import './risk.css'
import { risk } from './words.ts'

const route = getRouteApi('/risk/editions/$kind/$edition')

export function EditionPage() {
  const { kind, edition } = route.useParams()
  const found = useQuery(
    reading('GET /v1/rules/editions/{kind}/{edition}', { params: { kind: kind as Kind, edition } }),
  )
  return <Read of={found}>{read => <Edition key={`${kind}/${edition}`} of={read} />}</Read>
}

function Edition({ of }: { readonly of: EditionWhole }) {
  const say = useWords(risk)
  const self = useSelf()
  const params = { kind: of.kind, edition: of.edition }
  const check = useDeed('POST /v1/rules/editions/{kind}/{edition}/check', [
    'GET /v1/rules/editions/{kind}/{edition}',
    'GET /v1/rules/editions',
  ])
  const editions = useQuery({
    ...reading('GET /v1/rules/editions', { query: { kind: of.kind } }),
    enabled: isPublished(of.state),
  })
  return (
    <>
      <EditionTop of={of} part="life" />
      <Way of={of} />
      <Part title={say('next_title')}>
        <Deeds of={of} onCheck={() => check.mutate({ params })} isChecking={check.isPending} />
        {isPublished(of.state) && self?.roles.includes('risk_officer') === true && editions.data !== undefined ? (
          <Copy editions={editions.data.items} kind={of.kind} from={of.edition} />
        ) : null}
        <div aria-live="polite">
          <ProblemAlert problem={check.error} />
          {check.data === undefined || check.data.edition.digest !== of.digest ? null : check.data.findings.length ===
            0 ? (
            <Alert color="green" mt="md">
              {say('check_clean')}
            </Alert>
          ) : (
            <Checked findings={check.data.findings} />
          )}
        </div>
      </Part>
      {of.resolutions_due.length === 0 ? null : <Due of={of} />}
      {of.made?.grounds === null || of.made === null ? null : <Grounds of={of.made} />}
      {of.events.length === 0 ? null : <Events of={of} />}
    </>
  )
}

/** The way of an edition, where it stands on it, and what it left it by. */
function Way({ of }: { readonly of: EditionWhole }) {
  const say = useWords(risk)
  const names = useRiskNames()
  const place = placeOnWay(of.state)
  return (
    <Part title={say('way_title')}>
      <ol className="risk-way">
        {WAY.map((state, at) => (
          <li
            key={state}
            {...(at === place ? { 'aria-current': 'step' as const } : {})}
            data-way={at < place ? 'passed' : 'ahead'}
          >
            {names.state(state)}
          </li>
        ))}
      </ol>
      {place >= 0 ? null : <Text mt="sm">{say(of.state === 'rejected' ? 'way_rejected' : 'way_withdrawn')}</Text>}
    </Part>
  )
}

type Found = Parameters<typeof Findings>[0]['findings'][number]
function Checked({ findings }: { readonly findings: readonly Omit<Found, 'place'>[] }) {
  const say = useWords(risk)
  return (
    <>
      <Text my="sm">{say('check_found')}</Text>
      <Findings
        findings={findings.map(each => ({ ...each, place: null }))}
        isAsking={false}
        shown={{ table: 0, titles: [] }}
        onGo={() => undefined}
      />
    </>
  )
}

/** Whose the changes are to decide, and the number of its resolution once it is named. */
function Due({ of }: { readonly of: EditionWhole }) {
  const say = useWords(risk)
  const names = useRiskNames()
  const numberOf = (bodies: readonly Body[]): string =>
    bodies.map(body => of.made?.resolutions[body]).find(each => each !== undefined) ?? say('resolution_none')
  const columns: readonly Column<EditionWhole['resolutions_due'][number]>[] = [
    {
      key: 'body',
      title: say('body'),
      value: row => row.one_of.map(names.body).join(` ${say('or')} `),
    },
    { key: 'number', title: say('resolution'), value: row => numberOf(row.one_of) },
    {
      key: 'places',
      title: say('what_changes'),
      width: 320,
      value: row => row.places.join(', '),
      show: row => (
        <List size="sm">
          {row.places.map(place => (
            <List.Item key={place}>{place.replaceAll('_', ' ').replaceAll('.', ' › ')}</List.Item>
          ))}
        </List>
      ),
    },
  ]
  return (
    <Part title={say('due_title')}>
      <Text mb="sm">{say('due_text')}</Text>
      <Table caption={say('due_title')} columns={columns} rows={of.resolutions_due} idOf={row => row.one_of.join()} />
    </Part>
  )
}

function Grounds({ of }: { readonly of: NonNullable<EditionWhole['made']> }) {
  const say = useWords(risk)
  const { grounds } = of
  if (grounds === null) return null
  return (
    <Part title={say('grounds_title')}>
      <List>
        <List.Item>{say('grounds_findings', { count: grounds.findings })}</List.Item>
        <List.Item>{say(grounds.trial === null ? 'grounds_no_trial' : 'grounds_trial')}</List.Item>
        <List.Item>{say(grounds.impact === null ? 'grounds_no_impact' : 'grounds_impact')}</List.Item>
      </List>
    </Part>
  )
}

const TYPES = ['drafted', 'saved', 'checked', 'proposed', 'approved', 'rejected', 'withdrawn', 'scheduled'] as const

function Events({ of }: { readonly of: EditionWhole }) {
  const say = useWords(risk)
  const names = useRiskNames()
  const typeOf = (type: string): string => {
    const known = TYPES.find(each => each === type)
    return known === undefined ? type : say(`event_${known}`)
  }
  const noteOf = (body: unknown): string => {
    const { reason, resolutions, findings } = body as {
      readonly reason?: string
      readonly resolutions?: Readonly<Record<string, string>>
      readonly findings?: number
    }
    if (resolutions !== undefined) {
      const told = Object.entries(resolutions).map(([body_, number]) => `${names.body(body_ as Body)} ${number}`)
      return told.join(', ')
    }
    if (findings !== undefined) return say('event_findings', { count: findings })
    return reason ?? ''
  }
  const columns: readonly Column<EditionWhole['events'][number]>[] = [
    { key: 'at', title: say('when'), value: row => row.at, show: row => <Moment of={row.at} /> },
    { key: 'type', title: say('deed'), value: row => typeOf(row.type) },
    { key: 'person', title: say('person'), value: row => names.person(row.person) },
    { key: 'note', title: say('note'), value: row => noteOf(row.body), width: 240 },
  ]
  return (
    <Part title={say('events_title')}>
      <Table
        caption={say('events_title')}
        columns={columns}
        rows={of.events}
        idOf={row => String(row.sequence)}
        csv="history"
      />
    </Part>
  )
}
