/** The same way by the command line, against a service that listens: draft, files, checks, publication. */
import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { workplace } from '../../cli/command-line.ts'
import { openPolicy, type Person, type PolicyHouse, withCoverage } from './house.ts'

const here = workplace('editions')
let house: PolicyHouse
let api: string
beforeAll(async () => {
  house = await openPolicy()
  api = await house.listen()
}, 120_000)
afterAll(async () => {
  here.remove()
  await house?.close()
})

const rules = (person: Person, ...words: string[]) => here.typed(['rules', ...words, '--api', api], person)

test('a coverage is lowered from the command line, and nobody approves their own draft there either', async () => {
  const made = await rules('risk-1', 'draft', 'terms/2026-04', '--first-day', '2026-04-15')
  expect([made.code, made.err]).toEqual([0, ''])
  await rules('risk-1', 'show', 'terms/2026-04', '--out', here.place('mine'))
  const file = here.place('mine', 'terms/2026-04.json')
  writeFileSync(file, JSON.stringify(withCoverage(JSON.parse(readFileSync(file, 'utf8')), '0.8')))
  const saved = await rules('risk-1', 'save', 'terms/2026-04', here.place('mine'), '--version', '1')
  expect(saved.out).toContain('changes coverage.basic (steering_committee)')
  const late = await rules('risk-2', 'save', 'terms/2026-04', here.place('mine'), '--version', '1')
  expect([late.code, late.out, JSON.parse(late.err).errors[0].code]).toEqual([2, '', 'edition_saved_meanwhile'])
  expect((await rules('risk-1', 'check', 'terms/2026-04')).out).toBe('terms/2026-04: no finding\n')
  const proposed = await rules('risk-1', 'propose', 'terms/2026-04', 'steering_committee=2026-14')
  const [digest = '', words = ''] = [...proposed.out.matchAll(/^(?:numbers|words) +(\S+)$/gm)].map(one => one[1] ?? '')
  const own = await rules('risk-1', 'approve', 'terms/2026-04', digest, words)
  expect([own.code, own.err]).toEqual([2, expect.stringContaining('edition_own_work')])
  expect((await rules('committee-1', 'approve', 'terms/2026-04', digest, words)).code).toBe(0)
  expect((await rules('committee-1', 'schedule', 'terms/2026-04')).out).toMatch(/^terms\/2026-04 +scheduled/)
  const listed = await rules('risk-2', 'list', 'terms')
  expect(listed.out.split('\n').map(line => line.split(/ {2,}/).slice(0, 2))).toEqual([
    ['terms/2026-01', 'in_force'],
    ['terms/2026-04', 'scheduled'],
    [''],
  ])
}, 120_000)

test('a rule set is stopped and let go from the command line', async () => {
  const stopped = await rules('risk-1', 'stop', 'terms', 'A digit too many.')
  const [, id = ''] = stopped.out.split(/ {2,}/)
  expect(stopped.out).toMatch(/^terms +\S+ +stopped\n$/)
  expect((await rules('risk-1', 'lift', id, 'Read again.')).err).toContain('stop_own_work')
  expect((await here.run(['rules', 'lift', id, 'Read again.', '--api', api], 'risk-2')).code).toBe(0)
}, 60_000)

test('without a token, an address or a service that answers it is refused before anything is done', async () => {
  const said = [
    await here.run(['rules', 'list', '--api', api], ''),
    await here.run(['rules', 'list'], 'risk-1'),
    await here.run(['rules', 'list', '--api', 'http://127.0.0.1:1'], 'risk-1'),
    await here.run(['rules', 'show', 'terms', '--api', api], 'risk-1'),
  ]
  expect(said.map(one => [one.code, one.out])).toEqual(said.map(() => [2, '']))
  expect(said[2]?.err).toContain('api_unreached')
}, 60_000)
