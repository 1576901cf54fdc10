/** The trust list as it is read: strictly, since everything that is believed stands in it. */
import { beforeAll, describe, expect, it } from 'vitest'
import { readTrustList, type TrustList } from '../../src/certificate/trust-list.ts'
import { freshRing, listOf } from './sealed.ts'

let list: TrustList
beforeAll(() =>
  freshRing().then(ring => {
    list = listOf(ring)
  }),
)

describe('the trust list', () => {
  it.each([
    ['an unknown key', (json: TrustList) => ({ ...json, note: 'x' })],
    ['another format', (json: TrustList) => ({ ...json, format: 2 })],
    ['a moment that is none', (json: TrustList) => ({ ...json, keys: [{ ...json.keys[0], not_after: '2026-11-23' }] })],
    ['two keys of one name', (json: TrustList) => ({ ...json, keys: [json.keys[0], json.keys[0]] })],
    ['a certificate that is not base64', (json: TrustList) => ({ ...json, root: 'not base64!' })],
    ['nothing', () => null],
  ])('is refused with %s', (_, spoil) => {
    const read = readTrustList(spoil(list))
    expect(!read.ok && read.refusals[0]?.code).toBe('trust_list_malformed')
  })
})
