/**
 * Webhooks under fire: receivers that fail three times in ten, two processes that send, each killed again and again in
 * the middle of a message. Every receiver must in the end have each effect once, and those of a guarantee in order.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Actor, systemActor } from '../../access/actor.ts'
import { sure } from '../../kernel/result.ts'
import type { Database } from '../../platform/db/database.ts'
import { openServiceDatabase } from '../../platform/db/service-database.ts'
import { uuid7 } from '../../platform/ids.ts'
import { tell } from '../../platform/outbox.ts'
import type { NewEndpoint } from '../../platform/webhooks/schema.ts'
import { openSealing } from '../../platform/webhooks/secrets.ts'
import { makeWebhookService } from '../../platform/webhooks/service.ts'
import type { Fault, Outcome } from './outcome.ts'
import { openReceiver, type Receiver } from './webhooks-receiver.ts'

const SENDER = fileURLToPath(new URL('./webhooks-sender.ts', import.meta.url))
const SENDERS = 2
const BANK = 'bank-faults'
const SIZES = {
  short: { receivers: 3, orders: 40, each: 6, kills: 10, secondsMax: 50 },
  long: { receivers: 8, orders: 400, each: 10, kills: 300, secondsMax: 3_600 },
} as const

type Size = (typeof SIZES)['short' | 'long']

/** Starts a process that sends; its end, whatever ended it. */
async function sender(folder: string): Promise<{ readonly child: ChildProcess; readonly ended: Promise<unknown> }> {
  const env = { PATH: process.env['PATH'] ?? '' }
  const child = spawn(process.execPath, [SENDER, folder], { env, cwd: '/', stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise(resolve => child.once('close', resolve))
  await Promise.race([new Promise(resolve => child.stdout?.once('data', resolve)), ended])
  return { child, ended }
}

const bank: Actor = { ...systemActor('faults-webhooks'), kind: 'bank', party: BANK, person: BANK, roles: ['bank'] }

/** Tells the bank everything, guarantees side by side, each of them version by version. */
async function told(database: Database, orders: readonly string[], each: number): Promise<void> {
  for (let version = 1; version <= each; version += 1)
    await Promise.all(
      orders.map(order =>
        database.transaction(systemActor('faults-webhooks'), tx =>
          tell(tx, {
            organisation: BANK,
            type: 'case.submitted',
            subject: `case:${order}`,
            order,
            data: { case_id: order, state: 'submitted', version, day: '2026-04-14' },
          }),
        ),
      ),
    )
}

const countOf = async (database: Database, state: string): Promise<number> => {
  const rows = await database.plain
    .selectFrom('app.webhook_deliveries as d' as never)
    .select(eb => eb.fn.countAll<string>().as('count'))
    .where('state' as never, '=', state as never)
    .executeTakeFirst()
  return Number((rows as { readonly count: string } | undefined)?.count ?? 0)
}

/** Kills a sender at the moment a receiver has a message of it and has not answered, then starts another. */
async function killed(
  folder: string,
  all: Awaited<ReturnType<typeof sender>>[],
  receivers: readonly Receiver[],
  at: number,
) {
  const victim = all[at % all.length]
  const receiver = receivers[at % receivers.length]
  if (victim === undefined || receiver === undefined) return
  await Promise.race([
    pause(2_000),
    new Promise<void>(resolve => {
      receiver.onCame = () => {
        victim.child.kill('SIGKILL')
        receiver.onCame = () => undefined
        resolve()
      }
    }),
  ])
  receiver.onCame = () => undefined
  victim.child.kill('SIGKILL')
  await victim.ended
  all[at % all.length] = await sender(folder)
}

async function ran(folder: string, size: Size, tellOn: (text: string) => void): Promise<Outcome> {
  const begun = performance.now()
  const none = { ownerUrl: undefined, appUrl: undefined, backupFolder: undefined }
  const opened = await openServiceDatabase({ dataFolder: folder }, { ...none, connectionsMax: 8 })
  const { database } = opened
  const receivers: Receiver[] = []
  const senders: Awaited<ReturnType<typeof sender>>[] = []
  try {
    await database.plain.insertInto('app.organisations').values({ id: BANK, kind: 'bank', names: '{}' }).execute()
    const service = makeWebhookService({ sealing: openSealing(join(folder, 'keys', 'webhooks')), toLoopback: true })
    for (let at = 0; at < size.receivers; at += 1) {
      const receiver = await openReceiver(2_026 + at)
      receivers.push(receiver)
      const scheme = at % 2 === 0 ? 'v1' : 'v1a'
      const given: NewEndpoint = { url: receiver.url, types: [], description: null, scheme }
      const made = sure(await database.transaction(bank, tx => service.create(tx, bank, given)))
      receiver.keys.push(made.secret ?? made.public_key ?? '')
    }
    for (let at = 0; at < SENDERS; at += 1) senders.push(await sender(folder))
    const orders = Array.from({ length: size.orders }, () => uuid7())
    const telling = told(database, orders, size.each)
    for (let at = 0; at < size.kills; at += 1) {
      await killed(folder, senders, receivers, at)
      if ((at + 1) % 50 === 0) tellOn(`webhooks: ${at + 1} of ${size.kills} kills`)
    }
    await telling
    const until = begun + size.secondsMax * 1000
    while ((await countOf(database, 'pending')) > 0 && performance.now() < until) await pause(50)
    const due = Array.from({ length: size.each }, (_, at) => at + 1)
    const of = size.receivers * size.orders * size.each
    let held = 0
    const notes: string[] = []
    for (const [at, { lines }] of receivers.entries())
      for (const order of orders) {
        const line = lines.get(order) ?? []
        if (line.join() === due.join()) held += size.each
        else if (notes.length < 10) notes.push(`receiver ${at + 1}, guarantee ${order}: had ${line.join(' ')}`)
      }
    const [came, failed, refused] = (['came', 'failed', 'refused'] as const).map(name =>
      receivers.reduce((sum, receiver) => sum + receiver.told[name], 0),
    )
    const delivered = await countOf(database, 'delivered')
    if (delivered !== of) notes.push(`${delivered} of ${of} deliveries are marked as delivered`)
    if (refused !== 0) notes.push(`${refused} messages were refused by their receiver`)
    return {
      name: 'webhooks',
      tried:
        `${of} messages to ${size.receivers} receivers that fail three times in ten, ${SENDERS} senders, ` +
        `${size.kills} kills -9 of one while a receiver has its message`,
      held: delivered === of && refused === 0 ? held : Math.min(held, of - 1),
      of,
      notes: [
        `${came} came, ${failed} of them answered badly; each effect once, in order for each guarantee`,
        ...notes,
      ],
    }
  } finally {
    for (const { child } of senders) child.kill('SIGKILL')
    await Promise.all(senders.map(({ ended }) => ended))
    for (const receiver of receivers) await receiver.close()
    await opened.close()
  }
}

export const webhooks: Fault = {
  name: 'webhooks',
  run: async isLong => {
    const folder = mkdtempSync(join(tmpdir(), 'tg-webhooks-'))
    try {
      return await ran(folder, isLong ? SIZES.long : SIZES.short, text => process.stderr.write(`${text}\n`))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}
