/**
 * A quick look whether a value is just what a schema gives for it, as canonical JSON has it: what was written by us is
 * read again and again, and zod makes a copy of everything it reads. Says yes only where zod would take the value and
 * give back its equal, the names stand in order, the numbers are whole and the texts well-formed; where it says no, zod
 * is asked. On the way it counts how long the canonical text is, so that it need not be written to be compared.
 */
import type { z } from 'zod'
import { type Described, described, type Test, testsOf } from './described.ts'

/** 0 where a value is not sound; else how many characters its canonical text has while none of them needs an escape. */
type Look = (value: unknown) => number

const UNSOUND = 0
const NEVER: Look = () => UNSOUND

/**
 * Stands for the length of a number that may be written as short with an exponent, which takes two zeros at its end;
 * greater than any text that is read, so that the whole says it too, and small enough that a hundred of them are still
 * added as small integers. All other writings than the canonical one are longer: white space, escapes, fractions,
 * signs, names given twice.
 */
const OPEN_LENGTH = 2 ** 24

function lengthOfWhole(value: number): number {
  if (value % 100 === 0 && value !== 0) return OPEN_LENGTH
  let [rest, length] = [Math.abs(value), value < 0 ? 2 : 1]
  while (rest >= 10) {
    rest = Math.floor(rest / 10)
    length += 1
  }
  return length
}
const quotedLength = (text: string): number => text.length + 2
/** A name in quotes, with its colon. */
const nameLength = (name: string): number => JSON.stringify(name).length + 1

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function lookOfObject({ shape, catchall }: Described['_zod']['def']): Look {
  // What is not named is refused by a strict schema, and only by it.
  if (shape === undefined || catchall?._zod.def.type !== 'never') return NEVER
  const names = Object.keys(shape).sort()
  const looks = names.map(name => lengthOf(shape[name] as Described))
  const lengths = names.map(nameLength)
  const mayBeMissing = names.map(name => shape[name]?._zod.optin === 'optional')
  const count = names.length
  return value => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return UNSOUND
    // Both stand in order, so that one walk finds each name at its place, and what is missing in between.
    let at = 0
    let length = 1
    for (const name in value) {
      while (at < count && names[at] !== name) if (mayBeMissing[at++] !== true) return UNSOUND
      if (at === count) return UNSOUND
      const one = (looks[at] as Look)((value as Readonly<Record<string, unknown>>)[name])
      if (one === UNSOUND) return UNSOUND
      length += (lengths[at++] as number) + one + 1
    }
    while (at < count) if (mayBeMissing[at++] !== true) return UNSOUND
    // A comma for each member but the last, and two braces.
    return length === 1 ? 2 : length
  }
}

/** A record by the names of a list: all of them, or some where zod was told that some may be missing. */
function lookOfRecord({ keyType, valueType, mode, partial }: Described['_zod']['def']): Look {
  if (keyType === undefined || valueType === undefined || mode !== undefined) return NEVER
  const names = keyType._zod
  if (names.def.entries === undefined) return NEVER
  const known = new Map(Object.values(names.def.entries).map(name => [name, nameLength(String(name))]))
  const least = partial === true ? 0 : known.size
  const look = lengthOf(valueType)
  return value => {
    if (!isObject(value)) return UNSOUND
    let [count, before, length] = [0, '', 1]
    for (const key in value) {
      const own = known.get(key)
      if (key <= before || own === undefined) return UNSOUND
      const one = look(value[key])
      if (one === UNSOUND) return UNSOUND
      length += own + one + 1
      before = key
      count += 1
    }
    return count < least ? UNSOUND : length === 1 ? 2 : length
  }
}

function lookOfType(schema: Described): Look {
  const { def, values } = schema._zod
  if (def.coerce === true) return NEVER
  switch (def.type) {
    case 'string':
      return value => (typeof value === 'string' && value.isWellFormed() ? quotedLength(value) : UNSOUND)
    case 'number':
      return value => (Number.isSafeInteger(value) ? lengthOfWhole(value as number) : UNSOUND)
    case 'boolean':
      return value => (value === true ? 4 : value === false ? 5 : UNSOUND)
    case 'literal':
    case 'enum': {
      const lengths = new Map([...(values ?? [])].map(one => [one, JSON.stringify(one).length]))
      const isPlain = [...lengths.keys()].every(one => typeof one === 'string')
      return value => {
        const length = lengths.get(value)
        return length === undefined ? UNSOUND : isPlain ? length : OPEN_LENGTH
      }
    }
    case 'object':
      return lookOfObject(def)
    case 'record':
      return lookOfRecord(def)
    case 'array': {
      const look = lengthOf(def.element as Described)
      return value => {
        if (!Array.isArray(value)) return UNSOUND
        let length = 1
        for (let at = 0; at < value.length; at++) {
          const one = look(value[at])
          if (one === UNSOUND) return UNSOUND
          length += one + 1
        }
        return length === 1 ? 2 : length
      }
    }
    case 'optional':
      return lengthOf(def.innerType as Described)
    case 'nullable': {
      const look = lengthOf(def.innerType as Described)
      return value => (value === null ? 4 : look(value))
    }
    case 'union': {
      const looks = (def.options ?? []).map(one => lengthOf(one))
      return value => {
        for (let at = 0; at < looks.length; at++) {
          const one = (looks[at] as Look)(value)
          if (one !== UNSOUND) return one
        }
        return UNSOUND
      }
    }
    default:
      return NEVER
  }
}

function lengthOf(schema: Described): Look {
  const checks = testsOf(schema)
  if (checks === null) return NEVER
  const look = lookOfType(schema)
  const [first, second, third] = checks
  if (first === undefined) return look
  if (second === undefined)
    return value => {
      const length = look(value)
      return length !== UNSOUND && first(value) ? length : UNSOUND
    }
  if (third === undefined)
    return value => {
      const length = look(value)
      return length !== UNSOUND && first(value) && second(value) ? length : UNSOUND
    }
  return value => {
    const length = look(value)
    return length !== UNSOUND && checks.every(check => check(value)) ? length : UNSOUND
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
export function soundnessOf(schema: z.ZodType): Test {
  const look = lengthOf(described(schema))
  return value => look(value) !== UNSOUND
}

/** A character that some text needs an escape for stands behind a backslash; a text without one has no escape. */
const ESCAPE = '\\'

/**
 * Compiles a reader of canonical text: JSON that is written as we write it and holds what the schema asks.
 *
 * @param schema what values are held to
 * @returns the value of a text, undefined where it is not sound or the text is not its canonical one
 */
export function canonicalReaderOf<Schema extends z.ZodType>(
  schema: Schema,
): (text: string) => z.output<Schema> | undefined {
  const look = lengthOf(described(schema))
  return text => {
    try {
      const value: unknown = JSON.parse(text)
      const length = look(value)
      if (length === UNSOUND) return undefined
      // Sound, it stands in order. As long as its canonical text and nowhere shorter, it is that text; where an escape
      // or a number leaves that open, it is written and compared.
      const isCanonical =
        length < OPEN_LENGTH && !text.includes(ESCAPE) ? length === text.length : JSON.stringify(value) === text
      return isCanonical ? (value as z.output<Schema>) : undefined
    } catch {
      return undefined
    }
  }
}
