/** Whether rights carry a loan: amounts worked out by hand in whole won, and each reason against it. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decideCollateral } from '../../../src/guarantee/collateral/decision.ts'
import { collateralRecordOf, replayed } from '../../../src/guarantee/collateral/record.ts'
import {
  type CollateralRequest,
  collateralRecord,
  collateralRequest,
} from '../../../src/guarantee/collateral/schema.ts'
import { calendarDate } from '../../../src/kernel/calendar.ts'
import { parsed } from '../../../src/kernel/schema.ts'
import { type RightOnFile, rightKey } from '../../../src/technology/rights/schema.ts'
import { standing } from '../../../src/technology/rights/standing.ts'
import { event, rightWith } from '../../technology/rights/sample.ts'
import { BY, CONSENT, DAY, KEY, requestWith, VALUATION, worth } from './sample.ts'

const decided = (changed: Partial<CollateralRequest>) => decideCollateral(requestWith(changed), BY)
const codes = (changed: Partial<CollateralRequest>) => decided(changed).reasons.map(one => one.code)
const pledge = (secured: string, rest: Partial<CollateralRequest['pledges'][number]> = {}) => ({
  ...{ bank: 'bank-other', secured, rank: 1, registered_on: '2026-02-10', reference: 'KR-1', ...rest },
})

describe('what a right carries', () => {
  // value x 0.6 x kind x method x years left x band, cut to the won.
  test.each<[string, Partial<CollateralRequest>, string, string]>([
    ['900 million of a patent by income, nine years left', {}, '0.6', '540000000'],
    [
      'a band of value above a thousand million, cut to the won',
      { valuation: worth('1500000001') },
      '0.57',
      '855000000',
    ],
    ['just below the band', { valuation: worth('999999999') }, '0.6', '599999999'],
    [
      'cost leads',
      { valuation: { ...VALUATION, lead: { method: 'cost', reason: 'only_method' } } },
      '0.48',
      '432000000',
    ],
    [
      'five years left to the day',
      { rights: [rightWith([], { right: { expires_on: '2031-03-20' } })] },
      '0.48',
      '432000000',
    ],
    ['a day short of five', { rights: [rightWith([], { right: { expires_on: '2031-03-19' } })] }, '0.3', '270000000'],
    ['under two years', { rights: [rightWith([], { right: { expires_on: '2028-03-19' } })] }, '0', '0'],
  ])('%s', (_, changed, rate, amount) => {
    expect(decided(changed).advance).toMatchObject({ rate, amount })
  })

  test('of two rights the weaker kind and the shorter life decide', () => {
    const design = rightWith([], { right: { kind: 'design', number: '30-1', expires_on: '2033-01-01' } })
    const key = 'KR:design:registration:30-1'
    const found = decided({
      valuation: { ...VALUATION, rights: [KEY, key] },
      rights: [rightWith(), design],
      consents: [CONSENT, { ...CONSENT, right: key }],
    })
    // 0.6 x 0.7 x 0.8: six whole years are left of the design.
    expect(found.advance).toMatchObject({ rate: '0.336', amount: '302400000' })
  })
})

describe('each programme, on a right that carries 540 of 900 million', () => {
  test.each<[string, Partial<CollateralRequest>, string, string, string, string, readonly string[]]>([
    ['the pledge alone', { loan: '540000000' }, '0', '540000000', '540000000', '540000000', []],
    [
      'a won more on the pledge',
      { loan: '540000001' },
      '0',
      '540000001',
      '540000001',
      '540000000',
      ['advance_exceeded'],
    ],
    // 60 % on the pledge, 40 % guaranteed: together the whole value.
    [
      'IP 1+1',
      { programme: 'ip_one_plus_one', loan: '900000000' },
      '360000000',
      '540000000',
      '540000000',
      '900000000',
      [],
    ],
    [
      'IP 1+1 above the value',
      { programme: 'ip_one_plus_one', loan: '900000001' },
      ...(['360000000', '540000001', '540000001', '900000000'] as const),
      ['sum_passes_value', 'advance_exceeded'],
    ],
    [
      'the patent-valuation guarantee',
      { programme: 'patent_valuation', loan: '900000000' },
      '765000000',
      '135000000',
      '0',
      '900000000',
      [],
    ],
    // The limit of a thousand million is on the guarantee: 1,176,470,589 x 0.85 is 1,000,000,000.65.
    [
      'the patent-valuation guarantee at its limit',
      { programme: 'patent_valuation', loan: '1176470590', valuation: worth('2000000000') },
      ...(['1000000001', '176470589', '0', '1176470589'] as const),
      ['guarantee_cap_exceeded'],
    ],
    // Half of the loan on the pledge is 270 million: 300,000,001 x 0.9 is 270,000,000.9.
    [
      'IP-Plus beside a loan of 540 million',
      { programme: 'ip_plus', ip_loan: '540000000', loan: '300000001' },
      ...(['270000000', '30000001', '0', '300000001'] as const),
      [],
    ],
    [
      'IP-Plus where the two loans pass the value',
      { programme: 'ip_plus', ip_loan: '700000000', loan: '200000001' },
      ...(['180000000', '20000001', '0', '200000000'] as const),
      ['sum_passes_value'],
    ],
    [
      'IP-Plus without a loan to add to',
      { programme: 'ip_plus', loan: '10' },
      ...(['9', '1', '0', '1'] as const),
      ['ip_loan_missing', 'guarantee_cap_exceeded'],
    ],
    ['a programme of another kind', { programme: 'youth_startup', loan: '1' }, '0', '1', '1', '0', ['programme_no_ip']],
  ])('%s', (_, changed, guaranteed, withoutGuarantee, onPledge, most, reasons) => {
    const found = decided(changed)
    expect(found).toMatchObject({
      guaranteed,
      without_guarantee: withoutGuarantee,
      on_pledge: onPledge,
      loan_max: most,
      outcome: reasons.length === 0 ? 'accepted' : 'refused',
    })
    expect(found.reasons.map(one => one.code)).toEqual(reasons)
  })
})

describe('what goes before', () => {
  test('takes its amount out of what is left, also while it waits for the register', () => {
    const found = decided({
      loan: '240000000',
      pledges: [pledge('200000000'), pledge('100000000', { rank: null, registered_on: null, reference: null })],
    })
    expect(found).toMatchObject({ outcome: 'accepted', loan_max: '240000000' })
    expect(found.advance).toMatchObject({ earlier: '300000000', room: '240000000' })
    expect(codes({ loan: '240000001', pledges: [pledge('300000000')] })).toEqual(['advance_exceeded'])
  })

  test('counts once where the office tells of the same pledge, by the greater amount', () => {
    const rights = [
      rightWith([
        event('pledge', '2026-02-10', { holder: 'Other Bank', amount: '260000000', rank: 1, reference: 'KR-1' }),
      ]),
    ]
    expect(decided({ loan: '1', rights, pledges: [pledge('200000000')] }).advance.earlier).toBe('260000000')
    expect(decided({ loan: '1', rights }).advance.earlier).toBe('260000000')
    expect(decided({ loan: '1', rights, pledges: [pledge('300000000')] }).advance.earlier).toBe('300000000')
  })

  test('leaves nothing to lend on a right that is pledged for all it carries, or for nobody knows how much', () => {
    expect(codes({ loan: '1', pledges: [pledge('540000000')] })).toEqual(['right_pledged', 'advance_exceeded'])
    const unknown = [rightWith([event('pledge', '2026-02-10', { holder: 'Other Bank', reference: 'KR-9' })])]
    expect(codes({ loan: '1', rights: unknown })).toEqual(['right_pledged'])
    expect(codes({ loan: '1', rights: unknown, programme: 'patent_valuation' })).toEqual(['right_pledged'])
  })

  test("is the bank's own loan where IP-Plus adds to it, and another bank's amount beside it", () => {
    const own = pledge('540000000', { bank: 'bank-hangang' })
    const ask = { programme: 'ip_plus', ip_loan: '540000000', loan: '300000000' }
    expect(decided({ ...ask, pledges: [own] })).toMatchObject({ outcome: 'accepted', loan_max: '300000001' })
    expect(decided({ ...ask, pledges: [own, pledge('100000000', { reference: 'KR-2', rank: 2 })] })).toMatchObject({
      outcome: 'refused',
      loan_max: '260000000',
    })
  })

  test("is also what the firm's other rights secure", () => {
    expect(codes({ loan: '500000001', secured_by_firm: '2500000000' })).toEqual(['firm_cap_exceeded'])
    expect(decided({ loan: '500000000', secured_by_firm: '2500000000' }).outcome).toBe('accepted')
  })
})

describe('what speaks against a right', () => {
  const lapsed = rightWith([event('lapse', '2026-01-05')])
  const refusals: [string, Partial<CollateralRequest>, string, Record<string, string>][] = [
    ['a lapsed one', { rights: [lapsed] }, 'right_lapsed', { right: KEY }],
    [
      'an expired one',
      { rights: [rightWith([], { right: { expires_on: '2026-03-19' } })] },
      'right_expired',
      { right: KEY },
    ],
    [
      'one not registered',
      { rights: [rightWith([], { right: { registered_on: null } })] },
      'right_pending',
      { right: KEY },
    ],
    ["somebody else's", { firm: 'Saebom Motors' }, 'right_not_owned', { right: KEY }],
    [
      "one without its co-owner's consent",
      { consents: [] },
      'consent_missing',
      { right: KEY, owner: 'Institute of Cells' },
    ],
    [
      'a consent of a day to come',
      { consents: [{ ...CONSENT, given_on: '2026-03-21' }] },
      'consent_missing',
      { right: KEY, owner: 'Institute of Cells' },
    ],
    [
      'a seized one',
      { rights: [rightWith([event('seizure', '2026-03-02', { holder: 'Court', reference: 'S-1' })])] },
      'right_seized',
      { right: KEY, reference: 'S-1' },
    ],
    [
      'one not valued',
      { valuation: { ...VALUATION, rights: [KEY, 'KR:patent:registration:9'] } },
      'right_not_on_file',
      { right: 'KR:patent:registration:9' },
    ],
    [
      'a valuation past its end',
      { valuation: { ...VALUATION, valid_until: '2026-03-19' } },
      'valuation_expired',
      { value: '2026-03-19', limit: '2026-03-20' },
    ],
    [
      'a valuation as of a later day',
      { valuation: { ...VALUATION, base_day: '2026-03-21' } },
      'valuation_later',
      { value: '2026-03-21', limit: '2026-03-20' },
    ],
  ]
  test.each(refusals)('%s is refused, and says why', (_, changed, code, params) => {
    const found = decided(changed)
    expect(found.outcome).toBe('refused')
    expect(found.reasons).toContainEqual({ code, so: 'refused', params })
  })

  test('a programme wants a valuation of its last twelve months, to the day', () => {
    const aged = (base: string) =>
      codes({ programme: 'ip_one_plus_one', loan: '900000000', valuation: { ...VALUATION, base_day: base } })
    expect(aged('2025-03-20')).toEqual([])
    expect(aged('2025-03-19')).toEqual(['valuation_too_old'])
  })

  test.each<[string, CollateralRequest['rights'], readonly string[]]>([
    [
      'an exclusive licence',
      [rightWith([event('exclusive_licence', '2026-02-02', { holder: 'Licensee', reference: 'L-1' })])],
      ['right_licensed'],
    ],
    ['a suit', [rightWith([event('litigation', '2026-02-02', { reference: 'T-1' })])], ['right_in_litigation']],
    [
      'a release of nothing',
      [rightWith([event('pledge_release', '2026-02-02', { holder: 'Bank', reference: 'R-1' })])],
      ['right_unclear'],
    ],
    [
      'an end stated beyond the term of the law',
      [rightWith([], { right: { expires_on: '2041-03-02' } })],
      ['right_unclear'],
    ],
    [
      'a register of 31 days ago',
      [{ ...rightWith(), sources: rightWith().sources.map(one => ({ ...one, read_on: '2026-02-17' })) }],
      ['register_old'],
    ],
  ])('%s has a person look at it', (_, rights, reasons) => {
    const found = decided({ loan: '1', rights })
    const referred = found.reasons.filter(one => one.so === 'refer').map(one => one.code)
    expect(referred).toEqual(reasons)
    expect(found.outcome).toBe('refer')
  })

  test('no life is longer than the law grants, and an end no office states is the law`s', () => {
    const day = '2030-03-20'
    // Applied for on 2016-03-02: by law it ends twenty years on, five full years and more after this day.
    const yearsFactor = (expires_on: string | null, by = BY) => {
      const rights = [rightWith([], { right: { expires_on } })]
      return decideCollateral(requestWith({ day, rights }), by).advance.factors.years_left
    }
    expect([yearsFactor('2036-03-02'), yearsFactor(null), yearsFactor('2044-03-02')]).toEqual(['0.8', '0.8', '0.8'])
    const without = { ...BY, terms: [] }
    expect([yearsFactor(null, without), yearsFactor('2044-03-02', without)]).toEqual(['0', '1'])
    // A trademark has no term: an end nobody states is for a person to find out.
    const mark = [rightWith([], { right: { kind: 'trademark', expires_on: null } })]
    const found = decided({ rights: mark, valuation: { ...VALUATION, rights: mark.map(rightKey) } })
    expect(found.reasons.map(one => one.code)).toContain('life_not_stated')
  })

  test('a question dismissed is not asked again, confirmed or of other events it is, and its burden stays', () => {
    const unclear = [
      rightWith([
        event('pledge', '2025-02-02', { holder: 'Bank', reference: 'P-1', amount: '1000000', rank: 1 }),
        event('pledge_release', '2026-02-02', { holder: 'Other', reference: 'R-1' }),
      ]),
    ]
    const codesWith = (answers: CollateralRequest['answers']) =>
      decided({ loan: '1', rights: unclear, answers }).reasons.map(one => one.code)
    const [question] = standing(unclear[0] as RightOnFile, calendarDate(DAY)).questions
    if (question === undefined) throw new Error('nothing is asked')
    const answer = { right: KEY, code: question.code, about: [...question.about], verdict: 'dismissed' as const }
    expect(codesWith(undefined)).toEqual(['right_unclear'])
    expect(codesWith([answer])).toEqual([])
    expect(codesWith([{ ...answer, verdict: 'confirmed' }])).toEqual(['right_unclear'])
    expect(codesWith([{ ...answer, about: ['P-9'] }])).toEqual(['right_unclear'])
    expect(decided({ loan: '1', rights: unclear, answers: [answer] }).advance.earlier).toBe('1000000')
  })
})

describe('a decision as it is kept', () => {
  test('comes out again to the byte, and not where anything of it was changed', () => {
    const record = collateralRecordOf(requestWith({ programme: 'ip_one_plus_one', loan: '900000000' }), BY)
    expect(replayed(record, BY)).toMatchObject({ ok: true })
    expect(parsed(collateralRecord, JSON.parse(JSON.stringify(record)))).toMatchObject({ ok: true })
    const forged = { ...record, decision: { ...record.decision, guaranteed: '360000001' } }
    expect(replayed(forged, BY)).toMatchObject({ refusals: [{ code: 'collateral_record_differs' }] })
    const [first, ...rest] = record.editions
    const other = { ...record, editions: [{ ...first, digest: VALUATION.digest } as typeof first & object, ...rest] }
    expect(replayed(other, BY)).toMatchObject({ refusals: [{ code: 'collateral_edition_other' }] })
  })

  test('from before the terms of the law were read comes out again without them', () => {
    const rights = [rightWith([], { right: { expires_on: '2044-03-02' } })]
    const before = { ...BY, terms: [], editions: BY.editions.filter(one => one.kind !== 'offices') }
    const record = collateralRecordOf(requestWith({ day: '2030-03-20', rights }), before)
    expect(record.decision.advance.factors.years_left).toBe('1')
    expect(replayed(record, BY)).toMatchObject({ ok: true })
    const halved = { ...record, editions: record.editions.slice(0, 1) }
    expect(replayed(halved, BY)).toMatchObject({ refusals: [{ code: 'collateral_record_differs' }] })
  })

  test('takes each right once, and a value from low to high', () => {
    expect(parsed(collateralRequest, requestWith())).toMatchObject({ ok: true })
    const twice = requestWith({ rights: [rightWith(), rightWith()] })
    const fallen = requestWith({ valuation: { ...VALUATION, value: { low: '2', mid: '1', high: '3' } } })
    expect(parsed(collateralRequest, twice)).toMatchObject({ refusals: [{ at: 'rights' }] })
    expect(parsed(collateralRequest, fallen)).toMatchObject({ refusals: [{ at: 'valuation.value' }] })
  })
})

test('the greatest loan passes every bound, a won more does not, and the parts make the loan', () => {
  const amount = fc.bigInt({ min: 0n, max: 6_000_000_000n }).map(String)
  fc.assert(
    fc.property(
      fc.constantFrom(null, 'ip_one_plus_one', 'ip_plus', 'patent_valuation'),
      ...([amount, amount, amount, amount] as const),
      (programme, low, ipLoan, secured, elsewhere) => {
        const given = {
          programme,
          ip_loan: ipLoan,
          secured_by_firm: elsewhere,
          pledges: [pledge(secured)],
          valuation: worth(low),
        }
        const most = BigInt(decided({ ...given, loan: '1' }).loan_max)
        const bounds = ['sum_passes_value', 'advance_exceeded', 'firm_cap_exceeded', 'guarantee_cap_exceeded']
        const broken = (loan: bigint) => codes({ ...given, loan: String(loan) }).filter(one => bounds.includes(one))
        if (most > 0n) expect(broken(most)).toEqual([])
        expect(broken(most + 1n)).not.toEqual([])
        const at = decided({ ...given, loan: String(most + 1n) })
        expect(BigInt(at.guaranteed) + BigInt(at.without_guarantee)).toBe(most + 1n)
      },
    ),
    { numRuns: 150 },
  )
})
