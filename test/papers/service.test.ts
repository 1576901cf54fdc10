/** Papers on a real database: received in parts, looked into, kept as evidence, handed out, and nobody else's. */
import { randomBytes } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sure } from '../../src/kernel/result.ts'
import { makeScan } from '../../src/platform/scan.ts'
import { codeOf, digest, FIRM, type PaperHouse, paperHouse, STRANGER } from './house.ts'
import { EICAR, pdf, text } from './made.ts'

describe('papers', () => {
  let of: PaperHouse
  beforeAll(async () => {
    of = await paperHouse()
  }, 60_000)
  afterAll(() => of.close())

  it('come in any order, again, and after a pause, and are whole only when every part is there', async () => {
    const bytes = pdf('', { head: '', bytes: randomBytes(9_000_000) })
    const parts = [0, 1, 2].map(at => bytes.subarray(at * 4_000_000, (at + 1) * 4_000_000))
    const { id } = sure(await of.declare(bytes, '../사업\u202e계획.exe'))
    sure(await of.put(id, 2, parts[2]!))
    sure(await of.put(id, 0, parts[1]!))
    expect(codeOf(await of.complete(id))).toBe('paper_incomplete')
    expect(sure(await of.put(id, 0, parts[0]!)).parts.map(one => one.part)).toEqual([0, 2])
    sure(await of.put(id, 1, parts[1]!))
    sure(await of.put(id, 1, parts[1]!))
    const done = sure(await of.complete(id))
    expect(done).toMatchObject({
      state: 'kept',
      media_type: 'application/pdf',
      name: '사업계획.exe.pdf',
      digest: digest(bytes),
    })
    expect(sure(await of.complete(id))).toEqual(done)
    const back = sure(await of.as(FIRM, tx => of.service.download(tx, FIRM, id)))
    expect(digest(back.bytes)).toBe(digest(bytes))
    expect(codeOf(await of.put(id, 0, parts[0]!))).toBe('paper_not_receiving')
  })

  it('are not longer than announced, and nothing else than announced', async () => {
    const { id } = sure(await of.declare(text('{"a":1}')))
    expect(codeOf(await of.put(id, 0, text('{"a":12}')))).toBe('paper_longer_than_declared')
    sure(await of.put(id, 0, text('{"a":2}')))
    expect(codeOf(await of.complete(id))).toBe('paper_digest_differs')
    sure(await of.put(id, 0, text('{"a":1}')))
    expect(sure(await of.complete(id)).media_type).toBe('application/json')
  })

  it('that are infected or bombs are refused for good, their bytes gone and the reason kept', async () => {
    for (const [bytes, reason] of [
      [text(EICAR), 'paper_infected'],
      [pdf('', { head: '/Filter/FlateDecode', bytes: deflateSync(Buffer.alloc(80_000_000)) }), 'paper_bomb'],
    ] as const) {
      const done = await of.kept(bytes)
      expect(done.state).toBe('refused')
      expect(done.refusal).toContain(reason)
      expect(done.parts).toEqual([])
    }
  })

  it('are scanned by the command of the house; a scanner that does not answer refuses nothing for good', async () => {
    expect(await makeScan(['sh', '-c', 'grep -q bad && exit 1; exit 0'])(text('all bad'))).toBe('infected')
    expect(await makeScan(['sh', '-c', 'cat > /dev/null'])(text('good'))).toBe('clean')
    expect(await makeScan(['no-such-scanner'])(text('good'))).toBe('unavailable')
    expect(await makeScan(['sleep', '30'], 0.2)(text('good'))).toBe('unavailable')
    const blind = of.serviceWith({ scan: makeScan(['no-such-scanner']) })
    const { id } = sure(await of.declare(text('{}')))
    sure(await of.put(id, 0, text('{}')))
    expect(codeOf(await of.complete(id, FIRM, blind))).toBe('paper_scan_unavailable')
    expect(sure(await of.complete(id)).state).toBe('kept')
  })

  it('of a stranger are missing', async () => {
    const { id } = await of.kept(text('{"b":1}'))
    expect(codeOf(await of.as(STRANGER, tx => of.service.read(tx, STRANGER, id)))).toBe('paper_unknown')
    expect(codeOf(await of.as(STRANGER, tx => of.service.download(tx, STRANGER, id)))).toBe('paper_unknown')
    expect(codeOf(await of.put(id, 0, text('x'), STRANGER))).toBe('paper_unknown')
    expect(
      codeOf(
        await of.as(STRANGER, tx =>
          of.service.declare(tx, STRANGER, of.caseId, { type: 'x', name: 'x', size: 1, digest: digest(text('x')) }),
        ),
      ),
    ).toBe('subject_missing')
  })

  it('that are kept cannot be changed by the service in the database either', async () => {
    const { id } = await of.kept(text('{"c":1}'))
    const { plain } = of.fresh.database
    await expect(sql`update app.paper_parts set bytes = '\\x00' where paper = ${id}`.execute(plain)).rejects.toThrow(
      /kept as they came/,
    )
    await expect(sql`delete from app.paper_parts where paper = ${id}`.execute(plain)).rejects.toThrow(
      /kept as they came/,
    )
    await expect(sql`update app.papers set digest = 'sha256:0' where id = ${id}`.execute(plain)).rejects.toThrow(
      /kept as it came/,
    )
  })
})
