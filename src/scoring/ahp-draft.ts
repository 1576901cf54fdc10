/**
 * From judges to a draft: the matrices of an edition of models with the judgements of several in place of the old ones,
 * and the weights derived anew, as a draft of the edition takes them.
 */
import { ok, type Result, refusal, refuse } from '../kernel/result.ts'
import { type Comparisons, consistency, leafWeights, matrixOf, roundedToOne, saatyValue } from './ahp.ts'
import type { JudgedTogether } from './ahp-group.ts'
import { furthest } from './ahp-judgements.ts'
import { hierarchyOf, type Model, type ModelsEdition, type NamedMatrix, WEIGHT_PLACES } from './models-schema.ts'
import type { ScoringCode } from './refusals.ts'
import type { RubricEdition } from './rubric-schema.ts'

const SAATY = ['1/9', '1/8', '1/7', '1/6', '1/5', '1/4', '1/3', '1/2', '1', '2', '3', '4', '5', '6', '7', '8', '9']

/** The mean of 1 and 2 lies between them but for the last bits of its logarithm, which do not decide. */
const AS_NEAR = 1e-9

/** The value of Saaty's scale with the least ratio to a judgement; of two as near the one nearer to 1. */
export function nearestSaaty(value: number): string {
  const away = (text: string) => Math.abs(Math.log(value / (saatyValue(text) ?? 1)))
  const fromOne = (text: string) => Math.abs(Math.log(saatyValue(text) ?? 1))
  const nearer = (a: string, b: string): number => {
    const gap = away(a) - away(b)
    return Math.abs(gap) > AS_NEAR ? gap : fromOne(a) - fromOne(b)
  }
  return SAATY.toSorted(nearer)[0] ?? '1'
}

/** Judgements as an edition states them: each pair once, in the order of the codes. */
export const comparisonsOf = (order: readonly string[], { weighed }: JudgedTogether): Comparisons =>
  Object.fromEntries(
    order
      .slice(0, -1)
      .map((row, i) => [
        row,
        Object.fromEntries(
          order.slice(i + 1).map((column, at) => [column, nearestSaaty(weighed.completed[i]?.[i + 1 + at] ?? 1)]),
        ),
      ]),
  )

/** What several judges said of the codes of one matrix of the edition, in the order handed to them. */
export type JudgedMatrix = {
  readonly matrix: string
  readonly order: readonly string[]
  readonly found: JudgedTogether
}

function matrixDrafted(
  models: ModelsEdition,
  { matrix, order, found }: JudgedMatrix,
): Result<NamedMatrix, ScoringCode> {
  const at = `matrices.${matrix}`
  const old = models.matrices[matrix]
  if (old === undefined)
    return refuse(refusal('matrix_unknown', at, { value: matrix, limit: Object.keys(models.matrices).join(', ') }))
  if (order.length !== old.order.length || !old.order.every(code => order.includes(code)))
    return refuse(
      refusal('matrix_codes_differ', `${at}.order`, { value: order.join(', '), limit: old.order.join(', ') }),
    )
  if (order.length > 2 && models.random_index.values[String(order.length)] === undefined)
    return refuse(
      refusal('random_index_missing', `${at}.order`, {
        value: String(order.length),
        limit: Object.keys(models.random_index.values).join(', '),
      }),
    )
  const values = comparisonsOf(order, found)
  const limit = models.consistency_ratio_below.value
  const { ratio } = consistency(matrixOf(order, values), models.random_index.values)
  if (ratio >= Number(limit)) {
    const pair = furthest(found.weighed)
    return refuse(
      refusal('judgements_inconsistent', at, {
        value: ratio.toPrecision(3),
        limit: `below ${limit}`,
        ...(pair === undefined ? {} : { furthest: `${order[pair.row]} over ${order[pair.column]}` }),
      }),
    )
  }
  const { decided_by } = old.comparisons
  const formula = [
    `geometric mean of ${found.judges.length} judges by pair`,
    `${found.weighed.missing} pairs not judged, by the weights`,
    'nearest value of the scale',
  ].join('; ')
  const provenance = { in_force_from: models.in_force_from, status: 'derived' as const, decided_by, formula }
  return ok({ order: [...order], comparisons: { values: mutable(values), unit: 'saaty', ...provenance } })
}

const mutable = (comparisons: Comparisons): Record<string, Record<string, string>> =>
  Object.fromEntries(Object.entries(comparisons).map(([row, columns]) => [row, { ...columns }]))

const uses = ({ matrices }: Model, names: ReadonlySet<string>): boolean =>
  [matrices.modules, ...Object.values(matrices.groups), ...Object.values(matrices.indicators)].some(name =>
    names.has(name),
  )

/**
 * The edition with these judgements, ready to be drafted: its matrices, and the weights of each model that uses them.
 * @param models an edition without findings, its head and first day already those of the draft
 * @param judged one for each matrix that was judged anew
 * @returns refused where the judgements, brought to the scale, contradict each other by as much as the edition forbids
 */
export function modelsDrafted(
  models: ModelsEdition,
  rubric: RubricEdition,
  judged: readonly JudgedMatrix[],
): Result<ModelsEdition, ScoringCode> {
  const matrices: Record<string, NamedMatrix> = { ...models.matrices }
  const refused = judged.flatMap(one => {
    const drafted = matrixDrafted(models, one)
    if (drafted.ok) matrices[one.matrix] = drafted.value
    return drafted.ok ? [] : drafted.refusals
  })
  if (refused.length > 0) return refuse(...refused)
  const changed = new Set(judged.map(one => one.matrix))
  const draft: ModelsEdition = { ...models, matrices }
  return ok({
    ...draft,
    models: models.models.map(model => {
      if (!uses(model, changed)) return model
      const values = roundedToOne(leafWeights(hierarchyOf(draft, model, rubric)), WEIGHT_PLACES)
      return { ...model, weights: { ...model.weights, values: { ...values }, in_force_from: models.in_force_from } }
    }),
  })
}
