/** Looking an application over before it is handed in: what is in it, what is missing and what that costs. */
import { Alert, Anchor, Button, Checkbox, Group, List, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../api/client.ts'
import { useDeed } from '../api/use.ts'
import { WonAtSize } from '../parts/amount.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { ProblemAlert, ProblemNote } from '../parts/problem.tsx'
import { Loading, Read } from '../parts/states.tsx'
import { useLanguage, useWords } from '../words/engine.ts'
import { Answers } from './answers.tsx'
import { BackToApplication } from './back.tsx'
import { type CaseView, caseReading, keptOf } from './case.ts'
import { programmesReading, useChoices, usePaperNames } from './lists.ts'
import { at } from './paths.ts'
import { papersDue, TASKS, taskStates } from './tasks.ts'
import { form as formArea, sme } from './words.ts'

export function Submit({ id }: { readonly id: string }) {
  const say = useWords(sme)
  const found = useQuery(caseReading(id))
  return (
    <>
      <BackToApplication id={id} />
      <PageTitle>{say('task_submit')}</PageTitle>
      <Read of={found}>
        {view => (view.state === 'drafted' ? <Check view={view} /> : <Alert>{say('not_draft')}</Alert>)}
      </Read>
    </>
  )
}

function Check({ view }: { readonly view: CaseView }) {
  const say = useWords(sme)
  const sayForm = useWords(formArea)
  const language = useLanguage()
  const navigate = useNavigate()
  const nameOf = usePaperNames()
  const kept = keptOf(view)
  const programmes = useQuery(programmesReading)
  const programme = programmes.data?.items.find(one => one.code === at(kept.content, 'application.programme'))
  const choices = useChoices(programme?.code)
  const due = programme?.papers.map(one => one.type) ?? []
  const missing = papersDue(kept, due)
  const states = taskStates(kept, due)
  const open = TASKS.filter(task => states[task] !== 'done')
  const [isSure, setSure] = useState(false)
  const [isAsked, setAsked] = useState(false)
  const submit = useDeed('POST /v1/cases/{case_id}/submit', [
    'GET /v1/cases',
    'GET /v1/cases/{case_id}',
    'GET /v1/cases/{case_id}/events',
    'GET /v1/cases/{case_id}/decisions',
  ])
  const likely = useQuery({
    queryKey: ['precheck', view.id, view.version],
    queryFn: ({ signal }) => call('POST /v1/prechecks', { body: { content: kept.content } as never, signal }),
    retry: false,
  })
  const handIn = async (): Promise<void> => {
    setAsked(true)
    if (!isSure) return document.getElementById('sure')?.focus()
    try {
      await submit.mutateAsync({ params: { case_id: view.id } })
      await navigate({ to: '/applications/$id', params: { id: view.id }, search: { submitted: 'yes' } })
    } catch {
      // Told above the button.
    }
  }
  return (
    <>
      <Text mb="lg">
        {sayForm('field_bank')}: {choices?.bank.find(one => one.code === view.bank)?.names[language] ?? view.bank}
      </Text>
      {choices === undefined ? (
        <Loading lines={8} />
      ) : (
        <Answers change={`/applications/${view.id}`} kept={kept} choices={choices} />
      )}
      {open.length === 0 ? null : (
        <Alert color="orange" mb="md" maw={720} title={say('open_title')}>
          <List>
            {open.map(task => (
              <List.Item key={task}>
                <Anchor component={Link} to={`/applications/${view.id}/${task}`}>
                  {say(`task_${task}`)}
                </Anchor>
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
      {missing.length === 0 ? null : (
        <Alert color="orange" mb="md" maw={720} title={say('missing_title')}>
          <Text mb="xs">{say('missing_text')}</Text>
          <List>
            {missing.map(type => (
              <List.Item key={type}>{nameOf(type)[language]}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      <section aria-labelledby="likely">
        <Title order={2} size="h4" id="likely" mb="xs">
          {say('likely')}
        </Title>
        {likely.isPending ? <Loading lines={2} /> : null}
        {likely.error === null ? null : (
          <Alert color="orange" mb="md" maw={720} title={say('likely_unknown')}>
            <ProblemNote problem={likely.error} />
          </Alert>
        )}
        {likely.data === undefined ? null : (
          <List mb="lg">
            {likely.data.likely.map(one => (
              <List.Item key={one.marks}>
                {say(`likely_${one.marks as 'B' | 'C' | 'D'}`)}: {say(`likely_${one.recommended}`)}
                {one.recommended === 'decline' ? null : (
                  <>
                    {' '}
                    — <WonAtSize of={one.guaranteed} />
                  </>
                )}
              </List.Item>
            ))}
          </List>
        )}
        {likely.error === null ? (
          <Text size="sm" c="dimmed" mb="lg" maw={640}>
            {say('likely_text')}
          </Text>
        ) : null}
      </section>
      <Checkbox
        id="sure"
        maw={640}
        label={say('sure')}
        checked={isSure}
        onChange={event => setSure(event.currentTarget.checked)}
        error={isAsked && !isSure ? sayForm('mistake_sure') : undefined}
        mb="md"
      />
      <ProblemAlert problem={submit.error} />
      <Group>
        <Button onClick={() => void handIn()} loading={submit.isPending}>
          {say('submit')}
        </Button>
      </Group>
    </>
  )
}
