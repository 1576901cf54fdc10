/**
 * Which of its two parties is told of a step of a guarantee: thin, since each reads the rest as itself. Once a claim is
 * paid the creditor is told no more; how the fund pursues the claim, and how it keeps it in its books, nobody is.
 */
import type { CalendarDate } from '../kernel/calendar.ts'
import type { Life } from './commands.ts'
import type { EventType } from './life-table.ts'

const BOTH = ['firm', 'bank'] as const
const DEBTOR = ['firm'] as const
const NOBODY = [] as const

const HEARERS = {
  noticed: BOTH,
  notice_withdrawn: BOTH,
  lapsed: BOTH,
  signed: BOTH,
  letter_sent: BOTH,
  drawn: BOTH,
  told: BOTH,
  fee_charged: BOTH,
  changed: BOTH,
  renewed: BOTH,
  released: BOTH,
  restated: BOTH,
  accident_reported: BOTH,
  normalised: BOTH,
  claimed: BOTH,
  examined: BOTH,
  paid: BOTH,
  recovered: DEBTOR,
  recourse_deferred: NOBODY,
  claim_sold: DEBTOR,
  written_off: NOBODY,
  discharged: DEBTOR,
} as const satisfies Record<EventType, readonly ('firm' | 'bank')[]>

type Heard = { [Type in EventType]: (typeof HEARERS)[Type] extends typeof NOBODY ? never : Type }[EventType]
const isHeard = (type: EventType): type is Heard => HEARERS[type].length > 0

/** What is told where a fee is charged beside the yearly one: nothing of the life changes, and so not its version. */
export const chargeTold = (kept: Stepped, day: CalendarDate) => ({
  organisations: [kept.subject.firm, kept.subject.bank],
  told: toldOf(kept, 'guarantee.charged', day),
})

type Parties = { readonly firm: string; readonly bank: string }
type Stepped = {
  readonly id: string
  readonly number: string
  readonly subject: Parties
  readonly life: Pick<Life, 'state' | 'version'>
}

const toldOf = <Type extends string>({ id, number, life }: Stepped, type: Type, day: CalendarDate) => ({
  type,
  subject: `guarantee:${id}`,
  order: id,
  data: { guarantee_id: id, number, state: life.state, version: life.version, day },
})

/**
 * What is told of a step, and to whom; undefined where nobody is.
 * @param before the parties before the step: who ceases to be one is told of that step as the last
 */
export function stepTold(
  kept: Stepped,
  event: { readonly type: EventType; readonly day: CalendarDate },
  before: Parties,
) {
  const { type, day } = event
  if (!isHeard(type)) return undefined
  const { subject } = kept
  const organisations = [...new Set(HEARERS[type].flatMap(party => [before[party], subject[party]]))]
  return {
    organisations,
    told: toldOf(kept, `guarantee.${type}`, day),
  }
}
