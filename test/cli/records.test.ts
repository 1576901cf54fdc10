/** The stored records: what was decided is decided again, to the byte; a change that would not is seen here. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ENGINE, ENGINES } from '../../src/appraisal/record.ts'
import { replay, replayerOf } from '../../src/appraisal/replay.ts'
import { carried, caseFileOf } from '../../src/cli/carried.ts'
import { shippedRules } from '../../src/cli/command.ts'
import { sure } from '../../src/kernel/result.ts'

const FOLDER = 'fixtures/records'
const book = shippedRules()
const replayed = replayerOf(book)
/** The folder of an engine's records. */
const folderOf = (engine: string): string => engine.replace('/', '-')
const namesOf = (engine: string): readonly string[] => readdirSync(`${FOLDER}/${folderOf(engine)}`).toSorted()

test('every engine whose records are reproduced has its records here, and no other has', () => {
  expect(readdirSync(FOLDER).toSorted()).toEqual(ENGINES.map(folderOf).toSorted())
})

test('there is a record of every shipped case by the present engine, and of no other', () => {
  expect(namesOf(ENGINE)).toEqual(readdirSync('fixtures/applications').toSorted())
})

describe.each(ENGINES.flatMap(engine => namesOf(engine).map(name => [engine, name] as const)))(
  '%s %s',
  (engine, name) => {
    const text = readFileSync(`${FOLDER}/${folderOf(engine)}/${name}`, 'utf8')

    test('names its engine and replays identical, read strictly at first and as our own text then', () => {
      expect(sure(replay(text, book))).toEqual({ isIdentical: true })
      for (const _ of ['strictly', 'as our own'])
        expect(replayed(text)).toMatchObject({ made: { engine }, result: { ok: true, value: { isIdentical: true } } })
      // Read as our own it names the very list of editions that was read strictly before; else it names another.
      expect(replayed(text).made?.editions).toBe(replayed(text).made?.editions)
    })

    if (engine === ENGINE)
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
  },
)
