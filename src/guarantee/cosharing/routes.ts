/** The JSON API of shared losses: a scheme's statement and settlements, the loss of a guarantee and its restatement. */
import type { z } from 'zod'
import { ok, type Result } from '../../kernel/result.ts'
import { type Route, route } from '../../platform/http/route.ts'
import type { SettlingService, Statement } from '../settling/service.ts'
import {
  guaranteeParams,
  lossView,
  restatementBody,
  schemeParams,
  settledView,
  settlementBody,
  statementView,
} from './schema.ts'
import type { CosharingService } from './service.ts'

const TAG = 'sharing'
type Loss = Extract<Awaited<ReturnType<CosharingService['read']>>, { ok: true }>['value']

const lossOf = (guarantee: string, { under, steps, parts, dues }: Loss): z.input<typeof lossView> => ({
  guarantee,
  scheme: under.scheme,
  edition: under.edition,
  items: steps.map(({ principal, ...one }) => ({
    ...one,
    recovered: principal,
    shares: parts.filter(each => each.sequence === one.sequence).map(({ sequence: _, ...share }) => share),
    dues: dues.filter(each => each.sequence === one.sequence).map(({ sequence: _, ...due }) => due),
  })),
})

const statementOf = (found: Statement): z.input<typeof statementView> => {
  const sharers = [...new Set(found.open.map(one => one.sharer))]
  const openOf = (sharer: string, kind: string) =>
    found.open.find(one => one.sharer === sharer && one.kind === kind)?.amount ?? '0'
  return {
    scheme: found.code,
    edition: found.edition,
    volume: String(found.volume),
    years: found.losses.map(({ principal, ...one }) => ({
      ...one,
      recovered: principal,
      shares: found.use.filter(each => each.year === one.year).map(({ year: _, ...share }) => share),
    })),
    limits: found.limits.map(one => ({
      ...one,
      most: String(one.most),
      used: String(one.used),
      left: String(one.left),
    })),
    open: sharers.map(sharer => ({
      sharer: sharer.slice(found.code.length + 1),
      owes: openOf(sharer, 'sharing_receivables'),
      is_owed: openOf(sharer, 'sharing_payables'),
    })),
  }
}

export const cosharingRoutes = (service: CosharingService, settling: SettlingService): readonly Route[] => [
  route({
    method: 'GET',
    path: '/v1/sharing/{scheme}',
    summary: 'The statement of a scheme: losses and who bore them by year, what of its limits is used, what is open',
    tag: TAG,
    action: 'sharing.read',
    refusals: ['subject_missing'],
    params: schemeParams,
    answers: { 200: statementView },
    handle: async ({ tx, actor, params, day }) => {
      const found = await settling.statement(tx, actor, params.scheme, day)
      return found.ok ? ok({ status: 200, json: statementOf(found.value) }) : found
    },
  }),
  route({
    method: 'POST',
    path: '/v1/sharing/{scheme}/settlements',
    summary: 'Enters what one who shares losses has paid, or was paid, of what is open',
    tag: TAG,
    action: 'sharing.settle',
    refusals: ['guarantee_day_to_come', 'sharing_settlement_above_open', 'entry_reused'],
    params: schemeParams,
    body: settlementBody,
    answers: { 200: settledView },
    handle: async ({ tx, actor, params, body, now, day }) => {
      const found = await settling.settle(tx, actor, params.scheme, body, { now, day })
      if (!found.ok) return found
      return ok({ status: 200, json: { scheme: params.scheme, sharer: body.sharer, open: found.value.open } })
    },
  }),
  route({
    method: 'GET',
    path: '/v1/guarantees/{guarantee_id}/sharing',
    summary: 'How the loss of a guarantee was shared, step by step, and who owes what by it',
    tag: TAG,
    action: 'loss.read',
    params: guaranteeParams,
    answers: { 200: lossView },
    handle: async ({ tx, actor, params }) => shown(await service.read(tx, actor, params.guarantee_id), params),
  }),
  route({
    method: 'POST',
    path: '/v1/guarantees/{guarantee_id}/sharing/restatements',
    summary: 'Restates a loss that was another than was thought; the difference is posted, with its reason',
    tag: TAG,
    action: 'loss.restate',
    refusals: ['sharing_not_shared', 'sharing_restatement_same', 'account_overdrawn'],
    params: guaranteeParams,
    body: restatementBody,
    answers: { 200: lossView },
    handle: async ({ tx, actor, params, body, now, day }) => {
      const done = await service.restate(tx, actor, params.guarantee_id, body, { now, day })
      return done.ok ? shown(await service.read(tx, actor, params.guarantee_id), params) : done
    },
  }),
]

const shown = (found: Result<Loss>, { guarantee_id: id }: z.output<typeof guaranteeParams>) =>
  found.ok ? ok({ status: 200 as const, json: lossOf(id, found.value) }) : found
