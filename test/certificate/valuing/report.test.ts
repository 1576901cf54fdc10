/** The sealed report: drawn in every language, genuine as sealed, and found where anything of it does not follow. */
import { beforeAll, describe, expect, test } from 'vitest'
import type { DocumentContent, Section } from '../../../src/certificate/document.ts'
import { drawDocument } from '../../../src/certificate/pdf-document.ts'
import { ATTACHMENT_NAME, attachmentText } from '../../../src/certificate/valuing/attachment.ts'
import { type Issue, reportFace } from '../../../src/certificate/valuing/face.ts'
import { genuineReport } from '../../../src/certificate/valuing/genuine.ts'
import { makeReportService } from '../../../src/certificate/valuing/service.ts'
import { calendarDate } from '../../../src/kernel/calendar.ts'
import { sure } from '../../../src/kernel/result.ts'
import { LANGUAGES, type Language } from '../../../src/kernel/words.ts'
import { openPress } from '../../../src/platform/fonts.ts'
import type { KeyRing } from '../../../src/platform/keys.ts'
import type { Valued } from '../../../src/valuation/reporting/valued.ts'
import { told } from '../../problems.ts'
import { NAMES, numbers, requestOf, valuedWith } from '../../valuation/reporting/example.ts'
import { freshRing, listOf, sealed, TODAY } from '../sealed.ts'

const press = openPress()
const service = makeReportService({
  press,
  clock: { now: () => new Date('2026-11-23T01:02:03Z') },
  serial: () => 1n,
})
let ring: KeyRing | undefined
const keys = (): KeyRing => ring ?? expect.fail('no keys were made')
beforeAll(async () => {
  ring = await freshRing()
})

const issueIn = (language: Language): Issue => ({
  ...{ number: '2026-0002-5898456-52', issued_on: '2026-03-20', language },
  verifier: 'https://verify.example/',
})
const valuations = new Map(NAMES.map(name => [name, sure(valuedWith(name))] as const))
const of = (name: (typeof NAMES)[number]): Valued => valuations.get(name) as Valued
const every = NAMES.flatMap(name => LANGUAGES.map(language => [name, language] as const))

const faceOf = (valued: Valued, language: Language) =>
  reportFace(valued.content, valued.digest, numbers.worth.reporting.tolerance.value, issueIn(language))

/** A report sealed with the right key whose face says `onFace` and whose record says `attached`. */
function forged(attached: Valued, onFace: Valued): Uint8Array {
  const bytes = new TextEncoder().encode(attachmentText(attached, numbers, issueIn('en')))
  const attachment = { name: ATTACHMENT_NAME, bytes, description: 'record' }
  return sealed(keys(), sure(drawDocument({ ...faceOf(onFace, 'en'), attachment } as DocumentContent, press)))
}

/** The valuation with one field of its content put to another value. */
function changed({ content, digest }: Valued, change: (content: { [key: string]: never }) => void): Valued {
  const copy = structuredClone(content)
  change(copy as never)
  return { content: copy, digest }
}

const textsOf = (section: Section): readonly string[] => {
  switch (section.kind) {
    case 'frame':
      return [section.text]
    case 'list':
      return [section.heading, ...section.items]
    case 'lists':
      return section.lists.flatMap(list => [list.heading, ...list.items])
    case 'pairs':
      return [section.heading, ...section.rows.flatMap(row => [row.label, row.value])]
    case 'table':
      return [
        section.heading,
        ...section.columns.map(column => column.label),
        ...section.rows.flatMap(row => row.cells),
      ]
    case 'waterfall':
      return [section.heading, section.alt]
    case 'histogram':
    case 'tornado':
      return [section.heading, section.alt]
    default:
      return section satisfies never
  }
}
const printed = (valued: Valued, language: Language): readonly string[] => {
  const { facts, sections, statement, highlight } = faceOf(valued, language)
  const shown = facts.flatMap(fact => [fact.label, fact.value])
  return [statement, highlight.label, highlight.value, highlight.meaning, ...shown, ...sections.flatMap(textsOf)]
}

describe('the face', () => {
  test.each(every)('of %s in %s leaves no code without its word', (name, language) => {
    for (const text of printed(of(name), language)) expect(text).not.toMatch(/\b(undefined|[a-z]+_[a-z_]+)\b/)
  })

  test('has no label of another language: every one of its own script', () => {
    for (const name of NAMES) {
      const valued = of(name)
      const { request, rights } = valued.content
      const names = [
        request.client.name,
        ...rights.flatMap(right => [right.title ?? '', ...right.owners.map(one => one.name)]),
      ]
      const holders = rights.flatMap(right => right.liens.map(lien => lien.holder ?? ''))
      const own = (text: string) => [...names, ...holders].reduce((left, one) => left.replaceAll(one, ''), text)
      for (const text of printed(valued, 'en').map(own)) expect(text).not.toMatch(/[\p{Script=Hangul}\p{Script=Han}]/u)
      for (const text of printed(valued, 'zh').map(own)) expect(text).not.toMatch(/\p{Script=Hangul}/u)
      for (const text of printed(valued, 'ko').map(own)) expect(text).not.toMatch(/\p{Script=Han}/u)
    }
  })

  test('says every item the standard asks of a report', () => {
    const valued = of('separator-royalty')
    const { request } = valued.content
    const shown = printed(valued, 'en').join('\n')
    const items = [
      ...[request.base_day, request.report_day, 'Guarantee or loan', request.client.name],
      ...[request.client.requirements, request.object.title, request.object.description, request.object.scope],
      ...Object.values(request.state),
      ...Object.values(request.analysis),
      ...['Operating guideline of the technology evaluation standard', 'Fair value', 'Relief from royalty'],
      ...[request.lead.reason, ...request.methods.map(one => one.why), request.methods[1]?.differs_because],
      ...[...request.assumptions, ...request.limits, ...request.adjustments, request.opinion],
      ...request.sources.flatMap(one => [one.what, one.from]),
      ...[request.appraisers.valuer.name, request.appraisers.valuer.qualification, request.appraisers.reviewer.name],
      ...['signed electronically on 2026-03-20', '2031-03-20', 'Range KRW 675,833,602 to KRW 1,842,188,592'],
    ]
    expect(items.length).toBeGreaterThan(30)
    for (const item of items) expect(shown).toContain(typeof item === 'string' ? item : (item?.en ?? 'missing'))
  })

  test('says a life that was cut, a shared right, and what was left out', () => {
    const market = printed(of('reducer-market'), 'en').join('\n')
    expect(market).toContain('cut from 72 months to 58 months, the legal life of KR 20-0000000-F504')
    expect(market).toContain('L-2018-01: a royalty of zero')
    expect(printed(of('lidar-income-simulated'), 'en').join('\n')).toContain('the client owns 2/3')
  })
})

describe('a sealed report', () => {
  test.each([
    ['separator-royalty', 'ko'],
    ['lidar-income-simulated', 'en'],
    ['reducer-market', 'zh'],
  ] as const)('of %s in %s is genuine, its figures follow, and its face is drawn again', (name, language) => {
    const bytes = sure(service.issue(of(name), numbers, issueIn(language), keys()))
    const found = sure(genuineReport(bytes, listOf(keys()), calendarDate('2027-01-02')))
    expect(found.valued.digest).toBe(of(name).digest)
    expect(found.isPast).toBe(false)
    expect(sure(genuineReport(bytes, listOf(keys()), calendarDate('2027-03-03'))).isPast).toBe(true)
    expect(service.redrawn(bytes, found)).toEqual({ ok: true, value: 'same' })
  })

  test('whose record says another value is found, though sealed with the right key', () => {
    const wrong = changed(of('separator-royalty'), content => {
      Object.assign(content['value'] as never, { mid: '1300000000' })
    })
    const [first] = told(genuineReport(forged(wrong, wrong), listOf(keys()), TODAY)) as string[][]
    expect(first).toEqual(['valuation_not_recomputed', 'value.mid', '"1300000000"', '"1200146461"'])
  })

  test('whose record rests on another edition is found', () => {
    const wrong = changed(of('separator-royalty'), content => {
      Object.assign((content['editions'] as never)[1], { digest: `sha256:${'0'.repeat(64)}` })
    })
    const [first] = told(genuineReport(forged(wrong, wrong), listOf(keys()), TODAY)) as string[][]
    expect(first?.[0]).toBe('valuation_edition_altered')
  })

  test('whose face says another valuation than its record is found', () => {
    const other = changed(of('separator-royalty'), content => {
      Object.assign(content['value'] as never, { mid: '1300000000' })
    })
    const bytes = forged(of('separator-royalty'), other)
    const found = sure(genuineReport(bytes, listOf(keys()), TODAY))
    expect((told(service.redrawn(bytes, found)) as string[][])[0]?.[0]).toBe('valuation_face_differs')
  })

  test('with a byte changed is found: sampled over the whole file', () => {
    const bytes = sure(service.issue(of('separator-royalty'), numbers, issueIn('en'), keys()))
    for (let at = 9; at < bytes.length; at += 9001) {
      const copy = bytes.slice()
      copy[at] = (copy[at] as number) ^ 0x10
      expect(genuineReport(copy, listOf(keys()), TODAY).ok).toBe(false)
    }
  })

  test('is not made in a language its valuer did not write', () => {
    const request = requestOf('separator-royalty')
    const half = { ...of('separator-royalty').content, request: { ...request, opinion: { ko: '의견' } } }
    const found = service.issue({ content: half, digest: '' }, numbers, issueIn('en'), keys())
    expect((told(found) as string[][])[0]?.slice(0, 2)).toEqual(['valued_language_missing', 'opinion'])
  })
})
