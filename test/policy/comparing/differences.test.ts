/** Two editions told apart: every row and cell that differs, in words of three languages. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson } from '../../../src/kernel/digest.ts'
import type { Words } from '../../../src/kernel/words.ts'
import { changesBetween } from '../../../src/policy/comparing/changes.ts'
import { differencesBetween } from '../../../src/policy/comparing/differences.ts'
import { edition, type Loose, mutated, POLICY } from '../exchange/sample.ts'

const NO_WORDS = { before: new Map<string, Words>(), after: new Map<string, Words>() }
const told = (kind: string, change: (draft: Loose) => void) => {
  const draft = edition(kind)
  change(draft)
  return differencesBetween(edition(kind), draft, NO_WORDS)
}
const says = (kind: string, change: (draft: Loose) => void) => told(kind, change).map(one => one.says)

test('a changed value is told with its unit, before and after', () => {
  const change = (draft: Loose) => {
    draft.coverage.basic.value = '0.80'
  }
  expect(says('terms', change)).toEqual([
    {
      ko: '보증비율, 기본: 비율 0.85 -> 0.80',
      en: 'Coverage, basic: ratio 0.85 -> 0.80',
      zh: '担保比例, 基本：比例 0.85 -> 0.80',
    },
  ])
  expect(told('terms', change)[0]).toMatchObject({
    kind: 'changed',
    place: 'coverage.basic.value',
    table: 'coverage.basic',
    row: null,
    cell: 'value',
    before: '0.85',
    after: '0.80',
    bodies: ['steering_committee'],
  })
})

test('each thing a number carries is told as itself: unit, status, source, body, first day, note', () => {
  const change = (draft: Loose) => {
    const number = draft.coverage.basic
    number.unit = 'multiple'
    number.status = 'assumed'
    number.source.at = 'page 3'
    number.decided_by = 'board'
    number.in_force_from = '2027-01-01'
    number.note = 'Decided here.'
  }
  expect(says('terms', change).map(one => one.en)).toEqual([
    'Coverage, basic: unit ratio -> multiple',
    'Coverage, basic: first day 2015-12-10 -> 2027-01-01',
    'Coverage, basic: status published -> assumed',
    'Coverage, basic: body that decides steering_committee -> board',
    'Coverage, basic: source, at basic coverage -> page 3',
    'Coverage, basic: added, note Decided here.',
  ])
})

test('a value of a table is told by its row, and one of a grid by both its keys', () => {
  const ceiling = (draft: Loose) => {
    draft.ceiling_by_grade.values.A = '6500000000'
  }
  const cell = (draft: Loose) => {
    draft.matrix.values.T5.R3 = 'BB'
  }
  expect(says('terms', ceiling)[0]).toEqual({
    ko: '등급별 보증한도, 행 A: 금액(원) 6000000000 -> 6500000000',
    en: 'Ceiling by grade, row A: won 6000000000 -> 6500000000',
    zh: '各等级限额, 行 A：金额（韩元） 6000000000 -> 6500000000',
  })
  expect(says('grades', cell)[0]?.en).toBe('Matrix, row T5, row R3: grade BBB -> BB')
})

test('rows are told as added, removed and moved, by what names them and not by their place', () => {
  const added = (draft: Loose) => {
    const [first] = draft.fees.discounts
    draft.fees.discounts.splice(1, 0, { code: 'growth', when: first.when, rate: { ...first.rate, value: '0.004' } })
  }
  const removed = (draft: Loose) => draft.conditions.splice(0, 1)
  const moved = (draft: Loose) => draft.fees.discounts.unshift(draft.fees.discounts.pop())
  expect(says('terms', added)).toEqual([
    {
      ko: '보증료, 감면, 행 growth: 추가, 적용 조건 technology_intensive = 예; 요율 연이율 0.004',
      en: 'Fees, discounts, row growth: added, when technology_intensive = yes; rate annual rate 0.004',
      zh: '担保费, 减免, 行 growth：新增，适用条件 technology_intensive = 是; 费率 年利率 0.004',
    },
  ])
  expect(says('terms', removed).map(one => one.en)).toEqual(['Conditions, row use_for_purpose: removed'])
  expect(says('terms', moved)).toEqual([
    {
      ko: '보증료, 감면, 행 export: 4번째에서 1번째로 옮김',
      en: 'Fees, discounts, row export: moved from place 4 to place 1',
      zh: '担保费, 减免, 行 export：由第 4 位移至第 1 位',
    },
  ])
})

test('a clause is told by its name, its conditions as a whole and what follows where it is not met', () => {
  const change = (draft: Loose) => {
    draft.general[10].conditions.any.pop()
    draft.general[10].if_unknown = 'decline'
  }
  const { clause } = edition('eligibility').general[10]
  expect(clause).toBe('general.insolvency')
  const [first, second] = ['bankruptcy_or_rehabilitation', 'approved_plan_performed']
  expect(says('eligibility', change)).toEqual([
    {
      ko: `일반 요건, 조항 general.insolvency: 조건 ${first} = 아니오 또는 ${second} = 예 -> ${first} = 아니오`,
      en: `General, clause general.insolvency: conditions ${first} = no or ${second} = yes -> ${first} = no`,
      zh: `一般条件, 条款 general.insolvency：条件 ${first} = 否 或 ${second} = 是 -> ${first} = 否`,
    },
    {
      ko: '일반 요건, 조항 general.insolvency: 불명 시 refer -> decline',
      en: 'General, clause general.insolvency: if unknown refer -> decline',
      zh: '一般条件, 条款 general.insolvency：未知时 refer -> decline',
    },
  ])
})

test('a row within a row is told with both, and a programme by its name', () => {
  const words = new Map<string, Words>(
    Object.entries(JSON.parse(readFileSync('rules/programmes/2026-01.words.json', 'utf8')).words),
  )
  const draft = edition('programmes')
  draft.programmes[2].coverage[0].ratio.value = '0.95'
  const [found] = differencesBetween(edition('programmes'), draft, { before: words, after: words })
  expect(found?.place).toBe('programmes[youth_startup].coverage[youth_startup_full].ratio.value')
  const rows = 'row youth_startup (Youth start-up guarantee), row youth_startup_full'
  expect(found?.says.en).toBe(`Programmes, coverage, ${rows}, ratio: ratio 1 -> 0.95`)
})

test('sentences that are worded otherwise are told with their language', () => {
  const before = new Map([['clause.a.says', { ko: '가', en: 'one', zh: '一' }]])
  const after = new Map([['clause.a.says', { ko: '가', en: 'two', zh: '一' }]])
  const found = differencesBetween(edition('terms'), edition('terms'), { before, after })
  expect(found.map(one => one.says.en)).toEqual(['Words clause.a.says: en one -> two'])
})

test('the same edition written in another order of keys has no difference', () => {
  const turned = (value: Loose): Loose =>
    Array.isArray(value)
      ? value.map(turned)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, item]) => [key, turned(item)]),
          )
        : value
  for (const kind of POLICY) expect(differencesBetween(edition(kind), turned(edition(kind)), NO_WORDS)).toEqual([])
})

test('whatever is changed is told, and what is not changed is not', () => {
  fc.assert(
    fc.property(fc.constantFrom(...POLICY), mutated, (kind, mutate) => {
      const draft = mutate(edition(kind))
      const isSame = canonicalJson(draft) === canonicalJson(edition(kind))
      expect(changesBetween(edition(kind), draft).length === 0).toBe(isSame)
      for (const one of differencesBetween(edition(kind), draft, NO_WORDS)) {
        expect(one.says.en).not.toBe('')
        const isHeader = ['in_force_from', 'note'].includes(one.place)
        // Every change of policy is somebody's to decide, as long as anybody is named in the edition.
        expect(one.bodies.length > 0).toBe(!isHeader)
      }
    }),
    { numRuns: 100 },
  )
})
