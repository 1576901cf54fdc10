/**
 * Champion and challenger on one case: what the rules in force recommended, as its record says, and what the challenger
 * would have, computed anew from the same case on the same day. A comparison says something about rules; it is no
 * decision and changes none.
 */
import { z } from 'zod'
import { type AppraiseCode, appraise } from '../../appraisal/appraise.ts'
import { recordHeadSchema, recordOf } from '../../appraisal/record.ts'
import type { Rules } from '../../appraisal/rule-book.ts'
import { RECOMMENDATIONS } from '../../decision/recommendation.ts'
import { ok, type Result } from '../../kernel/result.ts'
import { type InputCode, parsed, parsedJson } from '../../kernel/schema.ts'

/** What one side came to; amounts and fee are null where nothing is recommended. */
export const sideSchema = z.strictObject({
  outcome: z.enum([...RECOMMENDATIONS, 'refused']),
  grade: z.string().nullable(),
  class: z.string().nullable(),
  ratio: z.string().nullable(),
  guaranteed: z.string().nullable(),
  fee_rate: z.string().nullable(),
  first_fee: z.string().nullable(),
  authority: z.string().nullable(),
  /** Codes of the principal reasons; of a refusal its own. */
  reasons: z.array(z.string()),
})
export type Side = z.output<typeof sideSchema>

/** What of a record a side is. */
const decided = z.looseObject({
  scoring: z.looseObject({ grade: z.string() }),
  decision: z.looseObject({
    class: z.string().nullable(),
    coverage: z.looseObject({ ratio: z.string() }),
    terms: z
      .looseObject({ guaranteed: z.string(), fee: z.looseObject({ rate: z.string(), first: z.string() }) })
      .nullable(),
    authority: z.looseObject({ level: z.string() }),
    recommended: z.enum(RECOMMENDATIONS),
    reasons: z.array(z.looseObject({ code: z.string() })),
  }),
})

function sideOf({ scoring, decision }: z.output<typeof decided>): Side {
  const { terms } = decision
  return {
    outcome: decision.recommended,
    grade: scoring.grade,
    class: decision.class,
    ratio: decision.coverage.ratio,
    guaranteed: terms?.guaranteed ?? null,
    fee_rate: terms?.fee.rate ?? null,
    first_fee: terms?.fee.first ?? null,
    authority: decision.authority.level,
    reasons: decision.reasons.map(one => one.code),
  }
}

const refusedSide = (codes: readonly string[]): Side => ({
  outcome: 'refused',
  grade: null,
  class: null,
  ratio: null,
  guaranteed: null,
  fee_rate: null,
  first_fee: null,
  authority: null,
  reasons: [...new Set(codes)],
})

export type Comparison = {
  readonly champion: Side
  readonly challenger: Side
  /** The names of what differs between the two; empty where they are alike. */
  readonly differs: readonly (keyof Side)[]
}

const SIDE = Object.keys(sideSchema.shape) as readonly (keyof Side)[]

/** The day a record was made on: whose rules the challenger's stand in for. */
export function dayOfRecord(text: string): Result<string, InputCode> {
  const json = parsedJson(text)
  if (!json.ok) return json
  const head = parsed(recordHeadSchema, json.value)
  return head.ok ? ok(head.value.day) : head
}

/**
 * A recorded decision and what the challenger makes of the same case.
 * @param rules the rules of the record's day with the challenger in its place
 * @param text  the record as it was stored
 * @returns refused where the text is no record; a case the challenger refuses is a side like any other
 */
export function compared(rules: Rules, text: string): Result<Comparison, InputCode | AppraiseCode> {
  const json = parsedJson(text)
  if (!json.ok) return json
  const head = parsed(recordHeadSchema, json.value)
  if (!head.ok) return head
  const before = parsed(decided, json.value)
  if (!before.ok) return before
  const champion = sideOf(before.value)
  const again = appraise(rules, head.value.case)
  const challenger = again.ok
    ? sideOf(recordOf(again.value, head.value.case, rules).record as unknown as z.output<typeof decided>)
    : refusedSide(again.refusals.map(one => one.code))
  const differs = SIDE.filter(name => JSON.stringify(champion[name]) !== JSON.stringify(challenger[name]))
  return ok({ champion, challenger, differs })
}
