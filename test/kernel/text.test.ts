// What comes from outside as text: what looks alike is refused, and says why.
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import {
  code,
  dayText,
  decimalText,
  digestText,
  id,
  moneyAmount,
  moneyNotNegative,
  plainText,
  ratioText,
} from '../../src/kernel/text.ts'
import { filled, wordsSchema } from '../../src/kernel/words.ts'

const takes = (schema: z.ZodType, texts: readonly unknown[]) => texts.filter(text => schema.safeParse(text).success)
const HEX = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
const FULL_WIDTH = '\uff11\uff12\uff13'

describe('words of a person', () => {
  const words = plainText(10)

  test('any script passes, up to the length', () => {
    const fine = ['\ubcf4\uc99d', '\u62c5\u4fdd', 'a b', 'x'.repeat(10), '\ud83d\ude00']
    expect(takes(words, fine)).toEqual(fine)
  })

  test('NUL, other controls, lone surrogates, blanks at an end, nothing and too much are refused', () => {
    const odd = ['a\u0000b', 'a\nb', 'a\tb', '\u007f', '\u0085', '\ud800', 'a\udc00b', ' a', 'a ', 'a\n', '']
    expect(takes(words, [...odd, '\u3000a', 'x'.repeat(11), 1, null])).toEqual([])
  })

  test('the problem says which', () => {
    const said = (text: string) => words.safeParse(text).error?.issues.map(issue => issue.message)
    expect(said('\ud800')).toEqual(['a lone surrogate is no text'])
    expect(said('a\u0000b')).toEqual(['NUL and control characters are no text'])
    expect(said('a ')).toEqual(['blank at the beginning or the end'])
  })
})

describe('codes, ids and digests', () => {
  test('a code is lower-case ASCII words joined by one underscore', () => {
    const fine = ['a', 'grade_ceiling', 'sales_3y', 'statutory_50']
    const odd = ['', 'A', '_a', 'a_', 'a__b', '1a', 'a-b', 'a b', 'a\n', 'caf\u00e9', `a_${FULL_WIDTH}`, 'x'.repeat(65)]
    expect(takes(code, [...fine, ...odd])).toEqual(fine)
  })

  test('an id has no line end, no path, no full-width digit, no NUL', () => {
    const fine = ['firm-001', 'A', '10-1234567', 'a.b_c']
    const odd = ['', '-a', '.a', 'a/b', 'firm-001\n', `firm-${FULL_WIDTH}`, 'a\u0000', '\ud800', 'x'.repeat(65)]
    expect(takes(id, [...fine, ...odd])).toEqual(fine)
  })

  test('a digest names SHA-256 and has 64 lower-case hexadecimal digits', () => {
    const odd = [HEX, `sha256:${HEX.toUpperCase()}`, `sha256:${HEX}0`, `sha256:${HEX.slice(1)}`, `sha256:${HEX}\n`]
    expect(takes(digestText, [`sha256:${HEX}`, ...odd, `sha1:${HEX}`])).toEqual([`sha256:${HEX}`])
    const last = Array.from({ length: 300 }, (_, unit) => `sha256:${HEX.slice(1)}${String.fromCharCode(unit)}`)
    expect(
      takes(digestText, last)
        .map(text => String(text).at(-1))
        .join(''),
    ).toBe('0123456789abcdef')
  })
})

describe('numbers and days', () => {
  test('decimals and amounts are text: a number has already lost its value', () => {
    expect(takes(decimalText, ['0.85', 0.85, '-3', '1e3', FULL_WIDTH, '0.85\n', '.5'])).toEqual(['0.85', '-3'])
    expect(takes(moneyAmount, ['150000000', 150000000, '-5', '1.5', '-0', FULL_WIDTH, '1\n'])).toEqual([
      '150000000',
      '-5',
    ])
    expect(takes(moneyNotNegative, ['0', '7', '-1'])).toEqual(['0', '7'])
  })

  test('a decimal of sixty signs passes, a longer one is refused before anything computes with it', () => {
    const longest = `0.${'1'.repeat(58)}`
    expect(takes(decimalText, [longest, `${longest}1`])).toEqual([longest])
  })

  test('a ratio lies between 0 and 1', () => {
    const fine = ['0', '1', '0.5', '1.000', '0.999999']
    expect(takes(ratioText, [...fine, '1.0001', '-0.1', '2', '10', 'x'])).toEqual(fine)
  })

  test('a day exists', () => {
    const odd = ['2026-02-29', '2026-02-28\n', '2026-2-28', '2026-04-31', 20260228]
    expect(takes(dayText, ['2026-02-28', ...odd])).toEqual(['2026-02-28'])
  })
})

describe('sentences in three languages', () => {
  test('all three, and nothing else', () => {
    const three = { ko: '\ubcf4\uc99d', en: 'guarantee', zh: '\u62c5\u4fdd' }
    const { zh: _, ...two } = three
    expect(takes(wordsSchema, [three, two, { ...three, ja: 'x' }, { ...three, ko: '' }])).toEqual([three])
  })

  test('every gap is filled; a gap without its value is our own mistake', () => {
    expect(filled('{value} over {limit}', { value: '5', limit: '3' })).toBe('5 over 3')
    expect(() => filled('{value} over {limit}', { value: '5' })).toThrow('asks for limit')
  })

  test('what is filled in is not read again', () => {
    expect(filled('{value}', { value: '{limit} $& $1' })).toBe('{limit} $& $1')
  })
})
