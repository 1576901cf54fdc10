/**
 * A process that does parts of runs, to be killed: tells each part it begins on standard output, and never ends the
 * part it is told to hang in.
 */
import { appendFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import type { Place } from '../../src/platform/db/embedded.ts'
import { openDatabase } from '../../src/platform/db/open.ts'
import { workRuns } from '../../src/platform/runs/worker.ts'

const [owner, app, log, hangsIn] = process.argv.slice(2) as [string, string, string, string]
const database = await openDatabase({ owner: JSON.parse(owner) as Place, app: JSON.parse(app) as Place })
workRuns(
  database.plain,
  {
    counted: {
      part: async (_, part) => {
        appendFileSync(log, `${process.pid} ${part}\n`)
        process.stdout.write(`${part}\n`)
        if (part === Number(hangsIn)) await pause(600_000)
        await pause(5)
        return part + 1
      },
      merge: (_, results) => ({ sum: results.reduce<number>((sum, one) => sum + Number(one), 0) }),
    },
  },
  { leaseSeconds: 1, pollMs: 20 },
)
