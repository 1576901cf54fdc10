/** What the API of the roster takes and shows. */
import { z } from 'zod'
import { dayText, digestText, id, plainText } from '../../kernel/text.ts'
import { CERTIFICATES, FIELDS } from './edition.ts'
import { GROUNDS } from './standing.ts'

export const INTEREST_KINDS = ['employment', 'ownership', 'family', 'advice', 'invention'] as const
export type InterestKind = (typeof INTEREST_KINDS)[number]
export const CENTRE_KINDS = ['own', 'founded', 'outside'] as const
export type CentreKind = (typeof CENTRE_KINDS)[number]

const field = z.enum(FIELDS)
const certificate = z.enum(CERTIFICATES)
const reason = plainText(500)

export const appraiserParams = z.strictObject({ appraiser_id: id })
export const interestParams = z.strictObject({ appraiser_id: id, interest_id: z.uuid() })
export const centreParams = z.strictObject({ centre_id: z.uuid() })

export const registerBody = z.strictObject({
  person: id,
  /** The centre an outside expert belongs to; null for the agency's own people. */
  centre: z.uuid().nullable(),
})
export const certifyBody = z.strictObject({
  certificate,
  fields: z
    .array(field)
    .min(1)
    .max(FIELDS.length)
    .refine(fields => new Set(fields).size === fields.length, { message: 'each field once' }),
  reason,
})
export const reasonBody = z.strictObject({ reason })
export const suspendBody = z.strictObject({ until: dayText, reason })
export const moveBody = z.strictObject({ centre: z.uuid().nullable(), reason })

export const interestBody = z
  .strictObject({
    kind: z.enum(INTEREST_KINDS),
    /** As cases name them. */
    organisation: id.nullable().optional(),
    named_person: id.nullable().optional(),
    /** As the office's file writes it, where only the name is known. */
    name: plainText(200).nullable().optional(),
    since: dayText,
    until: dayText.nullable().optional(),
    note: plainText(500).nullable().optional(),
  })
  .refine(one => [one.organisation, one.named_person, one.name].some(of => of !== undefined && of !== null), {
    path: ['name'],
    message: 'an organisation, a person or a name',
  })
export type InterestGiven = z.output<typeof interestBody>
export const endInterestBody = z.strictObject({ until: dayText })
export const interestView = z.strictObject({
  id: z.uuid(),
  kind: z.enum(INTEREST_KINDS),
  organisation: z.string().nullable(),
  named_person: z.string().nullable(),
  name: z.string().nullable(),
  since: z.string(),
  until: z.string().nullable(),
  note: z.string().nullable(),
})

export const courseBody = z.strictObject({
  course: plainText(200),
  day: dayText,
  hours: z.int().min(1).max(1000),
  /** What shows that they were there. */
  paper: digestText,
})
export type CourseGiven = z.output<typeof courseBody>
export const courseView = z.strictObject({ id: z.uuid(), ...courseBody.shape })

const suspensionView = z.strictObject({ from: z.string(), until: z.string(), reason: z.string() }).nullable()
export const appraiserView = z.strictObject({
  person: z.string(),
  names: z.record(z.string(), z.string()),
  certificate: certificate.nullable(),
  certified_on: z.string().nullable(),
  valid_until: z.string().nullable(),
  fields: z.array(field),
  centre: z.uuid().nullable(),
  suspension: suspensionView,
  standing: z.strictObject({
    is: z.enum(['valid', ...GROUNDS]),
    until: z.string().nullable(),
    grounds: z.array(z.enum(GROUNDS)),
  }),
  examined_on: z.string().nullable(),
  open_assignments: z.int(),
  /** How many more cases they may hold. */
  room: z.int(),
  note: z.string().nullable(),
  version: z.int(),
})

export const centreBody = z.strictObject({ name: plainText(200), kind: z.enum(CENTRE_KINDS), since: dayText })
export type CentreGiven = z.output<typeof centreBody>
export const closeCentreBody = z.strictObject({ until: dayText, reason })
export const centreView = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  kind: z.enum(CENTRE_KINDS),
  since: z.string(),
  until: z.string().nullable(),
  suspension: suspensionView,
  appraisers: z.int(),
  quality: z.strictObject({
    exams: z.int(),
    passed: z.int(),
    /** Too few exams say nothing of a centre: then it is not known. */
    is_weak: z.boolean().nullable(),
  }),
  version: z.int(),
})
