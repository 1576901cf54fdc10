/**
 * The embedded OpenID provider: tokens for banks' machines by client credentials with a key of their own, for people
 * by authorization code with PKCE. It proves who somebody is and nothing more; what they may do is read with every
 * request.
 */
import { hkdfSync } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Kysely } from 'kysely'
import { type Configuration, errors, default as Provider } from 'oidc-provider'
import type { Tables } from '../db/tables.ts'
import { makeAttempts } from './attempts.ts'
import { issuerStore } from './issuer-store.ts'
import { logInPage, overPage } from './log-in-page.ts'
import { languageOf } from './page-parts.ts'
import { makePasswordChanges } from './password-changes.ts'
import { passwordPage } from './password-page.ts'
import { type Visit, visitChange, visitInvitation } from './password-visits.ts'
import { isStillKept, type LogIn, makeLogIn } from './passwords.ts'
import { CONSOLE_CLIENT, type IdentitySettings, issuerOf, PASSWORD_PAGE, SCOPE, TOKEN_SECONDS } from './settings.ts'
import type { TokenKeyRing } from './token-keys.ts'
import { addressOf, formOf, show } from './visit.ts'

export type IssuerParts = {
  readonly db: Kysely<Tables>
  readonly settings: IdentitySettings
  readonly keys: TokenKeyRing
  readonly now: () => Date
  /** Told of faults, by their message alone. */
  readonly onFault: (message: string) => void
}

/** Seconds: a code at most a minute (FAPI 2.0), a log-in a working day. */
const CODE_SECONDS = 60
const LOG_IN_SECONDS = 600
const SESSION_SECONDS = 36_000
const MOUNT = '/oidc'
const LOG_IN = '/log-in'

/** A secret for one use, made from a key of the issuer, so that every process with the key has the same. */
const secretBytes = ({ jwk }: TokenKeyRing['active'], use: string): Buffer =>
  Buffer.from(hkdfSync('sha256', String(jwk['d']), '', use, 32))
const secretOf = (key: TokenKeyRing['active'], use: string): string => secretBytes(key, use).toString('base64url')

const cookieKeys = (keys: TokenKeyRing): string[] => keys.all.map(key => secretOf(key, 'cookies of the issuer'))

function features({ settings, keys }: IssuerParts): Configuration['features'] {
  const { audience, certificateHeader } = settings
  return {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    userinfo: { enabled: false },
    revocation: { enabled: true, allowedPolicy: (_context, of, token) => token.clientId === of.clientId },
    rpInitiatedLogout: { enabled: true },
    // A machine that is told to bind its tokens proves that it holds its key now, by a nonce that was given just before
    // (RFC 9449, 8), and not by a proof made on another day for today.
    dPoP: {
      enabled: true,
      nonceSecret: secretBytes(keys.active, 'nonces of proofs'),
      requireNonce: context => context.oidc.client?.dpopBoundAccessTokens === true,
    },
    // What is asked for is sent by the console itself, and not through the browser's address (RFC 9126).
    pushedAuthorizationRequests: {
      enabled: true,
      requirePushedAuthorizationRequests: false,
      allowUnregisteredRedirectUris: false,
    },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => audience,
      useGrantedResource: () => true,
      getResourceServerInfo: (_context, resource) => {
        // No token of ours is for anybody else.
        if (resource !== audience) throw new errors.InvalidTarget()
        return {
          scope: SCOPE,
          audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: TOKEN_SECONDS,
          jwt: { sign: { alg: 'ES256', kid: keys.active.jwk.kid } },
        }
      },
    },
    ...(certificateHeader === null
      ? {}
      : {
          mTLS: {
            enabled: true,
            certificateBoundAccessTokens: true,
            getCertificate: context => {
              const header = context.get(certificateHeader)
              return header === '' ? undefined : decodeURIComponent(header)
            },
          },
        }),
  }
}

function configuration(parts: IssuerParts): Configuration {
  const { db, settings, keys } = parts
  const people: NonNullable<Configuration['clients']> = [
    {
      client_id: CONSOLE_CLIENT,
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: [...settings.redirects],
      post_logout_redirect_uris: [...settings.redirects],
      application_type: 'web',
      id_token_signed_response_alg: 'ES256',
      scope: `openid ${SCOPE}`,
    },
  ]
  return {
    adapter: kind => issuerStore(db, kind, SCOPE),
    clients: people,
    jwks: { keys: keys.all.map(key => ({ ...key.jwk })) as NonNullable<Configuration['jwks']>['keys'] },
    cookies: { keys: cookieKeys(keys), short: { sameSite: 'lax' }, long: { sameSite: 'lax' } },
    scopes: ['openid', SCOPE],
    claims: { openid: ['sub'] },
    responseTypes: ['code'],
    pkce: { required: () => true },
    clientBasedCORS: () => false,
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    enabledJWA: {
      clientAuthSigningAlgValues: ['ES256'],
      idTokenSigningAlgValues: ['ES256'],
      dPoPSigningAlgValues: ['ES256', 'EdDSA'],
    },
    features: features(parts),
    findAccount: async (_context, subject) => {
      const row = await db
        .selectFrom('app.persons')
        .select('subject')
        .where('subject', '=', subject)
        .where('erased_at', 'is', null)
        .executeTakeFirst()
      return row === undefined ? undefined : { accountId: row.subject, claims: async () => ({ sub: row.subject }) }
    },
    issueRefreshToken: async (_context, of) => of.clientId === CONSOLE_CLIENT,
    rotateRefreshToken: true,
    extraTokenClaims: (_context, token) =>
      'grantId' in token && typeof token.grantId === 'string' ? { grant: token.grantId } : undefined,
    // The console is ours: nobody is asked whether it may act for them.
    loadExistingGrant: async context => {
      const { client, session, provider } = context.oidc
      if (client?.clientId !== CONSOLE_CLIENT || session?.accountId === undefined) return undefined
      const before = session.grantIdFor(CONSOLE_CLIENT)
      const found = before === undefined ? undefined : await provider.Grant.find(before)
      if (found !== undefined) return found
      const grant = new provider.Grant({ clientId: CONSOLE_CLIENT, accountId: session.accountId })
      grant.addOIDCScope(`openid ${SCOPE}`)
      grant.addResourceScope(settings.audience, SCOPE)
      await grant.save()
      return grant
    },
    interactions: { url: (_context, interaction) => `${LOG_IN}/${interaction.uid}` },
    renderError: async (context, out) => {
      context.type = 'json'
      context.body = { error: out.error, error_description: out.error_description }
    },
    ttl: {
      AccessToken: TOKEN_SECONDS,
      AuthorizationCode: CODE_SECONDS,
      ClientCredentials: TOKEN_SECONDS,
      Grant: SESSION_SECONDS,
      IdToken: TOKEN_SECONDS,
      Interaction: LOG_IN_SECONDS,
      RefreshToken: SESSION_SECONDS,
      Session: SESSION_SECONDS,
    },
  }
}

export type Issuer = {
  readonly provider: Provider
  /** Registers /oidc/*, /log-in/* and /password on the server. */
  readonly mount: (server: FastifyInstance) => Promise<void>
}

/** Makes the embedded issuer; it listens to nothing before it is mounted. */
export function makeIssuer(parts: IssuerParts): Issuer {
  const provider = new Provider(issuerOf(parts.settings), configuration(parts))
  const isSecure = parts.settings.publicUrl.startsWith('https:')
  provider.proxy = isSecure
  provider.on('server_error', (_context, problem) => parts.onFault(problem.message))
  const { host } = new URL(parts.settings.publicUrl)
  // Addresses in answers are made from the request: they are the configured ones whatever a request names.
  const settled = (request: IncomingMessage): void => {
    for (const name of Object.keys(request.headers))
      if (/^x-forwarded-|^forwarded$/.test(name)) delete request.headers[name]
    request.headers.host = host
    if (isSecure) request.headers['x-forwarded-proto'] = 'https'
  }
  const attempts = makeAttempts(parts.db, secretOf(parts.keys.active, 'attempts to log in'))
  const logIn = makeLogIn(parts.db, attempts)
  const changes = makePasswordChanges(parts.db, attempts, logIn)
  const visited = async (request: FastifyRequest, reply: FastifyReply, work: (visit: Visit) => Promise<void>) => {
    reply.hijack()
    const { raw: response } = reply
    try {
      await work({ request: request.raw, response, address: addressOf(request), now: parts.now() })
    } catch (problem) {
      parts.onFault(problem instanceof Error ? problem.message : String(problem))
      if (response.headersSent) response.end()
      else show(response, 500, passwordPage(languageOf(request.headers['accept-language']), null, 'fault'))
    }
  }
  const handle = provider.callback()
  const mount = async (server: FastifyInstance): Promise<void> => {
    await server.register(async scope => {
      scope.removeAllContentTypeParsers()
      // The provider reads the body itself.
      scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
      scope.all(`${MOUNT}/*`, (request, reply) => {
        reply.hijack()
        const raw = request.raw as IncomingMessage & { originalUrl?: string | undefined }
        settled(raw)
        raw.originalUrl = raw.url
        raw.url = raw.url?.slice(MOUNT.length) ?? '/'
        handle(raw, reply.raw)
      })
      scope.route({
        method: ['GET', 'POST'],
        url: `${LOG_IN}/:uid`,
        handler: async (request, reply) => {
          reply.hijack()
          const address = addressOf(request)
          settled(request.raw)
          await interaction(
            provider,
            (name, password, now) => logIn(name, password, address, now),
            parts,
            request.raw,
            reply.raw,
          )
        },
      })
      const method = ['GET', 'POST'] as const
      scope.route({
        method: [...method],
        url: PASSWORD_PAGE,
        handler: (request, reply) => visited(request, reply, visit => visitChange(changes, visit)),
      })
      scope.route<{ Params: { code: string } }>({
        method: [...method],
        url: `${PASSWORD_PAGE}/:code`,
        handler: (request, reply) =>
          visited(request, reply, visit => visitInvitation(changes, request.params.code, visit)),
      })
    })
  }
  return { provider, mount }
}

/** One visit to the log-in page: shown, or sent and taken or not. */
async function interaction(
  provider: Provider,
  logIn: (name: string, password: string, now: Date) => ReturnType<LogIn>,
  { db, now, onFault }: IssuerParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const language = languageOf(request.headers['accept-language'])
  try {
    const details = await provider.interactionDetails(request, response).catch(() => null)
    if (details === null || request.url?.split('?')[0] !== `${LOG_IN}/${details.uid}`)
      return show(response, 400, overPage(language))
    if (details.prompt.name !== 'login') {
      const result = { error: 'access_denied', error_description: 'not granted to this client' }
      return await provider.interactionFinished(request, response, result)
    }
    if (request.method === 'GET') return show(response, 200, logInPage(language, null))
    const form = await formOf(request)
    if (form === null) {
      response.setHeader('connection', 'close')
      return show(response, 413, logInPage(language, 'wrong'))
    }
    const entered = await logIn(form.get('name') ?? '', form.get('password') ?? '', now())
    if (entered.is === 'wrong') return show(response, 401, logInPage(language, 'wrong'))
    if (entered.is === 'waiting') {
      response.setHeader('retry-after', String(entered.seconds))
      return show(response, 429, logInPage(language, { waitSeconds: entered.seconds }))
    }
    const login = { accountId: entered.subject }
    const back = await provider.interactionResult(request, response, { login })
    // A password changed while it was looked at ends this log-in as it ends all others.
    if (!(await isStillKept(db, entered.subject, entered.kept))) {
      await details.destroy()
      return show(response, 401, overPage(language))
    }
    response.writeHead(303, { location: back, 'content-length': 0 }).end()
  } catch (problem) {
    onFault(problem instanceof Error ? problem.message : String(problem))
    if (response.headersSent) response.end()
    else show(response, 500, overPage(language))
  }
}
