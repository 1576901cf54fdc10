/** How firmly alternatives stand in their order: at which weight of a criterion two of them change places. */

export type RankChange = {
  /** Places of the criterion and of the two alternatives; `first` stands before `second` as things are. */
  readonly criterion: number
  readonly first: number
  readonly second: number
  readonly weight: number
  /** The weight at which both score the same, the others keeping their proportions; 0 to 1. */
  readonly changesAt: number
}

/** Below this two scores are the same, and change places nowhere. */
const SAME = 1e-12

/** The score of each alternative: the sum of its scores by criterion, each as heavy as the criterion. */
export const scoresBy = (weights: readonly number[], scores: readonly (readonly number[])[]): number[] =>
  scores.map(row => row.reduce((sum, score, criterion) => sum + score * (weights[criterion] ?? 0), 0))

/**
 * Every change of places that a change of one weight brings about, the smallest change first.
 * Formula: with weight t of criterion c, alternative a scores t p_ac + (1 - t) r_a, where r_a is its score by the other
 * criteria, their weights brought to a sum of 1; a and b are equal at t = (r_b - r_a) / (p_ac - p_bc + r_b - r_a).
 * @param weights of the criteria, above 0, summing to 1
 * @param scores  alternative -> its score by each criterion
 * @source Triantaphyllou & Sanchez (1997), Decision Sciences 28, 151-194
 */
export function rankChanges(weights: readonly number[], scores: readonly (readonly number[])[]): RankChange[] {
  if (weights.length < 2) return []
  const whole = scoresBy(weights, scores)
  const order = whole.map((_, place) => place).sort((a, b) => (whole[b] ?? 0) - (whole[a] ?? 0) || a - b)
  const found: RankChange[] = []
  for (const [criterion, weight] of weights.entries()) {
    const own = scores.map(row => row[criterion] ?? 0)
    const others = own.map((score, place) => ((whole[place] ?? 0) - weight * score) / (1 - weight))
    for (const [rank, first] of order.entries())
      for (const second of order.slice(rank + 1)) {
        const byOthers = (others[second] ?? 0) - (others[first] ?? 0)
        const slope = (own[first] ?? 0) - (own[second] ?? 0) + byOthers
        if (Math.abs(slope) < SAME || (whole[first] ?? 0) - (whole[second] ?? 0) < SAME) continue
        const changesAt = byOthers / slope
        if (changesAt >= 0 && changesAt <= 1) found.push({ criterion, first, second, weight, changesAt })
      }
  }
  const size = (one: RankChange) => Math.abs(one.changesAt - one.weight)
  return found.sort((a, b) => size(a) - size(b))
}
