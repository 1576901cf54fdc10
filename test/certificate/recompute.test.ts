/** A stranger's own arithmetic: shipped certificates follow from what they carry, planted changes are found. */
import { describe, expect, test } from 'vitest'
import { DISCLOSED_KINDS, type Disclosure } from '../../src/certificate/disclosure.ts'
import { recomputed } from '../../src/certificate/recompute.ts'
import { carried } from '../../src/cli/carried.ts'
import { addDays, calendarDate } from '../../src/kernel/calendar.ts'
import { digestOf, type Json } from '../../src/kernel/digest.ts'
import { MARKS } from '../../src/panel/schema.ts'
import { FINAL_GRADES, TECHNOLOGY_GRADES } from '../../src/scoring/grades-schema.ts'
import { changed } from '../cases.ts'
import { book, contentFor, named, read, type Shipped, shipped } from './shipped.ts'

/** What a check finds: code and place of each refusal. */
const found = (disclosure: unknown, numbers: unknown): readonly (readonly [string, string])[] => {
  const result = recomputed(disclosure as Disclosure, numbers)
  return result.ok ? [] : result.refusals.map(({ code, at }) => [code, at] as const)
}
const next = <Item>(list: readonly Item[], item: Item): Item => list[(list.indexOf(item) + 1) % list.length] as Item
const more = (amount: string, by = 1n): string => String(BigInt(amount) + by)
/** Decimal text with a digit more at its end: the least change there is. */
const nudged = (text: string): string => (text.includes('.') ? `${text}1` : `${text}.00001`)
const tail = (text: string): string => `${text.slice(0, -1)}${text.endsWith('0') ? '1' : '0'}`

type Planted = { readonly field: string; readonly value: unknown; readonly at?: string }

/** Every printed field that can be worked out, with another value in it; and where it must be found. */
function plantedIn(disclosure: Disclosure): readonly Planted[] {
  const { terms, certificate } = disclosure
  const grades: readonly Planted[] = [
    { field: 'score', value: nudged(disclosure.score) },
    { field: 'quantitative', value: nudged(disclosure.quantitative) },
    { field: 'technology_grade', value: next(TECHNOLOGY_GRADES, disclosure.technology_grade) },
    { field: 'grade', value: next(FINAL_GRADES, disclosure.grade) },
    { field: 'model', value: 'electronics_nowhere', at: 'marks' },
    { field: 'certificate.valid_until', value: addDays(calendarDate(certificate.valid_until), 1) },
  ]
  if (terms === null) return grades
  const given = BigInt(terms.guaranteed)
  return [
    ...grades,
    { field: 'terms.loan', value: more(terms.loan) },
    { field: 'terms.guaranteed', value: more(terms.guaranteed) },
    { field: 'terms.guaranteed', value: more(terms.guaranteed, -1n) },
    { field: 'terms.bank_share', value: more(terms.bank_share) },
    { field: 'terms.ratio', value: terms.ratio === '1' ? '0.99' : nudged(terms.ratio) },
    { field: 'terms.coverage.row', value: 'no_such_row', at: 'terms.coverage' },
    { field: 'terms.fee.rate', value: nudged(terms.fee.rate) },
    { field: 'terms.fee.days', value: terms.fee.days - 1 },
    { field: 'terms.fee.first', value: more(terms.fee.first) },
    { field: 'terms.pledge', value: terms.pledge === null ? '1' : more(terms.pledge) },
    { field: 'terms.loan_asked', value: more(terms.loan, -1n), at: 'terms.loan' },
    ...terms.caps.flatMap((cap, place): Planted[] => [
      { field: `terms.caps.${place}.room`, value: more(cap.room), at: `terms.caps.${cap.code}.room` },
      {
        field: `terms.caps.${place}.limit`,
        value: cap.limit === null ? '77777777' : more(cap.limit),
        at: `terms.caps.${cap.code}.limit`,
      },
    ]),
    { field: 'terms.caps.0.room', value: String(given - 1_000_000n), at: 'terms.guaranteed' },
    { field: 'terms.tranches', value: [...terms.tranches, { gate: 'gate', amount: '1', released: true }] },
    ...terms.tranches.flatMap((tranche, place): Planted[] => [
      { field: `terms.tranches.${place}.amount`, value: more(tranche.amount), at: 'terms.tranches' },
      { field: `terms.tranches.${place}.released`, value: !tranche.released, at: 'terms.tranches' },
    ]),
  ]
}

describe.each(shipped.map(one => [one.name, one] as const))('%s', (_name, one: Shipped) => {
  const { disclosure, numbers } = read(one)

  test('follows from what its certificate carries', () => {
    expect(recomputed(disclosure, numbers)).toEqual({ ok: true, value: true })
  })

  test('carries the editions that its record names, to the digest', () => {
    for (const kind of DISCLOSED_KINDS) {
      const recorded = one.done.record.editions.find(edition => edition.kind === kind)
      expect(digestOf(numbers[kind] as unknown as Json)).toBe(recorded?.digest)
      expect(disclosure.editions).toContainEqual(recorded)
    }
  })

  test('a change in any printed field that can be worked out is found, with the name of the field', () => {
    for (const { field, value, at = field } of plantedIn(disclosure)) {
      const places = found(changed(disclosure, { [field]: value }), numbers)
      expect(places, `${field} = ${JSON.stringify(value)}`).toContainEqual(['certificate_not_recomputed', at])
    }
  })

  test('another mark is found in the score', () => {
    // Every fifth mark of a case, beginning elsewhere in each: over the cases every indicator is changed.
    const start = shipped.indexOf(one) % 5
    for (const [place, { mark }] of disclosure.marks.entries()) {
      if (place % 5 !== start) continue
      const other = changed(disclosure, { [`marks.${place}.mark`]: next(MARKS, mark) })
      expect(found(other, numbers)).toContainEqual(['certificate_not_recomputed', 'score'])
    }
    const fewer = { ...disclosure, marks: disclosure.marks.slice(1) }
    expect(found(fewer, numbers)).toContainEqual(['certificate_not_recomputed', 'marks'])
  })

  test('another digest of any attached edition is found', () => {
    for (const kind of DISCLOSED_KINDS) {
      const place = disclosure.editions.findIndex(edition => edition.kind === kind)
      const field = `editions.${place}.digest`
      const other = changed(disclosure, { [field]: tail(disclosure.editions[place]?.digest ?? '') })
      expect(found(other, numbers)).toEqual([['certificate_edition_altered', `numbers.${kind}`]])
    }
  })
})

describe('a number of an attached edition', () => {
  const { disclosure, numbers } = read(named('case-laser-rod-growth'))
  test.each([
    ['rubric.minimum_quantitative_score.values.T1', '1'],
    ['grades.note', 'another note'],
    ['terms.coverage.basic.value', '0.9'],
    ['terms.fees.maximum.value', '0.04'],
    ['terms.certificate_validity_months.value', '24'],
    ['programmes.note', 'another note'],
    ['models.note', 'another note'],
  ])('%s that is another is found', (place, value) => {
    const [kind = ''] = place.split('.')
    const places = found(disclosure, changed(numbers, { [place]: value }))
    expect(places).toContainEqual(['certificate_edition_altered', `numbers.${kind}`])
  })

  test.each(DISCLOSED_KINDS)('of the kind %s that is missing is refused before anything is computed', kind => {
    expect(found(disclosure, changed(numbers, {}, [kind]))).toEqual([['input_field_missing', kind]])
  })

  test('of a kind nobody asked for is refused', () => {
    expect(found(disclosure, { ...numbers, risk: {} })).toEqual([['input_unknown_field', 'risk']])
  })
})

describe('the risk grade, whose facts are the firm’s own', () => {
  test('is found wherever it leads to another grade', () => {
    let [led, same] = [0, 0]
    for (const one of shipped) {
      const { disclosure, numbers } = read(one)
      const column = numbers.grades.matrix.values[disclosure.technology_grade] ?? {}
      for (const risk of ['R1', 'R5', 'R10'] as const) {
        if (risk === disclosure.risk_grade) continue
        const places = found({ ...disclosure, risk_grade: risk }, numbers)
        const leads = column[risk] !== disclosure.grade
        expect(places.some(([, at]) => at === 'grade')).toBe(leads)
        if (leads) led++
        else same++
      }
    }
    expect(led).toBeGreaterThan(same)
  })
})

test('an amount beyond a public limit is found, even where every room is raised to it', () => {
  const { disclosure, numbers } = read(named('case-laser-rod-growth'))
  const asked = '9400000000'
  const raised = {
    ...(changed(disclosure, {
      'terms.loan_asked': asked,
      'terms.loan': asked,
      'terms.guaranteed': '7990000000',
      'terms.bank_share': '1410000000',
    }) as Disclosure),
  }
  const terms = raised.terms as NonNullable<Disclosure['terms']>
  const caps = terms.caps.map(cap => ({ ...cap, room: '7990000000' }))
  const places = found({ ...raised, terms: { ...terms, caps } }, numbers).map(([, at]) => at)
  // 6,000 million by grade, 5,000 million by statute: both are passed.
  expect(places).toEqual(expect.arrayContaining(['terms.caps.grade_ceiling.room', 'terms.caps.statutory_50.room']))
  expect(places).toContain('terms.guaranteed')
})

test('a public limit that is not told is found', () => {
  const { disclosure, numbers } = read(named('case-laser-rod-growth'))
  const places = found(changed(disclosure, { 'terms.caps.0.limit': null }), numbers)
  expect(places).toEqual([['certificate_not_recomputed', 'terms.caps.grade_ceiling.limit']])
})

test('a certificate without terms is checked for its grade all the same', () => {
  const one = named('case-overunity-generator-decline')
  const { disclosure, numbers } = read(one)
  expect(disclosure.terms).toBeNull()
  expect(found({ ...disclosure, grade: 'AAA' }, numbers)).toEqual([['certificate_not_recomputed', 'grade']])
})

describe('what an edition says without a condition', () => {
  type Rule = { readonly code: string; readonly when?: unknown }
  const withTerms = shipped.map(one => read(one)).filter(({ disclosure }) => disclosure.terms !== null)
  const approved = withTerms.filter(({ disclosure }) => disclosure.recommended === 'approve')
  const programmeOf = ({ disclosure, numbers }: (typeof withTerms)[number]) =>
    numbers.programmes.programmes.find(one => one.code === disclosure.programme)!
  /** The certificate without one cap, its amounts as they are. */
  const without = (disclosure: Disclosure, code: string): Disclosure => ({
    ...disclosure,
    terms: { ...disclosure.terms!, caps: disclosure.terms!.caps.filter(cap => cap.code !== code) },
  })

  test('is missed wherever a cap of it is left out', () => {
    const left: string[] = []
    for (const one of approved) {
      const { disclosure, numbers } = one
      const programme = programmeOf(one)
      const always = (rules: readonly Rule[]) => rules.filter(rule => rule.when === undefined).map(rule => rule.code)
      const due = new Set([
        ...always(programme.limits),
        ...always(numbers.terms.caps),
        ...programme.limits_required,
        ...(programme.replaces_grade_ceiling === true ? [] : ['grade_ceiling']),
      ])
      for (const { code } of disclosure.terms!.caps) {
        const at = found(without(disclosure, code), numbers).map(([, place]) => place)
        if (due.has(code)) expect(at, `${disclosure.case} ${code}`).toContain(`terms.caps.${code}`)
        if (code.startsWith('statutory_')) expect(at, `${disclosure.case} ${code}`).toContain('terms.caps.statutory')
        if (due.has(code)) left.push(code)
      }
    }
    expect(new Set(left)).toEqual(new Set([...left, 'grade_ceiling', 'all_guarantors', 'group_total']))
    expect(approved.length).toBeGreaterThan(5)
  })

  test('is missed where a referred case leaves out what was known all the same', () => {
    const referred = withTerms.filter(({ disclosure }) => disclosure.recommended === 'refer')
    expect(referred.length).toBeGreaterThan(2)
    for (const { disclosure, numbers } of referred)
      expect(found(without(disclosure, 'all_guarantors'), numbers)).toContainEqual([
        'certificate_not_recomputed',
        'terms.caps.all_guarantors',
      ])
  })

  test('is the statute’s highest cap that holds, one and no other', () => {
    const { disclosure, numbers } = read(named('case-laser-rod-growth'))
    const caps = disclosure.terms!.caps
    const at = caps.findIndex(cap => cap.code === 'statutory_50')
    const ordinary = { ...caps[at]!, code: 'statutory_ordinary', limit: '3000000000' }
    const both = { ...disclosure, terms: { ...disclosure.terms!, caps: [...caps, ordinary] } }
    expect(found(both, numbers)).toEqual([['certificate_not_recomputed', 'terms.caps.statutory']])
  })

  test('is missed where the need a loan must serve is left out, and every purpose has one', () => {
    const counts = { missed: 0, none: 0 }
    for (const one of approved) {
      const { disclosure, numbers } = one
      const programme = programmeOf(one)
      const needs = [...programme.needs, ...numbers.terms.needs]
      const isDue = programme.purposes.every(purpose => needs.some(need => need.purposes.includes(purpose)))
      const need = disclosure.terms!.caps.find(cap => needs.some(({ code }) => code === cap.code))
      if (need === undefined) continue
      const at = found(without(disclosure, need.code), numbers).map(([, place]) => place)
      expect(at.includes('terms.caps.need'), disclosure.case).toBe(isDue)
      if (isDue) counts.missed++
      else counts.none++
    }
    expect(counts.missed).toBeGreaterThan(0)
  })

  test('is missed where a condition is left out, or the loan is longer or the grade lower than any may be', () => {
    for (const { disclosure, numbers } of approved) {
      for (const condition of ['use_for_purpose', 'report_changes', 'keep_key_persons']) {
        const conditions = disclosure.terms!.conditions.filter(one => one !== condition)
        expect(found(changed(disclosure, { 'terms.conditions': conditions }), numbers)).toEqual([
          ['certificate_not_recomputed', 'terms.conditions'],
        ])
      }
      const long = changed(disclosure, { 'terms.term_months': 121 })
      expect(found(long, numbers)).toContainEqual(['certificate_not_recomputed', 'terms.term_months'])
      expect(found(changed(disclosure, { grade: 'D' }), numbers)).toContainEqual([
        'certificate_not_recomputed',
        'programme',
      ])
      const early = addDays(calendarDate(disclosure.record.day), 59)
      expect(found(changed(disclosure, { 'terms.valid_until': early }), numbers)).toEqual([
        ['certificate_not_recomputed', 'terms.valid_until'],
      ])
    }
  })
})

test('a grade of a fair score is worked out from the one disclosed, and who is how severe is not told', () => {
  const [one] = shipped
  if (one === undefined) throw new Error('no case')
  const [sheet] = one.file.case.sheets
  const marks = { A: '3.600', B: '2.400', C: '1.300', D: '0.700', E: '0.000' }
  const theCase = {
    ...one.file.case,
    fair: {
      ...{ measured_to: '2026-01-31', measurement: `sha256:${'ab'.repeat(32)}`, marks_min: 99, error_max: '0.25' },
      appraisers: one.file.case.sheets.map(({ appraiser }) => ({
        ...{ appraiser, is: 'fair' as const, marks: 200, severity: '-1.2345', error: '0.1000', fair_marks: marks },
      })),
    },
  }
  const done = carried({ ...one.file, case: theCase }, book)
  const { disclosure, numbers } = read({ ...one, file: { ...one.file, case: theCase }, done })
  const raw = read(one).disclosure
  expect(sheet).toBeDefined()
  expect([raw.fair_score, disclosure.score]).toEqual([undefined, raw.score])
  expect(Number(disclosure.fair_score)).toBeLessThan(Number(disclosure.score))
  expect(disclosure.technology_grade).not.toBe(raw.technology_grade)
  expect(JSON.stringify(disclosure)).not.toMatch(/1\.2345|severity|fair_marks/)
  expect(found(disclosure, numbers)).toEqual([])
  expect(found({ ...disclosure, fair_score: raw.score }, numbers).map(([, at]) => at)).toContain('technology_grade')
  const { fair_score: _, ...without } = disclosure
  expect(found(without, numbers).map(([, at]) => at)).toContain('technology_grade')
  // What is drawn names it, under the sum of the points.
  const face = contentFor({ ...one, file: { ...one.file, case: theCase }, done }, 'en').score.rows
  expect(face.at(-1)?.label).toBe('Fair score (decides the grade)')
  expect(contentFor(one, 'en').score.rows.at(-1)?.label).not.toBe('Fair score (decides the grade)')
})
