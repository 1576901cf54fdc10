/**
 * What changed between two JSON Schemas of an API document. `narrowed` takes away values, `widened` adds some; which of
 * the two breaks a user depends on the way the value goes.
 */
import { isDeepStrictEqual } from 'node:util'

/** One difference. `at` with `rule` is its name, by which the changelog owns up to it. */
export type Change = {
  readonly at: string
  readonly rule: string
  readonly isBreaking: boolean
  readonly says: string
}

export type Schema = { readonly [keyword: string]: unknown }
type Way = 'request' | 'answer'
/** Follows a reference in the older and in the newer document. */
type Follow = readonly [was: (schema: Schema) => Schema, is: (schema: Schema) => Schema]
type Site = { readonly at: string; readonly way: Way; readonly follow: Follow }

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const schemas = (value: unknown): readonly Schema[] => list(value).filter(isSchema)
const same = isDeepStrictEqual

/** Bounds by which way a larger number is stricter. */
const FLOORS = ['minLength', 'minimum', 'exclusiveMinimum', 'minItems', 'minProperties'] as const
const CEILINGS = ['maxLength', 'maximum', 'exclusiveMaximum', 'maxItems', 'maxProperties'] as const
/** What a text has to look like: another one may refuse what the first let through, and the other way round. */
const SHAPES = [
  'pattern',
  'format',
  'multipleOf',
  'uniqueItems',
  'propertyNames',
  'allOf',
  'not',
  'patternProperties',
  'if',
] as const

const narrowed = ({ at, way }: Site, rule: string, says: string): Change => ({
  at,
  rule,
  isBreaking: way === 'request',
  says,
})
const widened = ({ at, way }: Site, rule: string, says: string): Change => ({
  at,
  rule,
  isBreaking: way === 'answer',
  says,
})

/**
 * Every difference between two schemas.
 *
 * @param at      where the value stands, as the changelog names it
 * @param way     whether users send the value or read it
 * @param follow  where a reference leads, in the older and in the newer document
 */
export function schemaChanges(at: string, way: Way, was: Schema, is: Schema, follow: Follow): readonly Change[] {
  return compared({ at, way, follow }, was, is)
}

/** The schema as alternatives of one type each: unions, and types with null beside them, taken apart. */
function alternatives(schema: Schema, led: (schema: Schema) => Schema): readonly Schema[] {
  const whole = led(schema)
  const either = [...schemas(whole['anyOf']), ...schemas(whole['oneOf'])]
  if (either.length > 0) return either.flatMap(one => alternatives(one, led))
  const types = list(whole['type'])
  return types.length === 0 ? [whole] : types.map(type => alternative(whole, type))
}

/** One type of several: of `enum` only the values of that type. */
function alternative(schema: Schema, type: unknown): Schema {
  const values = schema['enum']
  if (!Array.isArray(values)) return type === 'null' ? { type } : { ...schema, type }
  return { ...schema, type, enum: values.filter(value => (value === null) === (type === 'null')) }
}

/** What tells alternatives apart: the type, and the members with one fixed value, unless that itself is the value. */
function kindOf(schema: Schema): string {
  const type = schema['type'] === 'integer' ? 'number' : schema['type']
  const fixed = isSchema(schema['properties'])
    ? Object.entries(schema['properties']).filter(([, value]) => isSchema(value) && 'const' in value)
    : []
  return [String(type ?? 'any'), ...fixed.map(([name, value]) => `${name}=${String((value as Schema)['const'])}`)].join(
    ' ',
  )
}

function compared(site: Site, before: Schema, after: Schema): readonly Change[] {
  const [old, now] = [alternatives(before, site.follow[0]), alternatives(after, site.follow[1])]
  const gone = old.filter(one => !now.some(each => same(one, each)))
  const come = now.filter(one => !old.some(each => same(one, each)))
  const [first, second] = [gone[0], come[0]]
  if (old.length === 1 && now.length === 1 && first !== undefined && second !== undefined) {
    const types = [first['type'], second['type']].map(type => (type === 'integer' ? 'number' : type))
    if (types[0] === types[1]) return alike(site, first, second)
  }
  if (gone.some(one => kindOf(one) === 'any')) return [narrowed(site, 'type_narrowed', 'It could be anything.')]
  if (come.some(one => kindOf(one) === 'any')) return [widened(site, 'type_widened', 'It may now be anything.')]
  return paired(site, gone, come)
}

/** Alternatives of one kind are compared with each other in their order; what is left over has come or gone. */
function paired(site: Site, gone: readonly Schema[], come: readonly Schema[]): readonly Change[] {
  const left = [...come]
  const changes = gone.flatMap(one => {
    const index = left.findIndex(each => kindOf(each) === kindOf(one))
    const other = index < 0 ? undefined : left.splice(index, 1)[0]
    if (other === undefined) return [narrowed(site, 'type_narrowed', `It is no longer ${kindOf(one)}.`)]
    return alike(site, one, other)
  })
  return [...changes, ...left.map(one => widened(site, 'type_widened', `It may now be ${kindOf(one)}.`))]
}

/** Two schemas of one type. */
function alike(site: Site, was: Schema, is: Schema): readonly Change[] {
  return [
    ...valueChanges(site, was, is),
    ...boundChanges(site, was, is),
    ...objectChanges(site, was, is),
    ...itemChanges(site, was, is),
  ]
}

/** The values that are listed; `null` where any will do. */
const valuesOf = (schema: Schema): readonly unknown[] | null =>
  'const' in schema ? [schema['const']] : Array.isArray(schema['enum']) ? schema['enum'] : null

function valueChanges(site: Site, was: Schema, is: Schema): readonly Change[] {
  const whole =
    was['type'] === 'integer' && is['type'] === 'number'
      ? [widened(site, 'type_widened', 'It may have a fraction.')]
      : []
  const part =
    was['type'] === 'number' && is['type'] === 'integer' ? [narrowed(site, 'type_narrowed', 'It is whole.')] : []
  const [old, now] = [valuesOf(was), valuesOf(is)]
  if (old === null && now === null) return [...whole, ...part]
  if (old === null) return [narrowed(site, 'enum_narrowed', 'Only listed values are left.')]
  if (now === null) return [widened(site, 'enum_widened', 'Values other than those listed may stand.')]
  const gone = old.filter(value => !now.some(each => same(each, value)))
  const come = now.filter(value => !old.some(each => same(each, value)))
  return [
    ...(gone.length > 0 ? [narrowed(site, 'enum_narrowed', `No longer: ${gone.join(', ')}.`)] : []),
    ...(come.length > 0 ? [widened(site, 'enum_widened', `New: ${come.join(', ')}.`)] : []),
  ]
}

function boundChanges(site: Site, was: Schema, is: Schema): readonly Change[] {
  const bounds = (words: readonly string[], none: number, sign: 1 | -1) =>
    words.flatMap(word => {
      const of = (schema: Schema) => (typeof schema[word] === 'number' ? schema[word] : none)
      const stricter = sign * (of(is) - of(was))
      if (of(is) === of(was)) return []
      const says = `${word} was ${was[word] ?? 'not set'} and is ${is[word] ?? 'not set'}.`
      return [stricter > 0 ? narrowed(site, 'bound_narrowed', says) : widened(site, 'bound_widened', says)]
    })
  return [
    ...bounds(FLOORS, Number.NEGATIVE_INFINITY, 1),
    ...bounds(CEILINGS, Number.POSITIVE_INFINITY, -1),
    ...SHAPES.flatMap(word => {
      if (same(was[word], is[word])) return []
      if (was[word] === undefined) return [narrowed(site, 'shape_narrowed', `${word} is new.`)]
      if (is[word] === undefined) return [widened(site, 'shape_widened', `${word} is gone.`)]
      return [{ ...narrowed(site, 'shape_changed', `${word} is another.`), isBreaking: true }]
    }),
  ]
}

/** What other members may be: `false` none, otherwise their schema. */
const othersOf = (schema: Schema): Schema | false => {
  const others = schema['additionalProperties']
  return others === false ? false : isSchema(others) ? others : {}
}

function objectChanges(site: Site, was: Schema, is: Schema): readonly Change[] {
  if (was['type'] !== 'object') return []
  const members = (schema: Schema) => (isSchema(schema['properties']) ? schema['properties'] : {})
  const [old, now] = [members(was), members(is)]
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])]
  const others = { ...site, at: `${site.at}.*` }
  const [open, opened] = [othersOf(was), othersOf(is)]
  return [
    ...names.flatMap(name => memberChanges(site, name, [was, old[name]], [is, now[name]])),
    ...(open !== false && opened === false ? [narrowed(others, 'members_closed', 'Other members may not stand.')] : []),
    ...(open === false && opened !== false ? [widened(others, 'members_opened', 'Other members may stand.')] : []),
    ...(open !== false && opened !== false && !same(open, opened) ? compared(others, open, opened) : []),
  ]
}

type Member = readonly [object: Schema, value: unknown]

function memberChanges(whole: Site, name: string, was: Member, is: Member): readonly Change[] {
  const site = { ...whole, at: `${whole.at}.${name}` }
  const isRequest = site.way === 'request'
  const due = ([object]: Member) => list(object['required']).includes(name)
  const change = (rule: string, isBreaking: boolean, says: string): Change => ({ at: site.at, rule, isBreaking, says })
  if (is[1] === undefined) {
    const isStillTaken = isRequest && othersOf(is[0]) !== false
    return [
      change('property_removed', !isStillTaken, isRequest ? 'Who sends it is refused.' : 'Who reads it finds nothing.'),
    ]
  }
  if (was[1] === undefined) {
    if (isRequest && due(is)) return [change('required_property_added', true, 'Who does not send it is refused.')]
    return [change('property_added', false, isRequest ? 'May be sent.' : 'Stands in the answer.')]
  }
  return [
    ...(!due(was) && due(is) ? [change('property_now_required', isRequest, 'It is always there.')] : []),
    ...(due(was) && !due(is) ? [change('property_now_optional', !isRequest, 'It may be missing.')] : []),
    ...compared(site, isSchema(was[1]) ? was[1] : {}, isSchema(is[1]) ? is[1] : {}),
  ]
}

function itemChanges(site: Site, was: Schema, is: Schema): readonly Change[] {
  if (was['type'] !== 'array') return []
  const inner = { ...site, at: `${site.at}[]` }
  const [old, now] = [schemas(was['prefixItems']), schemas(is['prefixItems'])]
  const places = old.length === now.length
  if (!places) return [{ ...narrowed(inner, 'places_changed', 'Another number of places.'), isBreaking: true }]
  const items = (schema: Schema): Schema => (isSchema(schema['items']) ? schema['items'] : {})
  return [
    ...old.flatMap((one, index) => compared(inner, one, now[index] ?? {})),
    ...(same(items(was), items(is)) ? [] : compared(inner, items(was), items(is))),
  ]
}
