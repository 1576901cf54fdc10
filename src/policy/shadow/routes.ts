/** The JSON API of challengers in shadow: put on, stopped, and what they would have recommended. */
import { z } from 'zod'
import { ok, refusal, refuse } from '../../kernel/result.ts'
import { page, pageLimit, pageOf, pageQuery, pageShape, placeOf } from '../../platform/http/page.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { comparisonView, shadowBody, shadowParams, shadowView, summaryView } from './schema.ts'
import type { ShadowService } from './service.ts'

const TAG = 'rules'
const comparisonsQuery = z.strictObject({
  ...pageShape,
  /** `yes`: only decisions on which the two differ. */
  differing: z.enum(['yes', 'no']).optional(),
})
const isId = (text: string | undefined): boolean => text === undefined || z.uuid().safeParse(text).success
const malformed = () => refuse(refusal('cursor_malformed', 'cursor'))

type Summary = Extract<Awaited<ReturnType<ShadowService['summary']>>, { ok: true }>['value']
const sumOf = (counts: readonly number[]): number => counts.reduce((sum, one) => sum + one, 0)

function summaryOf({ shadow, totals: { groups, ...totals } }: Summary) {
  const flipped = groups.filter(one => one.champion !== one.challenger)
  return {
    ...shadow,
    ...totals,
    compared: sumOf(groups.map(one => one.cases)),
    alike: sumOf(groups.map(one => one.alike)),
    flips: sumOf(flipped.map(one => one.cases)),
    grades: sumOf(groups.map(one => one.grades)),
    reasons: sumOf(groups.map(one => one.reasons)),
    agreement: groups.map(({ champion, challenger, cases }) => ({ champion, challenger, cases })),
  }
}

export const shadowRoutes = (service: ShadowService): readonly Route[] => [
  route({
    method: 'GET',
    path: '/v1/rules/shadows',
    summary: 'Challengers, the latest first: which edition, since when, by whom, and whether it is still on',
    tag: TAG,
    action: 'shadow.read',
    query: pageQuery,
    answers: { 200: pageOf(shadowView) },
    handle: async ({ tx, actor, query }) => {
      const place = placeOf('shadows', query.cursor)
      if (!place.ok) return place
      if (!isId(place.value)) return malformed()
      const limit = pageLimit(query)
      const found = await service.list(tx, actor, place.value, limit)
      if (!found.ok) return found
      const idOf = (one: { readonly id: string }) => one.id
      return ok({ status: 200, json: page(found.value, limit, 'shadows', idOf, one => one) })
    },
  }),
  route({
    method: 'POST',
    path: '/v1/rules/shadows',
    summary: 'Puts a challenger on: it follows every decision without effect on it, until it is stopped',
    tag: TAG,
    action: 'shadow.change',
    refusals: ['shadow_kind_undecided', 'shadow_edition_unknown', 'shadow_standing', 'rules_finding'],
    body: shadowBody,
    answers: { 201: shadowView },
    handle: async ({ tx, actor, body, now, day }) => {
      const made = await service.start(tx, actor, body, { now, day })
      return made.ok ? ok({ status: 201, json: made.value, location: `/v1/rules/shadows/${made.value.id}` }) : made
    },
  }),
  route({
    method: 'GET',
    path: '/v1/rules/shadows/{shadow_id}',
    summary: 'What a challenger came to: agreement with the rules in force, and what of grade, amount and fee moved',
    tag: TAG,
    action: 'shadow.read',
    refusals: ['shadow_unknown'],
    params: shadowParams,
    answers: { 200: summaryView },
    handle: async ({ tx, actor, params }) => {
      const found = await service.summary(tx, actor, params.shadow_id)
      return found.ok ? ok({ status: 200, json: summaryOf(found.value) }) : found
    },
  }),
  route({
    method: 'GET',
    path: '/v1/rules/shadows/{shadow_id}/comparisons',
    summary: 'Champion and challenger, decision by decision, but for cases the reader worked on',
    tag: TAG,
    action: 'shadow.read',
    refusals: ['shadow_unknown'],
    params: shadowParams,
    query: comparisonsQuery,
    answers: { 200: pageOf(comparisonView) },
    handle: async ({ tx, actor, params, query }) => {
      const isDifferent = query.differing === 'yes'
      const list = `comparisons ${params.shadow_id} ${isDifferent ? 'differing' : 'all'}`
      const place = placeOf(list, query.cursor)
      if (!place.ok) return place
      if (!isId(place.value)) return malformed()
      const limit = pageLimit(query)
      const wanted = { before: place.value, isDifferent, limit: limit + 1 }
      const found = await service.comparisons(tx, actor, params.shadow_id, wanted)
      if (!found.ok) return found
      const viewOf = ({ decision, ...one }: (typeof found.value)[number]) => ({ decision_id: decision, ...one })
      return ok({ status: 200, json: page(found.value, limit, list, one => one.decision, viewOf) })
    },
  }),
  route({
    method: 'POST',
    path: '/v1/rules/shadows/{shadow_id}/stop',
    summary: 'Stops a challenger; what it followed stays',
    tag: TAG,
    action: 'shadow.change',
    refusals: ['shadow_unknown', 'shadow_stopped'],
    params: shadowParams,
    answers: { 200: shadowView },
    handle: async ({ tx, actor, params, now, day }) => {
      const found = await service.stop(tx, actor, params.shadow_id, { now, day })
      return found.ok ? ok({ status: 200, json: found.value }) : found
    },
  }),
]
