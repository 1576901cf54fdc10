/** What the rules of a day ask of a panel, read through the way itself: how many appraise, what they mark. */
import { moneyFromText } from '../kernel/money.ts'
import { ok, type Refusal, type Result } from '../kernel/result.ts'
import type { Due, RulesOfDraws } from '../panel/drawing/draw.ts'
import { drawingRules } from '../panel/drawing/edition.ts'
import { fieldsOfCase } from '../panel/drawing/subject.ts'
import type { PanelEdition } from '../panel/edition.ts'
import type { SheetForm } from '../panel/marking/form.ts'
import type { MeasuredReading, SignedSheet } from '../panel/schema.ts'
import { industryOf } from '../party/classification.ts'
import { valueText } from '../rules/rows.ts'
import { measuredMark } from '../scoring/measured.ts'
import { appraise, factsRead } from './appraise.ts'
import { type Content, composed } from './content.ts'
import { toldOf } from './measured-sources.ts'
import type { Rules } from './rule-book.ts'

/** How many must appraise: more for a loan above the edition's line. */
export function appraisersDue(rules: Rules, content: Content): Due & { readonly isHighAmount: boolean } {
  const { appraisers } = rules.editions.rubric
  const isHighAmount =
    moneyFromText(content.application.request.loan_amount) > moneyFromText(appraisers.large_loan_over.value)
  const [ordinary, high] = [Number(appraisers.ordinary.value), Number(appraisers.large.value)]
  return { count: isHighAmount ? high : ordinary, high, isHighAmount }
}

/** What a day's rules say of draws: who may be drawn, how many, and by when they sign. */
export function drawsUnder(rules: Rules, panel: PanelEdition, dayAfter: (days: number) => string): RulesOfDraws {
  return {
    rules: drawingRules(panel.edition, panel.drawing, panel.roster.open_assignments_max.values),
    roster: panel.roster,
    dueOf: content => appraisersDue(rules, content as Content),
    fieldsOf: content => {
      const { ksic } = (content as Content).party.firm
      const industry = industryOf(ksic, rules.editions.classifications)
      return fieldsOfCase(content as Content, industry.ok ? industry.value : undefined, panel.roster)
    },
    dayAfter,
  }
}

/** An id that is never given out, for a case looked at before it has one. */
const NOWHERE = '00000000-0000-0000-0000-000000000000'

const supposed = (rules: Rules, content: Content, sheets: readonly SignedSheet[], submittedOn: string) =>
  composed(content, { id: NOWHERE, day: rules.day, submittedOn, facts: [], limits: [], groupCounts: [], sheets })

const tried = (
  rules: Rules,
  content: Content,
  sheets: readonly SignedSheet[],
  submittedOn: string,
): readonly Refusal[] => {
  const found = appraise(rules, supposed(rules, content, sheets, submittedOn))
  return found.ok ? [] : found.refusals
}

/** Why a case cannot be appraised whatever anybody marks; in what an applicant can mend. */
export const contentRefusals = (rules: Rules, content: Content): readonly Refusal[] =>
  tried(rules, content, [], rules.day)
    .filter(one => one.code !== 'sheets_missing')
    .map(one => ({ ...one, at: `content.${one.at}` }))

/** What is wrong with one sheet by itself; places are those of the sheet. */
export const sheetRefusals = (rules: Rules, content: Content, sheet: SignedSheet): readonly Refusal[] =>
  tried(rules, content, [sheet], rules.day)
    .filter(one => one.at.startsWith('sheets'))
    .map(one => ({ ...one, at: one.at === 'sheets' ? 'marks' : one.at.replace(/^sheets\.0\./, '') }))

/** A sheet without a mark: the way then names every indicator that nobody marked and no fact measures. */
const blank = (day: string): SignedSheet => ({
  id: 'blank',
  appraiser: 'nobody',
  appraiser_grade: '1',
  signed_on: day,
  marks: [],
})

/** The indicators a panel must mark in this case: of its model, without those its facts measure. */
export const indicatorsToMark = (rules: Rules, content: Content): readonly string[] =>
  tried(rules, content, [blank(rules.day)], rules.day).flatMap(one =>
    one.code === 'mark_missing' ? [one.params['value'] ?? ''] : [],
  )

/** The indicators on which sheets lie further apart than the edition allows; none where they cannot be read. */
export function divergentIn(rules: Rules, content: Content, sheets: readonly SignedSheet[]): readonly string[] {
  const found = appraise(rules, supposed(rules, content, sheets, rules.day))
  return found.ok ? found.value.sheet.divergent : []
}

/** What a sheet of this case is filled in on: the indicators of its model, and what is measured, with who said it. */
export function formOf(rules: Rules, content: Content): Result<Omit<SheetForm, 'quotationRequired'>> {
  const theCase = supposed(rules, content, [], rules.day)
  const read = factsRead(rules, theCase)
  if (!read.ok) return read
  const { model, facts } = read.value
  const { rubric } = rules.editions
  const readingOf = (indicator: string): MeasuredReading | null => {
    const measure = rules.measures.find(one => one.indicator === indicator)
    const fact = measure === undefined ? undefined : rules.vocabulary.byName.get(measure.fact)
    if (measure === undefined || fact === undefined) return null
    const value = facts.row[measure.factIndex] ?? Number.NaN
    const mark = measuredMark(measure, value)
    if (mark === undefined) return null
    return { mark, fact: fact.name, value: valueText(fact, value) ?? '', ...toldOf(fact.name, theCase) }
  }
  return ok({
    indicators: model.codes.map(indicator => ({
      indicator,
      evidenceTypes: rubric.indicators.find(one => one.code === indicator)?.evidence ?? [],
      measured: readingOf(indicator),
    })),
    evidenceRequired: rules.sheetRule.evidenceRequired,
    isVisitRequired: rubric.site_visit.required.value === 'true',
  })
}
