/**
 * What the clauses of a programme say of the cases of one run: the class of guarantee, and the first reason to decline
 * or refer. Clause by clause over all cases; equal to `classOf` and the clause reasons of decision/recommendation.ts.
 */
import { MET, NOT_MET, UNKNOWN } from '../../rules/evaluate.ts'
import type { ClauseAt } from './side.ts'

/** No clause of the kind stands against the case. */
export const NONE = 0xffff
const TECHNOLOGY = 0
const CREDIT = 1
export const NEITHER = 2

export type ClauseResult = {
  /** Place of the first clause that declines, and that refers; NONE where none does. */
  readonly decline: Uint16Array
  readonly refer: Uint16Array
  /** Place among CLASSES. */
  readonly klass: Uint8Array
}

type Test = { readonly passes: Uint8Array; readonly isOpen: Uint8Array }

/** Whether every clause of a class's test is met, and whether none is surely not. */
function testOf(
  set: ClauseAt['set'],
  clauses: readonly ClauseAt[],
  outcomes: readonly Uint8Array[],
  count: number,
): Test {
  const passes = new Uint8Array(count).fill(1)
  const isOpen = new Uint8Array(count).fill(1)
  for (const [place, clause] of clauses.entries()) {
    if (clause.set !== set) continue
    const outcome = outcomes[place] as Uint8Array
    for (let i = 0; i < count; i++) {
      const found = outcome[i] as number
      if (found < MET) {
        passes[i] = 0
        if (found === NOT_MET) isOpen[i] = 0
      }
    }
  }
  return { passes, isOpen }
}

/** `outcomes` by clause, each as long as the run. */
export function clauseResults(
  clauses: readonly ClauseAt[],
  outcomes: readonly Uint8Array[],
  isCreditAllowed: boolean,
  count: number,
): ClauseResult {
  const decline = new Uint16Array(count).fill(NONE)
  const refer = new Uint16Array(count).fill(NONE)
  const klass = new Uint8Array(count)
  const isUnknown = new Uint8Array(count)
  const technology = testOf('technology', clauses, outcomes, count)
  const credit = testOf('credit', clauses, outcomes, count)
  for (let i = 0; i < count; i++) {
    const isCredit = isCreditAllowed && credit.passes[i] === 1
    klass[i] = technology.passes[i] === 1 ? TECHNOLOGY : isCredit ? CREDIT : NEITHER
    if (klass[i] === NEITHER)
      isUnknown[i] = technology.isOpen[i] === 1 || (isCreditAllowed && credit.isOpen[i] === 1) ? 1 : 0
  }
  const note = (i: number, consequence: number, place: number): void => {
    if (consequence === 0) {
      if (decline[i] === NONE) decline[i] = place
    } else if (consequence === 1 && refer[i] === NONE) refer[i] = place
  }
  for (const [place, { set, ifNot, ifUnknown }] of clauses.entries()) {
    const outcome = outcomes[place] as Uint8Array
    if (set === 'credit' && !isCreditAllowed) continue
    for (let i = 0; i < count; i++) {
      const found = outcome[i] as number
      if (found >= MET) continue
      if (set === 'other') note(i, found === UNKNOWN ? ifUnknown : ifNot, place)
      else if (klass[i] === NEITHER) {
        if (isUnknown[i] === 0) note(i, 0, place)
        else if (found !== NOT_MET) note(i, 1, place)
      }
    }
  }
  return { decline, refer, klass }
}
