/** Where two records differ: what a correction changed, place by place, in canonical order. */
import { canonicalJson, type Json } from '../kernel/digest.ts'

export type Changed = { readonly at: string; readonly before: string; readonly after: string }

const shown = (value: unknown): string => (value === undefined ? 'nothing' : canonicalJson(value as Json).slice(0, 200))
const isTree = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/**
 * The first places at which two JSON values differ.
 * @param most how many at most
 * @param skip keys of the top that are not compared: a digest differs wherever anything does
 */
export function differences(before: unknown, after: unknown, most: number, skip: readonly string[] = []): Changed[] {
  const found: Changed[] = []
  const walk = (a: unknown, b: unknown, at: string): void => {
    if (found.length >= most) return
    if (!isTree(a) || !isTree(b) || Array.isArray(a) !== Array.isArray(b)) {
      if (a !== b) found.push({ at, before: shown(a), after: shown(b) })
      return
    }
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])]
    if (!Array.isArray(a)) keys.sort()
    for (const key of keys) if (at !== '' || !skip.includes(key)) walk(a[key], b[key], at === '' ? key : `${at}.${key}`)
  }
  walk(before, after, '')
  return found
}
