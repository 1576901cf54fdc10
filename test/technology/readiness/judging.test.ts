/** Readiness by questions: shown by evidence, a level only with all below it, and three scales side by side. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sure } from '../../../src/kernel/result.ts'
import { HOME } from '../../../src/platform/folders.ts'
import { readinessPartSchema, scalesOf, TECHNOLOGY_KINDS } from '../../../src/technology/readiness/edition.ts'
import { type Answer, type Asked, judged, levelOf } from '../../../src/technology/readiness/judging.ts'

const read = (name: string) => JSON.parse(readFileSync(join(HOME, 'rules/worth', name), 'utf8'))
const shipped = () => read('2026-01.json').readiness
const SCALES = scalesOf(readinessPartSchema.parse(shipped()))
const HARDWARE = SCALES.technology.hardware

const asked = (changed: Partial<Asked> = {}): Asked => ({
  ...{ kind: 'hardware', technology: [], manufacturing: [], market: [] },
  ...{ conversion_mode: 'self', pilot_platform: null },
  ...changed,
})
const answer = (question: string, types: readonly string[], met = true): Answer => ({
  ...{ question, met, evidence: types.map(type => ({ type, reference: 'paper 1' })) },
})
/** Answers that show the levels up to one, each by the first type named beside it. */
const upTo = (levels: number): Answer[] =>
  HARDWARE.levels
    .slice(0, levels)
    .flatMap(questions => questions.map(one => answer(one.question, [one.evidence[0] ?? ''])))
const codes = (of: Asked) => {
  const found = judged(of, SCALES)
  return found.ok ? [] : found.refusals.map(one => `${one.code} ${one.at}`)
}

describe('a level', () => {
  test('is reached with everything below it, and only so', () => {
    expect(HARDWARE.levels).toHaveLength(9)
    for (let level = 0; level <= 9; level += 1) expect(levelOf(HARDWARE, upTo(level)).reached).toBe(level)
    const gap = upTo(6).filter(one => one.question !== 'function_shown_in_laboratory')
    expect(levelOf(HARDWARE, gap)).toMatchObject({
      ...{ reached: 2, claimed: 6 },
      lacking: [{ level: 3, question: 'function_shown_in_laboratory', why: 'not_answered' }],
      idle: ['breadboard_in_laboratory', 'breadboard_in_relevant_environment', 'prototype_in_relevant_environment'],
    })
  })

  test('is not reached by a no, nor by a yes without evidence or with evidence of another type', () => {
    const last = (one: Answer) => levelOf(HARDWARE, [...upTo(2), one])
    const question = 'function_shown_in_laboratory'
    expect(last(answer(question, ['lab_report'])).reached).toBe(3)
    expect(last(answer(question, ['lab_report'], false)).lacking[0]?.why).toBe('not_met')
    for (const types of [[], ['paper'], ['sales_invoice']])
      expect(last(answer(question, types))).toMatchObject({ reached: 2, lacking: [{ why: 'evidence_missing' }] })
  })

  test('never falls by an answer more', () => {
    const types = fc.subarray([...SCALES.kindOf.keys()], { maxLength: 3 })
    const some = fc.tuple(
      ...HARDWARE.levels.flat().map(({ question }) =>
        fc.option(
          fc.tuple(types, fc.boolean()).map(([named, met]) => answer(question, named, met)),
          { nil: null },
        ),
      ),
    )
    fc.assert(
      fc.property(some, fc.nat(8), (given, place) => {
        const here = given.filter(one => one !== null)
        const { question = '', evidence = [] } = HARDWARE.levels.flat()[place] ?? {}
        const more = [...here.filter(one => one.question !== question), answer(question, evidence)]
        expect(levelOf(HARDWARE, more).reached).toBeGreaterThanOrEqual(levelOf(HARDWARE, here).reached)
      }),
    )
  })
})

describe('answers', () => {
  test('are judged by the questions of their kind, making and market beside and never for it', () => {
    const market = [answer('need_assumed', ['concept_document'])]
    const found = sure(judged(asked({ technology: upTo(3), market }), SCALES))
    expect([found.technology.reached, found.manufacturing.reached, found.market.reached]).toEqual([3, 0, 1])
    expect(codes(asked({ kind: 'software', technology: upTo(1) }))).toEqual([
      'readiness_question_unknown technology.0.question',
    ])
  })

  test('are refused twice, of unknown evidence, and of a pilot that ran nowhere', () => {
    const [one] = upTo(1)
    expect(codes(asked({ technology: [one as Answer, one as Answer] }))).toEqual([
      'readiness_question_twice technology.1.question',
    ])
    expect(codes(asked({ market: [answer('need_assumed', ['rumour'])] }))).toEqual([
      'readiness_evidence_unknown market.0.evidence.0.type',
    ])
    expect(codes(asked({ technology: upTo(6) }))).toEqual(['readiness_platform_missing pilot_platform'])
    expect(codes(asked({ technology: upTo(6), pilot_platform: 'industry' }))).toEqual([])
  })
})

describe('the edition', () => {
  test('has a set for each kind of technology, of manufacturing and of the market, each question with words', () => {
    expect(TECHNOLOGY_KINDS.map(kind => SCALES.technology[kind].levels.length)).toEqual([9, 9, 9, 9])
    expect([SCALES.manufacturing.levels.length, SCALES.market.levels.length]).toEqual([10, 9])
    const { words } = read('2026-01.words.json')
    const scales = [...Object.values(SCALES.technology), SCALES.manufacturing, SCALES.market]
    const keys = scales.flatMap(({ name, levels }) =>
      levels.flat().map(one => `worth.readiness.${name}.${one.question}`),
    )
    keys.push('worth.readiness.gates.name')
    expect(keys.filter(key => words[key] === undefined)).toEqual([])
    expect(Object.keys(words).filter(key => key.startsWith('worth.readiness.') && !keys.includes(key))).toEqual([])
  })

  type Part = ReturnType<typeof shipped>
  test.each<[string, (part: Part) => unknown, string]>([
    ['levels out of order', part => part.market.levels.reverse(), 'market'],
    ['a level left out', part => part.technology[0].levels.pop(), 'technology'],
    ['a level without a question', part => part.manufacturing.levels[0].questions.pop(), 'manufacturing'],
    ['a question twice', part => part.market.levels[1].questions.push(part.market.levels[0].questions[0]), 'market'],
    ['a kind without a set', part => part.technology.pop(), 'technology'],
    ['evidence nobody knows', part => part.market.levels[0].questions[0].evidence.push('rumour'), 'technology'],
    ['a type of two kinds', part => part.evidence.sales.push('paper'), 'evidence'],
    ['a gate without a level of a scale', part => delete part.gates.values.small_pilot.market, 'gates'],
    ['a gate above the scale', part => Object.assign(part.gates.values.small_pilot, { market: '10' }), 'gates'],
    ['a set without its source', part => delete part.market.source, 'market'],
  ])('does not load with %s', (_, change, place) => {
    const part = shipped()
    change(part)
    const found = readinessPartSchema.safeParse(part)
    expect(found.success || found.error.issues.map(issue => issue.path[0])).toEqual([place])
  })
})
