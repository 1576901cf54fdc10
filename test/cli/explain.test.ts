/** `explain`: a decision in words: why, what was read, what would change it and what would raise the grade. */
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { appraise } from '../../src/appraisal/appraise.ts'
import { explanationOf } from '../../src/appraisal/explanation.ts'
import { nextBetter, whatWouldRaise } from '../../src/appraisal/raise.ts'
import { LABELS } from '../../src/appraisal/words.ts'
import { canonicalJson, type Json } from '../../src/kernel/digest.ts'
import { sure } from '../../src/kernel/result.ts'
import { LANGUAGES } from '../../src/kernel/words.ts'
import { changed } from '../cases.ts'
import { shipped, wordsOf } from '../certificate/shipped.ts'
import { each, problemIn, workplace } from './command-line.ts'

const here = workplace('explain')
afterAll(here.remove)
const RECORDS = 'fixtures/records/tech-guarantee-1'

/** A code where a word is due; codes stand in brackets alone, after what they name. */
const RAW_KEY = /\b(?:clause|condition|programme|indicator|limit|fact|grade|risk|method|horizon|refusal)\.[a-z]/
const withoutCodes = (text: string): string =>
  text.replace(/ \[[a-z_.0-9]+\]$/gm, '').replace(/ \((?:absent|not_yet|stale|self_declared)\)/g, '')

describe.each(shipped.map(one => [one.name, one] as const))('%s', (_name, one) => {
  const { record } = one.done
  const wanted = nextBetter(record.scoring.grade)
  const raise = wanted === undefined ? undefined : whatWouldRaise(one.done.rules, one.done.appraisal, wanted)
  const told = LANGUAGES.map(language => ({
    language,
    text: explanationOf(record, sure(appraise(one.done.rules, one.file.case)), raise, wordsOf, language).join('\n'),
  }))

  test.each(told)('is told in $language with every word in its place', ({ language, text }) => {
    const words = withoutCodes(text)
    expect(words).not.toMatch(/undefined|\[object|NaN|[{}]/)
    expect(words.split('\n').filter(line => RAW_KEY.test(line))).toEqual([])
    // The case's own id is a code; nothing else is one, but the operator and the value between what is read and due.
    const codes = words.replace(record.case.id, '').match(/\b[a-z]+_[a-z_]+\b/g) ?? []
    const read = record.decision.reasons.flatMap(({ readings }) =>
      readings.flatMap(({ operator, value, threshold }) => [operator, value, threshold]),
    )
    expect(codes.filter(found => !read.some(text => text?.includes(found)))).toEqual([])
    if (language !== 'en') expect(words).not.toMatch(/\b(?:What would|withholds|read|due)\b/)
  })

  test.each(told)('gives every reason in $language with its code, and what would change it', ({ language, text }) => {
    for (const reason of record.decision.reasons) expect(text).toContain(`[${reason.code}]`)
    const { terms } = record.decision
    if (terms !== null) expect(text).toContain(terms.guaranteed.replace(/\B(?=(\d{3})+$)/g, ','))
    expect(text).toContain(record.scoring.score)
    expect(text).toContain(LABELS[record.decision.recommended][language])
  })
})

describe('the command', () => {
  const names = ['case-waveform-diverging-panel', 'case-overunity-generator-decline']

  test.each(names)('tells %s in three languages, each with its reasons and what would change them', async name => {
    const said = await each([...LANGUAGES], language =>
      here.run(['explain', `${RECORDS}/${name}.json`, '--lang', language]),
    )
    const texts = [...said.values()].map(found => found.out)
    for (const [language, found] of said) {
      expect([found.code, found.err]).toEqual([0, ''])
      for (const label of ['reasons', 'change', 'read', 'due'] as const)
        expect(found.out).toContain(LABELS[label][language])
    }
    expect(new Set(texts).size).toBe(3)
  })

  test('refuses a record that was altered, one of another engine, and what is no record', async () => {
    const record = JSON.parse(readFileSync(`${RECORDS}/${names[0]}.json`, 'utf8')) as unknown
    const write = (name: string, value: unknown) => here.write(name, canonicalJson(value as Json))
    const expected = {
      record_altered: write('altered.json', changed(record, { digest: `sha256:${'1'.repeat(64)}` })),
      record_engine_unknown: write('engine.json', changed(record, { engine: 'tech-guarantee/9' })),
      input_field_missing: `fixtures/applications/${names[0]}.json`,
      command_misused: '--long',
    }
    const said = await each(Object.entries(expected), ([, path]) => here.run(['explain', path]))
    for (const [[code], found] of said) {
      expect([found.code, found.out]).toEqual([2, ''])
      expect(problemIn(found).errors.map(error => error.code)).toContain(code)
    }
  })
})

test('every shipped record is one of the cases told here', () => {
  expect(readdirSync(RECORDS)).toHaveLength(shipped.length)
})
