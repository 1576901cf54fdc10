/** `replay`: a stored decision run again, byte for byte; where it differs, where first. */
import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { replay, replayerOf } from '../../src/appraisal/replay.ts'
import { shippedRules } from '../../src/cli/command.ts'
import { canonicalJson, type Json } from '../../src/kernel/digest.ts'
import { sure } from '../../src/kernel/result.ts'
import { changed } from '../cases.ts'
import { each, problemIn, thirdOf, workplace } from './command-line.ts'

const here = workplace('replay')
afterAll(here.remove)

const RECORD = 'fixtures/records/tech-guarantee-1/case-laser-rod-growth.json'
const text = readFileSync(RECORD, 'utf8')
const record: unknown = JSON.parse(text)
type Record = {
  readonly case: { readonly sheets: readonly { readonly judgements?: unknown }[] }
  readonly editions: readonly { readonly kind: string; readonly digest: string }[]
  readonly scoring: { readonly items: readonly { readonly mark: string }[] }
}
const { editions, scoring } = record as Record
/** The record with some values changed, written as records are. */
const altered = (set: Readonly<{ [at: string]: unknown }>, leaveOut: readonly string[] = []): string =>
  `${canonicalJson(changed(record, set, leaveOut) as Json)}\n`
const terms = editions.findIndex(edition => edition.kind === 'terms')

/** What was changed -> the file, and where it must be found first. */
const DIFFERING: Readonly<{ [what: string]: readonly [string, string] }> = {
  'a mark': [altered({ 'scoring.items.4.mark': scoring.items[4]?.mark === 'A' ? 'B' : 'A' }), 'scoring.items.4.mark'],
  'a digit of the points of a mark': [altered({ 'scoring.items.0.points': '1.99999' }), 'scoring.items.0.points'],
  'the amount guaranteed': [altered({ 'decision.terms.guaranteed': '799000001' }), 'decision.terms.guaranteed'],
  'the use of a cap': [altered({ 'decision.caps.0.used': '180000001' }), 'decision.caps.0.used'],
  'the first fee': [altered({ 'decision.terms.fee.first': '6392010' }), 'decision.terms.fee.first'],
  'the recommendation': [altered({ 'decision.recommended': 'refer' }), 'decision.recommended'],
  'the digest alone': [altered({ digest: `sha256:${'0'.repeat(64)}` }), 'digest'],
  'a field that is left out': [altered({}, ['decision.terms.pledge']), 'decision.terms.pledge'],
  'a field nobody knows': [altered({ remark: 'none' }), 'remark'],
  'the loan asked for': [altered({ 'case.application.request.loan_amount': '940000001' }), 'decision.terms.bank_share'],
  'a space between two fields': [text.replace('{"case"', '{ "case"'), 'the whole'],
  'the line end': [text.trimEnd(), 'the whole'],
}

/** What is no record of ours -> the file, and the code it is refused with. */
const REFUSED: Readonly<{ [what: string]: readonly [string, string, string] }> = {
  'a case': [readFileSync('fixtures/applications/case-laser-rod-growth.json', 'utf8'), 'input_field_missing', 'engine'],
  'text that is no JSON': ['record', 'input_not_json', ''],
  'a record cut off': [text.slice(0, 5000), 'input_not_json', ''],
  'another digest of an edition': [
    altered({ [`editions.${terms}.digest`]: `sha256:${'0'.repeat(64)}` }),
    'record_edition_altered',
    '',
  ],
  'an edition that is not here': [altered({ [`editions.${terms}.edition`]: '2031-01' }), 'record_edition_unknown', ''],
  'an engine of another day': [altered({ engine: 'tech-guarantee/0' }), 'record_engine_unknown', 'engine'],
  'another day than that of its case': [altered({ day: '2026-04-15' }), 'record_altered', 'day'],
  'a case that is refused': [altered({ 'case.application.request.loan_amount': '-1' }), 'input_malformed', ''],
}

const book = shippedRules()
/** Has run the record before, so that it takes what follows for our own text. */
const replayed = replayerOf(book)
replayed(text)

describe('replaying a record', () => {
  test('says that it is identical, and ends with 0', async () => {
    const found = await here.run(['replay', RECORD])
    expect(found).toEqual({ code: 0, out: `${RECORD}: identical\n`, err: '' })
  })

  test('that was altered says where it differs first and with what, and ends with 1', async () => {
    for (const [what, [content, at]] of Object.entries(DIFFERING)) {
      const found = sure(replay(content, book))
      expect(replayed(content).result, what).toEqual({ ok: true, value: found })
      expect(found.isIdentical ? 'identical' : found.first.at || 'the whole', what).toBe(at)
    }
    const run = thirdOf(Object.entries(DIFFERING))
    const said = await each(run, ([what, [content]]) =>
      here.typed(['replay', here.write(`${what.replaceAll(' ', '-')}.json`, content)]),
    )
    for (const [[what, [, at]], found] of said) {
      expect([found.code, found.err], what).toEqual([1, ''])
      expect(found.out, what).toMatch(/differs first at .*: recorded .*, computed .*\n$/)
      expect(found.out, what).toContain(`first at ${at}:`)
    }
    expect(said.size).toBe(run.length)
  })

  test('that is none of ours is refused with 2 and a problem', async () => {
    for (const [what, [content, code, at]] of Object.entries(REFUSED)) {
      const found = replay(content, book)
      expect(replayed(content).result, what).toEqual(found)
      const own = found.ok ? undefined : found.refusals.find(refusal => refusal.code === code)
      expect(own, what).toBeDefined()
      if (at !== '') expect(own?.at).toBe(at)
    }
    const said = await each(thirdOf(Object.entries(REFUSED)), ([what, [content]]) =>
      here.typed(['replay', here.write(`${what.replaceAll(' ', '-')}.json`, content)]),
    )
    for (const [[what, [, code]], found] of said) {
      expect([found.code, found.out], `${what}: ${found.out}`).toEqual([2, ''])
      const { errors, detail } = problemIn(found)
      const own = errors.find(error => error.code === code)
      expect(own, `${what}: ${found.err}`).toBeDefined()
      expect(detail).not.toBe('')
    }
  })

  test('is misused without a file', async () => {
    const found = await here.run(['replay'])
    expect([found.code, problemIn(found).errors[0]?.code]).toEqual([2, 'command_misused'])
  })
})
