/**
 * The duties of the staff at each step of a case, read from what was kept of it and from nothing else: whoever carried
 * the case answers for wilful or gross negligence alone, and what they did with care is shown by what stands. A duty
 * whose traces are not there is unknown, never met. Pure.
 *
 * @source 기술보증기금법, article 48(2)
 */
import type { CalendarDate } from '../../kernel/calendar.ts'
import { appraisersIn, type Draw, isTrueDraw } from '../../panel/drawing/draw.ts'
import type { Mark, SignedSheet } from '../../panel/schema.ts'

/** `not_due`: the step was not taken, so that nothing was to be done at it. */
export const OUTCOMES = ['met', 'not_met', 'unknown', 'not_due'] as const
export type Outcome = (typeof OUTCOMES)[number]

export type TrailSheet = SignedSheet
export type TrailDraw = Draw
export type TrailEvent = {
  readonly sequence: number
  readonly type: string
  readonly body: Readonly<Record<string, unknown>>
  readonly person: string | null
  readonly at: string
}
export type TrailReading = {
  readonly fact: string
  readonly source: string
  readonly state: 'known' | 'unavailable'
  readonly valid_until: string | null
  readonly at: string
}
export type TrailSignature = {
  readonly person: string
  readonly delegatedBy: string | null
  readonly verdict: 'approve' | 'decline'
  readonly overrideReason: string | null
  readonly at: string
  /** Its legal day. */
  readonly day: CalendarDate
}
/** What a record says, as far as a duty rests on it. */
export type TrailRecord = {
  readonly editions: readonly { readonly kind: string; readonly digest: string }[]
  readonly isVisited: boolean
  readonly overridden: readonly string[]
  readonly sheets: readonly SignedSheet[]
  readonly validUntil: string | null
}
export type TrailDecision = {
  readonly id: string
  readonly madeAt: string
  readonly memoBy: string | null
  readonly recommended: 'approve' | 'refer' | 'decline'
  readonly outcome: 'approved' | 'declined' | null
  readonly quorum: number
  readonly signatures: readonly TrailSignature[]
  readonly record: TrailRecord
}
export type Trail = {
  readonly consent: string | null
  readonly isSubmitted: boolean
  readonly owners: readonly string[]
  readonly events: readonly TrailEvent[]
  /** Every draw of its panels, replacements and committees too, as recorded with the assignments. */
  readonly draws: readonly Draw[]
  /** Every reading kept of an exclusion fact, oldest first. */
  readonly readings: readonly TrailReading[]
  readonly sheets: readonly SignedSheet[]
  readonly decision: TrailDecision | undefined
  /** What was done to the guarantee begun on it, in order. */
  readonly guarantee: readonly { readonly type: string; readonly person: string }[]
}
/** What the rules of the decision's day say; undefined where they cannot be had. */
export type TrailRules = {
  readonly evidenceRequired: ReadonlySet<Mark>
  readonly isVisitRequired: boolean
  readonly editions: readonly { readonly kind: string; readonly digest: string }[]
}

/** How a duty stands, what that is read from, and whose it was. */
export type Standing = {
  readonly outcome: Outcome
  readonly from: readonly string[]
  readonly by: readonly string[]
}
type Duty = (trail: Trail, rules: TrailRules | undefined) => Standing

const standing = (outcome: Outcome, from: readonly string[], by: readonly (string | null)[]): Standing => ({
  outcome,
  from,
  by: [...new Set(by.filter(one => one !== null))].sort(),
})
const metIf = (isMet: boolean): Outcome => (isMet ? 'met' : 'not_met')

const ofType = (trail: Trail, ...types: readonly string[]): readonly TrailEvent[] =>
  trail.events.filter(one => types.includes(one.type))
const named = (event: TrailEvent): string => `event:${event.sequence}`
const decisionNamed = (decision: TrailDecision): string => `decision:${decision.id}`
const bySign = ({ signatures }: TrailDecision): readonly (string | null)[] =>
  signatures.flatMap(one => [one.person, one.delegatedBy])

/** Who prepared the case: whoever drafted, handed in, corrected, recommended or reviewed it, or lent the power to. */
const preparers = (trail: Trail): readonly string[] =>
  ofType(trail, 'drafted', 'submitted', 'corrected', 'recommended', 'reviewed').flatMap(one => {
    const behind = Array.isArray(one.body['behind']) ? (one.body['behind'] as readonly string[]) : []
    return one.person === null ? behind : [one.person, ...behind]
  })
const officers = (trail: Trail): readonly (string | null)[] =>
  ofType(trail, 'accepted', 'assigned', 'reviewed').map(one => one.person)

/** The newest reading of each fact from each source, of those kept up to a moment. */
function newestAt(readings: readonly TrailReading[], moment: string): readonly TrailReading[] {
  const newest = new Map<string, TrailReading>()
  for (const one of readings) if (one.at <= moment) newest.set(`${one.fact} ${one.source}`, one)
  return [...newest.values()]
}
const isKnown = (one: TrailReading): boolean => one.state === 'known'

const consentHeld: Duty = trail => {
  const from = ofType(trail, 'submitted')
  const by = from.map(one => one.person)
  if (!trail.isSubmitted) return standing('not_due', [], by)
  return standing(metIf(trail.consent !== null), from.map(named), by)
}

const factsGathered: Duty = trail => {
  const { decision } = trail
  if (decision === undefined) return standing('not_due', [], officers(trail))
  const found = newestAt(trail.readings, decision.madeAt)
  return standing(metIf(found.length > 0 && found.every(isKnown)), [decisionNamed(decision)], officers(trail))
}

const factsFresh: Duty = trail => {
  const { decision } = trail
  if (decision === undefined || decision.signatures.length === 0) return standing('not_due', [], [])
  const isFresh = ({ at, day }: TrailSignature): boolean => {
    const found = newestAt(trail.readings, at)
    const holds = (one: TrailReading): boolean =>
      isKnown(one) && one.at >= decision.madeAt && (one.valid_until === null || one.valid_until >= day)
    return found.length > 0 && found.every(holds)
  }
  return standing(
    metIf(decision.signatures.every(isFresh)),
    [decisionNamed(decision)],
    [...officers(trail), ...bySign(decision)],
  )
}

type Drawn = { readonly draw: Draw; readonly appraisers: readonly string[] }
/** The draw an event tells of: earlier events hold it themselves, later ones name it by the seed it opened. */
const drawIn = (trail: Trail, { body }: TrailEvent): Drawn | undefined => {
  const { draw, seed, appraisers } = body as Partial<Drawn> & { readonly seed?: string }
  const found = draw ?? trail.draws.find(one => seed !== undefined && one.seed === seed)
  return found === undefined || appraisers === undefined ? undefined : { draw: found, appraisers }
}

const drawTrue: Duty = trail => {
  const draws = ofType(trail, 'assigned')
  const by = draws.map(one => one.person)
  if (draws.length === 0) return standing('not_due', [], by)
  const promised = (event: TrailEvent): unknown =>
    ofType(trail, 'accepted', 'objected').findLast(one => one.sequence < event.sequence)?.body['commitment']
  const outcomes = draws.map((event): Outcome => {
    const drawn = drawIn(trail, event)
    const commitment = promised(event)
    if (drawn === undefined || commitment === undefined) return 'unknown'
    return metIf(drawn.draw.commitment === commitment && isTrueDraw(drawn.draw, drawn.appraisers))
  })
  return standing(worst(outcomes), draws.map(named), by)
}

/** Of several, the one that says most against. */
const worst = (outcomes: readonly Outcome[]): Outcome =>
  (['not_met', 'unknown', 'met'] as const).find(one => outcomes.includes(one)) ?? 'not_due'

const conflictsExcluded: Duty = trail => {
  const draws = ofType(trail, 'assigned')
  const by = draws.map(one => one.person)
  if (draws.length === 0) return standing('not_due', [], by)
  const apart = new Set([...trail.owners, ...preparers(trail)])
  const outcomes = draws.map((event): Outcome => {
    const drawn = drawIn(trail, event)
    return drawn === undefined ? 'unknown' : metIf(!drawn.appraisers.some(one => apart.has(one)))
  })
  const joined = trail.draws.map(one => metIf(!appraisersIn(one).some(person => apart.has(person))))
  return standing(worst([...outcomes, ...joined]), draws.map(named), by)
}

const markers = (trail: Trail): readonly string[] => trail.sheets.map(one => one.appraiser)
const sheetsNamed = (sheets: readonly SignedSheet[]): readonly string[] => sheets.map(one => `sheet:${one.id}`)

const siteVisited: Duty = (trail, rules) => {
  const { decision, sheets } = trail
  if (decision === undefined) return standing('not_due', [], markers(trail))
  const from = sheetsNamed(sheets)
  if (decision.record.isVisited) return standing('met', from, markers(trail))
  if (rules === undefined) return standing('unknown', from, markers(trail))
  return standing(rules.isVisitRequired ? 'not_met' : 'not_due', from, markers(trail))
}

const evidencePinned: Duty = (trail, rules) => {
  const { sheets } = trail
  if (sheets.length === 0) return standing('not_due', [], [])
  if (rules === undefined) return standing('unknown', sheetsNamed(sheets), markers(trail))
  const isPinned = sheets.every(sheet =>
    sheet.marks.every(one => !rules.evidenceRequired.has(one.mark) || one.evidence.length > 0),
  )
  return standing(metIf(isPinned), sheetsNamed(sheets), markers(trail))
}

const overridesReasoned: Duty = trail => {
  const { decision } = trail
  if (decision === undefined || decision.record.overridden.length === 0) return standing('not_due', [], markers(trail))
  const { overridden, sheets } = decision.record
  const isReasoned = sheets.every(sheet =>
    sheet.marks.every(one => !overridden.includes(one.indicator) || (one.override_reason ?? '') !== ''),
  )
  return standing(metIf(isReasoned), [decisionNamed(decision), ...sheetsNamed(sheets)], markers(trail))
}

const rulesFollowed: Duty = (trail, rules) => {
  const { decision } = trail
  const by = ofType(trail, 'recommended').map(one => one.person)
  if (decision === undefined) return standing('not_due', [], by)
  const from = [decisionNamed(decision)]
  if (rules === undefined) return standing('unknown', from, by)
  const inForce = new Map(rules.editions.map(one => [one.kind, one.digest]))
  const { editions } = decision.record
  return standing(metIf(editions.length > 0 && editions.every(one => inForce.get(one.kind) === one.digest)), from, by)
}

const memoWritten: Duty = trail => {
  const { decision } = trail
  const reviewed = ofType(trail, 'reviewed')
  const by = reviewed.map(one => one.person)
  const first = decision?.signatures[0]
  if (decision === undefined || first === undefined) return standing('not_due', [], by)
  const before = reviewed.filter(one => one.at >= decision.madeAt && one.at <= first.at)
  return standing(metIf(decision.memoBy !== null && before.length > 0), before.map(named), [decision.memoBy, ...by])
}

const fourEyes: Duty = trail => {
  const { decision } = trail
  if (decision === undefined || decision.signatures.length === 0) return standing('not_due', [], [])
  const apart = new Set([
    ...preparers(trail),
    ...markers(trail),
    ...(decision.memoBy === null ? [] : [decision.memoBy]),
  ])
  const behind = bySign(decision).filter(one => one !== null)
  return standing(metIf(!behind.some(one => apart.has(one))), [decisionNamed(decision)], behind)
}

const quorumReached: Duty = trail => {
  const { decision } = trail
  if (decision === undefined || decision.outcome === null) return standing('not_due', [], [])
  const verdict = decision.outcome === 'approved' ? 'approve' : 'decline'
  const alike = new Set(decision.signatures.filter(one => one.verdict === verdict).map(one => one.person))
  return standing(metIf(alike.size >= decision.quorum), [decisionNamed(decision)], bySign(decision))
}

const departureReasoned: Duty = trail => {
  const { decision } = trail
  const against = (decision?.signatures ?? []).filter(
    one =>
      (decision?.recommended === 'approve' && one.verdict === 'decline') ||
      (decision?.recommended === 'decline' && one.verdict === 'approve'),
  )
  if (decision === undefined || against.length === 0) return standing('not_due', [], [])
  const isReasoned = against.every(one => (one.overrideReason ?? '') !== '')
  return standing(
    metIf(isReasoned),
    [decisionNamed(decision)],
    against.map(one => one.person),
  )
}

const deadlineKept: Duty = trail => {
  const { decision } = trail
  const last = decision?.signatures.at(-1)
  if (decision === undefined || decision.recommended !== 'refer' || decision.outcome === null || last === undefined)
    return standing('not_due', [], [])
  const referred = ofType(trail, 'reviewed').findLast(one => one.at >= decision.madeAt && one.at <= last.at)
  const due = referred?.body['due_on']
  const from = referred === undefined ? [] : [named(referred)]
  return standing(typeof due === 'string' ? metIf(last.day <= due) : 'unknown', from, bySign(decision))
}

const validityKept: Duty = trail => {
  const { decision } = trail
  const last = decision?.signatures.at(-1)
  if (decision === undefined || decision.outcome === null || last === undefined) return standing('not_due', [], [])
  const { validUntil } = decision.record
  if (validUntil === null) return standing('not_due', [], [])
  return standing(metIf(last.day <= validUntil), [decisionNamed(decision)], bySign(decision))
}

const claimFourEyes: Duty = trail => {
  const [examined, paid] = ['examined', 'paid'].map(type => trail.guarantee.findLast(one => one.type === type))
  if (examined === undefined || paid === undefined) return standing('not_due', [], [])
  return standing(
    metIf(examined.person !== paid.person),
    ['guarantee:examined', 'guarantee:paid'],
    [examined.person, paid.person],
  )
}

/** By the codes of the edition, in the order of the way. */
export const DUTIES = {
  consent_held: consentHeld,
  facts_gathered: factsGathered,
  facts_fresh: factsFresh,
  draw_true: drawTrue,
  conflicts_excluded: conflictsExcluded,
  site_visited: siteVisited,
  evidence_pinned: evidencePinned,
  overrides_reasoned: overridesReasoned,
  rules_followed: rulesFollowed,
  memo_written: memoWritten,
  four_eyes: fourEyes,
  quorum_reached: quorumReached,
  departure_reasoned: departureReasoned,
  deadline_kept: deadlineKept,
  validity_kept: validityKept,
  claim_four_eyes: claimFourEyes,
} as const satisfies Readonly<Record<string, Duty>>
export type DutyCode = keyof typeof DUTIES
const isDuty = (code: string): code is DutyCode => Object.hasOwn(DUTIES, code)

/** How a duty of an edition stands in a case; one that nobody here can read is unknown. */
export const dutyIn = (code: string, trail: Trail, rules: TrailRules | undefined): Standing =>
  isDuty(code) ? DUTIES[code](trail, rules) : standing('unknown', [], [])
