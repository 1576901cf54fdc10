/**
 * The texts of an edition made here: as it is copied from another, as it is handed in, and as it stands beside the
 * others in a rule book. Which of them makes sense says `readRuleBook`; here is only what has to hold before.
 */
import type { Published } from '../../appraisal/published.ts'
import { digestOf, type Json } from '../../kernel/digest.ts'
import { ok, type Refusal, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { EditionCode } from './refusals.ts'

type Fields = Readonly<Record<string, unknown>>
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export type Named = { readonly kind: string; readonly edition: string }
export type EditionTexts = {
  readonly numbers: string
  readonly words: string
  readonly digest: string
  readonly wordsDigest: string
  readonly firstDay: string
}

/** Where an edition stands below rules/. */
export const numbersPlace = ({ kind, edition }: Named): string => `${kind}/${edition}.json`
export const wordsPlace = ({ kind, edition }: Named): string => `${kind}/${edition}.words.json`

/** Numbers that are written as numbers: decimals are text, so that they are read as they were meant. */
function writtenNumbers(value: unknown, at: string): Refusal<EditionCode>[] {
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    return [refusal('edition_number_written', at, { value: String(value), limit: 'decimals as text' })]
  if (Array.isArray(value)) return value.flatMap((item, place) => writtenNumbers(item, `${at}.${place}`))
  return isFields(value) ? Object.entries(value).flatMap(([key, item]) => writtenNumbers(item, `${at}.${key}`)) : []
}

function headRefusals(text: unknown, named: Named, at: string): Refusal<EditionCode>[] {
  const head = isFields(text) ? text : {}
  return (['kind', 'edition'] as const)
    .filter(key => head[key] !== named[key])
    .map(key =>
      refusal('edition_head_differs', `${at}.${key}`, { value: String(head[key] ?? 'nothing'), limit: named[key] }),
    )
}

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** The texts of a draft as handed in, with their digests. */
export function textsOf(named: Named, numbers: unknown, words: unknown): Result<EditionTexts, EditionCode> {
  const firstDay = isFields(numbers) ? numbers['in_force_from'] : undefined
  const found = [
    ...headRefusals(numbers, named, 'numbers'),
    ...(typeof firstDay === 'string' && DAY.test(firstDay)
      ? []
      : [
          refusal('edition_head_differs' as const, 'numbers.in_force_from', {
            value: String(firstDay),
            limit: 'a day',
          }),
        ]),
    ...headRefusals(words, named, 'words'),
    ...writtenNumbers(numbers, 'numbers'),
    ...writtenNumbers(words, 'words'),
  ]
  if (found.length > 0 || typeof firstDay !== 'string') return refuse(...found)
  return ok({
    numbers: JSON.stringify(numbers),
    words: JSON.stringify(words),
    digest: digestOf(numbers as Json),
    wordsDigest: digestOf(words as Json),
    firstDay,
  })
}

/** An edition copied under another name, to begin on another day. */
export function copied(
  from: { readonly numbers: unknown; readonly words: unknown },
  named: Named,
  firstDay: string,
): { readonly numbers: unknown; readonly words: unknown } {
  const head = { kind: named.kind, edition: named.edition }
  return {
    numbers: { ...(from.numbers as Fields), ...head, in_force_from: firstDay },
    words: { ...(from.words as Fields), ...head },
  }
}

/** Published editions as the rule book takes them. */
export function publishedOf(
  rows: readonly (Named & { readonly numbers: string; readonly words: string; readonly digest: string })[],
): Published {
  const texts = new Map(
    rows.flatMap((row): [string, string][] => [
      [numbersPlace(row), row.numbers],
      [wordsPlace(row), row.words],
    ]),
  )
  return {
    key: rows
      .map(row => `${row.kind}/${row.edition} ${row.digest}`)
      .sort()
      .join(),
    count: rows.length,
    texts,
  }
}

/** Places in which two texts of a draft differ, with what stands there in each: `nothing` where one has none. */
export function differingPlaces(one: unknown, other: unknown, at = ''): { at: string; one: unknown; other: unknown }[] {
  if (!isFields(one) && !Array.isArray(one)) return one === other ? [] : [{ at, one, other }]
  if ((!isFields(other) && !Array.isArray(other)) || Array.isArray(one) !== Array.isArray(other))
    return [{ at, one, other }]
  const [left, right] = [one as Fields, other as Fields]
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].flatMap(key =>
    differingPlaces(left[key], right[key], at === '' ? key : `${at}.${key}`),
  )
}
