/** The statistics of how far raters agree, each run alone on a table of marks or of counts. */
import { z } from 'zod'
import { chanceFrom } from '../../kernel/chance.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { decimalText, plainText } from '../../kernel/text.ts'
import { alphaOf, coincidencesOf, METRICS } from '../../panel/agreement/alpha.ts'
import { alphaInterval, RESAMPLES } from '../../panel/agreement/alpha-interval.ts'
import { FORMS, type Form, type IccEstimate, iccOf } from '../../panel/agreement/icc.ts'
import {
  type Counts,
  categoryCounts,
  fleissKappa,
  type NullTest,
  pairedCounts,
  weightedKappa,
} from '../../panel/agreement/kappa.ts'
import { type Formula, formula } from './formula.ts'
import { categoriesOf, cellsSchema, codedTable, numericTable } from './marks.ts'
import {
  LEVEL_USUAL,
  levelText,
  shownOr,
  statistic,
  statisticText,
  type Undefined,
  undefinedOf,
  undefinedView,
} from './statistic.ts'

const FORM_NAMES: Readonly<Record<Form, string>> = {
  '1_1': 'ICC(1,1)',
  '2_1': 'ICC(2,1)',
  '3_1': 'ICC(3,1)',
  '1_k': 'ICC(1,k)',
  '2_k': 'ICC(2,k)',
  '3_k': 'ICC(3,k)',
}

const formView = z.strictObject({
  form: z.string(),
  value: statistic,
  lower: statistic,
  upper: statistic,
  f: statistic,
  df1: z.int().nullable(),
  df2: z.int().nullable(),
  p: statistic,
})

function shownForm(form: Form, found: Result<IccEstimate>, reasons: Undefined[]): z.infer<typeof formView> {
  const estimate = shownOr(found, value => value, reasons)
  const interval = estimate === null ? null : shownOr(estimate.interval, value => value, reasons)
  const test = estimate === null ? null : shownOr(estimate.test, value => value, reasons)
  const text = (value: number | undefined) => (value === undefined ? null : statisticText(value))
  return {
    form: FORM_NAMES[form],
    value: text(estimate?.value),
    lower: text(interval?.lower),
    upper: text(interval?.upper),
    f: text(test?.f),
    df1: test?.of ?? null,
    df2: test?.over ?? null,
    p: text(test?.p),
  }
}

const icc = (): Formula =>
  formula({
    name: 'icc',
    title: { ko: '급내상관계수', en: 'Intraclass correlations', zh: '组内相关系数' },
    source: 'Shrout & Fleiss 1979; intervals McGraw & Wong 1996',
    input: z.strictObject({ marks: cellsSchema, level: levelText.optional() }),
    output: z.strictObject({ forms: z.array(formView), undefined: undefinedView }),
    compute: ({ marks, level }) => {
      const table = numericTable(marks)
      if (!table.ok) return table
      const found = iccOf(table.value, Number(level ?? LEVEL_USUAL))
      // Nothing at all to tell is a refusal; a form among others is not.
      const first = found['1_1']
      if (!first.ok && FORMS.every(form => !found[form].ok)) return first
      const reasons: Undefined[] = []
      return ok({ forms: FORMS.map(form => shownForm(form, found[form], reasons)), undefined: reasons })
    },
  })

/** Samples drawn, at most: ten times what the publications draw. */
const SAMPLES_MAX = 20_000
/** Values told apart where an interval is drawn: every sample looks at every pair of them. */
const VALUES_DRAWN_MAX = 200
const SEED_MAX = 4_294_967_295

const krippendorff = (): Formula =>
  formula({
    name: 'krippendorff-alpha',
    title: { ko: '크리펜도르프 알파', en: "Krippendorff's alpha", zh: 'Krippendorff α 系数' },
    source: 'Krippendorff 2011; interval Zapf et al. 2016 by units, Krippendorff 2011 by coincidences',
    input: z.strictObject({
      marks: cellsSchema,
      metric: z.enum(METRICS),
      level: levelText.optional(),
      resampling: z
        .strictObject({
          by: z.enum(RESAMPLES),
          count: z.int().min(1).max(SAMPLES_MAX),
          seed: z.int().min(0).max(SEED_MAX),
        })
        .optional(),
    }),
    output: z.strictObject({
      alpha: decimalText,
      units: z.int(),
      marks: z.int(),
      observed: decimalText,
      expected: decimalText,
      interval: z
        .strictObject({
          lower: decimalText,
          upper: decimalText,
          by: z.enum(RESAMPLES),
          count: z.int(),
          seed: z.int(),
          undefined_samples: z.int(),
        })
        .nullable(),
      undefined: undefinedView,
    }),
    compute: ({ marks, metric, level, resampling }) => {
      const table = metric === 'nominal' ? codedTable(marks, undefined) : numericTable(marks)
      if (!table.ok) return table
      const found = coincidencesOf(table.value)
      if (!found.ok) return found
      const alpha = alphaOf(found.value, metric)
      if (!alpha.ok) return alpha
      const { values } = found.value
      if (resampling !== undefined && values.length > VALUES_DRAWN_MAX)
        return refuse(
          refusal('input_out_of_bounds', 'marks', {
            value: `${values.length} different values`,
            limit: `at most ${VALUES_DRAWN_MAX} where an interval is drawn`,
          }),
        )
      const reasons: Undefined[] = []
      const interval = (asked: NonNullable<typeof resampling>) =>
        shownOr(
          alphaInterval(found.value, metric, {
            ...asked,
            chance: chanceFrom(asked.seed, 0),
            level: Number(level ?? LEVEL_USUAL),
          }),
          ({ lower, upper, undefinedSamples }) => ({
            lower: statisticText(lower),
            upper: statisticText(upper),
            ...asked,
            undefined_samples: undefinedSamples,
          }),
          reasons,
        )
      return ok({
        alpha: statisticText(alpha.value.value),
        units: alpha.value.units,
        marks: alpha.value.marks,
        observed: statisticText(alpha.value.observed),
        expected: statisticText(alpha.value.expected),
        interval: resampling === undefined ? null : interval(resampling),
        undefined: reasons,
      })
    },
  })

const COUNT_MAX = 1_000_000
const countsSchema = z
  .array(z.array(z.int().min(0).max(COUNT_MAX)).min(1).max(100))
  .min(1)
  .max(2000)

/** Counts as they are given, or counted from marks; rows of another length than the first are refused. */
function givenCounts(
  counts: Counts | undefined,
  counted: Result<Counts> | undefined,
  at: string,
  width: number | undefined,
): Result<Counts> {
  if ((counts === undefined) === (counted === undefined))
    return refuse(refusal('input_field_missing', at, { field: at, value: 'both or neither', limit: `marks or ${at}` }))
  if (counts === undefined) return counted as Result<Counts>
  const columns = width ?? counts[0]?.length ?? 0
  const odd = counts.findIndex(row => row.length !== columns)
  if (odd < 0) return ok(counts)
  return refuse(
    refusal('input_out_of_bounds', `${at}.${odd}`, {
      value: `${counts[odd]?.length} counts`,
      limit: `${columns} counts`,
    }),
  )
}

const testView = z.strictObject({ standard_error: decimalText, z: decimalText, p: decimalText })
const shownTest = (found: Result<NullTest>, reasons: Undefined[]) =>
  shownOr(
    found,
    test => ({ standard_error: statisticText(test.standardError), z: statisticText(test.z), p: statisticText(test.p) }),
    reasons,
  )

const weighted = (): Formula =>
  formula({
    name: 'weighted-kappa',
    title: { ko: '가중 카파', en: 'Weighted kappa', zh: '加权 Kappa' },
    source: 'Cohen 1968; errors Fleiss, Cohen & Everitt 1969',
    input: z.strictObject({
      marks: cellsSchema.optional(),
      /** Every category in its order; where nothing is said, the numbers given, rising. */
      categories: z.array(plainText(40)).min(1).max(100).optional(),
      table: countsSchema.optional(),
      weights: z.union([z.enum(['identity', 'linear', 'quadratic']), z.array(z.array(decimalText).max(100)).max(100)]),
      level: levelText.optional(),
    }),
    output: z.strictObject({
      kappa: decimalText,
      standard_error: decimalText,
      lower: decimalText,
      upper: decimalText,
      observed: decimalText,
      expected: decimalText,
      test: testView.nullable(),
      undefined: undefinedView,
    }),
    compute: ({ marks, categories, table, weights, level }) => {
      const counted = (): Result<Counts> => {
        const coded = codedTable(marks ?? [], categories)
        if (!coded.ok) return coded
        const codes = categoriesOf(coded.value, categories)
        return codes.ok ? pairedCounts(coded.value, codes.value) : codes
      }
      const counts = givenCounts(table, marks === undefined ? undefined : counted(), 'table', table?.length)
      if (!counts.ok) return counts
      const own = typeof weights === 'string' ? weights : weights.map(row => row.map(Number))
      const found = weightedKappa(counts.value, own, Number(level ?? LEVEL_USUAL))
      if (!found.ok) return found
      const { value, standardError, lower, upper, observed, expected, test } = found.value
      const reasons: Undefined[] = []
      return ok({
        kappa: statisticText(value),
        standard_error: statisticText(standardError),
        lower: statisticText(lower),
        upper: statisticText(upper),
        observed: statisticText(observed),
        expected: statisticText(expected),
        test: shownTest(test, reasons),
        undefined: reasons,
      })
    },
  })

const fleiss = (): Formula =>
  formula({
    name: 'fleiss-kappa',
    title: { ko: '플레이스 카파', en: "Fleiss' kappa", zh: 'Fleiss Kappa' },
    source: 'Fleiss 1971; errors Fleiss, Nee & Landis 1979',
    input: z.strictObject({ marks: cellsSchema.optional(), counts: countsSchema.optional() }),
    output: z.strictObject({
      kappa: decimalText,
      observed: decimalText,
      expected: decimalText,
      subjects: z.int(),
      marks_each: z.int(),
      test: testView.nullable(),
      /** Of each category against all others; with marks, in the order of their values. */
      categories: z.array(z.strictObject({ kappa: statistic, z: statistic })),
      undefined: undefinedView,
    }),
    compute: ({ marks, counts }) => {
      const counted = (): Result<Counts> => {
        const coded = codedTable(marks ?? [], undefined)
        if (!coded.ok) return coded
        const codes = categoriesOf(coded.value, undefined)
        return codes.ok ? ok(categoryCounts(coded.value, codes.value)) : codes
      }
      const given = givenCounts(counts, marks === undefined ? undefined : counted(), 'counts', undefined)
      if (!given.ok) return given
      const found = fleissKappa(given.value)
      if (!found.ok) return found
      const reasons: Undefined[] = []
      const { value, observed, expected, subjects, raters, test, categories } = found.value
      return ok({
        kappa: statisticText(value),
        observed: statisticText(observed),
        expected: statisticText(expected),
        subjects,
        marks_each: raters,
        test: shownTest(test, reasons),
        categories: categories.map(one => {
          if (!one.ok) reasons.push(...undefinedOf(one.refusals))
          return one.ok
            ? { kappa: statisticText(one.value.value), z: statisticText(one.value.test.z) }
            : { kappa: null, z: null }
        }),
        undefined: reasons,
      })
    },
  })

export const agreementFormulas = (): readonly Formula[] => [icc(), krippendorff(), weighted(), fleiss()]
