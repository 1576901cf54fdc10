/**
 * XML read strictly, element by element, with the line of each. A document type, and with it every entity but the five
 * of XML, every external file and every bomb made of them, ends the reading; so does what nests deeper or holds more
 * than any workbook, model or file of an office does. It names no file and opens none.
 */
import { type SaxesAttributeNS, SaxesParser } from 'saxes'

export type Opened = {
  readonly name: string
  readonly namespace: string
  /** Attributes without a namespace, by name; with one, by `namespace name`. */
  readonly attributes: ReadonlyMap<string, string>
  readonly line: number
}

export type Take = {
  readonly open: (element: Opened) => void
  readonly text: (text: string, line: number) => void
  readonly close: (name: string) => void
}

/** Why a text is not read further. */
export type Broken = { readonly line: number; readonly reason: string }

const DEPTH_MAX = 60
const ELEMENTS_MAX = 2_000_000
/**
 * What the parser is given at once: it reads a piece to its end, also behind what is broken, and depth costs it twice.
 */
const PIECE = 4096

const attributesOf = (attributes: Readonly<Record<string, SaxesAttributeNS>>): ReadonlyMap<string, string> =>
  new Map(
    Object.values(attributes)
      .filter(one => one.prefix !== 'xmlns' && one.name !== 'xmlns')
      .map(one => [one.uri === '' ? one.local : `${one.uri} ${one.local}`, one.value] as const),
  )

/** Instructions to programs that may stand in a document and are left out unread: how a browser would show it. */
type Leaving = { readonly leftOut?: readonly string[] }

/** Gives every element and text of a document; what was given before the place that is broken is then worth nothing. */
export function readXml(bytes: Uint8Array, take: Take, { leftOut = [] }: Leaving = {}): Broken | undefined {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return { line: 1, reason: 'bytes that are no UTF-8' }
  }
  const parser = new SaxesParser({ xmlns: true, position: true })
  let broken: Broken | undefined
  let [depth, elements] = [0, 0]
  const stop = (reason: string): void => {
    broken ??= { line: parser.line, reason }
  }
  parser.on('error', error => stop(error.message.replace(/^\d+:\d+: /, '')))
  parser.on('doctype', () => stop('a document type of its own, with entities'))
  parser.on('processinginstruction', ({ target }) => {
    if (!leftOut.includes(target)) stop('an instruction to a program')
  })
  parser.on('opentag', ({ local, uri, attributes }) => {
    depth += 1
    elements += 1
    if (depth > DEPTH_MAX) stop(`elements nested deeper than ${DEPTH_MAX}`)
    if (elements > ELEMENTS_MAX) stop(`more than ${ELEMENTS_MAX} elements`)
    if (broken === undefined)
      take.open({ name: local, namespace: uri, attributes: attributesOf(attributes), line: parser.line })
  })
  parser.on('text', part => {
    if (broken === undefined) take.text(part, parser.line)
  })
  parser.on('cdata', part => {
    if (broken === undefined) take.text(part, parser.line)
  })
  parser.on('closetag', ({ local }) => {
    depth -= 1
    if (broken === undefined) take.close(local)
  })
  for (let from = 0; from < text.length && broken === undefined; from += PIECE)
    parser.write(text.slice(from, from + PIECE))
  if (broken === undefined) parser.close()
  return broken
}
