/** A browser for tests, and a person's way through it: to the log-in page, to a code, to tokens (PKCE, RFC 7636). */
import { createHash, randomBytes } from 'node:crypto'
import { DEFAULT_AUDIENCE } from '../../src/platform/identity/settings.ts'

/** A browser: keeps cookies, follows redirects one at a time. */
export function browser() {
  const jar = new Map<string, string>()
  return async (address: string, form?: Record<string, string>) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(address, {
      redirect: 'manual',
      headers: { cookie, 'accept-language': 'ko' },
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
    })
    for (const set of answer.headers.getSetCookie()) {
      const [pair = ''] = set.split(';')
      const at = pair.indexOf('=')
      jar.set(pair.slice(0, at), pair.slice(at + 1))
    }
    const location = answer.headers.get('location')
    return {
      status: answer.status,
      location: location === null ? null : new URL(location, address).href,
      text: await answer.text(),
      headers: answer.headers,
      cookie: () => [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
    }
  }
}
export type Browser = ReturnType<typeof browser>

/** Where a service issues, and where its console is returned to. */
export type Site = { readonly issuer: string; readonly redirect: string; readonly audience?: string }
/** Of a service by where it listens: people reach it by the name of this machine. */
export function siteOf(address: string): Site {
  const named = address.replace('//127.0.0.1:', '//localhost:')
  return { issuer: `${named}/oidc`, redirect: `${named}/callback` }
}

export const verifier = randomBytes(32).toString('base64url')
const challenge = createHash('sha256').update(verifier).digest('base64url')
export const authorisationAt = (site: Site, changed: Record<string, string> = {}): string =>
  `${site.issuer}/auth?${new URLSearchParams({
    client_id: 'console',
    response_type: 'code',
    redirect_uri: site.redirect,
    scope: 'openid api',
    state: 's',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    resource: site.audience ?? DEFAULT_AUDIENCE,
    ...changed,
  })}`

/** Goes on until a page or the console is reached. */
export async function followedTo(go: Browser, from: string, redirect: string) {
  let address = from
  for (let step = 0; step < 8; step++) {
    if (address.startsWith(redirect)) return { address, text: '', status: 0, cookie: '' }
    const answer = await go(address)
    if (answer.location === null) return { address, text: answer.text, status: answer.status, cookie: answer.cookie() }
    address = answer.location
  }
  throw new Error(`still redirected at ${address}`)
}

/** Sends the form of the log-in page. */
export async function logInAt(site: Site, go: Browser, name: string, password: string) {
  const page = await followedTo(go, authorisationAt(site), site.redirect)
  return { page, sent: await go(page.address, { name, password }) }
}

/** Logs in and exchanges the code: the tokens. */
export async function tokensBy(site: Site, name: string, password: string): Promise<Record<string, string>> {
  const go = browser()
  const { sent } = await logInAt(site, go, name, password)
  if (sent.location === null) throw new Error(`log-in was answered ${sent.status}`)
  const end = await followedTo(go, sent.location, site.redirect)
  const form = {
    grant_type: 'authorization_code',
    client_id: 'console',
    code: new URL(end.address).searchParams.get('code') ?? '',
    redirect_uri: site.redirect,
    code_verifier: verifier,
  }
  const answer = await fetch(`${site.issuer}/token`, { method: 'POST', body: new URLSearchParams(form) })
  return (await answer.json()) as Record<string, string>
}
