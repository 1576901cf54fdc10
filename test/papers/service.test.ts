/** Papers on a real database: received in parts, looked into, kept, handed out, erased, with every record as it was. */
import { randomBytes } from 'node:crypto'
import { deflateRawSync, deflateSync } from 'node:zlib'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sha256Hex } from '#sha256'
import { type Actor, publicActor, systemActor } from '../../src/access/actor.ts'
import { type ContentCode, kindOf, type PaperKind } from '../../src/application/papers/content.ts'
import { cleanedName, namedAs } from '../../src/application/papers/names.ts'
import { makePaperService } from '../../src/application/papers/service.ts'
import { replay } from '../../src/appraisal/replay.ts'
import { paperYearsOn, type RuleBook, readRuleBook } from '../../src/appraisal/rule-book.ts'
import { carried, caseFileOf } from '../../src/cli/carried.ts'
import { shippedRules } from '../../src/cli/command.ts'
import { calendarDate } from '../../src/kernel/calendar.ts'
import { type Result, sure } from '../../src/kernel/result.ts'
import type { Tx } from '../../src/platform/db/database.ts'
import { HOME, textsBelow } from '../../src/platform/folders.ts'
import { uuid7 } from '../../src/platform/ids.ts'
import { inflated } from '../../src/platform/inflate.ts'
import { makeScan } from '../../src/platform/scan.ts'
import { openWorkers } from '../../src/platform/workers.ts'
import { type Fresh, freshDatabase } from '../db/fresh.ts'

const NOW = new Date('2026-11-22T03:00:00Z')
const DAY = '2026-11-22'
const ZONE = 'Asia/Seoul'
const actorOf = (
  kind: Actor['kind'],
  party: string,
  role: Actor['roles'][number],
  person = `person-of-${party}`,
): Actor => ({ ...publicActor('r'), kind, party, person, roles: [role] })
const FIRM = actorOf('firm', 'firm-one', 'sme', 'person-owner')
const STRANGER = actorOf('firm', 'firm-two', 'sme')
const OFFICER = actorOf('agency', 'office-one', 'officer')
const ADMIN = actorOf('agency', 'office-one', 'admin')

/** A PDF of one page, with more objects where wanted. */
const pdf = (more = '', stream?: { head: string; bytes: Uint8Array }): Buffer =>
  Buffer.concat([
    Buffer.from(
      [
        '%PDF-1.7',
        '1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj',
        '2 0 obj\n<</Type/Pages/Count 1/Kids[3 0 R]>>\nendobj',
        '3 0 obj\n<</Type/Page/Parent 2 0 R>>\nendobj',
        more,
      ].join('\n'),
    ),
    ...(stream === undefined
      ? []
      : [
          Buffer.from(`4 0 obj\n<<${stream.head}/Length ${stream.bytes.length}>>\nstream\n`),
          stream.bytes,
          Buffer.from('\nendstream\nendobj\n'),
        ]),
    Buffer.from('trailer\n<</Root 1 0 R>>\n%%EOF\n'),
  ])
/** A ZIP of stored or deflated entries. */
function zip(
  entries: readonly { name: string; bytes: Uint8Array; size?: number; flags?: number }[],
  count = entries.length,
): Buffer {
  const [parts, directory]: [Buffer[], Buffer[]] = [[], []]
  let at = 0
  for (const { name, bytes, size = bytes.length, flags = 0 } of entries) {
    const packed = deflateRawSync(bytes)
    const head = Buffer.alloc(30)
    head.writeUInt32LE(0x04034b50, 0)
    head.writeUInt16LE(8, 8)
    head.writeUInt32LE(packed.length, 18)
    head.writeUInt32LE(size, 22)
    head.writeUInt16LE(name.length, 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(flags, 8)
    entry.writeUInt16LE(8, 10)
    entry.writeUInt32LE(packed.length, 20)
    entry.writeUInt32LE(size, 24)
    entry.writeUInt16LE(name.length, 28)
    entry.writeUInt32LE(at, 42)
    parts.push(head, Buffer.from(name), packed)
    directory.push(entry, Buffer.from(name))
    at += 30 + name.length + packed.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(listed.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...parts, listed, end])
}
const text = (words: string) => Buffer.from(words)
const xlsx = (...more: { name: string; bytes: Uint8Array; size?: number; flags?: number }[]) =>
  zip([
    { name: '[Content_Types].xml', bytes: text('<Types/>') },
    { name: 'xl/workbook.xml', bytes: text('<workbook/>') },
    ...more,
  ])
const png = (width = 2, height = 2): Buffer => {
  const chunk = (type: string, bytes: Buffer) => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    return Buffer.concat([length, text(type), bytes, Buffer.alloc(4)])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.alloc(20))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
const jpeg = (width = 4): Buffer =>
  Buffer.from(
    [
      'ffd8ffe000104a46494600010100000100010000ffc0000b080004',
      width.toString(16).padStart(4, '0'),
      '01011100ffda0008010100003f00aaffd9',
    ].join(''),
    'hex',
  )
const verdict = (bytes: Uint8Array): string => {
  const found = kindOf(bytes, inflated)
  return found.ok ? found.value : (found.refusals[0]?.code ?? '')
}
const EICAR = `X5O!P%@AP[4\\PZX54(P^)7CC)7}$${'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'}`

describe('what a paper is', () => {
  it('is told by its content: seven kinds are taken', () => {
    expect(
      [
        pdf(),
        png(),
        jpeg(),
        xlsx(),
        zip([
          { name: '[Content_Types].xml', bytes: text('<Types/>') },
          { name: 'word/document.xml', bytes: text('<d/>') },
        ]),
        text('{"a":[1]}'),
        text('<?xml version="1.0"?><a><b/></a>'),
      ].map(verdict),
    ).toEqual(['pdf', 'png', 'jpeg', 'xlsx', 'docx', 'json', 'xml'])
  })

  it('is refused with its reason where it is another thing, hides one, is locked, active, damaged or a bomb', () => {
    const zeros = Buffer.alloc(80 * 1024 * 1024)
    const bomb = deflateSync(zeros)
    const cases: [string, Uint8Array][] = [
      ['paper_type_refused', text('MZ\u0090\u0000')],
      ['paper_type_refused', text('just words')],
      ['paper_type_refused', text('<html><script>1</script></html>')],
      ['paper_type_refused', zip([{ name: 'a.txt', bytes: text('a') }])],
      ['paper_type_refused', xlsx({ name: '../../etc/passwd', bytes: text('a') })],
      ['paper_encrypted', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
      ['paper_encrypted', pdf('5 0 obj\n<</Encrypt 6 0 R>>\nendobj\n')],
      ['paper_encrypted', pdf('5 0 obj\n<</#45ncrypt 6 0 R>>\nendobj\n')],
      ['paper_encrypted', xlsx({ name: 'x', bytes: text('a'), flags: 1 })],
      ['paper_active', pdf('5 0 obj\n<</S/JavaScript/JS(app.alert(1))>>\nendobj\n')],
      ['paper_active', pdf('5 0 obj\n<</S/#4aavaScript>>\nendobj\n')],
      [
        'paper_active',
        pdf('', { head: '/Type/ObjStm/Filter/FlateDecode', bytes: deflateSync(text('<</S/Launch/F(cmd.exe)>>')) }),
      ],
      ['paper_active', xlsx({ name: 'xl/vbaProject.bin', bytes: text('a') })],
      ['paper_polyglot', Buffer.concat([pdf(), zip([{ name: 'a', bytes: text('a') }])])],
      ['paper_polyglot', Buffer.concat([pdf(), text('<script>alert(1)</script>')])],
      ['paper_polyglot', Buffer.concat([png(), text('<?php system($_GET[0]); ?>')])],
      ['paper_polyglot', Buffer.concat([png(), pdf()])],
      ['paper_polyglot', Buffer.concat([jpeg(), xlsx()])],
      ['paper_polyglot', Buffer.concat([xlsx(), pdf()])],
      ['paper_bomb', pdf('', { head: '/Filter/FlateDecode', bytes: bomb })],
      ['paper_bomb', pdf('', { head: '/Filter[/FlateDecode/FlateDecode]', bytes: deflateSync(bomb) })],
      ['paper_bomb', pdf('', { head: '/Filter/FlateDecode', bytes: deflateSync(Buffer.alloc(3_000_000)) })],
      ['paper_bomb', pdf('6 0 obj\n<</Type/Pages/Count 10000>>\nendobj\n')],
      ['paper_bomb', pdf('<</Type/Page>>\n'.repeat(2500))],
      ['paper_bomb', xlsx({ name: 'xl/sheet.xml', bytes: zeros })],
      ['paper_bomb', xlsx({ name: 'xl/sheet.bin', bytes: zip([{ name: 'a', bytes: text('a') }]) })],
      ['paper_bomb', xlsx({ name: 'xl/inner.zip', bytes: text('a') })],
      ['paper_bomb', zip(Array.from({ length: 2100 }, (_, at) => ({ name: `f${at}`, bytes: text('a') })))],
      ['paper_bomb', png(60_000, 60_000)],
      ['paper_bomb', text('['.repeat(5000))],
      ['paper_bomb', text('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>')],
      ['paper_bomb', text(`<?xml version="1.0"?>${'<a>'.repeat(500)}`)],
      ['paper_damaged', text('{"a":')],
      ['paper_damaged', text('<?xml version="1.0"?><a><b></a>')],
      ['paper_damaged', pdf().subarray(0, 100)],
      ['paper_damaged', xlsx({ name: 'x', bytes: text('a'), size: 999 })],
      ['paper_damaged', png().subarray(0, 40)],
    ]
    const before = process.memoryUsage().rss
    expect(cases.map(([, bytes]) => verdict(bytes))).toEqual(cases.map(([code]) => code))
    expect(process.memoryUsage().rss - before).toBeLessThan(256 * 1024 * 1024)
  })

  it('two files inside an archive over the same bytes are a bomb', () => {
    const two = zip([
      { name: '[Content_Types].xml', bytes: text('<Types/>') },
      { name: 'xl/workbook.xml', bytes: text('<workbook/>') },
    ])
    const second = two.lastIndexOf(Buffer.from('504b0102', 'hex'))
    two.writeUInt32LE(0, second + 42)
    expect(verdict(two)).toBe('paper_bomb')
  })

  it('any of ten thousand broken papers is answered, and never thrown over', () => {
    const seeds = [pdf(), png(), jpeg(), xlsx(), text('{"a":[1]}'), text('<?xml version="1.0"?><a><b/></a>')]
    let state = 20261122
    const next = (bound: number) => {
      state = (state * 1103515245 + 12345) % 2147483648
      return state % bound
    }
    for (let at = 0; at < 10_000; at++) {
      const bytes = Buffer.from(seeds[at % seeds.length]!)
      for (let change = 0; change <= next(4); change++) bytes[next(bytes.length)] = next(256)
      expect(typeof verdict(bytes.subarray(0, bytes.length - next(3)))).toBe('string')
    }
  })

  it('has a name without path, controls or marks that turn the reading order, and the ending of its kind', () => {
    expect(cleanedName('../../etc/passwd')).toBe('passwd')
    expect(cleanedName('C:\\temp\\plan.pdf')).toBe('plan.pdf')
    expect(cleanedName('invoice\u202efdp.exe')).toBe('invoicefdp.exe')
    expect(cleanedName('a\u0000b\r\nc\u200b.pdf')).toBe('abc.pdf')
    expect(cleanedName('\u2066...\u2069')).toBe('paper')
    expect(cleanedName('CON.pdf')).toBe('_CON.pdf')
    expect([...cleanedName('가'.repeat(300))].length).toBe(120)
    expect(namedAs('plan.exe', 'pdf')).toBe('plan.exe.pdf')
    expect(namedAs('plan.PDF', 'pdf')).toBe('plan.PDF')
  })
})

const files = textsBelow(`${HOME}/rules`)
const book = sure(readRuleBook(files))
const years = (of: RuleBook) => (day: string) => paperYearsOn(of, calendarDate(day))

describe('papers', () => {
  let fresh: Fresh
  const pool = openWorkers<Uint8Array, Result<PaperKind, ContentCode>>({
    file: new URL('../../src/application/papers/content.worker.ts', import.meta.url),
    count: 1,
    settings: null,
    secondsMax: 20,
    megabytesMax: 256,
  })
  const service = makePaperService({ workers: pool, scan: makeScan(undefined), retentionYears: years(book) })
  const as = <Value>(actor: Actor, work: (tx: Tx) => Promise<Result<Value>>) =>
    fresh.database.transaction(actor, work, result => result.ok)
  const codeOf = (result: Result<unknown>): string => (result.ok ? 'done' : (result.refusals[0]?.code ?? ''))
  const digest = (bytes: Uint8Array) => `sha256:${sha256Hex(bytes)}`
  let caseId = ''
  let record = ''

  beforeAll(async () => {
    fresh = await freshDatabase()
    const { plain } = fresh.database
    for (const [id, kind] of [
      ['firm-one', 'firm'],
      ['firm-two', 'firm'],
      ['bank-one', 'bank'],
      ['office-one', 'office'],
    ] as const)
      await sql`insert into app.organisations (id, kind, names) values (${id}, ${kind}, '{"ko":"x"}')`.execute(plain)
    await sql`insert into app.persons (id, subject, names)
      values ('person-owner', 'owner@firm', '{"ko":"홍길동"}')`.execute(plain)
    await sql`insert into app.memberships (person, organisation, role)
      values ('person-owner', 'firm-one', 'sme')`.execute(plain)
    const [file = ''] = [...textsBelow(`${HOME}/fixtures/applications`).values()].sort()
    record = carried(caseFileOf(file), shippedRules()).text
    caseId = await newCase()
  })
  afterAll(async () => {
    await pool.close()
    await fresh.close()
  })
  async function newCase(): Promise<string> {
    const id = uuid7()
    await sql`insert into app.cases (id, firm, bank, office, state, content, names, asked_by)
      values (${id}, 'firm-one', 'bank-one', 'office-one', 'drafted', '{}',
        '{"person-owner":{"ko":"홍길동"},"firm-one":{"ko":"한빛"}}', 'firm')`.execute(fresh.database.plain)
    return id
  }
  const declare = (bytes: Uint8Array, name = 'plan.pdf', at = caseId) =>
    as(FIRM, tx =>
      service.declare(tx, FIRM, at, { type: 'business_plan', name, size: bytes.length, digest: digest(bytes) }),
    )
  const put = (id: string, part: number, bytes: Uint8Array, actor = FIRM) =>
    as(actor, tx => service.receive(tx, actor, id, part, bytes))
  const complete = (id: string, actor = FIRM) => as(actor, tx => service.complete(tx, actor, id, NOW))
  async function kept(bytes: Uint8Array, name?: string, at = caseId) {
    const { id } = sure(await declare(bytes, name, at))
    sure(await put(id, 0, bytes))
    return sure(await complete(id))
  }

  it('come in any order, again, and after a pause, and are whole only when every part is there', async () => {
    const bytes = pdf('', { head: '', bytes: randomBytes(9_000_000) })
    const parts = [0, 1, 2].map(at => bytes.subarray(at * 4_000_000, (at + 1) * 4_000_000))
    const { id } = sure(await declare(bytes, '../사업\u202e계획.exe'))
    sure(await put(id, 2, parts[2]!))
    sure(await put(id, 0, parts[1]!))
    expect(codeOf(await complete(id))).toBe('paper_incomplete')
    expect(sure(await put(id, 0, parts[0]!)).parts.map(one => one.part)).toEqual([0, 2])
    sure(await put(id, 1, parts[1]!))
    sure(await put(id, 1, parts[1]!))
    const done = sure(await complete(id))
    expect(done).toMatchObject({
      state: 'kept',
      media_type: 'application/pdf',
      name: '사업계획.exe.pdf',
      digest: digest(bytes),
    })
    expect(sure(await complete(id))).toEqual(done)
    const back = sure(await as(FIRM, tx => service.download(tx, FIRM, id)))
    expect(digest(back.bytes)).toBe(digest(bytes))
    expect(codeOf(await put(id, 0, parts[0]!))).toBe('paper_not_receiving')
  })

  it('are not longer than announced, and nothing else than announced', async () => {
    const { id } = sure(await declare(text('{"a":1}')))
    expect(codeOf(await put(id, 0, text('{"a":12}')))).toBe('paper_longer_than_declared')
    sure(await put(id, 0, text('{"a":2}')))
    expect(codeOf(await complete(id))).toBe('paper_digest_differs')
    sure(await put(id, 0, text('{"a":1}')))
    expect(sure(await complete(id)).media_type).toBe('application/json')
  })

  it('that are infected or bombs are refused for good, their bytes gone and the reason kept', async () => {
    for (const [bytes, reason] of [
      [text(EICAR), 'paper_infected'],
      [pdf('', { head: '/Filter/FlateDecode', bytes: deflateSync(Buffer.alloc(80_000_000)) }), 'paper_bomb'],
    ] as const) {
      const done = await kept(bytes)
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
    const blind = makePaperService({
      workers: pool,
      scan: makeScan(['no-such-scanner']),
      retentionYears: years(book),
    })
    const { id } = sure(await declare(text('{}')))
    sure(await put(id, 0, text('{}')))
    expect(codeOf(await as(FIRM, tx => blind.complete(tx, FIRM, id, NOW)))).toBe('paper_scan_unavailable')
    expect(sure(await complete(id)).state).toBe('kept')
  })

  it('of a stranger are missing', async () => {
    const { id } = await kept(text('{"b":1}'))
    expect(codeOf(await as(STRANGER, tx => service.read(tx, STRANGER, id)))).toBe('paper_unknown')
    expect(codeOf(await as(STRANGER, tx => service.download(tx, STRANGER, id)))).toBe('paper_unknown')
    expect(codeOf(await put(id, 0, text('x'), STRANGER))).toBe('paper_unknown')
    expect(
      codeOf(
        await as(STRANGER, tx =>
          service.declare(tx, STRANGER, caseId, { type: 'x', name: 'x', size: 1, digest: digest(text('x')) }),
        ),
      ),
    ).toBe('subject_missing')
  })

  it('that are kept cannot be changed by the service in the database either', async () => {
    const { id } = await kept(text('{"c":1}'))
    const { plain } = fresh.database
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

  it('of a decided case are kept five years after the decision and then erased; the digest stays', async () => {
    const at = await newCase()
    const { id, digest: own } = await kept(text('{"d":1}'), 'd.json', at)
    await decided(at)
    const erase = () => as(OFFICER, tx => service.erase(tx, OFFICER, id, 'asked', NOW, DAY, ZONE))
    expect(codeOf(await erase())).toBe('paper_retained')
    await service.endTerms(fresh.database, NOW, '2031-11-22', ZONE)
    expect(sure(await as(FIRM, tx => service.read(tx, FIRM, id)))).toMatchObject({
      state: 'kept',
      keep_until: '2031-11-22',
    })
    await service.endTerms(fresh.database, NOW, '2031-11-23', ZONE)
    expect(sure(await as(FIRM, tx => service.read(tx, FIRM, id)))).toMatchObject({
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
    const under = makePaperService({ workers: pool, scan: makeScan(undefined), retentionYears: years(changed) })
    const at = await newCase()
    const { id } = await kept(text('{"y":1}'), 'y.json', at)
    await decided(at)
    const until = async (day: string) => {
      await under.endTerms(fresh.database, NOW, day, ZONE)
      return sure(await as(FIRM, tx => under.read(tx, FIRM, id)))
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

  const decided = (at: string) =>
    sql`insert into app.decisions (id, case_id, record, digest, facts, editions, grade, recommended, amount, level,
        quorum, outcome, decided_at)
      values (${uuid7()}, ${at}, ${record}, ${`sha256:${at}`}, '{}', '[]', 'BB', 'approve', '1', 'branch_head', 1,
        'approved', ${NOW.toISOString()}::timestamptz)`.execute(fresh.database.plain)

  it('and a person is erased: names, log-in and free papers gone, every record and digest as it was', async () => {
    const [open, closed] = [await newCase(), await newCase()]
    const [free, held] = [await kept(text('{"e":1}'), 'e.json', open), await kept(text('{"f":1}'), 'f.json', closed)]
    await decided(closed)
    const { plain } = fresh.database
    const before = await sql<{
      record: string
      digest: string
    }>`select record, digest from app.decisions order by id`.execute(plain)
    expect(codeOf(await as(OFFICER, tx => service.erasePerson(tx, OFFICER, 'person-owner', 'asked', NOW)))).toBe(
      'subject_missing',
    )
    const done = sure(
      await as(ADMIN, tx => service.erasePerson(tx, ADMIN, 'person-owner', 'The person asked for it.', NOW)),
    )
    expect(done.cases).toBeGreaterThanOrEqual(2)
    expect(done.papers_erased).toBeGreaterThanOrEqual(1)
    expect(done.papers_retained).toBeGreaterThanOrEqual(1)
    expect(sure(await as(OFFICER, tx => service.read(tx, OFFICER, free.id)))).toMatchObject({
      state: 'erased',
      name: 'erased',
      digest: free.digest,
    })
    expect(sure(await as(OFFICER, tx => service.read(tx, OFFICER, held.id))).state).toBe('kept')
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
    expect(codeOf(await as(ADMIN, tx => service.erasePerson(tx, systemActor('x'), 'person-owner', 'again', NOW)))).toBe(
      'person_erased',
    )
    expect(codeOf(await as(ADMIN, tx => service.erasePerson(tx, ADMIN, 'person-nobody', 'asked', NOW)))).toBe(
      'person_unknown',
    )
  })

  it('never completed are given up after a week', async () => {
    const { id } = sure(await declare(text('{"g":1}')))
    const later = new Date(Date.now() + 8 * 86_400_000)
    await service.endTerms(fresh.database, later, DAY, ZONE)
    expect(sure(await as(FIRM, tx => service.read(tx, FIRM, id)))).toMatchObject({
      state: 'refused',
      refusal: 'paper_abandoned',
    })
  })
})
