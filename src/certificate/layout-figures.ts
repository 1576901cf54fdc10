/** Figures over the whole width of a page: waterfall, histogram and tornado, each under its heading, never split. */
import { histogram } from '../figures/histogram.ts'
import { tornado } from '../figures/tornado.ts'
import type { HistogramContent, Section, TornadoContent } from './document.ts'
import { type Block, BODY_WIDTH, drawLines, MARGIN, type Paper, type Setting, type Tag } from './layout-paper.ts'
import { headingPart, type Part } from './layout-rows.ts'
import { waterfallPart } from './layout-score.ts'

const LINE = 15
const HISTOGRAM_HEIGHT = 96
const LABEL_PART = 0.26
const END_PART = 0.15

type Drawn = { readonly height: number; readonly draw: (paper: Paper, x: number, y: number) => void }

/** A heading and what is drawn under it as one figure. */
function figurePart(setting: Setting, heading: string, alt: string, figure: Drawn): Part {
  const head = headingPart(setting, heading, BODY_WIDTH)
  return {
    height: head.height + figure.height,
    draw: (paper: Paper, parent: Tag, x: number, y: number) => {
      head.draw(paper, parent, x, y)
      const top = y + head.height
      const box = [x, top, x + BODY_WIDTH, top + figure.height] as const
      paper.content('Figure', parent, () => figure.draw(paper, x, top), { alt, box })
    },
  }
}

function histogramFigure(setting: Setting, content: HistogramContent): Drawn {
  const size = setting.density.small
  const style = { size, weight: 'regular' } as const
  const { type } = setting
  const texts = content.marks.map(mark => ({
    label: type.line(mark.label, { size, weight: 'bold' }),
    text: type.line(mark.text, style),
  }))
  const widths = texts.map(({ label, text }) => Math.max(label.width, text.width))
  const row = size * 2.7
  return {
    height: HISTOGRAM_HEIGHT + row * 2 + 8,
    draw: (paper, x, y) => {
      const figure = histogram(content, content.marks, { x, y: y + 4, width: BODY_WIDTH, height: HISTOGRAM_HEIGHT })
      for (const bar of figure.bars) paper.path(bar, { fill: 'accentSoft', stroke: 'white', width: 0.4 })
      paper.path(figure.base, { stroke: 'muted', width: 0.6 })
      // Labels of neighbours take turns between two rows, and none stands on another of its row.
      const ends = [x, x]
      figure.marks.forEach((mark, place) => {
        paper.path(mark.path, { stroke: 'loss', width: 0.8 })
        const width = widths[place] ?? 0
        const [line, other] = (ends[0] ?? 0) <= (ends[1] ?? 0) ? [0, 1] : [1, 0]
        const wanted = Math.min(Math.max(mark.x - width / 2, x), x + BODY_WIDTH - width)
        const chosen = (ends[line] ?? 0) <= wanted || (ends[line] ?? 0) <= (ends[other] ?? 0) ? line : other
        const left = Math.max(wanted, ends[chosen] ?? 0)
        ends[chosen] = left + width + 6
        const top = y + HISTOGRAM_HEIGHT + 8 + chosen * row
        const at = { x: left + width / 2, size, leading: 1.25, ink: 'text' } as const
        const { label, text } = texts[place] as (typeof texts)[number]
        drawLines(paper, [label], { ...at, y: top }, { anchor: 'middle' })
        drawLines(paper, [text], { ...at, y: top + size * 1.25 }, { anchor: 'middle' })
      })
    },
  }
}

function tornadoFigure(setting: Setting, content: TornadoContent): Drawn {
  const size = setting.density.small
  const style = { size, weight: 'regular' } as const
  const height = content.inputs.length * LINE + 6
  const [labelWidth, endWidth] = [BODY_WIDTH * LABEL_PART, BODY_WIDTH * END_PART]
  return {
    height,
    draw: (paper, x, y) => {
      const left = x + labelWidth + endWidth
      const frame = {
        x: left,
        y: y + 2,
        width: BODY_WIDTH - labelWidth - 2 * endWidth,
        height: height - 4,
        padding: 0.34,
      }
      const figure = tornado(content.inputs, content.middle, frame)
      figure.bars.forEach((bar, place) => {
        const input = content.inputs[place] as TornadoContent['inputs'][number]
        paper.path(bar.low, { fill: 'accentSoft' })
        paper.path(bar.high, { fill: 'gain' })
        const label = setting.type.wrapAtMost(bar.label, style, labelWidth - 6, 1)
        const top = bar.middle - size * 0.6
        const at = { y: top, size, leading: 1.2, ink: 'text' } as const
        drawLines(paper, label, { ...at, x })
        const isFalling = input.atLow > input.atHigh
        const [first, second] = isFalling ? [input.highText, input.lowText] : [input.lowText, input.highText]
        drawLines(paper, [setting.type.line(first, style)], { ...at, x: left - 5 }, { anchor: 'end' })
        drawLines(paper, [setting.type.line(second, style)], { ...at, x: x + BODY_WIDTH }, { anchor: 'end' })
      })
      paper.path(figure.axis, { stroke: 'accent', width: 0.8 })
    },
  }
}

type FigureSection = Extract<Section, { kind: 'waterfall' | 'histogram' | 'tornado' }>

function partOf(setting: Setting, section: FigureSection): Part {
  switch (section.kind) {
    case 'waterfall': {
      const lines = (section.steps.length + 1) * LINE + 8
      const head = headingPart(setting, section.heading, BODY_WIDTH).height
      return waterfallPart(setting, section, BODY_WIDTH, head + lines)
    }
    case 'histogram':
      return figurePart(setting, section.heading, section.alt, histogramFigure(setting, section))
    case 'tornado':
      return figurePart(setting, section.heading, section.alt, tornadoFigure(setting, section))
    default:
      return section satisfies never
  }
}

/** A figure as one block; one without anything to draw is left out. */
export function figureBlocks(setting: Setting, section: FigureSection): readonly Block[] {
  const count =
    section.kind === 'waterfall'
      ? section.steps.length
      : section.kind === 'histogram'
        ? section.counts.length
        : section.inputs.length
  if (count === 0) return []
  const part = partOf(setting, section)
  return [
    {
      height: part.height,
      before: setting.density.gap,
      keepsNext: false,
      draw: (paper, y) => part.draw(paper, paper.root, MARGIN.left, y),
    },
  ]
}
