/** The JSON API of the watch: who stands how, the signals of a guarantee, what is told of it, tasks. */
import { z } from 'zod'
import { ok } from '../../kernel/result.ts'
import { page, pageLimit, pageOf, pageShape, placeOf } from '../../platform/http/page.ts'
import { type Route, route } from '../../platform/http/route.ts'
import {
  doneBody,
  observationBody,
  observedView,
  reassignBody,
  signalsView,
  taskDoneView,
  taskView,
  watchFilters,
  watchView,
} from './schema.ts'
import type { Task, WatchService } from './service.ts'

const TAG = 'watch'
const ofGuarantee = z.strictObject({ guarantee_id: z.uuid() })
const ofTask = z.strictObject({ guarantee_id: z.uuid(), task_id: z.uuid() })

const shownTask = ({ id, signal, role, holder, due_on, done_on, done_by, note }: Task) => ({
  ...{ id, signal, role, holder, due_on, done_on, done_by, note },
})

export const watchRoutes = (service: WatchService): readonly Route[] => [
  route({
    method: 'GET',
    path: '/v1/watch',
    summary: 'Guarantees under watch as they were last looked at, the gravest first',
    tag: TAG,
    action: 'watch.list',
    query: z.strictObject({ ...pageShape, ...watchFilters }),
    refusals: ['cursor_malformed'],
    answers: { 200: pageOf(watchView) },
    handle: async ({ tx, actor, query }) => {
      const { level, office } = query
      const list = `watch:${level ?? ''}:${office ?? ''}`
      const place = placeOf(list, query.cursor)
      if (!place.ok) return place
      const [points, id] = place.value?.split(' ') ?? []
      const after = points === undefined || id === undefined ? undefined : ([Number(points), id] as const)
      const limit = pageLimit(query)
      const found = await service.list(tx, actor, { level, office, after, limit: limit + 1 })
      if (!found.ok) return found
      const items = page(
        found.value,
        limit,
        list,
        one => `${one.points} ${one.guarantee}`,
        one => one,
      )
      return ok({ status: 200, json: items })
    },
  }),
  route({
    method: 'GET',
    path: '/v1/watch/tasks',
    summary: 'Open tasks, the soonest due first: of signals, and of what recourse warned of',
    tag: TAG,
    action: 'watch.list',
    query: z.strictObject({ ...pageShape, of: z.enum(['mine', 'all']).optional() }),
    refusals: ['cursor_malformed'],
    answers: { 200: pageOf(taskView) },
    handle: async ({ tx, actor, query, now, day }) => {
      const of = query.of ?? 'mine'
      const list = `watch-tasks:${of}`
      const place = placeOf(list, query.cursor)
      if (!place.ok) return place
      const cut = place.value?.indexOf(' ') ?? -1
      const after =
        place.value === undefined ? undefined : ([place.value.slice(0, cut), place.value.slice(cut + 1)] as const)
      const limit = pageLimit(query)
      const found = await service.tasks(tx, actor, { now, day }, { isMine: of === 'mine', after, limit: limit + 1 })
      if (!found.ok) return found
      const items = page(
        found.value,
        limit,
        list,
        one => `${one.due_on} ${one.key}`,
        ({ key: _, ...one }) => ({ ...one, is_late: one.due_on < day }),
      )
      return ok({ status: 200, json: items })
    },
  }),
  route({
    method: 'GET',
    path: '/v1/guarantees/{guarantee_id}/signals',
    summary: 'The signals of a guarantee on the day: raised, not raised, not known since when, with what was read',
    tag: TAG,
    action: 'watch.read',
    params: ofGuarantee,
    answers: { 200: signalsView },
    handle: async ({ tx, actor, params, day }) => {
      const found = await service.signals(tx, actor, params.guarantee_id, day)
      if (!found.ok) return found
      const { kept, shown, lookedOn, history } = found.value
      return ok({
        status: 200,
        json: { guarantee: kept.id, number: kept.number, ...shown, looked_on: lookedOn, history },
      })
    },
  }),
  route({
    method: 'POST',
    path: '/v1/guarantees/{guarantee_id}/observations',
    summary: 'Tells facts of a guarantee with their day and where they were read; looked at at once',
    tag: TAG,
    action: 'watch.tell',
    params: ofGuarantee,
    body: observationBody,
    example: { as_of: '2026-04-30', source: 'bank', facts: { loan_arrears_days: '12' } },
    refusals: [
      'watch_over',
      'watch_day',
      'watch_source',
      'watch_fact_unknown',
      'watch_fact_computed',
      'watch_fact_not_yours',
      'value_type',
      'value_too_precise',
      'value_bounds',
      'value_code',
    ],
    answers: { 201: observedView },
    handle: async ({ tx, actor, params, body, now, day }) => {
      const found = await service.tell(tx, actor, params.guarantee_id, body, { now, day })
      return found.ok ? ok({ status: 201, json: found.value }) : found
    },
  }),
  route({
    method: 'POST',
    path: '/v1/guarantees/{guarantee_id}/watch/tasks/{task_id}/done',
    summary: 'Ends a task with what was done',
    tag: TAG,
    action: 'watch.task',
    params: ofTask,
    body: doneBody,
    example: { note: 'Visited the firm; the largest customer pays late, a plan was agreed with the bank.' },
    refusals: ['watch_task_unknown', 'watch_task_done', 'watch_task_not_yours'],
    answers: { 200: taskDoneView },
    handle: async ({ tx, actor, params, body, now, day }) => {
      const of = { id: params.guarantee_id, task: params.task_id }
      const found = await service.done(tx, actor, of, body.note, { now, day })
      return found.ok ? ok({ status: 200, json: shownTask(found.value) }) : found
    },
  }),
  route({
    method: 'POST',
    path: '/v1/guarantees/{guarantee_id}/watch/tasks/{task_id}/reassign',
    summary: 'Gives a task to somebody else who holds its role',
    tag: TAG,
    action: 'watch.reassign',
    params: ofTask,
    body: reassignBody,
    example: { holder: 'person-demo-officer-seoul', reason: 'On leave until the deadline.' },
    refusals: ['watch_task_unknown', 'watch_task_done', 'watch_holder'],
    answers: { 200: taskDoneView },
    handle: async ({ tx, actor, params, body, now, day }) => {
      const of = { id: params.guarantee_id, task: params.task_id }
      const found = await service.reassign(tx, actor, of, body, { now, day })
      return found.ok ? ok({ status: 200, json: shownTask(found.value) }) : found
    },
  }),
]
