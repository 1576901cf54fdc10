/**
 * What a certificate says, in one language, before it is drawn: the whole input of the PDF writer, which has no
 * sentence of its own. Whoever makes it (from a decision record and the words of the editions) needs to know nothing
 * of paper.
 */
import type { CalendarDate } from '../kernel/calendar.ts'
import type { Language } from '../kernel/words.ts'

export type LabelledText = { readonly label: string; readonly value: string }
export type HeadedList = { readonly heading: string; readonly items: readonly string[] }

/** A line of the score table; `level` 'total' and 'module' are set off, 'indicator' is indented. */
export type ScoreRow = {
  readonly level: 'module' | 'indicator' | 'total'
  readonly label: string
  /** The mark as printed (A to E), or '' where a line has none. */
  readonly mark: string
  readonly points: string
  readonly max: string
}

export type ScoreTable = {
  readonly heading: string
  /** The table in one sentence, for a reader who hears it. */
  readonly summary: string
  readonly columns: { readonly label: string; readonly mark: string; readonly points: string; readonly max: string }
  readonly rows: readonly ScoreRow[]
}

export type RadarContent = {
  readonly heading: string
  /** What the figure shows, with its values, for a reader who hears it. */
  readonly alt: string
  /** At least three; `value` 0 to 1 is geometry only, `text` is what is printed beside the label ('' for nothing). */
  readonly axes: readonly { readonly label: string; readonly value: number; readonly text: string }[]
}

export type WaterfallContent = {
  readonly heading: string
  readonly alt: string
  /** `value` is signed and is geometry only; `text` is what is printed at the bar. */
  readonly steps: readonly { readonly label: string; readonly value: number; readonly text: string }[]
  /** The sum of the steps, drawn as the last bar. */
  readonly total: { readonly label: string; readonly text: string }
}

export type CertificateAttachment = {
  /** File name as a reader sees it: ASCII, no path. */
  readonly name: string
  readonly bytes: Uint8Array
  readonly description: string
}

/** What every sealed paper of the house has, whatever it says. */
export type PaperContent = {
  readonly language: Language
  /** Who issues the paper, as printed at its head and foot and written into the file as its author. */
  readonly issuer: string
  readonly title: string
  /** The title in another language, or '' for none. */
  readonly subtitle: string
  /** With its check digits (number.ts). */
  readonly number: LabelledText
  readonly issueDay: LabelledText
  /** The same day as `issueDay`: every date inside the file is this one. */
  readonly issuedOn: CalendarDate
  readonly verification: {
    readonly heading: string
    /** How to check the paper, in a sentence or two. */
    readonly text: string
    /** The public verifier's address: printed and put into the QR code. */
    readonly url: string
    readonly qrAlt: string
  }
  readonly seal: {
    /** Printed above the issuer at the foot: sealed electronically, no stamp needed. */
    readonly text: string
    /** What a PDF reader shows for the signature field. */
    readonly fieldLabel: string
    readonly reason: string
  }
  readonly attachment: CertificateAttachment
}

/** What is set off from everything else on a face: a grade, an amount. */
export type Highlight = { readonly label: string; readonly value: string; readonly meaning: string }

export type CertificateContent = PaperContent & {
  /** What the agency states, in a sentence. */
  readonly statement: string
  /** Firm, representative, registration number, technology, rights, days and so on. */
  readonly facts: readonly LabelledText[]
  readonly grade: Highlight
  readonly purpose: LabelledText
  readonly use: LabelledText
  readonly validity: LabelledText
  /** Loan, guaranteed amount, bank's share, ratio, fee, term; `rows` may be empty, the block is then left out. */
  readonly terms: { readonly heading: string; readonly rows: readonly LabelledText[] }
  readonly score: ScoreTable
  readonly radar: RadarContent
  readonly waterfall: WaterfallContent
  readonly conditions: HeadedList
  readonly limits: HeadedList
  /** "This is not a guarantee", printed in a frame of its own. */
  readonly notAGuarantee: string
  readonly editions: HeadedList
  /** By id and certificate grade; never names. */
  readonly appraisers: HeadedList
  readonly notes: HeadedList
}
