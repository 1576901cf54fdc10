/**
 * Who owes the fund what it paid: the debtor, joint guarantors, and who came into their place by merger, inheritance or
 * assumption of debt. Persons and firms are named by id, never by name.
 */
import type { CalendarDate } from '../../kernel/calendar.ts'
import { isMoneyText, type Money, minMoney, minus, money, moneyText, ZERO } from '../../kernel/money.ts'
import { ok, type Refusal, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { RecourseCode } from './refusals.ts'
import { type MainDebt, type ReliefGround, relievedThrough } from './relief.ts'

export const ROLES = ['debtor', 'joint_guarantor'] as const
export type ObligorRole = (typeof ROLES)[number]

/**
 * How one came into another's place. A merger and an inheritance end whom they follow; so does an assumption that
 * discharges (Civil Code 453), and one that only joins does not.
 */
export const SUCCESSIONS = ['merger', 'inheritance', 'discharging_assumption', 'joining_assumption'] as const
export type Succession = (typeof SUCCESSIONS)[number]

/** Why one owes no more; those who are followed end by the succession itself. */
export const ENDINGS = ['paid', 'released', 'restart_relief', 'renounced', 'barred', 'succeeded'] as const
export type Ending = (typeof ENDINGS)[number]

/** An exact part of a whole: heirs stand to each other as 3 to 2, which no decimal says. */
export type Part = { readonly over: number; readonly under: number }
export const WHOLE: Part = { over: 1, under: 1 }

export type Relief = MainDebt & { readonly ground: ReliefGround; readonly on: CalendarDate }

export type Obligor = {
  readonly id: string
  /** The organisation or person. */
  readonly party: string
  /** A successor has the role of whom it follows. */
  readonly role: ObligorRole
  readonly successorOf: string | null
  readonly succession: Succession | null
  /** Of what the one before owed; the whole but for heirs. */
  readonly share: Part
  /** The most this one answers for in all; null where there is no limit. */
  readonly limit: Money | null
  readonly since: CalendarDate
  readonly until: CalendarDate | null
  readonly ending: Ending | null
  readonly reliefs: readonly Relief[]
}

type Found = Refusal<RecourseCode> | undefined
const PARTS_MAX = 1_000_000

const ends = (succession: Succession): boolean => succession !== 'joining_assumption'
export const isLive = ({ since, until }: Obligor, day: CalendarDate): boolean =>
  since <= day && (until === null || day < until)

/** What heirs of one hold together must not be more than the whole; compared as fractions. */
function isAboveWhole(shares: readonly Part[]): boolean {
  let sum = { over: 0n, under: 1n }
  for (const { over, under } of shares)
    sum = { over: sum.over * BigInt(under) + BigInt(over) * sum.under, under: sum.under * BigInt(under) }
  return sum.over > sum.under
}

/** What stands against one more obligor. */
function againstAdding(all: readonly Obligor[], one: Obligor): Found {
  const { share, limit, successorOf, succession } = one
  const isShare =
    Number.isInteger(share.over) && share.over >= 1 && share.over <= share.under && share.under <= PARTS_MAX
  if (!isShare || (succession !== 'inheritance' && share.over !== share.under))
    return refusal('obligor_share', 'share', {
      value: `${share.over}/${share.under}`,
      limit: 'a part above 0 for an heir, the whole for anybody else',
    })
  if (limit !== null && (limit < 1n || !isMoneyText(moneyText(limit))))
    return refusal('obligor_limit', 'limit', { value: moneyText(limit), limit: 'from 1 to below 10^18' })
  if (all.some(other => other.party === one.party && other.successorOf === successorOf && other.until === null))
    return refusal('obligor_repeated', 'party', { value: one.party })
  if ((successorOf === null) !== (succession === null))
    return refusal('obligor_predecessor_missing', 'successor_of', { limit: 'whom one follows, and how' })
  if (successorOf === null || succession === null) return undefined
  const before = all.find(other => other.id === successorOf)
  if (before === undefined) return refusal('obligor_unknown', 'successor_of', { value: successorOf })
  const siblings = all.filter(other => other.successorOf === successorOf && other.succession === succession)
  // Heirs are added one by one: the first ends whom they follow, and the others come on the same day.
  if (before.until !== null && !(siblings.length > 0 && siblings.every(other => other.since === one.since)))
    return refusal('obligor_ended', 'successor_of', { value: before.until })
  if (one.since < before.since)
    return refusal('obligor_day', 'since', { value: one.since, limit: `from ${before.since}` })
  const isSole = succession !== 'inheritance' && ends(succession) && siblings.length > 0
  if (isSole || (succession === 'inheritance' && isAboveWhole([...siblings, one].map(other => other.share))))
    return refusal('obligor_shares_above_whole', 'share', { value: `${share.over}/${share.under}`, limit: '1' })
  return undefined
}

/** Adds an obligor; who is followed ends on that day, and a successor takes over role and reliefs. */
export function withObligor(all: readonly Obligor[], one: Obligor): Result<readonly Obligor[], RecourseCode> {
  const found = againstAdding(all, one)
  if (found !== undefined) return refuse(found)
  const before = all.find(other => other.id === one.successorOf)
  if (before === undefined || one.succession === null) return ok([...all, one])
  const joined = { ...one, role: before.role, reliefs: before.reliefs }
  const isEnded = ends(one.succession) && before.until === null
  return ok([
    ...all.map(other =>
      isEnded && other.id === before.id ? { ...other, until: one.since, ending: 'succeeded' as const } : other,
    ),
    joined,
  ])
}

/** Ends an obligor on a day: from it on, this one is not pursued. The last who owes is ended with the claim itself. */
export function withoutObligor(
  all: readonly Obligor[],
  id: string,
  until: CalendarDate,
  ending: Exclude<Ending, 'succeeded'>,
): Result<readonly Obligor[], RecourseCode> {
  const one = all.find(other => other.id === id)
  if (one === undefined) return refuse(refusal('obligor_unknown', 'obligor', { value: id }))
  if (one.until !== null) return refuse(refusal('obligor_ended', 'obligor', { value: one.until }))
  if (until < one.since) return refuse(refusal('obligor_day', 'until', { value: until, limit: `from ${one.since}` }))
  if (all.every(other => other.id === id || other.until !== null))
    return refuse(refusal('obligor_last', 'obligor', { value: id, limit: 'discharge the guarantee' }))
  return ok(all.map(other => (other.id === id ? { ...other, until, ending } : other)))
}

/** Relieves every joint guarantor who owes on the day, in the proportion of the main debt (Act 37-3). */
export function withRelief(
  all: readonly Obligor[],
  relief: Relief,
  isSme: boolean,
): Result<readonly Obligor[], RecourseCode> {
  if (!isSme)
    return refuse(refusal('relief_not_sme', 'ground', { value: relief.ground, limit: 'a small or medium enterprise' }))
  const checked = relievedThrough([relief], ZERO)
  if (!checked.ok) return checked
  const isMet = (one: Obligor) => one.role === 'joint_guarantor' && isLive(one, relief.on)
  if (!all.some(isMet))
    return refuse(refusal('relief_not_guarantor', 'on', { value: relief.on, limit: 'a joint guarantor on that day' }))
  return ok(all.map(one => (isMet(one) ? { ...one, reliefs: [...one.reliefs, relief] } : one)))
}

/**
 * What each obligor answers for on a day: the whole debt, of heirs their part of it; within the limit less what was
 * paid under it; then each relief in its proportion. Heirs' parts are the running sum cut to the won less the one
 * before, in the order in which they stand, so that heirs of the whole owe the whole.
 *
 * @param whole what is owed on the day without any relief
 * @param paid  what each has paid so far, by id; counted against a limit alone, since the whole is less by it already
 */
export function answeredFor(
  all: readonly Obligor[],
  whole: Money,
  day: CalendarDate,
  paid: ReadonlyMap<string, Money>,
): Result<ReadonlyMap<string, Money>, RecourseCode> {
  const owed = new Map<string, Money>()
  for (const one of all) {
    if (!isLive(one, day)) continue
    const part = partOf(all, one, whole)
    const used = paid.get(one.id) ?? ZERO
    const room = one.limit === null ? part : one.limit > used ? minus(one.limit, used) : ZERO
    const found = relievedThrough(one.reliefs, minMoney(part, room))
    if (!found.ok) return found
    owed.set(one.id, found.value.left)
  }
  return ok(owed)
}

/** Through all who stood before: an heir of an heir has a part of a part. */
function partOf(all: readonly Obligor[], one: Obligor, whole: Money): Money {
  const before = all.find(other => other.id === one.successorOf)
  const base = before === undefined ? whole : partOf(all, before, whole)
  if (one.succession !== 'inheritance') return base
  let running = { over: 0n, under: 1n }
  for (const heir of all.filter(other => other.successorOf === one.successorOf && other.succession === 'inheritance')) {
    const until = (base * running.over) / running.under
    const { over, under } = heir.share
    running = {
      over: running.over * BigInt(under) + BigInt(over) * running.under,
      under: running.under * BigInt(under),
    }
    if (heir.id === one.id) return money((base * running.over) / running.under - until)
  }
  return ZERO
}
