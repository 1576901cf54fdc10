/** Sections of a paper as blocks: tables that go on under their head, lists, pairs, frames, figures. */

import type { Column, Section } from './document.ts'
import { frameBlock } from './layout-face.ts'
import { figureBlocks } from './layout-figures.ts'
import {
  type Block,
  BODY_WIDTH,
  drawLines,
  horizontal,
  linesHeight,
  MARGIN,
  type Paper,
  rectangle,
  type Setting,
  type Tag,
} from './layout-paper.ts'
import { headingBlock, lazyTag, listBlocks, listPart, listsBeside, pairRow } from './layout-rows.ts'
import type { Weight } from './layout-text.ts'

type TableSection = Extract<Section, { kind: 'table' }>
type PairsSection = Extract<Section, { kind: 'pairs' }>

const LABEL_WIDTH = 128
const CELL_GAP = 8

type Role = 'head' | 'row' | 'sum'
const weightOf = (role: Role): Weight => (role === 'row' ? 'regular' : 'bold')

/** How a table is set: the size of its letters and the width of each column. */
type Measure = { readonly size: number; readonly columns: readonly (Column & { readonly width: number })[] }

// Below this nobody reads a figure; one that is wider still is broken rather than cut.
const SIZE_LEAST = 5
/** What columns of words keep of the width they want when figures need it. */
const WORDS_KEEP = 0.55

/** The width a figure's column takes so that no amount in it, and no word of its head, is broken. */
function figureWidth({ type }: Setting, section: TableSection, place: number, size: number): number {
  const width = (text: string, role: Role): number => type.line(text, { size, weight: weightOf(role) }).width
  const words = (section.columns[place]?.label ?? '').split(' ')
  const cells = section.rows.map(({ cells, isSum }) => width(cells[place] ?? '', isSum ? 'sum' : 'row'))
  // Rounding in the sums below must not break what fits exactly.
  return (
    cells.concat(words.map(word => width(word, 'head'))).reduce((most, one) => Math.max(most, one), 0) + CELL_GAP + 0.1
  )
}

/**
 * Columns of words give way to figures, which are never broken; where that is not enough the letters become smaller.
 */
function measured(setting: Setting, section: TableSection): Measure {
  const wanted = (column: Column): number => column.share * BODY_WIDTH
  const { columns } = section
  for (let size = setting.density.small + 0.2; ; size -= 0.2) {
    const least = columns.map((column, place) =>
      column.align === 'end' ? figureWidth(setting, section, place, size) : wanted(column) * WORDS_KEEP,
    )
    const isLast = size - 0.2 < SIZE_LEAST
    const spare = BODY_WIDTH - least.reduce((sum, one) => sum + one, 0)
    if (spare < 0 && !isLast) continue
    // What is left goes to the columns that want more than they have, in that proportion.
    const wants = columns.map((column, place) => Math.max(0, wanted(column) - (least[place] ?? 0)))
    const all = wants.reduce((sum, one) => sum + one, 0)
    const width = (place: number): number =>
      isLast && spare < 0 ? wanted(columns[place] as Column) : (least[place] ?? 0) + (spare * (wants[place] ?? 0)) / all
    return { size, columns: columns.map((column, place) => ({ ...column, width: width(place) })) }
  }
}

/** A line of a table, its height known; `draw` puts it into the structure, `drawAgain` outside of it. */
function tableLine(setting: Setting, cells: readonly string[], { size, columns }: Measure, role: Role) {
  const { leading, rowPad } = setting.density
  const weight = weightOf(role)
  const pad = rowPad + (role === 'head' ? 1 : 0)
  const set = columns.map((column, place) =>
    setting.type.wrap(cells[place] ?? '', { size, weight }, column.width - CELL_GAP),
  )
  const height = Math.max(...set.map(lines => linesHeight(lines, size, leading))) + 2 * pad
  const drawCell = (paper: Paper, place: number, y: number): void => {
    const before = columns.slice(0, place).reduce((sum, column) => sum + column.width, 0)
    const column = columns[place] as Measure['columns'][number]
    const left = MARGIN.left + before + CELL_GAP / 2
    const x = column.align === 'start' ? left : left + column.width - CELL_GAP
    const ink = role === 'head' ? 'accent' : 'text'
    drawLines(paper, set[place] ?? [], { x, y: y + pad, size, leading, ink }, { anchor: column.align })
  }
  const ground = (paper: Paper, y: number): void => {
    if (role !== 'row') paper.path(rectangle(MARGIN.left, y, BODY_WIDTH, height), { fill: 'panel' })
    const [stroke, width] = role === 'row' ? (['line', 0.4] as const) : (['accentSoft', 0.7] as const)
    paper.path(horizontal(MARGIN.left, y + height, BODY_WIDTH), { stroke, width })
  }
  return {
    height,
    draw: (paper: Paper, parent: Tag, y: number): void => {
      paper.artifact(() => ground(paper, y))
      const row = paper.open('TR', parent)
      columns.forEach((_, place) => {
        const [type, options] =
          role === 'head'
            ? (['TH', { scope: 'Column' }] as const)
            : place === 0
              ? (['TH', { scope: 'Row' }] as const)
              : (['TD', {}] as const)
        paper.content(type, row, () => drawCell(paper, place, y), options)
      })
    },
    /** Once more at the top of a page: a reader who hears the table has had its head. */
    drawAgain: (paper: Paper, y: number): void =>
      paper.artifact(() => {
        ground(paper, y)
        columns.forEach((_, place) => {
          drawCell(paper, place, y)
        })
      }),
  }
}

function tableBlocks(setting: Setting, section: TableSection): readonly Block[] {
  const { columns, rows, summary } = section
  const measure = measured(setting, section)
  let opened: Tag | undefined
  const table = (paper: Paper): Tag => {
    opened ??= paper.open('Table', paper.root, { alt: summary })
    return opened
  }
  const head = tableLine(
    setting,
    columns.map(column => column.label),
    measure,
    'head',
  )
  const again: Block = { height: head.height, before: 0, keepsNext: true, draw: head.drawAgain }
  const lines = rows.map(({ cells, isSum }, index): Block => {
    const line = tableLine(setting, cells, measure, isSum ? 'sum' : 'row')
    return {
      height: line.height,
      before: 0,
      // The sum does not open a page alone.
      keepsNext: rows[index + 1]?.isSum ?? false,
      again,
      draw: (paper, y) => line.draw(paper, table(paper), y),
    }
  })
  return [
    headingBlock(setting, section.heading),
    { height: head.height, before: 0, keepsNext: true, draw: (paper, y) => head.draw(paper, table(paper), y) },
    ...lines,
  ]
}

function pairsBlocks(setting: Setting, { heading, rows }: PairsSection): readonly Block[] {
  const table = lazyTag('Table')
  const lines = rows.map((pair): Block => {
    const row = pairRow(setting, pair, LABEL_WIDTH, BODY_WIDTH - LABEL_WIDTH)
    return {
      height: row.height,
      before: 0,
      keepsNext: false,
      draw: (paper, y) => row.draw(paper, table(paper), MARGIN.left, y),
    }
  })
  return [headingBlock(setting, heading), ...lines]
}

/** A section as blocks; one without rows or items is left out. */
export function sectionBlocks(setting: Setting, section: Section): readonly Block[] {
  switch (section.kind) {
    case 'table':
      return section.rows.length === 0 ? [] : tableBlocks(setting, section)
    case 'pairs':
      return section.rows.length === 0 ? [] : pairsBlocks(setting, section)
    case 'list':
      return listBlocks(setting, section)
    case 'lists':
      return listsBeside(setting, section.lists, 2, listPart)
    case 'frame':
      return [frameBlock(setting, section.text)]
    case 'waterfall':
    case 'histogram':
    case 'tornado':
      return figureBlocks(setting, section)
    default:
      return section satisfies never
  }
}
