/**
 * The text of a paper's page as it is looked through: without regard to spaces, case, width of characters, and whether
 * Hangul is written whole or in its letters, since papers break lines and set letters apart as they like. Pure.
 */

/** One run of text as the paper has it. */
export type Piece = { readonly text: string; readonly endsLine: boolean }
/** Where a folded character stands: in which piece, from where to where. */
type Place = { readonly piece: number; readonly from: number; readonly to: number }
export type PageText = {
  readonly pieces: readonly Piece[]
  readonly folded: string
  readonly places: readonly Place[]
}
/** Something found: from its first character's place to its last one's. */
export type Hit = { readonly from: Place; readonly to: Place }

const letters = new Intl.Segmenter('ko', { granularity: 'grapheme' })
const folded = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, '')

export function pageText(pieces: readonly Piece[]): PageText {
  let text = ''
  const places: Place[] = []
  for (const [piece, { text: run }] of pieces.entries())
    for (const { segment, index } of letters.segment(run)) {
      const said = folded(segment)
      text += said
      for (let at = 0; at < said.length; at++) places.push({ piece, from: index, to: index + segment.length })
    }
  return { pieces, folded: text, places }
}

/** Every place where the words stand, in the order of the page; none for no words. */
export function hitsIn({ folded: text, places }: PageText, words: string): readonly Hit[] {
  const asked = folded(words)
  if (asked === '') return []
  const found: Hit[] = []
  for (let at = text.indexOf(asked); at >= 0; at = text.indexOf(asked, at + asked.length)) {
    const [from, to] = [places[at], places[at + asked.length - 1]]
    if (from !== undefined && to !== undefined) found.push({ from, to })
  }
  return found
}

/** Longer than a quotation may be is cut at its end. */
const QUOTATION_MAX = 500
/** Words as a quotation takes them: on one line, without blanks at either end, no longer than it may be. */
export const asQuotation = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, QUOTATION_MAX)

/** The whole lines in which something was found, to be quoted. */
export function linesOf({ pieces }: PageText, { from, to }: Hit): string {
  let first = from.piece
  while (first > 0 && pieces[first - 1]?.endsLine === false) first--
  let last = to.piece
  while (last < pieces.length - 1 && pieces[last]?.endsLine === false) last++
  return asQuotation(
    pieces
      .slice(first, last + 1)
      .map(({ text, endsLine }) => (endsLine ? `${text} ` : text))
      .join(''),
  )
}
