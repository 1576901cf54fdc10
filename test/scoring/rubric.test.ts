/** The rubric edition 2026-01: sound, complete in three languages, and every check seen to catch its mistake. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  type RubricEdition,
  rubricFindings,
  rubricSchema,
  rubricWordKeys,
  rubricWordsSchema,
  wordFindings,
} from '../../src/scoring/rubric-schema.ts'

const read = (name: string): unknown => JSON.parse(readFileSync(`rules/rubric/${name}.json`, 'utf8'))
const file = read('2026-01')
const rubric = rubricSchema.parse(file)
const words = rubricWordsSchema.parse(read('2026-01.words'))

/** The edition with one mistake planted. */
const planted = (change: (rubric: RubricEdition) => void): RubricEdition => {
  const copy = structuredClone(rubric)
  change(copy)
  return copy
}
const indicator = (edition: RubricEdition, code: string) => edition.indicators.find(item => item.code === code)!
const texts = (edition: RubricEdition) => rubricFindings(edition).map(({ place, text }) => `${place}: ${text}`)

describe('the rubric 2026-01', () => {
  it('has no findings', () => {
    expect(rubricFindings(rubric)).toEqual([])
  })

  it('has 33 indicators: 9 of management, 11 of technology, 6 of marketability, 7 of business', () => {
    const counts = rubric.modules.map(({ code, groups }) => [code, groups.flatMap(group => group.indicators).length])
    expect(counts).toEqual([
      ['management', 9],
      ['technology', 11],
      ['marketability', 6],
      ['business', 7],
    ])
    expect(rubric.indicators).toHaveLength(33)
  })

  it('measures eight indicators and judges the rest; four are financial', () => {
    const codes = (keep: (item: RubricEdition['indicators'][number]) => boolean) =>
      rubric.indicators.filter(keep).map(item => item.code)
    expect(codes(item => item.basis === 'measured')).toEqual([
      'industry_experience',
      'rnd_staff_ratio',
      'rnd_intensity',
      'completeness',
      'rights_protection',
      'market_growth',
      'preparation_period',
      'profitability',
    ])
    expect(codes(item => item.financial)).toEqual([
      'funding_ability',
      'rnd_intensity',
      'profitability',
      'repayment_plan',
    ])
  })

  it('uses the published bands of growth (0, 5, 10, 15 percent) and preparation (24, 12, 6 months, at once)', () => {
    expect(indicator(rubric, 'market_growth').measure?.bands.values).toEqual({
      A: '0.15',
      B: '0.10',
      C: '0.05',
      D: '0',
    })
    // Most whole months below 24, 12 and 6.
    expect(indicator(rubric, 'preparation_period').measure?.bands.values).toEqual({ A: '0', B: '5', C: '11', D: '23' })
  })

  it('calls nothing published that the agency does not publish', () => {
    expect(rubric.mark_points.status).toBe('assumed')
    expect(rubric.minimum_quantitative_score.status).toBe('assumed')
    expect(rubric.indicators.map(item => item.improvement.cost.status)).toEqual(rubric.indicators.map(() => 'assumed'))
  })

  it('asks more effort for each further step up an indicator', () => {
    for (const { code, improvement } of rubric.indicators) {
      const costs = ['E_D', 'D_C', 'C_B', 'B_A'].map(step => Number(improvement.cost.values[step]))
      expect(costs, code).toEqual(costs.toSorted((a, b) => a - b))
    }
  })
})

describe('a mistake in a rubric is found:', () => {
  it.each<[string, (edition: RubricEdition) => void, string]>([
    [
      'an indicator in two groups',
      r => r.modules[1]!.groups[0]!.indicators.push('governance'),
      'governance stands in more than one group',
    ],
    ['an indicator in no group', r => void r.modules[0]!.groups[2]!.indicators.pop(), 'governance stands in no group'],
    ['an indicator nobody described', r => void r.indicators.pop(), 'repayment_plan is grouped but not described'],
    [
      'an indicator described twice',
      r => r.indicators.push(r.indicators[0]!),
      'indicator industry_experience is repeated',
    ],
    ['a group repeated', r => (r.modules[0]!.groups[1]!.code = 'capability'), 'group capability is repeated'],
    ['a module repeated', r => (r.modules[1]!.code = 'management'), 'module management is repeated'],
    [
      'bands crossed',
      r => (indicator(r, 'market_growth').measure!.bands.values['B'] = '0.20'),
      'market_growth.measure.bands',
    ],
    [
      'two bands alike',
      r => (indicator(r, 'completeness').measure!.bands.values['C'] = '4'),
      'completeness.measure.bands',
    ],
    [
      'bands the wrong way up',
      r => (indicator(r, 'preparation_period').measure!.direction = 'higher'),
      'preparation_period.measure.bands',
    ],
    [
      'a mark worth as much as a better one',
      r => (r.mark_points.values['B'] = '100'),
      'mark_points: B is worth no less',
    ],
    [
      'bands that 9 < 10 as text would pass',
      r => (r.mark_points.values['E'] = '100'),
      'mark_points: E is worth no less',
    ],
    [
      'a floor that rises as grades fall',
      r => (r.minimum_quantitative_score.values['T8'] = '40'),
      'T8 demands more than the better grade',
    ],
    [
      'a floor nobody can reach',
      r => (r.minimum_quantitative_score.values['T1'] = '101'),
      'T1 demands more than the best mark',
    ],
    ['fewer appraisers for a larger loan', r => (r.appraisers.ordinary.value = '3'), 'appraisers.large'],
    [
      'a step up for nothing',
      r => (indicator(r, 'governance').improvement.cost.values['E_D'] = '0'),
      'raising a mark costs more than 0',
    ],
    [
      'a paper named twice',
      r => indicator(r, 'governance').evidence.push('board_minutes'),
      'board_minutes is repeated',
    ],
  ])('%s', (_, change, expected) => {
    expect(texts(planted(change)).join('\n')).toContain(expected)
  })
})

/** A copy of the file with the value at a dotted path set, or taken out when none is given. */
const withAt = (path: string, value?: unknown): unknown => {
  const copy = structuredClone(file)
  const steps = path.split('.')
  const last = steps.pop()!
  const holder = steps.reduce<unknown>((part, step) => (part as Record<string, unknown>)[step], copy)
  if (value === undefined) delete (holder as Record<string, unknown>)[last]
  else (holder as Record<string, unknown>)[last] = value
  return copy
}

describe('a rubric of the wrong shape does not load:', () => {
  it.each<[string, unknown]>([
    ['an unknown field', withAt('weights', {})],
    ['a number instead of decimal text', withAt('mark_points.values.A', 100)],
    ['a mark without points', withAt('mark_points.values.E')],
    ['a sixth mark', withAt('mark_points.values.F', '0')],
    ['a grade without a floor', withAt('minimum_quantitative_score.values.T10')],
    ['an assumed number without a note', withAt('mark_tolerance.note')],
    ['a published flag without a source', withAt('site_visit.required.source')],
    ['a measured indicator without a measure', withAt('indicators.0.measure')],
    ['a judged indicator with a measure', withAt('indicators.1.measure', rubric.indicators[0]!.measure)],
    ['an indicator without evidence', withAt('indicators.0.evidence', [])],
    ['a band for E', withAt('indicators.0.measure.bands.values.E', '0')],
    ['a unit that is none', withAt('mark_points.unit', 'stars')],
  ])('%s', (_, edition) => {
    expect(rubricSchema.safeParse(edition).success).toBe(false)
  })
})

describe('the words of the rubric', () => {
  it('stand for every key, in Korean, English and Chinese, and for nothing else', () => {
    expect(wordFindings(rubric, rubricWordKeys(rubric), words)).toEqual([])
  })

  it('give every indicator a name, a question, five anchors and advice', () => {
    expect(rubricWordKeys(rubric).filter(key => key.startsWith('indicator.'))).toHaveLength(33 * 8)
  })

  it.each(['ko', 'en', 'zh'] as const)(
    'say each thing once: no anchor, question or advice in %s serves twice',
    language => {
      const said = Object.entries(words.words)
        .filter(([key]) => /^indicator\..*\.(question|improvement|anchor\..)$/.test(key))
        .map(([, text]) => text[language])
      expect(new Set(said).size).toBe(said.length)
    },
  )

  it('of a measured indicator repeat no number that stands in its bands', () => {
    const measured = rubric.indicators.filter(item => item.basis === 'measured')
    for (const { code } of measured)
      for (const mark of ['A', 'B', 'C', 'D', 'E'])
        expect(Object.values(words.words[`indicator.${code}.anchor.${mark}`]!).join(' '), code).not.toMatch(/\d/)
  })

  it('are written in their own script', () => {
    for (const [key, { ko, en, zh }] of Object.entries(words.words)) {
      expect(ko, key).toMatch(/\p{Script=Hangul}/u)
      expect(ko, key).not.toMatch(/\p{Script=Han}/u)
      expect(en, key).not.toMatch(/\p{Script=Hangul}|\p{Script=Han}/u)
      expect(zh, key).toMatch(/\p{Script=Han}/u)
      expect(zh, key).not.toMatch(/\p{Script=Hangul}/u)
    }
  })

  it('that are missing, superfluous or of another edition are found', () => {
    const { 'module.technology.name': _, ...rest } = words.words
    const broken = {
      ...words,
      edition: '2026-02',
      words: { ...rest, 'module.luck.name': words.words['module.business.name'] },
    }
    expect(wordFindings(rubric, rubricWordKeys(rubric), broken)).toEqual([
      { place: 'edition', text: 'these words are of rubric 2026-02, not 2026-01' },
      { place: 'words.module.technology.name', text: 'has no words' },
      { place: 'words.module.luck.name', text: 'names nothing in the edition' },
    ])
  })

  it('that lack a language do not load', () => {
    const copy = structuredClone(words) as { words: Record<string, Record<string, string>> }
    delete copy.words['module.technology.name']!['zh']
    expect(rubricWordsSchema.safeParse(copy).success).toBe(false)
  })
})
