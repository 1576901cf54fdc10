/** What is shown of a guarantee, its events, its books, and of what may be done; who did what is the agency's. */
import { z } from 'zod'
import { TRIGGERS } from '../decision/aftercare-schema.ts'
import { type Money, moneyText } from '../kernel/money.ts'
import type { OwedFrom } from './claim.ts'
import type { Life } from './commands.ts'
import type { DueListed } from './due.ts'
import { heldBy } from './life.ts'
import { commandTypes, STATES } from './life-table.ts'
import type { Ground } from './may.ts'

const noticeView = z.strictObject({
  id: z.string(),
  amount: z.string(),
  until: z.string(),
  step: z.enum(['noticed', 'signed', 'lettered', 'over']),
  drawn: z.string(),
})
const shape = {
  id: z.uuid(),
  number: z.string(),
  case_id: z.uuid(),
  decision_id: z.uuid(),
  firm: z.string(),
  bank: z.string(),
  office: z.string(),
  is_sandbox: z.boolean(),
  kind: z.enum(['individual', 'revolving']),
  state: z.enum(STATES),
  version: z.int(),
  programme: z.string(),
  grade: z.string(),
  loan: z.string(),
  amount: z.string(),
  ratio: z.string(),
  fee_rate: z.string(),
  bank_loan: z.string().nullable(),
  held: z.string(),
  balance: z.string(),
  outstanding: z.string(),
  begun_on: z.string(),
  matures_on: z.string().nullable(),
  fee_to: z.string().nullable(),
  due_on: z.string().nullable(),
  updated_at: z.string(),
}
export const guaranteeHead = z.strictObject(shape)

const possibleView = z.strictObject({
  command: z.enum(commandTypes as [string, ...string[]]),
  roles: z.array(z.string()),
  /** What stands against it today, at best; null where nothing does. */
  hindrance: z
    .strictObject({ code: z.string(), at: z.string(), value: z.string().nullable(), limit: z.string().nullable() })
    .nullable(),
})
const groundView = z.strictObject({
  trigger: z.enum(TRIGGERS),
  /** Whole months after the day of the ground that must be over before a claim. */
  wait_months: z.int(),
  /** The first day of a claim on it where it arose today. */
  from: z.string(),
  needs_consent: z.boolean(),
})
export const guaranteeView = z.strictObject({
  ...shape,
  notices: z.array(noticeView),
  missed: z.array(z.string()),
  payable: z.strictObject({ amount: z.string(), on: z.string() }).nullable(),
  deferred_until: z.string().nullable(),
  fee_unpaid: z.string(),
  owed: z.string(),
  possible: z.array(possibleView),
  /** On what the creditor may claim, the soonest first; empty where no claim is open. */
  claim_grounds: z.array(groundView),
})

const dueView = z.strictObject({
  what: z.enum(['lapse', 'fee', 'maturity', 'payment', 'reexamination', 'recourse', 'unperformed']),
  since: z.string(),
  notice: z.string().nullable(),
  /** Who sees to it; the service itself where `system` stands. */
  roles: z.array(z.string()),
})
export const dueItem = z.strictObject({ ...shape, due: z.array(dueView) })

export const guaranteeEventView = z.strictObject({
  sequence: z.int(),
  type: z.string(),
  day: z.string(),
  at: z.string(),
  is_late: z.boolean(),
  basis: z.string(),
  person: z.string().nullable(),
  body: z.record(z.string(), z.unknown()),
})
const transferView = z.strictObject({
  id: z.string(),
  debit_kind: z.string(),
  debit_of: z.string(),
  credit_kind: z.string(),
  credit_of: z.string(),
  amount: z.string(),
  status: z.enum(['pending', 'posted', 'voided', 'expired']),
  posted: z.string(),
  expires_on: z.string().nullable(),
  restates: z.string().nullable(),
})
export const entryView = z.strictObject({
  id: z.string(),
  day: z.string(),
  event: z.string(),
  reference: z.string(),
  at: z.string(),
  transfers: z.array(transferView),
})
export const balanceView = z.strictObject({
  kind: z.string(),
  of: z.string(),
  debits_posted: z.string(),
  credits_posted: z.string(),
  debits_pending: z.string(),
  credits_pending: z.string(),
})

/** A guarantee as this stage shows it, however it is kept. */
type Shown = {
  readonly id: string
  readonly number: string
  readonly caseId: string
  readonly decision: string
  readonly subject: {
    readonly firm: string
    readonly bank: string
    readonly office: string
    readonly isSandbox: boolean
  }
  readonly programme: string
  readonly grade: string
  readonly loan: Money
  readonly amount: Money
  readonly ratio: string
  readonly feeRate: string
  readonly bankLoan: string | null
  readonly outstanding: Money
  readonly pursued: readonly OwedFrom[]
  readonly begunOn: string
  readonly dueOn: string | null
  readonly life: Life
  readonly updatedAt: string
}

export const headOf = (kept: Shown): z.output<typeof guaranteeHead> => ({
  id: kept.id,
  number: kept.number,
  case_id: kept.caseId,
  decision_id: kept.decision,
  firm: kept.subject.firm,
  bank: kept.subject.bank,
  office: kept.subject.office,
  is_sandbox: kept.subject.isSandbox,
  kind: kept.life.kind,
  state: kept.life.state,
  version: kept.life.version,
  programme: kept.programme,
  grade: kept.grade,
  loan: moneyText(kept.loan),
  amount: moneyText(kept.amount),
  ratio: kept.ratio,
  fee_rate: kept.feeRate,
  bank_loan: kept.bankLoan,
  held: moneyText(heldBy(kept.life)),
  balance: moneyText(kept.life.balance),
  outstanding: moneyText(kept.outstanding),
  begun_on: kept.begunOn,
  matures_on: kept.life.maturesOn,
  fee_to: kept.life.feeTo,
  due_on: kept.dueOn,
  updated_at: kept.updatedAt,
})

/** What the view says beside the head. */
export type Besides = {
  readonly feeUnpaid: Money
  readonly owed: Money
  readonly possible: z.output<typeof guaranteeView>['possible']
  readonly grounds: readonly Ground[]
}

export const viewOf = (
  kept: Shown,
  { feeUnpaid, owed, possible, grounds }: Besides,
): z.output<typeof guaranteeView> => ({
  ...headOf(kept),
  notices: kept.life.notices.map(one => ({
    id: one.id,
    amount: moneyText(one.amount),
    until: one.until,
    step: one.step,
    drawn: moneyText(one.drawn),
  })),
  missed: [...kept.life.missed],
  payable:
    kept.life.payable === null ? null : { amount: moneyText(kept.life.payable.amount), on: kept.life.payable.on },
  deferred_until: kept.life.deferredUntil,
  fee_unpaid: moneyText(feeUnpaid),
  owed: moneyText(owed),
  possible,
  claim_grounds: grounds.map(({ trigger, waitMonths, from, needsConsent }) => ({
    trigger,
    wait_months: waitMonths,
    from,
    needs_consent: needsConsent,
  })),
})

export const dueItemOf = (
  kept: Shown,
  due: readonly (DueListed & { readonly roles: readonly string[] })[],
): z.output<typeof dueItem> => ({
  ...headOf(kept),
  due: due.map(one => ({
    what: one.what,
    since: one.since,
    notice: 'notice' in one ? one.notice : null,
    roles: [...one.roles],
  })),
})
