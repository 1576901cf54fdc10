/** The shape of an edition of after-care: what the guarantee is carried by from its notice to its end. */
import { z } from 'zod'
import { editionHeader, sourcedNumber, sourcedTable } from '../kernel/sourced.ts'
import { DEBTS } from '../ledger/recovery-order.ts'

/** On what a creditor may claim (Decree 26). */
export const TRIGGERS = [
  'default',
  'bankruptcy_or_dissolution',
  'inactivity',
  'closure',
  'rehabilitation',
  'sharp_fall',
] as const
export type Trigger = (typeof TRIGGERS)[number]

/** What a creditor must tell the fund without delay (Act 38). */
export const DUTIES = [
  'debt_formed',
  'debt_extinguished',
  'benefit_of_time_lost',
  'non_performance',
  'affecting',
] as const
export type Duty = (typeof DUTIES)[number]

const isExactly = (keys: readonly string[], table: { readonly values: Readonly<Record<string, unknown>> }): boolean =>
  Object.keys(table.values).length === keys.length && keys.every(key => key in table.values)
const rowFor = (keys: readonly string[]) => ({ message: `one entry for each of ${keys.join(', ')}` })

/** A number of days that is divided by. */
const dayCount = () => sourcedNumber('days').refine(one => !/^-|^0+$/.test(one.value), { message: 'above 0' })
const notNegative = { message: 'not below 0' }
const isNotNegative = (table: { readonly values: Readonly<Record<string, string>> }) =>
  Object.values(table.values).every(value => !value.startsWith('-'))

export const aftercareSchema = z.strictObject({
  kind: z.literal('aftercare'),
  ...editionHeader,
  /** Whole months from the day of the trigger that must have passed before a claim. */
  claim_wait: sourcedTable('months')
    .refine(table => isExactly(TRIGGERS, table), rowFor(TRIGGERS))
    .refine(isNotNegative, notNegative),
  /** Triggers on which a claim needs the fund's consent first. */
  claim_consent: sourcedTable('flag').refine(table => isExactly(TRIGGERS, table), rowFor(TRIGGERS)),
  /** Events the fund counts as an accident; each is one or is none. */
  accidents: sourcedTable('flag'),
  /** How long "without delay" is. */
  duty_days: sourcedNumber('days').refine(one => !one.value.startsWith('-'), notNegative),
  /** On an amount paid, as the minister has set it. */
  damages_rate: sourcedNumber('annual_rate').refine(one => !one.value.startsWith('-'), notNegative),
  damages_day_count: dayCount(),
  /** For the interest a creditor may claim, where the loan names no other. */
  interest_day_count: dayCount(),
  /** Which debt a recovery pays first: its place, from 1. */
  recovery_order: sourcedTable('count').refine(
    table =>
      isExactly(DEBTS, table) &&
      Object.values(table.values)
        .toSorted()
        .every((rank, place) => rank === String(place + 1)),
    { message: `${DEBTS.join(', ')}, each with a place of its own from 1` },
  ),
})
export type AftercareEdition = z.infer<typeof aftercareSchema>
