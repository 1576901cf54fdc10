/**
 * A case packed for being run under other rules: the facts, marks, uses and request that `appraise` reads after it has
 * looked into the case itself, and what they rest on. Packed once, when the case was decided on.
 */
import { type AppraiseCode, appraise, usesOf } from '../../appraisal/appraise.ts'
import { onDay, type Rules } from '../../appraisal/rule-book.ts'
import type { Case } from '../../appraisal/schema.ts'
import type { Use } from '../../decision/caps.ts'
import { feeDays } from '../../decision/terms.ts'
import { calendarDate, dayNumber } from '../../kernel/calendar.ts'
import { digestOf } from '../../kernel/digest.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { ageYears } from '../../party/standing.ts'
import type { Row } from '../../rules/rows.ts'
import { patternsOf } from './panel-marks.ts'
import type { ImpactCode } from './refusals.ts'

/** Version of what is packed and how. */
export const LAYOUT = 1

/**
 * What the packed values rest on, by digest. Where rules stand on another `facts` the case is run whole; where they
 * stand on another `value`, a case with a valuation is; where a programme asks for other papers, its cases are.
 */
export type Footing = {
  readonly facts: string
  readonly value: string
  readonly papers: Readonly<Record<string, string>>
}

const FACT_KINDS = ['facts', 'classifications', 'readiness'] as const
/** A valuation reads marks, and marks are the rubric's and the model's. */
const VALUE_KINDS = ['rubric', 'models', 'valuation'] as const

export function footingOf(rules: Rules): Footing {
  const digests = (list: readonly string[]) =>
    rules.references.filter(one => list.includes(one.kind)).map(one => one.digest)
  const { consent_sources, country } = rules.editions.eligibility
  return {
    facts: digestOf({ kinds: digests(FACT_KINDS), consent_sources: [...consent_sources], country }),
    value: digestOf({ kinds: digests(VALUE_KINDS) }),
    papers: Object.fromEntries(
      [...rules.policy.programmes].map(([code, one]) => [code, [...one.papers].sort().join(' ')]),
    ),
  }
}

export const EXTERNAL_VALUES = ['limit', 'used'] as const
export type External = { readonly code: string; readonly scope: string; readonly limit: number; readonly used: number }

/** Whole numbers a case has beside its facts, by column; NaN where not known. */
export const NUMBERS = [
  'day',
  'fee_days',
  'term_months',
  'loan',
  'age',
  'trl',
  'firm_own',
  'firm_kodit',
  'firm_regional_foundation',
  'firm_other',
  'group_own',
  'group_kodit',
  'group_regional_foundation',
  'group_other',
  'is_group_known',
  'appraisers',
  'is_visited',
  'oldest_sheet',
  'is_valued',
] as const
/** In `is_valued` where marks count for what they stand for: columns do not hold that, and the case is run whole. */
export const RUN_WHOLE = 2
export type NumberName = (typeof NUMBERS)[number]

export type PackedCase = {
  /** Of the decision it was packed from. */
  readonly id: string
  readonly programme: string
  readonly purpose: string
  readonly industry: string
  readonly region: string
  /** The first rule set that was stopped when the case was appraised; empty where none was. */
  readonly stop: string
  readonly numbers: Readonly<Record<NumberName, number>>
  readonly external: readonly External[]
  readonly unread: readonly string[]
  readonly patterns: ReadonlyMap<string, number>
  readonly row: Row
}

/** Amounts above this do not fit the sums that are made of eight of them. */
const AMOUNT_MAX = 2n ** 50n

const usesAt = (scope: 'firm' | 'group', use: Use) =>
  ({
    [`${scope}_own`]: Number(use.own),
    [`${scope}_kodit`]: Number(use.kodit),
    [`${scope}_regional_foundation`]: Number(use.regional_foundation),
    [`${scope}_other`]: Number(use.other),
  }) as Readonly<Record<NumberName, number>>

/**
 * Packs a case under the editions it was decided by.
 * @returns refusals of `appraise`; `case_not_packable` for an amount above 2^50 won
 */
export function packedCaseOf(rules: Rules, id: string, theCase: Case): Result<PackedCase, AppraiseCode | ImpactCode> {
  const day = calendarDate(theCase.day)
  const made = appraise(onDay(rules, day), theCase)
  if (!made.ok) return made
  const { firm } = theCase.party
  const { request, programme } = theCase.application
  const uses = usesOf(theCase, day)
  const amounts = [
    BigInt(request.loan_amount),
    ...Object.values(uses.firm),
    ...Object.values(uses.group),
    ...uses.external.flatMap(limit => [limit.limit, limit.used]),
  ]
  const large = amounts.find(amount => amount > AMOUNT_MAX)
  if (large !== undefined)
    return refuse(refusal('case_not_packable', id, { value: String(large), limit: String(AMOUNT_MAX) }))
  const { sheet, row, readiness, worth, industry } = made.value
  return ok({
    id,
    programme,
    purpose: request.purpose,
    industry: industry.code,
    region: firm.region,
    stop: theCase.stops?.[0] ?? '',
    numbers: {
      ...usesAt('firm', uses.firm),
      ...usesAt('group', uses.group),
      day: dayNumber(day),
      fee_days: feeDays(day, request.term_months),
      term_months: request.term_months,
      loan: Number(request.loan_amount),
      age: firm.legal_form === 'pre_startup' ? -1 : (ageYears(firm.founded_on, day) ?? Number.NaN),
      trl: readiness.trl ?? Number.NaN,
      is_group_known: uses.isGroupKnown ? 1 : 0,
      appraisers: sheet.appraisers.length,
      is_visited: sheet.isVisited ? 1 : 0,
      oldest_sheet: Math.min(...theCase.sheets.map(one => dayNumber(calendarDate(one.signed_on)))),
      is_valued: theCase.fair !== undefined ? RUN_WHOLE : worth.state === 'not_asked' ? 0 : 1,
    },
    external: uses.external.map(({ code, scope, limit, used }) => ({
      code,
      scope,
      limit: Number(limit),
      used: Number(used),
    })),
    unread: uses.unread ?? [],
    patterns: patternsOf(theCase.sheets),
    row,
  })
}
