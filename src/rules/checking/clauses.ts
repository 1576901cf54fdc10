/**
 * Checks of clauses, each with a case that shows what was found: a clause nobody can meet, everybody meets, or that
 * never applies; two that exclude each other, that answer the same failing differently, of which one says nothing the
 * other does not; a set nobody passes. What can be met or not met at all is decided over known values: by Kleene's
 * logic no unknown fact makes a condition met or not met that no known one would.
 */
import type { Consequence } from '../grammar.ts'
import type { PlannedClause } from '../plan.ts'
import { BIT, type Node, nodeOf, type Requirement, type Search, satisfying } from './search.ts'
import { factsOf, type Space, type SpaceOptions, spaceOf, type Witness, witnessOf } from './space.ts'

/** What may be found of clauses. */
export type ClauseFindingKind =
  | 'clause_unreachable'
  | 'clause_contradictory'
  | 'clause_always_met'
  | 'clauses_exclude'
  | 'clauses_conflict'
  | 'clause_duplicate'
  | 'clause_implied'
  | 'clauses_nobody_passes'
  | 'not_decided'

export type ClauseFinding = {
  readonly kind: ClauseFindingKind
  readonly clause: PlannedClause
  /** The other clauses it is a matter of. */
  readonly others: readonly PlannedClause[]
  /** Whether it also holds where facts are unknown; null where that is no question. */
  readonly isAlsoUnknown: boolean | null
  readonly witness: Witness
}

/** What cannot occur at all: fact -> the values it may have. */
export type Possible = SpaceOptions['possible']

const conditionsOf = ({ applies, conditions }: PlannedClause) =>
  applies === null ? [conditions] : [applies, conditions]
const ALWAYS: Node = { kind: 'group', of: [], table: new Uint8Array(), neutral: BIT.met }

/** A clause as one condition with four outcomes. */
function clauseNode(space: Space, { applies, conditions }: PlannedClause): Node {
  const reach = applies === null ? ALWAYS : nodeOf(space, applies)
  return { kind: 'clause', applies: reach, conditions: nodeOf(space, conditions) }
}

const spaceFor = (clauses: readonly PlannedClause[], withUnknown: boolean, possible: Possible): Space =>
  spaceOf(clauses.flatMap(conditionsOf), { withUnknown, ...(possible === undefined ? {} : { possible }) })

const caseOf = (space: Space, search: Search): Witness =>
  witnessOf(space, search.state === 'found' ? search.chosen : new Int32Array(space.facts.length).fill(-1))

/** A question that was given up: the facts it was over, none of them known. */
export const givenUp = (clause: PlannedClause, others: readonly PlannedClause[]): ClauseFinding => {
  const facts = factsOf([clause, ...others].flatMap(conditionsOf))
  const witness = Object.fromEntries(facts.map(fact => [fact.name, null]))
  return { kind: 'not_decided', clause, others, isAlsoUnknown: null, witness }
}

/** What a clause by itself gets wrong; null for one that can be met and not met. */
export function clauseFinding(clause: PlannedClause, possible?: Possible): ClauseFinding | null {
  const space = spaceFor([clause], false, possible)
  const node = clauseNode(space, clause)
  const ask = (allowed: number) => satisfying(space, [{ node, allowed }])
  const [met, notMet] = [ask(BIT.met), ask(BIT.not_met)]
  if (met.state === 'not_decided' || notMet.state === 'not_decided') return givenUp(clause, [])
  const found = (kind: ClauseFindingKind, shown: Search): ClauseFinding => ({
    ...{ kind, clause, others: [], isAlsoUnknown: null },
    witness: caseOf(space, shown),
  })
  if (met.state === 'none' && notMet.state === 'none') return found('clause_unreachable', ask(BIT.not_applicable))
  if (met.state === 'none') return found('clause_contradictory', notMet)
  if (notMet.state === 'none') return found('clause_always_met', met)
  return null
}

const GRAVITY: Readonly<Record<Consequence, number>> = { condition: 1, refer: 2, decline: 3 }

/** Outcomes of a clause that lead to something at least as grave. */
const graveBits = ({ clause }: PlannedClause, gravity: number): number =>
  (GRAVITY[clause.ifNot] >= gravity ? BIT.not_met : 0) | (GRAVITY[clause.ifUnknown] >= gravity ? BIT.unknown : 0)

/** Two clauses over one space of both their facts. */
type Pair = {
  readonly space: Space
  readonly one: PlannedClause
  readonly other: PlannedClause
  readonly ofOne: Node
  readonly ofOther: Node
}

function pairOf(one: PlannedClause, other: PlannedClause, withUnknown: boolean, possible: Possible): Pair {
  const space = spaceFor([one, other], withUnknown, possible)
  return { space, one, other, ofOne: clauseNode(space, one), ofOther: clauseNode(space, other) }
}

const both = ({ space, ofOne, ofOther }: Pair, allowed: number, allowedOther: number): Search =>
  satisfying(space, [
    { node: ofOne, allowed },
    { node: ofOther, allowed: allowedOther },
  ])

const swapped = (pair: Pair): Pair => ({
  ...{ space: pair.space, one: pair.other, other: pair.one },
  ...{ ofOne: pair.ofOther, ofOther: pair.ofOne },
})

const OPEN = BIT.not_met | BIT.unknown | BIT.met | BIT.not_applicable

/** Whether the one never says anything graver than the other: then it may be left out. */
function saysNoMore(pair: Pair): Search['state'] {
  const { one, other } = pair
  // A condition is told by the clause's own name, so no other can stand in for it.
  if (one.clause.ifNot === 'condition' || one.clause.ifUnknown === 'condition') return 'found'
  for (const gravity of [GRAVITY.refer, GRAVITY.decline]) {
    const grave = graveBits(one, gravity)
    if (grave === 0) continue
    const search = both(pair, grave, OPEN & ~graveBits(other, gravity))
    if (search.state !== 'none') return search.state
  }
  return 'none'
}

const reads = (clause: PlannedClause): ReadonlySet<string> =>
  new Set(factsOf(conditionsOf(clause)).map(fact => fact.name))

/**
 * What two clauses say to each other, each by itself sound; null where they share no fact or do not clash.
 * @param one the later, which is named where both say the same
 */
export function pairFinding(one: PlannedClause, other: PlannedClause, possible?: Possible): ClauseFinding | null {
  const known = reads(other)
  if (![...reads(one)].some(name => known.has(name))) return null
  const pair = pairOf(one, other, false, possible)
  const reached = both(pair, BIT.met | BIT.not_met, BIT.met | BIT.not_met)
  const passed = both(pair, BIT.met, BIT.met)
  const found = (kind: ClauseFindingKind, of: Pair, shown: Search, isAlsoUnknown: boolean | null): ClauseFinding => ({
    ...{ kind, clause: of.one, others: [of.other], isAlsoUnknown },
    witness: caseOf(of.space, shown),
  })
  if (reached.state === 'not_decided' || passed.state === 'not_decided') return givenUp(one, [other])
  if (reached.state === 'found' && passed.state === 'none') {
    // Where one of them turns everybody away by itself, the other has no part in it.
    const [alone, otherAlone] = [both(pair, BIT.not_met, BIT.met), both(pair, BIT.met, BIT.not_met)]
    if (alone.state === 'found' && otherAlone.state === 'found') return found('clauses_exclude', pair, alone, null)
  }
  const failing = both(pair, BIT.not_met, BIT.not_met)
  if (failing.state !== 'found') return failing.state === 'none' ? null : givenUp(one, [other])
  const isSameFailing =
    both(pair, BIT.not_met, OPEN & ~BIT.not_met).state === 'none' &&
    both(pair, OPEN & ~BIT.not_met, BIT.not_met).state === 'none'
  if (isSameFailing && one.clause.ifNot !== other.clause.ifNot) return found('clauses_conflict', pair, failing, null)
  const withUnknown = (of: Pair): Pair => pairOf(of.one, of.other, true, possible)
  const back = swapped(pair)
  const [needless, needlessBack] = [saysNoMore(pair), saysNoMore(back)]
  if (needless === 'not_decided' || needlessBack === 'not_decided') return givenUp(one, [other])
  if (needless === 'none' && needlessBack === 'none')
    return found('clause_duplicate', pair, failing, saysNoMore(withUnknown(pair)) === 'none')
  if (needless === 'none') return found('clause_implied', pair, failing, saysNoMore(withUnknown(pair)) === 'none')
  if (needlessBack === 'none') return found('clause_implied', back, failing, saysNoMore(withUnknown(back)) === 'none')
  return null
}

/** Outcomes a case may pass a clause with: met, not applicable, or no more than a condition. */
const passBits = ({ clause }: PlannedClause): number =>
  BIT.met | BIT.not_applicable | (clause.ifNot === 'condition' ? BIT.not_met : 0)

/**
 * Whether a case can pass all clauses at once. Where none can, the fewest that stand against each other, and the case
 * that fails the last of them alone.
 * @returns the case that passes, or the finding
 */
export function passingCase(
  clauses: readonly PlannedClause[],
  possible?: Possible,
): { readonly passes: Witness } | ClauseFinding {
  const space = spaceFor(clauses, false, possible)
  const all = clauses.map(clause => ({ clause, node: clauseNode(space, clause), allowed: passBits(clause) }))
  const ask = (some: readonly Requirement[]): Search => satisfying(space, some)
  const search = ask(all)
  const last = clauses.at(-1)
  if (search.state === 'found' || last === undefined) return { passes: caseOf(space, search) }
  if (search.state === 'not_decided') return givenUp(last, clauses.slice(0, -1))
  let core = all
  for (const one of all) {
    const less = core.filter(other => other !== one)
    if (ask(less).state === 'none') core = less
  }
  const [failed, ...others] = core.toReversed()
  if (failed === undefined) return givenUp(last, clauses.slice(0, -1))
  const shown = ask(others)
  return {
    ...{ kind: 'clauses_nobody_passes', clause: failed.clause, others: others.map(one => one.clause) },
    ...{ isAlsoUnknown: null, witness: caseOf(space, shown) },
  }
}
