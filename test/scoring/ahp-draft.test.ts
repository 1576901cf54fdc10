/** Judgements of several made a draft of the shipped models: what was judged changes, and it has no findings. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { sure } from '../../src/kernel/result.ts'
import { copied, textsOf } from '../../src/policy/editions/texts.ts'
import type { Comparisons } from '../../src/scoring/ahp.ts'
import { modelsDrafted } from '../../src/scoring/ahp-draft.ts'
import { judgedTogether } from '../../src/scoring/ahp-group.ts'
import { modelsFindings, modelsSchema } from '../../src/scoring/models-schema.ts'
import { rubricSchema } from '../../src/scoring/rubric-schema.ts'

const read = (path: string): unknown => JSON.parse(readFileSync(`rules/${path}.json`, 'utf8'))
const rubric = rubricSchema.parse(read('rubric/2026-01'))
const NAMED = { kind: 'models', edition: '2099-01' }
const copy = copied({ numbers: read('models/2026-01'), words: read('models/2026-01.words') }, NAMED, '2099-01-01')
const models = modelsSchema.parse(copy.numbers)

const ORDER = ['management', 'technology', 'marketability', 'business']
const judged = (...all: readonly Comparisons[]) =>
  sure(
    judgedTogether(
      ORDER,
      all.map((comparisons, place) => ({ judge: `judge-${place}`, comparisons, weight: 1 })),
      models.random_index.values,
    ),
  )
// Technology before all: of the first judge twice, of the second eight times management, together four times.
const FIRST: Comparisons = {
  technology: { management: '2', marketability: '4', business: '2' },
  management: { marketability: '2' },
}
const SECOND: Comparisons = { technology: { management: '8', marketability: '4' }, business: { marketability: '1' } }

describe('a draft of the models', () => {
  const found = judged(FIRST, SECOND)
  const draft = sure(modelsDrafted(models, rubric, [{ matrix: 'modules_engineering', order: ORDER, found }]))

  test('states what the judges said together, each pair once, and how it was come by', () => {
    const { comparisons } = draft.matrices['modules_engineering']!
    // 2 x 8 is 4 squared; the first of 2 and 8 alone said the others; technology over business was said once, 2.
    expect(comparisons.values).toMatchObject({
      management: { technology: '1/4', marketability: '2' },
      technology: { marketability: '4', business: '2' },
      marketability: { business: '1' },
    })
    expect(comparisons).toMatchObject({
      status: 'derived',
      in_force_from: '2099-01-01',
      decided_by: 'steering_committee',
      formula: expect.stringMatching(/2 judges by pair; 1 pairs not judged/),
    })
  })

  test('is an edition without findings: every weight is what the judgements make it', () => {
    const whole = modelsSchema.parse(draft)
    expect(modelsFindings(whole, rubric)).toEqual([])
    expect(textsOf(NAMED, draft, copy.words).ok).toBe(true)
  })

  test('changes the weights of the models that use the matrix, and nothing else', () => {
    const changed = draft.models.filter((model, place) => model.weights.values !== models.models[place]?.weights.values)
    expect(changed.map(model => model.matrices.modules)).toEqual(changed.map(() => 'modules_engineering'))
    expect(changed.length).toBeGreaterThan(0)
    const { modules_engineering: _, ...rest } = draft.matrices
    const { modules_engineering: __, ...before } = models.matrices
    expect(rest).toEqual(before)
  })
})

describe('judgements are not drafted', () => {
  const found = judged(FIRST)
  const refused = (matrix: string, order: readonly string[], all = found) => {
    const told = modelsDrafted(models, rubric, [{ matrix, order, found: all }])
    return told.ok ? [] : told.refusals.map(({ code, at }) => [code, at])
  }

  test('of a matrix that is not there, or of other codes than it compares', () => {
    expect(refused('modules_of_none', ORDER)).toEqual([['matrix_unknown', 'matrices.modules_of_none']])
    expect(refused('modules_engineering', ['a', 'b', 'c', 'd'])).toEqual([
      ['matrix_codes_differ', 'matrices.modules_engineering.order'],
    ])
  })

  test('that contradict each other by more than the edition allows', () => {
    const circle = judged({
      management: { technology: '9' },
      technology: { marketability: '9' },
      marketability: { management: '9' },
      business: { management: '1' },
    })
    expect(refused('modules_engineering', ORDER, circle)).toEqual([
      ['judgements_inconsistent', 'matrices.modules_engineering'],
    ])
    const told = modelsDrafted(models, rubric, [{ matrix: 'modules_engineering', order: ORDER, found: circle }])
    // Each of the three of the circle is as far as the others: the first is named.
    expect(told.ok ? {} : told.refusals[0]?.params).toMatchObject({
      limit: 'below 0.10',
      furthest: expect.stringMatching(/^(management|technology) over (technology|marketability)$/),
    })
  })
})
