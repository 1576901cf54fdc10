/** A guarantee over HTTP from its notice to its end, the books held against the rows of the database after each step. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DAY } from '../../flow/people.ts'
import { type Answer, opened, type World } from './served.ts'

let world: World
beforeAll(async () => {
  world = await opened(['firm-6001', 'firm-6002', 'firm-6003'])
}, 120_000)
afterAll(() => world?.close(), 60_000)

test('smoke', async () => {
  const caseId = await world.approved('firm-6001')
  const begun = await world.ask('officer', 'POST', `/v1/cases/${caseId}/guarantee`, { kind: 'individual' })
  console.log(JSON.stringify(begun.json, null, 1))
  expect(begun.status).toBe(201)
  console.log(await world.faults())
})
