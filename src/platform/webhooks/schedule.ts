/** What a try came to, and what follows from it: pure, with the chance handed in. */
import type { WebhookSettings } from './settings.ts'

/** Why there was no answer. */
export const PROBLEMS = [
  'url_refused',
  'name_unknown',
  'address_refused',
  'not_connected',
  'tls_failed',
  'too_late',
  'answer_malformed',
] as const
export type Problem = (typeof PROBLEMS)[number]

export type Tried =
  | { readonly status: number; readonly retryAfter: string | null; readonly answer: string }
  | { readonly status: null; readonly problem: Problem }

export type Verdict =
  | { readonly state: 'delivered' }
  /** Tried again after so many seconds; the endpoint as a whole is left alone for `restSeconds`. */
  | { readonly state: 'pending'; readonly waitSeconds: number; readonly restSeconds: number }
  | { readonly state: 'given_up' }
  /** The receiver wants nothing any more. */
  | { readonly state: 'gone' }

const GONE = 410
/** Has too much to do, by the specification or by RFC 9110. */
const BUSY = [429, 502, 503, 504]
/** What an answer with Retry-After says by it (RFC 9110, 10.2.3; RFC 6585, 4). */
const HEEDED = [429, 503]

/** Retry-After as seconds from now: a count, or a date of HTTP; null where it is neither or has passed. */
export function retryAfterSeconds(text: string | null, now: Date): number | null {
  if (text === null) return null
  if (/^\d{1,9}$/.test(text)) return Number(text)
  if (!/^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/.test(text)) return null
  const seconds = Math.ceil((Date.parse(text) - now.getTime()) / 1000)
  return seconds > 0 ? seconds : null
}

/**
 * What follows from a try. Only 2xx is delivered; a redirect is a failure like any other.
 *
 * @param tries   how often the message was tried, this try included
 * @param chance  from 0 to below 1
 */
export function verdict(
  tried: Tried,
  tries: number,
  settings: Pick<WebhookSettings, 'waitSeconds' | 'jitter' | 'restSecondsMax' | 'retryAfterSecondsMax'>,
  now: Date,
  chance: number,
): Verdict {
  const { status } = tried
  if (status !== null && status >= 200 && status < 300) return { state: 'delivered' }
  if (status === GONE) return { state: 'gone' }
  const wait = settings.waitSeconds[tries - 1]
  if (wait === undefined) return { state: 'given_up' }
  const spread = wait * (1 + settings.jitter * chance)
  if (status === null || !BUSY.includes(status)) return { state: 'pending', waitSeconds: spread, restSeconds: 0 }
  const asked = HEEDED.includes(status) ? retryAfterSeconds(tried.retryAfter, now) : null
  if (asked === null)
    return { state: 'pending', waitSeconds: spread, restSeconds: Math.min(wait, settings.restSecondsMax) }
  const rest = Math.min(asked, settings.retryAfterSecondsMax)
  return { state: 'pending', waitSeconds: Math.max(spread, rest), restSeconds: rest }
}

/** Seconds for which an endpoint may fail without a break before nothing is sent there any more: the whole schedule. */
export const failingSecondsMax = ({ waitSeconds }: Pick<WebhookSettings, 'waitSeconds'>): number =>
  waitSeconds.reduce((sum, one) => sum + one, 0)
