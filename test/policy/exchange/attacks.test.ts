/** What a file may hide: each is refused with the place it stands at, and nothing of the file is taken. */
import { readFileSync } from 'node:fs'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { beforeAll, expect, test } from 'vitest'
import { canonicalJson, digestOf } from '../../../src/kernel/digest.ts'
import { textsBelow } from '../../../src/platform/folders.ts'
import { inflated } from '../../../src/platform/inflate.ts'
import { dmnOf } from '../../../src/policy/exchange/dmn-text.ts'
import { imported } from '../../../src/policy/exchange/importing.ts'
import { openFileReading, readIn, workbookOf } from '../../../src/policy/exchange/service.ts'
import { type Sheet, sheetsOf } from '../../../src/policy/exchange/sheets.ts'
import { tablesOf } from '../../../src/policy/exchange/tables.ts'
import { edition, types } from './sample.ts'

const texts = textsBelow('rules')
const carried = (kind: string) => {
  const content = edition(kind)
  return { kind, digest: digestOf(content), tables: tablesOf(content, types) }
}
const sheets = (kind = 'authority'): readonly Sheet[] => {
  const made = sheetsOf(carried(kind), 'en')
  if (!made.ok) throw new Error('refused')
  return made.value
}
type Kind = 'authority' | 'terms' | 'grades' | 'programmes'
const asked = (bytes: Uint8Array, kind: Kind = 'authority') => ({ bytes, kind, edition: '2026-01', types, texts })

/** What is refused of a file, as `code at place`; what is taken gives its digest. */
const refused = (bytes: Uint8Array, kind?: Kind): readonly string[] => {
  const read = imported(asked(bytes, kind), inflated)
  return read.ok ? [read.value.digest] : read.refusals.map(one => `${one.code} at ${one.at}`)
}

let whole: Uint8Array
beforeAll(async () => {
  whole = await workbookOf(sheets())
})
const LEVELS = 'xl/worksheets/sheet2.xml'

/** The workbook with its parts changed. */
const planted = (change: (parts: Record<string, string>) => void): Uint8Array => {
  const parts = Object.fromEntries(Object.entries(unzipSync(whole)).map(([name, bytes]) => [name, strFromU8(bytes)]))
  change(parts)
  return zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)])))
}
const withPart = (name: string, text: string) =>
  planted(parts => {
    parts[name] = text
  })
const replaced = (part: string, from: string | RegExp, to: string) =>
  planted(parts => {
    const before = parts[part] ?? ''
    parts[part] = before.replace(from, to)
    if (parts[part] === before) throw new Error(`${part} holds no ${from}`)
  })
/** The workbook with the texts of a sheet changed. */
const retyped = (name: string, change: (rows: string[][]) => void, kind = 'authority') =>
  workbookOf(
    sheets(kind).map(sheet => {
      const rows = sheet.rows.map(row => [...row])
      if (sheet.name === name) change(rows)
      return { name: sheet.name, rows }
    }),
  )
/** Row and column, from 0, of the cell under a heading in the first row that begins so. */
const columnIn = (rows: readonly (readonly string[])[], heading: string): number => rows[3]?.indexOf(heading) ?? -1

test('the workbook they are planted in is taken', () => {
  expect(refused(whole)).toEqual([digestOf(edition('authority'))])
})

test('what another program has saved is taken too', () => {
  expect(refused(new Uint8Array(readFileSync('fixtures/editions/authority-saved-elsewhere.xlsx')))).toEqual([
    digestOf(edition('authority')),
  ])
})

test('formulas are refused where they are: in a cell, as a text, under a name, in a check or a format', async () => {
  expect(refused(replaced(LEVELS, /(<c r="A5"[^>]*>)/, '$1<f>1+1</f>'))).toEqual(['exchange_formula at levels!A5'])
  expect(refused(replaced(LEVELS, /(<c r="B5"[^>]*>)/, '$1<f t="shared" si="0"/>'))).toEqual([
    'exchange_formula at levels!B5',
  ])
  const text = await retyped('levels', rows => {
    rows[4]?.splice(0, 1, '=HYPERLINK("http://x","y")')
  })
  expect(refused(text)).toEqual(['exchange_formula at levels!A5'])
  const named = '<definedNames><definedName name="sum">SUM(levels!$A$1)</definedName></definedNames>'
  expect(refused(replaced('xl/workbook.xml', '</sheets>', `</sheets>${named}`))).toEqual([
    'exchange_formula at xl/workbook.xml, name sum',
  ])
  const check =
    '<dataValidations><dataValidation sqref="B5"><formula1>INDIRECT("x")</formula1></dataValidation></dataValidations>'
  expect(refused(replaced(LEVELS, '</sheetData>', `</sheetData>${check}`))).toEqual(['exchange_formula at levels!B5'])
  const format = '<conditionalFormatting sqref="C6"><cfRule><formula>1=1</formula></cfRule></conditionalFormatting>'
  expect(refused(replaced(LEVELS, '</sheetData>', `</sheetData>${format}`))).toEqual(['exchange_formula at levels'])
})

test('macros, links and whatever runs or fetches are refused at their part', () => {
  expect(refused(withPart('xl/vbaProject.bin', 'x'))).toEqual(['exchange_active at xl'])
  const type = replaced(
    '[Content_Types].xml',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml',
    'application/vnd.ms-excel.sheet.macroEnabled.main+xml',
  )
  expect(refused(type)).toEqual(['exchange_active at [Content_Types].xml'])
  for (const part of ['xl/externalLinks/externalLink1.xml', 'xl/connections.xml', 'xl/embeddings/oleObject1.bin'])
    expect(refused(withPart(part, '<x/>'))).toEqual([`exchange_active at ${part}`])
  const rels = 'xl/worksheets/_rels/sheet2.xml.rels'
  const link = '<Relationship Id="r9" Type="t" Target="https://example.org/x" TargetMode="External"/></Relationships>'
  const linked = planted(parts => {
    parts[rels] = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${link}`
  })
  expect(refused(linked)).toEqual([`exchange_active at ${rels}`])
  const reference = '<externalReferences><externalReference/></externalReferences>'
  expect(refused(replaced('xl/workbook.xml', '</sheets>', `</sheets>${reference}`))).toEqual([
    'exchange_active at xl/workbook.xml',
  ])
  const hyperlink = '<hyperlinks><hyperlink ref="A1" location="x"/></hyperlinks>'
  expect(refused(replaced(LEVELS, '</sheetData>', `</sheetData>${hyperlink}`))).toEqual([
    'exchange_active at levels!A1',
  ])
})

test('what would be left out is refused: comments, drawings, parts nobody knows', () => {
  expect(refused(withPart('xl/comments1.xml', '<x/>'))).toEqual(['exchange_part_unknown at xl/comments1.xml'])
  expect(refused(replaced(LEVELS, '</sheetData>', '</sheetData><drawing/>'))).toEqual([
    'exchange_would_be_lost at levels',
  ])
})

test('merged cells and hidden sheets, rows and columns are refused where they are', () => {
  const merged = '<mergeCells><mergeCell ref="B5:C6"/></mergeCells>'
  expect(refused(replaced(LEVELS, '</sheetData>', `</sheetData>${merged}`))).toEqual([
    'exchange_merged at levels!B5:C6',
  ])
  expect(refused(replaced(LEVELS, '<row r="6"', '<row r="6" hidden="1"'))).toEqual(['exchange_hidden at levels!A6'])
  expect(refused(replaced(LEVELS, '<col min="1"', '<col hidden="1" min="1"'))).toEqual(['exchange_hidden at levels'])
  expect(refused(replaced('xl/workbook.xml', /<sheet ([^>]*name="levels")/, '<sheet state="veryHidden" $1'))).toEqual([
    'exchange_hidden at levels',
  ])
  expect(refused(withPart('xl/worksheets/sheet9.xml', '<worksheet/>'))).toEqual([
    'exchange_hidden at xl/worksheets/sheet9.xml',
  ])
})

test('a number, a day and a yes-or-no a spreadsheet made of a text are floats, and refused at their cell', () => {
  const cell = (type: string, value: string) =>
    refused(replaced(LEVELS, /<c r="B5"[^>]*>.*?<\/c>/, `<c r="B5"${type}><v>${value}</v></c>`))
  expect(cell('', '0.84999999999999998')).toEqual(['exchange_number_cell at levels!B5'])
  expect(cell(' s="1"', '46023')).toEqual(['exchange_number_cell at levels!B5'])
  expect(cell(' t="b"', '1')).toEqual(['exchange_number_cell at levels!B5'])
  expect(cell(' t="e"', '#REF!')).toEqual(['exchange_number_cell at levels!B5'])
  expect(cell(' t="s"', '999999')).toEqual(['exchange_number_cell at levels!B5'])
})

test('bombs end at their bound: entities, an outer document type, packed nothing, 10,000 rows, 50 MB', () => {
  const lol = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
  expect(refused(replaced(LEVELS, '<worksheet', `${lol}<worksheet`))).toEqual([
    `exchange_unreadable at ${LEVELS}, line 1`,
  ])
  expect(refused(replaced(LEVELS, '<worksheet', '<!DOCTYPE x SYSTEM "file:///etc/passwd"><worksheet'))).toEqual([
    `exchange_unreadable at ${LEVELS}, line 1`,
  ])
  expect(refused(withPart('docProps/app.xml', ' '.repeat(60_000_000)))).toEqual(['exchange_unreadable at file'])
  const rows = Array.from(
    { length: 10_000 },
    (_, at) => `<row r="${at + 100}"><c r="A${at + 100}" t="inlineStr"><is><t>x</t></is></c></row>`,
  )
  expect(refused(replaced(LEVELS, '</sheetData>', `${rows.join('')}</sheetData>`))).toEqual([
    'exchange_rows at levels!A5001',
  ])
  const large = new Uint8Array(50 * 1024 * 1024)
  large.set(whole)
  expect(refused(large)).toEqual(['exchange_too_large at file'])
  large.set(strToU8('<?xml'))
  expect(refused(large)).toEqual(['exchange_too_large at file'])
})

test('what is no workbook is refused: another file, a locked one, a document, one behind another', () => {
  const locked = Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0, 0)
  expect(refused(locked)).toEqual(['exchange_unreadable at file'])
  expect(refused(zipSync({ 'word/document.xml': strToU8('<x/>') }))).toEqual(['exchange_unreadable at file'])
  expect(refused(Uint8Array.of(...whole, 0, 0))).toEqual(['exchange_unreadable at file'])
  expect(refused(strToU8('%PDF-1.7'))).toEqual(['exchange_unreadable at line 1'])
  expect(refused(new Uint8Array())).toEqual(['exchange_unreadable at line 1'])
})

test('wrong sheets are refused: one missing, one too many, one twice, another kind, another edition', async () => {
  const without = await workbookOf(sheets().filter(sheet => sheet.name !== 'levels'))
  expect(refused(without)).toEqual(['exchange_table_missing at notes!E2'])
  const more = await workbookOf([...sheets(), { name: 'mine', rows: [['my own remarks']] }])
  expect(refused(more)).toEqual(['exchange_form at mine!A2'])
  const twice = await workbookOf(
    sheets().flatMap(sheet => (sheet.name === 'levels' ? [sheet, { ...sheet, name: 'again' }] : [sheet])),
  )
  expect(refused(twice)).toEqual(['exchange_table_repeated at again!A2'])
  const noNotes = await workbookOf(sheets().filter(sheet => sheet.name !== 'notes'))
  expect(refused(noNotes)).toEqual(['exchange_form at notes'])
  expect(refused(whole, 'terms')).toEqual(['exchange_kind_unknown at kind'])
  const other = await retyped('edition', rows => {
    for (const row of rows) if (row[0] === 'edition') row[1] = '2027-01'
  })
  expect(refused(other)).toEqual(['exchange_form at edition!B6 (edition)'])
})

test('what a person mistypes is refused at its cell, all of it at once', async () => {
  const heading = await retyped('levels', rows => void rows[3]?.splice(0, 1, 'Code'))
  expect(refused(heading)).toContain('exchange_column at levels!A4')
  const beside = await retyped('levels', rows => void rows[5]?.push('see minutes'))
  expect(refused(beside)[0]).toMatch(/^exchange_column at levels![A-Z]+6$/)
  const value = await retyped('levels', rows => {
    const at = columnIn(rows, 'amount_max.value')
    rows[4]?.splice(at, 1, 'much')
    rows[5]?.splice(columnIn(rows, 'quorum.unit'), 1, 'heads')
  })
  expect(refused(value)).toEqual([
    'input_malformed at levels!B5 (levels.0.amount_max.value)',
    'input_malformed at levels!A5 (at levels.0.amount_max)',
    expect.stringMatching(/^input_malformed at levels![A-Z]+6 \(levels\.1\.quorum\.unit\)$/),
  ])
  const fact = await retyped(
    'coverage.reductions',
    rows => void rows[4]?.splice(0, 1, '> parameters.x or true'),
    'terms',
  )
  expect(refused(fact, 'terms')).toEqual(['exchange_feel at coverage.reductions!A5, character 16'])
  const unknown = await retyped('statutory_caps', rows => void rows[5]?.splice(3, 1, 'all([nobody = true])'), 'terms')
  expect(refused(unknown, 'terms')).toEqual(['exchange_fact_unknown at statutory_caps!D6, character 6'])
  const policy = await retyped('statutory_caps', rows => void rows[1]?.splice(4, 1, 'FIRST'), 'terms')
  expect(refused(policy, 'terms')).toEqual(['exchange_hit_policy at statutory_caps!A2'])
  const ground = await retyped(
    'ceiling_by_grade',
    rows => void rows[7]?.splice(columnIn(rows, 'decided_by'), 1, 'risk_officer'),
    'terms',
  )
  expect(refused(ground, 'terms')[0]).toMatch(/^exchange_provenance_differs at ceiling_by_grade![A-Z]+8$/)
  const orphan = await retyped(
    'programmes.limits',
    rows => void rows[4]?.splice(0, 1, 'no_such_programme'),
    'programmes',
  )
  expect(refused(orphan, 'programmes')).toEqual(['exchange_row_of_none at programmes.limits!A5'])
})

test('what the rule book finds is told at its cell, and the edition is given all the same', async () => {
  const worse = await retyped(
    'matrix',
    rows => {
      for (const row of rows) if (row[0] === 'T9' && row[1] === 'R1') row[2] = 'AAA'
    },
    'grades',
  )
  const read = imported(asked(worse, 'grades'), inflated)
  expect(read.ok && read.value.findings.map(one => one.at)).toEqual([
    expect.stringMatching(/^matrix!C\d+ \(matrix\.values\.T9\.R1\)$|^matrix![A-Z]+\d+ \(.*matrix\.T9\.R1\)$/),
  ])
})

const dmn = (change: (text: string) => string = text => text, kind = 'authority'): Uint8Array =>
  strToU8(change(dmnOf(carried(kind), 'en')))
const without = (from: string | RegExp, to: string) => (text: string) => {
  const after = text.replace(from, to)
  if (after === text) throw new Error(`the file holds no ${from}`)
  return after
}

test('DMN that an edition cannot hold is refused at its element and line', () => {
  expect(refused(dmn())).toEqual([digestOf(edition('authority'))])
  const lost = (from: string | RegExp, to: string) => refused(dmn(without(from, to)))[0]
  expect(lost('</definitions>', '<inputData name="x"/></definitions>')).toMatch(
    /^exchange_would_be_lost at definitions\/inputData\[1\], line \d+$/,
  )
  expect(lost('hitPolicy="FIRST"', 'hitPolicy="FIRST" aggregation="SUM"')).toMatch(
    /^exchange_would_be_lost at definitions\/decision\[2\]\/decisionTable\[1\], line \d+$/,
  )
  expect(lost(/<decisionTable /, '<literalExpression/><decisionTable ')).toMatch(
    /^exchange_would_be_lost at .*literalExpression\[1\]/,
  )
  expect(lost('</rule>', '<annotationEntry><text>why</text></annotationEntry></rule>')).toMatch(
    /^exchange_would_be_lost at .*rule\[1\]\/annotationEntry\[1\]/,
  )
  expect(lost('<rule ', '<rule priority="3" ')).toMatch(/^exchange_would_be_lost at .*rule\[1\], line \d+$/)
  expect(
    lost('expressionLanguage="https://www.omg.org/spec/DMN/20191111/FEEL/"', 'expressionLanguage="urn:javascript"'),
  ).toMatch(/^exchange_would_be_lost at definitions, line 2$/)
  expect(lost('hitPolicy="FIRST"', 'hitPolicy="PRIORITY"')).toMatch(
    /^exchange_hit_policy at .*decision\[2\]\/decisionTable\[1\]/,
  )
  expect(lost('hitPolicy="FIRST"', 'hitPolicy="COLLECT"')).toMatch(
    /^exchange_hit_policy at definitions\/decision\[2\], line \d+$/,
  )
  expect(lost('DMN/20191111/MODEL/', 'DMN/20151101/dmn.xsd')).toBe('exchange_form at definitions, line 2')
  expect(lost(/<decision id="decision_2"(?:.|\n)*<\/decision>/, '')).toMatch(/^exchange_table_missing at .*holds\[2\]/)
})

test('FEEL the grammar has no word for is refused at its entry', () => {
  const entry = (text: string) =>
    refused(dmn(without('<text>&quot;branch_head&quot;</text>', `<text>${text}</text>`)))[0]
  expect(entry('"a" + "b"')).toMatch(
    /^exchange_feel at definitions\/decision\[2\]\/decisionTable\[1\]\/rule\[1\]\/outputEntry\[1\], line \d+$/,
  )
  expect(entry('if true then "a" else "b"')).toMatch(/^exchange_feel at /)
  const test_ = (text: string) =>
    refused(dmn(without('<text>&gt; parameters.long_use_years</text>', `<text>${text}</text>`), 'terms'), 'terms')[0]
  expect(test_('[1..5]')).toMatch(
    /^exchange_feel at .*inputEntry\[1\], line \d+, when: guarantee_use_years, character 1$/,
  )
  expect(test_('&gt; 5 or &lt; 3')).toMatch(/^exchange_feel at .*character 5$/)
  expect(test_('&gt; other')).toMatch(/^exchange_fact_unknown at .*character 3$/)
})

test('XML that is made to do harm is refused at its line', () => {
  const harm = (from: string, to: string) => refused(dmn(without(from, to)))
  expect(harm('<definitions', '<!DOCTYPE d [<!ENTITY a "b">]>\n<definitions')).toEqual([
    'exchange_unreadable at line 2',
  ])
  expect(harm('<definitions', '<!DOCTYPE d SYSTEM "http://x/y.dtd">\n<definitions')).toEqual([
    'exchange_unreadable at line 2',
  ])
  expect(harm('<text>place</text>', '<text>&place;</text>')[0]).toMatch(/^exchange_unreadable at line \d+$/)
  expect(harm('</definitions>', '')[0]).toMatch(/^exchange_unreadable at line \d+$/)
  expect(refused(strToU8('<a>'.repeat(100_000)))).toEqual(['exchange_unreadable at line 1'])
})

test('a thread that runs out of its memory refuses the file and is followed by another', async () => {
  const reading = openFileReading()
  try {
    expect((await readIn(reading, asked(whole))).ok).toBe(true)
    const broken = { run: () => Promise.reject(new Error('out of memory')), close: async () => undefined }
    const read = await readIn(broken, asked(whole))
    expect(read.ok ? [] : read.refusals.map(one => one.code)).toEqual(['exchange_too_large'])
  } finally {
    await reading.close()
  }
})

test('nothing half is taken: a file with one wrong cell gives no edition at all', async () => {
  const one = await retyped('levels', rows => void rows[4]?.splice(0, 1, '@x'))
  const read = imported(asked(one), inflated)
  expect(read).toEqual({
    ok: false,
    refusals: [expect.objectContaining({ code: 'exchange_formula', at: 'levels!A5' })],
  })
  expect(canonicalJson(edition('authority'))).not.toContain('@x')
})
