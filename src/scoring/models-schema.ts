/**
 * The shape of rules/models: families of industries, start-up and growth, and for each pair the pairwise judgements and
 * the weights derived from them. Scoring picks a model and reads its weights; `modelsFindings` derives them again.
 */
import { z } from 'zod'
import { add, compare, type Decimal, decimal, decimalText, isEqual } from '../kernel/decimal.ts'
import { type Money, moneyFromText } from '../kernel/money.ts'
import { editionHeader, editionWords, sourcedGrid, sourcedNumber, sourcedTable } from '../kernel/sourced.ts'
import { code, plainText } from '../kernel/text.ts'
import { type Branch, consistency, leafWeights, matrixOf, roundedToOne, saatyValue } from './ahp.ts'
import { type EditionFinding, type RubricEdition, repeated } from './rubric-schema.ts'

/** Decimals a weight is printed with. */
export const WEIGHT_PLACES = 6

export const STAGES = ['startup', 'growth'] as const
export type Stage = (typeof STAGES)[number]

const division = z.string().regex(/^\d{2}$/)

export const familySchema = z.strictObject({ code, divisions: z.array(division).min(1), note: plainText(400) })
export type Family = z.infer<typeof familySchema>

export const matrixSchema = z.strictObject({ order: z.array(code).min(2), comparisons: sourcedGrid('saaty') })
export type NamedMatrix = z.infer<typeof matrixSchema>

export const modelSchema = z.strictObject({
  code,
  family: code,
  stage: z.enum(STAGES),
  /** Names of matrices: one over the modules, one for each module over its groups, one for each group. */
  matrices: z.strictObject({ modules: code, groups: z.record(code, code), indicators: z.record(code, code) }),
  /** Weight of each indicator the model uses, summing to exactly 1. */
  weights: sourcedTable('weight'),
})
export type Model = z.infer<typeof modelSchema>

export const modelsSchema = z.strictObject({
  kind: z.literal('models'),
  ...editionHeader,
  /** The rubric edition whose hierarchy is weighted. */
  rubric: editionHeader.edition,
  random_index: sourcedTable('ratio'),
  consistency_ratio_below: sourcedNumber('ratio'),
  startup: z.strictObject({
    age_years_max: sourcedNumber('years'),
    guaranteed_age_years_max: sourcedNumber('years'),
    guarantee_max: sourcedNumber('won'),
  }),
  stages: z.array(z.strictObject({ code: z.enum(STAGES), financial: z.boolean() })),
  ksic: z.strictObject({
    revisions: z.array(z.enum(['10', '11'])),
    divisions: z.array(division),
    not_appraised: z.array(division),
    note: plainText(1000),
  }),
  families: z.array(familySchema),
  matrices: z.record(code, matrixSchema),
  models: z.array(modelSchema),
})
export type ModelsEdition = z.infer<typeof modelsSchema>

export const modelsWordsSchema = editionWords('models')
export type ModelsWords = z.infer<typeof modelsWordsSchema>

/**
 * The family of a line of business, by its two-digit division.
 * @param ksic a KSIC code of the 10th or 11th revision, its letter left out, two digits or more
 * @returns undefined for a division that is not appraised or does not exist
 */
export const familyOf = (models: ModelsEdition, ksic: string): string | undefined =>
  models.families.find(family => family.divisions.includes(ksic.slice(0, 2)))?.code

/**
 * Start-up or growth: start-up up to `age_years_max`, or up to `guaranteed_age_years_max` while the guarantee does not
 * exceed `guarantee_max`.
 * @param ageYears full years since the firm was founded, 0 or more; below 0 for a firm still to be founded
 * @param guarantee this fund's guarantee for the firm, the one asked for included, in won
 * @source rules/models, startup
 */
export function stageOf(models: ModelsEdition, ageYears: number, guarantee: Money): Stage {
  const { age_years_max, guaranteed_age_years_max, guarantee_max } = models.startup
  if (ageYears <= Number(age_years_max.value)) return 'startup'
  const isSmall = guarantee <= moneyFromText(guarantee_max.value)
  return isSmall && ageYears <= Number(guaranteed_age_years_max.value) ? 'startup' : 'growth'
}

/** The model of a family and a stage; undefined where the edition has none. */
export const modelOf = (models: ModelsEdition, family: string, stage: Stage): Model | undefined =>
  models.models.find(model => model.family === family && model.stage === stage)

/** The indicators a model weights: all of the rubric, without financial ones where its stage leaves them out. */
export function indicatorsOf(models: ModelsEdition, model: Model, rubric: RubricEdition): string[] {
  const isFinancial = models.stages.find(stage => stage.code === model.stage)?.financial ?? true
  return rubric.indicators.filter(item => isFinancial || !item.financial).map(item => item.code)
}

/** A node of a model's hierarchy: where it stands, what it compares and by which matrix. */
type Node = { readonly place: string; readonly codes: readonly string[]; readonly matrix: string | undefined }

/** Every node of a model's hierarchy that compares something. */
function nodesOf(models: ModelsEdition, model: Model, rubric: RubricEdition): Node[] {
  const used = new Set(indicatorsOf(models, model, rubric))
  const place = `models.${model.code}.matrices`
  return [
    { place: `${place}.modules`, codes: rubric.modules.map(module => module.code), matrix: model.matrices.modules },
    ...rubric.modules.map(module => ({
      place: `${place}.groups.${module.code}`,
      codes: module.groups.map(group => group.code),
      matrix: model.matrices.groups[module.code],
    })),
    ...rubric.modules
      .flatMap(module => module.groups)
      .map(group => ({
        place: `${place}.indicators.${group.code}`,
        codes: group.indicators.filter(item => used.has(item)),
        matrix: model.matrices.indicators[group.code],
      })),
  ]
}

/**
 * The hierarchy of a model with its judgements, ready to be weighted.
 * @param models an edition without findings on its matrices; a judgement missing is thrown when it is weighted
 */
export function hierarchyOf(models: ModelsEdition, model: Model, rubric: RubricEdition): Branch {
  const used = new Set(indicatorsOf(models, model, rubric))
  const judged = (name: string | undefined) =>
    name === undefined ? {} : (models.matrices[name]?.comparisons.values ?? {})
  return {
    code: 'score',
    comparisons: judged(model.matrices.modules),
    branches: rubric.modules.map(module => ({
      code: module.code,
      comparisons: judged(model.matrices.groups[module.code]),
      branches: module.groups.map(group => ({
        code: group.code,
        comparisons: judged(model.matrices.indicators[group.code]),
        branches: group.indicators
          .filter(item => used.has(item))
          .map(item => ({ code: item, comparisons: {}, branches: [] })),
      })),
    })),
  }
}

const finding = (place: string, text: string): EditionFinding => ({ place, text })
const inWords = (codes: readonly string[]): string => codes.join(', ')

/** Pairs judged twice, not at all, or among codes the matrix does not compare; values off the scale. */
function judgementFindings(name: string, { order, comparisons }: NamedMatrix): EditionFinding[] {
  const place = `matrices.${name}`
  const stated = Object.entries(comparisons.values).flatMap(([row, columns]) =>
    Object.entries(columns).map(([column, text]) => ({ row, column, text })),
  )
  const times = (a: string, b: string) =>
    stated.filter(({ row, column }) => (row === a && column === b) || (row === b && column === a)).length
  const pairs = order.flatMap((a, index) => order.slice(index + 1).map(b => ({ a, b, count: times(a, b) })))
  return [
    ...repeated(order).map(item => finding(`${place}.order`, `${item} is repeated`)),
    ...stated
      .filter(({ row, column }) => row === column || !order.includes(row) || !order.includes(column))
      .map(({ row, column }) => finding(`${place}.comparisons.${row}.${column}`, 'is no pair of this matrix')),
    ...stated
      .filter(({ text }) => saatyValue(text) === undefined)
      .map(({ row, column, text }) =>
        finding(`${place}.comparisons.${row}.${column}`, `${text} is not 1 to 9 or the reciprocal of one`),
      ),
    ...pairs
      .filter(({ count }) => count !== 1)
      .map(({ a, b, count }) => finding(place, `${a} and ${b} are judged ${count} times, not once`)),
  ]
}

/** A matrix whose pairs are sound is checked for contradictions. */
function matrixFindings(models: ModelsEdition, name: string, matrix: NamedMatrix): EditionFinding[] {
  const findings = judgementFindings(name, matrix)
  if (findings.length > 0) return findings
  const size = matrix.order.length
  if (size > 2 && models.random_index.values[String(size)] === undefined)
    return [finding('random_index', `holds no value for the ${size} codes of ${name}`)]
  const limit = models.consistency_ratio_below.value
  const { ratio } = consistency(matrixOf(matrix.order, matrix.comparisons.values), models.random_index.values)
  if (ratio < Number(limit)) return []
  return [finding(`matrices.${name}`, `its consistency ratio ${ratio.toPrecision(3)} is not below ${limit}`)]
}

function nodeFindings(models: ModelsEdition, { place, codes, matrix }: Node): EditionFinding[] {
  if (codes.length < 2)
    return matrix === undefined ? [] : [finding(place, `${inWords(codes)} stands alone and needs no matrix`)]
  if (matrix === undefined) return [finding(place, `no matrix compares ${inWords(codes)}`)]
  const order = models.matrices[matrix]?.order
  if (order === undefined) return [finding(place, `there is no matrix ${matrix}`)]
  const isOver = order.length === codes.length && codes.every(item => order.includes(item))
  return isOver ? [] : [finding(place, `${matrix} compares ${inWords(order)}, not ${inWords(codes)}`)]
}

/** Names in a model's matrices that stand for no module or group. */
function strayFindings(model: Model, rubric: RubricEdition): EditionFinding[] {
  const modules = rubric.modules.map(module => module.code)
  const groups = rubric.modules.flatMap(module => module.groups).map(group => group.code)
  const stray = (kind: 'groups' | 'indicators', known: readonly string[], what: string) =>
    Object.keys(model.matrices[kind])
      .filter(item => !known.includes(item))
      .map(item => finding(`models.${model.code}.matrices.${kind}.${item}`, `there is no ${what} ${item}`))
  return [...stray('groups', modules, 'module'), ...stray('indicators', groups, 'group')]
}

/** Weights for other indicators than the model uses, off 1 in sum, or not those of the judgements. */
function weightFindings(
  models: ModelsEdition,
  model: Model,
  rubric: RubricEdition,
  isDerivable: boolean,
): EditionFinding[] {
  const place = `models.${model.code}.weights`
  const { values } = model.weights
  const used = indicatorsOf(models, model, rubric)
  const sum = Object.values(values).reduce<Decimal>((total, text) => add(total, decimal(text)), decimal('0'))
  const derived = isDerivable ? roundedToOne(leafWeights(hierarchyOf(models, model, rubric)), WEIGHT_PLACES) : {}
  return [
    ...used.filter(item => values[item] === undefined).map(item => finding(`${place}.${item}`, 'has no weight')),
    ...Object.keys(values)
      .filter(item => !used.includes(item))
      .map(item => finding(`${place}.${item}`, 'is not used by this model and has no weight in it')),
    ...(isEqual(sum, decimal('1')) ? [] : [finding(place, `sum to ${decimalText(sum)}, not 1`)]),
    ...Object.entries(derived)
      .filter(([item, text]) => values[item] !== undefined && compare(decimal(values[item]), decimal(text)) !== 0)
      .map(([item, text]) => finding(`${place}.${item}`, `is ${values[item]}, but the judgements make it ${text}`)),
  ]
}

function modelFindings(models: ModelsEdition, model: Model, rubric: RubricEdition): EditionFinding[] {
  const nodes = nodesOf(models, model, rubric)
  const broken = nodes.flatMap(node => nodeFindings(models, node))
  const isSound = nodes.every(({ matrix }) => {
    const named = matrix === undefined ? undefined : models.matrices[matrix]
    return named === undefined || judgementFindings(matrix ?? '', named).length === 0
  })
  return [
    ...(model.code === `${model.family}_${model.stage}`
      ? []
      : [finding(`models.${model.code}`, `is the model ${model.family}_${model.stage} under another name`)]),
    ...broken,
    ...strayFindings(model, rubric),
    ...weightFindings(models, model, rubric, broken.length === 0 && isSound),
  ]
}

/** Divisions in no family, in two, or unknown to the classification. */
function divisionFindings({ families, ksic }: ModelsEdition): EditionFinding[] {
  const placed = [...families.flatMap(family => family.divisions), ...ksic.not_appraised]
  return [
    ...repeated(families.map(family => family.code)).map(item => finding('families', `family ${item} is repeated`)),
    ...repeated(ksic.divisions).map(item => finding('ksic.divisions', `division ${item} is repeated`)),
    ...repeated(placed).map(item => finding('families', `division ${item} stands in more than one place`)),
    ...ksic.divisions
      .filter(item => !placed.includes(item))
      .map(item => finding('families', `division ${item} is in no family, nor left out`)),
    ...placed
      .filter(item => !ksic.divisions.includes(item))
      .map(item => finding('families', `there is no division ${item}`)),
  ]
}

/**
 * What an edition of models of the right shape still gets wrong: divisions, the set of models, judgements, weights.
 * @param models an edition that passed `modelsSchema`
 * @param rubric the rubric whose hierarchy it weights
 * @returns findings in the order of the file; none for a sound edition
 */
export function modelsFindings(models: ModelsEdition, rubric: RubricEdition): EditionFinding[] {
  const pairs = models.families.flatMap(family => STAGES.map(stage => `${family.code}_${stage}`))
  const held = models.models.map(model => `${model.family}_${model.stage}`)
  const called = new Set(
    models.models.flatMap(({ matrices }) => [
      matrices.modules,
      ...Object.values(matrices.groups),
      ...Object.values(matrices.indicators),
    ]),
  )
  return [
    ...(models.rubric === rubric.edition
      ? []
      : [finding('rubric', `weights rubric ${models.rubric}, but is read with ${rubric.edition}`)]),
    ...STAGES.filter(stage => models.stages.filter(item => item.code === stage).length !== 1).map(stage =>
      finding('stages', `stage ${stage} stands once`),
    ),
    ...divisionFindings(models),
    ...Object.entries(models.matrices).flatMap(([name, matrix]) => matrixFindings(models, name, matrix)),
    ...Object.keys(models.matrices)
      .filter(name => !called.has(name))
      .map(name => finding(`matrices.${name}`, 'is used by no model')),
    ...pairs.filter(pair => !held.includes(pair)).map(pair => finding('models', `there is no model ${pair}`)),
    ...held.filter(pair => !pairs.includes(pair)).map(pair => finding('models', `${pair} is of no family`)),
    ...repeated(held).map(pair => finding('models', `model ${pair} is repeated`)),
    ...models.models.flatMap(model => modelFindings(models, model, rubric)),
  ]
}

/** The keys under which the words of an edition of models must stand. */
export const modelsWordKeys = (models: ModelsEdition): string[] => [
  ...models.families.map(family => `family.${family.code}.name`),
  ...models.stages.map(stage => `stage.${stage.code}.name`),
]
