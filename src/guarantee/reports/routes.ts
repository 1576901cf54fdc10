/** Reports over HTTP: sent in parts, checked in the background, listed, accepted, refused, corrected; statements. */
import { z } from 'zod'
import { ok, type Result } from '../../kernel/result.ts'
import { languageSchema } from '../../kernel/words.ts'
import { page, pageLimit, pageOf, pageQuery, pageShape, placeOf } from '../../platform/http/page.ts'
import { type Asked, type Route, route } from '../../platform/http/route.ts'
import { DIFFERENCE_KINDS } from '../month/matching.ts'
import {
  acceptanceSchema,
  changeSchema,
  correctionAsked,
  correctionSchema,
  differenceSchema,
  monthText,
  outcomeSchema,
  PART_BYTES_MAX,
  problemSchema,
  REPORT_PARTS_MAX,
  reasonSchema,
  reportDeclaration,
  reportId,
  reportKindSchema,
  reportSchema,
  reportStateSchema,
  statementSchema,
} from './schema.ts'
import type { ReportService } from './service.ts'

const TAG = 'reports'
const ofReport = z.strictObject({ report_id: reportId })
const ofCorrection = z.strictObject({ correction_id: reportId })
const ofPart = z.strictObject({
  report_id: reportId,
  part: z
    .string()
    .regex(/^(0|[1-9][0-9]?)$/)
    .transform(Number)
    .refine(part => part < REPORT_PARTS_MAX),
})
const bankId = z.string().regex(/^bank-[0-9a-z-]{3,40}$/)
const senderId = z.string().regex(/^(bank|office|agency)-[0-9a-z-]{3,40}$/)
const REASON = { reason: 'The principal of the month before was told with interest.' }

type Query = { readonly limit?: number | undefined; readonly cursor?: string | undefined }
/** Answers a page of a list that is read in the order of its places, from the first on. */
async function paged<Row, Item>(
  list: string,
  query: Query,
  read: (page: { readonly after: number; readonly limit: number }) => Promise<Result<readonly Row[]>>,
  placeIn: (row: Row) => number,
  itemOf: (row: Row) => Item,
) {
  const place = placeOf(list, query.cursor)
  if (!place.ok) return place
  const limit = pageLimit(query)
  const rows = await read({ after: Number(place.value ?? 0), limit: limit + 1 })
  if (!rows.ok) return rows
  return ok({ status: 200 as const, json: page(rows.value, limit, list, row => String(placeIn(row)), itemOf) })
}

type Listed = Pick<Asked<{ report_id: string }, Query, undefined>, 'tx' | 'actor' | 'params' | 'query'>
const without = <Row extends { readonly sequence: number }>({ sequence: _, ...shown }: Row): Omit<Row, 'sequence'> =>
  shown

/** @param advice what to do about each code, as docs/errors.md says it */
export const reportRoutes = (service: ReportService, advice: ReadonlyMap<string, string>): readonly Route[] => [
  route({
    method: 'POST',
    path: '/v1/reports',
    summary:
      'Announces a utilisation report, or a table of claims or recoveries; a file sent before is named, not done again',
    tag: TAG,
    action: 'report.send',
    body: reportDeclaration,
    example: {
      kind: 'utilisation',
      month: '2026-09',
      name: 'utilisation-2026-09.csv',
      size: 8_188_983,
      digest: `sha256:${'0'.repeat(64)}`,
    },
    refusals: ['report_month', 'report_month_open'],
    answers: { 200: reportSchema, 201: reportSchema },
    handle: async ({ tx, actor, body, now, day }) => {
      const made = await service.declare(tx, actor, body, { now, day })
      if (!made.ok) return made
      return made.value.is_repeated
        ? ok({ status: 200, json: made.value })
        : ok({ status: 201, json: made.value, location: `/v1/reports/${made.value.id}` })
    },
  }),
  route({
    method: 'GET',
    path: '/v1/reports',
    summary: 'Reports, newest first',
    tag: TAG,
    action: 'report.list',
    query: z.strictObject({
      ...pageShape,
      sender: senderId.optional(),
      kind: reportKindSchema.optional(),
      month: monthText.optional(),
      state: reportStateSchema.optional(),
    }),
    answers: { 200: pageOf(reportSchema) },
    handle: async ({ tx, actor, query }) => {
      const { sender, kind, month, state } = query
      const list = `reports:${sender ?? ''}:${kind ?? ''}:${month ?? ''}:${state ?? ''}`
      const place = placeOf(list, query.cursor)
      if (!place.ok) return place
      const limit = pageLimit(query)
      const filters = { sender, kind, month, state }
      const rows = await service.list(tx, actor, { limit: limit + 1, before: place.value, ...filters })
      if (!rows.ok) return rows
      return ok({
        status: 200,
        json: page(
          rows.value,
          limit,
          list,
          one => one.id,
          one => one,
        ),
      })
    },
  }),
  route({
    method: 'GET',
    path: '/v1/reports/{report_id}',
    summary:
      'A report: its state, who did what when, how many rows, problems and differences, and which parts have come',
    tag: TAG,
    action: 'report.read',
    params: ofReport,
    refusals: ['report_unknown'],
    answers: { 200: reportSchema },
    handle: async ({ tx, actor, params }) => {
      const found = await service.read(tx, actor, params.report_id)
      return found.ok ? ok({ status: 200, json: found.value }) : found
    },
  }),
  route({
    method: 'PUT',
    path: '/v1/reports/{report_id}/parts/{part}',
    summary: 'Sends one part, counted from 0, in any order; sent again it takes the place of itself',
    tag: TAG,
    action: 'report.send',
    params: ofPart,
    upload: { mediaTypes: ['application/octet-stream'], bytesMax: PART_BYTES_MAX },
    refusals: ['report_unknown', 'report_part_too_long', 'report_not_receiving', 'report_longer_than_declared'],
    answers: { 200: reportSchema },
    handle: async ({ tx, actor, params, upload }) => {
      if (upload === undefined) throw new Error('a route with an upload was served without one')
      const done = await service.receive(tx, actor, params.report_id, params.part, upload.bytes)
      return done.ok ? ok({ status: 200, json: done.value }) : done
    },
  }),
  route({
    method: 'POST',
    path: '/v1/reports/{report_id}/complete',
    summary: 'Completes a report, which is then checked in the background',
    tag: TAG,
    action: 'report.send',
    params: ofReport,
    refusals: ['report_unknown', 'report_incomplete', 'report_digest_differs', 'report_scan_unavailable'],
    answers: { 200: reportSchema },
    handle: async ({ tx, actor, params, now, day }) => {
      const done = await service.complete(tx, actor, params.report_id, { now, day })
      return done.ok ? ok({ status: 200, json: done.value }) : done
    },
  }),
  route({
    method: 'GET',
    path: '/v1/reports/{report_id}/problems',
    summary: 'What is wrong with rows of a report, each with its place and what to do',
    tag: TAG,
    action: 'report.read',
    params: ofReport,
    query: pageQuery,
    refusals: ['report_unknown'],
    answers: { 200: pageOf(problemSchema) },
    handle: ({ tx, actor, params: { report_id }, query }: Listed) =>
      paged(
        `problems:${report_id}`,
        query,
        page => service.problems(tx, actor, report_id, page),
        one => one.sequence,
        one => ({ ...without(one), remedy: advice.get(one.code) ?? '' }),
      ),
  }),
  route({
    method: 'GET',
    path: '/v1/reports/{report_id}/differences',
    summary: 'Where a report and the books differ: what was expected, what was told, by how much, and what to do',
    tag: TAG,
    action: 'report.read',
    params: ofReport,
    query: z.strictObject({ ...pageShape, kind: z.enum(DIFFERENCE_KINDS).optional() }),
    refusals: ['report_unknown'],
    answers: { 200: pageOf(differenceSchema) },
    handle: ({ tx, actor, params: { report_id }, query }) =>
      paged(
        `differences:${report_id}:${query.kind ?? ''}`,
        query,
        page => service.differences(tx, actor, report_id, page, query.kind),
        one => one.sequence,
        without,
      ),
  }),
  route({
    method: 'GET',
    path: '/v1/reports/{report_id}/changes',
    summary: 'What a month told again changed of what had been told',
    tag: TAG,
    action: 'report.read',
    params: ofReport,
    query: pageQuery,
    refusals: ['report_unknown'],
    answers: { 200: pageOf(changeSchema) },
    handle: ({ tx, actor, params: { report_id }, query }: Listed) =>
      paged(
        `changes:${report_id}`,
        query,
        page => service.changes(tx, actor, report_id, page),
        one => one.sequence,
        without,
      ),
  }),
  route({
    method: 'GET',
    path: '/v1/reports/{report_id}/outcomes',
    summary: 'What came of each row something was to be done for',
    tag: TAG,
    action: 'report.read',
    params: ofReport,
    query: pageQuery,
    refusals: ['report_unknown'],
    answers: { 200: pageOf(outcomeSchema) },
    handle: ({ tx, actor, params: { report_id }, query }: Listed) =>
      paged(
        `outcomes:${report_id}`,
        query,
        page => service.outcomes(tx, actor, report_id, page),
        one => one.row,
        one => one,
      ),
  }),
  route({
    method: 'GET',
    path: '/v1/reports/{report_id}/sheet',
    summary: 'The sheet back as CSV, with what is wrong in a last column',
    tag: TAG,
    action: 'report.read',
    params: ofReport,
    query: z.strictObject({ language: languageSchema.optional() }),
    refusals: ['report_unknown', 'report_state', 'report_erased', 'report_unreadable'],
    answers: { 200: 'bytes' },
    ahead: ({ tx, actor, params, query, now, day }) =>
      service.sheet(tx, actor, params.report_id, query.language ?? 'ko', { now, day }),
    handle: async ({ ahead: sheet, params }) =>
      sheet.ok
        ? ok({ status: 200, bytes: sheet.value, mediaType: 'text/csv', fileName: `${params.report_id}.csv` })
        : sheet,
  }),
  route({
    method: 'POST',
    path: '/v1/reports/{report_id}/accept',
    summary: 'Accepts a checked report, rows with problems left out by number; what follows is done in the background',
    tag: TAG,
    action: 'report.accept',
    params: ofReport,
    body: acceptanceSchema,
    example: { leave_out: [] },
    refusals: ['report_unknown', 'report_state', 'report_row_unknown', 'report_rows_wrong', 'report_stale'],
    answers: { 200: reportSchema },
    handle: async ({ tx, actor, params, body, now, day }) => {
      const done = await service.accept(tx, actor, params.report_id, body.leave_out, { now, day })
      return done.ok ? ok({ status: 200, json: done.value }) : done
    },
  }),
  route({
    method: 'POST',
    path: '/v1/reports/{report_id}/refuse',
    summary: 'Refuses a checked report, in words',
    tag: TAG,
    action: 'report.refuse',
    params: ofReport,
    body: reasonSchema,
    example: REASON,
    refusals: ['report_unknown', 'report_state'],
    answers: { 200: reportSchema },
    handle: async ({ tx, actor, params, body, now, day }) => {
      const done = await service.refuse(tx, actor, params.report_id, body.reason, { now, day })
      return done.ok ? ok({ status: 200, json: done.value }) : done
    },
  }),
  route({
    method: 'POST',
    path: '/v1/reports/{report_id}/corrections',
    summary: 'Asks for a row to be corrected; telling the month again answers it',
    tag: TAG,
    action: 'report.correct',
    params: ofReport,
    body: correctionAsked,
    example: { row: 2, ...REASON },
    refusals: ['report_unknown', 'report_state', 'report_row_unknown'],
    answers: { 201: correctionSchema },
    handle: async ({ tx, actor, params, body, now, day }) => {
      const done = await service.askCorrection(tx, actor, params.report_id, body, { now, day })
      return done.ok ? ok({ status: 201, json: done.value }) : done
    },
  }),
  route({
    method: 'GET',
    path: '/v1/reports/{report_id}/corrections',
    summary: 'Requests for corrections of a report, newest first, with what became of them',
    tag: TAG,
    action: 'report.read',
    params: ofReport,
    query: pageQuery,
    refusals: ['report_unknown'],
    answers: { 200: pageOf(correctionSchema) },
    handle: async ({ tx, actor, params, query }) => {
      const list = `corrections:${params.report_id}`
      const place = placeOf(list, query.cursor)
      if (!place.ok) return place
      const limit = pageLimit(query)
      const rows = await service.corrections(tx, actor, params.report_id, { before: place.value, limit: limit + 1 })
      if (!rows.ok) return rows
      return ok({
        status: 200,
        json: page(
          rows.value,
          limit,
          list,
          one => one.id,
          one => one,
        ),
      })
    },
  }),
  route({
    method: 'POST',
    path: '/v1/corrections/{correction_id}/close',
    summary: 'Closes a request: withdrawn by the side that asked, declined by the other',
    tag: TAG,
    action: 'report.correct',
    params: ofCorrection,
    body: reasonSchema,
    example: REASON,
    refusals: ['correction_unknown', 'correction_over'],
    answers: { 200: correctionSchema },
    handle: async ({ tx, actor, params, body, now, day }) => {
      const done = await service.closeCorrection(tx, actor, params.correction_id, body.reason, { now, day })
      return done.ok ? ok({ status: 200, json: done.value }) : done
    },
  }),
  route({
    method: 'GET',
    path: '/v1/statements/{bank}/{month}',
    summary: 'A month of a bank by programme: opening, drawn, repaid, closing, fees, claims and recoveries',
    tag: TAG,
    action: 'statement.read',
    params: z.strictObject({ bank: bankId, month: monthText }),
    answers: { 200: statementSchema },
    handle: async ({ tx, actor, params }) => {
      const found = await service.statement(tx, actor, params.month, params.bank)
      return found.ok ? ok({ status: 200, json: found.value }) : found
    },
  }),
]
