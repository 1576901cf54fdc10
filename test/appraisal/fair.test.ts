/**
 * A case that carries fair marks: the score they come to decides the grade, the raw one stands beside it, and the
 * record says all it takes to run it again.
 */
import { describe, expect, test } from 'vitest'
import { appraise } from '../../src/appraisal/appraise.ts'
import { contentSchema } from '../../src/appraisal/content.ts'
import { supposedBy, whatWouldRaise } from '../../src/appraisal/raise.ts'
import { recordOf } from '../../src/appraisal/record.ts'
import { replay, replayerOf } from '../../src/appraisal/replay.ts'
import { type Case, caseSchema } from '../../src/appraisal/schema.ts'
import { sure } from '../../src/kernel/result.ts'
import { fairOf, measurementOf } from '../../src/panel/fair/measured.ts'
import type { Fair } from '../../src/panel/fair/schema.ts'
import { MARKS, type Mark } from '../../src/panel/schema.ts'
import { valueText } from '../../src/rules/rows.ts'
import { FINAL_GRADES, TECHNOLOGY_GRADES } from '../../src/scoring/grades-schema.ts'
import { pointsText } from '../../src/scoring/score.ts'
import { drawnMark, playedPanel } from '../panel/severity/made.ts'
import { book, rules, textOf, theCase } from './sample.ts'

const DIGEST = `sha256:${'cd'.repeat(32)}`
const LIMITS = { fairMarksMin: 99, fairErrorMax: '0.25' }
const [own] = theCase.sheets
if (own === undefined) throw new Error('the sample has no sheet')
const APPRAISER = own.appraiser

/** Marks of a dozen appraisers of whom the one of the case is as lenient as given. */
function measuredAs(lenience: number): Fair {
  const played = playedPanel(11, 60, (chance, place, { of }) => drawnMark(chance, place + (of === 6 ? lenience : 0)))
  const ratings = played.ratings.map(one => (one.rater === 'r06' ? { ...one, rater: APPRAISER } : one))
  return fairOf({ measurement: measurementOf(ratings, '2026-02-28'), digest: DIGEST }, LIMITS, [APPRAISER])
}
const lenient = measuredAs(2)
const withFair = (fair: Fair, of: Case = theCase): Case => ({ ...of, fair })
const ran = (of: Case) => sure(appraise(rules, of))
/** As many points as each mark stands for, of a table. */
const tableOf = (marks: Readonly<Record<Mark, string>>): Fair => ({
  ...{ measured_to: '2026-02-28', measurement: DIGEST, marks_min: 99, error_max: '0.25' },
  appraisers: [
    { appraiser: APPRAISER, is: 'fair', marks: 200, severity: '0.0000', error: '0.1000', fair_marks: marks },
  ],
})
const WHOLE = { A: '4.000', B: '3.000', C: '2.000', D: '1.000', E: '0.000' }

describe('a fair score', () => {
  test('is the raw one to the last digit where every severity is zero, and the grade with it', () => {
    const [raw, fair] = [ran(theCase), ran(withFair(tableOf(WHOLE)))]
    expect(fair.graded.fair?.total).toBe(raw.graded.score.total)
    expect(fair.graded.fair?.items.map(one => one.points)).toEqual(raw.graded.score.items.map(one => one.points))
    expect([fair.graded.grade, fair.graded.technologyGrade]).toEqual([raw.graded.grade, raw.graded.technologyGrade])
    expect(fair.row).toEqual(raw.row)
  })

  test('takes from a technology the grade that leniency gave it, with the raw score beside it', () => {
    const [raw, fair] = [ran(theCase), ran(withFair(lenient))]
    expect(lenient.appraisers[0]).toMatchObject({ is: 'fair' })
    expect(Number(lenient.appraisers[0]?.severity)).toBeLessThan(-1.4)
    expect(fair.graded.score).toEqual(raw.graded.score)
    expect(fair.graded.fair?.total).toBeLessThan(raw.graded.score.total)
    const rank = (grade: (typeof TECHNOLOGY_GRADES)[number]) => TECHNOLOGY_GRADES.indexOf(grade)
    expect(rank(fair.graded.technologyGrade)).toBeGreaterThan(rank(raw.graded.technologyGrade))
    const fact = rules.vocabulary.byName.get('technology_score')
    if (fact === undefined) throw new Error('no fact of the score')
    expect(valueText(fact, fair.row[fact.index] ?? Number.NaN)).toBe(pointsText(fair.graded.fair?.total ?? 0))
    expect(FINAL_GRADES.indexOf(fair.graded.grade)).toBeGreaterThanOrEqual(FINAL_GRADES.indexOf(raw.graded.grade))
  })

  test('is the weights times what the judged marks stand for; what is measured or overridden counts as given', () => {
    const table = { A: '3.700', B: '2.450', C: '1.301', D: '0.600', E: '0.000' }
    const { graded, sheet } = ran(withFair(tableOf(table)))
    const points = rules.editions.rubric.mark_points.values
    const worth = (value: number): bigint => {
      // Thousandths of a mark between the two it lies between, in thousandths of a point.
      const place = Math.floor(value / 1000)
      const at = (of: number) => BigInt(points[MARKS[4 - of] as Mark] ?? '0')
      return (
        at(place) * BigInt(1000 - (value % 1000)) + (value % 1000 === 0 ? 0n : at(place + 1) * BigInt(value % 1000))
      )
    }
    const { weights } = rules.editions.models.models.find(one => one.code === graded.score.model) ?? {}
    const expected = sheet.marks.map(({ indicator, mark, basis }) => {
      const value = basis === 'judged' ? Number(table[mark].replace('.', '')) : (4 - MARKS.indexOf(mark)) * 1000
      const [whole = '0', part = ''] = (weights?.values[indicator] ?? '').split('.')
      return Number((BigInt(`${whole}${part.padEnd(6, '0')}`) * worth(value)) / 1000n)
    })
    expect(graded.fair?.items.map(one => one.points)).toEqual(expected)
    expect(graded.fair?.total).toBe(expected.reduce((sum, one) => sum + one, 0))
    expect(new Set(sheet.marks.map(one => one.basis)).size).toBeGreaterThan(1)
    expect(sheet.marks.filter(one => one.basis !== 'judged' && one.fair !== undefined)).toEqual([])
  })

  test('is of the lower middle of what marks stand for, each by who gave it; who is not measured keeps theirs', () => {
    const [first, ...others] = own.marks
    if (first === undefined) throw new Error('no mark')
    const sheets = (['A', 'B', 'B'] as const).map((mark, at) => ({
      ...{ ...own, id: `sheet-${at}`, appraiser: `person-${at}` },
      marks: [{ ...first, mark }, ...others],
    }))
    const fair: Fair = {
      ...tableOf(WHOLE),
      appraisers: [
        // An A that stands for less than a B, a B as given, and a B that stands for more.
        { appraiser: 'person-0', is: 'fair', fair_marks: { ...WHOLE, A: '2.900' } },
        { appraiser: 'person-1', is: 'few_marks' },
        { appraiser: 'person-2', is: 'fair', fair_marks: { ...WHOLE, B: '3.200' } },
      ],
    }
    const marks = ran(withFair(fair, { ...theCase, sheets })).sheet.marks
    expect(marks.find(one => one.indicator === first.indicator)).toMatchObject({ mark: 'B', fair: 3000 })
    // Of two the worse one, as of marks.
    const two = ran(withFair(fair, { ...theCase, sheets: sheets.slice(0, 2) })).sheet.marks
    expect(two.find(one => one.indicator === first.indicator)).toMatchObject({ mark: 'B', fair: 2900 })
  })

  test('leaves alone what is measured, also where it is marked as measured, and what is overridden', () => {
    const measured = ran(theCase).sheet.marks.filter(one => one.basis === 'measured')
    const [same, other] = measured
    if (same === undefined || other === undefined) throw new Error('nothing is measured')
    const evidence = own.marks[0]?.evidence ?? []
    const opposite = other.mark === 'C' ? 'B' : 'C'
    const marks = [
      ...own.marks,
      { indicator: same.indicator, mark: same.mark, evidence },
      { indicator: other.indicator, mark: opposite, evidence, override_reason: 'The year was no ordinary one.' },
    ] as const
    const found = ran(withFair(lenient, { ...theCase, sheets: [{ ...own, marks: [...marks] }] }))
    const of = (indicator: string) => found.sheet.marks.find(one => one.indicator === indicator)
    expect(of(same.indicator)).toEqual({ ...same, spread: 0 })
    expect(of(other.indicator)).toEqual({ ...other, mark: opposite, basis: 'overridden', spread: 0 })
  })

  test('is what a raise reckons from, and what it supposes attains the grade', () => {
    const appraisal = ran(withFair(lenient))
    const wanted = FINAL_GRADES[FINAL_GRADES.indexOf(appraisal.graded.grade) - 1]
    if (wanted === undefined) throw new Error('the best grade')
    const raise = whatWouldRaise(rules, appraisal, wanted)
    if (raise === undefined) throw new Error('nothing would raise it')
    const raised = sure(appraise(rules, withFair(lenient), supposedBy(raise)))
    expect(FINAL_GRADES.indexOf(raised.graded.grade)).toBeLessThanOrEqual(FINAL_GRADES.indexOf(wanted))
  })
})

describe('a record with fair marks', () => {
  const carried = withFair(lenient)
  const text = recordOf(ran(carried), carried, rules).text
  const record = JSON.parse(text)

  test('carries who is measured from what, and both scores; one without them says nothing of it', () => {
    expect(record.case.fair).toEqual(JSON.parse(JSON.stringify(lenient)))
    expect(record.case.fair).toMatchObject({ measurement: DIGEST, measured_to: '2026-02-28', error_max: '0.25' })
    expect(Number(record.scoring.fair.score)).toBeLessThan(Number(record.scoring.score))
    expect(record.facts).not.toEqual(JSON.parse(textOf(theCase)).facts)
    expect(textOf(theCase)).not.toContain('fair')
    // Nobody hands it in with a case.
    const { sheets: _, day: __, ...handed } = carried
    expect(contentSchema.safeParse(handed).success).toBe(false)
    const { fair: ___, ...content } = handed
    expect(contentSchema.safeParse(content).success).toBe(true)
    expect(caseSchema.safeParse(carried).success).toBe(true)
  })

  test('replays to the byte under rules that say nothing of it, read slowly and read as our own', () => {
    expect(sure(replay(text, book))).toEqual({ isIdentical: true })
    const replayed = replayerOf(book)
    for (const _ of ['strictly', 'as our own'])
      expect(replayed(text).result).toEqual({ ok: true, value: { isIdentical: true } })
  })

  test.each([
    ['what a mark stands for', (of: string) => of.replace(/("B":")\d/, '$12').replace(/("B":"2\.)\d/, '$19')],
    ['the fair score', (of: string) => of.replace(/("score":")(\d)(\d)/, '$1$39')],
    ['the fair marks taken away', (of: string) => of.replace(/,"fair_marks":\{[^}]*\}/, '')],
  ])('does not replay with %s changed', (_, change) => {
    const other = change(text)
    expect(other).not.toBe(text)
    expect(sure(replay(other, book)).isIdentical).toBe(false)
  })
})
