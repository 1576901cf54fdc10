/** The JSON API of readings: who saw what of a case, and what is reported of it month by month. */
import { z } from 'zod'
import { ok } from '../../kernel/result.ts'
import { page, pageLimit, pageOf, pageQuery, placeOf } from '../../platform/http/page.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { isMonth } from './report.ts'
import { readingView, reportHead, reportView } from './schema.ts'
import type { ReadingsService } from './service.ts'

const TAG = 'readings'
const month = z.string().refine(isMonth, { message: 'a month, YYYY-MM' })
const ofMonth = z.strictObject({ month })

export const readingsRoutes = (service: ReadingsService, zone: string): readonly Route[] => [
  route({
    method: 'GET',
    path: '/v1/cases/{case_id}/readings',
    summary: 'Who saw, asked for or was refused what of a case, newest first, with the ground it was read on',
    tag: TAG,
    action: 'reading.read',
    params: z.strictObject({ case_id: z.uuid() }),
    query: pageQuery,
    answers: { 200: pageOf(readingView) },
    handle: async ({ tx, actor, params, query }) => {
      const list = `readings:${params.case_id}`
      const place = placeOf(list, query.cursor)
      if (!place.ok) return place
      const limit = pageLimit(query)
      const found = await service.ofCase(tx, actor, params.case_id, { before: place.value, limit })
      if (!found.ok) return found
      const shown = page(
        found.value,
        limit,
        list,
        row => row.place,
        ({ kind: _, request: __, subject: ___, case_id: ____, is_sandbox: _____, ...row }) => row,
      )
      return ok({ status: 200, json: shown })
    },
  }),
  route({
    method: 'GET',
    path: '/v1/readings/reports',
    summary: 'Months reported, newest first',
    tag: TAG,
    action: 'reading_report.read',
    answers: { 200: z.strictObject({ items: z.array(reportHead) }) },
    handle: async ({ tx, actor }) => {
      const found = await service.reports(tx, actor)
      return found.ok ? ok({ status: 200, json: { items: found.value } }) : found
    },
  }),
  route({
    method: 'POST',
    path: '/v1/readings/reports',
    summary: 'Has a month reported that is over: who saw what before it was issued; made once, then as it was made',
    tag: TAG,
    action: 'reading_report.order',
    refusals: ['reading_month_open'],
    body: ofMonth,
    example: { month: '2026-04' },
    answers: { 201: reportHead },
    handle: async ({ tx, actor, body, now, day }) => {
      const found = await service.order(tx, actor, body.month, { now, day, zone })
      if (!found.ok) return found
      const { body: _, ...head } = found.value
      return ok({ status: 201, json: head, location: `/v1/readings/reports/${head.month}` })
    },
  }),
  route({
    method: 'GET',
    path: '/v1/readings/reports/{month}',
    summary: 'Who saw what before it was issued, by case, person, role and moment, and who was refused it',
    tag: TAG,
    action: 'reading_report.read',
    refusals: ['reading_report_unknown'],
    params: ofMonth,
    answers: { 200: reportView },
    handle: async ({ tx, actor, params }) => {
      const found = await service.report(tx, actor, params.month)
      if (!found.ok) return found
      const { body: _, csv: __, ...shown } = found.value
      return ok({ status: 200, json: shown })
    },
  }),
  route({
    method: 'GET',
    path: '/v1/readings/reports/{month}/csv',
    summary: 'The report of a month as CSV',
    tag: TAG,
    action: 'reading_report.read',
    refusals: ['reading_report_unknown'],
    params: ofMonth,
    answers: { 200: 'bytes' },
    handle: async ({ tx, actor, params }) => {
      const found = await service.report(tx, actor, params.month)
      if (!found.ok) return found
      const bytes = new TextEncoder().encode(found.value.csv)
      return ok({ status: 200, bytes, mediaType: 'text/csv; charset=utf-8', fileName: `readings-${params.month}.csv` })
    },
  }),
]
