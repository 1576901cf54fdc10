/** What is found beside the marks: sheets filled in too fast, texts copied, and outcomes that bore marks out or not. */
import { betaRegularised } from '../../kernel/distributions.ts'
import { ok, type Refusal, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { AgreementCode } from '../agreement/refusals.ts'
import type { RaterLimits } from './edition.ts'
import { adjusted, countInterval, type Finding, shareInterval } from './findings.ts'

/** How long a sheet took. */
export type Timed = { readonly rater: string; readonly marks: number; readonly seconds: number }

/** The lists of each appraiser, in the order of their names. */
function byRater<One extends { readonly rater: string }>(list: readonly One[]): readonly (readonly [string, One[]])[] {
  const groups = new Map<string, One[]>()
  for (const one of list) {
    const group = groups.get(one.rater)
    if (group === undefined) groups.set(one.rater, [one])
    else group.push(one)
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1))
}

/**
 * Holds the share of each appraiser's sheets that were quicker than marks can be given.
 * The chance is the binomial one of so many quick sheets, or more, where as many are quick as the edition lets pass.
 * @returns `rating_value_malformed` for a sheet without marks, or a time that is none
 */
export function speed(sheets: readonly Timed[], limits: RaterLimits): Result<readonly Finding[], AgreementCode> {
  const wrong = sheets.flatMap((one, at): Refusal<AgreementCode>[] => [
    ...(Number.isInteger(one.marks) && one.marks > 0
      ? []
      : [refusal('rating_value_malformed' as const, `${at}.marks`, { value: String(one.marks), limit: '1 or more' })]),
    ...(Number.isFinite(one.seconds) && one.seconds >= 0
      ? []
      : [
          refusal('rating_value_malformed' as const, `${at}.seconds`, {
            value: String(one.seconds),
            limit: '0 or more',
          }),
        ]),
  ])
  if (wrong.length > 0) return refuse(...wrong)
  const told = byRater(sheets).map(([name, own]) => ({
    name,
    of: own.length,
    hits: own.filter(one => one.seconds / one.marks < limits.secondsPerMarkMin).length,
  }))
  const chances = told.map(({ hits, of }) =>
    hits === 0 ? 1 : betaRegularised(hits, of - hits + 1, limits.hastyShareMax),
  )
  const among = adjusted(chances)
  return ok(
    told.map((one, at) => {
      const [low, high] = shareInterval(one.hits, one.of)
      const figure = one.hits / one.of
      return {
        fault: 'speed' as const,
        rater: one.name,
        figure,
        limit: limits.hastyShareMax,
        low,
        high,
        chance: chances[at] as number,
        adjusted: among[at] as number,
        isFound: (among[at] as number) <= limits.falseDiscoveryRate && figure > limits.hastyShareMax,
      }
    }),
  )
}

/** What somebody wrote beside a mark: their own reason, or words quoted from a paper. */
export type Written = {
  readonly subject: string
  readonly rater: string
  readonly item: string
  readonly kind: 'reason' | 'quotation'
  readonly text: string
}

/** Two texts that are one: `one` and `other` count in the list given. Exact, so that there is no error to it. */
export type Copied = {
  readonly one: number
  readonly other: number
  readonly figure: number
  readonly limit: number
  readonly shared: number
  readonly of: number
}

/** Pieces of a text of a length, letters and digits alone, in one form of Unicode and one case. */
export function shinglesOf(text: string, length: number): ReadonlySet<string> {
  const letters = [
    ...text
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]/gu, ''),
  ]
  const pieces = new Set<string>()
  for (let at = 0; at + length <= letters.length; at++) pieces.add(letters.slice(at, at + length).join(''))
  return pieces
}

/**
 * Every pair of texts on different sheets whose Jaccard similarity is at least the limit, the most alike first.
 *
 * `similarity = pieces in both / pieces in either`. Two appraisers of one technology quote the same paper by right, so
 * that quotations are compared between technologies alone; reasons between all sheets, also those of one person.
 *
 * @source A. Z. Broder (1997), On the resemblance and containment of documents, SEQUENCES '97
 */
export function copiedTexts(texts: readonly Written[], limits: RaterLimits): readonly Copied[] {
  const pieces = texts.map(one =>
    [...one.text].length < limits.textLengthMin ? new Set<string>() : shinglesOf(one.text, limits.shingleLength),
  )
  const holders = new Map<string, number[]>()
  const found: Copied[] = []
  for (const [at, own] of pieces.entries()) {
    const shared = new Map<number, number>()
    for (const piece of own) {
      const before = holders.get(piece)
      for (const other of before ?? []) shared.set(other, (shared.get(other) ?? 0) + 1)
      if (before === undefined) holders.set(piece, [at])
      else before.push(at)
    }
    for (const [other, count] of shared) {
      if (!isComparable(texts[at] as Written, texts[other] as Written)) continue
      const of = own.size + (pieces[other]?.size ?? 0) - count
      if (count / of >= limits.textSimilarityMin)
        found.push({ one: other, other: at, figure: count / of, limit: limits.textSimilarityMin, shared: count, of })
    }
  }
  return found.sort((a, b) => b.figure - a.figure || a.one - b.one || a.other - b.other)
}

function isComparable(a: Written, b: Written): boolean {
  if (a.kind !== b.kind) return false
  if (a.kind === 'quotation') return a.subject !== b.subject
  return a.subject !== b.subject || a.rater !== b.rater
}

/** A technology that an appraiser marked, with the chance of an accident those marks let expect, and what came. */
export type Outcome = { readonly rater: string; readonly chance: number; readonly isAccident: boolean }

/** The chance of at least so many of some independent events. @source S. D. Poisson (1837); computed by convolution */
export function atLeast(count: number, chances: readonly number[]): number {
  // How likely each number of events is, all from `count` on counted together.
  const likely = new Float64Array(count + 1)
  likely[0] = 1
  for (const chance of chances)
    for (let k = count; k >= 0; k--) {
      const stays = k === count ? 1 : 1 - chance
      likely[k] = (likely[k] as number) * stays + (k === 0 ? 0 : (likely[k - 1] as number) * chance)
    }
  return likely[count] as number
}

/**
 * Holds the accidents among each appraiser's technologies against those their own marks let expect: who marked higher
 * than outcomes bore out. The chance is the exact one of so many accidents or more.
 * @returns the figure is accidents as a multiple of those expected; `rating_value_malformed` for a chance that is none
 */
export function outcomes(list: readonly Outcome[], limits: RaterLimits): Result<readonly Finding[], AgreementCode> {
  const wrong = list.flatMap((one, at) =>
    one.chance > 0 && one.chance < 1
      ? []
      : [
          refusal('rating_value_malformed' as const, `${at}.chance`, {
            value: String(one.chance),
            limit: 'above 0, below 1',
          }),
        ],
  )
  if (wrong.length > 0) return refuse(...wrong)
  const told = byRater(list).map(([name, own]) => ({
    name,
    accidents: own.filter(one => one.isAccident).length,
    expected: own.reduce((sum, one) => sum + one.chance, 0),
    chances: own.map(one => one.chance),
  }))
  const chances = told.map(one => atLeast(one.accidents, one.chances))
  const among = adjusted(chances)
  return ok(
    told.map((one, at) => {
      const [low, high] = countInterval(one.accidents)
      const figure = one.accidents / one.expected
      return {
        fault: 'outcomes' as const,
        rater: one.name,
        figure,
        limit: limits.accidentMultipleMin,
        low: low / one.expected,
        high: high / one.expected,
        chance: chances[at] as number,
        adjusted: among[at] as number,
        isFound: (among[at] as number) <= limits.falseDiscoveryRate && figure >= limits.accidentMultipleMin,
      }
    }),
  )
}
