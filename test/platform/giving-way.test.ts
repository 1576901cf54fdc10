/** Work that nobody waits for: it goes at once in quiet, waits while requests are answered, and never long. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { makeGivingWay } from '../../src/platform/giving-way.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** The milliseconds a piece of work waits, told by the clock that the test moves. */
function waiting(clear: () => Promise<void>) {
  const begun = performance.now()
  const told: { waited: number | null } = { waited: null }
  void clear().then(() => {
    told.waited = performance.now() - begun
  })
  return told
}

test('nobody waits: it goes at once', async () => {
  const piece = waiting(makeGivingWay().clear)
  await vi.advanceTimersByTimeAsync(0)
  expect(piece.waited).toBe(0)
})

test('a request is under way: it goes when that is answered and nothing follows', async () => {
  const way = makeGivingWay()
  way.asked()
  way.asked()
  const piece = waiting(way.clear)
  await vi.advanceTimersByTimeAsync(100)
  way.answered()
  await vi.advanceTimersByTimeAsync(100)
  expect(piece.waited).toBeNull()
  way.answered()
  await vi.advanceTimersByTimeAsync(15)
  expect(piece.waited).toBeNull()
  await vi.advanceTimersByTimeAsync(50)
  expect(piece.waited).toBeGreaterThan(200)
  expect(piece.waited).toBeLessThan(300)
})

test('requests that follow each other without a gap are one load; it waits for them a second, no longer', async () => {
  const way = makeGivingWay()
  way.asked()
  way.answered()
  const piece = waiting(way.clear)
  for (let ms = 0; ms < 900; ms += 10) {
    way.asked()
    await vi.advanceTimersByTimeAsync(5)
    way.answered()
    await vi.advanceTimersByTimeAsync(5)
  }
  expect(piece.waited).toBeNull()
  way.asked()
  await vi.advanceTimersByTimeAsync(200)
  expect(piece.waited).toBeGreaterThanOrEqual(1000)
  expect(piece.waited).toBeLessThan(1100)
})
