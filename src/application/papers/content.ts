/**
 * What an uploaded paper is, by its content and never by its name: one of the kinds an application may rest on, whole,
 * not locked, nothing hidden before or behind it, and no bomb. Unpacking is handed in, bounded.
 */
import { ok, type Refusal, type Result, refusal, refuse } from '../../kernel/result.ts'

export const MEDIA_TYPES = {
  pdf: 'application/pdf',
  png: 'image/png',
  jpeg: 'image/jpeg',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  json: 'application/json',
  xml: 'application/xml',
} as const
export type PaperKind = keyof typeof MEDIA_TYPES
/** What a paper is, and how many pages it has; null where that is not known. */
export type LookedInto = { readonly kind: PaperKind; readonly pages: number | null }

export type ContentCode =
  | 'paper_type_refused'
  | 'paper_polyglot'
  | 'paper_encrypted'
  | 'paper_bomb'
  | 'paper_active'
  | 'paper_damaged'

/** Inflates at most so many bytes. */
export type Inflate = (
  bytes: Uint8Array,
  kind: 'zlib' | 'raw',
  bytesMax: number,
) => { readonly bytes: Uint8Array } | { readonly isOver: boolean }

/** Bounds of what is unpacked. A page of 10,000 or a sheet of 100 MB is no paper of an application. */
export const BOUNDS = {
  ratioMax: 200,
  unpackedMax: 64 * 1024 * 1024,
  entriesMax: 2000,
  pagesMax: 2000,
  pixelsMax: 100_000_000,
  depthMax: 60,
} as const

type Found = Result<PaperKind, ContentCode>
const no = (
  code: ContentCode,
  reason: string,
): { readonly ok: false; readonly refusals: readonly Refusal<ContentCode>[] } =>
  refuse(refusal(code, 'content', { reason }))

/** Bytes as characters of one byte each: for searching structure, never for reading text. */
const latin = new TextDecoder('latin1')
const begins = (bytes: Uint8Array, ...magic: readonly number[]): boolean =>
  magic.every((byte, at) => bytes[at] === byte)
const u16 = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)
const u32 = (bytes: Uint8Array, at: number): number => (u16(bytes, at) | (u16(bytes, at + 2) << 16)) >>> 0
const big32 = (bytes: Uint8Array, at: number): number =>
  (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>> 0

/** Finds the kind of a paper and refuses what no kind is. */
export function kindOf(bytes: Uint8Array, inflate: Inflate): Found {
  if (begins(bytes, 0x25, 0x50, 0x44, 0x46, 0x2d)) return pdf(bytes, inflate)
  if (begins(bytes, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return png(bytes)
  if (begins(bytes, 0xff, 0xd8, 0xff)) return jpeg(bytes)
  if (begins(bytes, 0x50, 0x4b, 0x03, 0x04)) return office(bytes, inflate)
  if (begins(bytes, 0xd0, 0xcf, 0x11, 0xe0)) return no('paper_encrypted', 'an old or password-protected Office file')
  return written(bytes)
}

/** A second file inside or behind the first, which another program would take for the whole. */
function hiddenIn(text: string, own: 'pdf' | 'image'): string | undefined {
  // A ZIP is read from its end: its directory's end lies in the last 64 kB, or nobody finds it.
  if (text.slice(-65_557).includes('PK\u0005\u0006')) return 'a ZIP directory'
  if (own === 'image' && text.includes('%PDF-')) return 'a PDF'
  if (/<(?:script|html|svg|\?php)[\s>]/i.test(own === 'image' ? text : text.slice(0, 1024)))
    return 'a page with scripts'
  return undefined
}

function pdf(bytes: Uint8Array, inflate: Inflate): Found {
  const text = latin.decode(bytes)
  const end = text.lastIndexOf('%%EOF')
  if (end < 0) return no('paper_damaged', 'the PDF has no end')
  if (text.slice(end + 5).trim() !== '') return no('paper_polyglot', 'bytes behind the end of the PDF')
  const hidden = hiddenIn(text, 'pdf')
  if (hidden !== undefined) return no('paper_polyglot', hidden)
  // What stands outside the streams, and what is packed into streams of objects; not what a picture's bytes look like.
  const unpacked: string[] = []
  let [total, outside] = [0, 0]
  const streams = /(?<!end)stream\r?\n/g
  for (let match = streams.exec(text); match !== null; match = streams.exec(text)) {
    const from = match.index + match[0].length
    const to = text.indexOf('endstream', from)
    if (to < 0) return no('paper_damaged', 'a stream without an end')
    const head = text.slice(later(text.lastIndexOf('obj', match.index), match.index - 2000), match.index)
    streams.lastIndex = to + 'endstream'.length
    unpacked.push(text.slice(outside, from))
    outside = to
    const filters = head.match(/\/(?:FlateDecode|Fl|LZWDecode|RunLengthDecode|ASCIIHexDecode|ASCII85Decode)\b/g) ?? []
    // A stream packed twice is how a bomb stays small; no writer of papers does it.
    if (filters.filter(one => one === '/FlateDecode' || one === '/Fl' || one === '/LZWDecode').length > 1)
      return no('paper_bomb', 'a stream packed more than once')
    if (filters[0] !== '/FlateDecode' && filters[0] !== '/Fl') continue
    const left = BOUNDS.unpackedMax - total
    const found = inflate(bytes.subarray(from, to), 'zlib', left)
    if ('isOver' in found) {
      if (found.isOver) return no('paper_bomb', 'its streams unpack to more than is read')
      continue
    }
    total += found.bytes.length
    if (found.bytes.length > 1024 * 1024 && found.bytes.length > (to - from) * BOUNDS.ratioMax)
      return no('paper_bomb', 'a stream unpacks to hundreds of times its length')
    if (/\/(?:ObjStm|XRef)\b/.test(head)) unpacked.push(latin.decode(found.bytes))
  }
  unpacked.push(text.slice(outside))
  const whole = unpacked
    .join('\n')
    .replace(/#([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  if (/\/Encrypt\b/.test(whole)) return no('paper_encrypted', 'the PDF asks for a password')
  if (/\/(?:JavaScript|JS|Launch|RichMedia|XFA)\b/.test(whole))
    return no('paper_active', 'the PDF holds scripts or starts programs')
  const pages = (whole.match(/\/Type\s*\/Page(?![A-Za-z])/g) ?? []).length
  const counted = [...whole.matchAll(/\/Count\s+(\d{1,9})/g)].some(([, count]) => Number(count) > BOUNDS.pagesMax)
  if (pages > BOUNDS.pagesMax || counted) return no('paper_bomb', `more than ${BOUNDS.pagesMax} pages`)
  return pages === 0 ? no('paper_damaged', 'the PDF has no page') : ok('pdf')
}

const later = (one: number, other: number): number => (one > other ? one : other)

function png(bytes: Uint8Array): Found {
  let at = 8
  let isEnded = false
  const [width, height] = [big32(bytes, 16), big32(bytes, 20)]
  if (width * height > BOUNDS.pixelsMax) return no('paper_bomb', 'more pixels than are drawn')
  while (at + 12 <= bytes.length && !isEnded) {
    isEnded = latin.decode(bytes.subarray(at + 4, at + 8)) === 'IEND'
    at += 12 + big32(bytes, at)
  }
  if (!isEnded || width === 0 || height === 0) return no('paper_damaged', 'the picture has no end')
  if (at !== bytes.length) return no('paper_polyglot', 'bytes behind the end of the picture')
  const hidden = hiddenIn(latin.decode(bytes), 'image')
  return hidden === undefined ? ok('png') : no('paper_polyglot', hidden)
}

function jpeg(bytes: Uint8Array): Found {
  const last = bytes.length
  if (bytes[last - 2] !== 0xff || bytes[last - 1] !== 0xd9)
    return no('paper_polyglot', 'bytes behind the end of the picture')
  let at = 2
  while (at + 9 < last && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)
    if (isFrame) {
      const pixels =
        (((bytes[at + 5] ?? 0) << 8) | (bytes[at + 6] ?? 0)) * (((bytes[at + 7] ?? 0) << 8) | (bytes[at + 8] ?? 0))
      if (pixels > BOUNDS.pixelsMax) return no('paper_bomb', 'more pixels than are drawn')
      const hidden = hiddenIn(latin.decode(bytes), 'image')
      return hidden === undefined ? ok('jpeg') : no('paper_polyglot', hidden)
    }
    at += 2 + length
  }
  return no('paper_damaged', 'the picture has no frame')
}

type Entry = {
  readonly name: string
  readonly at: number
  readonly packed: number
  readonly size: number
  readonly method: number
}

/** The directory of a ZIP, which must fill the file from its first byte to its last. */
function entriesOf(bytes: Uint8Array): Result<readonly Entry[], ContentCode> {
  const end = bytes.length - 22
  if (end < 0 || u32(bytes, end) !== 0x06054b50) return no('paper_polyglot', 'bytes behind the end of the archive')
  const [count, size, start] = [u16(bytes, end + 10), u32(bytes, end + 12), u32(bytes, end + 16)]
  if (start + size !== end) return no('paper_damaged', 'the directory is not where it is said to be')
  if (count > BOUNDS.entriesMax) return no('paper_bomb', `more than ${BOUNDS.entriesMax} files inside`)
  const found: Entry[] = []
  let at = start
  for (let number = 0; number < count; number++) {
    if (u32(bytes, at) !== 0x02014b50) return no('paper_damaged', 'the directory is broken')
    if ((u16(bytes, at + 8) & 0x2041) !== 0) return no('paper_encrypted', 'a file inside asks for a password')
    const nameLength = u16(bytes, at + 28)
    found.push({
      name: latin.decode(bytes.subarray(at + 46, at + 46 + nameLength)),
      at: u32(bytes, at + 42),
      packed: u32(bytes, at + 20),
      size: u32(bytes, at + 24),
      method: u16(bytes, at + 10),
    })
    at += 46 + nameLength + u16(bytes, at + 30) + u16(bytes, at + 32)
  }
  if (at !== end) return no('paper_damaged', 'the directory is broken')
  const first = found.toSorted((one, other) => one.at - other.at)
  if (first[0]?.at !== 0) return no('paper_polyglot', 'bytes before the archive')
  // Two entries over the same bytes: how a small archive unpacks to petabytes.
  for (const [place, one] of first.entries())
    if (one.at + 30 + one.packed > (first[place + 1]?.at ?? start))
      return no('paper_bomb', 'files that lie over each other')
  return ok(found)
}

/**
 * Unpacks an Office file, file by file: bounded together and each against its own length, nothing packed within, no
 * macros, no name twice and none that leads out.
 * @param take       is given each file when it is unpacked
 * @param unpackedMax how many bytes all of them may come to
 */
export function unpackOffice(
  bytes: Uint8Array,
  inflate: Inflate,
  take: (name: string, content: Uint8Array) => void,
  unpackedMax: number = BOUNDS.unpackedMax,
): Result<readonly string[], ContentCode> {
  const entries = entriesOf(bytes)
  if (!entries.ok) return entries
  const names = entries.value.map(one => one.name)
  if (new Set(names).size !== names.length) return no('paper_polyglot', 'two files of one name')
  if (names.some(name => name.startsWith('/') || name.includes('..') || name.includes('\\')))
    return no('paper_type_refused', 'a path that leads out of the archive')
  let left = unpackedMax
  for (const one of entries.value) {
    const from = one.at + 30 + u16(bytes, one.at + 26) + u16(bytes, one.at + 28)
    const packed = bytes.subarray(from, from + one.packed)
    if (one.method !== 0 && one.method !== 8) return no('paper_damaged', 'packed in a way no Office file is')
    if (/\.(?:zip|jar|7z|rar|gz|exe|dll|js|vbs)$/i.test(one.name))
      return no('paper_bomb', 'an archive or a program inside the archive')
    if (/vbaProject\.bin$|activeX/i.test(one.name)) return no('paper_active', 'macros')
    const out = one.method === 0 ? { bytes: packed } : inflate(packed, 'raw', left)
    if ('isOver' in out)
      return out.isOver
        ? no('paper_bomb', 'it unpacks to more than is read')
        : no('paper_damaged', 'a file inside is damaged')
    if (out.bytes.length !== one.size) return no('paper_damaged', 'a file inside is not as long as it is said to be')
    if (out.bytes.length > 1024 * 1024 && out.bytes.length > one.packed * BOUNDS.ratioMax)
      return no('paper_bomb', 'a file inside unpacks to hundreds of times its length')
    if (begins(out.bytes, 0x50, 0x4b, 0x03, 0x04)) return no('paper_bomb', 'an archive inside the archive')
    left -= out.bytes.length
    if (left <= 0) return no('paper_bomb', 'it unpacks to more than is read')
    take(one.name, out.bytes)
  }
  return ok(names)
}

function office(bytes: Uint8Array, inflate: Inflate): Found {
  const unpacked = unpackOffice(bytes, inflate, () => undefined)
  if (!unpacked.ok) return unpacked
  const names = unpacked.value
  if (!names.includes('[Content_Types].xml')) return no('paper_type_refused', 'an archive that is no Office file')
  if (names.includes('xl/workbook.xml')) return ok('xlsx')
  return names.includes('word/document.xml')
    ? ok('docx')
    : no('paper_type_refused', 'an Office file that is neither text nor table')
}

/** JSON and XML: strict UTF-8, parsed or scanned whole. */
function written(bytes: Uint8Array): Found {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch {
    return no('paper_type_refused', 'none of PDF, PNG, JPEG, XLSX, DOCX, JSON, XML')
  }
  const start = text.trimStart()
  if (start.startsWith('<?xml')) return xml(text)
  if (start.startsWith('{') || start.startsWith('[')) return json(text)
  return no('paper_type_refused', 'none of PDF, PNG, JPEG, XLSX, DOCX, JSON, XML')
}

function json(text: string): Found {
  let depth = 0
  for (const [bracket] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (bracket === '{' || bracket === '[') depth += 1
    if (bracket === '}' || bracket === ']') depth -= 1
    if (depth > BOUNDS.depthMax) return no('paper_bomb', 'brackets nested too deep')
  }
  try {
    JSON.parse(text)
    return ok('json')
  } catch {
    return no('paper_damaged', 'the JSON cannot be read')
  }
}

function xml(text: string): Found {
  // Entities of its own are how XML of a kilobyte becomes one of a gigabyte, or reads a stranger's file.
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) return no('paper_bomb', 'a document type of its own')
  if (/<(?:script|html)[\s>]|xmlns(?::\w+)?\s*=\s*["']http:\/\/www\.w3\.org\/(?:1999\/xhtml|2000\/svg)/i.test(text))
    return no('paper_active', 'a page with scripts')
  const tags = text.matchAll(/<(\/?)([A-Za-z_][\w:.-]*)[^<>]*?(\/?)>/g)
  const open: string[] = []
  let isSeen = false
  for (const [, close, name = '', alone] of tags) {
    isSeen = true
    if (close === '/') {
      if (open.pop() !== name) return no('paper_damaged', 'a tag that is closed and was not open')
    } else if (alone !== '/') open.push(name)
    if (open.length > BOUNDS.depthMax) return no('paper_bomb', 'tags nested too deep')
  }
  return isSeen && open.length === 0 ? ok('xml') : no('paper_damaged', 'a tag that is not closed')
}
