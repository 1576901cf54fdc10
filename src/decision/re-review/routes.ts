/** The JSON API of a re-review. */
import { z } from 'zod'
import { ok } from '../../kernel/result.ts'
import { type Route, route } from '../../platform/http/route.ts'
import type { ReReviewService } from './service.ts'
import { reReviewView } from './sides.ts'

export const reReviewRoutes = (service: ReReviewService): readonly Route[] => [
  route({
    method: 'GET',
    path: '/v1/cases/{case_id}/re-review',
    summary: 'What was objected to beside what a fresh panel came to; the parties read each once they were told of it',
    tag: 'decisions',
    action: 're_review.read',
    refusals: ['re_review_missing', 'decision_while_marking'],
    params: z.strictObject({ case_id: z.uuid() }),
    answers: { 200: reReviewView },
    handle: async ({ tx, actor, params }) => {
      const found = await service.read(tx, actor, params.case_id)
      return found.ok ? ok({ status: 200, json: found.value }) : found
    },
  }),
]
