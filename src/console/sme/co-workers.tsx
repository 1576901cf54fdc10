/** Who helps with an application: invited to its parts, with a code shown once, and taken back; who saved what last. */
import { Alert, Button, Checkbox, Code, CopyButton, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { ValueOf } from '../api/client.ts'
import { reading, useDeed } from '../api/use.ts'
import { Day, Moment } from '../parts/day.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { PlainTable } from '../parts/plain-table.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { Read } from '../parts/states.tsx'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { BackToApplication } from './back.tsx'
import { caseReading, oneLine, today } from './case.ts'
import { SECTIONS, type SectionKey } from './sections.ts'
import { helping, sme } from './words.ts'

const LIST = 'GET /v1/cases/{case_id}/co-workers'
type CoWorker = ValueOf<typeof LIST>['items'][number]
const KEYS = Object.keys(SECTIONS) as readonly SectionKey[]

export function CoWorkers({ id }: { readonly id: string }) {
  const say = useWords(helping)
  const theCase = useQuery(caseReading(id))
  const found = useQuery(reading(LIST, { params: { case_id: id } }))
  return (
    <>
      <BackToApplication id={id} />
      <PageTitle>{say('title')}</PageTitle>
      <Text mb="lg" maw={640}>
        {say('text')} {say('account')}
      </Text>
      {theCase.data?.state === 'drafted' ? <Invitation id={id} /> : null}
      <Read of={found}>{({ items, saved }) => <Everybody id={id} items={items} saved={saved} />}</Read>
    </>
  )
}

type Wrong = { readonly [field in 'label' | 'sections' | 'until']?: string }

function Invitation({ id }: { readonly id: string }) {
  const say = useWords(helping)
  const sayTask = useWords(sme)
  const sayAll = useWords(everywhere)
  const invite = useDeed('POST /v1/cases/{case_id}/co-workers', [LIST])
  const [label, setLabel] = useState('')
  const [sections, setSections] = useState<readonly string[]>([])
  const [until, setUntil] = useState('')
  const [wrong, setWrong] = useState<Wrong>({})
  const [code, setCode] = useState<string | null>(null)
  const shown = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (code !== null) shown.current?.focus()
  }, [code])

  async function sent(event: FormEvent): Promise<void> {
    event.preventDefault()
    const found: Wrong = {
      ...(oneLine(label) === '' ? { label: sayAll('field_required') } : {}),
      ...(sections.length === 0 ? { sections: sayAll('field_choose') } : {}),
      ...(until === '' ? { until: sayAll('field_day') } : {}),
    }
    setWrong(found)
    const first = Object.keys(found)[0]
    if (first !== undefined) return document.getElementById(`invite-${first}`)?.focus()
    try {
      const body = { label: oneLine(label), sections: [...sections] as SectionKey[], until }
      const made = await invite.mutateAsync({ params: { case_id: id }, body })
      setCode(made.code)
      setLabel('')
      setSections([])
      setUntil('')
    } catch {
      // Told above the form.
    }
  }
  return (
    <section aria-labelledby="invite">
      <Title order={2} size="h4" id="invite" mb="sm">
        {say('invite_title')}
      </Title>
      {code === null ? null : (
        <Alert ref={shown} tabIndex={-1} role="status" color="green" title={say('code_title')} mb="md" maw={640}>
          <Text mb="sm">{say('code_text')}</Text>
          <Group>
            <Code fz="lg" data-testid="code">
              {code}
            </Code>
            <CopyButton value={code}>
              {({ copied, copy }) => (
                <Button variant="default" size="sm" onClick={copy}>
                  {say(copied ? 'copied' : 'copy')}
                </Button>
              )}
            </CopyButton>
          </Group>
        </Alert>
      )}
      <form onSubmit={event => void sent(event)} noValidate>
        <Stack gap="md" maw={480} mb="xl">
          <ProblemAlert problem={invite.error} />
          <TextInput
            id="invite-label"
            label={say('label')}
            description={say('label_help')}
            maxLength={100}
            value={label}
            error={wrong.label}
            onChange={event => setLabel(event.currentTarget.value)}
          />
          <Checkbox.Group
            label={say('sections')}
            error={wrong.sections}
            value={[...sections]}
            onChange={value => setSections(value)}
          >
            <Stack gap="xs" mt="xs">
              {KEYS.map((key, at) => (
                <Checkbox
                  key={key}
                  value={key}
                  label={sayTask(`task_${key}`)}
                  {...(at === 0 ? { id: 'invite-sections' } : {})}
                />
              ))}
            </Stack>
          </Checkbox.Group>
          <TextInput
            id="invite-until"
            type="date"
            min={today()}
            label={say('until')}
            description={say('until_help')}
            value={until}
            error={wrong.until}
            onChange={event => setUntil(event.currentTarget.value)}
          />
          <Group>
            <Button type="submit" loading={invite.isPending}>
              {say('invite')}
            </Button>
          </Group>
        </Stack>
      </form>
    </section>
  )
}

function Everybody({
  id,
  items,
  saved,
}: {
  readonly id: string
  readonly items: readonly CoWorker[]
  readonly saved: ValueOf<typeof LIST>['saved']
}) {
  const say = useWords(helping)
  const sayTask = useWords(sme)
  const end = useDeed('POST /v1/cases/{case_id}/co-workers/{co_worker_id}/end', [LIST])
  const [ended, setEnded] = useState('')
  const labelOf = (coWorker: string | null): string =>
    items.find(one => one.id === coWorker)?.label ?? say('saved_by_firm')
  const takeBack = ({ id: co_worker_id, label }: CoWorker): void =>
    end.mutate({ params: { case_id: id, co_worker_id } }, { onSuccess: () => setEnded(label) })
  return (
    <>
      <Title order={2} size="h4" mb="sm">
        {say('list')}
      </Title>
      <ProblemAlert problem={end.error} />
      <Text role="status">{ended === '' ? '' : say('ended', { who: ended })}</Text>
      <PlainTable
        caption={say('list')}
        rows={items}
        idOf={one => one.id}
        empty={say('list_empty')}
        columns={[
          { key: 'label', title: say('column_who'), show: one => one.label },
          {
            key: 'sections',
            title: say('sections'),
            show: one => one.sections.map(section => sayTask(`task_${section}`)).join(', '),
          },
          { key: 'until', title: say('until'), show: one => <Day of={one.until} /> },
          { key: 'state', title: say('column_state'), show: one => say(`state_${one.state}`) },
          {
            key: 'end',
            title: say('end'),
            show: one =>
              one.state === 'invited' || one.state === 'working' ? (
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={say('end_of', { who: one.label })}
                  loading={end.isPending}
                  onClick={() => takeBack(one)}
                >
                  {say('end')}
                </Button>
              ) : null,
          },
        ]}
      />
      {saved.length === 0 ? null : (
        <section aria-labelledby="saved">
          <Title order={2} size="h4" id="saved" mt="xl" mb="sm">
            {say('saved')}
          </Title>
          <ul>
            {saved.map(({ section, co_worker, at }) => (
              <li key={section}>
                {sayTask(`task_${section}`)}: {labelOf(co_worker)}, <Moment of={at} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}
