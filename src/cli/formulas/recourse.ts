/** The published formulas of recourse, each run alone with the numbers of the editions in force. */
import { z } from 'zod'
import type { EditionOf } from '../../appraisal/edition-kinds.ts'
import type { Rules } from '../../appraisal/rule-book.ts'
import type { Aftercare } from '../../guarantee/aftercare.ts'
import { actBy, type LimitationStep, limitationOn } from '../../guarantee/recourse/limitation.ts'
import { planOf, planOn } from '../../guarantee/recourse/plan.ts'
import { relievedOf } from '../../guarantee/recourse/relief.ts'
import { type Dated, statementOn } from '../../guarantee/recourse/statement.ts'
import { BASES, type RecourseRules, recourseRulesOf, SUSPENSIONS } from '../../guarantee/recourse/terms.ts'
import { type CalendarDate, calendarDate } from '../../kernel/calendar.ts'
import { isMoneyText, moneyFromText, moneyText } from '../../kernel/money.ts'
import { ok, refusal, refuse } from '../../kernel/result.ts'
import { code, dayText, moneyNotNegative } from '../../kernel/text.ts'
import { DEBTS, type Owed } from '../../ledger/recovery-order.ts'
import { type Formula, formula } from './formula.ts'
import { guaranteeDay } from './guarantee-day.ts'

const debts = z.strictObject({ costs: moneyNotNegative, damages: moneyNotNegative, principal: moneyNotNegative })
const dated = z.strictObject({ on: guaranteeDay, amount: moneyNotNegative })
const DATED_MAX = 1000
const STEPS_MAX = 200

const datedOf = (one: z.output<typeof dated>): Dated => ({
  on: calendarDate(one.on),
  amount: moneyFromText(one.amount),
})
const owedText = (owed: Owed) => ({
  costs: moneyText(owed.costs),
  damages: moneyText(owed.damages),
  principal: moneyText(owed.principal),
})

const relief = (): Formula =>
  formula({
    name: 'guarantor-relief',
    title: { ko: '연대보증채무 감면', en: 'Relief of a joint guarantor', zh: '连带保证债务的减免' },
    source: 'Act, article 37-3: debt x main debt after / main debt before, cut to the won',
    input: z.strictObject({ main_before: moneyNotNegative, main_after: moneyNotNegative, debt: moneyNotNegative }),
    output: z.strictObject({ left: moneyNotNegative, relieved: moneyNotNegative }),
    compute: ({ main_before, main_after, debt }) => {
      const main = { before: moneyFromText(main_before), after: moneyFromText(main_after) }
      const found = relievedOf(main, moneyFromText(debt))
      if (!found.ok) return found
      return ok({ left: moneyText(found.value.left), relieved: moneyText(found.value.relieved) })
    },
  })

const end = (how: readonly [string, ...string[]]) =>
  z.strictObject({ on: guaranteeDay, how: z.enum(how as readonly [string, ...string[]]) }).nullable()
const steps = z
  .array(
    z.discriminatedUnion('type', [
      z.strictObject({ type: z.enum(['demand', 'acknowledgement']), on: guaranteeDay }),
      z.strictObject({
        type: z.enum(['suit', 'payment_order', 'bankruptcy_claim']),
        on: guaranteeDay,
        ended: end(['fixed', 'failed']),
        against_debtor: z.boolean(),
      }),
      z.strictObject({ type: z.literal('attachment'), on: guaranteeDay, ended: end(['done', 'cancelled']) }),
      z.strictObject({
        type: z.literal('suspension'),
        ground: z.enum(SUSPENSIONS),
        on: guaranteeDay,
        ended: z.strictObject({ on: guaranteeDay }).nullable(),
      }),
    ]),
  )
  .max(STEPS_MAX)

function stepOf(step: z.output<typeof steps>[number]): LimitationStep {
  const on = calendarDate(step.on)
  switch (step.type) {
    case 'demand':
    case 'acknowledgement':
      return { type: step.type, on }
    case 'suspension':
      return { ...step, on, ended: step.ended === null ? null : { on: calendarDate(step.ended.on) } }
    case 'attachment': {
      const { ended } = step
      const how = ended?.how === 'cancelled' ? 'cancelled' : 'done'
      return { type: 'attachment', on, ended: ended === null ? null : { on: calendarDate(ended.on), how } }
    }
    default: {
      const { ended } = step
      const how = ended?.how === 'fixed' ? 'fixed' : 'failed'
      return {
        ...{ type: step.type, on, isOfPrincipal: step.against_debtor },
        ended: ended === null ? null : { on: calendarDate(ended.on), how },
      }
    }
  }
}

const limitation = (rules: RecourseRules, holidays: ReadonlySet<string>): Formula =>
  formula({
    name: 'limitation',
    title: { ko: '소멸시효', en: 'Limitation of a claim', zh: '诉讼时效' },
    source: 'Civil Code, articles 157 to 184; Commercial Act, article 64 (rules/recourse limitation_civil and next)',
    input: z.strictObject({ accrued_on: guaranteeDay, basis: z.enum(BASES), steps, on: guaranteeDay }),
    output: z.strictObject({
      status: z.enum(['running', 'interrupted', 'suspended', 'held', 'barred']),
      years: z.int(),
      runs_from: dayText.nullable(),
      last_day: dayText.nullable(),
      held_to: dayText.nullable(),
      act_by: dayText.nullable(),
      effects: z.array(
        z.strictObject({
          type: z.string(),
          on: dayText,
          effect: z.enum(['interrupts', 'holds', 'suspends', 'none', 'too_late']),
        }),
      ),
    }),
    compute: ({ accrued_on, basis, steps: told, on }) => {
      const backwards = told.findIndex(
        one => one.on < accrued_on || ('ended' in one && one.ended !== null && one.ended.on < one.on),
      )
      if (backwards >= 0)
        return refuse(
          refusal('input_out_of_bounds', `steps.${backwards}`, {
            value: told[backwards]?.on ?? '',
            limit: `from ${accrued_on}, ended no sooner than begun`,
          }),
        )
      const claim = { accruedOn: calendarDate(accrued_on), basis }
      const found = limitationOn(claim, told.map(stepOf), calendarDate(on), { rules: rules.limitation, holidays })
      return ok({
        status: found.status,
        years: found.years,
        runs_from: found.runsFrom,
        last_day: found.lastDay,
        held_to: found.heldTo,
        act_by: actBy(found),
        effects: found.effects.map(({ step, effect }) => ({ type: step.type, on: step.on, effect })),
      })
    },
  })

const plan = (rules: RecourseRules, holidays: ReadonlySet<string>): Formula =>
  formula({
    name: 'settlement-plan',
    title: { ko: '분할상환 약정', en: 'Settlement plan', zh: '分期偿还协议' },
    source:
      '(owed - reduction) / count, the last by subtraction; ours (rules/recourse reduction_max, instalment_grace)',
    input: z.strictObject({
      agreed_on: guaranteeDay,
      owed: debts,
      reduction: moneyNotNegative,
      level: code,
      count: z.int().min(0).max(10_000),
      first_due: guaranteeDay,
      payments: z.array(dated).max(DATED_MAX),
      on: guaranteeDay,
    }),
    output: z.strictObject({
      instalments: z.array(
        z.strictObject({ due: dayText, amount: moneyNotNegative, paid: moneyNotNegative, left: moneyNotNegative }),
      ),
      status: z.enum(['kept', 'behind', 'failed', 'fulfilled']),
      ended_on: dayText.nullable(),
      paid: moneyNotNegative,
      left: moneyNotNegative,
      overdue: moneyNotNegative,
      beyond: moneyNotNegative,
    }),
    compute: input => {
      const { costs, damages, principal } = input.owed
      const made = planOf(
        {
          agreedOn: calendarDate(input.agreed_on),
          owed: {
            costs: moneyFromText(costs),
            damages: moneyFromText(damages),
            principal: moneyFromText(principal),
          },
          reduction: moneyFromText(input.reduction),
          ...{ level: input.level, count: input.count, firstDue: calendarDate(input.first_due) },
        },
        { ...rules, holidays },
      )
      if (!made.ok) return made
      const grace = { graceDays: rules.graceDays, holidays }
      const found = planOn(made.value, input.payments.map(datedOf), calendarDate(input.on), grace)
      const beyond = moneyText(found.beyond)
      if (!isMoneyText(beyond))
        return refuse(refusal('input_out_of_bounds', 'payments', { value: beyond, limit: 'below 10^18 in all' }))
      return ok({
        instalments: found.instalments.map(one => ({
          due: one.due,
          amount: moneyText(one.amount),
          paid: moneyText(one.paid),
          left: moneyText(one.left),
        })),
        ...{ status: found.status, ended_on: found.endedOn },
        paid: moneyText(found.paid),
        left: moneyText(found.left),
        overdue: moneyText(found.overdue),
        beyond,
      })
    },
  })

const statement = (aftercare: Aftercare): Formula =>
  formula({
    name: 'debt-statement',
    title: { ko: '구상채권 명세', en: 'Statement of the debt of a day', zh: '债务清单' },
    source: 'Act, article 34: principal left x rate x days, cut once (rules/aftercare damages_rate, recovery_order)',
    input: z.strictObject({
      paid: dated,
      costs: z.array(dated).max(DATED_MAX),
      recoveries: z.array(dated).max(DATED_MAX),
      on: guaranteeDay,
    }),
    output: z.strictObject({
      steps: z.array(
        z.strictObject({
          from: dayText,
          to: dayText,
          days: z.int(),
          principal: moneyNotNegative,
          damages: moneyNotNegative,
        }),
      ),
      applications: z.array(
        z.strictObject({ on: dayText, amount: moneyNotNegative, applied: debts, surplus: moneyNotNegative }),
      ),
      charged: debts,
      applied: debts,
      left: debts,
      whole: moneyNotNegative,
    }),
    compute: input => {
      const paid = datedOf(input.paid)
      const since: CalendarDate = paid.on
      const claim = {
        paid,
        costs: input.costs.map(datedOf),
        recoveries: input.recoveries.map(datedOf),
        rates: [{ from: since, rate: aftercare.damagesRate, dayCount: aftercare.damagesDayCount }],
        order: aftercare.recoveryOrder,
      }
      const found = statementOn(claim, calendarDate(input.on))
      if (!found.ok) return found
      const { steps: all, applications, charged, applied, left, whole } = found.value
      const tooGreat = DEBTS.find(debt => !isMoneyText(moneyText(charged[debt])))
      if (tooGreat !== undefined || !isMoneyText(moneyText(whole)))
        return refuse(
          refusal('input_out_of_bounds', tooGreat ?? 'whole', { value: moneyText(whole), limit: 'below 10^18 in all' }),
        )
      return ok({
        steps: all.map(({ from, to, days, principal, damages }) => ({
          ...{ from, to, days },
          principal: moneyText(principal),
          damages: moneyText(damages),
        })),
        applications: applications.map(one => ({
          on: one.on,
          amount: moneyText(one.amount),
          applied: owedText(one.applied),
          surplus: moneyText(one.surplus),
        })),
        ...{ charged: owedText(charged), applied: owedText(applied), left: owedText(left) },
        whole: moneyText(whole),
      })
    },
  })

/** Every formula of recourse, by the rules and the editions of a day. */
export function recourseFormulas(
  { holidays }: Rules,
  aftercare: Aftercare,
  edition: EditionOf<'recourse'>,
): readonly Formula[] {
  const rules = recourseRulesOf(edition)
  return [relief(), limitation(rules, holidays), plan(rules, holidays), statement(aftercare)]
}
