/** What a worker thread is asked, and what it makes of it: packing, impact of a block, a case side by side. */
import { appraise } from '../../appraisal/appraise.ts'
import { isKind } from '../../appraisal/edition-kinds.ts'
import { growingBook, type Published, textsWith } from '../../appraisal/published.ts'
import { recordHeadSchema } from '../../appraisal/record.ts'
import {
  type EditionReference,
  onDay,
  type RuleBook,
  type Rules,
  readRuleBook,
  rulesNamed,
  rulesOn,
} from '../../appraisal/rule-book.ts'
import type { Case } from '../../appraisal/schema.ts'
import { type CalendarDate, calendarDate } from '../../kernel/calendar.ts'
import { ok, type Result, refusal, refuse, sure } from '../../kernel/result.ts'
import { parsed, parsedJson } from '../../kernel/schema.ts'
import { blockOf, readBlock } from './block.ts'
import { type Explained, explained } from './explanation.ts'
import { generatedBlock, keptBlocks, type Stretch } from './generated-block.ts'
import { type Impact, impactOfBlock } from './impact.ts'
import { type MoveReason, moveReasons } from './move-reasons.ts'
import { type Shift, shiftsOf, type WantedMoves } from './moves.ts'
import { type Footing, footingOf, type PackedCase, packedCaseOf } from './packed.ts'
import { lossBasisOf } from './reckoning.ts'
import type { LossBasis } from './report.ts'
import { type Pair, pairOf, runBlock, wholeAt } from './running.ts'
import { EMPTY_TALLY, sumTallies } from './tally.ts'

export type Texts = ReadonlyMap<string, string>
/** A draft as it was asked about: its texts, what it is held against, and the day both are taken on. */
export type Draft = {
  readonly id: string
  readonly kind: string
  readonly edition: string
  readonly texts: Texts
  readonly before: readonly EditionReference[]
  readonly day: string
}
export type Stored = { readonly id: string; readonly record: string }
/** A decision that cannot be packed, and why. */
export type Problem = { readonly id: string; readonly code: string }

export type Work =
  /** Reads the book and runs some cases under it: whoever asks next waits neither for it nor for the compiler. */
  | { readonly type: 'ready'; readonly today: string }
  /** Reads a draft beside the book: what it would be held against. */
  | {
      readonly type: 'draft'
      readonly kind: string
      readonly edition: string
      readonly texts: Texts
      readonly today: string
    }
  | { readonly type: 'pack'; readonly records: readonly Stored[] }
  | {
      readonly type: 'seal'
      readonly cases: readonly PackedCase[]
      readonly footing: Footing
      readonly facts: readonly string[]
    }
  /** A block; of `only` these cases where they are given, which are then run whole from their records. */
  | {
      readonly type: 'block'
      readonly draft: Draft
      readonly block: Uint8Array
      readonly without: readonly string[]
      readonly only: readonly Stored[] | null
    }
  | { readonly type: 'decisions'; readonly draft: Draft; readonly records: readonly Stored[] }
  /** A stretch of a book that is made from a seed. */
  | { readonly type: 'generated'; readonly draft: Draft; readonly stretch: Stretch }
  | { readonly type: 'explain'; readonly draft: Draft; readonly record: string }
  /** Cases of a part that move as wanted, from behind a place on: of a block or stretch as above, or not packed. */
  | {
      readonly type: 'moves'
      readonly draft: Draft
      readonly of:
        | { readonly block: Uint8Array; readonly without: readonly string[]; readonly only: readonly Stored[] | null }
        | { readonly records: readonly Stored[] }
        | { readonly generated: Stretch }
      readonly wanted: WantedMoves
      readonly after: number
      readonly limit: number
    }
  /** Why cases move, in the order of their records. */
  | { readonly type: 'reasons'; readonly draft: Draft; readonly records: readonly string[] }

export type Asked = { readonly published: Published; readonly work: Work }

export type Held = {
  readonly before: readonly EditionReference[]
  readonly digest: string
  readonly day: string
  readonly losses: { readonly before: LossBasis; readonly after: LossBasis }
}
/** Packed cases that stand on one footing. */
export type PackedOn = {
  readonly footing: Footing
  readonly facts: readonly string[]
  readonly cases: readonly PackedCase[]
}
export type Answer =
  | { readonly type: 'ready' }
  | { readonly type: 'draft'; readonly held: Result<Held> }
  | { readonly type: 'pack'; readonly packed: readonly PackedOn[]; readonly problems: readonly Problem[] }
  | { readonly type: 'seal'; readonly bytes: Uint8Array }
  | {
      readonly type: 'impact'
      readonly impact: Impact
      readonly problems: readonly Problem[]
      readonly needs: readonly string[]
    }
  | { readonly type: 'explain'; readonly explained: Result<Explained> }
  | { readonly type: 'moves'; readonly shifts: readonly Shift[]; readonly needs: readonly string[] }
  | { readonly type: 'reasons'; readonly reasons: readonly (readonly MoveReason[])[] }

type Head = { readonly references: readonly EditionReference[]; readonly theCase: Case }

/** The case of a record and the editions it was decided by; undefined for a text that is no record. */
function headOf(record: string): Head | undefined {
  const json = parsedJson(record)
  const head = json.ok ? parsed(recordHeadSchema, json.value) : json
  return head.ok
    ? { references: head.value.editions as readonly EditionReference[], theCase: head.value.case }
    : undefined
}

const casesOf = (records: readonly Stored[]): ReadonlyMap<string, Case> =>
  new Map(
    records.flatMap(({ id, record }) => {
      const head = headOf(record)
      return head === undefined ? [] : [[id, head.theCase] as const]
    }),
  )

/** Rules a record names, made ready once for each set of editions. */
function namedBy(book: RuleBook): (references: readonly EditionReference[], day: CalendarDate) => Result<Rules> {
  const known = new Map<string, Rules>()
  return (references, day) => {
    const key = references.map(one => one.digest).join()
    const found = known.get(key)
    if (found !== undefined) return ok(onDay(found, day))
    const made = rulesNamed(book, references, day)
    if (made.ok) known.set(key, made.value)
    return made
  }
}

function packedOf(book: RuleBook, records: readonly Stored[]) {
  const rulesOf = namedBy(book)
  const byFooting = new Map<string, { footing: Footing; facts: readonly string[]; cases: PackedCase[] }>()
  const problems: Problem[] = []
  for (const { id, record } of records) {
    const head = headOf(record)
    if (head === undefined) {
      problems.push({ id, code: 'case_record_unreadable' })
      continue
    }
    const { references, theCase } = head
    const rules = rulesOf(references, calendarDate(theCase.day))
    const packed = rules.ok ? packedCaseOf(rules.value, id, theCase) : rules
    if (!packed.ok || !rules.ok) {
      const code = packed.ok ? 'case_not_packable' : (packed.refusals[0]?.code ?? 'case_not_packable')
      problems.push({ id, code })
      continue
    }
    const footing = footingOf(rules.value)
    const key = JSON.stringify(footing)
    const facts = rules.value.vocabulary.facts.map(fact => fact.name)
    const standing = byFooting.get(key) ?? { footing, facts, cases: [] }
    standing.cases.push(packed.value)
    byFooting.set(key, standing)
  }
  return { packed: [...byFooting.values()], problems }
}

/** Reads a book with a draft in it; the last one is kept, since what is looked at first is run next. */
function candidates(shipped: Texts): (published: Published, texts: Texts) => ReturnType<typeof readRuleBook> {
  let last: { readonly key: string; readonly book: ReturnType<typeof readRuleBook> } | undefined
  return (published, texts) => {
    const key = JSON.stringify([published.key, ...texts])
    if (last?.key !== key) last = { key, book: readRuleBook(new Map([...textsWith(shipped, published), ...texts])) }
    return last.book
  }
}
type Candidates = ReturnType<typeof candidates>

/** The books of the two sides on the day, and the pair made ready. */
function pairFor(candidateOf: Candidates, published: Published, book: RuleBook, draft: Draft): Pair {
  const day = calendarDate(draft.day)
  const candidate = sure(candidateOf(published, draft.texts))
  const shelved = candidate.shelves[draft.kind as 'terms'].find(one => one.edition === draft.edition)
  if (shelved === undefined) throw new Error(`the draft ${draft.kind}/${draft.edition} is not in its book`)
  const after = draft.before.map(one =>
    one.kind === draft.kind ? { ...one, edition: shelved.edition, digest: shelved.digest } : one,
  )
  return pairOf(sure(rulesNamed(book, draft.before, day)), sure(rulesNamed(candidate, after, day)))
}

/** @param standing  the book without the draft */
function heldOf(
  shipped: Texts,
  candidateOf: Candidates,
  standing: (published: Published) => RuleBook,
  published: Published,
  work: Extract<Work, { readonly type: 'draft' }>,
): Result<Held> {
  const { kind, edition, today } = work
  const files = textsWith(shipped, published)
  const candidate = candidateOf(published, work.texts)
  if (!candidate.ok) return candidate
  if (!isKind(kind)) return refuse(refusal('impact_kind_silent', 'kind', { value: kind }))
  const shelf: RuleBook['shelves']['terms'] = candidate.value.shelves[kind as 'terms']
  const shelved = shelf.find(one => one.edition === edition)
  if (shelved === undefined) return refuse(refusal('edition_unknown', 'edition', { value: `${kind}/${edition}` }))
  const day = calendarDate(shelved.in_force_from > today ? shelved.in_force_from : today)
  const others = [...files].filter(([name]) => !work.texts.has(name))
  const book = others.length === files.size ? ok(standing(published)) : readRuleBook(new Map(others))
  if (!book.ok) return book
  const before = rulesOn(book.value, day)
  if (!before.ok) return before
  const references = before.value.references
  const after = rulesNamed(
    candidate.value,
    references.map(one => (one.kind === kind ? { ...one, edition, digest: shelved.digest } : one)),
    day,
  )
  if (!after.ok) return after
  const losses = { before: lossBasisOf(before.value), after: lossBasisOf(after.value) }
  return ok({ before: references, digest: shelved.digest, day, losses })
}

function impactOfStored(pair: Pair, bytes: Uint8Array, without: readonly string[], only: readonly Stored[] | null) {
  const { block, whole, others, needs } = partOfBlock(pair, bytes, without, only)
  return { impact: impactOfBlock(pair, block, whole, others), needs }
}

/** What of a block is run: packed what is packed for both sides, or of `only` these cases, whole from their records. */
function partOfBlock(pair: Pair, bytes: Uint8Array, without: readonly string[], only: readonly Stored[] | null) {
  const block = readBlock(bytes)
  const ids = block.idsOf()
  if (only !== null) {
    const cases = casesOf(only)
    const whole = (id: string) => cases.get(id)
    return { block, whole, others: new Set(ids.filter(id => !cases.has(id))), needs: [] }
  }
  const isValued = new Float64Array(block.count)
  block.read('is_valued', isValued)
  const [one, other] = [wholeAt(pair.before, block, isValued), wholeAt(pair.after, block, isValued)]
  const out = new Set(without)
  const needs = ids.filter((id, i) => (one[i] === 1 || other[i] === 1) && !out.has(id))
  return { block, whole: () => undefined, others: new Set([...without, ...needs]), needs }
}

type Generated = ReturnType<typeof keptBlocks>

/** Cases of a part that move as wanted, with their places in it. */
function movesOfPart(pair: Pair, book: RuleBook, made: Generated, work: Extract<Work, { readonly type: 'moves' }>) {
  const { of, wanted, after, limit } = work
  if ('generated' in of) {
    const block = readBlock(made(pair.before.rules, of.generated))
    return {
      shifts: shiftsOf(
        pair,
        block,
        runBlock(pair, block, () => undefined),
        wanted,
        0,
        after,
        limit,
      ),
      needs: [],
    }
  }
  if ('block' in of) {
    const { block, whole, others, needs } = partOfBlock(pair, of.block, of.without, of.only)
    return { shifts: shiftsOf(pair, block, runBlock(pair, block, whole, others), wanted, 0, after, limit), needs }
  }
  const cases = casesOf(of.records)
  let first = 0
  const shifts = packedOf(book, of.records).packed.flatMap(on => {
    const block = readBlock(blockOf(on.cases, on.facts, on.footing))
    const ran = runBlock(pair, block, id => cases.get(id))
    const found = shiftsOf(pair, block, ran, wanted, first, after, limit)
    first += block.count
    return found
  })
  return { shifts: shifts.slice(0, limit), needs: [] }
}

function impactOfDecisions(pair: Pair, book: RuleBook, records: readonly Stored[]) {
  const { packed, problems } = packedOf(book, records)
  const cases = casesOf(records)
  const impacts = packed.map(on =>
    impactOfBlock(pair, readBlock(blockOf(on.cases, on.facts, on.footing)), id => cases.get(id)),
  )
  const impact: Impact = {
    tally: impacts.reduce((sum, one) => sumTallies(sum, one.tally), EMPTY_TALLY),
    moves: impacts.flatMap(one => one.moves),
  }
  return { impact, problems }
}

/** Cases that are run so that the code that runs them is compiled. */
const REHEARSED: Stretch = { seed: 0, from: 0, cases: 1024 }

function rehearse(book: RuleBook, today: string): void {
  const rules = rulesOn(book, calendarDate(today))
  if (!rules.ok) return
  impactOfBlock(pairOf(rules.value, rules.value), readBlock(generatedBlock(rules.value, REHEARSED)))
}

/** Does what is asked, over the shipped texts and what was published since; books and pairs are made ready once. */
export function impactWork(shipped: Texts): (asked: Asked) => Answer {
  const bookOf = growingBook(shipped)
  const candidateOf = candidates(shipped)
  let last: { readonly id: string; readonly pair: Pair } | undefined
  const generated = keptBlocks()
  const pairOfDraft = (published: Published, draft: Draft): Pair => {
    if (last?.id !== draft.id) last = { id: draft.id, pair: pairFor(candidateOf, published, bookOf(published), draft) }
    return last.pair
  }
  return ({ published, work }) => {
    switch (work.type) {
      case 'ready':
        rehearse(bookOf(published), work.today)
        return { type: 'ready' }
      case 'draft':
        return { type: 'draft', held: heldOf(shipped, candidateOf, bookOf, published, work) }
      case 'pack':
        return { type: 'pack', ...packedOf(bookOf(published), work.records) }
      case 'seal':
        return { type: 'seal', bytes: blockOf(work.cases, work.facts, work.footing) }
      case 'block': {
        const pair = pairOfDraft(published, work.draft)
        return { type: 'impact', problems: [], ...impactOfStored(pair, work.block, work.without, work.only) }
      }
      case 'decisions': {
        const pair = pairOfDraft(published, work.draft)
        return { type: 'impact', needs: [], ...impactOfDecisions(pair, bookOf(published), work.records) }
      }
      case 'generated': {
        const pair = pairOfDraft(published, work.draft)
        const impact = impactOfBlock(pair, readBlock(generated(pair.before.rules, work.stretch)))
        return { type: 'impact', problems: [], needs: [], impact }
      }
      case 'explain': {
        const { before, after } = pairOfDraft(published, work.draft)
        const head = headOf(work.record)
        if (head === undefined)
          return { type: 'explain', explained: refuse(refusal('case_record_unreadable', 'decision')) }
        const { theCase } = head
        const day = calendarDate(theCase.day)
        const of = (rules: Rules) => appraise(onDay(rules, day), theCase)
        return { type: 'explain', explained: ok(explained(of(before.rules), of(after.rules))) }
      }
      case 'moves': {
        const pair = pairOfDraft(published, work.draft)
        return { type: 'moves', ...movesOfPart(pair, bookOf(published), generated, work) }
      }
      case 'reasons': {
        const { before, after } = pairOfDraft(published, work.draft)
        const reasonsOf = (record: string): readonly MoveReason[] => {
          const head = headOf(record)
          return head === undefined ? [] : moveReasons(before.rules, after.rules, head.theCase)
        }
        return { type: 'reasons', reasons: work.records.map(reasonsOf) }
      }
      default:
        return work satisfies never
    }
  }
}
