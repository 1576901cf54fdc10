/** The demonstration: every shipped case carried, replayed, sealed and verified in one go. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { replay } from '../../src/appraisal/replay.ts'
import { shippedRules } from '../../src/cli/command.ts'
import { sure } from '../../src/kernel/result.ts'
import { type Said, workplace } from './command-line.ts'

const here = workplace('demo')
afterAll(here.remove)
const names = readdirSync('fixtures/applications').map(name => name.replace(/\.json$/, ''))

let said: Said = { code: null, out: '', err: '' }
beforeAll(async () => {
  said = await here.run(['demo', '--out', here.place('out')])
})

test('ends well, with a line for each case and none that failed', () => {
  expect([said.code, said.err]).toEqual([0, ''])
  for (const name of names) expect(said.out).toMatch(new RegExp(`^${name} .*replayed, verified$`, 'm'))
  expect(said.out).toContain(`${names.length} cases, 0 failed`)
  expect(said.out).not.toContain('FAILED')
})

test('leaves one record and one certificate for each case, and nothing else', () => {
  const files = here.filesIn('out')
  expect(files.filter(name => name.endsWith('.json'))).toEqual(names.map(name => `${name}.json`).toSorted())
  expect(files.filter(name => /\.(ko|en|zh)\.pdf$/.test(name))).toHaveLength(names.length)
  expect(files).toHaveLength(2 * names.length)
  for (const language of ['ko', 'en', 'zh'])
    expect(files.filter(name => name.endsWith(`.${language}.pdf`)).length).toBeGreaterThan(0)
})

test('leaves records that replay, each in one line of canonical JSON', () => {
  const book = shippedRules()
  for (const name of names) {
    const text = readFileSync(join(here.place('out'), `${name}.json`), 'utf8')
    expect(sure(replay(text, book))).toEqual({ isIdentical: true })
    expect(text.indexOf('\n')).toBe(text.length - 1)
  }
})

test('leaves records without a name in any language', () => {
  for (const name of names) {
    const { names: words } = JSON.parse(readFileSync(`fixtures/applications/${name}.json`, 'utf8')) as {
      readonly names: Readonly<Record<string, Readonly<Record<string, string>>>>
    }
    const record = readFileSync(join(here.place('out'), `${name}.json`), 'utf8')
    expect(
      Object.values(words)
        .flatMap(word => Object.values(word))
        .filter(word => record.includes(word)),
    ).toEqual([])
  }
})

test('keeps its keys in the folder it was told, private ones for their owner alone', () => {
  expect(here.filesIn('kept/keys')).toEqual(
    ['root.key.pem', 'seal-1.key.pem', 'time-stamp-1.key.pem', 'trust-list.json'].toSorted(),
  )
})

test('names the next commands, and they run', async () => {
  const certificate = here.filesIn('out').find(name => name.endsWith('.ko.pdf')) ?? ''
  const found = await here.run(['verify', here.place('out', certificate)])
  expect([found.code, found.err]).toEqual([0, ''])
  expect(found.out).toContain('genuine')
})

test.each([
  ['an option that is not there', ['demo', '--otu', 'x']],
  ['a word too many', ['demo', 'x']],
])('refuses %s', async (_what, words) => {
  const found = await here.run(words)
  expect([found.code, found.out]).toEqual([2, ''])
  expect(found.err).toContain('command_misused')
})
