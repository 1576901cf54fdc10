/** Sends made-up requests to a server in this process and holds every answer to what is promised of all of them. */
import fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import type { Route } from '../../platform/http/route.ts'
import { type FuzzRequest, requestsOf } from './requests.ts'

export type Finding = {
  readonly problem: string
  readonly seed: number
  readonly request: FuzzRequest
  readonly answer: string
}
export type Outcome = {
  readonly sent: number
  readonly statuses: ReadonlyMap<number, number>
  readonly findings: readonly Finding[]
}

type Answer = {
  readonly statusCode: number
  readonly body: string
  readonly headers: Readonly<Record<string, unknown>>
}

/** Longer than any answer may take; past it the request hangs. */
const HANG_MS = 20_000
const BATCH = 200
const AT_ONCE = 8
/** Enough to see what is wrong; the rest would be more of it. */
const FINDINGS_MAX = 20
const IDS_MAX = 400

/** What is wrong with an answer, or null. */
export function wrongWith(request: FuzzRequest, { statusCode, body, headers }: Answer): string | null {
  if (statusCode >= 500) return `answered ${statusCode}`
  if (headers['x-request-id'] === undefined) return 'no request id'
  if (statusCode < 400) return request.mustFail ? `took a ${request.kind} body` : null
  if (request.method === 'HEAD') return null
  if (headers['content-type'] !== 'application/problem+json; charset=utf-8')
    return `${headers['content-type']} is no problem`
  let problem: { readonly status?: unknown; readonly type?: unknown; readonly errors?: unknown }
  try {
    problem = JSON.parse(body) as typeof problem
  } catch {
    return 'a problem that is no JSON'
  }
  if (problem.status !== statusCode) return 'a problem with another status'
  if (!Array.isArray(problem.errors) || problem.errors.length === 0) return 'a problem without reasons'
  if (!/^\/docs\/errors\.md#[a-z0-9_]+$/.test(String(problem.type))) return 'a problem that points nowhere'
  return /node_modules|\n\s+at |\.ts:\d/.test(body) ? 'a problem that tells where in the code' : null
}

async function sentTo(server: FastifyInstance, { method, url, headers, payload }: FuzzRequest): Promise<Answer | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>(resolve => {
    timer = setTimeout(resolve, HANG_MS, null)
  })
  const answer = server.inject({ method, url, headers: { ...headers }, ...(payload === undefined ? {} : { payload }) })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Ids in an answer, by which later requests reach what there is. */
const idsIn = (body: string): string[] =>
  [...body.matchAll(/"(?:[a-z_]*_)?(?:id|number|cursor|next)":"([^"]{1,300})"/g)].map(([, id = '']) => id)

/**
 * @param seed   the same seed sends the same requests as long as the same ids are answered
 * @param tell   hears of progress, after each batch
 */
export async function fuzzed(
  server: FastifyInstance,
  routes: readonly Route[],
  tokens: readonly string[],
  requests: number,
  seed: number,
  tell: (sent: number) => void = () => undefined,
): Promise<Outcome> {
  const statuses = new Map<number, number>()
  const findings: Finding[] = []
  const ids: string[] = []
  const arbitrary = requestsOf(routes, tokens, ids)
  let sent = 0
  for (let batch = 0; sent < requests && findings.length < FINDINGS_MAX; batch++) {
    const waiting = fc.sample(arbitrary, { numRuns: Math.min(BATCH, requests - sent), seed: seed + batch })
    sent += waiting.length
    const line = async (): Promise<void> => {
      for (let request = waiting.pop(); request !== undefined; request = waiting.pop()) {
        const answer = await sentTo(server, request)
        const problem = answer === null ? `no answer in ${HANG_MS} ms` : wrongWith(request, answer)
        if (problem !== null)
          findings.push({ problem, seed: seed + batch, request, answer: answer?.body.slice(0, 500) ?? '' })
        if (answer === null) continue
        statuses.set(answer.statusCode, (statuses.get(answer.statusCode) ?? 0) + 1)
        if (answer.statusCode < 400)
          for (const id of idsIn(answer.body))
            ids[ids.length < IDS_MAX ? ids.length : (sent + id.length) % IDS_MAX] = id
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, line))
    tell(sent)
  }
  return { sent, statuses, findings }
}
