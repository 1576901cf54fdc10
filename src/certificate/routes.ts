/** The certificate over HTTP: ordered, read, downloaded, revoked, replaced; and verified by anybody. */
import { z } from 'zod'
import { ok } from '../kernel/result.ts'
import { page, pageLimit, pageOf, pageQuery, placeOf } from '../platform/http/page.ts'
import { type Route, route } from '../platform/http/route.ts'
import type { IssuingService } from './issuing/service.ts'
import { certificateSchema, orderSchema, publicSchema, reasonSchema, uuidText, verificationSchema } from './schema.ts'
import { trustListSchema } from './trust-list.ts'

const TAG = 'certificates'
/** Ours have about 200 kB; the longest that is still looked at. */
const PAPER_BYTES_MAX = 4 * 1024 * 1024
const LIST = 'certificates'

const ofCase = z.strictObject({ case_id: uuidText })
const ofNumber = z.strictObject({ number: z.string().max(24) })
const NUMBER_REFUSALS = [
  'certificate_number_malformed',
  'certificate_number_check_digit',
  'certificate_unknown',
] as const

export const certificateRoutes = (service: IssuingService): readonly Route[] => [
  route({
    method: 'POST',
    path: '/v1/cases/{case_id}/certificates',
    summary: 'Orders a certificate on the approved decision of a case; it is drawn within seconds',
    tag: TAG,
    action: 'certificate.issue',
    params: ofCase,
    body: orderSchema,
    example: { language: 'ko' },
    refusals: ['certificate_not_approved', 'certificate_exists'],
    answers: { 202: certificateSchema },
    handle: async ({ tx, actor, params, body, day }) => {
      const made = await service.order(tx, actor, params.case_id, body.language, day)
      if (!made.ok) return made
      return ok({ status: 202, json: made.value, location: `/v1/certificates/${made.value.number}` })
    },
  }),
  route({
    method: 'GET',
    path: '/v1/cases/{case_id}/certificates',
    summary: 'Certificates of a case, newest first',
    tag: TAG,
    action: 'certificate.read',
    params: ofCase,
    query: pageQuery,
    answers: { 200: pageOf(certificateSchema) },
    handle: async ({ tx, actor, params, query }) => {
      const list = `${LIST}:${params.case_id}`
      const place = placeOf(list, query.cursor)
      if (!place.ok) return place
      const limit = pageLimit(query)
      const found = await service.list(tx, actor, { caseId: params.case_id, before: place.value, limit })
      if (!found.ok) return found
      return ok({
        status: 200,
        json: page(
          found.value,
          limit,
          list,
          one => one.number,
          one => one,
        ),
      })
    },
  }),
  route({
    method: 'GET',
    path: '/v1/certificates',
    summary: 'Certificates of every case that may be read, newest first',
    tag: TAG,
    action: 'certificate.list',
    query: pageQuery,
    answers: { 200: pageOf(certificateSchema) },
    handle: async ({ tx, actor, query }) => {
      const place = placeOf(LIST, query.cursor)
      if (!place.ok) return place
      const limit = pageLimit(query)
      const found = await service.list(tx, actor, { before: place.value, limit })
      if (!found.ok) return found
      return ok({
        status: 200,
        json: page(
          found.value,
          limit,
          LIST,
          one => one.number,
          one => one,
        ),
      })
    },
  }),
  route({
    method: 'GET',
    path: '/v1/certificates/{number}',
    summary: 'A certificate of the register',
    tag: TAG,
    action: 'certificate.read',
    params: ofNumber,
    refusals: NUMBER_REFUSALS,
    answers: { 200: certificateSchema },
    handle: async ({ tx, actor, params }) => {
      const found = await service.read(tx, actor, params.number)
      return found.ok ? ok({ status: 200, json: found.value }) : found
    },
  }),
  route({
    method: 'GET',
    path: '/v1/certificates/{number}/pdf',
    summary: 'The sealed paper',
    tag: TAG,
    action: 'certificate.download',
    params: ofNumber,
    refusals: [...NUMBER_REFUSALS, 'certificate_not_drawn'],
    answers: { 200: 'bytes' },
    handle: async ({ tx, actor, params }) => {
      const found = await service.download(tx, actor, params.number)
      if (!found.ok) return found
      return ok({ status: 200, bytes: found.value, mediaType: 'application/pdf', fileName: `${params.number}.pdf` })
    },
  }),
  route({
    method: 'POST',
    path: '/v1/certificates/{number}/revoke',
    summary: 'Revokes a certificate: from this moment it verifies as revoked',
    tag: TAG,
    action: 'certificate.revoke',
    params: ofNumber,
    body: reasonSchema,
    example: { reason: 'The patent it rests on was assigned to somebody else.' },
    refusals: [...NUMBER_REFUSALS, 'certificate_not_drawn', 'certificate_revoked'],
    answers: { 200: certificateSchema },
    handle: async ({ tx, actor, params, body, now, day }) => {
      const done = await service.revoke(tx, actor, params.number, body.reason, { now, day })
      return done.ok ? ok({ status: 200, json: done.value }) : done
    },
  }),
  route({
    method: 'POST',
    path: '/v1/certificates/{number}/supersede',
    summary: 'Puts a new certificate in the place of one, which ends when the new one is drawn',
    tag: TAG,
    action: 'certificate.supersede',
    params: ofNumber,
    body: reasonSchema,
    example: { reason: 'The decision was made again after an objection.' },
    refusals: [
      ...NUMBER_REFUSALS,
      'certificate_not_drawn',
      'certificate_revoked',
      'certificate_superseded',
      'certificate_not_approved',
    ],
    answers: { 202: certificateSchema },
    handle: async ({ tx, actor, params, body, day }) => {
      const made = await service.supersede(tx, actor, params.number, body.reason, day)
      if (!made.ok) return made
      return ok({ status: 202, json: made.value, location: `/v1/certificates/${made.value.number}` })
    },
  }),
  route({
    method: 'GET',
    path: '/v1/public/certificates/{number}',
    summary: 'What a certificate is worth at this moment, by its number: no log-in',
    tag: TAG,
    action: 'certificate.verify',
    isPublic: true,
    params: ofNumber,
    refusals: NUMBER_REFUSALS,
    answers: { 200: publicSchema },
    handle: async ({ tx, actor, params, now, day }) => {
      const found = await service.lookUp(tx, actor, params.number, now, day)
      return found.ok ? ok({ status: 200, json: found.value }) : found
    },
  }),
  route({
    method: 'GET',
    path: '/v1/public/trust-list',
    summary: 'The root and keys that seal papers here, for whoever checks one by themselves: no log-in',
    tag: TAG,
    action: 'certificate.verify',
    isPublic: true,
    answers: { 200: trustListSchema },
    handle: async () => ok({ status: 200, json: service.trustList() }),
  }),
  route({
    method: 'POST',
    path: '/v1/verifications',
    summary: 'Checks a certificate or a paper of a guarantee as PDF: seal, record, face and register: nothing is kept',
    tag: TAG,
    action: 'certificate.verify',
    isPublic: true,
    upload: { mediaTypes: ['application/pdf', 'application/octet-stream'], bytesMax: PAPER_BYTES_MAX },
    answers: { 200: verificationSchema },
    handle: async ({ tx, actor, upload, now, day }) => {
      if (upload === undefined) throw new Error('a route with an upload was served without one')
      const found = await service.verify(tx, actor, upload.bytes, now, day)
      return found.ok ? ok({ status: 200, json: found.value }) : found
    },
  }),
]
