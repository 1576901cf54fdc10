/** What follows from a try: the schedule of the Standard Webhooks specification, and what receivers may ask for. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { failingSecondsMax, retryAfterSeconds, type Tried, verdict } from '../../src/platform/webhooks/schedule.ts'
import { SETTINGS } from '../../src/platform/webhooks/settings.ts'

const NOW = new Date('2026-04-14T01:00:00.000Z')
const answered = (status: number, retryAfter: string | null = null): Tried => ({ status, retryAfter, answer: '' })
const follows = (tried: Tried, tries = 1, chance = 0) => verdict(tried, tries, SETTINGS, NOW, chance)

describe('the schedule', () => {
  test('is the example of the specification: the time since the start, try by try', () => {
    // Standard Webhooks 1.0.0, Deliverability and reliability: the column "Time since start".
    const printed = ['00:00:05', '00:05:05', '00:35:05', '02:35:05', '07:35:05', '17:35:05', '31:35:05', '51:35:05']
    const seconds = [...printed, '75:35:05'].map(text => {
      const [hours = 0, minutes = 0, rest = 0] = text.split(':').map(Number)
      return hours * 3600 + minutes * 60 + rest
    })
    let since = 0
    for (const [at, due] of seconds.entries()) {
      const next = follows(answered(500), at + 1)
      since += next.state === 'pending' ? next.waitSeconds : Number.NaN
      expect(since).toBe(due)
    }
    expect(follows(answered(500), seconds.length + 1)).toEqual({ state: 'given_up' })
    expect(failingSecondsMax(SETTINGS)).toBe(seconds.at(-1))
  })
  test('chance makes a wait longer by at most a fifth, and never shorter', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.integer({ min: 1, max: 9 }),
        (chance, tries) => {
          const wait = SETTINGS.waitSeconds[tries - 1] ?? 0
          const next = follows(answered(500), tries, chance)
          if (next.state !== 'pending') return false
          return next.waitSeconds >= wait && next.waitSeconds <= wait * 1.2 && next.restSeconds === 0
        },
      ),
    )
    expect(follows(answered(500), 1, 0.5)).toEqual({ state: 'pending', waitSeconds: 5.5, restSeconds: 0 })
  })
})

describe('what an answer means', () => {
  test('2xx is delivered, 410 ends all, everything else is tried again', () => {
    for (const status of [200, 201, 204, 299]) expect(follows(answered(status)).state).toBe('delivered')
    expect(follows(answered(410)).state).toBe('gone')
    for (const status of [100, 199, 300, 301, 302, 303, 304, 307, 308, 400, 401, 404, 409, 411, 429, 500, 502, 503])
      expect(follows(answered(status)).state).toBe('pending')
    expect(follows({ status: null, problem: 'too_late' }).state).toBe('pending')
  })
  test('who has too much to do is left alone as a whole', () => {
    for (const status of [429, 502, 503, 504])
      expect(follows(answered(status))).toEqual({ state: 'pending', waitSeconds: 5, restSeconds: 5 })
    expect(follows(answered(429), 5)).toEqual({ state: 'pending', waitSeconds: 18_000, restSeconds: 300 })
    expect(follows(answered(500), 5)).toEqual({ state: 'pending', waitSeconds: 18_000, restSeconds: 0 })
  })
  test('Retry-After is heeded where it means that, within a day, and never makes a wait shorter', () => {
    expect(follows(answered(503, '120'))).toEqual({ state: 'pending', waitSeconds: 120, restSeconds: 120 })
    expect(follows(answered(429, '999999'))).toEqual({ state: 'pending', waitSeconds: 86_400, restSeconds: 86_400 })
    expect(follows(answered(429, '1'), 2)).toEqual({ state: 'pending', waitSeconds: 300, restSeconds: 1 })
    expect(follows(answered(500, '120'))).toEqual({ state: 'pending', waitSeconds: 5, restSeconds: 0 })
    expect(follows(answered(302, '120'))).toEqual({ state: 'pending', waitSeconds: 5, restSeconds: 0 })
    expect(follows(answered(503, '0'), 1).state).toBe('pending')
  })
  test('it is a count of seconds or a date of HTTP, and nothing else', () => {
    expect(retryAfterSeconds('Tue, 14 Apr 2026 01:02:00 GMT', NOW)).toBe(120)
    expect(retryAfterSeconds('0', NOW)).toBe(0)
    for (const text of ['', '-1', '1.5', 'soon', 'Tue, 14 Apr 2026 00:59:00 GMT', '2026-04-14T02:00:00Z', '1e9'])
      expect(retryAfterSeconds(text, NOW)).toBe(null)
  })
})
