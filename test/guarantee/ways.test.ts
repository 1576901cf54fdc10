// Every way a guarantee can go, searched whole; and random lives beside the books they make.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Command, GuaranteeEvent, Life } from '../../src/guarantee/commands.ts'
import { decide, evolve, heldBy } from '../../src/guarantee/life.ts'
import { ENDS, STATES, type State } from '../../src/guarantee/life-table.ts'
import { noticed, postingsOf } from '../../src/guarantee/postings.ts'
import { addDays, type CalendarDate } from '../../src/kernel/calendar.ts'
import { type Money, money } from '../../src/kernel/money.ts'
import { sure } from '../../src/kernel/result.ts'
import { account, standing } from '../../src/ledger/accounts.ts'
import { applied, balanceOf, EMPTY_LEDGER, type Ledger } from '../../src/ledger/entries.ts'
import { type LedgerEvent, owedOn, postingOf, usedBy } from '../../src/ledger/postings.ts'
import { outOfBalance } from '../ledger/sample.ts'
import {
  ACCIDENT,
  beginning,
  CLAIM,
  DRAW,
  EXAMINE,
  LAST,
  LETTER,
  MATURES,
  NOTICED_ON,
  RULES,
  SIGN,
  TOLD,
  WAYS,
} from './lives.ts'
import { aftercare, day, won } from './sample.ts'

const AFTER = addDays(TOLD, 1)
const BREACH = { kind: 'use_of_funds', of: '20 of 85' } as const
const MISSED = { kind: 'duty_missed', of: 'debt_formed' } as const
const N2 = { notice: 'n2' } as const

/** Every command in the forms that lead somewhere else; each is tried on each day and in each state. */
const COMMANDS: readonly Command[] = [
  { type: 'notice', ...N2, amount: won('40'), until: AFTER },
  ...(['n1', 'n2'] as const).flatMap((notice): readonly Command[] => [
    { type: 'withdraw', notice },
    { type: 'lapse', notice },
    { ...SIGN, notice } as Command,
    { ...LETTER, notice } as Command,
    { ...DRAW, notice, amount: won('40') } as Command,
    { ...DRAW, notice, amount: won('45') } as Command,
  ]),
  { type: 'tell', duty: 'affecting', on: NOTICED_ON },
  { type: 'charge_fee', fee: won('2'), to: day('2028-03-05') },
  { type: 'change', of: 'amount', balance: won('40'), maturesOn: MATURES },
  { type: 'renew', balance: won('40'), maturesOn: day('2028-03-05') },
  { type: 'release', amount: won('40') },
  { type: 'release', amount: won('45') },
  ACCIDENT,
  { type: 'normalise' },
  CLAIM,
  { ...CLAIM, trigger: 'default' } as Command,
  { ...CLAIM, isProven: false } as Command,
  { ...EXAMINE, payOn: AFTER, waives: [MISSED, { kind: 'duty_missed', of: 'affecting' }] } as Command,
  {
    ...EXAMINE,
    payOn: AFTER,
    amount: won('60'),
    denies: [BREACH, MISSED],
    waives: [
      { kind: 'duty_missed', of: 'affecting' },
      { kind: 'duty_missed', of: 'non_performance' },
    ],
  } as Command,
  {
    ...EXAMINE,
    amount: won('0'),
    payOn: AFTER,
    denies: [BREACH, MISSED],
    waives: [
      { kind: 'duty_missed', of: 'affecting' },
      { kind: 'duty_missed', of: 'non_performance' },
    ],
  } as Command,
  { type: 'pay', amount: won('86') },
  { type: 'pay', amount: won('60') },
  { type: 'recover', amount: won('30') },
  { type: 'defer', until: day('2030-01-02'), ground: 'more_later', resolution: 'board 1 of 2026' },
  { type: 'sell', to: 'kamco', resolution: 'board 3 of 2026' },
  { type: 'write_off', owed: won('56') },
  { type: 'discharge', owed: won('0'), ground: 'paid' },
  { type: 'discharge', owed: won('56'), ground: 'settled' },
]
/** Within the sixty days, on their last, and after them; days only go forward. */
const DAYS: readonly CalendarDate[] = [NOTICED_ON, LAST, AFTER]

/** What has been done since it last had to be done: a cured accident, and its claim with it, count no more. */
type Done = {
  readonly letter: boolean
  readonly drawn: boolean
  readonly accident: boolean
  readonly claim: boolean
  readonly examined: boolean
}
const NOTHING: Done = { letter: false, drawn: false, accident: false, claim: false, examined: false }

function doneAfter(done: Done, command: Command): Done {
  switch (command.type) {
    case 'send_letter':
      return { ...done, letter: true }
    case 'draw':
      return { ...done, drawn: true }
    case 'report_accident':
      return { ...done, accident: true }
    case 'normalise':
      return { ...done, accident: false, claim: false, examined: false }
    case 'claim':
      return { ...done, claim: true }
    case 'examine':
      return { ...done, examined: true }
    default:
      return done
  }
}

type Place = { readonly life: Life; readonly done: Done }
const keyOf = ({ life, done }: Place): string =>
  JSON.stringify([{ ...life, version: 0 }, done], (_name, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  )

/** Every place that can be reached, with the states each leads to; `at` is called for every step that is allowed. */
function searched(kind: Life['kind'], at: (from: Place, command: Command, to: Place) => void) {
  const found = new Map<string, Place>()
  const leads = new Map<string, Set<string>>()
  const waiting: Place[] = [{ life: beginning(kind), done: NOTHING }]
  for (let from = waiting.pop(); from !== undefined; from = waiting.pop()) {
    const key = keyOf(from)
    if (found.has(key)) continue
    found.set(key, from)
    const next = new Set<string>()
    leads.set(key, next)
    for (const on of DAYS)
      for (const command of COMMANDS) {
        const step = decide(from.life, command, on, RULES)
        if (!step.ok) continue
        const to = { life: evolve(from.life, step.value), done: doneAfter(from.done, command) }
        at(from, command, to)
        next.add(keyOf(to))
        waiting.push(to)
      }
  }
  return { found, leads }
}

describe.each(['individual', 'revolving'] as const)('every way of a guarantee, %s', kind => {
  const steps: { readonly from: Place; readonly command: Command; readonly to: Place }[] = []
  const { found, leads } = searched(kind, (from, command, to) => steps.push({ from, command, to }))

  test('the search is wide: every state, and thousands of places', () => {
    expect(new Set([...found.values()].map(one => one.life.state))).toEqual(new Set(STATES))
    expect(found.size).toBeGreaterThan(1000)
  })

  test('nothing is paid without letter, draw, accident, claim and examination', () => {
    const paid = steps.filter(one => one.command.type === 'pay')
    expect(paid.length).toBeGreaterThan(10)
    const all: Done = { letter: true, drawn: true, accident: true, claim: true, examined: true }
    expect(paid.filter(one => JSON.stringify(one.from.done) !== JSON.stringify(all))).toEqual([])
    const claims: readonly State[] = ['subrogated', 'written_off', 'sold', 'discharged']
    const later = steps.filter(one => claims.includes(one.to.life.state) && !one.from.done.examined)
    expect(later).toEqual([])
  })

  test('nothing is drawn but under a notice whose own letter is out', () => {
    const draws = steps.flatMap(({ from, command }) =>
      command.type === 'draw' ? [from.life.notices.find(one => one.id === command.notice)?.step] : [],
    )
    expect(draws.length).toBeGreaterThan(10)
    expect(draws.filter(step => step !== 'lettered')).toEqual([])
  })

  test('what is guaranteed never exceeds what was noticed, nor falls below nothing; with the end it is nothing', () => {
    for (const { life } of found.values()) {
      const most = life.notices.reduce((sum, one) => sum + one.amount, 0n)
      expect(life.balance >= 0n && heldBy(life) <= most).toBe(true)
      if (ENDS.includes(life.state) || life.state === 'subrogated' || life.state === 'written_off')
        expect([life.state, heldBy(life)]).toEqual([life.state, 0n])
    }
  })

  test('there is no dead end: from everywhere an end can be reached', () => {
    const back = new Map<string, string[]>()
    for (const [from, to] of leads) for (const one of to) back.set(one, [...(back.get(one) ?? []), from])
    const saved = new Set<string>()
    const waiting = [...found].filter(([, one]) => ENDS.includes(one.life.state)).map(([key]) => key)
    for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
      if (saved.has(key)) continue
      saved.add(key)
      waiting.push(...(back.get(key) ?? []))
    }
    const lost = [...found].filter(([key]) => !saved.has(key)).map(([, one]) => one.life)
    expect(lost).toEqual([])
  })
})

/** Posts what an event makes; the books must allow whatever the life allowed. */
const posted = (ledger: Ledger, events: readonly LedgerEvent[], on: CalendarDate): Ledger =>
  events.reduce((now, event) => {
    const found = postingOf(now, { id: String(now.entries.size), day: on, reference: 'r', event })
    if (!found.ok) expect([event, found.refusals]).toEqual([event, []])
    return applied(now, sure(found))
  }, ledger)

/** A command with the amounts that the books know. */
function withBooks(command: Command, left: Money, on: CalendarDate): Command {
  if (command.type === 'discharge') return { ...command, owed: left, ground: left > 0n ? 'settled' : command.ground }
  if (command.type === 'write_off') return { ...command, owed: left }
  if (command.type === 'recover' && left < command.amount) return { ...command, amount: left }
  return command.type === 'examine' ? { ...command, payOn: on } : command
}

describe('lives and their books', () => {
  /** A step of the shortest way to a state, then whatever is allowed, chosen by its place. */
  const history = fc
    .record({
      way: fc.constantFrom(...STATES).map(state => WAYS[state].map(command => ({ command, at: 0, days: 0 }))),
      further: fc.array(
        fc.record({ command: fc.constant(null), at: fc.nat(1000), days: fc.constantFrom(0, 0, 0, 0, 1, 31) }),
        { maxLength: 40 },
      ),
    })
    .map(({ way, further }) => [...way, ...further])

  test('exposure is what lives guarantee, and what counts against limits is what they hold, after every step', () => {
    const reached = new Set<State>()
    fc.assert(
      fc.property(
        fc.constantFrom('individual' as const, 'revolving' as const),
        fc.array(history, { minLength: 1, maxLength: 3 }),
        (kind, histories) => {
          let ledger = EMPTY_LEDGER
          const lives: Life[] = []
          for (const [place, steps] of histories.entries()) {
            const id = `g${place}`
            let life = beginning(kind)
            reached.add(life.state)
            const ids = (notice: string) => `${id}/${notice}`
            const own = (event: LedgerEvent): LedgerEvent =>
              'notice' in event ? ({ ...event, notice: ids(event.notice) } as LedgerEvent) : event
            ledger = posted(ledger, [own(noticed(id, life.notices[0] as Life['notices'][number]))], life.day)
            for (const { command: given, at, days } of steps) {
              const choices = given === null ? COMMANDS : [given]
              const on = addDays(life.day, days)
              const owed = money(Object.values(owedOn(ledger, id)).reduce((sum, one) => sum + one, 0n))
              const special = standing('special_claims', balanceOf(ledger, account('special_claims', id)))
              const left = money(owed + special)
              // Amounts the books know are read from the books, as a service does.
              const allowed = choices
                .map(one => withBooks(one, left, on))
                .flatMap(one => {
                  const step = decide(life, one, on, RULES)
                  return step.ok ? [step.value] : []
                })
              if (allowed.length === 0) break
              const event = allowed[at % allowed.length] as GuaranteeEvent
              const { command } = event
              const before = life
              life = evolve(life, event)
              reached.add(life.state)
              const events = postingsOf(
                id,
                { before, after: life, event },
                { order: aftercare.recoveryOrder, owed: left },
              )
              ledger = posted(ledger, events.map(own), on)
              const exposure = standing('exposure', balanceOf(ledger, account('exposure', id)))
              expect([command.type, exposure]).toEqual([command.type, life.balance])
              expect([
                command.type,
                usedBy(
                  ledger,
                  id,
                  life.notices.map(one => ids(one.id)),
                ),
              ]).toEqual([command.type, heldBy(life)])
            }
            lives.push(life)
          }
          expect(outOfBalance(ledger)).toEqual({})
          const exposures = histories.map((_, place) =>
            standing('exposure', balanceOf(ledger, account('exposure', `g${place}`))),
          )
          expect(exposures.reduce((sum, one) => sum + one, 0n)).toBe(lives.reduce((sum, one) => sum + one.balance, 0n))
        },
      ),
      { numRuns: 400 },
    )
    expect(STATES.filter(state => !reached.has(state))).toEqual([])
  })
})
