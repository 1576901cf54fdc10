/** What the database itself holds of editions: published texts, hands, states; by whatever statement it is asked. */
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemActor } from '../../../src/access/actor.ts'
import { textsBelow } from '../../../src/platform/folders.ts'
import { makeGrowingBook } from '../../../src/policy/publishing/service.ts'
import { agent } from '../../flow/people.ts'
import { codesOf, openPolicy, type Person, type PolicyHouse, type TermsText, withCoverage } from './house.ts'

let house: PolicyHouse
let app: pg.Client
let owner: pg.Client
beforeAll(async () => {
  house = await openPolicy()
  app = new pg.Client(house.fresh.app)
  owner = new pg.Client(house.fresh.owner)
  await app.connect()
  await owner.connect()
}, 120_000)
afterAll(async () => {
  await app?.end()
  await owner?.end()
  await house?.close()
})

type Whole = {
  readonly digest: string
  readonly numbers: TermsText
  readonly words: Record<string, unknown>
  readonly made: { readonly words_digest: string }
}
const AT = '/v1/rules/editions/terms'
const riskOf = (number: number) => agent('risk_officer', number).person

/** A draft of the terms with another coverage, brought so far by these people. */
async function brought(
  edition: string,
  day: string,
  to: 'draft' | 'proposed' | 'approved' | 'scheduled',
  maker: Person = 'risk-1',
): Promise<Whole> {
  const { ask } = house
  const made = await ask(maker, 'POST', '/v1/rules/editions', { kind: 'terms', edition, in_force_from: day })
  const { numbers, words } = made.json as Whole
  const body = { numbers: withCoverage(numbers, `0.${60 + Number(edition.slice(5, 7))}`), words }
  const saved = await ask(maker, 'PUT', `${AT}/${edition}`, body, { 'if-match': '"1"' })
  if (to === 'draft') return saved.json as Whole
  await ask(maker, 'POST', `${AT}/${edition}/check`)
  const proposed = await ask(maker, 'POST', `${AT}/${edition}/propose`, { resolutions: { steering_committee: '1' } })
  const whole = proposed.json as Whole
  expect(proposed.status).toBe(200)
  if (to === 'proposed') return whole
  const read = { digest: whole.digest, words_digest: whole.made.words_digest }
  expect((await ask('committee-1', 'POST', `${AT}/${edition}/approve`, read)).status).toBe(200)
  if (to === 'scheduled') expect((await ask('committee-1', 'POST', `${AT}/${edition}/schedule`)).status).toBe(200)
  return whole
}

/** Runs a statement as somebody, and rolls it back; answers the SQLSTATE, or how many rows it met. */
async function asked(client: pg.Client, person: string, sql: string, kind = 'system'): Promise<string | number> {
  await client.query('begin')
  try {
    await client.query(`select set_config('app.kind', $1, true), set_config('app.person', $2, true)`, [kind, person])
    return (await client.query(sql)).rowCount ?? 0
  } catch (error) {
    return (error as { readonly code?: string }).code ?? String(error)
  } finally {
    await client.query('rollback')
  }
}
const where = (edition: string) => `where kind = 'terms' and edition = '${edition}'`

describe('a published edition', () => {
  beforeAll(() =>
    brought('2026-05', '2026-05-01', 'scheduled').then(() => brought('2026-06', '2026-06-01', 'approved')),
  )

  test('keeps its texts against SQL of the service`s role and of the owner, as one that is approved does', async () => {
    const changes = [
      `numbers = '{}'`,
      `words = '{}'`,
      `digest = 'sha256:${'1'.repeat(64)}'`,
      `in_force_from = '2026-04-01'`,
      `numbers = '{}', state = 'draft', version = version + 1`,
      `state = 'draft', version = version + 1, approved_by = null`,
      `edition = '2026-07'`,
      `approved_by = 'person-other', version = version + 1`,
      `state = 'scheduled', version = version + 1, numbers = '{}'`,
    ]
    for (const client of [app, owner])
      for (const edition of ['2026-05', '2026-06']) {
        for (const change of changes)
          expect([
            edition,
            change,
            await asked(client, riskOf(2), `update app.rule_editions set ${change} ${where(edition)}`),
          ]).toEqual([edition, change, '23001'])
        expect(await asked(client, riskOf(2), `delete from app.rule_editions ${where(edition)}`)).toMatch(
          /^(23001|42501)$/,
        )
      }
    expect(await asked(owner, riskOf(2), `delete from app.rule_editions ${where('2026-05')}`)).toBe('23001')
    expect(await asked(owner, riskOf(2), 'truncate app.rule_editions cascade')).toBe('23001')
    expect(await asked(owner, riskOf(2), 'delete from app.rule_edition_events')).toBe('23001')
  })

  test('is seen by the house, and written by nobody who does not act as the system', async () => {
    const all = `select 1 from app.rule_editions`
    expect(await asked(app, 'client-103', all, 'bank')).toBe(0)
    expect(await asked(app, riskOf(1), all, 'agency')).toBe(2)
    const withdrawn = `state = 'withdrawn', approved_by = null, version = version + 1`
    const update = `update app.rule_editions set ${withdrawn} ${where('2026-06')}`
    expect(await asked(app, riskOf(1), update, 'agency')).toBe(0)
    expect(await asked(app, riskOf(1), update)).toBe(1)
    expect(await asked(app, '', update)).toBe('42501')
  })
})

describe('who had a hand in an edition', () => {
  beforeAll(() => brought('2026-07', '2026-07-01', 'proposed'))
  const approve = (by: string, more = '') =>
    `update app.rule_editions set state = 'approved', version = version + 1, approved_by = '${by}'${more}
       ${where('2026-07')}`

  test('does not approve it by SQL either: not in their own name, and not in that of another', async () => {
    for (const client of [app, owner]) {
      expect(await asked(client, riskOf(1), approve(riskOf(1)))).toBe('42501')
      // In the name of somebody who is not there.
      expect(await asked(client, riskOf(1), approve(riskOf(2)))).toBe('42501')
      expect(await asked(client, riskOf(2), approve(riskOf(2), `, approved_for = '{${riskOf(1)}}'`))).toBe('23514')
      expect(await asked(client, riskOf(2), approve(riskOf(2), `, hands = '{}'`))).toBe('23001')
      expect(await asked(client, riskOf(3), approve(riskOf(2)))).toBe('42501')
      // Not under another text than was proposed.
      expect(await asked(client, riskOf(2), approve(riskOf(2), `, numbers = '{}'`))).toBe('23001')
      // It is a rule about people, no wall: whoever had no hand in it gets through.
      expect(await asked(client, riskOf(2), approve(riskOf(2)))).toBe(1)
    }
  })

  test('is written down whatever the statement says, and not taken out again', async () => {
    const save = (hands: string) =>
      `update app.rule_editions set state = 'draft', version = version + 1, numbers = '{}', hands = '${hands}',
         proposed_by = null, replaces = null, grounds = null ${where('2026-07')} returning hands`
    await owner.query('begin')
    await owner.query(`select set_config('app.kind', 'system', true), set_config('app.person', $1, true)`, [riskOf(3)])
    const { rows } = await owner.query<{ hands: string[] }>(save('{}'))
    await owner.query('rollback')
    expect(rows[0]?.hands).toEqual([riskOf(1), riskOf(3)])
  })

  test('cannot begin an edition anywhere but with a draft in their own name', async () => {
    const insert = (state: string, by: string) =>
      `insert into app.rule_editions (id, kind, edition, state, version, numbers, words, digest, words_digest,
         in_force_from, made_by, hands, replaces, grounds, proposed_by, approved_by, changed_at)
       select gen_random_uuid(), kind, '2026-12', '${state}', 1, numbers, words, digest, words_digest, in_force_from,
         '${by}', '{}', replaces, grounds, '${by}', ${state === 'draft' ? 'null' : `'${riskOf(3)}'`}, now()
       from app.rule_editions ${where('2026-07')}`
    expect(await asked(owner, riskOf(1), insert('scheduled', riskOf(1)))).toBe('23001')
    expect(await asked(owner, riskOf(1), insert('draft', riskOf(2)))).toBe('23001')
    expect(await asked(owner, riskOf(1), insert('draft', riskOf(1)))).toBe(1)
  })
})

describe('two officers on one draft', () => {
  test('are shown both versions where the second save comes from what the first has changed', async () => {
    const { ask } = house
    const whole = await brought('2026-08', '2026-08-01', 'draft')
    const save = (person: Person, value: string, version: string) =>
      ask(
        person,
        'PUT',
        `${AT}/2026-08`,
        { numbers: withCoverage(whole.numbers, value), words: whole.words },
        {
          'if-match': `"${version}"`,
        },
      )
    expect((await save('risk-1', '0.7', '2')).status).toBe(200)
    const late = await save('risk-2', '0.75', '2')
    expect([late.status, codesOf(late)]).toEqual([412, ['edition_saved_meanwhile']])
    expect((late.json as { errors: unknown[] }).errors[0]).toMatchObject({
      ...{ value: '2', limit: '3', by: riskOf(1) },
      yours: JSON.stringify({ 'numbers.coverage.basic.value': '0.75' }),
      theirs: JSON.stringify({ 'numbers.coverage.basic.value': '0.7' }),
    })
    expect((await ask('risk-1', 'GET', `${AT}/2026-08`)).json).toMatchObject({
      version: 3,
      numbers: { coverage: { basic: { value: '0.7' } } },
    })
    expect((await save('risk-2', '0.75', '3')).status).toBe(200)
  })
})

describe('a draft', () => {
  test('that does not fit is refused with its place, and leaves what is in force as it was', async () => {
    const { ask, own } = house
    const whole = await brought('2026-09', '2026-09-01', 'draft')
    const before = own.book.now()
    const put = async (numbers: unknown, words: unknown = whole.words) => {
      const { etag } = await ask('risk-1', 'GET', `${AT}/2026-09`)
      return ask('risk-1', 'PUT', `${AT}/2026-09`, { numbers, words }, { 'if-match': etag ?? '' })
    }
    expect(codesOf(await put({ ...whole.numbers, edition: '2026-10' }))).toEqual(['edition_head_differs'])
    expect(codesOf(await put({ ...whole.numbers, surplus: 0.5 }))).toEqual(['edition_number_written'])
    const { coverage } = whole.numbers
    await put({ ...whole.numbers, coverage: { ...coverage, basic: { ...coverage.basic, source: { id: 'NOWHERE1' } } } })
    const checked = await ask('risk-1', 'POST', `${AT}/2026-09/check`)
    expect(checked.json).toMatchObject({
      edition: { state: 'draft' },
      findings: [{ code: 'rules_source_unknown', severity: 'error', at: 'terms/2026-09.json#coverage.basic.source' }],
    })
    const propose = await ask('risk-1', 'POST', `${AT}/2026-09/propose`, { resolutions: { steering_committee: '1' } })
    expect(codesOf(propose)).toEqual(['edition_not_checked'])
    expect(own.book.now()).toBe(before)
  })

  test('has a name that no other edition has, shipped or made here', async () => {
    const make = (edition: string, more: object = {}) =>
      house.ask('risk-1', 'POST', '/v1/rules/editions', {
        ...{ kind: 'terms', edition, in_force_from: '2027-01-01', ...more },
      })
    expect(codesOf(await make('2026-01'))).toEqual(['edition_exists'])
    expect(codesOf(await make('2026-09'))).toEqual(['edition_exists'])
    expect(codesOf(await make('2026-11', { from: '2019-01' }))).toEqual(['edition_base_unknown'])
  })

  test('behind one that was published meanwhile is proposed anew on it', async () => {
    const { ask } = house
    const whole = await brought('2026-10', '2026-10-01', 'proposed')
    await brought('2026-09.1', '2026-09-15', 'scheduled')
    const read = { digest: whole.digest, words_digest: whole.made.words_digest }
    expect(codesOf(await ask('committee-1', 'POST', `${AT}/2026-10/approve`, read))).toEqual(['edition_base_moved'])
  })
})

test('a book read anew from the database is the one that grew', async () => {
  const { fresh, own } = house
  await own.book.relearn()
  const again = makeGrowingBook(fresh.database.plain, textsBelow('rules'))
  await again.relearn()
  expect(again.published()).toBe(2)
  expect(again.known()).toEqual(own.book.known())
  expect(
    again
      .now()
      .shelves.terms.map(one => [one.edition, one.digest])
      .sort(),
  ).toEqual(
    own.book
      .now()
      .shelves.terms.map(one => [one.edition, one.digest])
      .sort(),
  )
  const count = await fresh.database.transaction(systemActor('test'), tx =>
    tx.selectFrom('app.rule_editions').select('edition').where('state', '=', 'scheduled').execute(),
  )
  expect(count).toHaveLength(2)
})
