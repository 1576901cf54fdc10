/** A key is rotated: what the old one sealed stays genuine, what it seals afterwards does not. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type KeyRing, openKeys, rotateKey } from '../../src/platform/keys.ts'
import { drawn, listOf, MADE, sealed, verdict } from './sealed.ts'

const folder = mkdtempSync(join(tmpdir(), 'rotation-'))
const keys = join(folder, 'keys')
const ROTATED = new Date('2026-11-15T00:00:00Z')
const [EARLIER, LATER] = ['2026-11-10T00:00:00Z', '2026-11-16T00:00:00Z']

let [first, second, third]: [KeyRing?, KeyRing?, KeyRing?] = []
const sure = (ring: KeyRing | undefined): KeyRing => ring ?? expect.fail('no keys were made')

beforeAll(() =>
  openKeys(keys, MADE)
    .then(ring => {
      first = ring
      return rotateKey(keys, 'seal', ROTATED)
    })
    .then(ring => {
      second = ring
      return rotateKey(keys, 'time_stamp', ROTATED)
    })
    .then(ring => {
      third = ring
    }),
)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('rotation', () => {
  it('leaves papers of the retired key genuine, and those of the new key are genuine too', () => {
    const list = listOf(sure(second))
    expect(verdict(sealed(sure(first), drawn(), EARLIER), list)).toBe('genuine')
    expect(verdict(sealed(sure(second), drawn(), LATER), list)).toBe('genuine')
  })

  it('ends what a retired key can do: whoever steals it cannot seal with the time of today', () => {
    expect(verdict(sealed(sure(first), drawn(), LATER), listOf(sure(second)))).toBe('seal_key_expired')
  })

  it('is not known to a list from before it', () => {
    expect(verdict(sealed(sure(second), drawn(), LATER), listOf(sure(first)))).toBe('seal_key_unknown')
  })

  it('of the time-stamp authority leaves the papers it stamped genuine', () => {
    expect(verdict(sealed(sure(first), drawn(), EARLIER), listOf(sure(third)))).toBe('genuine')
    expect(sure(third).timeStamp.id).toBe('time-stamp-2')
  })
})
