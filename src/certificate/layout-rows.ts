/** Rows, headings and lists of a certificate: the pieces that its sections are made of. */
import type { HeadedList, LabelledText } from './content.ts'
import {
  type Block,
  BODY_WIDTH,
  drawLines,
  horizontal,
  linesHeight,
  MARGIN,
  type Paper,
  type Setting,
  type Tag,
} from './layout-paper.ts'

/** Something of known height that draws itself inside an element opened by whoever holds it. */
export type Part = {
  readonly height: number
  readonly draw: (paper: Paper, parent: Tag, x: number, y: number) => void
}

/** An element that is opened when its first part is drawn, and shared by parts on later pages. */
export function lazyTag(type: string): (paper: Paper) => Tag {
  let opened: Tag | undefined
  return paper => {
    opened ??= paper.open(type, paper.root)
    return opened
  }
}

/** A heading of the second level, with its rule. */
export function headingPart(setting: Setting, text: string, width: number): Part {
  const style = { size: setting.density.base + 0.8, weight: 'bold' } as const
  const lines = setting.type.wrap(text, style, width)
  const height = linesHeight(lines, style.size, 1.35) + 4
  return {
    height,
    draw: (paper, parent, x, y) => {
      paper.content('H2', parent, () => {
        drawLines(paper, lines, { x, y, size: style.size, leading: 1.35, ink: 'accent' })
      })
      paper.artifact(() => paper.path(horizontal(x, y + height - 2, width), { stroke: 'accentSoft', width: 0.6 }))
    },
  }
}

export function headingBlock(setting: Setting, text: string): Block {
  const part = headingPart(setting, text, BODY_WIDTH)
  return {
    height: part.height,
    before: setting.density.gap,
    keepsNext: true,
    draw: (paper, y) => part.draw(paper, paper.root, MARGIN.left, y),
  }
}

/** A label and its value beside each other: one row of a table whose first column is the header. */
export function pairRow(setting: Setting, pair: LabelledText, labelWidth: number, valueWidth: number): Part {
  const { base, small, leading, rowPad } = setting.density
  const labels = setting.type.wrap(pair.label, { size: small, weight: 'regular' }, labelWidth - 8)
  const values = setting.type.wrap(pair.value, { size: base, weight: 'regular' }, valueWidth)
  const labelLeading = (base * leading) / small
  const height = Math.max(linesHeight(labels, small, labelLeading), linesHeight(values, base, leading)) + 2 * rowPad
  return {
    height,
    draw: (paper, parent, x, y) => {
      const row = paper.open('TR', parent)
      paper.content(
        'TH',
        row,
        () => drawLines(paper, labels, { x, y: y + rowPad, size: small, leading: labelLeading, ink: 'muted' }),
        { scope: 'Row' },
      )
      paper.content('TD', row, () => {
        drawLines(paper, values, { x: x + labelWidth, y: y + rowPad, size: base, leading, ink: 'text' })
      })
      paper.artifact(() =>
        paper.path(horizontal(x, y + height, labelWidth + valueWidth), { stroke: 'line', width: 0.4 }),
      )
    },
  }
}

const BULLET_INDENT = 9

/** One line of a list. */
export function itemPart(setting: Setting, text: string, width: number): Part {
  const { small, leading } = setting.density
  const lines = setting.type.wrap(text, { size: small, weight: 'regular' }, width - BULLET_INDENT)
  return {
    height: linesHeight(lines, small, leading) + 1,
    draw: (paper, parent, x, y) => {
      const item = paper.open('LI', parent)
      const middle = y + (small * leading) / 2
      paper.artifact(() => paper.path(horizontal(x + 1, middle, 4), { stroke: 'accent', width: 0.8 }))
      paper.content('LBody', item, () => {
        drawLines(paper, lines, { x: x + BULLET_INDENT, y, size: small, leading, ink: 'text' })
      })
    },
  }
}

/** A headed list as one piece, for a column of the page. */
export function listPart(setting: Setting, list: HeadedList, width: number): Part {
  const heading = headingPart(setting, list.heading, width)
  const items = list.items.map(item => itemPart(setting, item, width))
  return {
    height: heading.height + 1 + items.reduce((sum, item) => sum + item.height, 0),
    draw: (paper, parent, x, y) => {
      heading.draw(paper, parent, x, y)
      const tag = paper.open('L', parent)
      let top = y + heading.height + 1
      for (const item of items) {
        item.draw(paper, tag, x, top)
        top += item.height
      }
    },
  }
}

/** A headed list of short items as one paragraph, for a column of the page. */
export function inlinePart(setting: Setting, list: HeadedList, width: number): Part {
  const { small, leading } = setting.density
  const heading = headingPart(setting, list.heading, width)
  const lines = setting.type.wrap(list.items.join(' · '), { size: small, weight: 'regular' }, width)
  return {
    height: heading.height + 1 + linesHeight(lines, small, leading),
    draw: (paper, parent, x, y) => {
      heading.draw(paper, parent, x, y)
      paper.content('P', parent, () => {
        drawLines(paper, lines, { x, y: y + heading.height + 1, size: small, leading, ink: 'text' })
      })
    },
  }
}

/** A headed list over the whole width, an item a block, so that it can go on overleaf. */
export function listBlocks(setting: Setting, list: HeadedList): readonly Block[] {
  if (list.items.length === 0) return []
  const tag = lazyTag('L')
  const items = list.items.map((item): Block => {
    const part = itemPart(setting, item, BODY_WIDTH)
    return {
      height: part.height,
      before: 0,
      keepsNext: false,
      draw: (paper, y) => part.draw(paper, tag(paper), MARGIN.left, y),
    }
  })
  return [headingBlock(setting, list.heading), ...items]
}

const COLUMN_GAP = 18

/** Headed lists beside each other, so many a line; empty ones are left out. */
export function listsBeside(
  setting: Setting,
  lists: readonly HeadedList[],
  columns: number,
  partOf: typeof listPart,
): readonly Block[] {
  const present = lists.filter(list => list.items.length > 0)
  const blocks: Block[] = []
  for (let index = 0; index < present.length; index += columns) {
    const inLine = present.slice(index, index + columns)
    const width = (BODY_WIDTH - COLUMN_GAP * (inLine.length - 1)) / inLine.length
    const parts = inLine.map(list => partOf(setting, list, width))
    blocks.push({
      height: Math.max(...parts.map(part => part.height)),
      before: setting.density.gap,
      keepsNext: false,
      draw: (paper, y) => {
        for (const [column, part] of parts.entries()) {
          part.draw(paper, paper.root, MARGIN.left + column * (width + COLUMN_GAP), y)
        }
      },
    })
  }
  return blocks
}
