/**
 * Columns in as few bytes as their values need: `value = base + code x step`, codes of one, two or four bytes, the
 * greatest code for what is not known; a column of one value takes none. Exact for whole numbers below 2^53.
 */

/** `f64` holds whatever no code can. */
export const WIDTHS = { one: 0, u8: 1, u16: 2, u32: 4, f64: 8 } as const
export type Width = keyof typeof WIDTHS

/** What a column is read by; `base` is null where every value is unknown. */
export type Shape = { readonly width: Width; readonly base: number | null; readonly step: number }

function divisorOf(a: number, b: number): number {
  let [x, y] = [a, b]
  while (y !== 0) [x, y] = [y, x % y]
  return x
}

/** The narrowest shape that holds every value. */
export function shapeOf(values: Float64Array): Shape {
  let [least, most, isKnown, isUnknown, isWhole] = [
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    false,
    false,
    true,
  ]
  for (const value of values)
    if (Number.isNaN(value)) isUnknown = true
    else {
      isKnown = true
      if (value < least) least = value
      if (value > most) most = value
      if (!Number.isSafeInteger(value)) isWhole = false
    }
  if (!isKnown) return { width: 'one', base: null, step: 1 }
  if (least === most && !isUnknown) return { width: 'one', base: least, step: 1 }
  if (!isWhole || !Number.isSafeInteger(most - least)) return { width: 'f64', base: 0, step: 1 }
  let step = 0
  for (let i = 0; i < values.length && step !== 1; i++) {
    const above = (values[i] as number) - least
    // Nearly every value is a multiple already: exact below 2^53, and a third of the time of a remainder.
    if (Math.floor(above / step) * step === above || Number.isNaN(above)) continue
    step = divisorOf(above, step)
  }
  step = step === 0 ? 1 : step
  const codes = (most - least) / step
  const width = codes < 0xff ? 'u8' : codes < 0xffff ? 'u16' : codes < 0xffffffff ? 'u32' : 'f64'
  return width === 'f64' ? { width, base: 0, step: 1 } : { width, base: least, step }
}

/** Writes values as their shape's codes. @param to begins at a multiple of eight */
export function narrow(values: Float64Array, { width, base, step }: Shape, to: Uint8Array): void {
  if (width === 'one') return
  const codes = codesOf(width, to, values.length)
  if (width === 'f64') codes.set(values)
  else {
    const unknown = 2 ** (8 * WIDTHS[width]) - 1
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number
      codes[i] = Number.isNaN(value) ? unknown : (value - (base ?? 0)) / step
    }
  }
}

const codesOf = (width: Exclude<Width, 'one'>, { buffer, byteOffset }: Uint8Array, count: number) => {
  switch (width) {
    case 'u8':
      return new Uint8Array(buffer, byteOffset, count)
    case 'u16':
      return new Uint16Array(buffer, byteOffset, count)
    case 'u32':
      return new Uint32Array(buffer, byteOffset, count)
    case 'f64':
      return new Float64Array(buffer, byteOffset, count)
    default:
      return width satisfies never
  }
}

/**
 * The codes of a column of one byte as they stand, and the value of each; undefined for any other column.
 * @param from begins at a multiple of eight
 */
export function bytesOf({ width, base, step }: Shape, from: Uint8Array, count: number) {
  if (width !== 'u8' && width !== 'one') return undefined
  const first = base ?? Number.NaN
  if (width === 'one') return { codes: new Uint8Array(count), values: Float64Array.of(first) }
  const values = Float64Array.from({ length: UNKNOWN_BYTE + 1 }, (_, code) => first + code * step)
  values[UNKNOWN_BYTE] = Number.NaN
  return { codes: new Uint8Array(from.buffer, from.byteOffset, count), values }
}
const UNKNOWN_BYTE = 0xff

/** Reads a column into `out`. @param from begins at a multiple of eight */
export function widen({ width, base, step }: Shape, from: Uint8Array, out: Float64Array): void {
  const first = base ?? Number.NaN
  switch (width) {
    case 'one':
      out.fill(first)
      return
    case 'f64':
      out.set(codesOf('f64', from, out.length))
      return
    case 'u8':
      widenBytes(codesOf('u8', from, out.length) as Uint8Array, first, step, out)
      return
    case 'u16': {
      const codes = codesOf('u16', from, out.length) as Uint16Array
      for (let i = 0; i < codes.length; i++) {
        const code = codes[i] as number
        out[i] = code === 0xffff ? Number.NaN : first + code * step
      }
      return
    }
    case 'u32': {
      const codes = codesOf('u32', from, out.length) as Uint32Array
      for (let i = 0; i < codes.length; i++) {
        const code = codes[i] as number
        out[i] = code === 0xffffffff ? Number.NaN : first + code * step
      }
      return
    }
    default:
      width satisfies never
  }
}

/** Flags, counts and codes are most of a book: a table of 256 values is read instead of computing each. */
const TABLE = new Float64Array(256)
function widenBytes(codes: Uint8Array, first: number, step: number, out: Float64Array): void {
  for (let code = 0; code < 255; code++) TABLE[code] = first + code * step
  TABLE[255] = Number.NaN
  for (let i = 0; i < codes.length; i++) out[i] = TABLE[codes[i] as number] as number
}
