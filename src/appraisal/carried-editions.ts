/**
 * What is checked in the editions no decision is made by, beside their shape: rates against what the statute allows,
 * schemes of sharing that would leave a loss to nobody, signals that do not compile, industries nobody may appraise.
 */
import type { AftercareEdition } from '../decision/aftercare-schema.ts'
import type { FeesEdition } from '../decision/fees-schema.ts'
import type { FundEdition } from '../decision/fund-schema.ts'
import { type SharingEdition, sharingSourceOf } from '../decision/sharing-edition.ts'
import { sharingOf } from '../decision/sharing-scheme.ts'
import { watchRulesOf } from '../decision/watch-rules.ts'
import type { WatchEdition } from '../decision/watch-schema.ts'
import { fixed } from '../kernel/fixed.ts'
import type { PanelEdition } from '../panel/edition.ts'
import { divisionsAmiss } from '../panel/roster/edition.ts'
import type { Classifications } from '../party/classification.ts'
import type { EditionFinding } from '../scoring/rubric-schema.ts'

/** A rate above the most that another text allows. */
export type RateAbove = { readonly place: string; readonly value: string; readonly limit: string }

const above = (place: string, value: string, limit: string | undefined): RateAbove[] =>
  limit === undefined || fixed(value) <= fixed(limit) ? [] : [{ place, value, limit }]

/** Damages above what the minister may set. @param most rules/terms fees.damages_max of the same day */
export const damagesAbove = (edition: AftercareEdition, most: string | undefined): RateAbove[] =>
  above('damages_rate', edition.damages_rate.value, most)

/** A success fee above the Act's. @param most rules/terms fees.success_fee_max of the same day */
export const feesAbove = (edition: FeesEdition, most: string | undefined): RateAbove[] =>
  above('success_fee_rate', edition.success_fee_rate.value, most)

/** Contributions above the Act's; what a rate is adjusted by is cut to it when it is charged. */
export const fundAbove = ({ contributions }: FundEdition): RateAbove[] => [
  ...above('contributions.bank_rate', contributions.bank_rate.value, contributions.rate_max.value),
  ...above(
    'contributions.finance_company_rate',
    contributions.finance_company_rate.value,
    contributions.rate_max.value,
  ),
]

/** Schemes that do not read, with the place in the scheme. */
export const sharingFindings = (edition: SharingEdition): EditionFinding[] =>
  edition.schemes.flatMap((scheme, at) => {
    const read = sharingOf(sharingSourceOf(scheme))
    if (read.ok) return []
    return read.refusals.map(one => ({
      place: `schemes.${at}.${one.at}`,
      text: `${one.code} ${Object.values(one.params).join(', ')}`.trim(),
    }))
  })

/** Facts, conditions and tables of the watch that do not make sense together, each at its place. */
export function watchFindings(edition: WatchEdition): EditionFinding[] {
  const read = watchRulesOf(edition)
  if (read.ok) return []
  return read.refusals.map(one => ({
    place: one.at,
    text: `${one.code} ${Object.values(one.params).join(', ')}`.trim(),
  }))
}

/** Industries without fields, by the divisions of every edition of the classification together. */
export function panelFindings(
  edition: PanelEdition,
  classifications: readonly { readonly content: Classifications }[],
): EditionFinding[] {
  const divisions = [...new Set(classifications.flatMap(one => Object.keys(one.content.revision_10.classes)))]
  const { uncovered, unknown } = divisionsAmiss(edition.roster, divisions)
  const place = 'roster.ksic.values'
  return [
    ...uncovered.map(division => ({ place, text: `division ${division} has no fields` })),
    ...unknown.map(prefix => ({ place: `${place}.${prefix}`, text: `${prefix} is of no division` })),
  ]
}
