/** Editions of the rules over HTTP on a real PostgreSQL, and decisions of the sandbox; the test holds the clock. */
import type { Actor } from '../../../src/access/actor.ts'
import type { Made } from '../../../src/appraisal/way/service.ts'
import { ok, refusal, refuse, sure } from '../../../src/kernel/result.ts'
import { HOME, textsBelow } from '../../../src/platform/folders.ts'
import type { Route } from '../../../src/platform/http/route.ts'
import { uuid7 } from '../../../src/platform/ids.ts'
import { makeDrafts } from '../../../src/policy/drafts/service.ts'
import { editionRoutes } from '../../../src/policy/editions/routes.ts'
import { type EditionService, makeEditionService } from '../../../src/policy/editions/service.ts'
import { type GrowingBook, makeGrowingBook } from '../../../src/policy/publishing/service.ts'
import { stopRoutes } from '../../../src/policy/stops/routes.ts'
import { makeStopService } from '../../../src/policy/stops/service.ts'
import { buildServer } from '../../../src/server.ts'
import { type Flow, makeFlow } from '../../../src/services.ts'
import { type Fresh, freshDatabase } from '../../db/fresh.ts'
import { agent, contentOf, fixture, peopled, request, sandboxBank, sheetsOf } from '../../flow/people.ts'
import { draftsHere } from '../drafts.ts'

const SHIPPED = textsBelow(`${HOME}/rules`)
const file = fixture('laser-rod-growth')
const content = contentOf(file)

const PEOPLE: Readonly<Record<string, Actor>> = {
  ...Object.fromEntries([1, 2, 3].map(one => [`risk-${one}`, agent('risk_officer', one)])),
  ...Object.fromEntries([1, 2].map(one => [`committee-${one}`, agent('committee_member', one)])),
  officer: agent('officer', 1),
  // Who holds a power that another lent them.
  deputy: { ...agent('committee_member', 3), delegations: { committee_member: agent('risk_officer', 1).person } },
}
export type Person = 'risk-1' | 'risk-2' | 'risk-3' | 'committee-1' | 'committee-2' | 'officer' | 'deputy'
export const actorOf = (person: Person): Actor => PEOPLE[person] as Actor

/** A process of the service: its book and its flow, as another one has its own. */
export type Process = { readonly book: GrowingBook; readonly flow: Flow }
export async function processOn(fresh: Fresh): Promise<Process> {
  const book = makeGrowingBook(fresh.database.plain, SHIPPED)
  await book.relearn()
  const flow = makeFlow({ book, offices: [], referDays: 10, retryLater: async () => undefined })
  return { book, flow }
}

export type Answer = { readonly status: number; readonly json: never; readonly etag: string | undefined }

/** What stands beside the editions, over the same database and book. */
type Beside = (fresh: Fresh, own: Process) => { readonly editions: EditionService; readonly routes: readonly Route[] }

export async function openPolicy(beside?: Beside) {
  const fresh = await freshDatabase()
  await peopled(fresh.database, ['firm-103'], ['bank-103'])
  const own = await processOn(fresh)
  const more = beside?.(fresh, own)
  const editions =
    more?.editions ??
    makeEditionService({
      book: own.book,
      drafts: makeDrafts(
        draftsHere(() => []),
        own.book.known,
      ),
      grounds: {},
      uuid: uuid7,
    })
  const stops = makeStopService({ uuid: uuid7 })
  const clock = { day: '2026-04-14' }
  const now = () => new Date(`${clock.day}T03:00:00.000Z`)
  const app = await buildServer({
    database: fresh.database,
    routes: [...editionRoutes(editions), ...stopRoutes(stops), ...(more?.routes ?? [])],
    authenticate: async (headers, _method, _url, _now, requestId) => {
      const found = PEOPLE[String(headers['authorization'] ?? '').replace('Bearer ', '')]
      return found === undefined ? refuse(refusal('unauthenticated')) : ok({ ...found, requestId })
    },
    now,
    dayOf: () => clock.day,
    // A machine that is busy with other tests answers late, and is not told so.
    limits: { requestsPerMinute: 1e9, loopDelayMsMax: Number.POSITIVE_INFINITY },
    log: { level: 'silent' },
  })
  await app.server.ready()
  let keys = 0

  /** One request of somebody's. */
  async function ask(
    person: Person,
    method: 'GET' | 'POST' | 'PUT',
    url: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    keys += 1
    const answer = await app.server.inject({
      method,
      url,
      headers: {
        authorization: `Bearer ${person}`,
        ...(method === 'POST' ? { 'idempotency-key': `policy-${keys}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    })
    const etag = answer.headers['etag']
    return {
      status: answer.statusCode,
      json: answer.json() as never,
      etag: typeof etag === 'string' ? etag : undefined,
    }
  }

  /** A case of the sandbox recommended on the day of the clock, by a process. */
  async function recommended(by: Process = own): Promise<Made> {
    const at = { now: now(), day: clock.day }
    const given = { content, names: file.names, consent: 'consent-103' }
    return sure(
      await request(fresh.database, sandboxBank, tx =>
        by.flow.appraisal.played(tx, sandboxBank, given, sheetsOf(file), at),
      ),
    )
  }

  return {
    fresh,
    own,
    editions,
    stops,
    clock,
    ask,
    recommended,
    /** Listens, for whoever asks from another process; answers where. */
    listen: () => app.server.listen({ host: '127.0.0.1', port: 0 }),
    close: async () => {
      await app.server.close()
      await fresh.close()
    },
  }
}
export type PolicyHouse = Awaited<ReturnType<typeof openPolicy>>

/** Codes of what was refused. */
export const codesOf = ({ json }: Answer): readonly string[] =>
  (json as { readonly errors?: readonly { readonly code: string }[] }).errors?.map(one => one.code) ?? []

type Coverage = { readonly basic: { readonly value: string } }
export type TermsText = Readonly<Record<string, unknown>> & { readonly coverage: Coverage }
export const withCoverage = (numbers: TermsText, value: string): TermsText => ({
  ...numbers,
  coverage: { ...numbers.coverage, basic: { ...numbers.coverage.basic, value } },
})
