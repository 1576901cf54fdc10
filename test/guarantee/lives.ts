/** Guarantees in each state and the commands that lead on, for the tests of the life. */
import type { Command, Life, LifeRules } from '../../src/guarantee/commands.ts'
import { begun, decide, evolve } from '../../src/guarantee/life.ts'
import type { State } from '../../src/guarantee/life-table.ts'
import type { CalendarDate } from '../../src/kernel/calendar.ts'
import { sure } from '../../src/kernel/result.ts'
import { aftercare, day, holidays, won } from './sample.ts'

export const RULES: LifeRules = { ...aftercare, holidays }

export const NOTICED_ON = day('2026-03-04')
/** Sixty days from 4 March are 3 May, a Sunday; the Monday after is the last day. */
export const LAST = day('2026-05-04')
/** Fourteen days more for the creditor to tell what it lent on the last day: Monday 18 May. */
export const TOLD = day('2026-05-18')
export const MATURES = day('2027-03-05')

export const SIGN: Command = { type: 'sign', notice: 'n1', fee: won('3'), maturesOn: MATURES, feeTo: MATURES }
export const LETTER: Command = { type: 'send_letter', notice: 'n1', feeUnpaid: won('0') }
export const DRAW: Command = { type: 'draw', notice: 'n1', on: NOTICED_ON, amount: won('85') }
export const ACCIDENT: Command = { type: 'report_accident', kind: 'arrears', on: NOTICED_ON }
export const CLAIM: Command = {
  type: 'claim',
  trigger: 'closure',
  on: NOTICED_ON,
  isProven: true,
  hasConsent: false,
}
export const EXAMINE: Command = {
  type: 'examine',
  claimed: won('86'),
  amount: won('86'),
  payOn: NOTICED_ON,
  denies: [],
  waives: [],
}
/** A release that was ten too large, of whatever was released. */
export const RESTATE: Command = {
  type: 'restate',
  of: 'release',
  event: 4,
  notice: '',
  amount: won('10'),
  right: won('0'),
  fee: won('0'),
  resumes: 'in_force',
  reopens: false,
  reason: 'told by mistake',
}
export const PAY: Command = { type: 'pay', amount: won('86') }

export const beginning = (kind: Life['kind'] = 'individual'): Life =>
  begun(kind, NOTICED_ON, { id: 'n1', amount: won('85'), until: LAST })

/** A life after commands that are all allowed, on one day. */
export const lived = (life: Life, commands: readonly Command[], on: CalendarDate = NOTICED_ON): Life =>
  commands.reduce((now, command) => evolve(now, sure(decide(now, command, on, RULES))), life)

/** The shortest way to each state. */
export const WAYS: Readonly<Record<State, readonly Command[]>> = {
  noticed: [],
  signed: [SIGN],
  lettered: [SIGN, LETTER],
  in_force: [SIGN, LETTER, DRAW],
  accident: [SIGN, LETTER, DRAW, ACCIDENT],
  claimed: [SIGN, LETTER, DRAW, ACCIDENT, CLAIM],
  examined: [SIGN, LETTER, DRAW, ACCIDENT, CLAIM, EXAMINE],
  subrogated: [SIGN, LETTER, DRAW, ACCIDENT, CLAIM, EXAMINE, PAY],
  written_off: [SIGN, LETTER, DRAW, ACCIDENT, CLAIM, EXAMINE, PAY, { type: 'write_off', owed: won('86') }],
  lapsed: [{ type: 'withdraw', notice: 'n1' }],
  released: [SIGN, LETTER, DRAW, { type: 'release', amount: won('85') }],
  denied: [
    SIGN,
    LETTER,
    DRAW,
    ACCIDENT,
    CLAIM,
    { ...EXAMINE, amount: won('0'), denies: [{ kind: 'use_of_funds', of: 'the whole loan' }] } as Command,
  ],
  sold: [
    SIGN,
    LETTER,
    DRAW,
    ACCIDENT,
    CLAIM,
    EXAMINE,
    PAY,
    { type: 'sell', to: 'kamco', resolution: 'board 3 of 2026' },
  ],
  discharged: [
    SIGN,
    LETTER,
    DRAW,
    ACCIDENT,
    CLAIM,
    EXAMINE,
    PAY,
    { type: 'discharge', owed: won('0'), ground: 'paid' },
  ],
}
export const lifeIn = (state: State): Life => lived(beginning(), WAYS[state])

/** Every command once, as it is allowed where its state is. */
export const COMMANDS: readonly Command[] = [
  { type: 'notice', notice: 'n2', amount: won('40'), until: LAST },
  { type: 'withdraw', notice: 'n1' },
  { type: 'lapse', notice: 'n1' },
  SIGN,
  LETTER,
  DRAW,
  { type: 'tell', duty: 'affecting', on: NOTICED_ON },
  { type: 'charge_fee', fee: won('2'), to: day('2028-03-05') },
  { type: 'change', of: 'bank', balance: won('85'), maturesOn: MATURES },
  { type: 'renew', balance: won('70'), maturesOn: day('2028-03-05') },
  { type: 'release', amount: won('5') },
  RESTATE,
  ACCIDENT,
  { type: 'normalise' },
  CLAIM,
  EXAMINE,
  PAY,
  { type: 'recover', amount: won('5') },
  { type: 'defer', until: day('2030-01-02'), ground: 'more_later', resolution: 'board 1 of 2026' },
  { type: 'sell', to: 'kamco', resolution: 'board 3 of 2026' },
  { type: 'write_off', owed: won('86') },
  { type: 'discharge', owed: won('0'), ground: 'paid' },
]
