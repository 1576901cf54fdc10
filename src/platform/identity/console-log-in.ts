/**
 * How a person comes into the console and leaves it: /console/enter sends them to the issuer, /callback takes the code
 * it sends them back with, /console/leave ends the session. Tokens stay in this service.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { CONSOLE_HEADER, type ConsoleSessions, cookieIn, SESSION_COOKIE } from './console-sessions.ts'
import { CONSOLE_CLIENT, CONSOLE_ENTRANCE, type IdentitySettings, issuerOf, SCOPE } from './settings.ts'
import type { TokenVerifier } from './token.ts'

const BEGUN_COOKIE = 'console_log_in'
export const CONSOLE_HOME = '/console/'
/** How long another provider may take to exchange a code. */
const EXCHANGE_MS_MAX = 10_000

export type ConsoleLogInParts = {
  readonly sessions: ConsoleSessions
  readonly settings: IdentitySettings
  readonly verifier: TokenVerifier
  readonly now: () => Date
  readonly onFault: (message: string) => void
}

/** A path of the console, and never of somewhere else. */
export const pathWithin = (to: unknown): string =>
  typeof to === 'string' && /^\/console\/[\w\-./~%?=&:,+]*$/.test(to) && !to.includes('//') ? to : CONSOLE_HOME

/** The name in a header Host where it is one of this machine's own; undefined for every other. */
const loopbackIn = (host: string | undefined): string | undefined =>
  /^(127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/.exec(host ?? '')?.[1]

type Endpoints = { readonly authorise: string; readonly token: string }

/** Where another provider sends people and exchanges codes, by its discovery document. */
async function discovered(issuer: string): Promise<Endpoints> {
  const place = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  const answer = await fetch(place, { redirect: 'error', signal: AbortSignal.timeout(EXCHANGE_MS_MAX) })
  const document = (await answer.json()) as Readonly<Record<string, unknown>>
  const { issuer: named, authorization_endpoint: authorise, token_endpoint: token } = document
  if (named !== issuer || typeof authorise !== 'string' || typeof token !== 'string')
    throw new Error(`${place} is not the document of ${issuer}`)
  return { authorise, token }
}

export function mountConsoleLogIn(server: FastifyInstance, parts: ConsoleLogInParts): void {
  const { sessions, settings, verifier, now, onFault } = parts
  const redirect = settings.redirects[0] ?? `${settings.publicUrl}/callback`
  const isSecure = settings.publicUrl.startsWith('https:')
  const cookie = (name: string, value: string, seconds: number, sameSite: 'Lax' | 'Strict'): string =>
    `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=${sameSite}${isSecure ? '; Secure' : ''}`
  const sent = (request: FastifyRequest, name: string) => cookieIn(request.headers.cookie, name)
  const away = (reply: FastifyReply, to: string, cookies: readonly string[]): FastifyReply =>
    reply
      .header('set-cookie', [...cookies])
      .header('cache-control', 'no-store')
      .redirect(to, 303)

  let elsewhere: Promise<Endpoints> | undefined
  const endpoints = (): Promise<Endpoints> => {
    if (settings.externalIssuer === null) {
      const own = issuerOf(settings)
      return Promise.resolve({ authorise: `${own}/auth`, token: `${own}/token` })
    }
    elsewhere ??= discovered(settings.externalIssuer).catch(problem => {
      elsewhere = undefined
      throw problem
    })
    return elsewhere
  }
  /** The access token a code is worth; null where it is worth none. */
  const exchanged = async (code: string, code_verifier: string): Promise<string | null> => {
    const form = new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: CONSOLE_CLIENT,
      code,
      redirect_uri: redirect,
      code_verifier,
    }).toString()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const { token } = await endpoints()
    // The embedded issuer is asked in this process, so that the way out and in again does not matter.
    const answer: unknown =
      settings.externalIssuer === null
        ? (await server.inject({ method: 'POST', url: '/oidc/token', headers, payload: form })).json()
        : await (
            await fetch(token, {
              method: 'POST',
              headers,
              body: form,
              redirect: 'error',
              signal: AbortSignal.timeout(EXCHANGE_MS_MAX),
            })
          ).json()
    const found = (answer as Readonly<Record<string, unknown>> | null)?.['access_token']
    return typeof found === 'string' ? found : null
  }

  const own = loopbackIn(new URL(settings.publicUrl).host)
  server.get(CONSOLE_ENTRANCE, async (request, reply) => {
    // Whoever opened the console by another name of this machine, such as its number, goes on at its one address: there
    // the issuer sends them back to, and cookies and passkeys of another name are not seen.
    const named = loopbackIn(request.headers.host)
    if (own !== undefined && named !== undefined && named !== own)
      return away(reply, `${settings.publicUrl}${request.url}`, [])
    const to = pathWithin((request.query as Readonly<Record<string, unknown>>)['to'])
    const begun = await sessions.begin(to, now())
    const asked = new URLSearchParams({
      client_id: CONSOLE_CLIENT,
      response_type: 'code',
      redirect_uri: redirect,
      scope: `openid ${SCOPE}`,
      state: begun.state,
      code_challenge: begun.challenge,
      code_challenge_method: 'S256',
      resource: settings.audience,
      // Whoever left has left: the issuer's own memory of them lets nobody in.
      prompt: 'login',
    })
    const { authorise } = await endpoints()
    return away(reply, `${authorise}?${asked}`, [cookie(BEGUN_COOKIE, begun.browser, 600, 'Lax')])
  })

  server.get('/callback', async (request, reply) => {
    const query = request.query as Readonly<Record<string, unknown>>
    const again = (why: string) =>
      away(reply, `${CONSOLE_HOME}log-in?problem=${why}`, [cookie(BEGUN_COOKIE, '', 0, 'Lax')])
    const { state, code } = query
    if (typeof state !== 'string' || typeof code !== 'string') return again('refused')
    const returned = await sessions.returned(state, sent(request, BEGUN_COOKIE), now())
    if (returned === null) return again('over')
    try {
      const token = await exchanged(code, returned.verifier)
      const claims = token === null ? null : await verifier.verify(token, now())
      if (claims === null || !claims.ok) return again('refused')
      const { value, seconds } = await sessions.open(claims.value, now())
      return away(reply, returned.to, [
        cookie(BEGUN_COOKIE, '', 0, 'Lax'),
        cookie(SESSION_COOKIE, value, seconds, 'Strict'),
      ])
    } catch (problem) {
      onFault(problem instanceof Error ? problem.message : String(problem))
      return again('fault')
    }
  })

  server.post('/console/leave', async (request, reply) => {
    const session = sent(request, SESSION_COOKIE)
    if (session !== undefined && request.headers[CONSOLE_HEADER] !== undefined) await sessions.close(session)
    return reply
      .header('set-cookie', cookie(SESSION_COOKIE, '', 0, 'Strict'))
      .header('cache-control', 'no-store')
      .code(204)
      .send()
  })
}
