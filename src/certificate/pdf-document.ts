/** Draws a paper of several sections as certificates are drawn: one page where it fits, else as many as it takes. */

import type { Result } from '../kernel/result.ts'
import type { DocumentContent } from './document.ts'
import { factsBelow, factsBeside, footBlock, footTop, headBlock, paragraphBlock } from './layout-face.ts'
import { flow, heightOf, type LaidOut } from './layout-pages.ts'
import { BODY_BOTTOM, DENSITIES, type Density, MARGIN, type Setting } from './layout-paper.ts'
import { sectionBlocks } from './layout-sections.ts'
import type { Typesetter } from './layout-text.ts'
import { drawPaper, type Press } from './pdf.ts'

/** Facts taller than this part of a page stand below what is set off, so that they can go on overleaf. */
const FACTS_PART_MOST = 0.45

function blocksOf(setting: Setting, content: DocumentContent) {
  const facts = factsBeside(setting, content.facts, content.highlight)
  const isShort = facts.height < (BODY_BOTTOM - MARGIN.top) * FACTS_PART_MOST
  return [
    headBlock(setting, content),
    paragraphBlock(setting, content.statement),
    ...(isShort ? [facts] : factsBelow(setting, content.facts, content.highlight)),
    ...content.sections.flatMap(section => sectionBlocks(setting, section)),
  ]
}

/** On one page where it fits at one of the two widest densities; else at the widest, so that it can be read. */
function laidOut(type: Typesetter, content: DocumentContent): LaidOut {
  const [wide, close] = DENSITIES as readonly [Density, Density, ...Density[]]
  const at = (density: Density) => {
    const setting = { type, density }
    return { density, foot: footBlock(setting, content), blocks: blocksOf(setting, content) }
  }
  const fits = ({ blocks, foot }: ReturnType<typeof at>) => MARGIN.top + heightOf(blocks) + foot.before <= footTop(foot)
  const widest = at(wide)
  const closer = fits(widest) ? widest : at(close)
  const { blocks, foot, density } = fits(closer) ? closer : widest
  return { pages: flow(blocks, foot), density }
}

/** Draws the paper, unsealed, with room for the seal; refused where a text holds a character that no font has. */
export const drawDocument = (
  content: DocumentContent,
  press: Press,
): Result<Uint8Array, 'certificate_text_undrawable'> => drawPaper(content, press, laidOut)
