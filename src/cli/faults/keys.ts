/** One key, one effect: concurrent, late and repeated requests through a proxy that loses acknowledgements. */
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { sandboxToken, tokensOf } from './cases.ts'
import { lostOf, twiceOf } from './journal.ts'
import { asSuperuser } from './kill.ts'
import { letFinancePay, makeLives, type Sender } from './lives.ts'
import { booksWrongOf, lostDeedsOf } from './lives-journal.ts'
import { type Acknowledged, type Answered, bodyOf, caseIdOf, isAgain, post } from './load.ts'
import type { Fault, Outcome } from './outcome.ts'
import { endPostmaster, startService } from './process.ts'
import { openProxy } from './proxy.ts'

const PREFIX = 'keys'
const KEYS = { short: 600, long: 1_000 } as const
const KEYS_AT_ONCE = 4
/** Guarantees led from case to end, each step of them sent several times at once. */
const LIVES = { short: 6, long: 60 } as const
const LIFE_PREFIX = 'life'
const STEP_AT_ONCE = 3
/** Of the connections, so many lose their answer. */
const DROPPED_OF_TEN = 4
/** A principal may send 6,000 requests a minute: not more than is let in, so that no key waits for the minute's end. */
const REQUESTS_A_SECOND = 90

type Key = { readonly answers: readonly Answered[]; readonly sent: number; readonly lost: number }

/** Two to twenty requests under one key, half of them at once, the others late, then until one is acknowledged. */
async function sendKey(address: string, token: string, number: number, turn: () => Promise<void>): Promise<Key> {
  // No connection is used twice, so that the proxy is asked about each request.
  const agent = new Agent({ keepAlive: false })
  const body = bodyOf(number)
  const answers: Answered[] = []
  let [sent, lost] = [0, 0]
  const one = async (): Promise<void> => {
    await turn()
    sent += 1
    const answer = await post(agent, address, token, `${PREFIX}-${number}`, body)
    if (answer === null) lost += 1
    else answers.push(answer)
  }
  const repeats = 2 + ((number * 7) % 19)
  const atOnce = Math.ceil(repeats / 2)
  await Promise.all(Array.from({ length: atOnce }, one))
  for (let late = atOnce; late < repeats; late++) {
    await pause((late * 31) % 60)
    await one()
  }
  for (let left = 50; left > 0 && !answers.some(answer => answer.status === 201); left -= 1) await one()
  agent.destroy()
  return { answers, sent, lost }
}

/** What is wrong with the answers of a key: more than one text, or one that is neither it nor "still running". */
function wrongOf(number: number, { answers }: Key): readonly string[] {
  const made = answers.filter(answer => answer.status === 201)
  const texts = new Set(made.map(answer => answer.text))
  const others = answers.filter(answer => answer.status !== 201 && answer.status !== 409)
  const fresh = made.filter(answer => !answer.isReplayed).length
  const found = others.map(answer => `key ${number}: ${answer.status} ${answer.text.slice(0, 200)}`)
  if (texts.size !== 1) found.push(`key ${number}: ${texts.size} different acknowledgements`)
  if (fresh > 1) found.push(`key ${number}: ${fresh} acknowledgements that are not marked as replayed`)
  return found
}

/** Lets so many through each second. */
function pacer(each: number): () => Promise<void> {
  let next = performance.now()
  return async () => {
    const at = Math.max(next, performance.now())
    next = at + 1_000 / each
    await pause(Math.max(0, at - performance.now()))
  }
}

/** A step under one key, several times at once and on until one is answered; all answers to it must be the same. */
const several: Sender = async (key, attempt, body) => {
  for (;;) {
    const answers = (await Promise.all(Array.from({ length: STEP_AT_ONCE }, () => attempt(body)))).flatMap(answer =>
      answer === null || isAgain(answer) ? [] : [answer],
    )
    // A part of a file has no key of its own: sent again it takes the place of itself.
    if (!key.endsWith('report_part') && new Set(answers.map(answer => answer.text)).size > 1)
      throw new Error(`${key}: different answers: ${answers.map(answer => answer.text.slice(0, 200)).join(' and ')}`)
    const [answer] = answers
    if (answer !== undefined) return answer
    await pause(20)
  }
}

/** Guarantees led through the proxy; what is wrong with each. */
async function ledThrough(folder: string, address: string, proxied: string, count: number): Promise<readonly string[]> {
  const agent = new Agent({ keepAlive: false })
  const tokens = tokensOf(folder)
  await letFinancePay(agent, address, tokens)
  const lives = makeLives(agent, proxied, tokens, LIFE_PREFIX, several)
  await Promise.all(Array.from({ length: count }, (_, number) => lives.lead(number + 1)))
  agent.destroy()
  return await asSuperuser(folder, async client => [
    ...lives.wrong,
    ...(await lostDeedsOf(client, lives.deeds)),
    ...(await booksWrongOf(client, LIFE_PREFIX)),
  ])
}

async function ran(folder: string, count: number, lives: number): Promise<Outcome> {
  const running = await startService(folder)
  let connections = 0
  const isDrop = (): boolean => {
    connections += 1
    return (connections * 3) % 10 < DROPPED_OF_TEN
  }
  const proxy = await openProxy(Number(new URL(running.address).port), isDrop)
  try {
    const token = sandboxToken(tokensOf(folder))
    const turn = pacer(REQUESTS_A_SECOND)
    const acknowledged: Acknowledged[] = []
    const wrong = new Map<number, readonly string[]>()
    let [sent, lost, busy, next] = [0, 0, 0, 0]
    const line = async (): Promise<void> => {
      while (next < count) {
        next += 1
        const number = next
        const key = await sendKey(proxy.address, token, number, turn)
        sent += key.sent
        lost += key.lost
        busy += key.answers.filter(answer => answer.status === 409).length
        const problems = wrongOf(number, key)
        if (problems.length > 0) wrong.set(number, problems)
        const made = key.answers.find(answer => answer.status === 201)
        if (made !== undefined)
          acknowledged.push({ key: `${PREFIX}-${number}`, caseId: caseIdOf(made.text), text: made.text })
        if (number % 100 === 0) process.stderr.write(`keys: ${number} of ${count}\n`)
      }
    }
    await Promise.all(Array.from({ length: KEYS_AT_ONCE }, line))
    const whole = await asSuperuser(folder, async client => [
      ...(await lostOf(client, acknowledged)),
      ...(await twiceOf(client, PREFIX)),
    ])
    const { rows } = await asSuperuser(folder, client =>
      client.query<{ cases: string }>('select count(*) as cases from app.cases'),
    )
    if (Number(rows[0]?.cases) !== count) whole.push(`${rows[0]?.cases} cases of ${count} keys`)
    const led = await ledThrough(folder, running.address, proxy.address, lives)
    return {
      name: 'keys',
      tried:
        `${count} keys, 2 to 20 requests each, at once and late, and ${lives} guarantees led to their end, each step ` +
        'several times at once, through a proxy that loses answers after commit',
      held: (whole.length === 0 ? count - wrong.size : 0) + (led.length === 0 ? lives : 0),
      of: count + lives,
      notes: [
        `${sent} requests, ${lost} answers lost on the way (${proxy.dropped()} dropped by the proxy), ` +
          `${busy} told that the key still runs; ${rows[0]?.cases} cases made`,
        ...[...wrong.values()].flat().slice(0, 10),
        ...whole.slice(0, 10),
        ...led.slice(0, 10),
      ],
    }
  } finally {
    await proxy.close()
    await running.stop()
  }
}

export const keys: Fault = {
  name: 'keys',
  run: async isLong => {
    const folder = mkdtempSync(join(tmpdir(), 'tg-keys-'))
    try {
      const length = isLong ? 'long' : 'short'
      return await ran(folder, KEYS[length], LIVES[length])
    } finally {
      await endPostmaster(folder)
      rmSync(folder, { recursive: true, force: true })
    }
  },
}
