/** Licences and rules for the tests of comparables. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { HOME } from '../../../src/platform/folders.ts'
import { comparablesRules, comparablesSchema } from '../../../src/valuation/comparables/edition.ts'
import type { LicenceTerms } from '../../../src/valuation/comparables/schema.ts'

const shipped = JSON.parse(readFileSync(join(HOME, 'rules/worth/2026-01.json'), 'utf8')) as { comparables: unknown }
export const RULES = comparablesRules('2026-01', comparablesSchema.parse(shipped.comparables))

export const licence = (changed: Partial<LicenceTerms> = {}): LicenceTerms => ({
  ...{ ipc: 'H01S', industry: '26', stage: 'production', exclusivity: 'exclusive', territory: 'KR' },
  ...{ agreed_in: '2025-03', royalty: { rate: '0.03', base: 'net_sales' }, upfront: null },
  ...{ evidence: 'contract', source: 'register of licences, entry 17' },
  ...changed,
})
export const onSales = (rate: string): Pick<LicenceTerms, 'royalty'> => ({ royalty: { rate, base: 'net_sales' } })
export const upfront = (amount: string, currency = 'KRW', rate?: string): Pick<LicenceTerms, 'upfront'> => ({
  upfront: {
    amount,
    currency,
    won_rate: rate === undefined ? null : { rate, day: '2025-03-03', source: 'central bank' },
  },
})
