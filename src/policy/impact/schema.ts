/** What is asked and answered over HTTP about the impact of a change of the rules. */
import { z } from 'zod'
import { RECOMMENDATIONS } from '../../decision/recommendation.ts'
import { code, digestText } from '../../kernel/text.ts'
import type { Explained } from './explanation.ts'
import { ATTRIBUTES } from './groups.ts'
import type { MoveReason } from './move-reasons.ts'
import { DIRECTIONS, MOVING, type Move, type Moving } from './moves.ts'
import { ANSWERS } from './outcomes.ts'
import type { ImpactShown } from './shown.ts'
import { MOVED } from './tally.ts'

const head = { kind: z.string().min(1).max(40), edition: z.string().min(1).max(20) }
/** Firms that do not exist, made from a seed: for trying a change and for measuring; no proposal rests on it. */
const generated = z.strictObject({
  cases: z.int().min(1).max(1_000_000),
  seed: z.int().min(0).max(2_147_483_647),
})
export const impactBody = z.union([
  /** A draft as it is kept, by the digest it was read under. */
  z.strictObject({ ...head, digest: digestText, generated: generated.optional() }),
  /** A draft handed in, which is kept nowhere but with its impact. */
  z.strictObject({
    ...head,
    numbers: z.record(z.string(), z.unknown()),
    words: z.record(z.string(), z.unknown()).optional(),
    generated: generated.optional(),
  }),
])

export const answerSchema = z.enum(ANSWERS)
const both = <Value extends z.ZodType>(value: Value) => z.strictObject({ before: value, after: value })
const count = z.int()
const won = z.string()
const listOf = <const Key extends string, Value extends z.ZodType>(keys: readonly Key[], value: Value) =>
  z.strictObject(Object.fromEntries(keys.map(key => [key, value])) as Record<Key, Value>)

const movement = z.strictObject({ less: count, same: count, more: count, by_less: z.string(), by_more: z.string() })
const totals = z.strictObject({
  exposure: won,
  exposure_by_grade: z.record(z.string(), won),
  referred: won,
  fees: won,
  expected_loss: z.record(z.string(), won),
})
const basis = z.strictObject({
  edition: z.string(),
  chances: z.record(z.string(), z.string()),
  chances_status: z.string(),
  losses: z.record(z.string(), z.string()),
  losses_status: z.string(),
})
const bounds = z.strictObject({
  headroom: won,
  technology: won,
  credit: won,
  technology_share_holds: z.boolean(),
  credit_room: won.nullable(),
})
const group = z.strictObject({
  group: z.string(),
  cases: count,
  approved: both(count),
  referred: both(count),
  declined: both(count),
  exposure: both(won),
  fees: both(won),
  expected_loss: both(won),
  ratio_to_best: both(z.string().nullable()),
  below_four_fifths: both(z.boolean()),
})
export const reportSchema = z.strictObject({
  cases: count,
  /** Answers worked out whole from the case, since what is packed does not fit the side's rules. */
  run_whole: count,
  not_run: count,
  /** Before -> after -> cases. */
  swap: listOf(ANSWERS, listOf(ANSWERS, count)),
  /** Why answers change: the first reason before and after; null where nothing stands against the case. */
  reasons: z.array(
    z.strictObject({
      from: z.string(),
      to: z.string(),
      before: z.string().nullable(),
      after: z.string().nullable(),
      cases: count,
    }),
  ),
  grades: z.array(z.strictObject({ before: z.string(), after: z.string(), cases: count })),
  moved: listOf(MOVED, movement),
  levels_changed: count,
  classes_changed: count,
  before: totals,
  after: totals,
  loss_basis: both(basis),
  /** What is left below the fund's bounds were every case decided again; null for a book that is no fund's. */
  headroom: z.strictObject({ edition: z.string(), cap: won, change: won, before: bounds, after: bounds }).nullable(),
  groups: listOf(ATTRIBUTES, z.array(group)),
  /** What no book of applications can tell. */
  not_identifiable: z.array(z.string()),
})

export const impactView = z.strictObject({
  id: z.uuid(),
  ...head,
  digest: z.string(),
  /** The day both rule books are taken on; each case is run on its own day. */
  day: z.string(),
  /** The book made from a seed it is of; null where it is of what is decided. */
  generated: generated.nullable(),
  state: z.enum(['queued', 'running', 'done', 'cancelled', 'failed']),
  /** Figures are of `parts_done` of `parts`, and exact once the state is `done`. */
  parts: count,
  parts_done: count,
  is_exact: z.boolean(),
  failure: z.string().nullable(),
  report: reportSchema,
  /** Cases whose answer changes, of the parts that are done. */
  moves: count,
  /** Decisions that cannot be packed, and why; they are in no figure. */
  problems: z.array(z.strictObject({ id: z.string(), code: z.string() })),
  /** `sha256:` over the exact result with the digest of its lists; what a proposal rests on. */
  result_digest: z.string().nullable(),
  asked_by: z.string().nullable(),
  asked_at: z.string(),
  ended_at: z.string().nullable(),
})
type ImpactView = z.output<typeof impactView>

export const impactShownOf = ({
  partsDone,
  isExact,
  summary,
  resultDigest,
  askedBy,
  askedAt,
  endedAt,
  ...rest
}: ImpactShown) =>
  ({
    ...rest,
    parts_done: partsDone,
    is_exact: isExact,
    report: summary.report as unknown as ImpactView['report'],
    moves: summary.moves,
    problems: [...summary.problems],
    result_digest: resultDigest,
    asked_by: askedBy,
    asked_at: askedAt,
    ended_at: endedAt,
  }) satisfies ImpactView

const side = z.strictObject({
  answer: answerSchema,
  grade: z.string().nullable(),
  amount: won,
  ratio: z.string(),
  fee_rate: z.string(),
  fee: won,
  reason: z.string().nullable(),
  level: z.string().nullable(),
})
export const movesAsked = {
  /** What of the case moves; its answer where nothing is said. */
  moved: z.enum([...MOVING, 'any']).optional(),
  /** Of a figure: only what is less, or only what is more. */
  direction: z.enum(DIRECTIONS).optional(),
  from: answerSchema.optional(),
  to: answerSchema.optional(),
  programme: code.optional(),
}
export const moveView = z.strictObject({
  id: z.string(),
  programme: z.string(),
  before: side,
  after: side,
  /** What of the case moves. */
  differs: z.array(z.enum(MOVING)),
  /**
   * Clauses that come out otherwise, and rows that are hit under one rule set alone, hold another number or hold the
   * amount down under one of them; null where a side does not reach the place.
   */
  because: z.array(
    z.strictObject({
      place: z.string(),
      before: z.string().nullable(),
      after: z.string().nullable(),
      bound: z.enum(['before', 'after', 'both', 'neither']),
    }),
  ),
})
export const moveShownOf = ({ move, differs, because }: Listed): z.output<typeof moveView> => ({
  ...move,
  differs: [...differs],
  because: [...because],
})
type Listed = { readonly move: Move; readonly differs: readonly Moving[]; readonly because: readonly MoveReason[] }

const reason = z.strictObject({
  kind: z.string(),
  code: z.string(),
  readings: z.array(
    z.strictObject({
      fact: z.string(),
      value: z.string().nullable(),
      operator: z.string(),
      threshold: z.string().nullable(),
    }),
  ),
  withheld: won,
})
const explainedSide = z.union([
  z.strictObject({ refused: z.array(z.strictObject({ code: z.string(), at: z.string() })) }),
  z.strictObject({
    recommended: z.enum(RECOMMENDATIONS),
    grade: z.string(),
    technology_grade: z.string(),
    risk_grade: z.string(),
    score: z.string(),
    risk_points: count,
    class: z.string().nullable(),
    amount: won,
    ratio: z.string(),
    fee_rate: z.string(),
    fee: won,
    level: z.string(),
    reasons: z.array(reason),
    caps: z.array(z.strictObject({ code, limit: won, used: won, room: won })),
    conditions: z.array(z.string()),
  }),
])
export const explainedView = z.strictObject({
  before: explainedSide,
  after: explainedSide,
  clauses: z.array(z.strictObject({ clause: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
})
export const explainedShownOf = (one: Explained): z.output<typeof explainedView> =>
  one as unknown as z.output<typeof explainedView>
