/**
 * What the sandbox plays next of a guarantee, by its scenario: the agency's side, as far as it is due; what is the
 * bank's to tell, the bank tells. Pure.
 */
import { addDays, type CalendarDate } from '../../kernel/calendar.ts'
import { type Money, money, moneyText } from '../../kernel/money.ts'
import type { Life } from '../commands.ts'
import type { DutyRules } from '../hindrances.ts'
import { standsTo } from '../hindrances.ts'
import type { Said } from '../schema.ts'

/** What becomes of a guarantee that is played. */
export const PLAYS = ['claim_paid', 'claim_partly_denied', 'notice_lapsed', 'released'] as const
export type Play = (typeof PLAYS)[number]

/** A step the sandbox takes: by whom, on which day. */
export type Step =
  | { readonly by: 'finance'; readonly receives: Money }
  | { readonly by: 'officer' | 'claims' | 'payer'; readonly asks: Said; readonly on: CalendarDate }

/** A guarantee as far as what is played next goes. */
export type Played = {
  readonly life: Life
  readonly outstanding: Money
  /** What the firm owes of fees. */
  readonly unpaid: Money
  /** The day the claim rests on, where there is one. */
  readonly claimedOn: CalendarDate | undefined
}

/** What is denied where a claim is denied in part, and on which breach. */
const DENIED = { kind: 'use_of_funds', of: 'played by the sandbox' } as const
const halfOf = (amount: Money): Money => money(amount / 2n)

/** The claim as it is examined: the principal that stands, without interest or costs, to be paid on the same day. */
function examination({ life, outstanding, claimedOn }: Played, play: Play, day: CalendarDate): Said {
  const isDenied = play === 'claim_partly_denied'
  return {
    type: 'examine',
    principal: moneyText(outstanding),
    rate: '0',
    due_on: claimedOn ?? day,
    costs: [],
    denied_principal: isDenied ? moneyText(halfOf(outstanding)) : '0',
    pay_on: day,
    denies: isDenied ? [DENIED] : [],
    waives: life.missed.map(of => ({ kind: 'duty_missed' as const, of })),
  }
}

/** The next step that is the agency's; undefined where the bank is to act, or all is over. */
export function nextOf(played: Played, play: Play, day: CalendarDate, rules: DutyRules): Step | undefined {
  const { life, unpaid } = played
  const asks = (by: 'officer' | 'claims' | 'payer', said: Said, on = day): Step => ({ by, asks: said, on })
  const notice = life.notices.find(one => one.step !== 'over')
  switch (life.state) {
    case 'noticed':
      return notice && asks('officer', { type: 'sign', notice: notice.id })
    case 'signed':
      if (notice === undefined) return undefined
      if (play === 'notice_lapsed')
        return asks('officer', { type: 'lapse', notice: notice.id }, addDays(standsTo(notice, rules), 1))
      if (unpaid > 0n) return { by: 'finance', receives: unpaid }
      return asks('officer', { type: 'send_letter', notice: notice.id })
    case 'in_force':
      return play === 'released' ? asks('officer', { type: 'release', left: '0' }) : undefined
    case 'claimed':
      return asks('claims', examination(played, play, day))
    case 'examined':
      return life.payable?.on === day ? asks('payer', { type: 'pay' }) : asks('claims', examination(played, play, day))
    default:
      return undefined
  }
}
