/** What the formulas of recourse give, worked by hand. */
const WHOLE = { costs: '0', damages: '1000000', principal: '10000000' }

export const RECOURSE_EXAMPLES: Readonly<Record<string, readonly [unknown, unknown]>> = {
  // Act 37-3: a third of 10,000,000 = 3,333,333.3, cut in the guarantor's favour.
  'guarantor-relief': [
    { main_before: '3', main_after: '1', debt: '10000000' },
    { left: '3333333', relieved: '6666667' },
  ],
  // Civil Code 174: a demand three weeks before the end, a suit within six months; the judgment makes ten years.
  limitation: [
    {
      accrued_on: '2026-09-10',
      basis: 'commercial',
      steps: [
        { type: 'demand', on: '2031-08-20' },
        { type: 'suit', on: '2032-01-15', ended: { on: '2032-04-15', how: 'fixed' }, against_debtor: false },
      ],
      on: '2032-05-03',
    },
    {
      status: 'running',
      years: 10,
      runs_from: '2032-04-15',
      last_day: '2042-04-15',
      held_to: null,
      act_by: '2042-04-15',
      effects: [
        { type: 'demand', on: '2031-08-20', effect: 'holds' },
        { type: 'suit', on: '2032-01-15', effect: 'interrupts' },
      ],
    },
  ],
  // (11,000,000 - 300,000) / 3 = 3,566,666.7; the last takes the remainder. 5 July 2026 is a Sunday.
  'settlement-plan': [
    {
      agreed_on: '2026-04-01',
      owed: WHOLE,
      reduction: '300000',
      level: 'branch_head',
      count: 3,
      first_due: '2026-05-06',
      payments: [{ on: '2026-05-06', amount: '4000000' }],
      on: '2026-06-08',
    },
    {
      instalments: [
        { due: '2026-05-06', amount: '3566666', paid: '3566666', left: '0' },
        { due: '2026-06-08', amount: '3566666', paid: '433334', left: '3133332' },
        { due: '2026-07-06', amount: '3566668', paid: '0', left: '3566668' },
      ],
      status: 'kept',
      ended_on: null,
      paid: '4000000',
      left: '6700000',
      overdue: '3133332',
      beyond: '0',
    },
  ],
  // 100,000,000 x 0.1 x 100 / 365 = 2,739,726.03.
  'debt-statement': [
    {
      paid: { on: '2026-03-10', amount: '100000000' },
      costs: [{ on: '2026-04-01', amount: '300000' }],
      recoveries: [{ on: '2026-06-18', amount: '10000000' }],
      on: '2026-06-18',
    },
    {
      steps: [{ from: '2026-03-10', to: '2026-06-18', days: 100, principal: '100000000', damages: '2739726' }],
      applications: [
        {
          on: '2026-06-18',
          amount: '10000000',
          applied: { costs: '300000', damages: '2739726', principal: '6960274' },
          surplus: '0',
        },
      ],
      charged: { costs: '300000', damages: '2739726', principal: '100000000' },
      applied: { costs: '300000', damages: '2739726', principal: '6960274' },
      left: { costs: '0', damages: '0', principal: '93039726' },
      whole: '93039726',
    },
  ],
}
