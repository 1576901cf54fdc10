/** The JSON API of a guarantee: begun, carried from step to step by who may, read with its events and its books. */
import { z } from 'zod'
import type { Actor } from '../access/actor.ts'
import { moneyFromText } from '../kernel/money.ts'
import { ok, type Result } from '../kernel/result.ts'
import { page, pageLimit, pageOf, pageQuery, pageShape, placeOf } from '../platform/http/page.ts'
import { type Reply, type Route, route } from '../platform/http/route.ts'
import type { BeginningService } from './beginning/service.ts'
import { STATES } from './life-table.ts'
import type { ReadingService } from './reading/service.ts'
import { beginBody, feeReceivedBody, type Said } from './schema.ts'
import type { GuaranteeService, Moment, Shown } from './service.ts'
import { STEPS, type StepAsked } from './steps.ts'
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

/** The three services of this stage, as its routes use them. */
export type GuaranteeServices = {
  readonly guarantees: GuaranteeService
  readonly beginning: BeginningService
  readonly reading: ReadingService
}
type Tx = Parameters<GuaranteeService['ask']>[0]

export function guaranteeRoutes({ guarantees, beginning, reading }: GuaranteeServices): readonly Route[] {
  const replied = async (tx: Tx, actor: Actor, kept: Shown, day: string, status: 200 | 201): Promise<Result<Reply>> => {
    const found = await reading.besides(tx, actor, kept, day)
    return found.ok ? ok({ status, json: viewOf(kept, found.value), etag: kept.life.version }) : found
  }

  const stepRoute = ({ command, path, summary, body, example, refusals = [], isShared = false }: StepAsked): Route =>
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
      isShared: () => isShared,
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
        const shown = ({ digest: _, place: __, ...entry }: (typeof found.value)[number]) => entry
        return ok({ status: 200, json: page(found.value, limit, list, one => one.place, shown) })
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
