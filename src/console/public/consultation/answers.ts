/** What is asked, what was answered so far, and what is wrong with an answer; as text, as it stands in the fields. */
import type { CallOf } from '../../api/client.ts'
import type { words as ko } from './words.ko.ts'

type Body = CallOf<'POST /v1/public/consultations'>['body']
type Key = keyof typeof ko

export const FIGURES = [
  'sales',
  'operating_income',
  'net_income',
  'total_assets',
  'current_assets',
  'total_liabilities',
  'current_liabilities',
] as const
export type Figure = (typeof FIGURES)[number]
/** Results may be losses; what is held or owed is not below zero. */
export const MAY_BE_LOSS: readonly Figure[] = ['operating_income', 'net_income']

export type Given = {
  readonly form: Body['form'] | ''
  readonly founded_on: string
  readonly ksic: string
  readonly region: Body['region'] | ''
  readonly employees: string
  readonly certifications: readonly string[]
  readonly owner_born_on: string
  readonly owner_industry_years: string
  readonly right: Body['right'] | ''
  readonly trl: string
  readonly purpose: Body['purpose'] | ''
  readonly loan_amount: string | null
  readonly term_months: string
  readonly figures: Readonly<Record<Figure, string | null>>
  readonly losses: readonly Figure[]
  readonly troubles: readonly string[]
}
const NO_FIGURES = Object.fromEntries(FIGURES.map(each => [each, ''])) as Record<Figure, string>
export const NOTHING: Given = {
  form: '',
  founded_on: '',
  ksic: '',
  region: '',
  employees: '',
  certifications: [],
  owner_born_on: '',
  owner_industry_years: '',
  right: '',
  trl: '',
  purpose: '',
  loan_amount: '',
  term_months: '12',
  figures: NO_FIGURES,
  losses: [],
  troubles: [],
}

export type Field = keyof Given
export type Wrong = Partial<Readonly<Record<Field, Key>>>

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))
const isCount = (text: string): boolean => /^\d{1,8}$/.test(text)
const hasFigures = (given: Given): boolean => FIGURES.some(each => given.figures[each] !== '')

/** Fields that cannot be sent as they are, in the order in which they stand. */
export function wrongIn(given: Given): Wrong {
  const wrong: { -readonly [K in Field]?: Key } = {}
  if (given.form === '') wrong.form = 'need_choice'
  if (given.form !== '' && given.form !== 'pre_startup' && !isDay(given.founded_on)) wrong.founded_on = 'need_day'
  if (!/^\d{5}$/.test(given.ksic)) wrong.ksic = 'need_ksic'
  if (given.region === '') wrong.region = 'need_choice'
  if (!isCount(given.employees)) wrong.employees = 'need_count'
  if (given.owner_born_on !== '' && !isDay(given.owner_born_on)) wrong.owner_born_on = 'need_day'
  if (given.owner_industry_years !== '' && !isCount(given.owner_industry_years))
    wrong.owner_industry_years = 'need_count'
  if (given.right === '') wrong.right = 'need_choice'
  if (given.trl === '') wrong.trl = 'need_choice'
  if (given.purpose === '') wrong.purpose = 'need_choice'
  if (given.loan_amount === null || given.loan_amount === '' || given.loan_amount === '0')
    wrong.loan_amount = 'need_amount'
  if (!/^[1-9]\d{0,2}$/.test(given.term_months) || Number(given.term_months) > 360) wrong.term_months = 'need_term'
  if (hasFigures(given) && FIGURES.some(each => given.figures[each] === '' || given.figures[each] === null))
    wrong.figures = 'need_figures'
  return wrong
}

/** The request of answers in which nothing is wrong. */
export function bodyOf(given: Given): Body {
  const signed = (each: Figure): string => {
    const amount = given.figures[each] ?? '0'
    return given.losses.includes(each) && amount !== '0' ? `-${amount}` : amount
  }
  const figures = Object.fromEntries(FIGURES.map(each => [each, signed(each)]))
  return {
    form: given.form,
    ...(given.form === 'pre_startup' ? {} : { founded_on: given.founded_on }),
    ksic: { revision: '10', code: given.ksic },
    region: given.region,
    employees: Number(given.employees),
    certifications: given.certifications,
    ...(given.owner_born_on === '' ? {} : { owner_born_on: given.owner_born_on }),
    ...(given.owner_industry_years === '' ? {} : { owner_industry_years: Number(given.owner_industry_years) }),
    right: given.right,
    trl: Number(given.trl),
    purpose: given.purpose,
    loan_amount: given.loan_amount,
    term_months: Number(given.term_months),
    ...(hasFigures(given) ? { figures } : {}),
    troubles: given.troubles,
  } as Body
}
