/** Receivers of webhooks for tests: real servers that check every signature and do what a test has them do wrong. */
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { checkWebhook } from '../../src/cli/client/webhooks.ts'

export type Came = {
  readonly id: string
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  /** How often this id had come before. */
  readonly before: number
}
export type Answering = (came: Came, answer: ServerResponse, socket: Socket) => void | Promise<void>

export type Receiver = {
  readonly url: string
  /** Everything that came, in the order in which it came, repeats too. */
  readonly came: Came[]
  /** What a correct receiver did: once for each id, in the order in which ids came first. */
  readonly effects: Came[]
  /** Requests whose signature did not hold. */
  readonly refused: string[]
  /** Keys it believes. */
  keys: string[]
  answering: Answering
  readonly close: () => Promise<void>
}

export const good: Answering = (_, answer) => void answer.writeHead(204).end()

/** A receiver on this machine. */
export async function openReceiver(answering: Answering = good): Promise<Receiver> {
  const came: Came[] = []
  const effects: Came[] = []
  const refused: string[] = []
  const sockets = new Set<Socket>()
  const server: Server = createServer((request, answer) => {
    const chunks: Buffer[] = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', async () => {
      const body = Buffer.concat(chunks)
      const { headers } = request
      const checked = await checkWebhook<Pick<Came, 'type' | 'data'>>(headers, body, { keys: receiver.keys })
      if (!checked.ok) {
        refused.push(checked.why)
        answer.writeHead(401).end(checked.why)
        return
      }
      const { type, data } = checked.message
      const one = {
        id: checked.id,
        type,
        data,
        headers,
        body,
        before: came.filter(each => each.id === checked.id).length,
      }
      came.push(one)
      if (one.before === 0) effects.push(one)
      await receiver.answering(one, answer, request.socket)
    })
  })
  server.on('connection', socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/hooks`,
    came,
    effects,
    refused,
    keys: [],
    answering,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
  return receiver
}
