/** What may be asked of a guarantee over the API: what callers know. What follows from rules is asked of nobody. */
import { z } from 'zod'
import { DUTIES, TRIGGERS } from '../decision/aftercare-schema.ts'
import { code, dayText, decimalText, digestText, id, moneyNotNegative, plainText } from '../kernel/text.ts'
import { FINAL_GRADES } from '../scoring/grades-schema.ts'
import { readinessAnswers } from '../technology/readiness/schema.ts'
import { BREACHES } from './commands.ts'

const positive = moneyNotNegative.refine(text => text !== '0', { message: 'above 0' })
const rateBelowOne = decimalText.refine(text => /^0(\.\d+)?$/.test(text), {
  message: 'a yearly rate from 0 to below 1',
})
const ratio = decimalText.refine(text => /^(0\.\d*[1-9]\d*|1)$/.test(text), { message: 'a ratio above 0, at most 1' })
const breaches = z.array(z.strictObject({ kind: z.enum(BREACHES), of: plainText(200) })).max(20)
const resolution = plainText(200)
const reference = plainText(80)
const notice = id
const reason = plainText(2000)
const event = z.int().min(1).max(1_000_000)

export const beginBody = z.strictObject({
  kind: z.enum(['individual', 'revolving']),
  /** The paper that shows that the first gate is reached, where the decision did not say so. */
  evidence: digestText.optional(),
  /** Answers that show the gate, where the rules ask for them. */
  readiness: readinessAnswers.optional(),
})
export const noticeBody = z.strictObject({
  gate: code.optional(),
  amount: positive.optional(),
  evidence: digestText.optional(),
  readiness: readinessAnswers.optional(),
})
export const ofNoticeBody = z.strictObject({ notice })
export const withdrawBody = z.strictObject({ notice, reason: plainText(2000) })
/** `amount`: principal of the loan drawn; its guaranteed part follows from the ratio. */
export const drawBody = z.strictObject({ notice, amount: positive, on: dayText, bank_loan: plainText(64).optional() })
export const tellBody = z.strictObject({ duty: z.enum(DUTIES), on: dayText })
/** `left`: principal that is owed, of a revolving loan the line, under the new terms. */
export const changeBody = z.discriminatedUnion('of', [
  z.strictObject({ of: z.literal('amount'), left: moneyNotNegative }),
  z.strictObject({ of: z.literal('term'), matures_on: dayText }),
  z.strictObject({ of: z.literal('bank'), bank: id, bank_loan: plainText(64) }),
  z.strictObject({ of: z.literal('debtor'), firm: id }),
])
export const renewBody = z.strictObject({
  left: moneyNotNegative,
  matures_on: dayText,
  /** As rated again. */
  grade: z.enum(FINAL_GRADES),
  /** Where less of the loan is guaranteed from here on. */
  ratio: ratio.optional(),
})
/** `left`: principal still owed after what was paid, of a revolving loan the line that stays. */
export const releaseBody = z.strictObject({ left: moneyNotNegative })
/**
 * The release or draw that was told too high, by the number of its event, and what is right of it: `left`, principal
 * that was owed after the release; `amount`, principal that was drawn.
 */
export const restateBody = z.discriminatedUnion('of', [
  z.strictObject({ of: z.literal('release'), event, left: moneyNotNegative, reason, reference }),
  z.strictObject({ of: z.literal('draw'), event, amount: moneyNotNegative, reason, reference }),
])
export const accidentBody = z.strictObject({ kind: code, on: dayText })
/** `proof`, `consent`: the papers that show the trigger, and the fund's consent where it is needed first. */
export const claimBody = z.strictObject({
  trigger: z.enum(TRIGGERS),
  on: dayText,
  proof: digestText.optional(),
  consent: digestText.optional(),
})
export const examineBody = z.strictObject({
  principal: positive,
  rate: rateBelowOne,
  due_on: dayText,
  costs: z.array(z.strictObject({ of: plainText(200), amount: moneyNotNegative })).max(100),
  denied_principal: moneyNotNegative,
  pay_on: dayText,
  denies: breaches,
  waives: breaches,
})
export const recoverBody = z.strictObject({ amount: positive, reference })
export const sellBody = z.strictObject({
  to: z.enum(['restructuring_vehicle', 'kamco', 'spc', 'pef']),
  resolution,
  price: moneyNotNegative,
  reference,
})
export const dischargeBody = z.strictObject({ ground: z.enum(['paid', 'settled', 'relieved']) })
/** `payer`: who paid, as the fees name them; the firm where nobody is named. */
export const feeReceivedBody = z.strictObject({ amount: positive, paid_on: dayText, reference, payer: id.optional() })

/** A deferral whose ground was found to hold; asked of the file of recourse, which bears it out. */
type Deferring = { readonly until: string; readonly ground: 'nothing_left' | 'more_later'; readonly resolution: string }

/** What callers ask, by the command it becomes. */
export type Said =
  | ({ readonly type: 'notice' } & z.output<typeof noticeBody>)
  | ({ readonly type: 'withdraw' } & z.output<typeof withdrawBody>)
  | ({ readonly type: 'lapse' | 'sign' | 'send_letter' } & z.output<typeof ofNoticeBody>)
  | ({ readonly type: 'draw' } & z.output<typeof drawBody>)
  | ({ readonly type: 'tell' } & z.output<typeof tellBody>)
  | { readonly type: 'charge_fee' | 'normalise' | 'pay' }
  | { readonly type: 'write_off' }
  | ({ readonly type: 'change' } & z.output<typeof changeBody>)
  | ({ readonly type: 'renew' } & z.output<typeof renewBody>)
  | ({ readonly type: 'release' } & z.output<typeof releaseBody>)
  | ({ readonly type: 'restate' } & z.output<typeof restateBody>)
  | ({ readonly type: 'report_accident' } & z.output<typeof accidentBody>)
  | ({ readonly type: 'claim' } & z.output<typeof claimBody>)
  | ({ readonly type: 'examine' } & z.output<typeof examineBody>)
  | ({ readonly type: 'recover' } & z.output<typeof recoverBody>)
  | ({ readonly type: 'defer' } & Deferring)
  | ({ readonly type: 'sell' } & z.output<typeof sellBody>)
  | ({ readonly type: 'discharge' } & z.output<typeof dischargeBody>)
