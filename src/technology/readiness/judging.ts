/**
 * How ready a technology is by questions: of the technology, of making it and of its market, side by side and never
 * averaged. A question counts as met with evidence of a type that answers it; a level is reached when every question of
 * it and of all below is met. Pure.
 */
import { ok, type Refusal, type Result, refusal } from '../../kernel/result.ts'
import { AXES, type Axis, type ReadinessScales, type Scale, type TechnologyKind } from './edition.ts'
import type { ReadinessCode } from './refusals.ts'

/** How a technology reaches its use. */
export const CONVERSION_MODES = ['self', 'joint', 'transfer', 'licence', 'equity', 'other'] as const
/** Where a pilot runs: a platform of services, of an industry, of the public, or the firm's own. */
export const PILOT_PLATFORMS = ['service', 'industry', 'public', 'own'] as const

export type Answer = {
  readonly question: string
  readonly met: boolean
  readonly evidence: readonly { readonly type: string; readonly reference: string }[]
}
export type Asked = {
  readonly kind: TechnologyKind
  readonly technology: readonly Answer[]
  readonly manufacturing: readonly Answer[]
  readonly market: readonly Answer[]
  readonly conversion_mode: (typeof CONVERSION_MODES)[number]
  /** Null where nothing was piloted. */
  readonly pilot_platform: (typeof PILOT_PLATFORMS)[number] | null
}

/** What a question lacks: an answer, a yes, or evidence of one of the types. */
export type Lacking = {
  readonly level: number
  readonly question: string
  readonly why: 'not_answered' | 'not_met' | 'evidence_missing'
  readonly evidence: readonly string[]
}
export type Level = {
  /** 0 where not even the first is reached. */
  readonly reached: number
  /** The highest level with a question said to be met, whatever was shown. */
  readonly claimed: number
  /** What the next level lacks; empty at the highest. */
  readonly lacking: readonly Lacking[]
  /** Questions met above the level reached, which count for nothing until those below are. */
  readonly idle: readonly string[]
}
export type Judged = Readonly<Record<Axis, Level>>

function lackOf(
  { question, evidence }: Scale['levels'][number][number],
  level: number,
  answers: ReadonlyMap<string, Answer>,
): Lacking | undefined {
  const answer = answers.get(question)
  const lack = (why: Lacking['why']): Lacking => ({ level, question, why, evidence })
  if (answer === undefined) return lack('not_answered')
  if (!answer.met) return lack('not_met')
  return answer.evidence.some(one => evidence.includes(one.type)) ? undefined : lack('evidence_missing')
}

/**
 * The level a scale shows.
 * `level = max{L : every question of levels 1..L is met, each with evidence of a type named beside it}`.
 */
export function levelOf(scale: Scale, given: readonly Answer[]): Level {
  const answers = new Map(given.map(one => [one.question, one]))
  const lacks = scale.levels.map((questions, at) =>
    questions.flatMap(question => lackOf(question, at + 1, answers) ?? []),
  )
  const first = lacks.findIndex(lack => lack.length > 0)
  const reached = first === -1 ? lacks.length : first
  const isMet = (question: string): boolean => answers.get(question)?.met === true
  return {
    reached,
    claimed: scale.levels.findLastIndex(questions => questions.some(one => isMet(one.question))) + 1,
    lacking: lacks[reached] ?? [],
    idle: scale.levels.slice(reached).flatMap(questions => questions.map(one => one.question).filter(isMet)),
  }
}

function unreadable(
  axis: string,
  scale: Scale,
  given: readonly Answer[],
  { kindOf }: ReadinessScales,
): Refusal<ReadinessCode>[] {
  const known = scale.levels.flat().map(one => one.question)
  const said = given.map(one => one.question)
  return given.flatMap(({ question, evidence }, place): Refusal<ReadinessCode>[] => {
    const at = `${axis}.${place}`
    if (!known.includes(question))
      return [refusal('readiness_question_unknown', `${at}.question`, { value: question, limit: scale.name })]
    if (said.indexOf(question) !== place)
      return [refusal('readiness_question_twice', `${at}.question`, { value: question })]
    return evidence.flatMap(({ type }, nth) =>
      kindOf.has(type)
        ? []
        : [
            refusal('readiness_evidence_unknown', `${at}.evidence.${nth}.type`, {
              value: type,
              limit: [...kindOf.keys()].join(' '),
            }),
          ],
    )
  })
}

/**
 * Readiness by the sets of questions of the kind of technology.
 * Errors: `readiness_question_unknown`, `readiness_question_twice`, `readiness_evidence_unknown`, and
 * `readiness_platform_missing` where a record of a pilot is named and not where it ran.
 * @source rules/worth: readiness; a level counts only with all below it (TRLC)
 */
export function judged(asked: Asked, scales: ReadinessScales): Result<Judged, ReadinessCode> {
  const of = {
    technology: scales.technology[asked.kind],
    manufacturing: scales.manufacturing,
    market: scales.market,
  }
  const found = AXES.flatMap(axis => unreadable(axis, of[axis], asked[axis], scales))
  const piloted = AXES.flatMap(axis => asked[axis])
    .flatMap(one => one.evidence)
    .find(one => scales.kindOf.get(one.type) === 'pilot_record')
  if (piloted !== undefined && asked.pilot_platform === null)
    found.push(refusal('readiness_platform_missing', 'pilot_platform', { value: piloted.type }))
  if (found.length > 0) return { ok: false, refusals: found }
  const level = (axis: Axis): Level => levelOf(of[axis], asked[axis])
  return ok({ technology: level('technology'), manufacturing: level('manufacturing'), market: level('market') })
}

/** What keeps a gate closed: the first scale that is short, what it needs, and what the next level lacks. */
export type Short = {
  readonly axis: Axis
  readonly reached: number
  readonly needed: number
  readonly lacking: Lacking
}

/**
 * The first scale in which less is shown than a gate needs; undefined where the gate is reached.
 * @source rules/worth: readiness.gates
 */
export function shortOf(shown: Judged, needed: Readonly<Record<Axis, number>>): Short | undefined {
  const axis = AXES.find(one => shown[one].reached < needed[one])
  const lacking = axis === undefined ? undefined : shown[axis].lacking[0]
  return axis === undefined || lacking === undefined
    ? undefined
    : { axis, reached: shown[axis].reached, needed: needed[axis], lacking }
}
