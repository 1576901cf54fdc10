/** Clients that post cases without end and keep a journal of what was acknowledged to them. */
import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { caseFile, sandboxBody } from './cases.ts'

export type Answered = { readonly status: number; readonly text: string; readonly isReplayed: boolean }

/** Longer than the service lets a request run. */
export const ANSWER_MS_MAX = 35_000

/** One request, mostly a POST; null where the connection broke before the whole answer came, so that nobody knows what was done. */
export function post(
  agent: Agent,
  address: string,
  token: string,
  key: string,
  body: string,
  path = '/v1/cases',
  method: 'POST' | 'PUT' = 'POST',
): Promise<Answered | null> {
  return new Promise(resolve => {
    const sent = request(
      `${address}${path}`,
      {
        agent,
        method,
        timeout: ANSWER_MS_MAX,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === ''
            ? {}
            : { 'content-type': method === 'PUT' ? 'application/octet-stream' : 'application/json' }),
          'content-length': Buffer.byteLength(body),
          'idempotency-key': key,
        },
      },
      answer => {
        const parts: Buffer[] = []
        answer.on('data', part => parts.push(part as Buffer))
        answer.on('error', () => resolve(null))
        answer.on('close', () => {
          if (!answer.complete) return resolve(null)
          const text = Buffer.concat(parts).toString('utf8')
          resolve({ status: answer.statusCode ?? 0, text, isReplayed: 'idempotency-replayed' in answer.headers })
        })
      },
    )
    sent.on('timeout', () => sent.destroy())
    sent.on('error', () => resolve(null))
    sent.end(body)
  })
}

const TEMPLATE = sandboxBody()
export const FIRM = caseFile().case.party.firm.id

/** A case of a firm of its own, so that each is reserved in limits that nobody else fills. */
export const bodyOf = (number: number): string => TEMPLATE.replaceAll(FIRM, `firm-${1_000_000 + number}`)

export type Acknowledged = { readonly key: string; readonly caseId: string; readonly text: string }

/** What an acknowledgement of a case says was made. */
export function caseIdOf(text: string): string {
  const shown = JSON.parse(text) as { readonly case_id?: unknown; readonly id?: unknown }
  const id = shown.case_id ?? shown.id
  if (typeof id !== 'string') throw new Error(`an acknowledgement without a case: ${text.slice(0, 200)}`)
  return id
}

export type Load = {
  readonly acknowledged: readonly Acknowledged[]
  /** Keys that were sent, each until it was acknowledged. */
  readonly sent: () => number
  /** Answers that are neither an acknowledgement nor a request to come again. */
  readonly wrong: readonly string[]
  /** Takes no new case and waits until every case begun is acknowledged. */
  readonly finish: () => Promise<void>
}

/** Asked to come again: no connection, another request with the key still runs, too busy, too many. */
export const isAgain = (answer: Answered | null): boolean =>
  answer === null ||
  [429, 503].includes(answer.status) ||
  (answer.status === 409 && /"(idempotency_key_busy|changed_meanwhile)"/.test(answer.text))

/** Starts so many clients; a case whose acknowledgement did not come is sent again under its key. */
export function startLoad(address: string, token: string, clients: number, prefix: string): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: clients })
  const acknowledged: Acknowledged[] = []
  const wrong: string[] = []
  let [isOver, count] = [false, 0]
  const line = async (): Promise<void> => {
    while (!isOver) {
      count += 1
      const [key, body] = [`${prefix}-${count}`, bodyOf(count)]
      for (;;) {
        const answer = await post(agent, address, token, key, body)
        if (isAgain(answer)) await pause(50)
        else {
          if (answer?.status === 201) acknowledged.push({ key, caseId: caseIdOf(answer.text), text: answer.text })
          else wrong.push(`${key}: ${answer?.status} ${answer?.text.slice(0, 300)}`)
          break
        }
      }
    }
  }
  const lines = Array.from({ length: clients }, line)
  return {
    acknowledged,
    wrong,
    sent: () => count,
    finish: async () => {
      isOver = true
      await Promise.all(lines)
      agent.destroy()
    },
  }
}
