/** Papers written for the shipped cases: one for each that their sheets are pinned to, up to the last page pinned. */
import { sha256Hex } from '#sha256'
import type { Content } from '../../src/appraisal/content.ts'
import type { SignedSheet } from '../../src/panel/schema.ts'

export type Written = { readonly type: string; readonly pages: number; readonly bytes: Buffer; readonly digest: string }

/** A PDF whose every page says what it is of. */
function written(of: string, type: string, pages: number): Written {
  const numbers = Array.from({ length: pages }, (_, at) => at + 1)
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Count ${pages}/Kids[${numbers.map(page => `${2 + 2 * page} 0 R`).join(' ')}]>>`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
    ...numbers.flatMap(page => {
      const text = `BT /F 12 Tf 60 780 Td (${of}: ${type}, page ${page} of ${pages}) Tj ET`
      return [
        `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents ${3 + 2 * page} 0 R>>`,
        `<</Length ${text.length}>>\nstream\n${text}\nendstream`,
      ]
    }),
  ]
  let text = '%PDF-1.7\n'
  const places = objects.map((object, at) => {
    const place = text.length
    text += `${at + 1} 0 obj\n${object}\nendobj\n`
    return `${String(place).padStart(10, '0')} 00000 n \n`
  })
  const start = text.length
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}`
  text += `trailer\n<</Root 1 0 R/Size ${objects.length + 1}>>\nstartxref\n${start}\n%%EOF\n`
  const bytes = Buffer.from(text, 'latin1')
  return { type, pages, bytes, digest: `sha256:${sha256Hex(bytes)}` }
}

type Marks = SignedSheet['marks']
/**
 * The papers that sheets are pinned to and their case does not name, and the sheets pinned to these papers instead.
 * What the case names itself stays as it is.
 */
export function papersFor(name: string, content: Content, sheets: readonly { readonly marks: Marks }[]) {
  const own = new Set(JSON.stringify(content).match(/sha256:[0-9a-f]{64}/g) ?? [])
  const last = new Map<string, { type: string; pages: number }>()
  for (const { paper, type, page = 1 } of sheets.flatMap(({ marks }) => marks.flatMap(mark => mark.evidence)))
    if (!own.has(paper)) last.set(paper, { type, pages: Math.max(page, last.get(paper)?.pages ?? 1) })
  const papers = new Map([...last].map(([paper, { type, pages }]) => [paper, written(name, type, pages)]))
  const pinned = sheets.map(
    ({ marks }): Marks =>
      marks.map(mark => ({
        ...mark,
        evidence: mark.evidence.map(one => ({ ...one, paper: papers.get(one.paper)?.digest ?? one.paper })),
      })),
  )
  return { papers: [...papers.values()], pinned }
}
