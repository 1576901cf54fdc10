/**
 * What the rules recommend: class of guarantee, ratio, amount, split, fee, conditions, who may sign, and approve, refer
 * or decline with its reasons. Pure arithmetic and clauses over one row of facts; people decide.
 */
import { addDays, type CalendarDate, rolledForward } from '../kernel/calendar.ts'
import type { Fixed } from '../kernel/fixed.ts'
import { type Money, moneyText, ZERO } from '../kernel/money.ts'
import type { Finding } from '../rules/evaluate.ts'
import type { Row } from '../rules/rows.ts'
import type { FinalGrade } from '../scoring/grades-schema.ts'
import { type Cap, capsOf, holds, leastRoom, mayHold, type Uses } from './caps.ts'
import { type CompiledPolicy, type CompiledProgramme, rankOf } from './policy.ts'
import { capReason, clauseReason, principal, type Reason, referred, stopReason } from './reasons.ts'
import { type Cover, coverOf, feeDays, feeOf, feeRateOf, pledgeOf, ratioOf, splitLoan, tranchesOf } from './terms.ts'

export const RECOMMENDATIONS = ['approve', 'refer', 'decline'] as const
export type Recommended = (typeof RECOMMENDATIONS)[number]
export type GuaranteeClass = 'technology' | 'credit'

export type DecisionRequest = {
  readonly programme: CompiledProgramme
  readonly purpose: string
  readonly loan: Money
  readonly termMonths: number
  readonly grade: FinalGrade
  readonly trl: number | undefined
  readonly uses: Uses
  /** Rule sets that are stopped; none where nothing is said. */
  readonly stops?: readonly string[]
  /** What is traced: every clause, unless only those are asked for that a reason may be made of. */
  readonly traced?: 'all' | 'open'
  readonly day: CalendarDate
  readonly holidays: ReadonlySet<string>
}

/**
 * Everything the rules recommend for one case. Money and decimals stay exact types here; the record writes them as
 * text.
 */
export type Decision = {
  readonly programme: string
  readonly guaranteeClass: GuaranteeClass | null
  readonly findings: readonly Finding[]
  readonly coverage: { readonly row: string; readonly reductions: readonly string[]; readonly ratio: Fixed }
  readonly caps: readonly Cap[]
  readonly unknownCaps: readonly string[]
  readonly cover: Cover
  readonly fee: {
    readonly basis: 'fixed' | 'by_grade'
    readonly surcharges: readonly string[]
    readonly discounts: readonly string[]
    readonly rate: Fixed
    readonly days: number
    readonly first: Money
  }
  readonly tranches: ReturnType<typeof tranchesOf>
  readonly pledge: Money | null
  readonly conditions: readonly string[]
  readonly authority: { readonly level: string; readonly quorum: number }
  readonly validUntil: CalendarDate
  readonly recommended: Recommended
  readonly reasons: readonly Reason[]
}

function coverageOf(policy: CompiledPolicy, programme: CompiledProgramme, guards: Uint8Array): Decision['coverage'] {
  const row = programme.coverage.find(one => holds(guards, one.guard))
  // A programme's own ratio is what was agreed; the reductions belong to the ordinary one.
  if (row !== undefined) return { row: row.code, reductions: [], ratio: row.rate }
  const reductions = policy.terms.coverageReductions.filter(one => mayHold(guards, one.guard))
  const ratio = ratioOf(
    policy.terms.coverageBasic,
    reductions.map(one => one.rate),
  )
  return { row: 'basic', reductions: reductions.map(one => one.code), ratio }
}

function feeTermsOf(
  policy: CompiledPolicy,
  request: DecisionRequest,
  guards: Uint8Array,
  amount: Money,
): Decision['fee'] {
  const { terms } = policy
  const { programme } = request
  const days = feeDays(request.day, request.termMonths)
  const feeAt = (rate: Fixed): Money => feeOf(amount, rate, days, terms.dayCount, terms.feeStep)
  if (programme.feeFixed !== undefined) {
    const rate = programme.feeFixed
    return { basis: 'fixed', surcharges: [], discounts: [], rate, days, first: feeAt(rate) }
  }
  const surcharges = terms.surcharges.filter(one => mayHold(guards, one.guard))
  const discounts = terms.discounts.filter(one => holds(guards, one.guard))
  const rate = feeRateOf(
    terms.feeBase[rankOf(request.grade)] ?? terms.feeMaximum,
    surcharges.map(one => one.rate),
    [...discounts.map(one => one.rate), programme.feeDiscount],
    { minimum: terms.feeMinimum, maximum: terms.feeMaximum },
  )
  return {
    basis: 'by_grade',
    surcharges: surcharges.map(one => one.code),
    discounts: [...discounts.map(one => one.code), ...(programme.feeDiscount > 0n ? ['programme'] : [])],
    rate,
    days,
    first: feeAt(rate),
  }
}

type Class = { readonly of: GuaranteeClass | null; readonly isUnknown: boolean }

/** Technology where its whole test is met; else credit where that is and the programme allows it. */
function classOf(programme: CompiledProgramme, findings: readonly Finding[]): Class {
  const test = (set: 'technology' | 'credit') => findings.filter((_, place) => programme.sets[place] === set)
  const passes = (list: readonly Finding[]) =>
    list.every(one => one.outcome === 'met' || one.outcome === 'not_applicable')
  const technology = test('technology')
  if (passes(technology)) return { of: 'technology', isUnknown: false }
  const credit = test('credit')
  if (programme.isCreditAllowed && passes(credit)) return { of: 'credit', isUnknown: false }
  const isOpen = (list: readonly Finding[]) => list.every(one => one.outcome !== 'not_met')
  return { of: null, isUnknown: isOpen(technology) || (programme.isCreditAllowed && isOpen(credit)) }
}

function clauseReasons(
  programme: CompiledProgramme,
  findings: readonly Finding[],
  given: Class,
  asked: Money,
): Reason[] {
  const reasons: Reason[] = []
  for (let place = 0; place < findings.length; place++) {
    const finding = findings[place] as Finding
    if (finding.outcome === 'met' || finding.outcome === 'not_applicable') continue
    const set = programme.sets[place]
    if (set === 'technology' || set === 'credit') {
      if (given.of !== null || (set === 'credit' && !programme.isCreditAllowed)) continue
      if (given.isUnknown && finding.outcome === 'not_met') continue
      reasons.push(clauseReason(finding, given.isUnknown ? 'refer' : 'decline', asked))
      continue
    }
    const consequence = finding.outcome === 'unknown' ? finding.clause.ifUnknown : finding.clause.ifNot
    if (consequence !== 'condition') reasons.push(clauseReason(finding, consequence, asked))
  }
  return reasons
}

function gradeReasons(policy: CompiledPolicy, request: DecisionRequest, asked: Money): Reason[] {
  const { programme, grade, termMonths } = request
  const withheld = moneyText(asked)
  const reasons: Reason[] = []
  if (!programme.purposes.includes(request.purpose)) {
    const threshold = programme.purposes.join(' ')
    const reading = { fact: 'purpose', value: request.purpose, operator: 'one_of', threshold }
    reasons.push({ kind: 'decline', code: 'programme.purpose', readings: [reading], withheld })
  }
  if (rankOf(grade) > programme.minimumRank) {
    const reading = { fact: 'grade', value: grade, operator: 'at_least', threshold: programme.minimumGrade }
    reasons.push({ kind: 'decline', code: 'programme.minimum_grade', readings: [reading], withheld })
  }
  if (termMonths > policy.terms.termMonthsMax) {
    const threshold = String(policy.terms.termMonthsMax)
    const reading = { fact: 'loan_term_months', value: String(termMonths), operator: 'at_most', threshold }
    reasons.push({ kind: 'refer', code: 'terms.term_months_max', readings: [reading], withheld })
  }
  return reasons
}

function capReasons(caps: readonly Cap[], unknown: readonly string[], asked: Money, amount: Money): Reason[] {
  const unread = unknown.map((code): Reason => {
    const reading = { fact: code, value: null, operator: 'at_most', threshold: null }
    return { kind: 'refer', code: `cap.${code}`, readings: [reading], withheld: moneyText(asked) }
  })
  const kind = amount === ZERO ? 'decline' : 'reduce'
  const binding = caps.filter(cap => cap.room < asked && (amount > 0n || cap.room === leastRoom(caps, asked)))
  return [...unread, ...binding.map(cap => capReason(cap, kind, asked))]
}

/**
 * A loan so small that its part is less than one unit: there is nothing to guarantee, though no cap stands against it.
 */
function emptyReasons(caps: readonly Cap[], loan: Money, asked: Money, amount: Money): Reason[] {
  if (amount > 0n || caps.some(cap => cap.room < asked)) return []
  const reading = { fact: 'loan_amount', value: moneyText(loan), operator: 'more_than', threshold: moneyText(loan) }
  return [{ kind: 'decline', code: 'terms.nothing_to_guarantee', readings: [reading], withheld: moneyText(asked) }]
}

/** The first level, least authority first, whose amount, grade and powers reach; the highest where none does. */
function authorityOf(policy: CompiledPolicy, rank: number, amount: Money, recommended: Recommended) {
  const reaching = policy.levels.find(
    level =>
      amount <= level.amountMax && rank <= level.minimumRank && (recommended !== 'refer' || level.maySignReferred),
  )
  const level = reaching ?? policy.levels.at(-1)
  if (level === undefined) throw new Error('an authority edition has at least one level')
  return { level: level.code, quorum: level.quorum }
}

const recommendedBy = (reasons: readonly Reason[]): Recommended =>
  reasons.some(one => one.kind === 'decline')
    ? 'decline'
    : reasons.some(one => one.kind === 'refer')
      ? 'refer'
      : 'approve'

/**
 * What the rules recommend for one case.
 *
 * `amount = min over caps of (limit - use in its own scope)`, loan-side limits brought to the guarantee side by the
 * ratio, cut to the step; the bank's part by subtraction; decline before refer before approve.
 *
 * @param row facts of the case, under the policy's vocabulary
 * @source rules/eligibility, rules/terms, rules/programmes, rules/authority of the day
 */
export function recommend(policy: CompiledPolicy, row: Row, request: DecisionRequest): Decision {
  const { programme } = request
  const guards = policy.guards.outcomes(row)
  const { trace, traceOpen } = programme.clauses
  const findings = request.traced === 'open' ? traceOpen(row) : trace(row)
  const coverage = coverageOf(policy, programme, guards)
  const rank = rankOf(request.grade)
  const { caps, unknown } = capsOf(policy, programme, row, guards, {
    purpose: request.purpose,
    rank,
    ratio: coverage.ratio,
    uses: request.uses,
  })
  const asked = splitLoan(request.loan, coverage.ratio).guaranteed
  const room = leastRoom(caps, asked)
  const cover = coverOf(request.loan, room, coverage.ratio, policy.terms.guaranteeStep)
  const given = classOf(programme, findings)
  const found = [
    ...gradeReasons(policy, request, asked),
    ...clauseReasons(programme, findings, given, asked),
    ...capReasons(caps, unknown, asked, cover.guaranteed),
    ...emptyReasons(caps, request.loan, asked, cover.guaranteed),
  ]
  const stops = (request.stops ?? []).map(kind => stopReason(kind, asked))
  // Rules that are stopped neither approve nor decline: what they find is told to the person who decides.
  const reasons = principal(stops.length === 0 ? found : [...stops, ...found.map(referred)])
  const recommended = recommendedBy(reasons)
  return {
    programme: programme.code,
    guaranteeClass: given.of,
    findings,
    coverage,
    caps,
    unknownCaps: unknown,
    cover,
    fee: feeTermsOf(policy, request, guards, cover.guaranteed),
    tranches: tranchesOf(cover.guaranteed, programme.gates, request.trl),
    pledge: programme.pledgeShare === undefined ? null : pledgeOf(cover, coverage.ratio, programme.pledgeShare),
    conditions: conditionsOf(policy, programme, guards, findings),
    authority: authorityOf(policy, rank, cover.guaranteed, recommended),
    validUntil: rolledForward(addDays(request.day, policy.terms.validityDays), request.holidays),
    recommended,
    reasons,
  }
}

/** Conditions of the terms and the programme that may hold, and clauses whose consequence is a condition. */
function conditionsOf(
  policy: CompiledPolicy,
  programme: CompiledProgramme,
  guards: Uint8Array,
  findings: readonly Finding[],
): string[] {
  const standing = [...policy.terms.conditions, ...programme.conditions].filter(one => mayHold(guards, one.guard))
  const found = findings.filter((finding, place) => {
    const set = programme.sets[place]
    if (set === 'technology' || set === 'credit') return false
    if (finding.outcome === 'not_met') return finding.clause.ifNot === 'condition'
    return finding.outcome === 'unknown' && finding.clause.ifUnknown === 'condition'
  })
  return [...new Set([...standing.map(one => one.code), ...found.map(one => one.clause.clause)])]
}
