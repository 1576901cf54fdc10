/**
 * What the sections of a certificate draw on, whoever draws: measures, inks and the few operations of a page. Lengths
 * are points (1/72 inch), x from the left and y from the top edge.
 */
import type { SetLine, Typesetter } from './layout-text.ts'

/** ISO 216 A4 in points. */
export const PAGE = { width: 595.28, height: 841.89 } as const
export const MARGIN = { left: 50, right: 50, top: 46, bottom: 46 } as const
export const BODY_WIDTH = PAGE.width - MARGIN.left - MARGIN.right
/** What a page can hold between its margins, the page number's line left free. */
export const BODY_BOTTOM = PAGE.height - MARGIN.bottom

/** Every text ink stands at 4.5:1 or more against white and against `panel`. */
export const INK = {
  text: '#1c2530',
  muted: '#586472',
  accent: '#17375e',
  accentSoft: '#b9c7d8',
  gain: '#3f6b9d',
  loss: '#a4483c',
  panel: '#f3f6f9',
  line: '#d3dae2',
  white: '#ffffff',
} as const
export type Ink = keyof typeof INK

/** An opened element of the document's structure. */
export type Tag = { readonly tag: string }
export type TagOptions = {
  readonly alt?: string
  readonly scope?: 'Row' | 'Column'
  /** Left, top, right, bottom. */
  readonly box?: readonly [number, number, number, number]
}

export type Paper = {
  readonly root: Tag
  readonly open: (type: string, parent: Tag, options?: TagOptions) => Tag
  /** What `draw` draws is the content of a new element. */
  readonly content: (type: string, parent: Tag, draw: () => void, options?: TagOptions) => void
  /** What `draw` draws carries no meaning: rules, panels, page numbers. */
  readonly artifact: (draw: () => void) => void
  readonly text: (line: SetLine, x: number, baseline: number, size: number, ink: Ink) => void
  readonly path: (path: string, paint: { readonly fill?: Ink; readonly stroke?: Ink; readonly width?: number }) => void
  readonly qr: (text: string, x: number, y: number, side: number) => void
}

/** A piece of a page that is never split: its height is known before it is drawn. */
export type Block = {
  readonly height: number
  /** Space wanted above, unless it stands first on a page. */
  readonly before: number
  /** Does not stand last on a page: a heading. */
  readonly keepsNext: boolean
  /** What is drawn once more above it where it opens a page: the head of a table that goes on. */
  readonly again?: Block
  readonly draw: (paper: Paper, y: number) => void
}

/** How close things are set; a certificate is set as wide as its one page allows. */
export type Density = {
  readonly small: number
  readonly base: number
  readonly leading: number
  readonly gap: number
  readonly rowPad: number
  readonly figureHeight: number
}
export const DENSITIES: readonly Density[] = [
  { small: 7.4, base: 9, leading: 1.42, gap: 12, rowPad: 2.6, figureHeight: 176 },
  { small: 7, base: 8.4, leading: 1.36, gap: 9, rowPad: 1.6, figureHeight: 160 },
  { small: 6.6, base: 7.8, leading: 1.3, gap: 6.5, rowPad: 0.9, figureHeight: 146 },
  { small: 6.4, base: 7.6, leading: 1.26, gap: 5, rowPad: 0.5, figureHeight: 140 },
]

/** What every section is made with. */
export type Setting = { readonly type: Typesetter; readonly density: Density }

export const rectangle = (x: number, y: number, width: number, height: number): string =>
  `M${x},${y}L${x + width},${y}L${x + width},${y + height}L${x},${y + height}Z`
export const horizontal = (x: number, y: number, width: number): string => `M${x},${y}L${x + width},${y}`

/** Draws lines of one size under each other, the first line's top at `y`. */
export function drawLines(
  paper: Paper,
  lines: readonly SetLine[],
  at: { readonly x: number; readonly y: number; readonly size: number; readonly leading: number; readonly ink: Ink },
  align: { readonly anchor: 'start' | 'middle' | 'end' } = { anchor: 'start' },
): void {
  lines.forEach((line, index) => {
    const shift = align.anchor === 'start' ? 0 : align.anchor === 'middle' ? line.width / 2 : line.width
    paper.text(
      line,
      at.x - shift,
      at.y + baselineIn(at.size, at.leading) + index * at.size * at.leading,
      at.size,
      at.ink,
    )
  })
}
/** From the top of a line box to its baseline: the glyphs (cap height 0.73 em) stand in the middle of the box. */
const baselineIn = (size: number, leading: number): number => (size * leading + size * 0.73) / 2

export const linesHeight = (lines: readonly SetLine[], size: number, leading: number): number =>
  lines.length * size * leading
