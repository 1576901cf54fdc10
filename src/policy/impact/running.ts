/**
 * A block run under two rule sets. What both sides share is read and worked out once: columns always, marks and grades
 * where the editions that make them are the same, everything where all are.
 */
import { appraise } from '../../appraisal/appraise.ts'
import type { Kind } from '../../appraisal/edition-kinds.ts'
import type { Rules } from '../../appraisal/rule-book.ts'
import { onDay } from '../../appraisal/rule-book.ts'
import type { Case } from '../../appraisal/schema.ts'
import { calendarDate } from '../../kernel/calendar.ts'
import type { Columns } from '../../rules/columns.ts'
import { type Block, type Run as BlockRun, factColumn } from './block.ts'
import { decideRun } from './deciding.ts'
import { type GivenColumns, givenOf } from './given.ts'
import { listed } from './listed.ts'
import { type Marked, marked } from './marking.ts'
import {
  NO_GRADE,
  type Outcomes,
  outcomeOfAppraisal,
  outcomesOf,
  putOutcome,
  REFUSED_CASE,
  refusedOutcome,
  STOPS,
} from './outcomes.ts'
import { GOES_ON, knowOnTheWay, ON_THE_WAY, type OwnColumns, ownColumns, prepared, STOP } from './own-facts.ts'
import { type OwnReasons, ownReasons } from './own-reasons.ts'
import { RUN_WHOLE } from './packed.ts'
import type { Wide } from './portion.ts'
import { type Scratch, scratch } from './scratch.ts'
import { type Codes, codes, type ProgrammeSide, type Side, sideOf } from './side.ts'

/** Two rule sets made ready to be compared. */
export type Pair = {
  readonly before: Side
  readonly after: Side
  readonly codes: Codes
  readonly reasons: OwnReasons
  /** Whether both sides mark, score and grade alike. */
  readonly isMarkedAlike: boolean
  /** Whether both sides make the same facts of industry and marks. */
  readonly isReadAlike: boolean
  readonly isAllAlike: boolean
  readonly wide: Wide
  /** Columns both sides read, and those of each alone. */
  readonly scratch: { readonly shared: Scratch; readonly before: Scratch; readonly after: Scratch }
}

const MARKING_KINDS: readonly Kind[] = ['facts', 'rubric', 'models', 'risk', 'grades']
/** Holidays move the last day of a decision, which is not compared. */
const DECIDING_KINDS: readonly Kind[] = ['eligibility', 'terms', 'programmes', 'authority']

const isAlike = (one: Rules, other: Rules, list: readonly Kind[]): boolean =>
  list.every(kind => {
    const of = (rules: Rules) => rules.references.find(each => each.kind === kind)?.digest
    return of(one) !== undefined && of(one) === of(other)
  })

/** Facts the rules of a side make before marks are read, where marks would read them. */
const readsOwn = (side: Side): boolean =>
  (['excluded_industry', 'sme_sales_limit'] as const).some(name => {
    const fact = side.own[name]
    return fact !== undefined && side.marking.reads.includes(fact.index)
  })

export function pairOf(before: Rules, after: Rules): Pair {
  const all = codes()
  const [one, other] = [sideOf(before, all), sideOf(after, all)]
  const isMarkedAlike = isAlike(before, after, MARKING_KINDS) && !readsOwn(one)
  return {
    before: one,
    after: other,
    codes: all,
    reasons: ownReasons(all.of),
    isMarkedAlike,
    isReadAlike: isMarkedAlike && isAlike(before, after, ['eligibility']),
    isAllAlike:
      isMarkedAlike &&
      isAlike(before, after, DECIDING_KINDS) &&
      JSON.stringify(one.footing) === JSON.stringify(other.footing),
    wide: { count: 0 },
    scratch: { shared: scratch(), before: scratch(), after: scratch() },
  }
}

/** Gives a case whole by the id it was packed under; undefined where nobody has it. */
export type WholeCase = (id: string) => Case | undefined

/** Cases of a block that a side cannot be worked out for from what is packed. */
export function wholeAt(side: Side, block: Block, isValued: Float64Array): Uint8Array {
  const out = new Uint8Array(block.count)
  if (side.footing.facts !== block.footing.facts) return out.fill(1)
  for (const { programme, from, to } of block.runs) {
    const papers = side.footing.papers[programme]
    if (papers !== undefined && papers !== block.footing.papers[programme]) out.fill(1, from, to)
  }
  const isOtherValue = side.footing.value !== block.footing.value
  for (let i = 0; i < out.length; i++) if (isValued[i] === RUN_WHOLE || (isOtherValue && isValued[i] === 1)) out[i] = 1
  return out
}

export type BlockOutcomes = {
  readonly given: GivenColumns
  readonly before: Outcomes
  readonly after: Outcomes
  /** Cases run whole, and cases that would have to be and could not. */
  readonly whole: number
  readonly open: number
  readonly employees: Float64Array | undefined
  /** Cases that are not told of, such as those of decisions another has taken the place of. */
  readonly isOut: Uint8Array | undefined
}

/** The columns of facts the sides read, by the name of the fact. */
type FactColumns = ReadonlyMap<string, Float64Array>
function factsOf(sides: readonly Side[], block: Block, into: Scratch): FactColumns {
  const columns = new Map<string, Float64Array>()
  for (const side of sides)
    for (const { index, name } of side.rules.vocabulary.facts) {
      if (!side.reads.has(index) || columns.has(name)) continue
      const out = into(factColumn(name), block.count)
      if (!block.read(factColumn(name), out)) out.fill(Number.NaN)
      columns.set(name, out)
    }
  return columns
}
/** Stands where nobody reads. */
const NOTHING = new Float64Array(0)

type SideRun = {
  readonly models: Int16Array
  readonly marked: Marked
  /** Outcomes of clauses and guards, by programme, and what they test. */
  readonly outcomes: ReadonlyMap<string, { readonly tests: string; readonly outcomes: readonly Uint8Array[] }>
}

const isSame = (a: Int16Array, b: Int16Array): boolean => {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

function columnsOf(side: Side, facts: FactColumns, own: OwnColumns, isMarking: boolean): Float64Array[] {
  return listed(side.rules.vocabulary.facts, ({ index, name }) => {
    const column = own.get(index) ?? facts.get(name) ?? NOTHING
    return isMarking && ON_THE_WAY.has(name) && side.marking.reads.includes(index)
      ? new Float64Array(column.length).fill(Number.NaN)
      : column
  })
}

/** Runs the cases of one side; `alike` are the marks of the other where they hold for this one too. */
function runSide(
  pair: Pair,
  side: Side,
  block: Block,
  given: GivenColumns,
  facts: FactColumns,
  isWhole: Uint8Array,
  into: Outcomes,
  alike: SideRun | undefined,
): SideRun {
  const { count } = block
  const stops = new Uint8Array(count).fill(GOES_ON)
  const own = ownColumns(side, count, pair.scratch[side === pair.before ? 'before' : 'after'])
  const models = prepared(side, block, given, own, stops, pair.wide)
  const isAlike = alike !== undefined && isSame(alike.models, models)
  const found = isAlike
    ? alike.marked
    : marked(
        side.marking,
        block,
        models,
        columnsOf(side, facts, own, true),
        { days: given.day, sheets: given.oldestSheet },
        side.economy,
        pair.scratch.shared,
      )
  knowOnTheWay(side, given, found, own)
  const isOut = new Uint8Array(count)
  for (let i = 0; i < count; i++) {
    if (isWhole[i] === 1) isOut[i] = 1
    else {
      if (stops[i] === GOES_ON && found.isRefused[i] === 1) stops[i] = STOP.panel
      if (stops[i] === GOES_ON) into.stage[i] = side.marking.isStartup[models[i] as number] === 1 ? 0 : 1
      else {
        isOut[i] = 1
        into.answer[i] = REFUSED_CASE
        into.grade[i] = NO_GRADE
        into.reason[i] = pair.codes.of(`refused.${STOPS[stops[i] as number]}`)
      }
    }
  }
  const columns = columnsOf(side, facts, own, false)
  const outcomes = new Map<string, { readonly tests: string; readonly outcomes: readonly Uint8Array[] }>()
  for (const run of block.runs) {
    const programme = side.programmes.get(run.programme)
    if (programme === undefined) continue
    const known = isAlike && pair.isReadAlike ? alike.outcomes.get(run.programme) : undefined
    const tested =
      known?.tests === programme.tests
        ? known
        : { tests: programme.tests, outcomes: programme.run(spanOf(programme, columns, run)) }
    outcomes.set(run.programme, tested)
    decideRun(
      side,
      programme,
      block,
      run,
      tested.outcomes,
      columns,
      given,
      found.rank,
      isOut,
      pair.reasons,
      into,
      pair.wide,
    )
  }
  return { models, marked: found, outcomes }
}

/** The columns a programme's clauses read, cut to its cases. */
function spanOf(programme: ProgrammeSide, columns: readonly Float64Array[], { from, to }: BlockRun): Columns {
  const cut = new Array<Float64Array>(columns.length).fill(NOTHING)
  for (const index of programme.reads) cut[index] = (columns[index] as Float64Array).subarray(from, to)
  return { count: to - from, columns: cut }
}

/** Runs whole the cases that are not packed for a side; counts those run, and those nobody gave. */
function runWhole(
  pair: Pair,
  side: Side,
  block: Block,
  isWhole: Uint8Array,
  into: Outcomes,
  whole: WholeCase,
  isOut: Uint8Array | undefined,
): readonly [run: number, open: number] {
  if (!isWhole.includes(1)) return [0, 0]
  const ids = block.idsOf()
  let [run, open] = [0, 0]
  for (let i = 0; i < block.count; i++) {
    if (isWhole[i] === 0 || isOut?.[i] === 1) continue
    const theCase = whole(ids[i] as string)
    if (theCase === undefined) {
      open += 1
      continue
    }
    run += 1
    const made = appraise(onDay(side.rules, calendarDate(theCase.day)), theCase)
    const outcome = made.ok ? outcomeOfAppraisal(made.value) : refusedOutcome(made.refusals[0]?.code ?? '')
    putOutcome(into, pair.codes, i, outcome)
  }
  return [run, open]
}

const NONE: ReadonlySet<string> = new Set()

/** Runs a block under both sides. @param without ids of cases that are not told of */
export function runBlock(
  pair: Pair,
  block: Block,
  whole: WholeCase,
  without: ReadonlySet<string> = NONE,
): BlockOutcomes {
  const isOut = without.size === 0 ? undefined : Uint8Array.from(block.idsOf(), id => (without.has(id) ? 1 : 0))
  const given = givenOf(block, pair.scratch.shared)
  const [wholeBefore, wholeAfter] = [
    wholeAt(pair.before, block, given.isValued),
    wholeAt(pair.after, block, given.isValued),
  ]
  const [before, after] = [outcomesOf(block.count), outcomesOf(block.count)]
  const sides = [pair.before, pair.after].filter(side => side.footing.facts === block.footing.facts)
  const facts = factsOf(sides, block, pair.scratch.shared)
  let first: SideRun | undefined
  if (wholeBefore.includes(0)) first = runSide(pair, pair.before, block, given, facts, wholeBefore, before, undefined)
  const [ranBefore, openBefore] = runWhole(pair, pair.before, block, wholeBefore, before, whole, isOut)
  const employees = pair.scratch.shared('employees', block.count)
  const hasEmployees = block.read(factColumn('employees'), employees)
  const shared = { given, before, isOut, employees: hasEmployees ? employees : undefined }
  if (pair.isAllAlike) return { ...shared, after: before, whole: ranBefore, open: openBefore }
  if (wholeAfter.includes(0))
    runSide(pair, pair.after, block, given, facts, wholeAfter, after, pair.isMarkedAlike ? first : undefined)
  const [ranAfter, openAfter] = runWhole(pair, pair.after, block, wholeAfter, after, whole, isOut)
  return { ...shared, after, whole: ranBefore + ranAfter, open: openBefore + openAfter }
}
