/** A process of its own that holds an embedded server open: says what it found, and closes when told by SIGTERM. */
import { openEmbedded } from '../../src/platform/db/embedded.ts'

try {
  const server = await openEmbedded({ folder: process.argv[2] as string })
  process.on('SIGTERM', () => {
    server.close().then(isStopped => {
      process.stdout.write(`closed ${isStopped}\n`)
      process.exit(0)
    })
  })
  process.stdout.write(`open ${server.isStartedHere} ${JSON.stringify(server.superuser)}\n`)
  setInterval(() => undefined, 1000)
} catch (error) {
  process.stdout.write(`failed ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
