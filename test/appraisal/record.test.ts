// The record of a decision and its replay: the same bytes, or where they differ first. Every planted change is found.
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { appraise } from '../../src/appraisal/appraise.ts'
import { kinds } from '../../src/appraisal/edition-kinds.ts'
import { ENGINE, recordOf } from '../../src/appraisal/record.ts'
import { firstDifference, replay, replayerOf } from '../../src/appraisal/replay.ts'
import { type RuleBook, readRuleBook, rulesOn } from '../../src/appraisal/rule-book.ts'
import { caseFileSchema } from '../../src/appraisal/schema.ts'
import { calendarDate } from '../../src/kernel/calendar.ts'
import { canonicalJson, digested, digestOf, type Json } from '../../src/kernel/digest.ts'
import { sure } from '../../src/kernel/result.ts'
import { sha256Hex } from '../../src/kernel/sha256.node.ts'
import { changed } from '../cases.ts'
import { told } from '../problems.ts'
import { appraised, book, caseWith, files, filesWith, filesWithEdition, rules, textOf, theCase } from './sample.ts'

const text = textOf(theCase)
const record = JSON.parse(text) as Readonly<Record<string, Json>>

/** A record with places set and some left out, written canonically; its digest as it was. */
const written = (set: Readonly<Record<string, unknown>>, out: readonly string[] = []): string =>
  `${canonicalJson(changed(record, set, out) as Json)}\n`
/** The same, with a digest that fits the change: what a forger would write. */
function forged(set: Readonly<Record<string, unknown>>, out: readonly string[] = []): string {
  const { digest: _, ...body } = changed(record, set, out) as Record<string, Json>
  return `${digested(body).text}\n`
}
/** A text with the digest of what else stands in it, put where records have theirs. */
function resealed(of: string): string {
  const at = of.lastIndexOf(',"digest":"sha256:')
  const [before, after] = [of.slice(0, at), of.slice(at + ',"digest":"sha256:",'.length + 64)]
  const digest = `sha256:${sha256Hex(`${before},${after.trimEnd()}`)}`
  return `${before},"digest":"${digest}",${after}`
}
/** What has run the record before, so that it takes the next one for our own text. */
function warm(under: RuleBook): ReturnType<typeof replayerOf> {
  const replayed = replayerOf(under)
  replayed(text)
  return replayed
}
/** Where a replay says the record differs first; the codes where it is refused; 'identical' where it is. */
const found = (of: string, under = book): unknown => {
  const replayed = warm(under)(of).result
  // Read for the first time or as our own text, it is told the same.
  expect(replay(of, under)).toEqual(replayed)
  if (!replayed.ok) return replayed.refusals.map(one => one.code)
  return replayed.value.isIdentical ? 'identical' : replayed.value.first.at
}

describe('a record', () => {
  test('is canonical JSON and a line end, with the digest of everything else in it', () => {
    expect(text).toBe(`${canonicalJson(record)}\n`)
    const { digest, ...body } = record
    expect(digest).toBe(digestOf(body))
  })

  test('names its engine, its day, its currency and the thirteen editions it was made under', () => {
    expect([record['engine'], record['day'], record['currency']]).toEqual([ENGINE, '2026-03-16', 'KRW'])
    const editions = record['editions'] as readonly { readonly kind: string; readonly digest: string }[]
    expect(editions.map(one => one.kind)).toEqual([...kinds])
    for (const { kind, digest } of editions)
      expect(digest).toBe(digestOf(JSON.parse(files.get(`${kind}/2026-01.json`) ?? 'null') as Json))
  })

  test('holds the case as it was, so that nothing else is needed to run it again', () => {
    expect(record['case']).toEqual(JSON.parse(JSON.stringify(theCase)))
  })

  test('writes money and decimals as text: no number in it is a fraction', () => {
    const numbers = (value: unknown): number[] =>
      typeof value === 'number'
        ? [value]
        : typeof value === 'object' && value !== null
          ? Object.values(value).flatMap(numbers)
          : []
    expect(numbers(record).filter(value => !Number.isSafeInteger(value))).toEqual([])
    expect(record['decision']).toMatchObject({
      terms: { loan: '1000000000', guaranteed: '850000000', bank_share: '150000000', ratio: '0.85' },
    })
  })

  test('of a decline has no terms, of a referral has', () => {
    const decision = (set: Readonly<Record<string, unknown>>) =>
      recordOf(appraised(caseWith(set)), caseWith(set), rules).record.decision
    expect(decision({ 'party.exclusion_facts.0.value': true })).toMatchObject({ recommended: 'decline', terms: null })
    expect(decision({ 'party.exclusion_facts': [] }).terms).not.toBeNull()
  })

  test('holds no name of anybody, in any language', () => {
    const folder = 'fixtures/applications'
    for (const name of readdirSync(folder).filter(one => one.endsWith('.json'))) {
      const file = caseFileSchema.parse(JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')))
      const under = sure(rulesOn(book, calendarDate(file.case.day)))
      const result = appraise(under, file.case)
      if (!result.ok) continue
      const recorded = recordOf(result.value, file.case, under).text
      const words = [...Object.values(file.names), file.title].flatMap(one => [
        one.ko,
        one.en ?? one.ko,
        one.zh ?? one.ko,
      ])
      expect(words.filter(word => recorded.includes(word))).toEqual([])
      // Planted: a name in it would be seen.
      expect(words.filter(word => `${recorded}${words[0]}`.includes(word)).length).toBeGreaterThan(0)
    }
  })
})

describe('replay', () => {
  test('of a record is identical, also when it is replayed again', () => {
    expect(found(text)).toBe('identical')
    expect(found(text)).toBe('identical')
  })

  test('of a decline and of a referral too', () => {
    expect(found(textOf(caseWith({ 'party.exclusion_facts.0.value': true })))).toBe('identical')
    expect(found(textOf(caseWith({ 'party.exclusion_facts': [] })))).toBe('identical')
  })

  const derived: readonly (readonly [string, unknown])[] = [
    ['decision.terms.guaranteed', '850000001'],
    ['decision.terms.fee.first', '1'],
    ['decision.terms.valid_until', '2026-05-16'],
    ['decision.recommended', 'decline'],
    ['decision.caps.0.room', '0'],
    ['decision.findings.3.outcome', 'not_met'],
    ['decision.authority.quorum', 2],
    ['digest', `sha256:${'0'.repeat(64)}`],
    ['facts.3', 11],
    ['industry.division', '30'],
    ['panel.visited', false],
    ['readiness.trl', 8],
    ['scoring.grade', 'AAA'],
    ['scoring.items.0.points', '99'],
    ['valuation.state', 'refused'],
  ]
  test.each(derived)('tells that %s was changed', (place, value) => {
    expect(found(written({ [place]: value }))).toBe(place)
  })

  test('tells it too where the digest was made to fit the change', () => {
    expect(found(forged({ 'decision.terms.guaranteed': '850000001' }))).toBe('decision.terms.guaranteed')
    // The digest stands before the score in the order of the keys, and no longer fits what comes out.
    expect(found(forged({ 'scoring.grade': 'AAA' }))).toBe('digest')
  })

  test('tells it too where what was written is nothing a record may hold', () => {
    expect(found(text.replace('"quorum":1', '"quorum":1.5'))).toBe('decision.authority.quorum')
    expect(found(text.replace('"quorum":1', '"quorum":1e400'))).toBe('decision.authority.quorum')
    expect(found(text.replace('"level":"branch_head"', '"level":"\\ud800"'))).toBe('decision.authority.level')
  })

  test('tells what was recorded and what comes out', () => {
    const replayed = sure(replay(written({ 'decision.terms.guaranteed': '850000001' }), book))
    expect(replayed).toEqual({
      isIdentical: false,
      first: { at: 'decision.terms.guaranteed', recorded: '"850000001"', computed: '"850000000"' },
    })
  })

  test('finds a field added and a field taken away', () => {
    expect(found(written({ 'decision.note': 'signed' }))).toBe('decision.note')
    expect(found(written({}, ['decision.terms.ratio']))).toBe('decision.terms.ratio')
    expect(found(written({ remark: 'x' }))).toBe('remark')
    expect(found(text.replace('{"case"', '{"__proto__":{},"case"'))).not.toBe('identical')
  })

  test('finds a changed case by what follows from it', () => {
    expect(found(written({ 'case.application.request.loan_amount': '1000000001' }))).toMatch(/^(decision|digest)/)
    expect(found(written({ 'case.sheets.0.marks.0.mark': 'C' }))).toMatch(/^(decision|digest)/)
    expect(found(written({ 'case.sheets.0.marks.0.mark': 'F' }))).toEqual(['input_malformed'])
    expect(found(written({ 'case.colour': 'red' }))).toEqual(['input_unknown_field'])
  })

  test('finds any single digit that is changed, wherever it stands', () => {
    const digits = [...text.matchAll(/[0-9]/g)].map(one => one.index)
    expect(digits.length).toBeGreaterThan(3000)
    fc.assert(
      fc.property(fc.constantFrom(...digits), fc.integer({ min: 1, max: 9 }), (place, more) => {
        const digit = (Number(text[place]) + more) % 10
        const altered = `${text.slice(0, place)}${digit}${text.slice(place + 1)}`
        expect(found(altered)).not.toBe('identical')
      }),
      { numRuns: 25 },
    )
  })

  test('no digit can be changed without the digest telling, from end to end', () => {
    const start = text.indexOf('"digest":"sha256:', text.lastIndexOf('"decision":'))
    let missed = 0
    for (const { index } of text.matchAll(/[0-9]/g)) {
      // One place in 29, and every third of the decision, which comes right before the digest.
      if (index % (index > text.lastIndexOf('"decision":') && index < start ? 3 : 29) !== 0) continue
      const altered = `${text.slice(0, index)}${(Number(text[index]) + 1) % 10}${text.slice(index + 1)}`
      try {
        const { digest, ...body } = JSON.parse(altered) as Record<string, Json>
        if (digest === digestOf(body)) missed++
      } catch {
        // No JSON any more: told as such.
      }
    }
    expect(missed).toBe(0)
  })

  test('holds the bytes to what was promised: the same values in another notation are not identical', () => {
    const spelled: readonly string[] = [
      JSON.stringify(record, null, 2),
      text.trimEnd(),
      `${text}\n`,
      ` ${text}`,
      text.replace('"currency":"KRW"', '"currency":"\\u004bRW"'),
      text.replace('{', '{"currency":"KRW",'),
    ]
    for (const one of spelled) {
      expect(JSON.parse(one)).toEqual(record)
      expect(found(one)).toBe('')
    }
  })

  test('finds what a forger changed who reckoned the digest anew, wherever and in whatever notation it stands', () => {
    const { valuation, scoring } = record as { valuation: { state: string }; scoring: { items: { points: string }[] } }
    const last = scoring.items.length - 1
    const [firm, id] = ['"applicant":"firm-', '"id":"application-']
    const spelled: Readonly<Record<string, string>> = {
      'the points of the last indicator': text.replace(
        new RegExp(`("points":")${scoring.items[last]?.points}("[^}]*}\\],"model")`),
        '$199.9$2',
      ),
      'the state of the valuation': text.replace(`"state":"${valuation.state}"`, '"state":"valued"'),
      'a member at the end': text.replace(/}\n$/, ',"zeal":1}\n'),
      'a member before the others': text.replace('{"case":', '{"a":1,"case":'),
      'a member beside the decision': text.replace(',"digest":"sha256:', ',"diff":1,"digest":"sha256:'),
      'another sign behind the case': text.replace(',"currency":"KRW","day"', ';"currency":"KRW","day"'),
      'another sign before the digest': text.replace(',"digest":"sha256:', ';"digest":"sha256:'),
      'a blank in the case': text.replace('{"case":{', '{"case":{ '),
      'a letter of the case that is escaped': text.replace(firm, '"applicant":"\\u0066irm-'),
      'a name that stands twice in the case': text.replace(id, `"id":"application-000000000001",${id}`),
      'names of the case out of order': text.replace(/("currency":"KRW"),("loan_amount":"[0-9]+")/, '$2,$1'),
      'a number of the case with a fraction': text.replace(/("fiscal_year":[0-9]{4})/, '$1.0'),
    }
    for (const [what, other] of Object.entries(spelled)) {
      expect(other, what).not.toBe(text)
      expect(found(resealed(other)), what).not.toBe('identical')
    }
    expect(found(resealed(text))).toBe('identical')
  })

  test('refuses what is no record', () => {
    expect(found('')).toEqual(['input_not_json'])
    expect(found('['.repeat(50))).toEqual(['input_too_deep'])
    expect(found('{}')).toContain('input_field_missing')
    expect(found(JSON.stringify(theCase))).toContain('input_malformed')
    expect(found(written({ schema: 'tech-guarantee/record/2' }))).toEqual(['input_malformed'])
    expect(found(written({ currency: 'USD' }))).toEqual(['input_malformed'])
    expect(found(written({ day: '2026-02-30' }))).toEqual(['input_malformed'])
  })

  test('refuses a record whose day is not its case\u2019s', () => {
    expect(told(replay(written({ day: '2026-03-15' }), book))).toEqual([
      ['record_altered', 'day', '2026-03-15', '2026-03-16'],
    ])
  })

  test('refuses a record of an engine that is not known', () => {
    expect(found(forged({ engine: 'tech-guarantee/99' }))).not.toBe('identical')
  })
})

describe('the editions a record names', () => {
  const place = kinds.indexOf('terms')
  const terms = `editions.${place}`

  test('have to be there', () => {
    expect(told(replay(written({ [`${terms}.edition`]: '2031-01' }), book))).toEqual([
      ['record_edition_unknown', 'editions.terms', '2031-01', ''],
    ])
    const without = (record['editions'] as readonly { readonly kind: string }[]).filter(one => one.kind !== 'terms')
    expect(found(written({ editions: without }))).toEqual(['record_edition_unknown'])
    expect(found(written({ editions: [] }))).toEqual(['record_edition_unknown'])
    expect(found(written({ [`${terms}.kind`]: 'tariffs' }))).toEqual(['input_malformed'])
  })

  test('have to be the same to the byte of their canonical text', () => {
    const altered = sure(readRuleBook(filesWith('terms/2026-01.json', { 'coverage.basic.value': '0.86' })))
    const digest = expect.stringMatching(/^sha256:/)
    expect(told(replay(text, altered))).toEqual([['record_edition_altered', 'editions.terms', digest, digest]])
    expect(found(written({ [`${terms}.digest`]: `sha256:${'0'.repeat(64)}` }))).toEqual(['record_edition_altered'])
    // A note is part of an edition too: a published edition never changes.
    expect(found(text, sure(readRuleBook(filesWith('terms/2026-01.json', { note: 'Another note.' }))))).toEqual([
      'record_edition_altered',
    ])
  })

  test('may be written with other white space and in another order: their digest is over canonical JSON', () => {
    const turned = Object.fromEntries(
      Object.entries(JSON.parse(files.get('terms/2026-01.json') ?? '{}') as object).reverse(),
    )
    const again = new Map([...files, ['terms/2026-01.json', JSON.stringify(turned, null, 7)]])
    expect(found(text, sure(readRuleBook(again)))).toBe('identical')
  })

  test('are named once each', () => {
    const editions = record['editions'] as readonly { readonly kind: string }[]
    const again = { ...editions[place], edition: '2031-01' }
    expect(found(forged({ editions: [...editions, again] }))).not.toBe('identical')
  })

  test('still replay when a later edition stands beside them', () => {
    const later = sure(
      readRuleBook(filesWithEdition('terms', '2026-07', '2026-07-01', { 'coverage.basic.value': '0.8' })),
    )
    expect(found(text, later)).toBe('identical')
  })
})

describe('the first difference', () => {
  test('is in the order of the keys, then of the list', () => {
    expect(firstDifference({ b: 1, a: [1, 2] }, { b: 2, a: [1, 3] })?.at).toBe('a.1')
    expect(firstDifference({ a: { c: 1, b: 1 } }, { a: { c: 2, b: 2 } })?.at).toBe('a.b')
    expect(firstDifference([1, 2], [1])).toEqual({ at: '1', recorded: '2', computed: 'nothing' })
  })

  test('tells text from number, list from object, null from nothing', () => {
    expect(firstDifference('1', 1)?.at).toBe('')
    expect(firstDifference({ a: [] }, { a: {} })?.at).toBe('a')
    expect(firstDifference({ a: null }, {})).toEqual({ at: 'a', recorded: 'null', computed: 'nothing' })
  })

  test('is none between a value and itself, and the same place from either side', () => {
    const leaf = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(null))
    const value = fc.dictionary(fc.string({ maxLength: 3 }), fc.oneof(leaf, fc.array(leaf, { maxLength: 3 })))
    fc.assert(
      fc.property(value, value, (left, right) => {
        expect(firstDifference(left, structuredClone(left))).toBeUndefined()
        expect(firstDifference(left, right)?.at).toBe(firstDifference(right, left)?.at)
        if (firstDifference(left, right) === undefined) expect(canonicalJson(left)).toBe(canonicalJson(right))
      }),
    )
  })
})
