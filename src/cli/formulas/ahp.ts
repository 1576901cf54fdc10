/** The analytic hierarchy process as a tool: several judges, pairs missing, and how firmly alternatives stand. */
import { z } from 'zod'
import type { Rules } from '../../appraisal/rule-book.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { code, decimalText, id } from '../../kernel/text.ts'
import { comparisonsOf } from '../../scoring/ahp-draft.ts'
import { judgedTogether } from '../../scoring/ahp-group.ts'
import { furthest, judgedMatrix, type Weighed, weighed } from '../../scoring/ahp-judgements.ts'
import { rankChanges, scoresBy } from '../../scoring/ahp-sensitivity.ts'
import { type Formula, formula } from './formula.ts'
import { shownOr, statistic, statisticText, type Undefined, undefinedView } from './statistic.ts'

const CODES_MAX = 15
const JUDGES_MAX = 50

/** Row -> column -> how many times the row outweighs the column: a decimal or one over another, such as 3, 2.5, 1/3. */
const comparisons = z.record(code, z.record(code, z.string().max(30)))
const codes = z.array(code).min(2).max(CODES_MAX)
const weights = z.record(code, decimalText)

const shownWeights = (order: readonly string[], values: readonly number[]): Record<string, string> =>
  Object.fromEntries(order.map((name, place) => [name, statisticText(values[place] ?? 0)]))

type Alternatives = { readonly order: readonly string[]; readonly comparisons: z.infer<typeof alternativesBy> }
const alternativesBy = z.record(code, comparisons)

/** The priority of each alternative by each criterion, alternatives in the rows. */
function prioritiesBy(order: readonly string[], alternatives: Alternatives): Result<number[][]> {
  const columns: (readonly number[])[] = []
  for (const criterion of order) {
    const at = `alternatives.comparisons.${criterion}`
    const given = alternatives.comparisons[criterion]
    if (given === undefined)
      return refuse(
        refusal('input_field_missing', at, { field: at, value: 'nothing', limit: 'one for each criterion' }),
      )
    const judged = judgedMatrix(alternatives.order, given, at)
    if (!judged.ok) return judged
    const found = weighed(alternatives.order, judged.value, at)
    if (!found.ok) return found
    columns.push(found.value.weights)
  }
  return ok(alternatives.order.map((_, place) => columns.map(column => column[place] ?? 0)))
}

const alternativesView = z.strictObject({
  scores: weights,
  /** Where two change places as one weight changes and the others keep their proportions, the least change first. */
  changes: z.array(
    z.strictObject({ criterion: code, first: code, second: code, weight: decimalText, changes_at: decimalText }),
  ),
})

function shownAlternatives(order: readonly string[], own: readonly number[], alternatives: Alternatives) {
  const scores = prioritiesBy(order, alternatives)
  if (!scores.ok) return scores
  const name = (place: number) => alternatives.order[place] ?? ''
  return ok({
    scores: shownWeights(alternatives.order, scoresBy(own, scores.value)),
    changes: rankChanges(own, scores.value).map(one => ({
      criterion: order[one.criterion] ?? '',
      first: name(one.first),
      second: name(one.second),
      weight: statisticText(one.weight),
      changes_at: statisticText(one.changesAt),
    })),
  })
}

function shownFurthest(order: readonly string[], all: Weighed) {
  const found = furthest(all)
  if (found === undefined) return null
  const { row, column, judged, implied } = found
  return {
    row: order[row] ?? '',
    column: order[column] ?? '',
    judged: statisticText(judged),
    implied: statisticText(implied),
  }
}

const isRepeated = (order: readonly string[]) => order.find((name, place) => order.indexOf(name) !== place)

export const ahpFormulas = (rules: Rules): readonly Formula[] => [
  formula({
    name: 'ahp',
    title: { ko: '계층화 분석(AHP)', en: 'Analytic hierarchy process', zh: '层次分析法' },
    source: 'SAATY80; pairs missing Harker 1987; judges Aczel & Saaty 1983; order Triantaphyllou & Sanchez 1997',
    input: z.strictObject({
      order: codes,
      judges: z
        .array(z.strictObject({ judge: id, comparisons, weight: decimalText.optional() }))
        .min(1)
        .max(JUDGES_MAX),
      alternatives: z.strictObject({ order: codes, comparisons: alternativesBy }).optional(),
    }),
    output: z.strictObject({
      weights,
      eigenvalue: decimalText,
      consistency_ratio: statistic,
      is_consistent: z.boolean().nullable(),
      pairs_missing: z.int(),
      /** The pair to ask the judges about again: what they said together, and what their weights imply. */
      furthest: z.strictObject({ row: code, column: code, judged: decimalText, implied: decimalText }).nullable(),
      /** The judgements made one, at the nearest value of the scale: as a matrix of rules/models states them. */
      comparisons,
      /** The judges' own weights made one, in place of their judgements. */
      weights_of_priorities: weights.nullable(),
      judges: z.array(z.strictObject({ judge: id, weights: weights.nullable(), consistency_ratio: statistic })),
      alternatives: alternativesView.nullable(),
      undefined: undefinedView,
    }),
    compute: ({ order, judges, alternatives }) => {
      for (const [at, list] of [
        ['order', order],
        ['alternatives.order', alternatives?.order ?? []],
      ] as const) {
        const repeated = isRepeated(list)
        if (repeated !== undefined)
          return refuse(refusal('input_malformed', at, { field: at, value: repeated, limit: 'each code once' }))
      }
      const { random_index, consistency_ratio_below } = rules.editions.models
      const found = judgedTogether(
        order,
        judges.map(one => ({ ...one, weight: Number(one.weight ?? '1') })),
        random_index.values,
      )
      if (!found.ok) return found
      const { weighed: all, ratio, ofPriorities } = found.value
      const compared = alternatives === undefined ? ok(null) : shownAlternatives(order, all.weights, alternatives)
      if (!compared.ok) return compared
      const reasons: Undefined[] = []
      const limit = Number(consistency_ratio_below.value)
      return ok({
        weights: shownWeights(order, all.weights),
        eigenvalue: statisticText(all.eigenvalue),
        consistency_ratio: shownOr(ratio, statisticText, reasons),
        is_consistent: ratio.ok ? ratio.value < limit : null,
        pairs_missing: all.missing,
        furthest: shownFurthest(order, all),
        comparisons: comparisonsOf(order, found.value) as z.infer<typeof comparisons>,
        weights_of_priorities: shownOr(ofPriorities, values => shownWeights(order, values), reasons),
        judges: found.value.judges.map(one => ({
          judge: one.judge,
          weights: one.weighed.ok ? shownWeights(order, one.weighed.value.weights) : null,
          consistency_ratio: shownOr(one.ratio, statisticText, reasons),
        })),
        alternatives: compared.value,
        undefined: reasons,
      })
    },
  }),
]
