/** A gate is shown on every scale before its tranche is noticed, and what is lacking is named. */
import { expect, test } from 'vitest'
import { gateJudgeOf } from '../../src/guarantee/gate-evidence.ts'
import { AXES } from '../../src/technology/readiness/edition.ts'
import { answersAt, SCALES, showing } from '../technology/readiness/answers.ts'

const judge = gateJudgeOf('2026-01', SCALES)
const GATES = [...SCALES.gates.keys()]

test('the gates are those of a programme in their order, and none asks for less than the one before', () => {
  expect(GATES).toEqual(['proof_of_concept', 'small_pilot', 'volume_pilot', 'small_batch'])
  const levels = [...SCALES.gates.values()]
  for (const [at, one] of levels.entries())
    for (const axis of AXES) expect(one[axis]).toBeGreaterThanOrEqual(levels[at - 1]?.[axis] ?? 0)
})

test.each(GATES)('%s is shown by its levels exactly, and by one less of any scale it is not', gate => {
  const needed = SCALES.gates.get(gate) ?? { technology: 0, manufacturing: 0, market: 0 }
  const found = judge(gate, showing(gate))
  expect(found).toMatchObject({ ok: true, value: { ...needed, edition: '2026-01' } })
  for (const axis of AXES) {
    const short = judge(gate, answersAt({ ...needed, [axis]: needed[axis] - 1 }))
    expect(short).toMatchObject({
      refusals: [{ code: 'notice_readiness_short', params: { value: `${axis} ${needed[axis] - 1}` } }],
    })
    const limit = short.ok ? '' : (short.refusals[0]?.params['limit'] ?? '')
    expect(limit).toMatch(new RegExp(`^${axis} ${needed[axis]}: level ${needed[axis]} lacks [a-z_]+, not_answered `))
  }
})

test('answers are due, are read, and are asked of no gate the edition does not know', () => {
  expect(judge('small_pilot', undefined)).toMatchObject({ refusals: [{ code: 'notice_readiness_missing' }] })
  const pilot = { ...showing('small_pilot'), pilot_platform: null }
  expect(judge('small_pilot', pilot)).toMatchObject({
    refusals: [{ code: 'readiness_platform_missing', at: 'readiness.pilot_platform' }],
  })
  expect(judge('a_gate_of_a_former_programme', undefined)).toEqual({ ok: true, value: null })
})
