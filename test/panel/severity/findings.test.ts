/** What is found of appraisers: by printed examples, by hand, and in panels with planted faults. */
import { describe, expect, test } from 'vitest'
import { sure } from '../../../src/kernel/result.ts'
import type { Rating } from '../../../src/panel/agreement/ratings.ts'
import { atLeast, copiedTexts, outcomes, speed, type Written } from '../../../src/panel/severity/conduct.ts'
import { drift, misfit } from '../../../src/panel/severity/drift.ts'
import {
  adjusted,
  countInterval,
  type Finding,
  robustSpread,
  shareInterval,
} from '../../../src/panel/severity/findings.ts'
import { dispersionOf, leniency } from '../../../src/panel/severity/leniency.ts'
import { powerOf } from '../../../src/panel/severity/power.ts'
import { rasch } from '../../../src/panel/severity/rasch.ts'
import { simulatedPanel } from '../../../src/panel/severity/simulated.ts'
import { centralTendency, halo } from '../../../src/panel/severity/spread.ts'
import { drawnMark, LIMITS, made, playedPanel } from './made.ts'

const foundIn = (findings: readonly Finding[]) => findings.filter(one => one.isFound).map(one => one.rater)

describe('many at once', () => {
  // Benjamini & Hochberg 1995, p. 295: of fifteen p-values the four least are found at 5 %.
  const printed = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
  ]
  test('the printed example finds four', () => {
    expect(adjusted(printed).filter(rate => rate <= 0.05)).toHaveLength(4)
    expect(adjusted([...printed].reverse()).filter(rate => rate <= 0.05)).toHaveLength(4)
  })
  test('a rate is the p-value times their number over its place, and never falls with the p-value', () => {
    expect(adjusted([0.01, 0.02, 0.5])).toEqual([0.03, 0.03, 0.5])
    expect(adjusted([0.04, 0.04])).toEqual([0.04, 0.04])
    expect(adjusted([])).toEqual([])
  })
})

describe('intervals', () => {
  // Printed in tables of binomial and Poisson limits, such as Documenta Geigy.
  test.each([
    [0, 10, 0, 0.3085],
    [1, 10, 0.0025, 0.445],
    [5, 10, 0.1871, 0.8129],
    [10, 10, 0.6915, 1],
  ])('%i of %i by Clopper and Pearson', (hits, of, low, high) => {
    const found = shareInterval(hits, of)
    expect(found[0]).toBeCloseTo(low, 4)
    expect(found[1]).toBeCloseTo(high, 4)
  })
  test.each([
    [0, 0, 3.6889],
    [1, 0.0253, 5.5716],
    [10, 4.7954, 18.3904],
  ])('%i events by Garwood', (count, low, high) => {
    const found = countInterval(count)
    expect(found[0]).toBeCloseTo(low, 3)
    expect(found[1]).toBeCloseTo(high, 3)
  })
  test('Qn of three numbers is 2.2219 x 0.994 times the least difference, and an outlier does not move it', () => {
    expect(robustSpread([0, 1, 3])).toBeCloseTo(2.2219 * 0.994, 12)
    expect(robustSpread([0, 1, 3000])).toBeCloseTo(2.2219 * 0.994, 12)
    expect([robustSpread([]), robustSpread([5])]).toEqual([0, 0])
  })
})

describe('planted faults', () => {
  const panel = {
    cases: 200,
    appraisers: 60,
    items: 33,
    drawn: 3,
    honestSpread: 0.3,
    lenient: [2, 2, 1],
    halo: [0.8],
  }
  const limits = { ...LIMITS, falseDiscoveryRate: 0.03, haloRatioMax: 0.95 }
  const power = powerOf(panel, limits, 3)

  test('two logits of leniency and a strong halo are found each time', () => {
    expect(power.leniency.planted).toMatchObject([{ size: 1 }, { size: 2, planted: 6, found: 6 }])
    expect(power.halo.planted).toEqual([{ size: 0.8, planted: 3, found: 3 }])
  })

  test('hardly anybody is found who has no fault, and severities are off by their errors', () => {
    expect(power.leniency.wrong).toBeLessThanOrEqual(1)
    expect(power.halo.wrong).toBe(0)
    expect(power.severityError / power.severityErrorTold).toBeGreaterThan(0.8)
    expect(power.severityError / power.severityErrorTold).toBeLessThan(1.25)
    expect(Math.abs(power.slope - 1)).toBeLessThan(0.05)
  })

  test('a lenient appraiser has a figure below zero, and a severe one is found as severe', () => {
    const seen = simulatedPanel({ ...panel, cases: 100, lenient: [2, -2], halo: [] }, 7)
    const { findings, spread, observedSpread } = sure(leniency(sure(rasch(seen.ratings)), limits))
    const figures = new Map(findings.map(one => [one.rater, one]))
    for (const [rater, size] of seen.lenient) {
      expect(figures.get(rater)).toMatchObject({ isFound: true })
      expect(Math.sign(figures.get(rater)?.figure ?? 0)).toBe(-Math.sign(size))
      expect(Math.abs(figures.get(rater)?.figure ?? 0)).toBeGreaterThan(figures.get(rater)?.limit ?? 9)
    }
    expect(spread).toBe(Math.max(0.3, observedSpread))
  })

  test('where honest appraisers differ by a whole logit, one of them is nobody to be found', () => {
    const seen = simulatedPanel({ ...panel, cases: 100, honestSpread: 1, lenient: [], halo: [] }, 3)
    const told = sure(leniency(sure(rasch(seen.ratings)), limits))
    expect(told.observedSpread).toBeGreaterThan(0.7)
    expect(foundIn(told.findings)).toEqual([])
  })

  test('the error of a severity grows where one impression is given for a whole sheet', () => {
    const seen = simulatedPanel({ ...panel, cases: 200, lenient: [], halo: [0.9] }, 5)
    const { fitted } = sure(rasch(seen.ratings)).subsets[0] ?? {}
    if (fitted === undefined) throw new Error('nothing was measured')
    const dispersion = dispersionOf(fitted)
    expect(Math.max(...dispersion)).toBe(dispersion.at(-1))
    expect(dispersion.at(-1)).toBeGreaterThan(4)
  })

  test('one appraiser alone is compared with nobody', () => {
    const alone = leniency(sure(rasch(made({ 't1 r1': '123', 't2 r1': '320' }))), LIMITS)
    expect(alone.ok || alone.refusals).toEqual([
      { code: 'statistic_undefined', at: 'leniency', params: { why: 'one_rater', value: 'r1' } },
    ])
  })
})

describe('the spread of marks', () => {
  test('who keeps to the middle is found by all their marks, and has little spread within sheets', () => {
    const { ratings } = playedPanel(11, 60, (chance, place, { of }) => {
      const mark = drawnMark(chance, place)
      return of === 4 ? Math.min(3, Math.max(1, mark)) : mark
    })
    const of = sure(rasch(ratings))
    expect(foundIn(centralTendency(of, LIMITS))).toEqual(['r04'])
    expect(foundIn(halo(of, LIMITS))).toEqual(['r04'])
  })

  test('who repeats one mark through a sheet has a halo, and keeps to no middle', () => {
    const { ratings } = playedPanel(12, 60, (chance, place, { of }) => (of === 4 ? 0 : drawnMark(chance, place)))
    const { ratings: once } = playedPanel(13, 60, (chance, place) => drawnMark(chance, place))
    const firstOf = new Map(once.map(one => [one.subject, one.value]))
    const coloured = ratings.map(one =>
      one.rater === 'r04' ? { ...one, value: (firstOf.get(one.subject) ?? 0) % 2 === 0 ? 1 : 4 } : one,
    )
    const of = sure(rasch(coloured))
    expect(foundIn(halo(of, LIMITS))).toEqual(['r04'])
    expect(foundIn(centralTendency(of, LIMITS))).toEqual([])
    expect(halo(of, LIMITS).find(one => one.rater === 'r04')?.figure).toBe(0)
  })

  test('what is expected is what comes, to its variance: standardised, honest appraisers are standard normals', () => {
    const scores = [21, 22, 23, 24, 25, 26].flatMap(seed => {
      const { ratings } = playedPanel(seed, 60, (chance, place) => drawnMark(chance, place))
      return halo(sure(rasch(ratings)), { ...LIMITS, haloRatioMax: 1 }).map(
        one => (one.figure - 1) / ((one.high - one.low) / 2 / 1.96),
      )
    })
    const mean = scores.reduce((a, b) => a + b, 0) / scores.length
    const spread = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length)
    expect(scores).toHaveLength(72)
    expect(Math.abs(mean)).toBeLessThan(0.3)
    expect(Math.abs(spread - 1)).toBeLessThan(0.25)
  })

  test('with fewer sheets than the edition asks for nothing is told', () => {
    const { ratings } = playedPanel(11, 60, (chance, place) => drawnMark(chance, place))
    expect(halo(sure(rasch(ratings)), { ...LIMITS, sheetsMin: 1000 })).toEqual([])
  })
})

describe('drift and fit', () => {
  const DAYS = 120
  const played = playedPanel(31, DAYS, (chance, place, { of, day }) =>
    // Appraiser 7 grows more lenient by three logits a year.
    drawnMark(chance, of === 7 ? place + (3 * day) / 365.25 : place),
  )
  const of = sure(rasch(played.ratings))

  test('who grows lenient is found, with the rate a year and its sign', () => {
    const found = drift(of, played.sheets, LIMITS)
    expect(foundIn(found)).toEqual(['r07'])
    const one = found.find(each => each.rater === 'r07')
    expect(one?.low).toBeLessThan(-3)
    expect(one?.high).toBeGreaterThan(-3)
    expect(one?.figure).toBeLessThan(-1.5)
  })

  test('the same marks in turned time are growing severity', () => {
    const turned = played.sheets.map(one => ({ ...one, day: DAYS - one.day }))
    const figureOf = (sheets: typeof turned) => drift(of, sheets, LIMITS).find(one => one.rater === 'r07')?.figure ?? 0
    expect(figureOf(turned)).toBeCloseTo(-figureOf(played.sheets), 9)
  })

  test('where nobody drifts, rates are off by their errors: standard normals', () => {
    const scores = [41, 42, 43, 44, 45, 46].flatMap(seed => {
      const calm = playedPanel(seed, 60, (chance, place) => drawnMark(chance, place))
      return drift(sure(rasch(calm.ratings)), calm.sheets, LIMITS).map(
        one => one.figure / ((one.high - one.low) / 3.92),
      )
    })
    const square = scores.reduce((sum, score) => sum + score * score, 0) / scores.length
    expect(scores.length).toBe(72)
    expect(square).toBeGreaterThan(0.65)
    expect(square).toBeLessThan(1.4)
  })

  test('of who gives one impression a sheet a drift is told with so much less certainty', () => {
    const { ratings, sheets } = playedPanel(61, 60, (chance, place) => drawnMark(chance, place))
    const impressions = new Map(ratings.map(one => [one.subject, one.value]))
    const coloured = ratings.map(one =>
      one.rater === 'r03' ? { ...one, value: impressions.get(one.subject) ?? 0 } : one,
    )
    const widthOf = (list: readonly Rating[]) => {
      const found = drift(sure(rasch(list)), sheets, LIMITS).find(one => one.rater === 'r03')
      return (found?.high ?? 0) - (found?.low ?? 0)
    }
    expect(widthOf(coloured)).toBeGreaterThan(1.8 * widthOf(ratings))
  })

  test('sheets all signed on one day tell no drift', () => {
    expect(
      drift(
        of,
        played.sheets.map(one => ({ ...one, day: 5 })),
        LIMITS,
      ),
    ).toEqual([])
    expect(drift(of, [], LIMITS)).toEqual([])
  })

  test('who marks by dice fits nothing', () => {
    const dice = playedPanel(51, 60, (chance, place, sheet) =>
      sheet.of === 2 ? chance.below(5) : drawnMark(chance, place),
    )
    const found = misfit(sure(rasch(dice.ratings)), LIMITS)
    expect(foundIn(found)).toEqual(['r02'])
    expect(found.find(one => one.rater === 'r02')?.figure).toBeGreaterThan(1.5)
  })
})

describe('conduct', () => {
  const sheets = (rater: string, seconds: readonly number[]) =>
    seconds.map(each => ({ rater, marks: 10, seconds: each }))

  test('sheets quicker than marks can be given are counted against the share let pass', () => {
    const slow = Array.from({ length: 18 }, () => 900)
    const found = sure(
      speed(
        [...sheets('quick', [...slow, 100, 199, 50, 60, 70, 80, 90]), ...sheets('slow', [...slow, 200, 50])],
        LIMITS,
      ),
    )
    expect(foundIn(found)).toEqual(['quick'])
    expect(found.map(one => one.figure)).toEqual([7 / 25, 1 / 20])
    // Of 25 at a tenth each, seven or more.
    const binomial = [0, 1, 2, 3, 4, 5, 6].reduce((sum, k) => sum + choose(25, k) * 0.1 ** k * 0.9 ** (25 - k), 0)
    expect(found[0]?.chance).toBeCloseTo(1 - binomial, 10)
  })

  test('a sheet of no marks, or of a time that is none, is refused', () => {
    const wrong = speed(
      [
        { rater: 'r', marks: 0, seconds: 1 },
        { rater: 'r', marks: 1, seconds: Number.NaN },
      ],
      LIMITS,
    )
    expect(wrong.ok || wrong.refusals.map(one => [one.code, one.at])).toEqual([
      ['rating_value_malformed', '0.marks'],
      ['rating_value_malformed', '1.seconds'],
    ])
  })

  const written = (subject: string, rater: string, kind: Written['kind'], text: string): Written => ({
    subject,
    rater,
    item: 'i1',
    kind,
    text,
  })
  const REASON = 'The prototype ran for six hundred hours without a fault.'

  test('texts are compared by their pieces, whatever their blanks, case and width', () => {
    // abcdef and bcdefg have four pieces of three each, three of them shared: 3 / 5.
    const limits = { ...LIMITS, shingleLength: 3, textLengthMin: 3, textSimilarityMin: 0.6 }
    const pair = [written('t1', 'r1', 'reason', 'abcdef'), written('t2', 'r2', 'reason', 'B c-D \uff45 fg')]
    expect(copiedTexts(pair, limits)).toEqual([{ one: 0, other: 1, figure: 0.6, limit: 0.6, shared: 3, of: 5 }])
    expect(copiedTexts(pair, { ...limits, textSimilarityMin: 0.61 })).toEqual([])
  })

  test('a reason copied to another sheet is found, a quotation of the same technology is not', () => {
    const texts = [
      written('t1', 'r1', 'reason', REASON),
      written('t2', 'r1', 'reason', `${REASON.toUpperCase()} `),
      written('t1', 'r2', 'quotation', REASON),
      written('t1', 'r3', 'quotation', REASON),
      written('t9', 'r3', 'quotation', REASON),
      written('t1', 'r1', 'reason', REASON),
      written('t4', 'r4', 'reason', 'too short'),
      written('t5', 'r5', 'reason', 'too short'),
    ]
    expect(copiedTexts(texts, LIMITS).map(({ one, other, figure }) => [one, other, figure])).toEqual([
      [0, 1, 1],
      [1, 5, 1],
      [2, 4, 1],
      [3, 4, 1],
    ])
  })

  test('the chance of so many events or more is the sum over all that could have come', () => {
    const chances = [0.1, 0.3, 0.25, 0.6, 0.05]
    for (const count of [0, 1, 2, 3, 4, 5]) {
      let sum = 0
      for (let set = 0; set < 32; set++) {
        const events = chances.map((_, at) => (set >> at) % 2 === 1)
        if (events.filter(Boolean).length >= count)
          sum += chances.reduce((product, chance, at) => product * (events[at] === true ? chance : 1 - chance), 1)
      }
      expect(atLeast(count, chances)).toBeCloseTo(sum, 12)
    }
  })

  test('who marked higher than outcomes bore out is found', () => {
    const list = (rater: string, accidents: number) =>
      Array.from({ length: 100 }, (_, at) => ({ rater, chance: 0.05, isAccident: at < accidents }))
    const found = sure(outcomes([...list('borne-out', 5), ...list('hopeful', 16)], LIMITS))
    expect(foundIn(found)).toEqual(['hopeful'])
    expect(found[1]?.figure).toBeCloseTo(16 / 5, 12)
    expect(found[1]?.low).toBeCloseTo(countInterval(16)[0] / 5, 9)
    const wrong = outcomes([{ rater: 'r', chance: 1, isAccident: true }], LIMITS)
    expect(wrong.ok || wrong.refusals[0]?.at).toBe('0.chance')
  })
})

const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k)
