/**
 * What bounds a guarantee: every cap with its scope, its side and the use in that scope, and the need the loan serves.
 * The amount is the least headroom of all, on the guarantee side.
 */
import type { Fixed } from '../kernel/fixed.ts'
import { type Money, maxMoney, minMoney, minus, money, portionRoundedDown, sumMoney, ZERO } from '../kernel/money.ts'
import { MET, NOT_MET } from '../rules/evaluate.ts'
import type { Row } from '../rules/rows.ts'
import type { CompiledLimit, CompiledNeed, CompiledPolicy, CompiledProgramme, Guard } from './policy.ts'
import type { Guarantor, Scope } from './terms-schema.ts'

/** Guarantees outstanding of one scope, by who gave them. */
export type Use = Readonly<Record<Guarantor, Money>>
export const NO_USE: Use = { own: ZERO, kodit: ZERO, regional_foundation: ZERO, other: ZERO }

/** A limit kept outside the case: a pact's, a programme's budget, the fund's. Read with its use at one moment. */
export type ExternalLimit = {
  readonly code: string
  readonly scope: Scope
  readonly limit: Money
  readonly used: Money
}

/** What the caps are compared with. */
export type Uses = {
  readonly firm: Use
  readonly group: Use
  /** Whether every firm of the group was read; where one was not, a cap on the group is unknown. */
  readonly isGroupKnown: boolean
  readonly external: readonly ExternalLimit[]
  /** Codes of limits that were given but cannot be read on the day. */
  readonly unread?: readonly string[]
}

/** One cap as it stood: `headroom = max(0, limit - used)` on its own side; `room` is the same on the guarantee side. */
export type Cap = {
  readonly code: string
  readonly scope: Scope
  readonly side: 'guarantee' | 'loan'
  readonly limit: Money
  readonly used: Money
  readonly room: Money
  /** Whether the cap says something about the firm that only the firm and the fund may know. */
  readonly isPrivate: boolean
}

/** A cap that binds unless its condition is known not to hold: unknown is not false. */
export const mayHold = (guards: Uint8Array, guard: Guard): boolean => guard < 0 || guards[guard] !== NOT_MET
/** An exception is given only when its condition is known to hold. */
export const holds = (guards: Uint8Array, guard: Guard): boolean => guard < 0 || guards[guard] === MET

const moneyAt = (row: Row, index: number): Money | undefined => {
  const value = row[index]
  return value === undefined || Number.isNaN(value) ? undefined : money(BigInt(value))
}

function limitAmount(limit: CompiledLimit, row: Row): Money | undefined {
  if (limit.amount !== undefined) return limit.amount
  const base = moneyAt(row, limit.factIndex)
  return base === undefined ? undefined : portionRoundedDown(base, limit.share)
}

/**
 * A fixed cap over a pact, sector or the fund is compared with the use read outside the case; it is no cap of a firm.
 */
const isUseKnown = (limit: CompiledLimit, uses: Uses): boolean => {
  switch (limit.scope) {
    case 'firm':
      return true
    case 'group':
      return uses.isGroupKnown
    case 'programme':
    case 'pact':
    case 'sector':
    case 'fund':
      return limit.counts.length === 0
    default:
      return limit.scope satisfies never
  }
}

const usedOf = (limit: CompiledLimit, uses: Uses): Money => {
  const use = limit.scope === 'group' ? uses.group : uses.firm
  return sumMoney(limit.counts.map(guarantor => use[guarantor]))
}

function capOf(
  code: string,
  scope: Scope,
  side: 'guarantee' | 'loan',
  limit: Money,
  used: Money,
  ratio: Fixed,
  isPrivate: boolean,
): Cap {
  const headroom = maxMoney(ZERO, minus(limit, used))
  const room = side === 'loan' ? portionRoundedDown(headroom, ratio) : headroom
  return { code, scope, side, limit, used, room, isPrivate }
}

/** The highest statutory cap whose condition is known to hold. */
function statutoryCap(policy: CompiledPolicy, guards: Uint8Array, row: Row): CompiledLimit | undefined {
  let best: CompiledLimit | undefined
  let highest = ZERO
  for (const limit of policy.terms.statutory) {
    const amount = limitAmount(limit, row)
    if (amount === undefined || !holds(guards, limit.guard) || (best !== undefined && amount <= highest)) continue
    best = limit
    highest = amount
  }
  return best
}

const isCounted = (need: CompiledNeed, purpose: string): boolean => need.purposes.includes(purpose)

function needCap(needs: readonly CompiledNeed[], purpose: string, row: Row, ratio: Fixed): Cap | 'unknown' | undefined {
  const need = needs.find(one => isCounted(one, purpose))
  if (need === undefined) return undefined
  const base = need.factIndexes.map(index => moneyAt(row, index)).find(amount => amount !== undefined)
  if (base === undefined) return 'unknown'
  const less = sumMoney(need.lessIndexes.map(index => moneyAt(row, index) ?? ZERO))
  return capOf(need.code, 'firm', 'loan', portionRoundedDown(base, need.share), less, ratio, true)
}

export type Caps = {
  readonly caps: readonly Cap[]
  /** Codes of what bounds the amount but is not known: the case is referred. */
  readonly unknown: readonly string[]
}

/**
 * Every cap on one request, in the order: statute, grade, programme, further caps, external limits, need.
 *
 * @param ratio   the guarantee ratio, brings loan-side limits to the guarantee side
 * @param rank    0 for AAA to 9 for D
 * @source rules/terms ceiling_by_grade, statutory_caps, caps, needs; rules/programmes limits, needs
 */
export function capsOf(
  policy: CompiledPolicy,
  programme: CompiledProgramme,
  row: Row,
  guards: Uint8Array,
  request: { readonly purpose: string; readonly rank: number; readonly ratio: Fixed; readonly uses: Uses },
): Caps {
  const { ratio, uses } = request
  const caps: Cap[] = []
  const unknown: string[] = [...(uses.unread ?? [])]
  const statutory = statutoryCap(policy, guards, row)
  const limits = [...(statutory === undefined ? [] : [statutory]), ...programme.limits, ...policy.terms.caps]
  const ceiling = policy.terms.ceilings[request.rank] ?? ZERO
  if (!programme.isCeilingReplaced)
    caps.push(capOf('grade_ceiling', 'firm', 'guarantee', ceiling, uses.firm.own, ratio, false))
  for (const limit of limits) {
    if (limit !== statutory && !mayHold(guards, limit.guard)) continue
    const amount = limitAmount(limit, row)
    if (amount === undefined || !isUseKnown(limit, uses)) unknown.push(limit.code)
    else
      caps.push(
        capOf(limit.code, limit.scope, limit.side, amount, usedOf(limit, uses), ratio, limit.amount === undefined),
      )
  }
  const told = new Set([...unknown, ...uses.external.map(limit => limit.code)])
  unknown.push(...programme.limitsRequired.filter(code => !told.has(code)))
  for (const limit of uses.external)
    caps.push(capOf(limit.code, limit.scope, 'guarantee', limit.limit, limit.used, ratio, true))
  const own = needCap(programme.needs, request.purpose, row, ratio)
  const need = own ?? needCap(policy.terms.needs, request.purpose, row, ratio)
  if (need === 'unknown') unknown.push('need')
  else if (need !== undefined) caps.push(need)
  return { caps, unknown }
}

/** The least room of all caps, guarantee side. */
export const leastRoom = (caps: readonly Cap[], requested: Money): Money =>
  caps.reduce((least, cap) => minMoney(least, cap.room), requested)
