/**
 * Recordings of deeds at an office, made owners and events: who transferred to whom, who took security, what was
 * released. What a text does not say whole stays in the file as unclear.
 */
import { plainName } from '../rights/burdens.ts'
import type { Owner, RightEvent } from '../rights/schema.ts'
import { conveyanceOf, type OfficePolicy } from './edition.ts'
import type { LeftOut } from './found.ts'

export type Recording = {
  /** Place in the file. */
  readonly at: string
  /** Reel and frame, as `reelFrame` writes it. */
  readonly reference: string
  readonly text: string
  readonly executed: string | undefined
  readonly recorded: string | undefined
  readonly from: readonly string[]
  readonly to: readonly string[]
}

export type Recorded = {
  readonly owners: readonly Owner[]
  readonly events: readonly RightEvent[]
  readonly leftOut: readonly LeftOut[]
}

/** Reel and frame as one reference: six digits, a stroke, four digits. */
export const reelFrame = (reel: string, frame: string): string =>
  `${reel.replace(/^0+/, '').padStart(6, '0')}/${frame.replace(/^0+/, '').padStart(4, '0')}`

/** The reel and frame a text speaks of, such as that of the security it releases. */
export function referenceIn(text: string): string | undefined {
  const found = /REEL[^0-9]{0,20}([0-9]{1,6})[^0-9]{1,16}?([0-9]{1,4})(?![0-9])/i.exec(text)
  return found === null ? undefined : reelFrame(found[1] ?? '', found[2] ?? '')
}

const orderOf = (one: Recording): string => `${one.executed ?? one.recorded} ${one.recorded ?? ''} ${one.reference}`

/** Words of a name, whatever their order and without initials: WANG, MARVIN is Marvin Wang. */
const wordsOf = (name: string): string =>
  name
    .split(/[^\p{L}\p{N}]+/u)
    .map(plainName)
    .filter(word => word.length > 1)
    .toSorted()
    .join(' ')

const isGivenByAll = (from: readonly string[], inventors: readonly string[]): boolean => {
  const givers = new Set(from.map(wordsOf))
  return inventors.length > 0 && inventors.every(one => givers.has(wordsOf(one)))
}

const joined = (names: readonly string[]): string | null => (names.length === 0 ? null : names.join('; '))

/** One recording as an event. `isFirst`: nobody but the inventors can have owned the right before. */
function eventOf(one: Recording, policy: OfficePolicy, inventors: readonly string[], isFirst: boolean): RightEvent {
  const means = conveyanceOf(policy, one.text)
  const isRelease = means === 'security_release' || (means === 'unclear' && /RELEASE/i.test(one.text))
  const shared = { rank: null, amount: null, reference: one.reference, recorded_on: one.recorded ?? null }
  const day = one.executed ?? one.recorded ?? ''
  const unclear = means === 'unclear' || means === undefined ? { unclear: true } : {}
  if (isRelease) {
    const ends = referenceIn(one.text)
    const named = ends === undefined ? {} : { ends }
    return { kind: 'security_release', day, holder: joined(one.from), ...shared, ...named, ...unclear }
  }
  if (means === 'security_interest') return { kind: 'security_interest', day, holder: joined(one.to), ...shared }
  const [giver] = one.from
  const isWhole = isFirst ? isGivenByAll(one.from, inventors) : one.from.length === 1
  const from = isFirst || giver === undefined ? {} : { from: giver }
  const doubtful = isWhole ? unclear : { unclear: true }
  return { kind: 'transfer', day, holder: joined(one.to), ...shared, ...from, ...doubtful }
}

/** Whether an event moves the right: one the office words otherwise than any transfer moves nothing. */
const moves = (one: Recording, policy: OfficePolicy): boolean => conveyanceOf(policy, one.text) === 'transfer'

/**
 * Owners and events by the recordings of one right. The first transfer is whole where every inventor gives it; a later
 * one by one giver, whom the chain of title is then asked about.
 */
export function recordedOf(
  recordings: readonly Recording[],
  inventors: readonly string[],
  policy: OfficePolicy,
): Recorded {
  const leftOut: LeftOut[] = []
  const owners: Owner[] = []
  const events: RightEvent[] = []
  const dated = recordings.filter(one => one.executed !== undefined || one.recorded !== undefined)
  for (const one of recordings)
    if (!dated.includes(one)) leftOut.push({ at: one.at, code: 'day_missing', value: one.reference })
  let isFirst = true
  for (const one of dated.toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))) {
    const event = eventOf(one, policy, inventors, isFirst)
    events.push(event)
    if (conveyanceOf(policy, one.text) === undefined)
      leftOut.push({ at: one.at, code: 'recording_unknown', value: `${one.reference}: ${one.text}`.slice(0, 300) })
    if (!moves(one, policy)) continue
    isFirst = false
    for (const [place, owner] of owners.entries())
      if (owner.until === null) owners[place] = { ...owner, until: event.day }
    const [taker] = one.to
    if (one.to.length === 1 && taker !== undefined)
      owners.push({ name: taker, share: '1/1', since: event.day, until: null })
    else leftOut.push({ at: one.at, code: 'shares_not_stated', value: `${one.reference}: ${one.to.length} names` })
  }
  return { owners, events, leftOut }
}
