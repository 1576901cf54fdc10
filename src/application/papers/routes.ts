/** Papers over HTTP: announced, sent in parts, completed, read, downloaded, erased. */
import { z } from 'zod'
import { ok } from '../../kernel/result.ts'
import { page, pageLimit, pageOf, pageQuery, placeOf } from '../../platform/http/page.ts'
import { type Route, route } from '../../platform/http/route.ts'
import {
  declarationSchema,
  erasedPersonSchema,
  erasureSchema,
  PART_BYTES_MAX,
  PARTS_MAX,
  paperSchema,
  uuidText,
} from './schema.ts'
import type { PaperService } from './service.ts'

const TAG = 'papers'
const ofCase = z.strictObject({ case_id: uuidText })
const ofPaper = z.strictObject({ paper_id: uuidText })
const ofPart = z.strictObject({
  paper_id: uuidText,
  part: z
    .string()
    .regex(/^(0|[1-9][0-9]{0,2})$/)
    .transform(Number)
    .refine(part => part < PARTS_MAX),
})
const ofPerson = z.strictObject({ person_id: z.string().regex(/^person-[0-9a-z-]{3,40}$/) })

/** @param zone the zone of legal days, in which a paper's term ends */
export const paperRoutes = (service: PaperService, zone: string): readonly Route[] => [
  route({
    method: 'POST',
    path: '/v1/cases/{case_id}/papers',
    summary: 'Announces a paper: its type, name, size and digest',
    tag: TAG,
    action: 'paper.upload',
    params: ofCase,
    body: declarationSchema,
    example: { type: 'business_plan', name: 'business-plan.pdf', size: 184_320, digest: `sha256:${'0'.repeat(64)}` },
    answers: { 201: paperSchema },
    handle: async ({ tx, actor, params, body }) => {
      const made = await service.declare(tx, actor, params.case_id, body)
      return made.ok ? ok({ status: 201, json: made.value, location: `/v1/papers/${made.value.id}` }) : made
    },
  }),
  route({
    method: 'GET',
    path: '/v1/cases/{case_id}/papers',
    summary: 'Papers of a case, newest first',
    tag: TAG,
    action: 'paper.read',
    params: ofCase,
    query: pageQuery,
    answers: { 200: pageOf(paperSchema) },
    handle: async ({ tx, actor, params, query }) => {
      const list = `papers:${params.case_id}`
      const place = placeOf(list, query.cursor)
      if (!place.ok) return place
      const limit = pageLimit(query)
      const found = await service.list(tx, actor, params.case_id, place.value, limit)
      return found.ok
        ? ok({
            status: 200,
            json: page(
              found.value,
              limit,
              list,
              one => one.id,
              one => one,
            ),
          })
        : found
    },
  }),
  route({
    method: 'GET',
    path: '/v1/papers/{paper_id}',
    summary: 'A paper, and which of its parts have come',
    tag: TAG,
    action: 'paper.read',
    params: ofPaper,
    refusals: ['paper_unknown'],
    answers: { 200: paperSchema },
    handle: async ({ tx, actor, params }) => {
      const found = await service.read(tx, actor, params.paper_id)
      return found.ok ? ok({ status: 200, json: found.value }) : found
    },
  }),
  route({
    method: 'PUT',
    path: '/v1/papers/{paper_id}/parts/{part}',
    summary: 'Sends one part, counted from 0, in any order; sent again it takes the place of itself',
    tag: TAG,
    action: 'paper.upload',
    params: ofPart,
    upload: { mediaTypes: ['application/octet-stream'], bytesMax: PART_BYTES_MAX },
    refusals: ['paper_unknown', 'paper_part_too_long', 'paper_not_receiving', 'paper_longer_than_declared'],
    answers: { 200: paperSchema },
    handle: async ({ tx, actor, params, upload }) => {
      if (upload === undefined) throw new Error('a route with an upload was served without one')
      const done = await service.receive(tx, actor, params.paper_id, params.part, upload.bytes)
      return done.ok ? ok({ status: 200, json: done.value }) : done
    },
  }),
  route({
    method: 'POST',
    path: '/v1/papers/{paper_id}/complete',
    summary: 'Completes a paper: kept as evidence under its digest, or refused with the reason',
    tag: TAG,
    action: 'paper.upload',
    params: ofPaper,
    refusals: [
      'paper_unknown',
      'paper_not_receiving',
      'paper_incomplete',
      'paper_digest_differs',
      'paper_scan_unavailable',
    ],
    answers: { 200: paperSchema },
    ahead: ({ tx, actor, params }) => service.examine(tx, actor, params.paper_id),
    handle: async ({ tx, actor, params, now, ahead }) => {
      const done = await service.complete(tx, actor, params.paper_id, ahead, now)
      return done.ok ? ok({ status: 200, json: done.value }) : done
    },
  }),
  route({
    method: 'GET',
    path: '/v1/papers/{paper_id}/content',
    summary: 'The bytes of a kept paper',
    tag: TAG,
    action: 'paper.read',
    params: ofPaper,
    refusals: ['paper_unknown', 'paper_not_kept'],
    answers: { 200: 'bytes' },
    handle: async ({ tx, actor, params }) => {
      const found = await service.download(tx, actor, params.paper_id)
      if (!found.ok) return found
      const { bytes, mediaType, name } = found.value
      return ok({ status: 200, bytes, mediaType, fileName: name })
    },
  }),
  route({
    method: 'POST',
    path: '/v1/papers/{paper_id}/erase',
    summary: 'Erases a paper whose term is over; its digest stays',
    tag: TAG,
    action: 'paper.erase',
    params: ofPaper,
    body: erasureSchema,
    example: { reason: 'The firm withdrew before a decision and asked for it.' },
    refusals: ['paper_unknown', 'paper_retained'],
    answers: { 200: paperSchema },
    handle: async ({ tx, actor, params, body, now, day }) => {
      const done = await service.erase(tx, actor, params.paper_id, body.reason, now, day, zone)
      return done.ok ? ok({ status: 200, json: done.value }) : done
    },
  }),
  route({
    method: 'POST',
    path: '/v1/persons/{person_id}/erase',
    summary: 'Erases a person: names, log-in and roles at once, papers at once or at the end of their term',
    tag: TAG,
    action: 'person.erase',
    params: ofPerson,
    body: erasureSchema,
    example: { reason: 'The person asked for it.' },
    refusals: ['own_membership_unchangeable', 'last_admin_stays', 'person_unknown', 'person_erased'],
    answers: { 200: erasedPersonSchema },
    handle: async ({ tx, actor, params, body, now }) => {
      const done = await service.erasePerson(tx, actor, params.person_id, body.reason, now)
      return done.ok ? ok({ status: 200, json: done.value }) : done
    },
  }),
]
