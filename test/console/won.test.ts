/** Amounts as the console reads and writes them, and tables as it hands them out. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { csvOf } from '../../src/console/parts/csv.ts'
import { wonIn, wonText, wonWords } from '../../src/console/parts/won.ts'

describe('amounts as people write them', () => {
  test.each([
    ['1.5억', 150_000_000n],
    ['15000만', 150_000_000n],
    ['1억 5천만', 150_000_000n],
    ['1억5000만원', 150_000_000n],
    ['\uff11\uff15\uff10\uff0c\uff10\uff10\uff10\uff0c\uff10\uff10\uff10', 150_000_000n],
    ['₩1,523,400,000', 1_523_400_000n],
    ['2조 3억', 2_000_300_000_000n],
    ['3천 5백', 3_500n],
    ['1.2亿', 120_000_000n],
    ['0', 0n],
  ])('%s', (text, won) => expect(wonIn(text)).toBe(won))

  test.each(['', '억대', '1.00000001만', '1만 2억', '3..5', '-5', '1e9', '12만34만', '1234567890123456789'])(
    '%s is no amount',
    text => expect(wonIn(text)).toBeNull(),
  )

  test('what is shown in words is read back as the same amount, in each language', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 18n - 1n), fc.constantFrom('ko', 'en', 'zh'), (won, language) => {
        expect(wonIn(wonWords(won, language))).toBe(won)
        expect(wonIn(wonText(won))).toBe(won)
      }),
      { numRuns: 10_000 },
    )
  })

  test('the words themselves', () => {
    expect(wonWords(1_523_400_000n, 'ko')).toBe('15억 2,340만')
    expect(wonWords('120000000', 'zh')).toBe('1亿 2,000万')
    expect(wonWords(-10_000n, 'ko')).toBe('-1만')
  })
})

describe('tables taken away', () => {
  test('a cell a spreadsheet would run becomes text, a number stays one', () => {
    const text = csvOf(
      ['a', 'b'],
      [
        ['=1+1', -5],
        ['@x', 'a "b", c'],
        ['-12.5', null],
      ],
    )
    expect(text).toBe(`\uFEFFa,b\r\n'=1+1,-5\r\n'@x,"a ""b"", c"\r\n-12.5,\r\n`)
  })
})
