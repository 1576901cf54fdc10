/**
 * Four eyes over editions as the service keeps them, with statements sent past it by the owner of the tables.
 * `FOUR_EYES_KEPT=300` takes as many sequences; a database without its guard is found out.
 */
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../../../src/access/actor.ts'
import type { Result } from '../../../src/kernel/result.ts'
import type { Tx } from '../../../src/platform/db/database.ts'
import { request } from '../../flow/people.ts'
import { type Deed, heldTo, type World } from './four-eyes.ts'
import { openPolicy, type PolicyHouse, type TermsText, withCoverage } from './house.ts'

const SEQUENCES = Number(process.env['FOUR_EYES_KEPT'] ?? 40)
const SEED = 20_261_122
const at = { now: new Date('2026-04-14T03:00:00Z'), day: '2026-04-14' }

let house: PolicyHouse
let owner: pg.Client
let terms: { readonly numbers: TermsText; readonly words: Readonly<Record<string, unknown>> }
let worlds = 0
beforeAll(async () => {
  house = await openPolicy()
  owner = new pg.Client(house.fresh.owner)
  await owner.connect()
  const shipped = await house.ask('risk-1', 'GET', '/v1/rules/editions/terms/2026-01')
  terms = shipped.json
}, 120_000)
afterAll(async () => {
  await owner?.end()
  await house?.close()
})

const textsOf = (edition: string, text: number) => ({
  numbers: { ...withCoverage(terms.numbers, `0.7${text}`), edition, in_force_from: '2026-05-01' },
  words: { ...terms.words, edition },
})

/** The service over the database; each world has editions of its own. */
async function world(): Promise<World> {
  worlds += 1
  const of = worlds
  const nameOf = (deed: Deed) => ({ kind: 'terms', edition: `2026-05.${of * 10 + deed.edition}` })
  const as = async <Value>(actor: Actor, work: (tx: Tx) => Promise<Result<Value>>): Promise<boolean> =>
    (await request(house.fresh.database, actor, work)).ok
  const read = (actor: Actor, deed: Deed) =>
    request(house.fresh.database, { ...actor, roles: ['auditor'] }, tx =>
      house.editions.read(tx, { ...actor, roles: ['auditor'] }, nameOf(deed), at.day),
    )

  /** A statement of the owner of the tables under a person's name; whether it changed a row. */
  async function sent(person: string, set: string, deed: Deed): Promise<boolean> {
    const { kind, edition } = nameOf(deed)
    await owner.query('begin')
    try {
      await owner.query(`select set_config('app.kind', 'system', true), set_config('app.person', $1, true)`, [person])
      const { rowCount } = await owner.query(
        `update app.rule_editions set version = version + 1, ${set} where kind = $1 and edition = $2`,
        [kind, edition],
      )
      await owner.query('commit')
      return rowCount === 1
    } catch {
      await owner.query('rollback')
      return false
    }
  }

  const unsigned = `state = 'draft', proposed_by = null, replaces = null, grounds = null, resolutions = '{}'`
  return {
    act: async (actor, deed) => {
      const named = nameOf(deed)
      const { editions } = house
      switch (deed.type) {
        case 'draft': {
          const given = { ...named, firstDay: '2026-05-01', from: null, texts: textsOf(named.edition, deed.text) }
          return as(actor, tx => editions.draft(tx, actor, given, at))
        }
        case 'save': {
          const kept = await read(actor, deed)
          const version = kept.ok ? (kept.value.version ?? 0) : 0
          return as(actor, tx => editions.save(tx, actor, named, textsOf(named.edition, deed.text), version, at))
        }
        case 'check':
          return as(actor, tx => editions.check(tx, actor, named, at))
        case 'propose':
          return as(actor, tx => editions.propose(tx, actor, named, { steering_committee: '1' }, at))
        case 'approve': {
          const kept = await read(actor, deed)
          if (!kept.ok || kept.value.kept === null) return false
          const { digest, wordsDigest } = kept.value.kept.life
          return as(actor, tx => editions.approve(tx, actor, named, { digest, wordsDigest }, at))
        }
        case 'reject':
          return as(actor, tx => editions.reject(tx, actor, named, 'x', at))
        case 'withdraw':
          return as(actor, tx => editions.withdraw(tx, actor, named, 'x', at))
        case 'schedule':
          // What is published is the last of its kind: nothing more could be approved beside it.
          return false
        case 'sql_text': {
          const text = JSON.stringify(textsOf(named.edition, deed.text).numbers)
          const digest = `sha256:${String(deed.text).repeat(64)}`
          return sent(actor.person, `${unsigned}, numbers = ${pg.escapeLiteral(text)}, digest = '${digest}'`, deed)
        }
        case 'sql_propose': {
          const by = pg.escapeLiteral(actor.person)
          return sent(actor.person, `state = 'proposed', proposed_by = ${by}, replaces = 'x', grounds = '{}'`, deed)
        }
        case 'sql_approve':
          return sent(actor.person, `state = 'approved', approved_by = ${pg.escapeLiteral(actor.person)}`, deed)
        case 'sql_hands':
          return sent(actor.person, `hands = '{}', proposed_by = null`, deed)
        default:
          return deed satisfies never
      }
    },
  }
}

test(`nobody approves what they had a hand in, by the service or by SQL, in ${SEQUENCES} sequences`, async () => {
  const approvals = await heldTo(world, SEQUENCES, SEED, true)
  expect(approvals).toBeGreaterThan(0)
}, 1_800_000)

describe('a database without its guard is found out', () => {
  test('by an approval sent past the service', async () => {
    await owner.query('alter table app.rule_editions disable trigger kept')
    await owner.query('alter table app.rule_editions drop constraint four_eyes')
    const run = heldTo(world, 100, SEED, true)
    await expect(run).rejects.toMatchObject({ cause: { message: expect.stringContaining('had a hand in') } })
  }, 300_000)
})
