/** Roles are read with every request: a token says who somebody is, and never what they may do. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asked, claimsOf, type House, house, seconds, signed } from './house.ts'

let of: House
// After the house was made, whose roles begin when the database says.
const now = new Date(Date.now() + 60_000)
beforeAll(async () => {
  of = await house(8080)
}, 60_000)
afterAll(() => of.close())

const claims = (changed: object) => signed(of, { ...claimsOf(of, now), ...changed })

describe('roles are those of now, whatever the token was made with', () => {
  const end = (person: string) =>
    of.fresh.database.plain
      .updateTable('app.memberships')
      .set({ until: now.toISOString() })
      .where('person', '=', person)
      .execute()

  test('a role taken away is gone with the next request, and one given is there', async () => {
    const db = of.fresh.database.plain
    const token = `Bearer ${await claims({ sub: 'demo-claims' })}`
    expect(await asked(of, token, now)).toMatchObject({ roles: ['claims'] })
    const mine = { person: 'person-demo-claims', organisation: 'agency-demo' }
    await db
      .insertInto('app.memberships')
      .values({ ...mine, role: 'finance', since: new Date(0).toISOString() })
      .execute()
    expect(await asked(of, token, now)).toMatchObject({ roles: ['finance', 'claims'] })
    await end(mine.person)
    expect(await asked(of, token, now)).toBe('token_holder_unknown')
  })
  test('a role in a bank that only the agency has counts for nothing', async () => {
    const db = of.fresh.database.plain
    const place = { person: 'person-demo-bank-nakdong', organisation: 'bank-902' }
    await db
      .insertInto('app.memberships')
      .values({ ...place, role: 'appraiser', since: new Date(0).toISOString() })
      .execute()
    const token = `Bearer ${await claims({ sub: 'demo-bank-nakdong' })}`
    expect(await asked(of, token, now)).toMatchObject({ kind: 'bank', roles: ['bank'] })
  })
  test('a delegated role holds until its day, and only while who delegated it holds it', async () => {
    const db = of.fresh.database.plain
    const until = new Date(now.getTime() + 3_600_000).toISOString()
    const role = 'branch_head'
    const row = {
      person: 'person-demo-officer-busan',
      organisation: 'office-demo-busan',
      role,
      until,
      delegated_by: 'person-demo-branch-head-busan',
    }
    await db
      .insertInto('app.memberships')
      .values({ ...row, since: new Date(0).toISOString() })
      .execute()
    const token = `Bearer ${await claims({ sub: 'demo-officer-busan', exp: seconds(now) + 7200 })}`
    const delegations = { branch_head: 'person-demo-branch-head-busan' }
    expect(await asked(of, token, now)).toMatchObject({ roles: ['branch_head', 'officer'], delegations })
    expect(await asked(of, token, new Date(now.getTime() + 3_601_000))).toMatchObject({ roles: ['officer'] })
    await end(row.delegated_by)
    expect(await asked(of, token, now)).toMatchObject({ roles: ['officer'], delegations: {} })
  })
  test('somebody of two organisations acts for the one they name, and for none that is not theirs', async () => {
    const db = of.fresh.database.plain
    await db
      .insertInto('app.memberships')
      .values({ person: 'person-demo-appraiser-1', organisation: 'office-demo-busan', role: 'officer' })
      .execute()
    const token = `Bearer ${await claims({ sub: 'demo-appraiser-1' })}`
    const later = new Date(now.getTime() + 60_000)
    expect(await asked(of, token, later)).toMatchObject({ party: 'office-demo-seoul', kind: 'appraiser' })
    const busan = { 'acting-for': 'office-demo-busan' }
    expect(await asked(of, token, later, busan)).toMatchObject({
      party: 'office-demo-busan',
      kind: 'agency',
      roles: ['officer'],
    })
    expect(await asked(of, token, later, { 'acting-for': 'agency-demo' })).toBe('token_holder_unknown')
  })
  test('an erased person is nobody', async () => {
    const db = of.fresh.database.plain
    await db
      .updateTable('app.persons')
      .set({ erased_at: now.toISOString() })
      .where('id', '=', 'person-demo-finance')
      .execute()
    expect(await asked(of, `Bearer ${await claims({ sub: 'demo-finance' })}`, now)).toBe('token_holder_unknown')
  })
})
