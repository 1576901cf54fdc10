/**
 * What would raise the grade: the cheapest set of better marks that reaches a wanted technology grade under the
 * edition's efforts. Exact, by dynamic programming over whole effort points; nothing is ever made worse.
 */
import { MARKS, type Mark } from '../panel/schema.ts'
import type { CompiledIndicator, CompiledModel, Horizon, Step } from './score.ts'

/** What has to be reached, both in millionths of a point. */
export type Target = {
  /** Least score of the wanted technology grade. */
  readonly total: number
  /** Least weighted average over the measured indicators for that grade. */
  readonly quantitative: number
}

export type Improvement = {
  readonly indicator: string
  readonly from: Mark
  readonly to: Mark
  readonly effort: number
  /** Points gained, millionths of a point. */
  readonly gain: number
  readonly horizon: Horizon
}

/** One way to move an indicator: how far, at which effort, for which gain. */
type Move = Improvement

const STEP_UP: Readonly<Record<Exclude<Mark, 'A'>, Step>> = { E: 'E_D', D: 'D_C', C: 'C_B', B: 'B_A' }

/** The moves open to an indicator from its present mark: to every better one, efforts added step by step. */
export function movesOf(indicator: CompiledIndicator, from: Mark, present = indicator.points[from]): Move[] {
  const moves: Move[] = []
  let effort = 0
  for (let place = MARKS.indexOf(from); place > 0; place--) {
    const below = MARKS[place] as Exclude<Mark, 'A'>
    const to = MARKS[place - 1] as Mark
    effort += indicator.effort[STEP_UP[below]]
    const gain = indicator.points[to] - present
    moves.push({ indicator: indicator.code, from, to, effort, gain, horizon: indicator.horizon })
  }
  return moves
}

/** For each effort up to the whole: the greatest gain, and the moves that give it. */
type Frontier = { readonly gain: Float64Array; readonly choice: readonly Int16Array[] }

function frontierOf(moves: readonly (readonly Move[])[]): Frontier {
  const whole = moves.reduce((sum, options) => sum + (options.at(-1)?.effort ?? 0), 0)
  const choice: Int16Array[] = []
  let gain: Float64Array = new Float64Array(whole + 1)
  for (const options of moves) {
    const next = gain.slice()
    const chosen = new Int16Array(whole + 1).fill(-1)
    for (let place = 0; place < options.length; place++) {
      const move = options[place] as Move
      for (let effort = move.effort; effort <= whole; effort++) {
        const reached = (gain[effort - move.effort] as number) + move.gain
        if (reached > (next[effort] as number)) {
          next[effort] = reached
          chosen[effort] = place
        }
      }
    }
    choice.push(chosen)
    gain = next
  }
  return { gain, choice }
}

function movesAt(frontier: Frontier, moves: readonly (readonly Move[])[], effort: number): Move[] {
  const taken: Move[] = []
  let left = effort
  for (let place = moves.length - 1; place >= 0; place--) {
    const chosen = (frontier.choice[place] as Int16Array)[left] as number
    if (chosen < 0) continue
    const move = (moves[place] as Move[])[chosen] as Move
    taken.push(move)
    left -= move.effort
  }
  return taken.reverse()
}

/**
 * The cheapest improvements that reach the target, or undefined where even marks of A would not.
 *
 * Measured and judged indicators are two separate searches, since the measured ones also have to reach the average:
 * least effort `m + j` with `gain_measured(m) >= missing average` and `gain_measured(m) + gain_judged(j) >= missing
 * score`.
 *
 * @param marks   one per indicator of the model, in the model's order
 * @param present points each counts for at present, where that is not what the mark alone is worth
 */
export function cheapestImprovement(
  model: CompiledModel,
  marks: readonly Mark[],
  target: Target,
  present?: readonly number[],
): readonly Improvement[] | undefined {
  const all = model.indicators.map((indicator, place) => movesOf(indicator, marks[place] as Mark, present?.[place]))
  const measured = all.filter((_, place) => model.indicators[place]?.isMeasured)
  const judged = all.filter((_, place) => !model.indicators[place]?.isMeasured)
  let total = 0
  let measuredPoints = 0
  for (const [place, indicator] of model.indicators.entries()) {
    const points = present?.[place] ?? indicator.points[marks[place] as Mark]
    total += points
    if (indicator.isMeasured) measuredPoints += points
  }
  // The least sum of measured points whose average is at least the one demanded: average = sum x 10^6 / weight.
  const product = BigInt(target.quantitative) * BigInt(model.measuredWeight)
  const due = Number(product / 1_000_000n) + (product % 1_000_000n === 0n ? 0 : 1)
  const missingMeasured = Math.max(0, due - measuredPoints)
  const missing = Math.max(0, target.total - total)

  const [byData, byJudgement] = [frontierOf(measured), frontierOf(judged)]
  let best: { effort: number; measured: number; judged: number } | undefined
  let second = byJudgement.gain.length - 1
  for (let first = 0; first < byData.gain.length; first++) {
    const gained = byData.gain[first] as number
    if (gained < missingMeasured) continue
    if (gained + (byJudgement.gain[second] as number) < missing) continue
    while (second > 0 && gained + (byJudgement.gain[second - 1] as number) >= missing) second--
    if (best === undefined || first + second < best.effort)
      best = { effort: first + second, measured: first, judged: second }
  }
  if (best === undefined) return undefined
  return [...movesAt(byData, measured, best.measured), ...movesAt(byJudgement, judged, best.judged)]
}
