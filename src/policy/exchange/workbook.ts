/**
 * A workbook (Office Open XML, ECMA-376 part 1, 18) read as sheets of texts. Whatever else a workbook may hold would be
 * left out, or would be another thing tomorrow than it is today: formulas, macros, links to other files, merged cells,
 * what is hidden, numbers and days that are floats. Each is refused with its sheet and cell, and nothing is taken.
 */
import { type Inflate, unpackOffice } from '../../application/papers/content.ts'
import { ok, type Refusal, type Result, refusal } from '../../kernel/result.ts'
import { type Broken, type Opened, readXml } from '../../kernel/xml.ts'
import type { ExchangeCode } from './refusals.ts'
import { placeIn, type Sheet, TEXT_MAX } from './sheets.ts'

/** What is read at most. No edition comes near; an edition of 10,000 rows is none a person could check. */
export const BOUNDS = {
  bytesMax: 4 * 1024 * 1024,
  unpackedMax: 32 * 1024 * 1024,
  sheetsMax: 120,
  rowsMax: 5000,
  columnsMax: 200,
} as const

type Found = Refusal<ExchangeCode>[]
type Parts = ReadonlyMap<string, Uint8Array>

/** Parts a workbook of plain sheets is made of. Comments, drawings, links, connections and scripts are none of them. */
const PARTS: readonly RegExp[] = [
  /^\[Content_Types\]\.xml$|^_rels\/\.rels$|^docMetadata\/LabelInfo\.xml$/,
  /^docProps\/(?:app|core|custom)\.xml$/,
  /^xl\/(?:workbook|styles|sharedStrings|theme\/theme\d+|worksheets\/sheet\d+)\.xml$/,
  /^xl\/(?:worksheets\/)?_rels\/[a-z]+\d*\.xml\.rels$/,
  /^xl\/printerSettings\/printerSettings\d+\.bin$/,
]
/** Parts that run, calculate, or fetch from elsewhere. */
const ACTIVE = new RegExp(
  [
    ...['vba', 'macro', 'activeX', 'ctrlProps', 'embeddings', 'oleObject', 'webextensions', 'customUI'],
    ...['externalLinks', 'ddeLink', 'connections', 'queryTables', 'calcChain', 'dialogsheets'],
  ].join('|'),
  'i',
)

const brokenAt = (part: string, broken: Broken): Refusal<ExchangeCode> =>
  refusal('exchange_unreadable', `${part}, line ${broken.line}`, { value: broken.reason, limit: 'plain XML' })

/** Texts of a workbook escape signs as `_xHHHH_`. */
const unescaped = (text: string): string =>
  text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

function sharedOf(bytes: Uint8Array | undefined, found: Found): readonly string[] {
  const strings: string[] = []
  if (bytes === undefined) return strings
  let [text, isText, phonetic] = ['', false, 0]
  const broken = readXml(bytes, {
    open: ({ name }) => {
      if (name === 'si') text = ''
      else if (name === 'rPh') phonetic += 1
      else if (name === 't') isText = phonetic === 0
    },
    text: part => {
      if (isText) text += part
    },
    close: name => {
      if (name === 't') isText = false
      else if (name === 'rPh') phonetic -= 1
      else if (name === 'si') strings.push(unescaped(text))
    },
  })
  if (broken !== undefined) found.push(brokenAt('xl/sharedStrings.xml', broken))
  return strings
}

const RELATION = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

type Listed = { readonly name: string; readonly part: string }

/** The sheets a workbook names, in their order, and what of the workbook itself is refused. */
function listedIn(parts: Parts, found: Found): readonly Listed[] {
  const targets = new Map<string, string>()
  const rels = parts.get('xl/_rels/workbook.xml.rels')
  if (rels !== undefined) readRelations(rels, 'xl/_rels/workbook.xml.rels', found, targets)
  const listed: Listed[] = []
  let [definedName, defined] = ['', '']
  const broken = readXml(parts.get('xl/workbook.xml') ?? new Uint8Array(), {
    open: ({ name, attributes }) => {
      if (name === 'sheet') {
        const sheet = attributes.get('name') ?? ''
        const state = attributes.get('state') ?? 'visible'
        if (state !== 'visible') found.push(refusal('exchange_hidden', sheet, { value: `a ${state} sheet` }))
        const target = targets.get(attributes.get(`${RELATION} id`) ?? '') ?? ''
        listed.push({ name: sheet, part: target.startsWith('/') ? target.slice(1) : `xl/${target}` })
      } else if (name === 'definedName') [definedName, defined] = [attributes.get('name') ?? '', '']
      else if (name === 'externalReferences' || name === 'oleSize' || name === 'smartTagTypes')
        found.push(refusal('exchange_active', 'xl/workbook.xml', { value: name }))
    },
    text: part => {
      defined += part
    },
    close: name => {
      // A named formula is calculated like any other; areas for print and filters are kept by spreadsheets themselves.
      if (name === 'definedName' && (!definedName.startsWith('_xlnm.') || /[[("]/.test(defined)))
        found.push(refusal('exchange_formula', `xl/workbook.xml, name ${definedName}`, { value: defined.slice(0, 60) }))
    },
  })
  if (broken !== undefined) found.push(brokenAt('xl/workbook.xml', broken))
  return listed
}

/** Relations of a part: those that lead out of the workbook are refused. */
function readRelations(bytes: Uint8Array, part: string, found: Found, targets?: Map<string, string>): void {
  const broken = readXml(bytes, {
    open: ({ name, attributes }) => {
      if (name !== 'Relationship') return
      const target = attributes.get('Target') ?? ''
      const isOutside =
        attributes.get('TargetMode') === 'External' || /^[a-z][a-z0-9+.-]*:|^\/\/|\.\.\/\.\.\//i.test(target)
      if (isOutside) found.push(refusal('exchange_active', part, { value: `a link to ${target.slice(0, 60)}` }))
      targets?.set(attributes.get('Id') ?? '', target)
    },
    text: () => undefined,
    close: () => undefined,
  })
  if (broken !== undefined) found.push(brokenAt(part, broken))
}

/** Elements of a sheet that would be lost or that calculate. */
const REFUSED: Readonly<Record<string, ExchangeCode>> = {
  mergeCell: 'exchange_merged',
  dataValidation: 'exchange_formula',
  cfRule: 'exchange_formula',
  hyperlink: 'exchange_active',
  oleObject: 'exchange_active',
  control: 'exchange_active',
  webPublishItem: 'exchange_active',
  drawing: 'exchange_would_be_lost',
  legacyDrawing: 'exchange_would_be_lost',
  picture: 'exchange_would_be_lost',
  tablePart: 'exchange_would_be_lost',
  customSheetView: 'exchange_would_be_lost',
  scenario: 'exchange_would_be_lost',
}

const isTrue = (text: string | undefined): boolean => text === '1' || text === 'true'

/** A reference such as `AB12` as row and column from 0; undefined for none. */
function placeOfReference(reference: string): readonly [row: number, column: number] | undefined {
  const [, letters, digits] = /^([A-Z]{1,3})([1-9][0-9]{0,6})$/.exec(reference) ?? []
  if (letters === undefined || digits === undefined) return undefined
  let column = 0
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64
  return [Number(digits) - 1, column - 1]
}

function sheetOf({ name, part }: Listed, bytes: Uint8Array, strings: readonly string[], found: Found): Sheet {
  const rows: string[][] = []
  const wrong = (code: ExchangeCode, at: string, value: string, limit = ''): void => {
    found.push(refusal(code, at, { value: value.slice(0, 60), limit }))
  }
  let [row, column, type, value, isText, phonetic] = [-1, -1, 'n', '', false, 0]
  let isOver = false
  const opened = ({ name: element, attributes }: Opened): void => {
    const refused = REFUSED[element]
    if (refused !== undefined) {
      const area = attributes.get('ref') ?? attributes.get('sqref')
      wrong(refused, area === undefined ? name : `${name}!${area}`, element)
    } else if (element === 'col' && isTrue(attributes.get('hidden'))) wrong('exchange_hidden', name, 'a hidden column')
    else if (element === 'row') {
      row = Number(attributes.get('r') ?? row + 2) - 1
      column = -1
      if (isTrue(attributes.get('hidden'))) wrong('exchange_hidden', placeIn(name, row, 0), 'a hidden row')
      if (!(row >= rows.length)) wrong('exchange_unreadable', `${name}, ${part}`, 'a row out of its order')
      if (row >= BOUNDS.rowsMax && !isOver) {
        isOver = true
        wrong('exchange_rows', placeIn(name, row, 0), `row ${row + 1}`, `at most ${BOUNDS.rowsMax} rows`)
      }
    } else if (element === 'c') {
      const at = placeOfReference(attributes.get('r') ?? placeIn('', row, column + 1).slice(1))
      const isNext = at !== undefined && at[0] === row && at[1] > column
      if (!isNext) wrong('exchange_unreadable', `${name}, ${part}`, 'a cell out of its order')
      column = isNext ? at[1] : column + 1
      if (column >= BOUNDS.columnsMax)
        wrong(
          'exchange_rows',
          placeIn(name, row, column),
          `column ${column + 1}`,
          `at most ${BOUNDS.columnsMax} columns`,
        )
      ;[type, value] = [attributes.get('t') ?? 'n', '']
    } else if (element === 'f') wrong('exchange_formula', placeIn(name, row, column), 'a formula')
    else if (element === 'rPh') phonetic += 1
    else if (element === 'v' || element === 't') isText = phonetic === 0
  }
  const closed = (element: string): void => {
    if (element === 'v' || element === 't') isText = false
    else if (element === 'rPh') phonetic -= 1
    else if (element === 'c') put()
  }
  const put = (): void => {
    if (isOver || value === '' || column >= BOUNDS.columnsMax || row < 0) return
    const at = placeIn(name, row, column)
    const shared = type === 's' ? strings[/^[0-9]{1,9}$/.test(value) ? Number(value) : -1] : undefined
    const text = type === 's' ? shared : type === 'inlineStr' || type === 'str' ? unescaped(value) : undefined
    if (text === undefined)
      wrong('exchange_number_cell', at, value, 'text: a number, day or yes-or-no of a spreadsheet is a float')
    else if (text.length > TEXT_MAX) wrong('exchange_cell_long', at, `${text.length} characters`, `${TEXT_MAX}`)
    else {
      while (rows.length <= row) rows.push([])
      const cells = rows[row] ?? []
      while (cells.length < column) cells.push('')
      cells[column] = text
    }
  }
  const broken = readXml(bytes, {
    open: opened,
    text: part_ => {
      if (isText) value += part_
    },
    close: closed,
  })
  if (broken !== undefined) found.push(brokenAt(part, broken))
  return { name, rows }
}

/** What unpacking refuses, in words of this stage. */
function packedRefusal(code: string, reason: string): Refusal<ExchangeCode> {
  const limit = 'a workbook of plain sheets (XLSX)'
  if (code === 'paper_active') return refusal('exchange_active', 'xl', { value: reason, limit })
  return refusal('exchange_unreadable', 'file', { value: reason, limit })
}

/**
 * Reads a workbook as sheets. All that is wrong is told, not only the first.
 * Errors: `exchange_too_large`, `exchange_unreadable`, `exchange_active`, `exchange_part_unknown`, `exchange_hidden`,
 * `exchange_merged`, `exchange_formula`, `exchange_number_cell`, `exchange_cell_long`, `exchange_rows`,
 * `exchange_would_be_lost`.
 */
export function readWorkbook(bytes: Uint8Array, inflate: Inflate): Result<readonly Sheet[], ExchangeCode> {
  const no = (...refusals: Found) => ({ ok: false as const, refusals })
  if (bytes.length > BOUNDS.bytesMax)
    return no(refusal('exchange_too_large', 'file', { value: `${bytes.length} bytes`, limit: `${BOUNDS.bytesMax}` }))
  const parts = new Map<string, Uint8Array>()
  const take = (name: string, content: Uint8Array): void => void parts.set(name, content)
  const unpacked = unpackOffice(bytes, inflate, take, BOUNDS.unpackedMax)
  if (!unpacked.ok) {
    const { code = '', params = {} } = unpacked.refusals[0] ?? {}
    return no(packedRefusal(code, params['reason'] ?? code))
  }
  if (!parts.has('xl/workbook.xml')) return no(packedRefusal('', 'no workbook'))
  const found: Found = []
  for (const name of parts.keys())
    if (ACTIVE.test(name)) found.push(refusal('exchange_active', name, { value: 'a part that runs or fetches' }))
    else if (!PARTS.some(part => part.test(name))) found.push(refusal('exchange_part_unknown', name, { value: name }))
  const types = new TextDecoder('latin1').decode(parts.get('[Content_Types].xml') ?? new Uint8Array())
  if (ACTIVE.test(types)) found.push(refusal('exchange_active', '[Content_Types].xml', { value: 'a type that runs' }))
  for (const [name, content] of parts)
    if (name.endsWith('.rels') && name !== 'xl/_rels/workbook.xml.rels') readRelations(content, name, found)
  const strings = sharedOf(parts.get('xl/sharedStrings.xml'), found)
  const listed = listedIn(parts, found)
  if (listed.length > BOUNDS.sheetsMax)
    return no(
      refusal('exchange_rows', 'xl/workbook.xml', { value: `${listed.length} sheets`, limit: `${BOUNDS.sheetsMax}` }),
    )
  const isListed = new Set(listed.map(one => one.part))
  for (const name of parts.keys())
    if (/^xl\/worksheets\/[^/]+\.xml$/.test(name) && !isListed.has(name))
      found.push(refusal('exchange_hidden', name, { value: 'a sheet the workbook does not name' }))
  const sheets = listed.flatMap(one => {
    const content = parts.get(one.part)
    if (content === undefined) {
      found.push(refusal('exchange_unreadable', one.name, { value: one.part, limit: 'a sheet in the workbook' }))
      return []
    }
    return [sheetOf(one, content, strings, found)]
  })
  return found.length > 0 ? no(...found) : ok(sheets)
}
