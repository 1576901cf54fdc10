/**
 * Which burdens stand on a right on a day. A release ends one burden: the one it names, or else the only open one of
 * its kind and holder. What it cannot be told to end stays open, and is asked about.
 */
import type { BurdenKind, EventKind, RightEvent } from './schema.ts'
import { RELEASE_OF } from './schema.ts'

export type Lien = {
  readonly holder: string | null
  readonly kind: BurdenKind
  readonly since: string
  readonly rank: number | null
  readonly amount: string | null
  readonly reference: string
}

/** What a release leaves unclear. */
export type Doubt =
  | 'release_unclear'
  | 'release_by_another'
  | 'release_of_nothing'
  | 'release_of_several'
  | 'burden_unclear'
  | 'holder_not_stated'
  | 'rank_twice'

export type Doubted = { readonly code: Doubt; readonly about: readonly string[] }

/** Names are compared without case, spacing and punctuation; who is whom beyond that is a person's to say. */
export const sameName = (one: string, other: string): boolean => plainName(one) === plainName(other)
export const plainName = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')

const BURDENS: Readonly<Partial<Record<EventKind, BurdenKind>>> = {
  pledge: 'pledge',
  security_interest: 'security_interest',
  seizure: 'seizure',
  exclusive_licence: 'exclusive_licence',
  litigation: 'litigation',
}
const RELEASES: Readonly<Partial<Record<EventKind, BurdenKind>>> = Object.fromEntries(
  Object.entries(RELEASE_OF).map(([burden, release]) => [release, burden]),
)

/** The name without the capacity it acts in: a bank, as agent of others, is the bank. */
export const withoutCapacity = (name: string): string => name.replace(/,\s*as\s.*$/isu, '')
const sameHolder = (one: string, other: string): boolean => sameName(withoutCapacity(one), withoutCapacity(other))

/** A burden holds from the earlier of its days, a release from the later: none frees sooner than the office wrote. */
export const holdsFrom = (event: RightEvent): string => {
  const recorded = event.recorded_on ?? event.day
  if (RELEASES[event.kind] !== undefined) return recorded > event.day ? recorded : event.day
  if (BURDENS[event.kind] !== undefined) return recorded < event.day ? recorded : event.day
  return event.day
}

const isNumberSame = (lien: Lien, event: RightEvent): boolean => lien.reference === event.ends

/** Which open burden a release ends, or why that cannot be told. */
function endedBy(event: RightEvent, kind: BurdenKind, open: readonly Lien[]): Lien | Doubted {
  const doubt = (code: Doubt, liens: readonly Lien[]): Doubted => ({
    code,
    about: [event.reference, ...liens.map(one => one.reference)],
  })
  const ofKind = open.filter(one => one.kind === kind)
  if (event.unclear === true) return doubt('release_unclear', ofKind)
  const isHolders = (lien: Lien): boolean =>
    event.holder !== null && lien.holder !== null && sameName(event.holder, lien.holder)
  if (event.ends !== undefined) {
    const named = ofKind.filter(one => isNumberSame(one, event))
    const first = named[0]
    if (first === undefined) return doubt('release_of_nothing', [])
    if (named.length > 1) return doubt('release_of_several', named)
    const isTheirs = event.holder === null || (first.holder !== null && sameHolder(event.holder, first.holder))
    return isTheirs ? first : doubt('release_by_another', named)
  }
  if (event.holder === null) return doubt('release_unclear', ofKind)
  const own = ofKind.filter(isHolders)
  const first = own[0]
  if (first === undefined) return doubt(ofKind.length === 0 ? 'release_of_nothing' : 'release_by_another', ofKind)
  return own.length > 1 ? doubt('release_of_several', own) : first
}

const lienOf = (event: RightEvent, kind: BurdenKind): Lien => ({
  holder: event.holder,
  kind,
  since: holdsFrom(event),
  rank: event.rank,
  amount: event.amount,
  reference: event.reference,
})

/** What is doubtful of burdens that stand, whatever was released. */
function doubtsOfOpen(open: readonly Lien[]): readonly Doubted[] {
  const found: Doubted[] = open
    .filter(one => one.holder === null && one.kind !== 'litigation')
    .map(one => ({ code: 'holder_not_stated', about: [one.reference] }))
  for (const [place, one] of open.entries()) {
    const other = open.slice(0, place).find(({ kind, rank }) => kind === one.kind && rank !== null && rank === one.rank)
    if (other !== undefined) found.push({ code: 'rank_twice', about: [other.reference, one.reference] })
  }
  return found
}

/** The burdens open after events that have come, in the order they hold from, and what cannot be told of them. */
export function burdensAfter(events: readonly RightEvent[]): {
  readonly open: readonly Lien[]
  readonly doubts: readonly Doubted[]
} {
  let open: readonly Lien[] = []
  const doubts: Doubted[] = []
  for (const event of events) {
    const burden = BURDENS[event.kind]
    const released = RELEASES[event.kind]
    if (burden !== undefined) {
      open = [...open, lienOf(event, burden)]
      if (event.unclear === true) doubts.push({ code: 'burden_unclear', about: [event.reference] })
    } else if (released !== undefined) {
      const ended = endedBy(event, released, open)
      if ('code' in ended) doubts.push(ended)
      else open = open.filter(one => one !== ended)
    }
  }
  return { open, doubts: [...doubts, ...doubtsOfOpen(open)] }
}
