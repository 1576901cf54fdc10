/**
 * Every syllable and character that a name may hold is drawn by a font that has it, and no line is wider than its room.
 */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CertificateContent } from '../../src/certificate/content.ts'
import { laidOut } from '../../src/certificate/layout-pages.ts'
import { MARGIN, PAGE, type Paper, type Tag } from '../../src/certificate/layout-paper.ts'
import { typesetter } from '../../src/certificate/layout-text.ts'
import { openPress } from '../../src/platform/fonts.ts'
import { sampleContent } from './sample.ts'

const { fonts } = openPress()
const korean = typesetter(fonts, 'ko')
const chinese = typesetter(fonts, 'zh')
const between = (first: number, last: number): string =>
  Array.from({ length: last - first + 1 }, (_, index) => String.fromCodePoint(first + index)).join('')

/** Characters of the rows of a national standard, by the decoder of the platform. */
function rowsOf(encoding: string, first: number, last: number): string {
  const decoder = new TextDecoder(encoding)
  let found = ''
  for (let high = first; high <= last; high++) {
    for (let low = 0xa1; low <= 0xfe; low++) {
      const character = decoder.decode(Uint8Array.of(high, low))
      const code = character.codePointAt(0) ?? 0
      // Row 94 ends in the user-defined area.
      if (character !== '\ufffd' && (code < 0xe000 || code > 0xf8ff)) found += character
    }
  }
  return found
}

describe('the fonts', () => {
  it('have all 11,172 Hangul syllables and the compatibility letters, in both weights', () => {
    const syllables = between(0xac00, 0xd7a3)
    expect([...syllables]).toHaveLength(11_172)
    for (const type of [korean, chinese]) expect(type.undrawable(syllables + between(0x3131, 0x318e))).toEqual([])
    const { runs } = korean.line(syllables, { size: 9, weight: 'bold' })
    expect(runs.map(run => run.font)).toEqual(['koreanBold'])
  })

  it('have the 4,888 Hanja of KS X 1001 and the 6,763 hanzi of GB 2312', () => {
    const hanja = rowsOf('euc-kr', 0xca, 0xfd)
    const hanzi = rowsOf('gb2312', 0xb0, 0xf7)
    expect([[...hanja].length, [...hanzi].length]).toEqual([4888, 6763])
    for (const type of [korean, chinese]) expect(type.undrawable(hanja + hanzi)).toEqual([])
  })

  it('have all of U+4E00 to U+9FEF, the unified ideographs up to Unicode 11', () => {
    expect(korean.undrawable(between(0x4e00, 0x9fef))).toEqual([])
  })

  it('tell what they lack, which the paper is then refused for', () => {
    expect(korean.undrawable('한빛🚀정밀🚀 \u{2a6df}')).toEqual(['🚀', '\u{2a6df}'])
  })

  it('draw each character by a font that has it', () => {
    for (const [type, language] of [
      [korean, 'ko'],
      [chinese, 'zh'],
    ] as const) {
      for (const weight of ['regular', 'bold'] as const) {
        const text = `주식회사 韓光精密 技术担保 ${between(0x4e00, 0x4fff)} Ωé ①㈜ ${language}`
        for (const run of type.line(text, { size: 9, weight }).runs) {
          for (const character of run.text) {
            const code = character.codePointAt(0) as number
            expect(fonts[run.font].hasGlyphForCodePoint(code)).toBe(true)
            expect(fonts[run.font].glyphForCodePoint(code).id).toBeGreaterThan(0)
          }
        }
      }
    }
  })

  it('set a syllable typed as letters as the one glyph it is', () => {
    const [decomposed, composed] = ['한빛'.normalize('NFD'), '한빛']
    expect(korean.line(decomposed, { size: 9, weight: 'regular' })).toEqual(
      korean.line(composed, { size: 9, weight: 'regular' }),
    )
  })
})

const mixed = fc.string({
  unit: fc.constantFrom(...'가나힣韓國技術精密abcWM012 ()·-,.', '语', '证', ' '),
  minLength: 1,
  maxLength: 200,
})

describe('line breaking', () => {
  it('never sets a line wider than its room and loses no character but spaces at line ends', () => {
    fc.assert(
      fc.property(mixed, fc.integer({ min: 20, max: 300 }), fc.constantFrom(korean, chinese), (text, width, type) => {
        const lines = type.wrap(text, { size: 9, weight: 'regular' }, width)
        for (const line of lines) expect(line.width).toBeLessThanOrEqual(width + 1e-6)
        const set = lines.map(line => line.runs.map(run => run.text).join('')).join('')
        expect(set.replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
      }),
    )
  })

  it('keeps Korean words whole and begins no Chinese line with a full stop', () => {
    const width = korean.line('기술평가 인증', { size: 9, weight: 'regular' }).width
    const set = korean.wrap('기술평가 인증서를', { size: 9, weight: 'regular' }, width)
    expect(set.map(line => line.runs.map(run => run.text).join(''))).toEqual(['기술평가', '인증서를'])
    const four = chinese.line('技术担保', { size: 9, weight: 'regular' }).width
    const lines = chinese.wrap('技术担保。技术', { size: 9, weight: 'regular' }, four)
    expect(lines[1]?.runs[0]?.text.startsWith('。')).toBe(false)
  })
})

type Box = {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  readonly text?: string
}

/** Draws onto a list: every line of text as the box of its letters. */
function boxesOf(content: CertificateContent): readonly (readonly Box[])[] {
  const root: Tag = { tag: 'Document' }
  return laidOut(typesetter(fonts, content.language), content).pages.map(placed => {
    const boxes: Box[] = []
    const paper: Paper = {
      root,
      open: tag => ({ tag }),
      content: (_, __, draw) => draw(),
      artifact: draw => draw(),
      path: () => {},
      qr: (_, x, y, side) => boxes.push({ left: x, right: x + side, top: y, bottom: y + side }),
      text: (line, x, baseline, size) => {
        if (line.width === 0) return
        const text = line.runs.map(run => run.text).join('')
        boxes.push({ left: x, right: x + line.width, top: baseline - size * 0.74, bottom: baseline + size * 0.1, text })
      },
    }
    for (const { block, y } of placed) block.draw(paper, y)
    return boxes
  })
}

function overlaps(boxes: readonly Box[]): number {
  let count = 0
  boxes.forEach((a, index) => {
    for (const b of boxes.slice(index + 1)) {
      if (a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top < b.bottom - 0.2 && b.top < a.bottom - 0.2) count++
    }
  })
  return count
}
const leaves = (box: Box): boolean =>
  box.left < MARGIN.left - 0.5 ||
  box.right > PAGE.width - MARGIN.right + 0.5 ||
  box.top < MARGIN.top - 2 ||
  box.bottom > PAGE.height - MARGIN.bottom + 0.5

describe('the page', () => {
  it.each(['ko', 'en', 'zh'] as const)('holds the whole certificate on one page (%s)', language => {
    expect(boxesOf(sampleContent(language))).toHaveLength(1)
  })

  it.each(['ko', 'en', 'zh'] as const)('has no text over another or outside the margins (%s)', language => {
    for (const boxes of boxesOf(sampleContent(language))) {
      expect(overlaps(boxes)).toBe(0)
      expect(boxes.filter(leaves)).toEqual([])
    }
  })

  it('keeps the labels of a radar of twelve axes apart', () => {
    for (const language of ['ko', 'en', 'zh'] as const) {
      const sample = sampleContent(language)
      const rows = sample.score.rows.slice(1, 13)
      const axes = rows.map((row, index) => ({ label: row.label, value: index / 12, text: '60' }))
      for (const boxes of boxesOf({ ...sample, radar: { ...sample.radar, axes } })) {
        expect(overlaps(boxes)).toBe(0)
        expect(boxes.filter(leaves)).toEqual([])
      }
    }
  })

  it.each(['ko', 'en', 'zh'] as const)(
    'tells the name of every group of the rubric whole round the radar (%s)',
    language => {
      const file = readFileSync(new URL('../../rules/rubric/2026-01.words.json', import.meta.url), 'utf8')
      const { words } = JSON.parse(file) as { words: Record<string, Record<typeof language, string>> }
      const names = Object.keys(words).flatMap(key =>
        /^group\..*\.name$/.test(key) ? [words[key]?.[language] ?? ''] : [],
      )
      const sample = sampleContent(language)
      const axes = names.map(label => ({ label, value: 0.5, text: '50' }))
      const pages = boxesOf({ ...sample, radar: { ...sample.radar, axes } })
      // Latin words stay whole, so their lines are joined by a space; Hangul and Hanja may break after any syllable.
      const joined = (texts: readonly string[]) =>
        language === 'en' ? texts.join(' ').replace(/ +/g, ' ') : texts.join('').replaceAll(' ', '')
      const all = joined(pages.flatMap(boxes => boxes.map(box => box.text ?? '')))
      expect(names.length).toBeGreaterThan(10)
      expect(names.filter(name => !all.includes(joined([name])))).toEqual([])
      for (const boxes of pages) expect([overlaps(boxes), boxes.filter(leaves)]).toEqual([0, []])
    },
  )

  it('finds two texts on one place, so that the test above can fail', () => {
    expect(
      overlaps([
        { left: 0, right: 50, top: 0, bottom: 9 },
        { left: 40, right: 90, top: 5, bottom: 14 },
      ]),
    ).toBe(1)
  })

  it('bears names of 200 characters, long labels and many conditions', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('ko', 'en', 'zh'),
        fc.array(mixed, { minLength: 4, maxLength: 12 }),
        fc.array(mixed, { minLength: 0, maxLength: 25 }),
        (language, names, items) => {
          const sample = sampleContent(language)
          const pages = boxesOf({
            ...sample,
            issuer: names[0] ?? '',
            title: names[1] ?? '',
            grade: { ...sample.grade, value: (names[2] ?? '').slice(0, 40) },
            facts: names.map(name => ({ label: name.slice(0, 60), value: name })),
            terms: { ...sample.terms, rows: names.map(name => ({ label: name, value: name })) },
            radar: { ...sample.radar, axes: names.map(name => ({ label: name, value: 0.5, text: '12.00' })) },
            conditions: { ...sample.conditions, items },
          })
          for (const boxes of pages) expect(boxes.filter(leaves)).toEqual([])
        },
      ),
      { numRuns: 40 },
    )
  })

  it('sets no text of a long paper over another, figures apart, whose long labels are cut', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('ko', 'en', 'zh'),
        fc.array(mixed, { minLength: 1, maxLength: 12 }),
        (language, names) => {
          const sample = sampleContent(language)
          const facts = names.map(name => ({ label: name.slice(0, 60), value: name }))
          const pages = boxesOf({ ...sample, facts, limits: { ...sample.limits, items: names } })
          for (const boxes of pages) expect(overlaps(boxes)).toBe(0)
        },
      ),
      { numRuns: 40 },
    )
  })
})
