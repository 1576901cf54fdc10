/** The emergency stop from the command line, against a service that listens, and what is refused before it is asked. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { workplace } from '../../cli/command-line.ts'
import { openPolicy, type Person, type PolicyHouse } from './house.ts'

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
