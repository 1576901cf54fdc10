/**
 * A book of decisions made from a seed: the shipped cases with other firms, loans, figures and marks, appraised and
 * recorded as any case is. What measurements of replays are fed; the same for the same seed.
 */
import { join } from 'node:path'
import { appraise } from '../appraisal/appraise.ts'
import { recordOf } from '../appraisal/record.ts'
import type { RuleBook } from '../appraisal/rule-book.ts'
import type { Case } from '../appraisal/schema.ts'
import { HOME, textsBelow } from '../platform/folders.ts'
import { rulesByDay } from '../services.ts'
import { caseFileOf } from './carried.ts'
import { granted } from './command.ts'
import { type Draw, drawFrom } from './oracle-cases.ts'

export type Generated = { readonly id: string; readonly record: string; readonly isValued: boolean }

/** How many of a hundred marks are moved by a step, where the sheet then still stands. */
const MARKS_MOVED = 0.3
const STEPS = ['A', 'B', 'C', 'D', 'E'] as const

/** An amount between half and one and a half of what it was. */
const scaled = (text: string, percent: number): string => String((BigInt(text) * BigInt(percent)) / 100n)

function withMarks(sheets: Case['sheets'], draw: Draw): Case['sheets'] {
  return sheets.map(sheet => ({
    ...sheet,
    marks: sheet.marks.map(given => {
      if (given.override_reason !== undefined || !draw.chance(MARKS_MOVED)) return given
      const place = STEPS.indexOf(given.mark) + draw.of([-1, 1])
      return { ...given, mark: STEPS[Math.min(4, Math.max(0, place))] ?? given.mark }
    }),
  }))
}

/** The case of another firm: its id, its loan and its figures, in proportion. */
function varied(theCase: Case, serial: number, draw: Draw): Case {
  const percent = 50 + draw.below(101)
  const firm = `firm-${String(900_000_000 + serial)}`
  const named = JSON.parse(JSON.stringify(theCase).replaceAll(`"${theCase.party.firm.id}"`, `"${firm}"`)) as Case
  const { application } = named
  return {
    ...named,
    id: `case-${serial}`,
    application: {
      ...application,
      request: {
        ...application.request,
        loan_amount: scaled(application.request.loan_amount, 50 + draw.below(101)),
      },
      financials: application.financials.map(year => ({
        ...year,
        sales: scaled(year.sales, percent),
        operating_income: scaled(year.operating_income, percent),
        net_income: scaled(year.net_income, percent),
        total_assets: scaled(year.total_assets, percent),
        total_liabilities: scaled(year.total_liabilities, percent),
        equity: scaled(year.equity, percent),
      })),
    },
    sheets: withMarks(named.sheets, draw),
  }
}

/**
 * Records of generated decisions, the shipped cases in turn.
 * @param seed  a whole number; the same seed gives the same book
 * @param count how many
 */
export function generatedRecords(book: RuleBook, seed: number, count: number): readonly Generated[] {
  const draw = drawFrom(seed)
  const rulesOf = rulesByDay(() => book)
  const cases = [...textsBelow(join(HOME, 'fixtures/applications'))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, text]) => caseFileOf(text).case)
  return Array.from({ length: count }, (_, serial) => {
    const theCase = cases[serial % cases.length] as Case
    const rules = granted(rulesOf(theCase.day))
    const other = varied(theCase, serial, draw)
    // A mark that needs its evidence or differs from what was measured does not stand, nor do sheets of one model where
    // the loan asks for another: then the sheets are those of the case, and so is the loan.
    const { request } = theCase.application
    const ofTheCase = { ...other, sheets: theCase.sheets }
    const asAsked = { ...ofTheCase, application: { ...other.application, request } }
    const kept = [other, ofTheCase].find(one => appraise(rules, one).ok) ?? asAsked
    const appraisal = granted(appraise(rules, kept))
    const isValued = appraisal.worth.state === 'valued'
    return { id: kept.id, record: recordOf(appraisal, kept, rules).text, isValued }
  })
}
