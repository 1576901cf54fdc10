/** What is shown of an explained decision, and of what may be asked for. */
import { z } from 'zod'
import { wordsSchema } from '../../kernel/words.ts'
import { FACT_TYPES } from '../../rules/facts.ts'
import { OUTLOOKS } from './consultation.ts'

const named = z.strictObject({ code: z.string(), names: wordsSchema })
const paper = z.strictObject({ type: z.string(), names: wordsSchema })

export const programmesView = z.strictObject({
  items: z.array(
    z.strictObject({
      code: z.string(),
      names: wordsSchema,
      line: wordsSchema.nullable(),
      minimum_grade: z.string(),
      is_valuation_required: z.boolean(),
      purposes: z.array(named),
      /** Papers without which an application is not complete. */
      papers: z.array(paper),
    }),
  ),
  /** Every type of paper that has a name, for what is handed in as evidence beside. */
  papers: z.array(paper),
  /** What the facts that offices are asked for are called. */
  facts: z.array(named),
})

export const banksView = z.strictObject({ items: z.array(z.strictObject({ id: z.string(), names: wordsSchema })) })

const readingView = z.strictObject({
  fact: z.string(),
  /** Null where the use of a limit was read. */
  name: wordsSchema.nullable(),
  type: z.enum(FACT_TYPES),
  unit: z.string(),
  value: z.string().nullable(),
  value_name: wordsSchema.nullable(),
  operator: z.string(),
  threshold: z.string().nullable(),
  threshold_name: wordsSchema.nullable(),
})
const reasonShape = {
  kind: z.enum(['decline', 'refer', 'reduce']),
  code: z.string(),
  says: wordsSchema,
  change: wordsSchema.nullable(),
  readings: z.array(readingView),
}
const raiseView = z
  .array(
    z.strictObject({
      horizon: z.string(),
      name: wordsSchema,
      improvements: z.array(
        z.strictObject({
          indicator: z.string(),
          name: wordsSchema,
          from: z.string(),
          to: z.string(),
          points: z.string(),
          advice: wordsSchema.nullable(),
        }),
      ),
    }),
  )
  .nullable()
const unreadView = z.array(z.strictObject({ fact: z.string(), name: wordsSchema, reason: z.string() }))

/** For a panel that marks in the middle, and for one that marks well. */
const ofPanels = z.strictObject({ middle: z.string(), good: z.string() })
export const consultationView = z.strictObject({
  items: z.array(
    z.strictObject({
      programme: z.string(),
      names: wordsSchema,
      line: wordsSchema.nullable(),
      outlook: z.enum(OUTLOOKS),
      /** Clauses unmet or not known for a panel in the middle. */
      hindrances: z.int(),
      guaranteed: ofPanels,
      grades: ofPanels,
      reasons: z.array(z.strictObject(reasonShape)),
      raise: raiseView,
      unread: unreadView,
      papers: z.array(paper),
    }),
  ),
  /** Programmes that serve the purpose and ask for more than was answered to be looked over. */
  left_out: z.array(z.strictObject({ programme: z.string(), names: wordsSchema })),
})

export const explanationView = z.strictObject({
  decision_id: z.uuid(),
  grade: z.strictObject({ code: z.string(), meaning: wordsSchema.nullable() }),
  score: z.string(),
  /** At most four, in the order of their effect. */
  reasons: z.array(z.strictObject({ ...reasonShape, withheld: z.string() })),
  next_grade: z.string().nullable(),
  /** The least that leads to the next better grade, soonest first; null where no marks lead there. */
  raise: raiseView,
  unread: unreadView,
  conditions: z.array(z.strictObject({ code: z.string(), says: wordsSchema })),
})

/** A decision run again, and what it was made by. */
export const replayedView = z.strictObject({
  decision_id: z.uuid(),
  digest: z.string(),
  day: z.string(),
  engine: z.string(),
  editions: z.array(z.strictObject({ kind: z.string(), edition: z.string(), digest: z.string() })),
  /** Length of the recorded text. */
  bytes: z.int(),
  is_identical: z.boolean(),
  /** The first place, in canonical order, where the two differ. */
  first: z.strictObject({ at: z.string(), recorded: z.string(), computed: z.string() }).nullable(),
  /** The code of what keeps it from being run. */
  problem: z.string().nullable(),
})
export type Replayed = z.output<typeof replayedView>
