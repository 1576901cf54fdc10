/** A server over a real PostgreSQL with a few routes of its own: enough to see every status of the pipeline. */
import { z } from 'zod'
import type { Actor } from '../../src/access/actor.ts'
import { ok, refusal, refuse } from '../../src/kernel/result.ts'
import { plainText } from '../../src/kernel/text.ts'
import type { Database } from '../../src/platform/db/database.ts'
import type { App } from '../../src/platform/http/app.ts'
import { page, pageLimit, pageOf, pageQuery, placeOf } from '../../src/platform/http/page.ts'
import { type Route, route } from '../../src/platform/http/route.ts'
import { versionHeld } from '../../src/platform/http/version.ts'
import { uuid7 } from '../../src/platform/ids.ts'
import { buildServer, type ServerParts } from '../../src/server.ts'

const ID = z.uuid()
const organisation = z.strictObject({ id: z.string(), name: z.string(), version: z.number().int() })
const drafted = z.strictObject({
  name: plainText(80),
  amount: z.string().regex(/^\d{1,18}$/),
  tags: z.array(plainText(20)).max(5).optional(),
})

/** What went into the database, by the key of the request, so that a test can count effects. */
const nameOf = (names: unknown): string => (names as { readonly ko: string }).ko

/** Between the effect and the answer: what a test lets happen there. */
export type Between = { handle: () => Promise<void> }

export function sampleRoutes(between: Between): readonly Route[] {
  return [
    route({
      method: 'POST',
      path: '/v1/things',
      summary: 'Makes a thing',
      tag: 'things',
      action: 'thing_make',
      refusals: ['thing_taken'],
      example: { name: 'Kim', amount: '100' },
      body: drafted,
      answers: { 201: z.strictObject({ id: z.string(), name: z.string() }) },
      handle: async ({ tx, body }) => {
        if (body.name === 'taken') return refuse(refusal('thing_taken', 'name'))
        if (body.name === 'faulty') throw new Error('canary-fault secret 900101-1234567')
        if (body.name === 'misfit') return ok({ status: 201, json: { id: 'x', name: 'x', secret: 'canary-field' } })
        if (body.name === 'unlisted') return refuse(refusal('canary_code'))
        const id = `firm-${uuid7()}`
        await tx
          .insertInto('app.organisations')
          .values({ id, kind: 'firm', names: JSON.stringify({ ko: body.name, en: body.name, zh: body.name }) })
          .execute()
        await between.handle()
        return ok({ status: 201, json: { id, name: body.name }, etag: 1, location: `/v1/things/${id}` })
      },
    }),
    route({
      method: 'GET',
      path: '/v1/things',
      summary: 'Lists things',
      tag: 'things',
      action: 'thing_list',
      query: pageQuery,
      answers: { 200: pageOf(organisation) },
      handle: async ({ tx, query }) => {
        const place = placeOf('things', query.cursor)
        if (!place.ok) return place
        const limit = pageLimit(query)
        let rows = tx
          .selectFrom('app.organisations')
          .selectAll()
          .where('kind', '=', 'firm')
          .orderBy('id', 'desc')
          .limit(limit + 1)
        if (place.value !== undefined) rows = rows.where('id', '<', place.value)
        const found = await rows.execute()
        return ok({
          status: 200,
          json: page(
            found,
            limit,
            'things',
            row => row.id,
            row => ({ id: row.id, name: nameOf(row.names), version: 1 }),
          ),
        })
      },
    }),
    route({
      method: 'GET',
      path: '/v1/things/{thing_id}',
      summary: 'Reads a thing',
      tag: 'things',
      action: 'thing_read',
      params: z.strictObject({ thing_id: ID }),
      answers: { 200: organisation },
      handle: async ({ tx, params }) => {
        const row = await tx
          .selectFrom('app.organisations')
          .selectAll()
          .where('id', '=', `firm-${params.thing_id}`)
          .executeTakeFirst()
        if (row === undefined) return refuse(refusal('thing_unknown', 'thing_id'))
        return ok({ status: 200, json: { id: row.id, name: nameOf(row.names), version: 1 }, etag: 1 })
      },
    }),
    route({
      method: 'PUT',
      path: '/v1/things/{thing_id}',
      summary: 'Changes a thing',
      tag: 'things',
      action: 'thing_change',
      params: z.strictObject({ thing_id: ID }),
      body: drafted,
      isVersioned: true,
      answers: { 200: organisation },
      handle: async ({ params, ifMatch }) => {
        const held = versionHeld(ifMatch, 2)
        if (!held.ok) return held
        return ok({ status: 200, json: { id: params.thing_id, name: 'x', version: 3 }, etag: 3 })
      },
    }),
    route({
      method: 'DELETE',
      path: '/v1/things/{thing_id}',
      summary: 'Removes a thing',
      tag: 'things',
      action: 'thing_remove',
      params: z.strictObject({ thing_id: ID }),
      answers: { 204: null },
      handle: async () => ok({ status: 204 }),
    }),
    route({
      method: 'POST',
      path: '/v1/things/{thing_id}/papers',
      summary: 'Adds a paper',
      tag: 'papers',
      action: 'thing_paper',
      params: z.strictObject({ thing_id: ID }),
      upload: { mediaTypes: ['application/pdf', 'application/octet-stream'], bytesMax: 2 * 1024 * 1024 },
      answers: { 201: z.strictObject({ size: z.number().int(), type: z.string() }) },
      handle: async ({ upload }) => {
        if (upload === undefined) throw new Error('no upload')
        await between.handle()
        return ok({ status: 201, json: { size: upload.bytes.length, type: upload.mediaType } })
      },
    }),
    route({
      method: 'GET',
      path: '/v1/papers/{thing_id}/file',
      summary: 'Downloads a paper',
      tag: 'papers',
      action: 'thing_file',
      isPublic: true,
      params: z.strictObject({ thing_id: ID }),
      answers: { 200: 'bytes' },
      handle: async () =>
        ok({
          status: 200,
          bytes: new TextEncoder().encode('%PDF-'),
          mediaType: 'application/pdf',
          fileName: '\uBCF4\uC99D "a".pdf',
        }),
    }),
    route({
      method: 'POST',
      path: '/v1/checks',
      summary: 'Checks what anybody sends',
      tag: 'papers',
      action: 'thing_check',
      isPublic: true,
      body: drafted,
      answers: { 200: z.strictObject({ holds: z.boolean() }) },
      handle: async () => ok({ status: 200, json: { holds: true } }),
    }),
  ]
}

export const SAMPLE_REFUSALS = {
  thing_unknown: 'missing',
  thing_taken: 'conflict',
  token_odd: 'forbidden',
  token_keys_away: 'unavailable',
} as const

/**
 * Tokens `bank <name>` are banks; others are refused. The identity has tests of its own; here it only has to differ.
 */
export const sampleAuthenticate: ServerParts['authenticate'] = async (headers, _method, _url, _now, requestId) => {
  const [, name] = /^Bearer bank-([a-z0-9]+)$/.exec(String(headers['authorization'] ?? '')) ?? []
  if (headers['authorization'] === 'Bearer away') return refuse(refusal('token_keys_away'))
  if (name === undefined) return refuse(refusal('token_odd', 'authorization'))
  const actor: Actor = {
    kind: 'system',
    person: `person-${name}`,
    party: `bank-${name}`,
    roles: ['bank'],
    delegations: {},
    isSandbox: false,
    requestId,
  }
  return ok(actor)
}

export async function sampleServer(
  database: Database,
  more: Partial<ServerParts> = {},
  between: Between = { handle: async () => undefined },
): Promise<App> {
  const app = await buildServer({
    database,
    routes: sampleRoutes(between),
    authenticate: sampleAuthenticate,
    isKnownAction: action => action.startsWith('thing_'),
    mayEver: () => ok(true),
    refusals: [SAMPLE_REFUSALS],
    now: () => new Date('2026-11-22T01:02:03Z'),
    dayOf: () => '2026-11-22',
    log: { level: 'silent' },
    ...more,
    limits: { refusedTokensPerMinute: 1_000_000, requestsPerMinute: 10_000_000, ...more.limits },
  })
  await app.server.ready()
  return app
}

export const asBank = (name = 'a', headers: Readonly<Record<string, string>> = {}) => ({
  authorization: `Bearer bank-${name}`,
  'content-type': 'application/json',
  ...headers,
})
