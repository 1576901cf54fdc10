/** How many certificates one core seals in a second: drawn, record attached, sealed with a time-stamp. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { printedFor } from '../../certificate/printed.ts'
import { makeCertificateService } from '../../certificate/service.ts'
import { systemClock } from '../../platform/clock.ts'
import { HOME, textsBelow } from '../../platform/folders.ts'
import { openPress } from '../../platform/fonts.ts'
import { openKeys } from '../../platform/keys.ts'
import { carried, caseFileOf } from '../carried.ts'
import { granted, shippedRules } from '../command.ts'
import { type Measure, median } from '../measure.ts'
import { config } from '../settings.ts'

const ROUNDS = 7
const PAPERS = 20

/** Sealed certificates a second, the median over rounds; keys of a folder made for the run. */
async function sealedEachSecond(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-keys-'))
  try {
    const keys = await openKeys(join(folder, 'keys'), systemClock.now())
    const book = shippedRules()
    let serial = 0n
    const service = makeCertificateService({ book, press: openPress(), clock: systemClock, serial: () => ++serial })
    const [text = ''] = [...textsBelow(join(HOME, 'fixtures/applications')).values()].sort()
    const file = caseFileOf(text)
    const { record, rules } = carried(file, book)
    const printed = printedFor(record, file.names, 'ko', config().verifierUrl)
    const round = (): number => {
      const start = process.hrtime.bigint()
      for (let paper = 0; paper < PAPERS; paper++) granted(service.issue(record, rules.editions, printed, 'ko', keys))
      return (PAPERS * 1e9) / Number(process.hrtime.bigint() - start)
    }
    round()
    return median(Array.from({ length: ROUNDS }, round))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export const measures: readonly Measure[] = [
  {
    name: 'certificate.sealed',
    says: 'Korean certificates of one shipped case, drawn with the record attached, sealed, time-stamped; one core.',
    unit: 'a second',
    better: 'higher',
    bar: { of: 'value', is: 30 },
    take: async () => ({ value: await sealedEachSecond() }),
  },
]
