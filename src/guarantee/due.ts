/** What time alone makes due: read for a day, done by commands. The jobs of a day are this list and nothing else. */
import { addDays, type CalendarDate } from '../kernel/calendar.ts'
import type { Life } from './commands.ts'
import { type DutyRules, standsTo } from './hindrances.ts'

export type Due =
  /** The sixty days of a notice are over, and the time to tell what was lent in them: `lapse`. */
  | { readonly what: 'lapse'; readonly since: CalendarDate; readonly notice: string }
  /** The days paid for are over and the term is not: `charge_fee`. */
  | { readonly what: 'fee'; readonly since: CalendarDate }
  /** The loan has matured: the creditor is asked whether it was paid, renewed, or is in default. */
  | { readonly what: 'maturity'; readonly since: CalendarDate }
  /** The day of payment has come: `pay`; once it is past, `examine` again, since the figures run to that day. */
  | { readonly what: 'payment'; readonly since: CalendarDate }
  | { readonly what: 'reexamination'; readonly since: CalendarDate }
  /** The claim was deferred to this day: pursue it, defer it anew, or discharge it. */
  | { readonly what: 'recourse'; readonly since: CalendarDate }

/** What a day's list says beside: the months are over after which what is not performed is charged for again. */
export type DueListed = Due | { readonly what: 'unperformed'; readonly since: CalendarDate }

/**
 * Everything that is due on a guarantee when a day begins, with the day since when; the longest due first. It depends
 * on the life, the rules and the day alone: a day left out, or looked at twice, changes nothing.
 */
export function dueOn(life: Life, day: CalendarDate, rules: DutyRules): readonly Due[] {
  const due: Due[] = life.notices
    .filter(one => one.step !== 'over' && standsTo(one, rules) < day)
    .map(one => ({ what: 'lapse', since: standsTo(one, rules), notice: one.id }))
  const { maturesOn, feeTo, payable, deferredUntil } = life
  if (life.state === 'in_force') {
    if (feeTo !== null && maturesOn !== null && feeTo <= day && feeTo < maturesOn)
      due.push({ what: 'fee', since: feeTo })
    if (maturesOn !== null && maturesOn <= day) due.push({ what: 'maturity', since: maturesOn })
  }
  if (payable !== null && payable.on <= day)
    due.push({ what: payable.on === day ? 'payment' : 'reexamination', since: payable.on })
  const isPursued = life.state === 'subrogated' || life.state === 'written_off'
  if (isPursued && deferredUntil !== null && deferredUntil <= day) due.push({ what: 'recourse', since: deferredUntil })
  return due.sort((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : 0))
}

/** The first day on which something is due by time alone, should nobody do anything before; null where nothing is. */
export function dueFrom(life: Life, rules: DutyRules): CalendarDate | null {
  const { maturesOn, feeTo, payable, deferredUntil, state } = life
  const days = life.notices.filter(one => one.step !== 'over').map(one => addDays(standsTo(one, rules), 1))
  if (state === 'in_force' && maturesOn !== null) days.push(feeTo !== null && feeTo < maturesOn ? feeTo : maturesOn)
  if (payable !== null) days.push(payable.on)
  if ((state === 'subrogated' || state === 'written_off') && deferredUntil !== null) days.push(deferredUntil)
  return days.sort()[0] ?? null
}
