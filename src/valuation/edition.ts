/** An edition of the valuation rules, read once into fixed point and maps, so that a valuation only looks things up. */
import type { z } from 'zod'
import { type Decimal, decimal } from '../kernel/decimal.ts'
import { type Fixed, ONE } from '../kernel/fixed.ts'
import type { SourcedGrid, SourcedNumber, SourcedTable } from '../kernel/sourced.ts'
import type { Capital, PremiumTable } from './discount-rate.ts'
import type { LifeScale, PeriodPolicy, Quartiles } from './economic-life.ts'
import { type ItemMarks, LIFE_FACTORS, type LifeFactor, type RiskItem, type StrengthItem } from './items.ts'
import { fixedOfText } from './present-value.ts'
import {
  type Method,
  type RatioSource,
  type Scenario,
  SIZES,
  type Size,
  type ValuationEdition,
  type valuationEditionSchema,
} from './schema.ts'

/** A row of a table and whether it stands there as published; `source` is empty for a row of our own. */
export type Row<Value> = { readonly value: Value; readonly isPublished: boolean; readonly source: string }

export type Spread = { readonly salesFactor: Fixed; readonly addedRate: Fixed }

export type CompiledValuation = {
  readonly edition: string
  readonly leadingOrder: readonly Method[]
  readonly ratioOrder: readonly RatioSource[]
  readonly quotable: ReadonlySet<string>
  readonly life: LifeScale & PeriodPolicy
  /** By IPC section, the first letter of a class. */
  readonly citationLife: ReadonlyMap<string, Row<Quartiles>>
  readonly premium: PremiumTable
  /** The function beside the table, for comparison only. */
  readonly premiumFunction: { readonly coefficient: Decimal; readonly constant: Decimal }
  /** By KSIC division and size, such as `C26 small`. */
  readonly capital: {
    readonly '2017': ReadonlyMap<string, Row<Capital>>
    readonly '2021': ReadonlyMap<string, Row<Capital>>
  }
  readonly discountPlaces: number
  readonly technologyFactor: ReadonlyMap<string, Row<Fixed>>
  readonly strengthDivisor: Fixed
  readonly taxRate: Fixed
  readonly royaltyRates: ReadonlyMap<string, Row<Fixed>>
  readonly licenceIndustryOf: ReadonlyMap<string, string>
  readonly isLicenceIndustryPublished: boolean
  readonly spread: Readonly<Record<Scenario, Spread>>
  /** Whole won to which a value is rounded down. */
  readonly valueStep: bigint
  readonly collateralShareMax: string
  readonly itemMarks: {
    readonly life_factors: ItemMarks<LifeFactor>
    readonly risk_items: ItemMarks<RiskItem>
    readonly strength_items: ItemMarks<StrengthItem>
  }
}

type Provenance = Pick<SourcedTable, 'status' | 'source'>
const rowOf = <Value>(value: Value, by: Provenance): Row<Value> => ({
  value,
  isPublished: by.status === 'published',
  source: by.source?.id ?? '',
})

const numberIn = (table: { readonly values: Readonly<Record<string, string>> }, key: string): Fixed =>
  fixedOfText(table.values[key] as string)
const holds = (flag: { readonly value: string }): boolean => flag.value === 'true'
const amount = (sourced: SourcedNumber): Fixed => fixedOfText(sourced.value)

const spreadOf = (edition: ValuationEdition, scenario: Scenario): Spread => ({
  salesFactor: numberIn(edition.scenarios.sales_factor, scenario),
  // A percentage point is a hundredth of a rate.
  addedRate: numberIn(edition.scenarios.discount_points, scenario) / 100n,
})

type CapitalTables = {
  readonly equity_cost: SourcedGrid
  readonly debt_cost: SourcedGrid
  readonly equity_share: SourcedTable
  readonly size_premium?: SourcedGrid
}
type Cell = { readonly value: Fixed; readonly by: Provenance }

/** One cell, from the published table where it stands there, else from the assumed one. */
const cellOf = (grids: readonly SourcedGrid[], division: string, size: Size): Cell | undefined => {
  for (const grid of grids) {
    const text = grid.values[division]?.[size]
    if (text !== undefined) return { value: fixedOfText(text), by: grid }
  }
  return undefined
}
const shareOf = (tables: readonly SourcedTable[], division: string): Cell | undefined => {
  for (const table of tables) {
    const text = table.values[division]
    if (text !== undefined) return { value: fixedOfText(text), by: table }
  }
  return undefined
}

/** Every division and size of which all parts are known; a row is published only when each part is. */
function capitalRows(published: CapitalTables, assumed: CapitalTables): ReadonlyMap<string, Row<Capital>> {
  const rows = new Map<string, Row<Capital>>()
  const tables = [published, assumed]
  const divisions = new Set(tables.flatMap(table => Object.keys(table.equity_cost.values)))
  const premiums = tables.flatMap(table => (table.size_premium === undefined ? [] : [table.size_premium]))
  for (const division of divisions) {
    for (const size of SIZES) {
      const equity = cellOf(
        tables.map(table => table.equity_cost),
        division,
        size,
      )
      const debt = cellOf(
        tables.map(table => table.debt_cost),
        division,
        size,
      )
      const share = shareOf(
        tables.map(table => table.equity_share),
        division,
      )
      const premium = premiums.length === 0 ? none(equity) : cellOf(premiums, division, size)
      if (equity === undefined || debt === undefined || share === undefined || premium === undefined) continue
      const cells = [equity, debt, share, premium]
      rows.set(`${division} ${size}`, {
        value: {
          equityCost: equity.value,
          debtCost: debt.value,
          equityShare: share.value,
          sizePremium: premium.value,
        },
        isPublished: cells.every(cell => cell.by.status === 'published'),
        source: equity.by.source?.id ?? '',
      })
    }
  }
  return rows
}
/** The 2021 form has the size inside its cost of equity, so its own size premium is nothing, on the same ground. */
const none = (equity: Cell | undefined): Cell | undefined =>
  equity === undefined ? undefined : { value: 0n, by: equity.by }

function premiumTable(premium: z.infer<typeof valuationEditionSchema>['premium']): PremiumTable {
  const rows = new Map(Object.keys(premium.table.values).map(key => [Number(key), numberIn(premium.table, key)]))
  return { rows, below: amount(premium.below_table), first: Math.min(...rows.keys()) }
}

/** Reads an edition that its schema has passed; pure, done once per edition. */
export function compileValuation(edition: ValuationEdition): CompiledValuation {
  const { life, royalty, technology_factor: factors } = edition
  const citation = Object.entries(life.citation_life.values).map(([section, row]) => {
    const quartiles = { q1: fixedOfText(row['q1'] as string), q2: fixedOfText(row['q2'] as string) }
    return [section, rowOf({ ...quartiles, q3: fixedOfText(row['q3'] as string) }, life.citation_life)] as const
  })
  const weights = LIFE_FACTORS.map(factor => [factor, numberIn(life.weights, factor)] as const)
  const factorRows = [factors.assumed, factors.published].flatMap(table =>
    table === undefined
      ? []
      : Object.keys(table.values).map(division => [division, rowOf(numberIn(table, division), table)] as const),
  )
  const rates = Object.keys(royalty.rates.values).map(
    industry => [industry, rowOf(numberIn(royalty.rates, industry), royalty.rates)] as const,
  )
  return {
    edition: edition.edition,
    leadingOrder: edition.leading_order,
    ratioOrder: edition.ratio_order,
    quotable: new Set(edition.quotable),
    life: {
      weights: Object.fromEntries(weights) as Record<LifeFactor, Fixed>,
      floor: amount(life.score_floor),
      middle: amount(life.score_middle),
      ceiling: amount(life.score_ceiling),
      isElapsedSubtracted: holds(life.elapsed_subtracted),
      isPreparationInsideLife: holds(life.preparation_inside_life),
    },
    citationLife: new Map(citation),
    premium: premiumTable(edition.premium),
    premiumFunction: {
      coefficient: decimal(edition.premium.coefficient.value),
      constant: decimal(edition.premium.constant.value),
    },
    capital: {
      '2017': capitalRows(edition.discount_2017.published, edition.discount_2017.assumed),
      '2021': capitalRows(edition.discount_2021.published, edition.discount_2021.assumed),
    },
    discountPlaces: Number(edition.discount_places.value),
    technologyFactor: new Map(factorRows),
    strengthDivisor: amount(edition.strength_divisor),
    taxRate: amount(edition.tax_rate),
    royaltyRates: new Map(rates),
    licenceIndustryOf: new Map(Object.entries(royalty.industry_of.values)),
    isLicenceIndustryPublished: royalty.industry_of.status === 'published',
    spread: { low: spreadOf(edition, 'low'), mid: spreadOf(edition, 'mid'), high: spreadOf(edition, 'high') },
    valueStep: amount(edition.value_step) / ONE,
    collateralShareMax: edition.collateral_share_max.value,
    itemMarks: edition.item_marks,
  }
}
