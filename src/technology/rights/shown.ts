/** What goes in and out of the routes of rights. */
import { z } from 'zod'
import { dayText, digestText, plainText } from '../../kernel/text.ts'
import { FILE_KINDS, LEFT_OUT } from '../offices/found.ts'
import { owner, rightOnFile } from './schema.ts'

const uuid = z.uuid()
const lien = z.strictObject({
  holder: z.string().nullable(),
  kind: z.string(),
  since: z.string(),
  rank: z.int().nullable(),
  amount: z.string().nullable(),
  reference: z.string(),
})
const answer = z.strictObject({
  verdict: z.enum(['confirmed', 'dismissed']),
  reason: z.string(),
  answered_by: z.string(),
  answered_at: z.string(),
})

/** A paper of the case that is a file of an office, and for which day the office drew it. */
export const filingSchema = z.strictObject({ paper: uuid, drawn_on: dayText.optional() })
export const fileView = z.strictObject({
  id: uuid,
  paper: uuid,
  digest: digestText,
  kind: z.enum(FILE_KINDS),
  drawn_on: z.string(),
  edition: z.string(),
  /** How many rights it tells of. */
  rights: z.int(),
  left_out: z.array(z.strictObject({ at: z.string(), code: z.enum(LEFT_OUT), value: z.string() })),
  filed_by: z.string(),
  filed_at: z.string(),
})
export type FileView = z.output<typeof fileView>

export const answerSchema = z.strictObject({
  right: plainText(200),
  code: z.string().regex(/^[a-z_]{1,60}$/),
  about: z.array(plainText(400)).max(20),
  /** Confirmed: it is as feared. Dismissed: the reason says why it is not. Neither changes what the file says. */
  verdict: z.enum(['confirmed', 'dismissed']),
  reason: plainText(1000),
})
export type AnswerGiven = z.output<typeof answerSchema>

export const rightView = z.strictObject({
  key: z.string(),
  on_file: rightOnFile,
  standing: z.strictObject({
    status: z.enum(['in_force', 'lapsed', 'expired', 'pending', 'unknown']),
    remaining_days: z.int().nullable(),
    life: z.strictObject({ until: z.string().nullable(), by: z.string(), stated: z.string().nullable() }),
    owners: z.array(owner),
    liens: z.array(lien),
    litigation: z.array(lien),
    read_on: z.string(),
  }),
  questions: z.array(
    z.strictObject({
      code: z.string(),
      about: z.array(z.string()),
      ask: z.string(),
      /** Null while it is open. */
      answer: answer.nullable(),
    }),
  ),
})
export type RightView = z.output<typeof rightView>
export const rightsView = z.strictObject({ on: z.string(), files: z.array(fileView), rights: z.array(rightView) })
