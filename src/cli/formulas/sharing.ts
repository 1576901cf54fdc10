/** Formulas of loss sharing: a shipped scheme run alone, and the premium and realisation of the UK kind. */
import { z } from 'zod'
import type { EditionOf } from '../../appraisal/edition-kinds.ts'
import { sharingSourceOf } from '../../decision/sharing-edition.ts'
import { sharingOf } from '../../decision/sharing-scheme.ts'
import { premiumsOf } from '../../guarantee/premium-schedule.ts'
import { realisedOf } from '../../guarantee/realisation.ts'
import { type BorneLoss, noUse, type SharingUse, shareLoss, shareRecovery } from '../../guarantee/sharing.ts'
import { calendarDate } from '../../kernel/calendar.ts'
import { fixed } from '../../kernel/fixed.ts'
import { moneyFromText, moneyText } from '../../kernel/money.ts'
import { ok, refusal, refuse, sure } from '../../kernel/result.ts'
import { moneyNotNegative } from '../../kernel/text.ts'
import { aboveZero, rateBelowOne } from './decision.ts'
import { type Formula, formula } from './formula.ts'
import { guaranteeDay } from './guarantee-day.ts'

const STEPS_MAX = 1000

const lossSharing = (edition: EditionOf<'sharing'>, holidays: ReadonlySet<string>): Formula =>
  formula({
    name: 'loss-sharing',
    title: { ko: '손실분담', en: 'Losses and recoveries shared by a scheme', zh: '按方案分担损失与回收' },
    source: 'layer after layer, each party within one unit, together the loss (rules/sharing)',
    input: z.strictObject({
      scheme: z.enum(edition.schemes.map(one => one.code) as [string, ...string[]]),
      steps: z
        .array(
          z.discriminatedUnion('of', [
            z.strictObject({
              of: z.literal('loss'),
              happened_on: guaranteeDay,
              on: guaranteeDay,
              amount: moneyNotNegative,
              recovered: moneyNotNegative,
              base: moneyNotNegative,
            }),
            /** `loss`: its place among the losses, from 1. */
            z.strictObject({ of: z.literal('recovery'), loss: z.int().min(1), amount: moneyNotNegative }),
          ]),
        )
        .min(1)
        .max(STEPS_MAX),
    }),
    output: z.strictObject({ steps: z.array(z.record(z.string(), moneyNotNegative)) }),
    compute: ({ scheme: code, steps }) => {
      const found = edition.schemes.find(one => one.code === code)
      if (found === undefined) return refuse(refusal('input_out_of_bounds', 'scheme', { value: code, limit: 'listed' }))
      const scheme = sure(sharingOf(sharingSourceOf(found)))
      let use: SharingUse = noUse(scheme)
      const losses: BorneLoss[] = []
      const shared: Record<string, string>[] = []
      for (const [place, step] of steps.entries()) {
        const borne = step.of === 'recovery' ? losses[step.loss - 1] : undefined
        if (step.of === 'recovery' && borne === undefined)
          return refuse(
            refusal('input_out_of_bounds', `steps.${place}.loss`, {
              value: String(step.loss),
              limit: `${losses.length}`,
            }),
          )
        const done =
          step.of === 'loss'
            ? shareLoss(
                scheme,
                use,
                {
                  happenedOn: calendarDate(step.happened_on),
                  on: calendarDate(step.on),
                  amount: moneyFromText(step.amount),
                  recovered: moneyFromText(step.recovered),
                  base: moneyFromText(step.base),
                },
                holidays,
              )
            : shareRecovery(scheme, use, borne as BorneLoss, moneyFromText(step.amount))
        if (!done.ok) return refuse(...done.refusals.map(one => ({ ...one, at: `steps.${place}.${one.at}` })))
        use = done.value.use
        if (step.of === 'loss') losses.push(done.value.borne)
        else losses[step.loss - 1] = done.value.borne
        const amounts = done.value.byParty
        shared.push(Object.fromEntries(scheme.parties.map((party, at) => [party, String(amounts[at] ?? 0n)])))
      }
      return ok({ steps: shared })
    },
  })

const premiums = (): Formula =>
  formula({
    name: 'premium-schedule',
    title: { ko: '영국형 분기 보증료', en: 'Premiums of the UK kind, quarter by quarter', zh: '英国式按季保证费' },
    source: 'EFG, PremiumScheduleQuarter: a quarter of the rate on what is not repaid, half to even',
    input: z.strictObject({
      draws: z
        .array(z.strictObject({ amount: moneyNotNegative, month: z.int().min(0).max(479) }))
        .min(1)
        .max(20),
      rate: rateBelowOne,
      term_months: z.int().min(1).max(480),
      holiday_months: z.int().min(0).max(479),
    }),
    output: z.strictObject({ premiums: z.array(moneyNotNegative) }),
    compute: ({ draws, rate, term_months: termMonths, holiday_months: holidayMonths }) => {
      const limit = `below ${termMonths}`
      const late = draws.findIndex(one => one.month >= termMonths)
      if (late >= 0)
        return refuse(
          refusal('input_out_of_bounds', `draws.${late}.month`, { value: String(draws[late]?.month), limit }),
        )
      if (holidayMonths >= termMonths)
        return refuse(refusal('input_out_of_bounds', 'holiday_months', { value: String(holidayMonths), limit }))
      const given = draws.map(one => ({ amount: moneyFromText(one.amount), month: one.month }))
      return ok({ premiums: premiumsOf(given, { rate: fixed(rate), termMonths, holidayMonths }).map(moneyText) })
    },
  })

const realisation = (): Formula =>
  formula({
    name: 'realisation',
    title: { ko: '영국형 담보 처분 후 회수', en: 'Recovery after realisation, UK kind', zh: '英国式处置担保后的回收' },
    source:
      'EFG, EfgRecoveryCalculator: linked security, then a share of the other; the guarantor gets its rate of both',
    input: z.strictObject({
      debt: moneyNotNegative,
      linked: moneyNotNegative,
      other: moneyNotNegative,
      before: moneyNotNegative,
      beside: moneyNotNegative,
      rate: aboveZero,
    }),
    output: z.strictObject({
      attributable: moneyNotNegative,
      to_guarantor: moneyNotNegative,
      to_lender: moneyNotNegative,
    }),
    compute: ({ rate, ...given }) => {
      const { debt, linked, other, before, beside } = given
      const found = realisedOf(
        {
          debt: moneyFromText(debt),
          linked: moneyFromText(linked),
          other: moneyFromText(other),
          before: moneyFromText(before),
          beside: moneyFromText(beside),
        },
        fixed(rate),
      )
      return ok({
        attributable: moneyText(found.attributable),
        to_guarantor: moneyText(found.toGuarantor),
        to_lender: moneyText(found.toLender),
      })
    },
  })

/** By the edition of sharing of a day, checked by the rule book. */
export const sharingFormulas = (edition: EditionOf<'sharing'>, holidays: ReadonlySet<string>): readonly Formula[] => [
  lossSharing(edition, holidays),
  premiums(),
  realisation(),
]
