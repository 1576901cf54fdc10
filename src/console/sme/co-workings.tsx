/** Helping another firm: the code it handed over, the parts of its application that were given, and nothing else. */
import { Alert, Anchor, Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { call, type ValueOf } from '../api/client.ts'
import { reading, useDeed } from '../api/use.ts'
import { Day } from '../parts/day.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { PlainTable } from '../parts/plain-table.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { Read } from '../parts/states.tsx'
import { useLanguage, useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { type Desk, keptOf } from './case.ts'
import { isOver, Over } from './over.tsx'
import { SectionForm } from './section.tsx'
import type { SectionKey } from './sections.ts'
import { taskStates } from './tasks.ts'
import { helping, sme } from './words.ts'
import './sme.css'

const LIST = 'GET /v1/co-workings'
const ONE = 'GET /v1/co-workings/{co_worker_id}'
type Helped = ValueOf<typeof LIST>['items'][number]

const oneReading = (id: string) => reading(ONE, { params: { co_worker_id: id } })
/** The desk of somebody who helps: the sections given, and no more. */
const keyOf = (id: string): string => `co-working:${id}`
const otherDesk = (id: string): Desk => {
  const params = { co_worker_id: id }
  return {
    key: keyOf(id),
    page: `/co-workings/${id}`,
    queryKey: oneReading(id).queryKey,
    read: () => call(ONE, { params }),
    save: (kept, version) =>
      call('PUT /v1/co-workings/{co_worker_id}', { params, ifMatch: String(version), body: { ...kept } as never }),
  }
}

function useFirmName(): (of: Pick<Helped, 'firm' | 'firm_names'>) => string {
  const language = useLanguage()
  return ({ firm, firm_names: names }) => String(names?.[language] ?? names?.['ko'] ?? firm)
}

export function CoWorkings() {
  const say = useWords(helping)
  const sayTask = useWords(sme)
  const sayAll = useWords(everywhere)
  const nameOf = useFirmName()
  const navigate = useNavigate()
  const found = useQuery(reading(LIST))
  const accept = useDeed('POST /v1/co-workings', [LIST])
  const [code, setCode] = useState('')
  const [isMissing, setMissing] = useState(false)
  async function sent(event: FormEvent): Promise<void> {
    event.preventDefault()
    setMissing(code.trim() === '')
    if (code.trim() === '') return document.getElementById('invitation-code')?.focus()
    try {
      const { id } = await accept.mutateAsync({ body: { code: code.trim() } })
      await navigate({ to: '/co-workings/$id', params: { id } })
    } catch {
      // Told above the field.
    }
  }
  return (
    <>
      <PageTitle>{say('helping_title')}</PageTitle>
      <Text mb="lg" maw={640}>
        {say('helping_text')}
      </Text>
      <form onSubmit={event => void sent(event)} noValidate>
        <Stack gap="md" maw={480} mb="xl">
          <ProblemAlert problem={accept.error} />
          <TextInput
            id="invitation-code"
            label={say('code')}
            description={say('code_help')}
            autoComplete="off"
            spellCheck={false}
            maxLength={60}
            value={code}
            error={isMissing ? sayAll('field_required') : undefined}
            onChange={event => setCode(event.currentTarget.value)}
          />
          <Group>
            <Button type="submit" loading={accept.isPending}>
              {say('accept')}
            </Button>
          </Group>
        </Stack>
      </form>
      <Read of={found}>
        {({ items }) => (
          <>
            {items.map(one => (one.state === 'working' ? null : <Over key={one.id} desk={{ key: keyOf(one.id) }} />))}
            <PlainTable
              caption={say('helping_title')}
              rows={items}
              idOf={one => one.id}
              empty={say('helping_empty')}
              columns={[
                {
                  key: 'firm',
                  title: say('column_firm'),
                  show: one =>
                    one.state === 'working' ? (
                      <Anchor component={Link} to={`/co-workings/${one.id}`}>
                        {nameOf(one)}
                      </Anchor>
                    ) : (
                      nameOf(one)
                    ),
                },
                {
                  key: 'sections',
                  title: say('parts'),
                  show: one => one.sections.map(section => sayTask(`task_${section}`)).join(', '),
                },
                { key: 'until', title: say('until'), show: one => <Day of={one.until} /> },
                { key: 'state', title: say('column_state'), show: one => say(`state_${one.state}`) },
              ]}
            />
          </>
        )}
      </Read>
    </>
  )
}

export function CoWorking({ id }: { readonly id: string }) {
  const say = useWords(helping)
  const sayTask = useWords(sme)
  const nameOf = useFirmName()
  const found = useQuery(oneReading(id))
  return (
    <>
      <Anchor component={Link} to="/co-workings" className="not-printed" display="inline-block" mb="sm" py={2}>
        ← {say('back')}
      </Anchor>
      <Read of={found}>
        {view => {
          const states = taskStates(keptOf(view), [])
          return (
            <>
              <PageTitle>{nameOf(view)}</PageTitle>
              <Text mb="md" maw={640}>
                {say('parts_text')} {say('until')}: <Day of={view.until} />
              </Text>
              <ul className="task-list" aria-label={say('parts')}>
                {view.sections.map(section => (
                  <li key={section}>
                    <Anchor component={Link} to={`/co-workings/${id}/${section}`} aria-describedby={`state-${section}`}>
                      {sayTask(`task_${section}`)}
                    </Anchor>
                    <span id={`state-${section}`} data-state={states[section]}>
                      {sayTask(`task_state_${states[section]}`)}
                    </span>
                  </li>
                ))}
              </ul>
            </>
          )
        }}
      </Read>
    </>
  )
}

export function CoWorkingPart({ id, part }: { readonly id: string; readonly part: SectionKey }) {
  const say = useWords(helping)
  const sayTask = useWords(sme)
  const [isWrong, setWrong] = useState(false)
  const found = useQuery(oneReading(id))
  return (
    <>
      <Anchor component={Link} to={`/co-workings/${id}`} className="not-printed" display="inline-block" mb="sm" py={2}>
        ← {say('back_to_parts')}
      </Anchor>
      <PageTitle isWrong={isWrong}>{sayTask(`task_${part}`)}</PageTitle>
      {isOver(found.error) ? <Over desk={{ key: keyOf(id) }} /> : null}
      <Read of={found}>
        {view =>
          view.sections.includes(part) ? (
            <SectionForm key={part} desk={otherDesk(id)} view={view} part={part} onWrong={setWrong} />
          ) : (
            <Alert>{say('parts_text')}</Alert>
          )
        }
      </Read>
    </>
  )
}
