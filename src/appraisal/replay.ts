/** A decision run again: from its record and the rule book, byte for byte; where it differs, where first. */
import { calendarDate } from '../kernel/calendar.ts'
import { canonicalJson, type Json } from '../kernel/digest.ts'
import { ok, type Result, refusal, refuse } from '../kernel/result.ts'
import { type InputCode, parsed, parsedJson } from '../kernel/schema.ts'
import { type AppraiseCode, appraise } from './appraise.ts'
import { ENGINES, recordHeadSchema, recordOf } from './record.ts'
import { type EditionReference, type RuleBook, rulesNamed } from './rule-book.ts'
import type { BookCode } from './rule-files.ts'

export type Difference = { readonly at: string; readonly recorded: string; readonly computed: string }
export type Replay = { readonly isIdentical: true } | { readonly isIdentical: false; readonly first: Difference }

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 200))

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** The first place, in canonical order, where two JSON values differ; undefined where they are the same. */
export function firstDifference(recorded: unknown, computed: unknown, at = ''): Difference | undefined {
  if (!isObject(recorded) || !isObject(computed) || Array.isArray(recorded) !== Array.isArray(computed))
    return shown(recorded) === shown(computed) && recorded === computed
      ? undefined
      : { at, recorded: shown(recorded), computed: shown(computed) }
  const keys = [...new Set([...Object.keys(recorded), ...Object.keys(computed)])]
  if (!Array.isArray(recorded)) keys.sort()
  for (const key of keys) {
    const found = firstDifference(recorded[key], computed[key], at === '' ? key : `${at}.${key}`)
    if (found !== undefined) return found
  }
  return undefined
}

/**
 * Replays a record under the editions it names.
 *
 * @param text the record as it was stored
 * @returns identical, or the first difference; refusals where the text is no record, an edition is missing or altered,
 *          or the case in it is refused
 */
export function replay(text: string, book: RuleBook): Result<Replay, BookCode | AppraiseCode | InputCode> {
  const json = parsedJson(text)
  if (!json.ok) return json
  const head = parsed(recordHeadSchema, json.value)
  if (!head.ok) return head
  if (!ENGINES.includes(head.value.engine))
    return refuse(refusal('record_engine_unknown', 'engine', { value: head.value.engine, limit: ENGINES.join(', ') }))
  const references = head.value.editions as readonly EditionReference[]
  const rules = rulesNamed(book, references, calendarDate(head.value.day))
  if (!rules.ok) return rules
  if (head.value.case.day !== head.value.day)
    return refuse(refusal('record_altered', 'day', { value: head.value.day, limit: head.value.case.day }))
  const again = appraise(rules.value, head.value.case)
  if (!again.ok) return again
  const { record: computed, text: computedText } = recordOf(
    again.value,
    head.value.case,
    { references },
    head.value.engine,
  )
  const first = firstDifference(json.value, JSON.parse(canonicalJson(computed as unknown as Json)))
  if (first !== undefined) return ok({ isIdentical: false, first })
  if (computedText === text) return ok({ isIdentical: true })
  // The same values in another notation: the bytes are what was promised.
  const recorded = `${text.length} characters that are not canonical`
  return ok({ isIdentical: false, first: { at: '', recorded, computed: 'canonical JSON and a line end' } })
}
