/** The JSON API of collateral: decisions on loans on rights, the register of pledges, and looking at rights again. */
import { z } from 'zod'
import type { Actor } from '../../access/actor.ts'
import { moneyFromText, moneyText } from '../../kernel/money.ts'
import { ok } from '../../kernel/result.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { coveredByRank, leftAfter } from './advance.ts'
import type { CollateralRecord } from './schema.ts'
import { type CollateralService, type KeptDecision, type Read, rankedOf, roomOf } from './service.ts'
import {
  type CollateralView,
  collateralView,
  decideBody,
  decisionView,
  doneBody,
  lookBody,
  registerBody,
  releaseBody,
} from './view.ts'

const TAG = 'collateral'
const ofDecision = z.strictObject({ loan_decision_id: z.uuid() })
const ofCollateral = z.strictObject({ collateral_id: z.uuid() })
const ofPledge = ofCollateral.extend({ pledge_id: z.uuid() })
const takenView = z.strictObject({
  collateral: z.uuid(),
  pledge: z.uuid(),
  secured: z.string(),
  register_by: z.string(),
})

const isHouse = ({ kind }: Actor): boolean => kind === 'agency' || kind === 'system'

const shownDecision = (actor: Actor, { id, firm, bank, decided_on, digest, record }: KeptDecision) => {
  const whole = record as CollateralRecord
  return { id, firm, bank, decided_on, digest, decision: whole.decision, record: isHouse(actor) ? whole : null }
}

/**
 * A collateral as its reader may see it: the agency whole; a bank its own pledges whole and of the others what the
 * office publishes, once it does; the firm what stands on its rights.
 */
function shown(actor: Actor, read: Read): CollateralView {
  const { kept, pledges, tasks } = read
  const isOwn = (bank: string): boolean => actor.kind !== 'bank' || bank === actor.party
  const amount = leftAfter(moneyFromText(kept.advance), moneyFromText(kept.burdened))
  const covered = new Map(coveredByRank(amount, rankedOf(pledges)).map(one => [one.id, one.covered]))
  const views = pledges
    .filter(one => isOwn(one.bank) || one.state === 'registered')
    .map(one => {
      const has = covered.get(one.id) ?? 0n
      const short = one.state === 'registered' ? BigInt(one.secured) - has : 0n
      const { rank, state, secured, office, reference, registered_on } = one
      const published = {
        rank,
        state,
        secured,
        office,
        reference,
        registered_on,
        covered: String(has),
        short: String(short),
      }
      const { id, bank, taken_on, register_by, released_on } = one
      return isOwn(bank)
        ? { ...published, id, bank, taken_on, register_by, released_on }
        : { ...published, id: null, bank: null, taken_on: null, register_by: null, released_on: null }
    })
  const total = [...pledges].reduce(
    (sum, one) => (one.state === 'registered' ? sum + BigInt(one.secured) - (covered.get(one.id) ?? 0n) : sum),
    0n,
  )
  const called = tasks.findLast(one => one.ground === 'shortfall' && one.done_on === null)
  return {
    ...{ id: kept.id, firm: kept.firm, valued_on: kept.valued_on, valid_until: kept.valid_until },
    rights: (kept.files as readonly { right: Record<string, string> }[]).map(({ right }) =>
      [right['country'], right['kind'], right['number_type'], right['number']].join(':'),
    ),
    advance: kept.advance,
    room: moneyText(roomOf(read)),
    shortfall: String(total),
    cure_by: total === 0n ? null : (called?.due_on ?? null),
    pledges: views,
    tasks: isHouse(actor)
      ? tasks.map(({ id, ground, about, found_on, due_on, holder, done_on }) => ({
          ...{ id, ground, about, found_on, due_on, holder, done_on },
        }))
      : [],
  }
}

export const collateralRoutes = (service: CollateralService): readonly Route[] => [
  route({
    method: 'POST',
    path: '/v1/collateral-decisions',
    summary: 'Decides whether rights carry a loan: accepted, refused or refer, with every reason and amount',
    tag: TAG,
    action: 'collateral.decide',
    refusals: [
      ...['collateral_valuation_unknown', 'collateral_valuation_digest', 'collateral_valuation_unissued'],
      ...['collateral_valuation_withdrawn', 'collateral_valuation_superseded', 'collateral_rights_unread'],
      'collateral_own_answer',
    ],
    body: decideBody,
    answers: { 201: decisionView },
    handle: async ({ tx, actor, body, now, day }) => {
      const found = await service.decide(tx, actor, body, { now, day })
      return found.ok ? ok({ status: 201, json: shownDecision(actor, found.value) }) : found
    },
  }),
  route({
    method: 'GET',
    path: '/v1/collateral-decisions/{loan_decision_id}',
    summary: 'A decision on collateral, for its bank and firm without its record',
    tag: TAG,
    action: 'collateral.read',
    refusals: ['collateral_unknown'],
    params: ofDecision,
    answers: { 200: decisionView },
    handle: async ({ tx, actor, params }) => {
      const found = await service.decision(tx, actor, params.loan_decision_id)
      return found.ok ? ok({ status: 200, json: shownDecision(actor, found.value) }) : found
    },
  }),
  route({
    method: 'POST',
    path: '/v1/collateral-decisions/{loan_decision_id}/pledge',
    summary: 'Takes the pledge of a decision accepted today; its room is kept until it is registered',
    tag: TAG,
    action: 'pledge.take',
    refusals: [
      ...['collateral_unknown', 'collateral_not_carried', 'collateral_right_taken', 'pledge_not_waiting'],
      ...['pledge_no_room', 'pledge_firm_cap'],
      ...['collateral_valuation_unknown', 'collateral_valuation_withdrawn', 'collateral_valuation_superseded'],
    ],
    params: ofDecision,
    answers: { 201: takenView },
    handle: async ({ tx, actor, params, now, day }) => {
      const found = await service.take(tx, actor, params.loan_decision_id, { now, day })
      if (!found.ok) return found
      const { id, collateral, secured, register_by } = found.value
      return ok({ status: 201, json: { collateral, pledge: id, secured, register_by } })
    },
  }),
  route({
    method: 'GET',
    path: '/v1/collateral/{collateral_id}',
    summary: 'What rights carry, and the pledges on them by rank',
    tag: TAG,
    action: 'collateral.read',
    refusals: ['collateral_unknown'],
    params: ofCollateral,
    answers: { 200: collateralView },
    handle: async ({ tx, actor, params }) => {
      const found = await service.read(tx, actor, params.collateral_id)
      return found.ok ? ok({ status: 200, json: shown(actor, found.value) }) : found
    },
  }),
  route({
    method: 'POST',
    path: '/v1/collateral/{collateral_id}/pledges/{pledge_id}/registration',
    summary: 'Enters that the office registered a pledge: from then on it secures, at its rank',
    tag: TAG,
    action: 'pledge.change',
    refusals: [
      ...['collateral_unknown', 'pledge_unknown', 'pledge_not_waiting', 'pledge_day', 'pledge_rank_taken'],
      'pledge_reference_taken',
    ],
    params: ofPledge,
    body: registerBody,
    answers: { 200: collateralView },
    handle: async ({ tx, actor, params, body, now, day }) => {
      const done = await service.register(tx, actor, params.collateral_id, params.pledge_id, body, { now, day })
      if (!done.ok) return done
      const found = await service.read(tx, actor, params.collateral_id)
      return found.ok ? ok({ status: 200, json: shown(actor, found.value) }) : found
    },
  }),
  route({
    method: 'POST',
    path: '/v1/collateral/{collateral_id}/pledges/{pledge_id}/release',
    summary: 'Releases a pledge: what it had is free again',
    tag: TAG,
    action: 'pledge.change',
    refusals: ['collateral_unknown', 'pledge_unknown', 'pledge_released', 'pledge_day'],
    params: ofPledge,
    body: releaseBody,
    answers: { 200: collateralView },
    handle: async ({ tx, actor, params, body, now, day }) => {
      const done = await service.release(tx, actor, params.collateral_id, params.pledge_id, body, { now, day })
      if (!done.ok) return done
      const found = await service.read(tx, actor, params.collateral_id)
      return found.ok ? ok({ status: 200, json: shown(actor, found.value) }) : found
    },
  }),
  route({
    method: 'POST',
    path: '/v1/collateral/{collateral_id}/looks',
    summary: 'Looks at rights again on new extracts: what they carry, what is due, what is short',
    tag: TAG,
    action: 'collateral.look',
    refusals: ['collateral_unknown', 'collateral_right_other'],
    params: ofCollateral,
    body: lookBody,
    answers: { 200: collateralView },
    handle: async ({ tx, actor, params, body, now, day }) => {
      const found = await service.looked(tx, actor, params.collateral_id, body.rights, { now, day })
      return found.ok ? ok({ status: 200, json: shown(actor, found.value) }) : found
    },
  }),
  route({
    method: 'POST',
    path: '/v1/collateral/{collateral_id}/tasks/{task_id}/done',
    summary: 'Ends a task with what was done',
    tag: TAG,
    action: 'collateral.look',
    refusals: ['collateral_unknown', 'collateral_task_unknown'],
    params: ofCollateral.extend({ task_id: z.uuid() }),
    body: doneBody,
    answers: { 200: collateralView },
    handle: async ({ tx, actor, params, body, now, day }) => {
      const found = await service.done(tx, actor, params.collateral_id, params.task_id, body.note, { now, day })
      return found.ok ? ok({ status: 200, json: shown(actor, found.value) }) : found
    },
  }),
]
