/**
 * The certificate number: `YYYY-PPPP-NNNNNNN-CC`, the year of issue, the paper's series, the serial within it and two
 * check digits, so that a number read over the telephone or typed from paper is known to be wrong before anything is
 * looked up.
 */
import { ok, type Result, refusal, refuse } from '../kernel/result.ts'
import type { CertificateRefusal } from './refusals.ts'

declare const unit: unique symbol
/** A number whose check digits have been found right. */
export type CertificateNumber = string & { readonly [unit]: 'certificate_number' }

export type CertificateNumberParts = {
  /** Year of issue, 1900 to 9999. */
  readonly year: number
  /** What kind of paper, or which office: 0 to 9999. */
  readonly series: number
  /** Counted from 1 within year and series, to 9999999. */
  readonly serial: number
}

// [0-9] and no flag: `\d` with the flag u or a full-width digit must never pass, nor may a newline at the end.
const NUMBER_TEXT = /^([0-9]{4})-([0-9]{4})-([0-9]{7})-([0-9]{2})$/
const NUMBER_LENGTH = 20

/**
 * The two check digits of ISO/IEC 7064 MOD 97-10: 98 - (digits x 100 mod 97), always 02 to 98.
 * @param digits decimal digits only, any length
 * @source ISO/IEC 7064:2003, MOD 97-10 (the system of IBAN and LEI)
 */
export function checkDigits(digits: string): string {
  let rest = 0
  for (const digit of `${digits}00`) rest = (rest * 10 + Number(digit)) % 97
  return String(98 - rest).padStart(2, '0')
}

const inside = (value: number, low: number, high: number): boolean =>
  Number.isInteger(value) && value >= low && value <= high

/**
 * Makes the number with its check digits. Parts come from our own counters, so one out of bounds is our fault, and is
 * thrown.
 */
export function certificateNumber(parts: CertificateNumberParts): CertificateNumber {
  const { year, series, serial } = parts
  if (!inside(year, 1900, 9999) || !inside(series, 0, 9999) || !inside(serial, 1, 9_999_999)) {
    throw new RangeError(`no certificate number can be made of ${JSON.stringify(parts)}`)
  }
  const [yyyy, pppp, nnnnnnn] = [String(year), String(series).padStart(4, '0'), String(serial).padStart(7, '0')]
  return `${yyyy}-${pppp}-${nnnnnnn}-${checkDigits(yyyy + pppp + nnnnnnn)}` as CertificateNumber
}

/**
 * Reads a number that somebody typed.
 * Refused: `certificate_number_malformed` (form, full-width digits, spaces, a newline at the end, serial 0, year before
 * 1900), then `certificate_number_check_digit`.
 */
export function readCertificateNumber(
  text: string,
  at = 'certificate_number',
): Result<{ readonly number: CertificateNumber; readonly parts: CertificateNumberParts }, CertificateRefusal> {
  // The length is asked first: no shape of `$` can then let a trailing newline through.
  const found = text.length === NUMBER_LENGTH ? NUMBER_TEXT.exec(text) : null
  const malformed = refusal('certificate_number_malformed' as const, at, { value: text, form: 'YYYY-PPPP-NNNNNNN-CC' })
  if (found === null) return refuse(malformed)
  const [year = '', series = '', serial = '', check = ''] = found.slice(1)
  if (Number(serial) < 1 || Number(year) < 1900) return refuse(malformed)
  if (checkDigits(year + series + serial) !== check) {
    return refuse(refusal('certificate_number_check_digit' as const, at, { value: text }))
  }
  const parts = { year: Number(year), series: Number(series), serial: Number(serial) }
  return ok({ number: text as CertificateNumber, parts })
}
