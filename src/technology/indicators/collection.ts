/**
 * Patents as they are counted: a collection with its day of counting, grouped by field and year. What a document does
 * not say is left out and never taken for zero.
 */
import type { CalendarDate } from '../../kernel/calendar.ts'

export type PatentFacts = {
  readonly id: string
  /** Classes of the document, the main one first: IPC subclass or longer, such as `H01M 10/0525`. */
  readonly classes: readonly string[]
  readonly filed_on?: CalendarDate | undefined
  readonly published_on: CalendarDate
  readonly granted_on?: CalendarDate | undefined
  /** Documents it cites, by id; those outside the collection too. */
  readonly cites?: readonly string[] | undefined
  /** Citations it has received until the day of counting, where the source counts them and does not list them. */
  readonly cited?: number | undefined
  readonly family?: number | undefined
  readonly claims?: number | undefined
  /** Whole years it was renewed for. */
  readonly renewed_years?: number | undefined
}

export type Collection = {
  readonly patents: readonly PatentFacts[]
  /** Until which day citations were counted. */
  readonly counted_on: CalendarDate
}

/** The IPC subclass of a class symbol, such as `H01M`; none where the symbol is no class. */
export const subclassOf = (symbol: string): string | undefined => /^[A-H][0-9]{2}[A-Z]/.exec(symbol)?.[0]

/** The field a patent is compared in: the IPC class of its main symbol, such as `H01`. */
export const fieldOf = (patent: PatentFacts): string | undefined => subclassOf(patent.classes[0] ?? '')?.slice(0, 3)

export const yearOf = (patent: PatentFacts): string => patent.published_on.slice(0, 4)

/** Patents of one field and year, by `field year`; those without a field stand in none. */
export function cohortsOf(patents: readonly PatentFacts[]): ReadonlyMap<string, readonly number[]> {
  const cohorts = new Map<string, number[]>()
  for (const [place, patent] of patents.entries()) {
    const field = fieldOf(patent)
    if (field === undefined) continue
    const key = `${field} ${yearOf(patent)}`
    const found = cohorts.get(key)
    if (found === undefined) cohorts.set(key, [place])
    else found.push(place)
  }
  return cohorts
}
