/** What goes in and out of the routes of recourse. */
import { z } from 'zod'
import { dayText, moneyNotNegative, plainText } from '../../kernel/text.ts'
import { ASSET_KINDS, ATTACHMENT_KINDS, RELEASES } from './attachments.ts'
import { ENDINGS, ROLES, SUCCESSIONS } from './obligors.ts'
import { RELIEF_GROUNDS } from './relief.ts'
import { BASES, SUSPENSIONS } from './terms.ts'

export const uuidText = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
const personText = z.string().regex(/^person-[0-9a-z-]{3,40}$/)
/** A firm, bank or person by its id: a name is refused by its form. */
const partyText = z.string().regex(/^(?:firm|bank|person)-[0-9a-z-]{3,40}$/)
const positive = moneyNotNegative.refine(text => text !== '0', { message: 'above 0' })
const part = z.int().min(1).max(1_000_000)

export const openingSchema = z.strictObject({ basis: z.enum(BASES), holder: personText })

export const obligorBody = z.strictObject({
  party: partyText,
  role: z.enum(ROLES),
  successor_of: uuidText.nullable(),
  succession: z.enum(SUCCESSIONS).nullable(),
  share: z.strictObject({ over: part, under: part }),
  limit: positive.nullable(),
  since: dayText,
})
export const obligorEndBody = z.strictObject({
  until: dayText,
  ending: z.enum(ENDINGS).exclude(['succeeded']),
  reason: plainText(500),
})
export const reliefBody = z.strictObject({
  ground: z.enum(RELIEF_GROUNDS),
  on: dayText,
  main_before: positive,
  main_after: moneyNotNegative,
  is_sme: z.boolean(),
  reference: plainText(200),
})

export const stepBody = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.enum(['demand', 'suit', 'payment_order', 'bankruptcy_claim', 'acknowledgement']),
    obligor: uuidText,
    on: dayText,
    reference: plainText(200),
  }),
  z.strictObject({
    type: z.literal('suspension'),
    ground: z.enum(SUSPENSIONS),
    obligor: uuidText,
    on: dayText,
    reference: plainText(200),
  }),
])
export type StepBody = z.output<typeof stepBody>
export const stepEndBody = z.strictObject({ ended_on: dayText, how: z.enum(['fixed', 'failed', 'over']) })

export const attachmentBody = z.strictObject({
  obligor: uuidText,
  kind: z.enum(ATTACHMENT_KINDS),
  asset: z.enum(ASSET_KINDS),
  place: plainText(100),
  court: plainText(100),
  case_number: plainText(40),
  on: dayText,
  rank: z.int().min(1).max(1000),
  value: moneyNotNegative,
})
export const attachmentDatesBody = z.strictObject({ auction_on: dayText.nullable(), suit_on: dayText.nullable() })
export const releaseBody = z.strictObject({ on: dayText, release: z.enum(RELEASES) })

export const deferralBody = z.strictObject({
  until: dayText,
  ground: z.discriminatedUnion('of', [
    z.strictObject({ of: z.literal('nothing_left'), expected_costs: moneyNotNegative }),
    z.strictObject({ of: z.literal('more_later'), prospect: plainText(2000) }),
  ]),
  resolution: plainText(200),
})

export const planBody = z.strictObject({
  obligor: uuidText,
  reduction: moneyNotNegative,
  level: z.string().max(64),
  approved_by: personText,
  resolution: plainText(200),
  count: z.int().min(1).max(1000),
  first_due: dayText,
})
export const payerBody = z.strictObject({ sequence: z.int().min(1).max(1_000_000), obligor: uuidText })

const debts = z.strictObject({ costs: z.string(), damages: z.string(), principal: z.string() })
const limitationShown = z.strictObject({
  status: z.enum(['running', 'interrupted', 'suspended', 'held', 'barred']),
  years: z.int(),
  runs_from: z.string().nullable(),
  last_day: z.string().nullable(),
  held_to: z.string().nullable(),
  act_by: z.string().nullable(),
})
export const obligorShown = z.strictObject({
  id: uuidText,
  party: z.string(),
  role: z.enum(ROLES),
  successor_of: uuidText.nullable(),
  succession: z.enum(SUCCESSIONS).nullable(),
  share: z.strictObject({ over: z.int(), under: z.int() }),
  limit: z.string().nullable(),
  since: z.string(),
  until: z.string().nullable(),
  ending: z.enum(ENDINGS).nullable(),
  reliefs: z.array(
    z.strictObject({ ground: z.enum(RELIEF_GROUNDS), on: z.string(), before: z.string(), after: z.string() }),
  ),
  /** What this one answers for on the day; null where it owes no more. */
  answers_for: z.string().nullable(),
  limitation: limitationShown.nullable(),
})
export const attachmentShown = attachmentBody.extend({
  id: uuidText,
  auction_on: z.string().nullable(),
  suit_on: z.string().nullable(),
  released_on: z.string().nullable(),
  release: z.enum(RELEASES).nullable(),
})
export const planShown = z.strictObject({
  id: uuidText,
  obligor: uuidText,
  agreed_on: z.string(),
  level: z.string(),
  approved_by: z.string(),
  resolution: z.string(),
  reduction: z.string(),
  status: z.enum(['kept', 'behind', 'failed', 'fulfilled']),
  ended_on: z.string().nullable(),
  keep_by: z.string().nullable(),
  paid: z.string(),
  left: z.string(),
  overdue: z.string(),
  beyond: z.string(),
  instalments: z.array(z.strictObject({ due: z.string(), amount: z.string(), paid: z.string(), left: z.string() })),
})
export const statementShown = z.strictObject({
  guarantee: uuidText,
  on: z.string(),
  steps: z.array(
    z.strictObject({
      from: z.string(),
      to: z.string(),
      days: z.int(),
      principal: z.string(),
      rate: z.string(),
      day_count: z.string(),
      damages: z.string(),
    }),
  ),
  rounding: z.literal('cut_to_the_won_once_in_the_debtors_favour'),
  applications: z.array(z.strictObject({ on: z.string(), amount: z.string(), applied: debts, surplus: z.string() })),
  charged: debts,
  applied: debts,
  left: debts,
  whole: z.string(),
  /** Under the last plan, or everything where there is none or it failed. */
  owed: z.string(),
  due: z.string(),
  given_up: z.string(),
})
export type StatementShown = z.output<typeof statementShown>

export const recourseShown = z.strictObject({
  guarantee: uuidText,
  basis: z.enum(BASES),
  accrued_on: z.string(),
  holder: z.string(),
  on: z.string(),
  obligors: z.array(obligorShown),
  steps: z.array(
    z.strictObject({
      id: uuidText,
      obligor: uuidText,
      type: z.string(),
      on: z.string(),
      ended_on: z.string().nullable(),
      how: z.string().nullable(),
      reference: z.string(),
    }),
  ),
  attachments: z.array(attachmentShown),
  plans: z.array(planShown),
  statement: statementShown,
})
export type RecourseShown = z.output<typeof recourseShown>

export const pressingShown = z.strictObject({
  guarantee: uuidText,
  number: z.string(),
  obligor: uuidText,
  party: z.string(),
  act_by: z.string(),
  holder: z.string(),
})
