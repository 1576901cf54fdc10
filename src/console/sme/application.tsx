/** One application: its task list while it is a draft, afterwards where it is, with whom, and what is needed. */
import { Alert, Anchor, Button, Group, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Moment } from '../parts/day.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { Read } from '../parts/states.tsx'
import { useLanguage, useWords } from '../words/engine.ts'
import { type CaseView, caseReading, keptOf, ownDesk } from './case.ts'
import { Facts } from './facts.tsx'
import { banksReading, programmesReading } from './lists.ts'
import { Over } from './over.tsx'
import { at } from './paths.ts'
import { Remedies } from './remedies.tsx'
import { isDecided, mayWithdraw } from './stages.ts'
import { TASKS, taskStates } from './tasks.ts'
import { Tracker } from './tracker.tsx'
import { Withdrawal } from './withdrawal.tsx'
import { sme } from './words.ts'
import './sme.css'

export function ApplicationPage({ id, isSubmitted }: { readonly id: string; readonly isSubmitted: boolean }) {
  const found = useQuery({ ...caseReading(id), refetchInterval: 60_000 })
  return (
    <>
      <Anchor component={Link} to="/applications" className="not-printed" display="inline-block" mb="sm" py={2}>
        ← <Back />
      </Anchor>
      <Read of={found}>{view => <ApplicationOf view={view} isSubmitted={isSubmitted} />}</Read>
    </>
  )
}

function Back() {
  return <>{useWords(sme)('applications')}</>
}

function ApplicationOf({ view, isSubmitted }: { readonly view: CaseView; readonly isSubmitted: boolean }) {
  const say = useWords(sme)
  const language = useLanguage()
  const programmes = useQuery(programmesReading).data?.items
  const banks = useQuery(banksReading).data?.items
  const code = String(at(view.content, 'application.programme') ?? '')
  const programme = programmes?.find(one => one.code === code)
  const bank = banks?.find(one => one.id === view.bank)
  return (
    <>
      <PageTitle>{programme?.names[language] ?? say('application')}</PageTitle>
      <Text mb="md" c="dimmed">
        {bank?.names[language] ?? ''} · {say('last_saved')} <Moment of={view.updated_at} />
      </Text>
      {isSubmitted ? (
        <Alert role="status" color="green" title={say('submitted_title')} mb="lg" maw={720}>
          <Text>{say('submitted_number', { number: view.id })}</Text>
          <Text>{say('submitted_next')}</Text>
        </Alert>
      ) : null}
      {view.state === 'drafted' ? (
        <TaskList view={view} due={programme?.papers.map(one => one.type) ?? []} />
      ) : (
        <>
          <Over desk={ownDesk(view.id)} />
          {isDecided(view.state) ? (
            <Group mb="lg">
              <Button component={Link} to={`/applications/${view.id}/result`}>
                {say('see_result')}
              </Button>
            </Group>
          ) : null}
          <Tracker view={view} />
          {isDecided(view.state) ? null : <Remedies view={view} />}
          <Facts id={view.id} />
        </>
      )}
      {mayWithdraw(view.state) ? <Withdrawal view={view} /> : null}
    </>
  )
}

function TaskList({ view, due }: { readonly view: CaseView; readonly due: readonly string[] }) {
  const say = useWords(sme)
  const states = taskStates(keptOf(view), due)
  const done = TASKS.filter(task => states[task] === 'done').length
  return (
    <section aria-labelledby="tasks">
      <Title order={2} size="h4" id="tasks" mb="xs">
        {say('tasks_done', { done, all: TASKS.length })}
      </Title>
      <Text mb="md" maw={640}>
        {say('tasks_text')}
      </Text>
      <ul className="task-list">
        {TASKS.map(task => (
          <li key={task}>
            <Anchor component={Link} to={`/applications/${view.id}/${task}`} aria-describedby={`state-${task}`}>
              {say(`task_${task}`)}
            </Anchor>
            <span id={`state-${task}`} data-state={states[task]}>
              {say(`task_state_${states[task]}`)}
            </span>
          </li>
        ))}
        <li>
          <Anchor component={Link} to={`/applications/${view.id}/submit`} aria-describedby="state-submit">
            {say('task_submit')}
          </Anchor>
          <span id="state-submit" data-state="untouched">
            {say('task_state_untouched')}
          </span>
        </li>
      </ul>
      <Anchor component={Link} to={`/applications/${view.id}/co-workers`} display="inline-block" mt="md" py={2}>
        {say('co_workers_link')}
      </Anchor>
    </section>
  )
}
