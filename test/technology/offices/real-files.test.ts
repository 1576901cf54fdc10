// Real answers of the offices, where they lie beside the project: read whole, as their source says they are.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { calendarDate } from '../../../src/kernel/calendar.ts'
import { sure } from '../../../src/kernel/result.ts'
import { standing } from '../../../src/technology/rights/standing.ts'
import { policy, read } from './files.ts'

/** A folder of the collections beside the project, where there is one. */
const BESIDE = readdirSync('..')
  .map(name => `../${name}/data`)
  .find(folder => existsSync(`${folder}/patent-epo-ops`))
const DAY = calendarDate('2012-01-31')
const fileOf = (name: string) => sure(read(readFileSync(`${BESIDE}/${name}`)))
const counted = (codes: readonly string[]) =>
  Object.fromEntries([...Map.groupBy(codes, code => code)].map(([code, all]) => [code, all.length]))

if (BESIDE === undefined)
  test('no real answers of offices lie beside the project: they were not read', () => {
    expect(BESIDE).toBeUndefined()
  })
else
  describe('real answers', () => {
    test('fifty legal events of EP 1000000 are nineteen states, all of them lapsed by now', () => {
      const { rights, left_out } = fileOf('patent-epo-ops/legal/fixtures/example_1.xml')
      expect(rights.map(one => one.right.country).join(' ')).toBe(
        'AT BE CH CY DE DK ES FI FR GB GR IE IT LI LU MC NL PT SE',
      )
      expect(new Set(rights.map(one => standing(one, DAY, policy.terms).status))).toEqual(new Set(['lapsed']))
      expect(left_out).toEqual([])
    })

    test('nine recordings are one assignment, six securities and two releases; of one bank one stays open', () => {
      const { rights } = fileOf('patent-uspto/assignment/fixtures/assignment_3.xml')
      expect(rights).toHaveLength(87)
      const right = rights.find(one => one.right.number === 'US11181107')
      if (right === undefined) throw new Error('the patent is not there')
      expect(counted(right.events.map(one => one.kind))).toEqual({ security_interest: 6, security_release: 2 })
      const { liens, questions } = standing(right, calendarDate('2022-03-01'), policy.terms)
      expect(liens.map(one => one.reference).toSorted()).toEqual([
        '049107/0392',
        '049111/0583',
        '049342/0819',
        '057434/0429',
      ])
      expect(questions.find(one => one.code === 'recorded_twice')?.about).toEqual(['048818/0520', '049342/0819'])
    })

    test('nine thousand documents from 1948 to 2017 are read, and what cannot be dated is left out', () => {
      const { rights, left_out } = fileOf('patent-lens-drones/lens_drones.csv')
      const out = counted(left_out.map(one => one.code))
      const left = ['two_digit_year', 'international_application', 'no_right'].map(code => out[code] ?? 0)
      expect(left.reduce((sum, count) => sum + count, rights.length)).toBe(9071)
      const years = rights.map(one => one.right.applied_on.slice(0, 4)).toSorted()
      expect([years[0], years.at(-1)]).toEqual(['1945', '2017'])
    })
  })
