/** `rules weigh`: what judges said becomes a draft of the models without findings, or is refused and not written. */
import { readFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { modelsFindings, modelsSchema } from '../../src/scoring/models-schema.ts'
import { rubricSchema } from '../../src/scoring/rubric-schema.ts'
import { problemIn, workplace } from './command-line.ts'

const here = workplace('rules-weigh')
afterAll(here.remove)

const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'))
const ORDER = ['management', 'technology', 'marketability', 'business']
type Judged = Readonly<Record<string, Readonly<Record<string, string>>>>
const weigh = (out: string, matrix: string, ...all: readonly Judged[]) => {
  const judges = all.map((comparisons, place) => ({ judge: `judge-${place}`, comparisons }))
  const file = here.write(`${out}.json`, JSON.stringify({ matrices: [{ matrix, order: ORDER, judges }] }))
  const words = ['rules', 'weigh', file, '--edition', '2027-01', '--from', '2027-01-01', '--out', here.place(out)]
  return here.run(words)
}

test('two judges, one of whom left pairs out, make a draft that has no findings', async () => {
  const first = {
    technology: { management: '2', marketability: '4', business: '2' },
    management: { marketability: '2' },
  }
  const second = { technology: { management: '8', marketability: '4' }, business: { marketability: '1' } }
  const said = await weigh('draft', 'modules_engineering', first, second)
  expect(said).toMatchObject({ code: 0, err: '' })
  const draft = modelsSchema.parse(json(here.place('draft', 'models', '2027-01.json')))
  expect([draft.edition, draft.in_force_from]).toEqual(['2027-01', '2027-01-01'])
  // 2 and 8 are 4 together.
  expect(draft.matrices['modules_engineering']?.comparisons.values['management']).toMatchObject({ technology: '1/4' })
  expect(modelsFindings(draft, rubricSchema.parse(json('rules/rubric/2026-01.json')))).toEqual([])
  expect(json(here.place('draft', 'models', '2027-01.words.json'))).toMatchObject({
    kind: 'models',
    edition: '2027-01',
  })
  const differing = await here.run(['rules', 'diff', 'models/2026-01', here.place('draft', 'models', '2027-01.json')])
  expect(differing.out).toContain('matrices.modules_engineering')
})

test('judgements that contradict each other are refused with the pair to ask about, and not written', async () => {
  const circle = {
    management: { technology: '9', marketability: '1/9', business: '1' },
    technology: { marketability: '9', business: '1' },
    marketability: { business: '1' },
  }
  const said = await weigh('circle', 'modules_engineering', circle)
  expect(said.code).toBe(2)
  expect(problemIn(said).errors[0]).toMatchObject({
    ...{ code: 'judgements_inconsistent', at: 'matrices.modules_engineering' },
    furthest: expect.stringContaining(' over '),
  })
  expect(here.filesIn('circle')).toEqual([])
})

test('a matrix the models do not have is refused with those they have', async () => {
  const said = await weigh('unknown', 'modules_of_nothing', {
    management: { technology: '2', marketability: '2', business: '2' },
  })
  expect(said.code).toBe(2)
  expect(problemIn(said).errors[0]).toMatchObject({
    code: 'matrix_unknown',
    limit: expect.stringContaining('modules_'),
  })
})
