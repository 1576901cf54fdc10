/**
 * Why a case moves: the clauses that come out otherwise, the rows of tables that are hit under one rule set alone or
 * hold something else under the other, and the rows that hold the amount down. Told as places of the editions, with
 * what stands there, so that a changed amount is led back to the number that was changed.
 */
import { onDay, type Rules } from '../../appraisal/rule-book.ts'
import type { Case } from '../../appraisal/schema.ts'
import { calendarDate } from '../../kernel/calendar.ts'
import { canonicalJson, type Json } from '../../kernel/digest.ts'
import { ranWhole, type Seen } from '../trials/running.ts'

/** A place and what it comes to on each side, null where it is not reached; `bound`: where it holds the amount down. */
export type MoveReason = {
  readonly place: string
  readonly before: string | null
  readonly after: string | null
  readonly bound: 'before' | 'after' | 'both' | 'neither'
}

type Fields = Readonly<Record<string, unknown>>
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const NAMES = ['code', 'grade', 'level', 'name'] as const

/** What stands at a place such as `terms.ceiling_by_grade.BBB` or `programmes.restart.limits.restart_limit`. */
function standingAt({ editions }: Rules, place: string): unknown {
  const [kind = '', ...steps] = place.split('.')
  let at: unknown = (editions as unknown as Fields)[kind]
  // The programmes of an edition are named without the list they stand in.
  if (isFields(at) && Array.isArray(at[kind])) at = at[kind]
  for (const step of steps) {
    if (Array.isArray(at)) at = at.find(one => isFields(one) && NAMES.some(name => one[name] === step))
    else if (isFields(at)) at = step in at ? at[step] : isFields(at['values']) ? at['values'][step] : undefined
    else return undefined
  }
  return at
}

/** The number of a row: itself, or the one it holds; empty where it holds several or none. */
function numberIn(value: unknown): string {
  if (typeof value === 'string') return value
  if (!isFields(value)) return ''
  if (typeof value['value'] === 'string') return value['value']
  const held = Object.values(value).filter(one => isFields(one) && typeof one['value'] === 'string')
  return held.length === 1 ? numberIn(held[0]) : ''
}

const nothing: Seen = { clauses: [], rows: [], bound: [] }

/** Why one case comes out otherwise, clauses first, in the order of the way. */
export function moveReasons(before: Rules, after: Rules, theCase: Case): readonly MoveReason[] {
  const day = calendarDate(theCase.day)
  const [one, other] = [before, after].map(rules => {
    const ran = ranWhole(onDay(rules, day), theCase)
    return ran.ok ? ran.value.seen : nothing
  }) as [Seen, Seen]
  const outcomes = ({ clauses }: Seen) => new Map(clauses.map(({ place, finding }) => [place, finding.outcome]))
  const [was, is] = [outcomes(one), outcomes(other)]
  const clauses = [...new Set([...was.keys(), ...is.keys()])]
    .map(place => ({ place, before: was.get(place) ?? null, after: is.get(place) ?? null, bound: 'neither' as const }))
    .filter(each => each.before !== each.after)
  const boundIn = (place: string): MoveReason['bound'] => {
    const [held, holds] = [one.bound.includes(place), other.bound.includes(place)]
    return held ? (holds ? 'both' : 'before') : holds ? 'after' : 'neither'
  }
  const rows = [...new Set([...one.rows, ...other.rows])].flatMap((place): MoveReason[] => {
    const [left, right] = [standingAt(before, place), standingAt(after, place)]
    const [isIn, isOn] = [one.rows.includes(place), other.rows.includes(place)]
    const bound = boundIn(place)
    const text = (value: unknown): string => canonicalJson((value ?? null) as Json)
    const isAlike = isIn && isOn && text(left) === text(right) && (bound === 'both' || bound === 'neither')
    return isAlike ? [] : [{ place, before: isIn ? numberIn(left) : null, after: isOn ? numberIn(right) : null, bound }]
  })
  return [...clauses, ...rows]
}
