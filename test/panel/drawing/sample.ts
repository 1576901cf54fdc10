/** A candidate nothing stands against, a case they have nothing to do with, and rules with small round numbers. */
import { calendarDate } from '../../../src/kernel/calendar.ts'
import type { DrawingRules } from '../../../src/panel/drawing/edition.ts'
import type { Candidate, Interest, Subject } from '../../../src/panel/drawing/eligibility.ts'
import { keysOf } from '../../../src/panel/drawing/names.ts'

export const DAY = calendarDate('2026-04-14')

export const RULES: DrawingRules = {
  edition: '2026-01',
  highAmountCertificates: ['1', '2'],
  conflictYears: { employment: 3, ownership: 2, family: 0, advice: 1, invention: 10 },
  loadWeights: [4, 3, 2, 1],
  fieldWeights: { main: 2, side: 1 },
  openMax: { '1': 6, '2': 5, '3': 4 },
  secondShare: '0.1',
  committeeSize: 3,
  signDays: 10,
  refusalMonths: 12,
}

export const candidate = (given: Partial<Candidate> = {}): Candidate => ({
  id: 'person-501',
  nameKeys: keysOf(['나평가', 'Na Pyeong-ga']),
  certificate: '1',
  grounds: [],
  fields: ['electrical'],
  interests: [],
  organisations: ['office-900'],
  open: 0,
  ...given,
})

export const subject = (given: Partial<Subject> = {}): Subject => ({
  organisations: new Set(['firm-103', 'firm-104', 'bank-103']),
  persons: new Set(['person-103', 'person-104']),
  nameKeys: keysOf(['김발명', 'Kim Bal-myeong', '한빛레이저']),
  preparedBy: new Set(['person-officer-1']),
  drawnBefore: new Set(['person-777']),
  fields: { main: new Set(['electrical', 'materials']), side: new Set(['ict']) },
  isHighAmount: false,
  ...given,
})

export const interest = (given: Partial<Interest>): Interest => ({
  ...{ kind: 'employment', organisation: null, person: null, name: null, since: null, until: null },
  ...given,
})
