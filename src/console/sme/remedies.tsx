/** What a firm may do about its application: ask for a person, correct, object. Each says what follows. */
import { Accordion, Alert, Button, Group, Stack, Text, Textarea, Title } from '@mantine/core'
import { useState } from 'react'
import { useDeed } from '../api/use.ts'
import { WonInput } from '../parts/amount.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { useWords } from '../words/engine.ts'
import { type CaseView, oneLine } from './case.ts'
import { at, type Tree, withAt } from './paths.ts'
import { mayAskPerson } from './stages.ts'
import { form as formArea, result } from './words.ts'

type Kind = 'person' | 'correct' | 'object'

export function Remedies({ view }: { readonly view: CaseView }) {
  const say = useWords(result)
  const open: readonly Kind[] = [
    ...(mayAskPerson(view.state) && !view.is_person_asked ? (['person'] as const) : []),
    ...(view.state === 'drafted' || view.state === 'withdrawn' ? [] : (['correct'] as const)),
    ...(view.state === 'noticed' && !view.is_objected ? (['object'] as const) : []),
  ]
  if (open.length === 0) return null
  return (
    <section aria-labelledby="remedies" className="not-printed">
      <Title order={2} size="h4" id="remedies" mb="sm">
        {say('remedies')}
      </Title>
      {view.is_person_asked ? <Alert mb="md">{say('person_asked')}</Alert> : null}
      <Accordion variant="separated" maw={760} order={3}>
        {open.map(kind => (
          <Accordion.Item key={kind} value={kind}>
            <Accordion.Control>{say(`${kind}_title`)}</Accordion.Control>
            <Accordion.Panel>
              <Remedy view={view} kind={kind} />
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </section>
  )
}

/** Figures a firm corrects most; anything else is told in words to the office. */
const CORRECTED = [
  { key: 'loan_amount', path: 'application.request.loan_amount' },
  { key: 'total_assets', path: 'party.firm.total_assets' },
] as const
type Corrected = (typeof CORRECTED)[number]['key']

function Remedy({ view, kind }: { readonly view: CaseView; readonly kind: Kind }) {
  const say = useWords(result)
  const sayForm = useWords(formArea)
  const [reason, setReason] = useState('')
  const [isWrong, setWrong] = useState(false)
  const [isSame, setSame] = useState(false)
  const [amounts, setAmounts] = useState<Partial<Record<Corrected, string | null>>>({})
  const person = useDeed('POST /v1/cases/{case_id}/ask-person')
  const object = useDeed('POST /v1/cases/{case_id}/object')
  const correct = useDeed('POST /v1/cases/{case_id}/correct')
  const deed = { person, object, correct }[kind]
  const standing = (path: string): string => String(at(view.content, path) ?? '')
  const content = (): Tree =>
    CORRECTED.reduce<Tree>((tree, { key, path }) => {
      const amount = amounts[key]
      return amount === undefined || amount === null || amount === '' ? tree : withAt(tree, path, amount)
    }, view.content as Tree)
  const send = async (): Promise<void> => {
    const text = oneLine(reason)
    const hasMalformed = kind === 'correct' && Object.values(amounts).includes(null)
    const corrected = content()
    const isUnchanged = kind === 'correct' && JSON.stringify(corrected) === JSON.stringify(view.content)
    setWrong(text === '')
    setSame(isUnchanged)
    if (isUnchanged && !hasMalformed) return document.getElementById(`corrected-${CORRECTED[0].key}`)?.focus()
    if (text === '' || hasMalformed) return document.getElementById(`reason-${kind}`)?.focus()
    const params = { case_id: view.id }
    try {
      if (kind === 'correct') await correct.mutateAsync({ params, body: { content: corrected, reason: text } } as never)
      else if (kind === 'person') await person.mutateAsync({ params, body: { reason: text } })
      else await object.mutateAsync({ params, body: { reason: text } })
    } catch {
      // Told above the form.
    }
  }
  if (deed.isSuccess) return <Alert role="status">{say(`${kind}_done`)}</Alert>
  return (
    <Stack gap="md">
      <Text>{say(`${kind}_text`)}</Text>
      <Text size="sm" c="dimmed">
        {say(`${kind}_until`)}
      </Text>
      <ProblemAlert problem={deed.error} />
      {kind === 'correct'
        ? CORRECTED.map(({ key, path }) => (
            <WonInput
              key={key}
              id={`corrected-${key}`}
              label={sayForm(`field_${key}`)}
              error={isSame ? say('correct_same') : undefined}
              value={amounts[key] ?? standing(path)}
              onChange={won => setAmounts({ ...amounts, [key]: won })}
            />
          ))
        : null}
      <Textarea
        id={`reason-${kind}`}
        label={say(`${kind}_reason`)}
        autosize
        minRows={3}
        maxLength={2000}
        value={reason}
        onChange={event => setReason(event.currentTarget.value)}
        error={isWrong ? sayForm('mistake_required') : undefined}
      />
      <Group>
        <Button onClick={() => void send()} loading={deed.isPending}>
          {say(`${kind}_send`)}
        </Button>
      </Group>
    </Stack>
  )
}
