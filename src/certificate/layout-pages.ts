/**
 * Which block stands on which page. One page when it fits at one of the densities, the widest first; else as many as
 * it takes, the foot with QR and seal always at the bottom of the first.
 */
import type { CertificateContent } from './content.ts'
import {
  factsBelow,
  factsBeside,
  factsOf,
  footBlock,
  footTop,
  frameBlock,
  headBlock,
  paragraphBlock,
  termsBlocks,
} from './layout-face.ts'
import { type Block, BODY_BOTTOM, DENSITIES, type Density, MARGIN, type Setting } from './layout-paper.ts'
import { inlinePart, listBlocks, listPart, listsBeside } from './layout-rows.ts'
import { scoreBelowFigures, scoreBesideFigures } from './layout-score.ts'
import type { Typesetter } from './layout-text.ts'

export type Placed = { readonly block: Block; readonly y: number }
export type LaidOut = { readonly pages: readonly (readonly Placed[])[]; readonly density: Density }

const PAGE_BODY = BODY_BOTTOM - MARGIN.top

export const heightOf = (blocks: readonly Block[]): number =>
  blocks.reduce((sum, block, index) => sum + block.height + (index === 0 ? 0 : block.before), 0)

/** Everything on one page at this density, or undefined where it does not fit. */
function onePage(setting: Setting, content: CertificateContent, columns: 1 | 2): readonly Placed[] | undefined {
  const blocks = [
    headBlock(setting, content),
    paragraphBlock(setting, content.statement),
    factsBeside(setting, factsOf(content), content.grade),
    ...termsBlocks(setting, content),
    scoreBesideFigures(setting, content, columns),
    ...listsBeside(setting, [content.conditions, content.limits], 2, listPart),
    ...listsBeside(setting, [content.editions, content.appraisers, content.notes], 3, inlinePart),
    frameBlock(setting, content.notAGuarantee),
  ]
  const foot = footBlock(setting, content)
  const bottom = footTop(foot) - foot.before
  const spare = bottom - MARGIN.top - heightOf(blocks)
  if (spare < 0) return undefined
  // What is left over goes between the blocks, a little to each, so that the page is filled calmly.
  const stretch = Math.min(spare / blocks.length, 7)
  const placed: Placed[] = []
  let y = MARGIN.top
  blocks.forEach((block, index) => {
    if (index > 0) y += block.before + (block.before > 0 ? stretch : 0)
    placed.push({ block, y })
    y += block.height
  })
  placed.push({ block: foot, y: footTop(foot) })
  return placed
}

/** Fills pages from the top; a heading moves overleaf with what it heads, the foot stands below on the first. */
export function flow(blocks: readonly Block[], foot: Block): readonly (readonly Placed[])[] {
  const pages: Placed[][] = [[]]
  let y = MARGIN.top
  const bottom = (): number => (pages.length === 1 ? footTop(foot) - foot.before : BODY_BOTTOM - 14)
  blocks.forEach((block, index) => {
    const page = pages.at(-1) as Placed[]
    const gap = page.length === 0 ? 0 : block.before
    let chain = gap + block.height
    for (let next = index; blocks[next]?.keepsNext === true; next++) {
      chain += (blocks[next + 1]?.before ?? 0) + (blocks[next + 1]?.height ?? 0)
    }
    if (page.length > 0 && y + chain > bottom()) {
      const again = block.again === undefined ? [] : [{ block: block.again, y: MARGIN.top }]
      const top = MARGIN.top + (block.again?.height ?? 0)
      pages.push([...again, { block, y: top }])
      y = top + block.height
    } else {
      page.push({ block, y: y + gap })
      y += gap + block.height
    }
  })
  pages[0]?.push({ block: foot, y: footTop(foot) })
  return pages
}

function manyPages(setting: Setting, content: CertificateContent): readonly (readonly Placed[])[] {
  const foot = footBlock(setting, content)
  const facts = factsBeside(setting, factsOf(content), content.grade)
  const face = [
    headBlock(setting, content),
    paragraphBlock(setting, content.statement),
    ...(facts.height < PAGE_BODY * 0.5 ? [facts] : factsBelow(setting, factsOf(content), content.grade)),
    ...termsBlocks(setting, content),
    frameBlock(setting, content.notAGuarantee),
  ]
  // In two columns the score may still stand on the face; else it goes overleaf in one, or goes on from page to page.
  const [low, tall] = [scoreBesideFigures(setting, content, 2), scoreBesideFigures(setting, content, 1)]
  const onFace = MARGIN.top + heightOf(face) + low.before + low.height <= footTop(foot) - foot.before
  const score = onFace ? [low] : tall.height < PAGE_BODY - 20 ? [tall] : scoreBelowFigures(setting, content)
  const lists = [content.conditions, content.limits].flatMap(list => listBlocks(setting, list))
  const [small, least] = [[content.editions, content.appraisers, content.notes], BODY_BOTTOM - MARGIN.top - 60]
  const beside = listsBeside(setting, small, 3, inlinePart)
  const below = beside.every(block => block.height < least) ? beside : small.flatMap(list => listBlocks(setting, list))
  // A score that goes overleaf leaves the face to what the paper depends on.
  return flow(onFace ? [...face, ...score, ...lists, ...below] : [...face, ...lists, ...below, ...score], foot)
}

/** Lays a certificate out, on one page where that is possible. */
export function laidOut(type: Typesetter, content: CertificateContent): LaidOut {
  for (const columns of [1, 2] as const) {
    for (const density of DENSITIES) {
      const page = onePage({ type, density }, content, columns)
      if (page !== undefined) return { pages: [page], density }
    }
  }
  const density = DENSITIES[1] as Density
  return { pages: manyPages({ type, density }, content), density }
}
