/** `verify`: 0 for a genuine certificate, 1 with the reason for every other one, 2 where there is nothing to check. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verified } from '../../src/cli/verify.ts'
import { type KeyRing, openKeys } from '../../src/platform/keys.ts'
import { changed } from '../cases.ts'
import { exchanged, hole, sealBytes, withSeal } from '../certificate/sealed.ts'
import { book, forged, issued, named, type Read, read } from '../certificate/shipped.ts'
import { each, problemIn, thirdOf, workplace } from './command-line.ts'

const here = workplace('verify')
afterAll(here.remove)
const MADE = new Date('2026-11-01T00:00:00Z')

const one = named('case-laser-rod-growth')
const other = named('case-thermal-joint-project')

const alter =
  (set: Readonly<{ [at: string]: unknown }>) =>
  (attachment: Read): Read =>
    changed(attachment, set) as Read

const flipped = (bytes: Uint8Array, at: number): Uint8Array => {
  const copy = bytes.slice()
  copy[at] = (copy[at] ?? 0) ^ 1
  return copy
}

/** What was done to a certificate -> the file, and the reason it must be refused with. */
function plantedWith(keys: KeyRing, strange: KeyRing): Readonly<{ [what: string]: readonly [Uint8Array, string] }> {
  const bytes = issued(one, 'ko', keys)
  const { from } = hole(bytes)
  const terms = one.done.record.editions.findIndex(edition => edition.kind === 'terms')
  const digest = `sha256:${'a'.repeat(64)}`
  return {
    'bytes appended': [Uint8Array.from([...bytes, 0x0a]), 'paper_bytes_appended'],
    'an update appended': [
      Uint8Array.from([...bytes, ...Buffer.from('\n9 0 obj\n<< >>\nendobj\nstartxref\n0\n%%EOF\n')]),
      'paper_bytes_appended',
    ],
    'a byte changed on its first page': [flipped(bytes, 2000), 'paper_altered'],
    'a byte changed after the seal': [flipped(bytes, bytes.length - 4), 'paper_altered'],
    'a byte changed in the seal': [flipped(bytes, from + 600), 'seal_'],
    'the seal of another certificate': [withSeal(bytes, sealBytes(issued(other, 'ko', keys))), 'paper_altered'],
    'another name for its attachment': [
      exchanged(bytes, 'certificate-record.json', 'certificate-recorx.json'),
      'paper_altered',
    ],
    'a file that is no PDF': [Buffer.from('certificate'), 'paper_not_pdf'],
    'the attachment of another certificate under its own face': [
      forged(
        one,
        keys,
        () => read(other, 'en'),
        () => read(one, 'en').disclosure,
      ),
      'certificate_face_differs',
    ],
    'another grade': [forged(one, keys, alter({ 'disclosure.grade': 'AAA' })), 'certificate_not_recomputed at grade'],
    'another amount': [
      forged(one, keys, alter({ 'disclosure.terms.guaranteed': '940000000' })),
      'certificate_not_recomputed at terms.guaranteed',
    ],
    'another fee': [
      forged(one, keys, alter({ 'disclosure.terms.fee.rate': '0.005' })),
      'certificate_not_recomputed at terms.fee.rate',
    ],
    'another digest of an edition': [
      forged(one, keys, alter({ [`disclosure.editions.${terms}.digest`]: digest })),
      'certificate_edition_altered at numbers.terms',
    ],
    'another number in an edition': [
      forged(one, keys, alter({ 'numbers.terms.fees.maximum.value': '0.5' })),
      'certificate_edition_altered at numbers.terms',
    ],
    'a face that differs from its attachment': [
      forged(
        one,
        keys,
        attachment => attachment,
        disclosure => ({ ...disclosure, grade: 'AAA' }),
      ),
      'certificate_face_differs',
    ],
    'a seal by an unknown key': [issued(one, 'ko', strange), 'seal_key_unknown'],
  }
}

let [keys, strange]: readonly (KeyRing | undefined)[] = []
const sure = (ring: KeyRing | undefined): KeyRing => ring ?? expect.fail('no keys were made')
beforeAll(async () => {
  keys = await openKeys(here.keys, MADE)
  strange = await openKeys(here.place('strange'), MADE)
})

test.each(['ko', 'en', 'zh'] as const)(
  'a certificate in %s as issued is genuine, with all that is to be known',
  async language => {
    const found = await here.run(['verify', here.write(`own.${language}.pdf`, issued(one, language, sure(keys)))])
    expect([found.code, found.err]).toEqual([0, ''])
    const { scoring, decision, digest } = one.done.record
    for (const text of ['genuine', `${scoring.grade} (recomputed: score ${scoring.score}`, digest, 'drawn again'])
      expect(found.out).toContain(text)
    expect(found.out).toContain(`guaranteed ${decision.terms?.guaranteed} of ${decision.terms?.loan} KRW (recomputed)`)
  },
)

describe('a certificate that is not genuine', () => {
  test('is said to be so, with the reason, and ends with 1', async () => {
    const planted = Object.entries(plantedWith(sure(keys), sure(strange)))
    expect(planted.length).toBeGreaterThan(14)
    const list = readFileSync(`${here.keys}/trust-list.json`, 'utf8')
    for (const [what, [bytes, reason]] of planted) {
      const found = verified(bytes, list, book)
      const said = found.ok ? [] : found.refusals.map(({ code, at }) => (at === '' ? code : `${code} at ${at}`))
      expect(said.join(', '), what).toContain(reason)
    }
    const said = await each(thirdOf(planted), ([what, [bytes]]) =>
      here.run(['verify', here.write(`${what.replaceAll(' ', '-')}.pdf`, bytes)]),
    )
    for (const [[what, [, reason]], found] of said) {
      expect([what, found.code]).toEqual([what, 1])
      for (const text of ['not genuine', reason]) expect(found.out, what).toContain(text)
      expect(found.out, what).not.toContain('recomputed:')
      expect(problemIn(found).detail, what).not.toBe('')
    }
  })
})

describe('the trust list', () => {
  const listWith = (set: Readonly<{ [at: string]: unknown }>, name: string): string =>
    here.write(name, JSON.stringify(changed(JSON.parse(readFileSync(`${here.keys}/trust-list.json`, 'utf8')), set)))
  const paper = () => here.write('trusted.pdf', issued(one, 'ko', sure(keys)))

  test('decides who is believed: a key that had ended, that is revoked, or that another list names', async () => {
    const sealAt = (sure(keys).trustList.keys as readonly { readonly purpose: string }[]).findIndex(
      key => key.purpose === 'seal',
    )
    const place = paper()
    const expected = {
      seal_key_expired: listWith({ [`keys.${sealAt}.not_after`]: '2026-11-20T00:00:00Z' }, 'expired.json'),
      seal_key_revoked: listWith({ [`keys.${sealAt}.status`]: 'revoked' }, 'revoked.json'),
      seal_key_unknown: here.place('strange', 'trust-list.json'),
    }
    const said = await each(Object.entries(expected), ([, list]) => here.run(['verify', place, '--trust', list]))
    for (const [[reason], found] of said) {
      expect(found.code).toBe(1)
      expect(found.out).toContain(reason)
    }
  })

  test('that cannot be read, or is not there, is refused with 2', async () => {
    const place = paper()
    const lists = {
      trust_list_malformed: here.write('odd.json', '{"format":2}'),
      file_missing: here.place('none.json'),
    }
    const said = await each(Object.entries(lists), ([, list]) => here.run(['verify', place, '--trust', list]))
    for (const [[code], found] of said) {
      expect([found.code, found.out]).toEqual([2, ''])
      expect(problemIn(found).errors[0]?.code).toBe(code)
    }
  })

  test('named with a slip of spelling is misuse, never the usual list in silence', async () => {
    const found = await here.run(['verify', paper(), '--trsut=other.json'])
    expect([found.code, found.out, problemIn(found).errors[0]?.code]).toEqual([2, '', 'command_misused'])
  })
})
