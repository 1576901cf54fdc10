/**
 * The editions a decision is made by, made ready to run: clauses compiled, numbers read once, every `when` of the terms
 * and programmes compiled into one list so that one pass over a case's facts answers them all.
 */
import { type Fixed, fixed } from '../kernel/fixed.ts'
import { type Money, moneyFromText } from '../kernel/money.ts'
import { ok, type Refusal, type Result } from '../kernel/result.ts'
import { type CompiledClauses, compileClauses } from '../rules/compile.ts'
import type { Vocabulary } from '../rules/facts.ts'
import { type Clause, readClauses } from '../rules/grammar.ts'
import { type Parameters, parametersOf } from '../rules/parameters.ts'
import type { RulesCode } from '../rules/refusals.ts'
import { FINAL_GRADES, type FinalGrade } from '../scoring/grades-schema.ts'
import type { AuthorityEdition } from './authority-schema.ts'
import type { EligibilityEdition } from './eligibility-schema.ts'
import type { Programme, ProgrammesEdition } from './programmes-schema.ts'
import type { Guarantor, LimitRule, NeedRule, Scope, TermsEdition } from './terms-schema.ts'

/** The sets a clause may stand in, in the order they are read. */
export const CLAUSE_SETS = ['general', 'technology', 'credit', 'capacity', 'programme'] as const
export type ClauseSet = (typeof CLAUSE_SETS)[number]

/** Whether a condition holds: index into the guards' outcomes, or -1 where there is no condition and it always does. */
export type Guard = number

export type CompiledLimit = {
  readonly code: string
  readonly scope: Scope
  readonly side: 'guarantee' | 'loan'
  readonly counts: readonly Guarantor[]
  readonly amount: Money | undefined
  readonly factIndex: number
  readonly share: Fixed
  readonly guard: Guard
}
export type CompiledNeed = {
  readonly code: string
  readonly purposes: readonly string[]
  readonly factIndexes: readonly number[]
  readonly share: Fixed
  readonly lessIndexes: readonly number[]
}
export type Rated = { readonly code: string; readonly rate: Fixed; readonly guard: Guard }

export type CompiledProgramme = {
  readonly code: string
  readonly purposes: readonly string[]
  readonly isCreditAllowed: boolean
  readonly minimumRank: number
  readonly minimumGrade: FinalGrade
  readonly limits: readonly CompiledLimit[]
  readonly isCeilingReplaced: boolean
  readonly coverage: readonly Rated[]
  readonly feeFixed: Fixed | undefined
  readonly feeDiscount: Fixed
  readonly needs: readonly CompiledNeed[]
  /** The general, class and capacity clauses followed by the programme's own. */
  readonly clauses: CompiledClauses
  readonly sets: readonly ClauseSet[]
  readonly papers: readonly string[]
  readonly conditions: readonly { readonly code: string; readonly guard: Guard }[]
  readonly isValuationRequired: boolean
  readonly limitsRequired: readonly string[]
  readonly gates: readonly { readonly code: string; readonly share: Fixed; readonly trl: number }[]
  readonly pledgeShare: Fixed | undefined
}

export type CompiledTerms = {
  readonly guaranteeStep: Money
  readonly feeStep: Money
  readonly coverageBasic: Fixed
  readonly coverageReductions: readonly Rated[]
  readonly ceilings: readonly Money[]
  readonly statutory: readonly CompiledLimit[]
  readonly caps: readonly CompiledLimit[]
  readonly needs: readonly CompiledNeed[]
  readonly feeBase: readonly Fixed[]
  readonly feeMinimum: Fixed
  readonly feeMaximum: Fixed
  readonly surcharges: readonly Rated[]
  readonly discounts: readonly Rated[]
  readonly dayCount: bigint
  readonly termMonthsMax: number
  readonly validityDays: number
  readonly conditions: readonly { readonly code: string; readonly guard: Guard }[]
}

export type CompiledLevel = {
  readonly code: string
  readonly amountMax: Money
  readonly minimumRank: number
  readonly quorum: number
  readonly maySignReferred: boolean
}

export type CompiledPolicy = {
  readonly vocabulary: Vocabulary
  readonly terms: CompiledTerms
  readonly programmes: ReadonlyMap<string, CompiledProgramme>
  readonly levels: readonly CompiledLevel[]
  /** Every `when`, compiled; outcomes are read by `Guard`. */
  readonly guards: CompiledClauses
}

/** 0 for AAA up to 9 for D. */
export const rankOf = (grade: string): number => FINAL_GRADES.indexOf(grade as FinalGrade)

type Editions = {
  readonly eligibility: EligibilityEdition
  readonly terms: TermsEdition
  readonly programmes: ProgrammesEdition
  readonly authority: AuthorityEdition
}

/** What is gathered while the editions are read: every `when` as a clause of its own, and what does not fit. */
type Compiling = {
  readonly vocabulary: Vocabulary
  readonly guards: Clause[]
  readonly refusals: Refusal<RulesCode>[]
}

/** Keeps a `when` as a clause, so that all are compiled together; answers where its outcome will stand. */
function guardOf(when: unknown, to: Compiling, at: string): Guard {
  if (when === undefined) return -1
  const clause = {
    clause: `when.n${to.guards.length}`,
    says: 'when',
    conditions: when,
    if_not: 'condition',
    if_unknown: 'condition',
    in_force_from: '1970-01-01',
    status: 'derived',
    decided_by: 'none',
    formula: 'the condition as it stands where it is used',
  }
  const read = readClauses([clause], at)
  if (read.ok) to.guards.push(...read.value)
  else to.refusals.push(...read.refusals)
  return to.guards.length - 1
}

function indexOf(fact: string, to: Compiling, at: string): number {
  const found = to.vocabulary.byName.get(fact)
  if (found === undefined) to.refusals.push({ code: 'fact_unknown', at, params: { fact } })
  return found?.index ?? -1
}

const limitOf = (rule: LimitRule, to: Compiling, at: string): CompiledLimit => ({
  code: rule.code,
  scope: rule.scope,
  side: rule.side,
  counts: rule.counts,
  amount: rule.amount === undefined ? undefined : moneyFromText(rule.amount.value),
  factIndex: rule.fact === undefined ? -1 : indexOf(rule.fact, to, `${at}.${rule.code}`),
  share: fixed(rule.share?.value ?? '1'),
  guard: guardOf(rule.when, to, `${at}.${rule.code}.when`),
})

const needOf = (rule: NeedRule, to: Compiling, at: string): CompiledNeed => ({
  code: rule.code,
  purposes: rule.purposes,
  factIndexes: rule.facts.map(fact => indexOf(fact, to, `${at}.${rule.code}`)),
  share: fixed(rule.share.value),
  lessIndexes: rule.less.map(fact => indexOf(fact, to, `${at}.${rule.code}`)),
})

const ratedOf = (code: string, rate: string, when: unknown, to: Compiling, at: string): Rated => ({
  code,
  rate: fixed(rate),
  guard: guardOf(when, to, `${at}.${code}.when`),
})

function termsOf(edition: TermsEdition, to: Compiling): CompiledTerms {
  const at = 'terms'
  return {
    guaranteeStep: moneyFromText(edition.rounding.guarantee_step.value),
    feeStep: moneyFromText(edition.rounding.fee_step.value),
    coverageBasic: fixed(edition.coverage.basic.value),
    coverageReductions: edition.coverage.reductions.map(rule => ratedOf(rule.code, rule.by.value, rule.when, to, at)),
    ceilings: FINAL_GRADES.map(grade => moneyFromText(edition.ceiling_by_grade.values[grade] ?? '0')),
    statutory: edition.statutory_caps.map(rule => limitOf(rule, to, `${at}.statutory_caps`)),
    caps: edition.caps.map(rule => limitOf(rule, to, `${at}.caps`)),
    needs: edition.needs.map(rule => needOf(rule, to, `${at}.needs`)),
    // A grade without a rate has no guarantee either; the greatest rate stands in its place and is never charged.
    feeBase: FINAL_GRADES.map(grade => fixed(edition.fees.base_by_grade.values[grade] ?? edition.fees.maximum.value)),
    feeMinimum: fixed(edition.fees.minimum.value),
    feeMaximum: fixed(edition.fees.maximum.value),
    surcharges: edition.fees.surcharges.map(rule => ratedOf(rule.code, rule.rate.value, rule.when, to, at)),
    discounts: edition.fees.discounts.map(rule => ratedOf(rule.code, rule.rate.value, rule.when, to, at)),
    dayCount: BigInt(edition.fees.day_count.value),
    termMonthsMax: Number(edition.term_months_max.value),
    validityDays: Number(edition.decision_validity_days.value),
    conditions: edition.conditions.map(rule => ({ code: rule.code, guard: guardOf(rule.when, to, at) })),
  }
}

type Shared = {
  readonly clauses: readonly Clause[]
  readonly sets: readonly ClauseSet[]
  readonly parameters: Parameters
}

function programmeOf(
  programme: Programme,
  shared: Shared,
  eligibility: EligibilityEdition,
  to: Compiling,
): Result<CompiledProgramme, RulesCode> {
  const at = `programmes.${programme.code}`
  const own = programme.clauses.length === 0 ? ok([]) : readClauses(programme.clauses, `${at}.clauses`)
  if (!own.ok) return own
  const parameters = parametersOf([eligibility.parameters, programme.parameters], `${at}.parameters`)
  if (!parameters.ok) return parameters
  const compiled = compileClauses([...shared.clauses, ...own.value], to.vocabulary, parameters.value)
  if (!compiled.ok) return compiled
  const minimumGrade = programme.minimum_grade.value as FinalGrade
  return ok({
    code: programme.code,
    purposes: programme.purposes,
    isCreditAllowed: programme.credit_allowed,
    minimumRank: rankOf(minimumGrade),
    minimumGrade,
    limits: programme.limits.map(rule => limitOf(rule, to, at)),
    isCeilingReplaced: programme.replaces_grade_ceiling ?? false,
    coverage: programme.coverage.map(rule => ratedOf(rule.code, rule.ratio.value, rule.when, to, at)),
    feeFixed: programme.fee.fixed === undefined ? undefined : fixed(programme.fee.fixed.value),
    feeDiscount: fixed(programme.fee.discount?.value ?? '0'),
    needs: programme.needs.map(rule => needOf(rule, to, at)),
    clauses: compiled.value,
    sets: [...shared.sets, ...own.value.map(() => 'programme' as const)],
    papers: programme.papers,
    conditions: programme.conditions.map(rule => ({ code: rule.code, guard: guardOf(rule.when, to, at) })),
    isValuationRequired: programme.requires_valuation,
    limitsRequired: programme.limits_required,
    gates: programme.gates.map(gate => ({
      code: gate.code,
      share: fixed(gate.share.value),
      trl: Number(gate.trl.value),
    })),
    pledgeShare: programme.pledge_share === undefined ? undefined : fixed(programme.pledge_share.value),
  })
}

function sharedOf(eligibility: EligibilityEdition): Result<Shared, RulesCode> {
  const clauses: Clause[] = []
  const sets: ClauseSet[] = []
  for (const set of ['general', 'technology', 'credit', 'capacity'] as const) {
    const read = readClauses(eligibility[set], `eligibility.${set}`)
    if (!read.ok) return read
    clauses.push(...read.value)
    sets.push(...read.value.map(() => set))
  }
  const parameters = parametersOf([eligibility.parameters], 'eligibility.parameters')
  return parameters.ok ? ok({ clauses, sets, parameters: parameters.value }) : parameters
}

/**
 * Reads the four editions of a decision into the form it runs by.
 * @returns refusals of the grammar with their places; `fact_unknown` where a limit or need reads an undeclared fact
 */
export function compilePolicy(vocabulary: Vocabulary, editions: Editions): Result<CompiledPolicy, RulesCode> {
  const to: Compiling = { vocabulary, guards: [], refusals: [] }
  const shared = sharedOf(editions.eligibility)
  if (!shared.ok) return shared
  const terms = termsOf(editions.terms, to)
  const programmes = new Map<string, CompiledProgramme>()
  for (const programme of editions.programmes.programmes) {
    const compiled = programmeOf(programme, shared.value, editions.eligibility, to)
    if (compiled.ok) programmes.set(programme.code, compiled.value)
    else to.refusals.push(...compiled.refusals)
  }
  if (to.refusals.length > 0) return { ok: false, refusals: to.refusals }
  // Thresholds in a `when` may name a parameter of the terms or of the eligibility edition.
  const parameters = parametersOf([editions.eligibility.parameters, editions.terms.parameters], 'terms.parameters')
  if (!parameters.ok) return parameters
  const guards = compileClauses(to.guards, vocabulary, parameters.value)
  if (!guards.ok) return guards
  const levels = editions.authority.levels.map(level => ({
    code: level.code,
    amountMax: moneyFromText(level.amount_max.value),
    minimumRank: rankOf(level.minimum_grade.value),
    quorum: Number(level.quorum.value),
    maySignReferred: level.may_sign_referred,
  }))
  return ok({ vocabulary, terms, programmes, levels, guards: guards.value })
}
