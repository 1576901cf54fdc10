/** The JSON API of rights on file: a paper read as an office's file, how rights stand on a day, questions answered. */
import { z } from 'zod'
import { ok } from '../../kernel/result.ts'
import { dayText } from '../../kernel/text.ts'
import { type Route, route } from '../../platform/http/route.ts'
import type { RightsService } from './service.ts'
import { answerSchema, fileView, filingSchema, rightsView, rightView } from './shown.ts'

const TAG = 'rights'
const ofCase = z.strictObject({ case_id: z.uuid() })

export const rightsRoutes = (service: RightsService): readonly Route[] => [
  route({
    method: 'POST',
    path: '/v1/cases/{case_id}/rights/files',
    summary: 'Reads a kept paper of the case as a file of a patent office; what it leaves out it says',
    tag: TAG,
    action: 'right.file',
    params: ofCase,
    body: filingSchema,
    example: { paper: '0190e1f4-7c1a-7b60-9d0e-4b2f5a6c7d8e', drawn_on: '2026-03-02' },
    refusals: [
      'right_file_drawn_later',
      'right_paper_unknown',
      'office_file_empty',
      'office_file_large',
      'office_file_broken',
      'office_file_unknown',
      'office_file_structure',
      'right_file_many',
      'right_file_repeated',
    ],
    answers: { 201: fileView },
    handle: async ({ tx, actor, params, body, now, day }) => {
      const made = await service.file(tx, actor, params.case_id, body, { now, day })
      return made.ok ? ok({ status: 201, json: made.value, location: `/v1/cases/${params.case_id}/rights` }) : made
    },
  }),
  route({
    method: 'GET',
    path: '/v1/cases/{case_id}/rights',
    summary: 'Rights of the case as they stand on a day: status, life, owners, burdens, and what is asked',
    tag: TAG,
    action: 'right.read',
    params: ofCase,
    query: z.strictObject({ on: dayText.optional() }),
    answers: { 200: rightsView },
    handle: async ({ tx, actor, params, query, day }) => {
      const found = await service.read(tx, actor, params.case_id, { on: query.on ?? day, day })
      return found.ok ? ok({ status: 200, json: found.value }) : found
    },
  }),
  route({
    method: 'POST',
    path: '/v1/cases/{case_id}/rights/answers',
    summary: 'Answers a question about a right, with the reason; no burden goes by it',
    tag: TAG,
    action: 'right.answer',
    params: ofCase,
    body: answerSchema,
    example: {
      right: 'US:patent:registration:US11181107',
      code: 'recorded_twice',
      about: ['048818/0520', '049342/0819'],
      verdict: 'dismissed',
      reason: 'The bank confirms in writing that both recordings are of one agreement, which it released.',
    },
    refusals: ['right_question_unknown', 'right_question_answered'],
    answers: { 200: rightView },
    handle: async ({ tx, actor, params, body, now, day }) => {
      const done = await service.answer(tx, actor, params.case_id, body, { now, day })
      return done.ok ? ok({ status: 200, json: done.value }) : done
    },
  }),
]
