/**
 * The embedded OpenID provider: tokens for banks' machines by client credentials with a key of their own, for people
 * by authorization code with PKCE. It proves who somebody is and nothing more; what they may do is read with every
 * request.
 */
import { hkdfSync } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Kysely } from 'kysely'
import { type Configuration, errors, type InteractionResults, default as Provider } from 'oidc-provider'
import type { Tables } from '../db/tables.ts'
import { makeAttempts } from './attempts.ts'
import { endGrant, issuerStore } from './issuer-store.ts'
import { logInPage, overPage, type Wrong } from './log-in-page.ts'
import { languageOf, SCRIPTED_POLICY } from './page-parts.ts'
import { makePasskeyLogIn, type PasskeyLogIn } from './passkey-log-in.ts'
import { makePasswordChanges } from './password-changes.ts'
import { passwordPage } from './password-page.ts'
import { type Visit, visitChange, visitInvitation } from './password-visits.ts'
import { isStillKept, type LogIn, makeLogIn } from './passwords.ts'
import {
  CONSOLE_CLIENT,
  type IdentitySettings,
  issuerOf,
  PASSWORD_PAGE,
  passkeySiteOf,
  SCOPE,
  TOKEN_SECONDS,
} from './settings.ts'
import type { TokenKeyRing } from './token-keys.ts'
import { addressOf, formOf, show } from './visit.ts'

export type IssuerParts = {
  readonly db: Kysely<Tables>
  readonly settings: IdentitySettings
  readonly keys: TokenKeyRing
  readonly now: () => Date
  /** Address of the script by which the log-in page asks for passkeys; null: it asks for none. */
  readonly passkeyScript: string | null
  /** Told of faults, by their message alone. */
  readonly onFault: (message: string) => void
}

/** Seconds: a code at most a minute (FAPI 2.0), a log-in a working day. */
const CODE_SECONDS = 60
const LOG_IN_SECONDS = 600
const SESSION_SECONDS = 36_000
/**
 * By what somebody logged in (RFC 8176): what they know; or a key of theirs, with them at the device and known to it,
 * which no other page can ask for.
 */
const BY_PASSWORD = { amr: ['pwd'] }
const BY_PASSKEY = { amr: ['pop', 'user', 'mfa'], acr: 'phr' }
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
    claims: { openid: ['sub', 'acr', 'amr'] },
    acrValues: [BY_PASSKEY.acr],
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
  const site = passkeySiteOf(parts.settings)
  const { passkeyScript: script } = parts
  const passkeys =
    typeof site === 'string' || script === null
      ? null
      : { ...makePasskeyLogIn(parts.db, attempts, site), rpId: site.rpId, script }
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
          await interaction(provider, { logIn, passkeys, address }, parts, request.raw, reply.raw)
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

type Ways = {
  readonly logIn: LogIn
  readonly passkeys: (PasskeyLogIn & { readonly rpId: string; readonly script: string }) | null
  /** Where the visit comes from; null where it cannot be known. */
  readonly address: string | null
}

/** Who came in, by what, and whether that still stands when the log-in has been written down. */
type Come =
  | { readonly login: InteractionResults['login']; readonly stands: () => Promise<boolean> }
  | { readonly status: number; readonly wrong: Wrong }

/** What a form brings: a passkey's answer, or a name and a password. */
async function come(
  { logIn, passkeys, address }: Ways,
  visit: string,
  form: URLSearchParams,
  parts: IssuerParts,
): Promise<Come> {
  const now = parts.now()
  const sent = form.get('passkey')
  const waiting = (waitSeconds: number): Come => ({ status: 429, wrong: { waitSeconds } })
  if (sent !== null && passkeys !== null) {
    const entered = await passkeys.enter(visit, sent, address, now)
    if (entered.is === 'waiting') return waiting(entered.seconds)
    if (entered.is === 'refused') return { status: 401, wrong: { passkey: entered.because } }
    const { subject, passkey } = entered
    return { login: { accountId: subject, ...BY_PASSKEY }, stands: () => passkeys.isStillThere(passkey) }
  }
  const entered = await logIn(form.get('name') ?? '', form.get('password') ?? '', address, now)
  if (entered.is === 'waiting') return waiting(entered.seconds)
  if (entered.is === 'wrong') return { status: 401, wrong: 'wrong' }
  const { subject, kept } = entered
  return { login: { accountId: subject, ...BY_PASSWORD }, stands: () => isStillKept(parts.db, subject, kept) }
}

/**
 * Ends what another person left open in this browser. The provider would ask for it by a page of its own, which needs
 * a script that no policy here lets run.
 */
async function endOther(
  provider: Provider,
  db: Kysely<Tables>,
  details: InstanceType<Provider['Interaction']>,
  person: string | undefined,
): Promise<void> {
  const other = details.session
  if (other === undefined || other.accountId === person) return
  const session = await provider.Session.findByUid(other.uid)
  const grant = session?.grantIdFor(CONSOLE_CLIENT)
  if (grant !== undefined) await endGrant(db, grant)
  await session?.destroy()
  // Kept after what was granted is gone, as this visit itself was begun under it.
  delete details.session
  delete details.grantId
  await details.persist()
}

/** One visit to the log-in page: shown, or sent and taken or not. */
async function interaction(
  provider: Provider,
  ways: Ways,
  parts: IssuerParts,
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
    const { passkeys } = ways
    const shown = async (status: number, wrong: Wrong | null, typed = ''): Promise<void> => {
      if (passkeys === null) return show(response, status, logInPage(language, wrong, typed))
      const challenge = await passkeys.challenge(details.uid, parts.now())
      const { rpId, script } = passkeys
      return show(response, status, logInPage(language, wrong, typed, { challenge, rpId, script }), SCRIPTED_POLICY)
    }
    if (request.method === 'GET') return await shown(200, null)
    const form = await formOf(request)
    if (form === null) {
      response.setHeader('connection', 'close')
      return await shown(413, 'wrong')
    }
    const entered: Come = await come(ways, details.uid, form, parts)
    if ('wrong' in entered) {
      const { status, wrong } = entered
      if (typeof wrong === 'object' && 'waitSeconds' in wrong)
        response.setHeader('retry-after', String(wrong.waitSeconds))
      return await shown(status, wrong, form.get('name') ?? '')
    }
    await endOther(provider, parts.db, details, entered.login?.accountId)
    const back = await provider.interactionResult(request, response, { login: entered.login })
    // What somebody came in by, changed or removed while it was looked at, ends this log-in as it ends all others.
    if (!(await entered.stands())) {
      await details.destroy()
      return show(response, 401, overPage(language))
    }
    response.writeHead(303, { location: back, 'content-length': 0 }).end()
  } catch (problem) {
    parts.onFault(problem instanceof Error ? problem.message : String(problem))
    if (response.headersSent) response.end()
    else show(response, 500, overPage(language))
  }
}
