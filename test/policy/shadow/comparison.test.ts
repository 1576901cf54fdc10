/** Champion and challenger on one recorded case: alike under the same rules, and what differs under others. */
import { describe, expect, test } from 'vitest'
import { appraise } from '../../../src/appraisal/appraise.ts'
import { recordOf } from '../../../src/appraisal/record.ts'
import { rulesOn } from '../../../src/appraisal/rule-book.ts'
import { calendarDate } from '../../../src/kernel/calendar.ts'
import { sure } from '../../../src/kernel/result.ts'
import { candidateOf, rulesUnder, shelvedIn } from '../../../src/policy/candidate.ts'
import { compared } from '../../../src/policy/shadow/comparison.ts'
import { book, caseWith, files, filesWithEdition, rules, textOf, theCase } from '../../appraisal/sample.ts'

const DAY = calendarDate(theCase.day)
const RECORD = textOf(theCase, sure(rulesOn(book, DAY)))

/** A challenger of the terms that would begin years later. */
function challenger(set: Readonly<Record<string, unknown>>) {
  const place = 'terms/2031-01'
  const all = filesWithEdition('terms', '2031-01', '2031-01-01', set)
  const words = JSON.stringify({ ...JSON.parse(files.get('terms/2026-01.words.json') ?? ''), edition: '2031-01' })
  return candidateOf(files, { kind: 'terms', edition: '2031-01', numbers: all.get(`${place}.json`) ?? '', words })
}
const comparedUnder = (set: Readonly<Record<string, unknown>>, record = RECORD) =>
  sure(compared(sure(rulesUnder(sure(challenger(set)), DAY)), record))

describe('a challenger', () => {
  test('with the numbers of the champion differs in nothing', () => {
    const made = comparedUnder({})
    expect(made.differs).toEqual([])
    expect(made.challenger).toEqual(made.champion)
    expect(made.champion.outcome).toBe('approve')
  })

  test('that covers five points less gives less and charges less, at the same grade and rate', () => {
    const made = comparedUnder({ 'coverage.basic.value': '0.8' })
    expect(made.differs).toEqual(['ratio', 'guaranteed', 'first_fee'])
    const { loan_amount } = theCase.application.request
    expect([made.champion.ratio, made.challenger.ratio]).toEqual(['0.85', '0.8'])
    expect(made.challenger.guaranteed).toBe(((BigInt(loan_amount) * 80n) / 100n).toString())
    expect(BigInt(made.challenger.first_fee ?? '0') < BigInt(made.champion.first_fee ?? '0')).toBe(true)
  })

  test('is in the place of its kind on the day of the decision, though it begins later, and nothing else moves', () => {
    const made = sure(challenger({}))
    expect(made.day).toBe('2031-01-01')
    const under = sure(rulesUnder(made, DAY))
    expect(under.references.filter(one => one.edition !== '2026-01')).toEqual([
      { kind: 'terms', edition: '2031-01', digest: made.digest },
    ])
    expect(under.day).toBe(DAY)
    expect(shelvedIn(book, { kind: 'terms', edition: '2031-01' })).toBeUndefined()
  })

  test('that refuses a case is a side with the codes of its refusal', () => {
    const set = { 'programmes.0.code': 'renamed_programme' }
    const all = filesWithEdition('programmes', '2031-01', '2031-01-01', set)
    const given = JSON.parse(files.get('programmes/2026-01.words.json') ?? '')
    const key = (name: string) => name.replace('programme.technology_guarantee.', 'programme.renamed_programme.')
    const words = Object.fromEntries(Object.entries(given.words).map(([name, text]) => [key(name), text]))
    const made = candidateOf(files, {
      ...{ kind: 'programmes', edition: '2031-01', numbers: all.get('programmes/2031-01.json') ?? '' },
      words: JSON.stringify({ ...given, edition: '2031-01', words }),
    })
    const side = sure(compared(sure(rulesUnder(sure(made), DAY)), RECORD)).challenger
    expect([side.outcome, side.reasons, side.guaranteed]).toEqual(['refused', ['programme_unknown'], null])
  })

  test('may refer what was approved: outcome and reasons differ', () => {
    const made = comparedUnder({ 'term_months_max.value': '1' })
    expect([made.champion.outcome, made.challenger.outcome]).toEqual(['approve', 'refer'])
    expect(made.differs).toContain('outcome')
    expect(made.challenger.reasons).toEqual(['terms.term_months_max'])
  })
})

test('a declined case has no terms on either side', () => {
  const declined = caseWith({ 'application.request.purpose': 'pre_startup' })
  const record = recordOf(sure(appraise(rules, declined)), declined, rules).text
  const made = comparedUnder({}, record)
  expect([made.champion.outcome, made.champion.guaranteed, made.champion.first_fee]).toEqual(['decline', null, null])
  expect(made.differs).toEqual([])
})

describe('what is no record', () => {
  test.each([
    ['no JSON', '{'],
    ['something else', '{"schema":"tech-guarantee/case/1"}'],
  ])('%s is refused', (_, text) => {
    expect(compared(rules, text).ok).toBe(false)
  })
})

test('a draft that does not load is refused with its place, and a kind that decides nothing has no rules', () => {
  const broken = challenger({ 'coverage.basic.value': 'much' })
  expect(broken.ok ? [] : broken.refusals.map(one => one.at)).toContain('terms/2031-01.json#coverage.basic.value')
  const fees = shelvedIn(book, { kind: 'fees', edition: '2026-01' })
  expect(fees).toBeDefined()
  expect(fees && rulesUnder(fees, DAY).ok).toBe(false)
})
