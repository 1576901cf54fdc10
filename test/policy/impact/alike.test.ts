/** The packed way and the whole way are one: field by field, over drawn cases and changed editions of every kind. */
import { describe, expect, test } from 'vitest'
import { appraise } from '../../../src/appraisal/appraise.ts'
import { onDay, type Rules, readRuleBook, rulesOn } from '../../../src/appraisal/rule-book.ts'
import type { Case } from '../../../src/appraisal/schema.ts'
import { calendarDate } from '../../../src/kernel/calendar.ts'
import { sure } from '../../../src/kernel/result.ts'
import { blockOf, readBlock } from '../../../src/policy/impact/block.ts'
import { type Outcome, outcomeAt, outcomeOfAppraisal, refusedOutcome } from '../../../src/policy/impact/outcomes.ts'
import { footingOf, type PackedCase, packedCaseOf } from '../../../src/policy/impact/packed.ts'
import { pairOf, runBlock } from '../../../src/policy/impact/running.ts'
import { rules } from '../../appraisal/sample.ts'
import { CHANGES, changedFiles, drawnCase } from './cases.ts'

const CASES = 600
const cases = new Map<string, Case>()
const packed: PackedCase[] = []
for (let seed = 1; packed.length < CASES; seed++) {
  const theCase = drawnCase(seed)
  const made = packedCaseOf(rules, theCase.id, theCase)
  if (!made.ok) continue
  cases.set(theCase.id, theCase)
  packed.push(made.value)
}
const names = rules.vocabulary.facts.map(fact => fact.name)
const block = readBlock(blockOf(packed, names, footingOf(rules)))
const ids = block.idsOf()

const wholeWay = (of: Rules, theCase: Case): Outcome => {
  const made = appraise(onDay(of, calendarDate(theCase.day)), theCase)
  return made.ok ? outcomeOfAppraisal(made.value) : refusedOutcome(made.refusals[0]?.code ?? '')
}
const wholeBefore = ids.map(id => wholeWay(rules, cases.get(id) as Case))

const KEYS = Object.keys(wholeBefore[0] as Outcome) as (keyof Outcome)[]
const differing = (one: Outcome, other: Outcome): string[] =>
  KEYS.filter(key => one[key] !== other[key]).map(key => `${key}: ${String(one[key])}, not ${String(other[key])}`)

/** Where the packed way differs from the whole one, and how many cases the change moves. */
function compared(after: Rules): { readonly found: readonly string[]; readonly moved: number } {
  const pair = pairOf(rules, after)
  const ran = runBlock(pair, block, id => cases.get(id))
  const wholeAfter = ids.map(id => wholeWay(after, cases.get(id) as Case))
  const found = ids.flatMap((id, i) => [
    ...differing(outcomeAt(ran.before, pair.codes, i), wholeBefore[i] as Outcome).map(one => `${id} before ${one}`),
    ...differing(outcomeAt(ran.after, pair.codes, i), wholeAfter[i] as Outcome).map(one => `${id} after ${one}`),
  ])
  const moved = wholeAfter.filter((one, i) => differing(one, wholeBefore[i] as Outcome).length > 0).length
  return { found, moved }
}

const SILENT = 'its note alone'

describe('a book run packed', () => {
  test('holds cases of every answer and of most programmes, so that a comparison says something', () => {
    expect([...new Set(wholeBefore.map(one => one.answer))].sort()).toEqual(['approve', 'decline', 'refer'])
    expect(block.runs.length).toBeGreaterThan(15)
    expect(compared(rules)).toEqual({ found: [], moved: 0 })
  })

  for (const [place, change] of CHANGES.entries())
    test(`comes out as every case run whole: ${change.kind}, ${change.says}`, () => {
      let [books, moved] = [0, 0]
      // Not every drawn change makes rules that can be read; two that do are run.
      for (let seed = 1; seed <= 8 && books < 2; seed++) {
        const files = changedFiles(change, 100 * place + seed)
        const book = files && readRuleBook(files)
        if (!book?.ok) continue
        books += 1
        const ran = compared(sure(rulesOn(book.value, calendarDate('2026-03-16'))))
        expect(ran.found.slice(0, 5)).toEqual([])
        moved += ran.moved
      }
      expect(books).toBeGreaterThan(0)
      if (change.says === SILENT) expect(moved).toBe(0)
      else expect(moved).toBeGreaterThan(0)
    })
})
