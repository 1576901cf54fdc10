/**
 * Rows: the facts of one case packed as scaled integers at the places the vocabulary gives them, NaN where a fact is
 * not known. Second step of the rules stage, after facts.ts; compiled clauses read rows, the decision record keeps one.
 */
import {
  type CalendarDate,
  calendarDate,
  dayNumber,
  dayOfNumber,
  daysBetween,
  isCalendarDate,
} from '../kernel/calendar.ts'
import { ok, type Result, refusal, refuse } from '../kernel/result.ts'
import { type Fact, type FactType, scaledInteger, type Vocabulary } from './facts.ts'
import { type RulesRefusal, shown } from './places.ts'
import type { RulesCode } from './refusals.ts'

/**
 * What a fact may be given as: decimals, money, days and codes as text, flags as booleans; null or undefined says it is
 * not known.
 */
export type FactValue = string | boolean | null | undefined
/**
 * A value and the day it held; the day is null where nobody dated it, which a fact that can go stale does not accept.
 */
export type Reading = { readonly value: FactValue; readonly heldOn: CalendarDate | null }
/** Facts of one case, at `fact.index`, as scaled integers; NaN is unknown. */
export type Row = Float64Array

const encoded = (fact: Fact, value: string | boolean): number | RulesCode => {
  if (fact.type === 'flag') return typeof value === 'boolean' ? (value ? 1 : 0) : 'value_type'
  if (typeof value !== 'string') return 'value_type'
  if (fact.type === 'code') return fact.codeIndex.get(value) ?? 'value_code'
  if (fact.type === 'day' && !isCalendarDate(value)) return 'value_day'
  const number = fact.type === 'day' ? dayNumber(calendarDate(value)) : scaledInteger(value, fact.scale)
  if (typeof number !== 'number') return number
  return number >= fact.min && number <= fact.max ? number : 'value_bounds'
}

/**
 * Value of a fact as the scaled integer rows and columns hold; exact, nothing is rounded.
 * @param fact its declaration
 * @param value text for decimals, counts, money, days and codes; boolean for flags; null or undefined gives NaN
 * (unknown)
 * @param at where the value stands, for the refusal
 * @returns refusals: value_type, value_too_precise, value_bounds, value_code, value_day, each naming fact, value and
 * limits
 */
export const encode = (fact: Fact, value: FactValue, at: string): Result<number, RulesCode> => {
  if (value === null || value === undefined) return ok(Number.NaN)
  const number = encoded(fact, value)
  if (typeof number === 'number') return ok(number)
  return refuse(refusal(number, at, limitsOf(fact, value)))
}

/** As `encode`, in short: NaN for a value that is not known, and for one that `encode` refuses. */
export const encodedOr = (fact: Fact, value: FactValue): number => {
  if (value === null || value === undefined) return Number.NaN
  const number = encoded(fact, value)
  return typeof number === 'number' ? number : Number.NaN
}

/** What each type of fact is written as. */
const DUE: Readonly<Record<FactType, string>> = {
  decimal: 'decimal text such as "0.85"',
  count: 'whole digits in text such as "12"',
  money: 'whole won in text such as "150000000"',
  day: 'a day in text, YYYY-MM-DD',
  flag: 'true or false',
  code: 'a code in text',
}

const limitsOf = (fact: Fact, value: unknown): Readonly<Record<string, string>> => ({
  fact: fact.name,
  value: shown(value),
  due: DUE[fact.type],
  scale: String(fact.scale),
  min: valueText(fact, fact.min) ?? '',
  max: valueText(fact, fact.max) ?? '',
})

/**
 * A scaled integer of a fact as text (`3.10` held at scale 2 is `3.1`; days as YYYY-MM-DD; flags true or false); null
 * when unknown.
 */
export const valueText = (fact: Fact, value: number): string | null => {
  if (Number.isNaN(value)) return null
  if (fact.type === 'flag') return value === 1 ? 'true' : 'false'
  if (fact.type === 'code') return fact.codes[value] ?? null
  if (fact.type === 'day') return dayOfNumber(value)
  if (fact.scale === 0) return String(value)
  const digits = String(Math.abs(value)).padStart(fact.scale + 1, '0')
  const fraction = digits.slice(-fact.scale).replace(/0+$/, '')
  return `${value < 0 ? '-' : ''}${digits.slice(0, -fact.scale)}${fraction === '' ? '' : `.${fraction}`}`
}

/**
 * Row of one case: every declared fact at its index, NaN where the case says nothing.
 * @param values by fact name; a name the vocabulary does not know is refused (fact_unknown), as is any value `encode`
 * refuses
 * @param at dotted path of the values, put in front of the fact's name in refusals
 */
export const rowOf = (
  vocabulary: Vocabulary,
  values: Readonly<Record<string, FactValue>>,
  at = 'facts',
): Result<Row, RulesCode> => {
  const row = new Float64Array(vocabulary.facts.length).fill(Number.NaN)
  const found: RulesRefusal[] = []
  for (const name of Object.keys(values)) {
    const fact = vocabulary.byName.get(name)
    if (fact === undefined) {
      found.push(refusal('fact_unknown', `${at}.${name}`, { fact: shown(name) }))
      continue
    }
    const number = encode(fact, values[name], `${at}.${name}`)
    if (number.ok) row[fact.index] = number.value
    else found.push(...number.refusals)
  }
  return found.length > 0 ? refuse(...found) : ok(row)
}

/**
 * Whether a fact that held on a day may still be read on another: never undated or from later on, and at most
 * `freshDays` old.
 */
export const isFresh = (fact: Fact, heldOn: CalendarDate | null, day: CalendarDate): boolean => {
  if (fact.freshDays === null) return heldOn === null || daysBetween(heldOn, day) >= 0
  if (heldOn === null) return false
  const age = daysBetween(heldOn, day)
  return age >= 0 && age <= fact.freshDays
}

/**
 * Row of one case from dated readings: a reading that is stale, from after the day, or undated though it can go stale
 * is unknown.
 * @param readings by fact name, each with the day it held
 * @param day the day the rules are applied on
 * @returns the row, and the names whose reading was given but not fresh; refusals as in `rowOf`
 */
export const rowOn = (
  vocabulary: Vocabulary,
  readings: Readonly<Record<string, Reading>>,
  day: CalendarDate,
  at = 'facts',
): Result<{ readonly row: Row; readonly stale: readonly string[] }, RulesCode> => {
  const read = rowOf(
    vocabulary,
    Object.fromEntries(Object.entries(readings).map(([name, one]) => [name, one.value])),
    at,
  )
  if (!read.ok) return read
  const stale: string[] = []
  for (const [name, reading] of Object.entries(readings)) {
    const fact = vocabulary.byName.get(name)
    if (fact === undefined || Number.isNaN(read.value[fact.index]) || isFresh(fact, reading.heldOn, day)) continue
    stale.push(name)
    read.value[fact.index] = Number.NaN
  }
  return ok({ row: read.value, stale })
}

/** A row as a decision record keeps it: scaled integers, null where unknown. */
export function packedRow(row: Row): readonly (number | null)[] {
  const packed: (number | null)[] = []
  for (let at = 0; at < row.length; at++) {
    const value = row[at] as number
    packed.push(Number.isNaN(value) ? null : value)
  }
  return packed
}

/** The row a packed row was made from; refused (row_length, value_bounds) where it does not fit the vocabulary. */
export const unpackedRow = (vocabulary: Vocabulary, packed: readonly (number | null)[]): Result<Row, RulesCode> => {
  const { facts } = vocabulary
  if (packed.length !== facts.length) {
    return refuse(refusal('row_length', '', { value: String(packed.length), limit: String(facts.length) }))
  }
  const found = facts.filter(({ index, min, max }) => {
    const value = packed[index]
    return value !== null && !(Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max)
  })
  if (found.length === 0) return ok(Float64Array.from(packed, value => value ?? Number.NaN))
  return refuse(...found.map(fact => refusal('value_bounds' as const, fact.name, limitsOf(fact, packed[fact.index]))))
}
