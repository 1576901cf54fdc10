/** The JSON API of the forecast of accidents. */
import { z } from 'zod'
import { ok } from '../../kernel/result.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { FINAL_GRADES } from '../../scoring/grades-schema.ts'
import type { ForecastService } from './service.ts'
import { forecastView } from './shown.ts'

export const forecastRoutes = (service: ForecastService): readonly Route[] => [
  route({
    method: 'GET',
    path: '/v1/book/forecast',
    summary: 'Accidents by cohort: their chances by age, and how many in what amount are expected, with intervals',
    tag: 'book',
    action: 'forecast.read',
    query: z.strictObject({ grade: z.enum(FINAL_GRADES).optional() }),
    refusals: ['forecast_nothing_observed'],
    answers: { 200: forecastView },
    handle: async ({ tx, actor, query, day }) => {
      const found = await service.accidents(tx, actor, day, query.grade)
      return found.ok ? ok({ status: 200, json: found.value }) : found
    },
  }),
]
