/**
 * Relief of joint guarantors: where the main debt of an SME is reduced by the approval of its rehabilitation plan or a
 * discharge after bankruptcy, theirs is reduced in the same proportion (Act 37-3).
 */
import { isMoneyText, type Money, minus, money, moneyText } from '../../kernel/money.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { RecourseCode } from './refusals.ts'

export const RELIEF_GROUNDS = ['rehabilitation_plan', 'bankruptcy_discharge'] as const
export type ReliefGround = (typeof RELIEF_GROUNDS)[number]

/** The main debt when the court decided: what it was, and what it left. */
export type MainDebt = { readonly before: Money; readonly after: Money }

/** `left + relieved` is the debt, always. */
export type Relieved = { readonly left: Money; readonly relieved: Money }

/**
 * What a guarantor still owes: `debt x after / before`, cut to the won in the guarantor's favour; what is relieved by
 * one subtraction. Another guarantor's debt is not in it: each answers for the whole of their own.
 * @param debt what the guarantor answered for before, at least 0
 * @source Act, article 37-3 (1)
 */
export function relievedOf(main: MainDebt, debt: Money): Result<Relieved, RecourseCode> {
  const isSound = main.before > 0n && main.after >= 0n && main.after <= main.before && debt >= 0n
  if (!isSound || !isMoneyText(moneyText(main.before)) || !isMoneyText(moneyText(debt)))
    return refuse(
      refusal('relief_main_debt', 'main', {
        value: `${moneyText(main.after)} of ${moneyText(main.before)}`,
        limit: 'a debt above 0, reduced to what is not above it',
      }),
    )
  const left = money((debt * main.after) / main.before)
  return ok({ left, relieved: minus(debt, left) })
}

/** A relief after another: each is cut once, on what the one before left. */
export function relievedThrough(mains: readonly MainDebt[], debt: Money): Result<Relieved, RecourseCode> {
  let left = debt
  for (const main of mains) {
    const found = relievedOf(main, left)
    if (!found.ok) return found
    left = found.value.left
  }
  return ok({ left, relieved: minus(debt, left) })
}
