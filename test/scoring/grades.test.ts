/** The grades: cut-offs, the matrix, and chances of default, none of which may reward the worse. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decimalText } from '../../src/kernel/decimal.ts'
import { editionWords } from '../../src/kernel/sourced.ts'
import {
  compileGrades,
  defaultChanceOf,
  finalGradeOf,
  gradeRank,
  isAtLeastGrade,
  technologyGradeOf,
} from '../../src/scoring/grades.ts'
import {
  FINAL_GRADES,
  type GradesEdition,
  gradesFindings,
  gradesSchema,
  gradesWordKeys,
  TECHNOLOGY_GRADES,
} from '../../src/scoring/grades-schema.ts'
import { RISK_GRADES } from '../../src/scoring/risk-schema.ts'
import { wordFindings } from '../../src/scoring/rubric-schema.ts'

const file = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../rules/grades/${name}`, import.meta.url), 'utf8'))
const edition = gradesSchema.parse(file('2026-01.json'))
const compiled = compileGrades(edition)

function withMistake(change: (copy: GradesEdition) => void): string[] {
  const copy = structuredClone(edition)
  change(copy)
  return gradesFindings(copy).map(({ place, text }) => `${place}: ${text}`)
}
const row = (copy: GradesEdition, grade: string): Record<string, string> => {
  const found = copy.matrix.values[grade]
  if (found === undefined) throw new Error(`no row ${grade}`)
  return found
}

test('the edition in force has no findings and words in three languages for every grade', () => {
  expect(gradesFindings(edition)).toEqual([])
  const words = editionWords('grades').parse(file('2026-01.words.json'))
  expect(wordFindings(edition, gradesWordKeys(), words)).toEqual([])
})

describe('a planted mistake in an edition is found where it stands', () => {
  test.each<[string, (copy: GradesEdition) => void, string]>([
    ['a cell that is missing', copy => delete row(copy, 'T3')['R4'], 'matrix.T3.R4: the cell is missing'],
    ['a row that is missing', copy => delete copy.matrix.values['T7'], 'matrix.T7.R1: the cell is missing'],
    [
      'a grade that is none',
      copy => {
        row(copy, 'T3')['R4'] = 'A+'
      },
      'matrix.T3.R4: A+ is no grade',
    ],
    [
      'worse technology, better grade',
      copy => {
        row(copy, 'T4')['R5'] = 'AAA'
      },
      'matrix.T4.R5: AAA is better than',
    ],
    [
      'worse risk, better grade',
      copy => {
        row(copy, 'T1')['R3'] = 'AAA'
        row(copy, 'T1')['R2'] = 'AA'
      },
      'matrix.T1.R3: AAA is better than AA of the better R2',
    ],
    [
      'the worst risk grade let through',
      copy => {
        row(copy, 'T1')['R10'] = 'C'
      },
      'matrix.T1.R10: the worst technology or risk grade gives D',
    ],
    [
      'the worst technology grade let through',
      copy => {
        row(copy, 'T10')['R1'] = 'C'
      },
      'matrix.T10.R1: the worst technology or risk grade gives D',
    ],
    [
      'a column nobody knows',
      copy => {
        row(copy, 'T1')['R11'] = 'D'
      },
      'matrix.T1.R11: is no risk grade',
    ],
    [
      'a cut-off as high as the one above it',
      copy => {
        copy.technology_score_min.values['T5'] = '72'
      },
      'technology_score_min.T5: does not stand below',
    ],
    [
      'a cut-off left out',
      copy => delete copy.technology_score_min.values['T2'],
      'technology_score_min: has no value for T2',
    ],
    [
      'a better grade that defaults more',
      copy => {
        copy.default_chance.values['AAA'] = '0.03'
      },
      'default_chance.AA: is lower than that of the better grade',
    ],
    [
      'a chance of nothing',
      copy => {
        copy.default_chance.values['AAA'] = '0'
      },
      'default_chance.AAA: lies above 0',
    ],
    [
      'a loss of more than all',
      copy => {
        copy.loss_given_default.values['high'] = '1.2'
      },
      'loss_given_default.high: lies above 0',
    ],
  ])('%s', (_name, change, sentence) => {
    expect(withMistake(change).some(found => found.startsWith(sentence))).toBe(true)
  })
})

test('a better technology or risk grade never gives a worse final grade', () => {
  const place = fc.integer({ min: 0, max: 9 })
  const grade = (t: number, r: number): number =>
    gradeRank(finalGradeOf(compiled, TECHNOLOGY_GRADES[t] ?? 'T10', RISK_GRADES[r] ?? 'R10'))
  fc.assert(
    fc.property(place, place, place, place, (t1, t2, r1, r2) => {
      const [better, worse] = [grade(Math.min(t1, t2), Math.min(r1, r2)), grade(Math.max(t1, t2), Math.max(r1, r2))]
      expect(better).toBeLessThanOrEqual(worse)
    }),
    { numRuns: 2000 },
  )
})

test('every cell is (6 t + 4 r) / 10 rounded half up, within t - 2 and r - 3, at worst C', () => {
  TECHNOLOGY_GRADES.forEach((technology, i) => {
    RISK_GRADES.forEach((risk, j) => {
      const [t, r] = [i + 1, j + 1]
      const tenths = 6 * t + 4 * r
      const rounded = (tenths - (tenths % 10)) / 10 + (tenths % 10 >= 5 ? 1 : 0)
      const number = t === 10 || r === 10 ? 10 : Math.min(9, Math.max(rounded, t - 2, r - 3))
      expect(finalGradeOf(compiled, technology, risk)).toBe(FINAL_GRADES[number - 1])
    })
  })
})

test('the best of both is AAA, a firm of average marks and risk is B, where ordinary guarantees begin', () => {
  expect(finalGradeOf(compiled, 'T1', 'R1')).toBe('AAA')
  expect(finalGradeOf(compiled, technologyGradeOf(compiled, 60_000_000), 'R6')).toBe('B')
  expect(isAtLeastGrade('B', 'B')).toBe(true)
  expect(isAtLeastGrade('CCC', 'B')).toBe(false)
})

test('a technology score at a cut-off has the grade, a millionth below has the next', () => {
  for (const { grade, scoreMicro } of compiled.cutOffs) {
    expect(technologyGradeOf(compiled, scoreMicro)).toBe(grade)
    expect(TECHNOLOGY_GRADES.indexOf(technologyGradeOf(compiled, scoreMicro - 1))).toBe(
      TECHNOLOGY_GRADES.indexOf(grade) + 1,
    )
  }
  expect(technologyGradeOf(compiled, 100_000_000)).toBe('T1')
  expect(technologyGradeOf(compiled, 0)).toBe('T10')
})

test('the higher grades carry the rates printed for 2024: AA 2.12 percent, A 3.19 percent', () => {
  expect(decimalText(defaultChanceOf(compiled, 'AA'))).toBe('0.0212')
  expect(decimalText(defaultChanceOf(compiled, 'A'))).toBe('0.0319')
})
