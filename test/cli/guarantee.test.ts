/** A guarantee carried by typing `tech-guarantee guarantee`, against the service started as the README starts it. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, request, type Server } from 'node:http'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort, type Started, started, top } from './started.ts'
import { typedHere } from './typed-here.ts'

const BANK = 'client-demo-sandbox'
const OFFICER = 'sandbox-officer'
const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Seoul' }).format(new Date())

let service: Started
let caseId = ''
/** A line to the service that loses the answer of what it was told to lose, once it was given. */
let line: { readonly address: string; loses: number; readonly server: Server }

const here = typedHere(() => service.environment)
const typed = (...words: readonly string[]) => here(words)
const as = (who: string, ...words: readonly string[]) => typed('guarantee', ...words, '--as', who)
async function done(who: string, ...words: readonly string[]) {
  const said = await as(who, ...words)
  expect([words[0], said.code, said.err]).toEqual([words[0], 0, ''])
  return JSON.parse(said.out)
}
/** What a refusal says: the code of the process, and the first reason of the problem. */
async function refused(who: string, ...words: readonly string[]) {
  const said = await as(who, ...words)
  return [said.code, said.out, JSON.parse(said.err).errors[0].code]
}

beforeAll(async () => {
  service = await started('typed')
  const { out: token } = await typed('token', BANK)
  const ask = async (path: string, key: string, body?: string) => {
    const answer = await fetch(`http://127.0.0.1:${service.port}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token.trim()}`,
        'idempotency-key': key,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body }),
    })
    return (await answer.json()) as { id: string; state: string }
  }
  const draft = readFileSync(join(top, 'fixtures/requests/sandbox-draft.json'), 'utf8')
  caseId = (await ask('/v1/cases', 'draft', draft)).id
  expect((await ask(`/v1/cases/${caseId}/submit`, 'submit')).state).toBe('noticed')
  const port = await freePort()
  const server = createServer((asked, answer) => {
    const { method, url, headers } = asked
    const on = request({ host: '127.0.0.1', port: service.port, method, path: url, headers }, came => {
      if (method === 'POST' && line.loses > 0) {
        line.loses -= 1
        came.resume().on('end', () => asked.socket.destroy())
        return
      }
      answer.writeHead(came.statusCode ?? 500, came.headers)
      came.pipe(answer)
    })
    asked.pipe(on)
  })
  await new Promise<void>(ready => server.listen(port, '127.0.0.1', ready))
  line = { address: `http://127.0.0.1:${port}`, loses: 0, server }
}, 120_000)
afterAll(async () => {
  line?.server.close()
  await service?.stop()
}, 60_000)

test('a guarantee is carried from its notice to a recovery by what is typed', async () => {
  const { id, amount, notices } = await done(OFFICER, 'begin', caseId, '--kind', 'individual')
  // 940,000,000 x 0.85, as the story of this case works it out.
  expect([amount, notices.length]).toEqual(['799000000', 1])
  expect(await refused(OFFICER, 'begin', caseId, '--kind', 'individual')).toEqual([2, '', 'guarantee_exists'])
  const { state, fee_unpaid: fee } = await done(OFFICER, 'sign', id)
  expect(state).toBe('signed')
  expect(await refused(OFFICER, 'letter', id)).toEqual([2, '', 'letter_fee_unpaid'])
  expect((await done(OFFICER, 'fees', id)).owed).toEqual([{ payer: 'firm', unpaid: fee, since: expect.any(String) }])
  const paid = ['--amount', fee, '--paid-on', today, '--reference', 'transfer 1']
  expect((await done('finance', 'receive', id, ...paid)).fee_unpaid).toBe('0')
  expect((await done(OFFICER, 'letter', id)).state).toBe('lettered')

  // The answer to a draw is lost: typed again it is done once; a draw that is another one is done as well.
  const draw = ['draw', id, '--amount', '400000000', '--on', today, '--api', line.address]
  line.loses = 1
  expect(await refused(BANK, ...draw)).toEqual([2, '', 'service_unreachable'])
  const keys = () => readdirSync(join(service.folder, 'kept/cli-requests'))
  expect(keys()).toHaveLength(1)
  expect((await done(BANK, ...draw)).outstanding).toBe('400000000')
  expect(keys()).toEqual([])
  expect((await done(BANK, ...draw)).outstanding).toBe('800000000')
  // 40,000,000 of 800,000,000 are repaid: 85 % of 760,000,000 stand.
  expect((await done(BANK, 'release', id, '--left', '760000000')).balance).toBe('646000000')

  expect((await as(BANK, 'list')).out).toMatch(new RegExp(`^${id} TG-\\d{4}-\\d{7} in_force +646000000`))
  expect((await as(BANK, 'list', '--state', 'released')).out).toBe('')
  expect((await done(BANK, 'accident', id, '--kind', 'business_closed', '--on', today)).state).toBe('accident')
  const proof = `sha256:${createHash('sha256').update('proof').digest('hex')}`
  const claim = ['--on', today, '--proof', proof]
  expect(await refused(BANK, 'claim', id, '--trigger', 'default', ...claim)).toEqual([2, '', 'claim_too_early'])
  expect((await done(BANK, 'claim', id, '--trigger', 'closure', ...claim)).state).toBe('claimed')
  const figures = join(service.folder, 'figures.json')
  writeFileSync(
    figures,
    JSON.stringify({
      ...{ principal: '760000000', rate: '0.05', due_on: today, costs: [], denied_principal: '0', pay_on: today },
      ...{ denies: [], waives: [] },
    }),
  )
  expect((await done('claims', 'examine', id, figures)).payable.amount).toBe('646000000')
  expect((await as('claims', 'due')).out).toContain(`${id} payment       ${today} claims`)
  expect(await refused('claims', 'pay', id)).toEqual([2, '', 'payment_own_examination'])
  expect((await done('claims-2', 'pay', id)).state).toBe('subrogated')
  expect((await done('claims', 'recover', id, '--amount', '46000000', '--reference', 'auction 1')).owed).toBe(
    '600000000',
  )
  expect(await done(BANK, 'show', id)).toMatchObject({ id, state: 'subrogated', owed: '600000000' })
}, 300_000)

test('a month is sent, what is found of it is printed, and the same file again is the same report', async () => {
  const [year = 0, month = 0] = today.split('-').map(Number)
  const before = new Date(Date.UTC(year, month - 2, 1)).toISOString().slice(0, 7)
  const file = join(service.folder, 'month.csv')
  const columns = 'guarantee,loan,month,outstanding,drawn,repaid,rate,arrears_since,state,fee_paid,fee_paid_on'
  writeFileSync(file, `${columns}\nTG-2020-0000007,L-1,${before},100,0,0,0.05,,performing,,\n`)
  const send = () => typed('month', 'send', file, '--month', before, '--as', BANK)
  const first = await send()
  expect([first.code, first.err]).toEqual([1, ''])
  const lines = first.out.trim().split('\n')
  expect(lines.at(-1)).toMatch(/^[0-9a-f-]{36} checked: 1 rows, 1 problems, 0 differences$/)
  expect(lines[0]).toMatch(/^row 2, guarantee: /)
  expect((await send()).out.trim().split('\n').at(-1)).toBe(lines.at(-1))
}, 60_000)

test('licence terms are contributed, listed and withdrawn, and ranges asked for by who may', async () => {
  const file = join(service.folder, 'licence.json')
  const terms = {
    ...{ ipc: 'H01S', industry: '26', stage: 'production', exclusivity: 'exclusive', territory: 'KR' },
    ...{ agreed_in: '2025-03', royalty: { rate: '0.03', base: 'net_sales' }, upfront: null },
    ...{ evidence: 'contract', source: 'register of licences, entry 17' },
  }
  writeFileSync(file, JSON.stringify(terms))
  const say = async (who: string, ...words: readonly string[]) => {
    const said = await typed('comparables', ...words, '--as', who)
    return [said.code, JSON.parse(said.code === 0 ? said.out : said.err)]
  }
  const [code, made] = await say('client-demo-hangang', 'contribute', file)
  expect([code, made.state, made.terms]).toEqual([0, 'standing', terms])
  const asked = ['ask', '--ipc', 'H01S', '--exclusivity', 'exclusive']
  expect((await say('client-demo-hangang', ...asked))[1].errors[0].code).toBe('comparable_access_short')
  expect((await say('risk-officer', ...asked))[1]).toMatchObject({ items: [], contributors_min: 5 })
  expect((await say('client-demo-hangang', 'withdraw', made.id, '--reason', 'Never signed.'))[1].state).toBe(
    'withdrawn',
  )
  expect((await say('client-demo-hangang', 'list'))[1]).toMatchObject({ id: made.id, version: 2, state: 'withdrawn' })
}, 60_000)

test('a process of its own ends with the same code, and says the same', async () => {
  const lines = [
    ['guarantee', 'list', '--as', BANK],
    ['guarantee', 'dance', 'x', '--as', BANK],
  ]
  for (const words of lines) {
    const run = promisify(execFile)(process.execPath, ['src/cli/tech-guarantee.ts', ...words], {
      cwd: top,
      env: service.environment,
    })
    const said = await run.then(
      ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
      ({ code, stdout, stderr }) => ({ code, out: stdout, err: stderr }),
    )
    expect(said).toEqual(await here(words))
  }
}, 60_000)

test('help is told of each verb, and what is typed wrong is misuse', async () => {
  const { code, out } = await typed('guarantee', 'draw', '--help')
  expect([code, out.split('\n')[0]]).toEqual([0, 'tech-guarantee guarantee draw <id> --amount <amount> --on <on>'])
  expect(out).toContain('--bank-loan')
  const { out: all } = await typed('guarantee', '--help')
  const verbs = ['list', 'show', 'begin', 'sign', 'letter', 'accident', 'claim', 'examine', 'pay', 'recover', 'due']
  expect(verbs.filter(verb => !all.includes(`\n  ${verb} `))).toEqual([])
  expect(await refused(BANK, 'dance', 'x')).toEqual([2, '', 'command_misused'])
  expect(await refused(BANK, 'draw', 'x', '--on', today)).toEqual([2, '', 'command_misused'])
  expect(await refused('nobody', 'due')).toEqual([2, '', 'persona_unknown'])
}, 60_000)

test('the roster is read and changed by what is typed, by whom the service lets', async () => {
  const panel = (who: string, ...words: readonly string[]) => typed('panel', 'roster', ...words, '--as', who)
  const list = await panel('risk-officer', 'list')
  expect([list.code, list.err]).toEqual([0, ''])
  const person = list.out.split('\n').map(one => one.split(' ')[0])[0] ?? ''
  expect(person).toMatch(/^person-/)
  const until = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Seoul' }).format(Date.now() + 5 * 86_400_000)
  const suspended = await panel('risk-officer', 'suspend', person, '--until', until, '--reason', 'An inquiry is open')
  expect([suspended.code, suspended.err]).toEqual([0, ''])
  expect(JSON.parse(suspended.out)).toMatchObject({ person, suspension: { until }, standing: { is: 'suspended' } })
  const lifted = await panel('risk-officer', 'lift', person, '--reason', 'The inquiry found nothing')
  expect(JSON.parse(lifted.out)).toMatchObject({ suspension: null })
  const given = ['certify', person, '--grade', '2', '--fields', 'ict,chemical', '--reason', 'Seen']
  expect(JSON.parse((await panel('risk-officer', ...given)).out)).toMatchObject({
    certificate: '2',
    fields: ['chemical', 'ict'],
  })
  expect(JSON.parse((await panel('risk-officer', 'show', person)).out)).toMatchObject({ certificate: '2' })
  const refusedAs = async (who: string, ...words: readonly string[]) => {
    const said = await panel(who, ...words)
    return [said.code, JSON.parse(said.err).errors[0].code]
  }
  expect(await refusedAs('officer-seoul', ...given)).toEqual([2, 'subject_missing'])
  expect(await refusedAs('risk-officer', 'suspend', person, '--until', until)).toEqual([2, 'command_misused'])
  expect(await refusedAs('risk-officer', 'dance')).toEqual([2, 'command_misused'])
  expect((await typed('panel', 'roster', '--help')).out).toContain('certify <person> --grade <grade>')
}, 60_000)
