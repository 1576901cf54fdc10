/**
 * A short form: fields with labels, what is missing told at the field and in a summary that takes the focus, what was
 * typed kept on this device until it is sent.
 */
import { Button, FileInput, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, useId, useRef, useState } from 'react'
import { useDraft } from '../api/draft.ts'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { WonInput } from './amount.tsx'
import { digestOf } from './digest.ts'
import { FaultSummary } from './form.tsx'
import { ProblemAlert, useReasons } from './problem.tsx'

export type Field = {
  readonly name: string
  readonly label: string
  readonly kind: 'amount' | 'day' | 'month' | 'text' | 'number' | 'choice' | 'digest'
  readonly help?: string
  readonly isOptional?: boolean
  readonly choices?: readonly { readonly value: string; readonly label: string }[]
  /** What stands there at first. */
  readonly first?: string
  /** Under what other names the service refuses it. */
  readonly refusedAs?: readonly string[]
}
export type Filled = Readonly<Record<string, string>>

type Props = {
  /** Of the person and the thing, for the draft. */
  readonly draft: string
  readonly fields: readonly Field[]
  readonly submit: string
  readonly isPending: boolean
  readonly problem: unknown
  readonly onSubmit: (filled: Filled, done: () => void) => void
}

const MISSING = { choice: 'field_choose', day: 'field_day', month: 'field_day', digest: 'field_file' } as const

export function Form({ draft, fields, submit, isPending, problem, onSubmit }: Props) {
  const say = useWords(everywhere)
  const whole = useId()
  const first = Object.fromEntries(fields.map(each => [each.name, each.first ?? '']))
  const { value, set, isKept, forget } = useDraft<Filled>(draft, first)
  const [faults, setFaults] = useState<Filled>({})
  const [turn, setTurn] = useState(0)
  const [past, setPast] = useState<unknown>(null)
  const [malformed, setMalformed] = useState<Readonly<Record<string, boolean>>>({})
  const idOf = (name: string) => `${whole}-${name}`
  const of = (each: Field) => value[each.name] ?? ''
  // A file's digest comes later than what is typed meanwhile, and leaves that as it is.
  const latest = useRef(value)
  latest.current = value
  const put = (name: string, text: string) => {
    set({ ...latest.current, [name]: text })
    setFaults(({ [name]: _, ...others }) => others)
    setPast(problem)
  }

  function sent(event: FormEvent): void {
    event.preventDefault()
    const found: Record<string, string> = {}
    for (const each of fields) {
      if (malformed[each.name] === true) found[each.name] = say('money_malformed')
      else if (each.kind === 'number' && !/^\d{1,9}$/.test(of(each))) found[each.name] = say('field_number')
      else if (of(each).trim() === '' && each.isOptional !== true)
        found[each.name] = say(each.kind in MISSING ? MISSING[each.kind as keyof typeof MISSING] : 'field_required')
    }
    setFaults(found)
    setTurn(turn + 1)
    if (Object.keys(found).length > 0) return
    onSubmit(Object.fromEntries(fields.flatMap(each => (of(each) === '' ? [] : [[each.name, of(each)]]))), () => {
      forget()
      set(first)
      forget()
    })
  }

  // What the service finds wrong with a field is told at the field as well, until something is edited.
  const reasonOf = useReasons(problem === past ? null : problem)
  const errorOf = ({ name, refusedAs = [] }: Field): string | undefined => faults[name] ?? reasonOf(name, ...refusedAs)

  return (
    <form onSubmit={sent} noValidate>
      <Stack gap="md" maw={480}>
        <ProblemAlert problem={problem} />
        <FaultSummary
          turn={turn}
          faults={fields.flatMap(({ name, label }) => {
            const message = faults[name]
            return message === undefined ? [] : [{ field: idOf(name), label, message }]
          })}
        />
        {isKept ? (
          <Text size="sm" c="dimmed">
            {say('draft_kept')}
          </Text>
        ) : null}
        {fields.map(each => {
          const error = errorOf(each)
          const labelled = { id: idOf(each.name), label: each.label, description: each.help }
          switch (each.kind) {
            case 'amount':
              return (
                <WonInput
                  key={each.name}
                  {...labelled}
                  value={of(each)}
                  error={error}
                  onChange={won => {
                    setMalformed({ ...malformed, [each.name]: won === null })
                    put(each.name, won ?? '')
                  }}
                />
              )
            case 'choice':
              return (
                <NativeSelect
                  key={each.name}
                  {...labelled}
                  error={error}
                  value={of(each)}
                  data={[{ value: '', label: '–' }, ...(each.choices ?? [])]}
                  onChange={event => put(each.name, event.currentTarget.value)}
                />
              )
            case 'digest':
              return (
                <FileInput
                  key={each.name}
                  {...labelled}
                  description={
                    of(each) === '' ? (
                      each.help
                    ) : (
                      <>
                        {each.help} <code>{of(each)}</code>
                      </>
                    )
                  }
                  error={error}
                  placeholder={say('file_choose')}
                  clearable
                  clearButtonProps={{ 'aria-label': say('cancel') }}
                  onChange={file =>
                    void (file === null
                      ? put(each.name, '')
                      : file.arrayBuffer().then(async bytes => put(each.name, await digestOf(bytes))))
                  }
                />
              )
            default:
              return (
                <TextInput
                  key={each.name}
                  {...labelled}
                  error={error}
                  type={each.kind === 'day' ? 'date' : each.kind === 'month' ? 'month' : 'text'}
                  value={of(each)}
                  {...(each.kind === 'number' ? { inputMode: 'numeric' as const } : {})}
                  onChange={event => put(each.name, event.currentTarget.value)}
                />
              )
          }
        })}
        <div>
          <Button type="submit" loading={isPending}>
            {submit}
          </Button>
        </div>
      </Stack>
    </form>
  )
}
