/** Where an application is: the stages of the agency's way, with whom it lies, until when, and what the firm owes. */
import { Alert, Anchor, List, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { reading } from '../api/use.ts'
import { Day, Moment } from '../parts/day.tsx'
import { useLanguage, useWords } from '../words/engine.ts'
import { type CaseView, keptOf } from './case.ts'
import { programmesReading, usePaperNames } from './lists.ts'
import { at } from './paths.ts'
import { isPast, placeOf, STAGES, type Stage } from './stages.ts'
import { papersDue } from './tasks.ts'
import { sme } from './words.ts'

/** The event with which a stage began. */
const BEGAN: Readonly<Record<string, Stage>> = {
  submitted: 'consultation',
  accepted: 'documents',
  assigned: 'evaluation',
  recommended: 'review',
  noticed: 'contract',
}

export function Tracker({ view }: { readonly view: CaseView }) {
  const say = useWords(sme)
  const language = useLanguage()
  const nameOf = usePaperNames()
  const events = useQuery(reading('GET /v1/cases/{case_id}/events', { params: { case_id: view.id } })).data?.items ?? []
  const office = useQuery(
    reading('GET /v1/organisations/{organisation_id}', { params: { organisation_id: view.office } }),
  ).data
  const programmes = useQuery(programmesReading).data?.items
  const told = useQuery({
    ...reading('GET /v1/cases/{case_id}/decisions', { params: { case_id: view.id } }),
    enabled: view.state === 'noticed',
  }).data?.items.find(one => one.superseded_by === null && one.outcome !== null)
  const isDeclined = view.state === 'declined' || told?.outcome === 'declined'
  const outcome = told === undefined ? [] : [isDeclined ? ('state_declined' as const) : ('state_approved' as const)]
  const place = placeOf(view.state)
  const { stage: now } = place
  const holder = view.state === 'noticed' && isDeclined ? 'nobody' : place.holder
  const began = new Map<Stage, string>([['apply', view.created_at]])
  for (const event of events) {
    const stage = BEGAN[event.type]
    if (stage !== undefined) began.set(stage, event.at)
  }
  const code = at(view.content, 'application.programme')
  const due = papersDue(keptOf(view), programmes?.find(one => one.code === code)?.papers.map(one => one.type) ?? [])
  const isOver = view.state === 'noticed' || view.state === 'withdrawn'
  const officeName = office?.names[language] ?? office?.names.ko ?? ''
  return (
    <>
      <Alert
        mb="lg"
        maw={720}
        color={isOver ? 'gray' : due.length > 0 ? 'orange' : 'house'}
        title={[`state_${view.state}` as const, ...outcome].map(key => say(key)).join(': ')}
        data-testid="where"
      >
        {view.state === 'withdrawn' ? null : (
          <Text>
            {say('lies_with')} {holder === 'office' ? `${say('holder_office')} ${officeName}` : say(`holder_${holder}`)}
          </Text>
        )}
        {view.due_on === null ? null : (
          <Text>
            {say('until')} <Day of={view.due_on} />
          </Text>
        )}
        {view.is_person_asked ? <Text>{say('person_asked')}</Text> : null}
      </Alert>
      {isOver ? null : (
        <section aria-labelledby="needed">
          <Title order={2} size="h4" id="needed" mb="xs">
            {say('needed')}
          </Title>
          {due.length === 0 ? (
            <Text mb="lg">{say('needed_nothing')}</Text>
          ) : (
            <>
              <List mb="sm">
                {due.map(type => (
                  <List.Item key={type}>{nameOf(type)[language]}</List.Item>
                ))}
              </List>
              <Text mb="lg" maw={640}>
                {say('needed_how', { office: officeName })}{' '}
                <Anchor component={Link} to={`/applications/${view.id}/papers`}>
                  {say('papers_send')}
                </Anchor>
              </Text>
            </>
          )}
        </section>
      )}
      <section aria-labelledby="stages">
        <Title order={2} size="h4" id="stages" mb="md">
          {say('stages')}
        </Title>
        <ol className="stages">
          {STAGES.map(stage => {
            const name = stage === 'contract' && isDeclined ? 'told' : stage
            const place = isPast(stage, now) ? 'past' : stage === now ? 'now' : 'ahead'
            return (
              <li key={stage} data-place={place} {...(place === 'now' ? { 'aria-current': 'step' as const } : {})}>
                <Text fw={place === 'now' ? 650 : 400}>
                  {say(`stage_${name}`)}{' '}
                  <Text span c="dimmed" size="sm">
                    ({say(`stage_${place}`)})
                  </Text>
                </Text>
                <Text size="sm" c="dimmed">
                  {say(`stage_${name}_text`)}{' '}
                  {place === 'ahead' || !began.has(stage) ? null : <Moment of={began.get(stage)} />}
                </Text>
              </li>
            )
          })}
        </ol>
        <Text mb="xl">
          <Anchor component={Link} to={`/applications/${view.id}/papers`}>
            {say('see_papers')}
          </Anchor>
        </Text>
      </section>
    </>
  )
}
