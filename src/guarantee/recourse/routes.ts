/** The JSON API of recourse: the file of a paid claim, its obligors and plans, the statement of a day, what presses. */
import { z } from 'zod'
import type { Actor } from '../../access/actor.ts'
import { ok, type Result } from '../../kernel/result.ts'
import { dayText } from '../../kernel/text.ts'
import { page, pageLimit, pageOf, pageShape, placeOf } from '../../platform/http/page.ts'
import { type Reply, type Route, route } from '../../platform/http/route.ts'
import { OF_CHANGE } from './refusals.ts'
import {
  obligorBody,
  obligorEndBody,
  openingSchema,
  payerBody,
  planBody,
  pressingShown,
  type RecourseShown,
  recourseShown,
  reliefBody,
  statementShown,
} from './schema.ts'
import type { Moment, RecourseService } from './service.ts'

const TAG = 'recourse'
const ofGuarantee = z.strictObject({ guarantee_id: z.uuid() })
const ofObligor = z.strictObject({ guarantee_id: z.uuid(), obligor_id: z.uuid() })
const PERSON = 'person-demo-claims'
const ID = '01890a5d-ac96-774b-bcce-b302099a8057'

/** The file as it stands after a change. */
const changed = (done: Result<RecourseShown>, status: 200 | 201 = 200): Result<Reply> =>
  done.ok ? ok({ status, json: done.value }) : done

type Tx = Parameters<RecourseService['read']>[0]
type Change = {
  readonly path: string
  readonly summary: string
  readonly body: z.ZodType
  readonly example: unknown
  readonly refusals: readonly string[]
  readonly deed: (tx: Tx, actor: Actor, id: string, body: never, at: Moment) => Promise<Result<RecourseShown>>
}

const changesOf = (service: RecourseService): readonly Change[] => [
  {
    path: 'obligors',
    summary: 'Adds an obligor: a joint guarantor, or who came into the place of one who owed',
    body: obligorBody,
    example: {
      party: 'person-demo-owner',
      role: 'joint_guarantor',
      successor_of: null,
      succession: null,
      share: { over: 1, under: 1 },
      limit: '50000000',
      since: '2026-04-14',
    },
    refusals: [
      'obligor_share',
      'obligor_limit',
      'obligor_repeated',
      'obligor_predecessor_missing',
      'obligor_unknown',
      'obligor_ended',
      'obligor_day',
      'obligor_shares_above_whole',
    ],
    deed: service.addObligor,
  },
  {
    path: 'reliefs',
    summary: 'Enters that a court reduced the main debt of an SME: its guarantors are relieved in the same proportion',
    body: reliefBody,
    example: {
      ground: 'rehabilitation_plan',
      on: '2026-04-14',
      main_before: '100000000',
      main_after: '40000000',
      is_sme: true,
      reference: 'Seoul Bankruptcy Court 2026-hoehap-100',
    },
    refusals: ['relief_main_debt', 'relief_not_sme', 'relief_not_guarantor'],
    deed: service.relieve,
  },
  {
    path: 'plans',
    summary: 'Settles over months, giving up part of the damages by the authority of a level',
    body: planBody,
    example: {
      obligor: ID,
      reduction: '300000',
      level: 'branch_head',
      approved_by: PERSON,
      resolution: 'settlement 3 of 2026',
      count: 12,
      first_due: '2026-05-14',
    },
    refusals: [
      'obligor_unknown',
      'obligor_ended',
      'plan_standing',
      'plan_nothing_owed',
      'plan_count',
      'plan_first_due',
      'plan_reduction_above_damages',
      'plan_level_unknown',
      'plan_reduction_above_authority',
      'plan_approver',
    ],
    deed: service.settle,
  },
  {
    path: 'payers',
    summary: 'Tells from which obligor a recovery came: it acknowledges the debt and counts against a limit',
    body: payerBody,
    example: { sequence: 8, obligor: ID },
    refusals: ['recovery_unknown', 'recovery_payer_told', 'obligor_unknown'],
    deed: service.tellPayer,
  },
]

export const recourseRoutes = (service: RecourseService): readonly Route[] => [
  route({
    method: 'GET',
    path: '/v1/recourse/pressing',
    summary: 'Obligors against whom something has to be done within some days, the soonest first',
    tag: TAG,
    action: 'recourse.list',
    query: z.strictObject({
      ...pageShape,
      within_days: z
        .string()
        .regex(/^(0|[1-9][0-9]{0,3})$/)
        .transform(Number)
        .optional(),
    }),
    refusals: ['cursor_malformed'],
    answers: { 200: pageOf(pressingShown) },
    handle: async ({ tx, actor, query, day }) => {
      const withinDays = query.within_days ?? 180
      const list = `pressing:${withinDays}`
      const place = placeOf(list, query.cursor)
      if (!place.ok) return place
      const [on, obligor] = place.value?.split(' ') ?? []
      const after = on === undefined || obligor === undefined ? undefined : ([on, obligor] as const)
      const limit = pageLimit(query)
      const found = await service.pressing(tx, actor, day, { withinDays, limit: limit + 1, after })
      if (!found.ok) return found
      const items = page(
        found.value,
        limit,
        list,
        one => `${one.act_by} ${one.obligor}`,
        one => one,
      )
      return ok({ status: 200, json: items })
    },
  }),
  route({
    method: 'POST',
    path: '/v1/guarantees/{guarantee_id}/recourse',
    summary: 'Opens the file of a claim the fund has paid; the firm is its debtor',
    tag: TAG,
    action: 'recourse.change',
    params: ofGuarantee,
    body: openingSchema,
    example: { basis: 'commercial', holder: PERSON },
    refusals: ['recourse_guarantee_unknown', 'recourse_not_paid', 'recourse_open_already'],
    answers: { 201: recourseShown },
    handle: async ({ tx, actor, params, body, now, day }) =>
      changed(await service.open(tx, actor, params.guarantee_id, body, { now, day }), 201),
  }),
  route({
    method: 'GET',
    path: '/v1/guarantees/{guarantee_id}/recourse',
    summary: 'The file as it stands: who owes what and until when, what is attached, how plans stand',
    tag: TAG,
    action: 'recourse.read',
    params: ofGuarantee,
    refusals: ['recourse_guarantee_unknown', 'recourse_not_open'],
    answers: { 200: recourseShown },
    handle: async ({ tx, actor, params, day }) => changed(await service.read(tx, actor, params.guarantee_id, day)),
  }),
  route({
    method: 'GET',
    path: '/v1/guarantees/{guarantee_id}/recourse/statement',
    summary: 'The statement of the debt of a day, step by step with days, rate and rounding',
    tag: TAG,
    action: 'recourse.read',
    params: ofGuarantee,
    query: z.strictObject({ on: dayText.optional() }),
    refusals: ['recourse_guarantee_unknown', 'recourse_not_open', 'recourse_day', 'statement_day'],
    answers: { 200: statementShown },
    handle: async ({ tx, actor, params, query, day }) => {
      const found = await service.statement(tx, actor, params.guarantee_id, { on: query.on ?? day, today: day })
      return found.ok ? ok({ status: 200, json: found.value }) : found
    },
  }),
  route({
    method: 'POST',
    path: '/v1/guarantees/{guarantee_id}/recourse/obligors/{obligor_id}/end',
    summary: 'Ends an obligor: from the day on it is not pursued',
    tag: TAG,
    action: 'recourse.change',
    params: ofObligor,
    body: obligorEndBody,
    example: { until: '2026-04-14', ending: 'released', reason: 'Released by the board.' },
    refusals: [...OF_CHANGE, 'obligor_unknown', 'obligor_ended', 'obligor_day', 'obligor_last'],
    answers: { 200: recourseShown },
    handle: async ({ tx, actor, params, body, now, day }) => {
      const of = { id: params.guarantee_id, obligor: params.obligor_id }
      return changed(await service.endObligor(tx, actor, of, body, { now, day }))
    },
  }),
  ...changesOf(service).map(({ path, summary, body, example, refusals, deed }) =>
    route({
      method: 'POST',
      path: `/v1/guarantees/{guarantee_id}/recourse/${path}`,
      summary,
      tag: TAG,
      action: 'recourse.change',
      params: ofGuarantee,
      body,
      example,
      refusals: [...OF_CHANGE, ...refusals],
      answers: { 201: recourseShown },
      handle: async ({ tx, actor, params, body: given, now, day }) =>
        changed(await deed(tx, actor, params.guarantee_id, given as never, { now, day }), 201),
    }),
  ),
]
