/** Notifications from end to end: what happens is told once to whom it concerns, and mailed to a real SMTP server. */
import { mkdtempSync, readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor } from '../../src/access/actor.ts'
import { type House, openHouse } from '../../src/cli/faults/house.ts'
import { openHeadSigner } from '../../src/platform/audit/heads.ts'
import { makeAuditLog } from '../../src/platform/audit/log.ts'
import { dayIn } from '../../src/platform/clock.ts'
import type { Send } from '../../src/platform/notifications/mail.ts'
import { makeSending } from '../../src/platform/notifications/sending.ts'
import { makeNotificationService } from '../../src/platform/notifications/service.ts'
import { smtpSender } from '../../src/platform/notifications/smtp.ts'
import { makeTelling } from '../../src/platform/notifications/telling.ts'
import { openSealing } from '../../src/platform/webhooks/secrets.ts'
import { asOwner, keyed, tokenOf } from './tenants.ts'

const folder = mkdtempSync(join(tmpdir(), 'tg-notifications-'))
const faults: string[] = []
/** Mails put on the queue by transactions that were kept or not; what was not kept is found nowhere. */
const queued: string[] = []
type Received = { readonly to: readonly string[]; readonly raw: string }
const received: Received[] = []
/** How the mail server answers an address, each answer once. */
const answers = new Map<string, number[]>()
const queue = async (_: unknown, mail: string) => void queued.push(mail)

let house: House
let smtp: SMTPServer
let send: Send
let deliver: (id: string) => Promise<void>
let tell: () => Promise<void>
let telling: ReturnType<typeof makeTelling>
const SENDER = { from: 'Agency <noreply@agency.example>', publicUrl: 'https://agency.example' }
const at = () => ({ now: new Date(), day: dayIn('Asia/Seoul', new Date()), noticeDays: 3 })

beforeAll(async () => {
  house = await openHouse(folder, text => faults.push(text), queue)
  smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }, _session, done) => {
      const code = answers.get(address)?.shift()
      done(code === undefined ? null : Object.assign(new Error('no'), { responseCode: code }))
    },
    onData: (stream, session, done) => {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        received.push({
          to: session.envelope.rcptTo.map(one => one.address),
          raw: Buffer.concat(parts).toString('utf8'),
        })
        done()
      })
    },
  })
  await new Promise<void>(resolve => void smtp.listen(0, '127.0.0.1', () => resolve()))
  const { port } = smtp.server.address() as AddressInfo
  send = smtpSender(`smtp://127.0.0.1:${port}`)
  const sealing = openSealing(join(folder, 'keys/mail'))
  const { database } = house
  deliver = makeSending({ db: database.plain, sender: SENDER, send, sealing })
  const signer = openHeadSigner(join(folder, 'keys/audit'))
  const audit = makeAuditLog({
    ...{ db: database.plain, signer, keptPath: join(folder, 'heads.jsonl'), now: () => new Date() },
  })
  telling = makeTelling({ database, queue })
  tell = async () => {
    await audit.join()
    await telling.tell(at())
  }
}, 120_000)
afterAll(async () => {
  await new Promise<void>(resolve => void smtp?.close(() => resolve()))
  await house?.close()
  expect(faults).toEqual([])
}, 60_000)

const ask = async (who: string, method: 'GET' | 'POST' | 'PUT', url: string, body?: unknown) => {
  const answer = await house.server.inject({
    ...{ method, url },
    headers: {
      authorization: `Bearer ${tokenOf(house, who)}`,
      ...(method === 'POST' ? keyed() : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  })
  return { status: answer.statusCode, json: answer.json() }
}
const rows = <Row extends object>(text: string, values: unknown[] = []) =>
  asOwner(folder, async client => (await client.query<Row>(text, values)).rows)
const draft = JSON.parse(readFileSync('fixtures/requests/sandbox-draft.json', 'utf8')) as Record<string, unknown>
const played = async (scenario: string): Promise<string> => {
  const made = await ask('sme-sandbox', 'POST', '/v1/cases', { ...draft, scenario })
  await ask('sme-sandbox', 'POST', `/v1/cases/${made.json.id}/submit`)
  return made.json.id
}
type Item = {
  id: string
  kind: string
  path: string
  title: { ko: string }
  text: { ko: string }
  read_at: string | null
}
const told = async (who: string, query = ''): Promise<readonly Item[]> =>
  (await ask(who, 'GET', `/v1/notifications${query}`)).json.items
const kindsTold = async (who: string) => (await told(who)).map(one => one.kind)
/** Decodes what RFC 2047 encodes, and the body's transfer encoding. */
const decoded = (raw: string): string =>
  raw
    .replace(/\?=\r\n =\?UTF-8\?/g, '?==?UTF-8?')
    .replace(/=\?UTF-8\?B\?([^?]+)\?=/g, (_, text: string) => Buffer.from(text, 'base64').toString('utf8'))
    .replace(/=\?UTF-8\?Q\?([^?]+)\?=/g, (_, text: string) => quoted(text.replaceAll('_', ' ')))
const quoted = (text: string) => Buffer.from(unescape(text.replaceAll('=', '%')), 'latin1').toString('utf8')
const bodyOf = (raw: string): string => {
  const [head = '', ...rest] = raw.split('\r\n\r\n')
  const body = rest.join('\r\n\r\n')
  if (/Transfer-Encoding: base64/i.test(head)) return Buffer.from(body, 'base64').toString('utf8')
  return /quoted-printable/i.test(head) ? quoted(body.replaceAll('=\r\n', '')) : body
}
const headOf = (raw: string, name: string): string => new RegExp(`^${name}: (.*)$`, 'im').exec(raw)?.[1]?.trim() ?? ''
const withAddress = (person: string, address: string) =>
  rows(
    `insert into app.mail_settings (person, address) values ($1, $2)
     on conflict (person) do update set address = excluded.address`,
    [person, address],
  )

test('an address is used once the code mailed to it has come back, and no wrong code will do', async () => {
  const asked = await ask('sme-sandbox', 'POST', '/v1/notifications/address', { address: 'firm@firm.example' })
  expect([asked.status, asked.json.address, asked.json.asked_address]).toEqual([200, null, 'firm@firm.example'])
  const again = await ask('sme-sandbox', 'POST', '/v1/notifications/address', { address: 'other@firm.example' })
  expect([again.status, again.json.errors[0].code]).toEqual([409, 'mail_address_too_soon'])
  const bad = await ask('sme-sandbox', 'POST', '/v1/notifications/address', {
    address: 'a@x.example\r\nBcc: b@y.example',
  })
  expect([bad.status, bad.json.errors[0].code]).toEqual([400, 'input_malformed'])
  for (const id of queued.splice(0)) await deliver(id)
  expect(received.map(one => one.to)).toEqual([['firm@firm.example']])
  const code = /\b\d{8}\b/.exec(bodyOf(received[0]?.raw ?? ''))?.[0] ?? ''
  const wrong = code === '00000000' ? '11111111' : '00000000'
  const no = await ask('sme-sandbox', 'POST', '/v1/notifications/address/confirm', { code: wrong })
  expect([no.status, no.json.is_right, no.json.address]).toEqual([200, false, null])
  const yes = await ask('sme-sandbox', 'POST', '/v1/notifications/address/confirm', { code })
  expect([yes.status, yes.json.is_right, yes.json.address]).toEqual([200, true, 'firm@firm.example'])
  received.splice(0)
  // Nobody guesses on: after five wrong codes the right one counts for nothing.
  await rows(`update app.mail_settings set asked_at = asked_at - interval '2 minutes', tries = 0
    where asked_at is not null`)
  await ask('bank-nakdong', 'POST', '/v1/notifications/address', { address: 'bank@bank.example' })
  for (const id of queued.splice(0)) await deliver(id)
  const other = /\b\d{8}\b/.exec(bodyOf(received[0]?.raw ?? ''))?.[0] ?? ''
  const guess = other === '00000000' ? '11111111' : '00000000'
  for (let count = 0; count < 5; count += 1)
    await ask('bank-nakdong', 'POST', '/v1/notifications/address/confirm', { code: guess })
  const late = await ask('bank-nakdong', 'POST', '/v1/notifications/address/confirm', { code: other })
  expect([late.status, late.json.errors[0].code]).toEqual([409, 'mail_code_lapsed'])
  received.splice(0)
})

test('an address that an admin gives with a new person counts once that person has sent back the code', async () => {
  const person = 'person-newcomer'
  const names = { ko: '새 사람', en: 'Newcomer', zh: '新人' }
  const body = { id: person, subject: 'newcomer', names, mail_address: 'new@firm.example' }
  const refused = await ask('officer-seoul', 'POST', '/v1/persons', body)
  expect([refused.status, queued]).toEqual([404, []])
  for (const mail_address of ['new@firm.example\r\nBcc: b@y.example', 'a@x.example, b@x.example', ''])
    expect((await ask('admin', 'POST', '/v1/persons', { ...body, mail_address })).json.errors[0].code).toBe(
      'input_malformed',
    )
  expect((await ask('admin', 'POST', '/v1/persons', body)).status).toBe(201)
  const again = await ask('admin', 'POST', '/v1/persons', { ...body, subject: 'other' })
  expect(again.json.errors[0].code).toBe('party_known_already')
  const role = { person, role: 'sme', reason: 'Begins at the firm.' }
  await ask('admin', 'POST', '/v1/organisations/firm-sandbox/members', role)
  const addressOf = async () =>
    (await rows<object>('select address, asked_address from app.mail_settings where person = $1', [person]))[0]
  expect(await addressOf()).toEqual({ address: null, asked_address: 'new@firm.example' })
  // What happens meanwhile is told in the console alone; the code is the one mail there is.
  await played('decline')
  await tell()
  const mailed = () => rows<{ id: string; kind: string }>('select id, kind from app.mails where person = $1', [person])
  expect((await mailed()).map(one => one.kind)).toEqual(['confirm_address'])
  const told = await rows('select 1 from app.notifications where person = $1', [person])
  expect(told.length).toBeGreaterThan(0)
  await deliver((await mailed())[0]?.id ?? '')
  const [mail] = received.filter(one => one.to.includes('new@firm.example'))
  const code = /\b\d{8}\b/.exec(bodyOf(mail?.raw ?? ''))?.[0] ?? ''
  // No log holds the address, and whoever gave it cannot confirm it: the code is the person's own to send back.
  const said = await rows<{ body: string }>('select body from app.audit_leaves')
  expect(said.filter(one => one.body.includes('new@firm.example'))).toEqual([])
  const others = await ask('admin', 'POST', '/v1/notifications/address/confirm', { code })
  expect(others.json.errors[0].code).toBe('mail_address_unasked')
  expect(await addressOf()).toEqual({ address: null, asked_address: 'new@firm.example' })
  const service = makeNotificationService({ sealing: openSealing(join(folder, 'keys/mail')), queue })
  const own: Actor = {
    ...{ kind: 'firm', person, party: 'firm-sandbox', roles: ['sme'], delegations: {} },
    ...{ isSandbox: true, requestId: 'r' },
  }
  const confirmed = await house.database.transaction(own, tx => service.confirm(tx, own, code, new Date()))
  expect(confirmed).toMatchObject({ ok: true, value: { is_right: true, address: 'new@firm.example' } })
  await played('decline')
  await tell()
  expect((await mailed()).length).toBeGreaterThan(1)
  await rows('update app.memberships set until = now() where person = $1', [person])
  await rows(`update app.mails set state = 'dropped', ended_at = now() where state = 'pending'`)
  queued.splice(0)
  received.splice(0)
  await ask('sme-sandbox', 'POST', '/v1/notifications/read')
}, 60_000)

test('a decision reaches the firm once, in the console and by mail; nobody else’s firm learns of it', async () => {
  const id = await played('approve')
  await tell()
  await tell()
  const items = (await told('sme-sandbox')).filter(one => one.path.endsWith(id))
  const kinds = items.map(one => one.kind)
  expect(kinds).toContain('case_decided')
  expect(new Set(kinds).size).toBe(kinds.length)
  for (const mail of queued.splice(0)) await deliver(mail)
  expect(received).toHaveLength(items.length)
  for (const { to } of received) expect(to).toEqual(['firm@firm.example'])
  const [first] = received
  expect(first?.raw).toMatch(/^Subject: =\?UTF-8\?/m)
  expect(headOf(first?.raw ?? '', 'To')).toBe('firm@firm.example')
  const subjects = received.map(({ raw }) => headOf(decoded(raw), 'Subject')).sort()
  expect(subjects).toEqual(items.map(one => `[기술보증] ${one.title.ko}`).sort())
  // What the mail may not carry: the grade, the amount wished for, the firm.
  const [decision] = await rows<{ grade: string; amount: string; loan: string }>(
    `select d.grade, d.amount::text, c.content -> 'application' -> 'request' ->> 'loan_amount' as loan
     from app.decisions d join app.cases c on c.id = d.case_id where c.id = $1`,
    [id],
  )
  expect(decision?.loan).toMatch(/^\d{6,}$/)
  for (const { raw } of received) {
    const body = bodyOf(raw).replaceAll(/https:\S+/g, '')
    for (const secret of [decision?.grade ?? '', decision?.amount ?? '', decision?.loan ?? ''])
      expect(body).not.toContain(secret)
    expect(bodyOf(raw)).toContain(`https://agency.example/console/applications/${id}`)
  }
  // Another firm, by the list, by the id, and below both by the rows themselves.
  expect(await told('sme-laser')).toEqual([])
  const strange = await ask('sme-laser', 'POST', `/v1/notifications/${items[0]?.id}/read`)
  expect([strange.status, strange.json.errors[0].code]).toEqual([404, 'notification_unknown'])
  const stranger: Actor = {
    ...{ kind: 'firm', person: 'person-demo-sme-laser', party: 'firm-901', roles: ['sme'] },
    ...{ delegations: {}, isSandbox: false, requestId: 'r' },
  }
  const seen = (actor: Actor) =>
    house.database.transaction(actor, tx => tx.selectFrom('app.notifications').select('id').execute())
  expect(await seen(stranger)).toEqual([])
  expect(await seen({ ...stranger, person: 'person-demo-sme-sandbox' })).toEqual([])
  // Read once, it stays read; all that is left is read at once.
  const before = (await ask('sme-sandbox', 'GET', '/v1/notifications/count')).json.unread
  await ask('sme-sandbox', 'POST', `/v1/notifications/${items[0]?.id}/read`)
  expect((await ask('sme-sandbox', 'GET', '/v1/notifications/count')).json.unread).toBe(before - 1)
  expect((await ask('sme-sandbox', 'POST', '/v1/notifications/read')).json.read).toBe(before - 1)
  expect(await told('sme-sandbox', '?unread=true')).toEqual([])
  received.splice(0)
}, 60_000)

test('a kind that is not wanted by mail is told in the console alone', async () => {
  const { json } = await ask('sme-sandbox', 'GET', '/v1/notifications/settings')
  const unmailed = json.kinds.map((one: { kind: string }) => one.kind)
  expect(unmailed).not.toContain('signature_waits')
  await ask('sme-sandbox', 'PUT', '/v1/notifications/settings', { language: 'zh', unmailed })
  await played('decline')
  await tell()
  expect((await told('sme-sandbox', '?unread=true')).length).toBeGreaterThan(0)
  expect(queued).toEqual([])
  await ask('sme-sandbox', 'PUT', '/v1/notifications/settings', { language: 'zh', unmailed: [] })
}, 60_000)

test('451 is tried again, 550 ends it and an admin sees it, and a repetition has the same Message-ID', async () => {
  await withAddress('person-demo-sandbox-officer', 'gone@agency.example')
  answers.set('gone@agency.example', [550])
  answers.set('firm@firm.example', [451])
  // A referred case waits for the office.
  const id = await played('refer')
  await rows(`update app.cases set due_on = current_date + 2, holder = 'person-demo-sandbox-officer' where id = $1`, [
    id,
  ])
  await tell()
  await telling.tellDue(at())
  await telling.tellDue(at())
  expect((await kindsTold('sandbox-officer')).filter(kind => kind === 'referral_due')).toHaveLength(1)
  const mails = await rows<{ id: string; person: string }>(
    `select id, person from app.mails where state = 'pending' order by id`,
  )
  expect(mails.map(one => one.id)).toEqual(queued.splice(0))
  const officers = mails.filter(one => one.person === 'person-demo-sandbox-officer')
  const [gone, again] = officers
  expect(officers.length).toBeGreaterThan(1)
  await deliver(gone?.id ?? '')
  await deliver(gone?.id ?? '')
  const stateOf = async (mail: string) =>
    (await rows<object>('select state, attempts, status from app.mails where id = $1', [mail]))[0]
  expect(await stateOf(gone?.id ?? '')).toEqual({ state: 'refused', attempts: 1, status: 550 })
  expect(received).toEqual([])
  const failed = await ask('admin', 'GET', '/v1/mails/failed')
  expect(failed.json.items.map((one: { id: string }) => one.id)).toEqual([gone?.id])
  expect(JSON.stringify(failed.json)).not.toContain('gone@')
  await tell()
  await tell()
  expect(await kindsTold('admin')).toEqual(['mail_failed'])
  expect(queued).toEqual([])
  // Not now: thrown back to the queue, and sent when it comes again.
  answers.set('gone@agency.example', [451])
  await expect(deliver(again?.id ?? '')).rejects.toThrow()
  expect(await stateOf(again?.id ?? '')).toEqual({ state: 'pending', attempts: 1, status: 451 })
  // Sent, and the process ends before that is written down.
  const cut = makeSending({
    ...{ db: house.database.plain, sender: SENDER, sealing: openSealing(join(folder, 'keys/mail')) },
    send: async mail => {
      await send(mail)
      throw new Error('killed')
    },
  })
  await expect(cut(again?.id ?? '')).rejects.toThrow('killed')
  await deliver(again?.id ?? '')
  await deliver(again?.id ?? '')
  const ids = received.map(({ raw }) => headOf(raw, 'Message-ID'))
  expect(ids).toEqual([`<${again?.id}@agency.example>`, `<${again?.id}@agency.example>`])
  expect(await stateOf(again?.id ?? '')).toMatchObject({ state: 'sent' })
}, 60_000)
