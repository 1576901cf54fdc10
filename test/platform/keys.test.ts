/** The key folder: closed to others, made once, rotated without breaking what was sealed before. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openKeys, readKeptTrustList, revokeKey, rotateKey } from '../../src/platform/keys.ts'

const JANUARY = new Date('2026-01-05T00:00:00Z')
const JUNE = new Date('2026-06-01T09:30:15.250Z')

let parent: string
let folder: string
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'keys-'))
  folder = join(parent, 'deep', 'keys')
})
afterEach(() => rmSync(parent, { recursive: true, force: true }))

describe('the key folder', () => {
  it('is made where it is missing, and only its owner may look inside', async () => {
    expect(readKeptTrustList(folder)).toBeUndefined()
    await openKeys(folder, JANUARY)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder).sort()).toEqual([
      'root.key.pem',
      'seal-1.key.pem',
      'time-stamp-1.key.pem',
      'trust-list.json',
    ])
    expect(readdirSync(join(parent, 'deep'))).toEqual(['keys'])
  })

  it('is made once, even where two processes come at the same time', async () => {
    const rings = await Promise.all(Array.from({ length: 4 }, () => openKeys(folder, JANUARY)))
    expect(new Set(rings.map(ring => ring.trustList.root)).size).toBe(1)
    expect((await openKeys(folder, JUNE)).trustList).toEqual(rings[0]?.trustList)
  })

  it('lists no private key', async () => {
    await openKeys(folder, JANUARY)
    const listed = readFileSync(join(folder, 'trust-list.json'), 'utf8')
    const secret = readFileSync(join(folder, 'seal-1.key.pem'), 'utf8').split('\n')[1] as string
    expect(listed).not.toContain(secret.slice(0, 40))
  })

  it('retires the old key on the second and makes the next one under the same root', async () => {
    const before = await openKeys(folder, JANUARY)
    const after = await rotateKey(folder, 'seal', JUNE)
    expect(after.seal.id).toBe('seal-2')
    expect(after.timeStamp.id).toBe('time-stamp-1')
    expect(after.trustList.root).toBe(before.trustList.root)
    const days = after.trustList.keys.map(({ id, status, not_before, not_after }) => [
      id,
      status,
      not_before,
      not_after,
    ])
    expect(days).toEqual([
      ['seal-1', 'retired', '2026-01-05T00:00:00Z', '2026-06-01T09:30:15Z'],
      ['time-stamp-1', 'active', '2026-01-05T00:00:00Z', '2036-01-05T00:00:00Z'],
      ['seal-2', 'active', '2026-06-01T09:30:15Z', '2029-06-01T09:30:15Z'],
    ])
    expect(existsSync(join(folder, 'seal-1.key.pem'))).toBe(true)
  })

  it('seals no more with a revoked key until it is rotated', async () => {
    await openKeys(folder, JANUARY)
    expect(revokeKey(folder, 'seal-1').keys[0]?.status).toBe('revoked')
    await expect(openKeys(folder, JUNE)).rejects.toThrow('no active key for seal')
    const rotated = await rotateKey(folder, 'seal', JUNE)
    expect(rotated.trustList.keys.map(key => [key.id, key.status])).toContainEqual(['seal-1', 'revoked'])
    expect(() => revokeKey(folder, 'seal-9')).toThrow('no key named seal-9')
  })
})
