/** The shipped edition and one request, for the tests of this stage. */
import { readFileSync } from 'node:fs'
import { compileValuation } from '../../src/valuation/edition.ts'
import { LIFE_FACTORS, RISK_ITEMS, STRENGTH_ITEMS } from '../../src/valuation/items.ts'
import { type ValuationRequest, valuationEditionSchema, valuationRequestSchema } from '../../src/valuation/schema.ts'

export const editionFile = (): unknown =>
  JSON.parse(readFileSync(new URL('../../rules/valuation/2026-01.json', import.meta.url), 'utf8'))
export const edition = valuationEditionSchema.parse(editionFile())
export const compiled = compileValuation(edition)

export const same = <Item extends string>(items: readonly Item[], score: number): Record<Item, number> =>
  Object.fromEntries(items.map(item => [item, score])) as Record<Item, number>

/** A small maker of electronic parts: all scores 3, ten years of sales of 2 billion won growing by 5 percent. */
export const plainRequest: ValuationRequest = valuationRequestSchema.parse({
  methods: ['income', 'royalty'],
  guide: '2021',
  ksic_division: 'C26',
  size: 'small',
  ipc_class: 'H01L',
  registered_on: '2025-01-15',
  expires_on: '2043-01-15',
  preparation_months: 6,
  life_factors: same(LIFE_FACTORS, 4),
  risk_items: same(RISK_ITEMS, 3),
  sales: { amounts: ['2000000000', '2600000000', '3000000000'], growth_after: '0.05' },
  income: {
    strength_items: same(STRENGTH_ITEMS, 3),
    technology_share: '0.6',
    ratios: {
      industry_average_5y: {
        cost_of_goods: '0.62',
        selling_and_administration: '0.18',
        depreciation: '0.03',
        receivables: '0.15',
        inventory: '0.1',
        payables: '0.09',
      },
      own_3y: { cost_of_goods: '0.55' },
      manual: { capital_expenditure: '0.04' },
    },
  },
  royalty: {},
})

/** The same in crop production, whose capital row is published, with the guide's tables quoted. */
export const publishedRequest: ValuationRequest = valuationRequestSchema.parse({
  ...plainRequest,
  ksic_division: 'A01',
  ipc_class: 'A01G',
  quoted: {
    citation_life: { q1: '5', q2: '8', q3: '12', publication: 'guide_2021', at: 'table of citation lives' },
    technology_factor: { value: '0.6', publication: 'guide_2021', at: 'table of industry factors' },
  },
  royalty: { licence_industry: 'food' },
})
