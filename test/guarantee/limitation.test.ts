// The clock of a claim: a diary kept day by day as its oracle, and what of an obligor's property is attached.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Attachment, clocksWithin, released, stepOf } from '../../src/guarantee/recourse/attachments.ts'
import { actBy, type LimitationStep, limitationOn } from '../../src/guarantee/recourse/limitation.ts'
import { addDays, addMonths, addYears, rolledForward } from '../../src/kernel/calendar.ts'
import { sure } from '../../src/kernel/result.ts'
import { recourseRules } from './recourse-sample.ts'
import { day, won } from './sample.ts'

const START = day('2026-03-10')
const days = (max: number) => fc.integer({ min: 0, max }).map(more => addDays(START, more))
const { holidays, limitation: rules } = recourseRules
const claim = { accruedOn: START, basis: 'commercial' } as const
const clock = (steps: readonly LimitationStep[], on: ReturnType<typeof day>) =>
  limitationOn(claim, steps, on, { rules, holidays })

const LONG = 4000
const stepAt = fc.tuple(days(LONG), fc.nat(900), fc.nat(7)).map(([on, length, kind]): LimitationStep => {
  const end = addDays(on, length)
  switch (kind) {
    case 0:
    case 1:
      return { type: 'acknowledgement', on }
    case 2:
      return { type: 'attachment', on, ended: { on: end, how: 'done' } }
    case 3:
      return { type: 'attachment', on, ended: { on: end, how: 'cancelled' } }
    case 4:
      return { type: 'suit', on, ended: { on: end, how: 'fixed' }, isOfPrincipal: false }
    case 5:
      return { type: 'suit', on, ended: { on: end, how: 'failed' }, isOfPrincipal: false }
    default:
      return { type: 'demand', on }
  }
})

/**
 * The same by walking through the days: what stands, until when it would be barred, what holds it open. It keeps a
 * state and looks at one day after another, as a clerk with a diary would.
 */
function walked(steps: readonly LimitationStep[], until: ReturnType<typeof day>): boolean {
  let [years, from, isSaved] = [5, START, true]
  let holds: { readonly to: string }[] = []
  const standing = new Set<LimitationStep>()
  const lastDay = () => rolledForward(addYears(from, years), holidays)
  for (let on = START; on <= until; on = addDays(on, 1)) {
    const isRunning = standing.size === 0
    const isOver = isRunning && on > lastDay()
    holds = holds.filter(one => on <= one.to)
    if (isOver && holds.length === 0) return false
    isSaved = !isOver
    const today = steps.filter(one => one.on === on)
    for (const one of [
      ...today.filter(other => other.type === 'demand'),
      ...today.filter(other => other.type === 'acknowledgement'),
      ...today.filter(other => other.type !== 'demand' && other.type !== 'acknowledgement'),
    ]) {
      if (one.type === 'demand' && isSaved)
        holds.push({ to: rolledForward(addMonths(on, rules.demandMonths), holidays) })
      if (one.type === 'acknowledgement' && isSaved) from = on > from ? on : from
      if (one.type === 'attachment' && one.ended?.how === 'done') standing.add(one)
      if (one.type === 'suit' && one.ended?.how === 'fixed') standing.add(one)
      if (one.type === 'suit' && one.ended?.how === 'failed' && isSaved)
        holds.push({ to: rolledForward(addMonths(one.ended.on, rules.suitMonths), holidays) })
      isSaved = isSaved || standing.size > 0
    }
    for (const one of standing) {
      if (!('ended' in one) || one.ended?.on !== on) continue
      standing.delete(one)
      from = on
      if (one.type === 'suit') years = 10
    }
  }
  return true
}

describe('limitation', () => {
  test('is what a diary kept day by day comes to', () => {
    fc.assert(
      fc.property(fc.array(stepAt, { maxLength: 5 }), days(LONG), (steps, on) => {
        // A walk knows the end of a suit from its beginning, so both are asked on a day after every end.
        const known = steps.filter(one => !('ended' in one) || one.ended === null || one.ended.on <= on)
        expect(clock(known, on).status !== 'barred').toBe(walked(known, on))
      }),
      { numRuns: 400 },
    )
  })

  test('does not depend on the order of telling, and no acknowledgement in time brings the end nearer', () => {
    fc.assert(
      fc.property(fc.array(stepAt, { maxLength: 6 }), days(LONG), days(LONG), (steps, on, acknowledged) => {
        const unique = steps.filter((one, at) => steps.findIndex(other => other.on === one.on) === at)
        expect(clock(unique.toReversed(), on)).toEqual(clock(unique, on))
        const [before, after] = [clock(steps, on), clock([...steps, { type: 'acknowledgement', on: acknowledged }], on)]
        if (before.lastDay !== null && after.lastDay !== null) expect(after.lastDay >= before.lastDay).toBe(true)
        if (before.status === 'running') expect(after.status).toBe('running')
      }),
    )
  })

  test('tells the last day on which something helps, and none once the claim is barred', () => {
    const demand = clock([{ type: 'demand', on: day('2031-02-10') }], day('2031-03-11'))
    expect(actBy(demand)).toBe('2031-08-11')
    expect(actBy(clock([], day('2031-03-10')))).toBe('2031-03-10')
    expect(actBy(clock([], day('2031-03-11')))).toBe(null)
  })
})

const ATTACHED: Attachment = {
  id: 'a1',
  obligor: 'd',
  kind: 'provisional_attachment',
  asset: 'real_estate',
  place: 'registry of Seocho',
  court: 'Seoul Central District Court',
  caseNumber: '2026-kadan-12345',
  on: day('2026-04-01'),
  rank: 2,
  value: won('70000000'),
  auctionOn: null,
  suitOn: null,
  releasedOn: null,
  release: null,
}

describe('attachments', () => {
  test('a remedy without a suit ends three years later, an auction comes on its day, the soonest first', () => {
    const two = [ATTACHED, { ...ATTACHED, id: 'a2', kind: 'attachment', auctionOn: day('2029-03-20') } as const]
    expect(clocksWithin(two, day('2029-03-10'), recourseRules)).toEqual([
      { attachment: 'a2', what: 'auction', by: '2029-03-20' },
      { attachment: 'a1', what: 'suit', by: '2029-04-01' },
    ])
    expect(clocksWithin(two, day('2029-02-17'), recourseRules)).toEqual([])
    expect(clocksWithin([{ ...ATTACHED, suitOn: day('2027-04-01') }], day('2029-03-10'), recourseRules)).toEqual([])
    const gone = sure(released(ATTACHED, day('2029-03-01'), 'satisfied'))
    expect(clocksWithin([gone], day('2029-03-10'), recourseRules)).toEqual([])
  })

  test('is released once, not before it was, and cancelled it is no step of limitation', () => {
    expect(released(ATTACHED, day('2026-03-31'), 'realised')).toMatchObject({ refusals: [{ code: 'attachment_day' }] })
    const gone = sure(released(ATTACHED, day('2026-05-04'), 'cancelled_on_request'))
    expect(released(gone, day('2026-05-06'), 'realised')).toMatchObject({ refusals: [{ code: 'attachment_released' }] })
    expect(stepOf(gone)).toEqual({
      type: 'attachment',
      on: '2026-04-01',
      ended: { on: '2026-05-04', how: 'cancelled' },
    })
    expect(stepOf(ATTACHED)).toMatchObject({ ended: null })
    const steps = [stepOf(gone)]
    expect(clock(steps, day('2026-06-01')).lastDay).toBe('2031-03-10')
  })
})
