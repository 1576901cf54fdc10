/** The linter and formatter of biome.json, each rule the house counts on seen to catch its mistake. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { expect, test } from 'vitest'

/** File -> its one line, and the finding that is due; none for a clean one. */
const PLANTED: Readonly<Record<string, readonly [line: string, category: string | null]>> = {
  'src/clean.ts': ["export const grade = 'AAA'", null],
  'src/any.ts': ['export const mark: any = 1', 'lint/suspicious/noExplicitAny'],
  'src/default.ts': ['export default 1', 'lint/style/noDefaultExport'],
  'house.config.ts': ['export default 1', null],
  'src/enum.ts': ['export enum Grade {\n  A = 1,\n}', 'lint/style/noEnum'],
  'src/barrel.ts': ["export { grade } from './clean.ts'", 'lint/performance/noBarrelFile'],
  'src/sure.ts': ['export const first = (marks: number[]) => marks[0]!', 'lint/style/noNonNullAssertion'],
  'test/sure.ts': ['export const first = (marks: number[]) => marks[0]!', null],
  'src/unused.ts': ["export const grade = () => {\n  const mark = 'A'\n}", 'lint/correctness/noUnusedVariables'],
  'src/unused-import.ts': [
    "import { grade } from './clean.ts'\n\nexport const mark = 'A'",
    'lint/correctness/noUnusedImports',
  ],
  'src/type.ts': ["import { grade } from './clean.ts'\n\nexport type Grade = typeof grade", 'lint/style/useImportType'],
  'src/node.ts': ["import { join } from 'path'\n\nexport const at = join('a')", 'lint/style/useNodejsImportProtocol'],
  'src/property.ts': [
    'export class Case {\n  constructor(readonly id: string) {}\n}',
    'lint/style/noParameterProperties',
  ],
  'src/equal.ts': ["export const is = (mark: string) => mark == 'A'", 'lint/suspicious/noDoubleEquals'],
  'src/throw.ts': ["export const fail = () => {\n  throw 'refused'\n}", 'lint/style/useThrowOnlyError'],
  'src/each.ts': [
    'export const all = (marks: string[], tell: (mark: string) => void) => {\n' +
      '  marks.forEach(mark => {\n    tell(mark)\n  })\n}',
    'lint/complexity/noForEach',
  ],
  'test/only.test.ts': ["import { test } from 'vitest'\n\ntest.only('x', () => {})", 'lint/suspicious/noFocusedTests'],
  'test/skip.test.ts': ["import { test } from 'vitest'\n\ntest.skip('x', () => {})", 'lint/suspicious/noSkippedTests'],
  'src/semicolon.ts': ["export const mark = 'A';", 'format'],
  'src/quotes.ts': ['export const mark = "A"', 'format'],
  'src/parens.ts': ['export const same = (mark: string) => mark\nexport const one = [1].map((x) => x)', 'format'],
  'src/order.ts': [
    "import { b } from './b.ts'\nimport { a } from './a.ts'\n\nexport const ab = a + b",
    'assist/source/organizeImports',
  ],
}

type Found = {
  readonly diagnostics: readonly { readonly category: string; readonly location: { readonly path: string } }[]
}

test('each mistake the linter is counted on for is one finding, and a clean file is none', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lint-'))
  copyFileSync('biome.json', join(folder, 'biome.json'))
  for (const [path, [line]] of Object.entries(PLANTED)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), `${line}\n`)
  }
  const ran = spawnSync(resolve('.ci/biome'), ['check', '--reporter=json', '--max-diagnostics=none', '.'], {
    cwd: folder,
    encoding: 'utf8',
  })
  rmSync(folder, { recursive: true })
  expect(ran.status).toBe(1)
  const { diagnostics } = JSON.parse(ran.stdout) as Found
  const found = Object.keys(PLANTED).map(path => [
    path,
    ...new Set(diagnostics.filter(({ location }) => location.path === path).map(({ category }) => category)),
  ])
  const due = Object.entries(PLANTED).map(([path, [, category]]) => (category === null ? [path] : [path, category]))
  expect(found).toEqual(due)
})
