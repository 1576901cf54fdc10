/**
 * The one sheet of a workbook (Office Open XML, ECMA-376 part 1, 18): its cells as they are written, without styles.
 * Numbers stay as the file writes them; what a number means, the column says.
 */
import { type Inflate, unpackOffice } from '../../application/papers/content.ts'
import { type Refusal, refusal } from '../../kernel/result.ts'
import { BOUNDS, type Cell, type TableCode, type Take } from './table.ts'
import { attribute, readXml, type Token } from './xml.ts'

type Broken = Refusal<TableCode> | undefined
const broken = (reason: string): Refusal<TableCode> => refusal('table_workbook', '', { reason })

/** Shared strings, in their order: runs of rich text joined, how it is read aloud left out. */
function stringsOf(bytes: Uint8Array): readonly string[] | undefined {
  const found: string[] = []
  let [text, isText, phonetic] = ['', false, 0]
  const isWhole = readXml(bytes, token => {
    if (token.kind === 'text') text += isText && phonetic === 0 ? token.text : ''
    else if (token.name === 't') isText = token.kind === 'open'
    else if (token.name === 'rPh') phonetic += token.kind === 'open' ? 1 : -1
    else if (token.name === 'si' && token.kind === 'close') {
      found.push(text)
      text = ''
    }
  })
  return isWhole ? found : undefined
}

/** How many sheets a workbook names, and whether its days are counted from 1904. */
function bookOf(bytes: Uint8Array): { readonly sheets: number; readonly is1904: boolean } | undefined {
  let [sheets, is1904] = [0, false]
  const isWhole = readXml(bytes, token => {
    if (token.kind !== 'open') return
    if (token.name === 'sheet') sheets += 1
    if (token.name === 'workbookPr') is1904 = /^(?:1|true)$/.test(attribute(token.attributes, 'date1904') ?? '')
  })
  return isWhole ? { sheets, is1904 } : undefined
}

/** The column of a reference such as `AB12`, from 0; -1 for none. */
function columnOf(reference: string): number {
  const letters = /^([A-Z]{1,3})[1-9][0-9]{0,6}$/.exec(reference)?.[1]
  if (letters === undefined) return -1
  let column = 0
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64
  return column - 1
}

/** Reads rows and cells of a sheet as its tokens come. */
function sheetReader(strings: readonly string[], take: Take) {
  let wrong: Broken
  let [row, cells, column, type, value, hasFormula, isText, phonetic] = [0, [] as Cell[], -1, 'n', '', false, false, 0]
  const cellOf = (): Cell => {
    if (hasFormula) return { formula: value }
    if (type === 's') {
      const text = /^[0-9]{1,9}$/.test(value) ? strings[Number(value)] : undefined
      if (text === undefined) wrong ??= broken(`row ${row} names a text that is not there`)
      return text ?? ''
    }
    if (type === 'n') return value === '' ? '' : { number: value }
    return type === 'b' || type === 'e' ? { odd: value } : value
  }
  const opened = ({ name, attributes }: Extract<Token, { kind: 'open' }>): void => {
    if (name === 'row') {
      const next = Number(attribute(attributes, 'r') ?? row + 1)
      if (!Number.isInteger(next) || next <= row) wrong ??= broken(`a row behind row ${row} has no number above it`)
      if (next > BOUNDS.rowsMax) wrong ??= refusal('table_rows', `row ${next}`, { limit: `${BOUNDS.rowsMax}` })
      ;[row, cells, column] = [next, [], -1]
    } else if (name === 'c') {
      const reference = attribute(attributes, 'r')
      const next = reference === undefined ? column + 1 : columnOf(reference)
      if (next <= column) wrong ??= broken(`a cell of row ${row} stands out of its order`)
      if (next >= BOUNDS.columnsMax)
        wrong ??= refusal('table_columns', `row ${row}`, { limit: `at most ${BOUNDS.columnsMax}` })
      ;[column, type, value, hasFormula] = [next, attribute(attributes, 't') ?? 'n', '', false]
    } else if (name === 'f') hasFormula = true
    else if (name === 'rPh') phonetic += 1
    else if (name === 'v' || name === 't') isText = phonetic === 0
  }
  const closed = (name: string): void => {
    if (name === 'v' || name === 't') isText = false
    else if (name === 'rPh') phonetic -= 1
    else if (name === 'row') take(row, cells)
    else if (name === 'c') {
      if (value.length > BOUNDS.cellMax)
        wrong ??= refusal('table_cell_long', `row ${row}, column ${column + 1}`, { limit: `${BOUNDS.cellMax}` })
      while (cells.length < column) cells.push('')
      cells.push(cellOf())
    }
  }
  return {
    token: (token: Token): void => {
      if (wrong !== undefined) return
      if (token.kind === 'text') value += isText ? token.text : ''
      else if (token.kind === 'open') opened(token)
      else closed(token.name)
    },
    wrong: (): Broken => wrong,
  }
}

/**
 * Reads the rows of the only sheet of a workbook, and gives each with its number.
 * Errors: `table_workbook` with the reason, `table_sheets`, `table_columns`, `table_cell_long`, `table_rows`.
 */
export function readWorkbook(bytes: Uint8Array, inflate: Inflate, take: Take): Refusal<TableCode> | undefined {
  const files = new Map<string, Uint8Array>()
  const unpacked = unpackOffice(
    bytes,
    inflate,
    (name, content) => {
      if (/^xl\/(?:workbook|sharedStrings|worksheets\/[^/]+)\.xml$/.test(name)) files.set(name, content)
    },
    BOUNDS.unpackedMax,
  )
  if (!unpacked.ok) {
    const { code = '', params = {} } = unpacked.refusals[0] ?? {}
    return broken(`${code}: ${params['reason'] ?? ''}`)
  }
  const workbook = files.get('xl/workbook.xml')
  const book = workbook && bookOf(workbook)
  const names = [...files.keys()].filter(name => name.startsWith('xl/worksheets/'))
  const sheet = files.get(names[0] ?? '')
  if (book === undefined || sheet === undefined) return broken('no workbook with a sheet in it')
  if (book.sheets !== 1 || names.length !== 1)
    return refusal('table_sheets', '', { value: `${Math.max(book.sheets, names.length)} sheets`, limit: 'one sheet' })
  if (book.is1904) return broken('its days are counted from 1904')
  const shared = files.get('xl/sharedStrings.xml')
  const strings = shared === undefined ? [] : stringsOf(shared)
  if (strings === undefined) return broken('its texts cannot be read')
  const reader = sheetReader(strings, take)
  const isWhole = readXml(sheet, reader.token)
  return reader.wrong() ?? (isWhole ? undefined : broken('its sheet cannot be read'))
}
