/** Estimating a scorecard: bands, weights, regression, scaling by hand; the edition made again from its samples. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { bandIndex, bandsOf, multipleOf, type Observation, weightsOfEvidence } from '../../src/book/banding.ts'
import { logisticFit } from '../../src/book/logistic.ts'
import { fittedPoints, pointDifferences, recipeOf, scaleOf, statedPoints } from '../../src/book/risk-recipe.ts'
import { isTraining, lineHash, rowsOf } from '../../src/book/sample.ts'
import { chanceOf, fittedScorecard, pointsAtChance, type Scale, totalOf } from '../../src/book/scorecard-fit.ts'
import { calibrationReport, samplesFolder } from '../../src/cli/reports/calibration.ts'
import { compileScorecards, riskScore } from '../../src/scoring/risk.ts'
import { RISK_GRADES, riskSchema } from '../../src/scoring/risk-schema.ts'

const TOP = new URL('../../', import.meta.url)
const edition = riskSchema.parse(JSON.parse(readFileSync(new URL('rules/risk/2026-01.json', TOP), 'utf8')))

describe('reading a sample', () => {
  test('a byte order mark, quoted commas and doubled quotes are read as they are meant', () => {
    const rows = rowsOf('\ufeffname,n\r\n"Winset, Inc. ""dba""",2\r\nplain,\r\n')
    expect(rows.map(({ cells }) => cells)).toEqual([
      { name: 'Winset, Inc. "dba"', n: '2' },
      { name: 'plain', n: '' },
    ])
  })

  test('the hash is FNV-1a, by the published values for "", "a" and "foobar"', () => {
    expect([lineHash(''), lineHash('a'), lineHash('foobar')]).toEqual([0x811c9dc5, 0xe40c292c, 0xbf9cf968])
  })

  test('a row that stands twice falls on one side of the split', () => {
    const split = { by: 'line_hash', modulus: 3, held_out: 0 } as const
    const [one, other] = rowsOf('a,b\n1,2\n1,2')
    expect(one && other && isTraining(one, split) === isTraining(other, split)).toBe(true)
  })
})

const seen = (pairs: readonly (readonly [number, number, number])[]): Observation[] =>
  pairs.flatMap(([value, good, bad]) => [
    ...Array.from({ length: good }, () => ({ value, isBad: false })),
    ...Array.from({ length: bad }, () => ({ value, isBad: true })),
  ])
const SETTINGS = { bandsFirst: 4, bandsMax: 4, shareMin: 0.05, significance: 0.05 }

describe('bands', () => {
  test('an edge belongs to the band above it', () => {
    expect([0.0999, 0.1, 0.2].map(value => bandIndex([0.1, 0.2], value))).toEqual([0, 1, 2])
  })

  test('bands whose default rate moves the wrong way are joined', () => {
    const bands = bandsOf(
      seen([
        [1, 50, 50],
        [2, 90, 10],
        [3, 70, 30],
        [4, 98, 2],
      ]),
      'higher_is_better',
      1,
      SETTINGS,
    )
    expect(bands.map(({ from, good, bad }) => [from, good, bad])).toEqual([
      [undefined, 50, 50],
      [2, 160, 40],
      [4, 98, 2],
    ])
  })

  test('bands that do not differ are joined', () => {
    const bands = bandsOf(
      seen([
        [1, 50, 50],
        [2, 90, 10],
        [3, 91, 9],
        [4, 92, 8],
      ]),
      'higher_is_better',
      1,
      SETTINGS,
    )
    expect(bands.map(({ from }) => from)).toEqual([undefined, 2])
  })

  test('an attribute that points the other way has one band, so it is left out', () => {
    const bands = bandsOf(
      seen([
        [1, 98, 2],
        [2, 90, 10],
        [3, 70, 30],
        [4, 50, 50],
      ]),
      'higher_is_better',
      1,
      SETTINGS,
    )
    expect(bands.length).toBe(1)
  })

  test('an edge is the very number its text stands for', () => {
    expect(multipleOf(0.05, 1.21)).toBe(1.2)
    expect(multipleOf(0.01, -0.0312)).toBe(-0.03)
    expect(multipleOf(1, 17.6)).toBe(18)
  })

  test('weights of evidence by hand: ln((80.5/100)/(20.5/50)) and ln((20.5/100)/(30.5/50))', () => {
    const weights = weightsOfEvidence([
      { from: undefined, good: 80, bad: 20 },
      { from: 1, good: 20, bad: 30 },
    ])
    expect(weights).toEqual([Math.log(0.805 / 0.41), Math.log(0.205 / 0.61)].map(value => expect.closeTo(value, 12)))
  })
})

describe('logistic regression', () => {
  // Wikipedia, Logistic regression: intercept -4.0777 (error 1.7610), hours 1.5046 (0.6287).
  test('twenty students by their hours of study have the printed coefficients and errors', () => {
    const hours = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 1.75, 2, 2.25, 2.5, 2.75, 3, 3.25, 3.5, 4, 4.25, 4.5, 4.75, 5, 5.5]
    const passed = [0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1]
    const { coefficients, errors } = logisticFit(
      hours.map(value => [value]),
      passed,
      0,
    )
    expect(coefficients).toEqual([-4.0777, 1.5046].map(value => expect.closeTo(value, 4)))
    expect(errors).toEqual([1.761, 0.6287].map(value => expect.closeTo(value, 3)))
  })

  test('one yes or no: the coefficient is the log of the odds ratio, its variance the sum of reciprocal counts', () => {
    const cells = [
      [0, 0, 40],
      [0, 1, 10],
      [1, 0, 30],
      [1, 1, 20],
    ] as const
    const rows = cells.flatMap(([x, y, n]) => Array.from({ length: n }, () => ({ x, y })))
    const { coefficients, errors } = logisticFit(
      rows.map(({ x }) => [x]),
      rows.map(({ y }) => y),
      0,
    )
    expect(coefficients[1]).toBeCloseTo(Math.log((20 * 40) / (30 * 10)), 10)
    expect((errors[1] ?? 0) ** 2).toBeCloseTo(1 / 40 + 1 / 10 + 1 / 30 + 1 / 20, 8)
  })

  test('two columns that are the same cannot be told apart and are a fault', () => {
    expect(() =>
      logisticFit(
        [
          [1, 1],
          [2, 2],
          [3, 3],
          [4, 4],
        ],
        [0, 1, 0, 1],
        0,
      ),
    ).toThrow(/not independent/)
  })
})

const scale: Scale = { anchorPoints: 500, anchorOdds: 20, doublingPoints: 20, populationRate: 0.052 }

test('points mean odds: 500 is 20 to 1, 20 points more 40 to 1; a chance gives the least total that has it', () => {
  expect(chanceOf(500, scale)).toBeCloseTo(1 / 21, 12)
  expect(chanceOf(520, scale)).toBeCloseTo(1 / 41, 12)
  expect(pointsAtChance(1 / 21, scale)).toBe(500)
  for (const grade of RISK_GRADES.slice(0, -1)) {
    const points = Number(edition.grade_points_min.values[grade])
    const chance = Number(edition.grade_chance_max.values[grade])
    expect(chanceOf(points, scaleOf(edition))).toBeLessThanOrEqual(chance)
    expect(chanceOf(points - 1, scaleOf(edition))).toBeGreaterThan(chance)
  }
})

test('a scorecard of one yes or no by hand: points are 20 / ln 2 times the log odds beside the average', () => {
  const lines = [
    ...Array.from({ length: 80 }, () => '1,0'),
    ...Array.from({ length: 20 }, () => '1,1'),
    ...Array.from({ length: 50 }, () => '0,0'),
    ...Array.from({ length: 50 }, () => '0,1'),
  ]
  const rows = rowsOf(['flag,bad', ...lines].join('\n'))
  const recipe = {
    attributes: [
      { code: 'flag', direction: 'higher_is_better', column: 'flag', less: 0, recode: {}, step: 1, edges: [1] },
    ],
    target: 'bad',
    split: { by: 'column', column: 'none', training: '' },
    banding: SETTINGS,
    ridge: 0,
  } as const
  const all = rows.map(row => ({ ...row, cells: { ...row.cells, none: '' } }))
  const fit = fittedScorecard(all, recipe, { ...scale, populationRate: 0.35 })
  // The two bands have odds 4 and 1, so their totals lie 20 ln 4 / ln 2 = 40 points apart, at the sample's own level.
  const [lower, upper] = fit.attributes[0]?.bands.map(({ points }) => fit.basePoints + points) ?? []
  expect((upper ?? 0) - (lower ?? 0)).toBe(40)
  expect(lower).toBe(Math.round(500 - (20 / Math.LN2) * Math.log(20)))
})

test('one point changed in an edition is found, and so is an edge', () => {
  const card = edition.scorecards[1]
  if (card === undefined) throw new Error('the edition has two scorecards')
  const stated = statedPoints(card)
  expect(pointDifferences(stated, stated)).toEqual([])
  const bands = { employees: { '': '-7', '6': '15' } }
  expect(pointDifferences(stated, { ...stated, bands })).toEqual(['employees from 6: 14 stated, 15 estimated'])
  expect(pointDifferences(stated, { base: '496', bands: { employees: { '': '-7', '7': '14' } } }).length).toBe(3)
})

describe('the samples', () => {
  const folder = samplesFolder(TOP)
  const isThere = edition.scorecards.every(({ estimation: { files } }) =>
    existsSync(join(folder, files.folder, files.fitted)),
  )

  test(isThere
    ? 'lead again to every point and chance the editions state'
    : 'are not here, so the report says so and nothing is compared', () => {
    const report = calibrationReport(folder)
    if (!isThere) {
      expect(report).toMatchObject({ absent: expect.stringContaining('5year.csv') })
      return
    }
    expect(String(report).match(/again: equal/g)?.length).toBe(3)
    expect(report).not.toContain('NOT equal')
  }, 60_000)

  test(isThere
    ? 'get the same totals from the scorecard in use as from the fit'
    : 'are not here, so no totals are compared', () => {
    const compiled = compileScorecards(edition)
    for (const card of isThere ? edition.scorecards : []) {
      const { files } = card.estimation
      const rows = rowsOf(readFileSync(join(folder, files.folder, files.fitted), 'utf8'))
      const recipe = recipeOf(card)
      const fit = fittedScorecard(rows, recipe, scaleOf(edition))
      expect(pointDifferences(statedPoints(card), fittedPoints(fit))).toEqual([])
      const estimated = recipe.attributes.filter(({ code }) => fit.attributes.some(item => item.code === code))
      const assumed = card.attributes.filter(({ origin }) => origin === 'assumed').map(({ code }) => code)
      for (const row of rows.filter((_, index) => index % 7 === 0)) {
        const inputs = Object.fromEntries(
          estimated.map(item => [item.code, plainDecimal(row.cells[item.column], item.less)]),
        )
        const { items, total } = riskScore(compiled, card.code, inputs)
        const ours = items
          .filter(({ attribute }) => assumed.includes(attribute))
          .reduce((sum, { points }) => sum + points, 0)
        expect(total - ours).toBe(totalOf(row, recipe, fit))
      }
    }
  }, 60_000)

  test('that are not there make no report: the answer says what is absent and where to name it', () => {
    const nowhere = join(fileURLToPath(TOP), 'no-such-folder')
    expect(calibrationReport(nowhere)).toEqual({ absent: expect.stringContaining('TECH_GUARANTEE_SAMPLES') })
  })
})

/** A cell of a sample as the plain decimal text a fact would carry, nine decimals kept. */
function plainDecimal(cell: string | undefined, less: number): string | undefined {
  if (cell === undefined || cell === '') return undefined
  const billionths = BigInt(Math.round((Number(cell) - less) * 1e9))
  const size = String(billionths < 0n ? -billionths : billionths).padStart(10, '0')
  return `${billionths < 0n ? '-' : ''}${size.slice(0, -9)}.${size.slice(-9)}`
}
