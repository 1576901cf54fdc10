/** Who decides a new edition: read from what changed, and never escaped by how it changed. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { bodiesOf } from '../../../src/policy/comparing/bodies.ts'

// biome-ignore lint/suspicious/noExplicitAny: a test changes a file at any place
type Loose = any
const edition = (kind: string): Loose => JSON.parse(readFileSync(`rules/${kind}/2026-01.json`, 'utf8'))
const after = (kind: string, change: (draft: Loose) => void) => {
  const draft = edition(kind)
  change(draft)
  return bodiesOf(edition(kind), draft)
}

test('an edition that differs in name, first day and note alone is decided by nobody', () => {
  expect(
    after('terms', draft => {
      draft.edition = '2026-12'
      draft.in_force_from = '2026-12-01'
      draft.note = 'The same once more.'
    }),
  ).toEqual([])
})

test('a coverage is the steering committee’s, a ceiling the board’s, and both together both', () => {
  const lower = (draft: Loose) => {
    draft.coverage.basic.value = '0.80'
  }
  const raise = (draft: Loose) => {
    draft.ceiling_by_grade.values.A = '6500000000'
  }
  expect(after('terms', lower)).toEqual(['steering_committee'])
  expect(after('terms', raise)).toEqual(['board'])
  expect(
    after('terms', draft => {
      raise(draft)
      lower(draft)
    }),
  ).toEqual(['steering_committee', 'board'])
})

test('who takes a number from another body by naming themselves needs both', () => {
  expect(
    after('terms', draft => {
      draft.minimum_grade.decided_by = 'risk_officer'
    }),
  ).toEqual(['risk_officer', 'board'])
})

test('a row removed, added, moved, renamed or given another condition is for the body of its numbers', () => {
  const steering = ['steering_committee']
  expect(after('terms', draft => draft.fees.discounts.pop())).toEqual(steering)
  expect(after('terms', draft => draft.fees.discounts.push({ ...draft.fees.discounts[0], code: 'another' }))).toEqual(
    steering,
  )
  expect(after('terms', draft => draft.fees.discounts.reverse())).toEqual(steering)
  expect(
    after('terms', draft => {
      draft.fees.discounts[0].code = 'renamed'
    }),
  ).toEqual(steering)
  expect(
    after('terms', draft => {
      draft.statutory_caps[1].when = { fact: 'purpose', operator: 'equals', value: 'rnd' }
    }),
  ).toEqual(['minister'])
})

test('a clause is for the body it names, and one that is left out too', () => {
  expect(
    after('eligibility', draft => {
      draft.general[0].if_unknown = 'decline'
    }),
  ).toEqual(['board'])
  expect(after('eligibility', draft => draft.general.splice(3, 1))).toEqual(['statute'])
})

test('what is new counts for the body it names only where that body decides something already', () => {
  const row = (body: string) => (draft: Loose) => {
    const [first] = draft.statutory_caps
    draft.statutory_caps.push({ ...first, code: 'new', amount: { ...first.amount, decided_by: body } })
  }
  expect(after('terms', row('minister'))).toEqual(['minister'])
  expect(after('terms', row('risk_officer'))).toEqual(['risk_officer', 'minister', 'statute'])
  const clause = (draft: Loose) => draft.general.push({ ...draft.general[2], clause: 'general.new' })
  expect(after('eligibility', clause)).toEqual(['risk_officer'])
})

test('what names no body is for all who decide the least part of the edition in which anybody is named', () => {
  expect(
    after('authority', draft => {
      draft.levels[0].may_override = true
    }),
  ).toEqual(['board'])
  const ofProgramme = after('programmes', draft => draft.programmes[2].purposes.push('rnd'))
  expect(ofProgramme).toContain('board')
  expect(ofProgramme).toContain('steering_committee')
})
