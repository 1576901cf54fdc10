/** `appraise`: one case to its record, and what is refused: exit code 2, a problem, nothing written. */
import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { carried, caseFileOf } from '../../src/cli/carried.ts'
import { problemOf, Refused, shippedRules } from '../../src/cli/command.ts'
import { changed } from '../cases.ts'
import { caseText, caseValue, each, type Problem, problemIn, workplace } from './command-line.ts'

const here = workplace('appraise')
afterAll(here.remove)

const NAME = 'case-laser-rod-growth'
const SHIPPED = `fixtures/applications/${NAME}.json`
const sample = caseValue(NAME)
const altered = (set: Readonly<Record<string, unknown>>, leaveOut: readonly string[] = []): string =>
  JSON.stringify(changed(sample, set, leaveOut))
/** The case's text with what JSON.stringify would not write: an escape as it is typed. */
const typed = (at: string, json: string): string => altered({ [at]: '@@' }).replace('"@@"', json)

const first = (sample as { case: { application: { financials: unknown[] } } }).case.application.financials[0]

type Wrong = { readonly text: string; readonly code: string; readonly at: string; readonly says: RegExp }
const PARTY = 'case.party.firm'
const REQUEST = 'case.application.request'

/** What is wrong with a case file -> the file, and the code, place and limit the problem must name. */
const REFUSED: Readonly<Record<string, Wrong>> = {
  'an unknown key at the top': {
    text: altered({ surplus: 1 }),
    code: 'input_unknown_field',
    at: 'surplus',
    says: /leave it out/,
  },
  'an unknown key far inside': {
    text: altered({ [`${REQUEST}.amount`]: '1' }),
    code: 'input_unknown_field',
    at: `${REQUEST}.amount`,
    says: /leave it out/,
  },
  'a key that is missing': {
    text: altered({}, ['case.day']),
    code: 'input_field_missing',
    at: 'case.day',
    says: /expected string/,
  },
  'a number where decimal text is due': {
    text: altered({ [`${REQUEST}.loan_amount`]: 940000000 }),
    code: 'input_wrong_type',
    at: `${REQUEST}.loan_amount`,
    says: /expected string/,
  },
  'text where a count is due': {
    text: altered({ [`${REQUEST}.term_months`]: '12' }),
    code: 'input_wrong_type',
    at: `${REQUEST}.term_months`,
    says: /expected/,
  },
  'a list where an object is due': {
    text: altered({ 'case.party': [] }),
    code: 'input_wrong_type',
    at: 'case.party',
    says: /expected object/,
  },
  'a day that does not exist': {
    text: altered({ 'case.day': '2026-02-29' }),
    code: 'input_malformed',
    at: 'case.day',
    says: /day of the calendar/,
  },
  'a month that does not exist': {
    text: altered({ [`${PARTY}.founded_on`]: '2014-13-07' }),
    code: 'input_malformed',
    at: `${PARTY}.founded_on`,
    says: /day of the calendar/,
  },
  'a fiscal year that stands twice': {
    text: altered({ 'case.application.financials.1': first }),
    code: 'input_malformed',
    at: 'case.application.financials.1.fiscal_year',
    says: /stands once/,
  },
  'sales below zero': {
    text: altered({ 'case.application.financials.0.sales': '-1' }),
    code: 'input_malformed',
    at: 'case.application.financials.0.sales',
    says: /not below 0/,
  },
  'a NUL in a name, escaped': {
    text: typed('names.firm-103.ko', '"firm\\u0000"'),
    code: 'input_malformed',
    at: 'names.firm-103.ko',
    says: /NUL and control/,
  },
  'a lone surrogate in a title, escaped': {
    text: typed('title.en', '"half \\ud83d"'),
    code: 'input_malformed',
    at: 'title.en',
    says: /lone surrogate/,
  },
  'a line end after an identifier': {
    text: altered({ [`${PARTY}.business_number`]: '0438117211\n' }),
    code: 'input_malformed',
    at: `${PARTY}.business_number`,
    says: /digits|number/,
  },
  'full-width digits in an identifier': {
    text: typed(`${PARTY}.business_number`, '"\\uff10438117211"'),
    code: 'input_malformed',
    at: `${PARTY}.business_number`,
    says: /digits|number/,
  },
  'a wrong check digit in a business number': {
    text: altered({ [`${PARTY}.business_number`]: '0438117212' }),
    code: 'input_malformed',
    at: `${PARTY}.business_number`,
    says: /tenth digit/,
  },
  'an id that would leave the folder': {
    text: altered({ 'case.id': '../../outside' }),
    code: 'input_malformed',
    at: 'case.id',
    says: /an id is/,
  },
  'a number too big to be exact': {
    text: altered({ [`${REQUEST}.term_months`]: 1e21 }),
    code: 'input_out_of_bounds',
    at: `${REQUEST}.term_months`,
    says: /./,
  },
  'JSON nested deeper than any case': {
    text: `${'['.repeat(200)}${']'.repeat(200)}`,
    code: 'input_too_deep',
    at: '',
    says: /at most 40/,
  },
  'JSON nested so deep that a parser would overflow': {
    text: `{"case":${'{"a":'.repeat(200_000)}1${'}'.repeat(200_001)}`,
    code: 'input_too_deep',
    at: '',
    says: /at most 40/,
  },
  'text that is no JSON': { text: '{"title": ', code: 'input_not_json', at: '', says: /JSON/ },
  'an empty file': { text: '', code: 'input_not_json', at: '', says: /JSON/ },
  'a programme nobody offers': {
    text: altered({ 'case.application.programme': 'no_such_programme' }),
    code: 'programme_unknown',
    at: 'application.programme',
    says: /technology_guarantee/,
  },
  'a day before the application': {
    text: altered({ 'case.day': '2026-03-01' }),
    code: 'day_before_submission',
    at: 'day',
    says: /2026-03-27/,
  },
  'a day before any rules were in force': {
    text: altered({ 'case.day': '2025-12-31', 'case.application.submitted_on': '2025-12-01' }),
    code: 'rules_not_in_force',
    at: 'terms',
    says: /./,
  },
}

/** What `appraise` does with a text, in this process: the problem it would print. */
function problemOfText(text: string): Problem {
  try {
    carried(caseFileOf(text), shippedRules())
  } catch (error) {
    if (error instanceof Refused) return problemOf(error.refusals)
    throw error
  }
  return expect.fail('the case was carried')
}

describe('a case that is refused', () => {
  test.each(Object.entries(REFUSED))('for %s names the field, what came and what is due', (_what, due) => {
    const problem = problemOfText(due.text)
    const { errors, type, title, detail } = problem
    const own = errors.find(error => error.code === due.code && error.at === due.at)
    expect(own, JSON.stringify(errors)).toBeDefined()
    expect(own?.['limit']).toMatch(due.says)
    expect(own?.['value'] ?? own?.['field']).toBeTruthy()
    expect(type).toBe(`docs/errors.md#${errors[0]?.code}`)
    expect(title.length).toBeGreaterThan(0)
    expect(detail.length).toBeGreaterThan(0)
    // A problem never holds the whole input, nor a character that cannot be printed.
    const text = JSON.stringify(problem)
    expect(text.length).toBeLessThan(4000)
    expect(text).not.toContain('\u0000')
  })

  test('ends with 2, the problem alone on stderr, and nothing written: no record, no certificate, no key', async () => {
    const run = Object.keys(REFUSED).filter((_, place) => place % 3 === 0)
    const said = await each(run, what => {
      const name = `refused/${run.indexOf(what)}.json`
      return here.run(['appraise', here.write(name, REFUSED[what]?.text ?? ''), '--out', here.place('never')])
    })
    for (const what of run) {
      const found = said.get(what)
      expect([found?.code, found?.out], what).toEqual([2, ''])
      expect(JSON.parse(found?.err ?? '')).toEqual(problemOfText(REFUSED[what]?.text ?? ''))
    }
    expect(here.filesIn('never')).toEqual([])
    expect(here.filesIn('kept')).toEqual([])
  })
})

test('bytes that are no UTF-8 are refused, not mended', async () => {
  const bytes = Buffer.from(caseText(NAME))
  const at = bytes.indexOf('Yeoul')
  bytes[at] = 0xff
  const found = await here.run(['appraise', here.write('bytes.json', bytes)])
  expect([found.code, found.out]).toEqual([2, ''])
  expect(problemIn(found).errors[0]).toMatchObject({ code: 'input_not_json', limit: 'JSON in UTF-8' })
})

describe('a case that is carried', () => {
  test('gives its record on stdout as in the folder, and a certificate in the language asked for', async () => {
    const found = await here.run(['appraise', SHIPPED, '--lang', 'en', '--out', here.place('mine')])
    expect([found.code, found.err]).toEqual([0, ''])
    expect(here.filesIn('mine')).toEqual([`${NAME}.en.pdf`, `${NAME}.json`])
    expect(readFileSync(here.place('mine', `${NAME}.json`), 'utf8')).toBe(found.out)
    expect(
      readFileSync(here.place('mine', `${NAME}.en.pdf`))
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-')
  })

  test('writes nothing without --out, and makes no keys', async () => {
    const other = workplace('appraise-bare')
    try {
      const found = await other.run(['appraise', SHIPPED])
      expect([found.code, found.err]).toEqual([0, ''])
      expect(other.filesIn('kept')).toEqual([])
    } finally {
      other.remove()
    }
  })

  test('is carried as of another day: the record says that day and is another record', async () => {
    const [own, later] = await Promise.all([
      here.run(['appraise', SHIPPED]),
      here.run(['appraise', SHIPPED, '--as-of', '2026-05-20']),
    ])
    expect([own?.code, later?.code]).toEqual([0, 0])
    const [a, b] = [JSON.parse(own?.out ?? ''), JSON.parse(later?.out ?? '')]
    expect([a.day, b.day, b.case.day]).toEqual(['2026-04-14', '2026-05-20', '2026-05-20'])
    expect(b.digest).not.toBe(a.digest)
    // Facts of the tax office are good for thirty days; late in May they are not known any more.
    expect(b.facts_unread.length).toBeGreaterThan(a.facts_unread.length)
    expect(b.decision.recommended).toBe('refer')
  })
})

const MISUSED: Readonly<Record<string, readonly string[]>> = {
  'no case': ['appraise'],
  'two cases': ['appraise', SHIPPED, SHIPPED],
  'a day that does not exist': ['appraise', SHIPPED, '--as-of', '2026-02-30'],
  'a language nobody speaks here': ['appraise', SHIPPED, '--lang', 'fr'],
  'an option nobody knows': ['appraise', SHIPPED, '--force'],
  'an option without its value': ['appraise', SHIPPED, '--lang'],
}

describe('misuse', () => {
  test('is refused with what is due', async () => {
    const said = await each(Object.values(MISUSED), words => here.run(words))
    for (const [what, words] of Object.entries(MISUSED)) {
      const found = said.get(words) ?? expect.fail('it was run')
      expect([found.code, found.out], what).toEqual([2, ''])
      expect(problemIn(found).errors[0]).toMatchObject({ code: 'command_misused', limit: expect.stringMatching(/./) })
    }
  })

  test('a file that is not there is named', async () => {
    const found = await here.run(['appraise', here.place('nothing.json')])
    expect([found.code, found.out]).toEqual([2, ''])
    expect(problemIn(found).errors[0]).toMatchObject({ code: 'file_missing', at: here.place('nothing.json') })
  })
})
