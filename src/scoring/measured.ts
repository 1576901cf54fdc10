/** Marks read from facts: for each measured indicator, the bands of the rubric as integers of the fact's own scale. */

import { sure } from '../kernel/result.ts'
import type { Mark } from '../panel/schema.ts'
import type { Vocabulary } from '../rules/facts.ts'
import { encode, type Row } from '../rules/rows.ts'
import { BAND_MARKS, type EditionFinding, type RubricEdition } from './rubric-schema.ts'

export type CompiledMeasure = {
  readonly indicator: string
  readonly fact: string
  readonly factIndex: number
  readonly isHigherBetter: boolean
  /** Edges for A, B, C, D in the fact's scaled integers. */
  readonly edges: readonly number[]
}

/** What does not fit between a rubric's measures and the facts that are declared. */
export const measureFindings = (rubric: RubricEdition, vocabulary: Vocabulary): EditionFinding[] =>
  rubric.indicators.flatMap(({ code, measure }) => {
    if (measure === undefined) return []
    const place = `indicators.${code}.measure`
    const fact = vocabulary.byName.get(measure.fact)
    if (fact === undefined) return [{ place: `${place}.fact`, text: `${measure.fact} is no declared fact` }]
    return BAND_MARKS.filter(mark => !encode(fact, measure.bands.values[mark] ?? null, place).ok).map(mark => ({
      place: `${place}.bands.${mark}`,
      text: `${measure.bands.values[mark]} does not fit the fact ${fact.name} (${fact.unit}, scale ${fact.scale})`,
    }))
  })

/**
 * The measures of a rubric under a vocabulary. An undeclared fact or an edge that does not fit it is a fault of the
 * edition, found when it is checked, and thrown here.
 */
export function compileMeasures(rubric: RubricEdition, vocabulary: Vocabulary): readonly CompiledMeasure[] {
  return rubric.indicators.flatMap(indicator => {
    const { measure } = indicator
    if (measure === undefined) return []
    const fact = vocabulary.byName.get(measure.fact)
    if (fact === undefined) throw new Error(`indicator ${indicator.code} measures ${measure.fact}, which is no fact`)
    const edges = BAND_MARKS.map(mark => sure(encode(fact, measure.bands.values[mark] ?? null, indicator.code)))
    return [
      {
        indicator: indicator.code,
        fact: fact.name,
        factIndex: fact.index,
        isHigherBetter: measure.direction === 'higher',
        edges,
      },
    ]
  })
}

/** The mark of a value: the first band it reaches, E below all; undefined where the value is not known. */
export function measuredMark(measure: CompiledMeasure, value: number): Mark | undefined {
  if (Number.isNaN(value)) return undefined
  const place = measure.edges.findIndex(edge => (measure.isHigherBetter ? value >= edge : value <= edge))
  return place < 0 ? 'E' : BAND_MARKS[place]
}

/** Marks of all measured indicators of a case. */
export const measuredMarks = (measures: readonly CompiledMeasure[], row: Row): ReadonlyMap<string, Mark | undefined> =>
  new Map(measures.map(measure => [measure.indicator, measuredMark(measure, row[measure.factIndex] ?? Number.NaN)]))
