/** An identity over a database of its own with the demonstration in it, and what signs tokens as its issuer does. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importJWK, type JWK, SignJWT } from 'jose'
import { ensureDemonstration } from '../../src/platform/identity/demonstration.ts'
import { type Identity, openIdentity } from '../../src/platform/identity/identity.ts'
import { ensureSandbox } from '../../src/platform/identity/sandbox.ts'
import { type IdentitySettings, identitySettings, issuerOf } from '../../src/platform/identity/settings.ts'
import { openTokenKeys } from '../../src/platform/identity/token-keys.ts'
import { type Fresh, freshDatabase } from '../db/fresh.ts'

export type Key = JWK & { readonly kid: string }
export type DemonstrationFile = {
  readonly expires_at: string
  readonly password: string
  readonly people: readonly {
    persona: string
    user_name: string
    role: string
    organisation: string
    access_token: string
  }[]
  readonly clients: readonly { client_id: string; organisation: string; private_jwk: Key; access_token: string }[]
}
export type House = {
  readonly fresh: Fresh
  readonly settings: IdentitySettings
  readonly identity: Identity
  readonly folder: string
  readonly keyFolder: string
  readonly key: Key
  readonly demonstration: DemonstrationFile
  readonly faults: string[]
  readonly close: () => Promise<void>
}

/** A house at a port, reading the clock where the test gives none. */
export async function house(
  port: number,
  changed: Partial<IdentitySettings> = {},
  passkeyScript: string | null = null,
): Promise<House> {
  const fresh = await freshDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'identity-'))
  const keyFolder = join(folder, 'token-keys')
  const settings = { ...identitySettings({}, port).settings, ...changed }
  const db = fresh.database.plain
  await ensureSandbox(db)
  await ensureDemonstration({
    db,
    settings: { ...settings, isDemonstration: true },
    keyFolder,
    dataFolder: folder,
    now: new Date(),
  })
  const faults: string[] = []
  const parts = {
    db,
    settings,
    keyFolder,
    now: () => new Date(),
    passkeyScript,
    onFault: (message: string) => void faults.push(message),
  }
  return {
    fresh,
    settings,
    folder,
    keyFolder,
    faults,
    identity: await openIdentity(parts),
    key: (await openTokenKeys(keyFolder, new Date())).active.jwk,
    demonstration: JSON.parse(readFileSync(join(folder, 'demo-tokens.json'), 'utf8')) as DemonstrationFile,
    close: async () => {
      await fresh.close()
      rmSync(folder, { recursive: true })
    },
  }
}

export const seconds = (moment: Date): number => Math.floor(moment.getTime() / 1000)

/** What a good access token of the house says; changed by the vectors. */
export const claimsOf = ({ settings }: House, now: Date): Record<string, unknown> => ({
  iss: issuerOf(settings),
  aud: settings.audience,
  sub: 'demo-officer-seoul',
  client_id: 'console',
  scope: 'api',
  jti: crypto.getRandomValues(new Uint8Array(8)).join(''),
  iat: seconds(now),
  exp: seconds(now) + 900,
})

/** Signs as the issuer does, with header and claims changed. */
export async function signed(of: House, claims: object, header: object = {}, key: Key = of.key): Promise<string> {
  const protectedHeader = { alg: 'ES256', typ: 'at+jwt', kid: of.key.kid, ...header }
  return new SignJWT({ ...claims }).setProtectedHeader(protectedHeader).sign(await importJWK(key, 'ES256'))
}

/** A compact token of parts that no library would sign. */
export const compact = (header: unknown, payload: unknown, signature = ''): string =>
  `${[header, payload].map(part => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.${signature}`

/** Whom a request is believed to be from, or the code of the refusal. */
export async function asked(
  of: House,
  authorization: string | undefined,
  now: Date,
  headers: Record<string, string> = {},
) {
  const sent = authorization === undefined ? headers : { authorization, ...headers }
  const result = await of.identity.authenticate(sent, 'GET', '/v1/cases', now, 'request-1')
  return result.ok ? result.value : (result.refusals[0]?.code ?? '')
}
