/** What goes in and out of the routes of the watch. */
import { z } from 'zod'
import { AREAS, LEVELS, SEVERITIES, WATCH_ROLES } from '../../decision/watch-schema.ts'
import { code, dayText, plainText } from '../../kernel/text.ts'

/** Where somebody of the agency read what they tell. A firm's own word is none; a bank tells as itself. */
export const OBSERVED_AT = [
  'annual_accounts',
  'site_visit',
  'credit_bureau',
  'tax_office',
  'court',
  'land_register',
  'register',
  'business_status',
  'clearing_house',
] as const
export const BANK_SOURCE = 'bank'

const FACTS_MAX = 50
export const observationBody = z.strictObject({
  /** The day on which it was so: of a figure of a year, the year's last. */
  as_of: dayText,
  source: z.enum([...OBSERVED_AT, BANK_SOURCE]),
  facts: z
    .record(code, z.union([z.boolean(), plainText(60)]))
    .refine(facts => Object.keys(facts).length > 0 && Object.keys(facts).length <= FACTS_MAX, {
      message: `1 to ${FACTS_MAX} facts`,
    }),
})
export const observedView = z.strictObject({ guarantee: z.string(), as_of: z.string(), facts: z.array(z.string()) })

const valueView = z.strictObject({
  fact: z.string(),
  value: z.string().nullable(),
  as_of: z.string().nullable(),
  source: z.string().nullable(),
  not_known_since: z.string().nullable(),
  reason: z.enum(['absent', 'stale', 'contradictory']).nullable(),
})
const signalView = z.strictObject({
  signal: z.string(),
  area: z.enum(AREAS),
  severity: z.enum(SEVERITIES),
  outcome: z.enum(['raised', 'not_raised', 'not_known']),
  /** Raised before and not known now. */
  is_held: z.boolean(),
  not_known_since: z.string().nullable(),
  values: z.array(valueView),
})
const changeView = z.strictObject({ signal: z.string(), what: z.enum(['raised', 'cleared']), day: z.string() })
export const signalsView = z.strictObject({
  guarantee: z.string(),
  number: z.string(),
  on: z.string(),
  edition: z.string(),
  level: z.enum(LEVELS),
  points: z.int(),
  looked_on: z.string().nullable(),
  /** Against the last look that was kept. */
  raised: z.array(z.string()),
  still: z.array(z.string()),
  cleared: z.array(z.string()),
  signals: z.array(signalView),
  history: z.array(changeView),
})

export const watchView = z.strictObject({
  guarantee: z.string(),
  number: z.string(),
  firm: z.string(),
  office: z.string(),
  level: z.enum(LEVELS),
  points: z.int(),
  standing: z.array(z.string()),
  not_known: z.int(),
  looked_on: z.string().nullable(),
  balance: z.string(),
})
export const watchFilters = {
  level: z.enum(LEVELS).optional(),
  office: z
    .string()
    .regex(/^(?:office|region|agency)-[0-9a-z-]{3,40}$/)
    .optional(),
}

export const taskView = z.strictObject({
  /** Of a signal; null of a warning of recourse, which ends when what it warns of is done. */
  id: z.string().nullable(),
  guarantee: z.string(),
  number: z.string(),
  of: z.enum(['signal', 'recourse']),
  what: z.string(),
  role: z.enum(WATCH_ROLES),
  holder: z.string().nullable(),
  raised_on: z.string(),
  due_on: z.string(),
  is_late: z.boolean(),
})
export const doneBody = z.strictObject({ note: plainText(2000) })
export const reassignBody = z.strictObject({
  holder: z.string().regex(/^person-[0-9a-z-]{3,40}$/),
  reason: plainText(500),
})
export const taskDoneView = z.strictObject({
  id: z.string(),
  signal: z.string(),
  role: z.enum(WATCH_ROLES),
  holder: z.string().nullable(),
  due_on: z.string(),
  done_on: z.string().nullable(),
  done_by: z.string().nullable(),
  note: z.string().nullable(),
})
