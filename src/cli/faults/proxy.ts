/** A TCP proxy that lets requests through and loses answers: some after they were given, some half way. */
import { connect, createServer, type Socket } from 'node:net'

export type Proxy = {
  readonly address: string
  /** How many answers it swallowed. */
  readonly dropped: () => number
  readonly close: () => Promise<void>
}

/**
 * @param port     where the service listens
 * @param isDrop   asked once for each connection: whether the first answer on it is lost
 */
export async function openProxy(port: number, isDrop: () => boolean): Promise<Proxy> {
  const sockets = new Set<Socket>()
  let dropped = 0
  const server = createServer(client => {
    const service = connect(port, '127.0.0.1')
    const isLost = isDrop()
    for (const socket of [client, service]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        service.destroy()
      })
    }
    client.on('data', bytes => service.write(bytes))
    service.on('data', bytes => {
      if (!isLost) {
        client.write(bytes)
        return
      }
      // The answer is there, so its effect is committed; the client hears a part of it at most.
      dropped += 1
      if (dropped % 2 === 0) client.write(bytes.subarray(0, 40))
      client.destroySoon()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the proxy has no address')
  return {
    address: `http://127.0.0.1:${address.port}`,
    dropped: () => dropped,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>(resolve => server.close(() => resolve()))
    },
  }
}
