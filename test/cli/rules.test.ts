/** `rules check`: a folder of editions read whole; every finding with its file and its place. */
import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { readRuleBook } from '../../src/appraisal/rule-book.ts'
import { problemOf } from '../../src/cli/command.ts'
import { textsBelow } from '../../src/platform/folders.ts'
import { changed } from '../cases.ts'
import { each, type Problem, problemIn, thirdOf, workplace } from './command-line.ts'

const here = workplace('rules')
afterAll(here.remove)

type Change = (value: unknown) => unknown
/** A copy of the shipped rules with one file changed. */
function rulesWith(name: string, file: string, change: Change): string {
  const folder = here.place(name)
  cpSync('rules', folder, { recursive: true })
  const place = `${folder}/${file}`
  writeFileSync(place, JSON.stringify(change(JSON.parse(readFileSync(place, 'utf8')))))
  return folder
}
const TERMS = 'terms/2026-01.json'
const ELIGIBILITY = 'eligibility/2026-01.json'
const setting =
  (set: Readonly<{ [at: string]: unknown }>, leaveOut: readonly string[] = []): Change =>
  value =>
    changed(value, set, leaveOut)

/** The first leaf condition of an edition of eligibility, wherever it stands, given another operator. */
const withOperator =
  (operator: string): Change =>
  value => {
    let isDone = false
    const walked = (node: unknown): unknown => {
      if (Array.isArray(node)) return node.map(walked)
      if (typeof node !== 'object' || node === null) return node
      if (!isDone && 'operator' in node) {
        isDone = true
        return { ...node, operator }
      }
      return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, walked(item)]))
    }
    return walked(value)
  }

/** What was planted -> the folder, the code, the file, and the place in it (part of it suffices). */
const PLANTED: Readonly<{ [what: string]: readonly [() => string, string, string] }> = {
  'an unknown operator': [
    () => rulesWith('operator', ELIGIBILITY, withOperator('is_nearly')),
    'operator_unknown',
    'operator',
  ],
  'an operator of the engine itself': [
    () => rulesWith('default', ELIGIBILITY, withOperator('greaterThanInclusive')),
    'operator_default',
    'operator',
  ],
  'an unknown unit': [
    () => rulesWith('unit', TERMS, setting({ 'coverage.basic.unit': 'furlong' })),
    'input_malformed',
    'coverage',
  ],
  'a published number without a source': [
    () => rulesWith('source', TERMS, setting({}, ['coverage.basic.source'])),
    'input_malformed',
    'coverage',
  ],
  'a source nobody lists': [
    () => rulesWith('unlisted', TERMS, setting({ 'coverage.basic.source.id': 'NOWHERE1' })),
    'rules_source_unknown',
    'coverage',
  ],
  'a number where decimal text is due': [
    () => rulesWith('number', TERMS, setting({ 'coverage.basic.value': 0.85 })),
    'input_wrong_type',
    'coverage',
  ],
  'an unknown key': [() => rulesWith('key', TERMS, setting({ surplus: 1 })), 'input_unknown_field', 'surplus'],
}

/** Expects the finding in a problem: its code, its file, the place in it, and what is due. */
function isFound(what: string, { errors, detail }: Problem, code: string, place: string): void {
  const own = errors.filter(error => error.code === code)
  expect(own.length, `${what}: ${JSON.stringify(errors).slice(0, 1500)}`).toBeGreaterThan(0)
  const at = own.map(error => error.at).join(' ')
  expect(at, what).toContain(what.includes('operator') ? ELIGIBILITY : TERMS)
  expect(at, what).toContain(place)
  // Beside code and place, what came or what is due.
  expect(Object.keys(own[0] ?? {}).length, what).toBeGreaterThan(2)
  expect(detail, what).not.toBe('')
}

describe('checking a folder of editions', () => {
  test('of ours ends with 0 and no finding', async () => {
    const found = await here.run(['rules', 'check', 'rules'])
    expect([found.code, found.err]).toEqual([0, ''])
    expect(found.out).toMatch(/^rules: \d+ files, no finding\n$/)
  })

  test('with a planted mistake ends with 2, the finding and its place, and nothing on stdout', async () => {
    const said = await each(thirdOf(Object.entries(PLANTED)), ([, [folder]], at) =>
      (at === 0 ? here.run : here.typed)(['rules', 'check', folder()]),
    )
    for (const [[what, [, code, place]], found] of said) {
      expect([what, found.code, found.out]).toEqual([what, 2, ''])
      isFound(what, problemIn(found), code, place)
    }
    for (const [what, [folder, code, place]] of Object.entries(PLANTED)) {
      const book = readRuleBook(textsBelow(folder()))
      if (book.ok) expect.fail(`${what} was not found`)
      isFound(what, problemOf(book.refusals), code, place)
    }
  })

  test('that rewards the worse case ends with 1 and the case that shows it, in the language asked for', async () => {
    const ceilings = { 'ceiling_by_grade.values.A': '5000000000', 'ceiling_by_grade.values.BBB': '6000000000' }
    const folder = rulesWith('ceilings', TERMS, setting(ceilings))
    const asked: readonly string[][] = [[], ['--lang', 'ko'], ['--json']]
    const said = await each(asked, words => here.typed(['rules', 'check', folder, ...words]))
    for (const found of said.values()) expect([found.code, found.err]).toEqual([1, ''])
    const [english = '', korean = '', json = ''] = asked.map(words => said.get(words)?.out)
    expect(english).toContain(`error not_monotone ${TERMS}#ceiling_by_grade.values.A (2026-01-01)`)
    expect(english).toContain('Case: Final grade = BBB; held against: Final grade = A')
    expect(english).toMatch(/1 errors, 0 warnings\n$/)
    expect(korean).toContain('등급별 한도')
    expect(JSON.parse(json)).toMatchObject([
      { kind: 'not_monotone', witness: { grade: 'BBB' }, beside: { grade: 'A' } },
    ])
  })

  test('with warnings alone ends with 0 and shows them', async () => {
    const folder = rulesWith('quorum', 'authority/2026-01.json', setting({ 'levels.1.quorum.value': '6' }))
    const found = await here.run(['rules', 'check', folder])
    expect([found.code, found.err]).toEqual([0, ''])
    expect(found.out).toMatch(/^warning not_monotone authority\/2026-01\.json#levels/)
  })

  test('with a file of fifty megabytes is refused by its size, and nothing of it is read', async () => {
    const folder = rulesWith('large', TERMS, setting({}))
    truncateSync(`${folder}/${TERMS}`, 50 * 1024 * 1024)
    const found = await here.run(['rules', 'check', folder])
    expect([found.code, found.out]).toEqual([2, ''])
    const [error] = problemIn(found).errors
    expect(error).toMatchObject({ code: 'input_too_large', at: `${TERMS}#`, value: '52428800 bytes' })
  })

  test('that holds no file, is not there, or with other words, is refused', async () => {
    const empty = here.place('empty')
    cpSync('rules/sources', empty, { recursive: true })
    for (const name of here.filesIn('empty')) rmSync(`${empty}/${name}`)
    const said = await each(
      [['check', empty], ['check', here.place('nowhere')], ['check'], ['chekc', 'rules']],
      words => here.typed(['rules', ...words]),
    )
    for (const [words, found] of said) expect([words, found.code, found.out]).toEqual([words, 2, ''])
  })
})
