/**
 * What an edition changes against the one it replaces, and who has to resolve that. Every number and clause names the
 * body that decides it; what stands between them (a flag, a condition, a row as such) is decided by whoever decides the
 * numbers it stands with.
 */
import { BODIES } from '../../kernel/sourced.ts'

export type Body = (typeof BODIES)[number]

/** One place that differs. `bodies` are all that decide it, before or after: nobody is taken out by being renamed. */
export type Change = {
  readonly place: string
  readonly bodies: readonly Body[]
  /** Whether what stands there now names the text it is taken from; true where nothing stands there any more. */
  readonly isSourced: boolean
}

/** What has to be resolved: one of these bodies, for these places. */
export type Due = { readonly oneOf: readonly Body[]; readonly places: readonly string[] }

type Fields = Readonly<Record<string, unknown>>
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A number, a table or a clause: whatever says who decides it. */
const isClaim = (value: unknown): value is Fields => isFields(value) && typeof value['decided_by'] === 'string'

/** A body nobody knows is the highest: what cannot be read is not made easier to change. */
const bodyOf = (claim: Fields): Body => BODIES.find(body => body === claim['decided_by']) ?? 'statute'

const unique = <Item>(items: readonly Item[]): Item[] => [...new Set(items)]

/** Every body that decides something in a value. */
function bodiesIn(value: unknown): Body[] {
  if (isClaim(value)) return [bodyOf(value)]
  if (Array.isArray(value)) return unique(value.flatMap(bodiesIn))
  return isFields(value) ? unique(Object.values(value).flatMap(bodiesIn)) : []
}

/** What tells one element of a list from the others, so that a row put in between moves no other. */
const NAMES = ['code', 'clause', 'name', 'id', 'indicator', 'kind', 'year', 'day'] as const
function keyOf(item: unknown, place: number, seen: Map<string, number>): string {
  const name = isFields(item) ? NAMES.map(key => item[key]).find(one => typeof one === 'string') : undefined
  if (typeof name !== 'string') return String(place)
  const count = seen.get(name) ?? 0
  seen.set(name, count + 1)
  return count === 0 ? name : `${name}~${count + 1}`
}
function keyed(list: readonly unknown[]): ReadonlyMap<string, unknown> {
  const seen = new Map<string, number>()
  return new Map(list.map((item, place) => [keyOf(item, place, seen), item]))
}

const isSame = (one: unknown, other: unknown): boolean => {
  if (one === other) return true
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, place) => isSame(item, other[place]))
  if (!isFields(one) || !isFields(other)) return false
  const keys = Object.keys(one)
  return keys.length === Object.keys(other).length && keys.every(key => isSame(one[key], other[key]))
}

const isSourced = (value: unknown): boolean => {
  if (value === undefined) return true
  if (isClaim(value)) {
    const source = value['source']
    return value['status'] === 'published' && isFields(source) && typeof source['at'] === 'string'
  }
  if (Array.isArray(value)) return value.every(isSourced)
  return isFields(value) ? Object.values(value).every(isSourced) : true
}

/**
 * Who decides what is new: the bodies it names, as long as each of them decided something where it is put. One that
 * decided nothing there takes nothing by naming itself: those who did decide it too.
 */
const ofNew = (own: readonly Body[], stood: readonly Body[]): readonly Body[] =>
  own.every(body => stood.includes(body)) ? own : unique([...own, ...stood])

/** `around`: who decides where it stands; `stood`: who did before. */
function walk(
  before: unknown,
  after: unknown,
  place: string,
  around: readonly Body[],
  stood: readonly Body[],
): Change[] {
  if (isSame(before, after)) return []
  const were = bodiesIn(before)
  const own = before === undefined ? ofNew(bodiesIn(after), stood) : unique([...were, ...bodiesIn(after)])
  const inside = own.length > 0 ? own : around
  const standing = were.length > 0 ? were : stood
  if (isClaim(before) || isClaim(after) || before === undefined || after === undefined)
    return [{ place, bodies: inside, isSourced: isSourced(after) }]
  const at = (key: string): string => (place === '' ? key : `${place}.${key}`)
  const each = (one: ReadonlyMap<string, unknown>, other: ReadonlyMap<string, unknown>): Change[] =>
    unique([...one.keys(), ...other.keys()]).flatMap(key =>
      walk(one.get(key), other.get(key), at(key), inside, standing),
    )
  if (Array.isArray(before) && Array.isArray(after)) {
    const [one, other] = [keyed(before), keyed(after)]
    const kept = (of: ReadonlyMap<string, unknown>, by: ReadonlyMap<string, unknown>) =>
      [...of.keys()].filter(key => by.has(key))
    // Rows in another order are another table: the first that holds counts.
    const isMoved = !isSame(kept(one, other), kept(other, one))
    return [...(isMoved ? [{ place, bodies: inside, isSourced: true }] : []), ...each(one, other)]
  }
  if (isFields(before) && isFields(after)) return each(new Map(Object.entries(before)), new Map(Object.entries(after)))
  return [{ place, bodies: inside, isSourced: isSourced(after) }]
}

/** What stands at the head of an edition and changes with every one. */
const HEAD = ['kind', 'edition', 'in_force_from', 'note']
const headless = (numbers: unknown): unknown =>
  isFields(numbers) ? Object.fromEntries(Object.entries(numbers).filter(([key]) => !HEAD.includes(key))) : numbers

/**
 * Every place in which two editions of a kind differ, with who decides it.
 * @param before the numbers of the edition that is replaced
 */
export const changesBetween = (before: unknown, after: unknown): readonly Change[] =>
  walk(headless(before), headless(after), '', [], bodiesIn(before))

/** What a statute sets is followed, not decided: the board takes it over, or the minister gives notice of it. */
const FOLLOWING: readonly Body[] = ['board', 'minister']
const RESOLVING: readonly Body[] = ['steering_committee', 'board', 'minister']

/** What has to be resolved before these changes are proposed; what the risk officer decides alone is not among it. */
export function duesOf(changes: readonly Change[]): readonly Due[] {
  const placesOf = (body: Body): string[] =>
    changes.filter(change => change.bodies.includes(body)).map(change => change.place)
  return [
    ...RESOLVING.map((body): Due => ({ oneOf: [body], places: placesOf(body) })),
    { oneOf: FOLLOWING, places: placesOf('statute') },
  ].filter(due => due.places.length > 0)
}

/** Numbers of a statute that do not name the text they are taken from. */
export const unsourced = (changes: readonly Change[]): readonly string[] =>
  changes.filter(change => change.bodies.includes('statute') && !change.isSourced).map(change => change.place)
