/**
 * A process that does parts of impacts, to be killed: tells each part it begins, and in the part it is told to hang in
 * it has worked out everything and keeps nothing.
 */
import { appendFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { NOTHING_PUBLISHED } from '../../../src/appraisal/published.ts'
import type { Place } from '../../../src/platform/db/embedded.ts'
import { openDatabase } from '../../../src/platform/db/open.ts'
import { HOME, textsBelow } from '../../../src/platform/folders.ts'
import { workRuns } from '../../../src/platform/runs/worker.ts'
import { openWorkers } from '../../../src/platform/workers.ts'
import type { Answer, Asked } from '../../../src/policy/impact/asked.ts'
import { IMPACT, impactKind } from '../../../src/policy/impact/service.ts'

const [owner, app, log, hangsIn] = process.argv.slice(2) as [string, string, string, string]
const database = await openDatabase({ owner: JSON.parse(owner) as Place, app: JSON.parse(app) as Place })
const workers = openWorkers<Asked, Answer>({
  file: new URL('../../../src/policy/impact/impact.worker.ts', import.meta.url),
  ...{ count: 1, settings: textsBelow(`${HOME}/rules`), secondsMax: 60, megabytesMax: 512 },
})
const kind = impactKind(database, workers, () => NOTHING_PUBLISHED)
workRuns(
  database.plain,
  {
    [IMPACT]: {
      ...kind,
      part: async (asked, part, over, about) => {
        appendFileSync(log, `${process.pid} ${part}\n`)
        const result = await kind.part(asked, part, over, about)
        if (part === Number(hangsIn)) {
          process.stdout.write('worked out\n')
          await pause(600_000)
        }
        return result
      },
    },
  },
  { leaseSeconds: 1, pollMs: 20 },
)
