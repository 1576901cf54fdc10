// The rule book: which edition applies on which day, and every mistake in a file found with its place.
import { describe, expect, test } from 'vitest'
import { appraise } from '../../src/appraisal/appraise.ts'
import { kinds } from '../../src/appraisal/edition-kinds.ts'
import { whatWouldRaise } from '../../src/appraisal/raise.ts'
import { replay } from '../../src/appraisal/replay.ts'
import { editionsOn, readRuleBook, rulesOn } from '../../src/appraisal/rule-book.ts'
import { calendarDate } from '../../src/kernel/calendar.ts'
import { digestOf } from '../../src/kernel/digest.ts'
import { sure } from '../../src/kernel/result.ts'
import { told } from '../problems.ts'
import { appraised, book, caseWith, type Files, files, filesWith, filesWithEdition, textOf, theCase } from './sample.ts'

const day = calendarDate
/** Codes and places of what a reading refuses. */
const problems = (of: Files): (readonly [string, string])[] => {
  const read = readRuleBook(of)
  return read.ok ? [] : read.refusals.map(one => [one.code, one.at] as const)
}
const withText = (name: string, text: string): Files => new Map([...files, [name, text]])

describe('the shipped rule book', () => {
  test('reads without a finding and holds an edition of every kind', () => {
    expect(problems(files)).toEqual([])
    expect(kinds.map(kind => book.shelves[kind].length)).toEqual(kinds.map(() => 1))
  })

  test('knows each edition by the digest over its canonical JSON', () => {
    for (const kind of kinds) {
      const [shelved] = book.shelves[kind]
      expect(shelved?.digest).toBe(digestOf(JSON.parse(files.get(`${kind}/2026-01.json`) ?? 'null')))
    }
  })

  test('holds nothing before its first day', () => {
    const before = editionsOn(book, day('2025-12-31'))
    expect(before.ok ? [] : before.refusals.map(one => one.code)).toEqual(kinds.map(() => 'rules_not_in_force'))
    expect(editionsOn(book, day('2026-01-01')).ok).toBe(true)
  })

  test('has words for people, kept apart from the numbers', () => {
    expect(book.words.get('indicator.imitability.name')?.en.length).toBeGreaterThan(0)
    const name = 'rubric/2026-01.words.json'
    const text = files.get(name) ?? ''
    const reworded = sure(readRuleBook(withText(name, text.replace('"en": "', '"en": "Reworded: '))))
    expect([...reworded.words.values()].some(words => words.en.startsWith('Reworded: '))).toBe(true)
    expect(reworded.shelves.rubric[0]?.digest).toBe(book.shelves.rubric[0]?.digest)
    expect(sure(replay(textOf(theCase), reworded))).toEqual({ isIdentical: true })
  })
})

describe('a second edition', () => {
  const half = { 'coverage.basic.value': '0.8' }
  const both = sure(readRuleBook(filesWithEdition('terms', '2026-07', '2026-07-01', half)))
  const ratioOn = (text: string) => sure(rulesOn(both, day(text))).editions.terms.coverage.basic.value

  /** The sample on another day, every reading of that day, so that nothing but the rules differs. */
  const sampleOn = (text: string) =>
    caseWith({
      day: text,
      'party.exclusion_facts': theCase.party.exclusion_facts.map(one => ({ ...one, as_of: text, valid_until: text })),
      'technology.assets.0.as_of': text,
    })

  test('applies from its first day, the one before it until the day before', () => {
    expect(['2026-06-30', '2026-07-01', '2030-01-01'].map(ratioOn)).toEqual(['0.85', '0.8', '0.8'])
  })

  test('changes what is guaranteed on its first day: 850,000,000 before, 800,000,000 from then on', () => {
    const guaranteedOn = (text: string) =>
      appraised(sampleOn(text), sure(rulesOn(both, day(text)))).decision.cover.guaranteed
    expect(guaranteedOn('2026-06-30')).toBe(850_000_000n)
    expect(guaranteedOn('2026-07-01')).toBe(800_000_000n)
  })

  test('leaves a record of an earlier day as it was', () => {
    expect(sure(replay(textOf(theCase), both))).toEqual({ isIdentical: true })
  })

  test('is read where rules of an earlier day are at hand, which serve for every day of their own editions', () => {
    const early = sure(rulesOn(both, day('2026-01-02')))
    for (const text of ['2026-06-30', '2026-07-01']) {
      const [moved, anew] = [sure(rulesOn(both, day(text), early)), sure(rulesOn(both, day(text)))]
      expect(moved.policy === early.policy).toBe(text < '2026-07-01')
      expect([moved.day, moved.macro, moved.factRules.baseRate, moved.references]).toEqual([
        anew.day,
        anew.macro,
        anew.factRules.baseRate,
        anew.references,
      ])
      expect(textOf(sampleOn(text), moved)).toBe(textOf(sampleOn(text), anew))
    }
    // Planted: by 2030 the base rate is long unconfirmed, so what the earlier day knew of it is not taken over.
    const late = sure(rulesOn(both, day('2030-01-01'), sure(rulesOn(both, day('2026-07-01')))))
    expect([late.macro['base_rate'], late.factRules.baseRate]).toEqual([undefined, undefined])
    expect(early.macro['base_rate']).toBe(early.factRules.baseRate)
    expect(early.factRules.baseRate).toBeDefined()
  })

  test('makes records that the first edition alone cannot replay', () => {
    const text = textOf(sampleOn('2026-07-01'), sure(rulesOn(both, day('2026-07-01'))))
    expect(sure(replay(text, both))).toEqual({ isIdentical: true })
    expect(told(replay(text, book))).toEqual([['record_edition_unknown', 'editions.terms', '2026-07', '']])
  })

  test('cannot begin on the day another of its kind begins', () => {
    expect(problems(filesWithEdition('terms', '2026-02', '2026-01-01', half))).toEqual([
      ['rules_edition_repeated', 'terms'],
    ])
    expect(problems(filesWithEdition('terms', '2026-02', '2026-01-02', half))).toEqual([])
  })

  test('is checked as it will be used on its first day, not only the first one', () => {
    const broken = { 'caps.0.fact': 'shoe_size' }
    expect(problems(filesWithEdition('terms', '2026-07', '2026-07-01', broken)).length).toBeGreaterThan(0)
    const undeclared = { 'needs.0.facts': ['shoe_size'] }
    expect(problems(filesWithEdition('terms', '2026-07', '2026-07-01', undeclared))).toEqual([
      ['fact_unknown', 'terms/2026-07.json#needs.working_capital_quarter'],
    ])
  })
})

describe('a mistake in a file is found with file and place', () => {
  const planted: readonly (readonly [string, Files, string, RegExp])[] = [
    [
      'an unknown operator',
      filesWith('eligibility/2026-01.json', { 'general.0.conditions.all.0.operator': 'resembles' }),
      'operator_unknown',
      /^eligibility\/2026-01\.json#general\/0\/conditions\/all\/0\/operator$/,
    ],
    [
      'a default operator of json-rules-engine',
      filesWith('eligibility/2026-01.json', { 'general.0.conditions.all.0.operator': 'equal' }),
      'operator_default',
      /^eligibility\/2026-01\.json#general\/0\/conditions\/all\/0\/operator$/,
    ],
    [
      'an unknown unit',
      filesWith('terms/2026-01.json', { 'coverage.basic.unit': 'percent' }),
      'input_malformed',
      /^terms\/2026-01\.json#coverage\.basic\.unit$/,
    ],
    [
      'a published number without a source',
      filesWith('terms/2026-01.json', {}, ['coverage.basic.source']),
      'input_malformed',
      /^terms\/2026-01\.json#coverage\.basic$/,
    ],
    [
      'a source that no list of sources has',
      filesWith('terms/2026-01.json', { 'coverage.basic.source.id': 'NOWHERE' }),
      'rules_source_unknown',
      /^terms\/2026-01\.json#coverage\.basic\.source$/,
    ],
    [
      'an unknown key',
      filesWith('terms/2026-01.json', { 'coverage.basis': 1 }),
      'input_unknown_field',
      /^terms\/2026-01\.json#coverage\.basis$/,
    ],
    [
      'a number where decimal text is due',
      filesWith('terms/2026-01.json', { 'coverage.basic.value': 0.85 }),
      'input_wrong_type',
      /^terms\/2026-01\.json#coverage\.basic\.value$/,
    ],
    [
      'a day that does not exist',
      filesWith('terms/2026-01.json', { in_force_from: '2026-02-30' }),
      'input_malformed',
      /^terms\/2026-01\.json#in_force_from$/,
    ],
    [
      'NUL in a note',
      filesWith('terms/2026-01.json', { note: 'a\u0000b' }),
      'input_malformed',
      /^terms\/2026-01\.json#note$/,
    ],
    [
      'a lone surrogate in a note',
      filesWith('terms/2026-01.json', { note: 'a\ud800b' }),
      'input_malformed',
      /^terms\/2026-01\.json#note$/,
    ],
    [
      'a field left out',
      filesWith('terms/2026-01.json', {}, ['fees.minimum']),
      'input_field_missing',
      /^terms\/2026-01\.json#fees\.minimum$/,
    ],
    ['deep nesting', withText('terms/2026-01.json', '['.repeat(41)), 'input_too_deep', /^terms\/2026-01\.json#$/],
    ['no JSON', withText('terms/2026-01.json', '{'), 'input_not_json', /^terms\/2026-01\.json#$/],
    [
      'another edition in the file than in its name',
      filesWith('terms/2026-01.json', { edition: '2026-02' }),
      'rules_file_unreadable',
      /^terms\/2026-01\.json#edition$/,
    ],
    [
      'a cap with an amount and a fact',
      filesWith('terms/2026-01.json', { 'caps.0.fact': 'total_assets' }),
      'input_malformed',
      /^terms\/2026-01\.json#caps\.0$/,
    ],
    [
      'another kind in the file than in its folder',
      filesWith('terms/2026-01.json', { kind: 'grades' }),
      'input_malformed',
      /^terms\/2026-01\.json#kind$/,
    ],
    ['a kind there is none of', withText('tariffs/2026-01.json', '{}'), 'rules_file_unreadable', /^tariffs\//],
    ['a file with no edition in its name', withText('terms/new.json', '{}'), 'rules_file_unreadable', /^terms\/new/],
    [
      'a source listed twice',
      withText('sources/again.json', files.get('sources/risk.json') ?? ''),
      'rules_edition_repeated',
      /^sources\/risk\.json#/,
    ],
    [
      'weights that do not follow from their judgements',
      filesWith('models/2026-01.json', { 'models.0.weights.values.imitability': '0.038582' }),
      'rules_finding',
      /^models\/2026-01\.json#/,
    ],
    [
      'models of a rubric that is not there',
      filesWith('models/2026-01.json', { rubric: '2025-01' }),
      'rules_finding',
      /^models\/2026-01\.json#rubric$/,
    ],
    [
      'words in two languages only',
      filesWith('terms/2026-01.words.json', { words: { 'limit.need': { ko: 'a', en: 'b' } } }),
      'input_field_missing',
      /^terms\/2026-01\.words\.json#words\.limit\.need\.zh$/,
    ],
  ]
  test.each(planted)('%s', (_, of, code, at) => {
    const found = problems(of)
    expect(found.map(([one]) => one)).toContain(code)
    expect(found.find(([one]) => one === code)?.[1]).toMatch(at)
  })

  test('all mistakes of all files are told at once', () => {
    const two = filesWith('terms/2026-01.json', { 'coverage.basic.value': 0.85, note: '' })
    const three = new Map([...two, ['grades/2026-01.json', '{']])
    expect(problems(three).map(([code, at]) => [code, at])).toEqual([
      ['input_not_json', 'grades/2026-01.json#'],
      expect.arrayContaining(['terms/2026-01.json#note']),
      ['input_wrong_type', 'terms/2026-01.json#coverage.basic.value'],
    ])
  })
})

describe('a mistake that only shows when the rules are made ready is found too, not thrown', () => {
  const late: readonly (readonly [string, () => Files])[] = [
    ['a year of 365 and a quarter days', () => filesWith('terms/2026-01.json', { 'fees.day_count.value': '365.25' })],
    ['a cap of half a won', () => filesWith('terms/2026-01.json', { 'caps.0.amount.value': '100.5' })],
    ['a ceiling of half a won', () => filesWith('terms/2026-01.json', { 'ceiling_by_grade.values.A': '0.5' })],
    ['a step of nothing', () => filesWith('terms/2026-01.json', { 'rounding.guarantee_step.value': '0' })],
    [
      'a grade nobody knows',
      () => filesWith('programmes/2026-01.json', { 'programmes.0.minimum_grade.value': 'BBBB' }),
    ],
    [
      'a grade of authority nobody knows',
      () => filesWith('authority/2026-01.json', { 'levels.0.minimum_grade.value': 'X' }),
    ],
    ['a ceiling for a grade there is not', () => filesWith('terms/2026-01.json', { 'ceiling_by_grade.values.E': '1' })],
    ['no ceiling for a grade there is', () => filesWith('terms/2026-01.json', {}, ['ceiling_by_grade.values.BBB'])],
    [
      'an indicator measuring what is no fact',
      () => filesWith('rubric/2026-01.json', { [`${measured}.measure.fact`]: 'shoe_size' }),
    ],
    [
      'a band its fact cannot hold',
      () => filesWith('rubric/2026-01.json', { [`${measured}.measure.bands.values.A`]: '15.5' }),
    ],
    [
      'an effort of half a point',
      () => filesWith('rubric/2026-01.json', { [`${measured}.improvement.cost.values.E_D`]: '1.5' }),
    ],
    ['words of another kind than their folder', () => filesWith('terms/2026-01.words.json', { kind: 'rubric' })],
    ['words of another edition than their name', () => filesWith('terms/2026-01.words.json', { edition: '2025-01' })],
    ['numbers without their words', () => new Map([...files].filter(([name]) => name !== 'terms/2026-01.words.json'))],
    ['a kind named like a part of every object', () => withText('constructor/2026-01.json', '{}')],
    [
      'a kind of which there is no edition at all',
      () => new Map([...files].filter(([name]) => !name.startsWith('terms/'))),
    ],
  ]
  const rubric = JSON.parse(files.get('rubric/2026-01.json') ?? '{}') as {
    readonly indicators: readonly { readonly code: string }[]
  }
  const measured = `indicators.${rubric.indicators.findIndex(one => one.code === 'industry_experience')}`

  test.each(late)('%s', (_, of) => {
    expect(problems(of()).length).toBeGreaterThan(0)
  })

  test('a number or a clause that is in force only later does not stand in an edition that is in force now', () => {
    const later = { in_force_from: '2027-03-30' }
    const number = filesWith('terms/2026-01.json', { 'coverage.basic.in_force_from': later.in_force_from })
    const clause = filesWith('eligibility/2026-01.json', { 'general.0.in_force_from': later.in_force_from })
    expect([problems(number).length, problems(clause).length].every(count => count > 0)).toBe(true)
  })

  test('a measured minimum with decimals is met and missed like any other, and can be wanted', () => {
    const of = filesWith('rubric/2026-01.json', { 'minimum_quantitative_score.values.T4': '64.1' })
    const under = sure(rulesOn(sure(readRuleBook(of)), day('2026-03-16')))
    const found = sure(appraise(under, theCase))
    expect(() => whatWouldRaise(under, found, 'AAA')).not.toThrow()
    expect(() => whatWouldRaise(under, found, found.graded.grade)).not.toThrow()
  })
})
