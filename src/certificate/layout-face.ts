/**
 * The face of a certificate: head, statement, facts beside the grade, terms, the frame that says what it is not, and
 * the foot.
 */
import type { CertificateContent, Highlight, LabelledText, PaperContent } from './content.ts'
import {
  type Block,
  BODY_BOTTOM,
  BODY_WIDTH,
  drawLines,
  horizontal,
  linesHeight,
  MARGIN,
  PAGE,
  rectangle,
  type Setting,
} from './layout-paper.ts'
import { headingPart, lazyTag, type Part, pairRow } from './layout-rows.ts'

const MIDDLE = PAGE.width / 2

/** Number and day of issue, the title, and the issuer's own double rule. */
export function headBlock(setting: Setting, content: PaperContent): Block {
  const { type } = setting
  const small = { size: 8, weight: 'regular' } as const
  const [title, subtitle, issuer] = [
    type.wrap(content.title, { size: 23, weight: 'bold' }, BODY_WIDTH),
    content.subtitle === '' ? [] : type.wrap(content.subtitle, { size: 9, weight: 'regular' }, BODY_WIDTH),
    type.wrap(content.issuer, { size: 9, weight: 'bold' }, BODY_WIDTH),
  ]
  const number = type.wrap(`${content.number.label}  ${content.number.value}`, small, BODY_WIDTH / 2 - 6)
  const day = type.wrap(`${content.issueDay.label}  ${content.issueDay.value}`, small, BODY_WIDTH / 2 - 6)
  const side = Math.max(linesHeight(number, 8, 1.4), linesHeight(day, 8, 1.4))
  const heights = [linesHeight(issuer, 9, 1.5), linesHeight(title, 23, 1.35), linesHeight(subtitle, 9, 1.4)] as const
  const [issuerTop, titleTop] = [side + 6, side + 6 + heights[0]]
  const subtitleTop = titleTop + heights[1]
  const height = subtitleTop + heights[2] + 8
  return {
    height,
    before: 0,
    keepsNext: true,
    draw: (paper, y) => {
      paper.content('P', paper.root, () => {
        drawLines(paper, number, { x: MARGIN.left, y, size: 8, leading: 1.4, ink: 'muted' })
      })
      paper.content('P', paper.root, () => {
        const at = { x: PAGE.width - MARGIN.right, y, size: 8, leading: 1.4, ink: 'muted' } as const
        drawLines(paper, day, at, { anchor: 'end' })
      })
      const centred = { anchor: 'middle' } as const
      paper.content('P', paper.root, () => {
        drawLines(paper, issuer, { x: MIDDLE, y: y + issuerTop, size: 9, leading: 1.5, ink: 'muted' }, centred)
      })
      paper.content('H1', paper.root, () => {
        drawLines(paper, title, { x: MIDDLE, y: y + titleTop, size: 23, leading: 1.35, ink: 'accent' }, centred)
      })
      if (subtitle.length > 0) {
        paper.content('P', paper.root, () => {
          drawLines(paper, subtitle, { x: MIDDLE, y: y + subtitleTop, size: 9, leading: 1.4, ink: 'muted' }, centred)
        })
      }
      paper.artifact(() => {
        paper.path(horizontal(MARGIN.left, y + height - 3, BODY_WIDTH), { stroke: 'accent', width: 1.4 })
        paper.path(horizontal(MARGIN.left, y + height - 0.6, BODY_WIDTH), { stroke: 'accent', width: 0.4 })
      })
    },
  }
}

/** A paragraph over the whole width. */
export function paragraphBlock(setting: Setting, text: string): Block {
  const { base, leading, gap } = setting.density
  const lines = setting.type.wrap(text, { size: base, weight: 'regular' }, BODY_WIDTH)
  return {
    height: linesHeight(lines, base, leading),
    before: gap * 0.8,
    keepsNext: false,
    draw: (paper, y) => {
      paper.content('P', paper.root, () => {
        drawLines(paper, lines, { x: MARGIN.left, y, size: base, leading, ink: 'text' })
      })
    },
  }
}

/** What is set off, large, in a panel of at least the given height. */
function highlightPart(setting: Setting, highlight: Highlight, width: number, least = 0): Part {
  const { small, leading } = setting.density
  const inner = width - 20
  const { type } = setting
  const natural = type.line(highlight.value, { size: 1, weight: 'bold' }).width
  // As large as fits on one line between 11 and 46 points: a grade is short, an amount is not.
  const size = Math.max(11, Math.min(46, natural === 0 ? 46 : inner / natural))
  const label = type.wrap(highlight.label, { size: small + 0.6, weight: 'regular' }, inner)
  const value = type.wrap(highlight.value, { size, weight: 'bold' }, inner)
  const meaning = type.wrap(highlight.meaning, { size: small, weight: 'regular' }, inner)
  const heights = [
    linesHeight(label, small + 0.6, leading),
    linesHeight(value, size, 1.2),
    linesHeight(meaning, small, leading),
  ] as const
  const needed = heights[0] + heights[1] + heights[2]
  const height = Math.max(needed + 24, least)
  return {
    height,
    draw: (paper, parent, x, y) => {
      paper.artifact(() => {
        paper.path(rectangle(x, y, width, height), { fill: 'panel' })
        paper.path(rectangle(x, y, width, 2.4), { fill: 'accent' })
      })
      const middle = x + width / 2
      const top = y + (height - needed) / 2
      const centred = { anchor: 'middle' } as const
      paper.content('P', parent, () => {
        drawLines(paper, label, { x: middle, y: top, size: small + 0.6, leading, ink: 'muted' }, centred)
      })
      paper.content('P', parent, () => {
        drawLines(paper, value, { x: middle, y: top + heights[0], size, leading: 1.2, ink: 'accent' }, centred)
      })
      paper.content('P', parent, () => {
        const under = top + heights[0] + heights[1]
        drawLines(paper, meaning, { x: middle, y: under, size: small, leading, ink: 'text' }, centred)
      })
    },
  }
}

const HIGHLIGHT_WIDTH = 136
const LABEL_WIDTH = 92

export const factsOf = (content: CertificateContent): readonly LabelledText[] => [
  ...content.facts,
  content.purpose,
  content.use,
  content.validity,
]

/** Facts on the left, what is set off on the right: the face as one piece. */
export function factsBeside(setting: Setting, facts: readonly LabelledText[], highlight: Highlight): Block {
  const width = BODY_WIDTH - HIGHLIGHT_WIDTH - 16
  const rows = facts.map(fact => pairRow(setting, fact, LABEL_WIDTH, width - LABEL_WIDTH))
  const rowsHeight = rows.reduce((sum, row) => sum + row.height, 0)
  const panel = highlightPart(setting, highlight, HIGHLIGHT_WIDTH, rowsHeight)
  return {
    height: panel.height,
    before: setting.density.gap * 0.8,
    keepsNext: false,
    draw: (paper, y) => {
      const table = paper.open('Table', paper.root)
      let top = y
      for (const row of rows) {
        row.draw(paper, table, MARGIN.left, top)
        top += row.height
      }
      panel.draw(paper, paper.root, MARGIN.left + width + 16, y)
    },
  }
}

/** The same, what is set off above and every fact a block, for a paper that goes on overleaf. */
export function factsBelow(setting: Setting, facts: readonly LabelledText[], highlight: Highlight): readonly Block[] {
  const panel = highlightPart(setting, highlight, BODY_WIDTH)
  const table = lazyTag('Table')
  const rows = facts.map((fact): Block => {
    const row = pairRow(setting, fact, LABEL_WIDTH + 20, BODY_WIDTH - LABEL_WIDTH - 20)
    return {
      height: row.height,
      before: 0,
      keepsNext: false,
      draw: (paper, y) => row.draw(paper, table(paper), MARGIN.left, y),
    }
  })
  const above: Block = {
    height: panel.height,
    before: setting.density.gap,
    keepsNext: false,
    draw: (paper, y) => panel.draw(paper, paper.root, MARGIN.left, y),
  }
  return [above, ...rows]
}

/** The terms in three columns, in four where there are many, the label above its value. */
export function termsBlocks(setting: Setting, content: CertificateContent): readonly Block[] {
  if (content.terms.rows.length === 0) return []
  const { small, base, leading, gap } = setting.density
  const columns = content.terms.rows.length > 6 ? 4 : 3
  const width = BODY_WIDTH / columns
  const cells = content.terms.rows.map(row => ({
    label: setting.type.wrap(row.label, { size: small, weight: 'regular' }, width - 10),
    value: setting.type.wrap(row.value, { size: base + 1, weight: 'bold' }, width - 10),
  }))
  const heading = headingPart(setting, content.terms.heading, BODY_WIDTH)
  const table = lazyTag('Table')
  const blocks: Block[] = [
    {
      height: heading.height,
      before: gap,
      keepsNext: true,
      draw: (paper, y) => heading.draw(paper, paper.root, MARGIN.left, y),
    },
  ]
  for (let index = 0; index < cells.length; index += columns) {
    const inRow = cells.slice(index, index + columns)
    const labelHeight = Math.max(...inRow.map(cell => linesHeight(cell.label, small, leading)))
    const valueHeight = Math.max(...inRow.map(cell => linesHeight(cell.value, base + 1, leading)))
    blocks.push({
      height: labelHeight + valueHeight + 3,
      before: 0,
      keepsNext: false,
      draw: (paper, y) => {
        inRow.forEach((cell, column) => {
          const x = MARGIN.left + column * width
          const row = paper.open('TR', table(paper))
          paper.content('TH', row, () => drawLines(paper, cell.label, { x, y, size: small, leading, ink: 'muted' }), {
            scope: 'Row',
          })
          paper.content('TD', row, () => {
            drawLines(paper, cell.value, { x, y: y + labelHeight, size: base + 1, leading, ink: 'text' })
          })
        })
      },
    })
  }
  return blocks
}

/** What the paper is not, in a frame. */
export function frameBlock(setting: Setting, text: string): Block {
  const { base, leading, gap } = setting.density
  const size = base - 0.4
  const lines = setting.type.wrap(text, { size, weight: 'bold' }, BODY_WIDTH - 20)
  const height = linesHeight(lines, size, leading) + 8
  return {
    height,
    before: gap,
    keepsNext: false,
    draw: (paper, y) => {
      paper.artifact(() => {
        paper.path(rectangle(MARGIN.left, y, BODY_WIDTH, height), { stroke: 'accentSoft', width: 0.7 })
        paper.path(rectangle(MARGIN.left, y, 3, height), { fill: 'accent' })
      })
      paper.content('P', paper.root, () => {
        drawLines(paper, lines, { x: MARGIN.left + 12, y: y + 4, size, leading, ink: 'text' })
      })
    },
  }
}

const QR_SIDE = 66

/** QR and how to check the paper on the left, issuer and seal on the right; stands at the bottom of the first page. */
export function footBlock(setting: Setting, content: PaperContent): Block {
  const { small, leading, gap } = setting.density
  const { type } = setting
  const right = 190
  const middle = BODY_WIDTH - QR_SIDE - right - 28
  const heading = type.wrap(content.verification.heading, { size: small + 0.6, weight: 'bold' }, middle)
  const text = type.wrap(content.verification.text, { size: small, weight: 'regular' }, middle)
  const url = type.wrap(content.verification.url, { size: small - 0.6, weight: 'regular' }, middle)
  const seal = type.wrap(content.seal.text, { size: small, weight: 'regular' }, right)
  const issuer = type.wrap(content.issuer, { size: 13, weight: 'bold' }, right)
  const day = type.wrap(content.issueDay.value, { size: small + 1, weight: 'regular' }, right)
  const tops = {
    text: linesHeight(heading, small + 0.6, leading),
    url: linesHeight(heading, small + 0.6, leading) + linesHeight(text, small, leading) + 1,
    issuer: linesHeight(day, small + 1, leading) + 2,
    seal: linesHeight(day, small + 1, leading) + linesHeight(issuer, 13, 1.3) + 4,
  }
  const height =
    8 +
    Math.max(QR_SIDE, tops.url + linesHeight(url, small - 0.6, leading), tops.seal + linesHeight(seal, small, leading))
  return {
    height,
    before: gap,
    keepsNext: false,
    draw: (paper, y) => {
      const top = y + 8
      const x = MARGIN.left + QR_SIDE + 12
      const end = PAGE.width - MARGIN.right
      paper.artifact(() => paper.path(horizontal(MARGIN.left, y, BODY_WIDTH), { stroke: 'accent', width: 0.7 }))
      paper.content('Figure', paper.root, () => paper.qr(content.verification.url, MARGIN.left, top, QR_SIDE), {
        alt: content.verification.qrAlt,
        box: [MARGIN.left, top, MARGIN.left + QR_SIDE, top + QR_SIDE],
      })
      paper.content('H2', paper.root, () => {
        drawLines(paper, heading, { x, y: top, size: small + 0.6, leading, ink: 'accent' })
      })
      paper.content('P', paper.root, () => {
        drawLines(paper, text, { x, y: top + tops.text, size: small, leading, ink: 'text' })
        drawLines(paper, url, { x, y: top + tops.url, size: small - 0.6, leading, ink: 'muted' })
      })
      const ended = { anchor: 'end' } as const
      paper.content('P', paper.root, () => {
        drawLines(paper, day, { x: end, y: top, size: small + 1, leading, ink: 'text' }, ended)
        drawLines(paper, issuer, { x: end, y: top + tops.issuer, size: 13, leading: 1.3, ink: 'accent' }, ended)
        drawLines(paper, seal, { x: end, y: top + tops.seal, size: small, leading, ink: 'muted' }, ended)
      })
    },
  }
}

/** Where the foot of the first page begins. */
export const footTop = (foot: Block): number => BODY_BOTTOM - foot.height
