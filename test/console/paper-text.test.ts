/** What is found in a paper's text, however it breaks its lines and sets its letters. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asQuotation, hitsIn, linesOf, pageText } from '../../src/console/appraiser/reader/text.ts'

const line = (text: string) => ({ text, endsLine: true })
const part = (text: string) => ({ text, endsLine: false })

describe('looking through a page', () => {
  test.each([
    ['spaces', [line('매 출 액은')], '매출액'],
    ['a line that breaks a word', [line('특허 출'), line('원 3건')], '출원 3건'],
    ['case', [line('KOTEC Report')], 'kotec report'],
    ['full width', [line('\uff21\uff22\uff23\uff11\uff12\uff13')], 'abc123'],
    ['Hangul in its letters', [line('매출'.normalize('NFD'))], '매출'],
    ['runs within a line', [part('기술'), line('평가')], '기술평가'],
  ])('disregards %s', (_, pieces, words) => {
    expect(hitsIn(pageText(pieces), words)).toHaveLength(1)
  })

  test('each place counts once, and nothing is asked for by blanks', () => {
    const page = pageText([line('가가가가')])
    expect(hitsIn(page, '가가')).toHaveLength(2)
    expect(hitsIn(page, ' \t')).toEqual([])
    expect(hitsIn(page, '나')).toEqual([])
  })

  test('a hit is told by the letters it stands on', () => {
    const [hit] = hitsIn(pageText([line('앞 줄'), line('뒤 매 출 끝')]), '매출')
    expect(hit).toEqual({ from: { piece: 1, from: 2, to: 3 }, to: { piece: 1, from: 4, to: 5 } })
  })

  test('the whole line is quoted, over the lines a hit goes over, and no longer than a quotation may be', () => {
    const page = pageText([line('첫 줄'), part('둘째 '), line('줄의 출'), line('원 셋째'), line('끝')])
    const [hit] = hitsIn(page, '출원')
    expect(hit === undefined ? '' : linesOf(page, hit)).toBe('둘째 줄의 출 원 셋째')
    expect(asQuotation('가'.repeat(600))).toHaveLength(500)
  })

  test('whatever stands in a page is found in it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1 }),
        fc.nat(),
        fc.nat(),
        (texts, one, other) => {
          const page = pageText(texts.map(line))
          const [from, to] = [one % (page.folded.length + 1), other % (page.folded.length + 1)].sort((a, b) => a - b)
          const words = page.folded.slice(from, to)
          // Half of a pair of surrogates, or of a letter that folds into several, is no word.
          fc.pre(words.trim() !== '' && words.isWellFormed() && words.normalize('NFKC').toLowerCase() === words)
          return hitsIn(page, words).length > 0
        },
      ),
    )
  })
})
