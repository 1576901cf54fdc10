/**
 * What a consultation can say before there is a case: what is missing, and where the rules would lead for a panel that
 * marks high, in the middle, or low. Nothing of it is kept, and no limit outside the case is read.
 */
import { missingPapers } from '../application/completeness.ts'
import type { Reason } from '../decision/reasons.ts'
import { calendarDate } from '../kernel/calendar.ts'
import { moneyText } from '../kernel/money.ts'
import { ok, type Refusal, type Result, refusal, refuse } from '../kernel/result.ts'
import type { Mark, SignedSheet } from '../panel/schema.ts'
import { appraise } from './appraise.ts'
import { type Content, composed } from './content.ts'
import { appraisersDue, contentRefusals, indicatorsToMark } from './panel-rules.ts'
import type { Rules } from './rule-book.ts'

/** The marks supposed: a good panel, a middling one, a poor one. */
const SUPPOSED = ['B', 'C', 'D'] as const satisfies readonly Mark[]
/** SHA-256 of no bytes: a mark supposed rests on no paper. */
const NO_PAPER = 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

export type Likely = {
  readonly marks: Mark
  readonly grade: string
  readonly recommended: 'approve' | 'refer' | 'decline'
  readonly guaranteed: string
  readonly reasons: readonly Reason[]
}
export type Precheck = {
  readonly papers_missing: readonly string[]
  readonly facts_unknown: readonly { readonly fact: string; readonly reason: string }[]
  readonly limits_to_read: readonly string[]
  readonly indicators_to_mark: readonly string[]
  readonly appraisers: number
  readonly likely: readonly Likely[]
}

const sheetOf = (place: number, mark: Mark, indicators: readonly string[], day: string): SignedSheet => ({
  id: `supposed-${place}`,
  appraiser: `supposed-${place}`,
  appraiser_grade: '1',
  signed_on: day,
  marks: indicators.map(indicator => ({ indicator, mark, evidence: [{ paper: NO_PAPER, type: 'supposed' }] })),
  site_visit: { visited_on: day, persons: [`supposed-${place}`], photographs: [] },
})

/** Looks a case over under the rules of a day; refuses where it cannot be appraised whatever anybody marks. */
export function precheck(rules: Rules, content: Content): Result<Precheck> {
  const hindered: readonly Refusal[] = contentRefusals(rules, content)
  if (hindered.length > 0) return refuse(...hindered)
  const { programme: code } = content.application
  const programme = rules.policy.programmes.get(code)
  if (programme === undefined)
    return refuse(refusal('programme_unknown', 'content.application.programme', { value: code }))
  const indicators = indicatorsToMark(rules, content)
  const { count: appraisers } = appraisersDue(rules, content)
  const likely: Likely[] = []
  let unknown: Precheck['facts_unknown'] = []
  for (const mark of SUPPOSED) {
    const sheets = Array.from({ length: appraisers }, (_, place) => sheetOf(place + 1, mark, indicators, rules.day))
    const { exclusion_facts: facts } = content.party
    const id = '00000000-0000-0000-0000-000000000000'
    const found = appraise(
      rules,
      composed(content, { id, day: rules.day, submittedOn: rules.day, facts, limits: [], groupCounts: [], sheets }),
    )
    if (!found.ok) return found
    const { decision, graded } = found.value
    unknown = found.value.facts.unread
    likely.push({
      marks: mark,
      grade: graded.grade,
      recommended: decision.recommended,
      guaranteed: moneyText(decision.cover.guaranteed),
      reasons: decision.reasons,
    })
  }
  return ok({
    papers_missing: missingPapers(programme.papers, content.application, calendarDate(rules.day)),
    facts_unknown: unknown,
    limits_to_read: programme.limitsRequired,
    indicators_to_mark: indicators,
    appraisers,
    likely,
  })
}
