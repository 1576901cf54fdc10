/**
 * The technology score: marks x weights -> points, indicator by indicator, that re-add to the score to the last digit.
 * Points are integers in millionths, since weights have six decimals and a mark is worth whole points.
 */
import type { ConsolidatedMark } from '../panel/consolidated.ts'
import { MARKS, type Mark } from '../panel/schema.ts'
import type { ModelsEdition } from './models-schema.ts'
import type { RubricEdition } from './rubric-schema.ts'

export type Step = 'E_D' | 'D_C' | 'C_B' | 'B_A'
export type Horizon = RubricEdition['indicators'][number]['improvement']['horizon']

export type CompiledIndicator = {
  readonly code: string
  readonly module: string
  readonly isMeasured: boolean
  /** Weight in millionths. */
  readonly weight: number
  /** Points earned by each mark, millionths of a point. */
  readonly points: Readonly<Record<Mark, number>>
  /** Effort of one step up, effort points. */
  readonly effort: Readonly<Record<Step, number>>
  readonly horizon: Horizon
}

/** A model made ready for scoring: the indicators it uses, in the rubric's order. */
export type CompiledModel = {
  readonly code: string
  readonly family: string
  readonly stage: string
  readonly indicators: readonly CompiledIndicator[]
  readonly codes: readonly string[]
  /** Weight of the measured indicators together, millionths. */
  readonly measuredWeight: number
}

/** One line of the score; points in millionths of a point. */
export type ScoreItem = {
  readonly indicator: string
  readonly module: string
  readonly mark: Mark
  readonly basis: ConsolidatedMark['basis']
  readonly points: number
  readonly pointsMax: number
}
export type TechnologyScore = {
  readonly model: string
  readonly items: readonly ScoreItem[]
  /** Sum of the items' points, millionths of a point; at most 100,000,000. */
  readonly total: number
  /** Weighted average points of the measured indicators, millionths of a point, cut. */
  readonly quantitative: number
}

/** Millionths of a point as decimal text: 81250000 is '81.25'. */
export function pointsText(millionthsOfPoint: number): string {
  const fraction = millionthsOfPoint % 1_000_000
  const whole = (millionthsOfPoint - fraction) / 1_000_000
  return fraction === 0 ? String(whole) : `${whole}.${String(fraction).padStart(6, '0').replace(/0+$/, '')}`
}

/** Decimal text with at most six decimals, not negative, as millionths. More decimals are our own mistake: thrown. */
export function millionths(text: string): number {
  const [whole = '0', fraction = ''] = text.split('.')
  if (fraction.length > 6 || whole.startsWith('-')) throw new RangeError(`${text} is no count of millionths`)
  return Number(whole) * 1_000_000 + Number(fraction.padEnd(6, '0'))
}

/** The models of an edition with the rubric they refer to. */
export function compileModels(rubric: RubricEdition, models: ModelsEdition): ReadonlyMap<string, CompiledModel> {
  const moduleOf = new Map<string, string>()
  for (const module of rubric.modules)
    for (const group of module.groups) for (const code of group.indicators) moduleOf.set(code, module.code)
  const worth = Object.fromEntries(MARKS.map(mark => [mark, Number(rubric.mark_points.values[mark])]))
  return new Map(
    models.models.map(model => {
      const indicators = rubric.indicators
        .filter(indicator => model.weights.values[indicator.code] !== undefined)
        .map((indicator): CompiledIndicator => {
          const weight = millionths(model.weights.values[indicator.code] ?? '0')
          const points = Object.fromEntries(MARKS.map(mark => [mark, weight * (worth[mark] ?? 0)]))
          const effort = Object.fromEntries(
            Object.entries(indicator.improvement.cost.values).map(([step, cost]) => [step, Number(cost)]),
          )
          return {
            code: indicator.code,
            module: moduleOf.get(indicator.code) ?? '',
            isMeasured: indicator.basis === 'measured',
            weight,
            points: points as Record<Mark, number>,
            effort: effort as Record<Step, number>,
            horizon: indicator.improvement.horizon,
          }
        })
      const measuredWeight = indicators.reduce((sum, item) => sum + (item.isMeasured ? item.weight : 0), 0)
      const codes = indicators.map(indicator => indicator.code)
      return [
        model.code,
        { code: model.code, family: model.family, stage: model.stage, indicators, codes, measuredWeight },
      ] as const
    }),
  )
}

/** Every line an indicator can give, made once for it: a book of decisions is scored by the same few hundred. */
type Lines = Readonly<Record<ConsolidatedMark['basis'], Readonly<Record<Mark, ScoreItem>>>>

function linesOf({ code, module, points }: CompiledIndicator): Lines {
  const of = (basis: ConsolidatedMark['basis']) => {
    const line = (mark: Mark): ScoreItem => ({
      indicator: code,
      module,
      mark,
      basis,
      points: points[mark],
      pointsMax: points.A,
    })
    return { A: line('A'), B: line('B'), C: line('C'), D: line('D'), E: line('E') }
  }
  return { measured: of('measured'), judged: of('judged'), overridden: of('overridden') }
}

const linesMade = new WeakMap<CompiledModel, readonly Lines[]>()

function linesUnder(model: CompiledModel): readonly Lines[] {
  const made = linesMade.get(model) ?? model.indicators.map(linesOf)
  linesMade.set(model, made)
  return made
}

/**
 * `total = sum of weight x points(mark)`, exact.
 *
 * @param marks one per indicator of the model, in the model's order; another order is our own mistake, and is thrown
 * @source rules/models weights; rules/rubric mark_points
 */
export function technologyScore(model: CompiledModel, marks: readonly ConsolidatedMark[]): TechnologyScore {
  if (marks.length !== model.indicators.length) throw new Error(`${marks.length} marks for model ${model.code}`)
  const lines = linesUnder(model)
  const items: ScoreItem[] = []
  let total = 0
  let measured = 0
  for (let i = 0; i < marks.length; i++) {
    const indicator = model.indicators[i] as CompiledIndicator
    const given = marks[i] as ConsolidatedMark
    if (indicator.code !== given.indicator) throw new Error(`${given.indicator} where ${indicator.code} is due`)
    const line = (lines[i] as Lines)[given.basis][given.mark]
    total += line.points
    if (indicator.isMeasured) measured += line.points
    items.push(line)
  }
  return { model: model.code, items, total, quantitative: averageOf(measured, model.measuredWeight) }
}

/** `points x 10^6 / weight`, cut: points in millionths, weight in millionths. Zero where nothing is measured. */
export const averageOf = (points: number, weight: number): number =>
  weight === 0 ? 0 : Number((BigInt(points) * 1_000_000n) / BigInt(weight))
