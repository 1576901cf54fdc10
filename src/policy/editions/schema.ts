/** What is said over the API of editions of the rules. */
import { z } from 'zod'
import { everyKind } from '../../appraisal/edition-kinds.ts'
import { BODIES, editionHeader } from '../../kernel/sourced.ts'
import { dayText, digestText, plainText } from '../../kernel/text.ts'
import { SHOWN_STATES } from './edition-life.ts'

const kind = z.enum(everyKind)
const { edition } = editionHeader
/** Numbers and words of an edition as its files hold them; what they have to be, checking says. */
const text = z.record(z.string(), z.unknown())

export const editionParams = z.strictObject({ kind, edition })
export const editionsQuery = z.strictObject({ kind: kind.optional() })

export const draftBody = z.strictObject({
  kind,
  edition,
  in_force_from: dayText,
  /** The published edition it is copied from; the last one of the kind where nothing is said. */
  from: edition.optional(),
  /** Texts in place of a copy. */
  texts: z.strictObject({ numbers: text, words: text }).optional(),
})
export const saveBody = z.strictObject({ numbers: text, words: text })
export const proposeBody = z.strictObject({
  /** Body -> number of its resolution. */
  resolutions: z.partialRecord(z.enum(BODIES), plainText(80)),
})
/** What is approved, as it was read. */
export const approveBody = z.strictObject({ digest: digestText, words_digest: digestText })
export const reasonBody = z.strictObject({ reason: plainText(1000) })

const head = {
  kind,
  edition,
  state: z.enum(SHOWN_STATES),
  /** Null for an edition the product is shipped with. */
  version: z.int().nullable(),
  digest: z.string(),
  in_force_from: z.string(),
  base: z.string().nullable(),
}
export const editionView = z.strictObject(head)
export const editionsView = z.strictObject({ items: z.array(editionView) })

const made = z.strictObject({
  words_digest: z.string(),
  made_by: z.string(),
  changed_at: z.string(),
  proposed_by: z.string().nullable(),
  approved_by: z.string().nullable(),
  replaces: z.string().nullable(),
  resolutions: z.record(z.string(), z.string()),
  grounds: z
    .strictObject({ findings: z.int(), trial: z.string().nullable(), impact: z.string().nullable() })
    .nullable(),
})

export const editionWhole = z.strictObject({
  ...head,
  made: made.nullable(),
  numbers: text,
  words: text,
  /** What it changes against what it replaces, and whose it is to resolve that. */
  changes: z.array(z.strictObject({ place: z.string(), decided_by: z.array(z.enum(BODIES)) })),
  resolutions_due: z.array(z.strictObject({ one_of: z.array(z.enum(BODIES)), places: z.array(z.string()) })),
  events: z.array(
    z.strictObject({ sequence: z.int(), type: z.string(), person: z.string(), at: z.string(), body: z.unknown() }),
  ),
})

export const checkView = z.strictObject({
  edition: editionWhole,
  findings: z.array(
    z.strictObject({
      code: z.string(),
      severity: z.enum(['error', 'warning']),
      at: z.string(),
      params: z.record(z.string(), z.string()),
    }),
  ),
})
