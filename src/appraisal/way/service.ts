/** The way run over a case as it is kept, and its recommendation kept with its reservations, or nothing of it. */
import type { exclusionFactsOf } from '../../application/gathered.ts'
import { limitsAndStopsAt } from '../../decision/store.ts'
import type { KeptDecision } from '../../decision/view.ts'
import { moneyText } from '../../kernel/money.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { Fair } from '../../panel/fair/schema.ts'
import type { SignedSheet } from '../../panel/schema.ts'
import type { Tx } from '../../platform/db/database.ts'
import { appraise } from '../appraise.ts'
import { bindingLimits, type Content, composed, groupCountsOf, limitPlaces, reserving } from '../content.ts'
import { recordOf } from '../record.ts'
import type { RuleBook, Rules } from '../rule-book.ts'
import { playedContent } from '../steps.ts'
import { keepRecommendation, type Recommendation } from '../store.ts'

export type Moment = { readonly now: Date; readonly day: string }

/** The rule book as it is known now, which grows where editions are published. */
export type LiveBook = {
  readonly now: () => RuleBook
  /** How many published editions are known. */
  readonly published: () => number
  /** Reads what was published since. */
  readonly relearn: () => Promise<void>
}

/** A rule book that nothing is published in. */
export const fixedBook = (book: RuleBook): LiveBook => ({
  now: () => book,
  published: () => 0,
  relearn: async () => undefined,
})

/** What the marks of some appraisers stand for on a day; undefined where policy reads them as given. */
type FairFor = (tx: Tx, day: string, appraisers: readonly string[]) => Promise<Result<Fair | undefined>>

type Dependencies = {
  readonly rulesOn: (day: string) => Result<Rules>
  readonly live: Pick<LiveBook, 'published' | 'relearn'>
  readonly fairFor: FairFor
  readonly uuid: () => string
}

/** How often the way is run again where a limit moved under it, or the rules did. */
const TRIES = 4

/** What a recommendation is made of, besides the limits. */
export type Given = {
  readonly id: string
  readonly content: Content
  readonly isSandbox: boolean
  readonly submittedOn: string
  readonly facts: ReturnType<typeof exclusionFactsOf>
  readonly sheets: readonly SignedSheet[]
  readonly standing: KeptDecision | undefined
}
export type Rows = Pick<Recommendation, 'case' | 'events' | 'gathered' | 'assignments' | 'sheets'>
export type Made = { readonly decision: string; readonly digest: string; readonly record: string }
export type Run = (
  tx: Tx,
  given: Given,
  rowsOf: (decision: string, made: Made) => Rows,
  at: Moment,
) => Promise<Result<Made>>

export function makeWay({ rulesOn, live, fairFor, uuid }: Dependencies): Run {
  // The way, with the limits as they are; again where one moved between reading and reserving.
  return async (tx, given, rowsOf, at) => {
    const places = limitPlaces(given.content, at.day, given.isSandbox)
    for (let tries = 1; ; tries++) {
      const read = await limitsAndStopsAt(tx, places)
      const rules = rulesOn(at.day)
      if (!rules.ok) return rules
      const published = live.published()
      // Play is decided by the marks as given: nobody of it is measured.
      const appraisers = given.sheets.map(one => one.appraiser)
      const fair = given.isSandbox ? ok(undefined) : await fairFor(tx, at.day, appraisers)
      if (!fair.ok) return fair
      const limits = bindingLimits(read.limits, rules.value, given.content.application.programme)
      const theCase = composed(given.isSandbox ? playedContent(given.content, at.day) : given.content, {
        ...given,
        day: at.day,
        limits,
        stops: read.stops,
        fair: fair.value,
        groupCounts: groupCountsOf(rules.value),
      })
      const appraisal = appraise(rules.value, theCase)
      if (!appraisal.ok) return appraisal
      const { record, text } = recordOf(appraisal.value, theCase, rules.value)
      if (given.standing?.digest === record.digest)
        return refuse(refusal('recommendation_unchanged', '', { value: record.digest }))
      const { decision, graded } = appraisal.value
      const made = { decision: uuid(), digest: record.digest, record: text }
      const place = { day: at.day, isSandbox: given.isSandbox }
      const refused = await keepRecommendation(
        tx,
        {
          ...rowsOf(made.decision, made),
          at: at.now.toISOString(),
          day: at.day,
          expires: decision.validUntil,
          outcome: uuid(),
          supersedes: given.standing?.id ?? null,
          stops: read.stops,
          published,
          decision: {
            id: made.decision,
            record: text,
            digest: record.digest,
            facts: record.facts,
            editions: record.editions,
            grade: graded.grade,
            recommended: decision.recommended,
            amount: moneyText(decision.cover.guaranteed),
            level: decision.authority.level,
            quorum: decision.authority.quorum,
          },
          ...reserving(given.content, appraisal.value, limits, rules.value, place),
        },
        live.relearn,
      )
      if (refused === null) return ok(made)
      if (refused.again === null || tries === TRIES) return refused.result
      await refused.again()
    }
  }
}
