/** The JSON API of the fund's own means: contributions, what bounds all guarantees, headroom by day, years closed. */
import { ok } from '../../kernel/result.ts'
import { page, pageLimit, pageOf, pageQuery, placeOf } from '../../platform/http/page.ts'
import { type Route, route } from '../../platform/http/route.ts'
import {
  closingView,
  contributionBody,
  contributionView,
  fundView,
  headroomParams,
  headroomQuery,
  headroomView,
  paymentBody,
  paymentParams,
  paymentView,
  yearParams,
} from './schema.ts'
import type { FundService } from './service.ts'

const TAG = 'fund'
type Contribution = Extract<Awaited<ReturnType<FundService['assess']>>, { ok: true }>['value']

const contributionOf = ({ bank, kind, month, loans, days, rate, amount, edition, on_day: on }: Contribution) => ({
  bank,
  kind,
  month,
  loans,
  days,
  rate,
  amount,
  edition,
  on,
})

export const fundRoutes = (service: FundService): readonly Route[] => [
  route({
    method: 'GET',
    path: '/v1/fund',
    summary: 'What bounds all guarantees together: the cap that follows from the means, their composition, alerts',
    tag: TAG,
    action: 'fund.read',
    answers: { 200: fundView },
    handle: async ({ tx, actor, now, day }) => {
      const found = await service.standing(tx, actor, { now, day })
      if (!found.ok) return found
      const alerts = found.value.alerts.map(({ kind, is_broken, day: on, at }) => ({ kind, is_broken, day: on, at }))
      return ok({ status: 200, json: { ...found.value, alerts } })
    },
  }),
  route({
    method: 'POST',
    path: '/v1/fund/contributions',
    summary: 'Assesses a lender for a month or quarter that is over; credited to basic property, which raises the cap',
    tag: TAG,
    action: 'fund.assess',
    refusals: ['contribution_period_open', 'contribution_repeated'],
    body: contributionBody,
    answers: { 201: contributionView },
    handle: async ({ tx, actor, body, now, day }) => {
      const found = await service.assess(tx, actor, body, { now, day })
      return found.ok ? ok({ status: 201, json: contributionOf(found.value) }) : found
    },
  }),
  route({
    method: 'GET',
    path: '/v1/fund/contributions',
    summary: 'Contributions as they were assessed, the latest first; a bank reads its own',
    tag: TAG,
    action: 'contribution.list',
    query: pageQuery,
    answers: { 200: pageOf(contributionView) },
    handle: async ({ tx, actor, query }) => {
      const place = placeOf('contributions', query.cursor)
      if (!place.ok) return place
      const [month, bank] = place.value?.split(' ') ?? []
      const after = month === undefined || bank === undefined ? undefined : ([month, bank] as const)
      const limit = pageLimit(query)
      const found = await service.contributions(tx, actor, after, limit)
      if (!found.ok) return found
      const idOf = (row: Contribution) => `${row.month} ${row.bank}`
      return ok({ status: 200, json: page(found.value, limit, 'contributions', idOf, contributionOf) })
    },
  }),
  route({
    method: 'POST',
    path: '/v1/fund/contributions/{bank}/payments',
    summary: 'Receives what a lender pays of what was assessed and is open',
    tag: TAG,
    action: 'fund.receive',
    refusals: ['contribution_payment_repeated', 'contribution_above_assessed'],
    params: paymentParams,
    body: paymentBody,
    answers: { 201: paymentView },
    handle: async ({ tx, actor, params, body, now, day }) => {
      const found = await service.receive(tx, actor, { ...body, bank: params.bank }, { now, day })
      return found.ok ? ok({ status: 201, json: found.value }) : found
    },
  }),
  route({
    method: 'POST',
    path: '/v1/fund/years/{year}/close',
    summary: 'Closes a year that is over: a surplus is kept, a deficit covered by reserves and then the government',
    tag: TAG,
    action: 'fund.close',
    refusals: ['year_open'],
    params: yearParams,
    answers: { 200: closingView },
    handle: async ({ tx, actor, params, now, day }) => {
      const found = await service.close(tx, actor, Number(params.year), { now, day })
      if (!found.ok) return found
      const { year, result, from_reserves, from_government } = found.value
      return ok({ status: 200, json: { year, result, from_reserves, from_government } })
    },
  }),
  route({
    method: 'GET',
    path: '/v1/limits/{scope}/{code}/{key}/headroom',
    summary: 'The headroom of a limit day by day, as far as is known today: what matures, and what is only reserved',
    tag: 'limits',
    action: 'limit.read',
    params: headroomParams,
    query: headroomQuery,
    answers: { 200: headroomView },
    handle: async ({ tx, actor, params, query, now, day }) => {
      const found = await service.headroom(tx, actor, params, query, { now, day })
      if (!found.ok) return found
      const days = found.value.rows.map(row => ({
        from: row.from,
        posted: String(row.posted),
        reserved: String(row.reserved),
        headroom: String(row.headroom),
        excess: String(row.excess),
      }))
      return ok({ status: 200, json: { limit: found.value.limit, days, room_from: found.value.room } })
    },
  }),
]
