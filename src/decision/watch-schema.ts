/**
 * The shape of an edition of the watch: the facts a guarantee is watched by, the signals they raise, whose task each is
 * and until when, how grave it makes the guarantee.
 */
import { z } from 'zod'
import { BODIES, editionHeader, STATUSES, sourcedNumber, sourcedTable, sourceReference } from '../kernel/sourced.ts'
import { code, dayText, plainText } from '../kernel/text.ts'
import { conditionSchema, parametersSchema } from '../rules/schema.ts'

export const AREAS = ['financials', 'arrears', 'tax', 'litigation', 'business', 'rights', 'employment'] as const
export const SEVERITIES = ['notice', 'warning', 'serious'] as const
export type Severity = (typeof SEVERITIES)[number]
/** Who a task may be given to: roles of the agency that act on guarantees. */
export const WATCH_ROLES = ['officer', 'branch_head', 'claims', 'risk_officer'] as const
export type WatchRole = (typeof WATCH_ROLES)[number]
/** How grave the signals of a guarantee are together; those with points, the least first. */
export const POINTED_LEVELS = ['attention', 'watch', 'alarm'] as const
export const LEVELS = ['clear', 'not_known', ...POINTED_LEVELS] as const
export type WatchLevel = (typeof LEVELS)[number]

const SIGNALS_MAX = 200

/** One signal: a clause of the house's grammar that is raised where its condition is met. */
const signalSchema = z.strictObject({
  signal: code,
  area: z.enum(AREAS),
  severity: z.enum(SEVERITIES),
  role: z.enum(WATCH_ROLES),
  says: z.string().max(120),
  legal_basis: sourceReference.optional(),
  when: conditionSchema,
  in_force_from: dayText,
  status: z.enum(STATUSES),
  decided_by: z.enum(BODIES),
  source: sourceReference.optional(),
  formula: plainText(1000).optional(),
  note: plainText(2000).optional(),
})

const hasKeys = (values: Readonly<Record<string, string>>, keys: readonly string[]): boolean =>
  Object.keys(values).sort().join(' ') === [...keys].sort().join(' ')
/** A whole number from 1 to 9999 for each of some names, and for no other. */
const tableOf = <Unit extends 'points' | 'months'>(unit: Unit, keys: readonly string[]) =>
  sourcedTable(unit)
    .refine(table => hasKeys(table.values, keys), { message: `exactly ${keys.join(', ')}` })
    .refine(table => Object.values(table.values).every(one => /^[1-9][0-9]{0,3}$/.test(one)), {
      message: 'whole numbers from 1 to 9999',
    })
const rises = (values: Readonly<Record<string, string>>, keys: readonly string[]): boolean =>
  keys.every((key, place) => place === 0 || Number(values[key]) > Number(values[keys[place - 1] ?? '']))
const RISES = { message: 'each is greater than the one before' }

export const watchSchema = z
  .strictObject({
    kind: z.literal('watch'),
    ...editionHeader,
    /** Read by signals alone, hence apart from those of decisions, which records name. */
    facts: z.array(z.unknown()).min(1).max(SIGNALS_MAX),
    /** What a bank may tell of; the agency tells everything that is not computed. */
    told_by_bank: z.array(code).max(SIGNALS_MAX),
    /** Facts that are the change of another one between two tellings. */
    changes: z.record(code, code),
    change_gap: tableOf('months', ['min', 'max']).refine(table => rises(table.values, ['min', 'max']), RISES),
    parameters: parametersSchema,
    signals: z.array(signalSchema).min(1).max(SIGNALS_MAX),
    task_days: sourcedTable('days'),
    severity_points: tableOf('points', SEVERITIES).refine(table => rises(table.values, SEVERITIES), RISES),
    level_points: tableOf('points', POINTED_LEVELS).refine(table => rises(table.values, POINTED_LEVELS), RISES),
    looks_per_night: sourcedNumber('count').refine(one => /^[1-9][0-9]{0,5}$/.test(one.value), {
      message: 'a whole number from 1 to 999999',
    }),
    forecast_quarters: sourcedNumber('count').refine(one => /^([1-9]|1[0-9]|20)$/.test(one.value), {
      message: 'a whole number from 1 to 20',
    }),
  })
  .refine(edition => new Set(edition.signals.map(one => one.signal)).size === edition.signals.length, {
    path: ['signals'],
    message: 'each signal stands once',
  })
  .refine(
    edition =>
      hasKeys(
        edition.task_days.values,
        edition.signals.map(one => one.signal),
      ),
    {
      path: ['task_days'],
      message: 'days for each signal, and for no other',
    },
  )
export type WatchEdition = z.output<typeof watchSchema>
