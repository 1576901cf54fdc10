// From signed sheets to one mark per indicator: whose mark counts, what it rests on, and every reason to refuse.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calendarDate } from '../../src/kernel/calendar.ts'
import { sure } from '../../src/kernel/result.ts'
import { parsed } from '../../src/kernel/schema.ts'
import { consolidated, lowerMiddle, type SheetRule } from '../../src/panel/consolidated.ts'
import { refusals } from '../../src/panel/refusals.ts'
import { MARKS, type Mark, type SignedSheet, sheetSchema } from '../../src/panel/schema.ts'
import { changed, runCases } from '../cases.ts'
import { told } from '../problems.ts'

const DAY = calendarDate('2026-03-16')
const PAPER = { paper: `sha256:${'ab'.repeat(32)}`, type: 'business_plan' }
const INDICATORS = ['imitability', 'market_size', 'completeness'] as const
const RULE: SheetRule = {
  indicators: INDICATORS,
  known: new Set([...INDICATORS, 'funding_ability']),
  evidenceRequired: new Set(['A', 'E']),
  toleranceSteps: 1,
  validityMonths: 12,
}
const NOTHING_MEASURED: ReadonlyMap<string, Mark | undefined> = new Map()

type Given = { readonly mark: Mark; readonly reason?: string; readonly evidence?: boolean }
type Marks = Readonly<Record<string, Mark | Given>>

/** A sheet as an appraiser signs it: each mark with a paper, but where the test takes it away. */
function sheet(place: number, marks: Marks, more: Partial<SignedSheet> = {}): SignedSheet {
  const rows = Object.entries(marks).map(([indicator, given]) => {
    const { mark, reason, evidence = true }: Given = typeof given === 'string' ? { mark: given } : given
    const row = { indicator, mark, evidence: evidence ? [PAPER] : [] }
    return reason === undefined ? row : { ...row, override_reason: reason }
  })
  const name = String(place).padStart(3, '0')
  return {
    id: `sheet-${name}`,
    appraiser: `appraiser-${name}`,
    appraiser_grade: '2',
    signed_on: '2026-03-10',
    marks: rows,
    ...more,
  }
}
const all = (mark: Mark): Marks => Object.fromEntries(INDICATORS.map(code => [code, mark]))
const read = (sheets: readonly SignedSheet[], measured = NOTHING_MEASURED, day = DAY, rule = RULE) =>
  consolidated(sheets, rule, measured, day)
const marksOf = (sheets: readonly SignedSheet[], measured = NOTHING_MEASURED) =>
  Object.fromEntries(sure(read(sheets, measured)).marks.map(({ indicator, mark }) => [indicator, mark]))

const step = (mark: Mark): number => MARKS.indexOf(mark)
const marks = (): fc.Arbitrary<Mark> => fc.constantFrom(...MARKS)
const worstOf = (given: readonly Mark[]) => MARKS[Math.max(...given.map(step))] as Mark
const bestOf = (given: readonly Mark[]) => MARKS[Math.min(...given.map(step))] as Mark

runCases('panel', given => {
  const {
    marks: signed,
    measured = {},
    set = {},
    out = [],
  } = given as {
    readonly marks: readonly Marks[]
    readonly measured?: Readonly<Record<string, Mark | null>>
    readonly set?: Readonly<Record<string, unknown>>
    readonly out?: readonly string[]
  }
  const sheets = signed.map((row, place) => sheet(place + 1, row))
  const raw = changed({ sheets }, set, out) as { readonly sheets: readonly unknown[] }
  const fromFacts = new Map(Object.entries(measured).map(([code, mark]) => [code, mark ?? undefined]))
  const found = consolidated(
    raw.sheets.map(one => sure(parsed(sheetSchema, one))),
    RULE,
    fromFacts,
    DAY,
  )
  if (!found.ok) return told(found)
  return {
    marks: found.value.marks.map(({ indicator, mark, basis, spread }) => [indicator, mark, basis, spread]),
    divergent: found.value.divergent,
    visited: found.value.isVisited,
  }
})

describe('the lower middle of the marks given', () => {
  test('of two the worse, of three the middle one, of four the worse of the middle two', () => {
    expect(lowerMiddle(['A', 'C'])).toBe('C')
    expect(lowerMiddle(['E', 'A', 'C'])).toBe('C')
    expect(lowerMiddle(['A', 'B', 'D', 'E'])).toBe('D')
    expect(lowerMiddle(['B'])).toBe('B')
  })

  test('at least half of the appraisers marked so or better, and at least half so or worse', () => {
    fc.assert(
      fc.property(fc.array(marks(), { minLength: 1, maxLength: 9 }), given => {
        const middle = step(lowerMiddle(given))
        expect(2 * given.filter(mark => step(mark) <= middle).length).toBeGreaterThanOrEqual(given.length)
        expect(2 * given.filter(mark => step(mark) >= middle).length).toBeGreaterThanOrEqual(given.length)
      }),
    )
  })

  test('nobody gains by the order in which sheets are handed in', () => {
    fc.assert(
      fc.property(fc.array(marks(), { minLength: 1, maxLength: 9 }), given => {
        expect(lowerMiddle(given.toReversed())).toBe(lowerMiddle(given))
        expect(lowerMiddle(given.toSorted())).toBe(lowerMiddle(given))
      }),
    )
  })
})

describe('one lenient appraiser', () => {
  test('of two can never raise a mark above the other\u2019s', () => {
    fc.assert(
      fc.property(marks(), marks(), (strict, lenient) => {
        const found = marksOf([sheet(1, all(strict)), sheet(2, all(lenient))])
        for (const code of INDICATORS) expect(found[code]).toBe(worstOf([strict, lenient]))
      }),
    )
  })

  test('joining an odd number of colleagues never raises their mark', () => {
    const odd = fc.array(marks(), { minLength: 1, maxLength: 7 }).filter(given => given.length % 2 === 1)
    fc.assert(
      fc.property(odd, marks(), (others, lenient) => {
        expect(step(lowerMiddle([...others, lenient]))).toBeGreaterThanOrEqual(step(lowerMiddle(others)))
      }),
    )
  })

  test('never lifts a mark above the best one of the others, however many they are', () => {
    fc.assert(
      fc.property(fc.array(marks(), { minLength: 1, maxLength: 8 }), others => {
        expect(step(lowerMiddle([...others, 'A']))).toBeGreaterThanOrEqual(step(bestOf(others)))
      }),
    )
  })

  test('joining two, more lenient than both, raises a mark only where their difference refers the case', () => {
    fc.assert(
      fc.property(marks(), marks(), marks(), (first, second, third) => {
        fc.pre(step(third) < step(bestOf([first, second])))
        const found = sure(read([sheet(1, all(first)), sheet(2, all(second)), sheet(3, all(third))]))
        const before = worstOf([first, second])
        for (const { indicator, mark } of found.marks)
          if (step(mark) < step(before)) expect(found.divergent).toContain(indicator)
      }),
    )
  })

  test('cannot override alone what was measured and what a colleague left as measured', () => {
    // The colleague did not mark completeness, hence takes the measured C; of C and A the worse counts.
    const { completeness: _, ...left } = all('C')
    const lenient = { ...all('C'), completeness: { mark: 'A', reason: 'seen running at a customer' } } as const
    const found = marksOf([sheet(1, left), sheet(2, lenient)], new Map([['completeness', 'C' as const]]))
    expect(found['completeness']).toBe('C')
  })

  test('a mark given by an appraiser who saw worse is never worse than the worst, nor better than the best', () => {
    fc.assert(
      fc.property(fc.array(marks(), { minLength: 1, maxLength: 9 }), given => {
        const middle = step(lowerMiddle(given))
        expect(middle).toBeGreaterThanOrEqual(step(bestOf(given)))
        expect(middle).toBeLessThanOrEqual(step(worstOf(given)))
      }),
    )
  })
})

describe('measured marks', () => {
  const measured = new Map<string, Mark | undefined>([['completeness', 'B']])

  test('stand without a signature, and are called measured', () => {
    const { completeness: _, ...rest } = all('C')
    const found = sure(read([sheet(1, rest)], measured))
    expect(found.marks.at(-1)).toEqual({ indicator: 'completeness', mark: 'B', basis: 'measured', spread: 0 })
  })

  test('are confirmed by the same mark without a reason, and overridden by another with one', () => {
    const confirmed = sure(read([sheet(1, { ...all('C'), completeness: 'B' })], measured))
    expect(confirmed.marks.at(-1)).toMatchObject({ mark: 'B', basis: 'measured' })
    const reason = { mark: 'D', reason: 'the prototype did not run' } as const
    const overridden = sure(read([sheet(1, { ...all('C'), completeness: reason })], measured))
    expect(overridden.marks.at(-1)).toMatchObject({ mark: 'D', basis: 'overridden' })
  })

  test('hold where not every appraiser who marked the indicator gave a reason to override them', () => {
    const confirming = sheet(1, { ...all('C'), completeness: 'B' })
    const doubting = sheet(2, { ...all('C'), completeness: { mark: 'D', reason: 'the prototype did not run' } })
    expect(sure(read([confirming, doubting], measured)).marks.at(-1)).toMatchObject({ mark: 'B', basis: 'measured' })
  })

  test('a fact that is not known leaves the indicator to the panel', () => {
    const unknown = new Map<string, Mark | undefined>([['completeness', undefined]])
    expect(sure(read([sheet(1, all('C'))], unknown)).marks.at(-1)).toMatchObject({ mark: 'C', basis: 'judged' })
  })
})

describe('when sheets count', () => {
  const signed = (day: string) => read([sheet(1, all('C'), { signed_on: day })])

  test('signed on the day itself, and up to twelve months before it', () => {
    expect(['2026-03-16', '2025-03-16'].map(day => signed(day).ok)).toEqual([true, true])
    expect(told(signed('2026-03-17'))).toEqual([
      ['sheet_signed_after_the_day', 'sheets.0.signed_on', '2026-03-17', '2026-03-16'],
    ])
    expect(told(signed('2025-03-15'))).toEqual([['sheet_expired', 'sheets.0.signed_on', '2025-03-15', '2026-03-15']])
  })

  test('an unsigned sheet is no sheet', () => {
    const { signed_on: _, ...unsigned } = sheet(1, all('C'))
    expect(told(parsed(sheetSchema, unsigned))).toEqual([
      ['input_field_missing', 'signed_on', 'nothing', 'expected string'],
    ])
  })

  test('a visit counts when it has taken place by the day', () => {
    const visit = (day: string) => ({ site_visit: { visited_on: day, persons: ['appraiser-001'], photographs: [] } })
    const isVisited = (...days: readonly string[]) =>
      sure(read(days.map((day, place) => sheet(place + 1, all('C'), visit(day))))).isVisited
    expect(isVisited('2026-03-16')).toBe(true)
    expect(isVisited('2026-03-17')).toBe(false)
    expect(isVisited('2026-03-17', '2026-03-01')).toBe(true)
    expect(sure(read([sheet(1, all('C'))])).isVisited).toBe(false)
  })

  test('appraisers are named by id with the grade of their certificate', () => {
    const found = sure(read([sheet(7, all('C'), { appraiser_grade: '1' }), sheet(8, all('C'))]))
    expect(found.appraisers).toEqual([
      { appraiser: 'appraiser-007', grade: '1' },
      { appraiser: 'appraiser-008', grade: '2' },
    ])
  })

  test('every difference beyond the tolerance is named, and no other', () => {
    fc.assert(
      fc.property(fc.array(marks(), { minLength: 2, maxLength: 5 }), fc.integer({ min: 0, max: 4 }), (given, steps) => {
        const sheets = given.map((mark, place) => sheet(place + 1, all(mark)))
        const found = sure(read(sheets, NOTHING_MEASURED, DAY, { ...RULE, toleranceSteps: steps }))
        const spread = step(worstOf(given)) - step(bestOf(given))
        expect(found.divergent).toEqual(spread > steps ? [...INDICATORS] : [])
        expect(found.marks.map(one => one.spread)).toEqual([spread, spread, spread])
      }),
    )
  })
})

describe('every refusal', () => {
  /** One planted mistake for each code of the stage. */
  const planted: Readonly<Record<keyof typeof refusals, () => ReturnType<typeof read>>> = {
    sheets_missing: () => read([]),
    sheet_signed_after_the_day: () => read([sheet(1, all('C'), { signed_on: '2026-03-17' })]),
    sheet_expired: () => read([sheet(1, all('C'), { signed_on: '2024-01-01' })]),
    appraiser_twice: () => read([sheet(1, all('C')), sheet(1, all('C'))]),
    indicator_unknown: () => read([sheet(1, { ...all('C'), imitabilty: 'C' })]),
    indicator_not_in_model: () => read([sheet(1, { ...all('C'), funding_ability: 'C' })]),
    indicator_twice: () => {
      const one = sheet(1, all('C'))
      return read([{ ...one, marks: [...one.marks, ...one.marks.slice(0, 1)] }])
    },
    mark_missing: () => read([sheet(1, { imitability: 'C', market_size: 'C' })]),
    evidence_missing: () => read([sheet(1, { ...all('C'), imitability: { mark: 'A', evidence: false } })]),
    override_reason_missing: () => read([sheet(1, all('C'))], new Map([['completeness', 'B' as const]])),
  }
  test.each(Object.keys(refusals) as (keyof typeof refusals)[])('%s is given for its own mistake, alone', code => {
    const found = planted[code]()
    expect(found.ok ? [] : found.refusals.map(one => one.code)).toEqual([code])
  })

  test('evidence is asked for A and E and for no mark between', () => {
    const bare = (mark: Mark) => read([sheet(1, { ...all('C'), imitability: { mark, evidence: false } })])
    expect(MARKS.filter(mark => !bare(mark).ok)).toEqual(['A', 'E'])
    expect(told(bare('E'))).toEqual([['evidence_missing', 'sheets.0.marks.0.evidence', 'E', '']])
  })

  test('all mistakes of all sheets are told at once, each at its place', () => {
    const found = read([
      sheet(1, { ...all('C'), imitability: { mark: 'A', evidence: false } }, { signed_on: '2026-03-17' }),
      sheet(2, { ...all('C'), nonsense: 'B' }),
    ])
    expect(found.ok ? [] : found.refusals.map(one => [one.code, one.at])).toEqual([
      ['sheet_signed_after_the_day', 'sheets.0.signed_on'],
      ['evidence_missing', 'sheets.0.marks.0.evidence'],
      ['indicator_unknown', 'sheets.1.marks.3.indicator'],
    ])
  })

  test('a sheet holds nothing but what its shape says', () => {
    const fine = sheet(1, all('C'))
    const refused = (set: Readonly<Record<string, unknown>>) => !parsed(sheetSchema, changed(fine, set)).ok
    expect(parsed(sheetSchema, fine).ok).toBe(true)
    for (const odd of [
      { machine_score: '71' },
      { appraiser_grade: '4' },
      { appraiser_grade: 2 },
      { 'marks.0.mark': 'F' },
      { 'marks.0.mark': 'a' },
      { 'marks.0.points': 100 },
      { 'marks.0.override_reason': '' },
      { 'marks.0.override_reason': 'a\u0000b' },
      { 'marks.0.evidence.0.paper': 'sha256:00' },
      { 'marks.0.evidence.0.page': 0 },
      { signed_on: '2026-02-30' },
      { appraiser: 'appraiser-001\n' },
      { appraiser: 'appraiser-\uff10\uff10\uff11' },
      { marks: [] },
    ])
      expect([odd, refused(odd)]).toEqual([odd, true])
  })
})
