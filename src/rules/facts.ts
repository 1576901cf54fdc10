/**
 * The facts a rule may read, each declared once (rules/facts/): name, type, unit, scale, bounds, where it is read from
 * and how long it stays fresh. Compiled to a vocabulary: rows.ts packs the facts of one case by it, the grammar's names
 * are looked up in it.
 */
import { z } from 'zod'
import { calendarDate, dayNumber, isCalendarDate } from '../kernel/calendar.ts'
import { ok, type Result, refusal, refuse } from '../kernel/result.ts'
import { pointer, type RulesRefusal, shapeRefusals, shown } from './places.ts'
import type { RulesCode } from './refusals.ts'

export const FACT_TYPES = ['decimal', 'count', 'money', 'day', 'flag', 'code'] as const
export type FactType = (typeof FACT_TYPES)[number]

/** Units a fact of each type may carry; a parameter or another fact must carry the same to be compared with it. */
export const FACT_UNITS: Readonly<Record<FactType, readonly string[]>> = {
  decimal: [
    'ratio',
    'annual_rate',
    'percentage_point',
    'points',
    'years',
    'months',
    'multiple',
    'score',
    'effort_points',
    'weight',
    'logit',
    'saaty',
  ],
  count: ['count', 'persons', 'years', 'months', 'days', 'points', 'score', 'effort_points'],
  money: ['won'],
  day: ['day'],
  flag: ['flag'],
  code: ['code', 'grade'],
}

const CODE = /^[A-Za-z0-9][A-Za-z0-9_.+-]{0,63}$/
/** `parameter` is the name by which a clause asks for a parameter, so no fact may take it. */
const NAME = /^(?!parameter$)[a-z][a-z0-9_]{0,63}$/
const DECIMAL = /^(-?)(0|[1-9][0-9]{0,39})(?:\.([0-9]{1,40}))?$/

const factSchema = z.strictObject({
  name: z.string().regex(NAME, 'a name is snake_case, at most 64 characters, and not parameter'),
  type: z.enum(FACT_TYPES),
  unit: z.string().min(1).max(40),
  scale: z.int().min(0).max(12).default(0),
  min: z.string().max(82).optional(),
  max: z.string().max(82).optional(),
  codes: z
    .array(z.string().regex(CODE, 'a code is letters, digits and _ . + -, at most 64 characters'))
    .min(1)
    .max(10_000)
    .optional(),
  source: z.string().trim().min(1).max(400),
  fresh_days: z.int().min(0).max(36_500).nullable().default(null),
  words: z.string().max(120).optional(),
})
const factsSchema = z.array(factSchema).min(1).max(10_000)
export type FactDeclaration = z.input<typeof factSchema>

/**
 * One declared fact, bounds as scaled integers (money: whole won; days: since 1970-01-01; flags 0 or 1; codes: place in
 * the list).
 */
export type Fact = {
  readonly name: string
  readonly index: number
  readonly type: FactType
  readonly unit: string
  readonly scale: number
  readonly min: number
  readonly max: number
  readonly codes: readonly string[]
  readonly codeIndex: ReadonlyMap<string, number>
  readonly source: string
  readonly freshDays: number | null
  readonly words: string | null
}
export type Vocabulary = { readonly facts: readonly Fact[]; readonly byName: ReadonlyMap<string, Fact> }

/** Days a fact may hold where its declaration sets no bounds: living memory, and further on than any guarantee. */
const FIRST_DAY = '1900-01-01'
const LAST_DAY = '2999-12-31'

/** Digits that a number holds whatever they are. */
const DIGITS_HELD = 15
const TENS: readonly number[] = Array.from({ length: 13 }, (_, power) => 10 ** power)

/** Plain digits without a leading zero, few enough to be held exactly, as a number; NaN for any other text. */
function wholeNumber(text: string): number {
  if (text.length > DIGITS_HELD || (text.startsWith('0') && text !== '0')) return Number.NaN
  let value = text === '' ? Number.NaN : 0
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 0x30
    if (digit < 0 || digit > 9) return Number.NaN
    value = value * 10 + digit
  }
  return value
}

/**
 * Decimal text as a scaled integer, exactly; what is no plain decimal, too precise or too large is answered by its
 * code.
 */
export const scaledInteger = (
  text: string,
  scale: number,
): number | 'value_type' | 'value_too_precise' | 'value_bounds' => {
  // Most are whole; a pattern takes several times as long.
  const whole = wholeNumber(text) * (TENS[scale] ?? Number.NaN)
  if (!Number.isNaN(whole)) return whole > Number.MAX_SAFE_INTEGER ? 'value_bounds' : whole
  const parts = DECIMAL.exec(text)
  if (parts === null) return 'value_type'
  const fraction = (parts[3] ?? '').replace(/0+$/, '')
  if (fraction.length > scale) return 'value_too_precise'
  const value = Number(`${parts[2]}${fraction.padEnd(scale, '0')}`)
  if (value > Number.MAX_SAFE_INTEGER) return 'value_bounds'
  return parts[1] === '-' && value !== 0 ? -value : value
}

const boundOf = (text: string, type: FactType, scale: number): number | null => {
  if (type === 'day') return isCalendarDate(text) ? dayNumber(calendarDate(text)) : null
  const value = scaledInteger(text, scale)
  return typeof value === 'number' ? value : null
}

const boundsOf = (declared: z.output<typeof factSchema>): readonly [number, number] | null => {
  if (declared.type === 'flag') return [0, 1]
  if (declared.type === 'code') return [0, (declared.codes ?? []).length - 1]
  const isDay = declared.type === 'day'
  const low = boundOf(declared.min ?? (isDay ? FIRST_DAY : ''), declared.type, declared.scale)
  const high = boundOf(declared.max ?? (isDay ? LAST_DAY : ''), declared.type, declared.scale)
  return low === null || high === null || low > high ? null : [low, high]
}

const declarationRefusals = (declared: z.output<typeof factSchema>, at: string): RulesRefusal[] => {
  const found: RulesRefusal[] = []
  const { name, type, unit, codes } = declared
  if (!FACT_UNITS[type].includes(unit)) {
    found.push(refusal('fact_unit', pointer(at, 'unit'), { fact: name, type, unit, units: FACT_UNITS[type].join(' ') }))
  }
  if ((type === 'code') !== (codes !== undefined) || (codes !== undefined && new Set(codes).size !== codes.length)) {
    found.push(refusal('fact_codes', pointer(at, 'codes'), { fact: name, type }))
  }
  if (type !== 'decimal' && declared.scale !== 0) {
    found.push(refusal('fact_bounds', pointer(at, 'scale'), { fact: name, problem: 'only decimals have a scale' }))
  }
  const hasBounds = declared.min !== undefined || declared.max !== undefined
  if ((type === 'flag' || type === 'code') && hasBounds) {
    found.push(refusal('fact_bounds', pointer(at, 'min'), { fact: name, problem: 'a flag or code has no bounds' }))
  }
  if (boundsOf(declared) === null) {
    const problem = 'min and max are due, min <= max, within scale and 2^53'
    found.push(
      refusal('fact_bounds', pointer(at, 'min'), {
        fact: name,
        min: shown(declared.min),
        max: shown(declared.max),
        problem,
      }),
    )
  }
  return found
}

/**
 * Vocabulary of a list of fact declarations: each name once, in the order of the list.
 * @param declared the `facts` list of a facts file, as read from JSON
 * @param at JSON pointer of that list, put in front of the places refusals name
 * @returns refusals: rules_shape, rules_unknown_key, fact_repeated, fact_unit, fact_codes, fact_bounds
 */
export const vocabularyOf = (declared: unknown, at = '/facts'): Result<Vocabulary, RulesCode> => {
  const read = factsSchema.safeParse(declared)
  if (!read.success) return refuse(...shapeRefusals(read.error, at))
  const byName = new Map<string, Fact>()
  const found: RulesRefusal[] = []
  for (const [index, one] of read.data.entries()) {
    found.push(...declarationRefusals(one, pointer(at, index)))
    if (byName.has(one.name)) found.push(refusal('fact_repeated', pointer(at, index, 'name'), { fact: one.name }))
    const [min, max] = boundsOf(one) ?? [0, 0]
    const codes = one.codes ?? []
    byName.set(one.name, {
      name: one.name,
      index,
      type: one.type,
      unit: one.unit,
      scale: one.scale,
      min,
      max,
      codes,
      codeIndex: new Map(codes.map((code, place) => [code, place])),
      source: one.source,
      freshDays: one.fresh_days,
      words: one.words ?? null,
    })
  }
  return found.length > 0 ? refuse(...found) : ok({ facts: [...byName.values()], byName })
}
