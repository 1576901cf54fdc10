/**
 * What is asked of the worker that checks a paper, and what it says. The file stays in the browser; the worker knows
 * the keys that are believed, and no network.
 */
import type { ValueOf } from '../api/client.ts'

export type Trust = ValueOf<'GET /v1/public/trust-list'>
export type Asked = { readonly bytes: Uint8Array; readonly trust: Trust; readonly day: string }

/** Which of the two kinds of sealed paper it is, and what is printed on it. */
export type Facts = {
  readonly kind: 'certificate' | 'guarantee'
  readonly number: string
  readonly grade: string | null
  readonly issuedOn: string
  readonly validUntil: string | null
  readonly isExpired: boolean
  readonly sealedAt: string
  readonly sealKey: string
  readonly digest: string
}
export type Verdict =
  | { readonly is: 'genuine'; readonly facts: Facts }
  | { readonly is: 'not_genuine'; readonly reasons: readonly { readonly code: string; readonly at: string }[] }
