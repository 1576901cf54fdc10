/**
 * The server made from a list of routes: limits, identity, the pipeline of served.ts, and everything that goes wrong
 * turned into a problem (RFC 9457). Nothing else registers a route of the trade.
 */
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import underPressure from '@fastify/under-pressure'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Actor, isMachine, publicActor } from '../../access/actor.ts'
import { type Refusal, type RefusalKind, type Result, refusal } from '../../kernel/result.ts'
import type { Database } from '../db/database.ts'
import type { GivingWay } from '../giving-way.ts'
import type { RequestLog } from '../requests/log.ts'
import type { LogOptions } from '../telemetry/logs.ts'
import { type Metrics, makeMetrics } from '../telemetry/metrics.ts'
import type { Doing, Span, Tracing } from '../telemetry/tracing.ts'
import { type Answer, makeProblems, type Problems } from './answer.ts'
import { meaningOf } from './faults.ts'
import { principalOf } from './idempotency.ts'
import { LIMITS, type Limits } from './limits.ts'
import { fastifyPath, pathsOf, sortedOut } from './paths.ts'
import { makeRates, RATE_SECONDS, type Rate } from './rates.ts'
import type { Route } from './route.ts'
import { type Came, served } from './served.ts'
import { bareServer, HELMET, refusalOf } from './wire.ts'
import type { Witness } from './witness.ts'

export type Authenticate = (
  headers: Readonly<Record<string, string | string[] | undefined>>,
  method: string,
  url: string,
  now: Date,
  requestId: string,
) => Promise<Result<Actor & { readonly requestsPerMinute?: number }>>

export type AppParts = {
  readonly database: Database
  readonly routes: readonly Route[]
  readonly authenticate: Authenticate
  readonly isKnownAction: (action: string) => boolean
  /** Whether any role of the actor does the action at all; the subject is asked for later, by the service. */
  readonly mayEver: (actor: Actor, action: string) => Result<true>
  /** Every refusal of the house with its kind. */
  readonly kinds: ReadonlyMap<string, RefusalKind>
  /** Code -> what to do, from docs/errors.md. */
  readonly advice: ReadonlyMap<string, string>
  readonly now: () => Date
  readonly dayOf: (moment: Date) => string
  readonly newId: () => string
  readonly limits?: Partial<Limits>
  readonly trustedProxies?: readonly string[]
  readonly log: LogOptions
  /** Where traces are made: a span around each request. */
  readonly tracing?: Tracing | undefined
  /** Keeps who was shown what is guarded, and who was refused it. */
  readonly witness?: Witness | undefined
  /** Hears of each request that comes and is answered, for what gives way to them. */
  readonly way?: Pick<GivingWay, 'asked' | 'answered'>
  /** Keeps a line of each request of a machine, for the organisation whose machine it is. */
  readonly requests?: Pick<RequestLog, 'keep'> | undefined
  /** Hears of our own faults whole, message and all; for tests and machines where nobody's matter is. */
  readonly onFault?: (error: unknown) => void
}

/** What is known of a request from its head to its end. */
type Seen = {
  actor: Actor
  /** Requests a minute that were agreed with this caller; null where everybody's number holds. */
  perMinute: number | null
  route: Route | null
  readonly begun: number
  codes: readonly string[]
  /** Given back when the request ends, or its work where that goes on longer. */
  places: (() => void)[]
  isWorking: boolean
  isEnded: boolean
  readonly span: Span | undefined
}

export type App = {
  readonly server: FastifyInstance
  readonly metrics: Metrics
  readonly problems: Problems
  /** Writes an answer; for what stands beside the routes. */
  readonly send: (reply: FastifyReply, answer: Answer) => FastifyReply
  /**
   * Refuses; with a status of its own where it is not the refusals that tell it, as for whatever is wrong with a token.
   */
  readonly refuse: (
    request: FastifyRequest,
    reply: FastifyReply,
    refusals: readonly Refusal[],
    status?: number,
    headers?: Readonly<Record<string, string>>,
  ) => FastifyReply
}

/** The caller's allowance, and what is left of it until when (draft-ietf-httpapi-ratelimit-headers). */
function rateTold(reply: FastifyReply, max: number, { remaining, secondsLeft }: Rate): void {
  reply.header('ratelimit-policy', `"requests";q=${max};w=${RATE_SECONDS}`)
  reply.header('ratelimit', `"requests";r=${remaining};t=${secondsLeft}`)
}

/** For the log and the measures alone: the caller has gone and gets no status. */
const LEFT = 499

/** Makes the server, not yet listening. A list of routes that contradicts itself or the access table is thrown. */
export async function makeApp(parts: AppParts): Promise<App> {
  sortedOut(parts.routes, parts.isKnownAction)
  const limits: Limits = { ...LIMITS, ...parts.limits }
  const server = bareServer({ ...parts, limits, trustedProxies: parts.trustedProxies ?? [] })
  const seen = new WeakMap<FastifyRequest, Seen>()
  const serving = { database: parts.database, witness: parts.witness }
  const busy = places(limits.inFlightMax)
  const uploading = places(limits.uploadsMax)
  const metrics = makeMetrics(busy.taken)
  const unlisted = (code: string): void => server.log.error({ code }, 'a refusal that no list knows')
  const problems = makeProblems(parts.kinds, parts.advice, unlisted)

  let isClosing = false
  server.addHook('preClose', async () => {
    isClosing = true
  })
  const send: App['send'] = (reply, { status, headers, body }) => {
    // The caller's next request goes to a process that stays.
    if (isClosing) reply.header('connection', 'close')
    return reply.code(status).headers(headers).send(body)
  }
  const refuse: App['refuse'] = (request, reply, refusals, status, headers) => {
    const of = seen.get(request)
    if (of !== undefined) of.codes = refusals.map(one => one.code)
    metrics.refused(refusals[0]?.code ?? 'none')
    const answer = problems.of(refusals, request.id, of?.route ? pathsOf(of.route).params : [], status)
    return send(reply, { ...answer, headers: { ...answer.headers, ...headers } })
  }
  const tooMany = (request: FastifyRequest, reply: FastifyReply, seconds: number): FastifyReply =>
    refuse(request, reply, [refusal('rate_exceeded')], undefined, { 'retry-after': String(Math.max(1, seconds)) })
  const fault = (request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply => {
    parts.onFault?.(error)
    metrics.faulted(seen.get(request)?.route?.path ?? 'none')
    request.log.error({ request: request.id, error }, 'fault')
    return refuse(request, reply, [refusal('service_fault')])
  }

  server.addHook('onRequest', async (request, reply) => {
    const actor = publicActor(request.id)
    const begun = performance.now()
    const span = parts.tracing?.begin(requestDoing(request))
    seen.set(request, {
      actor,
      perMinute: null,
      route: null,
      begun,
      codes: [],
      places: [],
      isWorking: false,
      isEnded: false,
      span,
    })
    reply.header('x-request-id', request.id)
    parts.way?.asked()
  })
  const ended = (request: FastifyRequest, status: number): void => {
    const of = seen.get(request)
    if (of === undefined || of.isEnded) return
    of.isEnded = true
    parts.way?.answered()
    // A caller who goes away does not end the work: its place is given back when it is done.
    if (!of.isWorking) for (const giveBack of of.places.splice(0)) giveBack()
    const ms = performance.now() - of.begun
    const route = of.route?.path ?? request.routeOptions.url ?? 'none'
    metrics.answered(request.method, route, status, ms / 1000)
    const codes = of.codes.length > 0 ? { codes: of.codes } : {}
    const trace = of.span === undefined ? {} : { trace: of.span.traceId }
    if (of.span !== undefined) endSpan(of.span, request.method, route, status)
    const { method, id } = request
    if (isMachine(of.actor))
      parts.requests?.keep({
        ...{ id: parts.newId(), at: parts.now().toISOString(), organisation: of.actor.party, client: of.actor.person },
        ...{ request: id, method, route, status, code: of.codes[0] ?? null, duration_ms: Math.round(ms) },
      })
    request.log.info(
      { request: id, method, route, status, ms: Number(ms.toFixed(1)), kind: of.actor.kind, ...codes, ...trace },
      'served',
    )
  }
  server.addHook('onResponse', async (request, reply) => ended(request, reply.statusCode))
  server.addHook('onRequestAbort', async request => ended(request, LEFT))

  await server.register(helmet, HELMET)
  await server.register(rateLimit, { global: false })
  await server.register(underPressure, {
    // 0 is how the plugin is told not to look.
    maxEventLoopDelay: Number.isFinite(limits.loopDelayMsMax) ? limits.loopDelayMsMax : 0,
    retryAfter: 1,
    pressureHandler: (request, reply) => {
      if (!request.url.startsWith('/health/')) refuse(request, reply, [refusal('service_busy')])
    },
  })
  // The public has one principal, so that it is counted by address, and by each process: addresses are kept nowhere.
  const ofPublic = server.createRateLimit({
    max: limits.requestsPerMinute,
    timeWindow: RATE_SECONDS * 1000,
    keyGenerator: request => request.ip,
  })
  const ofPrincipal = makeRates(parts.database.plain)
  const ofRefused = server.createRateLimit({ max: limits.refusedTokensPerMinute, timeWindow: RATE_SECONDS * 1000 })

  /**
   * Who asks, or the answer to somebody who is nobody. A good token passes, however many bad ones its address sends.
   */
  async function doorkept(of: Seen, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | null> {
    const who = await parts.authenticate(request.headers, request.method, request.url, parts.now(), request.id)
    if (who.ok) {
      const { requestsPerMinute, ...actor } = who.value
      of.actor = actor
      of.perMinute = requestsPerMinute ?? null
      return null
    }
    if (problems.kindOf(who.refusals[0]?.code ?? '') === 'unavailable') return refuse(request, reply, who.refusals)
    const rate = await ofRefused(request)
    if (!rate.isAllowed && rate.isExceeded) return tooMany(request, reply, rate.ttlInSeconds)
    return refuse(request, reply, who.refusals, 401)
  }

  /** A request counted under whoever sent it; null where it is not. */
  async function counted(request: FastifyRequest, actor: Actor, max: number): Promise<Rate | null> {
    if (actor.kind !== 'public') return await ofPrincipal(principalOf(actor), max, parts.now())
    const rate = await ofPublic(request)
    if (rate.isAllowed) return null
    return { isExceeded: rate.isExceeded, remaining: rate.remaining, secondsLeft: rate.ttlInSeconds }
  }

  /** Before the body is read: a stranger's megabytes are not waited for. */
  async function admitted(
    route: Route,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply | undefined> {
    const of = seen.get(request) as Seen
    of.route = route
    const place = busy.take()
    if (place === null) return refuse(request, reply, [refusal('service_busy')])
    try {
      const stopped = route.isPublic ? null : await doorkept(of, request, reply)
      if (stopped !== null) return stopped
    } finally {
      place()
    }
    const max = of.perMinute ?? limits.requestsPerMinute
    const rate = await counted(request, of.actor, max)
    if (rate !== null) rateTold(reply, max, rate)
    if (rate?.isExceeded) return tooMany(request, reply, rate.secondsLeft)
    if (route.upload === undefined) return undefined
    const upload = uploading.take()
    if (upload === null) return refuse(request, reply, [refusal('service_busy')])
    of.places.push(upload)
    return undefined
  }

  async function handled(route: Route, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const of = seen.get(request) as Seen
    const place = busy.take()
    if (place === null) return refuse(request, reply, [refusal('service_busy')])
    of.places.push(place)
    of.isWorking = true
    try {
      const result = await served(serving, route, cameOf(parts, of.actor, request), parts.mayEver)
      if (!result.ok) return refuse(request, reply, result.refusals)
      if (result.value.isReplayed) metrics.replayed(route.path)
      return send(reply, result.value.answer)
    } finally {
      of.isWorking = false
      for (const giveBack of of.places.splice(0)) giveBack()
    }
  }

  /** Reading a body loses sight of who asked for it: each step goes into the request's span anew. */
  const inside = <Value>(request: FastifyRequest, work: () => Value): Value => {
    const span = seen.get(request)?.span
    return span === undefined ? work() : span.around(work)
  }

  for (const route of parts.routes) {
    server.route({
      method: route.method,
      url: fastifyPath(route.path),
      bodyLimit: route.upload?.bytesMax ?? limits.bodyBytesMax,
      exposeHeadRoute: false,
      onRequest: async (request, reply) => await inside(request, () => admitted(route, request, reply)),
      handler: async (request, reply) => await inside(request, () => handled(route, request, reply)),
    })
  }
  server.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? ''
    const methods = [...new Set(parts.routes.filter(one => pathsOf(one).matches(path)).map(one => one.method))]
    if (methods.length === 0) return refuse(request, reply, [refusal('route_unknown', '', { value: short(path) })])
    reply.header('allow', methods.join(', '))
    const params = { value: request.method, limit: methods.join(', ') }
    return refuse(request, reply, [refusal('method_not_allowed', '', params)])
  })
  server.setErrorHandler((error: FastifyError, request, reply) => {
    const known = refusalOf(error)
    if (known !== null) return refuse(request, reply, [known])
    // Identity asks the database before there is a transaction.
    return meaningOf(error) === 'unavailable'
      ? refuse(request, reply, [refusal('not_done')])
      : fault(request, reply, error)
  })
  return { server, metrics, problems, send, refuse }
}

/** A request in a trace: its method alone until its route is known, and the trace of whoever sent it. */
const requestDoing = ({ method, headers }: FastifyRequest): Doing => {
  const { traceparent } = headers
  return {
    name: method,
    kind: 'server',
    attributes: { 'http.request.method': method },
    parent: typeof traceparent === 'string' ? traceparent : undefined,
  }
}

function endSpan(span: Span, method: string, route: string, status: number): void {
  if (route !== 'none') {
    span.named(`${method} ${route}`)
    span.set({ 'http.route': route })
  }
  // Who went away was sent no status.
  if (status !== LEFT) span.set({ 'http.response.status_code': status })
  span.end(status === LEFT ? 'caller_left' : status >= 500 ? String(status) : undefined)
}

function cameOf(parts: AppParts, actor: Actor, request: FastifyRequest): Came {
  const now = parts.now()
  return {
    actor,
    target: request.url,
    headers: request.headers,
    params: { ...(request.params as object) },
    query: { ...(request.query as object) },
    bytes: (request.body as Uint8Array | undefined) ?? new Uint8Array(),
    now,
    day: parts.dayOf(now),
  }
}

/** So many may be in at once; whoever gets in is given the way out, which opens once. */
function places(most: number): { readonly take: () => (() => void) | null; readonly taken: () => number } {
  let taken = 0
  return {
    taken: () => taken,
    take: () => {
      if (taken >= most) return null
      taken++
      let isOut = false
      return () => {
        if (!isOut) taken--
        isOut = true
      }
    },
  }
}

const short = (text: string): string => (text.length > 80 ? `${text.slice(0, 77)}...` : text)
