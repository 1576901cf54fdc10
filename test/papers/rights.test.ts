// Files of offices filed in a case: a kept paper read under its digest, how rights stand, questions answered.
import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor } from '../../src/access/actor.ts'
import { carriedOn } from '../../src/appraisal/rule-book.ts'
import { calendarDate } from '../../src/kernel/calendar.ts'
import { ok, sure } from '../../src/kernel/result.ts'
import { uuid7 } from '../../src/platform/ids.ts'
import { officePolicyOf } from '../../src/technology/offices/edition.ts'
import { makeRightsService } from '../../src/technology/rights/service.ts'
import { book, codeOf, DAY, FIRM, NOW, OFFICER, paperHouse, STRANGER } from './house.ts'

const service = makeRightsService({
  uuid: uuid7,
  policyOn: day => {
    const { edition, ...rest } = sure(carriedOn(book, 'offices', calendarDate(day)))
    return ok({ edition, policy: officePolicyOf({ edition, ...rest }) })
  },
})
const AT = { now: NOW, day: DAY }
const RIGHT = 'US:patent:registration:US11181107'
let house: Awaited<ReturnType<typeof paperHouse>>
let [assignments, register] = ['', '']

const bytesOf = (name: string): Uint8Array => new Uint8Array(readFileSync(`fixtures/patents/${name}`))
const filed = (actor: Actor, paper: string, drawn_on?: string) =>
  house.as(actor, tx => service.file(tx, actor, house.caseId, { paper, drawn_on }, AT))
const rightsOn = (actor: Actor, on: string = DAY) =>
  house.as(actor, tx => service.read(tx, actor, house.caseId, { on, day: DAY }))
const answered = (actor: Actor, changed: object = {}) =>
  house.as(actor, tx =>
    service.answer(
      tx,
      actor,
      house.caseId,
      {
        right: RIGHT,
        code: 'recorded_twice',
        about: ['048818/0520', '049342/0819'],
        verdict: 'dismissed',
        reason: 'The bank writes that both are of one agreement.',
        ...changed,
      },
      AT,
    ),
  )

beforeAll(async () => {
  house = await paperHouse()
  assignments = (await house.kept(bytesOf('uspto-assignments.xml'), 'assignments.xml')).id
  register = (await house.kept(bytesOf('kipo-register.json'), 'register.json')).id
})
afterAll(() => house?.close())

test('a kept paper is read under its digest, once; nobody of another firm learns that it is there', async () => {
  expect(codeOf(await filed(STRANGER, assignments))).toBe('subject_missing')
  expect(codeOf(await filed(FIRM, uuid7()))).toBe('right_paper_unknown')
  expect(codeOf(await filed(FIRM, assignments, '2026-11-23'))).toBe('right_file_drawn_later')
  const file = sure(await filed(FIRM, assignments))
  expect(file).toMatchObject({ paper: assignments, kind: 'uspto_assignment', rights: 2, filed_by: FIRM.person })
  expect(codeOf(await filed(OFFICER, assignments))).toBe('right_file_repeated')
  expect(sure(await filed(OFFICER, register, '2026-03-02'))).toMatchObject({ kind: 'kipo_register', rights: 1 })
})

test('a paper that is no file of an office is refused, and nothing is kept of it', async () => {
  const { id: plan } = await house.kept(new TextEncoder().encode('{"a":1}'), 'plan.json')
  expect(codeOf(await filed(FIRM, plan))).toBe('office_file_unknown')
  expect(sure(await rightsOn(FIRM)).files).toHaveLength(2)
})

test('rights stand on the day that is asked, with what burdens them and what is asked', async () => {
  const { rights } = sure(await rightsOn(FIRM))
  expect(rights.map(one => one.key)).toEqual([
    'KR:patent:registration:10-2000001',
    'US:patent:application:US15356436',
    RIGHT,
  ])
  expect(rights[2]?.standing.liens).toHaveLength(4)
  expect(rights[0]?.standing).toMatchObject({ status: 'in_force', read_on: '2026-03-02' })
  const before = sure(await rightsOn(FIRM, '2019-05-06')).rights[2]
  expect(before?.standing.liens.map(one => one.reference).toSorted()).toEqual([
    '048041/0605',
    '048818/0520',
    '049342/0819',
  ])
  expect(codeOf(await rightsOn(STRANGER))).toBe('subject_missing')
})

test('an officer answers a question once, with a reason, and the burden stays', async () => {
  expect(codeOf(await answered(FIRM))).toBe('forbidden_role')
  expect(codeOf(await answered(OFFICER, { about: ['048818/0520'] }))).toBe('right_question_unknown')
  const right = sure(await answered(OFFICER))
  expect(right.questions.find(one => one.code === 'recorded_twice')?.answer).toMatchObject({
    verdict: 'dismissed',
    answered_by: OFFICER.person,
  })
  expect(right.standing.liens).toHaveLength(4)
  expect(codeOf(await answered(OFFICER))).toBe('right_question_answered')
})

test('the database itself keeps files, answers and strangers apart', async () => {
  const { plain } = house.fresh.database
  await expect(sql`update app.right_answers set verdict = 'confirmed'`.execute(plain)).rejects.toThrow()
  await expect(sql`delete from app.right_answers`.execute(plain)).rejects.toThrow()
  await expect(sql`update app.right_files set kind = 'x'`.execute(plain)).rejects.toThrow()
  await expect(sql`delete from app.right_files`.execute(plain)).rejects.toThrow('as long as the paper')
  const seen = await house.as(STRANGER, async tx => {
    const { rows } = await sql`select id from app.right_files union all select id from app.right_answers`.execute(tx)
    return ok(rows)
  })
  expect(sure(seen)).toEqual([])
  const forged = house.as(FIRM, async tx =>
    ok(
      await sql`insert into app.right_answers (id, case_id, right_key, code, about, verdict, reason, answered_by,
        answered_at) values (${uuid7()}, ${house.caseId}, 'x', 'x', 'x', 'dismissed', 'x', 'x', now())`.execute(tx),
    ),
  )
  await expect(forged).rejects.toThrow()
})
