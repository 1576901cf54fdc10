/** The banned words and the shape of files, over src/ and test/, with one planted mistake per rule. */
import { expect, test } from 'vitest'
import { isLong, LINES_MAX, untidy } from './tidy.ts'
import { textsUnder } from './tree.ts'

/** These two files spell the banned words, since they are about them. */
const ABOUT_THE_RULES = new Set(['test/house/tidy.ts', 'test/house/tidy.test.ts'])

const texts = textsUnder(['src', 'test'], ['.ts', '.tsx'])

test('src and test are tidy', () => {
  expect(texts.size).toBeGreaterThan(10)
  const found = [...texts].filter(([path]) => !ABOUT_THE_RULES.has(path)).flatMap(([path, text]) => untidy(path, text))
  expect(found).toEqual([])
})

test('files fit a sitting; one that does not is said', () => {
  const long = [...texts]
    .filter(([, text]) => isLong(text))
    .map(([path, text]) => `${path}: ${text.split('\n').length}`)
  if (long.length > 0) console.warn(`over ${LINES_MAX} lines, to be split by noun:\n  ${long.join('\n  ')}`)
  expect(isLong('x\n'.repeat(LINES_MAX))).toBe(false)
  expect(isLong('x\n'.repeat(LINES_MAX + 1))).toBe(true)
})

const planted = (path: string, line: string) => untidy(path, `/** What it holds. */\n${line}\n`)
const core = 'src/scoring/grade.ts'

// A rule that was never seen to fail is not known to work.
test.each([
  ['no clock', core, 'const now = new Date()'],
  ['no clock, the other way', core, 'const now = Date.now()'],
  ['no chance', core, 'const x = Math.random()'],
  ['no chance at the edge either', 'src/cli/demo.ts', 'const x = Math.random()'],
  ['no ids made in a core', core, 'const id = crypto.randomUUID()'],
  ['no environment', core, "const zone = process.env['TZ']"],
  ['no printing', core, "console.log('x')"],
  ['no reading of floats', core, "const x = parseFloat('0.1')"],
  ['no leaving of decimals', core, 'const x = score.toNumber()'],
  ['no text of decimals but by the kernel', core, 'const x = score.toFixed(2)'],
  ['no rounding but the kernel has named', core, 'const x = Math.round(score)'],
  ['no machine rounding of money in a service', 'src/decision/service.ts', 'const x = Math.trunc(amount)'],
  ['a core does not wait', core, 'const x = async () => 1'],
  ['a core does not wait, the other way', core, 'const x = await grade()'],
  ['a core promises nothing', core, 'const x: Promise<void> = later'],
  ['the core of a room does not wait', 'src/application/papers/names.ts', 'const x = await named()'],
  ['a core sets no alarm', core, 'setTimeout(grade, 10)'],
  ['no calls over the network', core, "const x = fetch('https://example.org')"],
  ['no any', core, 'const x = y as any'],
  ['no silenced type', core, '// @ts-ignore'],
  ['no file of silenced types', core, '// @ts-nocheck'],
  ['no expected type mistake in src', core, '// @ts-expect-error'],
  ['no silenced linter without its reason', core, '// biome-ignore lint/x/y:'],
  ['no enum', core, 'export enum Grade { A }'],
  ['no default export', core, 'export default 1'],
  ['no barrel', core, "export * from './a.ts'"],
  ['no namespace', core, 'namespace Grade {}'],
  ['no test left alone', 'test/scoring/grade.test.ts', "test.only('x', () => {})"],
  ['no test left out', 'test/scoring/grade.test.ts', "test.skip('x', () => {})"],
  ['no mocks', 'test/scoring/grade.test.ts', "vi.mock('./grade.ts')"],
  ['120 columns', core, `const x = '${'x'.repeat(120)}'`],
  ['no character that cannot be seen', core, "const x = 'a\u200bb'"],
  ['no character that was lost', core, "const x = 'a\ufffdb'"],
  ['no letter that looks like another', core, "const x = '\u0410'"],
  ['no digit that looks like another', core, "const x = '\uff11'"],
  ['a name says what it holds', core, 'export function gradeHelper() {}'],
  ['a manager manages nothing in the code', core, 'export const caseManager = 1'],
  ['a type says what it holds', core, 'type ApplicantInfo = string'],
  ['a file is named for what it holds', 'src/scoring/grade-utils.ts', 'const x = 1'],
  ['a file is a kebab-case noun', 'src/scoring/gradeTable.ts', 'const x = 1'],
])('%s', (_rule, path, line) => {
  expect(planted(path, line)).toHaveLength(1)
})

test('a file opens with a comment', () => {
  expect(untidy(core, "import { x } from './x.ts'\n")).toHaveLength(1)
  expect(untidy('src/cli/demo.ts', '#!/usr/bin/env node\n/** Runs the shipped cases. */\n')).toEqual([])
})

test.each([
  ['the real manager is a word of the trade', 'src/party/party.ts', 'const managers = realManagersOn(day)'],
  ['the drawing of a paper may round', 'src/certificate/layout-rows.ts', 'const x = Math.round(y)'],
  ['geometry may round', 'src/figures/radar.ts', 'const x = Math.round(y)'],
  ['the statistics of the book may round', 'src/book/vintage.ts', 'const x = Math.floor(y)'],
  ['the kernel spells decimals', 'src/kernel/decimal.ts', 'const x = value.toFixed(2)'],
  ['the command line prints and reads the clock', 'src/cli/demo.ts', 'console.log(new Date(), process.argv)'],
  ['paper may wait for its stream', 'src/certificate/pdf.ts', 'const x = await drawn'],
  ['a test may wait, whichever stage it tests', 'test/decision/terms.test.ts', 'const x = await terms()'],
  ['a comment may speak of any of these', core, '// never Date.now() here, nor any await'],
  ['a word of the trade that contains an empty one', core, 'const database = 1'],
  ['Chinese words keep their own marks', core, "const x = '技术评价，保证（比例）：“甲”'"],
  ['a structure of a standard keeps its name', 'src/certificate/cms.ts', 'const signedData = sequence()'],
  ['a silenced linter with its reason', core, '// biome-ignore lint/x/y: the library wants a class'],
])('%s', (_right, path, line) => {
  expect(planted(path, line)).toEqual([])
})
