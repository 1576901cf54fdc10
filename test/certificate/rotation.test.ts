/** A key is rotated: what the old one sealed stays genuine, what it seals afterwards does not. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openKeys, rotateKey } from '../../src/platform/keys.ts'
import { drawn, inFolder, listOf, MADE, sealed, verdict } from './sealed.ts'

describe('rotation', () => {
  it('leaves papers of the retired key genuine, and those of the new key are genuine too', () =>
    inFolder(async (folder) => {
      const keys = join(folder, 'keys')
      const before = await openKeys(keys, MADE)
      const old = sealed(before, drawn(), '2026-11-10T00:00:00Z')
      const after = await rotateKey(keys, 'seal', new Date('2026-11-15T00:00:00Z'))
      const list = listOf(after)
      expect(verdict(old, list)).toBe('genuine')
      expect(verdict(sealed(after, drawn(), '2026-11-16T00:00:00Z'), list)).toBe('genuine')
      // A stolen retired key seals with today's time: its end has passed.
      expect(verdict(sealed(before, drawn(), '2026-11-16T00:00:00Z'), list)).toBe('seal_key_expired')
      // A list from before the rotation does not know the new key yet.
      expect(verdict(sealed(after, drawn(), '2026-11-16T00:00:00Z'), listOf(before))).toBe('seal_key_unknown')
    }))

  it('of the time-stamp authority leaves its papers genuine', () =>
    inFolder(async (folder) => {
      const keys = join(folder, 'keys')
      const old = sealed(await openKeys(keys, MADE), drawn(), '2026-11-10T00:00:00Z')
      const after = await rotateKey(keys, 'time_stamp', new Date('2026-11-15T00:00:00Z'))
      expect(verdict(old, listOf(after))).toBe('genuine')
      expect(after.timeStamp.id).toBe('time-stamp-2')
    }))
})
