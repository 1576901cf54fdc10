/**
 * Who is who by number: ids of ours (which cannot hold a name), the Korean business registration number and the
 * corporate registration number with their check digits, and the kind of taxpayer a business number tells.
 */
import { z } from 'zod'

/** Three to twelve digits, or a UUID: no form in which a name could be written. */
const NUMBER = '([0-9]{3,12}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})'
const numbered = (kinds: string, message: string) => {
  const pattern = new RegExp(`^(${kinds})-${NUMBER}$`)
  return z
    .string()
    .max(48)
    .refine(text => pattern.test(text), { message })
}

export const firmId = numbered('firm', 'a firm is written firm- and 3 to 12 digits (or a UUID), such as firm-001')
export const personId = numbered(
  'person',
  'a person is written person- and 3 to 12 digits (or a UUID), such as person-001: never a name',
)
export const bankId = numbered('bank', 'a bank is written bank- and 3 to 12 digits (or a UUID), such as bank-001')
/** Anybody who can hold a right or a lien; `party-` is one the fund keeps no file of (a university, a creditor). */
export const partyId = numbered(
  'firm|person|bank|party',
  'a party is written firm-, person-, bank- or party- and 3 to 12 digits (or a UUID): never a name',
)
export const consentId = numbered('consent', 'a consent is written consent- and 3 to 12 digits (or a UUID)')

const digitsOf = (text: string): readonly number[] => Array.from(text, letter => letter.charCodeAt(0) - 48)
const areDigits = (text: string, count: number): boolean => text.length === count && /^[0-9]*$/.test(text)

/** Weights of the first nine digits; fixed by the tax office's construction of the number, not a policy. */
const BUSINESS_WEIGHTS = [1, 3, 7, 1, 3, 7, 1, 3, 5] as const

/**
 * The check digit of a business registration number: `(10 - s mod 10) mod 10` where
 * `s = sum(weight x digit) + tens digit of (5 x ninth digit)`.
 * @param firstNine nine ASCII digits (a longer text is read up to its ninth)
 * @source the National Tax Service's construction, as stdnum (npm, src/kr/brn.ts) writes it
 */
export function businessNumberCheckDigit(firstNine: string): number {
  const digits = digitsOf(firstNine.slice(0, 9))
  const weighed = BUSINESS_WEIGHTS.reduce<number>((sum, weight, index) => sum + weight * (digits[index] as number), 0)
  const last = 5 * (digits[8] as number)
  return (10 - ((weighed + (last - (last % 10)) / 10) % 10)) % 10
}

/** Ten ASCII digits whose last is the check digit of the others. */
export const isBusinessNumber = (text: string): boolean =>
  areDigits(text, 10) && businessNumberCheckDigit(text) === digitsOf(text)[9]

/**
 * The check digit of a corporate registration number: weights 1 and 2 in turn over the first twelve digits,
 * `(10 - s mod 10) mod 10`. Registers hold numbers that fail it, so a failure is a warning and never a refusal.
 * @param firstTwelve twelve ASCII digits (a longer text is read up to its twelfth)
 */
export function corporateNumberCheckDigit(firstTwelve: string): number {
  const weighed = digitsOf(firstTwelve.slice(0, 12)).reduce(
    (sum, digit, index) => sum + digit * (index % 2 === 0 ? 1 : 2),
    0,
  )
  return (10 - (weighed % 10)) % 10
}

/** Thirteen ASCII digits whose last is the check digit of the others. */
export const isCorporateNumber = (text: string): boolean =>
  areDigits(text, 13) && corporateNumberCheckDigit(text) === digitsOf(text)[12]

/** What the fourth and fifth digit of a business number say of the taxpayer. */
export type TaxpayerKind =
  | 'individual_taxable'
  | 'individual_exempt'
  | 'company_head_office'
  | 'company_branch'
  | 'non_profit_corporation'
  | 'public_body'
  | 'foreign_corporation'
  | 'association'
  | 'religious_body'
  | 'unassigned'

/**
 * The kind of taxpayer by the two digits in the middle of a business number.
 * 01-79 individual, taxable; 80 association without legal personality; 81, 86, 87, 88 head office of a company;
 * 82 non-profit corporation; 83 state, municipality; 84 foreign corporation; 85 branch of a company;
 * 89 religious body; 90-99 individual, exempt from value-added tax; 00 is not given out.
 * @param businessNumber ten ASCII digits
 * @source the National Tax Service's scheme of business numbers (codes for individuals and for corporations)
 */
export function taxpayerKindOf(businessNumber: string): TaxpayerKind {
  const kind = Number(businessNumber.slice(3, 5))
  if (kind === 0) return 'unassigned'
  if (kind <= 79) return 'individual_taxable'
  if (kind >= 90) return 'individual_exempt'
  switch (kind) {
    case 80:
      return 'association'
    case 82:
      return 'non_profit_corporation'
    case 83:
      return 'public_body'
    case 84:
      return 'foreign_corporation'
    case 85:
      return 'company_branch'
    case 89:
      return 'religious_body'
    default:
      return 'company_head_office'
  }
}

export const businessNumber = z
  .string()
  .max(10)
  .refine(text => areDigits(text, 10), {
    message: 'a business registration number is 10 ASCII digits without hyphens',
    abort: true,
  })
  .refine(isBusinessNumber, { message: 'the tenth digit of a business registration number checks the first nine' })

export const corporateNumber = z
  .string()
  .max(13)
  .refine(text => areDigits(text, 13), {
    message: 'a corporate registration number is 13 ASCII digits without hyphens',
  })
