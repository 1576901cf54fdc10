/**
 * `collateral`: the shipped request decided, its record run again, a changed one found out; and the whole way from an
 * office's file over a sealed report to a decision that is replayed, with the files of this project and with real ones.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { rawOf } from '../valuation/reporting/example.ts'
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

/** The shipped valuation by relief from royalty, of another client, and so with no rights of its own. */
function valuing(client: string, liens: readonly object[]): string {
  const { rights: _, ...raw } = rawOf('separator-royalty')
  raw.client.name = client
  return here.write('valuing.json', JSON.stringify({ ...raw, liens_taken_into_account: liens }))
}
const LOAN = {
  ...{ day: '2026-03-20', bank: 'bank-hangang', programme: null, loan: '100000000', ip_loan: '0' },
  ...{ secured_by_firm: '0', pledges: [] },
}
async function rightsOf(files: readonly string[], name: string, more: readonly string[] = []): Promise<string> {
  const words = ['rights', ...files, '--json', '--on', '2026-03-02', '--drawn-on', '2026-03-02', ...more]
  const said = await here.typed(words)
  expect(said.err).toBe('')
  return here.write(name, said.out)
}
const sealed = (request: string, rights: string) =>
  here.run(['valuation', 'value', request, '--rights', rights, '--out', here.place('report.pdf'), '--lang', 'en'])
const decided = (loan: string, rights: string) =>
  here.run(['collateral', 'decide', loan, '--report', here.place('report.pdf'), '--rights', rights])
async function replayedFrom(out: string): Promise<void> {
  const again = await here.run(['collateral', 'replay', here.write('decided.json', out)])
  expect([again.code, again.out]).toEqual([0, `identical ${JSON.parse(out).digest}\n`])
}

test('an extract of the register becomes a sealed report and a decision, which is replayed', async () => {
  const KEY = 'KR:patent:registration:10-2000001'
  const rights = await rightsOf(['fixtures/patents/kipo-register.json'], 'rights.json')
  const liens = ['P-2', 'L-1'].map(reference => ({ right: KEY, reference, rank: 2 }))
  expect((await sealed(valuing('Hanbit Cells', []), rights)).code).toBe(2)
  expect(await sealed(valuing('Hanbit Cells', liens), rights)).toMatchObject({ code: 0, err: '' })
  expect((await here.run(['valuation', 'verify', here.place('report.pdf')])).out).toContain('genuine')
  const consents = [{ right: KEY, owner: 'Institute of Cells', given_on: '2026-03-10' }]
  const loan = here.write('loan.json', JSON.stringify({ ...LOAN, consents }))
  const said = await decided(loan, rights)
  const { request, decision, editions } = JSON.parse(said.out)
  // An exclusive licence is for a person to weigh; the pledge before this one goes off the room.
  expect([said.code, decision.outcome, decision.advance.earlier]).toEqual([1, 'refer', '100000000'])
  expect(decision.reasons).toMatchObject([{ code: 'right_licensed', params: { right: KEY, reference: 'L-1' } }])
  expect([request.firm, request.valuation.value.low]).toEqual(['Hanbit Cells', '675833602'])
  expect(editions.map((one: { kind: string }) => one.kind)).toEqual(['collateral', 'programmes', 'offices'])
  await replayedFrom(said.out)

  const changedTo = async (change: (right: { events: object[]; owners: { name: string }[] }) => void) => {
    const told = JSON.parse(readFileSync(rights, 'utf8'))
    change(told.rights[0].right)
    const refused = await decided(loan, here.write('changed.json', JSON.stringify(told)))
    return [refused.code, JSON.parse(refused.out).decision.reasons.map((one: { code: string }) => one.code)]
  }
  const event = { holder: null, rank: null, amount: null, recorded_on: null, day: '2026-03-10' }
  expect(await changedTo(right => right.events.push({ ...event, kind: 'lapse', reference: 'closed' }))).toEqual([
    ...[1, ['right_lapsed', 'right_licensed']],
  ])
  const pledge = { ...event, kind: 'pledge', holder: 'Bank Three', rank: 3, reference: 'P-3' }
  expect(await changedTo(right => right.events.push(pledge))).toEqual([1, ['right_pledged', 'right_licensed']])
  expect(await changedTo(right => Object.assign(right.owners[1] ?? {}, { name: 'Saebom Motors' }))).toEqual([
    ...[1, ['right_not_owned', 'right_unclear', 'right_licensed']],
  ])
}, 120_000)

const BESIDE = readdirSync('..')
  .map(name => `../${name}/data`)
  .find(folder => existsSync(`${folder}/patent-uspto`))

if (BESIDE === undefined)
  test('no real files of offices lie beside the project: none was carried to a decision', () => {
    expect(BESIDE).toBeUndefined()
  })
else
  test('real files: a patent in force comes to a decision, the lapsed and the burdened are refused', async () => {
    // US 7,522,029 of one owner, applied for on 24 July 2008; no file states its end, so the law does.
    const lens = `${BESIDE}/patent-lens-drones/lens_drones.csv`
    const own = await rightsOf([lens], 'lens.json', ['--only', 'US:patent:publication:US7522029B1'])
    const report = await sealed(valuing('IBM', []), own)
    expect([report.code, report.out]).toEqual([0, expect.stringContaining('US7522029B1 (in_force, 1/1)')])
    // Relief from royalty was asked for longer than the 28 months the law leaves from the base day.
    expect(report.out).toMatch(/life cut {4}royalty_relief: \d+ to 28 months, by US:patent:publication:US7522029B1/)
    const said = await decided(here.write('real.json', JSON.stringify({ ...LOAN, loan: '1000000', consents: [] })), own)
    const { decision, request } = JSON.parse(said.out)
    expect([said.code, decision.outcome, request.firm]).toEqual([1, 'refer', 'IBM'])
    expect(decision.reasons.map((one: { params: object }) => one.params)).toMatchObject([
      { question: 'annuities_not_stated' },
    ])
    await replayedFrom(said.out)

    const refusedFor = async (files: readonly string[], only: string) => {
      const told = await rightsOf(files, 'refused.json', ['--only', only])
      return problemIn(await sealed(valuing('IBM', []), told)).errors.map(one => one.code)
    }
    const epo = `${BESIDE}/patent-epo-ops/legal/fixtures/example_1.xml`
    expect(await refusedFor([epo], 'GB:patent:registration:EP1000000')).toEqual(['valued_right_lapsed'])
    const uspto = `${BESIDE}/patent-uspto/assignment/fixtures/assignment_3.xml`
    expect(await refusedFor([uspto], 'US:patent:registration:US11181107')).toEqual(['valued_right_unowned'])
  }, 120_000)
