/** Answers that show levels of readiness under the shipped questions, for tests that need a gate shown. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { HOME } from '../../../src/platform/folders.ts'
import { type Axis, readinessPartSchema, type Scale, scalesOf } from '../../../src/technology/readiness/edition.ts'
import type { Answer, Asked } from '../../../src/technology/readiness/judging.ts'

const shipped = JSON.parse(readFileSync(join(HOME, 'rules/worth/2026-01.json'), 'utf8')) as { readiness: unknown }
export const SCALES = scalesOf(readinessPartSchema.parse(shipped.readiness))

/** Answers that show a scale up to a level, each by the first type of evidence named beside the question. */
export const upTo = (scale: Scale, levels: number): Answer[] =>
  scale.levels.slice(0, levels).flatMap(questions =>
    questions.map(({ question, evidence: [type = ''] }) => ({
      ...{ question, met: true },
      evidence: [{ type, reference: 'paper 1' }],
    })),
  )

/** Answers of software that show exactly these levels. */
export const answersAt = ({ technology, manufacturing, market }: Readonly<Record<Axis, number>>): Asked => ({
  ...{ kind: 'software', conversion_mode: 'self', pilot_platform: 'own' },
  technology: upTo(SCALES.technology.software, technology),
  manufacturing: upTo(SCALES.manufacturing, manufacturing),
  market: upTo(SCALES.market, market),
})
/** Answers that show a gate, and no more. */
export function showing(gate: string): Asked {
  const needed = SCALES.gates.get(gate)
  if (needed === undefined) throw new Error(`no gate ${gate}`)
  return answersAt(needed)
}
