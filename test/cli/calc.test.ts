/** `calc`: each published formula alone, with the numbers its publication prints. */
import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { DecisionRecord } from '../../src/appraisal/record.ts'
import { aftercareOn, carriedOn, rulesOn } from '../../src/appraisal/rule-book.ts'
import { shippedRules } from '../../src/cli/command.ts'
import { agreementFormulas } from '../../src/cli/formulas/agreement.ts'
import { ahpFormulas } from '../../src/cli/formulas/ahp.ts'
import { collateralFormulas } from '../../src/cli/formulas/collateral.ts'
import { decisionFormulas } from '../../src/cli/formulas/decision.ts'
import { drawingFormulas } from '../../src/cli/formulas/drawing.ts'
import { forecastFormulas } from '../../src/cli/formulas/forecast.ts'
import { fundFormulas } from '../../src/cli/formulas/fund.ts'
import { guaranteeFormulas } from '../../src/cli/formulas/guarantee.ts'
import { readinessFormula } from '../../src/cli/formulas/readiness.ts'
import { recourseFormulas } from '../../src/cli/formulas/recourse.ts'
import { scoringFormulas } from '../../src/cli/formulas/scoring.ts'
import { severityFormulas } from '../../src/cli/formulas/severity.ts'
import { sharingFormulas } from '../../src/cli/formulas/sharing.ts'
import { valuationFormulas } from '../../src/cli/formulas/valuation.ts'
import { collateralRules } from '../../src/decision/collateral-schema.ts'
import { aftercareOf } from '../../src/guarantee/aftercare.ts'
import { calendarDate } from '../../src/kernel/calendar.ts'
import { fixed } from '../../src/kernel/fixed.ts'
import { sure } from '../../src/kernel/result.ts'
import { LIFE_FACTORS, STRENGTH_ITEMS } from '../../src/valuation/items.ts'
import { AGREEMENT_EXAMPLES } from './agreement-examples.ts'
import { each, problemIn, thirdOf, workplace } from './command-line.ts'
import { FORECAST_EXAMPLES } from './forecast-examples.ts'
import { RECOURSE_EXAMPLES } from './recourse-examples.ts'
import { SEVERITY_EXAMPLES } from './severity-examples.ts'
import { VALUATION_EXAMPLES } from './valuation-examples.ts'

const here = workplace('calc')
afterAll(here.remove)

const RECORD = 'fixtures/records/tech-guarantee-1/case-laser-rod-growth.json'
const shipped = JSON.parse(readFileSync(RECORD, 'utf8')) as Pick<DecisionRecord, 'scoring'>
const everyMark = (mark: string) =>
  Object.fromEntries(shipped.scoring.items.map(({ indicator }) => [indicator, mark] as const))

/** Formula -> an input, and what must come of it, worked out by hand or printed in the source named beside it. */
const EXAMPLES: Readonly<{ [name: string]: readonly [unknown, unknown] }> = {
  // 900,000,001 x 0.45 is 405,000,000.45: the first rank is paid whole, the second what is left.
  'ip-recovery-purchase': [
    {
      value: '900000001',
      share: '0.45',
      pledges: [
        { id: 'a', rank: 1, secured: '200000000' },
        { id: 'b', rank: 2, secured: '300000000' },
      ],
    },
    {
      price: '405000000',
      owner: '0',
      paid: [
        { id: 'a', rank: 1, secured: '200000000', covered: '200000000' },
        { id: 'b', rank: 2, secured: '300000000', covered: '205000000' },
      ],
    },
  ],
  // A ratio of 85 % of a thousand million and a won: the won of the remainder is the bank's.
  'loan-split': [
    { loan: '1000000001', ratio: '0.85' },
    { loan: '1000000001', guaranteed: '850000000', bank_share: '150000001' },
  ],
  // 420 million of room, ratio 85 %: the loan is the least whose 85 % is 420 million.
  'guarantee-cover': [
    { loan: '1000000000', room: '420000000', ratio: '0.85' },
    { loan: '494117648', guaranteed: '420000000', bank_share: '74117648' },
  ],
  // 799 million x 0.8 % x 365 / 365.
  'guarantee-fee': [
    { amount: '799000000', rate: '0.008', from: '2026-04-14', term_months: 12 },
    { days: 365, fee: '6392000' },
  ],
  // TON26, row of 30 points: 5.10 %.
  'commercialisation-premium': [{ score: 30 }, expect.objectContaining({ premium: '0.051' })],
  // BLT, worked example: 71 % x 72 % x 55 % is 28.116 %, printed as 28 %.
  contribution: [
    { technology_factor: '0.71', individual_strength: '0.72', technology_share: '0.55' },
    { contribution: '0.28116' },
  ],
  // All factors at four are 80 of 100: between 8 and 10.4 years, half the way: 9.2 years.
  'technology-life': [
    { life_factors: Object.fromEntries(LIFE_FACTORS.map(factor => [factor, 4])), q1: '5', q2: '8', q3: '10.4' },
    { score: '80', years: '9.2' },
  ],
  // A year of 1,000 after 900: profit 200, tax 44, investment 10 beyond depreciation, working capital 16.
  'free-cash-flow': [
    {
      sales: '1000',
      sales_before: '900',
      tax_rate: '0.22',
      ratios: {
        cost_of_goods: '0.6',
        selling_and_administration: '0.2',
        capital_expenditure: '0.04',
        depreciation: '0.03',
        receivables: '0.15',
        inventory: '0.1',
        payables: '0.09',
      },
    },
    { operating_profit: '200', tax: '44', free_cash_flow: '130' },
  ],
  // The best mark everywhere is every point there is.
  'technology-score': [
    { model: shipped.scoring.model, marks: everyMark('A') },
    expect.objectContaining({ score: '100', technology_grade: 'T1' }),
  ],
  // What a stored record was scored by, scored again.
  'risk-score': [
    {
      scorecard: shipped.scoring.risk.scorecard,
      inputs: Object.fromEntries(
        shipped.scoring.risk.items.flatMap(({ attribute, value }) => (value === null ? [] : [[attribute, value]])),
      ),
    },
    expect.objectContaining({ total: shipped.scoring.risk.total, grade: shipped.scoring.risk.grade }),
  ],
  // Weights 1 3 7 1 3 7 1 3 5: 0 + 12 + 21 + 8 + 3 + 7 + 7 + 6 + 5 = 69, a tenth of the last 5 is 0: 1 to 70.
  'business-number-check-digit': [{ digits: '043811721' }, { check_digit: 1 }],
  // 66 of 100 points.
  'individual-strength': [
    { strength_items: Object.fromEntries(STRENGTH_ITEMS.map((item, place) => [item, place < 6 ? 4 : 3])) },
    { sum: 66, strength: '0.66' },
  ],
  // TVL, step 5.2: (10.39 % + 5.1 %) x 57.27 % + 8.35 % x 42.73 % x (1 - 20.9 %) is 11.69 %.
  'discount-rate': [
    {
      guide: '2021',
      equity_cost: '0.1039',
      debt_cost: '0.0835',
      equity_share: '0.5727',
      risk_premium: '0.051',
      tax_rate: '0.209',
    },
    { discount_rate: '0.1169' },
  ],
  // One year of 1,100 at 10 %, half of it the technology's.
  'income-value': [
    {
      free_cash_flows: ['1100000000'],
      contribution: '0.5',
      discount_rate: '0.1',
      preparation_months: 0,
      months_of_last_year: 12,
    },
    expect.objectContaining({ value: '500000000' }),
  ],
  // 5 % of 2,200 million is 110 million, less 20 %: 88 million, at 10 % a year: 80 million.
  'royalty-relief': [
    {
      sales: ['2200000000'],
      royalty_rate: '0.05',
      tax_rate: '0.2',
      discount_rate: '0.1',
      preparation_months: 0,
      months_of_last_year: 12,
    },
    expect.objectContaining({ mid: '80000000' }),
  ],
  ...VALUATION_EXAMPLES,
  'final-grade': [
    { score: '100', risk_grade: 'R1' },
    { technology_grade: 'T1', grade: 'AAA' },
  ],
  // SAATY80: of two, one three times the other: 3/4 and 1/4.
  'ahp-priorities': [
    { order: ['a', 'b'], comparisons: { a: { b: '3' } } },
    { weights: { a: '0.750000', b: '0.250000' }, eigenvalue: '2.000000' },
  ],
  // 85 million x 1.2 % over 365, 366 and 184 of 365 days, cut to tens; 2 March 2026 is a substitute holiday.
  'fee-in-advance': [
    { outstanding: '85000000', rate: '0.012', from: '2026-03-02', matures_on: '2028-09-02' },
    {
      periods: [
        { from: '2026-03-02', to: '2027-03-02', days: 365, due: '2026-03-03', fee: '1020000' },
        { from: '2027-03-02', to: '2028-03-02', days: 366, due: '2027-03-02', fee: '1022790' },
        { from: '2028-03-02', to: '2028-09-02', days: 184, due: '2028-03-02', fee: '514190' },
      ],
    },
  ],
  // 1,020,000 x 182 / 365 = 508,602.7 is earned; of the other 511,398 a fifth, 102,279.6, goes back.
  'fee-on-release': [
    {
      fee: '1020000',
      from: '2026-03-02',
      to: '2027-03-02',
      released_on: '2026-08-31',
      part: '17000000',
      outstanding: '85000000',
    },
    { earned: '508602', refund: '102279', kept: '409119' },
  ],
  // Decree 24, 10 % a year: 1,020,000 x 0.1 x 30 / 365 = 8,383.6, cut to tens.
  'late-fee': [{ unpaid: '1020000', due: '2026-03-03', paid_on: '2026-04-02' }, { late_fee: '8380' }],
  // 66,666,667 x 0.85 = 56,666,666.95.
  'guarantee-balance': [
    { kind: 'individual', loan: '100000000', ratio: '0.85', outstanding: '66666667' },
    { letter: '85000000', balance: '56666666' },
  ],
  // Three months end on Memorial Day, a Saturday: Monday 8 June is the last day of the wait.
  'claim-day': [
    { trigger: 'default', on: '2026-03-06' },
    { from: '2026-06-09', needs_consent: false },
  ],
  // 100 million x 0.055 x 107 / 365 = 1,612,328.8; 101,957,998 x 0.85 = 86,664,298.3; of that 80 % = 69,331,438.4.
  'claim-amount': [
    {
      principal: '100000000',
      rate: '0.055',
      due_on: '2026-03-10',
      paid_on: '2026-06-25',
      costs: ['300000', '45670'],
      ratio: '0.85',
      denied_principal: '20000000',
    },
    {
      interest: '1612328',
      costs: '345670',
      whole: '101957998',
      fund: '86664298',
      bank: '15293700',
      paid: '69331438',
      denied: '17332860',
    },
  ],
  // (86 million x 30 + 80 million x 30) x 0.1 / 365 = 1,364,383.6.
  'damages-for-delay': [
    {
      balances: [
        { from: '2026-06-15', principal: '86000000' },
        { from: '2026-07-15', principal: '80000000' },
      ],
      until: '2026-08-14',
    },
    { damages: '1364383' },
  ],
  // Costs and damages whole, and what is left of a million and a half to the principal.
  'recovery-application': [
    { recovery: '1500000', owed: { costs: '100000', damages: '1364383', principal: '80000000' } },
    {
      order: ['costs', 'damages', 'principal'],
      applied: { costs: '100000', damages: '1364383', principal: '35617' },
      left: { costs: '0', damages: '0', principal: '79964383' },
    },
  ],
  // 40 million x 1.7 % x 92 / 365 = 171,397.3, cut to tens.
  'unperformed-fee': [
    { unperformed: '40000000', rate: '0.012', from: '2026-09-02', to: '2026-12-03' },
    { days: 92, rate: '0.017', fee: '171390' },
  ],
  // 12.5 million x 0.5 % x 181 / 365 = 30,993.1, cut to tens.
  're-guarantee-fee': [
    { re_guaranteed: '12500000', from: '2026-01-01', to: '2026-07-01' },
    { days: 181, rate: '0.005', fee: '30990' },
  ],
  // A tenth of 85,000,004 is 8,500,000.4.
  'success-fee': [
    { guaranteed: '85000004', rate: '0.1', signed_on: '2026-03-02', marked_on: '2031-03-02' },
    { fee: '8500000' },
  ],
  // PAT09: of a fee of 7 million the patent office pays 5.
  'appraisal-fee': [
    { of: 'patent_valuation' },
    {
      fee: '7000000',
      parts: [
        { payer: 'government', amount: '5000000' },
        { payer: 'firm', amount: '2000000' },
      ],
    },
  ],
  // 85 million x 0.7 % over a year is 595,000.
  'supported-fee': [
    {
      support: 'ibk_2024',
      fee: '1020000',
      outstanding: '85000000',
      begun_on: '2026-03-02',
      from: '2026-03-02',
      to: '2027-03-02',
    },
    {
      parts: [
        { payer: 'bank', amount: '595000' },
        { payer: 'firm', amount: '425000' },
      ],
    },
  ],
  // 1,000,000,000,000 x (0.135 % - 0.04 %) x 28 / 365 = 72,876,712.3.
  'lender-contribution': [
    {
      kind: 'bank',
      month: '2026-02',
      loans: '1000000000000',
      claims_paid: '50',
      contributed: '100',
    },
    { on: '2026-02-28', days: 28, rate: '0.00095', amount: '72876710' },
  ],
  // 20 x 10 = 200, of which 195 and the 1 asked for are used; 114 of 151 are technology, 113.25 would do.
  'exposure-cap': [
    {
      basic_property: '8',
      kept_surplus: '2',
      technology: '114',
      credit: '36',
      re_guarantees: '30',
      securitisation: '15',
      credit_asked: '1',
    },
    { cap: '200', headroom: '4', excess: '0', is_composed: true },
  ],
  // 3 % of 85,000,001 is 2,550,000.03.
  provision: [
    { state: 'in_force', grade: 'BBB', exposure: '85000001' },
    { rate: '0.03', provision: '2550001' },
  ],
  'headroom-by-day': [
    {
      limit: '100',
      from: '2026-03-02',
      last: '2026-12-31',
      held: [
        { kind: 'posted', amount: '60', until: '2026-06-30' },
        { kind: 'reserved', amount: '30', until: '2026-05-04' },
      ],
    },
    {
      days: [
        { from: '2026-03-02', posted: '60', reserved: '30', headroom: '10', excess: '0' },
        { from: '2026-05-05', posted: '60', reserved: '0', headroom: '40', excess: '0' },
        { from: '2026-07-01', posted: '0', reserved: '0', headroom: '100', excess: '0' },
      ],
    },
  ],
  // The large firm's 500 million are used up by the second loss; what comes back goes as that loss was borne: of 300
  // million 180, 20 and 100.
  'loss-sharing': [
    {
      scheme: 'joint_project',
      steps: [
        { of: 'loss', happened_on: '2026-03-02', on: '2026-03-02', amount: '400000000', recovered: '0', base: '0' },
        { of: 'loss', happened_on: '2026-03-02', on: '2026-03-02', amount: '300000000', recovered: '0', base: '0' },
        { of: 'recovery', loss: 2, amount: '30000000' },
      ],
    },
    {
      steps: [
        { fund: '0', bank: '0', large_firm: '400000000' },
        { fund: '180000000', bank: '20000000', large_firm: '100000000' },
        { fund: '18000000', bank: '2000000', large_firm: '10000000' },
      ],
    },
  ],
  // EFG, PremiumScheduleQuarter: 4,500.00, 3,875.00, 2,583.33 and 1,291.67 pounds.
  'premium-schedule': [
    {
      draws: [
        { amount: '90000000', month: 0 },
        { amount: '10000000', month: 3 },
      ],
      rate: '0.02',
      term_months: 12,
      holiday_months: 0,
    },
    { premiums: ['450000', '387500', '258333', '129167'] },
  ],
  // 40,000.00 linked, and 60 of 90 parts of the 30,000.00 left of the other: 60,000.00, three quarters of it back.
  realisation: [
    { debt: '10000000', linked: '4000000', other: '5000000', before: '2000000', beside: '3000000', rate: '0.75' },
    { attributable: '6000000', to_guarantor: '4500000', to_lender: '1500000' },
  ],
  // The debt of 4 March is told on the 19th, a day after the fourteen: late. Three months from 20 March end on a
  // Saturday, so that Monday 22 June is the last day of the wait. The breach is waived, and payment is due on its day.
  'guarantee-life': [
    {
      kind: 'individual',
      begins: { on: '2026-03-04', notice: 'n1', amount: '85000000', until: '2026-05-04' },
      steps: [
        {
          on: '2026-03-04',
          command: { type: 'sign', notice: 'n1', fee: '1020000', matures_on: '2027-03-04', fee_to: '2027-03-04' },
        },
        { on: '2026-03-04', command: { type: 'send_letter', notice: 'n1', fee_unpaid: '0' } },
        { on: '2026-03-19', command: { type: 'draw', notice: 'n1', on: '2026-03-04', amount: '85000000' } },
        { on: '2026-03-20', command: { type: 'report_accident', kind: 'arrears', on: '2026-03-20' } },
        {
          on: '2026-06-23',
          command: { type: 'claim', trigger: 'default', on: '2026-03-20', is_proven: true, has_consent: false },
        },
        {
          on: '2026-06-23',
          command: {
            type: 'examine',
            claimed: '86664298',
            amount: '86664298',
            pay_on: '2026-06-30',
            denies: [],
            waives: [{ kind: 'duty_missed', of: 'debt_formed' }],
          },
        },
      ],
      due_on: '2026-06-30',
    },
    {
      steps: [
        { on: '2026-03-04', event: 'signed', from: 'noticed', to: 'signed', is_late: false, balance: '0' },
        { on: '2026-03-04', event: 'letter_sent', from: 'signed', to: 'lettered', is_late: false, balance: '0' },
        { on: '2026-03-19', event: 'drawn', from: 'lettered', to: 'in_force', is_late: true, balance: '85000000' },
        {
          on: '2026-03-20',
          event: 'accident_reported',
          from: 'in_force',
          to: 'accident',
          is_late: false,
          balance: '85000000',
        },
        { on: '2026-06-23', event: 'claimed', from: 'accident', to: 'claimed', is_late: false, balance: '85000000' },
        { on: '2026-06-23', event: 'examined', from: 'claimed', to: 'examined', is_late: false, balance: '85000000' },
      ],
      state: 'examined',
      balance: '85000000',
      held: '85000000',
      due: [{ what: 'payment', since: '2026-06-30' }],
    },
  ],
  // By sha256sum: `seed:person-1` begins 5f667288 c6c7a511, `seed:person-2` 971b2402, and of the eight lots of
  // `seed:person-3` the fifth, 190aaeaf, is the least.
  draw: [
    {
      seed: 'seed',
      weights: [
        { appraiser: 'person-1', weight: 2, field: 'side', open: 1 },
        { appraiser: 'person-2', weight: 1 },
        { appraiser: 'person-3', weight: 8 },
      ],
      count: 2,
    },
    {
      commitment: 'sha256:19b25856e1c150ca834cffc8b59b23adbd0ec0389e58eb22b3b64768098d002b',
      appraisers: ['person-3', 'person-1'],
    },
  ],
  ...AGREEMENT_EXAMPLES,
  ...RECOURSE_EXAMPLES,
  ...SEVERITY_EXAMPLES,
  ...FORECAST_EXAMPLES,
}

const listed = (text: string): readonly string[] =>
  text
    .trimEnd()
    .split('\n')
    .map(line => line.split(' ')[0] ?? '')

describe('a published formula', () => {
  const [book, day] = [shippedRules(), calendarDate('2026-11-22')]
  const rules = sure(rulesOn(book, day))
  const edition = sure(aftercareOn(book, day))
  const damagesMax = fixed(rules.editions.terms.fees.damages_max.value)
  const all = [
    ...drawingFormulas,
    ...severityFormulas(),
    ...scoringFormulas(rules),
    ...ahpFormulas(rules),
    ...agreementFormulas(),
    ...valuationFormulas(rules.valuation),
    readinessFormula(sure(carriedOn(shippedRules(), 'worth', calendarDate('2026-04-14'))).readiness),
    ...decisionFormulas(rules.editions),
    ...guaranteeFormulas(rules, edition),
    ...recourseFormulas(rules, sure(aftercareOf(edition, damagesMax)), sure(carriedOn(book, 'recourse', day))),
    ...fundFormulas(rules, sure(carriedOn(book, 'fees', day)), sure(carriedOn(book, 'fund', day))),
    ...forecastFormulas(4),
    ...collateralFormulas(collateralRules(sure(carriedOn(book, 'collateral', day)))),
    ...sharingFormulas(sure(carriedOn(book, 'sharing', day)), rules.holidays),
  ]

  test('is listed with its name, title and source', async () => {
    const found = await here.run(['calc', '--list'])
    expect([found.code, found.err]).toEqual([0, ''])
    for (const line of found.out.trimEnd().split('\n')) expect(line).toMatch(/^[a-z-]+ +[A-Z].* \[.+\]$/)
    expect(listed(found.out)).toEqual(expect.arrayContaining(Object.keys(EXAMPLES)))
  })

  test('gives what its publication prints', async () => {
    for (const [name, [input, expected]] of Object.entries(EXAMPLES)) {
      const result = all.find(formula => formula.name === name)?.run(input)
      expect(result, name).toEqual({ ok: true, value: expected })
    }
    const said = await each(thirdOf(Object.entries(EXAMPLES)), ([name, [input]]) =>
      name === 'loan-split'
        ? here.run(['calc', name], JSON.stringify(input))
        : here.typed(['calc', name], JSON.stringify(input)),
    )
    for (const [[name, [, expected]], found] of said) {
      expect([name, found.code, found.err]).toEqual([name, 0, ''])
      expect(JSON.parse(found.out), name).toEqual(expected)
    }
  })

  test('tells the shape of its input and output as JSON Schema', async () => {
    const names = ['technology-life', 'risk-score']
    const said = await each(names, name => here.typed(['calc', name, '--schema']))
    for (const [name, found] of said) {
      expect([name, found.code, found.err]).toEqual([name, 0, ''])
      const schema: unknown = JSON.parse(found.out)
      for (const side of ['input', 'output'])
        expect(schema).toMatchObject({ [side]: { type: 'object', additionalProperties: false } })
    }
  })

  test('is described whole: every listed formula has an example here, and a schema that JSON can hold', () => {
    expect(all.map(formula => formula.name).toSorted()).toEqual(Object.keys(EXAMPLES).toSorted())
    for (const { input, output } of all)
      for (const schema of [input, output]) {
        const json = z.toJSONSchema(schema, { unrepresentable: 'any' })
        expect(JSON.parse(JSON.stringify(json))).toMatchObject({ type: 'object', additionalProperties: false })
      }
  })

  test('refuses what it cannot read, and a name nobody knows', async () => {
    const refused: readonly (readonly [readonly string[], string, string])[] = [
      [['loan-split'], '{"loan":1000,"ratio":"0.85"}', 'input_wrong_type'],
      [['loan-split'], '{"loan":"1000","ratio":"0"}', 'input_malformed'],
      [['loan-split'], '{"loan":"1000"', 'input_not_json'],
      [['loan-splitt'], '{}', 'formula_unknown'],
      [['loan-split', '--shcema'], '{}', 'command_misused'],
      [[], '', 'command_misused'],
    ]
    const said = await each(refused, ([words, input], at) =>
      (at === 0 ? here.run : here.typed)(['calc', ...words], input),
    )
    for (const [[words, , code], found] of said) {
      expect([words, found.code, found.out]).toEqual([words, 2, ''])
      expect(problemIn(found).errors[0]?.code).toBe(code)
    }
  })

  test('of a guarantee refuses at its place what no guarantee can be', () => {
    const refused: readonly (readonly [string, object, string, string])[] = [
      ['fee-in-advance', { matures_on: '2026-03-02' }, 'input_out_of_bounds', 'matures_on'],
      ['fee-in-advance', { matures_on: '2056-03-03' }, 'input_out_of_bounds', 'matures_on'],
      ['fee-in-advance', { from: '2200-01-01' }, 'input_malformed', 'from'],
      ['fee-in-advance', { rate: '1' }, 'input_malformed', 'rate'],
      ['fee-in-advance', { outstanding: '999999999999999999', rate: '0.9999' }, 'input_out_of_bounds', 'fee'],
      ['fee-on-release', { to: '2026-03-02' }, 'input_out_of_bounds', 'to'],
      ['fee-on-release', { part: '85000001' }, 'input_out_of_bounds', 'part'],
      ['fee-on-release', { part: '0' }, 'input_malformed', 'part'],
      ['guarantee-balance', { ratio: '0' }, 'input_malformed', 'ratio'],
      ['claim-amount', { paid_on: '2026-03-09' }, 'input_out_of_bounds', 'paid_on'],
      ['claim-amount', { denied_principal: '100000001' }, 'input_out_of_bounds', 'denied_principal'],
      ['claim-amount', { principal: '0' }, 'input_malformed', 'principal'],
      ['claim-amount', { costs: ['999999999999999999'] }, 'input_out_of_bounds', 'whole'],
      [
        'damages-for-delay',
        {
          balances: [
            { from: '2026-07-15', principal: '1' },
            { from: '2026-07-15', principal: '1' },
          ],
        },
        'input_out_of_bounds',
        'balances.1.from',
      ],
      ['recovery-application', { recovery: '81464384' }, 'recovery_above_claim', 'recovery'],
    ]
    for (const [name, change, code, at] of refused) {
      const input = { ...(EXAMPLES[name]?.[0] as object), ...change }
      const found = all.find(formula => formula.name === name)?.run(input)
      expect([name, change, found]).toEqual([
        name,
        change,
        { ok: false, refusals: [expect.objectContaining({ code, at })] },
      ])
    }
  })
})
