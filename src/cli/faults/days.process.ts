/**
 * A process of the service as far as the day's work goes: opens the database of a folder, and does what its jobs do on
 * the day it is told, everything twice at once, as if the queue had handed a job out again.
 */

import { systemActor } from '../../access/actor.ts'
import { openServiceDatabase } from '../../platform/db/service-database.ts'
import { at, flowOfShipped } from './planted-lives.ts'

/** What the jobs of one process say that they did. */
export type DayDone = { readonly steps: number; readonly provided: number; readonly warned: number }

const folder = process.argv[2] ?? ''
const config = { ownerUrl: undefined, appUrl: undefined, backupFolder: undefined, connectionsMax: 6 }
const { database, close } = await openServiceDatabase({ dataFolder: folder }, config, { isVisitor: true })
const flow = flowOfShipped()

async function done(day: string): Promise<DayDone> {
  const when = at(day)
  const one = async (): Promise<DayDone> => {
    const [steps, , provided, warned] = await Promise.all([
      flow.guarantee.reading.doDue(database, when),
      database.transaction(systemActor('fund.watch'), tx => flow.fund.watch(tx, when)),
      flow.provisioning.provideLastMonth(database, when),
      flow.recourse.file.warn(database, when),
    ])
    return { steps, provided: provided.ok && provided.value ? 1 : 0, warned }
  }
  const [first, second] = await Promise.all([one(), one()])
  return {
    steps: first.steps + second.steps,
    provided: first.provided + second.provided,
    warned: first.warned + second.warned,
  }
}

process.on('message', (day: string) => {
  done(day).then(
    told => process.send?.(told),
    problem => process.send?.({ problem: problem instanceof Error ? (problem.stack ?? '') : String(problem) }),
  )
})
process.once('disconnect', () => void close())
process.send?.('ready')
