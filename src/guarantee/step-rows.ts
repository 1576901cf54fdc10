/** A step of a life as the rows it keeps, and what stood against one that was not kept. */
import { moneyText } from '../kernel/money.ts'
import { type Refusal, type Result, refusal, refuse } from '../kernel/result.ts'
import type { Columns } from './asked.ts'
import type { GuaranteeEvent, Life } from './commands.ts'
import { dueFrom } from './due.ts'
import type { DutyRules } from './hindrances.ts'
import { heldBy } from './life.ts'
import { type Basis, TABLE } from './life-table.ts'
import { commandText, lifeText } from './life-text.ts'

/** Fields as the API names them. */
const named = (refusals: readonly Refusal[]): readonly Refusal[] =>
  refusals.map(one => ({ ...one, at: one.at.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`) }))
export const said = <Value>(result: Result<Value>): Result<Value> =>
  result.ok ? result : refuse(...named(result.refusals))

const basisText = (basis: Basis): string => ('article' in basis ? basis.article : `assumed: ${basis.assumed}`)

/** The life as the columns of its row say it. */
export const rowOfLife = (life: Life, rules: DutyRules) => ({
  state: life.state,
  version: life.version,
  held: moneyText(heldBy(life)),
  balance: moneyText(life.balance),
  matures_on: life.maturesOn,
  fee_to: life.feeTo,
  due_on: dueFrom(life, rules),
  life: lifeText(life),
})

export const columnsOf = (set: Columns): Readonly<Record<string, unknown>> => ({
  bank: set.bank,
  firm: set.firm,
  bank_loan: set.bankLoan,
  fee_rate: set.feeRate,
  grade: set.grade,
  ratio: set.ratio,
  outstanding: set.outstanding === undefined ? undefined : moneyText(set.outstanding),
  pursued: set.pursued?.map(one => ({ from: one.from, principal: moneyText(one.principal) })),
})

/** An event as it is kept: what was asked, with what was found for it. */
export const eventRow = (
  event: Pick<GuaranteeEvent, 'type' | 'day' | 'command' | 'isLate'>,
  sequence: number,
  person: string,
  detail: Readonly<Record<string, unknown>> | undefined,
) => ({
  sequence,
  type: event.type,
  day: event.day,
  body: { ...commandText(event.command), ...detail },
  is_late: event.isLate,
  basis: basisText(TABLE[event.command.type].basis),
  person,
})

/** Money of one reference comes in once on a guarantee, as a recovery or as the price of the claim. */
export const recoveryRepeated = (reference: string, limit: string) =>
  refusal('recovery_repeated', 'reference', { value: reference, limit })

/** What stood against a step that was not kept, as `app.keep_guarantee_step` says it. */
export function notKept(refused: string): Result<never> {
  const [what, ...rest] = refused.split(' ')
  const value = rest.join(' ')
  switch (what) {
    case 'version':
      return refuse(refusal('changed_meanwhile'))
    case 'begun':
      return refuse(refusal('guarantee_exists', 'case_id'))
    case 'reservation':
      return refuse(refusal('guarantee_not_reserved', 'case_id', { limit: 'a decision whose amount is reserved' }))
    case 'limit':
      return refuse(refusal('guarantee_limit_full', 'amount', { value, limit: 'the room of this limit' }))
    case 'entry':
      return refuse(refusal('entry_reused', 'reference', { value, limit: 'the same entry' }))
    case 'received':
      return refuse(recoveryRepeated(value, 'the money is in the books already'))
    case 'overdrawn':
      return refuse(refusal('account_overdrawn', value, { limit: 'at least 0' }))
    default:
      throw new Error(`a step was not kept for a reason that is not known: ${refused}`)
  }
}
