/** The embedded issuer on a server of its own, and how a bank's machine and a person's browser ask it. */
import { randomUUID } from 'node:crypto'
import Fastify, { type FastifyInstance } from 'fastify'
import { importJWK, SignJWT } from 'jose'
import { authorisationAt, type Browser, followedTo, logInAt, type Site, verifier } from './browser.ts'
import { house, type Key } from './house.ts'

export const later = () => new Date(Date.now() + 1000)

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const probe = Fastify()
  const address = await probe.listen({ port: 0, host: '127.0.0.1' })
  await probe.close()
  return Number(new URL(address).port)
}

export const header = (text: string) =>
  JSON.parse(Buffer.from(text.split('.')[0]!, 'base64url').toString()) as Record<string, string>

/** A house whose issuer answers at a port. */
export async function issuing() {
  const port = await freePort()
  const of = await house(port)
  const issuer = `${of.settings.publicUrl}/oidc`
  const server: FastifyInstance = Fastify({ forceCloseConnections: true })
  await of.identity.mount(server)
  await server.listen({ port, host: '127.0.0.1' })
  const machine = () => of.demonstration.clients[0]!
  async function assertion(changed: object = {}, more: object = {}, key: Key = machine().private_jwk): Promise<string> {
    const now = Math.floor(Date.now() / 1000)
    const id = machine().client_id
    return new SignJWT({ iss: id, sub: id, aud: issuer, jti: randomUUID(), iat: now, exp: now + 60, ...changed })
      .setProtectedHeader({ alg: 'ES256', kid: key.kid, ...more })
      .sign(await importJWK(key, 'ES256'))
  }
  async function token(form: Record<string, string>, headers: Record<string, string> = {}) {
    const answer = await fetch(`${issuer}/token`, { method: 'POST', body: new URLSearchParams(form), headers })
    return { status: answer.status, body: (await answer.json()) as Record<string, string>, headers: answer.headers }
  }
  const credentials = async (sent?: string) => ({
    grant_type: 'client_credentials',
    scope: 'api',
    resource: of.settings.audience,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: sent ?? (await assertion()),
  })
  const site = (): Site => ({ issuer, redirect: of.settings.redirects[0]!, audience: of.settings.audience })
  const authorisation = (changed: Record<string, string> = {}): string => authorisationAt(site(), changed)
  const followed = (go: Browser, from: string) => followedTo(go, from, site().redirect)
  const logIn = (go: Browser, name: string, password: string) => logInAt(site(), go, name, password)
  async function code(go: Browser): Promise<string> {
    const { sent } = await logIn(go, 'demo-officer-seoul', of.demonstration.password)
    const end = await followed(go, sent.location!)
    return new URL(end.address).searchParams.get('code')!
  }
  const exchange = (given: string, changed: Record<string, string> = {}) =>
    token({
      grant_type: 'authorization_code',
      client_id: 'console',
      code: given,
      redirect_uri: of.settings.redirects[0]!,
      code_verifier: verifier,
      ...changed,
    })
  const close = async () => {
    await server.close()
    await of.close()
  }
  return {
    ...{ of, issuer, server, machine, assertion, token, credentials, site, authorisation, followed, logIn, code },
    ...{ exchange, close },
  }
}
export type Issuing = Awaited<ReturnType<typeof issuing>>
