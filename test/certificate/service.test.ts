/** Issuing twice gives one paper: the same bytes up to the seal, in any process; and drawing it again. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Attachment } from '../../src/certificate/attachment.ts'
import { genuine } from '../../src/certificate/genuine.ts'
import { makeCertificateService } from '../../src/certificate/service.ts'
import type { KeyRing } from '../../src/platform/keys.ts'
import { changed } from '../cases.ts'
import { freshRing, hole, listOf, TODAY } from './sealed.ts'
import { book, clock, contentFor, drawnOf, issued, named, press, service } from './shipped.ts'

const folder = mkdtempSync(join(tmpdir(), 'service-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let rings: readonly KeyRing[] = []
const keys = (place = 0): KeyRing => rings[place] ?? expect.fail('no keys were made')
beforeAll(() =>
  freshRing().then(first =>
    freshRing().then(second => {
      rings = [first, second]
    }),
  ),
)

/** The file without the seal's own digits: what every issue of one certificate has in common. */
function unsealed(bytes: Uint8Array): Uint8Array {
  const { from, to } = hole(bytes)
  const copy = bytes.slice()
  copy.fill(0x30, from + 1, to - 1)
  return copy
}
const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0

/** A certificate opened by the verifier: its attachment and the bytes of it. */
function opened(bytes: Uint8Array, ring = keys()): { readonly attachment: Attachment; readonly attached: Uint8Array } {
  const found = genuine(bytes, listOf(ring), TODAY)
  if (!found.ok) return expect.fail(JSON.stringify(found.refusals))
  return { attachment: found.value.attachment, attached: found.value.paper.attachment.bytes }
}

const one = named('case-laser-rod-growth')

describe('a certificate issued again', () => {
  const later = makeCertificateService({
    book,
    press,
    clock: { now: () => new Date('2027-02-01T00:00:00Z') },
    serial: () => 7n,
  })

  test('is the same to the byte up to the seal: at another moment, under other keys, with another serial', () => {
    const first = issued(one, 'ko', keys())
    const again = issued(one, 'ko', keys(1), later)
    expect(isSame(first, again)).toBe(false)
    expect(isSame(unsealed(first), unsealed(again))).toBe(true)
  })

  test('has one number for one record, and another for another record', () => {
    const numberOf = (name: string) => contentFor(named(name), 'ko').number.value
    expect(contentFor(one, 'en').number.value).toBe(numberOf('case-laser-rod-growth'))
    expect(numberOf('case-thermal-joint-project')).not.toBe(numberOf('case-laser-rod-growth'))
  })

  test.each(['ko', 'en', 'zh'] as const)('is the same in %s from another process, up to the seal', language => {
    const said = spawnSync(
      process.execPath,
      [
        'src/cli/tech-guarantee.ts',
        'appraise',
        'fixtures/applications/case-laser-rod-growth.json',
        '--lang',
        language,
        '--out',
        join(folder, language),
      ],
      { encoding: 'utf8', env: { ...process.env, DATA_DIR: join(folder, 'kept'), VERIFIER_URL: undefined } },
    )
    expect(said.status, said.stderr).toBe(0)
    const other = readFileSync(join(folder, language, `case-laser-rod-growth.${language}.pdf`))
    expect(isSame(unsealed(other), unsealed(issued(one, language, keys())))).toBe(true)
  })
})

describe('drawing a certificate again', () => {
  test.each([
    ['case-laser-rod-growth', 'ko'],
    ['case-overunity-generator-decline', 'en'],
    ['case-robot-learning-poc-pilot', 'zh'],
  ] as const)('%s in %s gives the same face', (name, language) => {
    const bytes = issued(named(name), language, keys())
    const { attachment, attached } = opened(bytes)
    expect(service.redrawn(bytes, attachment, attached)).toEqual({ ok: true, value: 'same' })
  })

  test('finds any one byte of the face that is another, though the attachment is the same', () => {
    const bytes = issued(one, 'en', keys())
    const { attachment, attached } = opened(bytes)
    const { from } = hole(bytes)
    for (const at of [20, Math.trunc(from / 2), from - 200, bytes.length - 8]) {
      const other = bytes.slice()
      other[at] = (other[at] ?? 0) ^ 1
      const found = service.redrawn(other, attachment, attached)
      expect(found.ok ? [] : found.refusals.map(({ code, params }) => [code, params['value']])).toEqual([
        ['certificate_face_differs', `byte ${at}`],
      ])
    }
    const longer = service.redrawn(Uint8Array.from([...bytes, 10]), attachment, attached)
    expect(longer.ok).toBe(false)
  })

  test('finds a face in another firm’s name', () => {
    const bytes = issued(one, 'en', keys())
    const { attachment, attached } = opened(bytes)
    const other = changed(attachment, { 'printed.firm': 'Another Firm Co., Ltd.' }) as Attachment
    expect(service.redrawn(bytes, other, attached)).toMatchObject({ ok: false })
  })

  test('is not done where a word of the rules has changed since: the paper stays genuine, and that is said', () => {
    const bytes = issued(one, 'ko', keys())
    const { attachment, attached } = opened(bytes)
    const [key, words] = [...book.words][0] ?? expect.fail('the rules have words')
    const reworded = { ...book, words: new Map(book.words).set(key, { ...words, zh: `${words.zh}。` }) }
    const other = makeCertificateService({ book: reworded, press, clock, serial: () => 1n })
    expect(other.redrawn(bytes, attachment, attached)).toEqual({ ok: true, value: 'not_redrawn' })
  })

  test('is not done for a face of another drawing', () => {
    const bytes = issued(one, 'ko', keys())
    const { attachment, attached } = opened(bytes)
    const other = changed(attachment, { 'wording.drawing': 'drawing/0' }) as Attachment
    expect(service.redrawn(bytes, other, attached)).toEqual({ ok: true, value: 'not_redrawn' })
  })
})

test('a name with a letter no font of ours has is refused, and nothing is drawn', () => {
  const file = changed(one.file, { 'names.firm-103.en': 'Glyphless \u{10400}' }) as typeof one.file
  const place = join(folder, 'undrawable.json')
  writeFileSync(place, JSON.stringify(file))
  const said = spawnSync(
    process.execPath,
    ['src/cli/tech-guarantee.ts', 'appraise', place, '--lang', 'en', '--out', join(folder, 'none')],
    { encoding: 'utf8', env: { ...process.env, DATA_DIR: join(folder, 'kept') } },
  )
  expect([said.status, said.stdout]).toEqual([2, ''])
  expect(JSON.parse(said.stderr)).toMatchObject({ errors: [{ code: 'certificate_text_undrawable' }] })
  expect(() => readFileSync(join(folder, 'none'))).toThrow('ENOENT')
})

test('a certificate before its seal is a file without one, the same every time', () => {
  expect(isSame(drawnOf(one, 'zh'), drawnOf(one, 'zh'))).toBe(true)
})
