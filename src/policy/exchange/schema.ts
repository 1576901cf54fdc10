/** What is said over the API of editions carried out and in, and of what two of them differ in. */
import { z } from 'zod'
import { everyKind } from '../../appraisal/edition-kinds.ts'
import { BODIES, editionHeader } from '../../kernel/sourced.ts'
import { languageSchema } from '../../kernel/words.ts'

const kind = z.enum(everyKind)
const { edition } = editionHeader

export const tableParams = z.strictObject({ kind, edition })
export const tableQuery = z.strictObject({ format: z.enum(['xlsx', 'dmn']), lang: languageSchema.optional() })
export const differencesQuery = z.strictObject({ kind, before: edition, after: edition })

const words = z.strictObject({ ko: z.string(), en: z.string(), zh: z.string() })

export const differencesView = z.strictObject({
  items: z.array(
    z.strictObject({
      kind: z.enum(['added', 'removed', 'changed', 'moved']),
      /** Such as `coverage.reductions[long_use].by.value`. */
      place: z.string(),
      table: z.string(),
      row: z.string().nullable(),
      cell: z.string().nullable(),
      /** What stood there, of any form; absent where nothing did. */
      before: z.unknown().optional(),
      after: z.unknown().optional(),
      /** Who decides what changed. */
      decided_by: z.array(z.enum(BODIES)),
      says: words,
    }),
  ),
})

/** An edition read from a file: not stored, and ready to be saved as a draft. */
export const takenView = z.strictObject({
  digest: z.string(),
  /** Digest of the edition the file was made from. */
  made_from: z.string(),
  numbers: z.record(z.string(), z.unknown()),
  /** What the rule book finds in it, each at the sheet and cell, or the element and line, it was read from. */
  findings: z.array(z.strictObject({ code: z.string(), at: z.string(), params: z.record(z.string(), z.string()) })),
})
