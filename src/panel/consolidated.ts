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

/** The lower middle of what marks stand for, as of the marks themselves; a mark without a table stands for itself. */
function lowerMiddleOf(
  marks: readonly { readonly appraiser: string; readonly mark: Mark }[],
  fair: FairTables,
): number {
  const last = MARKS.length - 1
  const values = marks.map(({ appraiser, mark }) => fair.get(appraiser)?.[mark] ?? (last - step(mark)) * 1000)
  return values.sort((a, b) => b - a)[values.length >> 1] as number
}

/** The lower middle of the marks given: for two, the worse one; for three, the middle one. */
export function lowerMiddle(marks: readonly Mark[]): Mark {
  if (marks.length === 1) return marks[0] as Mark
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

function sheetRefusals(sheet: SignedSheet, index: number, rule: SheetRule, day: CalendarDate): Refusal<PanelCode>[] {
  const at = `sheets.${index}`
  const found: Refusal<PanelCode>[] = []
  if (sheet.signed_on > day)
    found.push(refusal('sheet_signed_after_the_day', `${at}.signed_on`, { value: sheet.signed_on, limit: day }))
  const until = addMonths(calendarDate(sheet.signed_on), rule.validityMonths)
  if (until < day) found.push(refusal('sheet_expired', `${at}.signed_on`, { value: sheet.signed_on, limit: until }))
  const places = placesOf(rule.indicators)
  /** By their places in the model, and of others by their names. */
  const seen = new Set<number | string>()
  for (let place = 0; place < sheet.marks.length; place++) {
    const { indicator, mark, evidence } = sheet.marks[place] as SignedSheet['marks'][number]
    const where = (name: string): string => `${at}.marks.${place}.${name}`
    const own = places.get(indicator) ?? indicator
    if (own === indicator) {
      const code = rule.known.has(indicator) ? 'indicator_not_in_model' : 'indicator_unknown'
      found.push(refusal(code, where('indicator'), { value: indicator }))
    }
    if (seen.has(own)) found.push(refusal('indicator_twice', where('indicator'), { value: indicator }))
    seen.add(own)
    if (rule.evidenceRequired.has(mark) && evidence.length === 0)
      found.push(refusal('evidence_missing', where('evidence'), { value: mark, field: indicator }))
  }
  return found
}

type Signed = {
  readonly appraiser: string
  readonly mark: Mark
  readonly hasReason: boolean
  readonly sheet: number
  readonly place: number
}
const NOBODY: readonly Signed[] = []

/** What was signed for each indicator, by its place in the model; of others nothing is kept. */
function signedByPlace(sheets: readonly SignedSheet[], places: Places): readonly (readonly Signed[] | undefined)[] {
  const given = Array.from<Signed[] | undefined>({ length: places.size })
  for (let sheet = 0; sheet < sheets.length; sheet++) {
    const { appraiser, marks } = sheets[sheet] as SignedSheet
    for (let place = 0; place < marks.length; place++) {
      const { indicator, mark, override_reason } = marks[place] as SignedSheet['marks'][number]
      const of = places.get(indicator)
      if (of === undefined) continue
      const signed = { appraiser, mark, hasReason: override_reason !== undefined, sheet, place }
      const list = given[of]
      if (list === undefined) given[of] = [signed]
      else list.push(signed)
    }
  }
  return given
}

/** Steps between the best and the worst of marks, and of one more where there is one. */
function spreadOf(signed: readonly Signed[], also: Mark | undefined): number {
  let best = also === undefined ? MARKS.length : step(also)
  let worst = also === undefined ? 0 : best
  for (const { mark } of signed) {
    const of = step(mark)
    if (of < best) best = of
    if (of > worst) worst = of
  }
  return worst - best
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
  const found = sheets.flatMap((sheet, index) => sheetRefusals(sheet, index, rule, day))
  const appraisers = sheets.map(sheet => sheet.appraiser)
  for (const [index, appraiser] of appraisers.entries())
    if (appraisers.indexOf(appraiser) !== index)
      found.push(refusal('appraiser_twice', `sheets.${index}.appraiser`, { value: appraiser }))

  const given = signedByPlace(sheets, placesOf(rule.indicators))
  const marks: ConsolidatedMark[] = []
  const divergent: string[] = []
  for (let place = 0; place < rule.indicators.length; place++) {
    const indicator = rule.indicators[place] as string
    const signed = given[place] ?? NOBODY
    const fromFacts = measured.get(indicator)
    if (signed.length === 0) {
      if (fromFacts === undefined) found.push(refusal('mark_missing', 'sheets', { value: indicator }))
      else marks.push({ indicator, mark: fromFacts, basis: 'measured', spread: 0 })
      continue
    }
    for (const entry of signed)
      if (fromFacts !== undefined && entry.mark !== fromFacts && !entry.hasReason)
        found.push(
          refusal('override_reason_missing', `sheets.${entry.sheet}.marks.${entry.place}.override_reason`, {
            field: indicator,
            value: entry.mark,
            limit: fromFacts,
          }),
        )
    // What was measured holds until every appraiser of the panel marks it otherwise.
    const isOverridden = signed.length === sheets.length && signed.every(entry => entry.mark !== fromFacts)
    const mark = fromFacts === undefined || isOverridden ? lowerMiddle(signed.map(entry => entry.mark)) : fromFacts
    const spread = spreadOf(signed, isOverridden ? undefined : fromFacts)
    if (spread > rule.toleranceSteps) divergent.push(indicator)
    const basis = fromFacts === undefined ? 'judged' : isOverridden ? 'overridden' : 'measured'
    if (fair === undefined || basis !== 'judged') marks.push({ indicator, mark, basis, spread })
    else marks.push({ indicator, mark, basis, spread, fair: lowerMiddleOf(signed, fair) })
  }
  if (found.length > 0) return { ok: false, refusals: found }
  return ok({
    marks,
    divergent,
    appraisers: sheets.map(sheet => ({ appraiser: sheet.appraiser, grade: sheet.appraiser_grade })),
    isVisited: sheets.some(sheet => sheet.site_visit !== undefined && sheet.site_visit.visited_on <= day),
  })
}
