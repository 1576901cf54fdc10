/** The face of a claim's settlement: each figure with the step that leads to it. */

import type { Row, Section } from '../../certificate/document.ts'
import type { SettlementBody } from './bodies.ts'
import { articleOf } from './face-letter.ts'
import { type Face, headOf, rulesSection } from './face-parts.ts'
import type { Numbers } from './numbers.ts'
import type { Printed, Voice } from './voice.ts'
import { BREACH_WORDS, DUTY_WORDS, TRIGGER_WORDS } from './words.ts'

function steps(body: SettlementBody, { say, digits, won, percent }: Voice): Section {
  const { debt, figures, ratio } = body
  const line = (label: string, how: string, amount: string, isSum = false): Row => ({
    cells: [label, how, digits(amount)],
    isSum,
  })
  const interestHow = say('interest_how', {
    rate: percent(debt.rate),
    days: String(figures.days),
    count: String(debt.day_count),
    from: debt.due_on,
    to: debt.paid_on,
  })
  return {
    kind: 'table',
    heading: say('steps'),
    summary: say('steps_summary'),
    columns: [
      { label: say('step'), align: 'start', share: 0.22 },
      { label: say('how'), align: 'start', share: 0.55 },
      { label: say('amount'), align: 'end', share: 0.23 },
    ],
    rows: [
      line(say('principal'), say('principal_how'), debt.principal),
      line(say('interest'), interestHow, figures.interest),
      ...debt.costs.map(({ what, amount }) => line(say('cost'), what, amount)),
      line(say('whole'), say('whole_how'), figures.whole, true),
      line(say('fund'), say('fund_how', { ratio: percent(ratio) }), figures.fund),
      line(say('bank'), say('bank_how'), figures.bank),
      ...(body.denied_principal === '0'
        ? []
        : [line(say('denied'), say('denied_how', { principal: won(body.denied_principal) }), figures.denied)]),
      line(say('paid'), body.denied_principal === '0' ? say('paid_whole') : say('paid_how'), figures.paid, true),
    ],
  }
}

function examination({ denies, waives }: SettlementBody, { say, of }: Voice): Section {
  const text = (one: SettlementBody['denies'][number]) =>
    say('breach', { kind: of(BREACH_WORDS, one.kind), of: of(DUTY_WORDS, one.of) })
  const orNone = (items: readonly string[]) => (items.length === 0 ? [say('none')] : items)
  return {
    kind: 'lists',
    lists: [
      { heading: say('denies'), items: orNone(denies.map(text)) },
      { heading: say('waives'), items: orNone(waives.map(text)) },
    ],
  }
}

export function settlementFace(body: SettlementBody, numbers: Numbers, printed: Printed, voice: Voice): Face {
  const { say, name, won, of, article, percent } = voice
  const { claim, figures, debt } = body
  const { damages_rate, damages_day_count } = numbers.aftercare
  const meaning =
    figures.denied === '0'
      ? say('paid_whole')
      : figures.paid === '0'
        ? say('paid_none')
        : say('paid_part', { denied: won(figures.denied) })
  const damages = say('damages', {
    rate: percent(damages_rate.value),
    count: damages_day_count.value,
    article: article('Act 34, Decree 25'),
  })
  return {
    ...headOf(body, 'settlement_title', printed.verifier, voice),
    statement: say('settlement_statement'),
    facts: [
      { label: say('creditor'), value: name(body.creditor) },
      { label: say('debtor'), value: name(body.debtor) },
      { label: say('guarantee'), value: `${body.guarantee.number}, ${say(body.guarantee.kind)}` },
      { label: say('letter'), value: body.letter },
      { label: say('trigger'), value: of(TRIGGER_WORDS, claim.trigger) },
      { label: say('triggered_on'), value: claim.on },
      { label: say('claimable_from'), value: claim.claimable_from },
      { label: say('claimed_on'), value: claim.claimed_on },
      { label: say('paid_on'), value: debt.paid_on },
    ],
    highlight: { label: say('paid'), value: won(figures.paid), meaning },
    sections: [
      steps(body, voice),
      examination(body, voice),
      {
        kind: 'list',
        heading: say('afterwards'),
        items: figures.paid === '0' ? [] : [say('subrogated', { article: article(articleOf('recover')) }), damages],
      },
      rulesSection(body, numbers, ['damages_rate', 'interest_day_count'], voice),
    ],
  }
}
