/** Whole numbers as people type them, and amounts in short for charts. Pure. */
import type { Language } from '../../kernel/words.ts'

/** Digits with or without commas, full-width ones too; null for what is no whole number between the two. */
export function wholeNumberIn(text: string, least: number, most: number): number | null {
  const plain = text.normalize('NFKC').replace(/[\s,]/g, '')
  if (!/^\d{1,15}$/.test(plain)) return null
  const value = Number(plain)
  return value >= least && value <= most ? value : null
}

const SIZES: Readonly<Record<Language, readonly (readonly [number, string])[]>> = {
  ko: [
    [1e12, '조'],
    [1e8, '억'],
    [1e4, '만'],
  ],
  zh: [
    [1e12, '兆'],
    [1e8, '亿'],
    [1e4, '万'],
  ],
  en: [
    [1e12, 'tn'],
    [1e9, 'bn'],
    [1e6, 'm'],
  ],
}
/** An amount in short, for a chart alone, whose table has it whole. */
export function shortWon(won: string, language: Language): string {
  const value = Number(won)
  const [unit, name] = SIZES[language].find(([least]) => Math.abs(value) >= least) ?? [1, '']
  const scaled = value / unit
  const maximumFractionDigits = Math.abs(scaled) < 10 ? 2 : Math.abs(scaled) < 100 ? 1 : 0
  return `${scaled.toLocaleString('en-US', { maximumFractionDigits })}${name}`
}
