/** Genuine is more than sealed: what the right key has sealed must follow from itself, and say so on its face. */
import { beforeAll, describe, expect, test } from 'vitest'
import { genuine } from '../../src/certificate/genuine.ts'
import { calendarDate } from '../../src/kernel/calendar.ts'
import type { KeyRing } from '../../src/platform/keys.ts'
import { changed } from '../cases.ts'
import { freshRing, listOf, TODAY } from './sealed.ts'
import { forged, issued, named, type Read, service } from './shipped.ts'

const one = named('case-thermal-joint-project')
let ring: KeyRing | undefined
const keys = (): KeyRing => ring ?? expect.fail('no keys were made')
beforeAll(() =>
  freshRing().then(made => {
    ring = made
  }),
)

const alter =
  (set: Readonly<Record<string, unknown>>, leaveOut: readonly string[] = []) =>
  (attachment: Read): Read =>
    changed(attachment, set, leaveOut) as Read

/** Code and place of everything that is refused; nothing for a genuine paper. */
const refusals = (bytes: Uint8Array, day = TODAY): readonly string[] => {
  const found = genuine(bytes, listOf(keys()), day)
  return found.ok ? [] : found.refusals.map(({ code, at }) => `${code} ${at}`)
}

describe('a certificate as issued', () => {
  test('is genuine, and gives what is attached to it', () => {
    const found = genuine(issued(one, 'ko', keys()), listOf(keys()), TODAY)
    expect(found).toMatchObject({ ok: true, value: { isExpired: false } })
    expect(found.ok && found.value.attachment.disclosure.grade).toBe(one.done.record.scoring.grade)
  })

  test('is genuine the day after its last one, and said to be past', () => {
    const bytes = issued(one, 'zh', keys())
    const { day } = one.file.case
    // Issued for twelve months: the last day is the day before that of the next year.
    const [year = '', rest = ''] = [day.slice(0, 4), day.slice(4)]
    const anniversary = calendarDate(`${Number(year) + 1}${rest}`)
    expect(genuine(bytes, listOf(keys()), anniversary)).toMatchObject({ ok: true, value: { isExpired: true } })
  })
})

describe('sealed by the right key, and yet not genuine', () => {
  test.each([
    ['another grade', { 'disclosure.grade': 'AAA' }, 'certificate_not_recomputed grade'],
    ['a higher amount', { 'disclosure.terms.guaranteed': '931000001' }, 'certificate_not_recomputed terms.guaranteed'],
    [
      'a longer validity',
      { 'disclosure.certificate.valid_until': '2030-01-01' },
      'certificate_not_recomputed certificate.valid_until',
    ],
    ['another mark', { 'disclosure.marks.0.mark': 'E' }, 'certificate_not_recomputed score'],
    [
      'another number in an edition',
      { 'numbers.terms.coverage.basic.value': '0.5' },
      'certificate_edition_altered numbers.terms',
    ],
    [
      'a number with a wrong check digit',
      { 'disclosure.certificate.number': '2026-0001-0000001-00' },
      'certificate_number_check_digit certificate_number',
    ],
  ])('is what carries %s', (_what, set, expected) => {
    expect(refusals(forged(one, keys(), alter(set)))).toContain(expected)
  })

  test('is what names another digest of an edition', () => {
    const place = one.done.record.editions.findIndex(edition => edition.kind === 'terms')
    const set = { [`disclosure.editions.${place}.digest`]: `sha256:${'0'.repeat(64)}` }
    expect(refusals(forged(one, keys(), alter(set)))).toEqual(['certificate_edition_altered numbers.terms'])
  })

  test.each([
    ['a field that nobody knows', { 'disclosure.surplus': '1' }, []],
    ['a number where decimal text is due', { 'disclosure.score': 80 }, []],
    ['a field too few', {}, ['disclosure.risk_grade']],
  ])('is what carries a record with %s', (_what, set, leaveOut) => {
    expect(refusals(forged(one, keys(), alter(set, leaveOut), () => disclosureOfOne()))[0]).toBe(
      'disclosure_unreadable attachment',
    )
  })

  test('is what prints another amount than it carries: found by drawing the face again', () => {
    const bytes = forged(
      one,
      keys(),
      attachment => attachment,
      disclosure => changed(disclosure, { 'terms.guaranteed': '981000000' }) as typeof disclosure,
    )
    const found = genuine(bytes, listOf(keys()), TODAY)
    if (!found.ok) expect.fail('the attached record is right in itself')
    const { attachment, paper } = found.value
    const face = service.redrawn(bytes, attachment, paper.attachment.bytes)
    expect(face.ok ? [] : face.refusals.map(refusal => refusal.code)).toEqual(['certificate_face_differs'])
  })
})

const disclosureOfOne = () => {
  const found = genuine(issued(one, 'en', keys()), listOf(keys()), TODAY)
  return found.ok ? found.value.attachment.disclosure : expect.fail('the certificate as issued is genuine')
}
