/** The one place where a refusal becomes an HTTP status. */
import type { Refusal, RefusalKind } from '../../kernel/result.ts'

/** Codes whose status their kind does not tell. */
const OF_CODE: Readonly<Record<string, number>> = {
  unauthenticated: 401,
  method_not_allowed: 405,
  idempotency_key_missing: 400,
  version_stale: 412,
  edition_saved_meanwhile: 412,
  draft_saved_meanwhile: 412,
  body_too_large: 413,
  media_type_refused: 415,
  body_encoding_refused: 415,
  idempotency_key_reused: 422,
  version_required: 428,
  rate_exceeded: 429,
  service_fault: 500,
}

const OF_KIND = {
  invalid: 400,
  missing: 404,
  forbidden: 403,
  conflict: 409,
  unavailable: 503,
} as const satisfies Record<RefusalKind, number>

/**
 * The status of a refusal. What is missing as a whole, or by an id of the path, is 404; a field, mark or paper missing
 * from what was sent is 400, as anything else wrong with it is.
 * @param kindOf  code -> kind, over every list of refusals of the house; a code that is in none is our fault, 500
 * @param params  names of the path's parameters
 */
export function statusOf(
  refusal: Refusal,
  kindOf: (code: string) => RefusalKind | undefined,
  params: readonly string[] = [],
): number {
  const special = OF_CODE[refusal.code]
  if (special !== undefined) return special
  const kind = kindOf(refusal.code)
  if (kind === undefined) return 500
  if (kind === 'missing' && refusal.at !== '' && !params.includes(refusal.at)) return 400
  return OF_KIND[kind]
}

/** Every refusal by its kind, from the lists of the house; a code that stands twice is our mistake, and is thrown. */
export function kindsOf(lists: readonly Readonly<Record<string, RefusalKind>>[]): ReadonlyMap<string, RefusalKind> {
  const found = new Map<string, RefusalKind>()
  for (const [code, kind] of lists.flatMap(list => Object.entries(list))) {
    if (found.has(code)) throw new Error(`the refusal ${code} is listed twice`)
    found.set(code, kind)
  }
  return found
}
