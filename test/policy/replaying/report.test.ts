/** What replaying many records comes to: counted by engine and edition, told where each differs, however it is cut. */
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson, digested, type Json } from '../../../src/kernel/digest.ts'
import { textsBelow } from '../../../src/platform/folders.ts'
import { replayingUnder } from '../../../src/policy/replaying/asked.ts'
import { LISTED_MAX, type Tally, tallyOf, together } from '../../../src/policy/replaying/report.ts'
import { tallySchema } from '../../../src/policy/replaying/schema.ts'
import { NONE_PUBLISHED } from '../../../src/policy/replaying/service.ts'
import { changed } from '../../cases.ts'

const FOLDER = 'fixtures/records/tech-guarantee-1'
const shipped = readdirSync(FOLDER)
  .toSorted()
  .map(name => readFileSync(`${FOLDER}/${name}`, 'utf8'))
const [one = '', two = '', three = ''] = shipped
/** A record altered by somebody who knows how a digest is made. */
function forged(text: string, set: Readonly<Record<string, unknown>>): string {
  const { digest: _, ...body } = changed(JSON.parse(text), set, []) as Record<string, Json>
  return `${digested(body).text}\n`
}
const ALTERED = forged(one, { 'decision.authority.quorum': 7 })
const UNKNOWN_ENGINE = forged(two, { engine: 'tech-guarantee/99' })
const UNKNOWN_EDITION = forged(three, { 'editions.0.edition': '2031-01' })
const NO_RECORD = '{}\n'

const tally = replayingUnder(textsBelow('rules'))
const of = (...records: readonly string[]): Tally =>
  tally({ records: records.map((record, at) => ({ id: `record-${at}`, record })), published: NONE_PUBLISHED })

describe('a report', () => {
  test('of records as they were made says that all are identical, under each edition they name', () => {
    const found = of(...shipped)
    const all = { records: shipped.length, identical: shipped.length, differing: 0, not_run: 0 }
    expect(found).toMatchObject({ ...all, not_run_because: [], listed: [] })
    expect(found.by_engine).toEqual([{ engine: 'tech-guarantee/1', ...all }])
    // Thirteen kinds of editions, one of each.
    expect(found.by_edition).toHaveLength(13)
    for (const edition of found.by_edition) expect(edition).toMatchObject({ edition: '2026-01', ...all })
  })

  test('counts what differs and what cannot be run apart, and says of each where or why', () => {
    const found = of(one, ALTERED, UNKNOWN_ENGINE, UNKNOWN_EDITION, NO_RECORD, two)
    expect(found).toMatchObject({ records: 6, identical: 2, differing: 1, not_run: 3 })
    expect(found.by_engine).toEqual([
      { engine: 'tech-guarantee/1', records: 4, identical: 2, differing: 1, not_run: 1 },
      { engine: 'tech-guarantee/99', records: 1, identical: 0, differing: 0, not_run: 1 },
      { engine: 'unknown', records: 1, identical: 0, differing: 0, not_run: 1 },
    ])
    expect(found.not_run_because).toEqual([
      { code: 'input_malformed', records: 1 },
      { code: 'record_edition_unknown', records: 1 },
      { code: 'record_engine_unknown', records: 1 },
    ])
    expect(found.listed.map(({ record, at, code }) => [record, at, code])).toEqual([
      ['record-1', 'decision.authority.quorum', null],
      ['record-2', 'engine', 'record_engine_unknown'],
      ['record-3', 'editions.facts', 'record_edition_unknown'],
      ['record-4', expect.any(String), 'input_malformed'],
    ])
    expect(found.listed[0]).toMatchObject({ recorded: '7' })
    expect(tallySchema.parse(found)).toEqual(found)
  })

  test('lists a hundred and counts all of them', () => {
    const found = of(...Array.from({ length: LISTED_MAX + 20 }, () => NO_RECORD))
    expect([found.not_run, found.listed.length]).toEqual([LISTED_MAX + 20, LISTED_MAX])
  })

  test('put together from parts is that of the whole, however the book is cut', () => {
    const kinds = [one, two, ALTERED, UNKNOWN_ENGINE, UNKNOWN_EDITION, NO_RECORD]
    fc.assert(
      fc.property(fc.array(fc.nat(kinds.length - 1), { maxLength: 12 }), fc.array(fc.nat(12)), (book, cuts) => {
        const records = book.map((kind, at) => ({ id: `record-${at}`, record: kinds[kind] as string }))
        const places = [0, ...cuts.filter(cut => cut < records.length).sort((a, b) => a - b), records.length]
        const parts = places.slice(1).map((to, at) => records.slice(places[at], to))
        const whole = tally({ records, published: NONE_PUBLISHED })
        expect(together(parts.map(part => tally({ records: part, published: NONE_PUBLISHED })))).toEqual(whole)
      }),
      { numRuns: 30 },
    )
  })

  test('of nothing counts nothing', () => {
    expect(tallyOf([])).toEqual(together([]))
    expect(together([])).toMatchObject({ records: 0, by_engine: [], listed: [] })
  })
})

test('editions published beside the product’s are read once for each name, and records are run under them', () => {
  const terms = JSON.parse(readFileSync('rules/terms/2026-01.json', 'utf8')) as Record<string, Json>
  const later = { ...terms, edition: '2027-01', in_force_from: '2027-01-01' }
  const words = JSON.parse(readFileSync('rules/terms/2026-01.words.json', 'utf8')) as Record<string, Json>
  const files = new Map([
    ['terms/2027-01.json', canonicalJson(later)],
    ['terms/2027-01.words.json', canonicalJson({ ...words, edition: '2027-01' })],
  ])
  const records = [{ id: 'record-0', record: one }]
  expect(tally({ records, published: { name: 'with 2027-01', files } })).toMatchObject({ identical: 1 })
  const broken = { name: 'broken', files: new Map([['terms/2027-01.json', '{}']]) }
  expect(() => tally({ records, published: broken })).toThrow('the rules do not load')
})
