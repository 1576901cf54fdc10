// One technology whose every section is filled, for cases to change. The right is made up and says so in its title.
import { readFileSync } from 'node:fs'
import { sure } from '../../src/kernel/result.ts'
import { parsed } from '../../src/kernel/schema.ts'
import { type ReadinessEdition, readinessSchema } from '../../src/technology/readiness.ts'

const digest = (letter: string): string => `sha256:${letter.repeat(64)}`

export const sampleTechnologyJson = {
  assets: [
    {
      id: 'asset-1',
      kind: 'patent',
      office: 'KR',
      number: '10-0000001',
      application_number: '10-2016-0000001',
      application_on: '2016-04-04',
      registered_on: '2018-02-12',
      expires_on: '2036-04-04',
      classes: ['G06F 17/50', 'H01L'],
      owners: [{ party: 'firm-001', share: '1' }],
      pledges: [],
      licences: [{ kind: 'non_exclusive', licensee: 'firm-004', from: '2020-01-01' }],
      seizures: [],
      annuities: [
        { due_on: '2018-02-12', paid_on: '2018-02-12', paid_until: '2021-02-12' },
        { due_on: '2026-02-12', paid_on: '2026-01-20', paid_until: '2027-02-12' },
      ],
      from_employee: {
        invention_of: 'person-003',
        basis: 'succession',
        assigned_on: '2016-03-20',
        document: digest('a'),
      },
      status_source: 'register',
      as_of: '2026-05-01',
      citation: { publication: 'KR100000001B1', title: 'A right made up for tests', source: 'made up for tests' },
    },
    {
      id: 'asset-2',
      kind: 'know_how',
      classes: [],
      owners: [{ party: 'firm-001', share: '1' }],
      pledges: [],
      licences: [],
      seizures: [],
      annuities: [],
      status_source: 'interview',
      as_of: '2026-05-20',
    },
  ],
  readiness: {
    components: [
      {
        code: 'sensor',
        trl: 6,
        evidence: [
          { type: 'patent_publication', digest: digest('b') },
          { type: 'lab_report', digest: digest('c'), page: 4 },
          { type: 'relevant_environment_test', digest: digest('d') },
          { type: 'pilot_report', digest: digest('e') },
        ],
      },
      {
        code: 'controller',
        trl: 5,
        evidence: [
          { type: 'paper', digest: digest('f') },
          { type: 'lab_report', digest: digest('0') },
          { type: 'third_party_test_report', digest: digest('1') },
        ],
      },
    ],
  },
  relied_on: ['asset-1'],
}

export const readinessEdition: ReadinessEdition = sure(
  parsed(readinessSchema, JSON.parse(readFileSync('rules/readiness/2026-01.json', 'utf8')) as unknown),
)
