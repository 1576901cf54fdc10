/** Clients of a measurement in a thread of their own, so that the service's loop carries the service alone. */
import { randomInt } from 'node:crypto'
import { Agent } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import pg from 'pg'
import { bodyOf, post } from './load.ts'

export type Asked = { readonly clients: number; readonly seconds: number } & (
  | {
      readonly kind: 'cases'
      readonly address: string
      readonly token: string
      readonly prefix: string
      readonly rate: number | null
    }
  | {
      readonly kind: 'posts'
      readonly address: string
      readonly token: string
      readonly prefix: string
      readonly rate: number | null
      /** Each sent once; there must be more than are sent. */
      readonly requests: readonly { readonly path: string; readonly body: string }[]
    }
  | { readonly kind: 'tpcb'; readonly place: pg.ClientConfig; readonly scale: number }
)
export type Found = {
  readonly done: number
  readonly failed: number
  readonly seconds: number
  readonly times: readonly number[]
}

/** Work by so many at once until the time is over; the first second warms up and is not counted. */
async function measured(clients: number, seconds: number, one: (client: number) => Promise<boolean>): Promise<Found> {
  const begun = performance.now()
  const [from, until] = [begun + 1_000, begun + 1_000 + seconds * 1_000]
  const times: number[] = []
  let [failed, last] = [0, from]
  const line = async (client: number): Promise<void> => {
    while (performance.now() < until) {
      const sent = performance.now()
      const isDone = await one(client)
      const now = performance.now()
      if (now < from) continue
      if (isDone) times.push(now - sent)
      else failed += 1
      last = Math.max(last, now)
    }
  }
  await Promise.all(Array.from({ length: clients }, (_, client) => line(client)))
  return { done: times.length, failed, seconds: (last - from) / 1_000, times }
}

/** Requests sent by the clock, whether or not the ones before are answered; each timed from when it was due. */
async function paced(rate: number, seconds: number, one: () => Promise<boolean>): Promise<Found> {
  const begun = performance.now()
  const times: number[] = []
  const running: Promise<void>[] = []
  let failed = 0
  const count =
    (due: number) =>
    async (isDone: boolean | Promise<boolean>): Promise<void> => {
      if (await isDone) times.push(performance.now() - due)
      else failed += 1
    }
  for (let at = 0; at < rate * seconds; at++) {
    const due = begun + (at * 1_000) / rate
    if (due > performance.now()) await pause(due - performance.now())
    running.push(count(due)(one()))
  }
  await Promise.all(running)
  return { done: times.length, failed, seconds: (performance.now() - begun) / 1_000, times }
}

/** The five statements of pgbench's built-in script, one round trip each, between BEGIN and END. */
async function tpcb(client: pg.Client, scale: number): Promise<boolean> {
  const any = (most: number): number => randomInt(1, most + 1)
  const [account, branch, teller, delta] = [any(100_000 * scale), any(scale), any(10 * scale), any(10_001) - 5_001]
  await client.query('begin')
  await client.query(`update pgbench_accounts set abalance = abalance + ${delta} where aid = ${account}`)
  await client.query(`select abalance from pgbench_accounts where aid = ${account}`)
  await client.query(`update pgbench_tellers set tbalance = tbalance + ${delta} where tid = ${teller}`)
  await client.query(`update pgbench_branches set bbalance = bbalance + ${delta} where bid = ${branch}`)
  await client.query(
    `insert into pgbench_history (tid, bid, aid, delta, mtime)
     values (${teller}, ${branch}, ${account}, ${delta}, now())`,
  )
  await client.query('end')
  return true
}

async function run(asked: Asked): Promise<Found> {
  if (asked.kind === 'tpcb') {
    const clients = Array.from({ length: asked.clients }, () => new pg.Client(asked.place))
    await Promise.all(clients.map(client => client.connect()))
    try {
      return await measured(asked.clients, asked.seconds, at => tpcb(clients[at] as pg.Client, asked.scale))
    } finally {
      await Promise.all(clients.map(client => client.end()))
    }
  }
  const { address, token, prefix, rate } = asked
  const agent = new Agent({ keepAlive: true, maxSockets: asked.clients })
  let number = 0
  const one = async (): Promise<boolean> => {
    number += 1
    const key = `${prefix}-${number}`
    if (asked.kind === 'cases') return (await post(agent, address, token, key, bodyOf(number)))?.status === 201
    const next = asked.requests[number - 1]
    if (next === undefined) throw new Error(`more than ${asked.requests.length} were sent`)
    return (await post(agent, address, token, key, next.body, next.path))?.status === 200
  }
  try {
    return await (rate === null ? measured(asked.clients, asked.seconds, one) : paced(rate, asked.seconds, one))
  } finally {
    agent.destroy()
  }
}

parentPort?.postMessage(await run(workerData as Asked))
