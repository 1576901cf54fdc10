/** What speaks against rights on a day: each with the right, what it is about, and so what can be done. */
import type { CollateralRules } from '../../decision/collateral-schema.ts'
import { addDays, calendarDate } from '../../kernel/calendar.ts'
import type { Money } from '../../kernel/money.ts'
import { sameName } from '../../technology/rights/burdens.ts'
import type { LegalTerm } from '../../technology/rights/life.ts'
import { type RightOnFile, rightKey } from '../../technology/rights/schema.ts'
import { type Question, type Standing, standing } from '../../technology/rights/standing.ts'
import { earlierIn, isSecuring } from './earlier.ts'
import type { CollateralRequest, Reason, ReasonCode } from './schema.ts'

type At = {
  readonly request: CollateralRequest
  readonly rules: CollateralRules
  readonly right: string
  readonly stands: Standing
  /** Whether what goes before leaves nothing of what the rights can carry. */
  readonly isUsedUp: boolean
}

const because = (so: Reason['so']) => (code: ReasonCode, params: Reason['params']) => ({ code, so, params })
const refused = because('refused')
const refer = because('refer')

/** Whether it is in force. */
function statusReasons({ right, stands }: At): readonly Reason[] {
  switch (stands.status) {
    case 'in_force':
      return []
    case 'lapsed':
      return [refused('right_lapsed', { right })]
    case 'expired':
      return [refused('right_expired', { right })]
    case 'pending':
      return [refused('right_pending', { right })]
    case 'unknown':
      return [refer('status_unknown', { right })]
    default:
      return stands.status satisfies never
  }
}

/** Whose it is, and whether everybody else it belongs to has consented to its pledge by the day. */
function titleReasons({ request: { firm, consents, day }, right, stands }: At): readonly Reason[] {
  if (!stands.owners.some(one => sameName(one.name, firm))) return [refused('right_not_owned', { right })]
  const hasConsented = (owner: string): boolean =>
    consents.some(one => one.right === right && sameName(one.owner, owner) && one.given_on <= day)
  return stands.owners
    .filter(one => !sameName(one.name, firm) && !hasConsented(one.name))
    .map(one => refused('consent_missing', { right, owner: one.name }))
}

/** What burdens it. A pledge whose amount nobody knows leaves no room that could be shown. */
function burdenReasons({ request, right, stands, isUsedUp }: At): readonly Reason[] {
  const amounts = new Set(request.pledges.map(one => one.reference))
  return [
    ...stands.liens.flatMap(({ kind, reference, amount }): readonly Reason[] => {
      const params = { right, reference }
      if (kind === 'seizure') return [refused('right_seized', params)]
      if (kind === 'exclusive_licence') return [refer('right_licensed', params)]
      const isKnown = amount !== null || amounts.has(reference)
      return isKnown && !isUsedUp ? [] : [refused('right_pledged', params)]
    }),
    ...stands.litigation.map(one => refer('right_in_litigation', { right, reference: one.reference })),
  ]
}

/** What has to be asked, and whether the office was asked lately. */
function doubtReasons({ request: { day, answers = [] }, rules, right, stands }: At): readonly Reason[] {
  const days = rules.registerDaysMax
  const isDismissed = ({ code, about }: Question): boolean =>
    answers.some(
      one =>
        one.verdict === 'dismissed' &&
        one.right === right &&
        one.code === code &&
        one.about.join('\n') === about.join('\n'),
    )
  const isOld = addDays(calendarDate(stands.read_on), days) < day
  return [
    ...(isOld ? [refer('register_old', { right, value: stands.read_on, limit: String(days) })] : []),
    ...(stands.life.until === null ? [refer('life_not_stated', { right })] : []),
    ...stands.questions
      .filter(one => !isDismissed(one))
      .map(one => refer('right_unclear', { right, question: one.code, reference: one.about.join(', ') || right })),
  ]
}

/** Rights that are valued and not on file, or on file and not valued. */
function matchReasons({ valuation, rights }: CollateralRequest): readonly Reason[] {
  const onFile = new Set(rights.map(rightKey))
  const valued = new Set(valuation.rights)
  return [
    ...[...onFile].filter(right => !valued.has(right)).map(right => refused('right_not_valued', { right })),
    ...[...valued].filter(right => !onFile.has(right)).map(right => refused('right_not_on_file', { right })),
  ]
}

/**
 * Everything that speaks against the rights of a request.
 * @param carried what the rights can carry at most, which burdens that take all of it leave nothing of; null where
 *   nothing of the loan rests on the pledge
 */
export function rightReasons(
  request: CollateralRequest,
  rules: CollateralRules,
  terms: readonly LegalTerm[],
  carried: Money | null,
): readonly Reason[] {
  const day = calendarDate(request.day)
  const isUsedUp = carried !== null && earlierIn(request).all >= carried
  const ofRight = (file: RightOnFile): readonly Reason[] => {
    const stands = standing(file, day, terms)
    const at: At = { request, rules, right: rightKey(file), stands, isUsedUp }
    return [...statusReasons(at), ...titleReasons(at), ...burdenReasons(at), ...doubtReasons(at)]
  }
  // A pledge taken here may not stand in the office's extract yet, and takes what the rights carry all the same.
  const unlisted = request.pledges.filter(
    one =>
      isUsedUp &&
      !request.rights.some(file =>
        standing(file, day, terms).liens.some(lien => isSecuring(lien) && lien.reference === one.reference),
      ),
  )
  return [
    ...matchReasons(request),
    ...request.rights.flatMap(ofRight),
    ...unlisted.map(one =>
      refused('right_pledged', {
        right: request.valuation.rights.join(', '),
        reference: one.reference ?? 'not registered yet',
      }),
    ),
  ]
}
