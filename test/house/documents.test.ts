/** docs/errors.md, docs/decisions/0009-dependencies.md and docs/glossary.md held to the code, both ways. */
import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { type Codes, errorDrift, errorRows, packageDrift, settingDrift, settingsRead } from './documents.ts'
import { textsUnder } from './tree.ts'

const read = (path: string) => readFileSync(path, 'utf8')

/** Every file of src/ that lists refusals: `refusals.ts` of a stage, and the reading of outside JSON in the kernel. */
async function codesOf(): Promise<Codes> {
  const paths = [...textsUnder(['src'], ['.ts'])].filter(([, text]) => /^export const refusals\b/m.test(text))
  const found = new Map<string, Record<string, string>>()
  for (const [path] of paths) {
    const room = posix.dirname(path).slice('src/'.length)
    const file: { refusals: Record<string, string> } = await import(pathToFileURL(path).href)
    found.set(room, { ...found.get(room), ...file.refusals })
  }
  return found
}

test('every refusal of the code stands in docs/errors.md, and nothing else does', async () => {
  const codes = await codesOf()
  expect(codes.size).toBeGreaterThan(2)
  expect(errorDrift(codes, read('docs/errors.md'))).toEqual([])
})

test('no two stages refuse by one code', async () => {
  const all = [...(await codesOf()).values()].flatMap(list => Object.keys(list))
  expect(all.filter((code, at) => all.indexOf(code) !== at)).toEqual([])
})

test('every refusal that is listed is given somewhere', async () => {
  const texts = [...textsUnder(['src'], ['.ts'])]
  const words = texts.map(([path, text]) => [path, text.replace(/^export const refusals[\s\S]*?^\}.*$/m, '')] as const)
  const given = (code: string) => words.some(([, text]) => new RegExp(`['"\`]${code}['"\`]`).test(text))
  const all = [...(await codesOf()).values()].flatMap(list => Object.keys(list))
  expect(all.filter(code => !given(code))).toEqual([])
})

const codes: Codes = new Map([['scoring', { mark_missing: 'missing', mark_unknown: 'invalid' }]])
const page = (...rows: string[]) => ['# Refusals', '', '## scoring', '', ...rows].join('\n')
const missing = '| `mark_missing` | missing | A mark is due. |'
const unknown = '| `mark_unknown` | invalid | No such mark. |'

test('a page that says what the code says has no finding', () => {
  expect(errorDrift(codes, page(missing, unknown))).toEqual([])
  expect(errorRows(page(missing))).toEqual([
    { stage: 'scoring', code: 'mark_missing', kind: 'missing', text: 'A mark is due.' },
  ])
})

test.each([
  ['a code without its row', page(missing)],
  ['a row without its code', page(missing, unknown, '| `mark_odd` | invalid | Gone. |')],
  ['a row under another stage', page(missing, unknown, '## panel', '| `mark_missing` | missing | A mark is due. |')],
  ['another kind', page(missing, '| `mark_unknown` | conflict | No such mark. |')],
  ['a row without a sentence', page(missing, '| `mark_unknown` | invalid |  |')],
  ['rows in another order', page(unknown, missing)],
])('%s is found', (_what, text) => {
  expect(errorDrift(codes, text)).toHaveLength(1)
})

test('every package has its line with licence and reason, and nothing else does', () => {
  const list = JSON.parse(read('package.json')) as Record<string, Record<string, string> | undefined>
  const packages = { ...list['dependencies'], ...list['devDependencies'], ...list['optionalDependencies'] }
  expect(Object.keys(packages).length).toBeGreaterThan(10)
  const text = read('docs/decisions/0009-dependencies.md')
  expect(packageDrift(packages, text)).toEqual([])
  expect(
    text.split('\n').filter(line => /^\| `/.test(line) && !/^\| `[^`]+` \| [^|]+ \| [^|]{20,} \|$/.test(line)),
  ).toEqual([])
})

test('a package without its line and a line without its package are found', () => {
  expect(packageDrift({ zod: '4' }, '| `zod` | MIT | why |')).toEqual([])
  expect(packageDrift({ zod: '4', pg: '8' }, '| `zod` | MIT | why |')).toHaveLength(1)
  expect(packageDrift({ zod: '4' }, '| `zod` | MIT | why |\n| `pg` | MIT | why |')).toHaveLength(1)
})

/** The files that read the environment; names of one word that are no settings are said here. */
const READERS = [
  'src/platform/config.ts',
  'src/platform/identity/settings.ts',
  'src/platform/telemetry/tracing-config.ts',
  'src/platform/notifications/mail-config.ts',
] as const
const NO_SETTING = new Set(['PROTOCOL', 'COMPRESSION', 'TIMEOUT', 'HEADERS'])

test('every setting of the service has its line in docs/operation.md, and nothing else does', () => {
  const names = READERS.flatMap(path => settingsRead(read(path))).filter(name => !NO_SETTING.has(name))
  expect(new Set(names).size).toBeGreaterThan(20)
  expect(settingDrift(new Set(names), read('docs/operation.md'))).toEqual([])
})

test('a setting without its line and a line without its setting are found', () => {
  expect(settingsRead("text('PORT') ?? environment['DATA_DIR'] ?? 'Asia/Seoul'")).toEqual(['PORT', 'DATA_DIR'])
  expect(settingDrift(new Set(['PORT']), '| `PORT` | 8080 | where |')).toEqual([])
  expect(settingDrift(new Set(['PORT', 'HOST']), '| `PORT` | 8080 | where |')).toHaveLength(1)
  expect(settingDrift(new Set(['PORT']), '| `PORT` | 8080 | where |\n| `HOST` | | |')).toHaveLength(1)
})

test('decisions are numbered without gaps, and each says context, decision, instead of and consequences', () => {
  const names = readdirSync('docs/decisions').sort()
  expect(names.map(name => name.slice(0, 4))).toEqual(names.map((_, at) => String(at + 1).padStart(4, '0')))
  for (const name of names) {
    const headings = [...read(`docs/decisions/${name}`).matchAll(/^## (.+)$/gm)].map(match => match[1])
    expect([name, headings.slice(0, 4)]).toEqual([name, ['Context', 'Decision', 'Instead of', 'Consequences']])
  }
})

/** Rows of the glossary: Korean, English, Chinese, name in the code, meaning. */
const terms = read('docs/glossary.md')
  .split('\n')
  .filter(line => line.startsWith('| ') && !/^\| (?:ko|---)/.test(line))
  .map(line =>
    line
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim()),
  )

test('the glossary gives each term in three languages, and one word per thing', () => {
  expect(terms.length).toBeGreaterThanOrEqual(80)
  expect(terms.filter(cells => cells.length !== 5 || cells.slice(0, 3).includes(''))).toEqual([])
  for (const language of [0, 1, 2]) {
    const words = terms.map(cells => cells[language])
    expect(words.filter((word, at) => words.indexOf(word) !== at)).toEqual([])
  }
  const names = terms.map(cells => cells[3]).filter(name => name !== '')
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
  expect(terms.filter(([ko]) => !/[\uac00-\ud7a3]|^[A-Z]/.test(ko ?? ''))).toEqual([])
  expect(terms.filter(([, , zh]) => !/[\u4e00-\u9fff]|^[A-Z]/.test(zh ?? ''))).toEqual([])
})

test('every name the glossary gives stands in the code or in the rules', () => {
  const said = new Set(
    [...textsUnder(['src', 'rules'], ['.ts', '.json']).values()].flatMap(text => text.match(/\w+/g) ?? []),
  )
  const names = terms.map(cells => cells[3]?.replaceAll('`', '') ?? '').filter(name => name !== '')
  expect(names.length).toBeGreaterThan(40)
  expect(names.filter(name => !said.has(name))).toEqual([])
})
