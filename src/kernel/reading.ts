/**
 * A schema read once into closures that do for a value that passes what zod does, without its results and issues in
 * between. Where a value does not pass they say only that: zod then says why. Kinds of schema that stand for little of
 * what is read, or that change what they read, are zod's own.
 */
import type { z } from 'zod'
import { type Described, described, testsOf } from './described.ts'

/** What a reader answers for a value that its schema refuses. */
export const REFUSED: unique symbol = Symbol('refused')
/** Gives what the schema gives, or `REFUSED`. What nothing is changed in is given back itself, not a copy of it. */
type Reader = (value: unknown) => unknown

type Def = Described['_zod']['def']

const readers = new WeakMap<object, Reader>()

/** The reader of a schema, made when it is first asked for. */
export function readerOf(schema: z.ZodType): Reader {
  return innerReader(described(schema))
}

function innerReader(schema: Described): Reader {
  const known = readers.get(schema)
  if (known !== undefined) return known
  // A schema may hold itself.
  readers.set(schema, value => innerReader(schema)(value))
  const made = withChecks(schema, shapeReader(schema))
  readers.set(schema, made)
  return made
}

/** As zod reads it whole, its checks among it. */
const byZod =
  (schema: Described): Reader =>
  value => {
    const read = schema.safeParse(value)
    return read.success ? read.data : REFUSED
  }

/** What kind of value it is, and its parts; null where that is left to zod. */
function shapeReader(schema: Described): Reader | null {
  const { def, traits, values } = schema._zod
  switch (def.type) {
    case 'string':
      return def.coerce ? null : value => (typeof value === 'string' ? value : REFUSED)
    case 'number':
      return def.coerce ? null : value => (Number.isFinite(value) ? value : REFUSED)
    case 'boolean':
      return def.coerce ? null : value => (typeof value === 'boolean' ? value : REFUSED)
    case 'null':
      return value => (value === null ? value : REFUSED)
    case 'enum':
    case 'literal':
      return values === undefined ? null : value => (values.has(value) ? value : REFUSED)
    case 'optional':
      return optionalReader(schema)
    case 'nullable':
      return nullableReader(def)
    case 'array':
      return def.element === undefined ? null : arrayReader(innerReader(def.element))
    case 'object':
      return objectReader(def)
    case 'union':
      return traits.has('$ZodDiscriminatedUnion') || traits.has('$ZodXor') ? null : unionReader(def.options ?? [])
    case 'pipe':
      return pipeReader(def)
    default:
      return null
  }
}

function optionalReader({ _zod }: Described): Reader | null {
  const { innerType } = _zod.def
  if (innerType === undefined || _zod.optin !== 'optional' || _zod.traits.has('$ZodExactOptional')) return null
  const inner = innerReader(innerType)
  return value => (value === undefined ? value : inner(value))
}

function nullableReader({ innerType }: Def): Reader | null {
  if (innerType === undefined) return null
  const inner = innerReader(innerType)
  return value => (value === null ? value : inner(value))
}

const arrayReader =
  (element: Reader): Reader =>
  value => {
    if (!Array.isArray(value)) return REFUSED
    let copy: unknown[] | null = null
    for (let i = 0; i < value.length; i++) {
      const read = element(value[i])
      if (read === REFUSED) return REFUSED
      if (copy === null && read !== value[i]) copy = value.slice(0, i)
      copy?.push(read)
    }
    return copy ?? value
  }

function unionReader(options: readonly Described[]): Reader {
  const each = options.map(innerReader)
  return value => {
    for (const option of each) {
      const read = option(value)
      if (read !== REFUSED) return read
    }
    return REFUSED
  }
}

/** One schema behind another; a codec works in both directions, and is zod's. */
function pipeReader(def: Def): Reader | null {
  if (def.in === undefined || def.out === undefined || def.transform !== undefined) return null
  const [first, second] = [innerReader(def.in), innerReader(def.out)]
  return value => {
    const read = first(value)
    return read === REFUSED ? REFUSED : second(read)
  }
}

/** Members in the order of the schema, as zod writes them; one that is absent stays absent. */
function objectReader({ shape = {}, catchall }: Def): Reader | null {
  const keys = Object.keys(shape)
  const fields = keys.map(key => (shape[key] as Described)._zod)
  const isStrict = catchall?._zod.def.type === 'never'
  const isPlain = ({ optin, optout }: Described['_zod']): boolean =>
    optin === undefined || (optin === 'optional' && optout === 'optional')
  if ((catchall !== undefined && !isStrict) || keys.includes('__proto__') || !fields.every(isPlain)) return null
  const each = keys.map(key => innerReader(shape[key] as Described))
  const isOptional = fields.map(({ optin }) => optin === 'optional')
  const known = new Set(keys)

  /** Whether what came has the schema's members in its order and no other; null where it may not have what it has. */
  const inOrder = (given: object): boolean | null => {
    let [at, isSame] = [0, true]
    for (const key in given) {
      while (at < keys.length && keys[at] !== key && isOptional[at] === true) at++
      if (keys[at] === key) at++
      else if (known.has(key)) {
        isSame = false
        at = 0
      } else if (isStrict) return null
      else isSame = false
    }
    return isSame
  }
  return value => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return REFUSED
    const isSame = inOrder(value)
    if (isSame === null) return REFUSED
    const given = value as Readonly<Record<string, unknown>>
    let copy: Record<string, unknown> | null = isSame ? null : {}
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as string
      const member = given[key]
      if (member === undefined && !(key in given)) {
        if (isOptional[i] !== true) return REFUSED
        continue
      }
      const read = (each[i] as Reader)(member)
      if (read === REFUSED) return REFUSED
      if (copy === null && read !== member) {
        copy = {}
        for (const before of keys.slice(0, i)) if (before in given) copy[before] = given[before]
      }
      if (copy !== null) copy[key] = read
    }
    return copy ?? value
  }
}

/** Its checks after the shape of a value, in their order. */
function withChecks(schema: Described, shape: Reader | null): Reader {
  const tests = testsOf(schema)
  if (shape === null || tests === null) return byZod(schema)
  const [first, second, third] = tests
  if (first === undefined) return shape
  if (second === undefined)
    return value => {
      const read = shape(value)
      return read !== REFUSED && first(read) ? read : REFUSED
    }
  if (third === undefined)
    return value => {
      const read = shape(value)
      return read !== REFUSED && first(read) && second(read) ? read : REFUSED
    }
  return value => {
    const read = shape(value)
    return read !== REFUSED && tests.every(test => test(read)) ? read : REFUSED
  }
}
