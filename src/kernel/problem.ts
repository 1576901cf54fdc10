/**
 * Refusals as one problem (RFC 9457): the same for the command line and for HTTP; where each is written is the edge's.
 */
import type { Refusal } from './result.ts'

/** One reason of a problem: its code and place, and the values that matter. */
export type ProblemReason = Readonly<Record<string, string>> & { readonly code: string; readonly at: string }

export type Problem = {
  readonly type: string
  readonly title: string
  readonly detail: string
  readonly errors: readonly ProblemReason[]
}

const sentenceOf = (one: Refusal): string => {
  const { value, limit, ...rest } = one.params
  const parts = [
    one.at === '' ? '' : `at ${one.at}`,
    value === undefined || value === '' ? '' : `found ${value}`,
    limit === undefined ? '' : `due: ${limit}`,
    ...Object.entries(rest).flatMap(([name, text]) => (name === 'field' ? [] : [`${name}: ${text}`])),
  ].filter(part => part !== '')
  return `${one.code.replaceAll('_', ' ')}${parts.length === 0 ? '' : ` (${parts.join('; ')})`}`
}

/** What to do about each code, read from the text of docs/errors.md, the one place where it is said. */
export const adviceIn = (document: string): ReadonlyMap<string, string> =>
  new Map(
    [...document.matchAll(/^\| `([a-z0-9_]+)` \| [a-z]+ \| (.*) \|$/gm)].map(
      ([, name = '', text = '']) => [name, text] as const,
    ),
  )

/**
 * Refusals as one problem, every reason in it, most basic first.
 * @param advice  code -> what to do
 * @param page    where the codes are explained; `#code` is put behind it
 */
export function problemOf(
  refusals: readonly Refusal[],
  advice: ReadonlyMap<string, string>,
  page = 'docs/errors.md',
): Problem {
  const first = refusals[0]
  return {
    type: `${page}#${first?.code ?? 'unknown'}`,
    title: first === undefined ? 'refused' : sentenceOf(first),
    detail: first === undefined ? '' : (advice.get(first.code) ?? ''),
    errors: refusals.map(one => ({ code: one.code, at: one.at, ...one.params })),
  }
}
