/**
 * How many pages a PDF has, by its page tree (ISO 32000-1, 7.7.3): the pages that are reached from the catalog must be
 * as many as the tree's root says. Where they are not, or cannot be reached, it is not known, and nobody says a number.
 */
import { BOUNDS, type Inflate } from './content.ts'

/** Bytes as characters of one byte each. */
const latin = new TextDecoder('latin1')
const reference = (text: string, key: string): string | undefined =>
  new RegExp(`/${key}\\s+(\\d{1,9})\\s+\\d{1,5}\\s+R\\b`).exec(text)?.[1]
/** A name may be written with its letters in hexadecimal. */
const plain = (text: string): string =>
  text.replace(/#([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

type Structure = { readonly objects: ReadonlyMap<string, string>; readonly root: string | undefined }

/** Objects in a stream of objects: pairs of number and place stand first, then what they are. */
function packedIn(head: string, content: string, objects: Map<string, string>): void {
  const first = Number(/\/First\s+(\d{1,9})/.exec(head)?.[1])
  const pairs = content.slice(0, first).trim().split(/\s+/).map(Number)
  for (let at = 0; at + 1 < pairs.length; at += 2) {
    const [from = 0, to] = [pairs[at + 1], pairs[at + 3]]
    objects.set(String(pairs[at]), plain(content.slice(first + from, to === undefined ? undefined : first + to)))
  }
}

/** Every object outside streams and within streams of objects; of two of one number the later counts, as in updates. */
function structureOf(bytes: Uint8Array, inflate: Inflate): Structure | undefined {
  const text = latin.decode(bytes)
  const objects = new Map<string, string>()
  let root: string | undefined
  const openings = /(?<!\d)(\d{1,9})\s+\d{1,5}\s+obj\b|\btrailer\b/g
  for (let match = openings.exec(text); match !== null; match = openings.exec(text)) {
    const from = match.index + match[0].length
    const rest = /endobj|(?<!end)stream\r?\n|startxref|%%EOF/g
    rest.lastIndex = from
    const close = rest.exec(text)
    if (close === null) return undefined
    const head = plain(text.slice(from, close.index))
    if (match[1] !== undefined) objects.set(match[1], head)
    if (match[1] === undefined || /\/Type\s*\/XRef\b/.test(head)) root = reference(head, 'Root') ?? root
    openings.lastIndex = rest.lastIndex
    if (!close[0].startsWith('stream')) continue
    const end = text.indexOf('endstream', rest.lastIndex)
    if (end < 0) return undefined
    openings.lastIndex = end
    if (!/\/Type\s*\/ObjStm\b/.test(head)) continue
    const packed = bytes.subarray(rest.lastIndex, end)
    const isPacked = head.includes('/Filter')
    if (isPacked && (!/\/Filter\s*\[?\s*\/(?:FlateDecode|Fl)\b/.test(head) || head.includes('/DecodeParms')))
      return undefined
    const content = isPacked ? inflate(packed, 'zlib', BOUNDS.unpackedMax) : { bytes: packed }
    if ('isOver' in content) return undefined
    packedIn(head, latin.decode(content.bytes), objects)
  }
  return { objects, root }
}

/**
 * The number of pages, or null where it cannot be told.
 * @param bytes a PDF that was looked into before (`kindOf`): it is neither locked nor a bomb
 */
export function pagesOfPdf(bytes: Uint8Array, inflate: Inflate): number | null {
  const structure = structureOf(bytes, inflate)
  const { objects, root } = structure ?? {}
  const catalog = root === undefined ? undefined : objects?.get(root)
  const top = catalog === undefined ? undefined : reference(catalog, 'Pages')
  if (objects === undefined || top === undefined) return null
  /** What stands behind a key: itself, or the object it refers to. */
  const behind = (node: string, key: string): string | undefined => {
    const of = reference(node, key)
    return of === undefined ? node.split(`/${key}`)[1] : objects.get(of)
  }
  const met = new Set<string>()
  const open = [top]
  let pages = 0
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = objects.get(id)
    if (node === undefined || met.has(id)) return null
    met.add(id)
    if (/\/Type\s*\/Page(?![A-Za-z])/.test(node)) pages += 1
    else if (/\/Kids\b/.test(node)) {
      const kids = /^\s*\[([^\]]*)\]/.exec(behind(node, 'Kids') ?? '')?.[1]
      if (kids === undefined) return null
      for (const [, kid = ''] of kids.matchAll(/(\d{1,9})\s+\d{1,5}\s+R\b/g)) open.push(kid)
    } else return null
  }
  const said = /^\s*(\d{1,9})/.exec(behind(objects.get(top) ?? '', 'Count') ?? '')?.[1]
  return said !== undefined && Number(said) === pages && pages > 0 ? pages : null
}
