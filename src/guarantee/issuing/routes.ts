/** The papers of guarantees over HTTP: ordered, read, downloaded, acknowledged, revoked; what a number is worth. */
import { ok } from '../../kernel/result.ts'
import { page, pageLimit, pageOf, pageQuery, placeOf } from '../../platform/http/page.ts'
import { type Route, route } from '../../platform/http/route.ts'
import type { PaperOrders } from '../ordering/service.ts'
import type { StatementService } from '../statements/service.ts'
import {
  acknowledgeSchema,
  guaranteePaperSchema,
  ofCreditor,
  ofGuarantee,
  ofPaper,
  orderMonthSchema,
  orderPaperSchema,
  orderYearSchema,
  publicPaperSchema,
  revokePaperSchema,
} from './schema.ts'
import type { PaperRegister } from './service.ts'

const TAG = 'guarantee papers'
const LIST = 'guarantee-papers'
const NUMBER_REFUSALS = [
  'certificate_number_malformed',
  'certificate_number_check_digit',
  'guarantee_paper_unknown',
] as const

/** What orders the papers, what makes statements, and what keeps them, as the routes use the three. */
export type GuaranteePapers = {
  readonly orders: PaperOrders
  readonly statements: StatementService
  readonly register: PaperRegister
}

export const guaranteePaperRoutes = ({ orders, statements, register }: GuaranteePapers): readonly Route[] => [
  route({
    method: 'POST',
    path: '/v1/banks/{bank}/yearly-balances',
    summary: 'Orders the balance of a year that is over: every guarantee a bank had at its end, from the books',
    tag: TAG,
    action: 'yearly_balance.order',
    params: ofCreditor,
    body: orderYearSchema,
    example: { year: 2025, language: 'ko' },
    refusals: ['statement_year_open', 'statement_creditor_unknown', 'statement_rows', 'letter_not_recomputed'],
    answers: { 202: guaranteePaperSchema },
    handle: async ({ tx, actor, params, body, day }) => {
      const made = await statements.orderYear(tx, actor, params.bank, body, day)
      if (!made.ok) return made
      return ok({ status: 202, json: made.value, location: `/v1/guarantee-papers/${made.value.number}` })
    },
  }),
  route({
    method: 'POST',
    path: '/v1/banks/{bank}/monthly-statements',
    summary:
      'Orders the statement of a month that is over, by finance or the bank itself; unchanged, it is the one there is',
    tag: TAG,
    action: 'monthly_statement.order',
    params: ofCreditor,
    body: orderMonthSchema,
    example: { month: '2026-03', language: 'ko' },
    refusals: ['statement_month_open', 'statement_creditor_unknown', 'statement_rows', 'letter_not_recomputed'],
    answers: { 202: guaranteePaperSchema },
    handle: async ({ tx, actor, params, body, day }) => {
      const made = await statements.orderMonth(tx, actor, params.bank, body, day)
      if (!made.ok) return made
      return ok({ status: 202, json: made.value, location: `/v1/guarantee-papers/${made.value.number}` })
    },
  }),
  route({
    method: 'POST',
    path: '/v1/guarantees/{guarantee_id}/papers',
    summary:
      'Orders a letter, an amendment, the notice of a fee or the settlement of a claim; it is drawn within seconds',
    tag: TAG,
    action: 'guarantee_paper.order',
    params: ofGuarantee,
    body: orderPaperSchema,
    example: { paper: 'letter', notice: '01890a5d-ac96-774b-bcce-b302099a8057.1', language: 'ko' },
    refusals: [
      'notice_unknown',
      'letter_not_sent',
      'amendment_event_unknown',
      'amendment_letter_missing',
      'amendment_changes_nothing',
      'settlement_not_examined',
      'fee_event_unknown',
      'guarantee_paper_not_drawn',
      'letter_not_recomputed',
    ],
    answers: { 202: guaranteePaperSchema },
    handle: async ({ tx, actor, params, body, day }) => {
      const made = await orders.order(tx, actor, params.guarantee_id, body, day)
      if (!made.ok) return made
      return ok({ status: 202, json: made.value, location: `/v1/guarantee-papers/${made.value.number}` })
    },
  }),
  route({
    method: 'GET',
    path: '/v1/guarantees/{guarantee_id}/papers',
    summary: 'Letters, amendments and statements of a guarantee, newest first',
    tag: TAG,
    action: 'guarantee_paper.read',
    params: ofGuarantee,
    query: pageQuery,
    answers: { 200: pageOf(guaranteePaperSchema) },
    handle: async ({ tx, actor, params, query }) => {
      const list = `${LIST}:${params.guarantee_id}`
      const place = placeOf(list, query.cursor)
      if (!place.ok) return place
      const limit = pageLimit(query)
      const found = await register.list(tx, actor, { guarantee: params.guarantee_id, before: place.value, limit })
      if (!found.ok) return found
      return ok({
        status: 200,
        json: page(
          found.value,
          limit,
          list,
          one => one.number,
          one => one,
        ),
      })
    },
  }),
  route({
    method: 'GET',
    path: '/v1/guarantee-papers',
    summary: 'Papers of every guarantee that may be read, and of the creditor itself, newest first',
    tag: TAG,
    action: 'guarantee_paper.list',
    query: pageQuery,
    answers: { 200: pageOf(guaranteePaperSchema) },
    handle: async ({ tx, actor, query }) => {
      const place = placeOf(LIST, query.cursor)
      if (!place.ok) return place
      const limit = pageLimit(query)
      const found = await register.list(tx, actor, { before: place.value, limit })
      if (!found.ok) return found
      return ok({
        status: 200,
        json: page(
          found.value,
          limit,
          LIST,
          one => one.number,
          one => one,
        ),
      })
    },
  }),
  route({
    method: 'GET',
    path: '/v1/guarantee-papers/{number}',
    summary: 'A paper of the register, with what it says',
    tag: TAG,
    action: 'guarantee_paper.read',
    params: ofPaper,
    refusals: NUMBER_REFUSALS,
    answers: { 200: guaranteePaperSchema },
    handle: async ({ tx, actor, params }) => {
      const found = await register.read(tx, actor, params.number)
      return found.ok ? ok({ status: 200, json: found.value }) : found
    },
  }),
  route({
    method: 'GET',
    path: '/v1/guarantee-papers/{number}/pdf',
    summary: 'The sealed paper',
    tag: TAG,
    action: 'guarantee_paper.download',
    params: ofPaper,
    refusals: [...NUMBER_REFUSALS, 'guarantee_paper_not_drawn'],
    answers: { 200: 'bytes' },
    handle: async ({ tx, actor, params }) => {
      const found = await register.download(tx, actor, params.number)
      if (!found.ok) return found
      return ok({ status: 200, bytes: found.value, mediaType: 'application/pdf', fileName: `${params.number}.pdf` })
    },
  }),
  route({
    method: 'POST',
    path: '/v1/guarantee-papers/{number}/acknowledge',
    summary: 'The creditor acknowledges a letter or an amendment by the digest of the file it holds',
    tag: TAG,
    action: 'guarantee_paper.acknowledge',
    params: ofPaper,
    body: acknowledgeSchema,
    example: { digest: `sha256:${'0'.repeat(64)}` },
    refusals: [
      ...NUMBER_REFUSALS,
      'acknowledgement_not_asked',
      'guarantee_paper_not_drawn',
      'guarantee_paper_revoked',
      'acknowledged_digest_differs',
    ],
    answers: { 200: guaranteePaperSchema },
    handle: async ({ tx, actor, params, body, now }) => {
      const done = await register.acknowledge(tx, actor, params.number, body.digest, now)
      return done.ok ? ok({ status: 200, json: done.value }) : done
    },
  }),
  route({
    method: 'POST',
    path: '/v1/guarantee-papers/{number}/revoke',
    summary: 'Revokes a paper: from this moment it verifies as revoked',
    tag: TAG,
    action: 'guarantee_paper.revoke',
    params: ofPaper,
    body: revokePaperSchema,
    example: { reason: 'It names the loan of another firm.' },
    refusals: [...NUMBER_REFUSALS, 'guarantee_paper_not_drawn', 'guarantee_paper_revoked'],
    answers: { 200: guaranteePaperSchema },
    handle: async ({ tx, actor, params, body, now, day }) => {
      const done = await register.revoke(tx, actor, params.number, body.reason, { now, day })
      return done.ok ? ok({ status: 200, json: done.value }) : done
    },
  }),
  route({
    method: 'GET',
    path: '/v1/public/guarantee-papers/{number}',
    summary: 'What a paper of a guarantee is worth at this moment, by its number: no log-in',
    tag: TAG,
    action: 'guarantee_paper.verify',
    isPublic: true,
    params: ofPaper,
    refusals: NUMBER_REFUSALS,
    answers: { 200: publicPaperSchema },
    handle: async ({ tx, actor, params, now }) => {
      const found = await register.lookUp(tx, actor, params.number, now)
      return found.ok ? ok({ status: 200, json: found.value }) : found
    },
  }),
]
