/**
 * Lines of the way that must not compile: what has to come first is in the type, so the wrong order is no program.
 * Nothing here is run; `npm run types` fails where one of these mistakes would be let through.
 */
import { type Appraisal, type AppraiseCode, appraise, gradedOf } from '../../src/appraisal/appraise.ts'
import { recordOf } from '../../src/appraisal/record.ts'
import { replay } from '../../src/appraisal/replay.ts'
import { type RuleBook, type Rules, rulesOn } from '../../src/appraisal/rule-book.ts'
import type { Case } from '../../src/appraisal/schema.ts'
import { type DecisionRequest, recommend } from '../../src/decision/recommendation.ts'
import { type Cover, splitLoan } from '../../src/decision/terms.ts'
import { type CalendarDate, calendarDate } from '../../src/kernel/calendar.ts'
import { ratio } from '../../src/kernel/decimal.ts'
import { fixed } from '../../src/kernel/fixed.ts'
import { money } from '../../src/kernel/money.ts'
import { type Result, refusal, refuse } from '../../src/kernel/result.ts'
import { type CompiledModel, technologyScore } from '../../src/scoring/score.ts'

declare const book: RuleBook
declare const rules: Rules
declare const unread: unknown
declare const theCase: Case
declare const model: CompiledModel
declare const appraisal: Appraisal
declare const day: CalendarDate
declare const ungraded: Omit<DecisionRequest, 'grade'>

export const orderMistakes = [
  // @ts-expect-error what comes from outside is read before it is appraised
  () => appraise(rules, unread),
  // @ts-expect-error the shelves of all editions are not the rules of a day
  () => appraise(book, theCase),
  // @ts-expect-error the rules of a day are asked whether there are any
  () => appraise(rulesOn(book, day), theCase),
  // @ts-expect-error rules are of a day, not of a text
  () => rulesOn(book, '2026-01-02'),
  // @ts-expect-error the signed sheets of a case are consolidated before they are scored
  () => gradedOf(rules, model, theCase.sheets, appraisal.row),
  // @ts-expect-error marks are scored by a model, not by a rubric
  () => technologyScore(rules.editions.rubric, appraisal.sheet.marks),
  // @ts-expect-error nothing is recommended on a case that has not been graded
  () => recommend(rules.policy, appraisal.row, theCase),
  // @ts-expect-error nor on a request that lacks only its grade
  () => recommend(rules.policy, appraisal.row, ungraded),
  // @ts-expect-error a refusal none of the stages gives
  (): Result<Appraisal, AppraiseCode> => refuse(refusal('case_too_odd')),
  // @ts-expect-error a result is asked whether it holds before it is recorded
  () => recordOf(appraise(rules, theCase), theCase, rules),
  // @ts-expect-error a record holds what was appraised, not what was asked
  () => recordOf(theCase, theCase, rules),
  // @ts-expect-error a record is replayed under the editions it names, hence from all of them
  () => replay(recordOf(appraisal, theCase, rules).text, rules),
]

export const recommendationMistakes = [
  // @ts-expect-error a fourth recommendation
  (): Appraisal['decision']['recommended'] => 'maybe',
  // @ts-expect-error an appraisal is not written to
  () => (appraisal.graded.grade = 'AAA'),
  // @ts-expect-error nor are the reasons
  () => appraisal.decision.reasons.pop(),
  // @ts-expect-error a grade of another scale
  (): Appraisal['graded']['technologyGrade'] => 'BBB',
  // @ts-expect-error a technology grade is no risk grade
  (): Appraisal['graded']['risk']['grade'] => appraisal.graded.technologyGrade,
  // @ts-expect-error a valuation that was refused has no amount
  () => appraisal.worth.valuation,
]

export const coverMistakes = [
  // @ts-expect-error a loan is money, not a bare bigint
  () => splitLoan(1_000_000_001n, fixed('0.85')),
  // @ts-expect-error a ratio of hot loops is an integer, not a machine fraction
  () => splitLoan(money(1_000_000_001n), 0.85),
  // @ts-expect-error nor is it an exact decimal
  () => splitLoan(money(1_000_000_001n), ratio('0.85')),
  // @ts-expect-error the two parts come from one subtraction, not from a reader's own
  (): Cover => ({ loan: money(2n), guaranteed: money(1n), bankShare: 1n }),
  // @ts-expect-error a day is read before a case is dated
  (): CalendarDate => theCase.day.slice(0, 10),
  // @ts-expect-error what a day is read from is text
  () => calendarDate(20_260_102),
]
