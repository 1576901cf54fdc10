// The life of a guarantee: every state against every command, refusals in their order, and what each step does.
import { describe, expect, test } from 'vitest'
import type { Command, Life } from '../../src/guarantee/commands.ts'
import { decide, evolve, heldBy } from '../../src/guarantee/life.ts'
import { type CommandType, commandTypes, ENDS, STATES, type State, TABLE } from '../../src/guarantee/life-table.ts'
import { refusals } from '../../src/guarantee/refusals.ts'
import { addDays, type CalendarDate, rolledForward } from '../../src/kernel/calendar.ts'
import { money } from '../../src/kernel/money.ts'
import {
  beginning,
  COMMANDS,
  DRAW,
  LAST,
  LETTER,
  lifeIn,
  lived,
  MATURES,
  NOTICED_ON,
  RESTATE,
  RULES,
  SIGN,
  TOLD,
} from './lives.ts'
import { day, formationDays, holidays, won } from './sample.ts'

/** What a claims officer may do in each state, as the way of a guarantee is described; everything else is refused. */
const MAY: Readonly<Record<State, readonly CommandType[]>> = {
  noticed: ['withdraw', 'lapse', 'sign'],
  signed: ['withdraw', 'lapse', 'send_letter'],
  lettered: ['notice', 'withdraw', 'lapse', 'sign', 'send_letter', 'draw', 'tell'],
  in_force: [
    'notice',
    'withdraw',
    'lapse',
    'sign',
    'send_letter',
    'draw',
    'tell',
    'charge_fee',
    'change',
    'renew',
    'release',
    'restate',
    'report_accident',
  ],
  accident: ['lapse', 'tell', 'release', 'restate', 'normalise', 'claim'],
  claimed: ['lapse', 'tell', 'examine'],
  examined: ['lapse', 'examine', 'pay'],
  subrogated: ['recover', 'defer', 'sell', 'write_off', 'discharge'],
  written_off: ['recover', 'defer', 'sell', 'discharge'],
  lapsed: [],
  released: ['restate'],
  denied: [],
  sold: [],
  discharged: [],
}

const codeOf = (life: Life, command: Command, on: CalendarDate = life.day): string => {
  const found = decide(life, command, on, RULES)
  return found.ok ? `to ${found.value.to}` : found.refusals.map(one => one.code).join(', ')
}
const told = (life: Life, command: Command, on: CalendarDate = life.day): Record<string, string> => {
  const found = decide(life, command, on, RULES)
  if (found.ok) throw new Error(`${command.type} was allowed`)
  return found.refusals[0]?.params ?? {}
}

/** The states that are named: of a change in the letter's, those of all of it but who is bound beside the debtor. */
const openTo = (command: Command, state: State): string =>
  command.type === 'change' && state === 'lettered' ? 'in_force' : TABLE[command.type].open.join(', ')

describe('states', () => {
  test('each state is reached, and each command stands once among the samples', () => {
    expect(STATES.map(state => lifeIn(state).state)).toEqual([...STATES])
    expect(COMMANDS.map(command => command.type)).toEqual([...commandTypes])
  })

  test('every state against every command: a step, or a refusal by name', () => {
    let pairs = 0
    for (const state of STATES)
      for (const command of COMMANDS) {
        pairs += 1
        const found = decide(lifeIn(state), command, NOTICED_ON, RULES)
        const isDue = MAY[state].includes(command.type)
        const codes = found.ok ? [] : found.refusals.map(one => one.code)
        expect([state, command.type, codes.includes('guarantee_state')]).toEqual([state, command.type, !isDue])
        expect(codes.every(code => code in refusals)).toBe(true)
        if (!isDue) expect(told(lifeIn(state), command)).toEqual({ value: state, limit: openTo(command, state) })
        if (found.ok) expect(evolve(lifeIn(state), found.value).state).toBe(found.value.to)
      }
    expect(pairs).toBe(STATES.length * commandTypes.length)
  })

  test('what has ended takes no command at all, but that its release was told by mistake', () => {
    expect(ENDS).toEqual(['lapsed', 'released', 'denied', 'sold', 'discharged'])
  })

  test('every step stands on an article, or says that it is assumed', () => {
    for (const type of commandTypes) {
      const basis: object = TABLE[type].basis
      const ground = 'article' in basis ? basis.article : 'assumed' in basis ? basis.assumed : ''
      expect([type, ground]).toEqual([
        type,
        expect.stringMatching('article' in basis ? /^(Act|Decree) \d+/ : /\w+ \w+/),
      ])
    }
    // Claim, payment, recourse and the sixty days are the statute's.
    for (const type of ['lapse', 'draw', 'claim', 'pay', 'recover', 'defer', 'sell', 'tell'] as const)
      expect('article' in TABLE[type].basis).toBe(true)
    for (const type of ['report_accident', 'examine', 'write_off'] as const)
      expect('assumed' in TABLE[type].basis).toBe(true)
  })
})

describe('from notice to draw', () => {
  test('the last day is the sixtieth, or the next that is no holiday', () => {
    expect(rolledForward(addDays(NOTICED_ON, formationDays), holidays)).toBe(LAST)
  })

  test('signed, lettered and drawn up to the last day, lapsed from the day after', () => {
    const after = addDays(LAST, 1)
    for (const [state, command] of [
      ['noticed', SIGN],
      ['signed', LETTER],
      ['lettered', { ...DRAW, on: LAST } as Command],
    ] as const)
      expect([state, codeOf(lifeIn(state), command, LAST)]).toEqual([state, expect.stringMatching(/^to /)])
    expect(codeOf(lifeIn('noticed'), SIGN, after)).toBe('notice_over')
    expect(codeOf(lifeIn('signed'), LETTER, after)).toBe('notice_over')
    expect(told(lifeIn('lettered'), { ...DRAW, on: after } as Command, after)).toEqual({
      value: after,
      limit: `to ${LAST}`,
    })
    // The debt arose in time and is told later: it is the day of the debt that counts.
    expect(codeOf(lifeIn('lettered'), { ...DRAW, on: LAST } as Command, after)).toBe('to in_force')
    for (const state of ['noticed', 'signed'] as const) {
      expect(codeOf(lifeIn(state), { type: 'lapse', notice: 'n1' }, LAST)).toBe('notice_not_over')
      expect(codeOf(lifeIn(state), { type: 'lapse', notice: 'n1' }, after)).toBe('to lapsed')
    }
    // With the letter sent, the notice waits for what the creditor may still tell without delay.
    expect(told(lifeIn('lettered'), { type: 'lapse', notice: 'n1' }, TOLD)).toEqual({
      value: TOLD,
      limit: `after ${TOLD}`,
    })
    expect(codeOf(lifeIn('lettered'), { ...DRAW, on: LAST } as Command, TOLD)).toBe('to in_force')
    expect(codeOf(lifeIn('lettered'), { type: 'lapse', notice: 'n1' }, addDays(TOLD, 1))).toBe('to lapsed')
  })

  test('no more is drawn than the notice promised, in one draw or in several', () => {
    const lettered = lifeIn('lettered')
    expect(told(lettered, { ...DRAW, amount: won('86') } as Command)).toEqual({ value: '86', limit: '85' })
    const part = lived(lettered, [{ ...DRAW, amount: won('50') } as Command])
    expect([part.state, part.balance, heldBy(part)]).toEqual(['in_force', 50n, 85n])
    expect(codeOf(part, { ...DRAW, amount: won('36') } as Command)).toBe('draw_above_notice')
    const whole = lived(part, [{ ...DRAW, amount: won('35') } as Command])
    expect([whole.balance, codeOf(whole, DRAW)]).toEqual([85n, 'notice_step'])
    // The rest that is not drawn lapses; what was drawn stays.
    const rest = lived(part, [{ type: 'lapse', notice: 'n1' }], addDays(TOLD, 1))
    expect([rest.state, rest.balance, heldBy(rest)]).toEqual(['in_force', 50n, 50n])
  })

  test('the first draw of a revolving line brings the whole line', () => {
    const line = lived(beginning('revolving'), [SIGN, LETTER, { ...DRAW, amount: won('1') } as Command])
    expect([line.balance, heldBy(line)]).toEqual([85n, 85n])
  })

  test('no letter while the fee is unpaid, and none without its own signature', () => {
    expect(codeOf(lifeIn('signed'), { ...LETTER, feeUnpaid: won('1') } as Command)).toBe('letter_fee_unpaid')
    expect(codeOf(lifeIn('lettered'), LETTER)).toBe('notice_step')
    expect(codeOf(lifeIn('signed'), { ...LETTER, notice: 'other' } as Command)).toBe('notice_unknown')
  })

  test('each gate has its own notice: signed, lettered, drawn and lapsed by itself', () => {
    const until = addDays(LAST, 200)
    const more: Command = { type: 'notice', notice: 'n2', amount: won('40'), until }
    const second = lived(lifeIn('in_force'), [more], addDays(LAST, 140))
    expect([second.state, second.balance, heldBy(second)]).toEqual(['in_force', 85n, 125n])
    expect(codeOf(second, { ...DRAW, notice: 'n2', on: second.day, amount: won('1') } as Command)).toBe('notice_step')
    expect(codeOf(second, more)).toBe('notice_repeated')
    const drawn = lived(
      second,
      [
        { ...SIGN, notice: 'n2' } as Command,
        { ...LETTER, notice: 'n2' } as Command,
        { ...DRAW, notice: 'n2', on: second.day, amount: won('40') } as Command,
      ],
      second.day,
    )
    expect([drawn.state, drawn.balance]).toEqual(['in_force', 125n])
    const signed = lived(second, [{ ...SIGN, notice: 'n2', feeTo: day('2028-03-05') } as Command], second.day)
    expect(codeOf(signed, { ...DRAW, notice: 'n2', on: second.day, amount: won('1') } as Command)).toBe('notice_step')
    // It joins the fee years there are.
    expect(signed.feeTo).toBe(MATURES)
    const void2 = lived(second, [{ type: 'lapse', notice: 'n2' }], addDays(until, 1))
    expect([void2.state, void2.balance, heldBy(void2)]).toEqual(['in_force', 85n, 85n])
  })

  test('with the first notice over and a second one open, the guarantee waits for the second', () => {
    const two = lived(lifeIn('lettered'), [
      { type: 'notice', notice: 'n2', amount: won('40'), until: addDays(LAST, 30) },
    ])
    const waiting = lived(two, [{ type: 'lapse', notice: 'n1' }], addDays(TOLD, 1))
    expect(waiting.state).toBe('noticed')
    expect(lived(waiting, [{ type: 'lapse', notice: 'n2' }], addDays(LAST, 31)).state).toBe('lapsed')
  })
})

describe('while it stands', () => {
  const inForce = () => lifeIn('in_force')

  test('terms change for less or for longer; more takes a notice of its own', () => {
    const change = (balance: string, maturesOn = MATURES): Command => ({
      type: 'change',
      of: 'amount',
      balance: won(balance),
      maturesOn,
    })
    expect(lived(inForce(), [change('60')]).balance).toBe(60n)
    expect(told(inForce(), change('86'))).toEqual({ value: '86', limit: '85' })
    expect(codeOf(inForce(), change('-1'))).toBe('guarantee_amount')
    expect(codeOf(inForce(), change('60', NOTICED_ON))).toBe('term_not_later')
  })

  test('renewed up to its last day, for no more, and to a later day', () => {
    const renew = (balance: string, to = day('2028-03-05')): Command => ({
      type: 'renew',
      balance: won(balance),
      maturesOn: to,
    })
    expect(lived(inForce(), [renew('70')], MATURES)).toMatchObject({ balance: 70n, maturesOn: '2028-03-05' })
    expect(codeOf(inForce(), renew('70'), addDays(MATURES, 1))).toBe('renewal_after_maturity')
    expect(codeOf(inForce(), renew('86'))).toBe('balance_exceeded')
    expect(codeOf(inForce(), renew('70', MATURES))).toBe('term_not_later')
  })

  test('released in part it stands for the rest; released whole it ends, unless a tranche may still be drawn', () => {
    const part = lived(inForce(), [{ type: 'release', amount: won('30') }])
    expect([part.state, part.balance]).toEqual(['in_force', 55n])
    expect(codeOf(part, { type: 'release', amount: won('56') })).toBe('balance_exceeded')
    expect(codeOf(part, { type: 'release', amount: won('55') })).toBe('to released')
    const half = lived(lifeIn('lettered'), [
      { ...DRAW, amount: won('50') } as Command,
      { type: 'release', amount: won('50') },
    ])
    expect([half.state, half.balance, heldBy(half)]).toEqual(['in_force', 0n, 35n])
    expect(lived(half, [{ type: 'lapse', notice: 'n1' }], addDays(TOLD, 1)).state).toBe('released')
  })

  test('a fee is charged when the days paid for are over, and not beyond the term', () => {
    const short = lived(beginning(), [{ ...SIGN, feeTo: day('2026-09-04') } as Command, LETTER, DRAW])
    const charge: Command = { type: 'charge_fee', fee: won('2'), to: MATURES }
    expect(codeOf(short, charge, day('2026-09-03'))).toBe('fee_not_due')
    const charged = lived(short, [charge], day('2026-09-04'))
    expect(codeOf(charged, { type: 'charge_fee', fee: won('2'), to: day('2028-03-05') }, MATURES)).toBe('fee_not_due')
  })
})

test('who is bound beside the debtor changes from the letter to an accident, and nothing else with it', () => {
  const change: Command = { type: 'change', of: 'obligor', balance: won('0'), maturesOn: MATURES }
  expect(codeOf(lifeIn('lettered'), change)).toBe('to lettered')
  expect(lived(lifeIn('lettered'), [change])).toEqual({
    ...lifeIn('lettered'),
    version: lifeIn('lettered').version + 1,
  })
  for (const state of ['noticed', 'signed', 'accident', 'claimed', 'subrogated'] as const)
    expect([state, codeOf(lifeIn(state), change)]).toEqual([state, 'guarantee_state'])
})

describe('what was told too high', () => {
  const asked = (more: Partial<Extract<Command, { type: 'restate' }>>): Command => ({ ...RESTATE, ...more }) as Command

  test('its refusals in their order: an amount, at most what stands of it, at most what is guaranteed', () => {
    const life = lifeIn('in_force')
    expect(codeOf(lifeIn('claimed'), asked({ amount: won('0') }))).toBe('guarantee_state')
    expect(codeOf(life, asked({ amount: won('0'), right: money(-1n) }))).toBe('guarantee_amount')
    expect(codeOf(life, asked({ amount: won('11'), right: money(-1n) }))).toBe('restatement_above_told')
    expect(told(life, asked({ amount: won('11'), right: money(-1n) }))).toEqual({ value: '11', limit: '10' })
    expect(codeOf(life, asked({ of: 'draw', notice: 'n1', amount: won('86'), right: won('0') }))).toBe(
      'balance_exceeded',
    )
    expect(codeOf(life, asked({ of: 'draw', notice: 'n1', amount: won('85'), right: won('0') }))).toBe('to released')
  })

  test('it goes back to the state it was released from', () => {
    expect(codeOf(lifeIn('released'), asked({}))).toBe('to in_force')
    expect(codeOf(lifeIn('released'), asked({ resumes: 'accident' }))).toBe('to accident')
    expect(codeOf(lifeIn('accident'), asked({}))).toBe('to accident')
  })
})
