/**
 * The accounts: what each kind holds, on which side it grows, and of whom it is kept. The memorandum book holds what is
 * promised and what is pursued off the balance sheet; the money book holds what is owned, owed, earned and lost. No
 * transfer crosses from one book to the other.
 */
import { type Money, money, ZERO } from '../kernel/money.ts'

/** Of what an account is kept: a guarantee, a notice or payer under it, a bank, who shares losses, or the fund. */
type Holder = 'guarantee' | 'notice' | 'payer' | 'bank' | 'sharer' | 'fund'

type Kind = {
  readonly book: 'memorandum' | 'money'
  /** The side on which it grows. `either`: its balance may lie on both sides. */
  readonly side: 'debit' | 'credit' | 'either'
  readonly of: Holder
}

export const KINDS = {
  /** What the debtors would owe for the promises: the other side of commitments and exposure. */
  customers_liability: { book: 'memorandum', side: 'debit', of: 'guarantee' },
  /** Promised under a signed agreement and not drawn; what is only noticed is pending here. */
  commitments: { book: 'memorandum', side: 'credit', of: 'notice' },
  /** Guarantees that stand: the guaranteed part of what was drawn and not repaid, or the line of a revolving one. */
  exposure: { book: 'memorandum', side: 'credit', of: 'guarantee' },
  /** Claims taken off the balance sheet and still pursued. */
  special_claims: { book: 'memorandum', side: 'debit', of: 'guarantee' },
  special_claims_against: { book: 'memorandum', side: 'credit', of: 'guarantee' },

  /** The fund's money at its banks. */
  cash: { book: 'money', side: 'either', of: 'fund' },
  /** What guarantees of the sandbox move in its place: nothing of it is money of the fund. */
  sandbox_cash: { book: 'money', side: 'either', of: 'fund' },
  /** What the firm owes of fees. */
  fees_receivable: { book: 'money', side: 'debit', of: 'guarantee' },
  /** What another than the firm owes of the fees of a guarantee: a bank, the government, a programme. */
  payer_receivables: { book: 'money', side: 'debit', of: 'payer' },
  /** Charged in advance for days to come. */
  unearned_fees: { book: 'money', side: 'credit', of: 'guarantee' },
  earned_fees: { book: 'money', side: 'credit', of: 'guarantee' },
  /** Late interest on fees that were not paid in time. */
  late_fees: { book: 'money', side: 'credit', of: 'guarantee' },
  /** Paid to creditors, and owed back by the debtors. */
  subrogation_claims: { book: 'money', side: 'debit', of: 'guarantee' },
  /** Spent on pursuing a claim, and owed back by the debtor. */
  recourse_costs: { book: 'money', side: 'debit', of: 'guarantee' },
  damages_receivable: { book: 'money', side: 'debit', of: 'guarantee' },
  damages: { book: 'money', side: 'credit', of: 'guarantee' },
  /** What came in on claims, until it is applied to what is owed. */
  recoveries: { book: 'money', side: 'credit', of: 'guarantee' },
  /** What came in on claims that had been written off. */
  special_recoveries: { book: 'money', side: 'credit', of: 'guarantee' },
  provisions: { book: 'money', side: 'credit', of: 'guarantee' },
  provision_expense: { book: 'money', side: 'either', of: 'guarantee' },
  losses: { book: 'money', side: 'debit', of: 'guarantee' },
  /** What others bear of a claim that was paid, until it is written off; debit: what the fund bears for them. */
  shared_losses: { book: 'money', side: 'either', of: 'guarantee' },
  /** What who shares the fund's losses owes it of them, and is owed of recoveries. */
  sharing_receivables: { book: 'money', side: 'debit', of: 'sharer' },
  sharing_payables: { book: 'money', side: 'credit', of: 'sharer' },
  /** Assessed on a bank and not paid. */
  bank_contributions: { book: 'money', side: 'debit', of: 'bank' },
  basic_property: { book: 'money', side: 'credit', of: 'fund' },
  reserves: { book: 'money', side: 'credit', of: 'fund' },
  /** Deficits the government is to cover after the reserves. */
  government_cover: { book: 'money', side: 'debit', of: 'fund' },
  /** Surpluses and deficits of the years as they were closed. */
  yearly_result: { book: 'money', side: 'either', of: 'fund' },
} as const satisfies Record<string, Kind>
export type AccountKind = keyof typeof KINDS
export const accountKinds = Object.keys(KINDS) as readonly AccountKind[]

/** One account. `of` is the id of the guarantee, notice, payer, bank or sharer; accounts of the fund have none. */
export type Account = { readonly kind: AccountKind; readonly of: string }
export const account = (kind: AccountKind, of = ''): Account => ({ kind, of: KINDS[kind].of === 'fund' ? '' : of })
export const accountKey = ({ kind, of }: Account): string => `${kind}:${of}`

/** Running totals of one account; they only grow but for what was pending. */
export type Balance = {
  readonly debitsPosted: Money
  readonly creditsPosted: Money
  readonly debitsPending: Money
  readonly creditsPending: Money
}
export const NO_BALANCE: Balance = {
  debitsPosted: ZERO,
  creditsPosted: ZERO,
  debitsPending: ZERO,
  creditsPending: ZERO,
}

/** What stands on the account, counted on the side it grows; on the debit side for one that may lie on both. */
export const standing = (kind: AccountKind, balance: Balance): Money =>
  KINDS[kind].side === 'credit'
    ? money(balance.creditsPosted - balance.debitsPosted)
    : money(balance.debitsPosted - balance.creditsPosted)

/** What may still be taken from the account: pending takings are taken already, pending gifts are not there. */
export const available = (kind: AccountKind, balance: Balance): Money =>
  KINDS[kind].side === 'credit'
    ? money(balance.creditsPosted - balance.debitsPosted - balance.debitsPending)
    : money(balance.debitsPosted - balance.creditsPosted - balance.creditsPending)

export const isOverdrawn = (kind: AccountKind, balance: Balance): boolean =>
  KINDS[kind].side !== 'either' && available(kind, balance) < 0n
