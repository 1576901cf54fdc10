// How a right stands on a day: status, life, owners, burdens, and what is asked instead of being cleared.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calendarDate } from '../../../src/kernel/calendar.ts'
import type { LegalTerm } from '../../../src/technology/rights/life.ts'
import { EVENT_KINDS, RELEASE_OF, type RightEvent, rightOnFile } from '../../../src/technology/rights/schema.ts'
import { standing } from '../../../src/technology/rights/standing.ts'
import { event, rightWith } from './sample.ts'

const DAY = calendarDate('2026-03-02')
const on = (events: readonly RightEvent[], rest: Parameters<typeof rightWith>[1] = {}, day: string = DAY) =>
  standing(rightWith(events, rest), calendarDate(day))
const codes = (events: readonly RightEvent[], rest: Parameters<typeof rightWith>[1] = {}, day: string = DAY) =>
  on(events, rest, day).questions.map(one => one.code)

describe('status on a day', () => {
  test('a registered right with its fees paid is in force until its last day, that day included', () => {
    const paid = { annuities_paid_until: '2036-05-09' }
    expect(on([])).toMatchObject({ status: 'in_force', remaining_days: 3653, questions: [] })
    expect(on([], paid, '2036-03-02')).toMatchObject({ status: 'in_force', remaining_days: 0 })
    expect(on([], paid, '2036-03-03')).toMatchObject({ status: 'expired', remaining_days: 0 })
  })

  test.each([
    ['before its application it is nothing yet', '2016-03-01', 'unknown'],
    ['applied for and not granted it is pending', '2018-05-08', 'pending'],
    ['granted it is in force', '2018-05-09', 'in_force'],
    ['on the day of its lapse it has lapsed', '2022-01-10', 'lapsed'],
    ['restored it is in force again', '2022-06-01', 'in_force'],
  ])('%s', (_, day, status) => {
    const events = [event('lapse', '2022-01-10'), event('reinstatement', '2022-06-01')]
    expect(on(events, {}, day).status).toBe(status)
  })

  test('an unclear ending is no status, and an unclear return to life none either', () => {
    const lapse = event('lapse', '2022-01-10', { unclear: true })
    expect(on([lapse])).toMatchObject({ status: 'unknown', questions: [{ code: 'status_event_unclear' }] })
    const back = event('reinstatement', '2022-06-01', { unclear: true })
    expect(on([event('lapse', '2022-01-10'), back]).status).toBe('lapsed')
    expect(codes([event('lapse', '2022-01-10'), back])).toEqual(['status_event_unclear'])
  })

  test('an ending and a return to life on one day do not agree, and neither is taken', () => {
    const both = [event('lapse', '2022-01-10'), event('reinstatement', '2022-01-10')]
    expect(on(both)).toMatchObject({ status: 'unknown', questions: [{ code: 'status_disagrees' }] })
  })

  test('a fee not known to be paid is asked about', () => {
    expect(on([], { annuities_paid_until: '2026-03-01' })).toMatchObject({
      status: 'unknown',
      questions: [{ code: 'annuity_overdue' }],
    })
    expect(codes([], { annuities_paid_until: '2026-03-02' })).toEqual([])
    expect(codes([], { annuities_paid_until: null })).toEqual(['annuities_not_stated'])
    expect(codes([], { annuities_paid_until: null, right: { kind: 'trademark' } })).toEqual([])
  })

  test('the life of a right is cut to the term of the law, and the cut is said', () => {
    const terms: readonly LegalTerm[] = [{ country: 'KR', kind: 'patent', years: 20, from: 'application' }]
    const long = rightWith([], { right: { expires_on: '2039-03-02' } })
    expect(standing(long, DAY, terms)).toMatchObject({
      remaining_days: 3653,
      life: { until: '2036-03-02', by: 'capped_at_legal_term', stated: '2039-03-02' },
      questions: [{ code: 'beyond_legal_life' }],
    })
    const open = rightWith([], { right: { expires_on: null } })
    expect(standing(open, DAY, terms).life).toEqual({ until: '2036-03-02', by: 'legal_term', stated: null })
    expect(standing(open, DAY)).toMatchObject({ remaining_days: null, life: { until: null, by: 'not_known' } })
    const short = rightWith([], { right: { expires_on: '2030-03-02' } })
    expect(standing(short, DAY, terms).life.by).toBe('stated')
  })
})

describe('title', () => {
  const transfer = event('transfer', '2020-07-01', { holder: 'Cell Works', from: 'Hanbit Cells' })
  const moved = {
    owners: [
      { name: 'Hanbit Cells', share: '1/1', since: '2018-05-09', until: '2020-07-01' },
      { name: 'CELL WORKS', share: '1/1', since: '2020-07-01', until: null },
    ],
  }

  test('three thirds are the whole, and what is less or more is asked about', () => {
    const thirds = ['A Works', 'B Works', 'C Works'].map(name => ({
      name,
      share: '1/3',
      since: '2018-05-09',
      until: null,
    }))
    expect(codes([], { owners: thirds })).toEqual([])
    expect(codes([], { owners: thirds.slice(1) })).toEqual(['shares_not_whole'])
    expect(codes([], { owners: [...thirds, { ...thirds[0], name: 'D Works' } as (typeof thirds)[0]] })).toEqual([
      'shares_not_whole',
    ])
    expect(codes([], { owners: [] })).toEqual(['owners_not_stated'])
  })

  test('who owned it before a transfer does not own it on its day, and who takes it does', () => {
    const names = (day: string) => on([transfer], moved, day).owners.map(one => one.name)
    expect(names('2020-06-30')).toEqual(['Hanbit Cells'])
    expect(names('2020-07-01')).toEqual(['CELL WORKS'])
    expect(codes([transfer], moved)).toEqual([])
  })

  test('a transfer by a stranger, an owner from nowhere and a taker the register does not know are gaps', () => {
    expect(codes([{ ...transfer, from: 'Nobody Known' }], moved)).toEqual(['title_gap'])
    expect(codes([], moved)).toEqual(['owner_without_transfer'])
    expect(codes([{ ...transfer, holder: 'Third Works' }], moved)).toEqual([
      'owner_without_transfer',
      'transfer_without_owner',
    ])
    expect(codes([{ ...transfer, unclear: true }], moved)).toEqual(['transfer_unclear'])
  })
})

describe('burdens', () => {
  const pledge = event('pledge', '2021-02-03', { holder: 'Bank One', rank: 1, amount: '300000000', reference: 'P-1' })
  const second = event('pledge', '2021-05-03', { holder: 'Bank Two', rank: 2, reference: 'P-2' })
  const release = event('pledge_release', '2022-02-03', { reference: 'R-1' })
  const open = (events: readonly RightEvent[], day: string = DAY) => on(events, {}, day).liens.map(one => one.reference)

  test('a release ends the burden it names or its holder alone has', () => {
    expect(open([pledge, second])).toEqual(['P-1', 'P-2'])
    expect(open([pledge, second, { ...release, ends: 'P-1' }])).toEqual(['P-2'])
    expect(open([pledge, second, { ...release, holder: 'BANK ONE.' }])).toEqual(['P-2'])
    expect(open([pledge, second, { ...release, holder: 'Bank One' }], '2022-02-02')).toEqual(['P-1', 'P-2'])
  })

  test.each([
    ['that names another holder', { ends: 'P-1', holder: 'Bank Two' }, 'release_by_another'],
    ['by somebody who holds none', { holder: 'Bank Three' }, 'release_by_another'],
    ['of a recording not on file', { ends: 'P-9' }, 'release_of_nothing'],
    ['that says neither', {}, 'release_unclear'],
    ['the office calls unclear', { ends: 'P-1', unclear: true }, 'release_unclear'],
  ] as const)('a release %s ends nothing and is asked about', (_, rest, code) => {
    const events = [pledge, second, { ...release, ...rest }]
    expect(open(events)).toEqual(['P-1', 'P-2'])
    expect(codes(events)).toEqual([code])
  })

  test('one release of two burdens of one holder ends neither', () => {
    const again = { ...second, holder: 'Bank One' }
    expect(open([pledge, again, { ...release, holder: 'Bank One' }])).toEqual(['P-1', 'P-2'])
    expect(codes([pledge, again, { ...release, holder: 'Bank One' }])).toEqual(['release_of_several'])
  })

  test('a release frees only once it is recorded, a burden binds from its deed on', () => {
    const late = { ...release, ends: 'P-1', recorded_on: '2022-04-01' }
    expect(open([pledge, late], '2022-03-31')).toEqual(['P-1'])
    expect(open([pledge, late], '2022-04-01')).toEqual([])
    expect(open([{ ...pledge, recorded_on: '2021-03-01' }], '2021-02-03')).toEqual(['P-1'])
  })

  test('a double recording burdens twice and is asked about; two of one rank too', () => {
    const twice = { ...pledge, reference: 'P-7' }
    expect(open([pledge, twice])).toEqual(['P-1', 'P-7'])
    expect(codes([pledge, twice])).toEqual(['rank_twice', 'recorded_twice'])
    expect(open([pledge, pledge])).toEqual(['P-1'])
    expect(open([pledge, twice, twice])).toEqual(['P-1', 'P-7'])
    expect(codes([pledge, pledge])).toEqual(['recorded_twice'])
    expect(codes([pledge, { ...second, rank: 1 }])).toEqual(['rank_twice'])
  })

  test('a suit is pending until it ends, and is no lien', () => {
    const suit = event('litigation', '2024-01-05', { holder: 'Rival Works', reference: 'S-1' })
    expect(on([suit])).toMatchObject({ liens: [], litigation: [{ reference: 'S-1' }] })
    const end = event('litigation_end', '2025-01-05', { ends: 'S-1' })
    expect(on([suit, end]).litigation).toEqual([])
  })
})

const HOLDERS = ['Bank One', 'Bank Two', 'BANK ONE', null] as const
const arbitraryEvent: fc.Arbitrary<RightEvent> = fc
  .record({
    kind: fc.constantFrom(...EVENT_KINDS),
    day: fc.integer({ min: 1, max: 28 }).map(day => `2024-01-${String(day).padStart(2, '0')}`),
    holder: fc.constantFrom(...HOLDERS),
    rank: fc.constantFrom(null, 1, 2),
    reference: fc.constantFrom('A-1', 'A-2', 'A-3', 'A-4'),
    recorded: fc.constantFrom(null, '2024-01-10', '2024-02-10'),
    ends: fc.constantFrom(undefined, 'A-1', 'A-2'),
    unclear: fc.boolean(),
  })
  .map(({ kind, day, holder, rank, reference, recorded, ends, unclear }) => ({
    ...event(kind, day, { holder, rank, reference, recorded_on: recorded }),
    ...(ends === undefined ? {} : { ends }),
    ...(unclear ? { unclear } : {}),
  }))
const arbitraryEvents = fc.array(arbitraryEvent, { maxLength: 12 })

describe('whatever the events', () => {
  test('their order does not matter', () => {
    const shuffled = arbitraryEvents.chain(events =>
      fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
    )
    fc.assert(
      fc.property(shuffled, ([events, other]) => {
        expect(on(other)).toEqual(on(events))
      }),
    )
  })

  test('a release ends at most one burden, and none of another kind or another holder', () => {
    const releases = fc.constantFrom(...Object.values(RELEASE_OF))
    fc.assert(
      fc.property(arbitraryEvents, arbitraryEvent, releases, (events, one, kind) => {
        const release: RightEvent = { ...one, kind, day: '2024-01-28', recorded_on: null }
        const [before, after] = [on(events), on([...events, release])]
        const all = [...before.liens, ...before.litigation]
        const left = [...after.liens, ...after.litigation]
        const gone = all.filter(lien => !left.some(rest => JSON.stringify(rest) === JSON.stringify(lien)))
        expect(gone.length).toBeLessThanOrEqual(1)
        for (const lien of gone) {
          expect(RELEASE_OF[lien.kind]).toBe(kind)
          expect(release.unclear).toBeUndefined()
          if (release.holder !== null) expect(lien.holder?.toLowerCase()).toBe(release.holder.toLowerCase())
          else expect(release.ends).toBe(lien.reference)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('nothing is thrown, and what is read from text stands as what it was written from', () => {
    fc.assert(
      fc.property(arbitraryEvents, events => {
        const file = rightWith(events)
        expect(rightOnFile.parse(JSON.parse(JSON.stringify(file)))).toEqual(file)
        expect(standing(file, DAY).read_on).toBe('2026-03-02')
      }),
    )
  })

  test.each([
    ['owners', [{ name: 'A', share: '3/2', since: '2018-05-09', until: null }]],
    ['owners', [{ name: 'A', share: '0.5', since: '2018-05-09', until: null }]],
    ['owners', [{ name: 'A', share: '1/2', since: '2018-05-09', until: '2018-05-08' }]],
    ['annuities_paid_until', '2026-02-30'],
    ['sources', []],
  ])('a right on file with %s %j is none', (field, value) => {
    expect(rightOnFile.safeParse({ ...rightWith(), [field]: value }).success).toBe(false)
  })
})
