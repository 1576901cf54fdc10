/** The life of a guarantee run alone: commands on their days, what each came to, and what is due on a day. */
import { z } from 'zod'
import { DUTIES, TRIGGERS } from '../../decision/aftercare-schema.ts'
import { BREACHES, type Command, type LifeRules } from '../../guarantee/commands.ts'
import { dueOn } from '../../guarantee/due.ts'
import { begun, decide, evolve, heldBy } from '../../guarantee/life.ts'
import { STATES } from '../../guarantee/life-table.ts'
import { calendarDate } from '../../kernel/calendar.ts'
import { isMoneyText, moneyFromText, moneyText } from '../../kernel/money.ts'
import { ok, refusal, refuse } from '../../kernel/result.ts'
import { code, dayText, id, moneyNotNegative, plainText } from '../../kernel/text.ts'
import { type Formula, formula } from './formula.ts'
import { guaranteeDay } from './guarantee-day.ts'

const amount = moneyNotNegative
const resolution = plainText(200)
const breaches = z.array(z.strictObject({ kind: z.enum(BREACHES), of: plainText(200) })).max(20)
const of = <Type extends Command['type'], Fields extends z.ZodRawShape>(type: Type, fields: Fields) =>
  z.strictObject({ type: z.literal(type), ...fields })

const commandSchema = z.discriminatedUnion('type', [
  of('notice', { notice: id, amount, until: guaranteeDay }),
  of('withdraw', { notice: id }),
  of('lapse', { notice: id }),
  of('sign', { notice: id, fee: amount, matures_on: guaranteeDay, fee_to: guaranteeDay }),
  of('send_letter', { notice: id, fee_unpaid: amount }),
  of('draw', { notice: id, on: guaranteeDay, amount }),
  of('tell', { duty: z.enum(DUTIES), on: guaranteeDay }),
  of('charge_fee', { fee: amount, to: guaranteeDay }),
  of('change', {
    of: z.enum(['amount', 'term', 'bank', 'debtor', 'obligor']),
    balance: amount,
    matures_on: guaranteeDay,
  }),
  of('renew', { balance: amount, matures_on: guaranteeDay }),
  of('release', { amount }),
  of('restate', {
    of: z.enum(['release', 'draw']),
    event: z.int().min(1),
    notice: z.union([z.literal(''), id]),
    amount,
    right: amount,
    fee: amount,
    resumes: z.enum(['in_force', 'accident']),
    reopens: z.boolean(),
    reason: plainText(2000),
  }),
  of('report_accident', { kind: code, on: guaranteeDay }),
  of('normalise', {}),
  of('claim', { trigger: z.enum(TRIGGERS), on: guaranteeDay, is_proven: z.boolean(), has_consent: z.boolean() }),
  of('examine', { claimed: amount, amount, pay_on: guaranteeDay, denies: breaches, waives: breaches }),
  of('pay', { amount }),
  of('recover', { amount }),
  of('defer', { until: guaranteeDay, ground: z.enum(['nothing_left', 'more_later']), resolution }),
  of('sell', { to: z.enum(['restructuring_vehicle', 'kamco', 'spc', 'pef']), resolution }),
  of('write_off', { owed: amount }),
  of('discharge', { owed: amount, ground: z.enum(['paid', 'settled', 'relieved']) }),
])
type Said = z.output<typeof commandSchema>

/** A command as the life takes it. */
function commandOf(said: Said): Command {
  switch (said.type) {
    case 'notice':
      return { ...said, amount: moneyFromText(said.amount), until: calendarDate(said.until) }
    case 'sign': {
      const { type, notice, fee, matures_on, fee_to } = said
      const days = { maturesOn: calendarDate(matures_on), feeTo: calendarDate(fee_to) }
      return { type, notice, fee: moneyFromText(fee), ...days }
    }
    case 'send_letter':
      return { type: said.type, notice: said.notice, feeUnpaid: moneyFromText(said.fee_unpaid) }
    case 'draw':
      return { ...said, on: calendarDate(said.on), amount: moneyFromText(said.amount) }
    case 'tell':
    case 'report_accident':
      return { ...said, on: calendarDate(said.on) }
    case 'charge_fee':
      return { type: said.type, fee: moneyFromText(said.fee), to: calendarDate(said.to) }
    case 'change': {
      const terms = { balance: moneyFromText(said.balance), maturesOn: calendarDate(said.matures_on) }
      return { type: said.type, of: said.of, ...terms }
    }
    case 'renew':
      return { type: said.type, balance: moneyFromText(said.balance), maturesOn: calendarDate(said.matures_on) }
    case 'release':
    case 'pay':
    case 'recover':
      return { type: said.type, amount: moneyFromText(said.amount) }
    case 'claim': {
      const { type, trigger, on, is_proven, has_consent } = said
      return { type, trigger, on: calendarDate(on), isProven: is_proven, hasConsent: has_consent }
    }
    case 'examine': {
      const { type, denies, waives } = said
      const amounts = { claimed: moneyFromText(said.claimed), amount: moneyFromText(said.amount) }
      return { type, ...amounts, payOn: calendarDate(said.pay_on), denies, waives }
    }
    case 'restate': {
      const amounts = { amount: moneyFromText(said.amount), right: moneyFromText(said.right) }
      return { ...said, ...amounts, fee: moneyFromText(said.fee) }
    }
    case 'defer':
      return { ...said, until: calendarDate(said.until) }
    case 'write_off':
      return { type: said.type, owed: moneyFromText(said.owed) }
    case 'discharge':
      return { ...said, owed: moneyFromText(said.owed) }
    case 'withdraw':
    case 'lapse':
    case 'normalise':
    case 'sell':
      return said
    default:
      return said satisfies never
  }
}

/** The place in a step of what the life names: the day and the command itself, or one of its fields as JSON has it. */
function placeOf(field: string): string {
  if (field === 'day') return 'on'
  if (field === 'state') return 'command.type'
  return `command.${field.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)}`
}

export const guaranteeLife = (rules: LifeRules): Formula =>
  formula({
    name: 'guarantee-life',
    title: { ko: '보증의 생애와 기일', en: 'Life of a guarantee', zh: '保证的全过程与到期事项' },
    source: 'Act, articles 33 to 38, and Decree, articles 24 to 27, where an article says it; else practice, assumed',
    input: z.strictObject({
      kind: z.enum(['individual', 'revolving']),
      begins: z.strictObject({
        on: guaranteeDay,
        notice: id,
        amount: amount.refine(text => text !== '0', { message: 'above 0' }),
        until: guaranteeDay,
      }),
      steps: z.array(z.strictObject({ on: guaranteeDay, command: commandSchema })).max(1000),
      due_on: guaranteeDay,
    }),
    output: z.strictObject({
      steps: z.array(
        z.strictObject({
          on: dayText,
          event: code,
          from: z.enum(STATES),
          to: z.enum(STATES),
          is_late: z.boolean(),
          balance: amount,
        }),
      ),
      state: z.enum(STATES),
      balance: amount,
      held: amount,
      due: z.array(z.strictObject({ what: code, since: dayText, notice: id.optional() })),
    }),
    compute: ({ kind, begins, steps, due_on }) => {
      if (begins.until < begins.on)
        return refuse(
          refusal('guarantee_day_past', 'begins.until', { value: begins.until, limit: `from ${begins.on}` }),
        )
      const first = { id: begins.notice, amount: moneyFromText(begins.amount), until: calendarDate(begins.until) }
      let life = begun(kind, calendarDate(begins.on), first)
      const done = []
      for (const [place, { on, command }] of steps.entries()) {
        const found = decide(life, commandOf(command), calendarDate(on), rules)
        if (!found.ok)
          return refuse(
            ...found.refusals.map(one => refusal(one.code, `steps.${place}.${placeOf(one.at)}`, one.params)),
          )
        const { type: event, from, to, isLate } = found.value
        life = evolve(life, found.value)
        const held = moneyText(heldBy(life))
        if (!isMoneyText(held))
          return refuse(refusal('input_out_of_bounds', `steps.${place}`, { value: held, limit: 'below 10^18 in all' }))
        done.push({ on, event, from, to, is_late: isLate, balance: moneyText(life.balance) })
      }
      if (due_on < life.day)
        return refuse(refusal('guarantee_day_backwards', 'due_on', { value: due_on, limit: `from ${life.day}` }))
      return ok({
        steps: done,
        state: life.state,
        balance: moneyText(life.balance),
        held: moneyText(heldBy(life)),
        due: dueOn(life, calendarDate(due_on), rules).map(one => ({ ...one })),
      })
    },
  })
