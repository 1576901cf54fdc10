/** What is asked and answered of notifications. */
import { z } from 'zod'
import { languageSchema, wordsSchema } from '../../kernel/words.ts'
import { KIND_NAMES } from './kinds.ts'
import { isAddress } from './mail.ts'

export const kindSchema = z.enum(KIND_NAMES)
export const notificationSchema = z.strictObject({
  id: z.uuid(),
  kind: kindSchema,
  title: wordsSchema,
  text: wordsSchema,
  path: z.string().describe('Within the console: the page that shows what it is about'),
  guarantee: z
    .strictObject({ number: z.string(), firm: wordsSchema.nullable() })
    .nullable()
    .describe('Of what is about a guarantee the reader may see; a mail names neither'),
  at: z.string(),
  read_at: z.string().nullable(),
})
export const countSchema = z.strictObject({ unread: z.int().describe('At most 100: more are told as 100') })
export const settingsSchema = z.strictObject({
  is_mail_sent: z.boolean().describe('Whether this service sends mail at all'),
  language: languageSchema,
  address: z.string().nullable().describe('Confirmed; nothing is mailed before'),
  asked_address: z.string().nullable().describe('Waits for the code that was mailed to it'),
  kinds: z.array(z.strictObject({ kind: kindSchema, title: wordsSchema, is_mailed: z.boolean() })),
})
export const changedSettingsSchema = z.strictObject({
  language: languageSchema,
  unmailed: z.array(kindSchema).max(KIND_NAMES.length).describe('Kinds that are told here alone'),
})
export const mailAddress = z.string().max(254).refine(isAddress, { message: 'one address such as name@firm.example' })
export const addressSchema = z.strictObject({ address: mailAddress })
export const codeSchema = z.strictObject({ code: z.string().regex(/^[0-9]{8}$/) })
export const failedMailSchema = z.strictObject({
  id: z.uuid(),
  person: z.string(),
  kind: z.string(),
  state: z.enum(['refused', 'given_up']),
  attempts: z.int(),
  status: z.int().nullable().describe('The mail server’s last answer'),
  problem: z.string().nullable(),
  made_at: z.string(),
  ended_at: z.string().nullable(),
})
export type Settings = z.output<typeof settingsSchema>
export type NotificationShown = z.output<typeof notificationSchema>
export type FailedMail = z.output<typeof failedMailSchema>
