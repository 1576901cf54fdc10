/** `collateral`: the shipped request decided, its record run again, a changed one found out, a lapsed right refused. */
import { readFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { problemIn, workplace } from './command-line.ts'

const here = workplace('collateral')
afterAll(here.remove)
const REQUEST = 'fixtures/collateral/ip-one-plus-one.json'

test('a request becomes a record that is replayed, and a changed record is found out', async () => {
  const decided = await here.run(['collateral', 'decide', REQUEST])
  expect([decided.code, JSON.parse(decided.out).decision]).toMatchObject([
    0,
    { outcome: 'accepted', guaranteed: '360000000', on_pledge: '540000000' },
  ])
  const kept = here.write('record.json', decided.out)
  expect((await here.run(['collateral', 'replay', kept])).out).toMatch(/^identical sha256:/)
  const forged = here.write('forged.json', decided.out.replace('"guaranteed":"360000000"', '"guaranteed":"360000001"'))
  const found = await here.run(['collateral', 'replay', forged])
  expect([found.code, problemIn(found).errors[0]?.code]).toEqual([2, 'collateral_record_differs'])
})

test('what is refused says why in the language asked for, and exits with 1', async () => {
  const request = JSON.parse(readFileSync(REQUEST, 'utf8'))
  const refused = here.write('unowned.json', JSON.stringify({ ...request, firm: 'Saebom Motors' }))
  const said = await here.run(['collateral', 'decide', refused, '--lang', 'en'])
  expect([said.code, said.err]).toEqual([1, ''])
  expect(said.out).toBe(
    'Refused as collateral.\n- The firm is not among the owners of KR:patent:registration:10-2000001 in the ' +
      'register. Have the transfer registered.\n',
  )
})
