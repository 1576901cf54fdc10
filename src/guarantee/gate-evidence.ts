/**
 * Whether the gate of a tranche is shown: by the questions of readiness, each scale at the level the gate needs, before
 * its notice is given. What the decision itself found reached needs no further showing. Pure.
 */
import { digestOf, type Json } from '../kernel/digest.ts'
import { ok, type Result, refusal, refuse } from '../kernel/result.ts'
import type { ReadinessScales } from '../technology/readiness/edition.ts'
import { type Asked, judged, shortOf } from '../technology/readiness/judging.ts'
import type { GuaranteeCode } from './refusals.ts'

/** What is kept with the notice: the levels shown, by which edition, and the answers by their digest. */
export type GateShown = {
  readonly technology: number
  readonly manufacturing: number
  readonly market: number
  readonly edition: string
  readonly answers: string
}
/** Judges the answers given for a gate; null where the edition asks nothing of it. */
export type GateJudge = (gate: string, answers: Asked | undefined) => Result<GateShown | null, GuaranteeCode>

/**
 * The judge of an edition.
 * Errors: `notice_readiness_missing` without answers; those of `judged`; `notice_readiness_short` with the scale, the
 * level shown and needed, and the first question that is lacking.
 * @source rules/worth: readiness.gates
 */
export const gateJudgeOf =
  (edition: string, scales: ReadinessScales): GateJudge =>
  (gate, answers) => {
    const needed = scales.gates.get(gate)
    if (needed === undefined) return ok(null)
    const levels = `technology ${needed.technology}, manufacturing ${needed.manufacturing}, market ${needed.market}`
    if (answers === undefined)
      return refuse(refusal('notice_readiness_missing', 'readiness', { value: gate, limit: levels }))
    const shown = judged(answers, scales)
    if (!shown.ok) return { ok: false, refusals: shown.refusals.map(one => ({ ...one, at: `readiness.${one.at}` })) }
    const short = shortOf(shown.value, needed)
    if (short !== undefined) {
      const { axis, reached, lacking } = short
      const { level, question, why, evidence } = lacking
      const limit = `${axis} ${short.needed}: level ${level} lacks ${question}, ${why} (${evidence.join(' ')})`
      return refuse(refusal('notice_readiness_short', 'readiness', { value: `${axis} ${reached}`, limit }))
    }
    const { technology, manufacturing, market } = shown.value
    return ok({
      ...{ technology: technology.reached, manufacturing: manufacturing.reached, market: market.reached },
      ...{ edition, answers: digestOf(answers as unknown as Json) },
    })
  }
