/** The emergency stop: every recommendation referred from the moment it is answered, in every process, until lifted. */
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { appraise } from '../../../src/appraisal/appraise.ts'
import { kinds } from '../../../src/appraisal/edition-kinds.ts'
import { explanationOf } from '../../../src/appraisal/explanation.ts'
import type { DecisionRecord } from '../../../src/appraisal/record.ts'
import { replay } from '../../../src/appraisal/replay.ts'
import { rulesOn } from '../../../src/appraisal/rule-book.ts'
import { calendarDate } from '../../../src/kernel/calendar.ts'
import { sure } from '../../../src/kernel/result.ts'
import { LANGUAGES } from '../../../src/kernel/words.ts'
import { agent } from '../../flow/people.ts'
import { codesOf, openPolicy, type Person, type PolicyHouse, processOn } from './house.ts'

let house: PolicyHouse
beforeAll(async () => {
  house = await openPolicy()
}, 120_000)
afterAll(() => house?.close())

const stop = (kind: string, person: Person = 'risk-1') =>
  house.ask(person, 'POST', '/v1/rules/stops', { kind, reason: 'A ceiling has a digit too many.' })
const lift = (id: string, person: Person) =>
  house.ask(person, 'POST', `/v1/rules/stops/${id}/lift`, { reason: 'The ceiling was read again and is right.' })
const idOf = ({ json }: { readonly json: unknown }): string => (json as { readonly id: string }).id
const found = (text: string) => {
  const record = JSON.parse(text) as DecisionRecord
  const { recommended, reasons } = record.decision
  return { recommended, reasons: reasons.map(one => [one.kind, one.code]), stops: record.case.stops }
}

describe('a stopped rule set', () => {
  test('has every recommendation referred, by every process at once, and let go only by another person', async () => {
    const other = await processOn(house.fresh)
    const before = await house.recommended()
    expect(found(before.record)).toEqual({ recommended: 'approve', reasons: [], stops: undefined })

    const stopped = await stop('terms')
    expect(stopped.status).toBe(201)
    expect(codesOf(await stop('terms', 'risk-2'))).toEqual(['stop_stands'])
    const under = [await house.recommended(), await house.recommended(other)]
    for (const one of under)
      expect(found(one.record)).toEqual({
        ...{ recommended: 'refer', reasons: [['refer', 'stop.terms']], stops: ['terms'] },
      })

    expect(codesOf(await lift(idOf(stopped), 'risk-1'))).toEqual(['stop_own_work'])
    // The deputy acts in the place of who stopped it.
    expect(codesOf(await lift(idOf(stopped), 'deputy'))).toEqual(['stop_own_work'])
    expect((await lift(idOf(stopped), 'risk-2')).json).toMatchObject({ lifted_by: agent('risk_officer', 2).person })
    expect(codesOf(await lift(idOf(stopped), 'risk-2'))).toEqual(['stop_lifted'])
    const after = await house.recommended(other)
    expect(found(after.record)).toEqual({ recommended: 'approve', reasons: [], stops: undefined })
    expect((await house.ask('risk-3', 'GET', '/v1/rules/stops')).json).toMatchObject({
      items: [{ kind: 'terms', lift_reason: 'The ceiling was read again and is right.' }],
    })

    // What was recommended under the stop is run again to the byte, now that nothing is stopped.
    for (const { record } of [before, ...under, after])
      expect(replay(record, house.own.book.now())).toEqual({ ok: true, value: { isIdentical: true } })
  })

  test('is told as the reason in three languages, before whatever the rules found', async () => {
    const stopped = await stop('eligibility')
    const { record: text } = await house.recommended()
    await lift(idOf(stopped), 'committee-1')
    const record = JSON.parse(text) as DecisionRecord
    const book = house.own.book.now()
    const appraisal = sure(appraise(sure(rulesOn(book, calendarDate(record.day))), record.case))
    const said = LANGUAGES.map(language => {
      const lines = explanationOf(record, appraisal, undefined, key => book.words.get(key), language)
      return lines.find(line => line.includes('[stop.eligibility]'))
    })
    expect(said).toEqual([
      '  1. 보증대상 규정의 적용이 중지되어 있어 담당자가 결정함 [stop.eligibility]',
      '  1. The rules of this kind are stopped, so that a person decides: Eligibility [stop.eligibility]',
      '  1. 担保对象规则已暂停适用，由人工决定 [stop.eligibility]',
    ])
  })

  test('may be any of those a decision is made by, several at once, and of no other', async () => {
    const ids = []
    for (const kind of ['grades', 'authority', 'terms', 'models']) ids.push(idOf(await stop(kind)))
    const { record } = await house.recommended()
    expect(found(record)).toMatchObject({ recommended: 'refer', stops: ['authority', 'grades', 'models', 'terms'] })
    for (const id of ids) expect((await lift(id, 'risk-2')).status).toBe(200)
    expect(kinds).not.toContain('aftercare')
    expect((await stop('aftercare')).status).toBe(400)
  })

  test('waits for what is being kept, and has what was read before it kept no more', async () => {
    const client = new pg.Client(house.fresh.app)
    const watching = new pg.Client(house.fresh.superuser)
    await client.connect()
    await watching.connect()
    const keep = async (stops: readonly string[], published = 0): Promise<string> => {
      const text = JSON.stringify({ stops, published, case: {}, decision: {} })
      const asked = client.query<{ kept: string }>('select app.keep_recommendation($1, null, null, $2) as kept', [
        text,
        '',
      ])
      return asked.then(
        ({ rows }) => rows[0]?.kept ?? 'kept',
        (error: { readonly code: string }) => error.code,
      )
    }
    // A recommendation is kept, and its transaction not yet ended: the stop is not answered before.
    await client.query('begin')
    await client.query('select app.hold_rules()')
    let isAnswered = false
    const stopping = stop('risk').then(answer => {
      isAnswered = true
      return idOf(answer)
    })
    const waiting = `select 1 from pg_locks where locktype = 'advisory' and not granted and database =
      (select oid from pg_database where datname = current_database())`
    while (!isAnswered && (await watching.query(waiting)).rowCount === 0)
      await new Promise(resolve => setTimeout(resolve, 10))
    expect(isAnswered).toBe(false)
    await client.query('commit')
    const id = await stopping
    // Whoever read the stops before keeps nothing; whoever knows of it comes past the guard, to no such case.
    expect(await keep([])).toBe('rules')
    expect(await keep(['terms'])).toBe('rules')
    expect(await keep(['risk'])).toBe('version')
    expect(await keep(['risk'], 1)).toBe('rules')
    expect((await lift(id, 'risk-2')).status).toBe(200)
    expect(await keep(['risk'])).toBe('rules')
    expect(await keep([])).toBe('version')
    await client.end()
    await watching.end()
  })

  test('stays as it was made against SQL, of the service`s role and of the tables` owner', async () => {
    const id = idOf(await stop('rubric'))
    const lifted = (by: string) =>
      `update app.rule_stops set lifted_by = '${by}', lift_reason = 'x', lifted_at = now() where id = '${id}'`
    for (const place of [house.fresh.app, house.fresh.owner]) {
      const client = new pg.Client(place)
      await client.connect()
      const as = async (person: string, sql: string): Promise<string> => {
        await client.query('begin')
        await client.query(`select set_config('app.kind', 'system', true), set_config('app.person', $1, true)`, [
          person,
        ])
        const answer = await client.query(sql).then(
          () => 'done',
          (error: { readonly code: string }) => error.code,
        )
        await client.query('rollback')
        return answer
      }
      const [one, two] = [agent('risk_officer', 1).person, agent('risk_officer', 2).person]
      expect(await as(one, lifted(one))).toBe('23514')
      expect(await as(one, lifted(two))).toBe('42501')
      expect(await as(two, `update app.rule_stops set hands = '{}' where id = '${id}'`)).toBe('23001')
      expect(await as(two, `delete from app.rule_stops where id = '${id}'`)).toMatch(/^(23001|42501)$/)
      expect(await as(two, lifted(two))).toBe('done')
      await client.end()
    }
  })
})
