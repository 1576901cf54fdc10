/**
 * What stands beside the routes of the trade: health, measures, the OpenAPI document, its reference, and the error
 * page.
 */
import { timingSafeEqual } from 'node:crypto'
import Fastify, { type FastifyInstance } from 'fastify'
import { sha256Hex } from '#sha256'
import { refusal } from '../../kernel/result.ts'
import type { Database } from '../db/database.ts'
import { ERRORS_PAGE } from './answer.ts'
import type { App } from './app.ts'

/** What is not ready, by name; empty when everything is. */
export type Ready = () => Promise<readonly string[]>

export type BesidesParts = {
  readonly database: Database
  readonly ready: Ready
  readonly metricsToken: string | undefined
  readonly errorsPage: string
  readonly openApi: () => unknown
}

/** Long enough for a busy pool, short enough for whoever asks. */
const PING_MS_MAX = 2_000

export async function besides(app: App, parts: BesidesParts): Promise<void> {
  const { server, send, refuse } = app
  const text = (mediaType: string, body: string) => ({
    status: 200,
    headers: { 'content-type': mediaType, 'cache-control': 'no-store' },
    body,
  })
  const json = (body: unknown) => text('application/json; charset=utf-8', JSON.stringify(body))

  server.get('/health/live', async (_, reply) => send(reply, json({ status: 'live' })))
  server.get('/health/ready', async (request, reply) => {
    const missing = await notReady(parts)
    if (missing.length === 0) return send(reply, json({ status: 'ready' }))
    return refuse(request, reply, [refusal('service_busy', '', { value: missing.join(', '), limit: 'ready' })])
  })
  server.get('/metrics', async (request, reply) => {
    if (
      !maySeeMetrics(
        request.headers.authorization,
        request.ip,
        'forwarded' in request.headers || 'x-forwarded-for' in request.headers,
        parts.metricsToken,
      )
    )
      return refuse(request, reply, [refusal('unauthenticated')])
    return send(reply, text(app.metrics.mediaType, await app.metrics.text()))
  })
  server.get(ERRORS_PAGE, async (_, reply) => send(reply, text('text/markdown; charset=utf-8', parts.errorsPage)))
  let written: string | undefined
  server.get('/openapi.json', async (_, reply) => {
    written ??= JSON.stringify(parts.openApi())
    return send(reply, text('application/json; charset=utf-8', written))
  })
  let reference: Promise<FastifyInstance> | undefined
  for (const url of ['/reference', '/reference/', '/reference/js/scalar.js'])
    server.get(url, async (request, reply) => {
      reference ??= referenceServer()
      const { statusCode, headers, body } = await (await reference).inject({
        method: 'GET',
        url: request.url.split('?')[0] ?? url,
      })
      const kept = ['content-type', 'location', 'etag'].flatMap(name => {
        const value = headers[name]
        return typeof value === 'string' ? [[name, value] as const] : []
      })
      return send(reply, {
        status: statusCode,
        headers: { ...Object.fromEntries(kept), 'content-security-policy': policyOf(isPage(headers) ? body : '') },
        body,
      })
    })
}

const isPage = (headers: Readonly<Record<string, unknown>>): boolean =>
  String(headers['content-type']).startsWith('text/html')

/** This service's own script, the page's inline ones by their digests, and nothing from anywhere else. */
function policyOf(body: string): string {
  const inline = [...body.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, script = '']) => script,
  )
  const digests = inline.map(script => `'sha256-${Buffer.from(sha256Hex(script), 'hex').toString('base64')}'`)
  return [
    "default-src 'none'",
    ["script-src 'self'", ...digests].join(' '),
    // The reference lays out its page by styles it writes itself.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}

/** Made when first asked for: the reference's script is megabytes that most processes never serve. */
async function referenceServer(): Promise<FastifyInstance> {
  const { default: scalar } = await import('@scalar/fastify-api-reference')
  const inner = Fastify({ logger: false })
  await inner.register(scalar, {
    routePrefix: '/reference',
    configuration: {
      url: '/openapi.json',
      pageTitle: 'tech-guarantee API',
      withDefaultFonts: false,
      // What would send the document, or what a reader types, to somebody else's service.
      hideClientButton: true,
      showDeveloperTools: 'never',
      telemetry: false,
      agent: { disabled: true },
      mcp: { disabled: true },
    } as Record<string, unknown>,
  })
  await inner.ready()
  return inner
}

async function notReady({ database, ready }: BesidesParts): Promise<readonly string[]> {
  const late = new Promise<false>(resolve => setTimeout(resolve, PING_MS_MAX, false).unref())
  const answers = await Promise.race([database.ping().catch(() => false), late])
  if (!answers) return ['database']
  return await ready().catch(() => ['state unknown'])
}

/** With a token, whoever has it; without one, this machine itself, and not through a proxy on it. */
export function maySeeMetrics(
  authorization: string | undefined,
  address: string,
  isForwarded: boolean,
  token: string | undefined,
): boolean {
  if (token === undefined) return !isForwarded && /^(?:127\.|::1$|::ffff:127\.)/.test(address)
  // Digests have one length, so that the comparison tells nothing.
  const [given, due] = [`${authorization}`, `Bearer ${token}`].map(one => Buffer.from(sha256Hex(one), 'hex'))
  return given !== undefined && due !== undefined && timingSafeEqual(given, due)
}
