/** The many-facet Rasch model, run alone over a list of marks. */
import { z } from 'zod'
import { ok } from '../../kernel/result.ts'
import { decimalText, plainText } from '../../kernel/text.ts'
import { TOP } from '../../panel/severity/marks.ts'
import type { Measure, Separation } from '../../panel/severity/measures.ts'
import { rasch, type Subset } from '../../panel/severity/rasch.ts'
import { type Formula, formula } from './formula.ts'

const name = plainText(64)
const measured = z.strictObject({
  name: z.string(),
  marks: z.int(),
  measure: decimalText,
  error: decimalText.nullable(),
  model_error: decimalText,
  infit: decimalText.nullable(),
  infit_z: decimalText.nullable(),
  outfit: decimalText.nullable(),
  outfit_z: decimalText.nullable(),
  raw: decimalText,
  fair: decimalText,
  is_extreme: z.boolean(),
})
const separated = z.strictObject({ spread: decimalText, error: decimalText, reliability: decimalText }).nullable()

/** Six decimals of a statistic; it is no promise to anybody. */
const text = (value: number): string => {
  const shown = value.toFixed(6)
  return Number(shown) === 0 ? '0.000000' : shown
}

const measureView = (one: Measure): z.output<typeof measured> => ({
  name: one.name,
  marks: one.marks,
  measure: text(one.measure),
  error: one.error === null ? null : text(one.error),
  model_error: text(one.modelError),
  infit: one.fit === null ? null : text(one.fit.infit),
  infit_z: one.fit === null ? null : text(one.fit.infitZ),
  outfit: one.fit === null ? null : text(one.fit.outfit),
  outfit_z: one.fit === null ? null : text(one.fit.outfitZ),
  raw: text(one.raw),
  fair: text(one.fair),
  is_extreme: one.isExtreme,
})

const separationView = (one: Separation | null): z.output<typeof separated> =>
  one === null ? null : { spread: text(one.spread), error: text(one.error), reliability: text(one.reliability) }

const NAMES = { subject: 'technologies', rater: 'appraisers', item: 'indicators' } as const

const subsetView = (subset: Subset) => ({
  subset: subset.name,
  marks: subset.marks,
  technologies: subset.measures.subject.map(measureView),
  appraisers: subset.measures.rater.map(measureView),
  indicators: subset.measures.item.map(measureView),
  steps: subset.steps.map(one => ({
    indicator: one.item,
    steps: one.steps.map(step => (step === null ? null : text(step))),
  })),
  separation: {
    technologies: separationView(subset.separation.subject),
    appraisers: separationView(subset.separation.rater),
    indicators: separationView(subset.separation.item),
  },
})

const raschFormula = (): Formula =>
  formula({
    name: 'rasch',
    title: {
      ko: '다국면 라쉬 모형: 기술, 평가자 엄격도, 지표 난이도',
      en: 'Many-facet Rasch model: technologies, severity of appraisers, difficulty of indicators',
      zh: '多面Rasch模型：技术、评价员严格度、指标难度',
    },
    source:
      'J. M. Linacre, Many-Facet Rasch Measurement, MESA Press 1989; steps of D. Andrich 1978, of G. N. Masters 1982',
    input: z.strictObject({
      /** Technology, appraiser, indicator and mark, a whole number from 0 up. */
      marks: z.array(z.tuple([name, name, name, z.int().min(0).max(100)])).max(300_000),
      scaling: z.enum(['rating_scale', 'partial_credit']).optional(),
      top: z.int().min(1).max(100).optional(),
    }),
    output: z.strictObject({
      subsets: z.array(
        z.strictObject({
          subset: z.string(),
          marks: z.int(),
          technologies: z.array(measured),
          appraisers: z.array(measured),
          indicators: z.array(measured),
          steps: z.array(z.strictObject({ indicator: z.string().nullable(), steps: z.array(decimalText.nullable()) })),
          separation: z.strictObject({ technologies: separated, appraisers: separated, indicators: separated }),
        }),
      ),
      unmeasured: z.array(
        z.strictObject({
          of: z.enum(['technologies', 'appraisers', 'indicators']),
          name: z.string(),
          why: z.enum(['no_partner', 'between_subsets']),
        }),
      ),
    }),
    compute: ({ marks, scaling = 'rating_scale', top = TOP }) => {
      const found = rasch(
        marks.map(([subject, rater, item, value]) => ({ subject, rater, item, value })),
        { scaling, top },
      )
      if (!found.ok) return found
      return ok({
        subsets: found.value.subsets.map(subsetView),
        unmeasured: found.value.unmeasured.map(({ facet, ...rest }) => ({ of: NAMES[facet], ...rest })),
      })
    },
  })

export const severityFormulas = (): readonly Formula[] => [raschFormula()]
