/** One case as its bank sees it: what was asked, what was decided and why, the papers, what happened. */
import { Alert, Anchor, Button, Group, Text, Timeline } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { ValueOf } from '../../api/client.ts'
import { reading, useDeed } from '../../api/use.ts'
import { WonAtSize } from '../../parts/amount.tsx'
import { Day, Moment } from '../../parts/day.tsx'
import { Due } from '../../parts/due-badge.tsx'
import { Facts, Part } from '../../parts/facts.tsx'
import { useNamed, useOrganisationNames } from '../../parts/names.ts'
import { PageTitle } from '../../parts/page-title.tsx'
import { ProblemAlert } from '../../parts/problem.tsx'
import { useRuleWords } from '../../parts/rule-words.ts'
import { Empty, Read } from '../../parts/states.tsx'
import { i18n, useWords } from '../../words/engine.ts'
import { Papers } from '../guarantees/papers.tsx'
import { bankCases } from '../words.ts'
import { Certificates } from './certificates.tsx'
import { askedIn } from './content.ts'
import { DecisionShown } from './decision.tsx'
import { CaseStateBadge } from './state.tsx'

const route = getRouteApi('/bank/cases/$case')

type Case = ValueOf<'GET /v1/cases/{case_id}'>
type Names = Parameters<ReturnType<typeof useNamed>>[0]

function Application({ of }: { readonly of: Case }) {
  const say = useWords(bankCases)
  const asked = askedIn(of.content)
  const officeName = useOrganisationNames([of.office])
  const rule = useRuleWords([`programme.${asked.programme}.name`, `purpose.${asked.purpose}`])
  return (
    <Part title={say('part_case')}>
      <Facts
        of={[
          { name: say('state'), value: <CaseStateBadge of={of.state} /> },
          { name: say('office'), value: officeName(of.office) },
          { name: say('due'), value: <Due on={of.due_on} /> },
          { name: say('programme'), value: rule(`programme.${asked.programme}.name`) ?? '–' },
          { name: say('purpose'), value: rule(`purpose.${asked.purpose}`) ?? '–' },
          { name: say('loan_asked'), value: asked.loan === undefined ? '–' : <WonAtSize of={asked.loan} /> },
          {
            name: say('term'),
            value: asked.termMonths === undefined ? '–' : say('months', { count: asked.termMonths }),
          },
          { name: say('asked_by'), value: say(`asked_by_${of.asked_by}`) },
          { name: say('submitted'), value: <Day of={of.submitted_on} /> },
          { name: say('number'), value: <Text size="sm">{of.id}</Text> },
        ]}
      />
    </Part>
  )
}

function Decisions({ of }: { readonly of: Case }) {
  const say = useWords(bankCases)
  const found = useQuery(reading('GET /v1/cases/{case_id}/decisions', { params: { case_id: of.id } }))
  return (
    <Part title={say('part_decision')}>
      <Read of={found}>
        {({ items }) => {
          const standing = items.find(each => each.superseded_by === null)
          return standing === undefined ? <Empty>{say('decision_none')}</Empty> : <DecisionShown of={standing} />
        }}
      </Read>
    </Part>
  )
}

/** Its guarantee with the letter, where one has begun; in the sandbox the agency is let act. */
function Guarantee({ of }: { readonly of: Case }) {
  const say = useWords(bankCases)
  const found = useQuery(reading('GET /v1/guarantees', { query: { firm: of.firm, limit: '200' } }))
  const play = useDeed('POST /v1/sandbox/cases/{case_id}/guarantee')
  const isPlayed = of.is_sandbox && of.scenario?.startsWith('guarantee_') === true
  return (
    <Part title={say('part_guarantee')}>
      <ProblemAlert problem={play.error} />
      {isPlayed ? (
        <Group mb="md" className="not-printed">
          <Button loading={play.isPending} onClick={() => play.mutate({ params: { case_id: of.id } })}>
            {say('play')}
          </Button>
          <Text size="sm" c="dimmed" role="status">
            {play.data === undefined ? say('play_help') : say('played', { steps: play.data.steps.length })}
          </Text>
        </Group>
      ) : null}
      <Read of={found}>
        {({ items }) => {
          const own = items.find(each => each.case_id === of.id)
          if (own === undefined) return <Empty>{say('guarantee_none')}</Empty>
          return (
            <>
              <Anchor component={Link} to={`/bank/guarantees/${own.id}`} display="inline-block" mb="md">
                {say('guarantee_open', { number: own.number })}
              </Anchor>
              <Papers guarantee={own.id} />
            </>
          )
        }}
      </Read>
    </Part>
  )
}

function Events({ of }: { readonly of: Case }) {
  const say = useWords(bankCases)
  const found = useQuery(reading('GET /v1/cases/{case_id}/events', { params: { case_id: of.id } }))
  const sayEvent = (type: string) =>
    `bank_cases.event_${type}` in i18n.messages ? i18n._(`bank_cases.event_${type}`) : say('event_other')
  return (
    <Part title={say('part_events')}>
      <Read of={found}>
        {({ items }) => (
          <Timeline active={items.length} bulletSize={16} lineWidth={2}>
            {items.map(one => (
              <Timeline.Item key={one.sequence} title={sayEvent(one.type)}>
                <Text size="sm" c="dimmed">
                  <Moment of={one.at} />
                </Text>
              </Timeline.Item>
            ))}
          </Timeline>
        )}
      </Read>
    </Part>
  )
}

function Whole({ of }: { readonly of: Case }) {
  const say = useWords(bankCases)
  const named = useNamed()
  const firm = askedIn(of.content).firm ?? of.firm
  return (
    <>
      <PageTitle>{say('case_title', { firm: named(of.names[firm] as Names, firm) })}</PageTitle>
      {of.is_sandbox ? (
        <Alert mb="md" color="gray">
          {say('sandbox_note')}
        </Alert>
      ) : null}
      <Application of={of} />
      <Decisions of={of} />
      <Part title={say('part_certificates')}>
        <Certificates caseId={of.id} />
      </Part>
      <Guarantee of={of} />
      <Events of={of} />
    </>
  )
}

export function CasePage() {
  const { case: id } = route.useParams()
  const found = useQuery(reading('GET /v1/cases/{case_id}', { params: { case_id: id } }))
  return <Read of={found}>{value => <Whole of={value} />}</Read>
}
