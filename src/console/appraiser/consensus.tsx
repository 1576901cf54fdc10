/** A panel that does not agree: both sides of each mark that differs, and what an appraiser holds of it. */
import { Alert, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { ProblemError } from '../api/client.ts'
import { reading } from '../api/use.ts'
import { Day, Moment } from '../parts/day.tsx'
import { Part } from '../parts/facts.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { Empty, Loading, Read } from '../parts/states.tsx'
import { useSelf } from '../shell/session.ts'
import { useWords } from '../words/engine.ts'
import { useCase } from './case.ts'
import { type Hearing, peopleOf } from './hearing.ts'
import { Settling } from './settling.tsx'
import { Sides, sideName, useSideWords } from './sides.tsx'
import { appraiser } from './words.ts'

export function Consensus() {
  const say = useWords(appraiser)
  const { id } = useParams({ from: '/appraisals/$id/consensus' })
  const self = useSelf()
  return (
    <>
      <PageTitle>{say('consensus_title')}</PageTitle>
      {self === undefined || self === null ? <Loading /> : <ConsensusOf key={id} id={id} person={self.person} />}
      <Stack mt="lg" className="not-printed">
        <Link to="/appraisals">{say('to_assignments')}</Link>
      </Stack>
    </>
  )
}

function ConsensusOf({ id, person }: { readonly id: string; readonly person: string }) {
  const say = useWords(appraiser)
  const found = useCase(id)
  const hearing = useQuery(reading('GET /v1/cases/{case_id}/consensus', { params: { case_id: id } }))
  // Most cases are never heard on anything: that there is nothing is no refusal to show.
  if (hearing.error instanceof ProblemError && hearing.error.codes.includes('consensus_missing'))
    return <Empty>{say('consensus_nothing')}</Empty>
  return (
    <Read of={found.read}>
      {({ firm }) => (
        <Read of={hearing} lines={8}>
          {heard => {
            const isMine = heard.outcome === null && heard.waiting.includes(person)
            return (
              <>
                <Text mb="md" maw="60ch">
                  {found.nameOf(firm)}. {say('consensus_lead')}{' '}
                  {heard.outcome === null ? (
                    <>
                      {say('consensus_due')} <Day of={heard.due_on} />
                    </>
                  ) : null}
                </Text>
                {isMine ? (
                  <Settling id={id} person={person} hearing={heard} named={found.named} />
                ) : (
                  <Heard hearing={heard} person={person} />
                )}
              </>
            )
          }}
        </Read>
      )}
    </Read>
  )
}

/** What everybody said, and where the marks stand now. */
function Heard({ hearing, person }: { readonly hearing: Hearing; readonly person: string }) {
  const say = useWords(appraiser)
  const words = useSideWords(hearing)
  const people = peopleOf(hearing)
  if (words.isPending) return <Loading />
  return (
    <>
      <Alert color={hearing.outcome === null ? 'blue' : 'green'} role="status" mb="md" data-testid="outcome">
        {hearing.outcome === null ? say('consensus_waiting', { count: hearing.waiting.length }) : null}
        {hearing.outcome === null ? null : say(`outcome_${hearing.outcome}`)}
      </Alert>
      <Part title={say('statements')}>
        <Stack gap="md">
          {hearing.statements.map(said => (
            <div key={said.appraiser}>
              <Group gap="xs">
                <Text fw={600}>{sideName(say, people, person, said.appraiser)}</Text>
                <Text size="sm" component="span">
                  <Moment of={said.stated_at} />
                </Text>
                <Text size="sm">{say(said.sheet === null ? 'stayed' : 'marked_again')}</Text>
              </Group>
              <Text>{said.statement}</Text>
            </div>
          ))}
        </Stack>
      </Part>
      {(hearing.after ?? hearing.before).map(difference => (
        <Part key={difference.indicator} title={words.say(`indicator.${difference.indicator}.name`) ?? ''}>
          <Sides difference={difference} people={people} person={person} sayRule={words.say} />
        </Part>
      ))}
    </>
  )
}
