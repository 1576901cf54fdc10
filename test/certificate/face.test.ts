/** The printed face: every amount and grade is the disclosure's, in three languages, and every word is a word. */
import { describe, expect, test } from 'vitest'
import type { CertificateContent } from '../../src/certificate/content.ts'
import { grouped, percentText } from '../../src/certificate/face.ts'
import { LABELS } from '../../src/certificate/words.ts'
import { LANGUAGES, type Language } from '../../src/kernel/words.ts'
import { attachmentOf, contentFor, named, shipped } from './shipped.ts'

/** Every text of a face, the attachment's bytes apart. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (value instanceof Uint8Array || typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(textsOf)
}
const rowOf = (content: CertificateContent, label: string): string =>
  [...content.terms.rows, ...content.facts].find(row => row.label === label)?.value ?? `no row ${label}`

const digits = new Intl.NumberFormat('en-US')
/** An amount as each language prints it, made another way than the face does. */
const won = (amount: string, language: Language): string =>
  ({ ko: `${digits.format(BigInt(amount))}원`, en: `KRW ${digits.format(BigInt(amount))}`, zh: '' })[language] ||
  `${digits.format(BigInt(amount))} 韩元`
const percent = (text: string): string =>
  `${new Intl.NumberFormat('en-US', { maximumFractionDigits: 4 }).format(Number(text) * 100)}%`

/** A code of ours that stands where a word is due. */
const RAW_KEY =
  /\b[a-z]+_[a-z_]+\b|\b(?:clause|condition|programme|indicator|group|module|family|stage|gate|grade)\.[a-zA-Z]/
const HANGUL = /[\uac00-\ud7a3]/
const HAN = /[\u4e00-\u9fff]/

const faces = shipped.flatMap(one =>
  LANGUAGES.map(language => [one.name, language, contentFor(one, language)] as const),
)

describe.each(faces)('%s in %s', (_name, language, content) => {
  const { disclosure, printed } = attachmentOf(content)
  const { terms, certificate, valuation } = disclosure
  const say = (label: keyof typeof LABELS): string => LABELS[label][language]

  test('has a word for everything: no key, nothing undefined, nothing left to fill in, nothing empty', () => {
    const { url } = content.verification
    const texts = textsOf(content).filter(text => text !== url && text !== content.attachment.name)
    expect(texts.filter(text => /undefined|null|NaN|[{}]|\[object/.test(text))).toEqual([])
    expect(texts.filter(text => RAW_KEY.test(text))).toEqual([])
    const named = [...content.facts, ...content.terms.rows, ...content.score.rows].map(row => row.label)
    expect(named.filter(label => label.trim() === '')).toEqual([])
  })

  test('speaks one language', () => {
    const texts = textsOf(content).filter(text => text !== printed.firm && text !== content.subtitle)
    const strange = { ko: HAN, en: /[\uac00-\ud7a3\u4e00-\u9fff]/, zh: HANGUL }[language]
    expect(texts.filter(text => strange.test(text))).toEqual([])
  })

  test('prints the grade, the days and the number of the disclosure', () => {
    expect(content.grade.value).toBe(disclosure.grade)
    expect(content.number.value).toBe(certificate.number)
    expect(content.issueDay.value).toBe(certificate.issued_on)
    expect(content.validity.value).toContain(certificate.issued_on)
    expect(content.validity.value).toContain(certificate.valid_until)
    expect(content.facts.map(row => row.value)).toContain(`${disclosure.technology_grade} · ${disclosure.risk_grade}`)
    expect(content.score.summary).toContain(disclosure.score)
    expect(content.verification.url).toBe(`${printed.verifier}${certificate.number}`)
    expect(content.notes.items.join()).toContain(disclosure.record.digest)
    expect(content.notAGuarantee).toBe(say('not_a_guarantee'))
  })

  test('prints the marks of the disclosure, and points that add up', () => {
    const indicators = content.score.rows.filter(row => row.level === 'indicator')
    expect(indicators.map(row => row.mark)).toEqual(disclosure.marks.map(one => one.mark))
    const total = content.score.rows.at(-1)
    expect(Math.abs(Number(total?.points) - Number(disclosure.score))).toBeLessThanOrEqual(0.005)
    const sum = indicators.reduce((all, row) => all + Number(row.points), 0)
    // Each of at most 33 lines is rounded to a hundredth for the eye.
    expect(Math.abs(sum - Number(disclosure.score))).toBeLessThan(33 * 0.005)
  })

  test('prints the amounts and rates of the disclosure, and of no case it recommends nothing for', () => {
    if (terms === null) {
      expect(content.terms.rows).toEqual([])
      expect(content.conditions.items).toEqual([])
      return
    }
    expect(rowOf(content, say('loan'))).toBe(won(terms.loan, language))
    expect(rowOf(content, say('guaranteed'))).toBe(won(terms.guaranteed, language))
    expect(rowOf(content, say('bank_share'))).toBe(won(terms.bank_share, language))
    expect(rowOf(content, say('ratio'))).toBe(percent(terms.ratio))
    expect(rowOf(content, say('fee'))).toBe(`${percent(terms.fee.rate)} (${won(terms.fee.first, language)})`)
    expect(rowOf(content, say('term'))).toContain(String(terms.term_months))
    if (terms.pledge !== null) expect(rowOf(content, say('pledge'))).toBe(won(terms.pledge, language))
    const values = content.terms.rows.map(row => row.value)
    for (const { amount, released } of terms.tranches)
      expect(values).toContain(`${won(amount, language)}, ${say(released ? 'tranche_released' : 'tranche_waiting')}`)
    expect(content.conditions.items).toHaveLength(terms.conditions.length)
    expect(content.terms.heading).toBe(say(disclosure.recommended === 'approve' ? 'terms_approve' : 'terms_refer'))
  })

  test('prints a value with its range, and says where it rests on assumptions', () => {
    const shown = content.facts.find(row => row.label === say('value'))?.value ?? ''
    if (valuation === null) expect(shown).toBe('')
    else {
      for (const amount of [valuation.low, valuation.mid, valuation.high])
        expect(shown).toContain(won(amount, language))
      expect(shown.includes(say('value_assumed'))).toBe(valuation.status === 'assumed')
    }
  })
})

describe('digits for the eye', () => {
  test.each([
    ['0.85', '85'],
    ['1', '100'],
    ['0.009', '0.9'],
    ['0.0005', '0.05'],
    ['0.5', '50'],
    ['0.333333', '33.3333'],
    ['0', '0'],
  ])('the ratio %s is printed as %s percent, never rounded', (ratio, text) => {
    expect(percentText(ratio)).toBe(text)
  })
  test.each([
    ['0', '0'],
    ['999', '999'],
    ['1000', '1,000'],
    ['850000000', '850,000,000'],
    ['15000000000', '15,000,000,000'],
  ])('%s won is printed as %s', (amount, text) => {
    expect(grouped(amount)).toBe(text)
  })
})

test('a word that is missing would be seen: its key stands on the face in its place', () => {
  const content = contentFor(named('case-robot-learning-poc-pilot'), 'en')
  expect(content.terms.rows.map(row => row.label).filter(label => RAW_KEY.test(label))).toEqual([])
  for (const key of ['programme.joint_project.name', 'gate.small_pilot', 'clause.general.papers.says', 'know_how'])
    expect(key).toMatch(RAW_KEY)
})
