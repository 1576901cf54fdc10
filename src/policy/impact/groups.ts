/** The groups a book is told by: programme, industry, region, age, size and stage of the firm. */
import type { Block } from './block.ts'
import { STAGES_AT } from './outcomes.ts'
import type { BlockOutcomes, Pair } from './running.ts'

export const ATTRIBUTES = ['programme', 'industry', 'region', 'age', 'size', 'stage'] as const
export type Attribute = (typeof ATTRIBUTES)[number]

/** Group of each case, as a place among the names. */
export type Grouping = { readonly names: readonly string[]; readonly of: Int32Array }

/**
 * Size classes by persons employed, as the recommendation of the European Commission 2003/361/EC, Annex, Article 2
 * draws them: they tell a reader who moves, and decide nothing.
 */
const SIZES = [
  { name: 'micro', below: 10 },
  { name: 'small', below: 50 },
  { name: 'medium', below: 250 },
] as const
const SIZE_NAMES = [...SIZES.map(one => one.name), 'large', 'unknown']

const sizeOf = (employees: number): number =>
  Number.isNaN(employees) ? SIZE_NAMES.length - 1 : (SIZES.findIndex(one => employees < one.below) + 4) % 4

/** Ages as the rules in force tell start-ups: to be founded, young, young if little is guaranteed, grown. */
const AGE_NAMES = ['not_founded', 'startup', 'early', 'grown'] as const

function byRun(block: Block): Grouping {
  const of = new Int32Array(block.count)
  for (const [place, { from, to }] of block.runs.entries()) of.fill(place, from, to)
  return { names: block.runs.map(run => run.programme), of }
}

// Loops over a block stand alone: one that is compiled while it runs is thrown away where its function goes on.

function fillPlaces(places: Int32Array, column: Float64Array, of: Int32Array): void {
  for (let i = 0; i < of.length; i++) of[i] = places[column[i] as number] as number
}

function byText(texts: readonly string[], column: Float64Array, nameOf: (text: string) => string): Grouping {
  const names = [...new Set(texts.map(nameOf))]
  const places = Int32Array.from(texts, text => names.indexOf(nameOf(text)))
  const of = new Int32Array(column.length)
  fillPlaces(places, column, of)
  return { names, of }
}

export function groupsOf(pair: Pair, block: Block, ran: BlockOutcomes): Readonly<Record<Attribute, Grouping>> {
  const { given, before, employees } = ran
  const { age_years_max, guaranteed_age_years_max } = pair.before.rules.editions.models.startup
  const [young, youngish] = [Number(age_years_max.value), Number(guaranteed_age_years_max.value)]
  const size = new Int32Array(block.count).fill(SIZE_NAMES.length - 1)
  if (employees !== undefined) for (let i = 0; i < size.length; i++) size[i] = sizeOf(employees[i] as number)
  const age = new Int32Array(block.count)
  const stage = new Int32Array(block.count)
  for (let i = 0; i < block.count; i++) {
    const years = given.age[i] as number
    age[i] = years < 0 ? 0 : years <= young ? 1 : years <= youngish ? 2 : 3
    stage[i] = before.stage[i] as number
  }
  return {
    programme: byRun(block),
    industry: byText(block.industries, given.industry, code => code.slice(0, 2)),
    region: byText(block.regions, given.region, region => region),
    age: { names: AGE_NAMES, of: age },
    size: { names: SIZE_NAMES, of: size },
    stage: { names: STAGES_AT, of: stage },
  }
}
