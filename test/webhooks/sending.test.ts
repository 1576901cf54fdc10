/**
 * One message sent once, to real servers: TLS to the name that was asked for, the address checked and then kept to, and
 * receivers that hang, drip, pour or speak something else.
 */
import { webcrypto } from 'node:crypto'
import { createServer as createTlsServer } from 'node:https'
import { createServer as createPlainServer, type Server, type Socket } from 'node:net'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeSender, type Resolve, type SenderParts } from '../../src/platform/webhooks/sending.ts'
import { newSecret } from '../../src/platform/webhooks/signature.ts'

const NOW = new Date('2026-04-14T01:00:00.000Z')
const NAME = 'receiver.example'
const BODY = Buffer.from('{"type":"webhook.test"}')
const SECRET = newSecret('v1').secret
const engine = new pkijs.CryptoEngine({ crypto: webcrypto as never })
const open: { readonly server: Server; readonly sockets: Set<Socket> }[] = []

async function certificateFor(name: string): Promise<{ readonly cert: string; readonly key: string }> {
  const pair = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
  const certificate = new pkijs.Certificate()
  certificate.version = 2
  certificate.serialNumber = new asn1js.Integer({ value: 1 })
  const subject = { type: '2.5.4.3', value: new asn1js.Utf8String({ value: name }) }
  for (const of of [certificate.subject, certificate.issuer])
    of.typesAndValues.push(new pkijs.AttributeTypeAndValue(subject))
  certificate.notBefore.value = new Date(Date.now() - 86_400_000)
  certificate.notAfter.value = new Date(Date.now() + 86_400_000)
  await certificate.subjectPublicKeyInfo.importKey(pair.publicKey as never, engine)
  const names = new pkijs.GeneralNames({ names: [new pkijs.GeneralName({ type: 2, value: name })] })
  certificate.extensions = [
    new pkijs.Extension({ extnID: '2.5.29.17', critical: false, extnValue: names.toSchema().toBER() }),
  ]
  await certificate.sign(pair.privateKey as never, 'SHA-256', engine)
  const pem = (label: string, bytes: ArrayBuffer) =>
    `-----BEGIN ${label}-----\n${Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g)
      ?.join('\n')}\n-----END ${label}-----\n`
  return {
    cert: pem('CERTIFICATE', certificate.toSchema().toBER()),
    key: pem('PRIVATE KEY', await webcrypto.subtle.exportKey('pkcs8', pair.privateKey)),
  }
}

/** Listens on this machine; gives the port, and counts who came. */
async function listening(server: Server): Promise<{ readonly port: number; readonly count: () => number }> {
  const sockets = new Set<Socket>()
  let count = 0
  server.on('connection', socket => {
    count += 1
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })
  open.push({ server, sockets })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return { port: typeof address === 'object' && address !== null ? address.port : 0, count: () => count }
}
const speaking = (speak: (socket: Socket) => void) =>
  listening(createPlainServer(socket => void socket.once('data', () => speak(socket))))

afterAll(() => {
  for (const { server, sockets } of open) {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
})

const settings = { answerMsMax: 500, answerBytesMax: 16_384, answerKeptMax: 500 }
const here: Resolve = async () => ['127.0.0.1']
const sent = (url: string, parts: Partial<SenderParts> = {}) =>
  makeSender({ settings, resolve: here, toLoopback: true, ...parts })(
    { url, id: 'msg_1', body: BODY, secrets: [SECRET] },
    NOW,
  )
const plain = ({ port }: { readonly port: number }) => `http://127.0.0.1:${port}/hooks`

describe('over TLS', () => {
  let tls: { readonly port: number; readonly count: () => number }
  let authority = ''
  const asked: { host: string | undefined; name: unknown; body: string }[] = []
  beforeAll(async () => {
    const { cert, key } = await certificateFor(NAME)
    authority = cert
    tls = await listening(
      createTlsServer({ cert, key }, (request, answer) => {
        let body = ''
        request.on('data', chunk => {
          body += String(chunk)
        })
        request.on('end', () => {
          const { servername: name } = request.socket as unknown as { servername: unknown }
          asked.push({ host: request.headers.host, name, body })
          answer.writeHead(204).end()
        })
      }),
    )
  })
  const url = (name = NAME) => `https://${name}:${tls.port}/hooks`

  test('the connection goes to the address of the name, under the name, with the bytes given', async () => {
    expect(await sent(url(), { authorities: [authority] })).toEqual({ status: 204, retryAfter: null, answer: '' })
    expect(asked).toEqual([{ host: `${NAME}:${tls.port}`, name: NAME, body: String(BODY) }])
  })
  test('who is not certified, or for another name, is told nothing', async () => {
    const before = asked.length
    expect(await sent(url())).toEqual({ status: null, problem: 'tls_failed' })
    expect(await sent(url('other.example'), { authorities: [authority] })).toEqual({
      status: null,
      problem: 'tls_failed',
    })
    expect(asked.length).toBe(before)
  })
})

describe('where it is sent', () => {
  test('a name of which any address is not public is refused, and nobody is connected to', async () => {
    const receiver = await speaking(socket => void socket.end('HTTP/1.1 204 No Content\r\n\r\n'))
    const url = `https://rebind.example:${receiver.port}/`
    for (const found of [
      ['127.0.0.1'],
      ['10.0.0.1'],
      ['169.254.169.254'],
      ['1.1.1.1', '127.0.0.1'],
      ['::ffff:127.0.0.1'],
    ])
      expect(await sent(url, { toLoopback: false, resolve: async () => found })).toEqual({
        status: null,
        problem: 'address_refused',
      })
    expect(receiver.count()).toBe(0)
  })
  test('a name that is public when it is checked and private a moment later leads nowhere', async () => {
    const receiver = await listening(createPlainServer())
    let times = 0
    const resolve: Resolve = async () => {
      times += 1
      return times === 1 ? ['1.1.1.1'] : ['127.0.0.1']
    }
    const tried = await sent(`https://rebind.example:${receiver.port}/`, { toLoopback: false, resolve })
    expect(tried.status).toBe(null)
    expect(['not_connected', 'too_late']).toContain('problem' in tried ? tried.problem : '')
    expect([times, receiver.count()]).toEqual([1, 0])
  })
  test('the address that was checked is the one that is connected to, whatever the name says afterwards', async () => {
    const receiver = await speaking(socket => void socket.end('HTTP/1.1 204 No Content\r\n\r\n'))
    let times = 0
    const resolve: Resolve = async () => {
      times += 1
      return [times === 1 ? '127.0.0.1' : '10.0.0.1']
    }
    // Not TLS: the server hangs up on the greeting, having been reached.
    expect(await sent(`https://moving.example:${receiver.port}/`, { resolve })).toMatchObject({ status: null })
    expect([times, receiver.count()]).toEqual([1, 1])
  })
  test('a name that is nowhere, an unfit address and a closed port are told apart', async () => {
    expect(await sent('https://nowhere.example/', { resolve: async () => [] })).toMatchObject({
      problem: 'name_unknown',
    })
    const thrown = async () => {
      throw new Error('no name server')
    }
    expect(await sent('https://nowhere.example/', { resolve: thrown })).toMatchObject({ problem: 'name_unknown' })
    expect(await sent('http://receiver.example/')).toMatchObject({ problem: 'url_refused' })
    const gone = await listening(createPlainServer())
    open.at(-1)?.server.close()
    expect(await sent(plain(gone))).toMatchObject({ problem: 'not_connected' })
  })
})

describe('what is answered', () => {
  test('who hangs is given up in time, before and after the head of the answer', async () => {
    const mute = await speaking(() => undefined)
    expect(await sent(plain(mute))).toEqual({ status: null, problem: 'too_late' })
    const halfway = await speaking(socket => void socket.write('HTTP/1.1 2'))
    expect(await sent(plain(halfway))).toEqual({ status: null, problem: 'too_late' })
  })
  test('who has said 200 and drips on has it, with what was said by then', async () => {
    const drip = await speaking(socket => void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\nso far'))
    expect(await sent(plain(drip))).toEqual({ status: 200, retryAfter: null, answer: 'so far' })
  })
  test('who pours is read to the bound and cut off', async () => {
    let written = 0
    const pour = await speaking(socket => {
      socket.write('HTTP/1.1 500 No\r\n\r\n')
      const more = () => {
        while (!socket.destroyed && socket.write('x'.repeat(10_000))) written += 10_000
      }
      socket.on('drain', more)
      more()
    })
    const tried = await sent(plain(pour), { settings: { ...settings, answerMsMax: 10_000 } })
    expect(tried).toEqual({ status: 500, retryAfter: null, answer: 'x'.repeat(500) })
    // What the machine holds between the two sides is some megabytes; without a bound it goes on for as long as it may.
    expect(written).toBeLessThan(64_000_000)
    await new Promise(resolve => setTimeout(resolve, 100))
    const then = written
    await new Promise(resolve => setTimeout(resolve, 100))
    expect(written).toBe(then)
  })
  test('what is no HTTP, or has a head beyond the bound, is malformed; a line cut off is not an answer', async () => {
    const other = await speaking(socket => void socket.end('SSH-2.0-OpenSSH\r\n'))
    expect(await sent(plain(other))).toMatchObject({ problem: 'answer_malformed' })
    const heady = await speaking(socket => void socket.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`))
    expect(await sent(plain(heady))).toMatchObject({ problem: 'answer_malformed' })
    const cut = await speaking(socket => void socket.destroy())
    expect(await sent(plain(cut))).toMatchObject({ problem: 'not_connected' })
  })
  test('controls and marks that turn a line around do not reach the log', async () => {
    const odd = await speaking(socket => void socket.end('HTTP/1.1 500 No\r\n\r\na\u0000b\u001b[31mc\u202ed\u2028e'))
    expect(await sent(plain(odd))).toMatchObject({ answer: 'a b [31mc d e' })
  })
})
