/** The JSON API of exams and training. */
import { z } from 'zod'
import { ok, type Result } from '../../kernel/result.ts'
import { type Reply, type Route, route } from '../../platform/http/route.ts'
import { appraiserParams } from '../roster/schema.ts'
import { beginBody, examHead, examParams, examView, handInBody } from './schema.ts'
import type { ExaminingService, ExamShown } from './service.ts'

const TAG = 'appraisers'

const headOf = ({ marks: _, result, ...exam }: ExamShown['exam']) => ({
  ...exam,
  cases: [...exam.cases],
  score: result === null ? null : scoreOf(result),
})
const scoreOf = ({ marks, kappa, undefined_because, difference }: NonNullable<ExamShown['exam']['result']>) => ({
  marks,
  kappa,
  undefined_because,
  difference,
})
const viewOf = ({ exam, material, differences }: ExamShown) => ({
  ...headOf(exam),
  cases: material.map(one => ({
    id: one.id,
    indicators: one.reference.map(mark => mark.indicator),
    dossier: exam.closed_on === null ? one.dossier : null,
  })),
  differences,
})
const shown = (found: Result<ExamShown>): Result<Reply> =>
  found.ok ? ok({ status: 200, json: viewOf(found.value) }) : found

export const examRoutes = (service: ExaminingService): readonly Route[] => [
  route({
    method: 'GET',
    path: '/v1/appraisers/{appraiser_id}/exams',
    summary: 'Exams and training of an appraiser, the latest first, with their scores',
    tag: TAG,
    action: 'exam.read',
    refusals: ['appraiser_unknown'],
    params: appraiserParams,
    answers: { 200: z.strictObject({ items: z.array(examHead) }) },
    handle: async ({ tx, actor, params }) => {
      const found = await service.list(tx, actor, params.appraiser_id)
      return found.ok ? ok({ status: 200, json: { items: found.value.map(headOf) } }) : found
    },
  }),
  route({
    method: 'POST',
    path: '/v1/appraisers/{appraiser_id}/exams',
    summary: 'Begins an exam, or training, which does not count: cases drawn by a seed, to be marked blind',
    tag: TAG,
    action: 'exam.take',
    refusals: ['appraiser_unknown', 'exam_open', 'exam_wait'],
    params: appraiserParams,
    body: beginBody,
    example: { kind: 'training' },
    answers: { 201: examView },
    handle: async ({ tx, actor, params, body, day }) => {
      const begun = await service.begin(tx, actor, params.appraiser_id, body.kind, day)
      if (!begun.ok) return begun
      const location = `/v1/appraisers/${params.appraiser_id}/exams/${begun.value.exam.id}`
      return ok({ status: 201, json: viewOf(begun.value), location })
    },
  }),
  route({
    method: 'GET',
    path: '/v1/appraisers/{appraiser_id}/exams/{exam_id}',
    summary: 'One exam: its cases while it is open; of training handed in, every difference and its reasons',
    tag: TAG,
    action: 'exam.read',
    refusals: ['appraiser_unknown', 'exam_unknown'],
    params: examParams,
    answers: { 200: examView },
    handle: async ({ tx, actor, params, day }) =>
      shown(await service.read(tx, actor, params.appraiser_id, params.exam_id, day)),
  }),
  route({
    method: 'POST',
    path: '/v1/appraisers/{appraiser_id}/exams/{exam_id}/hand-in',
    summary: 'Hands an exam in, once and whole; it is scored at once',
    tag: TAG,
    action: 'exam.take',
    refusals: [
      ...['appraiser_unknown', 'exam_unknown', 'exam_closed', 'exam_overdue', 'exam_case_unknown'],
      ...['indicator_unknown', 'indicator_twice', 'mark_missing'],
    ],
    params: examParams,
    body: handInBody,
    answers: { 200: examView },
    handle: async ({ tx, actor, params, body, day }) =>
      shown(await service.handIn(tx, actor, params.appraiser_id, params.exam_id, body.marks, day)),
  }),
]
