/** Drafts are read, checked and tried beside the event loop: whoever asks for something else meanwhile is answered. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { NOTHING_PUBLISHED } from '../../../src/appraisal/published.ts'
import { ROWS_MAX } from '../../../src/appraisal/rule-files.ts'
import { sure } from '../../../src/kernel/result.ts'
import { HOME, textsBelow } from '../../../src/platform/folders.ts'
import { openWorkers } from '../../../src/platform/workers.ts'
import { type Answer, type Asked, type DraftWorkers, makeDrafts } from '../../../src/policy/drafts/service.ts'
import { files, filesWith } from '../../appraisal/sample.ts'
import { draftsHere } from '../drafts.ts'
import { casesOf } from '../trials/sample.ts'

const TERMS = 'terms/2026-01.json'
const HEAD = { edition: '2026-05', in_force_from: '2026-05-01' }
const WORDS = JSON.stringify({ ...JSON.parse(files.get('terms/2026-01.words.json') ?? ''), edition: '2026-05' })
const draft = (set: Readonly<Record<string, unknown>> = {}) => ({
  ...{ kind: 'terms', edition: '2026-05', words: WORDS },
  numbers: filesWith(TERMS, { ...HEAD, ...set }).get(TERMS) ?? '',
})
const [reduction] = JSON.parse(files.get(TERMS) ?? '').coverage.reductions
/** So many reductions, each for its own years of use. */
const long = (rows: number) =>
  draft({
    'coverage.reductions': Array.from({ length: rows }, (_, at) => ({
      ...{ ...reduction, code: `long_${at}` },
      when: { all: [{ fact: 'guarantee_use_years', operator: 'at_least', value: String(at % 40) }] },
    })),
  })

let workers: DraftWorkers
beforeAll(() => {
  workers = openWorkers<Asked, Answer>({
    file: new URL('../../../src/policy/drafts/drafts.worker.ts', import.meta.url),
    ...{ count: 1, settings: textsBelow(`${HOME}/rules`), secondsMax: 60, megabytesMax: 512 },
  })
})
afterAll(() => workers.close())
const known = () => NOTHING_PUBLISHED

/** Whether somebody else had a turn of the event loop before an answer came. */
async function isLeftFree(asked: Promise<unknown>): Promise<boolean> {
  let turns = 0
  const waiting = setInterval(() => {
    turns += 1
  }, 1)
  await asked
  clearInterval(waiting)
  return turns > 0
}

describe('while a draft is worked on', () => {
  test('others have their turn: long ones, ten thousand rows, and one read for a challenger', async () => {
    const { check, read, cases } = makeDrafts(workers, known)
    expect(await isLeftFree(check(long(400)))).toBe(true)
    expect(await isLeftFree(check(long(10_000)))).toBe(true)
    expect(await isLeftFree(read(draft(), '2026-05-04'))).toBe(true)
    expect(await isLeftFree(cases({ kind: 'terms', edition: '2026-01', texts: null }, casesOf('terms')))).toBe(true)
    // The same in the thread of whoever asks: this is how it would be seen.
    expect(await isLeftFree(makeDrafts(draftsHere(), known).check(long(400)))).toBe(false)
  }, 60_000)

  test('it comes to what it comes to in one’s own thread', async () => {
    const [there, here] = [makeDrafts(workers, known), makeDrafts(draftsHere(), known)]
    const of = { kind: 'terms', edition: '2026-01', texts: null }
    expect(await there.check(long(400))).toEqual(await here.check(long(400)))
    expect(await there.cases(of, casesOf('terms'))).toEqual(await here.cases(of, casesOf('terms')))
    const [ok, bad] = [await there.read(draft(), '2026-05-04'), await there.read(draft({ caps: 'none' }))]
    expect([sure(ok).digest, bad.ok ? '' : bad.refusals[0]?.at]).toEqual([
      expect.stringMatching(/^sha256:/),
      'terms/2026-05.json#caps',
    ])
  }, 60_000)

  test('more rows than a list may have are refused with their place, before any is looked at', async () => {
    const [found, ...more] = await makeDrafts(workers, known).check(long(10_000))
    expect([found?.code, found?.at, found?.params['limit'], more]).toEqual([
      'input_out_of_bounds',
      'terms/2026-05.json#coverage.reductions',
      `at most ${ROWS_MAX} in a list`,
      [],
    ])
  })
})
