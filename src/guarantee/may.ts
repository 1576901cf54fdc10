/** What may be done to a guarantee on a day: each command as it could be asked at best, and what stands against it. */
import { TRIGGERS, type Trigger } from '../decision/aftercare-schema.ts'
import { addDays, type CalendarDate } from '../kernel/calendar.ts'
import type { Refusal } from '../kernel/result.ts'
import { askedOf, type Given, type Standing } from './asked.ts'
import { owedWhole } from './books.ts'
import type { Carrying } from './carrying.ts'
import { claimableFrom } from './claim.ts'
import { type Command, type Life, type LifeRules, type Notice, undrawnOf } from './commands.ts'
import { admitted, decide } from './life.ts'
import { type CommandType, commandTypes } from './life-table.ts'
import type { GuaranteeCode } from './refusals.ts'

const STEP = { sign: 'noticed', send_letter: 'signed', draw: 'lettered' } as const

/** The notice a command would be under: the one that has come so far, else the one that is open. */
const noticeFor = (life: Life, step: Notice['step']): Notice | undefined =>
  life.notices.find(one => one.step === step) ?? life.notices.find(one => one.step !== 'over') ?? life.notices[0]

const later = (day: CalendarDate, than: CalendarDate | null): CalendarDate =>
  addDays(than !== null && than > day ? than : day, 1)

/** The command as it stands the best chance; undefined where only the caller can say more than its name. */
function atBest(
  type: CommandType,
  standing: Standing,
  day: CalendarDate,
  given: Given,
  rules: Carrying,
): Command | undefined {
  const { life, books, id } = standing
  switch (type) {
    case 'sign':
    case 'send_letter': {
      const notice = noticeFor(life, STEP[type])?.id ?? ''
      const found = askedOf(standing, { type, notice }, given, day, rules)
      return found.ok ? found.value.command : undefined
    }
    case 'withdraw':
    case 'lapse':
      return { type, notice: life.notices.find(one => one.step !== 'over')?.id ?? '' }
    case 'draw': {
      const notice = noticeFor(life, STEP.draw)
      return notice && { type, notice: notice.id, on: day, amount: undrawnOf(notice) || notice.amount }
    }
    case 'charge_fee':
    case 'pay':
    case 'normalise': {
      const found = askedOf(standing, { type }, given, day, rules)
      return found.ok ? found.value.command : undefined
    }
    case 'renew':
      return { type, balance: life.balance, maturesOn: later(day, life.maturesOn) }
    case 'change':
      return { type, of: 'term', balance: life.balance, maturesOn: later(day, life.maturesOn) }
    case 'release':
      return { type, amount: life.balance }
    case 'write_off':
      return { type, owed: owedWhole(books, id) }
    case 'notice':
    case 'tell':
    case 'report_accident':
    case 'claim':
    case 'examine':
    case 'restate':
    case 'recover':
    case 'defer':
    case 'sell':
    case 'discharge':
      return undefined
    default:
      return type satisfies never
  }
}

export type Possible = { readonly command: CommandType; readonly hindrance: Refusal<GuaranteeCode> | null }

/** Every command in the order of the table, with the first thing that stands against it at best on the day. */
export const possibleOn = (standing: Standing, day: CalendarDate, given: Given, rules: Carrying): readonly Possible[] =>
  commandTypes.map(command => {
    const open = admitted(standing.life, command, day)
    if (!open.ok) return { command, hindrance: open.refusals[0] ?? null }
    const best = atBest(command, standing, day, given, rules)
    const found = best === undefined ? undefined : decide(standing.life, best, day, rules)
    return { command, hindrance: found === undefined || found.ok ? null : (found.refusals[0] ?? null) }
  })

/** A ground of a claim: whole months to wait after its day, and the first day of a claim where it arose on the day. */
export type Ground = {
  readonly trigger: Trigger
  readonly waitMonths: number
  readonly from: CalendarDate
  readonly needsConsent: boolean
}

/** The grounds of a claim on a day, those first that are claimed on the soonest and without asking. */
export const groundsOn = (day: CalendarDate, rules: LifeRules): readonly Ground[] =>
  TRIGGERS.map(trigger => ({
    trigger,
    waitMonths: rules.waitMonths[trigger],
    from: claimableFrom(trigger, day, rules.waitMonths, rules.holidays),
    needsConsent: rules.needsConsent.has(trigger),
  })).toSorted((a, b) => a.waitMonths - b.waitMonths || Number(a.needsConsent) - Number(b.needsConsent))
