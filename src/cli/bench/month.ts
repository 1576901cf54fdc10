/** A bank's month of 100,000 rows: until each is validated, matched and listed, and in how much memory. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { AtSize } from '../faults/month-at-size.ts'
import type { Measure } from '../measure.ts'

const ROWS = 100_000
const OUTPUT_MAX = 1024 * 1024

let once: Promise<AtSize> | undefined
/** Taken once for both measurements, in a process whose memory is its own. */
const taken = (): Promise<AtSize> => {
  once ??= promisify(execFile)(
    process.execPath,
    // As `npm start` starts the service.
    ['--max-semi-space-size=8', fileURLToPath(new URL('../faults/month-at-size.ts', import.meta.url)), String(ROWS)],
    { maxBuffer: OUTPUT_MAX },
  ).then(({ stdout }) => JSON.parse(stdout) as AtSize)
  return once
}

export const measures: readonly Measure[] = [
  {
    name: 'guarantee.month',
    says:
      `A utilisation report of ${ROWS.toLocaleString('en-US')} rows as CSV, from its last part to its lists: read, ` +
      'every row validated, matched to as many guarantees on PostgreSQL, differences kept.',
    unit: 's',
    better: 'lower',
    bar: { of: 'value', is: 10 },
    take: async () => {
      const { seconds, rows, differences } = await taken()
      return { value: seconds, note: `${rows} rows, ${differences} differences.` }
    },
  },
  {
    name: 'guarantee.month_memory',
    says: 'The most memory the process took over the same report, the thread that reads it counted.',
    unit: 'MB',
    better: 'lower',
    bar: { of: 'value', is: 512 },
    take: async () => ({ value: (await taken()).megabytes }),
  },
]
