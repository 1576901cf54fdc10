/** The shipped editions a guarantee is carried by, as the tests use them. */
import { readFileSync } from 'node:fs'
import { aftercareSchema } from '../../src/decision/aftercare-schema.ts'
import { holidaysSchema } from '../../src/decision/holidays-schema.ts'
import { termsSchema } from '../../src/decision/terms-schema.ts'
import { aftercareOf } from '../../src/guarantee/aftercare.ts'
import { calendarDate } from '../../src/kernel/calendar.ts'
import { fixed } from '../../src/kernel/fixed.ts'
import { type Money, money } from '../../src/kernel/money.ts'
import { sure } from '../../src/kernel/result.ts'
import { parsed } from '../../src/kernel/schema.ts'

const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))
const terms = sure(parsed(termsSchema, read('rules/terms/2026-01.json')))

export const edition = read('rules/aftercare/2026-01.json')
export const damagesMax = fixed(terms.fees.damages_max.value)
export const aftercare = sure(aftercareOf(sure(parsed(aftercareSchema, edition)), damagesMax))
export const holidays: ReadonlySet<string> = new Set(
  sure(parsed(holidaysSchema, read('rules/holidays/2026-01.json'))).years.flatMap(year =>
    year.days.map(one => one.day),
  ),
)
export const feeRule = {
  dayCount: BigInt(terms.fees.day_count.value),
  step: money(BigInt(terms.rounding.fee_step.value)),
  rate: fixed(terms.fees.late_fee.value),
}
export const formationDays = Number(terms.decision_validity_days.value)

export const won = (text: string): Money => money(BigInt(text))
export const day = calendarDate
