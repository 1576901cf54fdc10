// A right on file for tests: two owners of different shares, and no event but those a test gives.
import type { RightEvent, RightOnFile } from '../../../src/technology/rights/schema.ts'

export const event = (
  kind: RightEvent['kind'],
  day: string,
  rest: Partial<Omit<RightEvent, 'kind' | 'day'>> = {},
): RightEvent => ({
  kind,
  day,
  holder: null,
  rank: null,
  amount: null,
  reference: `${kind} of ${day}`,
  recorded_on: null,
  ...rest,
})

export const rightWith = (
  events: readonly RightEvent[] = [],
  { right, ...rest }: Partial<Omit<RightOnFile, 'right'>> & { right?: Partial<RightOnFile['right']> } = {},
): RightOnFile => ({
  right: {
    country: 'KR',
    kind: 'patent',
    number: '10-2000001',
    number_type: 'registration',
    title: 'Battery cell with a coated separator',
    applied_on: '2016-03-02',
    registered_on: '2018-05-09',
    expires_on: '2036-03-02',
    ...right,
  },
  owners: [
    { name: 'Hanbit Cells', share: '2/3', since: '2018-05-09', until: null },
    { name: 'Institute of Cells', share: '1/3', since: '2018-05-09', until: null },
  ],
  events: [...events],
  annuities_paid_until: '2027-05-09',
  sources: [{ file_kind: 'kipo_register', digest: `sha256:${'0'.repeat(64)}`, read_on: '2026-03-02', office: 'KR' }],
  ...rest,
})
