/** The part of the edition on panels by which appraisers are held against each other. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { carriedOn, readRuleBook } from '../../../src/appraisal/rule-book.ts'
import { calendarDate } from '../../../src/kernel/calendar.ts'
import { sure } from '../../../src/kernel/result.ts'
import { raterLimits, ratersSchema } from '../../../src/panel/severity/edition.ts'
import { HOME, textsBelow } from '../../../src/platform/folders.ts'

const NAME = 'panel/2026-01.json'
const files = textsBelow(join(HOME, 'rules'))
const part = () => (JSON.parse(files.get(NAME) ?? '{}') as { raters: Record<string, { value: string }> }).raters

test('policy decides by the marks as given in the edition that is shipped; another one may say otherwise', () => {
  const edition = sure(carriedOn(sure(readRuleBook(files)), 'panel', calendarDate('2026-11-22')))
  expect(raterLimits(edition.raters).usesFairScores).toBe(false)
  const changed = part()
  ;(changed['policy_uses_fair_scores'] as { value: string }).value = 'true'
  expect(raterLimits(ratersSchema.parse(changed)).usesFairScores).toBe(true)
})

test('every limit is the edition’s number, each in its own place', () => {
  const marked = part()
  // A number of its own for each, within every bound there is.
  const values = new Map(
    Object.keys(marked)
      .filter(key => key !== 'policy_uses_fair_scores')
      .map((key, at) => {
        const isAboveOne = ['mean_square_max', 'accident_multiple_min'].includes(key)
        const isCount = marked[key] !== undefined && (marked[key] as { unit?: string }).unit === 'count'
        return [key, isCount ? at + 1 : isAboveOne ? 1 + (at + 1) / 100 : (at + 1) / 100] as const
      }),
  )
  for (const [key, value] of values) (marked[key] as { value: string }).value = String(value)
  const { usesFairScores: _, ...limits } = raterLimits(ratersSchema.parse(marked))
  // The error is carried by records, as the edition writes it.
  expect(limits.fairErrorMax).toBe(String(values.get('fair_error_max')))
  expect(new Map(Object.entries(limits).map(([key, value]) => [snake(key), Number(value)]))).toEqual(values)
})

const snake = (key: string): string => key.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)

test.each([
  ['no false finding at all', 'false_discovery_rate', '0'],
  ['more false findings than true ones', 'false_discovery_rate', '0.6'],
  ['a spread below none', 'honest_spread', '-0.1'],
  ['no sheet', 'sheets_min', '0'],
  ['a halo above what is expected', 'halo_ratio_max', '1.1'],
  ['a middle above what is expected', 'central_tendency_ratio_max', '1.1'],
  ['a drift below none', 'drift_min', '-1'],
  ['a lower bound of fit above one', 'mean_square_min', '1.2'],
  ['an upper bound of fit below one', 'mean_square_max', '0.9'],
  ['half a second', 'seconds_per_mark_min', '0.5'],
  ['more sheets than there are', 'hasty_share_max', '1.5'],
  ['texts more than alike', 'text_similarity_min', '1.01'],
  ['pieces of nothing', 'shingle_length', '0'],
  ['marks made fair of no mark', 'fair_marks_min', '0'],
  ['an error of nothing', 'fair_error_max', '0'],
  ['fewer accidents than expected', 'accident_multiple_min', '0.9'],
])('does not load with %s', (_, key, value) => {
  const changed = part()
  expect(ratersSchema.safeParse(changed).success).toBe(true)
  ;(changed[key] as { value: string }).value = value
  expect(ratersSchema.safeParse(changed).success).toBe(false)
})

test('every number of the part has its name in three languages', () => {
  const words = JSON.parse(files.get('panel/2026-01.words.json') ?? '{}') as { words: Record<string, object> }
  expect(Object.keys(part()).filter(key => words.words[`panel.raters.${key}.name`] === undefined)).toEqual([])
})
