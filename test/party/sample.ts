// One firm whose every section is filled, for cases to change. Its numbers differ, so that none can stand in for
// another.
import { readFileSync } from 'node:fs'
import { sure } from '../../src/kernel/result.ts'
import { parsed } from '../../src/kernel/schema.ts'
import { type Classifications, classificationsSchema } from '../../src/party/classification.ts'

export const samplePartyJson = {
  firm: {
    id: 'firm-001',
    legal_form: 'company',
    company_form: 'stock',
    business_number: '1298700001',
    corporate_number: '1101111234569',
    ksic: { revision: '10', code: '26112' },
    founded_on: '2019-03-15',
    employees: 42,
    total_assets: '5100000000',
    region: 'KR-41',
    certifications: [
      { kind: 'venture', valid_from: '2024-05-01', valid_until: '2027-04-30' },
      { kind: 'innobiz', valid_until: '2026-02-28' },
    ],
    owners: [
      {
        person: 'person-001',
        role: 'real_manager',
        share: '0.55',
        born_on: '1981-07-09',
        is_founder: true,
        industry_years: { value: 14, source: 'career_certificate' },
      },
      { person: 'person-002', role: 'owner', share: '0.20' },
    ],
    affiliates: [
      { firm: 'firm-002', kind: 'subsidiary', share: '0.6', from: '2021-01-01', until: '2025-12-31' },
      { firm: 'firm-003', kind: 'parent', from: '2025-06-01' },
    ],
    standing: {
      exposures: [
        {
          guarantor: 'own',
          programme: 'youth_start_up',
          balance: '300000000',
          since: '2022-04-01',
          source: 'ledger',
          as_of: '2026-05-31',
        },
        { guarantor: 'own', balance: '120000000', since: '2026-06-15', source: 'ledger', as_of: '2026-06-15' },
        { guarantor: 'kodit', balance: '70000000', since: '2023-01-10', source: 'guarantor', as_of: '2026-05-31' },
        {
          guarantor: 'regional_foundation',
          balance: '30000000',
          since: '2024-01-10',
          source: 'guarantor',
          as_of: '2026-05-31',
        },
      ],
    },
  },
  exclusion_facts: [
    {
      fact: 'tax_arrears',
      value: false,
      source: 'tax_office',
      as_of: '2026-06-01',
      valid_until: '2026-06-30',
      consent: 'consent-001',
    },
  ],
}

export const classifications: Classifications = sure(
  parsed(classificationsSchema, JSON.parse(readFileSync('rules/classifications/2026-01.json', 'utf8')) as unknown),
)
