/**
 * What a firm or a bank hands in, and how it becomes a case: with the facts gathered, the limits read and the sheets
 * signed put in their places. Nobody hands in those: what comes of them in a file is set aside.
 */
import type { z } from 'zod'
import type { Decision } from '../decision/recommendation.ts'
import type { Guarantor } from '../decision/terms-schema.ts'
import { calendarDate } from '../kernel/calendar.ts'
import { type Money, money, moneyText } from '../kernel/money.ts'
import type { Fair } from '../panel/fair/schema.ts'
import type { SignedSheet } from '../panel/schema.ts'
import type { ExclusionFact } from '../party/schema.ts'
import { groupOn, ownExposure } from '../party/standing.ts'
import type { Appraisal } from './appraise.ts'
import { isKind } from './edition-kinds.ts'
import type { Rules } from './rule-book.ts'
import { type Case, caseSchema } from './schema.ts'

/**
 * A case without its sheets and what they stand for, its day, its limits and what is stopped: those are the agency's.
 * `limits` of a file are set aside.
 */
export const contentSchema = caseSchema
  .omit({ sheets: true, fair: true, day: true, limits: true, stops: true })
  .extend({ limits: caseSchema.shape.limits.optional() })
  .transform(({ limits: _, ...content }) => content)
export type Content = z.output<typeof contentSchema>

export type LimitRead = {
  readonly scope: string
  readonly code: string
  readonly key: string
  readonly cap: string
  readonly used: string
  readonly reserved: string
  readonly version: string
  /** What of the use was there when the limit was opened: the rest is held by guarantees given here. */
  readonly brought: string
}

export type Composing = {
  readonly id: string
  readonly day: string
  readonly submittedOn: string
  readonly facts: readonly ExclusionFact[]
  readonly limits: readonly LimitRead[]
  /** Rule sets that are stopped; nothing is recommended where they are not read. */
  readonly stops?: readonly string[]
  /** The guarantors that count towards the cap on a group. */
  readonly groupCounts: readonly Guarantor[]
  readonly sheets: readonly SignedSheet[]
  /** What their marks stand for; left out where policy reads them as given. */
  readonly fair?: Fair | undefined
}

/** The guarantors of the cap on a group, by the terms in force. */
export const groupCountsOf = (rules: Rules): readonly Guarantor[] =>
  rules.policy.terms.caps.find(cap => cap.scope === 'group')?.counts ?? []

/** What a firm's and a group's own limit is called in the book of limits. */
export const OWN_LIMIT = 'own_guarantees'
const isOwn = (limit: LimitRead): boolean => limit.code === OWN_LIMIT

/**
 * What the book of limits holds of a firm or a group beyond what the case tells of. Of what is reserved no case can
 * tell; of what was issued since the limit was opened it may, so that what is told counts against it.
 */
function untold(limits: readonly LimitRead[], scope: 'firm' | 'group', told: bigint): bigint {
  const own = limits.find(limit => isOwn(limit) && limit.scope === scope)
  if (own === undefined) return 0n
  const used = BigInt(own.used)
  const issued = used - BigInt(own.brought)
  return BigInt(own.reserved) + greater(0n, used - told < issued ? used - told : issued)
}

/** The case of one day, ready for the way. What is promised or issued here counts as outstanding. */
export function composed(content: Content, with_: Composing): Case {
  const { id, day, limits } = with_
  const { firm } = content.party
  const on = calendarDate(day)
  const promised = untold(limits, 'firm', ownExposure(firm, on))
  const toldOfGroup = [
    ...firm.standing.exposures.filter(one => one.since <= on),
    ...content.group_exposures.filter(one => one.as_of <= on),
  ]
    .filter(one => with_.groupCounts.includes(one.guarantor))
    .reduce((sum, one) => sum + BigInt(one.balance), 0n)
  const promisedToGroup = untold(limits, 'group', toldOfGroup) - promised
  const other = content.group_exposures[0]
  const standing = {
    balance: promised.toString(),
    guarantor: 'own',
    since: day,
    source: 'reservations',
    as_of: day,
  } as const
  return {
    ...content,
    id,
    day,
    party: {
      firm:
        promised === 0n
          ? firm
          : { ...firm, standing: { ...firm.standing, exposures: [...firm.standing.exposures, standing] } },
      exclusion_facts: [...with_.facts],
    },
    application: { ...content.application, id: `application-${id}`, submitted_on: with_.submittedOn },
    group_exposures:
      promisedToGroup <= 0n || other === undefined
        ? content.group_exposures
        : [
            ...content.group_exposures,
            { firm: other.firm, guarantor: 'own', balance: promisedToGroup.toString(), as_of: day },
          ],
    limits: limits
      .filter(limit => !isOwn(limit))
      .map(limit => ({
        code: limit.code,
        scope: limit.scope as Case['limits'][number]['scope'],
        limit: limit.cap,
        used: (BigInt(limit.used) + BigInt(limit.reserved)).toString(),
        as_of: day,
      })),
    sheets: [...with_.sheets],
    ...(with_.fair === undefined ? {} : { fair: with_.fair }),
    // Left out where nothing is stopped: so it was in every record before anything could be.
    ...((with_.stops ?? []).length === 0 ? {} : { stops: with_.stops?.filter(isKind) }),
  }
}

/** Limits of play stand apart from those that count. */
const played = (key: string, isSandbox: boolean): string => (isSandbox ? `sandbox.${key}` : key)

/** The least id of a group stands for it: every firm of it names the same. */
const groupKey = (content: Content, day: string): string =>
  [...groupOn(content.party.firm, calendarDate(day))].sort()[0] as string

/** Where the limits of a case stand. */
export function limitPlaces(content: Content, day: string, isSandbox: boolean) {
  const { programme, request } = content.application
  return [
    { scope: 'firm', key: played(content.party.firm.id, isSandbox) },
    { scope: 'group', key: played(groupKey(content, day), isSandbox) },
    { scope: 'programme', key: played(programme, isSandbox) },
    { scope: 'pact', key: played(request.bank, isSandbox) },
    { scope: 'sector', key: played(content.party.firm.ksic.code.slice(0, 2), isSandbox) },
    { scope: 'fund', key: played('own', isSandbox) },
  ]
}

/** The limits found that bind this case: a bank's pact only where the programme stands under it. */
export const bindingLimits = (found: readonly LimitRead[], rules: Rules, programme: string): readonly LimitRead[] =>
  found.filter(
    limit =>
      limit.scope !== 'pact' || (rules.policy.programmes.get(programme)?.limitsRequired.includes(limit.code) ?? false),
  )

/** What a recommendation reserves: the same amount in every limit, with the version where the amount hung on it. */
export type Wanted = {
  readonly scope: string
  readonly code: string
  readonly key: string
  readonly amount: string
  readonly version: string | null
}
/** A firm's or group's limit, where this is the first promise to it. */
export type Opened = {
  readonly scope: string
  readonly code: string
  readonly key: string
  readonly cap: string
  readonly used: string
}

type Reserving = { readonly wanted: readonly Wanted[]; readonly opened: readonly Opened[] }
type Place = { readonly day: string; readonly isSandbox: boolean }

/** A limit opened by this recommendation: at its first version, as nobody else has reserved in it. */
const FIRST_VERSION = '1'

/**
 * What to reserve for a recommendation: its amount in every limit read, and in the firm's and the group's own.
 *
 * A limit that held the amount down, and the firm's and group's own, are reserved only at the version they were read
 * at: with another use another amount would have been recommended. Any other limit is guarded by its cap alone, so
 * that a busy fund does not make every decision run twice.
 */
export function reserving(
  content: Content,
  appraisal: Appraisal,
  limits: readonly LimitRead[],
  rules: Rules,
  at: Place,
): Reserving {
  const { decision } = appraisal
  if (decision.recommended === 'decline' || decision.cover.guaranteed === 0n) return { wanted: [], opened: [] }
  const amount = moneyText(decision.cover.guaranteed)
  const isBinding = (limit: LimitRead): boolean =>
    isOwn(limit) ||
    decision.caps.some(
      cap =>
        cap.code === limit.code && cap.scope === limit.scope && cap.room < decision.cover.guaranteed + stepOf(rules),
    )
  const opened = openedBy(content, decision, rules, at).filter(
    own => !limits.some(limit => limit.scope === own.scope && limit.code === own.code && limit.key === own.key),
  )
  return {
    opened,
    wanted: [
      ...limits.map(limit => ({
        scope: limit.scope,
        code: limit.code,
        key: limit.key,
        amount,
        version: isBinding(limit) ? limit.version : null,
      })),
      ...opened.map(({ scope, code, key }) => ({ scope, code, key, amount, version: FIRST_VERSION })),
    ],
  }
}

/** The amount is cut to the step: a room less than a step above it may be what held it down. */
const stepOf = (rules: Rules): bigint => rules.policy.terms.guaranteeStep

const greater = (a: bigint, b: bigint): Money => money(a > b ? a : b)

/** A firm's own limit is the highest statutory cap there is, the group's the cap on groups; used is outstanding. */
function openedBy(content: Content, decision: Decision, rules: Rules, at: Place): Opened[] {
  const { firm } = content.party
  const own = ownExposure(firm, calendarDate(at.day))
  const highest = rules.policy.terms.statutory.reduce((most, limit) => greater(most, limit.amount ?? 0n), money(0n))
  const group = decision.caps.find(cap => cap.scope === 'group')
  const rows: Opened[] = [
    {
      scope: 'firm',
      code: OWN_LIMIT,
      key: played(firm.id, at.isSandbox),
      cap: moneyText(greater(highest, own)),
      used: moneyText(own),
    },
  ]
  if (group !== undefined) {
    const key = played(groupKey(content, at.day), at.isSandbox)
    // Its use as read has what is promised in it only where the limit stood already, and then it is not opened.
    rows.push({
      scope: 'group',
      code: OWN_LIMIT,
      key,
      cap: moneyText(greater(group.limit, group.used)),
      used: moneyText(group.used),
    })
  }
  return rows
}
