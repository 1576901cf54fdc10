/** Amounts of won as people write and read them: in 조, 억 and 만. Pure. */
import type { Language } from '../../kernel/words.ts'

const UNITS = [
  { ko: '조', zh: '兆', won: 1_000_000_000_000n },
  { ko: '억', zh: '亿', won: 100_000_000n },
  { ko: '만', zh: '万', won: 10_000n },
] as const
const FACTORS: Readonly<Record<string, bigint>> = {
  조: 1_000_000_000_000n,
  兆: 1_000_000_000_000n,
  억: 100_000_000n,
  亿: 100_000_000n,
  만: 10_000n,
  万: 10_000n,
  천: 1_000n,
  백: 100n,
  십: 10n,
}
const DIGITS_MAX = 18

/** Whole won with commas: `1,523,400,000`. */
export const wonText = (won: string | bigint): string => BigInt(won).toLocaleString('en-US')

/** In the big units, exactly: 1523400000 is `15억 2,340만`; in English the full figure. */
export function wonWords(won: string | bigint, language: Language): string {
  let rest = BigInt(won)
  if (language === 'en' || rest === 0n) return wonText(rest)
  const isNegative = rest < 0n
  if (isNegative) rest = -rest
  const parts: string[] = []
  for (const { won: unit, ...names } of UNITS) {
    if (rest >= unit) parts.push(`${wonText(rest / unit)}${names[language]}`)
    rest %= unit
  }
  if (rest > 0n) parts.push(wonText(rest))
  return `${isNegative ? '-' : ''}${parts.join(' ')}`
}

/**
 * What somebody wrote as an amount, in whole won: `1.5억`, `15000만`, `1억 5천만`, `150,000,000`, full-width digits too.
 * Null where it is no amount, or not a whole number of won.
 */
export function wonIn(text: string): bigint | null {
  const plain = text
    .normalize('NFKC')
    .replace(/[\s,원₩]/g, '')
    .replace(/^\+/, '')
  if (plain === '' || !/^[\d.조兆억亿만万천백십]+$/.test(plain)) return null
  // A number and the units behind it; 천, 백 and 십 count within the next of 만, 억 and 조.
  let total = 0n
  let section = { digits: 0n, scale: 0 }
  let hasSection = false
  let last = 10n ** 20n
  const scaled = (number: string): { readonly digits: bigint; readonly scale: number } | null => {
    if (!/^\d+(\.\d+)?$/.test(number)) return null
    const [whole = '', part = ''] = number.split('.')
    return whole.length + part.length > DIGITS_MAX ? null : { digits: BigInt(whole + part), scale: part.length }
  }
  const add = (one: { readonly digits: bigint; readonly scale: number }): void => {
    const scale = Math.max(section.scale, one.scale)
    const raised = (each: typeof one): bigint => each.digits * 10n ** BigInt(scale - each.scale)
    section = { digits: raised(section) + raised(one), scale }
    hasSection = true
  }
  const flush = (factor: bigint): boolean => {
    if (!hasSection || factor >= last) return false
    const value = section.digits * factor
    const divisor = 10n ** BigInt(section.scale)
    if (value % divisor !== 0n) return false
    total += value / divisor
    section = { digits: 0n, scale: 0 }
    hasSection = false
    last = factor
    return true
  }
  let lastSmall = 10_000n
  for (const [, number = '', unit = ''] of plain.matchAll(/([\d.]*)([조兆억亿만万천백십]?)/g)) {
    if (number === '' && unit === '') continue
    const factor = FACTORS[unit]
    const isSmall = factor !== undefined && factor < 10_000n
    if (number !== '') {
      const value = scaled(number)
      if (value === null) return null
      add(isSmall ? { digits: value.digits * factor, scale: value.scale } : value)
    } else if (isSmall) add({ digits: factor, scale: 0 })
    if (isSmall) {
      if (factor >= lastSmall) return null
      lastSmall = factor
    } else if (factor !== undefined) {
      if (!flush(factor)) return null
      lastSmall = 10_000n
    } else if (number !== '' && !flush(1n)) return null
  }
  if (hasSection && !flush(1n)) return null
  return total < 10n ** BigInt(DIGITS_MAX) ? total : null
}
