/** Reads the recipe of a risk edition as numbers, so that its points can be estimated again. */
import type { RiskEdition, Scorecard } from '../scoring/risk-schema.ts'
import type { FittedScorecard, Scale, ScorecardRecipe } from './scorecard-fit.ts'

/** What points mean in an edition. */
export const scaleOf = ({ scale }: RiskEdition): Scale => ({
  anchorPoints: Number(scale.anchor_points.value),
  anchorOdds: Number(scale.anchor_odds.value),
  doublingPoints: Number(scale.doubling_points.value),
  populationRate: Number(scale.population_rate.value),
})

const setting = (values: Readonly<Record<string, string>>, key: string): number => {
  const text = values[key]
  if (text === undefined) throw new RangeError(`the recipe has no ${key}`)
  return Number(text)
}

/** The recipe a scorecard of an edition was estimated by. */
export function recipeOf({ estimation }: Scorecard): ScorecardRecipe {
  const { counts, shares, split, target } = estimation
  return {
    target,
    split,
    ridge: setting(shares.values, 'ridge'),
    banding: {
      bandsFirst: setting(counts.values, 'bands_first'),
      bandsMax: setting(counts.values, 'bands_max'),
      shareMin: setting(shares.values, 'share_min'),
      significance: setting(shares.values, 'significance'),
    },
    attributes: estimation.candidates.map(candidate => ({
      code: candidate.code,
      column: candidate.column,
      direction: candidate.direction,
      step: Number(candidate.step),
      less: Number(candidate.less ?? '0'),
      recode: candidate.recode ?? {},
      edges: (candidate.edges ?? []).map(Number),
    })),
  }
}

/** Points as an edition states them: attribute -> lower edge ('' for the lowest band) -> points. */
export type StatedPoints = {
  readonly base: string
  readonly bands: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** What the estimated part of a scorecard states. */
export function statedPoints(card: Scorecard): StatedPoints {
  const bands = card.attributes.flatMap(attribute => {
    if (attribute.origin !== 'estimated' || attribute.type !== 'bands') return []
    const rows = Object.entries(attribute.bands.values).filter(([key]) => key !== 'unknown')
    return [
      [
        attribute.code,
        Object.fromEntries(rows.map(([, row]) => [row['at_least'] ?? '', row['points'] ?? ''])),
      ] as const,
    ]
  })
  return { base: card.base_points.value, bands: Object.fromEntries(bands) }
}

/** What a fit gives, in the same form. */
export const fittedPoints = (fit: FittedScorecard): StatedPoints => ({
  base: String(fit.basePoints),
  bands: Object.fromEntries(
    fit.attributes.map(({ code, bands }) => [
      code,
      Object.fromEntries(bands.map(({ from, points }) => [from === undefined ? '' : String(from), String(points)])),
    ]),
  ),
})

/** Where two statements differ, as sentences; none where they are equal. */
export function pointDifferences(stated: StatedPoints, fitted: StatedPoints): string[] {
  const base = stated.base === fitted.base ? [] : [`base: ${stated.base} stated, ${fitted.base} estimated`]
  const codes = [...new Set([...Object.keys(stated.bands), ...Object.keys(fitted.bands)])]
  return [
    ...base,
    ...codes.flatMap(code => {
      const [left, right] = [stated.bands[code] ?? {}, fitted.bands[code] ?? {}]
      const edges = [...new Set([...Object.keys(left), ...Object.keys(right)])]
      return edges
        .filter(edge => left[edge] !== right[edge])
        .map(edge =>
          [
            `${code} from ${edge || 'the lowest'}: ${left[edge] ?? 'nothing'} stated,`,
            `${right[edge] ?? 'nothing'} estimated`,
          ].join(' '),
        )
    }),
  ]
}
