/** The face of a fee notice: the fee with its days, rate and rounding, who pays it, and what a late one bears. */

import type { Row } from '../../certificate/document.ts'
import type { FeeNoticeBody } from './bodies.ts'
import { articleOf } from './face-letter.ts'
import { type Face, headOf, rulesSection } from './face-parts.ts'
import type { Numbers } from './numbers.ts'
import type { Printed, Voice } from './voice.ts'

export function feeNoticeFace(body: FeeNoticeBody, numbers: Numbers, printed: Printed, voice: Voice): Face {
  const { say, name, won, digits, percent, article } = voice
  const { period, figures } = body
  const { fees, rounding } = numbers.terms
  const count = fees.day_count.value
  const how = say('fee_how', {
    rate: percent(body.rate),
    days: String(figures.days),
    count,
    step: rounding.fee_step.value,
  })
  const line = (label: string, text: string, amount: string, isSum = false): Row => ({
    cells: [label, text, digits(amount)],
    isSum,
  })
  const periodText = say('period_value', { from: period.from, to: period.to, days: String(figures.days) })
  const late = say('late', { rate: percent(fees.late_fee.value), count, article: article(articleOf('charge_fee')) })
  return {
    ...headOf(body, 'fee_title', printed.verifier, voice),
    statement: say('fee_statement'),
    facts: [
      { label: say('debtor'), value: name(body.debtor) },
      { label: say('creditor'), value: name(body.creditor) },
      { label: say('guarantee'), value: `${body.guarantee.number}, ${say(body.guarantee.kind)}` },
      { label: say('period'), value: periodText },
      { label: say('outstanding'), value: won(body.outstanding) },
      { label: say('fee_rate'), value: say('a_year', { rate: percent(body.rate) }) },
      { label: say('due_on'), value: body.due_on },
    ],
    highlight: { label: say('fee'), value: won(figures.amount), meaning: say('fee_due', { day: body.due_on }) },
    sections: [
      {
        kind: 'table',
        heading: say('steps'),
        summary: say('steps_summary'),
        columns: [
          { label: say('step'), align: 'start', share: 0.22 },
          { label: say('how'), align: 'start', share: 0.55 },
          { label: say('amount'), align: 'end', share: 0.23 },
        ],
        rows: [
          line(say('outstanding'), say('outstanding_how'), body.outstanding),
          line(say('fee'), how, figures.amount, true),
          ...body.payers.map(({ payer, amount }) =>
            line(say('payers'), say('payer_how', { payer: say(`payer_${payer}`) }), amount),
          ),
        ],
      },
      { kind: 'list', heading: say('fee_rules'), items: [late, say('refund')] },
      rulesSection(body, numbers, [], voice),
    ],
  }
}
