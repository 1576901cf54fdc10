/**
 * The judged items of the practice guide, 1 to 5 each, and where a score comes from: an item that an indicator of
 * the rubric speaks of takes the appraisers' signed mark; only the others are read from the request.
 */
import { ok, type Result, refusal } from '../kernel/result.ts'
import type { ValuationCode } from './refusals.ts'

export const LIFE_FACTORS = [
  'superiority',
  'technology_competition',
  'substitutability',
  'imitation_difficulty',
  'rights_protection',
  'market_entry',
  'market_competition',
  'competition_change',
  'new_product_likelihood',
  'expected_share',
] as const
export type LifeFactor = (typeof LIFE_FACTORS)[number]

export const RISK_ITEMS = [
  'differentiation',
  'technology_competition',
  'commercialisation_environment',
  'imitation_difficulty',
  'rights_stability',
  'market_entry',
  'market_competition',
  'growth_outlook',
  'production_ease',
  'profitability',
] as const
export type RiskItem = (typeof RISK_ITEMS)[number]

export const STRENGTH_ITEMS = [
  'innovativeness',
  'differentiation',
  'substitutability',
  'utility',
  'spill_over',
  'obsolescence',
  'imitation_difficulty',
  'rights_protection',
  'rights_stability',
  'infringement_detection',
  'market_entry',
  'demand_sensitivity',
  'expected_share',
  'preparation_period',
  'capital_need',
  'production_ease',
  'economic_life',
  'sales_growth',
  'profitability',
  'derived_sales',
] as const
export type StrengthItem = (typeof STRENGTH_ITEMS)[number]

/** Consolidated marks of the rubric's indicators, A best. */
export type Marks = Readonly<Record<string, 'A' | 'B' | 'C' | 'D' | 'E'>>

// A is the best of five anchors and 5 the best of five scores, so the letters map one to one.
const SCORE_OF = { A: 5, B: 4, C: 3, D: 2, E: 1 } as const

/** Item -> indicator of the rubric whose signed mark decides it. */
export type ItemMarks<Item extends string> = Readonly<Partial<Record<Item, string>>>

/** The scores of one list, in its order, and the items that signed marks decided. */
export type Scores<Item extends string> = {
  readonly of: Readonly<Record<Item, number>>
  readonly sum: number
  readonly fromMarks: readonly Item[]
}

/**
 * Gathers the scores of one list: the signed mark where one exists, else the request's own score.
 * @param place dotted path of the list in the request, for refusals
 * @param items the list, in its order
 * @param given scores 1 to 5 the request brings; a signed mark goes before them
 * @returns the scores and their sum; `valuation_item_missing` for each item that neither brings
 */
export function scoresOf<Item extends string>(
  place: string,
  items: readonly Item[],
  given: Readonly<Partial<Record<Item, number | undefined>>>,
  itemMarks: ItemMarks<Item>,
  marks: Marks,
): Result<Scores<Item>, ValuationCode> {
  const of: Partial<Record<Item, number>> = {}
  const fromMarks: Item[] = []
  const missing: Item[] = []
  let sum = 0
  for (const item of items) {
    const indicator = itemMarks[item]
    const mark = indicator === undefined ? undefined : marks[indicator]
    const score = mark === undefined ? given[item] : SCORE_OF[mark]
    if (score === undefined) missing.push(item)
    else {
      of[item] = score
      sum += score
      if (mark !== undefined) fromMarks.push(item)
    }
  }
  if (missing.length > 0) {
    return {
      ok: false,
      refusals: missing.map(item => refusal('valuation_item_missing', `${place}.${item}`, { item })),
    }
  }
  return ok({ of: of as Record<Item, number>, sum, fromMarks })
}
