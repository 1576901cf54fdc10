/**
 * What is set aside for losses on a guarantee: of what it stands at, or of what was paid and not recovered, by the
 * rates for its grade and state, or by what is expected to be lost.
 */
import type { ProvisionState } from '../../decision/fund-schema.ts'
import { type Fixed, ONE } from '../../kernel/fixed.ts'
import { type Money, money } from '../../kernel/money.ts'
import type { ProvisionRule } from './edition.ts'

export type ProvidedFor = {
  readonly state: ProvisionState
  /** As at its decision or last renewal; undefined where none is known. */
  readonly grade: string | undefined
  /** What it stands at; once it is paid, what is owed back. */
  readonly exposure: Money
}

/**
 * The part that is set aside. By rate: of a guarantee in force its grade's, of every other its state's. By expected
 * loss: default x loss given default, where something happened the default being certain.
 */
export function provisionRate({ state, grade }: Omit<ProvidedFor, 'exposure'>, rule: ProvisionRule): Fixed {
  const byState = rule.rateByState[state]
  if (state !== 'in_force' || grade === undefined)
    return rule.method === 'by_rate' || state === 'in_force' ? byState : rule.lossGivenDefault
  if (rule.method === 'by_rate') return rule.rateByGrade[grade] ?? byState
  const chance = rule.defaultByGrade[grade]
  return chance === undefined ? byState : (chance * rule.lossGivenDefault) / ONE
}

/**
 * `exposure x rate`, up to the next won: what is set aside is never short of the rate, and never above the exposure.
 * @source rules/fund provisions
 */
export const provisionOf = (one: ProvidedFor, rule: ProvisionRule): Money =>
  money((one.exposure * provisionRate(one, rule) + ONE - 1n) / ONE)
