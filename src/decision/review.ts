/**
 * Who may sign a recommendation, and when it is signed: the level's role, its quorum, other people than those who
 * prepared it, and an override only by a level that may, with its reason. Pure; people decide, this counts.
 */
import { ok, type Refusal, type Result, refusal } from '../kernel/result.ts'
import type { AuthorityEdition } from './authority-schema.ts'
import type { Recommended } from './recommendation.ts'
import type { DecisionCode } from './refusals.ts'

export type Verdict = 'approve' | 'decline'

export type Signature = {
  readonly person: string
  readonly role: string
  readonly verdict: Verdict
  /** Who gave the power, where it is delegated. */
  readonly delegatedBy: string | null
}

/** What is signed under. */
export type Review = {
  readonly level: string
  readonly quorum: number
  readonly recommended: Recommended
  /** Who wrote the memo; null where none stands. */
  readonly memoBy: string | null
  readonly appraisers: readonly string[]
  readonly askedBy: readonly string[]
  readonly signatures: readonly Signature[]
}

export type Proposed = {
  readonly person: string
  /** Roles held now, each with who delegated it or null. */
  readonly roles: Readonly<Record<string, string | null>>
  readonly verdict: Verdict
  readonly overrideReason: string | null
}

type Level = AuthorityEdition['levels'][number]

/** Whether a verdict goes against the recommendation. A referred case is open: either verdict follows it. */
export const isOverride = (recommended: Recommended, verdict: Verdict): boolean =>
  recommended !== 'refer' && recommended !== verdict

/** The levels that may sign: the one named and every higher one, least authority first. */
export const levelsFrom = (levels: readonly Level[], named: string): readonly Level[] =>
  levels.slice(
    Math.max(
      0,
      levels.findIndex(level => level.code === named),
    ),
  )

/**
 * The signature somebody may put under a recommendation, or every reason against it, most basic first.
 *
 * An override needs a level that may: it is counted under that level's quorum.
 * @param levels  the edition's levels, least authority first
 * @param roleOf  level -> the role that signs at it
 */
export function signature(
  review: Review,
  proposed: Proposed,
  levels: readonly Level[],
  roleOf: (level: string) => string | undefined,
): Result<{ readonly signature: Signature; readonly level: string; readonly quorum: number }, DecisionCode> {
  const against = isOverride(review.recommended, proposed.verdict)
  const from = levelsFrom(levels, review.level)
  const able = from.filter(
    level => (!against || level.may_override) && (review.recommended !== 'refer' || level.may_sign_referred),
  )
  const found: Refusal<DecisionCode>[] = []
  if (review.memoBy === null) found.push(refusal('memo_missing', 'memo', { limit: 'the memo of an officer' }))
  const own = able.find(level => holderOf(proposed, roleOf(level.code)) !== undefined)
  if (own === undefined) {
    const couldSign = from.some(level => holderOf(proposed, roleOf(level.code)) !== undefined)
    found.push(
      refusal(against && couldSign ? 'override_not_allowed' : 'signature_role_missing', '', {
        value: Object.keys(proposed.roles).join(' '),
        limit: able.map(level => roleOf(level.code) ?? level.code).join(' or '),
      }),
    )
  }
  const role = own === undefined ? undefined : roleOf(own.code)
  const delegatedBy = (role === undefined ? undefined : holderOf(proposed, role)) ?? null
  const behind = [proposed.person, ...(delegatedBy === null ? [] : [delegatedBy])]
  const prepared = [...(review.memoBy === null ? [] : [review.memoBy]), ...review.appraisers, ...review.askedBy]
  if (behind.some(person => prepared.includes(person))) found.push(refusal('signature_own_work'))
  const signedBy = review.signatures.flatMap(one => [
    one.person,
    ...(one.delegatedBy === null ? [] : [one.delegatedBy]),
  ])
  if (behind.some(person => signedBy.includes(person))) found.push(refusal('signature_twice'))
  if (against && proposed.overrideReason === null) found.push(refusal('override_reason_needed', 'override_reason'))
  if (found.length > 0 || own === undefined || role === undefined) return { ok: false, refusals: found }
  const { person, verdict } = proposed
  const quorum = against ? Number(own.quorum.value) : review.quorum
  return ok({ signature: { person, role, verdict, delegatedBy }, level: own.code, quorum })
}

/** Who delegated the role (null: held in one's own right); undefined where it is not held. */
const holderOf = (proposed: Proposed, role: string | undefined): string | null | undefined =>
  role !== undefined && Object.hasOwn(proposed.roles, role) ? proposed.roles[role] : undefined

/** How many signatures of this verdict there are with this one. */
export const alike = (review: Review, verdict: Verdict): number =>
  1 + review.signatures.filter(one => one.verdict === verdict).length
