/** How each step of a life is asked over the API: the word of its path, what is said with it, what may be refused. */
import type { z } from 'zod'
import type { CommandType } from './life-table.ts'
import {
  accidentBody,
  changeBody,
  claimBody,
  dischargeBody,
  drawBody,
  examineBody,
  noticeBody,
  ofNoticeBody,
  recoverBody,
  releaseBody,
  renewBody,
  restateBody,
  sellBody,
  tellBody,
  withdrawBody,
} from './schema.ts'

const OF_NOTICE = ['notice_unknown', 'notice_step', 'notice_over']

/** How a step stands in the API: its command, the last word of its path, and what is asked with it. */
export type StepAsked = {
  readonly command: CommandType
  readonly path: string
  readonly summary: string
  readonly body: z.ZodType | undefined
  readonly example?: unknown
  readonly refusals?: readonly string[]
  /** Whether several of one caller may be kept by one transaction. */
  readonly isShared?: boolean
}
const NOTICE = '01890a5d-ac96-774b-bcce-b302099a8057.1'
const PAPER = `sha256:${'0'.repeat(64)}`

export const STEPS: readonly StepAsked[] = [
  {
    command: 'notice',
    path: 'notices',
    summary: 'Gives notice of a further tranche, with its own sixty days',
    body: noticeBody,
    example: { gate: 'prototype', evidence: PAPER },
    refusals: [
      'notice_gate_unknown',
      'notice_gate_not_reached',
      'notice_readiness_missing',
      'notice_readiness_short',
      'notice_above_decision',
      'guarantee_limit_full',
      'guarantee_day_past',
    ],
  },
  {
    command: 'withdraw',
    path: 'withdraw',
    summary: 'Takes back what was not drawn under a notice',
    body: withdrawBody,
    example: { notice: NOTICE, reason: 'The firm has taken another loan.' },
    refusals: OF_NOTICE,
  },
  {
    command: 'lapse',
    path: 'lapse',
    summary: 'Enters that the sixty days of a notice are over: what was not drawn is void, its fee goes back',
    body: ofNoticeBody,
    example: { notice: NOTICE },
    refusals: ['notice_unknown', 'notice_step', 'notice_not_over'],
  },
  {
    command: 'sign',
    path: 'sign',
    summary: 'Enters the signed agreement: the first fee is computed and charged, the limits are posted',
    body: ofNoticeBody,
    example: { notice: NOTICE },
    refusals: OF_NOTICE,
    isShared: true,
  },
  {
    command: 'send_letter',
    path: 'letter',
    summary: 'Sends the letter of guarantee to the bank, once the fee is paid',
    body: ofNoticeBody,
    example: { notice: NOTICE },
    refusals: [...OF_NOTICE, 'letter_fee_unpaid'],
  },
  {
    command: 'draw',
    path: 'draws',
    summary: 'Tells that the loan was made, wholly or in part: the guarantee is formed for its part',
    body: drawBody,
    example: { notice: NOTICE, amount: '200000000', on: '2026-04-20', bank_loan: 'L-2026-0042' },
    refusals: [...OF_NOTICE, 'draw_above_notice', 'guarantee_day_to_come', 'guarantee_amount'],
  },
  {
    command: 'tell',
    path: 'tell',
    summary: 'Tells what the creditor must tell without delay',
    body: tellBody,
    example: { duty: 'affecting', on: '2026-05-12' },
    refusals: ['guarantee_day_to_come'],
  },
  {
    command: 'charge_fee',
    path: 'fees',
    summary: 'Charges the fee of the next year on what stands; the service does so by itself when the day has come',
    body: undefined,
    refusals: ['fee_not_due', 'guarantee_amount'],
  },
  {
    command: 'change',
    path: 'change',
    summary: 'Changes the amount, the term, the bank or the debtor',
    body: changeBody,
    example: { of: 'term', matures_on: '2027-10-20' },
    refusals: ['guarantee_terms', 'term_not_later', 'balance_exceeded', 'organisation_missing'],
  },
  {
    command: 'renew',
    path: 'renew',
    summary: 'Renews the guarantee as it was rated again; never for more than stands',
    body: renewBody,
    example: { left: '150000000', matures_on: '2028-04-20', grade: 'BBB' },
    refusals: ['guarantee_terms', 'term_not_later', 'balance_exceeded', 'renewal_after_maturity'],
  },
  {
    command: 'release',
    path: 'release',
    summary: 'Tells that the debt was paid, wholly or in part: its part is released, the fee of days to come goes back',
    body: releaseBody,
    example: { left: '120000000' },
    refusals: ['guarantee_amount', 'balance_exceeded'],
  },
  {
    command: 'restate',
    path: 'restatements',
    summary: 'Puts a release or a draw right that was told too high: the difference is posted, its fee charged again',
    body: restateBody,
    example: {
      of: 'release',
      event: 5,
      left: '160000000',
      reason: 'The bank told a repayment of another loan.',
      reference: 'letter of the bank 2026-211',
    },
    refusals: [
      'restatement_event',
      'restatement_overtaken',
      'restatement_of_line',
      'guarantee_terms',
      'guarantee_amount',
      'restatement_above_told',
      'balance_exceeded',
      'guarantee_limit_full',
    ],
  },
  {
    command: 'report_accident',
    path: 'accidents',
    summary: 'Reports an accident',
    body: accidentBody,
    example: { kind: 'arrears', on: '2026-09-01' },
    refusals: ['guarantee_day_to_come', 'accident_unknown'],
  },
  { command: 'normalise', path: 'normalise', summary: 'Enters that an accident was put right', body: undefined },
  {
    command: 'claim',
    path: 'claims',
    summary: 'Claims on the guarantee, with the papers that prove the trigger',
    body: claimBody,
    example: { trigger: 'default', on: '2026-09-01', proof: PAPER },
    refusals: ['guarantee_day_to_come', 'claim_proof_missing', 'claim_consent_missing', 'claim_too_early'],
  },
  {
    command: 'examine',
    path: 'examinations',
    summary:
      'Examines the claim: the amount follows from principal, interest and listed costs, a denial from its breach',
    body: examineBody,
    example: {
      principal: '200000000',
      rate: '0.052',
      due_on: '2026-09-01',
      costs: [{ of: 'provisional attachment', amount: '310000' }],
      denied_principal: '0',
      pay_on: '2026-12-21',
      denies: [],
      waives: [],
    },
    refusals: [
      'guarantee_terms',
      'balance_exceeded',
      'guarantee_day_past',
      'examination_above_claim',
      'examination_breach_missing',
      'examination_breach_unanswered',
    ],
  },
  {
    command: 'pay',
    path: 'payments',
    summary: 'Pays the claim as examined, on its day, by another than who examined it',
    body: undefined,
    refusals: ['payment_own_examination', 'payment_day_differs', 'payment_amount_differs'],
  },
  {
    command: 'recover',
    path: 'recoveries',
    summary: 'Enters a recovery: damages to the day are charged, and it pays the debts in their order',
    body: recoverBody,
    example: { amount: '5000000', reference: 'transfer 2027-02-11/3' },
    refusals: ['recovery_repeated', 'recovery_above_claim'],
  },
  {
    command: 'sell',
    path: 'sell',
    summary: 'Sells the claim by resolution of the board; the price pays the debts in their order',
    body: sellBody,
    example: { to: 'kamco', resolution: 'board 4 of 2027', price: '9000000', reference: 'contract 7' },
    refusals: ['recovery_repeated', 'guarantee_resolution_missing', 'recovery_above_claim'],
  },
  {
    command: 'write_off',
    path: 'write-off',
    summary: 'Takes the claim off the balance sheet; it is still pursued',
    body: undefined,
    refusals: ['write_off_nothing_owed'],
  },
  {
    command: 'discharge',
    path: 'discharge',
    summary: 'Discharges the debtor: all is paid, settled, or relieved',
    body: dischargeBody,
    example: { ground: 'paid' },
    refusals: ['discharge_debt_left'],
  },
]
