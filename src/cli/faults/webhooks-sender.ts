/**
 * A process that sends webhooks and nothing else, for `webhooks.ts` to kill: on the database of a folder, to this
 * machine, with waits of milliseconds. Ends by SIGTERM.
 */
import { join } from 'node:path'
import { systemClock } from '../../platform/clock.ts'
import { openServiceDatabase } from '../../platform/db/service-database.ts'
import { openSealing } from '../../platform/webhooks/secrets.ts'
import { makeSender } from '../../platform/webhooks/sending.ts'
import { SETTINGS } from '../../platform/webhooks/settings.ts'
import { startWorker } from '../../platform/webhooks/worker.ts'

const place = process.argv[2] ?? ''
const settings = {
  ...SETTINGS,
  // Far more tries than any message needs: nothing may be given up here.
  waitSeconds: Array.from({ length: 1_000 }, () => 0.05),
  restSecondsMax: 0.1,
  answerMsMax: 500,
  leaseSeconds: 1.5,
  pollMs: 20,
}

const none = { ownerUrl: undefined, appUrl: undefined, backupFolder: undefined }
const opened = await openServiceDatabase({ dataFolder: place }, { ...none, connectionsMax: 2 }, { isVisitor: true })
const worker = startWorker({
  db: opened.database.plain,
  settings,
  send: makeSender({ settings, resolve: async () => [], toLoopback: true }),
  sealing: openSealing(join(place, 'keys', 'webhooks')),
  now: systemClock.now,
  chance: Math.random,
  onProblem: () => undefined,
})
process.once('SIGTERM', async () => {
  await worker.close()
  await opened.close()
  process.exit(0)
})
process.stdout.write('sending\n')
