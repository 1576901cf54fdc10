/** A refusal of the service where somebody reads it: what happened, what to do, and the number to ask about. */
import { Alert, List, Text } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { Language } from '../../kernel/words.ts'
import { ProblemError, UnreachableError } from '../api/client.ts'
import { type Area, i18n, languageNow, useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { problems } from '../words/problems.ts'
import { dayText } from './day.tsx'
import { wonText } from './won.ts'

/** What a refusal names, as its readers write it: amounts in groups, days; of a condition the day alone. */
export function saidAs(value: string, language: Language): string {
  if (/^\d{5,}$/.test(value)) return wonText(value)
  const [day, ...more] = value.match(/\b\d{4}-\d\d-\d\d\b/g) ?? []
  return day === undefined || more.length > 0 ? value : dayText(day, language)
}

type OneError = ProblemError['problem']['errors'][number]
type Say = (key: string, values: Record<string, string>) => string

/** The house's words for a refusal's code, else what the service says of it. */
function reasonOf({ problem }: ProblemError, { code, ...params }: OneError, say: Say): string {
  if (!(`problems.${code}` in i18n.messages)) return problem.detail ?? problem.title
  return say(code, {
    value: '',
    limit: '',
    field: '',
    ...Object.fromEntries(Object.entries(params).map(([name, value]) => [name, saidAs(value, languageNow())])),
  })
}

/** Why a field is refused, by the names the service may give it: the last part of the place a reason is told of. */
export function useReasons(problem: unknown): (...names: readonly string[]) => string | undefined {
  const say = useWords(problems as Area<string>)
  return (...names) => {
    if (!(problem instanceof ProblemError)) return undefined
    const found = problem.problem.errors.find(each => names.includes(each.at.split('.').at(-1) ?? ''))
    return found === undefined ? undefined : reasonOf(problem, found, say)
  }
}

/** The text alone, for a place that is an alert already. */
export function ProblemNote({ problem }: { readonly problem: unknown }) {
  const say = useWords(everywhere)
  const sayProblem = useWords(problems as Area<string>)
  if (problem instanceof UnreachableError) return <Text>{say('unreachable')}</Text>
  if (!(problem instanceof ProblemError)) return <Text>{say('fault_text')}</Text>
  const reasons = [...new Set(problem.problem.errors.map(one => reasonOf(problem, one, sayProblem)))]
  return (
    <>
      {reasons.length === 1 ? (
        <Text>{reasons[0]}</Text>
      ) : (
        <List>
          {reasons.map(reason => (
            <List.Item key={reason}>{reason}</List.Item>
          ))}
        </List>
      )}
      {problem.requestId === null ? null : (
        <Text size="sm" c="dimmed" mt="xs">
          {say('request_id', { id: problem.requestId })}
        </Text>
      )}
    </>
  )
}

/** What a refusal is about: the form it stands in, else the part of the page. */
const AROUND = 'form, section, main'

/**
 * A refusal above what it is about; the reader is brought to it. It goes as soon as something there is edited or sent
 * again, for it was said of what stood there before.
 *
 * @param stays  of a reading, which is not made again by what is edited
 */
export function ProblemAlert({ problem, stays = false }: { readonly problem: unknown; readonly stays?: boolean }) {
  const say = useWords(everywhere)
  const box = useRef<HTMLDivElement>(null)
  const [past, setPast] = useState<unknown>(null)
  useEffect(() => {
    const alert = box.current
    if (alert === null || problem === null || problem === undefined) return
    alert.focus()
    if (stays) return
    const ended = new AbortController()
    const drop = () => setPast(problem)
    for (const event of ['input', 'submit'])
      alert.closest(AROUND)?.addEventListener(event, drop, { signal: ended.signal })
    return () => ended.abort()
  }, [problem, stays])
  if (problem === null || problem === undefined || problem === past) return null
  return (
    <Alert ref={box} tabIndex={-1} role="alert" color="red" title={say('errors_title')} mb="md">
      <ProblemNote problem={problem} />
    </Alert>
  )
}
