/**
 * What a panel marked of one indicator, as one whole number: enough to consolidate it again under any rubric. Packed
 * when a case is, read by tables when a book is run.
 */
import { lowerMiddle } from '../../panel/consolidated.ts'
import { MARKS, type Mark, type SignedSheet } from '../../panel/schema.ts'

/** Marks are told by their place, A first; this place is none: the fact is not known, or nobody marked. */
export const NO_MARK = MARKS.length

/** Nobody signed a mark of the indicator. */
export const UNSIGNED = 0

const stepOf = (mark: Mark): number => MARKS.indexOf(mark)

type Signed = { readonly mark: Mark; readonly hasReason: boolean; readonly hasEvidence: boolean }

/*
 * Bits 0-4 the marks given, 5-9 those given without a reason, 10-14 those given without evidence, 15-17 the lower
 * middle, 18 somebody signed one, 19 everybody did.
 */
const SIGNED = 1 << 18
const BY_ALL = 1 << 19
const FIVE = 0b11111

function patternOf(signed: readonly Signed[], sheets: number): number {
  if (signed.length === 0) return UNSIGNED
  let pattern = SIGNED | (signed.length === sheets ? BY_ALL : 0)
  for (const { mark, hasReason, hasEvidence } of signed) {
    const bit = 1 << stepOf(mark)
    pattern |= bit | (hasReason ? 0 : bit << 5) | (hasEvidence ? 0 : bit << 10)
  }
  return pattern | (stepOf(lowerMiddle(signed.map(one => one.mark))) << 15)
}

/** Every indicator the sheets mark, with its pattern. */
export function patternsOf(sheets: readonly SignedSheet[]): ReadonlyMap<string, number> {
  const given = new Map<string, Signed[]>()
  for (const sheet of sheets)
    for (const { indicator, mark, evidence, override_reason } of sheet.marks) {
      const signed = { mark, hasReason: override_reason !== undefined, hasEvidence: evidence.length > 0 }
      given.set(indicator, [...(given.get(indicator) ?? []), signed])
    }
  return new Map([...given].map(([indicator, signed]) => [indicator, patternOf(signed, sheets.length)]))
}

/** What a rubric asks of marks. */
export type MarkRule = {
  /** Marks that need evidence, as bits. */
  readonly evidenceRequired: number
  readonly toleranceSteps: number
}

export const markRuleOf = (evidenceRequired: ReadonlySet<Mark>, toleranceSteps: number): MarkRule => ({
  evidenceRequired: MARKS.reduce((bits, mark, place) => bits | (evidenceRequired.has(mark) ? 1 << place : 0), 0),
  toleranceSteps,
})

/** Beside the mark, which is in the lowest three bits. */
export const MARK_BITS = 0b111
export const DIVERGENT = 1 << 3
export const REFUSED = 1 << 4

/**
 * The consolidated mark of one indicator, as `consolidated` makes it, with whether the panel differs and whether it is
 * refused.
 * @param pattern  as `patternsOf` gives it
 * @param measured place of the mark read from facts, NO_MARK where none is
 */
export function markOf(pattern: number, measured: number, rule: MarkRule): number {
  const given = pattern & FIVE
  if ((pattern & SIGNED) === 0) return measured === NO_MARK ? REFUSED | NO_MARK : measured
  const isMeasured = measured !== NO_MARK
  const unreasoned = (pattern >> 5) & FIVE
  const isUnevidenced = ((pattern >> 10) & FIVE & rule.evidenceRequired) !== 0
  const isUnreasoned = isMeasured && (unreasoned & ~(1 << measured)) !== 0
  const isOverridden = (pattern & BY_ALL) !== 0 && isMeasured && (given & (1 << measured)) === 0
  const mark = !isMeasured || isOverridden ? (pattern >> 15) & MARK_BITS : measured
  const steps = isMeasured && !isOverridden ? given | (1 << measured) : given
  const spread = 31 - Math.clz32(steps) - (31 - Math.clz32(steps & -steps))
  return mark | (spread > rule.toleranceSteps ? DIVERGENT : 0) | (isUnevidenced || isUnreasoned ? REFUSED : 0)
}
