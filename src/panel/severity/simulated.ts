/** Panels made from a seed, with known faults in them: what the findings about appraisers are tried on. */
import { type Chance, chanceFrom } from '../../kernel/chance.ts'
import type { Rating } from '../agreement/ratings.ts'
import { chancesInto } from './chances.ts'

export type SimulatedPanel = {
  readonly cases: number
  readonly appraisers: number
  readonly items: number
  /** Appraisers drawn for each case. */
  readonly drawn: number
  /** Standard deviation of severity among honest appraisers, in logits. */
  readonly honestSpread: number
  /** By how many logits each lenient one is more lenient than their own honest severity; one entry each. */
  readonly lenient: readonly number[]
  /** With which chance each halo appraiser's mark is the one impression of the sheet; one entry each. */
  readonly halo: readonly number[]
}

export type Simulated = {
  readonly ratings: readonly Rating[]
  /** Severity that each appraiser was made with, leniency in it. */
  readonly severity: ReadonlyMap<string, number>
  /** Planted fault of each appraiser that has one: how lenient, or how much halo. */
  readonly lenient: ReadonlyMap<string, number>
  readonly halo: ReadonlyMap<string, number>
}

/** Steps of the scale E to A of simulated panels, and how technologies and indicators spread, in logits. */
const STEPS = [-1.8, -0.6, 0.6, 1.8] as const
const TECHNOLOGY_SPREAD = 1
const INDICATOR_SPREAD = 0.7

/** A standard normal to its far ends. @source G. E. P. Box & M. E. Muller (1958) */
const normal = (chance: Chance): number =>
  Math.sqrt(-2 * Math.log(1 - chance.unit())) * Math.cos(2 * Math.PI * chance.unit())

const WEIGHTS = Float64Array.from([0, ...STEPS].map((_, k) => Math.exp(-STEPS.slice(0, k).reduce((a, b) => a + b, 0))))

function markAt(chance: Chance, place: number, scratch: Float64Array): number {
  chancesInto(scratch, WEIGHTS, 0, STEPS.length, place)
  let left = chance.unit()
  for (let k = 0; k < STEPS.length; k++) {
    left -= scratch[k] as number
    if (left < 0) return k
  }
  return STEPS.length
}

const named = (letter: string, place: number): string => `${letter}${String(place).padStart(4, '0')}`

/**
 * A panel and its marks. Appraisers are drawn for each case evenly: those with the fewest cases so far, by lot among
 * them. Marks follow the model; a halo appraiser forms one mark of the whole sheet and gives it wherever they do not
 * look again.
 */
export function simulatedPanel(panel: SimulatedPanel, seed: number): Simulated {
  const chance = chanceFrom(seed, 0)
  const appraisers = Array.from({ length: panel.appraisers }, (_, place) => named('appraiser-', place))
  // Faults are dealt from the end of the list; honest severities are drawn for all.
  const lenient = new Map(panel.lenient.map((size, at) => [appraisers.at(-1 - at) as string, size]))
  const halo = new Map(panel.halo.map((share, at) => [appraisers.at(-1 - panel.lenient.length - at) as string, share]))
  const severity = new Map(
    appraisers.map(name => [name, panel.honestSpread * normal(chance) - (lenient.get(name) ?? 0)]),
  )
  const difficulty = Array.from({ length: panel.items }, () => INDICATOR_SPREAD * normal(chance))
  const load = new Map(appraisers.map(name => [name, 0]))
  const scratch = new Float64Array(STEPS.length + 1)
  const ratings: Rating[] = []
  for (let place = 0; place < panel.cases; place++) {
    const subject = named('case-', place)
    const technology = TECHNOLOGY_SPREAD * normal(chance)
    const drawn = appraisers
      .map(name => ({ name, lot: (load.get(name) ?? 0) + chance.unit() }))
      .sort((a, b) => a.lot - b.lot)
      .slice(0, panel.drawn)
    for (const { name } of drawn) {
      load.set(name, (load.get(name) ?? 0) + 1)
      const level = technology - (severity.get(name) ?? 0)
      const share = halo.get(name) ?? 0
      const impression = markAt(chance, level, scratch)
      for (const [item, hard] of difficulty.entries()) {
        const isColoured = share > 0 && chance.unit() < share
        const value = isColoured ? impression : markAt(chance, level - hard, scratch)
        ratings.push({ subject, rater: name, item: named('item-', item), value })
      }
    }
  }
  return { ratings, severity, lenient, halo }
}
