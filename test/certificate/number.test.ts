/** The certificate number and its check digits. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { certificateNumber, checkDigits, readCertificateNumber } from '../../src/certificate/number.ts'

const codes = (text: string): readonly string[] => {
  const read = readCertificateNumber(text)
  return read.ok ? [] : read.refusals.map(refusal => refusal.code)
}
const parts = fc.record({
  year: fc.integer({ min: 1900, max: 9999 }),
  series: fc.integer({ min: 0, max: 9999 }),
  serial: fc.integer({ min: 1, max: 9_999_999 }),
})

describe('the certificate number', () => {
  it('takes its check digits from ISO/IEC 7064 MOD 97-10: 794 gives 44, as the standard shows', () => {
    expect(checkDigits('794')).toBe('44')
    expect(44 + 79_400 - 97 * Math.floor((44 + 79_400) / 97)).toBe(1)
  })

  it('gives back the parts it was made of', () => {
    fc.assert(
      fc.property(parts, given => {
        const read = readCertificateNumber(certificateNumber(given))
        expect(read.ok && read.value.parts).toEqual(given)
      }),
    )
  })

  it('finds every single wrong digit and every two digits swapped', () => {
    fc.assert(
      fc.property(parts, given => {
        const number = certificateNumber(given)
        for (let at = 0; at < number.length; at++) {
          if (number[at] === '-') continue
          for (const digit of '0123456789') {
            if (digit === number[at]) continue
            expect(codes(number.slice(0, at) + digit + number.slice(at + 1))).toHaveLength(1)
          }
          for (let other = at + 1; other < number.length && other <= at + 2; other++) {
            if (number[other] === '-' || number[other] === number[at]) continue
            const swapped = [...number]
            ;[swapped[at], swapped[other]] = [number[other] as string, number[at] as string]
            expect(codes(swapped.join(''))).toHaveLength(1)
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it.each([
    ['a newline at the end', (number: string) => `${number}\n`],
    ['a space before it', (number: string) => ` ${number}`],
    ['full-width digits', (number: string) => number.replace('2026', '\uff12\uff10\uff12\uff16')],
    ['Arabic-Indic digits', (number: string) => number.replace('2026', '\u0662\u0660\u0662\u0666')],
    ['other dashes', (number: string) => number.replaceAll('-', '\u2013')],
    ['no dashes', (number: string) => number.replaceAll('-', '')],
    ['nothing at all', () => ''],
    ['serial zero', () => `2026-1101-0000000-${checkDigits('202611010000000')}`],
    ['the year 0000', () => `0000-1101-0000001-${checkDigits('000011010000001')}`],
  ])('refuses %s as malformed', (_, spoil) => {
    expect(codes(spoil(certificateNumber({ year: 2026, series: 1101, serial: 42 })))).toEqual([
      'certificate_number_malformed',
    ])
  })

  it('refuses check digits that are only equal modulo 97', () => {
    // 02 and 99 leave the same rest; only one of them is ever written.
    const found = Array.from({ length: 2000 }, (_, index) =>
      certificateNumber({ year: 2026, series: 1, serial: index + 1 }),
    )
    const low = found.find(number => number.endsWith('-02')) as string
    expect(codes(low)).toEqual([])
    expect(codes(low.replace(/-02$/, '-99'))).toEqual(['certificate_number_check_digit'])
  })

  it('throws where our own counters leave their bounds', () => {
    expect(() => certificateNumber({ year: 2026, series: 1101, serial: 10_000_000 })).toThrow(RangeError)
    expect(() => certificateNumber({ year: 2026, series: 1.5, serial: 1 })).toThrow(RangeError)
  })
})
