/**
 * The life of a case: the states it can be in, what may be asked of it in each, and what then holds. Pure: services
 * load a life, ask `decide`, and keep the event and what `evolve` makes of it. Every later stage uses it.
 */
import { ok, type Refusal, type Result, refusal, refuse } from '../kernel/result.ts'
import type { ApplicationCode } from './refusals.ts'

export const STATES = [
  'drafted',
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
] as const
export type State = (typeof STATES)[number]
export const isState = (text: string): text is State => (STATES as readonly string[]).includes(text)

/** What the commands depend on, and no more. */
export type Life = {
  readonly state: State
  /** One event, one version: the version is the number of events. */
  readonly version: number
  /** An objection was made; there is one. */
  readonly isObjected: boolean
  /** A person was asked for, and no memo written since. */
  readonly isPersonAsked: boolean
  /** A guarantee was begun on what was decided, and is not void. */
  readonly isGuaranteed: boolean
}

export type Recommended = 'approve' | 'refer' | 'decline'
export type Verdict = 'approve' | 'decline'

export type Command =
  | { readonly type: 'edit' }
  | { readonly type: 'submit' }
  | { readonly type: 'accept' }
  | { readonly type: 'assign' }
  /**
   * `isLast`: with this sheet every appraiser drawn has signed. `isDivergent`: their marks lie further apart than the
   * edition allows, and the panel has not been heard about it yet.
   */
  | { readonly type: 'sign_sheet'; readonly isLast: boolean; readonly isDivergent?: boolean }
  /** One appraiser is heard about the marks that differ; `isLast`: with this one everybody of the panel was. */
  | { readonly type: 'state_consensus'; readonly isLast: boolean }
  /** The days for it are over, and somebody was not heard. */
  | { readonly type: 'end_consensus' }
  /** Others mark a case over which its panel could not agree; `isDivergent`: the marks that stand still differ. */
  | { readonly type: 'call_committee'; readonly isDivergent: boolean }
  | { readonly type: 'recommend' }
  /** `signatures`: how many stand under the recommendation reviewed. */
  | { readonly type: 'write_memo'; readonly recommended: Recommended; readonly signatures: number }
  | { readonly type: 'take' }
  /** `isBefore`: what stands is the committee's to sign already. */
  | { readonly type: 'put_before_committee'; readonly isBefore: boolean }
  /** `alike`: signatures of this verdict, this one counted. */
  | { readonly type: 'sign'; readonly verdict: Verdict; readonly alike: number; readonly quorum: number }
  | { readonly type: 'notify' }
  | { readonly type: 'withdraw' }
  | { readonly type: 'object' }
  | { readonly type: 'ask_person' }
  /** `isDecidedOn`: a recommendation was made of what is corrected. */
  | { readonly type: 'correct'; readonly isDecidedOn: boolean }
export type CommandType = Command['type']

/** What happened, in one word, and the state it led to. */
export type CaseEvent = { readonly type: EventType; readonly to: State }

const EVENTS = {
  edit: 'edited',
  submit: 'submitted',
  accept: 'accepted',
  assign: 'assigned',
  sign_sheet: 'sheet_signed',
  state_consensus: 'consensus_stated',
  end_consensus: 'consensus_ended',
  call_committee: 'committee_called',
  recommend: 'recommended',
  write_memo: 'reviewed',
  take: 'taken',
  put_before_committee: 'put_before_committee',
  sign: 'signed',
  notify: 'noticed',
  withdraw: 'withdrawn',
  object: 'objected',
  ask_person: 'person_asked',
  correct: 'corrected',
} as const satisfies Record<CommandType, string>
export type EventType = (typeof EVENTS)[CommandType] | 'drafted'

const BEFORE_NOTICE: readonly State[] = STATES.slice(0, STATES.indexOf('noticed'))

/** In which states each command is open. A state that is not named here refuses it. */
export const OPEN: Readonly<Record<CommandType, readonly State[]>> = {
  edit: ['drafted'],
  submit: ['drafted'],
  accept: ['submitted'],
  assign: ['accepted'],
  sign_sheet: ['assigned', 'marked'],
  state_consensus: ['consensus'],
  end_consensus: ['consensus'],
  call_committee: ['marked'],
  recommend: ['marked', 'recommended', 'reviewed', 'referred'],
  write_memo: ['recommended', 'reviewed', 'referred'],
  take: ['referred'],
  put_before_committee: ['reviewed', 'referred'],
  sign: ['reviewed', 'referred'],
  notify: ['approved', 'declined'],
  withdraw: BEFORE_NOTICE,
  object: ['noticed'],
  ask_person: ['submitted', 'accepted', 'assigned', 'consensus', 'marked', 'recommended', 'reviewed', 'referred'],
  correct: STATES.filter(state => state !== 'drafted' && state !== 'withdrawn'),
}

/** What a guarantee stands on is not decided anew under it. */
const guaranteed = (life: Life): Refusal<ApplicationCode>[] =>
  life.isGuaranteed ? [refusal('case_guaranteed', 'state', { limit: 'a guarantee that is void or not begun' })] : []

/** Why a command is not open here besides the state, the most basic first. */
function hindrances(life: Life, command: Command): Refusal<ApplicationCode>[] {
  switch (command.type) {
    case 'write_memo':
      return command.signatures > 0 && !life.isPersonAsked
        ? [refusal('case_signed_already', 'memo', { value: String(command.signatures), limit: '0' })]
        : []
    case 'sign':
      return life.isPersonAsked ? [refusal('case_person_asked', 'memo', { limit: 'a memo written since' })] : []
    case 'put_before_committee':
      return command.isBefore ? [refusal('case_before_committee', 'state', { limit: '1' })] : []
    case 'object':
      return [
        ...guaranteed(life),
        ...(life.isObjected ? [refusal('case_objected_already' as const, 'state', { limit: '1' })] : []),
      ]
    case 'correct':
      return command.isDecidedOn ? guaranteed(life) : []
    case 'call_committee':
      return command.isDivergent ? [] : [refusal('case_not_divergent', 'state', { limit: 'marks that differ' })]
    case 'edit':
    case 'submit':
    case 'accept':
    case 'assign':
    case 'sign_sheet':
    case 'state_consensus':
    case 'end_consensus':
    case 'recommend':
    case 'take':
    case 'notify':
    case 'withdraw':
    case 'ask_person':
      return []
    default:
      return command satisfies never
  }
}

/** The state a command leads to, where it is open. */
function target(life: Life, command: Command): State {
  switch (command.type) {
    case 'edit':
      return 'drafted'
    case 'submit':
      return 'submitted'
    case 'accept':
      return 'accepted'
    case 'assign':
      return 'assigned'
    case 'sign_sheet':
      if (!command.isLast) return life.state
      return command.isDivergent === true ? 'consensus' : 'marked'
    case 'state_consensus':
      return command.isLast ? 'marked' : life.state
    case 'end_consensus':
      return 'marked'
    case 'call_committee':
      return 'assigned'
    case 'recommend':
      return 'recommended'
    case 'write_memo':
      // A referred case waits in the queue of those who may sign it.
      return command.recommended === 'refer' ? 'referred' : 'reviewed'
    case 'sign':
      if (command.alike < command.quorum) return life.state
      return command.verdict === 'approve' ? 'approved' : 'declined'
    case 'notify':
      return 'noticed'
    case 'withdraw':
      return 'withdrawn'
    case 'object':
      // Looked at again by other appraisers: the draw is made anew.
      return 'accepted'
    case 'take':
    case 'put_before_committee':
    case 'ask_person':
      return life.state
    case 'correct':
      return command.isDecidedOn ? 'recommended' : life.state
    default:
      return command satisfies never
  }
}

/**
 * What a command does to a case: the event, or every reason against it, most basic first.
 * Errors: `case_state` where the state does not allow it; then `case_person_asked`, `case_signed_already`,
 * `case_before_committee`, `case_guaranteed`, `case_objected_already`, `case_not_divergent`.
 */
export function decide(life: Life, command: Command): Result<CaseEvent, ApplicationCode> {
  const states = OPEN[command.type]
  if (!states.includes(life.state))
    return refuse(refusal('case_state', 'state', { value: life.state, limit: states.join(', ') }))
  const found = hindrances(life, command)
  if (found.length > 0) return refuse(...found)
  return ok({ type: EVENTS[command.type], to: target(life, command) })
}

/** The life after an event. */
export const evolve = (life: Life, event: CaseEvent): Life => ({
  state: event.to,
  version: life.version + 1,
  isObjected: life.isObjected || event.type === 'objected',
  isPersonAsked: event.type === 'person_asked' || (life.isPersonAsked && event.type !== 'reviewed'),
  isGuaranteed: life.isGuaranteed,
})

/** A case just drafted. */
export const BEGINNING: Life = {
  state: 'drafted',
  version: 1,
  isObjected: false,
  isPersonAsked: false,
  isGuaranteed: false,
}
