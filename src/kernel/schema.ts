/** Reading what comes from outside: a zod schema in, a Result out that names field, value and limit. */
import type { z } from 'zod'
import { ok, type Refusal, type Result } from './result.ts'

/** Codes given by every reading of outside JSON. */
export const refusals = {
  input_not_json: 'invalid',
  input_too_deep: 'invalid',
  input_too_large: 'invalid',
  input_unknown_field: 'invalid',
  input_field_missing: 'missing',
  input_wrong_type: 'invalid',
  input_out_of_bounds: 'invalid',
  input_malformed: 'invalid',
} as const
export type InputCode = keyof typeof refusals

/** Deeper than any case or edition of ours; far below where a parser's stack ends. */
const DEPTH_MAX = 40
/** 8 MiB of text: a case with hundreds of papers stays below a tenth of it. */
export const TEXT_LENGTH_MAX = 8 * 1024 * 1024

const at = (path: readonly PropertyKey[]): string => path.map(String).join('.')

/** The value as it may be printed in a problem: short, quoted, never the whole input. */
function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root
  for (const key of path) value = (value as Record<PropertyKey, unknown> | null | undefined)?.[key]
  return value
}

function refusalsOf(issue: z.core.$ZodIssue, root: unknown): Refusal<InputCode>[] {
  const place = at(issue.path)
  const value = shown(valueAt(root, issue.path))
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map(key => ({
        code: 'input_unknown_field',
        at: place === '' ? key : `${place}.${key}`,
        params: { field: key, limit: 'this field is not known here; leave it out' },
      }))
    case 'invalid_type': {
      const isAbsent = valueAt(root, issue.path) === undefined
      return [
        {
          code: isAbsent ? 'input_field_missing' : 'input_wrong_type',
          at: place,
          params: { field: place, value, limit: `expected ${issue.expected}` },
        },
      ]
    }
    case 'too_big':
    case 'too_small':
      return [{ code: 'input_out_of_bounds', at: place, params: { field: place, value, limit: issue.message } }]
    case 'invalid_union': {
      const first = issue.errors[0]?.[0]
      if (first !== undefined && issue.errors.length === 1) return refusalsOf(first, root)
      return [{ code: 'input_malformed', at: place, params: { field: place, value, limit: issue.message } }]
    }
    default:
      return [{ code: 'input_malformed', at: place, params: { field: place, value, limit: issue.message } }]
  }
}

/** Checks a value against a schema. Every problem is given, in the order of the fields. */
export function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown): Result<z.output<Schema>, InputCode> {
  const result = schema.safeParse(value)
  if (result.success) return ok(result.data)
  return { ok: false, refusals: result.error.issues.flatMap(issue => refusalsOf(issue, value)) }
}

/** The greatest depth of brackets in JSON text, strings apart; scanning never recurses. */
function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  let isInString = false
  for (let i = 0; i < text.length; i++) {
    const unit = text[i]
    if (isInString) {
      if (unit === '\\') i++
      else if (unit === '"') isInString = false
    } else if (unit === '"') isInString = true
    else if (unit === '{' || unit === '[') deepest = Math.max(deepest, ++depth)
    else if (unit === '}' || unit === ']') depth--
  }
  return deepest
}

/** Reads JSON text: length and depth are bounded before the parser sees it. */
export function parsedJson(text: string): Result<unknown, InputCode> {
  if (text.length > TEXT_LENGTH_MAX)
    return one('input_too_large', { value: `${text.length} characters`, limit: `at most ${TEXT_LENGTH_MAX}` })
  const depth = depthOf(text)
  if (depth > DEPTH_MAX) return one('input_too_deep', { value: String(depth), limit: `at most ${DEPTH_MAX} levels` })
  try {
    return ok(JSON.parse(text) as unknown)
  } catch (error) {
    return one('input_not_json', { value: shown(text), limit: error instanceof Error ? error.message : 'JSON' })
  }
}

const one = (code: InputCode, params: Record<string, string>): Result<never, InputCode> => ({
  ok: false,
  refusals: [{ code, at: '', params }],
})
