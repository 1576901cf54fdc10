/** Small lists of marks, made by hand or from a seed, for the tests of severity. */
import { type Chance, chanceFrom } from '../../../src/kernel/chance.ts'
import type { Rating } from '../../../src/panel/agreement/ratings.ts'
import { chancesInto } from '../../../src/panel/severity/chances.ts'
import type { RaterLimits } from '../../../src/panel/severity/edition.ts'

/** Rows of digits, a row for each technology and appraiser: `made({ 't1 r1': '2031' })`. A dot is no mark. */
export const made = (sheets: Readonly<Record<string, string>>): Rating[] =>
  Object.entries(sheets).flatMap(([key, digits]) => {
    const [subject = '', rater = ''] = key.split(' ')
    return [...digits].flatMap((digit, item) =>
      digit === '.' ? [] : [{ subject, rater, item: `i${item + 1}`, value: Number(digit) }],
    )
  })

/** Limits of the tests, which are not the edition's. */
export const LIMITS: RaterLimits = {
  usesFairScores: false,
  fairMarksMin: 99,
  fairErrorMax: '0.25',
  falseDiscoveryRate: 0.05,
  honestSpread: 0.3,
  sheetsMin: 3,
  haloRatioMax: 0.9,
  centralTendencyRatioMax: 0.8,
  driftMin: 0.5,
  meanSquareMin: 0.5,
  meanSquareMax: 1.5,
  secondsPerMarkMin: 20,
  hastyShareMax: 0.1,
  textSimilarityMin: 0.8,
  shingleLength: 5,
  textLengthMin: 12,
  accidentMultipleMin: 1.5,
}

const STEPS = [-1.8, -0.6, 0.6, 1.8]
const weights = Float64Array.from([0, 1, 2, 3, 4], k => Math.exp(-STEPS.slice(0, k).reduce((a, b) => a + b, 0)))

/** A mark E to A at a place on the line. */
export function drawnMark(chance: Chance, place: number): number {
  const chances = new Float64Array(5)
  chancesInto(chances, weights, 0, 4, place)
  let left = chance.unit()
  return Math.max(
    0,
    chances.findIndex(one => {
      left -= one
      return left < 0
    }),
  )
}

export type Sheet = { readonly subject: string; readonly rater: string; readonly day: number }

/**
 * Marks of a small panel: three appraisers of a dozen on each technology in turn, one technology a day; `markOf` gives
 * a mark from the place where an appraiser of no severity would stand.
 */
export function playedPanel(
  seed: number,
  cases: number,
  markOf: (chance: Chance, place: number, sheet: Sheet & { readonly of: number }) => number,
): { readonly ratings: Rating[]; readonly sheets: Sheet[] } {
  const chance = chanceFrom(seed, 0)
  const items = Array.from({ length: 20 }, (_, item) => (item - 9.5) / 8)
  const ratings: Rating[] = []
  const sheets: Sheet[] = []
  for (let place = 0; place < cases; place++) {
    const subject = `t${String(place).padStart(3, '0')}`
    const technology = 4 * chance.unit() - 2
    const first = chance.below(12)
    for (const step of [0, 1, 1 + chance.below(10) + 1]) {
      const of = (first + step) % 12
      const sheet = { subject, rater: `r${String(of).padStart(2, '0')}`, day: place, of }
      sheets.push(sheet)
      for (const [item, hard] of items.entries())
        ratings.push({ subject, rater: sheet.rater, item: `i${item}`, value: markOf(chance, technology - hard, sheet) })
    }
  }
  return { ratings, sheets }
}
