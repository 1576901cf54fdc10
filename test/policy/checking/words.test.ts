/** Findings in words: every kind in every language, naming the rows and the case. */
import { describe, expect, test } from 'vitest'
import { LANGUAGES } from '../../../src/kernel/words.ts'
import { FINDINGS, type FindingKind, type WitnessFinding } from '../../../src/policy/checking/finding.ts'
import { sentenceOf } from '../../../src/policy/checking/words.ts'
import { book } from '../../appraisal/sample.ts'
import { plantedTerms, theOne } from './sample.ts'

const words = (key: string) => book.words.get(key)

describe('a finding in words', () => {
  test('says in Korean, English and Chinese which rows it is about and which case shows it', () => {
    const one = plantedTerms({ 'ceiling_by_grade.values.A': '5000000000', 'ceiling_by_grade.values.BBB': '6000000000' })
    const found = theOne(one, 'not_monotone', /ceiling_by_grade/)
    const said = LANGUAGES.map(language => sentenceOf(found, words, language))
    expect(said[1]).toBe(
      'Ceilings by grade: of two cases that differ in Final grade alone the better one is given the worse terms (A) ' +
        '(among known values). Case: Final grade = BBB; held against: Final grade = A',
    )
    for (const text of said) expect(text).toMatch(/A.*BBB.*A/s)
    expect(new Set(said).size).toBe(3)
  })

  test.each(Object.keys(FINDINGS) as FindingKind[])(
    '%s has a sentence in each language, and nothing left to fill',
    kind => {
      const found: WitnessFinding = {
        ...{ kind, severity: FINDINGS[kind], place: 'terms/2026-01.json#caps.0' },
        params: { table: 'caps', row: 'first_row', others: 'second_row', fact: 'loan_amount', programme: 'bank_pact' },
        witness: { loan_amount: '1500000000', pact_member: true, guarantee_use_years: null },
        beside: { loan_amount: '1' },
      }
      for (const language of LANGUAGES) {
        const text = sentenceOf(found, words, language)
        expect(text).not.toMatch(/[{}]|undefined/)
        // Amounts are read in groups of three, facts by their names.
        expect(text).toContain(`${words('fact.loan_amount')?.[language]} = 1,500,000,000`)
        if (kind.startsWith('clause') || kind.startsWith('row')) expect(text).toContain('first_row')
      }
    },
  )
})
