/**
 * What is asked of editions beside the event loop: a draft read with the whole book it is to join, checked, and tried
 * on cases and decisions in three forms. Reading a book takes tenths of a second and trying one takes seconds; whoever
 * asks for something else meanwhile does not wait for it.
 */
import { type AnyKind, isKind } from '../../appraisal/edition-kinds.ts'
import { growingBook, type Published, textsWith } from '../../appraisal/published.ts'
import { recordHeadSchema } from '../../appraisal/record.ts'
import type { Rules } from '../../appraisal/rule-book.ts'
import type { Case } from '../../appraisal/schema.ts'
import { calendarDate } from '../../kernel/calendar.ts'
import { ok, type Result, sure } from '../../kernel/result.ts'
import { parsed } from '../../kernel/schema.ts'
import type { Workers } from '../../platform/workers.ts'
import type { Vocabulary } from '../../rules/facts.ts'
import type { FactValue } from '../../rules/rows.ts'
import {
  type Candidate,
  candidateOf,
  type EditionTexts,
  type NamedEdition,
  rulesUnder,
  shelvedIn,
} from '../candidate.ts'
import { draftFindings } from '../checking/draft-checks.ts'
import type { Checks, Finding } from '../editions/grounds.ts'
import { compared, dayOfRecord } from '../shadow/comparison.ts'
import { trialCase } from '../trials/case.ts'
import { counted, emptyTally } from '../trials/coverage.ts'
import { type FormSet, formDifferences, formSetsOf, rowsOfSet, valuesOf } from '../trials/forms.ts'
import { addedForms, type Forms, formsOf, NO_FORMS, type Part } from '../trials/report.ts'
import { type Ran, ranWhole } from '../trials/running.ts'
import { type Trial, trialOf } from '../trials/trial.ts'

/** What json-rules-engine makes of facts under one set of clauses: outcome codes in the clauses' order. */
export type Opinion = (
  set: FormSet,
  vocabulary: Vocabulary,
) => (values: Readonly<Record<string, FactValue>>) => Promise<Uint8Array>

/** An edition with the texts it has as a draft; null where it stands in the book. */
export type Tried = NamedEdition & { readonly texts: { readonly numbers: string; readonly words: string } | null }

export type Work =
  | { readonly type: 'read'; readonly draft: EditionTexts; readonly day: string | null }
  | { readonly type: 'check'; readonly draft: EditionTexts }
  | { readonly type: 'cases'; readonly of: Tried; readonly cases: readonly unknown[] }
  | { readonly type: 'decisions'; readonly of: Tried; readonly records: readonly string[] }
  /** What a challenger would have made of a decided case, beside what was made of it. */
  | { readonly type: 'compare'; readonly draft: EditionTexts; readonly record: string }
export type Asked = { readonly published: Published; readonly work: Work }
export type Answer =
  | { readonly type: 'read'; readonly read: Result<{ readonly digest: string }> }
  | { readonly type: 'check'; readonly findings: readonly Finding[] }
  | { readonly type: 'part'; readonly part: Part }
  | { readonly type: 'compare'; readonly made: Compared }
type Compared = ReturnType<typeof compared> | Extract<Result<Rules>, { readonly ok: false }>
export type DraftWorkers = Workers<Asked, Answer>

type Texts = ReadonlyMap<string, string>

/** One set of clauses over rows, by closures, columns and json-rules-engine. */
async function formsOfSet(set: FormSet, rows: Trial['rows'], vocabulary: Vocabulary, opinion: Opinion): Promise<Forms> {
  const own = rowsOfSet(set, rows)
  if (own.length === 0 || set.compiled.clauses.length === 0) return NO_FORMS
  const second = opinion(set, vocabulary)
  const engine: Uint8Array[] = []
  for (const row of own) engine.push(await second(valuesOf(vocabulary, row)))
  const outcomes = own.length * set.compiled.clauses.length
  return formsOf(own.length, outcomes, formDifferences(set, own, engine))
}

async function formsUnder(rules: Rules, rows: Trial['rows'], opinion: Opinion): Promise<Forms> {
  let forms = NO_FORMS
  for (const set of sure(formSetsOf(rules)))
    forms = addedForms(forms, await formsOfSet(set, rows, rules.vocabulary, opinion))
  return { ...forms, rows: rows.length }
}

/** Cases under a candidate: what is held, what is reached, and whether the three forms agree. */
async function casesPart(candidate: Candidate, bodies: readonly unknown[], opinion: Opinion): Promise<Part> {
  const cases = bodies.map(one => sure(parsed(trialCase, one)))
  const trial = sure(trialOf(candidate.book, candidate.day, cases))
  const rules = sure(rulesUnder(candidate, candidate.day))
  const results = trial.results.map(one => ({ ...one, differs: [...one.differs] }))
  return { results, cases: trial.seen, book: null, refused: 0, forms: await formsUnder(rules, trial.rows, opinion) }
}

/** Decisions of the book as they would be under a candidate, each on its own day. */
async function bookPart(candidate: Candidate, records: readonly string[], opinion: Opinion): Promise<Part> {
  const ran: Ran[] = []
  let refused = 0
  const rulesFor = new Map<string, Rules>()
  for (const text of records) {
    const { case: theCase } = sure(parsed(recordHeadSchema, JSON.parse(text))) as { readonly case: Case }
    const rules = rulesFor.get(theCase.day) ?? sure(rulesUnder(candidate, calendarDate(theCase.day)))
    rulesFor.set(theCase.day, rules)
    const run = ranWhole(rules, theCase)
    if (run.ok) ran.push(run.value)
    else refused += 1
  }
  const rules = sure(rulesUnder(candidate, candidate.day))
  const rows = ran.map(one => ({ programme: one.programme.code, row: one.row }))
  const seen = counted(
    emptyTally(rules),
    ran.map(one => one.seen),
  )
  return { results: [], cases: null, book: seen, refused, forms: await formsUnder(rules, rows, opinion) }
}

/** Drafts and days kept at hand: the one that is worked on, and a challenger of each of some kinds. */
const DRAFTS_KEPT = 4
const DAYS_KEPT = 4

/** What was made, of the newest so many. */
function keeping<Value>(count: number) {
  const kept: { readonly is: (key: readonly string[]) => boolean; readonly value: Value }[] = []
  return (key: readonly string[], make: () => Value): Value => {
    const found = kept.find(one => one.is(key))
    if (found !== undefined) return found.value
    const value = make()
    kept.push({ is: other => key.every((part, at) => part === other[at]), value })
    if (kept.length > count) kept.shift()
    return value
  }
}

/** Does what is asked, over the shipped texts and what was published since; a draft is read once for what follows. */
export function draftWork(shipped: Texts, opinion: Opinion, checks: Checks = draftFindings) {
  const bookOf = growingBook(shipped)
  const drafts = keeping<Result<Candidate>>(DRAFTS_KEPT)
  const days = keeping<Result<Rules>>(DAYS_KEPT)

  const keyOf = (published: Published, one: EditionTexts): readonly string[] => [
    ...[published.key, one.kind, one.edition],
    ...[one.numbers, one.words],
  ]
  const candidate = (published: Published, draft: EditionTexts): Result<Candidate> =>
    drafts(keyOf(published, draft), () => candidateOf(textsWith(shipped, published), draft))

  function comparison(published: Published, draft: EditionTexts, record: string): Compared {
    const day = dayOfRecord(record)
    if (!day.ok) return day
    const made = candidate(published, draft)
    if (!made.ok) return made
    const rules = days([day.value, ...keyOf(published, draft)], () => rulesUnder(made.value, calendarDate(day.value)))
    return rules.ok ? compared(rules.value, record) : rules
  }

  /** The edition as it was asked about; that it reads was found out before. */
  function tried(published: Published, { texts, ...named }: Tried): Candidate {
    if (texts !== null) return sure(candidate(published, { ...named, ...texts }))
    const shelved = shelvedIn(bookOf(published), named)
    if (shelved === undefined) throw new Error(`${named.kind}/${named.edition} is not in the book`)
    return shelved
  }

  function found(published: Published, draft: EditionTexts): readonly Finding[] {
    const read = candidate(published, draft)
    if (!read.ok) return read.refusals.map(({ code, at, params }) => ({ code, severity: 'error', at, params }))
    return checks(read.value.book, draft.kind as AnyKind, draft.edition)
  }

  function read(published: Published, draft: EditionTexts, day: string | null): Result<{ readonly digest: string }> {
    const made = candidate(published, draft)
    if (!made.ok) return made
    const rules = day === null || !isKind(draft.kind) ? ok(null) : rulesUnder(made.value, calendarDate(day))
    return rules.ok ? ok({ digest: made.value.digest }) : rules
  }

  return async ({ published, work }: Asked): Promise<Answer> => {
    switch (work.type) {
      case 'read':
        return { type: 'read', read: read(published, work.draft, work.day) }
      case 'check':
        return { type: 'check', findings: found(published, work.draft) }
      case 'cases':
        return { type: 'part', part: await casesPart(tried(published, work.of), work.cases, opinion) }
      case 'decisions':
        return { type: 'part', part: await bookPart(tried(published, work.of), work.records, opinion) }
      case 'compare':
        return { type: 'compare', made: comparison(published, work.draft, work.record) }
      default:
        return work satisfies never
    }
  }
}

/** Asks the workers, with what is published by now. */
export function makeDrafts(workers: DraftWorkers, known: () => Published) {
  async function asked<Type extends Answer['type']>(work: Work, type: Type) {
    const answer = await workers.run({ published: known(), work })
    if (answer.type !== type) throw new Error(`the worker answered ${answer.type} where ${type} was asked`)
    return answer as Extract<Answer, { readonly type: Type }>
  }
  return {
    /** Whether a draft reads in the book it is to join, and, of a kind decided by, makes rules of a day. */
    read: async (draft: EditionTexts, day: string | null = null): Promise<Result<{ readonly digest: string }>> =>
      (await asked({ type: 'read', draft, day }, 'read')).read,
    /** Everything that is wrong with a draft, or may be; what keeps it from being read is an error. */
    check: async (draft: EditionTexts): Promise<readonly Finding[]> =>
      (await asked({ type: 'check', draft }, 'check')).findings,
    compare: async (draft: EditionTexts, record: string): Promise<Compared> =>
      (await asked({ type: 'compare', draft, record }, 'compare')).made,
    cases: async (of: Tried, cases: readonly unknown[]): Promise<Part> =>
      (await asked({ type: 'cases', of, cases }, 'part')).part,
    decisions: async (of: Tried, records: readonly string[]): Promise<Part> =>
      (await asked({ type: 'decisions', of, records }, 'part')).part,
  }
}
export type Drafts = ReturnType<typeof makeDrafts>
