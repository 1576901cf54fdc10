/** What is printed beside the ids of a guarantee's paper, and how somebody stands to it. */
import type { DecisionRecord } from '../../appraisal/record.ts'
import type { Language } from '../../kernel/words.ts'
import type { PaperKind } from '../letter/bodies.ts'
import type { GuaranteePaperShown } from './schema.ts'

/** A paper of the register as it is kept. */
export type KeptPaper = {
  readonly number: string
  readonly kind: PaperKind
  readonly guarantee: string | null
  readonly bank: string
  readonly firm: string | null
  readonly isSandbox: boolean
  readonly language: 'ko' | 'en' | 'zh'
  readonly amends: string | null
  readonly body: unknown
  readonly printed: unknown
  readonly state: 'ordered' | 'issued' | 'revoked'
  readonly issuedOn: string
  readonly digest: string | null
  readonly issuedAt: string | null
  readonly acknowledgedAt: string | null
  readonly acknowledgedBy: string | null
  readonly revokedAt: string | null
  readonly reason: string | null
}

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

/** A paper as it is shown; the number is put behind the verifier's address. */
export const shownAt =
  (verifierUrl: string) =>
  (one: KeptPaper): GuaranteePaperShown => ({
    number: one.number,
    paper: one.kind,
    guarantee_id: one.guarantee,
    language: one.language,
    state: one.state,
    issued_on: one.issuedOn,
    issued_at: one.issuedAt,
    digest: one.digest,
    amends: one.amends,
    acknowledged_at: one.acknowledgedAt,
    acknowledged_by: one.acknowledgedBy,
    revoked_at: one.revokedAt,
    reason: one.reason,
    body: one.body as GuaranteePaperShown['body'],
    verify_at: `${verifierUrl}${one.number}`,
  })

/** What the creditor and the debtor of a paper are told of it, in order with whatever else is told of the paper. */
export const paperTold = (
  one: Pick<KeptPaper, 'number' | 'kind' | 'guarantee' | 'bank' | 'firm' | 'state' | 'digest'>,
  day: string,
) => ({
  organisations: one.firm === null ? [one.bank] : [one.firm, one.bank],
  told: {
    subject: `guarantee-paper:${one.number}`,
    order: one.number,
    data: {
      number: one.number,
      paper: one.kind,
      guarantee_id: one.guarantee,
      state: one.state,
      day,
      digest: one.digest ?? '',
    },
  },
})

/** Letters and amendments promise; everything else only tells. */
export const isPromise = (kind: PaperKind): boolean => kind === 'letter' || kind === 'amendment'

export const DRAW_PAPER = 'guarantee-paper.draw'
