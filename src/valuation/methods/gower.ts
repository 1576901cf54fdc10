/**
 * How alike two licences are, by Gower's coefficient over mixed attributes, and the nearest of a great many. Kept in
 * columns, so that a hundred thousand comparables are looked through while somebody types.
 */

/** A licence as it is compared; what is not known is left out, and then does not count. */
export type Terms = {
  /** IPC subclass such as `H01M`, or any shorter part of it. */
  readonly ipc?: string | undefined
  readonly industry?: string | undefined
  readonly stage?: string | undefined
  readonly exclusivity?: string | undefined
  readonly territory?: string | undefined
  /** Up-front payment in the minor unit of one currency. */
  readonly upfront?: number | undefined
  /** Running royalty on sales, 0 to 1. */
  readonly royalty?: number | undefined
  /** Months since a common month. */
  readonly month?: number | undefined
}

export const ATTRIBUTES = [
  'ipc',
  'industry',
  'stage',
  'exclusivity',
  'territory',
  'upfront',
  'royalty',
  'month',
] as const
export type Attribute = (typeof ATTRIBUTES)[number]
/** How much each attribute counts; one that is left out does not. */
export type Weights = Readonly<Partial<Record<Attribute, number>>>

const NAMED = ['industry', 'stage', 'exclusivity', 'territory'] as const
const MEASURED = ['upfront', 'royalty', 'month'] as const
/** Levels of the classification that are compared: section, class, subclass. */
const IPC_LEVELS = [1, 3, 4] as const
const UNKNOWN = -1

type Named = (typeof NAMED)[number]
type Measured = (typeof MEASURED)[number]

/** Terms in columns: codes of names, and measures divided by their range over the collection. */
export type Packed = {
  readonly count: number
  readonly names: ReadonlyMap<string, number>
  readonly ipc: readonly Int32Array[]
  readonly named: Readonly<Record<Named, Int32Array>>
  readonly measured: Readonly<Record<Measured, Float64Array>>
  /** Range of each measure over the collection; 0 where all are alike. */
  readonly ranges: Readonly<Record<Measured, number>>
}

const rangeOf = (terms: readonly Terms[], measure: Measured): number => {
  let least = Number.POSITIVE_INFINITY
  let greatest = Number.NEGATIVE_INFINITY
  for (const one of terms) {
    const value = one[measure]
    if (value === undefined) continue
    least = Math.min(least, value)
    greatest = Math.max(greatest, value)
  }
  return greatest > least ? greatest - least : 0
}

export function packed(terms: readonly Terms[]): Packed {
  const names = new Map<string, number>()
  const codeOf = (name: string | undefined): number => {
    if (name === undefined) return UNKNOWN
    const found = names.get(name) ?? names.size
    names.set(name, found)
    return found
  }
  const ipc = IPC_LEVELS.map(level => Int32Array.from(terms, one => codeOf(ipcPart(one.ipc, level))))
  const named = Object.fromEntries(
    NAMED.map(attribute => [attribute, Int32Array.from(terms, one => codeOf(one[attribute]))]),
  ) as Record<Named, Int32Array>
  const measured = Object.fromEntries(
    MEASURED.map(measure => [measure, Float64Array.from(terms, one => one[measure] ?? Number.NaN)]),
  ) as Record<Measured, Float64Array>
  const ranges = Object.fromEntries(MEASURED.map(measure => [measure, rangeOf(terms, measure)])) as Record<
    Measured,
    number
  >
  return { count: terms.length, names, ipc, named, measured, ranges }
}

/** The part of a class at a level, marked with it so that no section is taken for a class; none where it is shorter. */
const ipcPart = (ipc: string | undefined, level: number): string | undefined =>
  ipc === undefined || ipc.length < level ? undefined : `ipc:${ipc.slice(0, level)}`

/**
 * Gower's coefficient of a subject with every row: the weighted mean, over the attributes both have, of 1 or 0 for a
 * name, 1 - |a - b| / range for a measure, and for the classification the share of its levels that agree.
 * @returns one per row, 0 to 1; NaN for a row with which nothing can be compared
 * @source Gower (1971), Biometrics 27(4), 857-871
 */
export function similarities(collection: Packed, subject: Terms, weights: Weights): Float64Array {
  const sum = new Float64Array(collection.count)
  const full = new Float64Array(collection.count)
  const ipcWeight = weights.ipc ?? 0
  if (ipcWeight > 0 && subject.ipc !== undefined) {
    const part = ipcWeight / IPC_LEVELS.length
    for (const [place, level] of IPC_LEVELS.entries()) {
      const name = ipcPart(subject.ipc, level)
      if (name !== undefined) addNamed(collection.ipc[place] as Int32Array, collection.names.get(name), part, sum, full)
    }
  }
  for (const attribute of NAMED) {
    const name = subject[attribute]
    const weight = weights[attribute] ?? 0
    if (weight > 0 && name !== undefined)
      addNamed(collection.named[attribute], collection.names.get(name), weight, sum, full)
  }
  for (const measure of MEASURED) {
    const value = subject[measure]
    const weight = weights[measure] ?? 0
    if (weight > 0 && value !== undefined)
      addMeasured(collection.measured[measure], value, collection.ranges[measure], weight, sum, full)
  }
  for (let row = 0; row < sum.length; row++) sum[row] = (sum[row] as number) / (full[row] as number)
  return sum
}

/** A name nobody in the collection has agrees with none, and is still compared. */
function addNamed(
  column: Int32Array,
  code: number | undefined,
  weight: number,
  sum: Float64Array,
  full: Float64Array,
): void {
  for (let row = 0; row < column.length; row++) {
    const own = column[row]
    if (own === UNKNOWN) continue
    full[row] = (full[row] as number) + weight
    if (own === code) sum[row] = (sum[row] as number) + weight
  }
}

function addMeasured(
  column: Float64Array,
  value: number,
  range: number,
  weight: number,
  sum: Float64Array,
  full: Float64Array,
): void {
  for (let row = 0; row < column.length; row++) {
    const own = column[row] as number
    if (Number.isNaN(own)) continue
    const distance = Math.abs(own - value)
    // A subject outside the range of the collection is as unlike as the farthest of it.
    const alike = distance === 0 ? 1 : distance < range ? 1 - distance / range : 0
    full[row] = (full[row] as number) + weight
    sum[row] = (sum[row] as number) + weight * alike
  }
}

export type Neighbour = { readonly row: number; readonly similarity: number }

/** The `count` rows most alike, the most alike first; of equals the earlier row. Those not comparable are left out. */
export function nearest(collection: Packed, subject: Terms, weights: Weights, count: number): readonly Neighbour[] {
  const all = similarities(collection, subject, weights)
  const found: Neighbour[] = []
  let least = Number.NEGATIVE_INFINITY
  for (let row = 0; row < all.length; row++) {
    const similarity = all[row] as number
    if (!(similarity > least || (found.length < count && !Number.isNaN(similarity)))) continue
    let place = found.length
    while (place > 0 && (found[place - 1] as Neighbour).similarity < similarity) place--
    found.splice(place, 0, { row, similarity })
    if (found.length > count) found.pop()
    if (found.length === count) least = (found[count - 1] as Neighbour).similarity
  }
  return found
}
