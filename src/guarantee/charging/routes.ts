/** The JSON API of fees: what is charged beside the yearly one, who owes what of a guarantee, and of all of them. */
import { z } from 'zod'
import { calendarDate } from '../../kernel/calendar.ts'
import { fixed } from '../../kernel/fixed.ts'
import { ok, type Result } from '../../kernel/result.ts'
import { type Reply, type Route, route } from '../../platform/http/route.ts'
import { appraisalBody, type FeesView, feesView, receivablesView, successBody } from './schema.ts'
import type { ChargingService } from './service.ts'

const TAG = 'fees'
const params = z.strictObject({ guarantee_id: z.uuid() })
const PAPER = `sha256:${'0'.repeat(64)}`
const OF_CHARGE = ['guarantee_state', 'changed_meanwhile']

const shown = (found: Result<FeesView>): Result<Reply> => (found.ok ? ok({ status: 200, json: found.value }) : found)

export const chargingRoutes = (service: ChargingService): readonly Route[] => [
  route({
    method: 'GET',
    path: '/v1/guarantees/{guarantee_id}/fees',
    summary:
      'The fees charged on a guarantee: of which kind, for which days, by which rule; and who owes what, since when',
    tag: TAG,
    action: 'guarantee.read',
    params,
    answers: { 200: feesView },
    handle: async ({ tx, actor, params: { guarantee_id } }) => shown(await service.fees(tx, actor, guarantee_id)),
  }),
  route({
    method: 'POST',
    path: '/v1/guarantees/{guarantee_id}/charges/appraisal',
    summary: 'Charges an appraisal of the edition in the parts of its payers, once',
    tag: TAG,
    action: 'guarantee.charge',
    params,
    body: appraisalBody,
    example: { appraisal: 'technology_appraisal' },
    refusals: [...OF_CHARGE, 'charge_unknown', 'charge_repeated'],
    answers: { 200: feesView },
    handle: async ({ tx, actor, params: { guarantee_id }, body, now, day, ifMatch }) =>
      shown(await service.charge(tx, actor, guarantee_id, { of: 'appraisal', ...body }, {}, { now, day }, ifMatch)),
  }),
  route({
    method: 'POST',
    path: '/v1/guarantees/{guarantee_id}/charges/success',
    summary: 'Charges the success fee that was agreed, where success is marked within its years; once',
    tag: TAG,
    action: 'guarantee.charge',
    params,
    body: successBody,
    example: { signed_on: '2026-04-16', rate: '0.05', contract: PAPER, marked_on: '2028-02-01', proof: PAPER },
    refusals: [
      ...OF_CHARGE,
      'guarantee_day_to_come',
      'guarantee_terms',
      'success_fee_above_statute',
      'charge_repeated',
      'success_years_over',
    ],
    answers: { 200: feesView },
    handle: async ({ tx, actor, params: { guarantee_id }, body, now, day, ifMatch }) => {
      const { signed_on, marked_on, rate, contract, proof } = body
      const asking = {
        of: 'success' as const,
        signedOn: calendarDate(signed_on),
        markedOn: calendarDate(marked_on),
        rate: fixed(rate),
      }
      const papers = { rate, signed_on, contract, marked_on, proof }
      return shown(await service.charge(tx, actor, guarantee_id, asking, papers, { now, day }, ifMatch))
    },
  }),
  route({
    method: 'POST',
    path: '/v1/guarantees/{guarantee_id}/charges/unperformed',
    summary: 'Charges the additional fee on what is not performed since the end of the term; each month done by itself',
    tag: TAG,
    action: 'guarantee.charge',
    params,
    refusals: [...OF_CHARGE, 'fee_not_due'],
    answers: { 200: feesView },
    handle: async ({ tx, actor, params: { guarantee_id }, now, day, ifMatch }) =>
      shown(await service.charge(tx, actor, guarantee_id, { of: 'unperformed' }, {}, { now, day }, ifMatch)),
  }),
  route({
    method: 'GET',
    path: '/v1/fees/receivable',
    summary: 'What each payer owes of the fees of all guarantees: banks and others each, all firms together',
    tag: TAG,
    action: 'fee.read',
    answers: { 200: receivablesView },
    handle: async ({ tx, actor }) => {
      const found = await service.receivables(tx, actor)
      return found.ok ? ok({ status: 200, json: { items: [...found.value] } }) : found
    },
  }),
]
