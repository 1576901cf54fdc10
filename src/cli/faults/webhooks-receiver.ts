/**
 * A receiver as a bank would run it: checks each signature, does what it is told once for each id, and says so; except
 * that it fails, hangs, breaks off, redirects and answers late, by a chance that is the same in each run.
 */
import { createServer, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { checkWebhook } from '../client/webhooks.ts'

export type Receiver = {
  readonly url: string
  readonly keys: string[]
  /** What it did: for each order the versions, in the order in which it did them. */
  readonly lines: ReadonlyMap<string, readonly number[]>
  /** Messages that came, repeats too, and how many of them it did not answer with 204. */
  readonly told: { came: number; failed: number; refused: number }
  /** Heard of each message before it is answered. */
  onCame: () => void
  readonly close: () => Promise<void>
}

type Said = { readonly data: { readonly case_id: string; readonly version: number } }

/** Chance from a seed, the same in each run (Numerical Recipes' linear congruence). */
export function chanceFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** Fails three times in ten, in seven ways; each time after having done what it was told. */
async function answered(answer: ServerResponse, socket: Socket, drawn: number, url: string): Promise<boolean> {
  const failed = (): boolean => false
  if (drawn < 0.12) answer.writeHead(500).end('done, and then it failed')
  else if (drawn < 0.15) answer.writeHead(429, { 'retry-after': '0' }).end()
  else if (drawn < 0.18) answer.writeHead(302, { location: url }).end()
  else if (drawn < 0.22) socket.destroy()
  else if (drawn < 0.24) return failed()
  else if (drawn < 0.27) {
    await pause(700)
    answer.writeHead(204).end()
  } else if (drawn < 0.3) socket.end('HTTP/1.1 502 No\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n')
  else {
    if (drawn < 0.5) await pause(40 * drawn)
    answer.writeHead(204).end()
    return true
  }
  return failed()
}

export async function openReceiver(seed: number): Promise<Receiver> {
  const chance = chanceFrom(seed)
  const done = new Set<string>()
  const lines = new Map<string, number[]>()
  const told = { came: 0, failed: 0, refused: 0 }
  const sockets = new Set<Socket>()
  const server = createServer((request, answer) => {
    const chunks: Buffer[] = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('error', () => undefined)
    request.on('end', async () => {
      const checked = await checkWebhook<Said>(request.headers, Buffer.concat(chunks), { keys: receiver.keys })
      if (!checked.ok) {
        told.refused += 1
        answer.writeHead(401).end(checked.why)
        return
      }
      told.came += 1
      const { case_id, version } = checked.message.data
      if (!done.has(checked.id)) {
        done.add(checked.id)
        lines.set(case_id, [...(lines.get(case_id) ?? []), version])
      }
      receiver.onCame()
      if (!(await answered(answer, request.socket, chance(), receiver.url))) told.failed += 1
    })
  })
  server.on('connection', socket => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/hooks`,
    keys: [],
    lines,
    told,
    onCame: () => undefined,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
  return receiver
}
