/**
 * Clauses in columnar form: one Float64Array per fact over many cases, evaluated clause by clause in chunks that stay
 * in cache. Beside compile.ts in the rules stage; what a whole book is run through when a risk officer changes a
 * number.
 */
import { MET, NOT_APPLICABLE, NOT_MET, UNKNOWN } from './evaluate.ts'
import type { Vocabulary } from './facts.ts'
import type { Operator } from './operators.ts'
import type { Plan, PlannedCondition, PlannedLeaf } from './plan.ts'
import type { Row } from './rows.ts'

/** Facts of `count` cases: `columns[fact.index][i]` is the scaled integer of case i, NaN where it is not known. */
export type Columns = { readonly count: number; readonly columns: readonly Float64Array[] }

/**
 * Cases per chunk: 2048 outcomes per buffer and 16 KiB per column read, so a clause's working set stays in the first
 * cache.
 */
const CHUNK = 2048

const column = (columns: readonly Float64Array[], index: number, from: number, n: number): Float64Array => {
  const whole = columns[index]
  if (whole === undefined || whole.length < from + n)
    throw new Error(`the column of fact ${index} is missing or too short`)
  return whole.subarray(from, from + n)
}

/*
 * Every comparison with NaN is false, so an outcome is a sum of comparisons and needs no branch, which on mixed cases
 * costs several times the arithmetic. With p = (v >= t) and q = (v <= t): p or q says v is known, p and q that it is
 * equal.
 */
const fillAtLeast = (x: Float64Array, low: number, out: Uint8Array): void => {
  for (let i = 0; i < x.length; i++) {
    const v = x[i] as number
    out[i] = UNKNOWN + +(v >= low) - +(v < low)
  }
}
const fillAtMost = (x: Float64Array, high: number, out: Uint8Array): void => {
  for (let i = 0; i < x.length; i++) {
    const v = x[i] as number
    out[i] = UNKNOWN + +(v <= high) - +(v > high)
  }
}
/**
 * `known` and `same` are what being known and being equal add to UNKNOWN: -1 and 2 for equals, 1 and -2 for differs.
 */
const fillEqual = (x: Float64Array, value: number, known: number, same: number, out: Uint8Array): void => {
  for (let i = 0; i < x.length; i++) {
    const v = x[i] as number
    const p = +(v >= value)
    const q = +(v <= value)
    out[i] = UNKNOWN + Math.imul(p | q, known) + Math.imul(p & q, same)
  }
}
/** `outcomes` begins with UNKNOWN, at which NaN arrives: it becomes 0 as an integer. */
const fillCodes = (x: Float64Array, outcomes: Uint8Array, out: Uint8Array): void => {
  for (let i = 0; i < x.length; i++) out[i] = outcomes[((x[i] as number) + 1) | 0] as number
}

/** What being known, at least, at most and equal add to UNKNOWN. */
type Weights = readonly [known: number, atLeast: number, atMost: number, same: number]
const weightsOf = (operator: Operator): Weights => {
  switch (operator) {
    case 'at_least':
    case 'on_or_after':
      return [-1, 2, 0, 0]
    case 'at_most':
    case 'on_or_before':
      return [-1, 0, 2, 0]
    case 'more_than':
      return [1, 0, -2, 0]
    case 'less_than':
      return [1, -2, 0, 0]
    case 'equals':
      return [-1, 0, 0, 2]
    case 'differs':
      return [1, 0, 0, -2]
    case 'one_of':
    case 'none_of':
      throw new Error(`${operator} takes a list of codes, which the grammar holds it to`)
    default:
      return operator satisfies never
  }
}
const fillFacts = (x: Float64Array, y: Float64Array, weights: Weights, out: Uint8Array): void => {
  const [known, atLeast, atMost, same] = weights
  for (let i = 0; i < x.length; i++) {
    const a = x[i] as number
    const b = y[i] as number
    const p = +(a >= b)
    const q = +(a <= b)
    out[i] = UNKNOWN + Math.imul(p | q, known) + Math.imul(p, atLeast) + Math.imul(q, atMost) + Math.imul(p & q, same)
  }
}

/** A leaf as the loops above take it. */
type ColumnLeaf =
  | { readonly kind: 'at_least' | 'at_most'; readonly index: number; readonly value: number }
  | {
      readonly kind: 'equal'
      readonly index: number
      readonly value: number
      readonly known: number
      readonly same: number
    }
  | { readonly kind: 'codes'; readonly index: number; readonly outcomes: Uint8Array }
  | { readonly kind: 'facts'; readonly index: number; readonly other: number; readonly weights: Weights }
type ColumnCondition =
  | ColumnLeaf
  | { readonly kind: 'all' | 'any'; readonly first: ColumnCondition; readonly rest: readonly ColumnCondition[] }

const columnLeaf = ({ test, fact, operator }: PlannedLeaf): ColumnLeaf => {
  const { index } = fact
  switch (test.kind) {
    case 'codes': {
      const listed = Array.from(test.table, isListed => (isListed === 1 ? MET : NOT_MET))
      return { kind: 'codes', index, outcomes: Uint8Array.from([UNKNOWN, ...listed]) }
    }
    case 'facts':
      return { kind: 'facts', index, other: test.other.index, weights: weightsOf(operator) }
    case 'range':
      if (test.high === Number.POSITIVE_INFINITY) return { kind: 'at_least', index, value: test.low }
      if (test.low === Number.NEGATIVE_INFINITY) return { kind: 'at_most', index, value: test.high }
      return { kind: 'equal', index, value: test.low, known: test.isInside ? -1 : 1, same: test.isInside ? 2 : -2 }
    default:
      return test satisfies never
  }
}

const columnCondition = (condition: PlannedCondition): ColumnCondition => {
  if (condition.kind === 'leaf') return columnLeaf(condition)
  const [first, ...rest] = condition.of.map(columnCondition)
  if (first === undefined) throw new Error('a group has at least one condition, which the grammar holds it to')
  return { kind: condition.kind, first, rest }
}

/** Cases `from .. from + n` of a book. */
type Span = { readonly columns: readonly Float64Array[]; readonly from: number; readonly n: number }

/**
 * One function for all leaves, not a closure each: the engine then compiles the loops once and well, which closures
 * keep it from.
 */
const fillLeaf = (leaf: ColumnLeaf, { columns, from, n }: Span, out: Uint8Array): void => {
  const x = column(columns, leaf.index, from, n)
  switch (leaf.kind) {
    case 'at_least':
      fillAtLeast(x, leaf.value, out)
      return
    case 'at_most':
      fillAtMost(x, leaf.value, out)
      return
    case 'equal':
      fillEqual(x, leaf.value, leaf.known, leaf.same, out)
      return
    case 'codes':
      fillCodes(x, leaf.outcomes, out)
      return
    case 'facts':
      fillFacts(x, column(columns, leaf.other, from, n), leaf.weights, out)
      return
    default:
      leaf satisfies never
  }
}

/**
 * Least (`all`) or greatest (`any`) of two outcomes, four cases at a time as bit pairs: codes are 0, 1, 2, so with h
 * the high and l the low bit of each, least is h = h1 h2, l = (h1 + l1)(h2 + l2) without h; greatest is h = h1 + h2, l
 * = l1 + l2 without h.
 */
const HIGH = 0x02020202
const LOW = 0x01010101
const keepLeast = (out: Int32Array, one: Int32Array, words: number): void => {
  for (let i = 0; i < words; i++) {
    const a = out[i] as number
    const b = one[i] as number
    const high = a & b & HIGH
    out[i] = high | ((a | (a >>> 1)) & (b | (b >>> 1)) & LOW & ~(high >>> 1))
  }
}
const keepGreatest = (out: Int32Array, one: Int32Array, words: number): void => {
  for (let i = 0; i < words; i++) {
    const either = (out[i] as number) | (one[i] as number)
    const high = either & HIGH
    out[i] = high | (either & LOW & ~(high >>> 1))
  }
}

/** A buffer as words of four outcomes; buffers are CHUNK long and begin at a multiple of four. */
const wordsOf = (buffer: Uint8Array): Int32Array => new Int32Array(buffer.buffer, buffer.byteOffset, CHUNK / 4)

/** Fills `out` with a condition's outcomes; `spare[depth]` holds those of one member of a group. */
const fill = (
  condition: ColumnCondition,
  span: Span,
  out: Uint8Array,
  spare: readonly Uint8Array[],
  depth: number,
): void => {
  if (!('first' in condition)) {
    fillLeaf(condition, span, out)
    return
  }
  fill(condition.first, span, out, spare, depth + 1)
  const one = spare[depth] as Uint8Array
  const words = (span.n + 3) >> 2
  for (const member of condition.rest) {
    fill(member, span, one, spare, depth + 1)
    if (condition.kind === 'all') keepLeast(wordsOf(out), wordsOf(one), words)
    else keepGreatest(wordsOf(out), wordsOf(one), words)
  }
}

const depthOf = (condition: PlannedCondition): number =>
  condition.kind === 'leaf' ? 0 : 1 + Math.max(...condition.of.map(depthOf))

const keepApplicable = (outcome: Uint8Array, applies: Uint8Array, n: number): void => {
  for (let i = 0; i < n; i++) {
    const reach = applies[i] as number
    if (reach !== MET) outcome[i] = reach === UNKNOWN ? UNKNOWN : NOT_APPLICABLE
  }
}

/**
 * Runs a plan over columns: outcome code (OUTCOMES) of every case, one Uint8Array per clause, in the clauses' order.
 */
export type ColumnRun = (cases: Columns) => readonly Uint8Array[]

/**
 * Columnar form of a plan; equal to the closures of compile.ts case by case.
 * @param plan as `planClauses` gives it
 * @returns a run over `Columns` of the plan's vocabulary; a missing or short column is our mistake and thrown
 */
export const compileColumns = (plan: Plan): ColumnRun => {
  const clauses = plan.clauses.map(({ applies, conditions }) => ({
    applies: applies === null ? null : columnCondition(applies),
    conditions: columnCondition(conditions),
  }))
  const trees = plan.clauses.flatMap(one => (one.applies === null ? [one.conditions] : [one.conditions, one.applies]))
  const spare = Array.from({ length: 1 + Math.max(0, ...trees.map(depthOf)) }, () => new Uint8Array(CHUNK))
  const out = new Uint8Array(CHUNK)
  const reach = new Uint8Array(CHUNK)
  return ({ count, columns }) => {
    // Pushed, since what `map` makes changes its hidden class once this is compiled, and with it every reader's.
    const outcomes: Uint8Array[] = []
    for (let i = 0; i < clauses.length; i++) outcomes.push(new Uint8Array(count))
    for (let from = 0; from < count; from += CHUNK) {
      const span = { columns, from, n: Math.min(CHUNK, count - from) }
      for (const [i, { applies, conditions }] of clauses.entries()) {
        fill(conditions, span, out, spare, 0)
        if (applies !== null) {
          fill(applies, span, reach, spare, 0)
          keepApplicable(out, reach, span.n)
        }
        outcomes[i]?.set(out.subarray(0, span.n), from)
      }
    }
    return outcomes
  }
}

/** Rows of one vocabulary turned into columns. */
export const columnsOf = (vocabulary: Vocabulary, rows: readonly Row[]): Columns => ({
  count: rows.length,
  columns: vocabulary.facts.map(({ index }) => Float64Array.from(rows, row => row[index] ?? Number.NaN)),
})
