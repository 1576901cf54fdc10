/** Papers in the words of the editions they name, by threads that are told what is published. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Knowing, Published } from '../../../src/appraisal/published.ts'
import { growingBook, NOTHING_PUBLISHED, textsWith } from '../../../src/appraisal/published.ts'
import { readRuleBook, wordsNamed } from '../../../src/appraisal/rule-book.ts'
import type { PaperAsked, PaperWork } from '../../../src/certificate/drawing.ts'
import { certificateNumber } from '../../../src/certificate/number.ts'
import { carried } from '../../../src/cli/carried.ts'
import { calendarDate } from '../../../src/kernel/calendar.ts'
import { canonicalJson, type Json } from '../../../src/kernel/digest.ts'
import { sure } from '../../../src/kernel/result.ts'
import { textsBelow } from '../../../src/platform/folders.ts'
import { openKeys } from '../../../src/platform/keys.ts'
import { openWorkers, type Workers } from '../../../src/platform/workers.ts'
import { copied, publishedOf, textsOf } from '../../../src/policy/editions/texts.ts'
import { changed } from '../../cases.ts'
import { named } from '../../certificate/shipped.ts'

const SHIPPED = textsBelow('rules')
const NUMBER = certificateNumber({ year: 2026, series: 10, serial: 17 })
const NOW = new Date('2026-11-22T03:00:00Z')
const one = named('case-laser-rod-growth')
const { programme } = one.file.case.application
const DAY = calendarDate(one.file.case.day)

/** Programmes published to begin on the day of the case, in which its programme has another name. */
function published(name: string): Published {
  const at = (end: string): unknown => JSON.parse(SHIPPED.get(`programmes/2026-01${end}`) ?? '')
  const edition = { kind: 'programmes', edition: '2026-03' }
  const copy = copied({ numbers: at('.json'), words: at('.words.json') }, edition, DAY)
  const { words } = copy.words as { readonly words: Record<string, Record<string, string>> }
  const key = `programme.${programme}.name`
  const renamed = { ...edition, words: { ...words, [key]: { ...words[key], en: name } } }
  return publishedOf([{ ...edition, ...sure(textsOf(edition, copy.numbers, renamed)) }])
}
const PUBLISHED = published('Growth under another name')
const before = { record: `${canonicalJson(one.done.record as unknown as Json)}\n`, names: one.file.names }
const book = sure(readRuleBook(textsWith(SHIPPED, PUBLISHED)))
const after = { record: `${canonicalJson(carried(one.file, book).record as unknown as Json)}\n`, names: one.file.names }

const folder = mkdtempSync(join(tmpdir(), 'papers-of-editions-'))
let workers: Workers<Knowing<PaperAsked>, PaperWork>
beforeAll(async () => {
  await openKeys(join(folder, 'keys'), new Date('2026-11-01T00:00:00Z'))
  workers = openWorkers({
    file: new URL('../../../src/certificate/drawing.worker.ts', import.meta.url),
    count: 1,
    settings: { keyFolder: join(folder, 'keys'), verifierUrl: 'https://verify.example/c/' },
    secondsMax: 60,
    megabytesMax: 512,
  })
}, 60_000)
afterAll(async () => {
  await workers?.close()
  rmSync(folder, { recursive: true, force: true })
})

async function drawn(of: typeof before, known?: Published): Promise<Uint8Array> {
  const asked = { kind: 'draw', ...of, language: 'en', number: NUMBER, day: DAY, now: NOW } as const
  const work = await workers.run({ ...asked, ...(known === undefined ? {} : { published: known }) })
  return work.kind === 'drawn' ? sure(work.result).bytes : expect.fail('nothing was drawn')
}
async function faceOf(bytes: Uint8Array, known?: Published): Promise<string> {
  const asked = { kind: 'check', bytes, day: calendarDate('2026-11-22'), now: NOW } as const
  const work = await workers.run({ ...asked, ...(known === undefined ? {} : { published: known }) })
  return work.kind === 'checked' ? sure(work.result).face : expect.fail('nothing was checked')
}

test('a paper of before is the same once other words are published, and one after is in those', async () => {
  const old = await drawn(before)
  expect(await faceOf(old)).toBe('same')
  expect(await faceOf(old, PUBLISHED)).toBe('same')
  // A record made by what is published is drawn by a thread that is told of it, and by no other.
  await expect(drawn(after)).rejects.toThrow('record_edition_unknown')
  const next = await drawn(after, PUBLISHED)
  expect(await faceOf(next, PUBLISHED)).toBe('same')
  expect(await faceOf(next)).toBe('not_redrawn')
  // What was drawn before may be drawn again by a thread that knows more.
  expect(await faceOf(await drawn(before, PUBLISHED))).toBe('same')
}, 120_000)

test('the words of a paper are of the editions it names, and of its day where it names none', () => {
  const key = `programme.${programme}.name`
  const nameIn = (editions: readonly { kind: string; edition: string }[], day: string) =>
    wordsNamed(book, editions, calendarDate(day)).get(key)?.en
  const own = book.wordsOf.get('programmes/2026-01')?.get(key)?.en
  expect(own).not.toBe('Growth under another name')
  expect(nameIn([{ kind: 'programmes', edition: '2026-01' }], DAY)).toBe(own)
  expect(nameIn([{ kind: 'programmes', edition: '2026-03' }], DAY)).toBe('Growth under another name')
  expect(nameIn([], DAY)).toBe('Growth under another name')
  expect(nameIn([], '2026-01-02')).toBe(own)
})

test('a book grows only where something is published, and one name is one text', () => {
  const bookOf = growingBook(SHIPPED)
  const shipped = bookOf()
  expect(bookOf(NOTHING_PUBLISHED)).toBe(shipped)
  const grown = bookOf(PUBLISHED)
  expect(grown).not.toBe(shipped)
  expect(bookOf(published('Growth under another name'))).toBe(grown)
  expect(grown.shelves.programmes.map(each => each.edition)).toEqual(['2026-01', '2026-03'])
  const twice = { ...PUBLISHED, texts: new Map([['terms/2026-01.json', '{}']]) }
  expect(() => textsWith(SHIPPED, twice)).toThrow('terms/2026-01.json is shipped')
  expect(() => growingBook(SHIPPED)({ ...PUBLISHED, texts: changedTexts() })).toThrow('refused')
})

/** What is published, with a source that nobody lists. */
function changedTexts(): ReadonlyMap<string, string> {
  const text = JSON.parse(PUBLISHED.texts.get('programmes/2026-03.json') ?? '')
  const wrong = changed(text, { 'programmes.0.minimum_grade.source': { id: 'NOWHERE1' } })
  return new Map(PUBLISHED.texts).set('programmes/2026-03.json', JSON.stringify(wrong))
}
