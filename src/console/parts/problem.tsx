/** A refusal of the service where somebody reads it: what happened, what to do, and the number to ask about. */
import { Alert, List, Text } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { Language } from '../../kernel/words.ts'
import { ProblemError, UnreachableError } from '../api/client.ts'
import type { Role } from '../shell/session.ts'
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

/** Says a refusal in the house's words for its code, else in what the service says; roles are named as everywhere. */
function useReason(): (problem: ProblemError, one: OneError) => string {
  const say = useWords(everywhere)
  const sayProblem = useWords(problems as Area<string>)
  const said = (code: string, name: string, value: string): string =>
    code === 'forbidden_role' && name === 'limit'
      ? value
          .split(', ')
          .map(role => say(`role_${role as Role}`))
          .join(', ')
      : saidAs(value, languageNow())
  return ({ problem }, { code, ...params }) =>
    `problems.${code}` in i18n.messages
      ? sayProblem(code, {
          value: '',
          limit: '',
          field: '',
          ...Object.fromEntries(Object.entries(params).map(([name, value]) => [name, said(code, name, value)])),
        })
      : (problem.detail ?? problem.title)
}

/** Why a field is refused, by the names the service may give it: the last part of the place a reason is told of. */
export function useReasons(problem: unknown): (...names: readonly string[]) => string | undefined {
  const reasonOf = useReason()
  return (...names) => {
    if (!(problem instanceof ProblemError)) return undefined
    const found = problem.problem.errors.find(each => names.includes(each.at.split('.').at(-1) ?? ''))
    return found === undefined ? undefined : reasonOf(problem, found)
  }
}

/** The text alone, for a place that is an alert already. */
export function ProblemNote({ problem }: { readonly problem: unknown }) {
  const say = useWords(everywhere)
  const reasonOf = useReason()
  if (problem instanceof UnreachableError) return <Text>{say('unreachable')}</Text>
  if (!(problem instanceof ProblemError)) return <Text>{say('fault_text')}</Text>
  const reasons = [...new Set(problem.problem.errors.map(one => reasonOf(problem, one)))]
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
  const isForbidden = problem instanceof ProblemError && problem.status === 403
  const title = say(isForbidden ? 'forbidden_title' : 'errors_title')
  return (
    <Alert ref={box} tabIndex={-1} role="alert" color="red" title={title} mb="md">
      <ProblemNote problem={problem} />
    </Alert>
  )
}
