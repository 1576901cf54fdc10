/**
 * One message sent once: its receiver's name resolved once, the address checked, and the connection made to that very
 * address, so that a name which answers differently a moment later leads nowhere. Redirects are not followed, answers
 * are read to a bound, and all of it ends in time.
 */
import { Resolver } from 'node:dns/promises'
import { request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { endpointUrl, hostOf, isAllowed } from './address.ts'
import type { Problem, Tried } from './schedule.ts'
import type { WebhookSettings } from './settings.ts'
import { signatures } from './signature.ts'

/** Every address of a name, of both families; thrown or none where there is none. */
export type Resolve = (name: string) => Promise<readonly string[]>

export type Sent = {
  readonly url: string
  /** The message's id, the same at each try and to each endpoint. */
  readonly id: string
  readonly body: Uint8Array
  /** Secrets to sign with, the newest first. */
  readonly secrets: readonly string[]
}

export type Sender = (message: Sent, now: Date) => Promise<Tried>

export type SenderParts = {
  readonly settings: Pick<WebhookSettings, 'answerMsMax' | 'answerBytesMax' | 'answerKeptMax'>
  readonly resolve: Resolve
  /** Whether this machine itself may be told: in a demonstration alone. */
  readonly toLoopback: boolean
  /** Who is believed beside the authorities that Node knows. */
  readonly authorities?: readonly string[]
}

const NAME_MS_MAX = 5_000
const HEADER_BYTES_MAX = 16_384

/**
 * Asks the name servers of this machine alone: names of its own hosts file and of its search list are not the public
 * internet's.
 */
export function dnsResolve(): Resolve {
  const resolver = new Resolver({ timeout: NAME_MS_MAX / 2, tries: 2 })
  return async name => {
    const found = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
    return found.flatMap(one => (one.status === 'fulfilled' ? one.value : []))
  }
}

class Unsent extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem)
    this.problem = problem
  }
}

/** The one address to connect to. Where any of a name's addresses is not allowed, none is. */
async function addressOf(host: string, { resolve, toLoopback }: SenderParts): Promise<string> {
  if (isIP(host) !== 0) return host
  if (toLoopback && host === 'localhost') return '127.0.0.1'
  const late = new AbortController()
  const found = await Promise.race([
    resolve(host).catch(() => []),
    pause(NAME_MS_MAX, [] as string[], { ref: false, signal: late.signal }).catch(() => []),
  ])
  late.abort()
  const [first] = found
  if (first === undefined) throw new Unsent('name_unknown')
  if (!found.every(address => isAllowed(address, toLoopback))) throw new Unsent('address_refused')
  return first
}

/** What an error of the connection means. */
function problemOf(error: unknown): Problem {
  if (error instanceof Unsent) return error.problem
  const code = String((error as { readonly code?: unknown } | null)?.code ?? '')
  if (code.startsWith('HPE_')) return 'answer_malformed'
  if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO|ALTNAME|EPROTO/.test(code)) return 'tls_failed'
  return 'not_connected'
}

/** The first characters of what came, without what no log should hold. */
const kept = (chunks: readonly Uint8Array[], most: number): string =>
  Buffer.concat(chunks)
    .subarray(0, 4 * most)
    .toString('utf8')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+/gu, ' ')
    .slice(0, most)
    .toWellFormed()

/** Sends over a connection of its own to that address, and reads the answer to its bound. */
function exchanged(url: URL, address: string, message: Sent, headers: Record<string, string>, parts: SenderParts) {
  const { answerBytesMax, answerKeptMax, answerMsMax } = parts.settings
  const family = isIP(address)
  // Whatever is asked, the answer is the address that was checked.
  const lookup: LookupFunction = (_, options, done) =>
    options.all === true ? done(null, [{ address, family }]) : done(null, address, family)
  return new Promise<Tried>((resolve, reject) => {
    const host = hostOf(url)
    const options = {
      method: 'POST',
      host,
      port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port),
      path: `${url.pathname}${url.search}`,
      headers: { host: url.host, ...headers },
      lookup,
      agent: false as const,
      maxHeaderSize: HEADER_BYTES_MAX,
    }
    const tls = {
      minVersion: 'TLSv1.2' as const,
      rejectUnauthorized: true,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(parts.authorities === undefined ? {} : { ca: [...parts.authorities] }),
    }
    const asked = url.protocol === 'https:' ? tlsRequest({ ...options, ...tls }) : plainRequest(options)
    let told: ((answer: string) => void) | undefined
    const chunks: Uint8Array[] = []
    let size = 0
    const end = (): void => {
      clearTimeout(late)
      told?.(kept(chunks, answerKeptMax))
      asked.destroy()
    }
    const late = setTimeout(() => {
      // What was said by then stands: a receiver that has said 200 has it, however slowly it goes on talking.
      end()
      reject(new Unsent('too_late'))
    }, answerMsMax)
    asked.on('error', error => {
      end()
      reject(error)
    })
    asked.on('response', answer => {
      const status = answer.statusCode ?? 0
      const retryAfter = answer.headers['retry-after'] ?? null
      told = text => resolve({ status, retryAfter, answer: text })
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length
        chunks.push(chunk)
        if (size >= answerBytesMax) end()
      })
      answer.on('end', end)
      answer.on('error', end)
      answer.on('close', end)
    })
    asked.end(message.body)
  })
}

/** How messages are sent. Nothing is thrown: what went wrong is what the try came to. */
export function makeSender(parts: SenderParts): Sender {
  return async (message, now) => {
    try {
      const url = endpointUrl(message.url, parts.toLoopback)
      if (!url.ok) throw new Unsent('url_refused')
      const address = await addressOf(hostOf(url.value), parts)
      const second = Math.floor(now.getTime() / 1000)
      const headers = {
        'content-type': 'application/json',
        'content-length': String(message.body.length),
        'user-agent': 'tech-guarantee-webhooks/1',
        accept: '*/*',
        'webhook-id': message.id,
        'webhook-timestamp': String(second),
        'webhook-signature': signatures(message.secrets, message.id, second, message.body),
      }
      return await exchanged(url.value, address, message, headers, parts)
    } catch (error) {
      return { status: null, problem: problemOf(error) }
    }
  }
}
