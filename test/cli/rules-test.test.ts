/** `rules test`: the trial cases beside the editions run, a planted mistake told with its place, the forms compared. */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { changed } from '../cases.ts'
import { each, problemIn, workplace } from './command-line.ts'

const here = workplace('rules-test')
afterAll(here.remove)

/** A copy of the shipped rules, changed. */
function copy(name: string, change: (folder: string) => void): string {
  const folder = here.place(name)
  cpSync('rules', folder, { recursive: true })
  change(folder)
  return folder
}
const setting = (file: string, set: Readonly<Record<string, unknown>>) => (folder: string) => {
  const place = `${folder}/${file}`
  writeFileSync(place, JSON.stringify(changed(JSON.parse(readFileSync(place, 'utf8')), set)))
}

test('the shipped cases are held, every clause has both outcomes, and the three forms agree', async () => {
  const { code, out, err } = await here.run(['rules', 'test', 'rules'])
  expect([code, err]).toEqual([0, ''])
  expect(out).toContain('all held')
  expect(out).toContain('every clause has both outcomes shown')
  expect(out).toContain('terms.needs: 15 of 16 rows hit; nobody hit carbon_share')
  expect(out).toMatch(/three forms: \d+ outcomes over \d+ rows, 0 differences/)
})

test('a coverage lowered by five points is told case by case, with the row, and ends with 1', async () => {
  const folder = copy('lowered', setting('terms/2026-01.json', { 'coverage.basic.value': '0.8' }))
  const { code, out } = await here.run(['rules', 'test', folder, '--json'])
  expect(code).toBe(1)
  const said = JSON.parse(out)
  expect(said.outcome).toBe('failed')
  const cases = said.editions.flatMap((one: { cases: readonly object[] }) => one.cases)
  const firm = cases.find((one: { code: string }) => one.code === 'sound_firm')
  expect(firm.differs[0]).toEqual({
    ...{ what: 'ratio', expected: '0.85', found: '0.8', place: 'terms.coverage.basic' },
  })
  // A programme with a ratio of its own is not touched.
  expect(cases.find((one: { code: string }) => one.code === 'joint').held).toBe(true)
  expect(said.forms.differences).toEqual([])
})

test('a folder without cases, cases of an edition that is not there, and other words are refused', async () => {
  const without = copy('without', folder => rmSync(`${folder}/trials`, { recursive: true }))
  const stray = copy('stray', folder => {
    setting('trials/terms/2026-01.json', { edition: '2026-02' })(folder)
    cpSync(`${folder}/trials/terms/2026-01.json`, `${folder}/trials/terms/2026-02.json`)
    rmSync(`${folder}/trials/terms/2026-01.json`)
  })
  const broken = copy('broken', setting('terms/2026-01.json', { 'coverage.basic.value': 'much' }))
  const typed = [[without], [stray], [broken], ['nowhere'], [], ['rules', 'more']]
  const said = await each(typed, words => here.typed(['rules', 'test', ...words]))
  const answers = typed.flatMap(words => said.get(words) ?? [])
  expect(answers.map(one => [one.code, one.out, problemIn(one).errors[0]?.code])).toEqual([
    [2, '', 'file_missing'],
    [2, '', 'trial_edition_unknown'],
    [2, '', 'input_malformed'],
    [2, '', 'file_missing'],
    [2, '', 'command_misused'],
    [2, '', 'command_misused'],
  ])
})
