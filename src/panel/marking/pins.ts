/** What a mark is pinned to: a paper of this case, a page that is in it, and the words it rests on. */
import { type Refusal, refusal } from '../../kernel/result.ts'
import type { Mark, MarkGiven } from '../schema.ts'
import type { MarkingCode } from './refusals.ts'

/** A paper as the case has it. */
export type PaperOfCase = {
  readonly digest: string
  readonly state: 'receiving' | 'kept' | 'refused' | 'erased'
  readonly mediaType: string | null
  /** As counted when it was kept; null where it cannot be told. */
  readonly pages: number | null
}

/** A paper that can be read: how many pages it has, where that is known. */
export type Readable = { readonly isWithdrawn: boolean; readonly pages: number | null }

/** A picture is one page, also one kept before pages were counted. */
const pagesOf = ({ mediaType, pages }: PaperOfCase): number | null =>
  pages ?? (mediaType?.startsWith('image/') ? 1 : null)

/**
 * The papers evidence may name: those kept here, and those the application names by digest, unless all that came under
 * a digest were refused or erased since.
 */
export function readable(papers: readonly PaperOfCase[], named: readonly string[]): ReadonlyMap<string, Readable> {
  const found = new Map<string, Readable>(named.map(digest => [digest, { isWithdrawn: false, pages: null }]))
  for (const { digest, state } of papers)
    if (state === 'refused' || state === 'erased') found.set(digest, { isWithdrawn: true, pages: null })
  for (const paper of papers)
    if (paper.state === 'kept') found.set(paper.digest, { isWithdrawn: false, pages: pagesOf(paper) })
  return found
}

/**
 * What is wrong with the evidence of marks, each at its place. Whether a mark needs evidence at all the rubric says,
 * and is asked with the rest of the sheet.
 */
export function pinRefusals(
  marks: readonly MarkGiven[],
  papers: ReadonlyMap<string, Readable>,
  quotationRequired: ReadonlySet<Mark>,
): Refusal<MarkingCode>[] {
  const found: Refusal<MarkingCode>[] = []
  for (const [at, given] of marks.entries())
    for (const [place, { paper, page, quotation }] of given.evidence.entries()) {
      const where = `marks.${at}.evidence.${place}`
      const of = papers.get(paper)
      if (of === undefined) found.push(refusal('evidence_paper_unknown', `${where}.paper`, { value: paper }))
      else if (of.isWithdrawn) found.push(refusal('evidence_paper_withdrawn', `${where}.paper`, { value: paper }))
      else if (page !== undefined && of.pages !== null && page > of.pages)
        found.push(refusal('evidence_page_outside', `${where}.page`, { value: String(page), limit: String(of.pages) }))
      if (quotation === undefined && quotationRequired.has(given.mark))
        found.push(refusal('quotation_missing', `${where}.quotation`, { value: given.mark, field: given.indicator }))
    }
  return found
}
