/** The demonstration's offices: every fact that can exclude its own firms, fresh on any day, never in production. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readRuleBook, rulesOn } from '../../src/appraisal/rule-book.ts'
import { calendarDate } from '../../src/kernel/calendar.ts'
import { sure } from '../../src/kernel/result.ts'
import { answersRead } from '../../src/party/answers.ts'
import { factReading } from '../../src/party/readings.ts'
import type { Party } from '../../src/party/schema.ts'
import { HOME, textsBelow } from '../../src/platform/folders.ts'
import { configuredOffices } from '../../src/platform/offices/configured.ts'
import { officesFileOf, writeDemonstrationOffices } from '../../src/platform/offices/demonstration.ts'
import { askedInTime, UNAVAILABLE } from '../../src/platform/offices/office.ts'

const folder = mkdtempSync(join(tmpdir(), 'demonstration-'))
afterAll(() => rmSync(folder, { recursive: true }))
writeDemonstrationOffices(folder, ['firm-901', 'firm-902'])
const path = officesFileOf({ officesFile: undefined, dataFolder: folder, isProduction: false }) ?? ''
const { offices, errors } = configuredOffices(path, true)
const book = sure(readRuleBook(textsBelow(join(HOME, 'rules'))))

async function answersOf(firm: string, day: string) {
  const question = { firm, persons: [], consent: 'consent-901', day }
  const answers = await Promise.all(
    offices.map(async office => {
      const answer = await askedInTime(office, { ...question, facts: office.facts })
      return answersRead(office.source, office.facts, answer === UNAVAILABLE ? undefined : answer, 'consent-901', day)
    }),
  )
  return answers.flat()
}

test('answer for every fact that can exclude a firm, each known and well, on any day', async () => {
  expect(errors).toEqual([])
  for (const day of ['2026-02-28', '2026-11-22', '2031-03-01']) {
    const { exclusions, consentSources } = sure(rulesOn(book, calendarDate(day))).factRules
    const answers = await answersOf('firm-901', day)
    expect(answers.map(one => one.fact).sort()).toEqual(exclusions.map(one => one.name).sort())
    const party = { exclusion_facts: answers } as unknown as Party
    for (const fact of exclusions) {
      const reading = factReading(party, fact.name, calendarDate(day), fact, consentSources)
      expect([fact.name, reading]).toEqual([
        fact.name,
        {
          state: 'known',
          value: fact.type === 'flag' ? false : '0',
          source: expect.any(String),
          asOf: expect.any(String),
        },
      ])
      expect((reading as { asOf: string }).asOf < day).toBe(true)
    }
  }
})

test('answer for the demonstration`s firms and for no other', async () => {
  for (const firm of ['firm-902', 'firm-103', '__proto__', 'constructor'])
    expect([firm, (await answersOf(firm, '2026-11-22')).every(one => one.state === 'known')]).toEqual([
      firm,
      firm === 'firm-902',
    ])
})

test('are refused in production, also beside offices that are not, and read by their owner alone', () => {
  expect(configuredOffices(path, false).offices).toEqual([])
  expect(configuredOffices(path, false).errors.join()).toMatch(/not taken in production/)
  const mixed = join(folder, 'mixed.json')
  const [one] = JSON.parse(readFileSync(path, 'utf8'))
  writeFileSync(mixed, JSON.stringify([{ source: 'court', facts: ['premises_attached'], file: 'court.json' }, one]))
  expect(configuredOffices(mixed, false).offices).toEqual([])
  expect(configuredOffices(mixed, true).offices).toHaveLength(2)
  for (const name of ['demo-offices.json', 'demo-readings.json'])
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
})

test('give way to the offices of the operator, and are not gone by in production', () => {
  const file = (officesFile: string | undefined, isProduction: boolean, dataFolder = folder) =>
    officesFileOf({ officesFile, dataFolder, isProduction })
  expect(file('/etc/offices.json', false)).toBe('/etc/offices.json')
  expect(file('/etc/offices.json', true)).toBe('/etc/offices.json')
  expect(file(undefined, false)).toBe(join(folder, 'demo-offices.json'))
  expect(file(undefined, true)).toBeUndefined()
  expect(file(undefined, false, join(folder, 'nothing'))).toBeUndefined()
})
