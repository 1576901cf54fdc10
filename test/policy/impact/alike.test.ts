/** The packed way and the whole way are one: field by field, over drawn cases and changed editions of every kind. */
import { describe, expect, test } from 'vitest'
import { appraise } from '../../../src/appraisal/appraise.ts'
import { onDay, type Rules, readRuleBook, rulesOn } from '../../../src/appraisal/rule-book.ts'
import type { Case } from '../../../src/appraisal/schema.ts'
import { calendarDate } from '../../../src/kernel/calendar.ts'
import { blockOf, readBlock } from '../../../src/policy/impact/block.ts'
import { type Outcome, outcomeAt, outcomeOfAppraisal, refusedOutcome } from '../../../src/policy/impact/outcomes.ts'
import { footingOf, type PackedCase, packedCaseOf } from '../../../src/policy/impact/packed.ts'
import { pairOf, runBlock } from '../../../src/policy/impact/running.ts'
import { rules } from '../../appraisal/sample.ts'
import { CHANGES, changedFiles, drawnCase } from './cases.ts'

const CASES = 1500
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

function differences(after: Rules): { found: string[]; whole: number; answers: Set<string> } {
  const pair = pairOf(rules, after)
  const ran = runBlock(pair, block, id => cases.get(id))
  const found: string[] = []
  const answers = new Set<string>()
  for (const [i, id] of ids.entries()) {
    const theCase = cases.get(id) as Case
    for (const [side, of] of [
      ['before', rules],
      ['after', after],
    ] as const) {
      const packedWay = outcomeAt(ran[side], pair.codes, i)
      const whole = wholeWay(of, theCase)
      answers.add(whole.answer)
      for (const key of Object.keys(whole) as (keyof Outcome)[])
        if (packedWay[key] !== whole[key])
          found.push(`${id} ${side} ${key}: packed ${String(packedWay[key])}, whole ${String(whole[key])} (${whole.reason})`)
    }
  }
  return { found, whole: ran.whole, answers }
}

describe('a book run packed', () => {
  test('holds cases of every answer and many programmes, so that the comparison says something', () => {
    const { found, answers } = differences(rules)
    expect(found.slice(0, 5)).toEqual([])
    expect([...answers].sort()).toEqual(['approve', 'decline', 'refer'])
    expect(block.runs.length).toBeGreaterThan(15)
  })

  for (const [place, change] of CHANGES.entries())
    test(`comes out as every case run whole: ${change.kind}, ${change.says}`, () => {
      let tried = 0
      for (let seed = 1; seed <= 6 && tried < 3; seed++) {
        const files = changedFiles(change, 100 * place + seed)
        const book = files && readRuleBook(files)
        if (!book?.ok) continue
        tried += 1
        const after = rulesOn(book.value, calendarDate('2026-03-16'))
        if (!after.ok) throw new Error('a book that reads has rules')
        expect(differences(after.value).found.slice(0, 5)).toEqual([])
      }
      expect(tried).toBeGreaterThan(0)
    })
})
