/**
 * TypeScript types of the JSON Schemas of the API document. The subset is what the document uses; a keyword that would
 * change a type and is not known here is a fault, so that no type says less than its schema.
 */

export type Schema = { readonly [keyword: string]: unknown }

/** Which way a value goes: what we send may leave an optional member `undefined`, which JSON leaves out. */
export type Way = 'request' | 'answer'

/** Keywords that say nothing a type could. */
const UNTYPED = new Set([
  'description',
  'title',
  'default',
  'examples',
  'deprecated',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'propertyNames',
])
const TYPED = new Set([
  '$ref',
  'type',
  'format',
  'enum',
  'const',
  'anyOf',
  'oneOf',
  'allOf',
  'items',
  'prefixItems',
  'properties',
  'required',
  'additionalProperties',
])

/** Formats of text that have a name of their own in the client. */
const FORMATS: Readonly<Record<string, string>> = {
  uuid: 'Uuid',
  'date-time': 'Moment',
  date: 'Day',
  binary: 'Uint8Array',
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const schemas = (value: unknown): readonly Schema[] => (Array.isArray(value) ? value.filter(isSchema) : [])

const literal = (value: unknown): string =>
  typeof value === 'string'
    ? `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
    : JSON.stringify(value)

/** A member's name as it stands in a type. */
export const memberName = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name))

const union = (types: readonly string[]): string => {
  const all = [...new Set(types)]
  return all.includes('unknown') ? 'unknown' : all.join(' | ')
}
const bracketed = (type: string): string => (/^\w+$/.test(type) || /^\{[^{}]*\}$/.test(type) ? type : `(${type})`)
const pascal = (name: string): string =>
  name
    .split(/[^A-Za-z0-9]+/)
    .map(part => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join('')

/** An object type of this many characters or more, found twice, gets a name. */
const NAMED_FROM = 120

type Seen = { readonly name: string; readonly schema: Schema; readonly way: Way; count: number }

/**
 * Makes the types of many schemas that share their parts: first every schema is `met`, then `typeOf` gives each its
 * type, with equal objects under one name; `declarations` are those names.
 */
export function typeMaker() {
  const seen = new Map<string, Seen>()
  const names = new Map<string, string>()

  /** The type on one line without names: two schemas with the same one have the same type. */
  const plain = (schema: Schema, way: Way, name: string, isMeeting: boolean): string =>
    typeText(
      schema,
      way,
      name,
      (inner, at) => plain(inner, way, at, isMeeting),
      (text, object) => {
        if (!isMeeting) return text
        const before = seen.get(text)
        if (before !== undefined) before.count += 1
        else seen.set(text, { name, schema: object, way, count: 1 })
        return text
      },
    )

  const typeOf = (schema: Schema, way: Way): string => {
    const name = names.get(plain(schema, way, '', false))
    return (
      name ??
      typeText(
        schema,
        way,
        '',
        inner => typeOf(inner, way),
        text => text,
      )
    )
  }

  /** Names the objects that were met more than once; the first member they were met under names them. */
  const named = (taken: readonly string[]): void => {
    const used = new Set(taken)
    for (const [text, { name, count }] of seen) {
      if (count < 2 || text.length < NAMED_FROM) continue
      const wanted = pascal(name)
      let free = wanted
      for (let number = 2; used.has(free); number += 1) free = `${wanted}${number}`
      used.add(free)
      names.set(text, free)
    }
  }

  return {
    meet: (schema: Schema, way: Way, name: string): void => {
      plain(schema, way, name, true)
    },
    named,
    typeOf,
    declarations: (): readonly string[] =>
      [...names]
        .map(([text, name]) => {
          const { schema, way } = seen.get(text) as Seen
          return `export type ${name} = ${typeText(
            schema,
            way,
            '',
            inner => typeOf(inner, way),
            whole => whole,
          )}`
        })
        .toSorted(),
  }
}

type Inner = (schema: Schema, name: string) => string

function typeText(
  schema: Schema,
  way: Way,
  name: string,
  inner: Inner,
  object: (text: string, schema: Schema) => string,
): string {
  const odd = Object.keys(schema).find(word => !UNTYPED.has(word) && !TYPED.has(word))
  if (odd !== undefined) throw new Error(`the client has no type for the keyword ${odd} at ${name}`)
  const reference = schema['$ref']
  if (typeof reference === 'string') return pascal(reference.split('/').at(-1) ?? '')
  if ('const' in schema) return literal(schema['const'])
  if (Array.isArray(schema['enum'])) return union(schema['enum'].map(literal))
  const either = [...schemas(schema['anyOf']), ...schemas(schema['oneOf'])]
  if (either.length > 0) return union(either.map(one => inner(one, name)))
  const all = schemas(schema['allOf'])
  if (all.length > 0) return all.map(one => bracketed(inner(one, name))).join(' & ')
  const types = Array.isArray(schema['type']) ? schema['type'] : [schema['type']]
  return union(types.map(type => typeOfKind(type, schema, way, name, inner, object)))
}

function typeOfKind(
  type: unknown,
  schema: Schema,
  way: Way,
  name: string,
  inner: Inner,
  object: (text: string, schema: Schema) => string,
): string {
  switch (type) {
    case undefined:
      return 'unknown'
    case 'null':
    case 'boolean':
      return type
    case 'integer':
    case 'number':
      return 'number'
    case 'string':
      return FORMATS[String(schema['format'])] ?? 'string'
    case 'array': {
      const places = schemas(schema['prefixItems']).map(one => inner(one, name))
      const rest = isSchema(schema['items']) ? bracketed(inner(schema['items'], name)) : 'unknown'
      if (places.length === 0) return `readonly ${rest}[]`
      const hasRest = isSchema(schema['items'])
      return `readonly [${[...places, ...(hasRest ? [`...${rest}[]`] : [])].join(', ')}]`
    }
    case 'object':
      return object(objectText(schema, way, name, inner), schema)
    default:
      throw new Error(`the client has no type for ${String(type)} at ${name}`)
  }
}

function objectText(schema: Schema, way: Way, name: string, inner: Inner): string {
  const properties = isSchema(schema['properties']) ? Object.entries(schema['properties']) : []
  const due = Array.isArray(schema['required']) ? schema['required'] : []
  const members = properties.map(([key, value]) => {
    const type = inner(isSchema(value) ? value : {}, key === 'items' ? `${name}_item` : key)
    if (due.includes(key)) return `readonly ${memberName(key)}: ${type}`
    const open = way === 'request' && type !== 'unknown' ? ' | undefined' : ''
    return `readonly ${memberName(key)}?: ${type}${open}`
  })
  const others = schema['additionalProperties']
  if (isSchema(others) || (members.length === 0 && others !== false)) {
    const type = isSchema(others) ? inner(others, name) : 'unknown'
    // The type of the others has to hold for the members named as well.
    const isText = properties.every(
      ([key, value]) => isSchema(value) && value['type'] === 'string' && due.includes(key),
    )
    members.push(`readonly [key: string]: ${members.length === 0 || (type === 'string' && isText) ? type : 'unknown'}`)
  } else if (members.length === 0) members.push('readonly [key: string]: never')
  return `{ ${members.join('; ')} }`
}
