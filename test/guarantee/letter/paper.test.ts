/** The papers of guarantees as files: the same bytes for the same input, tagged, sealed, read back, checked. */
import { spawnSync } from 'node:child_process'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Section } from '../../../src/certificate/document.ts'
import { genuine } from '../../../src/certificate/genuine.ts'
import { genuineLetter } from '../../../src/guarantee/letter/genuine.ts'
import { calendarDate } from '../../../src/kernel/calendar.ts'
import { LANGUAGES } from '../../../src/kernel/words.ts'
import type { KeyRing } from '../../../src/platform/keys.ts'
import {
  freshRing,
  hole,
  inFolder,
  isInstalled,
  latin1,
  listOf,
  run,
  TODAY,
  written,
} from '../../certificate/sealed.ts'
import { contentStreams, untagged } from '../../certificate/streams.ts'
import { told } from '../../problems.ts'
import { changed, contentOf, drawnPaper, forged, issued, names, paper, service } from './papers.ts'

let ring: KeyRing | undefined
const keys = (): KeyRing => ring ?? expect.fail('no keys were made')
beforeAll(() =>
  freshRing().then(made => {
    ring = made
  }),
)
const every = names.flatMap(name => LANGUAGES.map(language => [name, language] as const))

const textsOf = (section: Section): readonly string[] => {
  switch (section.kind) {
    case 'frame':
      return [section.text]
    case 'waterfall':
    case 'histogram':
    case 'tornado':
      return [section.alt]
    case 'list':
      return section.items
    case 'lists':
      return section.lists.flatMap(list => list.items)
    case 'pairs':
      return section.rows.map(row => row.value)
    case 'table':
      return section.rows.flatMap(row => row.cells)
    default:
      return section satisfies never
  }
}

describe.each(every)('%s in %s', (name, language) => {
  const content = contentOf(paper(name, language))
  const pdf = drawnPaper(content)

  test('is the same to the byte for the same input', () => {
    expect(Buffer.compare(pdf, drawnPaper(contentOf(paper(name, language))))).toBe(0)
  })

  test('says PDF/A-3a and PDF/UA-1 and paints nothing outside its structure', () => {
    const text = latin1(pdf)
    expect(text).toContain('<pdfaid:part>3</pdfaid:part>')
    expect(text).toContain('<pdfaid:conformance>A</pdfaid:conformance>')
    expect(text).toContain('<pdfuaid:part>1</pdfuaid:part>')
    expect(text).toContain('/AFRelationship /Data')
    expect(text.match(/\/ByteRange \[/g)).toHaveLength(1)
    expect(text).not.toContain('/Subtype /Type1')
    for (const stream of contentStreams(pdf)) expect(untagged(stream)).toEqual([])
  })

  test.skipIf(!isInstalled('qpdf') || !isInstalled('pdfinfo') || !isInstalled('pdftotext'))(
    'holds before other people’s tools, which read every text again',
    () =>
      inFolder(folder => {
        const place = written(folder, 'paper.pdf', pdf)
        expect(run('qpdf', '--check', place)).toContain('No syntax or stream encoding errors found')
        expect(run('pdfinfo', place)).toMatch(/Tagged: +yes/)
        const found = run('pdftotext', '-raw', place, '-').replace(/\s/g, '')
        const printed = [
          content.title,
          content.number.value,
          content.statement,
          content.highlight.value,
          ...content.facts.map(fact => fact.value),
          ...content.sections.flatMap(textsOf),
        ]
        expect(printed.length).toBeGreaterThan(15)
        for (const text of printed) expect(found).toContain(text.replace(/\s/g, ''))
      }),
  )
})

test('no label is left without its words: a code never stands on a face where a word is known', () => {
  for (const [name, language] of every) {
    const { facts, sections, statement } = contentOf(paper(name, language))
    for (const text of [statement, ...facts.map(fact => fact.value), ...sections.flatMap(textsOf)])
      expect(text).not.toMatch(/\b(undefined|condition\.|programme\.|gate\.|clause\.|[a-z]+_[a-z]+)\b/)
  }
})

describe('a sealed paper', () => {
  const list = () => listOf(keys())

  test.each(names)('%s is genuine, and its face is what its record draws', name => {
    const bytes = issued(paper(name), keys())
    const found = genuineLetter(bytes, list(), calendarDate('2027-03-02'))
    if (!found.ok) return expect.fail(JSON.stringify(found.refusals))
    const { attachment, paper: opened } = found.value
    expect(attachment.body).toEqual(paper(name).body)
    expect(service.redrawn(bytes, attachment, opened.attachment.bytes)).toEqual({ ok: true, value: 'same' })
  })

  test('is no certificate, and says which record it carries', () => {
    const [first] = told(genuine(issued(paper('letter-tranche'), keys()), list(), TODAY)) as string[][]
    expect(first?.slice(0, 3)).toEqual(['disclosure_unreadable', 'attachment', 'guarantee-record.json'])
  })

  test('with any byte changed is found: sampled over the whole file', () => {
    const bytes = issued(paper('letter-revolving'), keys())
    const { from, to } = hole(bytes)
    const step = Math.floor(bytes.length / 97)
    for (let at = 9; at < bytes.length; at += step) {
      // Inside the seal's own room a digit stands for the signature, and the zeros behind it are looked at as well.
      const copy = bytes.slice()
      copy[at] = (copy[at] as number) ^ (at > from && at < to ? 0x01 : 0x10)
      expect(genuineLetter(copy, list(), TODAY).ok).toBe(false)
    }
  })

  test('whose record says another amount than the ratio of the loan is found, though sealed with the right key', () => {
    const letter = paper('letter-tranche')
    const wrong = changed(letter, 'standing.guaranteed', '950000000')
    expect(told(genuineLetter(forged(wrong, wrong, keys()), list(), TODAY))).toEqual([
      ['letter_not_recomputed', 'standing.guaranteed', '950000000', '850000000'],
    ])
  })

  test('whose face says another creditor than its record is found by drawing it again', () => {
    const letter = paper('letter-tranche')
    const onFace = {
      ...letter,
      printed: { ...letter.printed, names: { ...letter.printed.names, 'bank-hangang': 'Another Bank' } },
    }
    const bytes = forged(letter, onFace, keys())
    const found = genuineLetter(bytes, list(), TODAY)
    if (!found.ok) return expect.fail(JSON.stringify(found.refusals))
    const { attachment, paper: opened } = found.value
    const face = service.redrawn(bytes, attachment, opened.attachment.bytes)
    expect(face.ok ? 'same' : face.refusals[0]?.code).toBe('letter_face_differs')
  })

  test('that does not follow from its numbers is never sealed', () => {
    const { body, numbers, printed } = changed(paper('fee-notice-two-payers'), 'figures.amount', '925930')
    expect(service.issue(body, numbers, printed, keys()).ok).toBe(false)
  })

  test.skipIf(!isInstalled('pdfsig'))('verifies in poppler as covering the whole document', () =>
    inFolder(folder => {
      const place = written(folder, 'letter.pdf', issued(paper('letter-tranche', 'ko'), keys()))
      const said = spawnSync('pdfsig', ['-nocert', place], { encoding: 'utf8' }).stdout
      expect(said).toContain('Signature is Valid')
      expect(said).toContain('Total document signed')
    }),
  )
})

describe('a table of many rows', () => {
  const one = paper('monthly-statement', 'ko')
  const body = one.body as Extract<typeof one.body, { paper: 'monthly_statement' }>
  const row = body.rows[1] ?? expect.fail('no row')
  const rows = Array.from({ length: 120 }, (_, place) => ({
    ...row,
    guarantee: `TG-2026-${String(place + 1).padStart(7, '0')}`,
  }))
  const times = (amount: string) => String(BigInt(amount) * 120n)
  const totals = {
    outstanding: times(row.outstanding),
    balance: times(row.balance),
    fee_due: times(row.fee_due),
    fee_paid: times(row.fee_paid),
  }
  const long = { ...one, body: { ...body, rows, totals } }

  test.skipIf(!isInstalled('pdftotext'))('goes on overleaf under its head, and leaves no row out', () =>
    inFolder(folder => {
      const pdf = drawnPaper(contentOf(long))
      const pages = latin1(pdf).match(/\/Type \/Page\n/g)?.length ?? 0
      expect(pages).toBeGreaterThan(2)
      const text = run('pdftotext', '-raw', written(folder, 'long.pdf', pdf), '-')
      for (const { guarantee } of rows) expect(text).toContain(guarantee)
      const byPage = text.split('\f').slice(0, pages)
      for (const page of byPage.filter(page => page.includes('TG-2026-'))) expect(page).toContain('대출잔액')
      for (const stream of contentStreams(pdf)) expect(untagged(stream)).toEqual([])
    }),
  )

  test.skipIf(!isInstalled('pdftotext'))('breaks no amount, however large its sum', () =>
    inFolder(folder => {
      const large = { ...long, body: { ...long.body, totals: { ...totals, balance: '999999999999999' } } }
      const text = run('pdftotext', '-raw', written(folder, 'large.pdf', drawnPaper(contentOf(large))), '-')
      expect(text).toContain('999,999,999,999,999')
    }),
  )
})
