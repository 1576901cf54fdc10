/** The word check over every text of the repository, and the check itself tested on planted mistakes. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { pathsUnder } from './tree.ts'
import { sayings } from './words.ts'

/** Fonts, papers and pictures are no text. */
const NOT_TEXT = /\.(?:pdf|png|jpe?g|ttf|otf|ttc|woff2?|icc|gz|zip|der|bin|br)$/

test('no text of the repository speaks of unfinished work or of one machine', () => {
  const paths = pathsUnder('').filter(path => !NOT_TEXT.test(path) && path !== 'package-lock.json')
  expect(paths).toContain('LICENSE')
  expect(paths).toContain('.ci/run')
  expect(paths.flatMap(path => sayings(path, readFileSync(path, 'utf8')))).toEqual([])
})

// Each planted word is put together here, so that this file does not say it.
test.each([
  ['work left for later', ['TO', 'DO'].join('')],
  ['work known to be wrong', ['FIX', 'ME'].join('')],
  ['work marked with letters', ['XX', 'X'].join('')],
  ['work that is a trick', ['HA', 'CK'].join('')],
  ['work under way', ['WI', 'P'].join('')],
  ['what is not there', ['not imp', 'lemented'].join('')],
  ['what is not there, politely', ['Not yet imp', 'lemented'].join('')],
  ['what lasts until somebody remembers', ['for ', 'now'].join('')],
  ['filling text', ['Lorem ', 'ipsum'].join('')],
  ['who helped', ['sub', 'agent'].join('')],
  ['who wrote', ['as an A', 'I'].join('')],
  ['what stands outside', ['shared/', 'design'].join('')],
  ['a folder of one machine', [' /wo', 'rk/main'].join('')],
  ['a folder of one user', ['"/ho', 'me/kim'].join('')],
  ['a folder of the superuser', ['(/ro', 'ot/x'].join('')],
])('no word of %s', (_what, word) => {
  expect(sayings('docs/x.md', `one line\n${word}\n`)).toHaveLength(1)
})

test.each([
  ['an address with such a folder', 'https://example.org/main/wo' + 'rk/page.do'],
  ['a root of a tree', 'the Merkle root / the top'],
  ['the office of that name', 'WIPO ST.3'],
  ['a period', 'until 2027-03-30 the text in force is the former one'],
])('%s may stand', (_what, line) => {
  expect(sayings('docs/x.md', line)).toEqual([])
})
