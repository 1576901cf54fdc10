/** What an answer shows of a case is found wherever it stands, and nothing else is taken for it. */
import { expect, test } from 'vitest'
import { z } from 'zod'
import { calendarDate } from '../../../src/kernel/calendar.ts'
import { isOrdinary, readingRulesOf, reasonIn } from '../../../src/panel/readings/duty.ts'
import { csvOf, daysOf, isMonth, monthBefore, reportOn } from '../../../src/panel/readings/report.ts'
import { fieldsOf, guardedBy, NO_SUBJECT, owesReason, shownIn, subjectOf } from '../../../src/panel/readings/shown.ts'
import { book } from '../../flow/people.ts'

const [CASE, OTHER, DECISION] = [1, 2, 3].map(at => `01890a5d-ac96-774b-bcce-b302099a800${at}`) as [
  string,
  string,
  string,
]
const ofCase = { ...NO_SUBJECT, case: CASE }

test.each<[string, unknown, string[]]>([
  ['a grade at the top', { grade: 'BBB' }, ['grade']],
  ['a grade deep inside', { case: { result: [{ inner: { technology_grade: 'A' } }] } }, ['technology_grade']],
  ['a field that is hidden', { grade: null, terms: null, reasons: [], marks: [] }, []],
  ['a record', { record: '{"scoring":{}}' }, ['record']],
  ['the name of a record', { record: 'record-1' }, []],
  ['a grade that is no text', { grade: { values: {} } }, []],
  ['marks', { marks: [{ indicator: 'x', mark: 'A' }] }, ['marks']],
])('%s', (_, json, fields) => {
  expect(shownIn(json, ofCase).flatMap(one => one.fields)).toEqual(fields)
})

test('grades of no case are no reading', () => {
  expect(shownIn({ likely: [{ grade: 'A' }] }, NO_SUBJECT)).toEqual([])
})

test('each is of the case it names itself, not of that of the request', () => {
  const items = [
    { id: DECISION, case_id: CASE, recommended: 'approve', grade: 'A' },
    { id: DECISION, case_id: OTHER, grade: 'B' },
  ]
  const found = shownIn({ items }, { ...ofCase, decision: DECISION })
  expect(found.map(one => [one.case, one.decision])).toEqual([
    [CASE, DECISION],
    [OTHER, null],
  ])
})

test('a case under two rule books is named by its decision', () => {
  const found = shownIn([{ id: DECISION, before: { grade: 'A' }, after: { grade: 'B' } }], NO_SUBJECT)
  expect(found.map(one => one.decision)).toEqual([DECISION])
})

test('a number is of a certificate or of a paper of a guarantee by its path', () => {
  const number = '2026-0001-0000001-00'
  expect(subjectOf({ number }, '/v1/certificates/{number}').certificate).toBe(number)
  expect(subjectOf({ number }, '/v1/guarantee-papers/{number}')).toMatchObject({
    certificate: null,
    guaranteePaper: number,
  })
  expect(subjectOf({ case_id: 'no id' }, '/v1/cases/{case_id}').case).toBeNull()
})

const deep = z.strictObject({
  page: z.array(z.strictObject({ it: z.union([z.null(), z.object({ grade: z.string().nullable() })]) })),
})
const route = {
  method: 'GET',
  path: '/v1/cases/{case_id}/x',
  action: 'x.read',
  isPublic: false,
  answers: { 200: deep },
}

test('what a route can show is read from its schema, however deep', () => {
  expect(fieldsOf(deep)).toEqual(['grade'])
  expect(guardedBy(route)).toEqual(['grade'])
  expect(guardedBy({ ...route, isPublic: true })).toEqual([])
  expect(guardedBy({ ...route, path: '/v1/x' })).toEqual([])
  expect(guardedBy({ ...route, answers: { 200: 'bytes' } })).toEqual([])
  expect(guardedBy({ ...route, action: 'certificate.download', answers: { 200: 'bytes' } })).toEqual([
    'grade',
    'certificate',
  ])
  expect([owesReason(route), owesReason({ ...route, method: 'POST' })]).toEqual([true, false])
})

const rules = readingRulesOf(book.shelves.panel[0]?.content.readings as never)
const reader = { roles: ['officer'], action: 'decision.read', relations: ['office'], isIssued: false, isSandbox: false }

test.each([
  ['the officer of the case', reader, true],
  ['an officer who stands nowhere to it', { ...reader, relations: [] }, false],
  ['a risk officer', { ...reader, roles: ['risk_officer'], relations: [] }, false],
  [
    'a risk officer who reads what a draft would do',
    { ...reader, roles: ['risk_officer'], relations: [], action: 'impact.read' },
    true,
  ],
  ['claims before it is issued', { ...reader, roles: ['claims'], relations: [] }, false],
  ['claims once it is issued', { ...reader, roles: ['claims'], relations: [], isIssued: true }, true],
  ['claims in the sandbox', { ...reader, roles: ['claims'], relations: [], isSandbox: true }, true],
  ['nobody`s role', { ...reader, roles: [] }, false],
] as const)('%s', (_, who, isTheirs) => {
  expect(isOrdinary(rules, who)).toBe(isTheirs)
})

test.each([
  [undefined, null],
  ['Complaint 2026-17 of the firm', 'Complaint 2026-17 of the firm'],
  ['  Complaint 2026-17  ', 'Complaint 2026-17'],
  [encodeURIComponent('민원 2026-17호 사실 확인'), '민원 2026-17호 사실 확인'],
])('the reason %s is read', (header, reason) => {
  expect(reasonIn(header, rules)).toEqual({ ok: true, value: reason })
})
test.each<{ readonly header: string | readonly string[] }>([
  { header: '' },
  { header: '%' },
  { header: ['a reason', 'twice given'] },
  { header: 'a reason%00 with a NUL' },
])('the reason $header is none', ({ header }) => {
  expect(reasonIn(header, rules)).toMatchObject({ ok: false, refusals: [{ code: 'reading_reason_malformed' }] })
})

test('months begin and end with their days', () => {
  expect(daysOf('2026-12')).toEqual({ from: '2026-12-01', to: '2027-01-01' })
  expect([monthBefore(calendarDate('2026-01-02')), monthBefore(calendarDate('2026-03-31'))]).toEqual([
    '2025-12',
    '2026-02',
  ])
  expect(['2026-13', '2026-1', '2026-01-01', '2026-00'].filter(isMonth)).toEqual([])
})

type Line = Parameters<typeof reportOn>[1][number]
test('a report parts what was seen from what was asked for, case by case', () => {
  const line: Omit<Line, 'outcome' | 'case_id'> = {
    ...{
      at: '2026-02-01T00:00:00Z',
      person: 'p',
      organisation: 'o',
      roles: ['bank'],
      relations: ['own'],
      action: 'decision.read',
    },
    ...{ fields: ['grade'], ground: 'duty' as const, reason: null, subject: 'case:x', decision: null, codes: [] },
  }
  const report = reportOn('2026-02', [
    { ...line, outcome: 'shown', case_id: OTHER },
    { ...line, outcome: 'refused', case_id: null, codes: ['subject_missing'] },
    { ...line, outcome: 'shown', case_id: CASE },
    { ...line, outcome: 'withheld', case_id: CASE },
  ])
  expect(report.seen.map(one => one.case)).toEqual([CASE, OTHER])
  expect(report.asked.map(one => one.outcome)).toEqual(['refused', 'withheld'])
  expect(csvOf(report).split('\r\n')).toHaveLength(6)
})
