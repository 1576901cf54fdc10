/** The JSON API of a guarantee: begun, carried from step to step by who may, read with its events and its books. */
import { z } from 'zod'
import type { Actor } from '../access/actor.ts'
import { moneyFromText } from '../kernel/money.ts'
import { ok, type Result } from '../kernel/result.ts'
import { page, pageLimit, pageOf, pageQuery, pageShape, placeOf } from '../platform/http/page.ts'
import { type Reply, type Route, route } from '../platform/http/route.ts'
import type { BeginningService } from './beginning/service.ts'
import { type CommandType, STATES } from './life-table.ts'
import type { ReadingService } from './reading/service.ts'
import {
  accidentBody,
  beginBody,
  changeBody,
  claimBody,
  deferBody,
  dischargeBody,
  drawBody,
  examineBody,
  feeReceivedBody,
  noticeBody,
  ofNoticeBody,
  recoverBody,
  releaseBody,
  renewBody,
  type Said,
  sellBody,
  tellBody,
  withdrawBody,
} from './schema.ts'
import type { GuaranteeService, Moment } from './service.ts'
import {
  balanceView,
  dueItem,
  dueItemOf,
  entryView,
  guaranteeEventView,
  guaranteeHead,
  guaranteeView,
  headOf,
  viewOf,
} from './view.ts'

const TAG = 'guarantees'
const ofGuarantee = z.strictObject({ guarantee_id: z.uuid() })
/** Every step may find these. */
const OF_STEP = ['guarantee_state', 'guarantee_day_backwards', 'changed_meanwhile']
const OF_NOTICE = ['notice_unknown', 'notice_step', 'notice_over']

/** The three services of this stage, as its routes use them. */
export type GuaranteeServices = {
  readonly guarantees: GuaranteeService
  readonly beginning: BeginningService
  readonly reading: ReadingService
}
type Tx = Parameters<GuaranteeService['ask']>[0]
type Kept = Extract<Awaited<ReturnType<GuaranteeService['ask']>>, { ok: true }>['value']

/** How a step stands in the API: its command, the last word of its path, and what is asked with it. */
type StepRoute = {
  readonly command: CommandType
  readonly path: string
  readonly summary: string
  readonly body: z.ZodType | undefined
  readonly example?: unknown
  readonly refusals?: readonly string[]
}
const NOTICE = '01890a5d-ac96-774b-bcce-b302099a8057.1'
const PAPER = `sha256:${'0'.repeat(64)}`

const STEPS: readonly StepRoute[] = [
  {
    command: 'notice',
    path: 'notices',
    summary: 'Gives notice of a further tranche, with its own sixty days',
    body: noticeBody,
    example: { gate: 'prototype', evidence: PAPER },
    refusals: [
      'notice_gate_unknown',
      'notice_gate_not_reached',
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
    refusals: ['recovery_above_claim'],
  },
  {
    command: 'defer',
    path: 'defer',
    summary: 'Defers recourse by resolution of the board',
    body: deferBody,
    example: { until: '2028-01-03', ground: 'more_later', resolution: 'board 3 of 2027' },
    refusals: ['guarantee_day_past', 'guarantee_resolution_missing'],
  },
  {
    command: 'sell',
    path: 'sell',
    summary: 'Sells the claim by resolution of the board; the price pays the debts in their order',
    body: sellBody,
    example: { to: 'kamco', resolution: 'board 4 of 2027', price: '9000000', reference: 'contract 7' },
    refusals: ['guarantee_resolution_missing', 'recovery_above_claim'],
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

export function guaranteeRoutes({ guarantees, beginning, reading }: GuaranteeServices): readonly Route[] {
  const replied = async (tx: Tx, actor: Actor, kept: Kept, day: string, status: 200 | 201): Promise<Result<Reply>> => {
    const found = await reading.besides(tx, actor, kept, day)
    return found.ok ? ok({ status, json: viewOf(kept, found.value), etag: kept.life.version }) : found
  }

  const stepRoute = ({ command, path, summary, body, example, refusals = [] }: StepRoute): Route =>
    route({
      method: 'POST',
      path: `/v1/guarantees/{guarantee_id}/${path}`,
      summary,
      tag: TAG,
      action: `guarantee.${command}`,
      refusals: [...OF_STEP, ...refusals],
      params: ofGuarantee,
      ...(body === undefined ? {} : { body }),
      ...(example === undefined ? {} : { example }),
      answers: { 200: guaranteeView },
      handle: async ({ tx, actor, params, body: given, ifMatch, now, day }) => {
        const asking = { ...(given as object | undefined), type: command } as Said
        const kept = await guarantees.ask(tx, actor, params.guarantee_id, asking, { now, day }, ifMatch)
        return kept.ok ? replied(tx, actor, kept.value, day, 200) : kept
      },
    })

  return [
    route({
      method: 'POST',
      path: '/v1/cases/{case_id}/guarantee',
      summary: 'Begins the guarantee of a case whose approval was notified; the sixty days run from that notice',
      tag: TAG,
      action: 'guarantee.begin',
      refusals: [
        'case_state',
        'guarantee_not_approved',
        'guarantee_exists',
        'guarantee_not_reserved',
        'notice_gate_not_reached',
        'notice_over',
      ],
      params: z.strictObject({ case_id: z.uuid() }),
      body: beginBody,
      example: { kind: 'individual' },
      answers: { 201: guaranteeView },
      handle: async ({ tx, actor, params, body, now, day }) => {
        const kept = await beginning.begin(tx, actor, params.case_id, body, { now, day } satisfies Moment)
        if (!kept.ok) return kept
        const reply = await replied(tx, actor, kept.value, day, 201)
        return reply.ok ? ok({ ...reply.value, location: `/v1/guarantees/${kept.value.id}` } as Reply) : reply
      },
    }),
    route({
      method: 'GET',
      path: '/v1/guarantees',
      summary: 'Guarantees the caller may see, newest first',
      tag: TAG,
      action: 'guarantee.list',
      query: z.strictObject({
        ...pageShape,
        state: z.enum(STATES).optional(),
        bank: z.string().max(64).optional(),
        firm: z.string().max(64).optional(),
        bank_loan: z.string().max(64).optional(),
      }),
      answers: { 200: pageOf(guaranteeHead) },
      handle: async ({ tx, actor, query }) => {
        const { state, bank, firm, bank_loan: bankLoan } = query
        const list = JSON.stringify(['guarantees', state, bank, firm, bankLoan])
        const place = placeOf(list, query.cursor)
        if (!place.ok) return place
        const limit = pageLimit(query)
        const found = await reading.list(tx, actor, { limit, before: place.value, state, bank, firm, bankLoan })
        return found.ok ? ok({ status: 200, json: page(found.value, limit, list, row => row.id, headOf) }) : found
      },
    }),
    route({
      method: 'GET',
      path: '/v1/guarantees/due',
      summary: 'Guarantees on which something is due today, the longest due first, with who sees to it',
      tag: TAG,
      action: 'guarantee.list',
      query: pageQuery,
      answers: { 200: pageOf(dueItem) },
      handle: async ({ tx, actor, query, day }) => {
        const place = placeOf('guarantees due', query.cursor)
        if (!place.ok) return place
        const [since, id] = place.value?.split(' ') ?? []
        const after = since === undefined || id === undefined ? undefined : ([since, id] as const)
        const limit = pageLimit(query)
        const found = await reading.due(tx, actor, day, { limit, after })
        if (!found.ok) return found
        const placeOfRow = ({ kept }: (typeof found.value)[number]) => `${kept.dueOn ?? ''} ${kept.id}`
        const items = page(found.value, limit, 'guarantees due', placeOfRow, one => dueItemOf(one.kept, one.due))
        return ok({ status: 200, json: items })
      },
    }),
    route({
      method: 'GET',
      path: '/v1/guarantees/{guarantee_id}',
      summary: 'One guarantee: where it stands, what may be done today and by whom, and what stands against the rest',
      tag: TAG,
      action: 'guarantee.read',
      params: ofGuarantee,
      answers: { 200: guaranteeView },
      handle: async ({ tx, actor, params, day }) => {
        const found = await reading.read(tx, actor, params.guarantee_id, day)
        if (!found.ok) return found
        const { kept, besides } = found.value
        return ok({ status: 200, json: viewOf(kept, besides), etag: kept.life.version })
      },
    }),
    route({
      method: 'GET',
      path: '/v1/guarantees/{guarantee_id}/events',
      summary: 'What happened to a guarantee, in order, each with what it stands on',
      tag: TAG,
      action: 'guarantee.read',
      params: ofGuarantee,
      answers: { 200: z.strictObject({ items: z.array(guaranteeEventView) }) },
      handle: async ({ tx, actor, params }) => {
        const found = await reading.events(tx, actor, params.guarantee_id)
        if (!found.ok) return found
        const isStaff = actor.kind === 'agency' || actor.kind === 'system'
        const items = found.value.map(one => ({
          ...one,
          person: isStaff || one.person === actor.person ? one.person : null,
        }))
        return ok({ status: 200, json: { items } })
      },
    }),
    route({
      method: 'GET',
      path: '/v1/guarantees/{guarantee_id}/entries',
      summary: 'The entries of a guarantee in the books, in the order of their writing',
      tag: TAG,
      action: 'guarantee.read',
      params: ofGuarantee,
      query: pageQuery,
      answers: { 200: pageOf(entryView) },
      handle: async ({ tx, actor, params, query }) => {
        const list = `entries of ${params.guarantee_id}`
        const place = placeOf(list, query.cursor)
        if (!place.ok) return place
        const limit = pageLimit(query)
        const found = await reading.entries(tx, actor, params.guarantee_id, { limit, after: place.value })
        if (!found.ok) return found
        const shown = ({ digest: _, ...entry }: (typeof found.value)[number]) => entry
        return ok({ status: 200, json: page(found.value, limit, list, one => `${one.at} ${one.id}`, shown) })
      },
    }),
    route({
      method: 'GET',
      path: '/v1/guarantees/{guarantee_id}/balances',
      summary: 'What stands on the accounts of a guarantee and its notices',
      tag: TAG,
      action: 'guarantee.read',
      params: ofGuarantee,
      answers: { 200: z.strictObject({ items: z.array(balanceView) }) },
      handle: async ({ tx, actor, params }) => {
        const found = await reading.balances(tx, actor, params.guarantee_id)
        return found.ok ? ok({ status: 200, json: { items: found.value } }) : found
      },
    }),
    route({
      method: 'POST',
      path: '/v1/guarantees/{guarantee_id}/fees/received',
      summary: 'Enters a payment of the fee; what was late bears interest to its day first',
      tag: TAG,
      action: 'guarantee.receive_fee',
      refusals: ['guarantee_day_to_come', 'fee_above_unpaid', 'entry_reused', 'changed_meanwhile'],
      params: ofGuarantee,
      body: feeReceivedBody,
      example: { amount: '1360000', paid_on: '2026-04-16', reference: 'transfer 2026-04-16/12' },
      answers: { 200: guaranteeView },
      handle: async ({ tx, actor, params, body, ifMatch, now, day }) => {
        const paid = { ...body, amount: moneyFromText(body.amount) }
        const kept = await guarantees.receiveFee(tx, actor, params.guarantee_id, paid, { now, day }, ifMatch)
        return kept.ok ? replied(tx, actor, kept.value, day, 200) : kept
      },
    }),
    ...STEPS.map(stepRoute),
  ]
}
