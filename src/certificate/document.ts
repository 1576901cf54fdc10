/**
 * What a paper of several sections prints, in one language, before it is drawn: a head, what it states, facts beside
 * one amount set off, and sections in their order. The drawing has no sentence of its own.
 */
import type { HeadedList, Highlight, LabelledText, PaperContent, WaterfallContent } from './content.ts'

export type Column = {
  readonly label: string
  readonly align: 'start' | 'end'
  /** Part of the width; the parts of a table make 1. */
  readonly share: number
}
export type Row = { readonly cells: readonly string[]; readonly isSum: boolean }

/** How often which value came, with some of them marked; numbers are geometry only, texts are what is printed. */
export type HistogramContent = {
  readonly heading: string
  readonly alt: string
  readonly from: number
  readonly to: number
  readonly counts: readonly number[]
  readonly marks: readonly { readonly label: string; readonly value: number; readonly text: string }[]
}
/** What each input alone does to the value; numbers are geometry only, texts are what is printed. */
export type TornadoContent = {
  readonly heading: string
  readonly alt: string
  readonly middle: number
  readonly inputs: readonly {
    readonly label: string
    readonly atLow: number
    readonly atHigh: number
    readonly lowText: string
    readonly highText: string
  }[]
}

export type Section =
  | { readonly kind: 'pairs'; readonly heading: string; readonly rows: readonly LabelledText[] }
  | {
      readonly kind: 'table'
      readonly heading: string
      /** The table in one sentence, for a reader who hears it. */
      readonly summary: string
      readonly columns: readonly Column[]
      readonly rows: readonly Row[]
    }
  | ({ readonly kind: 'list' } & HeadedList)
  /** Short lists, two on a line. */
  | { readonly kind: 'lists'; readonly lists: readonly HeadedList[] }
  | { readonly kind: 'frame'; readonly text: string }
  | ({ readonly kind: 'waterfall' } & WaterfallContent)
  | ({ readonly kind: 'histogram' } & HistogramContent)
  | ({ readonly kind: 'tornado' } & TornadoContent)

export type DocumentContent = PaperContent & {
  readonly statement: string
  readonly facts: readonly LabelledText[]
  readonly highlight: Highlight
  readonly sections: readonly Section[]
}
