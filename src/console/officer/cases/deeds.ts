/**
 * What a reader's role could do to a case in its state, so that a page offers it or says why not. The service decides:
 * what is offered here in vain is refused there with its reason. Pure.
 */
import type { Value } from '../../../../clients/typescript/api.ts'

type Role = Value<'GET /v1/self'>['roles'][number]
export type CaseHead = Value<'GET /v1/cases'>['items'][number]
export type CaseWhole = Value<'GET /v1/cases/{case_id}'>
export type Decision = Value<'GET /v1/cases/{case_id}/decisions'>['items'][number]
export type CaseState = CaseHead['state']

export const CASE_STATES = [
  'submitted',
  'accepted',
  'assigned',
  'consensus',
  'marked',
  'recommended',
  'reviewed',
  'referred',
  'approved',
  'declined',
  'noticed',
  'withdrawn',
] as const satisfies readonly CaseState[]

export const SIGNERS = ['branch_head', 'regional_head', 'committee_member'] as const satisfies readonly Role[]
export const PEOPLE = ['officer', ...SIGNERS] as const satisfies readonly Role[]

export const DEEDS = {
  accept: { states: ['submitted'], roles: ['officer'] },
  assign: { states: ['accepted'], roles: ['officer'] },
  recommend: { states: ['marked', 'recommended', 'reviewed', 'referred'], roles: ['officer'] },
  write_memo: { states: ['recommended', 'reviewed', 'referred'], roles: ['officer'] },
  take: { states: ['referred'], roles: PEOPLE },
  put_before_committee: { states: ['reviewed', 'referred'], roles: ['officer', 'branch_head', 'regional_head'] },
  sign: { states: ['reviewed', 'referred'], roles: SIGNERS },
  notify: { states: ['approved', 'declined'], roles: ['officer'] },
} as const satisfies Readonly<
  Record<string, { readonly states: readonly CaseState[]; readonly roles: readonly Role[] }>
>
export type Deed = keyof typeof DEEDS

export const isOpen = (deed: Deed, state: CaseState, roles: readonly Role[]): boolean =>
  (DEEDS[deed].states as readonly CaseState[]).includes(state) &&
  roles.some(role => (DEEDS[deed].roles as readonly Role[]).includes(role))

/** What a role may do to a certificate that stands; the office or region decides there whether it may to this one. */
const CERTIFICATE_DEEDS = {
  replace: ['officer', 'branch_head'],
  revoke: ['branch_head', 'regional_head', 'claims'],
} as const satisfies Readonly<Record<string, readonly Role[]>>
export type CertificateDeed = keyof typeof CERTIFICATE_DEEDS
export const certificateDeeds = (roles: readonly Role[]): readonly CertificateDeed[] =>
  (Object.keys(CERTIFICATE_DEEDS) as CertificateDeed[]).filter(deed =>
    roles.some(role => (CERTIFICATE_DEEDS[deed] as readonly Role[]).includes(role)),
  )

/** Facts are asked for from acceptance on until it is decided. */
export const isGathering = (state: CaseState, roles: readonly Role[]): boolean =>
  roles.includes('officer') &&
  ['accepted', 'assigned', 'consensus', 'marked', 'recommended', 'reviewed', 'referred'].includes(state)

/** Why somebody whose role signs cannot sign this; null where nothing the page knows stands against it. */
export type Bar = 'own_memo' | 'signed_already' | 'no_memo'
export function barOf(decision: Pick<Decision, 'memo_by' | 'signatures'>, person: string): Bar | null {
  if (decision.memo_by === null) return 'no_memo'
  if (decision.memo_by === person) return 'own_memo'
  return decision.signatures.some(one => one.person === person) ? 'signed_already' : null
}

/** A verdict against what was recommended has to say why; of a referred case either follows it. */
export const isAgainst = (recommended: Decision['recommended'], verdict: 'approve' | 'decline'): boolean =>
  recommended !== null && recommended !== 'refer' && recommended !== verdict

/** Whether it waits for what the reader's role does next. */
export const waitsFor = (state: CaseState, roles: readonly Role[]): boolean =>
  (Object.keys(DEEDS) as Deed[]).some(
    deed =>
      deed !== 'put_before_committee' &&
      !(deed === 'recommend' && state !== 'marked') &&
      !(deed === 'write_memo' && state !== 'recommended') &&
      isOpen(deed, state, roles),
  )

/** A few things read of what was handed in; any may be lacking. */
export type Asked = {
  readonly firm: string | undefined
  readonly programme: string | undefined
  readonly purpose: string | undefined
  readonly loan: string | undefined
  readonly months: number | undefined
}
const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (found, name) =>
      typeof found === 'object' && found !== null ? (found as Readonly<Record<string, unknown>>)[name] : undefined,
    value,
  )
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
export function askedIn(content: unknown): Asked {
  const request = at(content, 'application', 'request')
  const months = at(request, 'term_months')
  return {
    firm: text(at(content, 'party', 'firm', 'id')),
    programme: text(at(content, 'application', 'programme')),
    purpose: text(at(request, 'purpose')),
    loan: text(at(request, 'loan_amount')),
    months: typeof months === 'number' ? months : undefined,
  }
}
