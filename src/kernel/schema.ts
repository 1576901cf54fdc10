/** Reading what comes from outside: a zod schema in, a Result out that names field, value and limit. */
import type { z } from 'zod'
import { REFUSED, readerOf } from './reading.ts'
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
  const read = readerOf(schema)(value)
  if (read !== REFUSED) return ok(read as z.output<Schema>)
  const result = schema.safeParse(value)
  if (result.success) return ok(result.data)
  return { ok: false, refusals: result.error.issues.flatMap(issue => refusalsOf(issue, value)) }
}

/** What is seen of JSON text before it is read: how deep its brackets go, and how many members it writes. */
type Outline = { readonly depth: number; readonly members: number }

/** Strings apart; scanning never recurses. */
function outlineOf(text: string): Outline {
  let [open, depth, members] = [0, 0, 0]
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case UNIT.quote:
        for (i++; i < text.length && text.charCodeAt(i) !== UNIT.quote; i++)
          if (text.charCodeAt(i) === UNIT.backslash) i++
        break
      case UNIT.openObject:
      case UNIT.openArray:
        open += 1
        if (open > depth) depth = open
        break
      case UNIT.closeObject:
      case UNIT.closeArray:
        open -= 1
        break
      case UNIT.colon:
        members += 1
        break
    }
  }
  return { depth, members }
}

/** What holds JSON together, as UTF-16 code units. */
export const UNIT = {
  quote: 0x22,
  comma: 0x2c,
  colon: 0x3a,
  openArray: 0x5b,
  backslash: 0x5c,
  closeArray: 0x5d,
  openObject: 0x7b,
  closeObject: 0x7d,
} as const

/** Reads JSON text: length and depth are bounded before the parser sees it. */
export function parsedJson(text: string): Result<unknown, InputCode> {
  const read = outlinedJson(text)
  return read.ok ? ok(read.value.value) : read
}

/** As `parsedJson`, with the members it writes: more than the value has where a name stands twice in an object. */
export function outlinedJson(text: string): Result<{ readonly value: unknown; readonly members: number }, InputCode> {
  if (text.length > TEXT_LENGTH_MAX)
    return one('input_too_large', { value: `${text.length} characters`, limit: `at most ${TEXT_LENGTH_MAX}` })
  const { depth, members } = outlineOf(text)
  if (depth > DEPTH_MAX) return one('input_too_deep', { value: String(depth), limit: `at most ${DEPTH_MAX} levels` })
  try {
    return ok({ value: JSON.parse(text) as unknown, members })
  } catch (error) {
    return one('input_not_json', { value: shown(text), limit: error instanceof Error ? error.message : 'JSON' })
  }
}

const one = (code: InputCode, params: Record<string, string>): Result<never, InputCode> => ({
  ok: false,
  refusals: [{ code, at: '', params }],
})
