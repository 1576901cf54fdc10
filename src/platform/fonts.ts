/**
 * The typefaces of printed papers, opened once and shared by all documents (opening them anew costs more than drawing
 * the page), and the one place where a legal day becomes the moment that a file format wants.
 */
import { readFileSync } from 'node:fs'
import { create, type OpenedFont } from 'fontkit'
import type { CalendarDate } from '../kernel/calendar.ts'

/** Which characters each file holds is told in fonts/README.md. */
const FILES = {
  koreanRegular: 'NotoSansKR-Regular.ttf',
  koreanBold: 'NotoSansKR-Bold.ttf',
  chineseRegular: 'NotoSansSC-Regular.ttf',
  chineseBold: 'NotoSansSC-Bold.ttf',
  chineseRest: 'NotoSansSC-Rest.ttf',
} as const

export type TypefaceName = keyof typeof FILES
export type Press = {
  readonly fonts: Readonly<Record<TypefaceName, OpenedFont>>
  /** The first moment (UTC) of a day. */
  readonly startOf: (day: CalendarDate) => Date
}

let press: Press | undefined

type Outline = { readonly numberOfContours: number; readonly components?: readonly unknown[] }
type Drawn = { _decode: () => Outline | null }
type Inner = {
  getGlyph: (id: number, characters?: readonly number[]) => Drawn
  glyphForCodePoint: OpenedFont['glyphForCodePoint']
}

/**
 * The library looks a character's glyph up anew each time, and decodes its outline each time it goes into a document,
 * only to see whether it is made of others. Both answers are kept, the outlines are not: there are only so many glyphs.
 */
function remembering(font: OpenedFont): OpenedFont {
  const inner = font as unknown as Inner
  const plain = inner.getGlyph.bind(font)
  const find = inner.glyphForCodePoint.bind(font)
  const found = new Map<number, ReturnType<OpenedFont['glyphForCodePoint']>>()
  inner.glyphForCodePoint = code => {
    const glyph = found.get(code) ?? find(code)
    found.set(code, glyph)
    return glyph
  }
  const known = new Set<number>()
  inner.getGlyph = (id, characters) => {
    const glyph = plain(id, characters)
    if (known.has(id)) return glyph
    known.add(id)
    const outline = glyph._decode()
    const kept =
      outline === null || outline.components === undefined
        ? outline && { numberOfContours: outline.numberOfContours }
        : { numberOfContours: outline.numberOfContours, components: outline.components }
    glyph._decode = () => kept
    return glyph
  }
  return font
}

const open = (name: TypefaceName): OpenedFont =>
  remembering(create(readFileSync(new URL(`./fonts/${FILES[name]}`, import.meta.url))))

/** Opens the press, or hands out the one that is open. */
export function openPress(): Press {
  press ??= {
    fonts: {
      koreanRegular: open('koreanRegular'),
      koreanBold: open('koreanBold'),
      chineseRegular: open('chineseRegular'),
      chineseBold: open('chineseBold'),
      chineseRest: open('chineseRest'),
    },
    startOf: day => new Date(`${day}T00:00:00Z`),
  }
  return press
}
