/**
 * The figures of a panel from its signed sheets: how far appraisers agree, how severe each is, and what is found of
 * their conduct. Numbers leave as text of four places, which is more than any of them is sure of; what the marks leave
 * undefined says why in its place.
 */
import { estimateText } from '../../kernel/decimal.ts'
import type { Result } from '../../kernel/result.ts'
import { agreementOf, type GroupAgreement } from '../agreement/agreement.ts'
import { copiedTexts, outcomes, speed } from '../severity/conduct.ts'
import { drift, misfit } from '../severity/drift.ts'
import type { RaterLimits } from '../severity/edition.ts'
import type { Finding } from '../severity/findings.ts'
import { leniency } from '../severity/leniency.ts'
import { type Rasch, rasch } from '../severity/rasch.ts'
import { centralTendency, halo } from '../severity/spread.ts'
import type { AgreementFigures, Figure, FindingShown, GroupFigures, SeverityFigures } from './schema.ts'
import { type MarkedOutcome, type MarkedSheet, ratingsOf, SCALE, signedIn, timedIn, writtenIn } from './sheets.ts'

const PLACES = 4
const text = (value: number): string => estimateText(value, PLACES)
/** Of every interval. */
const LEVEL = 0.95

const NONE: Figure = { value: null, low: null, high: null, undefined: null }
const undefinedFor = (why: string): Figure => ({ ...NONE, undefined: why })

/** Why a statistic is undefined, in its own word. */
const whyOf = (found: Result<unknown>): string =>
  found.ok ? '' : (found.refusals[0]?.params['why'] ?? found.refusals[0]?.code ?? 'not_known')

const figureOf = <Value>(
  found: Result<Value>,
  shown: (value: Value) => { readonly value: number; readonly low?: number; readonly high?: number },
): Figure => {
  if (!found.ok) return undefinedFor(whyOf(found))
  const { value, low, high } = shown(found.value)
  if (!Number.isFinite(value)) return undefinedFor('no_finite_measure')
  const bound = (end: number | undefined): string | null =>
    end === undefined || !Number.isFinite(end) ? null : text(end)
  return { value: text(value), low: bound(low), high: bound(high), undefined: null }
}

const groupFigures = (group: GroupAgreement): GroupFigures => ({
  ...{ name: group.name, subjects: group.subjects, appraisers: group.raters, marks: group.marks },
  alpha: figureOf(group.alpha, ({ value }) => ({ value })),
  icc: Object.fromEntries(
    Object.entries(group.icc).map(([form, found]) => [
      form,
      figureOf(found, ({ value, interval }) =>
        interval.ok ? { value, low: interval.value.lower, high: interval.value.upper } : { value },
      ),
    ]),
  ),
  fleiss_kappa: figureOf(group.fleissKappa, ({ value }) => ({ value })),
})

/**
 * Agreement over all marks, by indicator, by rubric, by field, by pair and appraiser by appraiser.
 * @param superseded sheets that another one took the place of: counted, and compared with nothing
 */
export function agreementFigures(sheets: readonly MarkedSheet[], superseded: number): AgreementFigures {
  const grouped = (by: 'field' | 'rubric') => {
    const groups = new Map(sheets.map(one => [one.subject, one[by] ?? undefined]))
    const fieldOf = (subject: string) => groups.get(subject)
    return agreementOf(ratingsOf(sheets), { scale: SCALE, metric: 'ordinal', level: LEVEL, fieldOf })
  }
  const [found, byRubric] = [grouped('field'), grouped('rubric')]
  const head = { sheets: sheets.length, superseded }
  if (!found.ok)
    return {
      ...{ ...head, undefined: whyOf(found), all: null, indicators: [], rubrics: [] },
      ...{ fields: [], pairs: [], appraisers: [] },
    }
  const { all, items, fields: byField, pairs, raters } = found.value
  return {
    ...head,
    undefined: null,
    all: groupFigures(all),
    indicators: items.map(groupFigures),
    rubrics: byRubric.ok ? byRubric.value.fields.map(groupFigures) : [],
    fields: byField.map(groupFigures),
    pairs: pairs.map(one => ({
      ...{ appraisers: [...one.raters], compared: one.compared, same: one.same },
      weighted_kappa: figureOf(one.quadraticKappa, ({ value, lower, upper }) => ({ value, low: lower, high: upper })),
    })),
    appraisers: raters.map(one => ({
      ...{ appraiser: one.rater, marks: one.marks, compared: one.compared },
      difference: figureOf(one.difference, value => {
        const error = one.differenceError.ok ? one.differenceError.value * Z95 : undefined
        return error === undefined ? { value } : { value, low: value - error, high: value + error }
      }),
      correlation: figureOf(one.correlation, value => ({ value })),
      alpha_without: figureOf(one.alphaWithout, value => ({ value })),
    })),
  }
}

/** Of a standard normal, 95 % lie within this many deviations. */
const Z95 = 1.959963984540054

const findingShown = (one: Finding): FindingShown => ({
  ...{ fault: one.fault, appraiser: one.rater, figure: text(one.figure), limit: text(one.limit) },
  ...{ low: text(one.low), high: text(one.high), rate: text(one.adjusted), is_found: one.isFound },
})

const NOT_TIMED = 'sheets_not_timed'
const NO_OUTCOMES = 'no_outcomes'

/** What is found, and of which fault nothing can be told and why. */
type Told = { readonly findings: readonly Finding[]; readonly silent: readonly { fault: string; why: string }[] }

function toldOf(
  sheets: readonly MarkedSheet[],
  measured: Result<Rasch>,
  results: readonly MarkedOutcome[],
  limits: RaterLimits,
): Told {
  const findings: Finding[] = []
  const silent: { fault: string; why: string }[] = []
  const take = (fault: string, found: Result<readonly Finding[]>): void => {
    if (found.ok) findings.push(...found.value)
    else silent.push({ fault, why: whyOf(found) })
  }
  if (measured.ok) {
    const lenient = leniency(measured.value, limits)
    take('leniency', lenient.ok ? { ok: true, value: lenient.value.findings } : lenient)
    findings.push(...halo(measured.value, limits), ...centralTendency(measured.value, limits))
    findings.push(...drift(measured.value, signedIn(sheets), limits), ...misfit(measured.value, limits))
  } else {
    for (const fault of ['leniency', 'halo', 'central_tendency', 'drift', 'misfit'])
      silent.push({ fault, why: whyOf(measured) })
  }
  const timed = timedIn(sheets)
  if (timed.length === 0) silent.push({ fault: 'speed', why: NOT_TIMED })
  else take('speed', speed(timed, limits))
  if (results.length === 0) silent.push({ fault: 'outcomes', why: NO_OUTCOMES })
  else take('outcomes', outcomes(results, limits))
  return { findings, silent }
}

/** Severity of each appraiser among those they can be compared with, fair marks beside raw ones, and what is found. */
export function severityFigures(
  sheets: readonly MarkedSheet[],
  results: readonly MarkedOutcome[],
  limits: RaterLimits,
): SeverityFigures {
  const measured = rasch(ratingsOf(sheets))
  const { findings, silent } = toldOf(sheets, measured, results, limits)
  const texts = writtenIn(sheets)
  return {
    sheets: sheets.length,
    undefined: measured.ok ? null : whyOf(measured),
    policy_uses_fair_scores: limits.usesFairScores,
    sets: !measured.ok
      ? []
      : measured.value.subsets.map(subset => ({
          ...{ name: subset.name, marks: subset.marks, technologies: subset.measures.subject.length },
          appraisers: subset.measures.rater.map(one => ({
            ...{ appraiser: one.name, marks: one.marks, severity: text(one.measure), is_extreme: one.isExtreme },
            error: text(one.error ?? one.modelError),
            infit: one.fit === null ? null : text(one.fit.infit),
            outfit: one.fit === null ? null : text(one.fit.outfit),
            ...{ raw: text(one.raw), fair: text(one.fair) },
          })),
        })),
    unmeasured: !measured.ok
      ? []
      : measured.value.unmeasured
          .filter(one => one.facet === 'rater')
          .map(one => ({ appraiser: one.name, why: one.why })),
    findings: findings.map(findingShown),
    silent: [...silent],
    copied: copiedTexts(texts, limits).map(one => ({
      ...{ figure: text(one.figure), limit: text(one.limit) },
      texts: [one.one, one.other].map(at => {
        const { subject, rater, item, kind } = texts[at] as (typeof texts)[number]
        return { case: subject, appraiser: rater, indicator: item, kind }
      }),
    })),
  }
}
