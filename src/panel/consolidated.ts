/**
 * From signed sheets to one mark per indicator. Where appraisers differ the lower middle mark counts, so that no sheet
 * lifts a mark above the others' best; where they differ by more than the edition allows, the case is referred.
 */
import type { CalendarDate } from '../kernel/calendar.ts'
import { addMonths, calendarDate } from '../kernel/calendar.ts'
import { ok, type Refusal, type Result, refusal } from '../kernel/result.ts'
import type { FairTables } from './fair/schema.ts'
import type { PanelCode } from './refusals.ts'
import { MARKS, type Mark, type SignedSheet } from './schema.ts'

/** What the rubric asks of a sheet; handed in, since the rubric belongs to a later stage. */
export type SheetRule = {
  /** The indicators of the model, in the rubric's order. */
  readonly indicators: readonly string[]
  /** Every indicator of the rubric, whether the model uses it or not. */
  readonly known: ReadonlySet<string>
  readonly evidenceRequired: ReadonlySet<Mark>
  /** Greatest difference in steps between two appraisers' marks that needs no consensus. */
  readonly toleranceSteps: number
  readonly validityMonths: number
}

export type ConsolidatedMark = {
  readonly indicator: string
  readonly mark: Mark
  /** Where it comes from: measured from facts, judged by the panel, or measured and overridden with a reason. */
  readonly basis: 'measured' | 'judged' | 'overridden'
  /** Steps between the best and the worst mark given. */
  readonly spread: number
  /** Thousandths of a mark that a judged mark stands for, where those who gave it are measured. */
  readonly fair?: number
}

export type ConsolidatedSheet = {
  readonly marks: readonly ConsolidatedMark[]
  readonly divergent: readonly string[]
  readonly appraisers: readonly { readonly appraiser: string; readonly grade: string }[]
  readonly isVisited: boolean
}

const step = (mark: Mark): number => MARKS.indexOf(mark)

/** The lower middle of the marks given: for two, the worse one; for three, the middle one. */
export function lowerMiddle(marks: readonly Mark[]): Mark {
  if (marks.every(mark => mark === marks[0])) return marks[0] as Mark
  const sorted = [...marks].sort((a, b) => step(a) - step(b))
  return sorted[sorted.length >> 1] as Mark
}

type Places = ReadonlyMap<string, number>
const placesMade = new WeakMap<readonly string[], Places>()

/** Where each indicator of a model stands, made once for each list of them. */
function placesOf(indicators: readonly string[]): Places {
  const made = placesMade.get(indicators) ?? new Map(indicators.map((indicator, place) => [indicator, place]))
  placesMade.set(indicators, made)
  return made
}

type MarkSigned = SignedSheet['marks'][number]
/** What one sheet says of each indicator, by its place in the model. */
type ByPlace = readonly (MarkSigned | undefined)[]

/**
 * Reads one sheet.
 * @param found takes what is wrong with it
 * @returns its marks; of an indicator that is marked twice, which is refused, the first
 */
function readSheet(
  sheet: SignedSheet,
  index: number,
  rule: SheetRule,
  day: CalendarDate,
  found: Refusal<PanelCode>[],
): ByPlace {
  const at = `sheets.${index}`
  if (sheet.signed_on > day)
    found.push(refusal('sheet_signed_after_the_day', `${at}.signed_on`, { value: sheet.signed_on, limit: day }))
  const until = addMonths(calendarDate(sheet.signed_on), rule.validityMonths)
  if (until < day) found.push(refusal('sheet_expired', `${at}.signed_on`, { value: sheet.signed_on, limit: until }))
  const places = placesOf(rule.indicators)
  const byPlace = new Array<MarkSigned | undefined>(places.size).fill(undefined)
  /** Indicators that are none of the model's. */
  const others = new Set<string>()
  for (let place = 0; place < sheet.marks.length; place++) {
    const given = sheet.marks[place] as MarkSigned
    const { indicator, mark, evidence } = given
    const own = places.get(indicator)
    if (own === undefined) {
      const code = rule.known.has(indicator) ? 'indicator_not_in_model' : 'indicator_unknown'
      found.push(refusal(code, `${at}.marks.${place}.indicator`, { value: indicator }))
    }
    if (own === undefined ? others.has(indicator) : byPlace[own] !== undefined)
      found.push(refusal('indicator_twice', `${at}.marks.${place}.indicator`, { value: indicator }))
    else if (own === undefined) others.add(indicator)
    else byPlace[own] = given
    if (rule.evidenceRequired.has(mark) && evidence.length === 0)
      found.push(refusal('evidence_missing', `${at}.marks.${place}.evidence`, { value: mark, field: indicator }))
  }
  return byPlace
}

/** Steps between the best and the worst of marks, and of one more where there is one. */
function spreadOf(marks: readonly Mark[], also: Mark | undefined): number {
  let best = also === undefined ? MARKS.length : step(also)
  let worst = also === undefined ? 0 : best
  for (let at = 0; at < marks.length; at++) {
    const of = step(marks[at] as Mark)
    if (of < best) best = of
    if (of > worst) worst = of
  }
  return worst - best
}

/** A mark that differs from what was measured says why. */
function withoutReason(
  sheets: readonly SignedSheet[],
  index: number,
  given: MarkSigned,
  limit: Mark,
): Refusal<PanelCode> {
  const place = sheets[index]?.marks.indexOf(given)
  const params = { field: given.indicator, value: given.mark, limit }
  return refusal('override_reason_missing', `sheets.${index}.marks.${place}.override_reason`, params)
}

/** The lower middle of what marks stand for, as of the marks themselves; a mark without a table stands for itself. */
function lowerMiddleOf(
  sheets: readonly SignedSheet[],
  read: readonly ByPlace[],
  place: number,
  fair: FairTables,
): number {
  const last = MARKS.length - 1
  const values = sheets.flatMap(({ appraiser }, index) => {
    const mark = read[index]?.[place]?.mark
    return mark === undefined ? [] : [fair.get(appraiser)?.[mark] ?? (last - step(mark)) * 1000]
  })
  return values.sort((a, b) => b - a)[values.length >> 1] as number
}

/**
 * One mark per indicator of the model.
 *
 * A measured indicator takes the measured mark unless every appraiser of the panel overrides it, each with a reason;
 * an unmeasured one takes the lower middle of the signed marks.
 *
 * @param measured indicator -> mark read from facts, or undefined where the fact is unknown
 * @param day      the day of the appraisal; sheets signed later or expired are refused
 * @param fair     what marks of an appraiser stand for, where policy decides by fair scores
 */
export function consolidated(
  sheets: readonly SignedSheet[],
  rule: SheetRule,
  measured: ReadonlyMap<string, Mark | undefined>,
  day: CalendarDate,
  fair?: FairTables,
): Result<ConsolidatedSheet, PanelCode> {
  if (sheets.length === 0) return { ok: false, refusals: [refusal('sheets_missing', 'sheets')] }
  const found: Refusal<PanelCode>[] = []
  const read = sheets.map((sheet, index) => readSheet(sheet, index, rule, day, found))
  const appraisers = sheets.map(sheet => sheet.appraiser)
  for (const [index, appraiser] of appraisers.entries())
    if (appraisers.indexOf(appraiser) !== index)
      found.push(refusal('appraiser_twice', `sheets.${index}.appraiser`, { value: appraiser }))

  const marks: ConsolidatedMark[] = []
  const divergent: string[] = []
  for (let place = 0; place < rule.indicators.length; place++) {
    const indicator = rule.indicators[place] as string
    const fromFacts = measured.get(indicator)
    const signed: Mark[] = []
    let isOtherwise = true
    for (let index = 0; index < sheets.length; index++) {
      const given = (read[index] as ByPlace)[place]
      if (given === undefined) continue
      signed.push(given.mark)
      if (given.mark === fromFacts) isOtherwise = false
      else if (fromFacts !== undefined && given.override_reason === undefined)
        found.push(withoutReason(sheets, index, given, fromFacts))
    }
    if (signed.length === 0) {
      if (fromFacts === undefined) found.push(refusal('mark_missing', 'sheets', { value: indicator }))
      else marks.push({ indicator, mark: fromFacts, basis: 'measured', spread: 0 })
      continue
    }
    // What was measured holds until every appraiser of the panel marks it otherwise.
    const isOverridden = signed.length === sheets.length && isOtherwise
    const mark = fromFacts === undefined || isOverridden ? lowerMiddle(signed) : fromFacts
    const spread = spreadOf(signed, isOverridden ? undefined : fromFacts)
    if (spread > rule.toleranceSteps) divergent.push(indicator)
    const basis = fromFacts === undefined ? 'judged' : isOverridden ? 'overridden' : 'measured'
    if (fair === undefined || basis !== 'judged') marks.push({ indicator, mark, basis, spread })
    else marks.push({ indicator, mark, basis, spread, fair: lowerMiddleOf(sheets, read, place, fair) })
  }
  if (found.length > 0) return { ok: false, refusals: found }
  return ok({
    marks,
    divergent,
    appraisers: sheets.map(sheet => ({ appraiser: sheet.appraiser, grade: sheet.appraiser_grade })),
    isVisited: sheets.some(sheet => sheet.site_visit !== undefined && sheet.site_visit.visited_on <= day),
  })
}
