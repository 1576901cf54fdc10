/** A seal has one form: what nobody signed in it, its lists of algorithms and its order, cannot be another either. */
import { expect, it } from 'vitest'
import { freshRing, listOf, sealBytes, sealed, verdict, withSeal } from './sealed.ts'

const SHA256 = '0609608648016503040201'
const SHA384 = '0609608648016503040202'

it('refuses a seal whose unsigned list of algorithms, or whose version, is another', () =>
  freshRing().then(ring => {
    const [paper, list] = [sealed(ring), listOf(ring)]
    const hex = Buffer.from(sealBytes(paper)).toString('hex')
    const changed = (from: string, to: string): Uint8Array => {
      expect(hex).toContain(from)
      return withSeal(paper, Uint8Array.from(Buffer.from(hex.replace(from, to), 'hex')))
    }
    expect(verdict(withSeal(paper, sealBytes(paper)), list)).toBe('genuine')
    expect(verdict(changed(SHA256, SHA384), list)).toBe('seal_not_canonical')
    expect(verdict(changed('020101', '020103'), list)).toBe('seal_not_canonical')
  }))
