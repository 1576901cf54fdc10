/** What the API of co-workers takes and shows, and the sections of an application that may be given to one. */
import { z } from 'zod'
import { dayText, id, plainText } from '../../kernel/text.ts'

/** Sections of an application in the order of its task list; papers, and handing it in, stay with the firm. */
export const SECTIONS = ['company', 'request', 'plan', 'financials', 'technology'] as const
export type Section = (typeof SECTIONS)[number]

/**
 * How a co-worker stands: `invited` nobody has brought the code yet, `working` they may read and write, `ended` the
 * firm took it back, `expired` its day is over, `closed` the application is no draft any more.
 */
export const STATES = ['invited', 'working', 'ended', 'expired', 'closed'] as const
export type State = (typeof STATES)[number]

export const caseParams = z.strictObject({ case_id: z.uuid() })
export const ofCaseParams = z.strictObject({ case_id: z.uuid(), co_worker_id: z.uuid() })
export const ownParams = z.strictObject({ co_worker_id: z.uuid() })

export const invitationBody = z.strictObject({
  /** What the firm calls them. */
  label: plainText(100),
  sections: z
    .array(z.enum(SECTIONS))
    .min(1)
    .max(SECTIONS.length)
    .refine(all => new Set(all).size === all.length, { message: 'each section once' }),
  /** The last day. */
  until: dayText,
})
export const codeBody = z.strictObject({ code: z.string().min(1).max(60) })

const shape = {
  id: z.uuid(),
  label: z.string(),
  sections: z.array(z.enum(SECTIONS)),
  until: dayText,
  state: z.enum(STATES),
}
export const coWorkerView = z.strictObject({
  ...shape,
  invited_at: z.string(),
  accepted_at: z.string().nullable(),
  ended_at: z.string().nullable(),
})
export type CoWorkerView = z.output<typeof coWorkerView>
/** With the code, which is told once. */
export const invitedView = z.strictObject({ ...coWorkerView.shape, code: z.string().nullable() })
export const coWorkersView = z.strictObject({
  items: z.array(coWorkerView),
  /** Who saved each section last; a co-worker by id, null for the firm itself. */
  saved: z.array(z.strictObject({ section: z.enum(SECTIONS), co_worker: z.uuid().nullable(), at: z.string() })),
})

const nameRecord = z.record(z.string(), z.unknown())
const helping = { ...shape, case_id: z.uuid(), firm: z.string(), firm_names: nameRecord.nullable() }
export const coWorkingsView = z.strictObject({ items: z.array(z.strictObject(helping)) })
/** The application as far as it is the co-worker's. */
export const coWorkingView = z.strictObject({
  ...helping,
  version: z.int(),
  updated_at: z.string(),
  content: z.record(z.string(), z.unknown()),
  names: nameRecord,
})
export type CoWorkingView = z.output<typeof coWorkingView>
export const savingBody = z.strictObject({
  /** The sections as `GET` showed them, changed; anything beside them is refused. */
  content: z.record(z.string(), z.unknown()),
  names: z.record(id, z.unknown()),
})
