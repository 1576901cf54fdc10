/**
 * Editions through a workbook and through DMN: the same edition comes back, and other programs can read what went out.
 */
import { DmnModdle } from 'dmn-moddle'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson, digestOf } from '../../../src/kernel/digest.ts'
import type { Refusal } from '../../../src/kernel/result.ts'
import { LANGUAGES } from '../../../src/kernel/words.ts'
import { inflated } from '../../../src/platform/inflate.ts'
import { readDmn } from '../../../src/policy/exchange/dmn-reading.ts'
import { dmnOf } from '../../../src/policy/exchange/dmn-text.ts'
import { assembled } from '../../../src/policy/exchange/edition.ts'
import { workbookOf } from '../../../src/policy/exchange/service.ts'
import { type SheetsRead, sheetsOf, tablesOfSheets } from '../../../src/policy/exchange/sheets.ts'
import { tablesOf } from '../../../src/policy/exchange/tables.ts'
import { readWorkbook } from '../../../src/policy/exchange/workbook.ts'
import { edition, type Loose, mutated, POLICY, types } from './sample.ts'

type Read = { readonly ok: true; readonly value: SheetsRead } | { readonly ok: false; readonly refusals: unknown }

const carried = (content: Loose) => ({
  kind: content.kind,
  digest: digestOf(content),
  tables: tablesOf(content, types),
})
/** Refused because a workbook has no cell for a text so long. */
const isTooLong = (refusals: readonly Refusal[]): boolean => refusals.every(one => one.code === 'exchange_cell_long')
const sheets = (content: Loose) => {
  const made = sheetsOf(carried(content), 'en')
  if (!made.ok) throw new Error(JSON.stringify(made.refusals))
  return made.value
}
/** The edition something was read as, or what was refused. */
const whole = (read: Read): unknown => {
  if (!read.ok) return read.refusals
  const made = assembled(read.value.kind, read.value.tables, types, read.value.placeOf)
  return made.ok ? canonicalJson(made.value.edition) : made.refusals
}
const throughWorkbook = async (content: Loose): Promise<unknown> => {
  const read = readWorkbook(await workbookOf(sheets(content)), inflated)
  return read.ok ? whole(tablesOfSheets(read.value)) : read.refusals
}
const dmn = (content: Loose): string => dmnOf(carried(content), 'en')
const fromDmn = (text: string): unknown => whole(readDmn(new TextEncoder().encode(text)))

test.each(POLICY)('an edition of %s comes back from a workbook and from DMN with the same digest', async kind => {
  const content = edition(kind)
  expect(await throughWorkbook(content)).toEqual(canonicalJson(content))
  expect(fromDmn(dmn(content))).toEqual(canonicalJson(content))
})

test('so does whatever is made of one, whatever stands in its cells', () => {
  fc.assert(
    fc.property(fc.constantFrom(...POLICY), mutated, (kind, mutate) => {
      const draft = mutate(edition(kind))
      const due = canonicalJson(draft)
      const made = sheetsOf(carried(draft), 'en')
      if (made.ok) expect(whole(tablesOfSheets(made.value))).toEqual(due)
      else expect(isTooLong(made.refusals), JSON.stringify(made.refusals)).toBe(true)
      expect(fromDmn(dmn(draft))).toEqual(due)
    }),
    { numRuns: 20 },
  )
}, 120_000)

test('and through the bytes of a workbook too', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('authority', 'fees', 'terms'), mutated, async (kind, mutate) => {
      const draft = mutate(edition(kind))
      const made = sheetsOf(carried(draft), 'en')
      fc.pre(made.ok || !isTooLong(made.refusals))
      expect(await throughWorkbook(draft)).toEqual(canonicalJson(draft))
    }),
    { numRuns: 8 },
  )
}, 120_000)

test.each(LANGUAGES)('the same edition is the same bytes, and its headings are words in %s', async language => {
  const made = sheetsOf(carried(edition('authority')), language)
  if (!made.ok) throw new Error('refused')
  const bytes = await workbookOf(made.value)
  expect(await workbookOf(made.value)).toEqual(bytes)
  // Time and day of the first file within: the same whenever it is written (APPNOTE 4.4.6; 2 January of 1980).
  expect([...bytes.subarray(10, 14)]).toEqual([0, 0, (1 << 5) | 2, 0])
  const amount = { ko: '최고금액, 값 (금액(원))', en: 'most amount, value (won)', zh: '最高金额, 值 (金额（韩元）)' }
  expect(made.value.find(sheet => sheet.name === 'levels')?.rows[2]).toContain(amount[language])
  expect(made.value.at(-1)?.name).toBe('notes')
})

test('every cell is a text: a rate is not a float, neither in the sheet nor in DMN', async () => {
  const rows = sheets(edition('terms')).find(sheet => sheet.name === 'fees.base_by_grade')?.rows ?? []
  expect(rows[4]?.slice(0, 2)).toEqual(['AAA', '0.007'])
  expect(dmn(edition('terms'))).toContain('<text>0.007</text>')
})

test('a condition a row can show stands under its facts; one that is deeper stands as one expression', () => {
  const rows = sheets(edition('terms')).find(sheet => sheet.name === 'statutory_caps')?.rows ?? []
  const headings = rows[3] ?? []
  const row = (code: string) => rows.find(one => one[headings.indexOf('code')] === code) ?? []
  expect(row('statutory_100_facility')[headings.indexOf('when: purpose')]).toBe('"facility"')
  expect(row('statutory_100_facility')[headings.indexOf('when: facility_collateral_switch')]).toBe('true')
  expect(row('statutory_70')[headings.indexOf('when')]).toBe(
    [
      'any([purpose in ("trade", "export"), all([purpose = "performance", technology_intensive = true]), ',
      'excellent_technology_certified = true, green_certified = true])',
    ].join(''),
  )
})

test.each(POLICY)(
  'another reader of DMN 1.3 reads the file of %s without a warning, and what it saves comes back',
  async kind => {
    const other = new DmnModdle()
    const { rootElement, warnings } = await other.fromXML(dmn(edition(kind)))
    expect(warnings).toEqual([])
    const { xml } = await other.toXML(rootElement, { format: true })
    expect(fromDmn(xml)).toEqual(canonicalJson(edition(kind)))
  },
)
