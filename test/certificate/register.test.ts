/** The register of certificates on a real database: ordered, drawn in a worker, verified, revoked, replaced. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCertificateNumber } from '../../src/certificate/number.ts'
import { sure } from '../../src/kernel/result.ts'
import { rotateKey } from '../../src/platform/keys.ts'
import {
  actorOf,
  BANK,
  DAY,
  FIRM,
  HEAD,
  NOW,
  OFFICER,
  OTHER_BANK,
  OTHER_OFFICER,
  openRegister,
  PUBLIC,
  type Register,
  SYSTEM,
} from './register.ts'

let register: Register
beforeAll(async () => {
  register = await openRegister()
})
afterAll(() => register.close())

const refusedWith = (result: { readonly ok: boolean; readonly refusals?: readonly { readonly code: string }[] }) =>
  result.ok ? 'done' : result.refusals?.[0]?.code

const order = (caseId: string, language: 'ko' | 'en' | 'zh' = 'ko', actor = OFFICER) =>
  register.as(actor, tx => register.service.order(tx, actor, caseId, language, DAY))
const AT = { now: NOW, day: DAY }
const verify = (bytes: Uint8Array, now = NOW, day = DAY) =>
  register.as(PUBLIC, tx => register.service.verify(tx, PUBLIC, bytes, now, day)).then(sure)
const lookUp = (number: string, day = DAY) =>
  register.as(PUBLIC, tx => register.service.lookUp(tx, PUBLIC, number, NOW, day))
const download = (number: string, actor = BANK) =>
  register.as(actor, tx => register.service.download(tx, actor, number))

async function issued(place = 0, language: 'ko' | 'en' | 'zh' = 'ko') {
  const { caseId, decision } = await register.approvedCase(place)
  const { number } = sure(await order(caseId, language))
  await register.drawAll()
  return { caseId, decision, number, bytes: sure(await download(number)) }
}

describe('a certificate', () => {
  it('is ordered under the next number of the register, drawn by the job, and genuine for anybody', async () => {
    const { caseId } = await register.approvedCase()
    const ordered = sure(await order(caseId))
    expect(ordered.state).toBe('ordered')
    expect(sure(readCertificateNumber(ordered.number)).parts).toEqual({ year: 2026, series: 10, serial: 1 })
    expect(refusedWith(await download(ordered.number))).toBe('certificate_not_drawn')
    expect(refusedWith(await lookUp(ordered.number))).toBe('certificate_unknown')
    await register.drawAll()
    const bytes = sure(await download(ordered.number))
    const found = await verify(bytes)
    expect(found.verdict).toBe('genuine')
    expect(found.certificate).toMatchObject({ number: ordered.number, issued_on: DAY, face: 'same' })
    const known = sure(await lookUp(ordered.number))
    expect(known).toMatchObject({ number: ordered.number, state: 'issued', issued_on: DAY })
    expect(Object.keys(known).sort()).toEqual([
      'checked_at',
      'issued_on',
      'number',
      'revoked_at',
      'state',
      'valid_until',
    ])
    const read = sure(await register.as(BANK, tx => register.service.read(tx, BANK, ordered.number)))
    expect(read.verify_at).toBe(`https://verify.example/c/${ordered.number}`)
    expect(read.valid_until).toBe(known.valid_until)
  })

  it('drawn twice by a repeated job is the same paper', async () => {
    const { number, bytes } = await issued(1)
    await register.service.draw(register.database, number, () => AT)
    expect(Buffer.compare(sure(await download(number)), bytes)).toBe(0)
  })

  it('is issued on an approved decision only, once in each language', async () => {
    const declined = await register.approvedCase(0, 'declined')
    expect(refusedWith(await order(declined.caseId))).toBe('certificate_not_approved')
    const open = await register.approvedCase(0, null)
    expect(refusedWith(await order(open.caseId))).toBe('certificate_not_approved')
    const { caseId } = await register.approvedCase()
    expect(refusedWith(await order(caseId, 'ko'))).toBe('done')
    expect(refusedWith(await order(caseId, 'ko'))).toBe('certificate_exists')
    expect(refusedWith(await order(caseId, 'en'))).toBe('done')
    await register.drawAll()
  })

  it('numbers twelve orders at once without a gap or a number twice', async () => {
    const cases = await Promise.all(Array.from({ length: 12 }, () => register.approvedCase()))
    const before =
      (
        await sql<{ last: number }>`select last from app.certificate_serials where series = 10`.execute(
          register.database.plain,
        )
      ).rows[0]?.last ?? 0
    const made = await Promise.all(cases.map(({ caseId }) => order(caseId)))
    const serials = made.map(one => sure(readCertificateNumber(sure(one).number)).parts.serial).sort((a, b) => a - b)
    expect(serials).toEqual(Array.from({ length: 12 }, (_, at) => before + 1 + at))
    await register.drawAll()
  })

  it('of the sandbox has a series of its own', async () => {
    const { caseId } = await register.approvedCase(0, 'approved', true)
    const { number } = sure(await order(caseId, 'ko', SYSTEM))
    expect(sure(readCertificateNumber(number)).parts.series).toBe(9000)
    await register.drawAll()
  })
})

describe('a stranger', () => {
  it("finds nobody else's certificate, and a bank issues and revokes none", async () => {
    const { caseId, number } = await issued()
    for (const actor of [
      OTHER_BANK,
      OTHER_OFFICER,
      actorOf('firm', 'firm-two', 'sme'),
      actorOf('appraiser', 'office-one', 'appraiser'),
    ]) {
      expect(refusedWith(await register.as(actor, tx => register.service.read(tx, actor, number)))).toBe(
        'certificate_unknown',
      )
      expect(refusedWith(await download(number, actor))).toBe('certificate_unknown')
      expect(refusedWith(await register.as(actor, tx => register.service.revoke(tx, actor, number, 'x', AT)))).toBe(
        'certificate_unknown',
      )
      expect(
        sure(
          await register
            .as(actor, tx => register.service.list(tx, actor, { before: undefined, limit: 200 }))
            .then(r => (r.ok ? r : { ok: true as const, value: [] })),
        ),
      ).toEqual([])
    }
    for (const actor of [BANK, FIRM]) {
      expect(refusedWith(await order(caseId, 'en', actor))).toBe('forbidden_role')
      expect(refusedWith(await register.as(actor, tx => register.service.revoke(tx, actor, number, 'x', AT)))).toBe(
        'forbidden_role',
      )
      expect(refusedWith(await download(number, actor))).toBe('done')
    }
  })

  it('is told that a number is mistyped before anything is looked up', async () => {
    expect(refusedWith(await lookUp('2026-0010-0000001-00'))).toBe('certificate_number_check_digit')
    expect(refusedWith(await lookUp('2026-0010-1'))).toBe('certificate_number_malformed')
  })
})

describe('revoked', () => {
  it('it verifies as revoked from that moment, by paper and by number, and stays so', async () => {
    const { number, bytes } = await issued()
    expect((await verify(bytes)).verdict).toBe('genuine')
    expect(
      refusedWith(await register.as(OFFICER, tx => register.service.revoke(tx, OFFICER, number, 'assigned away', AT))),
    ).toBe('forbidden_role')
    const done = sure(
      await register.as(HEAD, tx => register.service.revoke(tx, HEAD, number, 'The patent was assigned away.', AT)),
    )
    expect(done).toMatchObject({ state: 'revoked', reason: 'The patent was assigned away.' })
    expect((await verify(bytes)).verdict).toBe('revoked')
    expect(sure(await lookUp(number)).state).toBe('revoked')
    expect(refusedWith(await register.as(HEAD, tx => register.service.revoke(tx, HEAD, number, 'again', AT)))).toBe(
      'certificate_revoked',
    )
    await expect(
      sql`update app.certificates set state = 'issued', revoked_at = null, reason = null
        where number = ${number}`.execute(register.database.plain),
    ).rejects.toThrow(/kept as it was issued/)
    await expect(
      sql`update app.certificates set bytes = '\\x00' where number = ${number}`.execute(register.database.plain),
    ).rejects.toThrow(/kept as it was issued/)
  })

  it('a transaction that is rolled back has revoked nothing', async () => {
    const { number, bytes } = await issued()
    await register.database
      .transaction(HEAD, async tx => {
        await register.service.revoke(tx, HEAD, number, 'a slip', AT)
        throw new Error('undone')
      })
      .catch(() => undefined)
    expect((await verify(bytes)).verdict).toBe('genuine')
  })
})

describe('superseded', () => {
  it('the old one counts until the new one is drawn, and then verifies as superseded', async () => {
    const { number, bytes } = await issued()
    const next = sure(
      await register.as(OFFICER, tx =>
        register.service.supersede(tx, OFFICER, number, 'name of the firm corrected', DAY),
      ),
    )
    expect((await verify(bytes)).verdict).toBe('genuine')
    await register.drawAll()
    expect(await verify(bytes)).toMatchObject({ verdict: 'superseded', certificate: { superseded_by: next.number } })
    expect((await verify(sure(await download(next.number)))).verdict).toBe('genuine')
    expect(
      refusedWith(await register.as(OFFICER, tx => register.service.supersede(tx, OFFICER, number, 'again', DAY))),
    ).toBe('certificate_superseded')
  })
})

describe('verification', () => {
  it('says expired after the last day, and not the day before', async () => {
    const { bytes, number } = await issued()
    const until = sure(await lookUp(number)).valid_until
    expect((await verify(bytes, NOW, until)).verdict).toBe('genuine')
    expect((await verify(bytes, NOW, '2099-01-01')).verdict).toBe('expired')
    expect(sure(await lookUp(number, '2099-01-01')).state).toBe('expired')
  })

  it('finds any of a hundred changed bytes, an appended one, and what is no paper at all', async () => {
    const { bytes } = await issued(2)
    for (let at = 0; at < 100; at++) {
      const changed = bytes.slice()
      const place = (at * 104_729) % bytes.length
      changed[place] = (changed[place]! + 1) % 256
      const found = await verify(changed)
      expect(found.verdict, `byte ${place}`).toBe('not_genuine')
      expect(found.certificate).toBeNull()
    }
    expect((await verify(Buffer.concat([bytes, Buffer.from('\n')]))).verdict).toBe('not_genuine')
    expect((await verify(Buffer.from('%PDF-1.7'))).verdict).toBe('not_genuine')
    expect((await verify(new Uint8Array())).verdict).toBe('not_genuine')
  })

  it('says not registered of a paper sealed with our keys that the register never issued', async () => {
    const { number, caseId } = await issued()
    const row = (
      await sql<{
        record: string
        names: unknown
      }>`select d.record, c.names from app.decisions d
        join app.cases c on c.id = d.case_id where c.id = ${caseId}`.execute(register.database.plain)
    ).rows[0]!
    const work = await register.pool.run({
      kind: 'draw',
      record: row.record,
      names: row.names as never,
      language: 'ko',
      number,
      day: DAY as never,
      now: new Date(NOW.getTime() + 60_000),
    })
    if (work.kind !== 'drawn') return expect.fail('not drawn')
    expect((await verify(sure(work.result).bytes)).verdict).toBe('not_registered')
  })

  it('an altered record is not drawn, and says so', async () => {
    const { caseId } = await register.approvedCase()
    const { number } = sure(await order(caseId))
    const row = (
      await sql<{
        record: string
        names: unknown
      }>`select d.record, c.names from app.decisions d
        join app.cases c on c.id = d.case_id where c.id = ${caseId}`.execute(register.database.plain)
    ).rows[0]!
    const record = row.record.replace('"currency":"KRW"', '"currency":"USD"')
    await expect(
      register.pool.run({
        kind: 'draw',
        record,
        names: row.names as never,
        language: 'ko',
        number,
        day: DAY as never,
        now: NOW,
      }),
    ).rejects.toThrow(/not the one it was/)
    await register.drawAll()
  })
})

describe('keys rotate', () => {
  it('and what the old one sealed is still genuine, as is what the new one seals', async () => {
    const first = await issued(3)
    const rotated = new Date(NOW.getTime() + 3600_000)
    await rotateKey(register.keyFolder, 'seal', rotated)
    const later = new Date(rotated.getTime() + 3600_000)
    register.setClock(later)
    const second = await issued(4, 'en')
    const [one, two] = [await verify(first.bytes, later), await verify(second.bytes, later)]
    expect([one.verdict, two.verdict]).toEqual(['genuine', 'genuine'])
    expect([one.certificate?.seal_key, two.certificate?.seal_key]).toEqual(['seal-1', 'seal-2'])
  })
})

describe('the event loop', () => {
  it('is idle for more than half of the time in which certificates are drawn, four at once', async () => {
    const orders: string[] = []
    for (let at = 0; at < 24; at++) orders.push(sure(await order((await register.approvedCase()).caseId)).number)
    const moment = new Date(NOW.getTime() + 10_800_000)
    const delay = monitorEventLoopDelay({ resolution: 5 })
    delay.enable()
    const [start, before] = [performance.now(), performance.eventLoopUtilization()]
    const queue = [...orders]
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        for (let number = queue.shift(); number !== undefined; number = queue.shift())
          await register.service.draw(register.database, number, () => ({ now: moment, day: DAY }))
      }),
    )
    const { utilization } = performance.eventLoopUtilization(before)
    delay.disable()
    const rate = (orders.length * 1000) / (performance.now() - start)
    const p99 = delay.percentile(99) / 1e6
    process.stderr.write(
      `certificates: ${rate.toFixed(1)} a second, event loop busy ${utilization.toFixed(2)}, ` +
        `delay p99 ${p99.toFixed(1)} ms\n`,
    )
    for (const number of orders) expect(sure(await lookUp(number)).state).toBe('issued')
    expect(utilization).toBeLessThan(0.5)
  })
})
