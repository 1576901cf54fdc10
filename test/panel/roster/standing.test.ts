/** Whether somebody may appraise on a day, from the edition: certificate, exam, education, suspension and centre. */
import { describe, expect, test } from 'vitest'
import { type Appraiser, roomOf, standingOf } from '../../../src/panel/roster/standing.ts'
import { course, day, fit, own, schooled } from './sample.ts'

const standing = (changed: Partial<Appraiser>, on: string) => standingOf({ ...fit, ...changed }, own, day(on))
const said = (changed: Partial<Appraiser>, on: string): string => {
  const { is, until } = standing(changed, on)
  return `${is} until ${until}`
}
const suspension = (from: string, until: string) => ({ from: day(from), until: day(until), reason: 'leniency' })
const centre = { since: day('2026-01-01'), until: null, suspension: null }

describe('a certificate', () => {
  test('counts from its day to its last one, both included', () => {
    const schooling = { education: [...schooled(2027), ...schooled(2028)], examinedOn: day('2028-06-15') }
    expect(said(schooling, '2026-06-14')).toBe('uncertified until 2026-06-14')
    expect(said(schooling, '2026-06-15')).toBe('valid until 2029-12-31')
    expect(said(schooling, '2029-12-31')).toBe('valid until 2029-12-31')
    expect(standing({ ...schooling, validUntil: day('2029-06-30') }, '2029-07-01').is).toBe('expired')
    expect(said({ certificate: null, certifiedOn: null, validUntil: null }, '2026-07-01')).toBe(
      'uncertified until null',
    )
  })

  test('counts as an exam for two years, and so does one that was passed', () => {
    const education = [...schooled(2027), ...schooled(2028), ...schooled(2029)]
    expect(said({ education }, '2028-06-15')).toBe('valid until 2028-06-15')
    expect(said({ education }, '2028-06-16')).toBe('exam_due until null')
    expect(said({ education, examinedOn: day('2028-02-29') }, '2028-06-16')).toBe('valid until 2029-12-31')
    // What was passed before the certificate was given says nothing of its holder now.
    expect(said({ education, examinedOn: day('2026-01-01') }, '2028-06-15')).toBe('valid until 2028-06-15')
  })
})

describe('continuing education', () => {
  const examined = { examinedOn: day('2028-01-01') }
  test('is due for the first whole year after the certificate, once it is over', () => {
    expect(said({}, '2026-12-31')).toBe('valid until 2027-12-31')
    expect(said(examined, '2027-12-31')).toBe('valid until 2027-12-31')
    expect(said(examined, '2028-01-01')).toBe('education_short until null')
    expect(said({ ...examined, education: schooled(2027) }, '2028-01-01')).toBe('valid until 2028-12-31')
  })

  test('counts no more of one course in a year than the edition says', () => {
    const twice = [course('2027-03-01', 8, 'law'), course('2027-09-01', 8, 'law')]
    expect(standing({ ...examined, education: twice }, '2028-01-01').is).toBe('education_short')
    expect(standing({ ...examined, education: [course('2027-03-01', 16)] }, '2028-01-01').is).toBe('education_short')
    const again = [course('2027-03-01', 8, 'law'), course('2028-03-01', 8, 'law')]
    expect(standing({ ...examined, education: again }, '2028-03-01').is).toBe('valid')
  })

  test('is made up for afterwards, the oldest year first, and is not saved up', () => {
    const late = [course('2027-03-01', 8), course('2028-02-01', 8)]
    expect(standing({ ...examined, education: late }, '2028-01-31').is).toBe('valid')
    const short = [course('2027-03-01', 8)]
    expect(standing({ ...examined, education: short }, '2028-01-31').is).toBe('education_short')
    // Eight of the hours of 2028 went to 2027, so that 2028 itself is short.
    const next = [...late, course('2028-09-01', 8)]
    expect(standing({ ...examined, education: next }, '2029-01-01').is).toBe('education_short')
    // And 32 hours in 2027 do nothing for 2028.
    const much = [1, 2, 3, 4].map(month => course(`2027-0${month}-01`, 8))
    expect(standing({ ...examined, education: much }, '2029-01-01').is).toBe('education_short')
  })

  test('before the first due year fills nothing', () => {
    expect(standing({ ...examined, education: schooled(2026) }, '2028-01-01').is).toBe('education_short')
  })
})

describe('a suspension', () => {
  test('holds on its first and last day, and is seen coming', () => {
    const suspended = { suspension: suspension('2026-08-01', '2026-08-31') }
    expect(said(suspended, '2026-07-31')).toBe('valid until 2026-07-31')
    expect(said(suspended, '2026-08-01')).toBe('suspended until 2026-08-31')
    expect(said(suspended, '2026-08-31')).toBe('suspended until 2026-08-31')
    expect(said(suspended, '2026-09-01')).toBe('valid until 2027-12-31')
  })

  test('of a centre holds for everybody of it, and its end for good', () => {
    const closed = { centre: { ...centre, suspension: suspension('2026-08-01', '2026-08-31') } }
    expect(said(closed, '2026-07-31')).toBe('valid until 2026-07-31')
    expect(said(closed, '2026-08-31')).toBe('centre_closed until 2026-08-31')
    expect(said(closed, '2026-09-01')).toBe('valid until 2027-12-31')
    const ended = { centre: { ...centre, until: day('2026-09-30') } }
    expect(said(ended, '2026-09-30')).toBe('valid until 2026-09-30')
    expect(said(ended, '2026-10-01')).toBe('centre_closed until null')
    expect(said({ centre: { ...centre, since: day('2026-10-01') } }, '2026-09-30')).toBe(
      'centre_closed until 2026-09-30',
    )
  })
})

test('of several grounds the most basic comes first, and all are told', () => {
  const worst = {
    validUntil: day('2028-12-31'),
    suspension: suspension('2029-01-01', '2029-06-30'),
    centre: { ...centre, until: day('2028-01-31') },
  }
  expect(standing(worst, '2029-01-01')).toEqual({
    is: 'expired',
    until: null,
    grounds: ['expired', 'suspended', 'centre_closed', 'exam_due', 'education_short'],
  })
})

test('a player of the sandbox is neither schooled nor examined', () => {
  const played = { isPlayed: true, validUntil: day('9999-12-31') }
  expect(said(played, '2051-01-01')).toBe('valid until 9999-12-31')
})

test('whoever holds as many cases as the certificate allows takes no more', () => {
  const limit = { open_assignments_max: { ...own.open_assignments_max, values: { '1': '6', '2': '5', '3': '4' } } }
  expect([roomOf('1', 0, limit), roomOf('2', 4, limit), roomOf('3', 4, limit), roomOf('3', 9, limit)]).toEqual([
    6, 1, 0, 0,
  ])
  expect(roomOf(null, 0, limit)).toBe(0)
})
