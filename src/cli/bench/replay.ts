/** How fast a book is replayed to the byte: generated decisions, run again in two threads. */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { HOME, textsBelow } from '../../platform/folders.ts'
import { openWorkers } from '../../platform/workers.ts'
import type { Asked } from '../../policy/replaying/asked.ts'
import { type Tally, together } from '../../policy/replaying/report.ts'
import { NONE_PUBLISHED } from '../../policy/replaying/service.ts'
import { shippedRules } from '../command.ts'
import { generatedRecords } from '../generated-records.ts'
import type { Measure } from '../measure.ts'

const SEED = 20_261_122
/** Different decisions; more are these again, since a million of them take 25 gigabytes. */
const DIFFERENT = 4_800
/** How many are run again: `BENCH_REPLAY_RECORDS=1000000` runs them all, and the answer is then no estimate. */
const RECORDS = Number(process.env['BENCH_REPLAY_RECORDS'] ?? '48000')
const BATCH = 100
/** Run before the clock starts: over so many code is still compiled, and better; of a million they are a fiftieth. */
const WARMING = 20_000
const MILLION = 1_000_000
const THREADS = 2

async function replayed(): Promise<{ readonly seconds: number; readonly note: string }> {
  const book = generatedRecords(shippedRules(), SEED, DIFFERENT)
  const workers = openWorkers<Asked, Tally>({
    file: new URL('../../policy/replaying/replaying.worker.ts', import.meta.url),
    count: THREADS,
    settings: textsBelow(join(HOME, 'rules')),
    secondsMax: 600,
    megabytesMax: 512,
  })
  const run = (from: number, count: number): Promise<Tally> => {
    const at = from % book.length
    return workers.run({ records: book.slice(at, at + count), published: NONE_PUBLISHED })
  }
  try {
    for (let from = 0; from < WARMING; from += 2 * BATCH)
      await Promise.all([run(from, BATCH), run(from + BATCH, BATCH)])
    const tallies: Tally[] = []
    let next = 0
    const lane = async (): Promise<void> => {
      for (let from = next; from < RECORDS; from = next) {
        next += BATCH
        tallies.push(await run(from, Math.min(BATCH, RECORDS - from)))
      }
    }
    const [begun, used] = [performance.now(), process.cpuUsage()]
    await Promise.all(Array.from({ length: THREADS * 2 }, lane))
    const seconds = (performance.now() - begun) / 1000
    const { user, system } = process.cpuUsage(used)
    const whole = together(tallies)
    if (whole.identical !== RECORDS) throw new Error(`${whole.identical} of ${RECORDS} records are identical`)
    const [valued, bytes] = [
      book.filter(one => one.isValued).length,
      book.reduce((sum, one) => sum + one.record.length, 0) / book.length,
    ]
    const note = [
      `After ${WARMING.toLocaleString('en-US')} others, ${RECORDS.toLocaleString('en-US')} were run in`,
      `${seconds.toFixed(1)} s on ${THREADS} of`,
      `${availableParallelism()} cores: ${DIFFERENT.toLocaleString('en-US')} different ones in turn, handed to the`,
      `threads as text, ${(bytes / 1000).toFixed(0)} kB each, ${Math.round((100 * valued) / book.length)} of a hundred`,
      `with a valuation; ${((user + system) / RECORDS).toFixed(0)} us of processor for each, handing over included.`,
      'Reading them from a database comes on top.',
    ]
    return { seconds: (seconds * MILLION) / RECORDS, note: note.join(' ') }
  } finally {
    await workers.close()
  }
}

export const measures: readonly Measure[] = [
  {
    name: 'replay',
    says: 'A million stored decisions run again and compared to the byte, on two cores.',
    unit: 's',
    better: 'lower',
    bar: { of: 'value', is: 150 },
    take: async () => {
      const { seconds, note } = await replayed()
      return { value: seconds, note }
    },
  },
]
