/**
 * XML as the files of a workbook are written, read piece by piece: tags and text, nested rightly, no document type, no
 * entities but the five of XML, no comments. What is else is broken.
 */

export type Token =
  | { readonly kind: 'open'; readonly name: string; readonly attributes: string; readonly isAlone: boolean }
  | { readonly kind: 'close'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string }

/** Enough for any file of a workbook; their tags nest about ten deep. */
const DEPTH_MAX = 60
/** Bytes that are decoded at once. */
const PIECE = 1024 * 1024
/** A tag or text longer than this is none of a workbook's. */
const TOKEN_MAX = 4 * 1024 * 1024

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Text with its entities resolved; undefined where one is unknown. */
export function unescaped(text: string): string | undefined {
  if (!text.includes('&')) return text
  let isWrong = false
  const plain = text.replace(/&([^;&]{0,12})(;?)/g, (_, name: string, end: string) => {
    const digits = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(name)
    const code = digits === null ? undefined : Number.parseInt(digits[1] ?? digits[2] ?? '', digits[1] ? 16 : 10)
    const sign = code === undefined ? NAMED[name] : code <= 0x10ffff ? String.fromCodePoint(code) : undefined
    if (end === '' || sign === undefined) isWrong = true
    return sign ?? ''
  })
  return isWrong ? undefined : plain
}

/** The value of an attribute, of those of a tag. */
export function attribute(attributes: string, name: string): string | undefined {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes)
  const value = found?.[1] ?? found?.[2]
  return value === undefined ? undefined : unescaped(value)
}

const ATTRIBUTES = /^(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*$/
const NAME = /^([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)/

/**
 * Gives every token of a file, names without their prefix. False where the file is broken; what was given before that
 * is then worth nothing.
 */
export function readXml(bytes: Uint8Array, take: (token: Token) => void): boolean {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const open: string[] = []
  let [text, isBegun] = ['', false]
  /** What is left of a text that was not to its end; undefined where it is broken. */
  const eat = (): string | undefined => {
    let at = 0
    for (;;) {
      const tag = text.indexOf('<', at)
      if (tag < 0) return text.slice(at)
      const end = text.indexOf('>', tag)
      if (end < 0) return text.slice(at)
      if (tag > at) {
        const plain = unescaped(text.slice(at, tag))
        if (plain === undefined || (open.length === 0 && plain.trim() !== '')) return undefined
        if (open.length > 0) take({ kind: 'text', text: plain })
      }
      if (!tagTaken(text.slice(tag + 1, end))) return undefined
      at = end + 1
    }
  }
  const tagTaken = (inner: string): boolean => {
    if (inner.startsWith('?')) {
      const isFirst = !isBegun
      isBegun = true
      return isFirst && /^\?xml\s[^<]*\?$/.test(inner)
    }
    isBegun = true
    if (inner.startsWith('/')) {
      const name = inner.slice(1).trim()
      if (open.pop() !== name) return false
      take({ kind: 'close', name: name.slice(name.indexOf(':') + 1) })
      return true
    }
    const found = NAME.exec(inner)
    if (found === null || inner.includes('<')) return false
    const [whole, , name = ''] = found
    const isAlone = inner.endsWith('/')
    const attributes = inner.slice(whole.length, isAlone ? -1 : undefined)
    // Else a bracket stood within a value, which no writer of workbooks leaves there.
    if (!ATTRIBUTES.test(attributes)) return false
    take({ kind: 'open', name, attributes, isAlone })
    if (isAlone) take({ kind: 'close', name })
    else open.push(whole)
    return open.length <= DEPTH_MAX
  }
  try {
    for (let from = 0; from < bytes.length; from += PIECE) {
      text += decoder.decode(bytes.subarray(from, from + PIECE), { stream: true })
      const left = eat()
      if (left === undefined || left.length > TOKEN_MAX) return false
      text = left
    }
    text += decoder.decode()
  } catch {
    return false
  }
  return open.length === 0 && isBegun && text.trim() === ''
}
