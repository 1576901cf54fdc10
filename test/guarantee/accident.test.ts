/** The life of a guarantee from its accident on: claim, examination, payment, recourse, and what time makes due. */
import { describe, expect, test } from 'vitest'
import type { Command, Life } from '../../src/guarantee/commands.ts'
import { dueOn } from '../../src/guarantee/due.ts'
import { decide, heldBy } from '../../src/guarantee/life.ts'
import { STATES } from '../../src/guarantee/life-table.ts'
import { addDays, type CalendarDate } from '../../src/kernel/calendar.ts'
import {
  ACCIDENT,
  beginning,
  CLAIM,
  DRAW,
  EXAMINE,
  LAST,
  LETTER,
  lifeIn,
  lived,
  MATURES,
  NOTICED_ON,
  PAY,
  RULES,
  SIGN,
  TOLD,
} from './lives.ts'
import { day, won } from './sample.ts'

const codeOf = (life: Life, command: Command, on: CalendarDate = life.day): string => {
  const found = decide(life, command, on, RULES)
  return found.ok ? `to ${found.value.to}` : found.refusals.map(one => one.code).join(', ')
}
const told = (life: Life, command: Command, on: CalendarDate = life.day): Record<string, string> => {
  const found = decide(life, command, on, RULES)
  if (found.ok) throw new Error(`${command.type} was allowed`)
  return found.refusals[0]?.params ?? {}
}

describe('accident, claim, examination', () => {
  const accident = () => lifeIn('accident')
  const claim = (more: Partial<Extract<Command, { type: 'claim' }>>): Command => ({ ...CLAIM, ...more }) as Command

  test('only what is listed is an accident, and a cured one is normal again', () => {
    expect(codeOf(lifeIn('in_force'), { ...ACCIDENT, kind: 'bad_mood' } as Command)).toBe('accident_unknown')
    expect(codeOf(accident(), { type: 'normalise' })).toBe('to in_force')
  })

  test('three months for default and for nothing else', () => {
    // Three months from 4 March end on 4 June; from 5 June a claim may be made.
    const byDefault = claim({ trigger: 'default' })
    expect(told(accident(), byDefault, day('2026-06-04'))).toEqual({ value: '2026-06-04', limit: 'from 2026-06-05' })
    expect(codeOf(accident(), byDefault, day('2026-06-05'))).toBe('to claimed')
    for (const trigger of ['bankruptcy_or_dissolution', 'inactivity', 'closure', 'rehabilitation'] as const)
      expect([trigger, codeOf(accident(), claim({ trigger }))]).toEqual([trigger, 'to claimed'])
  })

  test('the reasons against a claim come one after the other, the most basic first', () => {
    const bad = { trigger: 'sharp_fall', isProven: false, hasConsent: false, on: addDays(NOTICED_ON, 1) } as const
    const yesterday = addDays(NOTICED_ON, -1)
    const at = [NOTICED_ON, NOTICED_ON, NOTICED_ON, NOTICED_ON]
    expect(codeOf(lifeIn('in_force'), claim(bad), yesterday)).toBe('guarantee_state')
    expect(codeOf(accident(), claim(bad), yesterday)).toBe('guarantee_day_backwards')
    expect(codeOf(accident(), claim(bad), at[0])).toBe('guarantee_day_to_come')
    expect(codeOf(accident(), claim({ ...bad, on: NOTICED_ON }))).toBe('claim_proof_missing')
    expect(codeOf(accident(), claim({ ...bad, on: NOTICED_ON, isProven: true }))).toBe('claim_consent_missing')
    expect(codeOf(accident(), claim({ ...bad, on: NOTICED_ON, isProven: true, hasConsent: true }))).toBe('to claimed')
    expect(codeOf(accident(), claim({ trigger: 'default', isProven: true }))).toBe('claim_too_early')
  })

  test('less is paid only for a breach that is named, and nothing at all ends it', () => {
    const use = { kind: 'use_of_funds', of: '20 of 100' } as const
    const examine = (more: Partial<Extract<Command, { type: 'examine' }>>): Command =>
      ({ ...EXAMINE, ...more }) as Command
    const claimed = lifeIn('claimed')
    expect(codeOf(claimed, examine({ amount: won('87') }))).toBe('examination_above_claim')
    expect(codeOf(claimed, examine({ amount: won('60') }))).toBe('examination_breach_missing')
    expect(codeOf(claimed, examine({ amount: won('60'), denies: [use] }))).toBe('to examined')
    expect(codeOf(claimed, examine({ amount: won('0'), denies: [use] }))).toBe('to denied')
    expect(codeOf(claimed, examine({ payOn: addDays(NOTICED_ON, -1) }))).toBe('guarantee_day_past')
  })

  test('a duty told too late counts at the examination: held against the bank or waived, never passed over', () => {
    const inTime = lived(lifeIn('lettered'), [{ ...DRAW, on: NOTICED_ON } as Command], day('2026-03-18'))
    expect(inTime.missed).toEqual([])
    const late = lived(lifeIn('lettered'), [{ ...DRAW, on: NOTICED_ON } as Command], day('2026-03-19'))
    expect(late.missed).toEqual(['debt_formed'])
    const on = day('2026-03-19')
    const claimed = lived(late, [{ ...ACCIDENT, on } as Command, CLAIM], on)
    const plain = { ...EXAMINE, payOn: on } as Command
    expect(told(claimed, plain)).toMatchObject({ value: 'debt_formed' })
    const breach = { kind: 'duty_missed', of: 'debt_formed' } as const
    expect(codeOf(claimed, { ...plain, waives: [breach] } as Command)).toBe('to examined')
    expect(codeOf(claimed, { ...plain, amount: won('80'), denies: [breach] } as Command)).toBe('to examined')
    // The loss of the benefit of time, told during the claim, is one more.
    const again = lived(claimed, [{ type: 'tell', duty: 'benefit_of_time_lost', on: NOTICED_ON }], day('2026-04-20'))
    expect(again.missed).toEqual(['debt_formed', 'benefit_of_time_lost'])
  })

  test('paid is what was examined, on the day to which it was examined; on another day it is examined again', () => {
    const examined = lifeIn('examined')
    expect(told(examined, { type: 'pay', amount: won('85') })).toEqual({ value: '85', limit: '86' })
    const after = addDays(NOTICED_ON, 1)
    expect(codeOf(examined, PAY, after)).toBe('payment_day_differs')
    const again = lived(
      examined,
      [{ ...EXAMINE, claimed: won('87'), amount: won('87'), payOn: after } as Command],
      after,
    )
    expect(codeOf(again, { type: 'pay', amount: won('87') }, after)).toBe('to subrogated')
  })

  test('with the claim paid or denied nothing is promised any more, not even what was never drawn', () => {
    const half = lived(lifeIn('lettered'), [{ ...DRAW, amount: won('50') } as Command, ACCIDENT, CLAIM])
    expect(heldBy(half)).toBe(85n)
    const denied = { ...EXAMINE, amount: won('0'), denies: [{ kind: 'condition_unmet', of: 'pledge' }] } as Command
    expect(heldBy(lived(half, [EXAMINE, PAY]))).toBe(0n)
    expect(heldBy(lived(half, [denied]))).toBe(0n)
    // The debt is paid while the accident lasts: the guarantee ends.
    const cured = lived(lifeIn('lettered'), [
      { ...DRAW, amount: won('50') } as Command,
      ACCIDENT,
      { type: 'release', amount: won('50') },
    ])
    expect([cured.state, heldBy(cured)]).toEqual(['released', 0n])
  })
})

describe('recourse', () => {
  test('deferral and sale are resolved by the board; a debt is discharged when paid, settled or relieved', () => {
    const paid = lifeIn('subrogated')
    expect(codeOf(paid, { type: 'sell', to: 'kamco', resolution: ' ' })).toBe('guarantee_resolution_missing')
    const defer: Command = {
      type: 'defer',
      until: day('2027-01-04'),
      ground: 'nothing_left',
      resolution: 'board 2 of 2026',
    }
    expect(codeOf(paid, { ...defer, resolution: '' } as Command)).toBe('guarantee_resolution_missing')
    expect(codeOf(paid, { ...defer, until: addDays(NOTICED_ON, -1) } as Command)).toBe('guarantee_day_past')
    expect(codeOf(paid, defer)).toBe('to subrogated')
    expect(codeOf(paid, { type: 'discharge', owed: won('1'), ground: 'paid' })).toBe('discharge_debt_left')
    expect(codeOf(paid, { type: 'discharge', owed: won('1'), ground: 'settled' })).toBe('to discharged')
    expect(codeOf(paid, { type: 'write_off', owed: won('0') })).toBe('write_off_nothing_owed')
    expect(codeOf(paid, { type: 'recover', amount: won('0') })).toBe('guarantee_amount')
  })
})

describe('what time makes due', () => {
  const what = (life: Life, on: CalendarDate) => dueOn(life, on, RULES).map(one => `${one.what} ${one.since}`)

  test('a notice that is over lapses from the day after its last', () => {
    expect(what(lifeIn('noticed'), LAST)).toEqual([])
    expect(dueOn(lifeIn('noticed'), addDays(LAST, 1), RULES)).toEqual([{ what: 'lapse', since: LAST, notice: 'n1' }])
    expect(what(lifeIn('lettered'), TOLD)).toEqual([])
    expect(what(lifeIn('lettered'), addDays(TOLD, 1))).toEqual([`lapse ${TOLD}`])
    expect(what(lifeIn('in_force'), addDays(TOLD, 1))).toEqual([])
  })

  test('fee and maturity', () => {
    const short = lived(beginning(), [{ ...SIGN, feeTo: day('2026-09-04') } as Command, LETTER, DRAW])
    expect(what(short, day('2026-09-03'))).toEqual([])
    expect(what(short, day('2026-09-04'))).toEqual(['fee 2026-09-04'])
    expect(what(lifeIn('in_force'), addDays(MATURES, -1))).toEqual([])
    expect(what(short, MATURES)).toEqual(['fee 2026-09-04', `maturity ${MATURES}`])
    // Paid for to the end of the term, nothing more is charged.
    expect(what(lifeIn('in_force'), MATURES)).toEqual([`maturity ${MATURES}`])
    // An accident stops both: what follows is the claim's.
    expect(what(lived(short, [ACCIDENT]), MATURES)).toEqual([])
  })

  test('payment on its day, a new examination after it, recourse when the deferral is over', () => {
    const examined = lived(lifeIn('claimed'), [{ ...EXAMINE, payOn: day('2026-04-01') } as Command])
    expect(what(examined, day('2026-03-31'))).toEqual([])
    expect(what(examined, day('2026-04-01'))).toEqual(['payment 2026-04-01'])
    expect(what(examined, day('2026-04-02'))).toEqual(['reexamination 2026-04-01'])
    const deferred = lived(lifeIn('subrogated'), [
      { type: 'defer', until: day('2027-01-04'), ground: 'nothing_left', resolution: 'board 2 of 2026' },
    ])
    expect(what(deferred, day('2027-01-03'))).toEqual([])
    expect(what(deferred, day('2027-01-04'))).toEqual(['recourse 2027-01-04'])
    expect(
      what(lived(deferred, [{ type: 'discharge', owed: won('1'), ground: 'relieved' }]), day('2027-01-04')),
    ).toEqual([])
  })

  test('each lapse that is due can be done, and is not due again', () => {
    for (const state of STATES) {
      let life = lifeIn(state)
      const on = addDays(TOLD, 1)
      for (const due of dueOn(life, on, RULES))
        if (due.what === 'lapse') life = lived(life, [{ type: 'lapse', notice: due.notice }], on)
      expect([state, dueOn(life, on, RULES).filter(one => one.what === 'lapse')]).toEqual([state, []])
    }
  })
})
