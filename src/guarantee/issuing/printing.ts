/** What is printed beside the ids of a guarantee's paper, and how somebody stands to it. */
import type { DecisionRecord } from '../../appraisal/record.ts'
import type { Language } from '../../kernel/words.ts'

type Names = Readonly<Partial<Record<Language, string>>>

/** The names in one language: the language's own, else the English, else the Korean; without one the id is printed. */
export const namedIn = (
  rows: readonly { readonly id: string; readonly names: unknown }[],
  language: Language,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    rows.flatMap(({ id, names }) => {
      const own = names as Names
      const name = own[language] ?? own.en ?? own.ko
      return name === undefined ? [] : [[id, name]]
    }),
  )

/** The debtor's registration number as it is written on papers; null for a founder without one. */
export function businessNumberOf(record: DecisionRecord): string | null {
  const digits = record.case.party.firm.business_number
  return digits === undefined ? null : `${digits.slice(0, 3)}-${digits.slice(3, 5)}-${digits.slice(5)}`
}

type Subject = {
  readonly firm: string
  readonly bank: string
  readonly office: string
  readonly region: string | null
  readonly isBeforeCommittee: boolean
  readonly holder: string | null
  readonly isSandbox: boolean
  readonly appraisers: readonly string[]
  readonly preparedBy: readonly string[]
}

/** How somebody stands to a paper: to its guarantee, as the creditor and the debtor it was issued to. */
export const subjectOf = (
  paper: { readonly bank: string; readonly firm: string | null; readonly isSandbox: boolean },
  guarantee: { readonly subject: Subject } | undefined,
): Subject => ({
  office: '',
  region: null,
  isBeforeCommittee: false,
  holder: null,
  appraisers: [],
  preparedBy: [],
  ...guarantee?.subject,
  bank: paper.bank,
  firm: paper.firm ?? '',
  isSandbox: paper.isSandbox,
})
