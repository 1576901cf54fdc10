/**
 * The score of a certificate: the table, and beside it the radar and the waterfall, drawn from the same geometry as
 * on screen.
 */
import { radar } from '../figures/radar.ts'
import { waterfall } from '../figures/waterfall.ts'
import type { CertificateContent, RadarContent, ScoreRow, ScoreTable, WaterfallContent } from './content.ts'
import {
  type Block,
  BODY_WIDTH,
  drawLines,
  horizontal,
  type Ink,
  MARGIN,
  type Paper,
  rectangle,
  type Setting,
  type Tag,
} from './layout-paper.ts'
import { headingBlock, headingPart, lazyTag, type Part } from './layout-rows.ts'
import type { SetLine } from './layout-text.ts'

type Columns = { readonly mark: number; readonly points: number; readonly max: number }
const WIDE: Columns = { mark: 34, points: 44, max: 40 }
const NARROW: Columns = { mark: 22, points: 27, max: 30 }
const INDENT = { indicator: 8, module: 0, total: 0 } as const

type Level = ScoreRow['level'] | 'head'
type Cells = { readonly label: string; readonly mark: string; readonly points: string; readonly max: string }

/** One line of the table; numbers stand to the right so that their places line up. */
function scoreLine(setting: Setting, cells: Cells, level: Level, width: number, columns = WIDE): Part {
  const { small, leading, rowPad } = setting.density
  const weight = level === 'indicator' ? 'regular' : 'bold'
  const pad = rowPad * 0.55
  const indent = level === 'head' ? 0 : INDENT[level]
  const labelWidth = width - columns.mark - columns.points - columns.max
  const style = { size: small, weight } as const
  const label = setting.type.wrap(cells.label, style, labelWidth - indent - 8)
  const mark = setting.type.wrap(cells.mark, style, columns.mark)
  const points = setting.type.wrap(cells.points, style, columns.points - 4)
  const max = setting.type.wrap(cells.max, style, columns.max - 4)
  const most = Math.max(label.length, mark.length, points.length, max.length)
  const lineHeight = small * Math.min(leading, 1.34)
  const height = most * lineHeight + 2 * pad
  const ink: Ink = level === 'head' ? 'muted' : level === 'indicator' ? 'text' : 'accent'
  return {
    height,
    draw: (paper, parent, x, y) => {
      if (level === 'module' || level === 'total') {
        paper.artifact(() => paper.path(rectangle(x, y, width, height), { fill: 'panel' }))
      }
      const row = paper.open('TR', parent)
      const at = { y: y + pad, size: small, leading: lineHeight / small, ink }
      const first = level === 'head' ? ({ scope: 'Column' } as const) : ({ scope: 'Row' } as const)
      paper.content('TH', row, () => drawLines(paper, label, { ...at, x: x + 3 + indent }), first)
      const others = [
        { lines: mark, x: x + labelWidth + columns.mark / 2, anchor: 'middle' },
        { lines: points, x: x + labelWidth + columns.mark + columns.points, anchor: 'end' },
        { lines: max, x: x + width - 3, anchor: 'end' },
      ] as const
      for (const other of others) {
        const draw = (): void => drawLines(paper, other.lines, { ...at, x: other.x }, { anchor: other.anchor })
        if (level === 'head') paper.content('TH', row, draw, { scope: 'Column' })
        else paper.content('TD', row, draw)
      }
      const strong = level === 'head' || level === 'total'
      paper.artifact(() =>
        paper.path(horizontal(x, y + height, width), {
          stroke: strong ? 'accentSoft' : 'line',
          width: strong ? 0.6 : 0.3,
        }),
      )
    },
  }
}

const scoreLines = (setting: Setting, table: ScoreTable, width: number): readonly Part[] => [
  scoreLine(setting, table.columns, 'head', width),
  ...table.rows.map(row => scoreLine(setting, row, row.level, width)),
]

const heightOf = (parts: readonly Part[]): number => parts.reduce((sum, part) => sum + part.height, 0)

type SetLabel = {
  readonly lines: readonly SetLine[]
  readonly anchor: 'start' | 'middle' | 'end'
  readonly x: number
  readonly y: number
  readonly tall: number
}

/** Moves labels of one side apart until none lies on another, and those at top and bottom out of their way. */
function spread(labels: readonly SetLabel[], top: number, bottom: number): readonly SetLabel[] {
  const side = (anchor: SetLabel['anchor']): readonly SetLabel[] => {
    const sorted = labels.filter(label => label.anchor === anchor).sort((a, b) => a.y - b.y)
    const total = sorted.reduce((sum, label) => sum + label.tall, 0)
    const inner = [top + (sorted[0]?.tall ?? 0), bottom - (sorted[0]?.tall ?? 0)] as const
    let least = inner[0]
    let left = total
    return sorted.map(label => {
      // Not above the one before, nor so low that those after it have no room.
      const y = Math.max(least, Math.min(label.y, inner[1] - left))
      least = y + label.tall
      left -= label.tall
      return { ...label, y }
    })
  }
  const sides = [...side('start'), ...side('end')]
  const [first, last] = [
    Math.min(...sides.map(label => label.y)),
    Math.max(...sides.map(label => label.y + label.tall)),
  ]
  const middles = labels.filter(label => label.anchor === 'middle')
  const between = (top + bottom) / 2
  const outer = middles.map(label =>
    label.y < between
      ? { ...label, y: Math.max(top, Math.min(label.y, first - label.tall)) }
      : { ...label, y: Math.min(bottom - label.tall, Math.max(label.y, last)) },
  )
  return [...outer, ...sides]
}

/** From the end of an axis to its label. */
const LABEL_GAP = 6

/** The radar with its heading. Labels stand round the figure; one of more than four lines is cut. */
function radarPart(setting: Setting, content: RadarContent, width: number, height: number, values = true): Part {
  const { type } = setting
  const heading = headingPart(setting, content.heading, width)
  const room = height - heading.height
  const size = setting.density.small - 0.4
  const style = { size, weight: 'regular' } as const
  const lineHeight = size * 1.25
  // Four axes stand on the diagonals: labels then lie above and below, and the figure may be as wide as its place.
  const isSquare = content.axes.length === 4
  // The table has every value; round many axes there is no room for them.
  const hasValues = values && content.axes.length <= 6
  // What each label takes at its side: no less than its longest word, since one of Latin letters breaks nowhere, and a
  // short one its line.
  const taken = content.axes.map(axis => {
    const words = axis.label.match(/[A-Za-z]+/g) ?? []
    const longest = Math.max(0, ...words.map(word => type.line(word, style).width))
    const value = hasValues ? type.line(axis.text, { size, weight: 'bold' }).width : 0
    return Math.max(longest, value, Math.min(width * 0.2, type.line(axis.label, style).width)) + 1
  })
  const leans = content.axes.map((_, index) => Math.abs(Math.sin((index * 2 * Math.PI) / content.axes.length)))
  const above = (hasValues ? 4 : 2) * lineHeight + 12
  const fits = isSquare
    ? Math.min((room - above) / Math.SQRT2, width / 2)
    : Math.min(
        (room - above) / 2,
        // Each label has the room between the end of its axis and the edge: those next to the top bind little.
        ...taken.map((wide, index) => (width / 2 - wide) / Math.max(leans[index] ?? 1, 0.2) - LABEL_GAP),
      )
  const radius = Math.max(20, fits)
  return {
    height,
    draw: (paper, parent, x, y) => {
      heading.draw(paper, parent, x, y)
      const top = y + heading.height
      const [centreX, centreY] = [x + width / 2, top + room / 2]
      const turn = isSquare ? -Math.PI / 4 : 0
      const figure = radar(content.axes, { centreX, centreY, radius, rings: 4, turn, labelGap: LABEL_GAP })
      const set = figure.labels.map((label, index): SetLabel => {
        const value = hasValues ? (content.axes[index]?.text ?? '') : ''
        const anchor = isSquare ? 'middle' : label.anchor
        const beside = Math.max(taken[index] ?? 0, width / 2 - (radius + LABEL_GAP) * (leans[index] ?? 1))
        const most = isSquare ? width * 0.48 : anchor === 'middle' ? width * 0.7 : beside
        const lines = [
          ...type.wrapAtMost(label.text, style, most, isSquare ? 1 : 4),
          ...(value === '' ? [] : type.wrapAtMost(value, { size, weight: 'bold' }, most, 1)),
        ]
        const tall = lines.length * lineHeight
        // Above the figure the last line stands next to the axis, below it the first, at the sides the middle.
        const shift = anchor !== 'middle' ? tall / 2 : label.y < centreY ? tall - 2 : 0
        const half = Math.max(...lines.map(line => line.width)) / 2
        const middle = Math.min(Math.max(label.x, x + half), x + width - half)
        return { lines, anchor, x: anchor === 'middle' ? middle : label.x, y: label.y - shift, tall }
      })
      const labels = isSquare ? set : spread(set, top, y + height)
      const draw = (): void => {
        paper.path(figure.area, { fill: 'panel' })
        for (const ring of figure.rings) paper.path(ring, { stroke: 'line', width: 0.5 })
        for (const spoke of figure.spokes) paper.path(spoke, { stroke: 'line', width: 0.5 })
        paper.path(figure.area, { stroke: 'gain', width: 1.3 })
        for (const point of figure.points) paper.path(rectangle(point.x - 1.5, point.y - 1.5, 3, 3), { fill: 'gain' })
        for (const label of labels) {
          const at = { x: label.x, y: label.y, size, leading: 1.25, ink: 'text' } as const
          drawLines(paper, label.lines, at, { anchor: label.anchor })
        }
      }
      const box = [x, top, x + width, y + height] as const
      paper.content('Figure', parent, draw, { alt: content.alt, box })
    },
  }
}

/** The waterfall with its heading: label, bar, amount. */
export function waterfallPart(setting: Setting, content: WaterfallContent, width: number, height: number): Part {
  const heading = headingPart(setting, content.heading, width)
  const size = setting.density.small - 0.4
  const labelWidth = width * 0.36
  const amountWidth = width * 0.18
  return {
    height,
    draw: (paper, parent, x, y) => {
      heading.draw(paper, parent, x, y)
      const top = y + heading.height
      const figure = waterfall(content.steps, content.total.label, {
        x: x + labelWidth,
        y: top + 2,
        width: width - labelWidth - amountWidth - 2,
        height: height - heading.height - 4,
        padding: 0.34,
      })
      const texts = [...content.steps.map(step => step.text), content.total.text]
      const draw = (): void => {
        paper.path(figure.zero, { stroke: 'accentSoft', width: 0.6 })
        for (const connector of figure.connectors) paper.path(connector, { stroke: 'accentSoft', width: 0.5 })
        figure.bars.forEach((bar, index) => {
          const ink: Ink = bar.kind === 'loss' ? 'loss' : bar.kind === 'gain' ? 'gain' : 'accent'
          paper.path(bar.path, { fill: ink })
          const weight = bar.kind === 'total' ? 'bold' : 'regular'
          // Two lines only where the bar's line is tall enough for them.
          const pitch = (height - heading.height - 4) / figure.bars.length
          const most = pitch >= size * 2.4 ? 2 : 1
          const label = setting.type.wrapAtMost(bar.label, { size, weight }, labelWidth - 5, most)
          const middle = bar.middle - (label.length * size * 1.2) / 2
          drawLines(paper, label, { x, y: middle, size, leading: 1.2, ink: 'text' })
          const amount = setting.type.wrapAtMost(texts[index] ?? '', { size, weight }, amountWidth, 1)
          const at = { x: x + width, y: bar.middle - size * 0.6, size, leading: 1.2, ink: 'text' } as const
          drawLines(paper, amount, at, { anchor: 'end' })
        })
      }
      const box = [x, top, x + width, y + height] as const
      paper.content('Figure', parent, draw, { alt: content.alt, box })
    },
  }
}

const GAP = 15

type Column = { readonly x: number; readonly width: number; readonly lines: readonly Part[] }

/** Where the second column of a table begins: at the module, or the total, that leaves the two most alike in height. */
function splitOf(table: ScoreTable, lines: readonly Part[]): number {
  let [best, least] = [lines.length, heightOf(lines)]
  table.rows.forEach((row, index) => {
    if (index === 0 || row.level !== 'module') return
    const height = Math.max(heightOf(lines.slice(0, index)), heightOf(lines.slice(index)))
    if (height < least) [best, least] = [index, height]
  })
  return best
}

function columnsOf(setting: Setting, table: ScoreTable, width: number, count: 1 | 2): readonly Column[] {
  const own = count === 1 ? width : (width - GAP * 0.6) / 2
  const measure = count === 1 ? WIDE : NARROW
  const lines = table.rows.map(row => scoreLine(setting, row, row.level, own, measure))
  if (count === 1) return [{ x: MARGIN.left, width: own, lines }]
  const split = splitOf(table, lines)
  return [
    { x: MARGIN.left, width: own, lines: lines.slice(0, split) },
    { x: MARGIN.left + own + GAP * 0.6, width: own, lines: lines.slice(split) },
  ]
}

/** The table on the left, in one column or two, radar over waterfall on the right: the score as one piece. */
export function scoreBesideFigures(setting: Setting, content: CertificateContent, count: 1 | 2): Block {
  const { density } = setting
  const isRound = content.radar.axes.length > 4
  const figuresWidth = count === 1 ? 196 : isRound ? 152 : 136
  const tableWidth = BODY_WIDTH - figuresWidth - GAP
  const heading = headingPart(setting, content.score.heading, tableWidth)
  const columns = columnsOf(setting, content.score, tableWidth, count)
  const heads = columns.map(column =>
    scoreLine(setting, content.score.columns, 'head', column.width, count === 1 ? WIDE : NARROW),
  )
  const headHeight = heads[0]?.height ?? 0
  const tableHeight = heading.height + headHeight + Math.max(...columns.map(column => heightOf(column.lines)))
  const figureHeading = headingPart(setting, content.waterfall.heading, figuresWidth).height
  const waterfallLeast = figureHeading + 4 + (content.waterfall.steps.length + 1) * density.small * 1.6
  const radarLeast = density.figureHeight * (count === 1 ? 1 : 0.72)
  const height = Math.max(tableHeight, radarLeast + density.gap * 0.7 + waterfallLeast)
  const spare = height - density.gap * 0.7 - radarLeast - waterfallLeast
  const radarHeight = radarLeast + spare * 0.5
  const waterfallHeight = waterfallLeast + spare * 0.5
  const figureX = MARGIN.left + tableWidth + GAP
  const radarPiece = radarPart(setting, content.radar, figuresWidth, radarHeight, count === 1)
  const waterfallPiece = waterfallPart(setting, content.waterfall, figuresWidth, waterfallHeight)
  return {
    height,
    before: density.gap,
    keepsNext: false,
    draw: (paper, y) => {
      heading.draw(paper, paper.root, MARGIN.left, y)
      const table = paper.open('Table', paper.root, { alt: content.score.summary })
      columns.forEach((column, index) => {
        drawLinesOfTable(paper, heads.slice(index, index + 1), table, column.x, y + heading.height)
        drawLinesOfTable(paper, column.lines, table, column.x, y + heading.height + headHeight)
      })
      radarPiece.draw(paper, paper.root, figureX, y)
      waterfallPiece.draw(paper, paper.root, figureX, y + height - waterfallHeight)
    },
  }
}

function drawLinesOfTable(paper: Paper, parts: readonly Part[], table: Tag, x: number, y: number): void {
  let top = y
  for (const part of parts) {
    part.draw(paper, table, x, top)
    top += part.height
  }
}

/** Radar beside waterfall, then every line of the table a block, for a table that goes on overleaf. */
export function scoreBelowFigures(setting: Setting, content: CertificateContent): readonly Block[] {
  const { density } = setting
  const width = (BODY_WIDTH - GAP) / 2
  const steps = (content.waterfall.steps.length + 1) * density.small * 1.75 + 24
  const height = Math.max(density.figureHeight + 24, steps)
  const left = radarPart(setting, content.radar, width, height)
  const right = waterfallPart(setting, content.waterfall, width, height)
  const figures: Block = {
    height,
    before: density.gap,
    keepsNext: false,
    draw: (paper, y) => {
      left.draw(paper, paper.root, MARGIN.left, y)
      right.draw(paper, paper.root, MARGIN.left + width + GAP, y)
    },
  }
  const table = lazyTag('Table')
  const rows = scoreLines(setting, content.score, BODY_WIDTH).map(
    (part, index): Block => ({
      height: part.height,
      before: 0,
      keepsNext: index === 0,
      draw: (paper, y) => part.draw(paper, table(paper), MARGIN.left, y),
    }),
  )
  return [figures, headingBlock(setting, content.score.heading), ...rows]
}
