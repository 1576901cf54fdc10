/**
 * What the sandbox plays leads to what it says: the scenarios through the way itself, on applications that are
 * complete.
 */

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { appraise } from '../../src/appraisal/appraise.ts'
import { rulesOn } from '../../src/appraisal/rule-book.ts'
import { caseFileOf } from '../../src/cli/carried.ts'
import { shippedRules } from '../../src/cli/command.ts'
import { calendarDate } from '../../src/kernel/calendar.ts'
import { sure } from '../../src/kernel/result.ts'
import { sandboxMarks, sandboxPlayers, sandboxScenarios } from '../../src/platform/identity/sandbox.ts'

const book = shippedRules()
const APPLICATIONS = ['laser-rod-growth', 'solar-clamp-carbon', 'thermal-joint-project', 'spring-probe-government-rnd']

function played(application: string, scenario: (typeof sandboxScenarios)[number]) {
  const { case: given } = caseFileOf(readFileSync(`fixtures/applications/case-${application}.json`, 'utf8'))
  const rules = sure(rulesOn(book, calendarDate(given.day)))
  const real = sure(appraise(rules, given)).sheet.marks
  const measured = new Set(real.filter(mark => mark.basis !== 'judged').map(mark => mark.indicator))
  const indicators = real.map(mark => mark.indicator)
  const sheets = ([0, 1] as const).map(which => ({
    id: `sheet-${which}`,
    appraiser: sandboxPlayers[which]!.person,
    appraiser_grade: '1' as const,
    signed_on: given.day,
    marks: sandboxMarks(scenario, which, indicators, measured),
    site_visit: { visited_on: given.day, persons: [sandboxPlayers[which]!.person], photographs: [] },
  }))
  return sure(appraise(rules, { ...given, sheets }))
}

describe.each(APPLICATIONS)('on the application %s', application => {
  test.each(sandboxScenarios.map(each => [each.code, each] as const))('%s leads to what it says', (_code, scenario) => {
    expect(played(application, scenario).decision.recommended).toBe(scenario.recommends)
  })
  test('what is approved on lower marks has the lower grade', () => {
    const [approve, reduced] = sandboxScenarios.slice(0, 2).map(each => played(application, each).graded.score.total)
    expect(reduced).toBeLessThan(approve!)
  })
})
test('there are players for the largest quorum of the table of authority', () => {
  const { levels } = JSON.parse(readFileSync('rules/authority/2026-01.json', 'utf8')) as {
    levels: { code: string; quorum: { value: string } }[]
  }
  const roles: Record<string, string> = { head_office_committee: 'committee_member' }
  for (const { code, quorum } of levels)
    expect(sandboxPlayers.filter(each => each.role === (roles[code] ?? code)).length).toBe(Number(quorum.value))
})
