/**
 * A quick look whether a value is just what a schema gives for it, as canonical JSON has it: what was written by us is
 * read again and again, and zod makes a copy of everything it reads. Says yes only where zod would take the value and
 * give back its equal, the names stand in order, the numbers are whole and the texts well-formed; where it says no, zod
 * is asked.
 */
import type { z } from 'zod'

type Look = (value: unknown) => boolean

const NEVER: Look = () => false

/** The parts of zod's own description of a schema and of a check that are read here. */
type Check = {
  readonly _zod: {
    readonly def: {
      readonly check?: string
      readonly fn?: unknown
      readonly when?: unknown
      readonly maximum?: unknown
    }
    readonly check: (payload: { value: unknown; issues: unknown[] }) => unknown
  }
}
type Described = {
  readonly _zod: {
    readonly def: {
      readonly type: string
      readonly checks?: readonly Check[]
      readonly shape?: Readonly<Record<string, z.ZodType>>
      readonly catchall?: Described
      readonly element?: z.ZodType
      readonly innerType?: z.ZodType
      readonly options?: readonly z.ZodType[]
      readonly keyType?: z.ZodType
      readonly valueType?: z.ZodType
      readonly mode?: string
      readonly partial?: boolean
      readonly entries?: Readonly<Record<string, unknown>>
      readonly coerce?: boolean
    }
    readonly traits: ReadonlySet<string>
    readonly values?: ReadonlySet<unknown>
    readonly optin?: string
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What a check of zod's says: no issue, at once. */
function lookOfCheck(check: Check): Look {
  const { def } = check._zod
  if (def.when !== undefined && def.check !== 'max_length' && def.check !== 'min_length') return NEVER
  if (def.check === 'custom' && typeof def.fn === 'function') {
    const fn = def.fn as (value: unknown) => unknown
    return value => fn(value) === true
  }
  if (def.check === 'max_length') {
    const most = Number(def.maximum)
    return value => (value as { readonly length: number }).length <= most
  }
  return value => {
    const payload = { value, issues: [] as unknown[] }
    const said = check._zod.check(payload)
    return !(said instanceof Promise) && payload.issues.length === 0 && payload.value === value
  }
}

function lookOfObject({ shape, catchall }: Described['_zod']['def']): Look {
  // What is not named is refused by a strict schema, and only by it.
  if (shape === undefined || catchall?._zod.def.type !== 'never') return NEVER
  const names = Object.keys(shape).sort()
  const looks = names.map(name => soundnessOf(shape[name] as z.ZodType))
  const mayBeMissing = names.map(name => (shape[name] as unknown as Described)._zod.optin === 'optional')
  const count = names.length
  return value => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    // Both stand in order, so that one walk finds each name at its place, and what is missing in between.
    let at = 0
    for (const name in value) {
      while (at < count && names[at] !== name) if (mayBeMissing[at++] !== true) return false
      if (at === count || !(looks[at++] as Look)((value as Readonly<Record<string, unknown>>)[name])) return false
    }
    while (at < count) if (mayBeMissing[at++] !== true) return false
    return true
  }
}

/** A record by the names of a list: all of them, or some where zod was told that some may be missing. */
function lookOfRecord({ keyType, valueType, mode, partial }: Described['_zod']['def']): Look {
  if (keyType === undefined || valueType === undefined || mode !== undefined) return NEVER
  const names = (keyType as unknown as Described)._zod
  if (names.def.entries === undefined) return NEVER
  const known: ReadonlySet<unknown> = new Set(Object.values(names.def.entries))
  const least = partial === true ? 0 : known.size
  const look = soundnessOf(valueType)
  return value => {
    if (!isObject(value)) return false
    let [count, before] = [0, '']
    for (const key in value) {
      if (key <= before || !known.has(key) || !look(value[key])) return false
      before = key
      count += 1
    }
    return count >= least
  }
}

function lookOfType(schema: Described): Look {
  const { def, values } = schema._zod
  if (def.coerce === true) return NEVER
  switch (def.type) {
    case 'string':
      return value => typeof value === 'string' && value.isWellFormed()
    case 'number':
      return value => Number.isSafeInteger(value)
    case 'boolean':
      return value => typeof value === 'boolean'
    case 'literal':
    case 'enum':
      return values === undefined ? NEVER : value => values.has(value)
    case 'object':
      return lookOfObject(def)
    case 'record':
      return lookOfRecord(def)
    case 'array': {
      const look = soundnessOf(def.element as z.ZodType)
      return value => {
        if (!Array.isArray(value)) return false
        for (let at = 0; at < value.length; at++) if (!look(value[at])) return false
        return true
      }
    }
    case 'optional': {
      const look = soundnessOf(def.innerType as z.ZodType)
      return look
    }
    case 'nullable': {
      const look = soundnessOf(def.innerType as z.ZodType)
      return value => value === null || look(value)
    }
    case 'union': {
      const looks = (def.options ?? []).map(one => soundnessOf(one))
      return value => looks.some(look => look(value))
    }
    default:
      return NEVER
  }
}

/**
 * Compiles the look of a schema. Kinds of schema that are not known here, transforms among them, are never said to be
 * sound.
 *
 * @param schema what values are held to
 * @returns whether a value that JSON.parse gave is taken by the schema and given back as it is, and JSON.stringify
 *          writes it canonically
 */
export function soundnessOf(schema: z.ZodType): Look {
  const described = schema as unknown as Described
  const { def, traits } = described._zod
  const own = traits.has('$ZodCheck') ? [schema as unknown as Check] : []
  const checks = [...own, ...(def.checks ?? [])].map(lookOfCheck)
  const look = lookOfType(described)
  const [first, second, third] = checks
  if (first === undefined) return look
  if (second === undefined) return value => look(value) && first(value)
  if (third === undefined) return value => look(value) && first(value) && second(value)
  return value => look(value) && checks.every(check => check(value))
}
