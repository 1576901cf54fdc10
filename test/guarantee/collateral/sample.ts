// A patent shared two to one by a firm and an institute, its valuation, and a request to lend on it.

import { shippedRules } from '../../../src/cli/command.ts'
import { collateralOn } from '../../../src/guarantee/collateral/rules.ts'
import type { CollateralRequest } from '../../../src/guarantee/collateral/schema.ts'
import { calendarDate } from '../../../src/kernel/calendar.ts'
import { sure } from '../../../src/kernel/result.ts'
import { rightKey } from '../../../src/technology/rights/schema.ts'
import { rightWith } from '../../technology/rights/sample.ts'

export const DAY = '2026-03-20'
export const RIGHT = rightWith()
export const KEY = rightKey(RIGHT)
export const BY = sure(collateralOn(shippedRules(), calendarDate(DAY)))
export const CONSENT = { right: KEY, owner: 'Institute of Cells', given_on: '2026-03-10' }

/** Low end 900 million: at the published rate of 60 % the patent carries 540 million. */
export const VALUATION: CollateralRequest['valuation'] = {
  id: '01890000-0000-7000-8000-000000000001',
  digest: `sha256:${'1'.repeat(64)}`,
  base_day: '2026-02-02',
  valid_until: '2027-02-02',
  rights: [KEY],
  lead: { method: 'income', reason: 'cash_flows_supported' },
  value: { low: '900000000', mid: '1100000000', high: '1300000000' },
  methods: [{ method: 'income', low: '900000000', mid: '1100000000', high: '1300000000' }],
}

export const requestWith = (changed: Partial<CollateralRequest> = {}): CollateralRequest => ({
  day: DAY,
  firm: 'Hanbit Cells',
  bank: 'bank-hangang',
  programme: null,
  loan: '540000000',
  ip_loan: '0',
  secured_by_firm: '0',
  valuation: VALUATION,
  rights: [RIGHT],
  consents: [CONSENT],
  pledges: [],
  ...changed,
})

/** The valuation with another low end. */
export const worth = (low: string): CollateralRequest['valuation'] => ({
  ...VALUATION,
  value: { low, mid: '9000000000', high: '9000000000' },
})
