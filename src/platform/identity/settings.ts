/**
 * What identity is told by the configuration: whose tokens are believed, for whom they must be, and how they are
 * bound.
 */

export type IdentitySettings = {
  /** Where the service is reached from outside, without a slash at the end: what a proof of possession must name. */
  readonly publicUrl: string
  /** An OpenID provider of the operator's own; null where the embedded one issues. */
  readonly externalIssuer: string | null
  /** The resource that access tokens are for. */
  readonly audience: string
  /** Where people return after log-in. */
  readonly redirects: readonly string[]
  /**
   * Header in which a trusted proxy hands on the client's certificate (PEM, percent-encoded); null: none is believed.
   */
  readonly certificateHeader: string | null
  /** Whether demonstration tokens are made and believed: never in production. */
  readonly isDemonstration: boolean
}

/** Seconds by which clocks may differ. */
export const SKEW_SECONDS = 10
export const TOKEN_SECONDS = 900
export const CONSOLE_CLIENT = 'console'
/** Where people change their password, and below it where they set one by an invitation. */
export const PASSWORD_PAGE = '/password'
/** Where a log-in to the console begins. */
export const CONSOLE_ENTRANCE = '/console/enter'
export const SCOPE = 'api'
/** The issuer of demonstration tokens: no address, so that they hold on every port. */
export const DEMONSTRATION_ISSUER = 'urn:tech-guarantee:demonstration'
export const DEFAULT_AUDIENCE = 'https://api.tech-guarantee.example'

/** The address before an invitation's code; null where another provider logs people in and holds their passwords. */
export const invitationsAt = (settings: IdentitySettings): string | null =>
  settings.externalIssuer === null ? `${settings.publicUrl}${PASSWORD_PAGE}` : null

export const issuerOf = (settings: IdentitySettings): string => settings.externalIssuer ?? `${settings.publicUrl}/oidc`

/** What passkeys are made for: a name, as browsers ask for one (WebAuthn Level 3, 5.1.2), and its one address. */
export type PasskeySite = { readonly rpId: string; readonly origin: string }
/** Why there are no passkeys here: another provider logs people in, or the service is reached by a number. */
export type NoPasskeys = 'provider' | 'address'

export function passkeySiteOf({ publicUrl, externalIssuer }: IdentitySettings): PasskeySite | NoPasskeys {
  if (externalIssuer !== null) return 'provider'
  const { hostname, origin } = new URL(publicUrl)
  // A URL has every way to write an IPv4 address in its plain form, and IPv6 in brackets.
  const isNumber = /^\d+(\.\d+){3}$/.test(hostname) || hostname.startsWith('[')
  return isNumber ? 'address' : { rpId: hostname, origin }
}

const isWebAddress = (text: string): boolean => {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, hash, username } = new URL(text)
  const isLoopback = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)
  return (protocol === 'https:' || (protocol === 'http:' && isLoopback)) && hash === '' && username === ''
}

/**
 * The settings of an environment, or every error in it as a sentence: PUBLIC_URL, OIDC_ISSUER, OIDC_AUDIENCE,
 * OIDC_REDIRECTS (blank between), CLIENT_CERTIFICATE_HEADER, NODE_ENV. Addresses are https, or http of this machine.
 *
 * @param port where the service listens, for the address where none is configured
 */
export function identitySettings(
  environment: Readonly<Record<string, string | undefined>>,
  port: number,
): { readonly settings: IdentitySettings; readonly errors: readonly string[] } {
  const text = (name: string): string | null => environment[name]?.trim() || null
  const publicUrl = (text('PUBLIC_URL') ?? `http://localhost:${port}`).replace(/\/$/, '')
  const redirects = text('OIDC_REDIRECTS')?.split(/\s+/) ?? [`${publicUrl}/callback`]
  const settings: IdentitySettings = {
    publicUrl,
    externalIssuer: text('OIDC_ISSUER'),
    audience: text('OIDC_AUDIENCE') ?? DEFAULT_AUDIENCE,
    redirects,
    certificateHeader: text('CLIENT_CERTIFICATE_HEADER')?.toLowerCase() ?? null,
    isDemonstration: environment['NODE_ENV'] !== 'production',
  }
  const errors: string[] = []
  const address = (name: string, value: string): void => {
    if (!isWebAddress(value)) errors.push(`${name} '${value}' is no https address (http is taken on this machine only)`)
  }
  address('PUBLIC_URL', publicUrl)
  if (settings.externalIssuer !== null) address('OIDC_ISSUER', settings.externalIssuer)
  for (const redirect of redirects) address('OIDC_REDIRECTS', redirect)
  if (!URL.canParse(settings.audience)) errors.push(`OIDC_AUDIENCE '${settings.audience}' is no absolute URI`)
  if (settings.externalIssuer !== null && text('OIDC_AUDIENCE') === null)
    errors.push('OIDC_AUDIENCE is due where OIDC_ISSUER is given: a token for somebody else must not be taken')
  if (settings.certificateHeader !== null && !/^[a-z0-9-]{1,64}$/.test(settings.certificateHeader))
    errors.push(`CLIENT_CERTIFICATE_HEADER '${settings.certificateHeader}' is no name of a header`)
  return { settings, errors }
}
