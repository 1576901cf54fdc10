/** An edition of the fund made ready: each number as what it is used as. */
import type { Contributor, FundEdition, ProvisionState } from '../../decision/fund-schema.ts'
import { type Fixed, fixed, ONE } from '../../kernel/fixed.ts'
import { type Money, moneyFromText } from '../../kernel/money.ts'

/** Up to and including so many times, or any; what it changes of the rate. */
type Adjustment = { readonly upTo: Fixed | null; readonly change: Fixed }

export type ContributionRule = {
  readonly rate: Readonly<Record<Contributor, Fixed>>
  readonly months: Readonly<Record<Contributor, number>>
  readonly rateMax: Fixed
  readonly dayCount: bigint
  readonly step: Money
  readonly adjustments: readonly Adjustment[]
}
export type ProvisionRule = {
  readonly method: FundEdition['provisions']['method']
  readonly rateByGrade: Readonly<Record<string, Fixed>>
  readonly rateByState: Readonly<Record<ProvisionState, Fixed>>
  readonly defaultByGrade: Readonly<Record<string, Fixed>>
  readonly lossGivenDefault: Fixed
}
export type FundRule = {
  readonly contributions: ContributionRule
  readonly multiple: bigint
  /** As a fraction of ONE. */
  readonly technologyShareMin: Fixed
  readonly provisions: ProvisionRule
}

const fixedTable = <Key extends string>(table: Readonly<Record<string, string>>): Record<Key, Fixed> =>
  Object.fromEntries(Object.entries(table).map(([key, text]) => [key, fixed(text)])) as Record<Key, Fixed>

export function fundRuleOf({ contributions, provisions, ...edition }: FundEdition): FundRule {
  return {
    contributions: {
      rate: {
        bank: fixed(contributions.bank_rate.value),
        finance_company: fixed(contributions.finance_company_rate.value),
      },
      months: {
        bank: Number(contributions.bank_months.value),
        finance_company: Number(contributions.finance_company_months.value),
      },
      rateMax: fixed(contributions.rate_max.value),
      dayCount: BigInt(contributions.day_count.value),
      step: moneyFromText(contributions.step.value),
      adjustments: contributions.adjustments.map(one => ({
        upTo: one.up_to === null ? null : fixed(one.up_to.value),
        change: fixed(one.change.value),
      })),
    },
    multiple: fixed(edition.exposure_multiple.value) / ONE,
    technologyShareMin: fixed(edition.technology_share_min.value),
    provisions: {
      method: provisions.method,
      rateByGrade: fixedTable(provisions.rate_by_grade.values),
      rateByState: fixedTable<ProvisionState>(provisions.rate_by_state.values),
      defaultByGrade: fixedTable(provisions.default_by_grade.values),
      lossGivenDefault: fixed(provisions.loss_given_default.value),
    },
  }
}
