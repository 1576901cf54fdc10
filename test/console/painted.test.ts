/** What waits for a frame goes on behind it, and goes on where no frame comes. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { painted } from '../../src/console/shell/painted.ts'

afterEach(() => {
  vi.useRealTimers()
})

describe('what waits for a frame', () => {
  it('goes on behind the frame, not within it', async () => {
    vi.useFakeTimers()
    const frames: (() => void)[] = []
    const told: string[] = []
    void painted(frame => frames.push(frame)).then(() => told.push('painted'))
    await vi.advanceTimersByTimeAsync(10)
    expect(told).toEqual([])
    for (const frame of frames) frame()
    await Promise.resolve()
    expect(told).toEqual([])
    await vi.advanceTimersByTimeAsync(0)
    expect(told).toEqual(['painted'])
  })

  it('goes on in a window nobody sees, where no frame comes', async () => {
    vi.useFakeTimers()
    const told: string[] = []
    void painted(() => 0).then(() => told.push('painted'))
    await vi.advanceTimersByTimeAsync(1000)
    expect(told).toEqual(['painted'])
  })
})
