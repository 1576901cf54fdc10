/**
 * What people are told of: one table of kinds. Each says from what it follows (an entry of the audit log, a message of
 * the outbox, something that stands and waits), who is told by role and relation, and the reading of the access table
 * that each of them must be allowed; its words stand in words.ts.
 */
import type { Role } from '../../access/actor.ts'
import type { Action, Relation } from '../../access/table.ts'
import type { EventType } from '../webhooks/catalogue.ts'

/** What waits, looked for by its day: deadlines.ts and hearings. */
export type Waiting = 'hearing' | 'sheet' | 'referral' | 'task' | 'recourse' | 'draw' | 'failed_mail'
export type Source =
  | { readonly log: readonly string[]; readonly where?: 'decided' | 'unavailable' }
  | { readonly told: EventType; readonly state?: string }
  | { readonly waits: Waiting }
/** `any`: everybody with the role, except where the case is a sandbox's. `level`: who signs at the decision's level. */
export type Who = { readonly role: Role; readonly by: Relation | 'any' | 'level' }
export type About = 'case' | 'guarantee' | 'report' | 'edition' | 'mail'

export type Kind = {
  readonly from: readonly Source[]
  readonly about: About
  readonly who: readonly Who[]
  readonly reads: Action
  /** Whether it may be mailed at all; a person can still choose not to. */
  readonly isMailed: boolean
}

const FIRM = { role: 'sme', by: 'own' } as const
const BANK = { role: 'bank', by: 'own' } as const
const OFFICER = { role: 'officer', by: 'holder' } as const
const PANEL = { role: 'appraiser', by: 'assigned' } as const
const CLAIMS = { role: 'claims', by: 'any' } as const
const APPROVERS = [
  { role: 'branch_head', by: 'level' },
  { role: 'regional_head', by: 'level' },
  { role: 'committee_member', by: 'level' },
] as const

const kind = (about: About, reads: Action, who: readonly Who[], ...from: readonly Source[]): Kind => ({
  ...{ about, reads, who, from },
  isMailed: true,
})
const ofCase = (who: readonly Who[], ...from: readonly Source[]): Kind => kind('case', 'case.read', who, ...from)
const ofGuarantee = (who: readonly Who[], ...from: readonly Source[]): Kind =>
  kind('guarantee', 'guarantee.read', who, ...from)
const ofReport = (...from: readonly Source[]): Kind => kind('report', 'report.read', [BANK], ...from)
const log = (...actions: readonly string[]): Source => ({ log: actions })
const told = (type: EventType): Source => ({ told: type })

export const KINDS = {
  case_submitted: ofCase([OFFICER], log('case.submit')),
  case_accepted: ofCase([FIRM], log('case.accept')),
  facts_unavailable: ofCase([FIRM, OFFICER], { log: ['facts.gather'], where: 'unavailable' }),
  case_recommended: ofCase([OFFICER], log('case.recommend')),
  signature_waits: ofCase(APPROVERS, log('decision.review')),
  case_referred: ofCase([OFFICER], log('case.refer')),
  committee_waits: ofCase([{ role: 'committee_member', by: 'committee' }], log('case.put_before_committee')),
  case_decided: ofCase([FIRM, BANK, OFFICER], { log: ['decision.sign', 'decision.override'], where: 'decided' }),
  case_noticed: ofCase([FIRM, BANK], told('case.noticed')),
  case_objected: ofCase([OFFICER], log('case.object')),
  case_withdrawn: ofCase([FIRM, BANK, OFFICER], log('case.withdraw')),
  certificate_issued: ofCase([FIRM, BANK], told('certificate.issued')),
  certificate_revoked: ofCase([FIRM, BANK], told('certificate.revoked')),
  appraisal_drawn: ofCase([PANEL], log('assignment.draw')),
  hearing_opened: ofCase([PANEL], { waits: 'hearing' }),
  sheet_due: ofCase([PANEL], { waits: 'sheet' }),
  referral_due: ofCase([OFFICER], { waits: 'referral' }),
  guarantee_noticed: ofGuarantee([FIRM, BANK], told('guarantee.noticed')),
  draw_due: ofGuarantee([FIRM, BANK], { waits: 'draw' }),
  letter_sent: ofGuarantee([FIRM, BANK], told('guarantee.letter_sent')),
  paper_issued: ofGuarantee([BANK], told('guarantee_paper.issued')),
  claim_examined: ofGuarantee([BANK], told('guarantee.examined')),
  claim_paid: ofGuarantee([BANK], told('guarantee.paid')),
  accident_reported: ofGuarantee([CLAIMS], log('guarantee.report_accident')),
  claim_waits: ofGuarantee([CLAIMS], log('guarantee.claim')),
  payment_waits: ofGuarantee([CLAIMS], log('guarantee.examine')),
  task_due: ofGuarantee(
    [
      { role: 'officer', by: 'office' },
      { role: 'branch_head', by: 'office' },
      { role: 'claims', by: 'any' },
      { role: 'risk_officer', by: 'any' },
    ],
    { waits: 'task' },
  ),
  recourse_due: ofGuarantee([CLAIMS], { waits: 'recourse' }),
  report_checked: ofReport(told('report.checked')),
  report_refused: ofReport(told('report.refused')),
  report_accepted: ofReport(told('report.accepted')),
  correction_asked: ofReport({ told: 'report.corrected', state: 'open' }),
  correction_examined: ofReport(
    { told: 'report.corrected', state: 'answered' },
    { told: 'report.corrected', state: 'declined' },
  ),
  approval_waits: kind(
    'edition',
    'edition.read',
    [
      { role: 'risk_officer', by: 'any' },
      { role: 'committee_member', by: 'any' },
    ],
    log('edition.propose'),
  ),
  // What could not be mailed is not told by mail.
  mail_failed: {
    ...kind('mail', 'mail.list', [{ role: 'admin', by: 'any' }], { waits: 'failed_mail' }),
    isMailed: false,
  },
} as const satisfies Readonly<Record<string, Kind>>

export type KindName = keyof typeof KINDS
export const KIND_NAMES = Object.keys(KINDS) as [KindName, ...KindName[]]
export const isKind = (text: string): text is KindName => Object.hasOwn(KINDS, text)

const kindsOf = (fits: (source: Source) => boolean): readonly KindName[] =>
  KIND_NAMES.filter(name => (KINDS[name].from as readonly Source[]).some(fits))

/** What follows from an entry of the log, by what its detail says. */
export const kindsOfEntry = (action: string, detail: Readonly<Record<string, unknown>>): readonly KindName[] =>
  kindsOf(source => {
    if (!('log' in source) || !source.log.includes(action)) return false
    if (source.where === 'decided') return typeof detail['outcome'] === 'string'
    return source.where === undefined || Number(detail['unavailable'] ?? 0) > 0
  })

/** What follows from a message of the outbox. */
export const kindsOfMessage = (type: string, state: unknown): readonly KindName[] =>
  kindsOf(source => 'told' in source && source.told === type && (source.state ?? state) === state)

/** What follows from something that waits. */
export const kindsOfWaiting = (what: Waiting): readonly KindName[] =>
  kindsOf(source => 'waits' in source && source.waits === what)

/** Every action of the log that something follows from. */
export const LOGGED: readonly string[] = [
  ...new Set(
    KIND_NAMES.flatMap(name =>
      (KINDS[name].from as readonly Source[]).flatMap(source => ('log' in source ? source.log : [])),
    ),
  ),
]

const CASES: Readonly<Partial<Record<Role, string>>> = {
  sme: '/applications/',
  bank: '/bank/cases/',
  appraiser: '/appraisals/',
}
const GUARANTEES: Readonly<Partial<Record<Role, string>>> = { bank: '/bank/guarantees/', claims: '/office/claims/' }

/** The page of the console that shows what it is about, as somebody of a role sees it. */
export function pathOf(about: About, role: Role, id: string): string {
  switch (about) {
    case 'case':
      return `${CASES[role] ?? '/office/cases/'}${id}`
    case 'guarantee':
      if (role === 'sme') return '/applications'
      if (id === '') return '/bank/statements'
      return `${GUARANTEES[role] ?? '/office/guarantees/'}${id}`
    case 'report':
      return `/bank/months/${id}`
    case 'edition':
      return '/risk/editions'
    case 'mail':
      return '/notifications/mails'
    default:
      return about satisfies never
  }
}
