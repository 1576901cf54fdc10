/**
 * The partial credit model of one rater, fitted as B. D. Wright & G. N. Masters do by hand (Rating Scale Analysis,
 * 1982, chapter 4, UCON): all measures move together, each by its score left over its variance, each step by the odds
 * of its counts, until nothing moves by more than is asked. Slow, and another way than the one under test.
 */
const most = (stride: number): number => Math.max(-1, Math.min(1, stride))
const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0)

/** Measures of activities and children in logits (null: highest or lowest score), as far as `still` leaves them. */
export function climbedTogether(answers: readonly (readonly number[])[], still: number) {
  const width = answers[0]?.length ?? 0
  const scores = answers.map(sum)
  const living = answers.flatMap((_, child) => ((scores[child] ?? 0) % (2 * width) === 0 ? [] : [child]))
  const items = [...Array(width).keys()]
  const counts = items.map(item => [0, 1, 2].map(value => living.filter(one => answers[one]?.[item] === value).length))
  const child = answers.map(() => 0)
  const item = items.map(() => 0)
  const steps = items.map(() => [0, 0] as [number, number])

  const chances = (one: number, of: number): [number, number, number] => {
    const above = (child[one] ?? 0) - (item[of] ?? 0)
    const [low, high] = steps[of] ?? [0, 0]
    // A value that nobody gave is no value of this item.
    const ways: [number, number, number] =
      counts[of]?.[0] === 0 ? [0, 1, Math.exp(above)] : [1, Math.exp(above - low), Math.exp(2 * above - low - high)]
    const all = sum(ways)
    return [ways[0] / all, ways[1] / all, ways[2] / all]
  }
  for (let moved = Number.POSITIVE_INFINITY; moved > still; ) {
    const childRest = answers.map((_, one) => scores[one] ?? 0)
    const itemRest = items.map(of => sum(living.map(one => answers[one]?.[of] ?? 0)))
    const childSpread = answers.map(() => 0)
    const itemSpread = items.map(() => 0)
    const expected = items.map(() => [0, 0, 0])
    for (const one of living)
      for (const of of items) {
        const found = chances(one, of)
        const mean = found[1] + 2 * found[2]
        const spread = found[1] + 4 * found[2] - mean * mean
        childRest[one] = (childRest[one] ?? 0) - mean
        itemRest[of] = (itemRest[of] ?? 0) - mean
        childSpread[one] = (childSpread[one] ?? 0) + spread
        itemSpread[of] = (itemSpread[of] ?? 0) + spread
        for (const value of [0, 1, 2])
          expected[of]?.splice(value, 1, (expected[of]?.[value] ?? 0) + (found[value] ?? 0))
      }
    moved = 0
    for (const one of living) {
      const stride = most((childRest[one] ?? 0) / (childSpread[one] ?? 1))
      child[one] = (child[one] ?? 0) + stride
      moved = Math.max(moved, Math.abs(stride))
    }
    for (const of of items) {
      const stride = most(-(itemRest[of] ?? 0) / (itemSpread[of] ?? 1))
      item[of] = (item[of] ?? 0) + stride
      moved = Math.max(moved, Math.abs(stride))
      const [none, some, all] = counts[of] ?? []
      const [noneThen, someThen, allThen] = expected[of] ?? []
      if (!none || !some || !all || !noneThen || !someThen || !allThen) continue
      const low = Math.log(none / some) - Math.log(noneThen / someThen)
      const high = Math.log(some / all) - Math.log(someThen / allThen)
      const [first, second] = steps[of] ?? [0, 0]
      steps[of] = [first + (low - high) / 2, second - (low - high) / 2]
      moved = Math.max(moved, Math.abs(low - high) / 2)
    }
    const middle = sum(item) / width
    for (const of of items) item[of] = (item[of] ?? 0) - middle
  }
  return { child: child.map((measure, one) => (living.includes(one) ? measure : null)), item }
}
