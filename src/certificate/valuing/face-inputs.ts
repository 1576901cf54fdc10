/** What each method was given, as rows of a report: one number, or its low, middle and high. */
import { decimal, decimalText, roundHalfEven } from '../../kernel/decimal.ts'
import type { MethodAsked } from '../../valuation/reporting/request.ts'
import type { MethodRecord } from '../../valuation/reporting/worked.ts'
import type { Row } from '../document.ts'
import type { Voice } from './voice.ts'
import { INPUT_WORDS, METHOD_WORDS } from './words-codes.ts'

const RATES: ReadonlySet<string> = new Set([
  ...['royalty_rate', 'discount_rate', 'tax_rate', 'operating_margin', 'attrition', 'growth_after', 'industry_return'],
  ...['other_obsolescence', 'volatility', 'risk_free', 'cost_of_delay', 'contribution', 'risk_premium', 'growth'],
  ...['technology_factor', 'individual_strength', 'technology_share', 'margin', 'investment'],
])
const AMOUNTS: ReadonlySet<string> = new Set(['underlying', 'exercise', 'sales'])
/** Shown of the way's own income method, which works most of its inputs out itself. */
const OF_BASIS = [
  'economic_life_years',
  'sales_months',
  'risk_score',
  'risk_premium',
  'discount_rate',
  'tax_rate',
] as const
const OF_FACTORS = ['technology_factor', 'individual_strength', 'technology_share', 'contribution'] as const

/** Half to even at so many places, zeros at the end left out: for the eye, the exact one is attached. */
export const shortDecimal = (text: string, places: number): string => {
  const short = decimalText(roundHalfEven(decimal(text), places))
  return short.includes('.') ? short.replace(/\.?0+$/, '') : short
}

/** A number of an input as it is printed. */
export function inputText(input: string, text: string, { percent, digits }: Voice): string {
  if (RATES.has(input)) return percent(shortDecimal(text, 4))
  return AMOUNTS.has(input) ? digits(shortDecimal(text, 0)) : shortDecimal(text, 2)
}

type Shown = string | { readonly low: string; readonly mid: string; readonly high: string }
type Entries = Readonly<Record<string, unknown>>

const isText = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number'

/** Every input that is a number or a range, by its name. */
function numbersIn(asked: MethodAsked, record: MethodRecord): readonly (readonly [string, Shown])[] {
  if (asked.method === 'income') {
    const { basis, method } = record.steps as unknown as { basis: Entries; method: { steps: { factors: Entries } } }
    const of = (from: Entries, names: readonly string[]) =>
      names.flatMap(name => (isText(from[name]) ? [[name, String(from[name])] as const] : []))
    return [...of(basis, OF_BASIS), ...of(method.steps.factors, OF_FACTORS)]
  }
  const given = asked.input as Entries
  const found = asked.method === 'market' ? { royalty_rate: (record.steps as { rate: Shown }).rate, ...given } : given
  return Object.entries(found).flatMap(([name, value]) => {
    if (INPUT_WORDS[name] === undefined) return []
    if (isText(value)) return [[name, String(value)] as const]
    const isRange = typeof value === 'object' && value !== null && 'mid' in value
    return isRange ? [[name, value as Shown] as const] : []
  })
}

/** Rows of method, input, low, middle and high; of what is known the middle alone. */
export const inputRows = (asked: MethodAsked, record: MethodRecord, voice: Voice): readonly Row[] =>
  numbersIn(asked, record).map(([name, shown], place) => {
    const at = (text: string): string => inputText(name, text, voice)
    const ends = typeof shown === 'string' ? ['', at(shown), ''] : [at(shown.low), at(shown.mid), at(shown.high)]
    const label = voice.of(INPUT_WORDS, name)
    return { cells: [place === 0 ? voice.of(METHOD_WORDS, asked.method) : '', label, ...ends], isSum: false }
  })

/** Sales of each year as they were given, on one line; nothing for a method without. */
export function salesText(asked: MethodAsked, { digits }: Voice): string | undefined {
  const { input } = asked
  if ('sales' in input && Array.isArray(input.sales)) return input.sales.map(digits).join(', ')
  return asked.method === 'income' ? asked.input.sales.amounts.map(digits).join(', ') : undefined
}
