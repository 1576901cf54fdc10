/**
 * The verifier against everything that can be done to a sealed paper without the agency's key, and a few things with
 * it.
 */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { zlibSync } from 'fflate'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  readSeal,
  readTimeStamp,
  sealedAttributes,
  stampedAttributes,
  writeSeal,
  writeTimeStamp,
} from '../../src/certificate/cms.ts'
import { localTimeStamper } from '../../src/certificate/seal.ts'
import type { TrustedKey, TrustList } from '../../src/certificate/trust-list.ts'
import { verifySealedPdf } from '../../src/certificate/verify.ts'
import { calendarDate } from '../../src/kernel/calendar.ts'
import { sure } from '../../src/kernel/result.ts'
import type { KeyRing } from '../../src/platform/keys.ts'
import { sampleContent } from './sample.ts'
import {
  bytesOf,
  drawn,
  exchanged,
  freshRing,
  hole,
  inFolder,
  isInstalled,
  latin1,
  listOf,
  run,
  STAMPED,
  sealBytes,
  sealed,
  TODAY,
  verdict,
  withSeal,
  written,
} from './sealed.ts'

let ring: KeyRing
let forger: KeyRing
let paper: Uint8Array
let list: TrustList

beforeAll(() =>
  freshRing()
    .then(own => {
      ring = own
      paper = sealed(own)
      list = listOf(own)
      return freshRing()
    })
    .then(theirs => {
      forger = theirs
    }),
)

const changedKey = (purpose: TrustedKey['purpose'], change: Partial<TrustedKey>): TrustList => ({
  ...list,
  keys: list.keys.map(key => (key.purpose === purpose ? { ...key, ...change } : key)),
})
const sha256 = (bytes: Uint8Array): Uint8Array => Uint8Array.from(createHash('sha256').update(bytes).digest())
const flipped = (bytes: Uint8Array, at: number, bit: number): Uint8Array => {
  const changed = bytes.slice()
  changed[at] = (changed[at] as number) ^ (1 << bit)
  return changed
}

/** Seals a file with the true key over ranges that a careless verifier would take. */
function sealedOver(pdf: Uint8Array, wider: number): Uint8Array {
  const { from, to, rest } = hole(pdf)
  const range = `/ByteRange [0 ${from - wider} ${to} ${rest}]`
  const old = /\/ByteRange \[[^\]]*\] */.exec(latin1(pdf))?.[0] as string
  const ranged = bytesOf(latin1(pdf).replace(old, range.padEnd(old.length)))
  const covered = Buffer.concat([ranged.subarray(0, from - wider), ranged.subarray(to)])
  const digest = sha256(covered)
  const { certificate, sign } = ring.seal
  const signature = sign(sealedAttributes(digest, certificate))
  const timeStamp = localTimeStamper(ring.timeStamp, STAMPED, 2n)(signature)
  return withSealAt(ranged, from, to, writeSeal({ digest, certificate, signature, timeStamp }))
}
function withSealAt(bytes: Uint8Array, from: number, to: number, seal: Uint8Array): Uint8Array {
  const changed = bytes.slice()
  changed.set(
    bytesOf(
      Buffer.from(seal)
        .toString('hex')
        .padEnd(to - from - 2, '0'),
    ),
    from + 1,
  )
  return changed
}

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
/** The other signature that ECDSA takes for the same message: (r, n - s). */
function twin(signature: Uint8Array): Uint8Array {
  const rLength = signature[3] as number
  const r = signature.subarray(2, 4 + rLength)
  const s = BigInt(`0x${Buffer.from(signature.subarray(6 + rLength)).toString('hex')}`)
  const digits = (ORDER - s).toString(16).padStart(64, '0')
  const value = Buffer.from(Number.parseInt(digits.slice(0, 2), 16) >= 0x80 ? `00${digits}` : digits, 'hex')
  const body = Buffer.concat([r, Buffer.of(2, value.length), value])
  return Uint8Array.from(Buffer.concat([Buffer.of(0x30, body.length), body]))
}

describe('a sealed certificate', () => {
  it('is genuine, and gives its record, the moment of its seal and the key', () => {
    const verified = sure(verifySealedPdf(paper, list, TODAY))
    expect(verified.attachment).toEqual({ name: 'record.json', bytes: sampleContent('ko').attachment.bytes })
    expect(verified.sealedAt).toBe(STAMPED)
    expect(verified.sealKey).toEqual({ id: 'seal-1', status: 'active' })
    expect(verified.timeStampKey).toEqual({ id: 'time-stamp-1', status: 'active' })
  })

  it.each(['en', 'zh'] as const)('is genuine in %s too', language => {
    expect(verdict(sealed(ring, drawn(sampleContent(language))), list)).toBe('genuine')
  })

  it('is, but for the seal and its range, the bytes that were drawn', () => {
    const plain = latin1(drawn())
    const { from, to } = hole(paper)
    const range = /\/ByteRange \[[^\]]*\] */
    const without = (text: string): string => (text.slice(0, from) + text.slice(to)).replace(range, '')
    expect(without(latin1(paper))).toBe(without(plain))
  })

  it('is refused when any one bit of it is another, wherever it stands', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: paper.length - 1 }), fc.integer({ min: 0, max: 7 }), (at, bit) => {
        expect(verdict(flipped(paper, at, bit), list)).not.toBe('genuine')
      }),
      { numRuns: 400 },
    )
  })

  it('is refused for every single byte of the seal, and for every sixteenth of its padding', () => {
    const { from, to } = hole(paper)
    const end = from + 1 + 2 * sealBytes(paper).length
    const passed: number[] = []
    for (let at = from; at < to; at += at < end ? 1 : 16) {
      // The bits in turn: the sixth makes small letters of capitals, the first another digit.
      if (verdict(flipped(paper, at, at % 2 === 0 ? 0 : 5), list) === 'genuine') passed.push(at)
    }
    expect(passed).toEqual([])
  })
})

describe('what is done to a paper without the key', () => {
  it.each([
    ['nothing at all', () => new Uint8Array(), 'paper_not_pdf'],
    ['a picture', () => bytesOf('\x89PNG\r\n\x1a\n'), 'paper_not_pdf'],
    ['something before the first byte', () => bytesOf(` ${latin1(paper)}`), 'paper_not_pdf'],
    ['the drawing that was never sealed', () => drawn(), 'paper_bytes_appended|seal_not_canonical|paper_altered'],
    ['a PDF without any seal', () => bytesOf('%PDF-1.7\n%%EOF\n'), 'paper_not_sealed'],
    ['a PDF of another version, as scanners make', () => bytesOf('%PDF-1.4\n%%EOF\n'), 'paper_not_sealed'],
    [
      'another version in its first line',
      () => bytesOf(latin1(paper).replace('%PDF-1.7', '%PDF-1.4')),
      'paper_altered',
    ],
    ['one byte appended', () => bytesOf(`${latin1(paper)}\n`), 'paper_bytes_appended'],
    [
      'an incremental update appended',
      () =>
        bytesOf(
          `${latin1(paper)}1 0 obj\n<<>>\nendobj\nxref\n0 1\n0000000000 65535 f \ntrailer\n<<>>\nstartxref\n9\n%%EOF\n`,
        ),
      'paper_bytes_appended',
    ],
    ['a second seal appended', () => bytesOf(latin1(paper) + latin1(paper)), 'paper_bytes_appended'],
    ['the end cut off', () => paper.subarray(0, paper.length - 1), 'paper_altered'],
    [
      'capital digits in the seal',
      () =>
        exchanged(
          paper,
          /(?<=\/Contents <)[0-9a-f]+/,
          latin1(paper)
            .match(/(?<=\/Contents <)[0-9a-f]+/)?.[0]
            .toUpperCase() ?? '',
        ),
      'seal_not_canonical',
    ],
    ['something in the padding', () => exchanged(paper, /00>/, '01>'), 'seal_not_canonical'],
    ['a byte of the page changed', () => flipped(paper, 4000, 3), 'paper_altered'],
    [
      'the number in the metadata changed',
      () => exchanged(paper, '0000042-48</rdf', '0000043-48</rdf'),
      'paper_altered',
    ],
  ])('%s: refused', (_, spoil, expected) => {
    expect(expected.split('|')).toContain(verdict(spoil(), list))
  })

  it('an attachment swapped for another of the same length: refused', () => {
    const text = latin1(paper)
    const at = text.indexOf('/Type /EmbeddedFile')
    const start = text.indexOf('stream\n', at) + 'stream\n'.length
    const length = Number(/\/Length ([0-9]+)/.exec(text.slice(at))?.[1])
    const better = Buffer.from(sampleContent('ko').attachment.bytes).toString('utf8').replace('80.80', '99.80')
    const packed = zlibSync(new TextEncoder().encode(better))
    const swapped = paper.slice()
    swapped.set(packed.subarray(0, length), start)
    expect(verdict(swapped, list)).toBe('paper_altered')
  })

  it('the seal of one paper put on another: refused', () => {
    const other = sealed(ring, drawn(sampleContent('ko', { grade: { label: '등급', value: 'AAA', meaning: '-' } })))
    expect(hole(other).from).toBeGreaterThan(0)
    expect(verdict(withSeal(other, sealBytes(paper)), list)).toBe('paper_altered')
  })

  it('the same paper sealed under another root: the key is unknown', () => {
    expect(verdict(sealed(forger), list)).toBe('seal_key_unknown')
    expect(verdict(sealed(forger), listOf(forger))).toBe('genuine')
  })

  it('a forged key put on the list without the root having signed it: still unknown', () => {
    const theirs = listOf(forger).keys.map(key => ({ ...key, id: `x-${key.id}` }))
    expect(verdict(sealed(forger), { ...list, keys: [...list.keys, ...theirs] })).toBe('seal_key_unknown')
  })

  it('the key for time-stamps used to seal: unknown for this work', () => {
    const misused = sealed({ ...ring, seal: ring.timeStamp })
    expect(verdict(misused, list)).toBe('seal_key_unknown')
    const relabelled = list.keys.map(key => ({ ...key, purpose: 'seal' as const }))
    expect(verdict(misused, { ...list, keys: relabelled })).toBe('seal_key_unknown')
  })

  it('a signature by another key beside the true certificate: wrong', () => {
    const mixed = { ...ring, seal: { ...ring.seal, sign: forger.seal.sign } }
    expect(verdict(sealed(mixed), list)).toBe('seal_signature_wrong')
  })

  it('the twin of a signature, which anybody can compute: refused in the seal and in the time-stamp', () => {
    const seal = readSeal(sealBytes(paper))
    const token = seal && readTimeStamp(seal.timeStamp)
    if (seal === undefined || token === undefined) throw new Error('unreadable')
    expect(twin(twin(seal.signature))).toEqual(seal.signature)
    const otherSeal = writeSeal({ ...seal, signature: twin(seal.signature) })
    expect(verdict(withSeal(paper, otherSeal), list)).toBe('seal_signature_wrong')
    const otherToken = writeTimeStamp({ ...token, signature: twin(token.signature) })
    const otherStamp = writeSeal({ ...seal, timeStamp: otherToken })
    expect(verdict(withSeal(paper, otherStamp), list)).toBe('time_stamp_invalid: signature_wrong')
  })
})

describe('the time-stamp', () => {
  const restamped = (change: (signature: Uint8Array) => Uint8Array): Uint8Array => {
    const seal = readSeal(sealBytes(paper))
    if (seal === undefined) throw new Error('unreadable')
    return withSeal(paper, writeSeal({ ...seal, timeStamp: change(seal.signature) }))
  }

  it('of something else is refused', () => {
    const stamp = localTimeStamper(ring.timeStamp, STAMPED, 3n)
    expect(verdict(restamped(stamp), list)).toBe('genuine')
    expect(
      verdict(
        restamped(() => stamp(Uint8Array.of(1))),
        list,
      ),
    ).toBe('time_stamp_invalid: of_something_else')
  })

  it('by an authority that is not on the list, or revoked, is refused', () => {
    expect(verdict(restamped(localTimeStamper(forger.timeStamp, STAMPED, 3n)), list)).toBe(
      'time_stamp_invalid: unknown_authority',
    )
    expect(verdict(paper, changedKey('time_stamp', { status: 'revoked' }))).toBe(
      'time_stamp_invalid: revoked_authority',
    )
  })

  it('by the key that seals is refused: one key cannot vouch for its own time', () => {
    expect(verdict(restamped(localTimeStamper(ring.seal, STAMPED, 3n)), list)).toBe(
      'time_stamp_invalid: unknown_authority',
    )
  })

  it('back-dated in its text is refused', () => {
    const seal = readSeal(sealBytes(paper))
    const token = seal && readTimeStamp(seal.timeStamp)
    if (seal === undefined || token === undefined) throw new Error('unreadable')
    const earlier = { ...token, claim: { ...token.claim, moment: '2026-11-02T00:00:00Z' } }
    const dated = withSeal(paper, writeSeal({ ...seal, timeStamp: writeTimeStamp(earlier) }))
    expect(verdict(dated, list)).toBe('time_stamp_invalid: signature_wrong')
    expect(ring.timeStamp.sign(stampedAttributes(earlier.claim, token.certificate)).length).toBeGreaterThan(60)
  })

  it('from before or after the authority, or from the future, is refused', () => {
    expect(verdict(paper, changedKey('time_stamp', { not_after: '2026-11-23T01:02:02Z' }))).toBe(
      'time_stamp_invalid: authority_expired',
    )
    expect(verdict(paper, changedKey('time_stamp', { not_after: STAMPED }))).toBe('genuine')
    expect(verdict(paper, list, calendarDate('2026-11-21'))).toBe('time_stamp_invalid: in_the_future')
    expect(verdict(paper, list, calendarDate('2026-11-22'))).toBe('genuine')
  })
})

describe('the key that seals', () => {
  it('verifies by its days once retired, to the second', () => {
    expect(verdict(paper, changedKey('seal', { status: 'retired', not_after: STAMPED }))).toBe('genuine')
    expect(verdict(paper, changedKey('seal', { status: 'retired', not_after: '2026-11-23T01:02:02Z' }))).toBe(
      'seal_key_expired',
    )
    expect(verdict(paper, changedKey('seal', { not_before: '2026-11-23T01:02:04Z' }))).toBe('seal_key_expired')
  })

  it('is not believed outside the days of its certificate, whatever the list says', () => {
    const late = sealed(ring, drawn(), '2031-01-01T00:00:00Z')
    expect(verdict(late, changedKey('seal', { not_after: '2099-01-01T00:00:00Z' }), calendarDate('2031-01-02'))).toBe(
      'seal_key_expired',
    )
  })

  it('is believed at no time once revoked, and not at all once off the list', () => {
    expect(verdict(paper, changedKey('seal', { status: 'revoked' }))).toBe('seal_key_revoked')
    expect(verdict(paper, { ...list, keys: list.keys.filter(key => key.purpose !== 'seal') })).toBe('seal_key_unknown')
  })
})

describe('what only the agency itself could do wrong', () => {
  it('a seal over less than the whole file is refused', () => {
    expect(verdict(sealedOver(paper, 0), list)).toBe('genuine')
    expect(verdict(sealedOver(paper, 10), list)).toBe('paper_altered')
  })

  it('a paper sealed without its record, or with one that is not marked as the data, is refused', () => {
    const without = exchanged(drawn(), '/EmbeddedFiles ', '/EmbeddedThing ')
    expect(verdict(sealed(ring, without), list)).toBe('attachment_missing')
    const unrelated = exchanged(drawn(), '/AFRelationship /Data', '/AFRelationship /Date')
    expect(verdict(sealed(ring, unrelated), list)).toBe('attachment_missing')
  })

  it('a paper whose signature field leads somewhere else is refused', () => {
    const astray = exchanged(drawn(), '/SigFlags 3', '/SigFlagz 3').slice()
    expect(verdict(sealed(ring, astray), list)).toBe('genuine')
    const fieldless = exchanged(drawn(), '/Fields [', '/Fieldz [')
    expect(verdict(sealed(ring, fieldless), list)).toBe('seal_not_canonical')
  })
})

describe('a second opinion on the seal', () => {
  it.skipIf(!isInstalled('pdfsig'))('pdfsig: the signature is valid and the total document signed', () =>
    inFolder(folder => {
      const said = run('pdfsig', '-nocert', written(folder, 'paper.pdf', paper))
      expect(said).toContain('Signature is Valid')
      expect(said).toContain('Total document signed')
      expect(said).toContain('ETSI.CAdES.detached')
    }),
  )

  it.skipIf(!isInstalled('openssl'))('openssl: the CAdES signature and the time-stamp verify under the root', () =>
    inFolder(folder => {
      const { from, to } = hole(paper)
      const seal = sealBytes(paper)
      const parts = readSeal(seal)
      if (parts === undefined) throw new Error('unreadable')
      const root = written(folder, 'root.der', Uint8Array.from(Buffer.from(list.root, 'base64')))
      run('openssl', 'x509', '-inform', 'der', '-in', root, '-out', `${folder}/root.pem`)
      const der = written(folder, 'seal.der', seal)
      const covered = written(folder, 'covered', Buffer.concat([paper.subarray(0, from), paper.subarray(to)]))
      const under = ['-CAfile', `${folder}/root.pem`, '-attime', '1795482123']
      run(
        'openssl',
        'cms',
        '-verify',
        '-cades',
        '-inform',
        'der',
        '-in',
        der,
        '-content',
        covered,
        '-binary',
        '-purpose',
        'any',
        ...under,
        '-out',
        '/dev/null',
      )
      const token = written(folder, 'token.der', parts.timeStamp)
      const stamped = written(folder, 'stamped', parts.signature)
      expect(run('openssl', 'ts', '-verify', '-token_in', '-in', token, '-data', stamped, ...under)).toContain('OK')
    }),
  )

  it.skipIf(!isInstalled('qpdf'))('qpdf: the sealed file is as sound as the drawn one', () =>
    inFolder(folder => {
      expect(run('qpdf', '--check', written(folder, 'paper.pdf', paper))).toContain(
        'No syntax or stream encoding errors',
      )
    }),
  )
})
