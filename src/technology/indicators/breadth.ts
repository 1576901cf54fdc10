/** From how many fields a patent draws, and into how many it reaches. */

/**
 * One less the concentration of counts, corrected for how few they are: 0 where all lie in one class, near 1 where they
 * are spread. Formula: (1 - sum((n_j / n)^2)) x n / (n - 1).
 * @returns undefined below two counts, where nothing can be spread
 * @source Trajtenberg, Henderson & Jaffe (1997), generality and originality; Hall (2005), the correction by n / (n - 1)
 */
export function breadthOf(classes: readonly string[]): number | undefined {
  const n = classes.length
  if (n < 2) return undefined
  const counts = new Map<string, number>()
  for (const one of classes) counts.set(one, (counts.get(one) ?? 0) + 1)
  let concentration = 0
  for (const count of counts.values()) concentration += (count / n) ** 2
  return ((1 - concentration) * n) / (n - 1)
}
