/**
 * The life of an edition of the rules: draft, checked, proposed, approved, scheduled; then, by the day alone, in force
 * and superseded. Nobody approves what they had a hand in: whoever made, saved, proposed or withdrew it, and whoever
 * that was done for. A hand is never taken out again, whatever becomes of roles and delegations.
 */
import { ok, type Refusal, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { Body, Due } from './changes.ts'
import type { EditionCode } from './refusals.ts'

export const STATES = ['draft', 'checked', 'proposed', 'approved', 'scheduled', 'rejected', 'withdrawn'] as const
export type State = (typeof STATES)[number]
/** What is shown: of what is scheduled the day says the rest. */
export const SHOWN_STATES = [...STATES, 'in_force', 'superseded'] as const
export type ShownState = (typeof SHOWN_STATES)[number]

export type Resolutions = Readonly<Partial<Record<Body, string>>>

/** What a proposal rests on, by digest; null where that is not asked for. */
export type Grounds = {
  readonly findings: number
  readonly trial: string | null
  readonly impact: string | null
}

export type Life = {
  readonly state: State
  readonly version: number
  /** Over the numbers, and over the words. */
  readonly digest: string
  readonly wordsDigest: string
  readonly firstDay: string
  readonly hands: readonly string[]
  readonly proposedBy: string | null
  /** Digest of the edition the proposal replaces. */
  readonly replaces: string | null
  readonly grounds: Grounds | null
  readonly resolutions: Resolutions
  readonly approvedBy: string | null
}

/** Who acts, and in whose place: everybody who delegated the power by which it is done. */
export type By = { readonly person: string; readonly behind: readonly string[] }

type Texts = { readonly digest: string; readonly wordsDigest: string; readonly firstDay: string }

/** What is published of the kind, the last by its first day. */
export type Published = { readonly digest: string; readonly firstDay: string }

export type Command =
  | ({ readonly type: 'save' } & Texts)
  | { readonly type: 'check'; readonly findings: number }
  | {
      readonly type: 'propose'
      readonly changed: number
      readonly dues: readonly Due[]
      readonly unsourced: readonly string[]
      readonly resolutions: Resolutions
      readonly grounds: Grounds
      /** Grounds that are asked for and are not there. */
      readonly wanting: readonly string[]
    }
  | {
      readonly type: 'approve'
      /** What is approved, as the approver read it. */
      readonly digest: string
      readonly wordsDigest: string
      /** Whether a role of theirs stands for every body that resolved. */
      readonly isOfBody: boolean
    }
  | { readonly type: 'reject'; readonly reason: string }
  | { readonly type: 'withdraw'; readonly reason: string }
  | { readonly type: 'schedule' }

export type LifeEvent =
  | ({ readonly type: 'drafted'; readonly by: By } & Texts)
  | ({ readonly type: 'saved'; readonly by: By } & Texts)
  | { readonly type: 'checked'; readonly by: By; readonly findings: number }
  | {
      readonly type: 'proposed'
      readonly by: By
      readonly replaces: string
      readonly resolutions: Resolutions
      readonly grounds: Grounds
    }
  | { readonly type: 'approved'; readonly by: By }
  | { readonly type: 'rejected'; readonly by: By; readonly reason: string }
  | { readonly type: 'withdrawn'; readonly by: By; readonly reason: string }
  | { readonly type: 'scheduled'; readonly by: By }

/** Everybody who acts in a deed. */
export const people = (by: By): readonly string[] => [by.person, ...by.behind]
const joined = (hands: readonly string[], by: By): readonly string[] => [...new Set([...hands, ...people(by)])].sort()

/** A new draft of somebody's. */
export const drafted = (by: By, texts: Texts): LifeEvent & { readonly type: 'drafted' } => ({
  type: 'drafted',
  by,
  ...texts,
})

/** Whether anybody who acts, or for whom they act, had a hand in it. */
export const isOwnWork = (life: Pick<Life, 'hands' | 'proposedBy'>, by: By): boolean =>
  people(by).some(person => life.hands.includes(person) || life.proposedBy === person)

const wrongState = (life: Life, code: EditionCode, limit: string): Refusal<EditionCode> =>
  isFinal(life.state)
    ? refusal('edition_final', '', { value: life.state, limit: 'a new edition, which may be a copy of it' })
    : refusal(code, '', { value: life.state, limit })

/** What nothing is done to any more but its scheduling. */
const isFinal = (state: State): boolean => state === 'approved' || state === 'scheduled' || state === 'withdrawn'

/** First days lie ahead, and each behind the last one published: no edition is put in before another. */
function dayRefusals(life: Life, last: Published, day: string): Refusal<EditionCode>[] {
  return [
    ...(life.firstDay > day
      ? []
      : [refusal('edition_day_past' as const, 'in_force_from', { value: life.firstDay, limit: `after ${day}` })]),
    ...(life.firstDay > last.firstDay
      ? []
      : [
          refusal('edition_day_order' as const, 'in_force_from', {
            value: life.firstDay,
            limit: `after ${last.firstDay}, when the last edition of the kind begins`,
          }),
        ]),
  ]
}

function movedRefusals(life: Life, last: Published): Refusal<EditionCode>[] {
  return life.replaces === last.digest
    ? []
    : [refusal('edition_base_moved', '', { value: life.replaces ?? 'none', limit: last.digest })]
}

const resolutionRefusals = (dues: readonly Due[], given: Resolutions): Refusal<EditionCode>[] =>
  dues
    .filter(due => !due.oneOf.some(body => given[body] !== undefined))
    .map(due =>
      refusal('edition_resolution_missing', `resolutions.${due.oneOf[0]}`, {
        value: due.places.join(', '),
        limit: `the number of a resolution of: ${due.oneOf.join(' or ')}`,
      }),
    )

function decideProposal(
  life: Life,
  command: Command & { readonly type: 'propose' },
  by: By,
  last: Published,
  day: string,
): Result<LifeEvent, EditionCode> {
  if (life.state !== 'checked') return refuse(wrongState(life, 'edition_not_checked', 'a draft checked as it stands'))
  const found: Refusal<EditionCode>[] = [
    ...(command.changed === 0 ? [refusal('edition_unchanged' as const, '', { limit: 'something changed' })] : []),
    ...dayRefusals(life, last, day),
    ...command.unsourced.map(place =>
      refusal('edition_statute_text_missing' as const, place, {
        value: 'no source with its place',
        limit: 'the text of the statute the number is taken from',
      }),
    ),
    ...resolutionRefusals(command.dues, command.resolutions),
    ...command.wanting.map(one => refusal('edition_grounds_missing' as const, '', { value: one, limit: life.digest })),
  ]
  if (found.length > 0) return refuse(...found)
  const { resolutions, grounds } = command
  return ok({ type: 'proposed', by, replaces: last.digest, resolutions, grounds })
}

/**
 * What a command to an edition leads to, or every reason against it, most basic first.
 * @param last the last published edition of the kind
 * @param day  the legal day on which it is asked
 */
export function decide(
  life: Life,
  command: Command,
  by: By,
  last: Published,
  day: string,
): Result<LifeEvent, EditionCode> {
  switch (command.type) {
    case 'save':
      if (isFinal(life.state)) return refuse(wrongState(life, 'edition_final', ''))
      return ok({
        type: 'saved',
        by,
        digest: command.digest,
        wordsDigest: command.wordsDigest,
        firstDay: command.firstDay,
      })
    case 'check':
      if (life.state !== 'draft' && life.state !== 'checked')
        return refuse(wrongState(life, 'edition_not_checked', 'a draft'))
      return ok({ type: 'checked', by, findings: command.findings })
    case 'propose':
      return decideProposal(life, command, by, last, day)
    case 'approve': {
      if (life.state !== 'proposed') return refuse(wrongState(life, 'edition_not_proposed', 'a proposal'))
      const { digest, wordsDigest } = command
      const found: Refusal<EditionCode>[] = [
        ...(digest === life.digest ? [] : [textDiffers('digest', digest, life.digest)]),
        ...(wordsDigest === life.wordsDigest ? [] : [textDiffers('words_digest', wordsDigest, life.wordsDigest)]),
        ...movedRefusals(life, last),
        ...(command.isOfBody
          ? []
          : [refusal('edition_approver_body' as const, '', { limit: 'a member of the committee' })]),
        ...(isOwnWork(life, by)
          ? [refusal('edition_own_work' as const, '', { limit: 'somebody without a hand in it' })]
          : []),
      ]
      return found.length > 0 ? refuse(...found) : ok({ type: 'approved', by })
    }
    case 'reject':
      if (life.state !== 'proposed') return refuse(wrongState(life, 'edition_not_proposed', 'a proposal'))
      return ok({ type: 'rejected', by, reason: command.reason })
    case 'withdraw':
      if (life.state === 'scheduled' || life.state === 'withdrawn') return refuse(wrongState(life, 'edition_final', ''))
      return ok({ type: 'withdrawn', by, reason: command.reason })
    case 'schedule': {
      if (life.state !== 'approved')
        return refuse(
          life.state === 'scheduled' || life.state === 'withdrawn'
            ? wrongState(life, 'edition_final', '')
            : refusal('edition_not_approved', '', { value: life.state, limit: 'an approved edition' }),
        )
      const found = [...movedRefusals(life, last), ...dayRefusals(life, last, day)]
      return found.length > 0 ? refuse(...found) : ok({ type: 'scheduled', by })
    }
    default:
      return command satisfies never
  }
}

const textDiffers = (at: string, value: string, limit: string) =>
  refusal('edition_text_differs' as const, at, { value, limit })

/** What was signed is gone with the text it was signed under. */
const UNSIGNED = { proposedBy: null, replaces: null, grounds: null, resolutions: {}, approvedBy: null } as const

/** The life after an event; `null` before the first. */
export function evolve(life: Life | null, event: LifeEvent): Life {
  if (event.type === 'drafted') {
    const { digest, wordsDigest, firstDay, by } = event
    return { state: 'draft', version: 1, digest, wordsDigest, firstDay, hands: joined([], by), ...UNSIGNED }
  }
  if (life === null) throw new Error(`an edition begins with a draft, not with ${event.type}`)
  const next = { ...life, version: life.version + 1 }
  const handed = { ...next, hands: joined(life.hands, event.by) }
  switch (event.type) {
    case 'saved': {
      const { digest, wordsDigest, firstDay } = event
      return { ...handed, ...UNSIGNED, state: 'draft', digest, wordsDigest, firstDay }
    }
    case 'checked':
      return { ...next, state: event.findings === 0 ? 'checked' : 'draft' }
    case 'proposed': {
      const { replaces, resolutions, grounds, by } = event
      return { ...handed, state: 'proposed', proposedBy: by.person, replaces, resolutions, grounds }
    }
    case 'approved':
      return { ...next, state: 'approved', approvedBy: event.by.person }
    case 'rejected':
      return { ...next, ...UNSIGNED, state: 'rejected' }
    case 'withdrawn':
      return { ...handed, approvedBy: null, state: 'withdrawn' }
    case 'scheduled':
      return { ...next, state: 'scheduled' }
    default:
      return event satisfies never
  }
}

/**
 * What an edition is on a day. What is scheduled comes into force on its first day, and the next one of its kind ends
 * it.
 * @param next first day of the edition after it, where one is scheduled
 */
export function stateOn(state: State, firstDay: string, next: string | undefined, day: string): ShownState {
  if (state !== 'scheduled' || firstDay > day) return state
  return next !== undefined && next <= day ? 'superseded' : 'in_force'
}
