/**
 * Indicators of patents over a collection: each patent against those of its field and year. A figure that cannot be
 * given says why; recent years are marked, since the citations they will have are not there yet.
 */
import { addYears, daysBetween, fullYearsBetween } from '../../kernel/calendar.ts'
import { breadthOf } from './breadth.ts'
import { type Collection, cohortsOf, fieldOf, type PatentFacts, subclassOf, yearOf } from './collection.ts'

export const COMPONENTS = ['forward_citations', 'family', 'claims', 'generality'] as const
export type Component = (typeof COMPONENTS)[number]

/** Why a figure is not given. */
export type Missing = 'not_told' | 'too_few' | 'no_field' | 'not_granted' | 'none_in_cohort'
export type Figure = { readonly value: number } | { readonly missing: Missing }

export type PatentIndicators = {
  readonly id: string
  readonly field: string | null
  readonly year: string
  /** How many patents of the collection stand in its field and year, itself included. */
  readonly cohort: number
  /** Whole years from publication to the day of counting. */
  readonly age_years: number
  /** Its citations are still coming in: fewer than `window` years have passed. */
  readonly is_truncated: boolean
  readonly forward_citations: Figure
  readonly forward_citations_per_year: Figure
  /** Share of the cohort it stands above, those level with it counting a half; 0 to 1. */
  readonly citation_percentile: Figure
  readonly family: Figure
  readonly claims: Figure
  readonly originality: Figure
  readonly generality: Figure
  readonly grant_lag_days: Figure
  readonly renewed_years: Figure
  /** Mean of the four components, each over the greatest of the cohort; 0 to 1. */
  readonly composite: Figure
}

export type IndicatorRules = {
  /** Years within which forward citations are taken to come in. */
  readonly window: number
  /** Fewest patents of a field and year for a percentile or a composite. */
  readonly cohortMin: number
}

const figure = (value: number | undefined, missing: Missing): Figure => (value === undefined ? { missing } : { value })
const told = (value: number | undefined): Figure => figure(value, 'not_told')
const valueIn = (one: Figure): number | undefined => ('value' in one ? one.value : undefined)

type Cited = {
  /** Times each patent is cited within the collection, and by patents of which subclasses. */
  readonly counts: Uint32Array
  readonly fields: readonly (readonly string[])[]
  /** Subclasses of what each patent cites, of those in the collection. */
  readonly cites: readonly (readonly string[])[]
}

function citedWithin(patents: readonly PatentFacts[]): Cited {
  const placeOf = new Map(patents.map((patent, place) => [patent.id, place]))
  const counts = new Uint32Array(patents.length)
  const fields: string[][] = patents.map(() => [])
  const cites: string[][] = patents.map(() => [])
  const main = patents.map(patent => subclassOf(patent.classes[0] ?? ''))
  for (const [place, patent] of patents.entries()) {
    for (const id of new Set(patent.cites ?? [])) {
      const cited = placeOf.get(id)
      if (cited === undefined || cited === place) continue
      counts[cited] = (counts[cited] as number) + 1
      const [from, to] = [main[place], main[cited]]
      if (from !== undefined) fields[cited]?.push(from)
      if (to !== undefined) cites[place]?.push(to)
    }
  }
  return { counts, fields, cites }
}

/** Share of a sorted list below a value, the equal ones counting a half. */
function standing(sorted: Float64Array, value: number): number {
  const rank = (isBelow: (other: number) => boolean): number => {
    let [low, high] = [0, sorted.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (isBelow(sorted[middle] as number)) low = middle + 1
      else high = middle
    }
    return low
  }
  return (rank(other => other < value) + rank(other => other <= value)) / 2 / sorted.length
}

type Counted = { readonly forward: Figure; readonly generality: Figure; readonly originality: Figure }

/** Citations counted by the source go before those found within the collection, which sees only a part of them. */
function countedOf(patents: readonly PatentFacts[], isListed: boolean, cited: Cited): readonly Counted[] {
  return patents.map((patent, place) => ({
    forward: told(patent.cited ?? (isListed ? cited.counts[place] : undefined)),
    generality: figure(breadthOf(cited.fields[place] ?? []), isListed ? 'too_few' : 'not_told'),
    originality: figure(breadthOf(cited.cites[place] ?? []), patent.cites === undefined ? 'not_told' : 'too_few'),
  }))
}

/**
 * Every patent's indicators, in the order of the collection.
 * @param rules of the edition: the window, and from how many on a cohort is compared in
 * @source OECD (2009), Patent Statistics Manual; Squicciarini, Dernis & Criscuolo (2013), Measuring Patent Quality,
 *   OECD STI Working Papers 2013/03, the composite of forward citations, family size, claims and generality
 */
export function indicatorsOf(collection: Collection, rules: IndicatorRules): readonly PatentIndicators[] {
  const { patents, counted_on } = collection
  const isListed = patents.some(patent => patent.cites !== undefined)
  const counted = countedOf(patents, isListed, citedWithin(patents))
  const components = (place: number): Readonly<Record<Component, Figure>> => {
    const patent = patents[place] as PatentFacts
    const { forward, generality } = counted[place] as Counted
    return { forward_citations: forward, family: told(patent.family), claims: told(patent.claims), generality }
  }
  const cohorts = cohortsOf(patents)
  const sortedOf = new Map<string, Float64Array>()
  const greatestOf = new Map<string, Readonly<Partial<Record<Component, number>>>>()
  for (const [key, places] of cohorts) {
    const forward = places.map(place => valueIn((counted[place] as Counted).forward)).filter(one => one !== undefined)
    sortedOf.set(key, Float64Array.from(forward).sort())
    const greatest: Partial<Record<Component, number>> = {}
    for (const place of places)
      for (const [component, one] of Object.entries(components(place)) as [Component, Figure][])
        if ('value' in one) greatest[component] = Math.max(greatest[component] ?? 0, one.value)
    greatestOf.set(key, greatest)
  }

  return patents.map((patent, place) => {
    const field = fieldOf(patent)
    const key = `${field} ${yearOf(patent)}`
    const size = field === undefined ? 0 : (cohorts.get(key)?.length ?? 0)
    const { forward, generality, originality } = counted[place] as Counted
    const age = patent.published_on > counted_on ? 0 : fullYearsBetween(patent.published_on, counted_on)
    const citations = valueIn(forward)
    const inCohort = (value: () => Figure): Figure =>
      field === undefined ? { missing: 'no_field' } : size < rules.cohortMin ? { missing: 'too_few' } : value()
    const lag = patent.granted_on && patent.filed_on && daysBetween(patent.filed_on, patent.granted_on)
    return {
      id: patent.id,
      field: field ?? null,
      year: yearOf(patent),
      cohort: size,
      age_years: age,
      is_truncated: addYears(patent.published_on, rules.window) > counted_on,
      forward_citations: forward,
      forward_citations_per_year: figure(
        citations === undefined || age === 0 ? undefined : citations / age,
        citations === undefined ? 'not_told' : 'too_few',
      ),
      citation_percentile: inCohort(() =>
        citations === undefined
          ? { missing: 'not_told' }
          : { value: standing(sortedOf.get(key) as Float64Array, citations) },
      ),
      family: told(patent.family),
      claims: told(patent.claims),
      originality,
      generality,
      grant_lag_days: figure(lag, patent.granted_on === undefined ? 'not_granted' : 'not_told'),
      renewed_years: told(patent.renewed_years),
      composite: inCohort(() => compositeOf(components(place), greatestOf.get(key) ?? {})),
    }
  })
}

/** The mean of the components over the cohort's greatest; missing where any of them is. */
function compositeOf(
  own: Readonly<Record<Component, Figure>>,
  greatest: Readonly<Partial<Record<Component, number>>>,
): Figure {
  let sum = 0
  for (const component of COMPONENTS) {
    const one = own[component]
    if ('missing' in one) return one
    const most = greatest[component] ?? 0
    if (most === 0) return { missing: 'none_in_cohort' }
    sum += one.value / most
  }
  return { value: sum / COMPONENTS.length }
}

export type CitationLife = {
  readonly subclass: string
  readonly citations: number
  /** Years between a document and what it cites, by quarters of the citations. */
  readonly q1: number
  readonly q2: number
  readonly q3: number
}

const DAYS_OF_YEAR = 365.25

/**
 * Life by the age of what is cited, for each IPC subclass of the citing documents: the quartiles of the years between
 * the two publications. Only citations within the collection have an age.
 * @param least fewest citations a subclass is told for
 * @source technology valuation practice guide, cited-patent life (TCT) by IPC; Kayal & Waters (1999), IEEE Transactions
 *   on Engineering Management 46(2), 127-131, technology cycle time
 */
export function citationLives(collection: Collection, least: number): readonly CitationLife[] {
  const { patents } = collection
  const publishedOn = new Map(patents.map(patent => [patent.id, patent.published_on]))
  const ages = new Map<string, number[]>()
  for (const patent of patents) {
    const subclass = subclassOf(patent.classes[0] ?? '')
    if (subclass === undefined) continue
    for (const id of new Set(patent.cites ?? [])) {
      const cited = publishedOn.get(id)
      // What is published later is cited out of turn, by an amended search, and has no age.
      if (cited === undefined || cited > patent.published_on || id === patent.id) continue
      const years = daysBetween(cited, patent.published_on) / DAYS_OF_YEAR
      const found = ages.get(subclass)
      if (found === undefined) ages.set(subclass, [years])
      else found.push(years)
    }
  }
  return [...ages]
    .filter(([, years]) => years.length >= least)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([subclass, years]) => {
      const sorted = Float64Array.from(years).sort()
      const at = (share: number) => between(sorted, share)
      return { subclass, citations: years.length, q1: at(0.25), q2: at(0.5), q3: at(0.75) }
    })
}

/** The value below which a share of the sorted ones lies: straight between the two nearest. */
function between(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1)
  const below = place | 0
  const low = sorted[below] as number
  return low + (place - below) * ((sorted[Math.min(below + 1, sorted.length - 1)] as number) - low)
}
