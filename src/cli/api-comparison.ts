/**
 * What changed between two API documents, and which of it breaks who was written against the older one. One rule for
 * every schema: a request may come to be allowed more, never less; an answer may come to say less, never more. New
 * members of an answer are the exception: who reads JSON leaves alone what they do not know.
 */
import { type Change, type Schema, schemaChanges } from './api-schema-comparison.ts'

/** The name of a change as the changelog writes it, between backticks. */
export const nameOf = (change: Change): string => `${change.at}: ${change.rule}`

type Parameter = { readonly in: string; readonly name: string; readonly required?: boolean; readonly schema?: Schema }
type Reference = { readonly $ref: string }
type Content = Readonly<Record<string, { readonly schema?: Schema }>>
type Answer = { readonly content?: Content; readonly headers?: Readonly<Record<string, unknown>> }
type Security = readonly Readonly<Record<string, readonly string[]>>[]
type Operation = {
  readonly operationId?: string
  readonly security?: Security
  readonly parameters?: readonly (Parameter | Reference)[]
  readonly requestBody?: { readonly required?: boolean; readonly content: Content }
  readonly responses: Readonly<Record<string, Answer | Reference>>
}
export type Api = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly security?: Security
  readonly components?: unknown
}

/** What a reference into the document leads to; anything else is itself. */
function led<Value>(api: Api, value: Value | Reference): Value {
  if (typeof value !== 'object' || value === null || !('$ref' in value)) return value as Value
  const found = value.$ref
    .slice(2)
    .split('/')
    .reduce<unknown>((at, name) => (at as Readonly<Record<string, unknown>> | undefined)?.[name], api)
  if (found === undefined) throw new Error(`${value.$ref} leads nowhere`)
  return found as Value
}

const breaking = (at: string, rule: string, says: string): Change => ({ at, rule, isBreaking: true, says })
const harmless = (at: string, rule: string, says: string): Change => ({ at, rule, isBreaking: false, says })
const keysOf = (...records: readonly (object | undefined)[]): readonly string[] => [
  ...new Set(records.flatMap(record => Object.keys(record ?? {}))),
]

/**
 * Every difference, in the order of the older document.
 *
 * @param released  the document that users were given
 * @param current   the document of now
 */
export function apiChanges(released: Api, current: Api): readonly Change[] {
  return keysOf(released.paths, current.paths).flatMap(path => {
    const [was, is] = [released.paths[path], current.paths[path]]
    if (is === undefined) return [breaking(path, 'path_removed', 'The path is gone.')]
    return keysOf(was, is).flatMap(method => {
      const at = `${method.toUpperCase()} ${path}`
      const [before, now] = [was?.[method], is[method]]
      if (before === undefined) return [harmless(at, 'method_added', 'A new operation.')]
      if (now === undefined) return [breaking(at, 'method_removed', 'The operation is gone.')]
      return operationChanges(at, [released, before], [current, now])
    })
  })
}

type Side = readonly [api: Api, operation: Operation]

function operationChanges(at: string, was: Side, is: Side): readonly Change[] {
  const renamed = was[1].operationId !== is[1].operationId
  const says = `The operation is now called ${is[1].operationId}; clients call it by ${was[1].operationId}.`
  return [
    ...(renamed ? [breaking(at, 'operation_renamed', says)] : []),
    ...securityChanges(at, was[1].security ?? was[0].security ?? [], is[1].security ?? is[0].security ?? []),
    ...parameterChanges(at, was, is),
    ...bodyChanges(`${at} body`, was, is),
    ...answerChanges(at, was, is),
  ]
}

/** Who holds the credentials `held` meets a list of alternatives if one of them asks for nothing else. */
function meets(held: Security[number], due: Security): boolean {
  return (
    due.length === 0 ||
    due.some(each =>
      Object.entries(each).every(([name, scopes]) => scopes.every(one => held[name]?.includes(one)) && name in held),
    )
  )
}

function securityChanges(at: string, was: Security, is: Security): readonly Change[] {
  const all = (list: Security): Security => (list.length === 0 ? [{}] : list)
  if (all(was).some(each => !meets(each, is)))
    return [breaking(at, 'security_tightened', 'Who was let in may now be turned away.')]
  if (all(is).some(each => !meets(each, was))) return [harmless(at, 'security_loosened', 'More are let in.')]
  return []
}

const parametersOf = ([api, { parameters = [] }]: Side): ReadonlyMap<string, Parameter> =>
  new Map(parameters.map(each => led<Parameter>(api, each)).map(each => [`${each.in} ${each.name}`, each]))

function parameterChanges(of: string, was: Side, is: Side): readonly Change[] {
  const [before, now] = [parametersOf(was), parametersOf(is)]
  return [...new Set([...before.keys(), ...now.keys()])].flatMap(key => {
    const at = `${of} ${key}`
    const [old, one] = [before.get(key), now.get(key)]
    if (one === undefined) return [breaking(at, 'parameter_removed', 'Who sends it is refused.')]
    if (old === undefined) {
      if (one.required === true) return [breaking(at, 'required_parameter_added', 'Who does not send it is refused.')]
      return [harmless(at, 'parameter_added', 'May be sent.')]
    }
    const due = (parameter: Parameter) => parameter.required === true
    return [
      ...(!due(old) && due(one) ? [breaking(at, 'parameter_now_required', 'Who does not send it is refused.')] : []),
      ...(due(old) && !due(one) ? [harmless(at, 'parameter_now_optional', 'May be left out.')] : []),
      ...between(at, 'request', was[0], old.schema, is[0], one.schema),
    ]
  })
}

const between = (
  at: string,
  way: 'request' | 'answer',
  old: Api,
  was: Schema | undefined,
  now: Api,
  is: Schema | undefined,
) => schemaChanges(at, way, was ?? {}, is ?? {}, [schema => led(old, schema), schema => led(now, schema)])

function bodyChanges(at: string, was: Side, is: Side): readonly Change[] {
  const [old, now] = [was[1].requestBody, is[1].requestBody]
  if (old === undefined && now === undefined) return []
  if (now === undefined) return [breaking(at, 'body_removed', 'A body is no longer taken.')]
  if (old === undefined) {
    if (now.required === true) return [breaking(at, 'required_body_added', 'Who sends no body is refused.')]
    return [harmless(at, 'body_added', 'A body may be sent.')]
  }
  const due = old.required !== true && now.required === true
  return [
    ...(due ? [breaking(at, 'body_now_required', 'Who sends no body is refused.')] : []),
    ...contentChanges(at, 'request', [was[0], old.content], [is[0], now.content]),
  ]
}

type Contents = readonly [api: Api, content: Content]

function contentChanges(at: string, way: 'request' | 'answer', was: Contents, is: Contents): readonly Change[] {
  return keysOf(was[1], is[1]).flatMap(type => {
    const [old, now] = [was[1][type], is[1][type]]
    if (now === undefined) return [breaking(at, 'media_type_removed', `${type} is gone.`)]
    if (old === undefined) return [harmless(at, 'media_type_added', `${type} is new.`)]
    return between(at, way, was[0], old.schema, is[0], now.schema)
  })
}

function answerChanges(of: string, was: Side, is: Side): readonly Change[] {
  return keysOf(was[1].responses, is[1].responses).flatMap(status => {
    const at = `${of} ${status}`
    const [before, after] = [was[1].responses[status], is[1].responses[status]]
    if (after === undefined) return [breaking(at, 'status_removed', 'It no longer answers so.')]
    if (before === undefined) {
      if (status.startsWith('2')) return [breaking(at, 'success_status_added', 'It answers in a way nobody waits for.')]
      return [harmless(at, 'refusal_status_added', 'It may refuse so.')]
    }
    const [old, now] = [led<Answer>(was[0], before), led<Answer>(is[0], after)]
    const headers = Object.keys(old.headers ?? {}).filter(name => !(name in (now.headers ?? {})))
    return [
      ...headers.map(name => breaking(`${at} ${name}`, 'header_removed', 'The header is no longer sent.')),
      ...contentChanges(at, 'answer', [was[0], old.content ?? {}], [is[0], now.content ?? {}]),
    ]
  })
}
