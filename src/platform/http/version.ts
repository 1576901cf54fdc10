/** Versions of what is changed: ETag going out, If-Match coming in. */
import { ok, type Refusal, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { Route } from './route.ts'

/** The version an If-Match names. Errors: `version_required` where the route demands one, `version_malformed`. */
export function versionAsked(route: Route, value: string | undefined): Result<number | undefined> {
  if (value === undefined)
    return route.isVersioned
      ? refuse(refusal('version_required', '', { limit: 'If-Match with the ETag of what was read' }))
      : ok(undefined)
  const digits = /^"([1-9][0-9]{0,9})"$/.exec(value)?.[1]
  return digits === undefined
    ? refuse(refusal('version_malformed', '', { limit: 'one ETag as it was given, such as "3"' }))
    : ok(Number(digits))
}

/**
 * Whether what stands is what was read; for services that change something.
 * Error: `version_stale`, with the version asked for and the one that stands.
 */
export const versionHeld = (asked: number | undefined, stands: number): Result<true, 'version_stale'> =>
  asked === undefined || asked === stands ? ok(true) : refuse(staleVersion(asked, stands))

export const staleVersion = (asked: number, stands: number): Refusal<'version_stale'> =>
  refusal('version_stale', '', { value: String(asked), limit: String(stands) })
