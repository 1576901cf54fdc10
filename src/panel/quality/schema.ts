/** The figures of a panel as they are answered, kept and printed. */
import { z } from 'zod'

/** A statistic with its interval; where the marks leave it undefined, why. */
const figure = z.strictObject({
  value: z.string().nullable(),
  low: z.string().nullable(),
  high: z.string().nullable(),
  undefined: z.string().nullable(),
})
export type Figure = z.output<typeof figure>

const group = z.strictObject({
  name: z.string(),
  subjects: z.int(),
  appraisers: z.int(),
  marks: z.int(),
  alpha: figure,
  icc: z.record(z.string(), figure),
  fleiss_kappa: figure,
})
export type GroupFigures = z.output<typeof group>

export const agreementView = z.strictObject({
  sheets: z.int(),
  superseded: z.int(),
  undefined: z.string().nullable(),
  all: group.nullable(),
  indicators: z.array(group),
  rubrics: z.array(group),
  fields: z.array(group),
  pairs: z.array(
    z.strictObject({ appraisers: z.array(z.string()), compared: z.int(), same: z.int(), weighted_kappa: figure }),
  ),
  appraisers: z.array(
    z.strictObject({
      appraiser: z.string(),
      marks: z.int(),
      compared: z.int(),
      difference: figure,
      correlation: figure,
      alpha_without: figure,
    }),
  ),
})
export type AgreementFigures = z.output<typeof agreementView>

const finding = z.strictObject({
  fault: z.string(),
  appraiser: z.string(),
  figure: z.string(),
  limit: z.string(),
  low: z.string(),
  high: z.string(),
  /** The least false discovery rate at which it is found. */
  rate: z.string(),
  is_found: z.boolean(),
})
export type FindingShown = z.output<typeof finding>

export const severityView = z.strictObject({
  sheets: z.int(),
  undefined: z.string().nullable(),
  policy_uses_fair_scores: z.boolean(),
  /** Sets of technologies that can be compared; nothing is told across them. */
  sets: z.array(
    z.strictObject({
      name: z.string(),
      marks: z.int(),
      technologies: z.int(),
      appraisers: z.array(
        z.strictObject({
          appraiser: z.string(),
          marks: z.int(),
          /** In logits; above 0 is severe. */
          severity: z.string(),
          error: z.string(),
          infit: z.string().nullable(),
          outfit: z.string().nullable(),
          raw: z.string(),
          fair: z.string(),
          is_extreme: z.boolean(),
        }),
      ),
    }),
  ),
  unmeasured: z.array(z.strictObject({ appraiser: z.string(), why: z.string() })),
  findings: z.array(finding),
  /** Faults of which nothing can be told, and why. */
  silent: z.array(z.strictObject({ fault: z.string(), why: z.string() })),
  copied: z.array(
    z.strictObject({
      figure: z.string(),
      limit: z.string(),
      texts: z.array(
        z.strictObject({ case: z.string(), appraiser: z.string(), indicator: z.string(), kind: z.string() }),
      ),
    }),
  ),
})
export type SeverityFigures = z.output<typeof severityView>

const sentence = z.strictObject({
  about: z.string(),
  text: z.strictObject({ ko: z.string(), en: z.string(), zh: z.string() }),
})
export const feedbackView = z.strictObject({
  appraiser: z.string(),
  sheets: z.int(),
  says: z.array(sentence),
  /** What the figures do not say. */
  says_not: z.array(sentence),
})
export type Feedback = z.output<typeof feedbackView>

/** Figures of a month as they were kept; none where nothing was. A record decided by them names their digest. */
export const keptView = z.strictObject({
  items: z.array(
    z.strictObject({
      month: z.string(),
      what: z.enum(['agreement', 'severity', 'fair']),
      made_at: z.string(),
      digest: z.string(),
      /** Canonical JSON, of which the digest is. */
      body: z.string(),
    }),
  ),
})
