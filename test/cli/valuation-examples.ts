/** Methods of valuation: an input of each, and what must come of it, worked out by hand or printed. */
import { expect } from 'vitest'

export const VALUATION_EXAMPLES: Readonly<{ [name: string]: readonly [unknown, unknown] }> = {
  // 1,000 x 20 % less a quarter is 150; other assets must earn 10 % x 5 % + 50 % x 8 % of it, 45; 105 / 1.1.
  'excess-earnings': [
    {
      sales: ['1000'],
      operating_margin: '0.2',
      tax_rate: '0.25',
      contributory: [
        { asset: 'working_capital', share_of_sales: '0.1', required_return: '0.05' },
        { asset: 'fixed_assets', share_of_sales: '0.5', required_return: '0.08' },
      ],
      discount_rate: '0.1',
      preparation_months: 0,
      months_of_last_year: 12,
    },
    {
      ...{ low: '95', mid: '95', high: '95', drivers: [] },
      years: [{ sales: '1000', profit_after_tax: '150', charges: '45', excess: '105' }],
    },
  ],
  // 200 more a year for ever, growing by 2 %, at 10 %: 200 / (10 % - 2 %).
  'with-and-without': [
    {
      ...{ with: ['300'], without: ['100'], discount_rate: '0.1', growth_after: '0.02' },
      ...{ preparation_months: 0, months_of_last_year: 12 },
    },
    { low: '2500', mid: '2500', high: '2500', drivers: [] },
  ],
  // 100 million of labour at an index that rose from 100 to 120; a tenth for development; a quarter of the life gone.
  'cost-value': [
    {
      items: [{ kind: 'labour', amount: '100000000', index_then: '100', index_now: '120' }],
      ...{ industry_return: '0.1', elapsed_months: 30, life_months: '120' },
    },
    expect.objectContaining({ mid: '99000000', compensation: '12000000', left_by_age: '0.75' }),
  ],
  // One comparable, alike in all: its 5 % of 2,200 million less a fifth, a year off at 10 %.
  'market-value': [
    {
      subject: { ipc: 'H01M', exclusivity: 'exclusive' },
      currency: 'KRW',
      comparables: [{ id: 'a', ipc: 'H01M', exclusivity: 'exclusive', royalty: '0.05', currency: 'KRW' }],
      weights: { ipc: '1', exclusivity: '1' },
      ...{ count: 3, least: 1, sales: ['2200000000'], discount_rate: '0.1', tax_rate: '0.2' },
      ...{ preparation_months: 0, months_of_last_year: 12 },
    },
    expect.objectContaining({ mid: '80000000', rate: { low: '0.05', mid: '0.05', high: '0.05' } }),
  ],
  // Hull, Options, Futures, and Other Derivatives: S 42, X 40, r 10 %, volatility 20 %, half a year: 4.76.
  'real-option': [
    {
      ...{ form: 'european', kind: 'invest', underlying: '4200', exercise: '4000', years: '0.5' },
      ...{ risk_free: '0.1', volatility: '0.2' },
    },
    expect.objectContaining({ value: '476', without_option: '200' }),
  ],
  // Nothing left to chance: 1,000 less 200 after a year and 500 after two, at 10 %: 1000 - 200 e^-0.1 - 500 e^-0.2.
  'gated-option': [
    {
      ...{ underlying: '100000', risk_free: '0.1', volatility: '0' },
      gates: [
        { gate: 'proof_of_concept', years: '1', cost: '20000' },
        { gate: 'small_batch', years: '2', cost: '50000' },
      ],
    },
    expect.objectContaining({ value: '40967', without_option: '40967' }),
  ],
  // The principle is published and the concept said to be there without a paper of it: the first level, not the second.
  trl: [
    {
      ...{ kind: 'hardware', conversion_mode: 'licence', pilot_platform: null, manufacturing: [], market: [] },
      technology: [
        { question: 'principle_observed', met: true, evidence: [{ type: 'paper', reference: 'journal 12, page 3' }] },
        { question: 'concept_formulated', met: true, evidence: [] },
      ],
    },
    expect.objectContaining({
      technology: {
        ...{ reached: 1, claimed: 2, idle: ['concept_formulated'] },
        lacking: [
          {
            ...{ level: 2, question: 'concept_formulated', why: 'evidence_missing' },
            evidence: ['concept_document', 'patent_publication'],
          },
        ],
      },
      market: expect.objectContaining({ reached: 0, claimed: 0 }),
    }),
  ],
  // Beta 1.2 of firms with equity 0.8 and tax 0.25 is 1.2 / 1.1875; borrowed the same way it is 1.2 again: 9 %.
  'cost-of-capital': [
    {
      ...{ risk_free: '0.03', beta: '1.2', beta_equity_share: '0.8', beta_tax_rate: '0.25', tax_rate: '0.25' },
      ...{ equity_risk_premium: '0.05', debt_cost: '0.04', equity_share: '0.8' },
    },
    {
      ...{ business_beta: '1.010526315789473684', levered_beta: '1.2', equity_cost: '0.09' },
      cost_of_capital: '0.078',
    },
  ],
  // Nothing is drawn: 80 million after tax for one year at 25 %.
  'value-simulation': [
    {
      inputs: {
        ...{ sales: '1000000000', growth: '0', margin: '0.1', tax_rate: '0.2', investment: '0', contribution: '1' },
        ...{ discount_rate: '0.25', life_years: '1' },
      },
      ...{ preparation_months: 0, scenarios: 1000, seed: 1 },
    },
    expect.objectContaining({ mean: '64000000', deviation: '0', seed: 1 }),
  ],
  // Cited twice from two classes in the ten years since: all the breadth two counts can have.
  'patent-indicators': [
    {
      patents: [
        { id: 'a', classes: ['H01M 10/05'], published_on: '2010-06-01' },
        { id: 'b', classes: ['G06F 17/00'], published_on: '2012-06-01', cites: ['a'] },
        { id: 'c', classes: ['A61K 9/00'], published_on: '2013-06-01', cites: ['a'] },
      ],
      ...{ counted_on: '2020-06-01', window_years: 5, cohort_min: 1 },
    },
    expect.objectContaining({
      patents: expect.arrayContaining([
        expect.objectContaining({
          ...{ id: 'a', forward_citations: { value: '2' }, generality: { value: '1' } },
          ...{ forward_citations_per_year: { value: '0.2' }, is_truncated: false },
        }),
      ]),
    }),
  ],
  reconciliation: [
    {
      candidates: [
        { method: 'income', low: '80', mid: '100', high: '120' },
        { method: 'cost', low: '50', mid: '60', high: '70', differs_because: 'early spending was small' },
      ],
      ...{ leading: 'income', ground: 'cash_flows_supported', tolerance: '0.3' },
    },
    expect.objectContaining({
      mid: '100',
      checks: [expect.objectContaining({ ratio: '0.6', within_range: false, within_tolerance: false })],
    }),
  ],
}
