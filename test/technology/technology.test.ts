// What is appraised: reading, rights in force, title and readiness, by cases and by properties.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, addMonths, type CalendarDate, calendarDate } from '../../src/kernel/calendar.ts'
import { sure } from '../../src/kernel/result.ts'
import { parsed } from '../../src/kernel/schema.ts'
import { editionWords } from '../../src/kernel/sourced.ts'
import { countInForce, inForceOn } from '../../src/technology/in-force.ts'
import {
  evidenceByLevelOf,
  knownEvidence,
  readinessOf,
  readinessSchema,
  rightsPolicyOf,
} from '../../src/technology/readiness.ts'
import { type Asset, type Component, type Technology, technologySchema } from '../../src/technology/schema.ts'
import { titleOf } from '../../src/technology/title.ts'
import { changed, runCases } from '../cases.ts'
import { told } from '../problems.ts'
import { isStrict } from '../strictness.ts'
import { readinessEdition, sampleTechnologyJson } from './sample.ts'

type Given = {
  readonly ask: 'read' | 'in_force' | 'title' | 'readiness' | 'known_evidence'
  readonly set?: Readonly<Record<string, unknown>>
  readonly leave_out?: readonly string[]
  readonly asset?: number
  readonly country?: string
  readonly day?: string
  readonly firm?: string
}

const levels = evidenceByLevelOf(readinessEdition)
const policy = rightsPolicyOf(readinessEdition)
const read = (set?: Given['set'], leaveOut?: Given['leave_out']): Technology =>
  sure(parsed(technologySchema, changed(sampleTechnologyJson, set, leaveOut)))
const sample = read()
const patent = sample.assets[0] as Asset

runCases('technology', row => {
  const asked = row as Given
  const technology = () => read(asked.set, asked.leave_out)
  const asset = () => technology().assets[asked.asset ?? 0] as Asset
  switch (asked.ask) {
    case 'read':
      return told(parsed(technologySchema, changed(sampleTechnologyJson, asked.set, asked.leave_out)))
    case 'in_force': {
      const { answer, reason } = inForceOn(asset(), asked.country ?? 'KR', calendarDate(asked.day ?? ''), policy)
      return [answer, reason]
    }
    case 'title': {
      const { answer, reasons } = titleOf(asset(), asked.firm ?? 'firm-001', calendarDate(asked.day ?? ''), policy)
      return [answer, ...reasons]
    }
    case 'readiness': {
      const { trl, components } = readinessOf(technology().readiness.components, levels)
      return [trl ?? null, ...components.map(({ code, shown, lacking }) => [code, shown, lacking.join(' ')])]
    }
    case 'known_evidence':
      return told(knownEvidence(technology().readiness.components, levels))
    default:
      return asked.ask satisfies never
  }
})

isStrict('a technology', technologySchema, sampleTechnologyJson)

const dayWithin = (days: number) =>
  fc.integer({ min: 0, max: days }).map(after => addDays(calendarDate('2016-01-01'), after))

describe('rights', () => {
  test('no right is in force before it was registered, after it expired or after it ended, however it is read', () => {
    fc.assert(
      fc.property(dayWithin(9000), dayWithin(9000), (day, endedOn) => {
        const asset: Asset = { ...patent, as_of: day, ended_on: endedOn }
        const isYes = inForceOn(asset, 'KR', day, policy).answer === 'yes'
        if (day < '2018-02-12' || day > '2036-04-04' || day >= endedOn) expect(isYes).toBe(false)
      }),
    )
  })
  test('a right said to be out of force is never in force again later', () => {
    fc.assert(
      fc.property(dayWithin(9000), fc.integer({ min: 0, max: 3000 }), (day, later) => {
        if (day < '2018-02-12') return
        if (inForceOn(patent, 'KR', day, policy).answer === 'no')
          expect(inForceOn(patent, 'KR', addDays(day, later), policy).answer).toBe('no')
      }),
    )
  })
  test('an older reading of the register never turns an unknown into a yes', () => {
    fc.assert(
      fc.property(dayWithin(9000), fc.integer({ min: 0, max: 400 }), (day, older) => {
        const fresh = inForceOn({ ...patent, as_of: day }, 'KR', day, policy).answer
        const old = inForceOn({ ...patent, as_of: addDays(day, -older) }, 'KR', day, policy).answer
        if (fresh !== 'yes') expect(old).not.toBe('yes')
      }),
    )
  })
  test('in the grace for a fee it is unknown, and the day after the grace it is no', () => {
    const due = calendarDate('2027-02-12')
    const unpaid: Asset = { ...patent, annuities: [...patent.annuities, { due_on: due }] }
    const at = (day: CalendarDate) => inForceOn({ ...unpaid, as_of: day }, 'KR', day, policy)
    const last = addMonths(due, policy.annuityGraceMonths)
    expect(at(due).answer).toBe('yes') // paid through 2027-02-12
    expect(at(addDays(due, 1))).toEqual({ answer: 'unknown', reason: 'annuity_in_grace' })
    expect(at(last)).toEqual({ answer: 'unknown', reason: 'annuity_in_grace' })
    expect(at(addDays(last, 1))).toEqual({ answer: 'no', reason: 'annuity_unpaid' })
  })
  test('rights in force are counted, and those it is unknown of are counted apart', () => {
    const software: Asset = { ...patent, kind: 'software' }
    const unregistered: Asset = { ...(sample.assets[1] as Asset), kind: 'software' }
    const assets = [...sample.assets, software, unregistered]
    expect(countInForce(assets, 'KR', calendarDate('2026-06-01'), policy)).toEqual({ inForce: 2, unknown: 1 })
  })
})

describe('title', () => {
  test('a title is clear only where nothing was found', () => {
    const owners = fc.subarray([
      { party: 'firm-001', share: '0.5' },
      { party: 'party-001', share: '0.5' },
      { party: 'party-002', share: '0' },
    ])
    const spans = fc.array(fc.record({ holder: fc.constant('bank-001'), from: dayWithin(5000) }), { maxLength: 2 })
    fc.assert(
      fc.property(owners, spans, dayWithin(5000), (held, pledges, day) => {
        const { answer, reasons } = titleOf({ ...patent, as_of: day, owners: held, pledges }, 'firm-001', day, policy)
        expect(answer === 'clear').toBe(reasons.length === 0)
      }),
    )
  })
})

describe('readiness', () => {
  const components = sample.readiness.components
  const types = [...new Set(levels.flat())]
  const evidence = fc.subarray(types).map(chosen => chosen.map(type => ({ type, digest: `sha256:${'a'.repeat(64)}` })))
  const component = fc.record({ code: fc.constant('part'), trl: fc.integer({ min: 1, max: 9 }), evidence })

  test('the level of a technology is never above that of any of its components', () => {
    fc.assert(
      fc.property(fc.array(component, { minLength: 1, maxLength: 5 }), parts => {
        const { trl, components: each } = readinessOf(parts, levels)
        for (const part of each) expect(trl).toBeLessThanOrEqual(part.shown)
        expect(each.some(part => part.shown === trl)).toBe(true)
      }),
    )
  })
  test('more evidence never lowers a level, and a component more never raises the whole', () => {
    fc.assert(
      fc.property(component, evidence, component, (part, more, other) => {
        const richer: Component = { ...part, evidence: [...part.evidence, ...more] }
        const before = readinessOf([part], levels).trl as number
        expect(readinessOf([richer], levels).trl).toBeGreaterThanOrEqual(before)
        expect(readinessOf([part, other], levels).trl).toBeLessThanOrEqual(before)
      }),
    )
  })
  test('every level up to the one shown has its evidence, and the next has none or is not claimed', () => {
    fc.assert(
      fc.property(component, part => {
        const [one] = readinessOf([part], levels).components
        const held = (level: number) => part.evidence.some(({ type }) => levels[level - 1]?.includes(type))
        const shown = one?.shown ?? -1
        for (let level = 1; level <= shown; level++) expect(held(level)).toBe(true)
        if (shown < part.trl) expect(held(shown + 1)).toBe(false)
      }),
    )
  })
  test('a technology without a described component has no level, and not level 0', () => {
    expect(readinessOf([], levels).trl).toBeUndefined()
  })
  test('an edition whose levels do not stand in order does not load', () => {
    const edition = structuredClone(readinessEdition)
    edition.evidence.levels.reverse()
    expect(parsed(readinessSchema, edition).ok).toBe(false)
  })
  test('every level, kind of evidence and reason has its words in three languages', () => {
    const file = JSON.parse(readFileSync('rules/readiness/2026-01.words.json', 'utf8')) as unknown
    const { words } = sure(parsed(editionWords('readiness'), file))
    const keys = [...levels.map((_, index) => `trl.${index + 1}.name`), ...types.map(type => `evidence.${type}.name`)]
    expect(keys.filter(key => !(key in words))).toEqual([])
  })
  test('the sample holds no evidence of an unknown type', () => {
    expect(knownEvidence(components, levels).ok).toBe(true)
  })
})
