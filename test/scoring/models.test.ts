/** The models 2026-01: weights that are what their judgements make them, a family for every line of business. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { money } from '../../src/kernel/money.ts'
import { consistency, leafWeights, matrixOf, roundedToOne } from '../../src/scoring/ahp.ts'
import {
  familyOf,
  hierarchyOf,
  indicatorsOf,
  type ModelsEdition,
  modelOf,
  modelsFindings,
  modelsSchema,
  modelsWordKeys,
  modelsWordsSchema,
  STAGES,
  stageOf,
} from '../../src/scoring/models-schema.ts'
import { rubricSchema, wordFindings } from '../../src/scoring/rubric-schema.ts'

const read = (path: string): unknown => JSON.parse(readFileSync(`rules/${path}.json`, 'utf8'))
const file = read('models/2026-01')
const models = modelsSchema.parse(file)
const rubric = rubricSchema.parse(read('rubric/2026-01'))
const words = modelsWordsSchema.parse(read('models/2026-01.words'))

const planted = (change: (edition: ModelsEdition) => void): ModelsEdition => {
  const copy = structuredClone(models)
  change(copy)
  return copy
}
const texts = (edition: ModelsEdition) => modelsFindings(edition, rubric).map(({ place, text }) => `${place}: ${text}`)
const named = (edition: ModelsEdition, code: string) => edition.models.find(model => model.code === code)!
const units = (text: string) => Number(text.replace('.', ''))

describe('the models 2026-01', () => {
  it('have no findings', () => {
    expect(modelsFindings(models, rubric)).toEqual([])
  })

  it('are sixteen: eight families, each for start-ups and for grown firms', () => {
    expect(models.families).toHaveLength(8)
    expect(models.models.map(model => model.code)).toEqual(
      models.families.flatMap(family => STAGES.map(stage => `${family.code}_${stage}`)),
    )
  })

  it.each(models.models)(
    '$code: each weight is what the judgements make it, and together they are exactly 1',
    model => {
      const { values } = model.weights
      expect(values).toEqual(roundedToOne(leafWeights(hierarchyOf(models, model, rubric)), 6))
      expect(Object.values(values).reduce((sum, text) => sum + units(text), 0)).toBe(1_000_000)
      expect(Math.min(...Object.values(values).map(units))).toBeGreaterThan(0)
    },
  )

  it.each(Object.entries(models.matrices))('matrix %s contradicts itself less than the bound', (_, matrix) => {
    const { ratio } = consistency(matrixOf(matrix.order, matrix.comparisons.values), models.random_index.values)
    expect(ratio).toBeLessThan(0.1)
  })

  it('of start-ups read no financial item at all; those of grown firms read all 33', () => {
    const financial = rubric.indicators.filter(item => item.financial).map(item => item.code)
    for (const model of models.models) {
      const weighted = Object.keys(model.weights.values)
      expect(weighted.filter(code => financial.includes(code))).toHaveLength(model.stage === 'startup' ? 0 : 4)
      expect(weighted).toHaveLength(model.stage === 'startup' ? 29 : 33)
      expect(indicatorsOf(models, model, rubric).toSorted()).toEqual(weighted.toSorted())
    }
  })

  it('say that their weights are derived from judgements that are assumed', () => {
    for (const model of models.models) expect(model.weights.status).toBe('derived')
    for (const matrix of Object.values(models.matrices)) expect(matrix.comparisons.status).toBe('assumed')
  })

  it('have names in three languages for every family and stage', () => {
    expect(wordFindings(models, modelsWordKeys(models), words)).toEqual([])
  })
})

describe('the family of a line of business', () => {
  it('is one and only one for each of the 77 divisions but the four that are not appraised', () => {
    expect(models.ksic.divisions).toHaveLength(77)
    for (const division of models.ksic.divisions) {
      const families = models.families.filter(family => family.divisions.includes(division))
      expect(families, division).toHaveLength(models.ksic.not_appraised.includes(division) ? 0 : 1)
    }
  })

  it.each([
    ['29271', 'machinery'],
    ['26110', 'electronics'],
    ['20', 'materials_chemicals'],
    ['21102', 'bio_medical'],
    ['58221', 'software_ict'],
    ['38210', 'environment_energy'],
    ['59111', 'knowledge_culture'],
    ['10712', 'general'],
  ])('of KSIC %s is %s', (ksic, family) => expect(familyOf(models, ksic)).toBe(family))

  it('is none for public administration, households and divisions that do not exist', () => {
    for (const division of ['84', '97', '98', '99', '04', '']) expect(familyOf(models, division)).toBeUndefined()
  })
})

describe('the stage of a firm', () => {
  it.each([
    [-1, 0n, 'startup'],
    [0, 5_000_000_000n, 'startup'],
    [3, 5_000_000_000n, 'startup'],
    [4, 200_000_000n, 'startup'],
    [7, 200_000_000n, 'startup'],
    [4, 200_000_001n, 'growth'],
    [8, 0n, 'growth'],
  ])('aged %i with a guarantee of %i won is %s', (age, guarantee, stage) => {
    expect(stageOf(models, age, money(guarantee))).toBe(stage)
  })

  it('never goes back to start-up as a firm ages or its guarantee grows, and always has a model', () => {
    const years = fc.integer({ min: -1, max: 40 })
    const won = fc.bigInt({ min: 0n, max: 10_000_000_000n })
    fc.assert(
      fc.property(years, won, fc.nat(10), fc.bigInt({ min: 0n, max: 10n ** 9n }), (age, amount, older, more) => {
        const before = stageOf(models, age, money(amount))
        const after = stageOf(models, age + older, money(amount + more))
        if (before === 'growth') expect(after).toBe('growth')
        for (const family of models.families) expect(modelOf(models, family.code, after)).toBeDefined()
      }),
    )
  })
})

describe('a mistake in the models is found:', () => {
  it.each<[string, (edition: ModelsEdition) => void, string]>([
    [
      'a weight moved by one unit',
      m => shift(named(m, 'general_growth').weights.values, 'governance', 1),
      'governance: is',
    ],
    ['a sum that is not 1', m => shift(named(m, 'general_growth').weights.values, 'governance', 1), 'not 1'],
    ['a unit moved from one weight to another', m => move(m), 'but the judgements make it'],
    [
      'a judgement changed but not the weights',
      m => (m.matrices['market_founder']!.comparisons.values['market_size']!['market_growth'] = '1'),
      'but the judgements make it',
    ],
    [
      'a weight for a financial item of a start-up',
      m => (named(m, 'software_ict_startup').weights.values['profitability'] = '0.000000'),
      'is not used by this model',
    ],
    [
      'a weight missing',
      m => delete named(m, 'machinery_growth').weights.values['imitability'],
      'imitability: has no weight',
    ],
    ['judgements in a circle', m => circle(m), 'its consistency ratio'],
    [
      'a value off the scale',
      m => (m.matrices['rights']!.comparisons.values['rights_protection']!['rights_stability'] = '1/11'),
      'is not 1 to 9',
    ],
    [
      'a pair not judged',
      m => delete m.matrices['people']!.comparisons.values['team_depth']!['cto_capability'],
      'judged 0 times',
    ],
    [
      'a pair judged both ways',
      m => (m.matrices['rights']!.comparisons.values['rights_stability'] = { rights_protection: '2' }),
      'judged 2 times',
    ],
    [
      'a pair of strangers',
      m => (m.matrices['rights']!.comparisons.values['rights_stability'] = { luck: '2' }),
      'is no pair of this matrix',
    ],
    [
      'a matrix over other codes',
      m => (named(m, 'general_growth').matrices.indicators['rights'] = 'market'),
      'market compares market_size, market_growth',
    ],
    [
      'a matrix that does not exist',
      m => (named(m, 'general_growth').matrices.modules = 'modules_luck'),
      'there is no matrix modules_luck',
    ],
    [
      'a group without a matrix',
      m => delete named(m, 'general_growth').matrices.indicators['people'],
      'no matrix compares team_depth',
    ],
    [
      'a matrix for an indicator that stands alone',
      m => (named(m, 'general_startup').matrices.indicators['returns'] = 'returns'),
      'stands alone',
    ],
    [
      'a matrix for a group that does not exist',
      m => (named(m, 'general_growth').matrices.indicators['luck'] = 'rights'),
      'there is no group luck',
    ],
    ['a matrix nobody uses', m => (m.matrices['spare'] = m.matrices['rights']!), 'spare: is used by no model'],
    ['no random index for a size in use', m => delete m.random_index.values['4'], 'holds no value for the 4 codes'],
    [
      'a division in two families',
      m => m.families[0]!.divisions.push('26'),
      'division 26 stands in more than one place',
    ],
    ['a division in no family', m => void m.families[1]!.divisions.pop(), 'division 28 is in no family'],
    ['a division that does not exist', m => m.families[0]!.divisions.push('04'), 'there is no division 04'],
    ['a model missing', m => void m.models.pop(), 'there is no model general_growth'],
    ['a model twice', m => m.models.push(m.models[0]!), 'model machinery_startup is repeated'],
    ['a model under another name', m => (m.models[0]!.code = 'machines'), 'under another name'],
    ['another rubric', m => (m.rubric = '2025-01'), 'weights rubric 2025-01'],
    ['a stage left out', m => void m.stages.pop(), 'stage growth stands once'],
  ])('%s', (_, change, expected) => {
    expect(texts(planted(change)).join('\n')).toContain(expected)
  })

  it('a number without its source does not load', () => {
    const copy = structuredClone(file) as { startup: { age_years_max: { source?: unknown } } }
    delete copy.startup.age_years_max.source
    expect(modelsSchema.safeParse(copy).success).toBe(false)
  })
})

function shift(values: Record<string, string>, code: string, by: number): void {
  values[code] = `0.${String(units(values[code]!) + by).padStart(6, '0')}`
}

/** The sum stays 1, so that only the derivation can notice. */
function move(edition: ModelsEdition): void {
  const { values } = named(edition, 'bio_medical_growth').weights
  shift(values, 'governance', 1)
  shift(values, 'innovativeness', -1)
}

function circle(edition: ModelsEdition): void {
  const { values } = edition.matrices['superiority']!.comparisons
  values['innovativeness'] = { differentiation: '9', imitability: '1/9' }
  values['differentiation'] = { imitability: '9' }
}
