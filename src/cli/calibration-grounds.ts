/** Grounds the calibration report gives: why columns of a sample are not used, and whence the chances per grade. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gradeChances, gradeCounts, jeffreysMean, tenThousandthsText } from '../book/grade-chances.ts'
import { type Row, rowsOf } from '../book/sample.ts'
import { calendarDate, dayNumber } from '../kernel/calendar.ts'
import { FINAL_GRADES, type GradesEdition } from '../scoring/grades-schema.ts'
import { line, percent, prose, table } from './calibration-tables.ts'

/** SAS days count from 1960-01-01. */
const SAS_EPOCH = dayNumber(calendarDate('1960-01-01'))

/** Mean length of a month of the Gregorian calendar. */
const DAYS_PER_MONTH = 365.2425 / 12

function group(rows: readonly Row[], name: string, belongs: (row: Row) => boolean): string {
  const members = rows.filter(belongs)
  const bad = members.filter(row => row.cells['Default'] === '1').length
  return line(name, members.length, bad, percent(bad / members.length))
}

/** Why columns of the SBA case are not used, in counts. */
export function leakLines(folder: string): string[] {
  const rows = rowsOf(readFileSync(join(folder, 'sba-case', 'SBAcase.11.13.17.csv'), 'utf8'))
  const approved = (row: Row): number => Number(row.cells['ApprovalDate']) + SAS_EPOCH
  const between = (from: string, to: string) => (row: Row) =>
    approved(row) >= dayNumber(calendarDate(from)) && approved(row) <= dayNumber(calendarDate(to))
  const [slump, great] = [between('2001-03-01', '2001-11-30'), between('2007-12-01', '2009-06-30')]
  const isWholeYears = (row: Row): boolean => Number(row.cells['Term']) % 12 === 0
  const failed = rows.filter(row => row.cells['Default'] === '1' && !isWholeYears(row))
  const seven = failed.filter(row => {
    const days = Number(row.cells['ChgOffDate']) - Number(row.cells['DisbursementDate'])
    const months = Number(row.cells['Term']) + days / DAYS_PER_MONTH
    return row.cells['ChgOffDate'] !== '' && row.cells['DisbursementDate'] !== '' && months >= 84 && months < 87
  })
  return [
    '## Columns of the SBA case that tell the outcome',
    '',
    ...table(
      ['loans', 'n', 'failed', 'share'],
      [
        group(rows, 'Term a whole number of years', isWholeYears),
        group(rows, 'Term no whole number of years', row => !isWholeYears(row)),
        group(rows, 'RealEstate = 1 (Term of at least 240 months)', row => row.cells['RealEstate'] === '1'),
        group(
          rows,
          'RealEstate = 1 and Term a whole number of years',
          row => row.cells['RealEstate'] === '1' && isWholeYears(row),
        ),
        group(rows, 'Recession = 1 (from the end of the loan)', row => row.cells['Recession'] === '1'),
        group(rows, 'approved March to November 2001', slump),
        group(rows, 'approved December 2007 to June 2009', great),
        group(rows, 'approved outside both', row => !slump(row) && !great(row)),
      ],
    ),
    '',
    prose(
      `Of ${failed.length} failed loans whose Term is no whole number of years, in ${seven.length} Term and the`,
      'months from disbursement to charge-off add up to seven years (84 to 87 months): the Term of a failed loan is',
      'not the one agreed but was set from its failure, and RealEstate and Recession are computed from it. A scorecard',
      'with them separates far better on paper, by what nobody knows on the day of the decision. They are left out.',
    ),
    '',
  ]
}

/** The chances of default made again from the published counts, beside those the edition states. */
export function chanceLines(grades: GradesEdition): string[] {
  const made = gradeChances(grades.observed)
  const stated = grades.default_chance.values
  const isEqual = FINAL_GRADES.every(grade => tenThousandthsText(made[grade]) === stated[grade])
  const counts = gradeCounts(grades.observed)
  return [
    '## Chance of default per final grade',
    '',
    prose(
      `**Chances derived again: ${isEqual ? 'equal' : 'NOT equal'}** to those of edition ${grades.edition}.`,
      `Formula: ${grades.default_chance.formula ?? ''}.`,
    ),
    '',
    ...table(
      ['grade', 'evaluations', 'accidents', 'Jeffreys mean', 'stated for one year'],
      FINAL_GRADES.map(grade => {
        const count = counts.find(item => item.grades.includes(grade))
        const shared = (count?.grades.length ?? 0) > 1 ? ` (${count?.grades.join(' and ')})` : ''
        return line(
          grade,
          count === undefined ? 'none published' : `${count.cases}${shared}`,
          count?.bad ?? '',
          count === undefined ? '' : `${(100 * jeffreysMean(count.bad, count.cases)).toFixed(2)} %`,
          `${(100 * Number(stated[grade])).toFixed(2)} %`,
        )
      }),
    ),
    '',
    grades.default_chance.note ?? '',
    '',
  ]
}
