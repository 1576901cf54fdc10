/** The faces of a creditor's two tables: the yearly balance and the monthly statement, a guarantee a line. */

import type { Column, Row } from '../../certificate/document.ts'
import type { MonthlyBody, YearlyBody } from './bodies.ts'
import { type Face, headOf, rulesSection } from './face-parts.ts'
import type { Numbers } from './numbers.ts'
import type { Printed, Voice } from './voice.ts'
import { STATE_WORDS } from './words-statements.ts'

/** Guarantee and debtor share a cell: amounts of eighteen digits need the width. */
const nameCell = (guarantee: string, debtor: string, { name }: Voice): string => `${guarantee}  ${name(debtor)}`

const amountColumns = (labels: readonly string[], share: number): Column[] =>
  labels.map(label => ({ label, align: 'end', share }))

export function yearlyFace(body: YearlyBody, numbers: Numbers, printed: Printed, voice: Voice): Face {
  const { say, name, won, digits } = voice
  const year = String(body.year)
  const amounts = (one: YearlyBody['totals']): string[] =>
    [one.opening, one.added, one.released, one.subrogated, one.closing, one.fees, one.claims_paid].map(digits)
  const sum: Row = { cells: [say('sum'), ...amounts(body.totals)], isSum: true }
  return {
    ...headOf(body, 'yearly_title', printed.verifier, voice),
    statement: say('yearly_statement', { year }),
    facts: [
      { label: say('creditor'), value: name(body.creditor) },
      { label: say('year'), value: year },
      { label: say('guarantees'), value: say('cases', { count: String(body.rows.length) }) },
      { label: say('opening'), value: won(body.totals.opening) },
      { label: say('fees'), value: won(body.totals.fees) },
      { label: say('claims_paid'), value: won(body.totals.claims_paid) },
    ],
    highlight: { label: say('closing'), value: won(body.totals.closing), meaning: say('closing_on', { year }) },
    sections: [
      {
        kind: 'table',
        heading: say('by_guarantee'),
        summary: say('yearly_summary'),
        columns: [
          { label: say('guarantee'), align: 'start', share: 0.23 },
          ...amountColumns(
            (['opening', 'added', 'released', 'subrogated_part', 'closing', 'fees', 'claims_paid'] as const).map(key =>
              say(key),
            ),
            0.11,
          ),
        ],
        rows: [
          ...body.rows.map(row => ({
            cells: [nameCell(row.guarantee, row.debtor, voice), ...amounts(row)],
            isSum: false,
          })),
          sum,
        ],
      },
      { kind: 'list', heading: say('fee_rules'), items: [say('yearly_rule'), say('reply')] },
      rulesSection(body, numbers, [], voice),
    ],
  }
}

export function monthlyFace(body: MonthlyBody, numbers: Numbers, printed: Printed, voice: Voice): Face {
  const { say, name, won, digits, percent, of } = voice
  const { month, totals } = body
  return {
    ...headOf(body, 'monthly_title', printed.verifier, voice),
    statement: say('monthly_statement', { month }),
    facts: [
      { label: say('creditor'), value: name(body.creditor) },
      { label: say('month'), value: month },
      { label: say('guarantees'), value: say('cases', { count: String(body.rows.length) }) },
      { label: say('loan_left'), value: won(totals.outstanding) },
      { label: say('fee_charged'), value: won(totals.fee_due) },
      { label: say('fee_paid'), value: won(totals.fee_paid) },
      { label: say('differences'), value: say('cases', { count: String(body.differences) }) },
      ...(body.restates === null ? [] : [{ label: say('restates'), value: body.restates }]),
    ],
    highlight: { label: say('outstanding'), value: won(totals.balance), meaning: month },
    sections: [
      {
        kind: 'table',
        heading: say('by_guarantee'),
        summary: say('monthly_summary'),
        columns: [
          { label: say('guarantee'), align: 'start', share: 0.27 },
          { label: say('state'), align: 'start', share: 0.12 },
          { label: say('loan_left'), align: 'end', share: 0.16 },
          { label: say('ratio'), align: 'end', share: 0.09 },
          { label: say('balance'), align: 'end', share: 0.16 },
          ...amountColumns([say('fee_charged'), say('fee_paid')], 0.1),
        ],
        rows: [
          ...body.rows.map(row => ({
            cells: [
              nameCell(row.guarantee, row.debtor, voice),
              of(STATE_WORDS, row.state),
              digits(row.outstanding),
              `${percent(row.ratio)}%`,
              digits(row.balance),
              digits(row.fee_due),
              digits(row.fee_paid),
            ],
            isSum: false,
          })),
          {
            cells: [
              say('sum'),
              '',
              digits(totals.outstanding),
              '',
              digits(totals.balance),
              digits(totals.fee_due),
              digits(totals.fee_paid),
            ],
            isSum: true,
          },
        ],
      },
      { kind: 'list', heading: say('fee_rules'), items: [say('monthly_rule'), say('reply')] },
      rulesSection(body, numbers, [], voice),
    ],
  }
}
