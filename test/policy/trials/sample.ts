/** The shipped trial cases, and rule books with one number changed, for tests of trials. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type RuleBook, readRuleBook } from '../../../src/appraisal/rule-book.ts'
import { calendarDate } from '../../../src/kernel/calendar.ts'
import { sure } from '../../../src/kernel/result.ts'
import { parsed } from '../../../src/kernel/schema.ts'
import { type TrialCase, trialCase } from '../../../src/policy/trials/case.ts'
import { readTrials } from '../../../src/policy/trials/files.ts'
import { filesWith } from '../../appraisal/sample.ts'

export const DAY = calendarDate('2026-01-01')

const FOLDER = 'rules/trials'
export const trialFiles: ReadonlyMap<string, string> = new Map(
  readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.json'))
    .map(name => [name, readFileSync(join(FOLDER, name), 'utf8')] as const),
)
export const applicationOf = (id: string): string | undefined => {
  const place = `fixtures/applications/${id}.json`
  return existsSync(place) ? readFileSync(place, 'utf8') : undefined
}

export const shipped = sure(readTrials(trialFiles, applicationOf))
export const casesOf = (kind: string): readonly TrialCase[] => shipped.find(one => one.kind === kind)?.cases ?? []
export const everyCase: readonly TrialCase[] = shipped.flatMap(one => one.cases)
export const named = (kind: string, code: string): TrialCase => {
  const found = casesOf(kind).find(one => one.code === code)
  if (found === undefined) throw new Error(`no trial case ${kind} ${code}`)
  return found
}

/** The shipped book with places of one edition changed. */
export const bookWith = (kind: string, set: Readonly<Record<string, unknown>>): RuleBook =>
  sure(readRuleBook(filesWith(`${kind}/2026-01.json`, set)))

/** A case of our own, read as the API reads it. */
export const trial = (given: unknown, expect: unknown): TrialCase =>
  sure(parsed(trialCase, { code: 'own', title: 'Own', worked: 'By hand.', given, expect }))
