/** Uploads never completed end, files of reports are erased when their years are over; what was told in them stays. */
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sha256Hex } from '#sha256'
import type { Actor } from '../../../src/access/actor.ts'
import { systemActor } from '../../../src/access/actor.ts'
import { makeRetainingService } from '../../../src/guarantee/retaining/service.ts'
import { sure } from '../../../src/kernel/result.ts'
import { csvOf, ROW } from '../month/sheets.ts'
import { type Reporting, reporting } from './reported.ts'
import { opened, PEOPLE, toldInOrder, type World } from './served.ts'

const BANK = PEOPLE['bank'] as Actor
let world: World
let month: Reporting
beforeAll(async () => {
  world = await opened(['firm-6701'])
  month = reporting(world)
}, 120_000)
afterAll(async () => {
  await month?.close()
  await world?.close()
}, 60_000)

const ending = (at: string) =>
  makeRetainingService({ retentionYears: () => 5, uploadHours: 72, zone: 'Asia/Seoul' }).endTerms(
    world.fresh.database,
    { now: new Date(at), day: at.slice(0, 10) },
  )
const read = async (id: string) => sure(await month.as(BANK, tx => month.reports.read(tx, BANK, id)))
const counted = (table: string, report: string) =>
  world.fresh.database.transaction(systemActor('test'), async tx => {
    const { rows } = await sql<{ n: number }>`select count(*)::integer as n from ${sql.table(`app.${table}`)}
      where report = ${report}::uuid`.execute(tx)
    return rows[0]?.n
  })
const bytesOf = (outstanding: string) => csvOf([{ ...ROW, month: '2026-05', outstanding }])

test('an upload that was never completed ends after its hours, is told, and can be announced again', async () => {
  world.on('2026-06-02')
  const bytes = bytesOf('5')
  const declared = {
    ...{ kind: 'utilisation' as const, month: '2026-05', name: 'may.csv', size: bytes.length },
    digest: `sha256:${sha256Hex(bytes)}`,
  }
  const declare = async () => sure(await month.as(BANK, tx => month.reports.declare(tx, BANK, declared, world.today())))
  const first = await declare()
  sure(await month.as(BANK, tx => month.reports.receive(tx, BANK, first.id, 0, bytes.subarray(0, 9))))
  // Announced at 01:00 of 2 June: 72 hours are over after 01:00 of 5 June.
  expect(await ending('2026-06-05T01:00:00.000Z')).toEqual({ abandoned: 0, erased: 0 })
  expect((await declare()).id).toBe(first.id)
  expect(await ending('2026-06-05T01:00:00.001Z')).toEqual({ abandoned: 1, erased: 0 })
  expect(await ending('2026-06-05T01:00:00.001Z')).toEqual({ abandoned: 0, erased: 0 })
  expect(await read(first.id)).toMatchObject({
    ...{ state: 'refused', parts: [], digest: declared.digest },
    refused_for: [{ code: 'report_abandoned', params: { limit: '72 hours' } }],
  })
  expect((await toldInOrder(world, first.id)).map(each => each.type)).toEqual(['report.refused'])
  const again = await declare()
  expect([again.id === first.id, again.state, again.is_repeated]).toEqual([false, 'receiving', false])
})

test('the file of a report is erased when its years are over, and nothing else of it', async () => {
  world.on('2026-06-10')
  const report = await month.sent(BANK, bytesOf('7'))
  await month.work()
  // Another is sent and not checked yet: it is not over, however long it waits.
  const waiting = await month.sent(BANK, bytesOf('9'))
  const before = await read(report.id)
  expect([before.state, before.erased_at]).toEqual(['checked', null])
  // Checked at 10:00 of 10 June in Seoul: the five years are over when 10 June 2031 is.
  // The two of the test above are over by then: one ended, and one that this report has taken the place of.
  expect(await ending('2031-06-10T02:00:00.000Z')).toEqual({ abandoned: 0, erased: 2 })
  expect(await counted('report_parts', report.id)).toBe(1)
  expect(await ending('2031-06-11T02:00:00.000Z')).toMatchObject({ erased: 1 })
  expect(await ending('2031-06-11T02:00:00.000Z')).toEqual({ abandoned: 0, erased: 0 })
  expect(await counted('report_parts', report.id)).toBe(0)
  expect(await counted('report_rows', report.id)).toBe(1)
  expect(await counted('report_parts', waiting.id)).toBe(1)
  const after = await read(report.id)
  expect(after).toEqual({ ...before, parts: [], erased_at: after.erased_at })
  expect(after.erased_at).not.toBeNull()
  const sheet = await month.as(BANK, tx => month.reports.sheet(tx, BANK, report.id, 'en', world.today()))
  expect(sheet.ok ? null : sheet.refusals[0]?.code).toBe('report_erased')
  const system = systemActor('test')
  for (const text of [
    `update app.reports set erased_at = now() where id = '${report.id}'`,
    `update app.reports set erased_at = now() where id = '${waiting.id}'`,
    `delete from app.report_parts where report = '${waiting.id}'`,
    `insert into app.report_parts (report, part, bytes) values ('${report.id}', 0, 'x')`,
  ])
    await expect(world.fresh.database.transaction(system, tx => sql.raw(text).execute(tx))).rejects.toThrow()
})
