/** What a mark may be pinned to, and what a draft saved twice differs in. */
import { describe, expect, test } from 'vitest'
import { differing, withMark, withoutMark } from '../../../src/panel/marking/draft.ts'
import { asGiven, asSigned } from '../../../src/panel/marking/form.ts'
import { pinRefusals, readable } from '../../../src/panel/marking/pins.ts'
import type { Mark, MarkGiven } from '../../../src/panel/schema.ts'
import { visitRefusals } from '../../../src/panel/visiting/visit.ts'

const digest = (digit: string) => `sha256:${digit.repeat(64)}`
const NAMED = digest('0')
const KEPT = digest('1')
const PHOTOGRAPH = digest('2')
const ERASED = digest('3')
const REFUSED = digest('4')
const SENT_AGAIN = digest('5')
const RECEIVING = digest('6')
const papers = readable(
  [
    { digest: KEPT, state: 'kept', mediaType: 'application/pdf', pages: null },
    { digest: PHOTOGRAPH, state: 'kept', mediaType: 'image/png', pages: null },
    { digest: ERASED, state: 'erased', mediaType: null, pages: null },
    { digest: SENT_AGAIN, state: 'kept', mediaType: 'application/pdf', pages: 3 },
    { digest: SENT_AGAIN, state: 'erased', mediaType: null, pages: null },
    { digest: REFUSED, state: 'refused', mediaType: null, pages: null },
    { digest: RECEIVING, state: 'receiving', mediaType: null, pages: null },
  ],
  [NAMED, ERASED],
)
const mark = (paper: string, more: object = {}, of: Mark = 'A'): MarkGiven => ({
  indicator: 'innovativeness',
  mark: of,
  evidence: [{ paper, type: 'plan', ...more }],
})
const codes = (marks: readonly MarkGiven[], quoted: readonly Mark[] = []) =>
  pinRefusals(marks, papers, new Set(quoted)).map(one => `${one.code} ${one.at}`)

describe('evidence is pinned to papers of the case', () => {
  test.each([
    ['a paper the application names', NAMED, []],
    ['a paper kept here', KEPT, []],
    ['one erased and handed in again', SENT_AGAIN, []],
    ['a paper of nowhere', digest('9'), ['evidence_paper_unknown']],
    ['one that has not wholly come', RECEIVING, ['evidence_paper_unknown']],
    ['one that was refused', REFUSED, ['evidence_paper_withdrawn']],
    ['one erased, though the application names it', ERASED, ['evidence_paper_withdrawn']],
  ])('%s', (_, paper, found) => {
    expect(codes([mark(paper)])).toEqual(found.map(code => `${code} marks.0.evidence.0.paper`))
  })

  test('a document has the pages counted when it was kept, and no page is outside one nobody could count', () => {
    expect(codes([mark(SENT_AGAIN, { page: 3 })])).toEqual([])
    expect(codes([mark(SENT_AGAIN, { page: 4 })])).toEqual(['evidence_page_outside marks.0.evidence.0.page'])
    expect(codes([mark(KEPT, { page: 900 })])).toEqual([])
    expect(codes([mark(NAMED, { page: 900 })])).toEqual([])
  })

  test('a photograph has one page', () => {
    expect(codes([mark(PHOTOGRAPH, { page: 1 })])).toEqual([])
    expect(codes([mark(PHOTOGRAPH, { page: 2 })])).toEqual(['evidence_page_outside marks.0.evidence.0.page'])
  })

  test('where the edition wants the words, evidence without them is refused for those marks alone', () => {
    const missing = 'quotation_missing marks.0.evidence.0.quotation'
    expect(codes([mark(KEPT)], ['A', 'E'])).toEqual([missing])
    expect(codes([mark(KEPT, {}, 'E')], ['A', 'E'])).toEqual([missing])
    expect(codes([mark(KEPT, {}, 'B')], ['A', 'E'])).toEqual([])
    expect(codes([mark(KEPT, { quotation: 'Claim 1 is novel.' })], ['A', 'E'])).toEqual([])
  })
})

describe('a draft', () => {
  const one = mark(KEPT)
  const other: MarkGiven = { indicator: 'governance', mark: 'C', evidence: [] }
  test('takes a mark in the place of that on its indicator, and gives it up', () => {
    expect(withMark([one, other], { ...one, mark: 'B' })).toEqual([{ ...one, mark: 'B' }, other])
    expect(withMark([one], other)).toEqual([one, other])
    expect(withoutMark([one, other], 'innovativeness')).toEqual([other])
  })
  test('saved twice differs in the marks that differ, and in no other, whichever side has them', () => {
    expect(differing([one, other], [other, one])).toEqual({ one: {}, other: {} })
    expect(differing([one], [{ ...one, mark: 'B' }, other])).toEqual({
      one: { innovativeness: one, governance: null },
      other: { innovativeness: { ...one, mark: 'B' }, governance: other },
    })
  })
  test('is signed with what was measured beside each mark that was, whatever a caller says was measured', () => {
    const measured = { mark: 'D', fact: 'trl', value: '4', source: 'computed', as_of: null } as const
    const form = { indicators: [{ indicator: 'innovativeness', evidenceTypes: [], measured }] }
    const signed = asSigned([{ ...one, measured: { ...measured, mark: 'A' } }, other], form)
    expect(signed).toEqual([{ ...one, measured }, other])
    expect(asGiven(signed)).toEqual([one, other])
  })
})

describe('a visit', () => {
  const visit = { visited_on: '2026-04-10', persons: ['person-1'], photographs: [KEPT] }
  const around = {
    day: '2026-04-14',
    since: '2026-04-10' as string | null,
    isPersonKnown: (person: string) => person === 'person-1',
    isPaper: (paper: string) => paper === KEPT,
  }
  const found = (more: Partial<typeof visit>, of: Partial<typeof around> = {}) =>
    visitRefusals({ ...visit, ...more }, { ...around, ...of }, 'site_visit.').map(one => `${one.code} ${one.at}`)
  test('lies between the day its panel began and today, both counted', () => {
    expect(found({})).toEqual([])
    expect(found({ visited_on: '2026-04-14' })).toEqual([])
    expect(found({ visited_on: '2026-04-15' })).toEqual(['visit_after_the_day site_visit.visited_on'])
    expect(found({ visited_on: '2026-04-09' })).toEqual(['visit_before_the_panel site_visit.visited_on'])
    expect(found({ visited_on: '2026-04-09' }, { since: null })).toEqual([])
  })
  test('names people who are known and photographs of the case', () => {
    expect(found({ persons: ['person-1', 'person-2'], photographs: [KEPT, ERASED] })).toEqual([
      'visit_person_unknown site_visit.persons.1',
      'visit_photograph_unknown site_visit.photographs.1',
    ])
  })
})
