/** Indicators of patents over a collection handed in. */
import { z } from 'zod'
import { calendarDate } from '../../kernel/calendar.ts'
import { estimateText } from '../../kernel/decimal.ts'
import { ok } from '../../kernel/result.ts'
import { dayText, decimalText, plainText } from '../../kernel/text.ts'
import { citationLives, type Figure, indicatorsOf } from '../../technology/indicators/indicators.ts'
import { type Formula, formula } from './formula.ts'

const count = z.int().min(0).max(1_000_000)
const patent = z.strictObject({
  id: plainText(64),
  classes: z.array(plainText(32)).max(200),
  filed_on: dayText.optional(),
  published_on: dayText,
  granted_on: dayText.optional(),
  cites: z.array(plainText(64)).max(10_000).optional(),
  cited: count.optional(),
  family: count.optional(),
  claims: count.optional(),
  renewed_years: z.int().min(0).max(40).optional(),
})

const MISSING = ['not_told', 'too_few', 'no_field', 'not_granted', 'none_in_cohort'] as const
const figure = z.union([z.strictObject({ value: decimalText }), z.strictObject({ missing: z.enum(MISSING) })])
const PLACES = 6
const shown = (one: Figure): z.output<typeof figure> =>
  'value' in one ? { value: estimateText(one.value, PLACES) } : one

export const patentFormula: Formula = formula({
  name: 'patent-indicators',
  title: { ko: '특허 지표', en: 'Indicators of patents', zh: '专利指标' },
  source: 'OECD (2009), Patent Statistics Manual; Squicciarini, Dernis & Criscuolo (2013), OECD STI 2013/03',
  input: z
    .strictObject({
      patents: z.array(patent).min(1).max(100_000),
      counted_on: dayText,
      window_years: z.int().min(1).max(20),
      cohort_min: z.int().min(1).max(10_000),
    })
    .refine(({ patents }) => new Set(patents.map(one => one.id)).size === patents.length, {
      message: 'each patent once',
      path: ['patents'],
    })
    .refine(({ patents, counted_on }) => patents.every(one => one.published_on <= counted_on), {
      message: 'nothing is published after the day of counting',
      path: ['counted_on'],
    }),
  output: z.strictObject({
    patents: z.array(
      z.strictObject({
        id: z.string(),
        field: z.string().nullable(),
        year: z.string(),
        cohort: z.int(),
        age_years: z.int(),
        is_truncated: z.boolean(),
        forward_citations: figure,
        forward_citations_per_year: figure,
        citation_percentile: figure,
        family: figure,
        claims: figure,
        originality: figure,
        generality: figure,
        grant_lag_days: figure,
        renewed_years: figure,
        composite: figure,
      }),
    ),
    citation_lives: z.array(
      z.strictObject({ subclass: z.string(), citations: z.int(), q1: decimalText, q2: decimalText, q3: decimalText }),
    ),
  }),
  compute: input => {
    const day = (text: string | undefined) => (text === undefined ? undefined : calendarDate(text))
    const patents = input.patents.map(one => ({
      ...one,
      published_on: calendarDate(one.published_on),
      filed_on: day(one.filed_on),
      granted_on: day(one.granted_on),
    }))
    const collection = { patents, counted_on: calendarDate(input.counted_on) }
    const found = indicatorsOf(collection, { window: input.window_years, cohortMin: input.cohort_min })
    const lives = citationLives(collection, input.cohort_min)
    return ok({
      patents: found.map(one => ({
        ...one,
        forward_citations: shown(one.forward_citations),
        forward_citations_per_year: shown(one.forward_citations_per_year),
        citation_percentile: shown(one.citation_percentile),
        family: shown(one.family),
        claims: shown(one.claims),
        originality: shown(one.originality),
        generality: shown(one.generality),
        grant_lag_days: shown(one.grant_lag_days),
        renewed_years: shown(one.renewed_years),
        composite: shown(one.composite),
      })),
      citation_lives: lives.map(({ subclass, citations, q1, q2, q3 }) => ({
        ...{ subclass, citations, q1: estimateText(q1, PLACES) },
        ...{ q2: estimateText(q2, PLACES), q3: estimateText(q3, PLACES) },
      })),
    })
  },
})
