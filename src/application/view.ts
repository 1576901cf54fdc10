/** What is shown of a case, its events and its gathered facts; who marked what stays hidden from banks and firms. */
import { z } from 'zod'
import { type Life, STATES } from './life.ts'

export const caseParams = z.strictObject({ case_id: z.uuid() })

const headShape = {
  id: z.uuid(),
  firm: z.string(),
  bank: z.string(),
  office: z.string(),
  is_sandbox: z.boolean(),
  state: z.enum(STATES),
  version: z.int(),
  holder: z.string().nullable(),
  due_on: z.string().nullable(),
  created_at: z.string(),
  updated_at: z.string(),
}
/** In a list the firm goes by its name as it was handed in, where one was. */
export const caseHead = z.strictObject({
  ...headShape,
  firm_names: z.strictObject({ ko: z.string(), en: z.string().optional(), zh: z.string().optional() }).nullable(),
})
export const caseView = z.strictObject({
  ...headShape,
  asked_by: z.enum(['firm', 'bank']),
  consent: z.string().nullable(),
  scenario: z.string().nullable(),
  submitted_on: z.string().nullable(),
  is_objected: z.boolean(),
  is_person_asked: z.boolean(),
  content: z.record(z.string(), z.unknown()),
  names: z.record(z.string(), z.unknown()),
})

/** A case as this stage shows it, however it is kept. */
type Shown = {
  readonly id: string
  readonly life: Life
  readonly subject: {
    readonly firm: string
    readonly bank: string
    readonly office: string
    readonly holder: string | null
    readonly isSandbox: boolean
  }
  readonly content: unknown
  readonly names: unknown
  readonly consent: string | null
  readonly askedBy: 'firm' | 'bank'
  readonly dueOn: string | null
  readonly submittedOn: string | null
  readonly scenario: string | null
  readonly createdAt: string
  readonly updatedAt: string
}

/** What was handed in, without how much is wished for. */
function withoutWish(content: unknown): unknown {
  const { application, ...rest } = content as { application: { request: Record<string, unknown> } }
  const { loan_amount: _, ...request } = application.request
  return { ...rest, application: { ...application, request } }
}

/**
 * A case for a reader. How much is wished for stands in its content, and the scenario of a sandbox names the result.
 * @param hidden fields the reader may not read, as the access table names them
 */
export function viewTo(kept: Shown, hidden: readonly string[]) {
  const shown = viewOf(kept)
  if (!hidden.includes('requested_amount')) return shown
  return { ...shown, scenario: null, content: withoutWish(kept.content) }
}

export const viewOf = (kept: Shown) => ({
  id: kept.id,
  firm: kept.subject.firm,
  bank: kept.subject.bank,
  office: kept.subject.office,
  is_sandbox: kept.subject.isSandbox,
  state: kept.life.state,
  version: kept.life.version,
  holder: kept.subject.holder,
  due_on: kept.dueOn,
  created_at: kept.createdAt,
  updated_at: kept.updatedAt,
  asked_by: kept.askedBy,
  consent: kept.consent,
  scenario: kept.scenario,
  submitted_on: kept.submittedOn,
  is_objected: kept.life.isObjected,
  is_person_asked: kept.life.isPersonAsked,
  content: kept.content,
  names: kept.names,
})

export const eventView = z.strictObject({
  sequence: z.int(),
  type: z.string(),
  at: z.string(),
  person: z.string().nullable(),
  body: z.record(z.string(), z.unknown()),
})

type Event = {
  readonly sequence: number
  readonly type: string
  readonly at: string
  readonly person: string | null
  readonly body: unknown
}

/** Who drew, marked, prepared or signed is the agency's: others read what happened and when, and their own deeds. */
const OPEN_BODY: readonly string[] = [
  'submitted',
  'accepted',
  'noticed',
  'withdrawn',
  'objected',
  'person_asked',
  'corrected',
]

/** Who marks reads of the others' deeds nothing but that they were done: an earlier outcome is told in them too. */
export const eventViewOf = (event: Event, reader: 'staff' | 'party' | 'marking', self: string) => ({
  sequence: event.sequence,
  type: event.type,
  at: event.at,
  person: reader === 'staff' || event.person === self ? event.person : null,
  body: reader === 'staff' || (reader === 'party' && OPEN_BODY.includes(event.type)) ? event.body : {},
})

export const factView = z.strictObject({
  fact: z.string(),
  value: z.union([z.boolean(), z.string()]).nullable(),
  source: z.string(),
  as_of: z.string().nullable(),
  valid_until: z.string().nullable(),
  consent: z.string().nullable(),
  state: z.enum(['known', 'unavailable']),
  attempts: z.int(),
  at: z.string(),
})
