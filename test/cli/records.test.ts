/** The stored records: what was decided is decided again, to the byte; a change that would not is seen here. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { replay } from '../../src/appraisal/replay.ts'
import { carried, caseFileOf } from '../../src/cli/carried.ts'
import { shippedRules } from '../../src/cli/command.ts'
import { sure } from '../../src/kernel/result.ts'

const FOLDER = 'fixtures/records'
const book = shippedRules()
const names = readdirSync(FOLDER).toSorted()

test('there is a record of every shipped case, and of no other', () => {
  expect(names).toEqual(readdirSync('fixtures/applications').toSorted())
})

describe.each(names)('%s', name => {
  const text = readFileSync(`${FOLDER}/${name}`, 'utf8')

  test('replays identical', () => {
    expect(sure(replay(text, book))).toEqual({ isIdentical: true })
  })

  test('is what its case comes to', () => {
    expect(carried(caseFileOf(readFileSync(`fixtures/applications/${name}`, 'utf8')), book).text).toBe(text)
  })

  test('does not replay with one digit of an amount or a score changed', () => {
    const { scoring } = JSON.parse(text) as { readonly scoring: { readonly score: string } }
    const other = text.replace(`"score":"${scoring.score}"`, `"score":"${scoring.score}1"`)
    expect(other).not.toBe(text)
    const found = sure(replay(other, book))
    expect(found.isIdentical ? '' : found.first.at).toBe('scoring.score')
  })
})
