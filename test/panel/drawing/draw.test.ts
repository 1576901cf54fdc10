/** A recorded draw: whatever decided it stands in it, and a stranger finds the same people or finds it out. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { commitmentOf, opened, promised, promiseOf } from '../../../src/kernel/promise.ts'
import {
  appraisersIn,
  committeeDraw,
  type Drawing,
  isTrueDraw,
  joiningCount,
  panelDraw,
  playedDraw,
  replacementDraw,
} from '../../../src/panel/drawing/draw.ts'
import { isSecondDrawn } from '../../../src/panel/drawing/lots.ts'
import { candidate, DAY, interest, RULES, subject } from './sample.ts'

const people = Array.from({ length: 12 }, (_, at) =>
  candidate({ id: `person-${600 + at}`, open: at % 5, fields: at % 3 === 0 ? ['ict'] : ['electrical'] }),
)
const related = candidate({
  id: 'person-699',
  interests: [interest({ kind: 'family', person: 'person-104' })],
  open: 6,
})
const drawing = (seed: string, given: Partial<Drawing> = {}): Drawing => ({
  ...{ subject: subject(), candidates: [related, ...people], rules: RULES, day: DAY, seed, next: null },
  ...given,
})
const ordinary = { count: 1, high: 2 }
const seedWith = (isSecond: boolean): string => {
  for (let number = 0; ; number++) if (isSecondDrawn(`s${number}`, RULES.secondShare) === isSecond) return `s${number}`
}

describe('the draw of a panel', () => {
  test('records seed, promise, weights and why somebody was left out, and nobody`s name', () => {
    const seed = seedWith(false)
    const draw = panelDraw(drawing(seed), ordinary)
    expect(draw).toMatchObject({
      ...{ algorithm: 'least_of_weight_lots_1', purpose: 'panel', replaces: null, seed, edition: '2026-01', count: 1 },
      commitment: commitmentOf(seed),
      fields: { main: ['electrical', 'materials'], side: ['ict'] },
      excluded: [{ id: 'person-699', reasons: ['workload_full', 'conflict_family'] }],
      second: { share: '0.1', is_drawn: false },
    })
    expect(draw.candidates[0]).toEqual({ id: 'person-600', weight: 4, field: 'side', open: 0 })
    expect(draw.candidates[1]).toEqual({ id: 'person-601', weight: 6, field: 'main', open: 1 })
    expect(JSON.stringify(draw)).not.toContain('나평가')
  })

  test('draws a second appraiser where the seed says so, and always two where the amount is high', () => {
    const second = panelDraw(drawing(seedWith(true)), ordinary)
    expect([second.count, second.second, appraisersIn(second).length]).toEqual([2, { share: '0.1', is_drawn: true }, 2])
    const high = panelDraw(drawing(seedWith(false)), { count: 2, high: 2 })
    expect([high.count, high.second]).toEqual([2, null])
  })

  test('never draws whom a reason stands against, whatever the seed', () => {
    fc.assert(
      fc.property(fc.string(), fc.subarray(people), (seed, listed) => {
        const draw = panelDraw(drawing(seed, { candidates: [related, ...listed] }), { count: 3, high: 3 })
        const drawn = appraisersIn(draw)
        expect(drawn).not.toContain(related.id)
        expect(drawn.length).toBe(Math.min(3, listed.length))
        expect([...draw.candidates, ...draw.excluded].map(one => one.id).sort()).toEqual(
          [related, ...listed].map(one => one.id).sort(),
        )
      }),
    )
  })
})

describe('a stranger who holds a record', () => {
  const seed = seedWith(true)
  const draw = panelDraw(drawing(seed), ordinary)
  const drawn = appraisersIn(draw)
  const read = JSON.parse(JSON.stringify(draw)) as typeof draw

  test('finds it true as it was kept', () => {
    expect(isTrueDraw(read, drawn)).toBe(true)
  })

  test.each<[string, typeof draw, readonly string[]]>([
    ['another seed than the one promised', { ...draw, seed: `${seed}x` }, drawn],
    ['somebody else in it', draw, [...drawn.slice(1), 'person-699']],
    ['another order', draw, [...drawn].reverse()],
    ['one left out', draw, drawn.slice(1)],
    ['whoever was drawn taken off the list', without(drawn[0] ?? ''), drawn],
    ['a second one denied', { ...draw, second: { share: '0.1', is_drawn: false } }, drawn],
    ['an unknown way of drawing', { ...draw, algorithm: 'by_hand' as never }, drawn],
  ])('finds out %s', (_, changed, appraisers) => {
    expect(isTrueDraw(changed, appraisers)).toBe(false)
  })

  function without(id: string) {
    return { ...draw, candidates: draw.candidates.filter(one => one.id !== id) }
  }

  test('finds a draw of before weights true, and a changed one not', () => {
    const old = { commitment: commitmentOf('seed'), seed: 'seed', candidates: ['person-901', 'person-902'], count: 1 }
    const [one = ''] = appraisersIn(old)
    expect(isTrueDraw(old, [one])).toBe(true)
    expect(
      isTrueDraw(
        old,
        old.candidates.filter(id => id !== one),
      ),
    ).toBe(false)
    expect(isTrueDraw({ ...old, seed: 'other' }, [one])).toBe(false)
  })

  test('finds a draw of the sandbox true: each player with the same weight', () => {
    const played = playedDraw('seed', ['person-sandbox-1', 'person-sandbox-2'], 1)
    expect(isTrueDraw(played, appraisersIn(played))).toBe(true)
    expect(played.candidates.map(one => one.weight)).toEqual([1, 1])
  })
})

describe('a place that is drawn anew', () => {
  test('goes by the next seed of one promise: held by the last one, and not told by it', () => {
    const kept = promised('7c'.repeat(32))
    const first = opened(kept)
    const panel = panelDraw(drawing(first.seed), ordinary)
    const [refuser = ''] = appraisersIn(panel)
    const second = opened(first.rest ?? '')
    const before = subject({ drawnBefore: new Set(appraisersIn(panel)) })
    const anew = replacementDraw(drawing(second.seed, { subject: before }), refuser)
    expect(panel.commitment).toBe(promiseOf(kept))
    expect(anew.commitment).toBe(`sha256:${panel.seed}`)
    expect(anew).toMatchObject({ purpose: 'replacement', replaces: refuser, count: 1, second: null })
    expect(appraisersIn(anew)).not.toContain(refuser)
    expect(anew.excluded).toContainEqual({ id: refuser, reasons: ['drawn_before'] })
  })

  test('is not next in the order of the draw before, as it would be were its seed used again', () => {
    // Over many promises the one who stood next by the first seed fills the place no more often than by chance.
    let next = 0
    const rounds = 600
    for (let round = 0; round < rounds; round++) {
      const first = opened(promised(`secret-${round}`))
      const [one = '', two = ''] = appraisersIn(panelDraw(drawing(first.seed), { count: 2, high: 2 }))
      const second = opened(first.rest ?? '')
      const before = subject({ drawnBefore: new Set([one]) })
      if (appraisersIn(replacementDraw(drawing(second.seed, { subject: before }), one))[0] === two) next += 1
    }
    // At most 8 of at least 41 weights are of one: 117 of 600, standard deviation 9.7; five of them above.
    expect(next).toBeLessThan(117 + 49)
  })
})

describe('a committee', () => {
  test('keeps those who signed, and is of odd number with those who join', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.constantFrom(1, 3, 5, 7), (signed, size) => {
        const joining = joiningCount(signed, size)
        expect(joining).toBeGreaterThanOrEqual(1)
        expect((signed + joining) % 2).toBe(signed < size ? size % 2 : 1)
        expect(signed + joining).toBeGreaterThanOrEqual(size)
        expect(joining).toBeLessThanOrEqual(Math.max(2, size - signed))
      }),
    )
    expect([joiningCount(1, 3), joiningCount(2, 3), joiningCount(3, 3), joiningCount(4, 3)]).toEqual([2, 1, 2, 1])
  })

  test('is joined by others than those drawn before', () => {
    const signed = ['person-601', 'person-602']
    const draw = committeeDraw(drawing('committee', { subject: subject({ drawnBefore: new Set(signed) }) }), 2)
    expect([draw.purpose, draw.count]).toEqual(['committee', 1])
    for (const one of signed) expect(appraisersIn(draw)).not.toContain(one)
    expect(isTrueDraw(draw, appraisersIn(draw))).toBe(true)
  })
})
