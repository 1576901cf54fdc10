/** A small edition of the watch for tests, and readings as somebody tells them. */
import { join } from 'node:path'
import { carriedOn, readRuleBook } from '../../../src/appraisal/rule-book.ts'
import { watchRulesOf } from '../../../src/decision/watch-rules.ts'
import type { Observation } from '../../../src/guarantee/watch/readings.ts'
import { calendarDate } from '../../../src/kernel/calendar.ts'
import { sure } from '../../../src/kernel/result.ts'
import { HOME, textsBelow } from '../../../src/platform/folders.ts'

export const FILES = textsBelow(join(HOME, 'rules'))
export const BOOK = sure(readRuleBook(FILES))
export const EDITION = sure(carriedOn(BOOK, 'watch', calendarDate('2026-11-02')))
export const RULES = sure(watchRulesOf(EDITION))

/** A reading of one day by one source; `until` where the teller vouches for it no longer. */
export const told = (
  fact: string,
  value: string | boolean,
  asOf: string,
  { source = 'site_visit', until = null as string | null } = {},
): Observation => ({
  fact,
  value,
  asOf: calendarDate(asOf),
  validUntil: until === null ? null : calendarDate(until),
  source,
})
