/**
 * Conditions of the grammar as FEEL (DMN 1.3, chapter 10), and back. `all([...])` and `any([...])` are functions of
 * FEEL and know three values as the grammar does; a comparison is one of the grammar's operators. What is written reads
 * back to the same tree; FEEL that the grammar has no word for is refused with its place in the text.
 */
import type { Json } from '../../kernel/digest.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { FactType } from '../../rules/facts.ts'
import { DEPTH_MAX, WIDTH_MAX } from '../../rules/grammar.ts'
import { isOperator, type Operator } from '../../rules/operators.ts'
import type { ExchangeCode } from './refusals.ts'

/** The type of each declared fact. */
export type FactTypes = ReadonlyMap<string, FactType>

const SIGNS = {
  at_least: '>=',
  at_most: '<=',
  more_than: '>',
  less_than: '<',
  equals: '=',
  differs: '!=',
  on_or_after: '>=',
  on_or_before: '<=',
} as const satisfies Partial<Record<Operator, string>>

const RESERVED = new Set(['parameter', 'parameters', 'all', 'any', 'not', 'in', 'true', 'false', 'date', 'null'])
const isName = (text: unknown): text is string =>
  typeof text === 'string' && /^[a-z][a-z0-9_]{0,79}$/.test(text) && !RESERVED.has(text)
const isRecord = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const hasKeys = (value: object, ...keys: readonly string[]): boolean =>
  Object.keys(value).length === keys.length && keys.every(key => Object.hasOwn(value, key))
/** Whether a text can stand between quotes as it is. */
const isQuotable = (text: unknown): text is string => typeof text === 'string' && /^[ !#-[\]-~]*$/.test(text)

const quoted = (text: string): string => `"${text}"`

/** A leaf taken apart; undefined where it has another form than the grammar's. */
type Leaf = { readonly fact: string; readonly operator: Operator; readonly value: unknown }

function leafOf(json: unknown, types: FactTypes): Leaf | undefined {
  if (!isRecord(json) || !hasKeys(json, 'fact', 'operator', 'value')) return undefined
  const { fact, operator, value } = json
  if (!isName(fact) || typeof operator !== 'string' || !isOperator(operator)) return undefined
  const type = types.get(fact)
  // Days have operators of their own, written with the signs of numbers: the type tells them apart again.
  const isOfDays = operator === 'on_or_after' || operator === 'on_or_before'
  const isOfOrder = operator === 'at_least' || operator === 'at_most'
  if (type === undefined || (type === 'day' ? isOfOrder : isOfDays)) return undefined
  return { fact, operator, value }
}

function operandText(value: unknown, type: FactType | undefined): string | undefined {
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'string') {
    if (!isQuotable(value)) return undefined
    const isNumber = type === 'decimal' || type === 'count' || type === 'money'
    if (isNumber && /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/.test(value)) return value
    return type === 'day' && /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(value) ? `date(${quoted(value)})` : quoted(value)
  }
  if (!isRecord(value)) return undefined
  if (hasKeys(value, 'fact')) return isName(value['fact']) ? value['fact'] : undefined
  if (!hasKeys(value, 'fact', 'params') || value['fact'] !== 'parameter') return undefined
  const { params } = value
  return isRecord(params) && hasKeys(params, 'name') && isName(params['name'])
    ? `parameters.${params['name']}`
    : undefined
}

const codesText = (value: unknown): string | undefined =>
  Array.isArray(value) && value.length > 0 && value.every(isQuotable) ? value.map(quoted).join(', ') : undefined

const takesCodes = (operator: Operator): operator is 'one_of' | 'none_of' =>
  operator === 'one_of' || operator === 'none_of'

/** A condition as one FEEL expression; undefined where it cannot be said so that it reads back the same. */
export function expressionOf(json: unknown, types: FactTypes): string | undefined {
  if (isRecord(json))
    for (const group of ['all', 'any'] as const)
      if (hasKeys(json, group)) {
        const list = json[group]
        if (!Array.isArray(list) || list.length === 0) return undefined
        const parts = list.map(one => expressionOf(one, types))
        return parts.includes(undefined) ? undefined : `${group}([${parts.join(', ')}])`
      }
  const leaf = leafOf(json, types)
  if (leaf === undefined) return undefined
  const { fact, operator, value } = leaf
  if (takesCodes(operator)) {
    const codes = codesText(value)
    if (codes === undefined) return undefined
    return operator === 'one_of' ? `${fact} in (${codes})` : `not(${fact} in (${codes}))`
  }
  const operand = operandText(value, types.get(fact))
  return operand === undefined ? undefined : `${fact} ${SIGNS[operator]} ${operand}`
}

/** A leaf as a unary test of its fact; undefined where it cannot be said so. */
export function testOf(json: unknown, types: FactTypes): string | undefined {
  const leaf = leafOf(json, types)
  if (leaf === undefined) return undefined
  const { fact, operator, value } = leaf
  if (takesCodes(operator)) {
    const codes = codesText(value)
    if (codes === undefined) return undefined
    // One code alone would read as equal to it.
    const list = Array.isArray(value) && value.length === 1 ? `? in (${codes})` : codes
    return operator === 'one_of' ? list : `not(${list})`
  }
  const operand = operandText(value, types.get(fact))
  if (operand === undefined) return undefined
  if (operator === 'equals') return operand
  return operator === 'differs' ? `not(${operand})` : `${SIGNS[operator]} ${operand}`
}

type Token = { readonly text: string; readonly at: number; readonly kind: 'name' | 'string' | 'number' | 'sign' }
const TOKEN = /(?:([a-z][a-z0-9_]*)|"([^"\\]*)"|(-?[0-9]+(?:\.[0-9]+)?)|(>=|<=|!=|[><=?()[\],.]))/y
/** Longer than any condition a reader could check. */
const TEXT_MAX = 32_000

/** What the grammar has no word for, and where it begins. */
type Wrong = { readonly at: number; readonly due: string; readonly code: ExchangeCode }

function tokensOf(text: string): readonly Token[] | Wrong {
  if (text.length > TEXT_MAX) return { at: 0, due: `at most ${TEXT_MAX} characters`, code: 'exchange_feel' }
  const found: Token[] = []
  const end = text.trimEnd().length
  for (let from = 0; from < end; from = TOKEN.lastIndex) {
    const at = from + text.slice(from).search(/\S/)
    TOKEN.lastIndex = at
    const match = TOKEN.exec(text)
    if (match === null) return { at, due: 'a fact, a value or a sign of the grammar', code: 'exchange_feel' }
    const [, name, string, number, sign] = match
    const kind =
      name !== undefined ? 'name' : string !== undefined ? 'string' : number !== undefined ? 'number' : 'sign'
    found.push({ text: name ?? string ?? number ?? sign ?? '', at, kind })
  }
  return found
}

/** Reads by descent; after the first thing that is wrong it stands at the end, so that every loop ends too. */
function readerOf(text: string, tokens: readonly Token[], types: FactTypes) {
  let place = 0
  let wrong: Wrong | undefined
  const fail = (due: string, code: ExchangeCode = 'exchange_feel'): void => {
    wrong ??= { at: here().at, due, code }
    place = tokens.length
  }
  const here = (): Token => tokens[place] ?? { text: '', at: text.length, kind: 'sign' }
  const is = (sign: string, ahead = 0): boolean => {
    const token = tokens[place + ahead]
    return token !== undefined && token.kind !== 'string' && token.text === sign
  }
  const taken = (sign: string): boolean => {
    const isHere = is(sign)
    if (isHere) place += 1
    return isHere
  }
  const take = (sign: string): void => {
    if (!taken(sign)) fail(`"${sign}"`)
  }
  const takeKind = (kind: Token['kind'], due: string): string => {
    const token = here()
    if (token.kind === kind) place += 1
    else fail(due)
    return token.text
  }
  const fact = (): string => {
    const { text: name, kind } = here()
    if (kind === 'name' && !RESERVED.has(name) && !types.has(name)) fail('a declared fact', 'exchange_fact_unknown')
    else if (RESERVED.has(name)) fail('the name of a fact')
    else takeKind('name', 'the name of a fact')
    return name
  }
  const operand = (): Json => {
    const { text: value, kind } = here()
    if (kind === 'string' || kind === 'number') {
      place += 1
      return value
    }
    if (taken('true')) return true
    if (taken('false')) return false
    if (taken('date')) {
      take('(')
      const day = takeKind('string', 'a day between quotes')
      take(')')
      return day
    }
    if (taken('parameters')) {
      take('.')
      return { fact: 'parameter', params: { name: takeKind('name', 'the name of a parameter') } }
    }
    return { fact: fact() }
  }
  const codes = (): string[] => {
    const found: string[] = []
    do found.push(takeKind('string', 'a code between quotes'))
    while (taken(','))
    return found
  }
  const among = (): string[] => {
    take('in')
    take('(')
    const found = codes()
    take(')')
    return found
  }
  const isCodes = (): boolean => here().kind === 'string' && is(',', 1)
  const comparison = (name: string): Json => {
    const sign = here().kind === 'sign' ? here().text : ''
    const left = types.get(name) === 'day' ? ['at_least', 'at_most'] : ['on_or_after', 'on_or_before']
    const operators = Object.keys(SIGNS) as (keyof typeof SIGNS)[]
    const operator = operators.find(one => SIGNS[one] === sign && !left.includes(one))
    if (operator === undefined) fail('one of >= <= > < = != in')
    else place += 1
    return { fact: name, operator: operator ?? '', value: operand() }
  }
  const expression = (depth: number): Json => {
    if (depth > DEPTH_MAX) fail(`at most ${DEPTH_MAX} groups within each other`)
    for (const group of ['all', 'any'] as const)
      if (is(group) && is('(', 1)) {
        place += 2
        take('[')
        const list: Json[] = []
        do list.push(expression(depth + 1))
        while (taken(','))
        if (list.length > WIDTH_MAX) fail(`at most ${WIDTH_MAX} conditions in a group`)
        take(']')
        take(')')
        return { [group]: list }
      }
    if (taken('not')) {
      take('(')
      const name = fact()
      const value = among()
      take(')')
      return { fact: name, operator: 'none_of', value }
    }
    const name = fact()
    return is('in') ? { fact: name, operator: 'one_of', value: among() } : comparison(name)
  }
  const test = (name: string): Json => {
    if (taken('not')) {
      take('(')
      const value = taken('?') ? among() : isCodes() ? codes() : undefined
      const leaf = { fact: name, operator: value === undefined ? 'differs' : 'none_of', value: value ?? operand() }
      take(')')
      return leaf
    }
    if (taken('?')) return is('in') ? { fact: name, operator: 'one_of', value: among() } : comparison(name)
    if (isCodes()) return { fact: name, operator: 'one_of', value: codes() }
    if (['>=', '<=', '>', '<'].some(sign => is(sign))) return comparison(name)
    return { fact: name, operator: 'equals', value: operand() }
  }
  const whole = (value: Json): { readonly value: Json; readonly wrong: Wrong | undefined } => {
    if (place < tokens.length) fail('the end')
    return { value, wrong }
  }
  return { expression: () => whole(expression(1)), test: (name: string) => whole(test(name)) }
}

const unsaid = (text: string, { at, due, code }: Wrong) =>
  refuse(refusal(code, `character ${at + 1}`, { value: text.slice(at, at + 40).trim(), limit: due }))

function read(
  text: string,
  types: FactTypes,
  by: (reader: ReturnType<typeof readerOf>) => { readonly value: Json; readonly wrong: Wrong | undefined },
): Result<Json, ExchangeCode> {
  const tokens = tokensOf(text)
  if (!Array.isArray(tokens)) return unsaid(text, tokens as Wrong)
  const { value, wrong } = by(readerOf(text, tokens as readonly Token[], types))
  return wrong === undefined ? ok(value) : unsaid(text, wrong)
}

/** The condition a FEEL expression says. Errors: `exchange_feel`, `exchange_fact_unknown`, at the character. */
export const conditionOfExpression = (text: string, types: FactTypes): Result<Json, ExchangeCode> =>
  read(text, types, reader => reader.expression())

/** The leaf a unary test of a fact says. Errors: as of an expression. */
export const leafOfTest = (fact: string, text: string, types: FactTypes): Result<Json, ExchangeCode> =>
  types.has(fact)
    ? read(text, types, reader => reader.test(fact))
    : refuse(refusal('exchange_fact_unknown', '', { value: fact, limit: 'a declared fact' }))
