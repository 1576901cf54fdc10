/**
 * A demonstration agency with its offices, banks, firms and people, made at the first start on an empty database and
 * never in production. All names are invented and say so. How to log in as each is written to one file that only the
 * owner of the process may read; its offices answer from another one (offices/demonstration.ts).
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { importJWK, SignJWT } from 'jose'
import { type Kysely, sql } from 'kysely'
import type { Role } from '../../access/actor.ts'
import type { Words } from '../../kernel/words.ts'
import type { Tables } from '../db/tables.ts'
import { writeWhole } from '../folders.ts'
import { writeDemonstrationOffices } from '../offices/demonstration.ts'
import { certified } from './certified.ts'
import { hashed } from './passwords.ts'
import { SANDBOX } from './sandbox.ts'
import { CONSOLE_CLIENT, DEMONSTRATION_ISSUER, type IdentitySettings, issuerOf, SCOPE } from './settings.ts'
import { newKey, openTokenKeys, publicJwk } from './token-keys.ts'

const AGENCY = 'agency-demo'
const CAPITAL = 'region-demo-capital'
const SOUTHEAST = 'region-demo-southeast'
const SEOUL = 'office-demo-seoul'
const BUSAN = 'office-demo-busan'
/** Days a demonstration token holds: long enough to try, too short to rely on. */
const DAYS = 180
export const DEMONSTRATION_FILE = 'demo-tokens.json'

type Organisation = {
  readonly id: string
  readonly kind: 'firm' | 'bank' | 'agency' | 'region' | 'office'
  readonly parent?: string
  readonly names: Words
}
const invented = (ko: string, en: string, zh: string): Words => ({
  ko: `${ko} (가상)`,
  en: `${en} (invented)`,
  zh: `${zh}（虚构）`,
})

const ORGANISATIONS: readonly Organisation[] = [
  { id: AGENCY, kind: 'agency', names: invented('시범기술보증', 'Demonstration Guarantee Agency', '示范技术担保机构') },
  {
    id: CAPITAL,
    kind: 'region',
    parent: AGENCY,
    names: invented('시범 수도권지역본부', 'Demonstration capital region', '示范首都圈区域总部'),
  },
  {
    id: SOUTHEAST,
    kind: 'region',
    parent: AGENCY,
    names: invented('시범 동남권지역본부', 'Demonstration southeast region', '示范东南区域总部'),
  },
  {
    id: SEOUL,
    kind: 'office',
    parent: CAPITAL,
    names: invented('시범 서울지점', 'Demonstration Seoul office', '示范首尔网点'),
  },
  {
    id: BUSAN,
    kind: 'office',
    parent: SOUTHEAST,
    names: invented('시범 부산지점', 'Demonstration Busan office', '示范釜山网点'),
  },
  {
    id: 'bank-901',
    kind: 'bank',
    names: invented('한강시범은행', 'Hangang Demonstration Bank', '汉江示范银行'),
  },
  {
    id: 'bank-902',
    kind: 'bank',
    names: invented('낙동시범은행', 'Nakdong Demonstration Bank', '洛东示范银行'),
  },
  { id: 'firm-901', kind: 'firm', names: invented('시범레이저', 'Demonstration Laser', '示范激光') },
  { id: 'firm-902', kind: 'firm', names: invented('시범배터리', 'Demonstration Battery', '示范电池') },
]

type Persona = { readonly name: string; readonly role: Role; readonly organisation: string; readonly grade?: '1' | '2' }
const committee: readonly Persona[] = [1, 2, 3, 4, 5].map(number => ({
  name: `committee-${number}`,
  role: 'committee_member',
  organisation: AGENCY,
}))

/** One person for each role, and as many as a quorum needs. */
export const PERSONAS: readonly Persona[] = [
  { name: 'sme-laser', role: 'sme', organisation: 'firm-901' },
  { name: 'sme-battery', role: 'sme', organisation: 'firm-902' },
  { name: 'sme-sandbox', role: 'sme', organisation: SANDBOX.firm },
  { name: 'sandbox-officer', role: 'officer', organisation: SANDBOX.office },
  { name: 'sandbox-branch-head', role: 'branch_head', organisation: SANDBOX.office },
  { name: 'bank-hangang', role: 'bank', organisation: 'bank-901' },
  { name: 'bank-nakdong', role: 'bank', organisation: 'bank-902' },
  { name: 'bank-sandbox', role: 'bank', organisation: SANDBOX.bank },
  { name: 'appraiser-1', role: 'appraiser', organisation: SEOUL, grade: '1' },
  { name: 'appraiser-2', role: 'appraiser', organisation: SEOUL, grade: '2' },
  { name: 'appraiser-3', role: 'appraiser', organisation: BUSAN, grade: '1' },
  { name: 'appraiser-4', role: 'appraiser', organisation: BUSAN, grade: '2' },
  { name: 'officer-seoul', role: 'officer', organisation: SEOUL },
  { name: 'officer-busan', role: 'officer', organisation: BUSAN },
  { name: 'branch-head-seoul', role: 'branch_head', organisation: SEOUL },
  { name: 'branch-head-busan', role: 'branch_head', organisation: BUSAN },
  { name: 'regional-head-1', role: 'regional_head', organisation: CAPITAL },
  { name: 'regional-head-2', role: 'regional_head', organisation: CAPITAL },
  { name: 'regional-head-3', role: 'regional_head', organisation: SOUTHEAST },
  { name: 'regional-head-4', role: 'regional_head', organisation: SOUTHEAST },
  ...committee,
  { name: 'claims', role: 'claims', organisation: AGENCY },
  // Whoever examined a claim does not pay it.
  { name: 'claims-2', role: 'claims', organisation: AGENCY },
  { name: 'finance', role: 'finance', organisation: AGENCY },
  { name: 'risk-officer', role: 'risk_officer', organisation: AGENCY },
  // Two of them may work on one draft.
  { name: 'risk-officer-2', role: 'risk_officer', organisation: AGENCY },
  { name: 'auditor', role: 'auditor', organisation: AGENCY },
  { name: 'admin', role: 'admin', organisation: AGENCY },
]

/** Machines of banks, with a key of their own each. */
const MACHINES = [
  { id: 'client-demo-hangang', organisation: 'bank-901' },
  { id: 'client-demo-nakdong', organisation: 'bank-902' },
  { id: 'client-demo-sandbox', organisation: SANDBOX.bank },
] as const

const personOf = (persona: Persona): string => `person-demo-${persona.name}`
const subjectOf = (persona: Persona): string => `demo-${persona.name}`
const namesOf = (persona: Persona): Words => {
  const words = persona.name.replaceAll('-', ' ')
  return invented(`시범 사용자 ${words}`, `Demonstration ${words}`, `示范用户 ${words}`)
}

export type DemonstrationParts = {
  readonly db: Kysely<Tables>
  readonly settings: IdentitySettings
  readonly keyFolder: string
  readonly dataFolder: string
  readonly now: Date
}

/** Why no demonstration was made, or where its file is. */
export type Demonstration =
  | { readonly made: true; readonly place: string }
  | { readonly made: false; readonly why: 'production' | 'other_issuer' | 'not_empty' }

/**
 * Makes the demonstration where the database holds no organisation but the sandbox's. Of several processes that start
 * at once one makes it. Where the file cannot be written nothing is made.
 */
export async function ensureDemonstration(parts: DemonstrationParts): Promise<Demonstration> {
  const { db, settings } = parts
  if (!settings.isDemonstration) return { made: false, why: 'production' }
  if (settings.externalIssuer !== null) return { made: false, why: 'other_issuer' }
  return db.transaction().execute(async tx => {
    // One number for everybody who makes it.
    await sql`select pg_advisory_xact_lock(7305812204)`.execute(tx)
    const standing = await tx
      .selectFrom('app.organisations')
      .select('id')
      .where('is_sandbox', '=', false)
      .limit(1)
      .executeTakeFirst()
    if (standing !== undefined) return { made: false, why: 'not_empty' }
    return { made: true, place: await make({ ...parts, db: tx }) }
  })
}

async function make({ db, settings, keyFolder, dataFolder, now }: DemonstrationParts): Promise<string> {
  const password = randomBytes(15).toString('base64url')
  await insertPeople(db, await hashed(password), now)
  const clients = []
  for (const machine of MACHINES) {
    const jwk = await newKey()
    await db.insertInto('app.clients').values(machine).execute()
    await db
      .insertInto('app.client_keys')
      .values({ client: machine.id, kid: jwk.kid, jwk: JSON.stringify(publicJwk(jwk)), added_by: 'system' })
      .execute()
    clients.push({ client_id: machine.id, organisation: machine.organisation, private_jwk: jwk })
  }
  const expires = new Date(now.getTime() + DAYS * 86_400_000)
  const token = await signer(keyFolder, settings, now, expires)
  const people = []
  for (const persona of PERSONAS) {
    const { name, role, organisation } = persona
    const access_token = await token(subjectOf(persona), 'demonstration')
    people.push({ persona: name, user_name: subjectOf(persona), role, organisation, access_token })
  }
  const machines = []
  for (const client of clients)
    machines.push({ ...client, access_token: await token(client.client_id, client.client_id) })
  const content = {
    format: 1,
    note: 'Invented persons and organisations, to try the service. Refused in production. Delete it when done.',
    issuer: issuerOf(settings),
    token_endpoint: `${issuerOf(settings)}/token`,
    authorization_endpoint: `${issuerOf(settings)}/auth`,
    console_client: CONSOLE_CLIENT,
    resource: settings.audience,
    scope: SCOPE,
    expires_at: expires.toISOString(),
    password,
    people,
    clients: machines,
  }
  const place = join(dataFolder, DEMONSTRATION_FILE)
  writeDemonstrationOffices(
    dataFolder,
    ORGANISATIONS.filter(each => each.kind === 'firm').map(each => each.id),
  )
  writeWhole(place, `${JSON.stringify(content, null, 2)}\n`, 0o600)
  return place
}

async function insertPeople(db: Kysely<Tables>, hash: string, now: Date): Promise<void> {
  await db
    .insertInto('app.organisations')
    .values(ORGANISATIONS.map(each => ({ ...each, parent: each.parent ?? null, names: JSON.stringify(each.names) })))
    .execute()
  await db
    .insertInto('app.persons')
    .values(
      PERSONAS.map(each => ({
        id: personOf(each),
        subject: subjectOf(each),
        names: JSON.stringify(namesOf(each)),
        appraiser_grade: each.grade ?? null,
      })),
    )
    .execute()
  await db
    .insertInto('app.memberships')
    .values(PERSONAS.map(each => ({ person: personOf(each), organisation: each.organisation, role: each.role })))
    .execute()
  // From the first day of the year on: neither short of schooling nor due for an exam for as long as tokens hold.
  const year = now.getUTCFullYear()
  await certified(
    db,
    PERSONAS.flatMap(each =>
      each.grade === undefined ? [] : [{ person: personOf(each), certificate: each.grade, isPlayed: false }],
    ),
    { certifiedOn: `${year}-01-01`, validUntil: `${year + 2}-12-31`, note: 'An invented appraiser, in every field.' },
  )
  // One password for all of them, hashed once: a hash takes half a second by design.
  await db
    .insertInto('app.passwords')
    .values(PERSONAS.map(each => ({ person: personOf(each), hash })))
    .execute()
}

/** Signs demonstration tokens with a key that nothing else uses. */
async function signer(keyFolder: string, settings: IdentitySettings, now: Date, expires: Date) {
  const { active } = await openTokenKeys(keyFolder, now, 'demonstration-keys')
  const key = await importJWK(active.jwk, 'ES256')
  const seconds = (moment: Date): number => Math.floor(moment.getTime() / 1000)
  return (subject: string, client: string): Promise<string> =>
    new SignJWT({ client_id: client, scope: SCOPE, jti: randomUUID() })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: active.jwk.kid })
      .setIssuer(DEMONSTRATION_ISSUER)
      .setAudience(settings.audience)
      .setSubject(subject)
      .setIssuedAt(seconds(now))
      .setExpirationTime(seconds(expires))
      .sign(key)
}
