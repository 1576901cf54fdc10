/** What stands in a cell as it is said in a sentence: values, lists and conditions, in three languages. */
import { canonicalJson, type Json } from '../../kernel/digest.ts'
import type { Language, Words } from '../../kernel/words.ts'
import { isCondition } from './changes.ts'
import { labelOf, unitLabelOf } from './labels.ts'

const WORDS = {
  none: { ko: '없음', en: 'none', zh: '无' },
  and: { ko: ' 그리고 ', en: ' and ', zh: ' 且 ' },
  or: { ko: ' 또는 ', en: ' or ', zh: ' 或 ' },
  parameter: { ko: '매개변수 {name}', en: 'parameter {name}', zh: '参数 {name}' },
  true: { ko: '예', en: 'yes', zh: '是' },
  false: { ko: '아니오', en: 'no', zh: '否' },
} as const satisfies Readonly<Record<string, Words>>

const SIGNS: Readonly<Record<string, string>> = {
  at_least: '\u2265',
  at_most: '\u2264',
  more_than: '>',
  less_than: '<',
  equals: '=',
  differs: '\u2260',
  one_of: '\u2208',
  none_of: '\u2209',
  on_or_after: '\u2265',
  on_or_before: '\u2264',
}

type Members = { readonly [key: string]: Json | undefined }
const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What a fact is compared with. */
function operandSaid(value: Json | undefined, language: Language): string {
  if (Array.isArray(value)) return `{${value.map(item => operandSaid(item, language)).join(', ')}}`
  if (!isMembers(value)) return valueSaid(value, language)
  const { fact, params } = value
  const name = fact === 'parameter' && isMembers(params) ? String(params['name']) : undefined
  return name === undefined ? String(fact) : WORDS.parameter[language].replace('{name}', name)
}

/** A tree of conditions in one line; groups within groups between brackets. */
function conditionSaid(condition: Members, language: Language, isWithin = false): string {
  for (const [group, word] of [
    ['all', WORDS.and],
    ['any', WORDS.or],
  ] as const) {
    const list = condition[group]
    if (!Array.isArray(list)) continue
    const said = list
      .map(one => (isMembers(one) ? conditionSaid(one, language, list.length > 1) : canonicalJson(one)))
      .join(word[language])
    return isWithin && list.length > 1 ? `(${said})` : said
  }
  const { fact, operator, value } = condition
  return `${String(fact)} ${SIGNS[String(operator)] ?? String(operator)} ${operandSaid(value, language)}`
}

/** Keys that name a row or say where a number comes from: left out where a whole row is told. */
const LEFT_OUT: readonly string[] = [
  ...['code', 'clause', 'says', 'unit', 'in_force_from', 'status', 'decided_by', 'source', 'note', 'formula'],
  ...['legal_basis', 'checked_on'],
]

/** A value as it is said. */
export function valueSaid(value: Json | undefined, language: Language): string {
  if (value === undefined || value === null) return WORDS.none[language]
  if (typeof value === 'boolean') return WORDS[value ? 'true' : 'false'][language]
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return value.length === 0 ? WORDS.none[language] : listSaid(value, language)
  if (isCondition(value)) return conditionSaid(value, language)
  return isMembers(value) ? membersSaid(value, language) : ''
}

const listSaid = (list: readonly Json[], language: Language): string =>
  list.map(item => (isMembers(item) ? `(${valueSaid(item, language)})` : valueSaid(item, language))).join(', ')

function membersSaid(value: Members, language: Language): string {
  const { value: number, unit } = value
  if (typeof unit === 'string' && number !== undefined)
    return `${unitLabelOf(unit, language)} ${valueSaid(number, language)}`
  const told = Object.entries(value).filter(([key]) => !LEFT_OUT.includes(key))
  return told.map(([key, item]) => `${labelOf(key, language)} ${valueSaid(item, language)}`).join('; ')
}
