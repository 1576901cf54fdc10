// What would raise the grade: carried out in the way itself, it attains the grade; nothing cheaper was left out.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Appraisal, appraise } from '../../src/appraisal/appraise.ts'
import { nextBetter, supposedBy, whatWouldRaise } from '../../src/appraisal/raise.ts'
import { sure } from '../../src/kernel/result.ts'
import { MARKS } from '../../src/panel/schema.ts'
import { gradeRank } from '../../src/scoring/grades.ts'
import { FINAL_GRADES } from '../../src/scoring/grades-schema.ts'
import { HORIZONS } from '../../src/scoring/rubric-schema.ts'
import { appraised, caseWith, rules, sample, theCase } from './sample.ts'

const start = appraised(theCase)
const paper = sample.sheets[0]?.marks[0]?.evidence
/** The case with other judged marks, each with the paper that A and E ask for. */
const casesWith = () =>
  fc.array(fc.constantFrom(...MARKS), { minLength: 33, maxLength: 33 }).map(marks =>
    caseWith(
      Object.fromEntries(
        (sample.sheets[0]?.marks ?? []).flatMap((_, place) => [
          [`sheets.0.marks.${place}.mark`, marks[place]],
          [`sheets.0.marks.${place}.evidence`, paper],
        ]),
      ),
    ),
  )
const effortOf = (appraisal: Appraisal, wanted: (typeof FINAL_GRADES)[number]) =>
  whatWouldRaise(rules, appraisal, wanted)?.effort ?? Number.POSITIVE_INFINITY

describe('the next better grade', () => {
  test('of B is BB, of D is C, of AAA there is none', () => {
    expect([nextBetter('B'), nextBetter('D'), nextBetter('AAA')]).toEqual(['BB', 'C', undefined])
  })
})

describe('what would raise the sample', () => {
  test('to the grade it has is nothing', () => {
    expect(whatWouldRaise(rules, start, start.graded.grade)).toEqual({
      wanted: start.graded.grade,
      effort: 0,
      steps: [],
    })
  })

  test('is told by how soon each can change, soonest first, and adds up', () => {
    const wanted = nextBetter(start.graded.grade)
    if (wanted === undefined) throw new Error('the sample can rise')
    const raise = whatWouldRaise(rules, start, wanted)
    if (raise === undefined) throw new Error(`${wanted} can be reached`)
    const horizons = raise.steps.map(step => HORIZONS.indexOf(step.horizon))
    expect(horizons).toEqual([...horizons].sort((a, b) => a - b))
    const all = raise.steps.flatMap(step => step.improvements)
    expect(all.length).toBeGreaterThan(0)
    expect(all.reduce((sum, one) => sum + one.effort, 0)).toBe(raise.effort)
    for (const step of raise.steps)
      for (const one of step.improvements)
        expect([one.horizon, MARKS.indexOf(one.to) < MARKS.indexOf(one.from)]).toEqual([step.horizon, true])
  })

  test('is nothing that would help where only a lower risk can', () => {
    // R10 gives D whatever the technology (rules/grades 2026-01, matrix).
    const hopeless = { ...start, graded: { ...start.graded, risk: { ...start.graded.risk, grade: 'R10' as const } } }
    expect(whatWouldRaise(rules, hopeless, 'C')).toBeUndefined()
    expect(whatWouldRaise(rules, hopeless, 'D')?.effort).toBe(0)
  })

  test('is never written into the case or its sheet', () => {
    const before = JSON.stringify(start.sheet)
    const raise = whatWouldRaise(rules, start, 'AAA')
    if (raise !== undefined) appraise(rules, theCase, supposedBy(raise))
    expect(JSON.stringify(start.sheet)).toBe(before)
  })
})

describe('for any marks', () => {
  test('supposing the improvements attains the grade that was wanted', () => {
    fc.assert(
      fc.property(casesWith(), fc.constantFrom(...FINAL_GRADES), (given, wanted) => {
        const appraisal = appraised(given)
        const raise = whatWouldRaise(rules, appraisal, wanted)
        if (raise === undefined) return
        const raised = sure(appraise(rules, given, supposedBy(raise)))
        expect(gradeRank(raised.graded.grade)).toBeLessThanOrEqual(gradeRank(wanted))
        expect(raised.graded.risk).toEqual(appraisal.graded.risk)
        for (const [place, { mark }] of raised.sheet.marks.entries())
          expect(MARKS.indexOf(mark)).toBeLessThanOrEqual(MARKS.indexOf(appraisal.sheet.marks[place]?.mark ?? 'A'))
      }),
      { numRuns: 60 },
    )
  })

  test('leaving one improvement out misses the grade, or it was not the cheapest way', () => {
    fc.assert(
      fc.property(casesWith(), given => {
        const appraisal = appraised(given)
        const wanted = nextBetter(appraisal.graded.grade)
        const raise = wanted === undefined ? undefined : whatWouldRaise(rules, appraisal, wanted)
        if (wanted === undefined || raise === undefined) return
        for (const left of supposedBy(raise).keys()) {
          const fewer = new Map([...supposedBy(raise)].filter(([indicator]) => indicator !== left))
          const { grade } = sure(appraise(rules, given, fewer)).graded
          expect(gradeRank(grade)).toBeGreaterThan(gradeRank(wanted))
        }
      }),
      { numRuns: 25 },
    )
  })

  test('a better grade never takes less effort, and what cannot be reached no marks reach', () => {
    fc.assert(
      fc.property(casesWith(), given => {
        const appraisal = appraised(given)
        const efforts = FINAL_GRADES.map(wanted => effortOf(appraisal, wanted))
        expect(efforts).toEqual([...efforts].sort((a, b) => b - a))
        const best = new Map(appraisal.sheet.marks.map(one => [one.indicator, 'A' as const]))
        const reached = gradeRank(sure(appraise(rules, given, best)).graded.grade)
        expect(efforts.map(effort => effort < Number.POSITIVE_INFINITY)).toEqual(
          FINAL_GRADES.map((_, rank) => rank >= reached),
        )
      }),
      { numRuns: 40 },
    )
  })
})
