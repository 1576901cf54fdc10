/**
 * How a right stands on a day, from what the offices wrote: whether it is in force, how long it has left, whose it is,
 * what burdens it, and what has to be asked before anybody relies on it. Nothing that is unclear is taken as cleared.
 */
import { type CalendarDate, daysBetween } from '../../kernel/calendar.ts'
import { canonicalJson } from '../../kernel/digest.ts'
import { burdensAfter, type Doubt, holdsFrom, type Lien, plainName, withoutCapacity } from './burdens.ts'
import { type TitleDoubt, titleDoubts } from './chain.ts'
import { type LegalTerm, type Life, lifeOf } from './life.ts'
import { EVENT_KINDS, type Owner, type RightEvent, type RightOnFile } from './schema.ts'
import { isWhole, sumOf } from './shares.ts'
import { type StatusDoubt, statusOn } from './status.ts'

export type QuestionCode =
  | Doubt
  | StatusDoubt
  | TitleDoubt
  | 'recorded_twice'
  | 'shares_not_whole'
  | 'owners_not_stated'
  | 'beyond_legal_life'

export type Question = {
  readonly code: QuestionCode
  /** References of the events it is about, in order; empty where it is about the whole right. */
  readonly about: readonly string[]
  /** What to ask, of the office or of the owner. */
  readonly ask: string
}

export type Standing = {
  readonly status: 'in_force' | 'lapsed' | 'expired' | 'pending' | 'unknown'
  /** Days after this one on which it can still be in force; 0 once it has ended, null where the end is not stated. */
  readonly remaining_days: number | null
  readonly life: Life
  readonly owners: readonly Owner[]
  readonly liens: readonly Lien[]
  /** Suits that are pending: no liens, yet what is pledged may fall with them. */
  readonly litigation: readonly Lien[]
  readonly questions: readonly Question[]
  /** The latest day on which an office was read: what came after it is not known. */
  readonly read_on: string
}

const ASK: Readonly<Record<QuestionCode, string>> = {
  recorded_twice: 'Ask the office whether this was recorded twice or happened twice.',
  release_unclear: 'Ask the office or the holder which burden was released; until then each stays open.',
  release_by_another: 'Ask the holder of the burden: who released it is not who held it.',
  release_of_nothing: 'Ask the office what was released: no such burden is open in the file.',
  release_of_several: 'Ask the holder which of the burdens was released; until then each stays open.',
  burden_unclear: 'Ask the office what was recorded here, and whom it burdens.',
  holder_not_stated: 'Ask the office who holds this burden.',
  rank_twice: 'Ask the office which of the burdens goes first: two have one rank.',
  status_disagrees: 'Ask the office for the status: what the file says of it does not agree with itself.',
  status_event_unclear: 'Ask the office whether the right was granted, ended or came back to life on that day.',
  annuity_overdue: 'Ask the office whether the fee was paid late: the time last paid for is over.',
  annuities_not_stated: 'Ask the office until when the annual fees are paid.',
  title_gap: 'Ask for the missing deed: who transferred it was not its owner in the file.',
  owner_without_transfer: 'Ask for the deed by which this owner came to the right.',
  transfer_without_owner: 'Ask the office why the new owner of this transfer is not its owner in the register.',
  transfer_unclear: 'Ask for the deed: the file does not say whole what was transferred, or to whom.',
  shares_not_whole: 'Ask the owners for their shares: those on file do not come to the whole.',
  beyond_legal_life: 'Ask for the extension: the end on file lies beyond the term of the law, which is counted.',
  owners_not_stated: 'Ask the office who owns the right on this day.',
}

const textOf = (event: RightEvent): string => canonicalJson(event)
const rankOf = (event: RightEvent): number => EVENT_KINDS.indexOf(event.kind)

/** One order of events, whatever order they came in: by the day they hold from, then by kind, then by what they say. */
const inOrder = (events: readonly RightEvent[]): readonly RightEvent[] =>
  events
    .map(event => ({ event, from: holdsFrom(event), rank: rankOf(event), text: textOf(event) }))
    .toSorted((a, b) =>
      a.from !== b.from
        ? a.from < b.from
          ? -1
          : 1
        : a.rank - b.rank || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0),
    )
    .map(({ event }) => event)

/** The same event but for where and when the office wrote it down, and in which capacity its holder acts. */
const sayingOf = ({ reference: _, recorded_on: __, holder, ...saying }: RightEvent): string =>
  canonicalJson({ ...saying, holder: holder === null ? null : plainName(withoutCapacity(holder)) })

/**
 * What burdens, frees or moves a right is recorded once; a fee is paid again, an end told by several, and one rival
 * may sue twice.
 */
const REPEATED: readonly RightEvent['kind'][] = [
  'annuity_paid',
  'grant',
  'lapse',
  'reinstatement',
  'expiry',
  'litigation',
  'litigation_end',
]
const isOnce = (event: RightEvent): boolean => !REPEATED.includes(event.kind)

type Found = { readonly code: QuestionCode; readonly about: readonly string[] }

/** Leaves out an event that is there twice to the letter, and asks about what was recorded twice. */
function withoutRepeats(events: readonly RightEvent[]): { events: readonly RightEvent[]; found: readonly Found[] } {
  const seen = new Map<string, RightEvent>()
  const texts = new Set<string>()
  const kept: RightEvent[] = []
  const found: Found[] = []
  for (const event of events) {
    const first = seen.get(sayingOf(event))
    if (first === undefined) seen.set(sayingOf(event), event)
    else if (isOnce(event)) found.push({ code: 'recorded_twice', about: [first.reference, event.reference] })
    if (!texts.has(textOf(event))) kept.push(event)
    texts.add(textOf(event))
  }
  return { events: kept, found }
}

const isOwnerOn = (owner: Owner, day: string): boolean =>
  owner.since <= day && (owner.until === null || day < owner.until)

const ownerOrder = (a: Owner, b: Owner): number => {
  const [one, other] = [canonicalJson(a), canonicalJson(b)]
  return one < other ? -1 : one > other ? 1 : 0
}

function ownerQuestions(owners: readonly Owner[]): readonly Found[] {
  if (owners.length === 0) return [{ code: 'owners_not_stated', about: [] }]
  return isWhole(sumOf(owners.map(one => one.share))) ? [] : [{ code: 'shares_not_whole', about: [] }]
}

/** Each question once, in one order. */
function questionsOf(found: readonly Found[]): readonly Question[] {
  const keyed = new Map(found.map(one => [`${one.code} ${one.about.join(' ')}`, one] as const))
  return [...keyed]
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, { code, about }]) => ({ code, about, ask: ASK[code] }))
}

/**
 * How a right stands on a day. Events after the day do not count; events in any order give the same answer. A burden
 * holds from the earlier of its day and the day it was recorded, a release from the later of both. The day on which a
 * right expires still belongs to it.
 * @param file  a right as the offices' files tell it
 * @param day   legal day
 * @param terms by country and kind; a life stated beyond its term is cut to it. Without them only the stated end holds
 */
export function standing(file: RightOnFile, day: CalendarDate, terms: readonly LegalTerm[] = []): Standing {
  const come = withoutRepeats(inOrder(file.events.filter(event => holdsFrom(event) <= day)))
  const burdens = burdensAfter(come.events)
  const life = lifeOf(file, terms)
  const status = statusOn(file, come.events, life.until, day)
  const owners = file.owners.filter(one => isOwnerOn(one, day)).toSorted(ownerOrder)
  const hasEnded = status.status === 'lapsed' || status.status === 'expired'
  return {
    status: status.status,
    remaining_days: hasEnded ? 0 : life.until === null ? null : daysBetween(day, life.until),
    life,
    owners,
    liens: burdens.open.filter(one => one.kind !== 'litigation'),
    litigation: burdens.open.filter(one => one.kind === 'litigation'),
    questions: questionsOf([
      ...come.found,
      ...burdens.doubts,
      ...status.doubts,
      ...(life.by === 'capped_at_legal_term' ? [{ code: 'beyond_legal_life' as const, about: [] }] : []),
      ...ownerQuestions(owners),
      ...titleDoubts(file, come.events, day),
    ]),
    read_on:
      file.sources
        .map(one => one.read_on)
        .toSorted()
        .at(-1) ?? '',
  }
}
