/**
 * Whose duty a reading is: what was issued is read by whoever may read it; what was not, by those whose work it is, and
 * by anybody else with the reason they give. Pure.
 */
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { ReadingsEdition } from './edition.ts'
import type { ReadingsCode } from './refusals.ts'

export type ReadingRules = {
  readonly ordinary: readonly {
    readonly role: string
    readonly relations: readonly string[]
    readonly actions: readonly string[] | null
  }[]
  /** Characters of a reason, at least and at most. */
  readonly reasonMin: number
  readonly reasonMax: number
}

export const readingRulesOf = (part: ReadingsEdition): ReadingRules => ({
  ordinary: part.ordinary.map(one => ({ role: one.role, relations: one.relations, actions: one.actions ?? null })),
  reasonMin: Number(part.reason_characters.values['min']),
  reasonMax: Number(part.reason_characters.values['max']),
})

/** A reader before one case, at the moment of reading. */
export type Reader = {
  readonly roles: readonly string[]
  readonly action: string
  readonly relations: readonly string[]
  readonly isIssued: boolean
  /** Play, of which nothing reaches a firm or the fund. */
  readonly isSandbox: boolean
}

/** Whether the reading is in the ordinary course of the reader's work. */
export const isOrdinary = ({ ordinary }: ReadingRules, reader: Reader): boolean =>
  reader.isIssued ||
  reader.isSandbox ||
  ordinary.some(
    one =>
      reader.roles.includes(one.role) &&
      (one.relations.includes('any') || one.relations.some(relation => reader.relations.includes(relation))) &&
      (one.actions === null || one.actions.includes(reader.action)),
  )

/** The header a reason comes in. Letters beyond ASCII are written as percent-encoded UTF-8: headers carry no others. */
export const REASON_HEADER = 'reading-reason'

/** Characters nobody types into a reason, a line's end among them. */
const CONTROL = /\p{Cc}/u

/**
 * The reason a reader gave, or null where they gave none.
 * Error: `reading_reason_malformed`.
 */
export function reasonIn(
  header: string | readonly string[] | undefined,
  { reasonMin, reasonMax }: ReadingRules,
): Result<string | null, ReadingsCode> {
  if (header === undefined) return ok(null)
  const text = typeof header === 'string' ? decoded(header) : null
  const limit = `${reasonMin} to ${reasonMax} characters, beyond ASCII percent-encoded as UTF-8`
  if (text === null || CONTROL.test(text))
    return refuse(refusal('reading_reason_malformed', REASON_HEADER, { value: 'not to be read', limit }))
  const given = text.trim()
  const count = [...given].length
  return count >= reasonMin && count <= reasonMax
    ? ok(given)
    : refuse(refusal('reading_reason_malformed', REASON_HEADER, { value: `${count} characters`, limit }))
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
