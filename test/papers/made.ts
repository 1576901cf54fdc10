/** Small papers of every kind, made here byte by byte: whole ones, and ones with something wrong in them. */
import { deflateRawSync, deflateSync } from 'node:zlib'

/** A PDF of one page, with more objects where wanted. */
export const pdf = (more = '', stream?: { head: string; bytes: Uint8Array }): Buffer =>
  Buffer.concat([
    Buffer.from(
      [
        '%PDF-1.7',
        '1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj',
        '2 0 obj\n<</Type/Pages/Count 1/Kids[3 0 R]>>\nendobj',
        '3 0 obj\n<</Type/Page/Parent 2 0 R>>\nendobj',
        more,
      ].join('\n'),
    ),
    ...(stream === undefined
      ? []
      : [
          Buffer.from(`4 0 obj\n<<${stream.head}/Length ${stream.bytes.length}>>\nstream\n`),
          stream.bytes,
          Buffer.from('\nendstream\nendobj\n'),
        ]),
    Buffer.from('trailer\n<</Root 1 0 R>>\n%%EOF\n'),
  ])
/** A ZIP of stored or deflated entries. */
export function zip(
  entries: readonly { name: string; bytes: Uint8Array; size?: number; flags?: number }[],
  count = entries.length,
): Buffer {
  const [parts, directory]: [Buffer[], Buffer[]] = [[], []]
  let at = 0
  for (const { name, bytes, size = bytes.length, flags = 0 } of entries) {
    const packed = deflateRawSync(bytes)
    const head = Buffer.alloc(30)
    head.writeUInt32LE(0x04034b50, 0)
    head.writeUInt16LE(8, 8)
    head.writeUInt32LE(packed.length, 18)
    head.writeUInt32LE(size, 22)
    head.writeUInt16LE(name.length, 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(flags, 8)
    entry.writeUInt16LE(8, 10)
    entry.writeUInt32LE(packed.length, 20)
    entry.writeUInt32LE(size, 24)
    entry.writeUInt16LE(name.length, 28)
    entry.writeUInt32LE(at, 42)
    parts.push(head, Buffer.from(name), packed)
    directory.push(entry, Buffer.from(name))
    at += 30 + name.length + packed.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(listed.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...parts, listed, end])
}
export const text = (words: string) => Buffer.from(words)
export const xlsx = (...more: { name: string; bytes: Uint8Array; size?: number; flags?: number }[]) =>
  zip([
    { name: '[Content_Types].xml', bytes: text('<Types/>') },
    { name: 'xl/workbook.xml', bytes: text('<workbook/>') },
    ...more,
  ])
export const png = (width = 2, height = 2): Buffer => {
  const chunk = (type: string, bytes: Buffer) => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    return Buffer.concat([length, text(type), bytes, Buffer.alloc(4)])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.alloc(20))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
export const jpeg = (width = 4): Buffer =>
  Buffer.from(
    [
      'ffd8ffe000104a46494600010100000100010000ffc0000b080004',
      width.toString(16).padStart(4, '0'),
      '01011100ffda0008010100003f00aaffd9',
    ].join(''),
    'hex',
  )
/** The industry's test string, which every scanner takes for a virus. */
export const EICAR = `X5O!P%@AP[4\\PZX54(P^)7CC)7}$${'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'}`
