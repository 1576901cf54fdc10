/** Who may be drawn: each reason against somebody alone, at its bound, and every reason together. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, addYears, calendarDate } from '../../../src/kernel/calendar.ts'
import { INTERESTS } from '../../../src/panel/drawing/edition.ts'
import { eligibility, fieldFit, weightOf } from '../../../src/panel/drawing/eligibility.ts'
import { keysOf } from '../../../src/panel/drawing/names.ts'
import { GROUNDS } from '../../../src/panel/roster/standing.ts'
import { candidate, DAY, interest, RULES, subject } from './sample.ts'

const against = (who: Parameters<typeof candidate>[0], of: Parameters<typeof subject>[0] = {}, day = DAY) =>
  eligibility(candidate(who), subject(of), RULES, day).map(one => one.code)

describe('somebody is left out of a draw', () => {
  test('by nothing where nothing stands against them', () => {
    expect(against({})).toEqual([])
    expect(against({}, { isHighAmount: true })).toEqual([])
  })

  test.each(GROUNDS)('by what the register says: %s', ground => {
    expect(against({ grounds: [ground] })).toEqual([ground])
  })

  test('without a certificate, whatever else is said', () => {
    expect(against({ certificate: null })).toEqual(['uncertified'])
  })

  test('by a certificate too low for a high amount, and only for one', () => {
    expect(against({ certificate: '3' }, { isHighAmount: true })).toEqual(['certificate_grade'])
    expect(against({ certificate: '3' })).toEqual([])
    expect(against({ certificate: '2' }, { isHighAmount: true })).toEqual([])
  })

  test('out of field, and not in a field of the industry', () => {
    expect(against({ fields: ['textile'] })).toEqual(['field_outside'])
    expect(against({ fields: [] })).toEqual(['field_outside'])
    expect(against({ fields: ['textile', 'ict'] })).toEqual([])
  })

  test.each([
    ['1', 6],
    ['2', 5],
    ['3', 4],
  ] as const)(
    'with as much open work as the certificate %s allows, and not with one case less',
    (certificate, most) => {
      expect(against({ certificate, open: most })).toEqual(['workload_full'])
      expect(against({ certificate, open: most - 1 })).toEqual([])
    },
  )

  test('drawn for the case before, having prepared it, standing in it, or belonging to a party', () => {
    expect(against({ id: 'person-777' })).toEqual(['drawn_before'])
    expect(against({ id: 'person-officer-1' })).toEqual(['conflict_prepared'])
    expect(against({ id: 'person-103' })).toEqual(['conflict_party'])
    expect(against({ organisations: ['office-900', 'bank-103'] })).toEqual(['conflict_member'])
  })

  test.each(INTERESTS)('by %s with a firm, a person or a name of the case, and with no other', kind => {
    const code = [`conflict_${kind}`]
    expect(against({ interests: [interest({ kind, organisation: 'firm-104' })] })).toEqual(code)
    expect(against({ interests: [interest({ kind, person: 'person-104' })] })).toEqual(code)
    expect(against({ interests: [interest({ kind, name: 'BAL-MYEONG KIM' })] })).toEqual(code)
    expect(against({ interests: [interest({ kind, organisation: 'firm-999' })] })).toEqual([])
    expect(against({ interests: [interest({ kind, person: 'person-999' })] })).toEqual([])
    expect(against({ interests: [interest({ kind, name: 'Kim Other' })] })).toEqual([])
  })

  test.each(INTERESTS)('by %s until the years of the rules after its end are over, and from its first day on', kind => {
    const until = calendarDate('2020-02-10')
    const last = addYears(until, RULES.conflictYears[kind])
    const ended = [interest({ kind, organisation: 'firm-103', since: calendarDate('2015-01-01'), until })]
    expect(against({ interests: ended }, {}, last)).toEqual([`conflict_${kind}`])
    expect(against({ interests: ended }, {}, addDays(last, 1))).toEqual([])
    const goingOn = [interest({ kind, organisation: 'firm-103', since: DAY })]
    expect(against({ interests: goingOn })).toEqual([`conflict_${kind}`])
    expect(against({ interests: goingOn }, {}, addDays(DAY, -1))).toEqual([])
  })

  test('by a name alone, in whatever script and order it is written', () => {
    expect(against({ nameKeys: keysOf(['김발명']) })).toEqual(['conflict_name'])
    expect(against({ nameKeys: keysOf(['Balmyeong KIM']) })).toEqual(['conflict_name'])
    expect(against({ nameKeys: keysOf(['김발견']) })).toEqual([])
  })

  test('with every reason told, the register first and conflicts last', () => {
    const all = against(
      {
        ...{
          id: 'person-103',
          certificate: '3',
          grounds: ['expired', 'education_short'],
          fields: ['textile'],
          open: 9,
        },
        interests: [
          interest({ kind: 'advice', organisation: 'bank-103' }),
          interest({ kind: 'family', person: 'person-104' }),
        ],
        nameKeys: keysOf(['김 발명']),
      },
      { isHighAmount: true },
    )
    expect(all).toEqual([
      ...['expired', 'education_short', 'certificate_grade', 'field_outside', 'workload_full'],
      ...['conflict_party', 'conflict_family', 'conflict_advice', 'conflict_name'],
    ])
  })
})

test('each interest more, and each case more to sign, never lets somebody in', () => {
  const one = fc.record({
    kind: fc.constantFrom(...INTERESTS),
    organisation: fc.constantFrom('firm-103', 'firm-999', null),
    person: fc.constantFrom('person-103', 'person-999', null),
    name: fc.constantFrom('김발명', '홍길동', null),
    since: fc.constantFrom(null, calendarDate('2019-01-01'), calendarDate('2030-01-01')),
    until: fc.constantFrom(null, calendarDate('2019-06-30'), calendarDate('2026-01-01')),
  })
  fc.assert(
    fc.property(fc.array(one, { maxLength: 4 }), one, fc.nat(7), (interests, more, open) => {
      const before = against({ interests, open })
      const after = against({ interests: [...interests, more], open: open + 1 })
      for (const reason of before) expect(after).toContain(reason)
    }),
  )
})

test('the weight falls with open work down to the last row, and the technology`s field counts more', () => {
  const { fields } = subject()
  const main = [0, 1, 2, 3, 4, 9].map(open => weightOf({ open, fields: ['electrical'] }, fields, RULES))
  expect(main).toEqual([8, 6, 4, 2, 2, 2])
  const side = [0, 3].map(open => weightOf({ open, fields: ['ict', 'textile'] }, fields, RULES))
  expect(side).toEqual([4, 1])
  expect(fieldFit(['ict', 'materials'], fields)).toBe('main')
})
