/**
 * Delivery over a real database to real receivers that fail, hang, answer late and repeat: each effect once at a
 * receiver that knows what it has, in order for each guarantee, whoever dies on the way.
 */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { systemActor } from '../../src/access/actor.ts'
import { sure } from '../../src/kernel/result.ts'
import { tell } from '../../src/platform/outbox.ts'
import { forget } from '../../src/platform/webhooks/deliveries.ts'
import { isSigned, signatures } from '../../src/platform/webhooks/signature.ts'
import { asPlace } from '../db/planted.ts'
import { type Hall, linesAt, newOrder, ONE, openHall, until } from './hall.ts'
import { type Answering, good, openReceiver, type Receiver } from './receivers.ts'

let hall: Hall
const receivers: Receiver[] = []
const receive = async (answering?: Answering): Promise<Receiver> => {
  const receiver = await openReceiver(answering)
  receivers.push(receiver)
  return receiver
}
beforeAll(async () => {
  hall = await openHall()
}, 60_000)
afterEach(async () => {
  await hall.stopWorkers()
  for (const receiver of receivers.splice(0)) await receiver.close()
  const { items } = { items: sure(await hall.as(ONE, tx => hall.service.list(tx, ONE, undefined, 50))) }
  for (const { id } of items) await hall.as(ONE, tx => hall.service.erase(tx, ONE, id))
})
afterAll(() => hall.close(), 60_000)

const states = async (endpoint: string): Promise<Record<string, number>> => {
  const wanted = { before: undefined, state: undefined, limit: 5000 }
  const found = sure(await hall.as(ONE, tx => hall.service.deliveries(tx, ONE, endpoint, wanted)))
  const counts: Record<string, number> = {}
  for (const { state } of found) counts[state] = (counts[state] ?? 0) + 1
  return counts
}
const isDone = (endpoint: string) => async () => (await states(endpoint))['pending'] === undefined
const endpointNow = async (id: string) => sure(await hall.as(ONE, tx => hall.service.read(tx, ONE, id)))

/** A chance that is the same in each run. */
function chances(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

test('what is told is sent as it was told: id, moment, type, data, and a signature over the very bytes', async () => {
  const receiver = await receive()
  const { id, secret } = await hall.endpoint(receiver)
  const order = newOrder()
  hall.worker()
  await hall.tellOf(order, 1)
  await until(isDone(id))
  const [came] = receiver.came
  expect(came?.type).toBe('case.submitted')
  expect(came?.data).toEqual({ case_id: order, state: 'submitted', version: 1, day: '2026-04-14' })
  expect(came?.id).toMatch(/^msg_[0-9a-f-]{36}$/)
  expect(Object.keys(JSON.parse(String(came?.body)))).toEqual(['type', 'timestamp', 'data'])
  const { 'webhook-timestamp': second, 'webhook-signature': header } = came?.headers ?? {}
  expect(Math.abs(Number(second) - Date.now() / 1000)).toBeLessThan(60)
  const body = came?.body ?? Buffer.alloc(0)
  expect(isSigned(secret ?? '', came?.id ?? '', Number(second), body, String(header))).toBe(true)
  const altered = Buffer.from(String(body).replace('"version":1', '"version":2'))
  expect(isSigned(secret ?? '', came?.id ?? '', Number(second), altered, String(header))).toBe(false)
}, 30_000)

test('what is rolled back is never told', async () => {
  const receiver = await receive()
  const { id } = await hall.endpoint(receiver)
  const told = {
    organisation: 'bank-one',
    type: 'case.submitted',
    subject: 'case:x',
    order: 'x',
    data: { case_id: newOrder(), state: 'submitted', version: 1, day: '2026-04-14' },
  } as const
  await hall.fresh.database.transaction(
    systemActor('test'),
    tx => tell(tx, told),
    () => false,
  )
  await hall.tellOf(newOrder(), 1)
  hall.worker()
  await until(isDone(id))
  expect(receiver.came.map(one => one.data['case_id'])).not.toContain(told.data.case_id)
  expect(receiver.came).toHaveLength(1)
}, 30_000)

test('a receiver that fails, hangs, breaks off, answers late or twice has each effect once, in order', async () => {
  const chance = chances(20_261_122)
  const receiver = await receive(async (_came, answer, socket) => {
    const drawn = chance()
    // Done and then said to have failed; never answered; cut off; sent elsewhere; answered after we stopped listening.
    if (drawn < 0.1) return void answer.writeHead(500).end('failed')
    if (drawn < 0.15) return
    if (drawn < 0.22) return void socket.destroy()
    if (drawn < 0.26) return void answer.writeHead(302, { location: receiver.url }).end()
    if (drawn < 0.3) {
      await new Promise(resolve => setTimeout(resolve, 600))
      return void answer.writeHead(204).end()
    }
    if (drawn < 0.34) return void socket.end('HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 500 No\r\n\r\n')
    if (drawn < 0.4) await new Promise(resolve => setTimeout(resolve, 1 + 40 * chance()))
    answer.writeHead(204).end()
  })
  const { id } = await hall.endpoint(receiver)
  const orders = Array.from({ length: 25 }, newOrder)
  for (const part of [1, 3, 5]) await Promise.all(orders.map(order => hall.tellOf(order, 2, part)))
  hall.worker()
  hall.worker()
  await until(isDone(id), 60_000)
  expect(await states(id)).toEqual({ delivered: 150 })
  // More came than effects were due: the failures were real.
  expect(receiver.came.length).toBeGreaterThan(180)
  expect(receiver.effects).toHaveLength(150)
  const lines = linesAt(receiver)
  for (const order of orders) expect(lines.get(order)).toEqual([1, 2, 3, 4, 5, 6])
  expect(receiver.refused).toEqual([])
}, 90_000)

test('a later message of a guarantee waits for the earlier one; another guarantee does not', async () => {
  const [stuck, free] = [newOrder(), newOrder()]
  let isOpen = false
  const receiver = await receive((came, answer) => {
    answer.writeHead(came.data['case_id'] === stuck && !isOpen ? 500 : 204).end()
  })
  const { id } = await hall.endpoint(receiver)
  await hall.tellOf(stuck, 3)
  await hall.tellOf(free, 3)
  hall.worker({ waitSeconds: Array.from({ length: 10_000 }, () => 0.02) })
  await until(() => linesAt(receiver).get(free)?.length === 3)
  await until(() => receiver.came.length > 12)
  expect(linesAt(receiver).get(stuck)).toEqual([1])
  isOpen = true
  await until(isDone(id))
  expect(linesAt(receiver).get(stuck)).toEqual([1, 2, 3])
}, 30_000)

test('one that is given up is not sent any more, and the next of its guarantee is', async () => {
  const [order, other] = [newOrder(), newOrder()]
  const receiver = await receive(async (came, answer) => {
    const isRefused = came.data['case_id'] === order && came.data['version'] === 1
    // Another guarantee's message arrives in between: the endpoint as a whole is well.
    if (isRefused && came.before === 1) {
      await hall.tellOf(other, 1)
      await until(() => linesAt(receiver).has(other))
    }
    answer.writeHead(isRefused ? 400 : 204).end()
  })
  const { id } = await hall.endpoint(receiver)
  await hall.tellOf(order, 2)
  hall.worker({ waitSeconds: [2, 0.02], answerMsMax: 10_000 })
  await until(isDone(id))
  const versions = receiver.came.filter(one => one.data['case_id'] === order).map(one => one.data['version'])
  expect(versions).toEqual([1, 1, 1, 2])
  expect(await states(id)).toEqual({ given_up: 1, delivered: 2 })
  expect((await endpointNow(id)).state).toBe('active')
}, 30_000)

test('an endpoint that failed for the whole schedule is disabled, and resumed gets what it missed', async () => {
  let isDown = true
  const receiver = await receive((_, answer) => void answer.writeHead(isDown ? 500 : 204).end())
  const { id } = await hall.endpoint(receiver)
  const begun = new Date(Date.now() - 60_000).toISOString()
  const order = newOrder()
  await hall.tellOf(order, 3)
  hall.worker({ waitSeconds: [0.02, 0.02], jitter: 1 })
  await until(async () => (await endpointNow(id)).state === 'disabled')
  expect((await endpointNow(id)).disabled_because).toBe('failing')
  expect(await states(id)).toEqual({ given_up: 1, ended: 2 })
  isDown = false
  sure(await hall.as(ONE, tx => hall.service.resume(tx, ONE, id)))
  expect(sure(await hall.as(ONE, tx => hall.service.resendSince(tx, ONE, id, begun, true)))).toBeGreaterThanOrEqual(3)
  await until(isDone(id))
  const versions = receiver.came.filter(one => one.data['case_id'] === order).map(one => one.data['version'])
  expect(versions.slice(3)).toEqual([1, 2, 3])
}, 30_000)

test('410 disables the endpoint at once, and nothing more is sent there', async () => {
  const receiver = await receive((_, answer) => void answer.writeHead(410).end())
  const { id } = await hall.endpoint(receiver)
  await hall.tellOf(newOrder(), 3)
  hall.worker()
  await until(async () => (await endpointNow(id)).state === 'disabled')
  expect((await endpointNow(id)).disabled_because).toBe('gone')
  expect(await states(id)).toEqual({ ended: 3 })
  await hall.tellOf(newOrder(), 1)
  expect(receiver.came).toHaveLength(1)
  expect(await states(id)).toEqual({ ended: 3 })
}, 30_000)

test('a redirect is a failure and is not followed', async () => {
  const elsewhere = await receive()
  const receiver = await receive((came, answer) =>
    came.before === 0
      ? void answer.writeHead(307, { location: elsewhere.url }).end()
      : void answer.writeHead(200).end('ok'),
  )
  const { id } = await hall.endpoint(receiver)
  elsewhere.keys.push(...receiver.keys)
  await hall.tellOf(newOrder(), 1)
  hall.worker()
  await until(isDone(id))
  expect([receiver.came.length, elsewhere.came.length, elsewhere.refused.length]).toEqual([2, 0, 0])
}, 30_000)

test('Retry-After is heeded: the endpoint as a whole is left alone', async () => {
  const receiver = await receive((came, answer) =>
    receiver.came.length === 1
      ? void answer.writeHead(503, { 'retry-after': '1' }).end()
      : void good(came, answer, answer.socket as never),
  )
  const { id } = await hall.endpoint(receiver)
  await hall.tellOf(newOrder(), 1)
  hall.worker()
  await until(() => receiver.came.length === 1)
  await until(async () => (await endpointNow(id)).resting_until !== null)
  await hall.tellOf(newOrder(), 1)
  await until(isDone(id))
  const [first, second] = receiver.came.map(one => Number(one.headers['webhook-timestamp']))
  // Tries are dated to the second: one that came at once would bear the same second, or the next one.
  expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(1)
  expect(receiver.came).toHaveLength(3)
}, 30_000)

test('while a secret is rotated both sign; afterwards, and where there is no overlap, the new one alone', async () => {
  const receiver = await receive()
  const made = await hall.endpoint(receiver)
  const old = receiver.keys
  const next = sure(await hall.as(ONE, tx => hall.service.rotate(tx, ONE, made.id, 1)))
  hall.worker()
  await hall.tellOf(newOrder(), 1)
  await until(isDone(made.id))
  const header = String(receiver.came[0]?.headers['webhook-signature'])
  expect(header.split(' ')).toHaveLength(2)
  const again = sure(await hall.as(ONE, tx => hall.service.rotate(tx, ONE, made.id, 0)))
  await hall.tellOf(newOrder(), 1)
  await until(() => receiver.refused.length > 0)
  // The receiver that still believes the first secret alone refuses; one that believes the newest does not.
  receiver.keys = [again.secret ?? '']
  await until(isDone(made.id))
  expect(String(receiver.came[1]?.headers['webhook-signature']).split(' ')).toHaveLength(1)
  expect(new Set([...old, next.secret, again.secret]).size).toBe(3)
}, 30_000)

test('an asymmetric endpoint is signed v1a, checked with the public key alone', async () => {
  const receiver = await receive()
  const made = await hall.endpoint(receiver, { scheme: 'v1a' })
  expect([made.secret, made.public_key?.slice(0, 5)]).toEqual([null, 'whpk_'])
  hall.worker()
  await hall.tellOf(newOrder(), 1)
  await until(isDone(made.id))
  expect(String(receiver.came[0]?.headers['webhook-signature'])).toMatch(/^v1a,/)
}, 30_000)

test('paused, nothing is sent and nothing lost; erased, what waited ends and the secret is gone', async () => {
  const receiver = await receive()
  const { id } = await hall.endpoint(receiver)
  sure(await hall.as(ONE, tx => hall.service.pause(tx, ONE, id)))
  hall.worker()
  const order = newOrder()
  await hall.tellOf(order, 2)
  const other = await hall.endpoint(receiver)
  await hall.tellOf(newOrder(), 1)
  await until(isDone(other.id))
  expect(await states(id)).toEqual({ pending: 3 })
  sure(await hall.as(ONE, tx => hall.service.resume(tx, ONE, id)))
  await until(isDone(id))
  expect(linesAt(receiver).get(order)).toEqual([1, 2])
  sure(await hall.as(ONE, tx => hall.service.pause(tx, ONE, id)))
  await hall.tellOf(newOrder(), 1)
  sure(await hall.as(ONE, tx => hall.service.erase(tx, ONE, id)))
  const kept = await hall.fresh.database.plain
    .selectFrom('app.webhook_endpoints as e' as never)
    .selectAll()
    .where('id' as never, '=', id as never)
    .execute()
  expect(kept).toMatchObject([{ state: 'erased', secret: null, previous_secret: null, url: 'https://erased.invalid/' }])
  expect(await hall.as(ONE, tx => hall.service.read(tx, ONE, id))).toMatchObject({
    refusals: [{ code: 'webhook_unknown' }],
  })
}, 30_000)

test('the log holds each try with the first bytes of its answer; a message is sent again when asked', async () => {
  const receiver = await receive((came, answer) =>
    came.before === 0
      ? void answer.writeHead(500).end(`no \u0000 ${'x'.repeat(100_000)}`)
      : void answer.writeHead(200).end('ok'),
  )
  const { id } = await hall.endpoint(receiver)
  await hall.tellOf(newOrder(), 1)
  hall.worker()
  await until(isDone(id))
  const message = receiver.came[0]?.id.slice(4) ?? ''
  const page = { before: undefined, limit: 50 }
  const attempts = async () => sure(await hall.as(ONE, tx => hall.service.attempts(tx, ONE, id, message, page)))
  expect((await attempts()).map(one => [one.status, one.answer?.slice(0, 4), one.problem])).toEqual([
    [200, 'ok', null],
    [500, 'no  ', null],
  ])
  expect((await attempts())[1]?.answer).toHaveLength(500)
  sure(await hall.as(ONE, tx => hall.service.resend(tx, ONE, id, message)))
  await until(() => receiver.came.length === 3)
  await until(isDone(id))
  expect(new Set(receiver.came.map(one => one.id)).size).toBe(1)
}, 30_000)

test('what is older than it is kept for goes with its tries, but for what still waits', async () => {
  const receiver = await receive()
  const { id } = await hall.endpoint(receiver)
  await hall.tellOf(newOrder(), 2)
  hall.worker()
  await until(isDone(id))
  sure(await hall.as(ONE, tx => hall.service.pause(tx, ONE, id)))
  await hall.tellOf(newOrder(), 1)
  await asPlace(hall.fresh.superuser, client =>
    client.query(`update app.webhook_messages set at = at - interval '91 days'`),
  )
  await hall.tellOf(newOrder(), 1)
  expect(await forget(hall.fresh.database.plain, 90)).toBeGreaterThanOrEqual(2)
  expect(await states(id)).toEqual({ pending: 2 })
  const left = await asPlace(hall.fresh.superuser, client => client.query('select 1 from app.webhook_attempts'))
  expect(left.rows).toEqual([])
}, 30_000)

test('a try whose sender died before marking it is made again under the same id: nothing is lost', async () => {
  const receiver = await receive()
  const { id } = await hall.endpoint(receiver)
  const order = newOrder()
  await hall.tellOf(order, 2)
  // The first sender sends, and never comes to mark it.
  const dying = hall.worker({ leaseSeconds: 1, atOnce: 1 }, async message => {
    await fetch(message.url, { method: 'POST', body: Buffer.from(message.body), headers: signedHeaders(message) })
    return new Promise(() => undefined)
  })
  await until(() => receiver.came.length === 1)
  expect(dying.underWay()).toBe(1)
  hall.worker()
  await until(isDone(id))
  expect(receiver.came.map(one => one.data['version'])).toEqual([1, 1, 2])
  expect(receiver.effects.map(one => one.data['version'])).toEqual([1, 2])
}, 30_000)

test('two senders share the work, and a message is under way at one of them only', async () => {
  const underWay = new Map<string, number>()
  let most = 0
  const receiver = await receive(async (came, answer) => {
    underWay.set(came.id, (underWay.get(came.id) ?? 0) + 1)
    most = Math.max(most, ...underWay.values())
    await new Promise(resolve => setTimeout(resolve, 5))
    underWay.set(came.id, (underWay.get(came.id) ?? 1) - 1)
    answer.writeHead(204).end()
  })
  const { id } = await hall.endpoint(receiver)
  for (let n = 0; n < 60; n += 1) await hall.tellOf(newOrder(), 1)
  const [one, two] = [hall.worker({ atOnce: 4 }), hall.worker({ atOnce: 4 })]
  let [first, second] = [0, 0]
  await until(async () => {
    first = Math.max(first, one.underWay())
    second = Math.max(second, two.underWay())
    return await isDone(id)()
  })
  expect([receiver.came.length, most]).toEqual([60, 1])
  expect(Math.min(first, second)).toBeGreaterThan(0)
}, 30_000)

test('an endpoint that hangs leaves room for the others', async () => {
  const hanging = await receive(() => undefined)
  const receiver = await receive()
  await hall.endpoint(hanging)
  const { id } = await hall.endpoint(receiver)
  for (let n = 0; n < 12; n += 1) await hall.tellOf(newOrder(), 1)
  hall.worker({ atOnce: 8, atOncePerEndpoint: 4, answerMsMax: 20_000 })
  await until(isDone(id), 10_000)
  expect(receiver.effects).toHaveLength(12)
  expect(hanging.came.length).toBeLessThanOrEqual(8)
}, 30_000)

/** The headers a sender gives a message. */
function signedHeaders(message: {
  readonly id: string
  readonly body: Uint8Array
  readonly secrets: readonly string[]
}) {
  const second = Math.floor(Date.now() / 1000)
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(second),
    'webhook-signature': signatures(message.secrets, message.id, second, message.body),
  }
}
