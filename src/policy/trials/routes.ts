/** The JSON API of trials: cases attached to an edition and taken out, run, and what they came to. */
import { ok, type Result } from '../../kernel/result.ts'
import { type Reply, type Route, route } from '../../platform/http/route.ts'
import { attachBody, begunView, editionNamed, resultView, type TrialView, trialParams, trialsView } from './schema.ts'
import type { TrialService } from './service.ts'

const TAG = 'rules'
type Kept = Extract<Awaited<ReturnType<TrialService['cases']>>, { ok: true }>['value'][number]

const viewOf = ({ id, code, version, digest, person, at, body }: Kept): TrialView => ({
  ...{ id, code, version, digest, attached_by: person, attached_at: at },
  case: body as TrialView['case'],
})
const replied = (
  named: { readonly kind: string; readonly edition: string },
  found: Result<readonly Kept[]>,
  status: 200 | 201,
): Result<Reply> =>
  found.ok ? ok({ status, json: { kind: named.kind, edition: named.edition, items: found.value.map(viewOf) } }) : found

const EDITION = ['trial_edition_unknown', 'trial_kind_undecided']

export const trialRoutes = (service: TrialService): readonly Route[] => [
  route({
    method: 'GET',
    path: '/v1/rules/trials',
    summary: 'Trial cases that belong to an edition, each with how its expectation was worked out',
    tag: TAG,
    action: 'trial.read',
    query: editionNamed,
    answers: { 200: trialsView },
    handle: async ({ tx, actor, query }) => replied(query, await service.cases(tx, actor, query), 200),
  }),
  route({
    method: 'POST',
    path: '/v1/rules/trials',
    summary: 'Attaches cases to a draft; one of a code that is there already takes its place',
    tag: TAG,
    action: 'trial.change',
    refusals: [...EDITION, 'trial_edition_closed', 'trial_repeated', 'trial_many'],
    body: attachBody,
    answers: { 201: trialsView },
    handle: async ({ tx, actor, body, now, day }) =>
      replied(body, await service.attach(tx, actor, body, body.cases, { now, day }), 201),
  }),
  route({
    method: 'POST',
    path: '/v1/rules/trials/{trial_id}/take-out',
    summary: 'Takes a case out of a draft, until it is proposed',
    tag: TAG,
    action: 'trial.change',
    refusals: ['trial_unknown', 'trial_edition_closed'],
    params: trialParams,
    answers: { 200: trialsView },
    handle: async ({ tx, actor, params, now, day }) => {
      const found = await service.takeOut(tx, actor, params.trial_id, { now, day })
      return found.ok ? replied(found.value, ok(found.value.cases), 200) : found
    },
  }),
  route({
    method: 'POST',
    path: '/v1/rules/trials/runs',
    summary: 'Runs the cases of an edition and a sample of the book under it, in three forms, as a long run',
    tag: TAG,
    action: 'trial.run',
    refusals: EDITION,
    body: editionNamed,
    answers: { 202: begunView },
    handle: async ({ tx, actor, body }) => {
      const run = await service.start(tx, actor, body)
      if (!run.ok) return run
      const { id, state, subject, parts } = run.value
      return ok({ status: 202, json: { run_id: id, state, digest: subject, parts }, location: `/v1/runs/${id}` })
    },
  }),
  route({
    method: 'GET',
    path: '/v1/rules/trials/result',
    summary:
      'What the last run came to: cases not held and where they differ, clauses and rows reached, the three forms',
    tag: TAG,
    action: 'trial.read',
    refusals: ['trial_edition_unknown'],
    query: editionNamed,
    answers: { 200: resultView },
    handle: async ({ tx, actor, query }) => {
      const found = await service.result(tx, actor, query)
      if (!found.ok) return found
      const { standing, last } = found.value
      const of =
        last === null
          ? { run: null, digest: null, cases_digest: null, at: null, report: null }
          : { run: last.run, digest: last.digest, cases_digest: last.cases_digest, at: last.at, report: last.report }
      return ok({ status: 200, json: { kind: query.kind, edition: query.edition, standing, ...of } })
    },
  }),
]
