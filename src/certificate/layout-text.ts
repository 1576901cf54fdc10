/**
 * Typesetting: which font draws which character, how wide a text is, and where its lines break. Pure; the fonts are
 * handed in opened. No character is ever drawn by a font that lacks it: what no font has is listed, and the paper is
 * refused.
 */
import type { OpenedFont } from 'fontkit'
import type { Language } from '../kernel/words.ts'

export type TypefaceName = 'koreanRegular' | 'koreanBold' | 'chineseRegular' | 'chineseBold' | 'chineseRest'
export type Typefaces = Readonly<Record<TypefaceName, OpenedFont>>
export type Weight = 'regular' | 'bold'

export type Run = { readonly font: TypefaceName; readonly text: string }
/** One line as it is drawn: runs from left to right, and its width in points. */
export type SetLine = { readonly runs: readonly Run[]; readonly width: number }
export type Style = { readonly size: number; readonly weight: Weight }

export type Typesetter = {
  /** The text on one line, however wide. */
  readonly line: (text: string, style: Style) => SetLine
  /** The text on lines of at most `width` points; a word wider than a line is broken. */
  readonly wrap: (text: string, style: Style, width: number) => readonly SetLine[]
  /** As `wrap`, with what does not go on `most` lines cut and an ellipsis set. */
  readonly wrapAtMost: (text: string, style: Style, width: number, most: number) => readonly SetLine[]
  /** The characters that no font has, each once. */
  readonly undrawable: (text: string) => readonly string[]
}

// The reader's language comes first: one code point has different shapes in Korean and in Chinese print.
const ORDER: Readonly<Record<'hangul' | 'hanzi', Readonly<Record<Weight, readonly TypefaceName[]>>>> = {
  hangul: {
    regular: ['koreanRegular', 'chineseRegular', 'chineseRest'],
    bold: ['koreanBold', 'koreanRegular', 'chineseRegular', 'chineseRest'],
  },
  hanzi: {
    regular: ['chineseRegular', 'koreanRegular', 'chineseRest'],
    bold: ['chineseBold', 'koreanBold', 'chineseRegular', 'koreanRegular', 'chineseRest'],
  },
}

// Line starts and ends that Chinese and Korean typography forbid (the marks in common use).
const NOT_AT_START = new Set('、。，．：；！？）〕】》〉」』”’％·…,.:;!?)]}%')
const NOT_AT_END = new Set('（〔【《〈「『“‘([{')
const isIdeograph = (code: number): boolean =>
  (code >= 0x3000 && code <= 0x303f) ||
  (code >= 0x3400 && code <= 0x9fff) ||
  (code >= 0xf900 && code <= 0xfaff) ||
  (code >= 0xff00 && code <= 0xffef)

const ELLIPSIS = '…'

type Glyph = { readonly font: TypefaceName; readonly advance: number }

/** A piece that is never broken unless it is wider than a line; spaces stand at its end. */
function piecesOf(text: string, breakIdeographs: boolean): readonly string[] {
  const pieces: string[] = []
  let piece = ''
  const characters = [...text]
  characters.forEach((character, index) => {
    piece += character
    const next = characters[index + 1]
    if (next === undefined || next === ' ') return
    const afterSpace = character === ' '
    const between =
      breakIdeographs &&
      (isIdeograph(character.codePointAt(0) ?? 0) || isIdeograph(next.codePointAt(0) ?? 0)) &&
      !NOT_AT_START.has(next) &&
      !NOT_AT_END.has(character)
    if (afterSpace || between) {
      pieces.push(piece)
      piece = ''
    }
  })
  if (piece !== '') pieces.push(piece)
  return pieces
}

const MOST_REMEMBERED = 4096

type Wrap = Typesetter['wrap']

/**
 * The same function, its answers kept until there are too many, so that a service that runs for years does not grow.
 */
function remembered(wrap: Wrap): Wrap {
  const answers = new Map<string, readonly SetLine[]>()
  return (text, style, width) => {
    const key = `${style.weight} ${style.size} ${width} ${text}`
    const known = answers.get(key)
    if (known !== undefined) return known
    const answer = wrap(text, style, width)
    if (answers.size >= MOST_REMEMBERED) answers.clear()
    answers.set(key, answer)
    return answer
  }
}

function makeTypesetter(faces: Typefaces, language: Language): Typesetter {
  const order = ORDER[language === 'zh' ? 'hanzi' : 'hangul']
  const glyphs: Record<Weight, Map<number, Glyph | null>> = { regular: new Map(), bold: new Map() }

  const find = (code: number, weight: Weight): Glyph | null => {
    const known = glyphs[weight].get(code)
    if (known !== undefined) return known
    const font = order[weight].find(name => faces[name].hasGlyphForCodePoint(code))
    const found =
      font === undefined
        ? null
        : { font, advance: faces[font].glyphForCodePoint(code).advanceWidth / faces[font].unitsPerEm }
    glyphs[weight].set(code, found)
    return found
  }
  const glyphOf = (code: number, weight: Weight): Glyph => {
    const glyph = find(code, weight)
    if (glyph === null) throw new Error(`no font has ${String.fromCodePoint(code)}: ask undrawable() first`)
    return glyph
  }
  const widthOf = (text: string, style: Style): number => {
    let width = 0
    for (let at = 0; at < text.length; at++) {
      const code = text.codePointAt(at) as number
      if (code > 0xffff) at++
      width += glyphOf(code, style.weight).advance
    }
    return width * style.size
  }
  // NFC: a syllable typed as letters (as some file systems hand it over) is set as the one glyph it is.
  const composed = (text: string): string => text.normalize('NFC')

  const line = (source: string, style: Style): SetLine => {
    const text = composed(source)
    const runs: { font: TypefaceName; text: string }[] = []
    for (const character of text) {
      const { font } = glyphOf(character.codePointAt(0) as number, style.weight)
      const last = runs.at(-1)
      if (last !== undefined && last.font === font) last.text += character
      else runs.push({ font, text: character })
    }
    return { runs, width: widthOf(text, style) }
  }

  const wrapped = (source: string, style: Style, width: number): string[] => {
    const lines: string[] = []
    let [current, used] = ['', 0]
    const turn = (): void => {
      lines.push(current.trimEnd())
      ;[current, used] = ['', 0]
    }
    const add = (piece: string): void => {
      const bare = widthOf(piece.trimEnd(), style)
      if (used + bare > width && current !== '') turn()
      if (bare <= width) {
        current += piece
        used += widthOf(piece, style)
        return
      }
      for (const character of piece) {
        const advance = widthOf(character, style)
        if (used + advance > width && current !== '' && character !== ' ') turn()
        current += character
        used += advance
      }
    }
    for (const piece of piecesOf(composed(source), language === 'zh')) add(piece)
    if (current !== '' || lines.length === 0) turn()
    return lines
  }

  // Headings and labels are the same on every paper of a language, so lines once set are kept.
  const wrap = remembered((text: string, style: Style, width: number): readonly SetLine[] =>
    wrapped(text, style, width).map(each => line(each, style)),
  )
  return {
    line,
    wrap,
    wrapAtMost: (text, style, width, most) => {
      const lines = wrapped(text, style, width)
      if (lines.length <= most) return lines.map(each => line(each, style))
      const last = [...(lines[most - 1] ?? '')]
      while (last.length > 0 && widthOf(last.join('') + ELLIPSIS, style) > width) last.pop()
      return [...lines.slice(0, most - 1), last.join('') + ELLIPSIS].map(each => line(each, style))
    },
    undrawable: text => [
      ...new Set([...composed(text)].filter(each => find(each.codePointAt(0) as number, 'regular') === null)),
    ],
  }
}

// Finding a glyph and its width costs more than drawing it, so one typesetter serves all papers of a language.
const made = new WeakMap<Typefaces, Map<Language, Typesetter>>()

/** The typesetter of a language over these fonts; the same one every time it is asked for. */
export function typesetter(faces: Typefaces, language: Language): Typesetter {
  const byLanguage = made.get(faces) ?? new Map<Language, Typesetter>()
  made.set(faces, byLanguage)
  const known = byLanguage.get(language) ?? makeTypesetter(faces, language)
  byLanguage.set(language, known)
  return known
}
