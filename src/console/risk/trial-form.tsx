/** A trial case like another: what is given of it changed, with what must come of it and how that was worked out. */
import { Button, Group, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useDeed } from '../api/use.ts'
import { Dialog } from '../parts/dialog.tsx'
import { type Fault, FaultSummary, Questions } from '../parts/form.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import type { Kind } from './life.ts'
import { useWitness } from './names.tsx'
import type { Trial, TrialGiven } from './trial.ts'
import { risk } from './words.ts'

const CODE = /^[a-z][a-z0-9_]{0,63}$/
/** What is expected in one word or number; lists stay as they are in the case that is copied. */
const EXPECTED = ['recommended', 'grade', 'ratio', 'guaranteed', 'fee_rate', 'first_fee', 'authority'] as const
const REQUEST = ['day', 'purpose', 'loan', 'term_months', 'technology_grade', 'risk_grade', 'trl'] as const
type Fields = Readonly<Record<string, unknown>>
const fieldsIn = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {})
const textsOf = (value: Fields, names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    names.map(name => [name, value[name] === undefined || value[name] === null ? '' : String(value[name])]),
  )
const without = (value: Fields, names: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)))
const given = (texts: Readonly<Record<string, string>>): Fields =>
  Object.fromEntries(Object.entries(texts).flatMap(([name, text]) => (text.trim() === '' ? [] : [[name, text.trim()]])))
/** A fact as it is given: yes, no, not known, or its text. */
const factOf = (text: string): string | boolean | null =>
  text.trim() === '' ? null : text === 'true' ? true : text === 'false' ? false : text.trim()
const WHOLE = ['term_months', 'trl'] as const

export function TrialForm({
  of,
  like,
  onClose,
}: {
  readonly of: { readonly kind: Kind; readonly edition: string }
  readonly like: Trial
  readonly onClose: () => void
}) {
  const say = useWords(risk)
  const sayEverywhere = useWords(everywhere)
  const pattern = like.case
  const small = fieldsIn(fieldsIn(pattern['given'])['small'])
  const firstFacts = fieldsIn(small['facts']) as Readonly<Record<string, string | boolean | null>>
  const [code, setCode] = useState(like.code)
  const [title, setTitle] = useState(String(pattern['title'] ?? ''))
  const [worked, setWorked] = useState(String(pattern['worked'] ?? ''))
  const [facts, setFacts] = useState(textsOf(firstFacts, Object.keys(firstFacts)))
  const [request, setRequest] = useState(textsOf(fieldsIn(small['request']), REQUEST))
  const [expect, setExpect] = useState(textsOf(fieldsIn(pattern['expect']), EXPECTED))
  const [turn, setTurn] = useState(0)
  const attach = useDeed('POST /v1/rules/trials', ['GET /v1/rules/trials', 'GET /v1/rules/trials/result'])
  const factNames = useWitness([firstFacts])(firstFacts)
  const isSmall = Object.keys(small).length > 0
  const faults: readonly Fault[] = [
    ...(CODE.test(code) ? [] : [{ field: 'trial-code', label: say('trial_code'), message: say('trial_code_wrong') }]),
    ...(title.trim() === ''
      ? [{ field: 'trial-title', label: say('trial_title'), message: sayEverywhere('required') }]
      : []),
    ...(worked.trim() === ''
      ? [{ field: 'trial-worked', label: say('trial_worked'), message: sayEverywhere('required') }]
      : []),
  ]
  const faultOf = (field: string): string | undefined =>
    turn === 0 ? undefined : faults.find(each => each.field === field)?.message
  const caseOf = (): TrialGiven => {
    const numbered = Object.fromEntries(
      Object.entries(given(request)).map(([name, text]) => [
        name,
        WHOLE.some(each => each === name) ? Number(text) : text,
      ]),
    )
    const changed = {
      ...small,
      facts: Object.fromEntries(Object.entries(facts).map(([name, text]) => [name, factOf(text)])),
      ...(small['request'] === undefined
        ? {}
        : { request: { ...without(fieldsIn(small['request']), REQUEST), ...numbered } }),
    }
    return {
      ...pattern,
      code,
      title: title.trim(),
      worked: worked.replace(/\s+/g, ' ').trim(),
      given: isSmall ? { small: changed } : pattern['given'],
      expect: { ...without(fieldsIn(pattern['expect']), EXPECTED), ...given(expect) },
    } as unknown as TrialGiven
  }
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setTurn(turn + 1)
    if (faults.length > 0) return
    try {
      await attach.mutateAsync({ body: { ...of, cases: [caseOf()] } })
      onClose()
    } catch {
      // Told in the dialog.
    }
  }
  return (
    <Dialog close={onClose} size="xl" title={say('trial_like_title', { code: like.code })}>
      <form onSubmit={event => void send(event)} noValidate>
        <Stack gap="md">
          <Text>{say('trial_like_text')}</Text>
          <FaultSummary faults={turn === 0 ? [] : faults} turn={turn} />
          <TextInput
            id="trial-code"
            label={say('trial_code')}
            description={say('trial_code_hint')}
            value={code}
            onChange={event => setCode(event.currentTarget.value)}
            error={faultOf('trial-code')}
          />
          <TextInput
            id="trial-title"
            label={say('trial_title')}
            maxLength={300}
            value={title}
            onChange={event => setTitle(event.currentTarget.value)}
            error={faultOf('trial-title')}
          />
          <Textarea
            id="trial-worked"
            label={say('trial_worked')}
            autosize
            minRows={2}
            maxLength={2000}
            value={worked}
            onChange={event => setWorked(event.currentTarget.value)}
            error={faultOf('trial-worked')}
          />
          {isSmall ? (
            <>
              <Fields title={say('trial_facts')} values={facts} labelOf={nameOfFact} onChange={setFacts} />
              {small['request'] === undefined ? null : (
                <Fields
                  title={say('trial_request')}
                  values={request}
                  labelOf={name => say(`request_${name as (typeof REQUEST)[number]}`)}
                  onChange={setRequest}
                />
              )}
            </>
          ) : (
            <Text c="dimmed">{say('trial_whole')}</Text>
          )}
          <Fields
            title={say('trial_expected')}
            values={expect}
            labelOf={name => say(`expect_${name as (typeof EXPECTED)[number]}`)}
            onChange={setExpect}
          />
          <ProblemAlert problem={attach.error} />
          <Group>
            <Button type="submit" loading={attach.isPending}>
              {say('trial_attach')}
            </Button>
            <Button variant="default" onClick={onClose}>
              {sayEverywhere('cancel')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )

  function nameOfFact(name: string): string {
    return factNames[Object.keys(firstFacts).indexOf(name)]?.name ?? name
  }
}

function Fields({
  title,
  values,
  labelOf,
  onChange,
}: {
  readonly title: string
  readonly values: Readonly<Record<string, string>>
  readonly labelOf: (name: string) => string
  readonly onChange: (next: Readonly<Record<string, string>>) => void
}) {
  return (
    <Questions title={title}>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {Object.entries(values).map(([name, value]) => (
          <TextInput
            key={name}
            label={labelOf(name)}
            value={value}
            onChange={event => onChange({ ...values, [name]: event.currentTarget.value })}
          />
        ))}
      </SimpleGrid>
    </Questions>
  )
}
