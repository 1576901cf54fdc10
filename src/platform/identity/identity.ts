/**
 * Identity whole: keys opened, the issuer made unless another provider is configured, and the entrance of every
 * request. Made once at start.
 */
import type { FastifyInstance } from 'fastify'
import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { type Authenticate, makeAuthenticate } from './authenticate.ts'
import { mountConsoleLogIn } from './console-log-in.ts'
import { makeConsoleSessions } from './console-sessions.ts'
import { makeIssuer } from './issuer.ts'
import { DEMONSTRATION_ISSUER, type IdentitySettings, issuerOf } from './settings.ts'
import { keysAtHand, keysOfProvider, makeTokenVerifier, type TrustedIssuer } from './token.ts'
import { hasTokenKeys, type KeyUse, openTokenKeys, publicJwk } from './token-keys.ts'

export type IdentityParts = {
  readonly db: Kysely<Tables>
  readonly settings: IdentitySettings
  /** Folder of the keys that sign tokens, of its own; made where it is missing. */
  readonly keyFolder: string
  readonly now: () => Date
  /** Address of the script of the log-in page; null or left out where the console is not built. */
  readonly passkeyScript?: string | null
  readonly onFault: (message: string) => void
}

export type Identity = {
  readonly authenticate: Authenticate
  /** Registers the console's way in, and the issuer's addresses unless another provider issues. */
  readonly mount: (server: FastifyInstance) => Promise<void>
  /** Whose tokens are taken, for the log at start. */
  readonly issuer: string
}

/**
 * Opens identity, after what is made at first start. Demonstration tokens are believed only where they were made, the
 * embedded issuer issues and this is not production.
 */
export async function openIdentity(parts: IdentityParts): Promise<Identity> {
  const { db, settings, keyFolder, now, onFault, passkeyScript = null } = parts
  const issuer = issuerOf(settings)
  const own = (use: KeyUse) =>
    keysAtHand(async () => (await openTokenKeys(keyFolder, now(), use)).all.map(key => publicJwk(key.jwk)))
  const isOwn = settings.externalIssuer === null
  const trusted: TrustedIssuer[] = [{ issuer, keyOf: isOwn ? own('token-keys') : keysOfProvider(issuer) }]
  if (isOwn && settings.isDemonstration && hasTokenKeys(keyFolder, 'demonstration-keys'))
    trusted.push({ issuer: DEMONSTRATION_ISSUER, keyOf: own('demonstration-keys') })
  const verifier = makeTokenVerifier(trusted, settings.audience)
  const embedded = isOwn
    ? makeIssuer({ db, settings, keys: await openTokenKeys(keyFolder, now()), now, passkeyScript, onFault })
    : null
  const sessions = makeConsoleSessions(db)
  return {
    authenticate: makeAuthenticate({ db, verifier, settings, sessions }),
    mount: async server => {
      await embedded?.mount(server)
      mountConsoleLogIn(server, { sessions, settings, verifier, now, onFault })
    },
    issuer,
  }
}
