/** zod pieces for what comes from outside: texts, codes, days, decimals and amounts, each refusing what looks alike. */
import { z } from 'zod'
import { isCalendarDate } from './calendar.ts'
import { isDecimalText } from './decimal.ts'
import { isMoneyText } from './money.ts'

/** C0 and C1 controls, which no text of ours holds. Checked by code, since a pattern of them reads as nothing. */
const hasControl = (text: string): boolean => {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x20 || (unit >= 0x7f && unit <= 0x9f)) return true
  }
  return false
}

/** Words of a person: well-formed Unicode without control characters, not blank at either end, at most `max` long. */
export const plainText = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine(text => text.isWellFormed(), { message: 'a lone surrogate is no text' })
    .refine(text => !hasControl(text), { message: 'NUL and control characters are no text' })
    .refine(text => text.trim() === text, { message: 'blank at the beginning or the end' })

const whole = (pattern: RegExp, max: number, message: string) =>
  z
    .string()
    .max(max)
    .refine(text => pattern.test(text) && !text.endsWith('\n'), { message })

/** A code of ours: lower-case snake_case. */
export const code = whole(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/, 64, 'a code is lower-case ASCII words joined by _')
/** An id of a person, firm, bank, case or paper: ASCII letters, digits, dot, dash. */
export const id = whole(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 64, 'an id is ASCII letters, digits, dots and dashes')

const ALGORITHM = 'sha256:'
const DIGEST_LENGTH = ALGORITHM.length + 64
/** By UTF-16 code unit, 1 for a lower-case hexadecimal digit. */
const HEXADECIMAL = new Uint8Array(128)
for (const digit of '0123456789abcdef') HEXADECIMAL[digit.charCodeAt(0)] = 1

/** Told by a table and not by a pattern, which takes thrice as long: a case holds some fifty digests. */
function isDigest(text: string): boolean {
  if (text.length !== DIGEST_LENGTH || !text.startsWith(ALGORITHM)) return false
  for (let at = ALGORITHM.length; at < DIGEST_LENGTH; at++) if (HEXADECIMAL[text.charCodeAt(at)] !== 1) return false
  return true
}

/** A SHA-256 digest as this service writes it. */
export const digestText = z
  .string()
  .max(DIGEST_LENGTH)
  .refine(isDigest, { message: 'a digest is sha256: and 64 hexadecimal digits' })
/** Decimal text: no exponent, no plus sign, no leading zero, ASCII digits. */
export const decimalText = z.string().max(60).refine(isDecimalText, { message: 'a decimal is text such as "0.85"' })
/** An amount in whole minor units: digits only, at most 18 of them; may be negative. */
export const moneyAmount = z
  .string()
  .max(19)
  .refine(isMoneyText, { message: 'an amount is whole won in digits, such as "150000000"' })
/** An amount that is not below zero. */
export const moneyNotNegative = moneyAmount.refine(text => !text.startsWith('-'), { message: 'not below 0' })
/** A day that exists, 'YYYY-MM-DD'. */
export const dayText = z
  .string()
  .max(10)
  .refine(isCalendarDate, { message: 'a day of the calendar is written YYYY-MM-DD' })
/** A share of a whole, 0 to 1, as text. */
export const ratioText = decimalText.refine(text => /^(0(\.\d+)?|1(\.0+)?)$/.test(text), {
  message: 'a ratio lies between 0 and 1',
})
