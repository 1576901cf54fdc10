/**
 * The nearest licences of the store for one valuation: which may be compared at all, and what the market approach makes
 * of them. Pure.
 */
import { CURRENCY } from '../../kernel/money.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { type Adjusted, type Comparable, marketRates } from '../methods/market.ts'
import type { Ranged } from '../methods/ranges.ts'
import type { MethodCode } from '../methods/refusals.ts'
import type { ComparablesRules } from './edition.ts'
import type { ComparableCode } from './refusals.ts'
import type { LEFT_OUT, LicenceTerms, NearestQuestion } from './schema.ts'

export type Candidate = {
  readonly id: string
  readonly contributor: string
  readonly quality: number
  readonly substance: string
  readonly terms: LicenceTerms
}
type Why = (typeof LEFT_OUT)[number]
export type Nearest = {
  readonly rate: Ranged
  readonly used: readonly (Adjusted & { readonly terms: LicenceTerms })[]
  readonly leftOut: readonly { readonly id: string; readonly why: Why }[]
}

type Nature = Pick<LicenceTerms, 'ipc' | 'industry' | 'stage' | 'exclusivity' | 'territory'>
const known = ({ ipc, industry, stage, exclusivity, territory }: Nature) => ({
  ipc: ipc ?? undefined,
  industry: industry ?? undefined,
  stage: stage ?? undefined,
  exclusivity: exclusivity ?? undefined,
  territory: territory ?? undefined,
})

const comparableOf = ({ id, terms }: Candidate): Comparable => ({
  id,
  ...known(terms),
  upfront: terms.upfront?.amount,
  currency: terms.upfront?.currency ?? CURRENCY,
  royalty: terms.royalty?.rate,
  month: terms.agreed_in,
})

/**
 * The licences most like the subject, and the interval of their adjusted royalties. Left out, each with why: what the
 * parties of the case contributed themselves, what is of too little quality, a royalty on another base, and a licence
 * that somebody contributed before.
 * Errors: `comparable_nearest_few`, for the store is what it is; the others of `marketRates`.
 * @param parties the firm and the bank of the case
 * @source rules/worth: comparables.weights, nearest_count, nearest_min, quality_min
 */
export function nearestOf(
  candidates: readonly Candidate[],
  { subject, base, rates, adjustments }: NearestQuestion,
  parties: readonly string[],
  rules: ComparablesRules,
): Result<Nearest, MethodCode | ComparableCode> {
  const leftOut: { id: string; why: Why }[] = []
  const seen = new Set<string>()
  const kept = candidates.filter(one => {
    const { royalty } = one.terms
    const why: Why | undefined = parties.includes(one.contributor)
      ? 'own_of_the_case'
      : one.quality < rules.qualityMin
        ? 'quality'
        : royalty !== null && royalty.base !== base
          ? 'other_base'
          : seen.has(one.substance)
            ? 'duplicate'
            : undefined
    if (why !== undefined) leftOut.push({ id: one.id, why })
    else seen.add(one.substance)
    return why === undefined
  })
  const found = marketRates({
    subject: { ...known(subject), upfront: subject.upfront ?? undefined, month: subject.agreed_in },
    currency: CURRENCY,
    rates,
    comparables: kept.map(comparableOf),
    weights: rules.weights,
    adjustments,
    count: rules.nearestCount,
    least: rules.nearestMin,
  })
  if (!found.ok) {
    const few = found.refusals.find(one => one.code === 'valuation_comparables_too_few')
    return few === undefined ? found : refuse(refusal('comparable_nearest_few', 'subject', few.params))
  }
  const terms = new Map(kept.map(one => [one.id, one.terms]))
  const used = found.value.used.map(one => ({ ...one, terms: terms.get(one.id) as LicenceTerms }))
  return ok({ rate: found.value.rate, used, leftOut: [...leftOut, ...found.value.left_out] })
}
