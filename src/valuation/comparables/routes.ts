/** The JSON API of comparable licences. */
import { z } from 'zod'
import { ok } from '../../kernel/result.ts'
import { page, pageLimit, pageOf, pageQuery, placeOf } from '../../platform/http/page.ts'
import { type Route, route } from '../../platform/http/route.ts'
import type { KeptComparable } from './contribution.ts'
import type { ToldRange } from './ranges.ts'
import {
  accessView,
  caseParams,
  comparableParams,
  comparableView,
  duplicatesView,
  licenceTerms,
  nearestQuestion,
  nearestView,
  rangeQuery,
  rangesView,
  releaseView,
  withdrawal,
} from './schema.ts'
import type { ComparablesService } from './service.ts'

const TAG = 'comparables'
const TERMS_REFUSED = [
  ...['comparable_sandbox', 'comparable_terms_missing', 'comparable_price_zero', 'comparable_rate_missing'],
  ...['comparable_month_ahead', 'comparable_repeated'],
]
const EXAMPLE = {
  ...{ ipc: 'H01S', industry: '26', stage: 'production', exclusivity: 'non_exclusive', territory: 'KR' },
  ...{ agreed_in: '2025-03', royalty: { rate: '0.03', base: 'net_sales' } },
  upfront: { amount: '50000000', currency: 'KRW', won_rate: null },
  ...{ evidence: 'contract', source: 'register of licences, entry 17' },
}

const counted = (quality: number, least: number): boolean => quality >= least
const shown = ({ contributor: _, substance: __, ...one }: KeptComparable) => one
const rangeShown = (
  { low, high, deals_told, contributors_told, measure, section, exclusivity }: Omit<ToldRange, 'id'>,
  of: { readonly released_on: string; readonly edition: string },
) => ({
  ...{ measure, section, exclusivity, from: low, to: high },
  ...{ deals_at_least: deals_told, contributors_at_least: contributors_told },
  ...{ released_on: of.released_on, edition: of.edition },
})

const written = comparableView.omit({ is_counted: true })

export const comparablesRoutes = (service: ComparablesService): readonly Route[] => [
  route({
    method: 'POST',
    path: '/v1/comparables',
    summary: 'Contributes the terms of a licence, without its parties; answers with its quality',
    tag: TAG,
    action: 'comparable.contribute',
    refusals: TERMS_REFUSED,
    body: licenceTerms,
    example: EXAMPLE,
    answers: { 201: written },
    handle: async ({ tx, actor, body, day }) => {
      const found = await service.contribute(tx, actor, body, day)
      return found.ok ? ok({ status: 201, json: shown(found.value) }) : found
    },
  }),
  route({
    method: 'GET',
    path: '/v1/comparables',
    summary: 'Licences the institution contributed itself, newest first, and whether it may ask for ranges',
    tag: TAG,
    action: 'comparable.own',
    refusals: ['comparable_sandbox'],
    query: pageQuery,
    answers: { 200: pageOf(comparableView).extend({ access: accessView }) },
    handle: async ({ tx, actor, query, day }) => {
      const list = `comparables:${actor.party}`
      const place = placeOf(list, query.cursor)
      if (!place.ok) return place
      const limit = pageLimit(query)
      const found = await service.own(tx, actor, { before: place.value, limit: limit + 1, day })
      if (!found.ok) return found
      const { rows, access, qualityMin } = found.value
      const { mayAsk, contributed, needed, since } = access
      const items = page(
        rows,
        limit,
        list,
        one => one.id,
        one => ({ ...shown(one), is_counted: counted(one.quality.total, qualityMin) }),
      )
      return ok({ status: 200, json: { ...items, access: { may_ask: mayAsk, contributed, needed, since } } })
    },
  }),
  route({
    method: 'POST',
    path: '/v1/comparables/{comparable_id}/versions',
    summary: 'Restates a licence of its own in a new version; what ranges counted of it stays counted',
    tag: TAG,
    action: 'comparable.contribute',
    refusals: ['comparable_missing', ...TERMS_REFUSED],
    params: comparableParams,
    body: licenceTerms,
    example: EXAMPLE,
    answers: { 201: written },
    handle: async ({ tx, actor, params, body, day }) => {
      const found = await service.restate(tx, actor, params.comparable_id, body, day)
      return found.ok ? ok({ status: 201, json: shown(found.value) }) : found
    },
  }),
  route({
    method: 'POST',
    path: '/v1/comparables/{comparable_id}/withdraw',
    summary: 'Withdraws a licence of its own, with the reason: it gives no access and is counted no more',
    tag: TAG,
    action: 'comparable.withdraw',
    refusals: ['comparable_missing', 'comparable_sandbox', 'comparable_withdrawn'],
    params: comparableParams,
    body: withdrawal,
    example: { reason: 'The licence was never signed.' },
    answers: { 200: written },
    handle: async ({ tx, actor, params, body, day }) => {
      const found = await service.withdraw(tx, actor, params.comparable_id, body.reason, day)
      return found.ok ? ok({ status: 200, json: shown(found.value) }) : found
    },
  }),
  route({
    method: 'GET',
    path: '/v1/comparables/ranges',
    summary: 'Ranges of royalties and up-front payments told for a class of patents, newest first, of none too few',
    tag: TAG,
    action: 'comparable_range.read',
    refusals: ['comparable_sandbox', 'comparable_access_short'],
    query: rangeQuery,
    answers: { 200: rangesView },
    handle: async ({ tx, actor, query, day }) => {
      const found = await service.ranges(tx, actor, query, day)
      if (!found.ok) return found
      const { rows, dealsMin, contributorsMin } = found.value
      const items = rows.map(row => rangeShown(row, row))
      return ok({ status: 200, json: { items, deals_min: dealsMin, contributors_min: contributorsMin } })
    },
  }),
  route({
    method: 'POST',
    path: '/v1/comparables/releases',
    summary: 'Tells ranges of what was contributed since, each licence counted once and never again',
    tag: TAG,
    action: 'comparable.release',
    refusals: ['comparable_release_early'],
    body: z.strictObject({}),
    example: {},
    answers: { 201: releaseView },
    handle: async ({ tx, actor, day }) => {
      const found = await service.release(tx, actor, day)
      if (!found.ok) return found
      const { release, ranges } = found.value
      return ok({ status: 201, json: { ...release, ranges: ranges.map(one => rangeShown(one, release)) } })
    },
  }),
  route({
    method: 'GET',
    path: '/v1/comparables/duplicates',
    summary: 'Licences contributed in the same terms, with who contributed them, for a person to look at',
    tag: TAG,
    action: 'comparable_duplicate.list',
    answers: { 200: duplicatesView },
    handle: async ({ tx, actor, day }) => {
      const found = await service.duplicates(tx, actor, day)
      return found.ok ? ok({ status: 200, json: { items: found.value } }) : found
    },
  }),
  route({
    method: 'POST',
    path: '/v1/cases/{case_id}/comparables',
    summary: 'The nearest licences for the valuation of a case with the interval of their royalties; kept as read',
    tag: TAG,
    action: 'comparable.value',
    refusals: ['valuation_currency_rate_missing', 'comparable_nearest_few'],
    params: caseParams,
    body: nearestQuestion,
    example: {
      subject: {
        ...{ ipc: 'H01S', industry: '26', stage: 'production', exclusivity: 'non_exclusive', territory: 'KR' },
        ...{ upfront: null, agreed_in: '2026-04' },
      },
      ...{ base: 'net_sales', rates: { USD: '13.8' }, adjustments: [] },
    },
    answers: { 200: nearestView },
    handle: async ({ tx, actor, params, body, day }) => {
      const found = await service.nearest(tx, actor, params.case_id, body, day)
      return found.ok ? ok({ status: 200, json: found.value }) : found
    },
  }),
]
