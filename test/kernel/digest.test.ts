// Canonical JSON and its digest, held to the examples printed in RFC 8785 and FIPS 180-4.
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson, digested, digestOf, type Json, orderedJson } from '../../src/kernel/digest.ts'
import * as onNode from '../../src/kernel/sha256.node.ts'
import * as inBrowser from '../../src/kernel/sha256.ts'

const json = (): fc.Arbitrary<Json> =>
  fc.letrec<{ value: Json }>(tie => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.string({ unit: 'binary' }),
      fc.maxSafeInteger(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.string({ unit: 'binary' }), tie('value'), { maxKeys: 4 }),
    ) as fc.Arbitrary<Json>,
  })).value

/** The same value with its keys put in the opposite order. */
const reversed = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(item => reversed(item as Json))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reversed(item as Json)]),
  )
}

describe('canonical JSON (RFC 8785)', () => {
  test('keys stand in the order of their UTF-16 code units, as section 3.2.3 prints them', () => {
    const printed = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    }
    const order = [...canonicalJson(printed).matchAll(/:"([^"]+)"/g)].map(found => found[1])
    expect(order).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ])
  })

  test('strings and literals are written as in the sample of section 3.2.2', () => {
    const sample = { string: '\u20ac$\u000f\u000aA\u0027\u0042\u0022\u005c\\"/', literals: [null, true, false] }
    expect(canonicalJson(sample)).toBe('{"literals":[null,true,false],"string":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}')
  })

  test('the short escapes of section 3.2.2.2 are used where there are any, lower-case hexadecimal elsewhere', () => {
    expect(canonicalJson('\b\t\n\f\r')).toBe('"\\b\\t\\n\\f\\r"')
    expect(canonicalJson('\u0000\u001f')).toBe('"\\u0000\\u001f"')
    // DEL, the solidus and everything above ASCII stand as they are.
    expect(canonicalJson('\u007f/\u2028')).toBe('"\u007f/\u2028"')
  })

  test('a key whose value is undefined is left out, wherever it stands', () => {
    expect(canonicalJson({ a: undefined, b: 1, c: undefined })).toBe('{"b":1}')
    expect(canonicalJson({ a: undefined })).toBe('{}')
  })

  test('minus zero is zero (section 3.2.2.3 with ECMAScript 7.1.12.1)', () => {
    expect(canonicalJson(-0)).toBe('0')
  })

  test('a fraction, an unsafe integer and what is no number are refused: decimals are text', () => {
    for (const value of [0.5, 2 ** 53, -(2 ** 53), Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => canonicalJson(value)).toThrow('no safe integer')
    expect(canonicalJson(2 ** 53 - 1)).toBe('9007199254740991')
  })

  test('a lone surrogate is refused, in a value and in a key', () => {
    expect(() => canonicalJson('\ud800')).toThrow('lone surrogate')
    expect(() => canonicalJson({ '\udc00': 1 })).toThrow('lone surrogate')
  })

  test('a bigint and a function have no place in it', () => {
    expect(() => canonicalJson(1n as unknown as Json)).toThrow('no place in JSON')
    expect(() => canonicalJson((() => 1) as unknown as Json)).toThrow('no place in JSON')
  })

  test('the text reads back as the value it was made from', () => {
    fc.assert(
      fc.property(json(), value => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  test('keys that begin alike stay apart, however often they are written and however many went before', () => {
    const alike = () => expect(canonicalJson({ k: 1, ke: 2, key: 3 })).toBe('{"k":1,"ke":2,"key":3}')
    alike()
    alike()
    for (let i = 0; i < 5000; i++) expect(canonicalJson({ [`n${i}`]: i })).toBe(`{"n${i}":${i}}`)
    alike()
  })

  test('the order in which keys were written never shows', () => {
    fc.assert(
      fc.property(json(), value => {
        expect(canonicalJson(reversed(value))).toBe(canonicalJson(value))
      }),
    )
  })
})

describe('JSON in order', () => {
  test('is one text whatever the order of names, and two for two values, whatever anybody sends', () => {
    const any = fc.jsonValue({ noUnicodeString: false })
    fc.assert(
      fc.property(any, value => {
        expect(JSON.parse(orderedJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
        expect(orderedJson(reversed(value as Json))).toBe(orderedJson(value))
      }),
    )
    expect(orderedJson({ b: [0.5, -0, 1e300], a: '\ud800', '\udc00': null })).toBe(
      '{"a":"\\ud800","b":[0.5,0,1e+300],"\\udc00":null}',
    )
  })

  test('leaves nothing behind that canonical JSON would take', () => {
    expect(orderedJson({ '\udfff': 1 })).toBe('{"\\udfff":1}')
    expect(() => canonicalJson({ '\udfff': 1 })).toThrow('lone surrogate')
  })
})

describe.each([
  ['as Node has it', onNode],
  ['as a browser has it', inBrowser],
])('SHA-256 (FIPS 180-4) %s', (_, { sha256, sha256Hex, sha256HexOf }) => {
  test('one block: "abc"', () => {
    expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })

  test('two blocks, and nothing at all', () => {
    expect(sha256Hex('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq')).toBe(
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    )
    expect(sha256Hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  })

  test('text is taken as UTF-8: a Hangul syllable is three bytes, a lone surrogate the sign of replacement', () => {
    expect(sha256Hex('\ud55c')).toBe(sha256Hex(new Uint8Array([0xed, 0x95, 0x9c])))
    expect(sha256Hex('\ud800')).toBe(sha256Hex('\ufffd'))
  })

  test('agrees with OpenSSL on any bytes and any text, as bytes and as hexadecimal', () => {
    const input = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: 'binary', maxLength: 100 }))
    fc.assert(
      fc.property(input, given => {
        const due = createHash('sha256').update(given).digest()
        expect(sha256Hex(given)).toBe(due.toString('hex'))
        expect([...sha256(given)]).toEqual([...due])
      }),
    )
  })

  test('texts one behind the other are as one text', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 80 }), { maxLength: 4 }), texts => {
        expect(sha256HexOf(texts)).toBe(sha256Hex(texts.join('')))
      }),
    )
  })
})

test('a digest names its method and is over the canonical text', () => {
  expect(digestOf({ b: 1, a: 2 })).toBe(`sha256:${inBrowser.sha256Hex('{"a":2,"b":1}')}`)
})

describe('a body with its own digest in it', () => {
  test('is the canonical text of body and digest, the digest being over the body alone', () => {
    const body = fc.dictionary(
      fc.string({ unit: 'binary', maxLength: 8 }).filter(key => key !== 'digest'),
      json(),
      { maxKeys: 5 },
    )
    fc.assert(
      fc.property(body, given => {
        const { digest, text } = digested(given)
        expect(digest).toBe(digestOf(given))
        expect(text).toBe(canonicalJson({ ...given, digest }))
      }),
    )
  })

  test('wherever among the keys the digest has to stand', () => {
    expect(digested({ a: 1, z: 2 }).text).toMatch(/^\{"a":1,"digest":"sha256:[0-9a-f]{64}","z":2\}$/)
    expect(digested({ a: 1, b: undefined }).text).toMatch(/^\{"a":1,"digest":"[^"]+"\}$/)
    expect(digested({}).text).toMatch(/^\{"digest":"[^"]+"\}$/)
  })
})
