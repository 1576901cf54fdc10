/**
 * Reads as much of a PDF as a verifier needs: its one cross-reference table, the signature field and the attached
 * file. Strict: it takes files as this product writes them, in one revision, and no others. Pure and synchronous;
 * runs in a browser too.
 */
import { unzlibSync } from 'fflate'
import { bytesOfHex, latin } from './bytes.ts'

export type PdfReference = { readonly kind: 'reference'; readonly number: number }
export type PdfName = { readonly kind: 'name'; readonly name: string }
export type PdfText = { readonly kind: 'text'; readonly bytes: Uint8Array }
export type PdfStream = { readonly kind: 'stream'; readonly dictionary: PdfDictionary; readonly bytes: Uint8Array }
export type PdfDictionary = ReadonlyMap<string, PdfValue>
export type PdfValue =
  | number
  | boolean
  | null
  | PdfReference
  | PdfName
  | PdfText
  | PdfStream
  | PdfDictionary
  | readonly PdfValue[]

/** Anything a writer of ours would not have written. */
class Unreadable extends Error {}
const unreadable = (): never => {
  throw new Unreadable()
}

const WHITE = new Set([0, 9, 10, 12, 13, 32])
const DELIMITERS = new Set([...'()<>[]{}/%'].map(character => character.charCodeAt(0)))
const MOST_NESTED = 32

class Reader {
  private readonly bytes: Uint8Array
  at: number
  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes
    this.at = at
  }

  peek(text: string): boolean {
    for (let index = 0; index < text.length; index++) {
      if (this.bytes[this.at + index] !== text.charCodeAt(index)) return false
    }
    return true
  }
  take(text: string): void {
    if (!this.peek(text)) unreadable()
    this.at += text.length
  }
  blank(): void {
    while (WHITE.has(this.bytes[this.at] ?? -1)) this.at++
  }
  word(): string {
    const from = this.at
    while (this.at < this.bytes.length) {
      const byte = this.bytes[this.at] as number
      if (WHITE.has(byte) || DELIMITERS.has(byte)) break
      this.at++
    }
    return latin(this.bytes.subarray(from, this.at))
  }
  wholeNumber(): number {
    const word = this.word()
    return /^(0|[1-9][0-9]{0,9})$/.test(word) ? Number(word) : unreadable()
  }
  slice(length: number): Uint8Array {
    if (this.at + length > this.bytes.length) unreadable()
    this.at += length
    return this.bytes.subarray(this.at - length, this.at)
  }

  value(depth = 0): PdfValue {
    if (depth > MOST_NESTED) unreadable()
    this.blank()
    if (this.peek('<<')) return this.dictionary(depth)
    if (this.peek('[')) return this.array(depth)
    if (this.peek('/')) return this.name()
    if (this.peek('(')) return this.text()
    if (this.peek('<')) return this.hex()
    const word = this.word()
    if (word === 'true' || word === 'false') return word === 'true'
    if (word === 'null') return null
    if (!/^[-+]?[0-9]*\.?[0-9]+$/.test(word)) unreadable()
    const before = this.at
    const second = /^[0-9]+$/.test(word) ? /^ ([0-9]+) R/.exec(latin(this.bytes.subarray(this.at, this.at + 10))) : null
    if (second === null) return Number(word)
    this.at = before + second[0].length
    return second[1] === '0' ? { kind: 'reference', number: Number(word) } : unreadable()
  }
  name(): PdfName {
    this.take('/')
    return { kind: 'name', name: this.word() }
  }
  private hex(): PdfText {
    this.take('<')
    const from = this.at
    while (!this.peek('>')) {
      if (this.at >= this.bytes.length) unreadable()
      this.at++
    }
    const digits = latin(this.bytes.subarray(from, this.at))
    this.take('>')
    if (!/^(?:[0-9a-f]{2})*$/.test(digits)) unreadable()
    return { kind: 'text', bytes: bytesOfHex(digits) }
  }
  private text(): PdfText {
    this.take('(')
    const bytes: number[] = []
    for (let open = 1; ; this.at++) {
      const byte = this.bytes[this.at] ?? unreadable()
      if (byte === 0x5c) {
        bytes.push(this.bytes[++this.at] ?? unreadable())
        continue
      }
      if (byte === 0x28) open++
      if (byte === 0x29 && --open === 0) break
      bytes.push(byte)
    }
    this.take(')')
    return { kind: 'text', bytes: Uint8Array.from(bytes) }
  }
  private array(depth: number): readonly PdfValue[] {
    this.take('[')
    const values: PdfValue[] = []
    for (this.blank(); !this.peek(']'); this.blank()) values.push(this.value(depth + 1))
    this.take(']')
    return values
  }
  private dictionary(depth: number): PdfDictionary {
    this.take('<<')
    const entries = new Map<string, PdfValue>()
    for (this.blank(); !this.peek('>>'); this.blank()) {
      const { name } = this.name()
      // Two values under one name are read differently by different readers.
      if (entries.has(name)) unreadable()
      entries.set(name, this.value(depth + 1))
    }
    this.take('>>')
    return entries
  }
}

const isDictionary = (value: PdfValue | undefined): value is PdfDictionary => value instanceof Map

/** A file opened by its one cross-reference table. */
class Opened {
  readonly trailer: PdfDictionary
  private readonly bytes: Uint8Array
  private readonly offsets: readonly number[]

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    const tail = latin(bytes.subarray(Math.max(0, bytes.length - 64)))
    const start = /\nstartxref\n([0-9]{1,10})\n%%EOF\n$/.exec(tail)
    const reader = new Reader(bytes, start === null ? unreadable() : Number(start[1]))
    reader.take('xref\n0 ')
    const count = reader.wholeNumber()
    reader.take('\n')
    const rows = latin(reader.slice(count * 20))
    const offsets: number[] = []
    for (let row = 0; row < count; row++) {
      const entry = /^([0-9]{10}) ([0-9]{5}) ([nf]) \n$/.exec(rows.slice(row * 20, row * 20 + 20)) ?? unreadable()
      if ((entry[3] === 'f') !== (row === 0)) unreadable()
      offsets.push(Number(entry[1]))
    }
    this.offsets = offsets
    reader.take('trailer\n')
    const trailer = reader.value()
    // An earlier revision could hold anything.
    this.trailer = isDictionary(trailer) && !trailer.has('Prev') && !trailer.has('XRefStm') ? trailer : unreadable()
  }

  offsetOf(reference: PdfReference): number {
    return reference.number > 0 ? (this.offsets[reference.number] ?? unreadable()) : unreadable()
  }
  /** Follows a reference to its value; a value that is none stands for itself. */
  follow(value: PdfValue | undefined): PdfValue {
    if (value === undefined) return unreadable()
    if (typeof value !== 'object' || value === null || !('kind' in value) || value.kind !== 'reference') return value
    const reader = new Reader(this.bytes, this.offsetOf(value))
    reader.take(`${value.number} 0 obj\n`)
    const found = reader.value()
    reader.blank()
    if (isDictionary(found) && reader.peek('stream\n')) {
      reader.take('stream\n')
      const length = found.get('Length')
      if (typeof length !== 'number' || !Number.isSafeInteger(length) || length < 0) return unreadable()
      return { kind: 'stream', dictionary: found, bytes: reader.slice(length) }
    }
    return found
  }
  dictionary(value: PdfValue | undefined): PdfDictionary {
    const found = this.follow(value)
    return isDictionary(found) ? found : unreadable()
  }
  list(value: PdfValue | undefined): readonly PdfValue[] {
    const found = this.follow(value)
    return Array.isArray(found) ? found : unreadable()
  }
}

const nameOf = (value: PdfValue | undefined): string | undefined =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'name' ? value.name : undefined

const textOf = (value: PdfValue | undefined): string => {
  if (typeof value !== 'object' || value === null || !('kind' in value) || value.kind !== 'text') return unreadable()
  const { bytes } = value
  return bytes[0] === 0xfe && bytes[1] === 0xff ? new TextDecoder('utf-16be').decode(bytes.subarray(2)) : latin(bytes)
}

const isReference = (value: PdfValue | undefined): value is PdfReference =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'reference'

/** An attachment above this is no record of ours. */
const MOST_ATTACHED = 64 * 1024 * 1024

function attachmentOf(file: Opened, catalogue: PdfDictionary): PaperAttachment | undefined {
  const names = file.dictionary(catalogue.get('Names'))
  if (!names.has('EmbeddedFiles')) return undefined
  const listed = file.list(file.dictionary(names.get('EmbeddedFiles')).get('Names'))
  const associated = file.list(catalogue.get('AF'))
  const specification = listed[1]
  // Exactly one, and the same one by both of the ways that readers take.
  if (listed.length !== 2 || associated.length !== 1 || !isReference(specification)) return undefined
  const other = associated[0]
  if (!isReference(other) || other.number !== specification.number) return undefined
  const entry = file.dictionary(specification)
  const stream = file.follow(file.dictionary(entry.get('EF')).get('F'))
  if (typeof stream !== 'object' || stream === null || !('kind' in stream) || stream.kind !== 'stream') return undefined
  const size = file.dictionary(stream.dictionary.get('Params')).get('Size')
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0 || size > MOST_ATTACHED) return undefined
  if (nameOf(entry.get('AFRelationship')) !== 'Data' || nameOf(stream.dictionary.get('Filter')) !== 'FlateDecode')
    return undefined
  const bytes = unzlibSync(stream.bytes)
  return bytes.length === size ? { name: textOf(entry.get('UF')), bytes } : undefined
}

export type PaperAttachment = { readonly name: string; readonly bytes: Uint8Array }
export type OpenedPaper = {
  /** Where the one signature dictionary stands, and the ranges that it names. */
  readonly sealAt: number
  readonly byteRange: readonly PdfValue[]
  readonly subFilter: string | undefined
  /** Undefined where there is none, more than one, or one that is not what it says. */
  readonly attachment: PaperAttachment | undefined
}

/**
 * Opens a paper whose seal has already been found good; undefined where it is not built as this product builds papers.
 */
export function openPaper(bytes: Uint8Array): OpenedPaper | undefined {
  try {
    const file = new Opened(bytes)
    const catalogue = file.dictionary(file.trailer.get('Root'))
    const fields = file.list(file.dictionary(catalogue.get('AcroForm')).get('Fields'))
    const seal = file.dictionary(fields[0]).get('V')
    if (fields.length !== 1 || !isReference(seal)) return undefined
    const signature = file.dictionary(seal)
    return {
      sealAt: file.offsetOf(seal),
      byteRange: file.list(signature.get('ByteRange')),
      subFilter: nameOf(signature.get('SubFilter')),
      attachment: attachmentOf(file, catalogue),
    }
  } catch {
    // Unreadable, or a stream that does not unpack: to a verifier the same thing.
    return undefined
  }
}
