/**
 * Offices of the demonstration: they answer well of its invented firms and of nobody else, on any day, as if they had
 * been asked a few days before. Written beside the demonstration's tokens; refused in production, where a reading that
 * is always fresh would be a false one.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { addDays, calendarDate } from '../../kernel/calendar.ts'
import { code, plainText } from '../../kernel/text.ts'
import { isFile, writeWhole } from '../folders.ts'
import { type Office, UNAVAILABLE } from './office.ts'

const OFFICES_FILE = 'demo-offices.json'
const READINGS_FILE = 'demo-readings.json'
const NOTE = 'Invented answers of invented offices about invented firms, as old on every day. Refused in production.'

/** Days since the office looked, and days from then on its answer holds: within what the vocabulary calls fresh. */
const DAYS = {
  business_status: { days_old: 1, days_valid: 30 },
  credit_bureau: { days_old: 1, days_valid: 30 },
  tax_office: { days_old: 2, days_valid: 30 },
  court: { days_old: 3, days_valid: 90 },
  guarantor: { days_old: 1, days_valid: 30 },
} as const

/** Every fact that can exclude a firm, by the office that tells it: none of them is so. */
export const DEMONSTRATION_ANSWERS = {
  business_status: { suspended_or_closed: false },
  credit_bureau: {
    credit_information_managed: false,
    owner_credit_managed: false,
    bill_clearing_suspended: false,
    arrears_days: '0',
    arrears_count_3m: '0',
  },
  tax_office: { national_tax_delinquent: false, local_tax_delinquent: false },
  court: { bankruptcy_or_rehabilitation: false, approved_plan_performed: false, premises_attached: false },
  guarantor: {
    unpaid_indemnity: false,
    related_unpaid_indemnity: false,
    debt_evasion_ban: false,
    accident_firm: false,
    duplicate_guarantee: false,
  },
} as const satisfies Record<keyof typeof DAYS, Readonly<Record<string, boolean | string>>>

/** Writes the offices of the demonstration into the data folder, each answering for the firms named. */
export function writeDemonstrationOffices(dataFolder: string, firms: readonly string[]): void {
  const sources = Object.keys(DAYS) as (keyof typeof DAYS)[]
  const offices = sources.map(source => ({
    source,
    facts: Object.keys(DEMONSTRATION_ANSWERS[source]),
    demonstration_file: READINGS_FILE,
  }))
  const readings = sources.flatMap(source =>
    Object.entries(DEMONSTRATION_ANSWERS[source]).map(([fact, value]) => ({ fact, value, source, ...DAYS[source] })),
  )
  const write = (name: string, content: unknown) =>
    writeWhole(join(dataFolder, name), `${JSON.stringify(content, null, 2)}\n`, 0o600)
  write(READINGS_FILE, { note: NOTE, firms: Object.fromEntries(firms.map(firm => [firm, readings])) })
  write(OFFICES_FILE, offices)
}

/** The offices file to go by: the operator's, else in no production that of the demonstration, where one was made. */
export function officesFileOf(config: {
  readonly officesFile: string | undefined
  readonly dataFolder: string
  readonly isProduction: boolean
}): string | undefined {
  if (config.officesFile !== undefined) return config.officesFile
  const path = join(config.dataFolder, OFFICES_FILE)
  return !config.isProduction && isFile(path) ? path : undefined
}

const days = z.int().min(0).max(3650)
const readingsSchema = z.strictObject({
  note: plainText(200),
  firms: z.record(
    z.string(),
    z.array(
      z.strictObject({
        fact: code,
        value: z.union([z.boolean(), plainText(60)]),
        source: code,
        days_old: days,
        days_valid: days,
      }),
    ),
  ),
})

/** An office whose readings are dated from the day of asking; read at every question. */
export const demonstrationOffice = (
  source: string,
  facts: readonly string[],
  path: string,
  timeoutMs: number,
): Office => ({
  source,
  facts,
  timeoutMs,
  ask: async ({ firm, day }, signal) => {
    const { firms } = readingsSchema.parse(JSON.parse(await readFile(path, { encoding: 'utf8', signal })))
    const own = Object.hasOwn(firms, firm) ? firms[firm] : undefined
    if (own === undefined) return UNAVAILABLE
    return own
      .filter(one => one.source === source)
      .map(({ fact, value, days_old, days_valid }) => {
        const asOf = addDays(calendarDate(day), -days_old)
        return { fact, value, as_of: asOf, valid_until: addDays(asOf, days_valid) }
      })
  },
})
