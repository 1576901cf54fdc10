/**
 * The programmes that lend on intellectual property, as rules/programmes has them, and the arithmetic of each: which
 * part of the loan is guaranteed, which rests on the pledge, and the greatest loan that passes.
 */
import type { Programme } from '../../decision/programmes-schema.ts'
import { type Fixed, fixed, ONE } from '../../kernel/fixed.ts'
import { type Money, minus, money, portionRoundedDown, ZERO } from '../../kernel/money.ts'

export type Product = {
  /** Null: the pledge alone. */
  readonly code: string | null
  /** The guaranteed part of the loan. */
  readonly ratio: Fixed
  /** Whether what is not guaranteed rests on the pledge, and so has to find room in the advance value. */
  readonly isOnPledge: boolean
  /** The loan with those that count beside it, as a share of the value at most; null: only the advance bounds it. */
  readonly ofValue: Fixed | null
  /** Whether it adds to a loan on the same rights, which counts beside it. */
  readonly isBesideLoan: boolean
  /** The guarantee as a share of that loan at most. */
  readonly ofIpLoan: Fixed | null
  readonly guaranteeMax: Money | null
  /** How old the valuation may be. */
  readonly monthsMax: number | null
}

/** A loan on the pledge alone. */
export const PLEDGE_ALONE: Product = {
  code: null,
  ratio: 0n,
  isOnPledge: true,
  ofValue: null,
  isBesideLoan: false,
  ofIpLoan: null,
  guaranteeMax: null,
  monthsMax: null,
}

const IP_VALUE = 'ip_value'
const IP_LOAN = 'ip_backed_loan_amount'

/** A programme as a product of intellectual property; undefined where it is none. */
export function productOf(programme: Programme): Product | undefined {
  const ratio = programme.coverage.find(one => one.when === undefined)?.ratio.value
  if (programme.family !== 'ip_finance' || ratio === undefined) return undefined
  const limitBy = (fact: string) => programme.limits.find(one => one.fact === fact)?.share?.value
  const beside = programme.needs.find(one => one.facts.includes(IP_VALUE) && one.less.includes(IP_LOAN))
  const ofValue = beside?.share.value ?? limitBy(IP_VALUE)
  const ofIpLoan = limitBy(IP_LOAN)
  const most = programme.limits.find(one => one.side === 'guarantee' && one.amount !== undefined)?.amount?.value
  const months = programme.parameters[`${programme.code}_age_months_max`]?.value
  return {
    code: programme.code,
    ratio: fixed(ratio),
    isOnPledge: programme.pledge_share !== undefined,
    ofValue: ofValue === undefined ? null : fixed(ofValue),
    isBesideLoan: beside !== undefined,
    ofIpLoan: ofIpLoan === undefined ? null : fixed(ofIpLoan),
    guaranteeMax: most === undefined ? null : money(BigInt(most)),
    monthsMax: months === undefined ? null : Number(months),
  }
}

export type Parts = { readonly guaranteed: Money; readonly withoutGuarantee: Money; readonly onPledge: Money }

/** A loan in its parts: the guarantee is cut to the won, and the rest is what is left of the loan. */
export function partsOf(loan: Money, { ratio, isOnPledge }: Product): Parts {
  const guaranteed = portionRoundedDown(loan, ratio)
  const withoutGuarantee = minus(loan, guaranteed)
  return { guaranteed, withoutGuarantee, onPledge: isOnPledge ? withoutGuarantee : ZERO }
}

/** Bounds of a loan; null where nothing bounds that side. */
export type Bounds = { readonly loan: Money | null; readonly pledge: Money | null; readonly guarantee: Money | null }

const least = (amounts: readonly (bigint | null)[]): bigint | undefined =>
  amounts
    .filter(one => one !== null)
    .reduce<bigint | undefined>((a, b) => (a === undefined || b < a ? b : a), undefined)

/**
 * The greatest loan whose parts keep within their bounds. The part without guarantee of a loan L is
 * ceil(L x (1 - ratio)), at most P just when L <= floor(P / (1 - ratio)); the guaranteed part floor(L x ratio) is at
 * most G just when L < (G + 1) / ratio.
 * @returns undefined where nothing bounds it
 */
export function loanMax(product: Product, bounds: Bounds): Money | undefined {
  const { ratio, isOnPledge } = product
  const rest = ONE - ratio
  const byPledge = bounds.pledge === null || !isOnPledge || rest === 0n ? null : (bounds.pledge * ONE) / rest
  const byGuarantee =
    bounds.guarantee === null || ratio === 0n ? null : ((bounds.guarantee + 1n) * ONE + ratio - 1n) / ratio - 1n
  const found = least([bounds.loan, byPledge, byGuarantee])
  return found === undefined ? undefined : money(found < 0n ? 0n : found)
}
