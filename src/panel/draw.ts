/**
 * Who appraises is drawn, not chosen. The seed is promised by its digest when the case is accepted, before anybody
 * knows the candidates of the day, and shown with the draw: anyone can hold it against the promise and draw again.
 */
import { sha256Hex } from '#sha256'

export type Draw = {
  /** sha256 of the seed, as it stands in the event of acceptance. */
  readonly commitment: string
  readonly seed: string
  /** Everybody eligible, in the order of their ids. */
  readonly candidates: readonly string[]
  readonly count: number
}

export const commitmentOf = (seed: string): string => `sha256:${sha256Hex(seed)}`

/**
 * The appraisers drawn: the `count` candidates with the least `sha256(seed + ':' + candidate)`, in that order.
 * Each candidate has the same chance, and who else stands in the list changes nobody's lot.
 */
export function drawn(draw: Pick<Draw, 'seed' | 'candidates' | 'count'>): readonly string[] {
  return draw.candidates
    .map(candidate => ({ candidate, lot: sha256Hex(`${draw.seed}:${candidate}`) }))
    .sort((a, b) => (a.lot < b.lot ? -1 : 1))
    .slice(0, draw.count)
    .map(one => one.candidate)
}

/** Whether a recorded draw holds: the seed is the one promised and gives the appraisers named. */
export const isTrueDraw = (draw: Draw, appraisers: readonly string[]): boolean =>
  commitmentOf(draw.seed) === draw.commitment && drawn(draw).join(' ') === appraisers.join(' ')
