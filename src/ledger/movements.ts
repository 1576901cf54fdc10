/**
 * Every movement there is: from which account, and to which. An event of the trade is one or more of these
 * (postings.ts); nothing else is ever written. The posting rules are ours: no public source gives the agency's own.
 */
import type { AccountKind } from './accounts.ts'

type Movement = { readonly debit: AccountKind; readonly credit: AccountKind }

export const MOVEMENTS = {
  // What is promised.
  commit: { debit: 'customers_liability', credit: 'commitments' },
  cancel_commitment: { debit: 'commitments', credit: 'customers_liability' },
  draw: { debit: 'commitments', credit: 'exposure' },
  raise_exposure: { debit: 'customers_liability', credit: 'exposure' },
  release_exposure: { debit: 'exposure', credit: 'customers_liability' },
  // Fees.
  charge_fee: { debit: 'fees_receivable', credit: 'unearned_fees' },
  receive_fee: { debit: 'cash', credit: 'fees_receivable' },
  earn_fee: { debit: 'unearned_fees', credit: 'earned_fees' },
  forgive_fee: { debit: 'unearned_fees', credit: 'fees_receivable' },
  refund_fee: { debit: 'unearned_fees', credit: 'cash' },
  charge_late_fee: { debit: 'fees_receivable', credit: 'late_fees' },
  charge_payer: { debit: 'payer_receivables', credit: 'unearned_fees' },
  receive_payer: { debit: 'cash', credit: 'payer_receivables' },
  forgive_payer: { debit: 'unearned_fees', credit: 'payer_receivables' },
  charge_payer_late: { debit: 'payer_receivables', credit: 'late_fees' },
  // Claims paid and what comes back.
  pay_claim: { debit: 'subrogation_claims', credit: 'cash' },
  spend_costs: { debit: 'recourse_costs', credit: 'cash' },
  charge_damages: { debit: 'damages_receivable', credit: 'damages' },
  receive_recovery: { debit: 'cash', credit: 'recoveries' },
  apply_to_costs: { debit: 'recoveries', credit: 'recourse_costs' },
  apply_to_damages: { debit: 'recoveries', credit: 'damages_receivable' },
  apply_to_principal: { debit: 'recoveries', credit: 'subrogation_claims' },
  apply_to_special: { debit: 'recoveries', credit: 'special_recoveries' },
  // Provisions and write-off: from the provision as far as it goes, then as a loss.
  provide: { debit: 'provision_expense', credit: 'provisions' },
  release_provision: { debit: 'provisions', credit: 'provision_expense' },
  write_off_principal: { debit: 'losses', credit: 'subrogation_claims' },
  write_off_costs: { debit: 'losses', credit: 'recourse_costs' },
  write_off_damages: { debit: 'losses', credit: 'damages_receivable' },
  use_provision: { debit: 'provisions', credit: 'losses' },
  keep_special_claim: { debit: 'special_claims', credit: 'special_claims_against' },
  end_special_claim: { debit: 'special_claims_against', credit: 'special_claims' },
  // Losses shared with others; once a claim is written off, what comes or goes of them is the loss itself.
  share_loss: { debit: 'sharing_receivables', credit: 'shared_losses' },
  share_back: { debit: 'shared_losses', credit: 'sharing_payables' },
  lessen_loss: { debit: 'sharing_receivables', credit: 'losses' },
  raise_loss: { debit: 'losses', credit: 'sharing_payables' },
  use_shared: { debit: 'shared_losses', credit: 'losses' },
  take_shared: { debit: 'losses', credit: 'shared_losses' },
  receive_share: { debit: 'cash', credit: 'sharing_receivables' },
  pay_share: { debit: 'sharing_payables', credit: 'cash' },
  // The fund's own means.
  assess_contribution: { debit: 'bank_contributions', credit: 'basic_property' },
  receive_contribution: { debit: 'cash', credit: 'bank_contributions' },
  add_to_reserves: { debit: 'yearly_result', credit: 'reserves' },
  cover_from_reserves: { debit: 'reserves', credit: 'yearly_result' },
  cover_by_government: { debit: 'government_cover', credit: 'yearly_result' },
  receive_cover: { debit: 'cash', credit: 'government_cover' },
} as const satisfies Record<string, Movement>
export type MovementName = keyof typeof MOVEMENTS
