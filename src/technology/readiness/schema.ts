/** What is answered of readiness, and what comes of it, as JSON. */
import { z } from 'zod'
import { code, plainText } from '../../kernel/text.ts'
import { TECHNOLOGY_KINDS } from './edition.ts'
import { CONVERSION_MODES, PILOT_PLATFORMS } from './judging.ts'

const answers = z
  .array(
    z.strictObject({
      question: code,
      met: z.boolean(),
      evidence: z.array(z.strictObject({ type: code, reference: plainText(200) })).max(20),
    }),
  )
  .max(100)
export const readinessAnswers = z.strictObject({
  kind: z.enum(TECHNOLOGY_KINDS),
  technology: answers,
  manufacturing: answers,
  market: answers,
  conversion_mode: z.enum(CONVERSION_MODES),
  pilot_platform: z.enum(PILOT_PLATFORMS).nullable(),
})

const level = z.strictObject({
  reached: z.int(),
  claimed: z.int(),
  lacking: z.array(
    z.strictObject({
      level: z.int(),
      question: z.string(),
      why: z.enum(['not_answered', 'not_met', 'evidence_missing']),
      evidence: z.array(z.string()),
    }),
  ),
  idle: z.array(z.string()),
})
export const readinessView = z.strictObject({
  kind: z.enum(TECHNOLOGY_KINDS),
  technology: level,
  manufacturing: level,
  market: level,
  conversion_mode: z.enum(CONVERSION_MODES),
  pilot_platform: z.enum(PILOT_PLATFORMS).nullable(),
})
