/** What a valuation is made from: the edition with its tables, and the request inside a case. */
import { z } from 'zod'
import {
  editionHeader,
  editionWords,
  sourcedFlag,
  sourcedGrid,
  sourcedNumber,
  sourcedTable,
} from '../kernel/sourced.ts'
import { code, dayText, decimalText, moneyNotNegative, plainText } from '../kernel/text.ts'
import { LIFE_FACTORS, RISK_ITEMS, STRENGTH_ITEMS } from './items.ts'

export const METHODS = ['income', 'royalty'] as const
export const GUIDES = ['2017', '2021'] as const
export const SIZES = ['large', 'medium', 'small', 'startup'] as const
export const SCENARIOS = ['low', 'mid', 'high'] as const
/** Where a ratio of the cash flow was taken from. */
export const RATIO_SOURCES = ['industry_average_5y', 'competitors_3y', 'own_3y', 'manual'] as const
/** All of them shares of sales; working capital is receivables and inventory less payables. */
export const RATIOS = [
  'cost_of_goods',
  'selling_and_administration',
  'capital_expenditure',
  'depreciation',
  'receivables',
  'inventory',
  'payables',
] as const

export type Method = (typeof METHODS)[number]
export type Guide = (typeof GUIDES)[number]
export type Size = (typeof SIZES)[number]
export type Scenario = (typeof SCENARIOS)[number]
export type RatioSource = (typeof RATIO_SOURCES)[number]
export type RatioCode = (typeof RATIOS)[number]

// ---- the edition ----------------------------------------------------------------------------------------------

const hasOnly = (values: object, keys: readonly string[]): boolean => {
  const own = Object.keys(values)
  return own.length === keys.length && keys.every(key => own.includes(key))
}
const rowsHaveOnly = (values: Readonly<Record<string, object>>, keys: readonly string[]): boolean =>
  Object.values(values).every(row => Object.keys(row).every(key => keys.includes(key)))

const bySize = () =>
  sourcedGrid('annual_rate').refine(table => rowsHaveOnly(table.values, SIZES), {
    message: 'columns are company sizes',
  })

const capital2021 = z.strictObject({ equity_cost: bySize(), debt_cost: bySize(), equity_share: sourcedTable('ratio') })
const capital2017 = z.strictObject({ ...capital2021.shape, size_premium: bySize() })

const itemMarks = <const Items extends readonly string[]>(items: Items) => z.partialRecord(z.enum(items), code)

const premiumTable = sourcedTable('annual_rate').refine(
  table => {
    const scores = Object.keys(table.values).map(Number)
    const first = scores[0] ?? 0
    return scores.length > 0 && scores.every((score, index) => score === first + index) && scores.at(-1) === 50
  },
  { message: 'scores follow each other without a gap up to 50, the highest sum of ten items' },
)

export const valuationEditionSchema = z.strictObject({
  kind: z.literal('valuation'),
  ...editionHeader,
  leading_order: z.array(z.enum(METHODS)).length(METHODS.length),
  ratio_order: z.array(z.enum(RATIO_SOURCES)).min(1),
  quotable: z.array(code),
  life: z.strictObject({
    weights: sourcedTable('weight').refine(table => hasOnly(table.values, LIFE_FACTORS), {
      message: 'one weight for each of the ten factors',
    }),
    score_floor: sourcedNumber('points'),
    score_middle: sourcedNumber('points'),
    score_ceiling: sourcedNumber('points'),
    citation_life: sourcedGrid('years').refine(
      table => Object.values(table.values).every(row => hasOnly(row, ['q1', 'q2', 'q3'])),
      { message: 'each row has q1, q2 and q3' },
    ),
    elapsed_subtracted: sourcedFlag(),
    preparation_inside_life: sourcedFlag(),
  }),
  premium: z.strictObject({
    table: premiumTable,
    below_table: sourcedNumber('annual_rate'),
    coefficient: sourcedNumber('multiple'),
    constant: sourcedNumber('annual_rate'),
  }),
  discount_2021: z.strictObject({ published: capital2021, assumed: capital2021 }),
  discount_2017: z.strictObject({ published: capital2017, assumed: capital2017 }),
  discount_places: sourcedNumber('count'),
  technology_factor: z.strictObject({
    published: sourcedTable('ratio').optional(),
    assumed: sourcedTable('ratio').optional(),
  }),
  strength_divisor: sourcedNumber('points'),
  tax_rate: sourcedNumber('ratio'),
  royalty: z.strictObject({
    rates: sourcedTable('ratio'),
    industry_of: z.strictObject({
      status: z.enum(['published', 'assumed']),
      note: plainText(2000),
      values: z.record(z.string().max(3), code),
    }),
  }),
  scenarios: z.strictObject({
    sales_factor: sourcedTable('multiple').refine(table => hasOnly(table.values, SCENARIOS), {
      message: 'low, mid and high',
    }),
    discount_points: sourcedTable('percentage_point').refine(table => hasOnly(table.values, SCENARIOS), {
      message: 'low, mid and high',
    }),
  }),
  value_step: sourcedNumber('won'),
  collateral_share_max: sourcedNumber('ratio'),
  item_marks: z.strictObject({
    life_factors: itemMarks(LIFE_FACTORS),
    risk_items: itemMarks(RISK_ITEMS),
    strength_items: itemMarks(STRENGTH_ITEMS),
  }),
})
export type ValuationEdition = z.infer<typeof valuationEditionSchema>

export const valuationWordsSchema = editionWords('valuation')

// ---- the request ----------------------------------------------------------------------------------------------

const bounded = (low: number, high: number, message: string) =>
  decimalText.max(24).refine(text => Number(text) >= low && Number(text) <= high, { message })

/** A share of something, 0 to 1, as decimal text. */
export const ratioText = bounded(0, 1, 'from 0 to 1')
/** A ratio to sales; a firm that sells below cost has one above 1. */
export const salesRatioText = bounded(0, 5, 'from 0 to 5')
/** A rate per year, as decimal text: 0.085 is 8.5 percent. */
export const rateText = bounded(0, 1, 'from 0 to 1, such as 0.085 for 8.5 percent')
export const yearsText = bounded(0, 40, 'from 0 to 40 years')
/** A score of an item, 1 (weakest) to 5 (best for the owner). */
export const score = z.int().min(1).max(5)

/** Scores of a list, each optional: those that signed marks decide need not be given. */
export const scores = <const Items extends readonly string[]>(items: Items) => z.partialRecord(z.enum(items), score)
/** Scores of a whole list. */
export const allScores = <const Items extends readonly string[]>(items: Items) => z.record(z.enum(items), score)

export const divisionText = z
  .string()
  .max(3)
  .regex(/^[A-U][0-9]{2}$/, 'a KSIC division is a letter and two digits')
const ipcText = z
  .string()
  .max(4)
  .regex(/^[A-H][0-9]{2}[A-Z]$/, 'an IPC subclass is like H01L')

/** A number the appraiser quotes from a publication the edition accepts; the place makes it checkable. */
const quoted = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject({ ...shape, publication: code, at: plainText(200) })

export const ratiosSchema = z.strictObject({
  cost_of_goods: salesRatioText.optional(),
  selling_and_administration: salesRatioText.optional(),
  capital_expenditure: salesRatioText.optional(),
  depreciation: salesRatioText.optional(),
  receivables: salesRatioText.optional(),
  inventory: salesRatioText.optional(),
  payables: salesRatioText.optional(),
})

export const salesSchema = z.strictObject({
  /** Sales of each year, the first beginning when the preparation ends. */
  amounts: z.array(moneyNotNegative).min(1).max(40),
  /** Growth a year after the last amount; without it the amounts have to reach the end of the life. */
  growth_after: bounded(-0.5, 1, 'from -0.5 to 1').optional(),
})

export const valuationRequestSchema = z.strictObject({
  methods: z
    .array(z.enum(METHODS))
    .min(1)
    .refine(list => new Set(list).size === list.length, { message: 'each method once' }),
  guide: z.enum(GUIDES),
  ksic_division: divisionText,
  size: z.enum(SIZES),
  listed: z.boolean().optional(),
  ipc_class: ipcText.optional(),
  registered_on: dayText.optional(),
  expires_on: dayText.optional(),
  preparation_months: z.int().min(0).max(120),
  life_factors: scores(LIFE_FACTORS).optional(),
  risk_items: scores(RISK_ITEMS).optional(),
  sales: salesSchema,
  quoted: z
    .strictObject({
      citation_life: quoted({ q1: yearsText, q2: yearsText, q3: yearsText }).optional(),
      capital: quoted({
        equity_cost: rateText,
        debt_cost: rateText,
        equity_share: ratioText,
        size_premium: rateText.optional(),
      }).optional(),
      technology_factor: quoted({ value: ratioText }).optional(),
    })
    .optional(),
  income: z
    .strictObject({
      strength_items: scores(STRENGTH_ITEMS).optional(),
      technology_share: ratioText,
      ratios: z.strictObject({
        industry_average_5y: ratiosSchema.optional(),
        competitors_3y: ratiosSchema.optional(),
        own_3y: ratiosSchema.optional(),
        manual: ratiosSchema.optional(),
      }),
    })
    .optional(),
  royalty: z.strictObject({ licence_industry: code.optional() }).optional(),
})
export type ValuationRequest = z.infer<typeof valuationRequestSchema>
