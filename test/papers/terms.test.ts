/** How long papers are kept, what ends them, and a person erased while every record and digest stays as it was. */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemActor } from '../../src/access/actor.ts'
import { replay } from '../../src/appraisal/replay.ts'
import { readRuleBook } from '../../src/appraisal/rule-book.ts'
import { shippedRules } from '../../src/cli/command.ts'
import { sure } from '../../src/kernel/result.ts'
import {
  ADMIN,
  book,
  codeOf,
  DAY,
  FIRM,
  files,
  NOW,
  OFFICER,
  type PaperHouse,
  paperHouse,
  years,
  ZONE,
} from './house.ts'
import { text } from './made.ts'

describe('papers', () => {
  let of: PaperHouse
  beforeAll(async () => {
    of = await paperHouse()
  }, 60_000)
  afterAll(() => of.close())

  it('of a decided case are kept five years after the decision and then erased; the digest stays', async () => {
    const at = await of.newCase()
    const { id, digest: own } = await of.kept(text('{"d":1}'), 'd.json', at)
    await of.decided(at)
    const erase = () => of.as(OFFICER, tx => of.service.erase(tx, OFFICER, id, 'asked', NOW, DAY, ZONE))
    expect(codeOf(await erase())).toBe('paper_retained')
    await of.service.endTerms(of.fresh.database, NOW, '2031-11-22', ZONE)
    expect(sure(await of.as(FIRM, tx => of.service.read(tx, FIRM, id)))).toMatchObject({
      state: 'kept',
      keep_until: '2031-11-22',
    })
    await of.service.endTerms(of.fresh.database, NOW, '2031-11-23', ZONE)
    expect(sure(await of.as(FIRM, tx => of.service.read(tx, FIRM, id)))).toMatchObject({
      state: 'erased',
      name: 'erased',
      digest: own,
      parts: [],
    })
  })

  it('are kept as long as the rules of the day say: longer where these change, and never shorter', async () => {
    const edition = (name: string, from: string, value: string) => {
      const text = files.get('retention/2026-01.json') ?? ''
      const words = files.get('retention/2026-01.words.json') ?? ''
      const renamed = (json: string) => json.replace('"2026-01"', `"${name}"`)
      return [
        [
          `retention/${name}.json`,
          renamed(text)
            .replace('"in_force_from": "2026-01-01"', `"in_force_from": "${from}"`)
            .replace('"value": "5"', `"value": "${value}"`),
        ],
        [`retention/${name}.words.json`, renamed(words)],
      ] as const
    }
    const changed = sure(
      readRuleBook(
        new Map([...files, ...edition('2028-01', '2028-01-01', '7'), ...edition('2029-01', '2029-01-01', '2')]),
      ),
    )
    const under = of.serviceWith({ retentionYears: years(changed) })
    const at = await of.newCase()
    const { id } = await of.kept(text('{"y":1}'), 'y.json', at)
    await of.decided(at)
    const until = async (day: string) => {
      await under.endTerms(of.fresh.database, NOW, day, ZONE)
      return sure(await of.as(FIRM, tx => under.read(tx, FIRM, id)))
    }
    expect((await until('2027-12-31')).keep_until).toBe('2031-11-22')
    expect((await until('2028-01-01')).keep_until).toBe('2033-11-22')
    expect((await until('2029-01-01')).keep_until).toBe('2033-11-22')
    expect((await until('2033-11-22')).state).toBe('kept')
    expect((await until('2033-11-23')).state).toBe('erased')
  })

  it('are not erased under rules that say nothing of them yet', async () => {
    expect(() => years(book)('2025-12-31')).toThrow('no edition of retention')
    expect(years(book)('2026-01-01')).toBe(5)
  })

  it('and a person is erased: names, log-in and free papers gone, every record and digest as it was', async () => {
    const [open, closed] = [await of.newCase(), await of.newCase()]
    const [free, held] = [
      await of.kept(text('{"e":1}'), 'e.json', open),
      await of.kept(text('{"f":1}'), 'f.json', closed),
    ]
    await of.decided(closed)
    const { plain } = of.fresh.database
    const before = await sql<{
      record: string
      digest: string
    }>`select record, digest from app.decisions order by id`.execute(plain)
    expect(codeOf(await of.as(OFFICER, tx => of.service.erasePerson(tx, OFFICER, 'person-owner', 'asked', NOW)))).toBe(
      'subject_missing',
    )
    const done = sure(
      await of.as(ADMIN, tx => of.service.erasePerson(tx, ADMIN, 'person-owner', 'The person asked for it.', NOW)),
    )
    expect(done.cases).toBeGreaterThanOrEqual(2)
    expect(done.papers_erased).toBeGreaterThanOrEqual(1)
    expect(done.papers_retained).toBeGreaterThanOrEqual(1)
    expect(sure(await of.as(OFFICER, tx => of.service.read(tx, OFFICER, free.id)))).toMatchObject({
      state: 'erased',
      name: 'erased',
      digest: free.digest,
    })
    expect(sure(await of.as(OFFICER, tx => of.service.read(tx, OFFICER, held.id))).state).toBe('kept')
    const left = await sql<{
      hits: string
    }>`select ((select count(*) from app.persons where names::text like '%홍길동%' or subject like '%owner@%')
      + (select count(*) from app.cases where names::text like '%홍길동%'))::text as hits`.execute(plain)
    expect(left.rows[0]?.hits).toBe('0')
    expect(
      (
        await sql<{ record: string; digest: string }>`select record, digest from app.decisions order by id`.execute(
          plain,
        )
      ).rows,
    ).toEqual(before.rows)
    expect(sure(replay(before.rows[0]!.record, shippedRules())).isIdentical).toBe(true)
    expect(
      codeOf(await of.as(ADMIN, tx => of.service.erasePerson(tx, systemActor('x'), 'person-owner', 'again', NOW))),
    ).toBe('person_erased')
    expect(codeOf(await of.as(ADMIN, tx => of.service.erasePerson(tx, ADMIN, 'person-nobody', 'asked', NOW)))).toBe(
      'person_unknown',
    )
    // An admin who means somebody else is not gone by a slip, nor the last who is admin for good.
    expect(codeOf(await of.as(ADMIN, tx => of.service.erasePerson(tx, ADMIN, ADMIN.person, 'asked', NOW)))).toBe(
      'own_membership_unchangeable',
    )
  })

  it('never completed are given up after a week', async () => {
    const { id } = sure(await of.declare(text('{"g":1}')))
    const later = new Date(Date.now() + 8 * 86_400_000)
    await of.service.endTerms(of.fresh.database, later, DAY, ZONE)
    expect(sure(await of.as(FIRM, tx => of.service.read(tx, FIRM, id)))).toMatchObject({
      state: 'refused',
      refusal: 'paper_abandoned',
    })
  })
})
