/** Several judges of the same codes: each alone, their judgements made one, and their priorities made one. */
import { ok, type Result, refusal, refuse } from '../kernel/result.ts'
import type { Comparisons } from './ahp.ts'
import { consistencyRatio, type Judged, judgedMatrix, type Weighed, weighed } from './ahp-judgements.ts'
import type { ScoringCode } from './refusals.ts'

export type Judge = {
  readonly judge: string
  readonly comparisons: Comparisons
  /** How much this judge counts against the others, above 0. */
  readonly weight: number
}

export type JudgedAlone = {
  readonly judge: string
  /** Refused where the judgements of this one do not join all codes, which those of all may still do. */
  readonly weighed: Result<Weighed, ScoringCode>
  readonly ratio: Result<number, ScoringCode>
}

export type JudgedTogether = {
  readonly judges: readonly JudgedAlone[]
  /** The judgements made one: of each pair the geometric mean of those who judged it. */
  readonly judgements: Judged
  readonly weighed: Weighed
  readonly ratio: Result<number, ScoringCode>
  /** The priorities made one, which need each judge's own. */
  readonly ofPriorities: Result<readonly number[], ScoringCode>
}

/** The geometric mean of what is there, each as heavy as it counts; undefined of nothing. */
function geometricMean(list: readonly { readonly value: number; readonly weight: number }[]): number | undefined {
  const whole = list.reduce((sum, one) => sum + one.weight, 0)
  if (whole === 0) return undefined
  return Math.exp(list.reduce((sum, one) => sum + (one.weight / whole) * Math.log(one.value), 0))
}

/** Judgements of several made one, so that what two judges say of a pair each way is answered with 1. */
const together = (size: number, judges: readonly { readonly judged: Judged; readonly weight: number }[]): Judged =>
  Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) =>
      geometricMean(
        judges.flatMap(({ judged, weight }) => {
          const value = judged[i]?.[j]
          return value === undefined ? [] : [{ value, weight }]
        }),
      ),
    ),
  )

/**
 * The weights of codes by several judges.
 *
 * Both ways of making many into one are told: of judgements, where the judges act as one, and of priorities, where each
 * stands alone. The geometric mean is the only one under which reciprocal judgements stay reciprocal.
 *
 * @param order the codes compared, two or more
 * @source Aczel & Saaty (1983), Journal of Mathematical Psychology 27, 93-102; Forman & Peniwati (1998), European
 *   Journal of Operational Research 108, 165-169, for the two ways
 */
export function judgedTogether(
  order: readonly string[],
  judges: readonly Judge[],
  randomIndex: Readonly<Record<string, string>>,
): Result<JudgedTogether, ScoringCode> {
  if (judges.length === 0) return refuse(refusal('judges_missing', 'judges'))
  const heavy = judges.findIndex(({ weight }) => !(weight > 0 && Number.isFinite(weight)))
  if (heavy >= 0)
    return refuse(
      refusal('judge_weight_malformed', `judges.${heavy}.weight`, {
        value: String(judges[heavy]?.weight),
        limit: 'above 0',
      }),
    )
  const read: { judged: Judged; weight: number; judge: string }[] = []
  const refused = judges.flatMap(({ judge, comparisons, weight }, place) => {
    const judged = judgedMatrix(order, comparisons, `judges.${place}.comparisons`)
    if (judged.ok) read.push({ judged: judged.value, weight, judge })
    return judged.ok ? [] : judged.refusals
  })
  if (refused.length > 0) return refuse(...refused)

  const judgements = together(order.length, read)
  const all = weighed(order, judgements, 'judges')
  if (!all.ok) return all
  const alone = read.map(({ judged, judge }, place): JudgedAlone => {
    const own = weighed(order, judged, `judges.${place}.comparisons`)
    return { judge, weighed: own, ratio: own.ok ? consistencyRatio(own.value, randomIndex) : own }
  })
  return ok({
    judges: alone,
    judgements,
    weighed: all.value,
    ratio: consistencyRatio(all.value, randomIndex),
    ofPriorities: prioritiesTogether(order.length, alone, judges),
  })
}

function prioritiesTogether(
  size: number,
  alone: readonly JudgedAlone[],
  judges: readonly Judge[],
): Result<readonly number[], ScoringCode> {
  const own: (readonly number[])[] = []
  for (const one of alone) {
    if (!one.weighed.ok) return one.weighed
    own.push(one.weighed.value.weights)
  }
  const means = Array.from(
    { length: size },
    (_, code) =>
      geometricMean(own.map((weights, at) => ({ value: weights[code] ?? 1, weight: judges[at]?.weight ?? 1 }))) ?? 0,
  )
  const whole = means.reduce((sum, one) => sum + one, 0)
  return ok(means.map(one => one / whole))
}
