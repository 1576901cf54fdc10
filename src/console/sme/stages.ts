/** Where an application is on the way a firm knows, and with whom it lies. Pure. */
import type { Value } from '../../../clients/typescript/api.ts'

type CaseState = Value<'GET /v1/cases/{case_id}'>['state']

/** As the agency tells firms of its way: application to contract. */
export const STAGES = ['apply', 'consultation', 'documents', 'evaluation', 'review', 'contract'] as const
export type Stage = (typeof STAGES)[number]
export type Holder = 'you' | 'office' | 'appraisers' | 'signers' | 'nobody'

const PLACES: Readonly<Record<CaseState, { readonly stage: Stage; readonly holder: Holder }>> = {
  drafted: { stage: 'apply', holder: 'you' },
  submitted: { stage: 'consultation', holder: 'office' },
  accepted: { stage: 'documents', holder: 'office' },
  assigned: { stage: 'evaluation', holder: 'appraisers' },
  consensus: { stage: 'evaluation', holder: 'appraisers' },
  marked: { stage: 'evaluation', holder: 'office' },
  recommended: { stage: 'review', holder: 'office' },
  reviewed: { stage: 'review', holder: 'signers' },
  referred: { stage: 'review', holder: 'signers' },
  approved: { stage: 'contract', holder: 'office' },
  declined: { stage: 'contract', holder: 'office' },
  noticed: { stage: 'contract', holder: 'office' },
  withdrawn: { stage: 'apply', holder: 'nobody' },
}

export const placeOf = (state: CaseState) => PLACES[state]
export const isPast = (stage: Stage, now: Stage): boolean => STAGES.indexOf(stage) < STAGES.indexOf(now)
/** What was decided may be read from here on. */
export const isDecided = (state: CaseState): boolean => ['approved', 'declined', 'noticed'].includes(state)
/** Nothing is taken back once the firm and the bank were told. */
export const mayWithdraw = (state: CaseState): boolean => state !== 'noticed' && state !== 'withdrawn'
/** Papers still go in until something is recommended on what there is; afterwards one more is a correction of it. */
export const maySendPapers = (state: CaseState): boolean =>
  ['drafted', 'submitted', 'accepted', 'assigned', 'consensus', 'marked'].includes(state)
const ASKABLE: readonly CaseState[] = [
  'submitted',
  'accepted',
  'assigned',
  'consensus',
  'marked',
  'recommended',
  'reviewed',
  'referred',
]
export const mayAskPerson = (state: CaseState): boolean => ASKABLE.includes(state)
