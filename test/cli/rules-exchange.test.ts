/** `rules diff | export | import`: an edition goes out and comes back, and what is changed on the way is told. */
import { readFileSync, writeFileSync } from 'node:fs'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { afterAll, expect, test } from 'vitest'
import { digestOf } from '../../src/kernel/digest.ts'
import { problemIn, workplace } from './command-line.ts'

const here = workplace('rules-exchange')
afterAll(here.remove)

const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'))
const shipped = digestOf(json('rules/terms/2026-01.json'))
const take = (file: string, out: string, edition = '2026-01') =>
  here.typed(['rules', 'import', file, '--kind', 'terms', '--edition', edition, '--out', out])

test('an edition goes out twice as the same bytes, comes back with its digest, and differs in nothing', async () => {
  for (const format of ['xlsx', 'dmn']) {
    const files = [here.place(`one.${format}`), here.place(`other.${format}`)] as const
    for (const file of files) {
      const said = await here.run(['rules', 'export', 'terms/2026-01', '--to', format, '--out', file])
      expect(said).toMatchObject({ code: 0, err: '' })
    }
    expect(readFileSync(files[0])).toEqual(readFileSync(files[1]))
    const out = here.place(`${format}.json`)
    expect(await take(files[0], out)).toMatchObject({ code: 0, err: '' })
    expect(digestOf(json(out))).toBe(shipped)
    expect(await here.run(['rules', 'diff', 'terms/2026-01', out])).toEqual({ code: 0, out: '', err: '' })
  }
})

test('a coverage lowered in the sheet is told in three languages, with its place and who decides it', async () => {
  const [sheet, lowered, out] = [here.place('sheet.dmn'), here.place('lowered.dmn'), here.place('lowered.json')]
  await here.typed(['rules', 'export', 'terms/2026-01', '--to', 'dmn', '--out', sheet])
  const text = readFileSync(sheet, 'utf8')
  expect(text.split('<text>0.85</text>').length).toBe(2)
  writeFileSync(lowered, text.replace('<text>0.85</text>', '<text>0.80</text>'))
  expect(await take(lowered, out)).toMatchObject({ code: 0, err: '' })
  const said = async (language: string) =>
    (await here.typed(['rules', 'diff', 'terms/2026-01', out, '--lang', language])).out
  const place = '[coverage.basic.value; steering_committee]'
  expect(await said('en')).toBe(`Coverage, basic: ratio 0.85 -> 0.80  ${place}\n`)
  expect(await said('ko')).toBe(`보증비율, 기본: 비율 0.85 -> 0.80  ${place}\n`)
  expect(await said('zh')).toBe(`担保比例, 基本：比例 0.85 -> 0.80  ${place}\n`)
})

test('a file with a formula is refused with its cell and what to do, and nothing is written', async () => {
  const [sheet, hidden, out] = [here.place('plain.xlsx'), here.place('hidden.xlsx'), here.place('hidden.json')]
  await here.typed(['rules', 'export', 'terms/2026-01', '--to', 'xlsx', '--out', sheet])
  const parts = unzipSync(new Uint8Array(readFileSync(sheet)))
  const part = 'xl/worksheets/sheet2.xml'
  const text = strFromU8(parts[part] ?? new Uint8Array())
  parts[part] = strToU8(text.replace(/(<c r="B5"[^>]*>)/, '$1<f>1+1</f>'))
  writeFileSync(hidden, zipSync(parts))
  const said = await take(hidden, out)
  expect(said.code).toBe(2)
  const problem = problemIn(said)
  expect(problem.errors).toEqual([expect.objectContaining({ code: 'exchange_formula', at: 'numbers!B5' })])
  expect(problem.detail).toContain('Type the value itself')
  expect(here.filesIn('.')).not.toContain('hidden.json')
})

test('words nobody knows are misuse: another format, another kind, editions of two kinds, no file', async () => {
  const codes = async (...words: string[]) => {
    const said = await here.typed(['rules', ...words])
    return [said.code, problemIn(said).errors[0]?.code]
  }
  expect(await codes('export', 'terms/2026-01', '--to', 'csv', '--out', here.place('x'))).toEqual([
    2,
    'command_misused',
  ])
  expect(await codes('diff', 'terms/2026-01', 'grades/2026-01')).toEqual([2, 'command_misused'])
  expect(await codes('diff', 'terms/2026-01', 'terms/2031-01')).toEqual([2, 'file_missing'])
  const nowhere = ['--edition', '2026-01', '--out', here.place('x')]
  expect(await codes('import', 'README.md', '--kind', 'taxes', ...nowhere)).toEqual([2, 'exchange_kind_unknown'])
  expect(await codes('import', 'README.md', '--kind', 'terms', ...nowhere)).toEqual([2, 'exchange_unreadable'])
})
