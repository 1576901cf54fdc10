/** What the technology is worth: each method asked for, side by side, and which one leads. Nothing is averaged. */
import type { CalendarDate } from '../kernel/calendar.ts'
import { ok, type Result } from '../kernel/result.ts'
import { type Assumption, type Basis, type BasisRecord, basisOf } from './basis.ts'
import type { CompiledValuation } from './edition.ts'
import { incomeValue } from './income.ts'
import type { Marks } from './items.ts'
import type { MethodValue } from './method.ts'
import type { ValuationCode } from './refusals.ts'
import { royaltyValue } from './royalty.ts'
import type { Method, ValuationRequest } from './schema.ts'

/** Ready for the record: codes and parameters, money and decimals as text. */
export type Valuation = {
  readonly edition: string
  readonly day: string
  readonly basis: BasisRecord
  /** What every method assumes. */
  readonly assumptions: readonly Assumption[]
  /** In the order the edition lets them lead. */
  readonly methods: readonly MethodValue[]
  readonly leading: Method
  readonly why: { readonly code: 'only_method' | 'published_before_assumed' | 'first_in_order' }
  /** Share of the leading value up to which it may secure a loan; '0' where it may not. */
  readonly collateral_share_max: string
}

type MethodOf = (
  edition: CompiledValuation,
  request: ValuationRequest,
  basis: Basis,
  marks: Marks,
) => Result<MethodValue, ValuationCode>

const byMethod: Readonly<Record<Method, MethodOf>> = { income: incomeValue, royalty: royaltyValue }

/**
 * Values the technology of a case.
 * The leading method is the first of the edition's order, unless it rests on an assumed row and another does not.
 * @param edition compiled once by `compileValuation`
 * @param request a request its schema has passed
 * @param day the day of valuation
 * @param marks consolidated signed marks of the rubric; they go before the request's own scores
 * @returns every method's low, mid and high; refused as a whole when one method asked for cannot be worked out
 * @source TES (several methods, one of them justified, no mechanical averaging); rules/valuation, leading_order
 */
export function value(
  edition: CompiledValuation,
  request: ValuationRequest,
  day: CalendarDate,
  marks: Marks = {},
): Result<Valuation, ValuationCode> {
  const basis = basisOf(edition, request, day, marks)
  if (!basis.ok) return basis
  const methods: MethodValue[] = []
  for (const method of edition.leadingOrder) {
    if (!request.methods.includes(method)) continue
    const found = byMethod[method](edition, request, basis.value, marks)
    if (!found.ok) return found
    methods.push(found.value)
  }
  const first = methods[0]
  // The schema asks for at least one method, and the edition's order holds them all.
  if (first === undefined) throw new Error('a valuation without a method')
  const published = methods.find(method => method.status === 'published')
  const leading = published ?? first
  return ok({
    edition: edition.edition,
    day,
    basis: basis.value.record,
    assumptions: basis.value.assumptions,
    methods,
    leading: leading.method,
    why: {
      code: methods.length === 1 ? 'only_method' : leading === first ? 'first_in_order' : 'published_before_assumed',
    },
    collateral_share_max: leading.collateral_allowed ? edition.collateralShareMax : '0',
  })
}
