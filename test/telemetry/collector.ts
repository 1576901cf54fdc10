/**
 * A collector of traces for tests: a real OTLP receiver over HTTP, which keeps every byte that came and reads the spans
 * from them by the wire format of protocol buffers (numbers of fields: opentelemetry-proto, trace/v1/trace.proto).
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

type Field = { readonly number: number; readonly bytes: Uint8Array; readonly value: bigint }

/** The fields of a message, in the order in which they came. */
function fieldsOf(bytes: Uint8Array): Field[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const found: Field[] = []
  let at = 0
  const varint = (): bigint => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++]
      if (byte === undefined) throw new Error('a message ends within a number')
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
  }
  const take = (size: number): Uint8Array => {
    if (at + size > bytes.length) throw new Error('a message ends within a field')
    at += size
    return bytes.subarray(at - size, at)
  }
  while (at < bytes.length) {
    const tag = varint()
    const [number, wire] = [Number(tag >> 3n), Number(tag & 7n)]
    const none = new Uint8Array()
    if (wire === 0) found.push({ number, bytes: none, value: varint() })
    else if (wire === 1) found.push({ number, value: view.getBigUint64(at, true), bytes: take(8) })
    else if (wire === 2) found.push({ number, bytes: take(Number(varint())), value: 0n })
    else if (wire === 5) found.push({ number, value: BigInt(view.getUint32(at, true)), bytes: take(4) })
    else throw new Error(`a field of wire type ${wire}`)
  }
  return found
}
const all = (bytes: Uint8Array, number: number): Field[] => fieldsOf(bytes).filter(field => field.number === number)
const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('utf8')
const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex')
const inner = (bytes: Uint8Array, number: number): Uint8Array | undefined => all(bytes, number)[0]?.bytes

/** KeyValue: 1 key, 2 value; AnyValue: 1 string, 3 int. */
const attributesOf = (message: Uint8Array, number: number): Record<string, string | number> =>
  Object.fromEntries(
    all(message, number).map(({ bytes }) => {
      const [value] = fieldsOf(inner(bytes, 2) ?? new Uint8Array())
      return [text(inner(bytes, 1)), value?.number === 1 ? text(value.bytes) : Number(value?.value ?? 0n)]
    }),
  )

export const KIND = { internal: 1, server: 2, client: 3, consumer: 5 } as const

export type SeenSpan = {
  readonly trace: string
  readonly id: string
  readonly parent: string
  readonly name: string
  readonly kind: number
  readonly attributes: Readonly<Record<string, string | number>>
  readonly events: readonly string[]
  /** 0 unset, 2 error. */
  readonly status: number
  readonly service: string
}

/** ExportTraceServiceRequest: 1 resource spans; of each 1 resource, 2 scope spans; of each 2 spans. */
function spansOf(body: Uint8Array): SeenSpan[] {
  return all(body, 1).flatMap(({ bytes: ofResource }) => {
    const service = String(attributesOf(inner(ofResource, 1) ?? new Uint8Array(), 1)['service.name'])
    return all(ofResource, 2).flatMap(({ bytes: ofScope }) =>
      all(ofScope, 2).map(({ bytes: span }) => ({
        trace: hex(inner(span, 1)),
        id: hex(inner(span, 2)),
        parent: hex(inner(span, 4)),
        name: text(inner(span, 5)),
        kind: Number(all(span, 6)[0]?.value ?? 0n),
        attributes: attributesOf(span, 9),
        events: all(span, 11).map(event => text(inner(event.bytes, 2))),
        status: Number(all(inner(span, 15) ?? new Uint8Array(), 3)[0]?.value ?? 0n),
        service,
      })),
    )
  })
}

export type Collector = {
  readonly address: string
  readonly spans: () => readonly SeenSpan[]
  /** Every byte that came, bodies and heads. */
  readonly bytes: () => Buffer
  readonly paths: () => readonly string[]
  /** Waits until a span is there that fits. */
  readonly until: (fits: (span: SeenSpan) => boolean) => Promise<SeenSpan>
  readonly close: () => Promise<void>
}

const WAIT_MS_MAX = 30_000

export async function openCollector(): Promise<Collector> {
  const came: Buffer[] = []
  const paths: string[] = []
  const spans: SeenSpan[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', part => parts.push(part as Buffer))
    request.on('end', () => {
      const body = Buffer.concat(parts)
      came.push(Buffer.from(JSON.stringify(request.headers)), body)
      paths.push(`${request.method} ${request.url}`)
      spans.push(...spansOf(body))
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: () => spans,
    bytes: () => Buffer.concat(came),
    paths: () => paths,
    until: async fits => {
      for (let waited = 0; waited < WAIT_MS_MAX; waited += 50) {
        const found = spans.find(fits)
        if (found !== undefined) return found
        await pause(50)
      }
      throw new Error(`no such span among ${JSON.stringify([...new Set(spans.map(span => span.name))])}`)
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
