/** Whole numbers as people type them. Pure. */

/** Digits with or without commas, full-width ones too; null for what is no whole number between the two. */
export function wholeNumberIn(text: string, least: number, most: number): number | null {
  const plain = text.normalize('NFKC').replace(/[\s,]/g, '')
  if (!/^\d{1,15}$/.test(plain)) return null
  const value = Number(plain)
  return value >= least && value <= most ? value : null
}
