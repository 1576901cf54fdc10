/** The demonstration: somebody for every role, made once on an empty database, and nobody in production. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { ensureDemonstration, PERSONAS } from '../../src/platform/identity/demonstration.ts'
import { openIdentity } from '../../src/platform/identity/identity.ts'
import { ensureSandbox } from '../../src/platform/identity/sandbox.ts'
import { asked, type House } from './house.ts'
import { type Issuing, issuing, later } from './issuing.ts'

// A password is slow to check by design, and slower beside other tests.
vi.setConfig({ testTimeout: 30_000 })

let at: Issuing
beforeAll(async () => {
  at = await issuing()
}, 60_000)
afterAll(() => at.close())

describe('the demonstration', () => {
  test('has a person for every role, whose token is taken and whose names say that they are invented', async () => {
    expect(at.of.demonstration.people).toHaveLength(PERSONAS.length)
    for (const { access_token, role, organisation, persona } of at.of.demonstration.people)
      expect(await asked(at.of, `Bearer ${access_token}`, later()), persona).toMatchObject({
        roles: [role],
        party: organisation,
      })
    for (const { access_token, organisation } of at.of.demonstration.clients)
      expect(await asked(at.of, `Bearer ${access_token}`, later())).toMatchObject({ kind: 'bank', party: organisation })
    const rows = await at.of.fresh.database.plain
      .selectFrom('app.persons')
      .select(['id', 'names'])
      .where('id', 'like', 'person-demo-%')
      .execute()
    for (const row of rows) expect(JSON.stringify(row.names)).toContain('invented')
  })
  test('its file is for its owner alone, and its tokens end on the day it says', async () => {
    expect(statSync(join(at.of.folder, 'demo-tokens.json')).mode & 0o777).toBe(0o600)
    const token_ = `Bearer ${at.of.demonstration.people[0]!.access_token}`
    const end = Date.parse(at.of.demonstration.expires_at)
    expect(await asked(at.of, token_, new Date(end - 60_000))).toHaveProperty('person')
    expect(await asked(at.of, token_, new Date(end + 11_000))).toBe('token_expired')
  })
  test('is made once, on an empty database, and never in production or beside another issuer', async () => {
    const parts = {
      db: at.of.fresh.database.plain,
      keyFolder: at.of.keyFolder,
      dataFolder: at.of.folder,
      now: new Date(),
    }
    const made = (settings: House['settings']) => ensureDemonstration({ ...parts, settings })
    expect(await made(at.of.settings)).toEqual({ made: false, why: 'not_empty' })
    expect(await made({ ...at.of.settings, isDemonstration: false })).toEqual({ made: false, why: 'production' })
    expect(await made({ ...at.of.settings, externalIssuer: 'https://id.example' })).toEqual({
      made: false,
      why: 'other_issuer',
    })
    await ensureSandbox(parts.db)
  })
  test('everything of it is refused when the same folder is started in production', async () => {
    const settings = { ...at.of.settings, isDemonstration: false }
    const parts = {
      db: at.of.fresh.database.plain,
      settings,
      keyFolder: at.of.keyFolder,
      now: () => new Date(),
      onFault: () => {},
    }
    const production: House = { ...at.of, settings, identity: await openIdentity(parts) }
    for (const { access_token } of [...at.of.demonstration.people, ...at.of.demonstration.clients])
      expect(await asked(production, `Bearer ${access_token}`, later())).toBe('token_wrong_issuer')
    const { body } = await at.token(await at.credentials())
    expect(await asked(production, `Bearer ${body['access_token']}`, later())).toBe('token_holder_unknown')
  })
})
