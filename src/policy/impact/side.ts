/**
 * Rules made ready for columns: what one side of a comparison needs, read once. Beside appraisal/appraise.ts, which
 * does the same for one case; the two are equal case by case, by test.
 */
import type { Rules } from '../../appraisal/rule-book.ts'
import type { CompiledLimit, CompiledNeed, CompiledProgramme, Guard, Rated } from '../../decision/policy.ts'
import { type Fixed, ONE } from '../../kernel/fixed.ts'
import { type ColumnRun, compileColumns } from '../../rules/columns.ts'
import type { Fact, Vocabulary } from '../../rules/facts.ts'
import type { PlannedClause, PlannedCondition } from '../../rules/plan.ts'
import { FINAL_GRADES, TECHNOLOGY_GRADES } from '../../scoring/grades-schema.ts'
import { RISK_GRADES } from '../../scoring/risk-schema.ts'
import { type Marking, markingOf } from './marking.ts'
import { type Footing, footingOf } from './packed.ts'
import { type Portion, portionOf } from './portion.ts'
import { type Economy, economyOf } from './scorecards.ts'

/** Codes told by number, so that a case is told by numbers alone; one list serves both sides. */
export type Codes = { readonly list: string[]; readonly of: (code: string) => number }
export function codes(): Codes {
  const list: string[] = []
  const places = new Map<string, number>()
  return {
    list,
    of: code => {
      const place = places.get(code) ?? list.push(code) - 1
      places.set(code, place)
      return place
    },
  }
}

/** Place of a guard's outcomes among those of the programme's run; -1 where there is no condition. */
export type Limit = Omit<CompiledLimit, 'amount' | 'share'> & {
  readonly amount: number
  readonly share: Portion
  readonly reason: number
}
export type Need = Pick<CompiledNeed, 'factIndexes' | 'lessIndexes'> & {
  readonly share: Portion
  readonly reason: number
}
export type Rate = { readonly guard: Guard; readonly rate: Portion; readonly scaled: number }

/** What a clause leads to: 0 decline, 1 refer, 2 nothing that decides. */
export type ClauseAt = {
  readonly set: 'technology' | 'credit' | 'other'
  readonly reason: number
  readonly ifNot: number
  readonly ifUnknown: number
}

export type ProgrammeSide = {
  readonly code: string
  readonly compiled: CompiledProgramme
  /** Outcomes of the clauses, then of the guards the programme reads. */
  readonly run: ColumnRun
  readonly clauses: readonly ClauseAt[]
  readonly coverage: readonly Rate[]
  readonly reductions: readonly Rate[]
  readonly statutory: readonly Limit[]
  readonly limits: readonly Limit[]
  readonly needs: readonly { readonly purposes: readonly string[]; readonly need: Need }[]
  readonly surcharges: readonly Rate[]
  readonly discounts: readonly Rate[]
  readonly feeFixed: number | undefined
  readonly feeDiscount: number
  readonly bestRatio: Portion
  /** Facts its clauses and guards read. */
  readonly reads: readonly number[]
  /** Alike for two programmes whose clauses and guards test the same: one's outcomes are then the other's. */
  readonly tests: string
  readonly limitsRequired: readonly { readonly code: string; readonly reason: number }[]
}

export type Level = {
  readonly amountMax: number
  readonly minimumRank: number
  readonly maySignReferred: boolean
  readonly code: number
}

export type Side = {
  readonly rules: Rules
  readonly footing: Footing
  readonly codes: Codes
  readonly marking: Marking
  readonly economy: Economy
  readonly programmes: ReadonlyMap<string, ProgrammeSide>
  readonly ceilings: Float64Array
  readonly guaranteeStep: number
  readonly feeStep: number
  readonly dayCount: number
  readonly basic: number
  readonly feeBase: Float64Array
  readonly feeMinimum: number
  readonly feeMaximum: number
  readonly levels: readonly Level[]
  /** Rates a case can come to are few: each is made ready once. */
  readonly rateAt: (scaled: number) => Portion
  /** Facts any programme or the scoring reads. */
  readonly reads: ReadonlySet<number>
  /** What is worked out on the way and by the rules, as columns of this side alone. */
  readonly own: OwnFacts
}

/** Fact -> its place; undefined where the vocabulary has none. */
export type OwnFacts = { readonly [K in (typeof OWN_FACTS)[number]]: Fact | undefined }
export const OWN_FACTS = [
  'excluded_industry',
  'sme_sales_limit',
  'base_rate',
  'technology_score',
  'technology_grade',
  'risk_grade',
  'grade',
  'marks_agree',
  'quantitative_minimum_met',
  'appraisers_enough',
] as const

/** Rates are told as whole numbers of 10^-12: finer ones are no policy's. */
export const RATE_PLACES = 12
const RATE_UNIT = ONE / 10n ** BigInt(RATE_PLACES)

/** A rate as a whole number of 10^-12, which is exact: anything finer is a fault here and is thrown. */
export function scaledRate(rate: Fixed): number {
  const scaled = rate / RATE_UNIT
  if (scaled * RATE_UNIT !== rate || scaled > BigInt(2 ** 50)) throw new RangeError(`the rate ${rate} is too fine`)
  return Number(scaled)
}
/** The rate a whole number of 10^-12 stands for. */
export const rateOf = (scaled: number): Fixed => BigInt(scaled) * RATE_UNIT

const readBy = (condition: PlannedCondition): number[] => {
  if (condition.kind !== 'leaf') return condition.of.flatMap(readBy)
  return condition.test.kind === 'facts' ? [condition.fact.index, condition.test.other.index] : [condition.fact.index]
}
/** What a condition tests, without where it stands. */
function testsOf(condition: PlannedCondition): unknown {
  if (condition.kind !== 'leaf') return [condition.kind, ...condition.of.map(testsOf)]
  const { fact, operator, codes, threshold, test } = condition
  return [fact.index, operator, codes, threshold, test.kind === 'facts' ? test.other.index : test.kind]
}
const CONSEQUENCE = { decline: 0, refer: 1, condition: 2 } as const
/** A limit no sum of amounts reaches. */
const ENDLESS = Number.MAX_SAFE_INTEGER
const amountOf = (amount: bigint): number => (amount > BigInt(ENDLESS) ? ENDLESS : Number(amount))

function programmeSide(rules: Rules, compiled: CompiledProgramme, all: Codes, reads: Set<number>): ProgrammeSide {
  const { terms, guards } = rules.policy
  const planned: PlannedClause[] = [...compiled.clauses.plan.clauses]
  const places = new Map<Guard, number>()
  const guardAt = (guard: Guard): number => {
    if (guard < 0) return -1
    const place = places.get(guard) ?? planned.push(guards.plan.clauses[guard] as PlannedClause) - 1
    places.set(guard, place)
    return place
  }
  const rate = (one: Rated): Rate => ({
    guard: guardAt(one.guard),
    rate: portionOf(one.rate),
    scaled: scaledRate(one.rate),
  })
  const limit = (one: CompiledLimit): Limit => {
    if (one.factIndex >= 0) reads.add(one.factIndex)
    return {
      ...one,
      amount: one.amount === undefined ? Number.NaN : amountOf(one.amount),
      share: portionOf(one.share),
      guard: guardAt(one.guard),
      reason: all.of(`cap.${one.code}`),
    }
  }
  const need = (one: CompiledNeed) => {
    for (const index of [...one.factIndexes, ...one.lessIndexes]) reads.add(index)
    const { purposes, factIndexes, lessIndexes } = one
    return {
      purposes,
      need: { factIndexes, lessIndexes, share: portionOf(one.share), reason: all.of(`cap.${one.code}`) },
    }
  }
  const rates = compiled.coverage.map(row => row.rate)
  const best = rates.reduce((most, one) => (one > most ? one : most), rates[0] ?? terms.coverageBasic)
  const parts = {
    coverage: compiled.coverage.map(rate),
    reductions: terms.coverageReductions.map(rate),
    statutory: terms.statutory.map(limit),
    limits: [...compiled.limits, ...terms.caps].map(limit),
    needs: [...compiled.needs, ...terms.needs].map(need),
    surcharges: terms.surcharges.map(rate),
    discounts: terms.discounts.map(rate),
  }
  const read = new Set(
    planned.flatMap(({ applies, conditions }) => [...(applies === null ? [] : readBy(applies)), ...readBy(conditions)]),
  )
  for (const index of read) reads.add(index)
  return {
    ...parts,
    reads: [...read],
    tests: JSON.stringify(planned.map(({ applies, conditions }) => [applies && testsOf(applies), testsOf(conditions)])),
    code: compiled.code,
    compiled,
    run: compileColumns({ vocabulary: rules.vocabulary, clauses: planned }),
    clauses: compiled.clauses.clauses.map((clause, place) => {
      const set = compiled.sets[place]
      return {
        set: set === 'technology' || set === 'credit' ? set : 'other',
        reason: all.of(clause.clause),
        ifNot: CONSEQUENCE[clause.ifNot],
        ifUnknown: CONSEQUENCE[clause.ifUnknown],
      }
    }),
    feeFixed: compiled.feeFixed === undefined ? undefined : scaledRate(compiled.feeFixed),
    feeDiscount: scaledRate(compiled.feeDiscount),
    bestRatio: portionOf(best),
    limitsRequired: compiled.limitsRequired.map(code => ({
      code,
      reason: all.of(`cap.${code}`),
    })),
  }
}

function rates(): Side['rateAt'] {
  const known = new Map<number, Portion>()
  return scaled => {
    let found = known.get(scaled)
    if (found === undefined) {
      found = portionOf(rateOf(scaled))
      known.set(scaled, found)
    }
    return found
  }
}

const ownFactsOf = (vocabulary: Vocabulary): OwnFacts =>
  Object.fromEntries(OWN_FACTS.map(name => [name, vocabulary.byName.get(name)])) as OwnFacts

/** Makes the rules of one side ready. @param all codes of both sides */
export function sideOf(rules: Rules, all: Codes): Side {
  const { terms, programmes, levels } = rules.policy
  const marking = markingOf(rules)
  const reads = new Set(marking.reads)
  return {
    rules,
    footing: footingOf(rules),
    codes: all,
    marking,
    economy: economyOf(rules.editions.risk),
    programmes: new Map([...programmes].map(([code, one]) => [code, programmeSide(rules, one, all, reads)])),
    ceilings: Float64Array.from(terms.ceilings, amountOf),
    guaranteeStep: Number(terms.guaranteeStep),
    feeStep: Number(terms.feeStep),
    dayCount: Number(terms.dayCount),
    basic: scaledRate(terms.coverageBasic),
    feeBase: Float64Array.from(terms.feeBase, scaledRate),
    feeMinimum: scaledRate(terms.feeMinimum),
    feeMaximum: scaledRate(terms.feeMaximum),
    levels: levels.map(({ code, amountMax, minimumRank, maySignReferred }) => ({
      code: all.of(code),
      amountMax: amountOf(amountMax),
      minimumRank,
      maySignReferred,
    })),
    rateAt: rates(),
    reads,
    own: ownFactsOf(rules.vocabulary),
  }
}

/** Place of each grade among a fact's codes; a fact that lacks one could not hold what is worked out. */
export function gradeCodes(fact: Fact, grades: readonly string[]): Float64Array {
  return Float64Array.from(grades, grade => {
    const place = fact.codeIndex.get(grade)
    if (place === undefined) throw new RangeError(`the fact ${fact.name} has no code ${grade}`)
    return place
  })
}
export const GRADES_OF = {
  technology_grade: TECHNOLOGY_GRADES,
  risk_grade: RISK_GRADES,
  grade: FINAL_GRADES,
} as const
