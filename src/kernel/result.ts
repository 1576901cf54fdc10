/**
 * Result and refusal: the two outcomes a caller can cause. A fault (our mistake, a broken machine) is thrown
 * and is no part of this file.
 */

/** Why a request was refused, in few words that the edge turns into HTTP or an exit code in one place. */
export type RefusalKind = 'invalid' | 'missing' | 'forbidden' | 'conflict' | 'unavailable'

/** One reason for a refusal: what, at which field (dotted path, '' for the whole), with the values that matter. */
export type Refusal<Code extends string = string> = {
  readonly code: Code
  readonly at: string
  readonly params: Readonly<Record<string, string>>
}

export type Result<Value, Code extends string = string> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusals: readonly Refusal<Code>[] }

export const ok = <Value>(value: Value): { readonly ok: true; readonly value: Value } => ({ ok: true, value })

/** Refuses with one or more reasons, the most basic first. */
export const refuse = <Code extends string>(
  ...refusals: readonly Refusal<Code>[]
): { readonly ok: false; readonly refusals: readonly Refusal<Code>[] } => ({ ok: false, refusals })

export const refusal = <Code extends string>(
  code: Code,
  at = '',
  params: Readonly<Record<string, string>> = {},
): Refusal<Code> => ({ code, at, params })

/** Unwraps what cannot be refused any more; a refusal here is our own mistake. */
export function sure<Value>(result: Result<Value>): Value {
  if (result.ok) return result.value
  const first = result.refusals[0]
  throw new Error(`refused where nothing may be: ${first?.code} at ${first?.at} ${JSON.stringify(first?.params)}`)
}
