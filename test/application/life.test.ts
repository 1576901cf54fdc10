/** The life of a case: every state against every command, the reasons in order, and what holds for any history. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  BEGINNING,
  type Command,
  type CommandType,
  decide,
  evolve,
  type Life,
  OPEN,
  STATES,
  type State,
} from '../../src/application/life.ts'

const life = (state: State, more: Partial<Life> = {}): Life => ({ ...BEGINNING, state, version: 3, ...more })

/** Every command, in each form that leads to a state of its own. */
const COMMANDS: readonly Command[] = [
  { type: 'edit' },
  { type: 'submit' },
  { type: 'accept' },
  { type: 'assign' },
  { type: 'sign_sheet', isLast: false, isDivergent: false },
  { type: 'sign_sheet', isLast: true, isDivergent: false },
  { type: 'sign_sheet', isLast: true, isDivergent: true },
  { type: 'state_consensus', isLast: false },
  { type: 'state_consensus', isLast: true },
  { type: 'end_consensus' },
  { type: 'call_committee', isDivergent: true },
  { type: 'recommend' },
  { type: 'write_memo', recommended: 'approve', signatures: 0 },
  { type: 'write_memo', recommended: 'refer', signatures: 0 },
  { type: 'take' },
  { type: 'sign', verdict: 'approve', alike: 1, quorum: 2 },
  { type: 'sign', verdict: 'approve', alike: 2, quorum: 2 },
  { type: 'sign', verdict: 'decline', alike: 2, quorum: 2 },
  { type: 'notify' },
  { type: 'withdraw' },
  { type: 'object' },
  { type: 'ask_person' },
  { type: 'correct', isDecidedOn: false },
  { type: 'correct', isDecidedOn: true },
]

/** The arrows of the case as the flow is described: from -> to, whatever leads there. Everything else is refused. */
const ARROWS: Readonly<Record<State, readonly State[]>> = {
  drafted: ['drafted', 'submitted', 'withdrawn'],
  submitted: ['submitted', 'accepted', 'recommended', 'withdrawn'],
  accepted: ['accepted', 'assigned', 'recommended', 'withdrawn'],
  assigned: ['assigned', 'consensus', 'marked', 'recommended', 'withdrawn'],
  consensus: ['consensus', 'marked', 'recommended', 'withdrawn'],
  marked: ['marked', 'assigned', 'consensus', 'recommended', 'withdrawn'],
  recommended: ['recommended', 'reviewed', 'referred', 'withdrawn'],
  reviewed: ['reviewed', 'referred', 'recommended', 'approved', 'declined', 'withdrawn'],
  referred: ['referred', 'reviewed', 'recommended', 'approved', 'declined', 'withdrawn'],
  approved: ['approved', 'noticed', 'recommended', 'withdrawn'],
  declined: ['declined', 'noticed', 'recommended', 'withdrawn'],
  noticed: ['noticed', 'accepted', 'recommended'],
  withdrawn: [],
}

describe('the states of a case', () => {
  test('from each state a case comes to those it may come to and to no other', () => {
    let pairs = 0
    for (const from of STATES) {
      const reached = new Set<State>()
      for (const command of COMMANDS) {
        const found = decide(life(from), command)
        if (found.ok) reached.add(evolve(life(from), found.value).state)
        else expect(found.refusals[0]?.code).toBe('case_state')
        expect(found.ok).toBe(OPEN[command.type].includes(from))
      }
      for (const to of STATES) {
        pairs += 1
        expect([from, to, reached.has(to)]).toEqual([from, to, ARROWS[from].includes(to)])
      }
    }
    expect(pairs).toBe(STATES.length ** 2)
  })

  test('a withdrawn case takes no command at all', () => {
    expect(COMMANDS.filter(command => decide(life('withdrawn'), command).ok)).toEqual([])
  })

  test('nobody is called to join a panel that agrees', () => {
    const called = decide(life('marked'), { type: 'call_committee', isDivergent: false })
    expect(called).toMatchObject({ ok: false, refusals: [{ code: 'case_not_divergent' }] })
  })

  test('only one objection is heard', () => {
    const found = decide(life('noticed', { isObjected: true }), { type: 'object' })
    expect(found).toMatchObject({ ok: false, refusals: [{ code: 'case_objected_already' }] })
  })

  test('a refusal for the state goes before a refusal for what stands open', () => {
    const asked = { isPersonAsked: true }
    const sign: Command = { type: 'sign', verdict: 'approve', alike: 1, quorum: 1 }
    expect(decide(life('recommended', asked), sign)).toMatchObject({ refusals: [{ code: 'case_state' }] })
    expect(decide(life('reviewed', asked), sign)).toMatchObject({ refusals: [{ code: 'case_person_asked' }] })
  })

  test('a person asked for is answered by a memo, and by nothing else', () => {
    const asked = evolve(life('reviewed'), { type: 'person_asked', to: 'reviewed' })
    expect(asked.isPersonAsked).toBe(true)
    expect(evolve(asked, { type: 'signed', to: 'reviewed' }).isPersonAsked).toBe(true)
    expect(evolve(asked, { type: 'reviewed', to: 'reviewed' }).isPersonAsked).toBe(false)
    // With a signature under it a memo stays as it is, unless a person was asked for.
    const memo: Command = { type: 'write_memo', recommended: 'approve', signatures: 1 }
    expect(decide(life('reviewed'), memo)).toMatchObject({ refusals: [{ code: 'case_signed_already' }] })
    expect(decide(asked, memo).ok).toBe(true)
  })

  test('whatever is asked of it, a case counts its events, never approves without a memo, and objects once', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: COMMANDS.length - 1 }), { maxLength: 60 }), picks => {
        let now = BEGINNING
        const kept: { readonly type: CommandType; readonly to: State }[] = []
        for (const pick of picks) {
          const command = COMMANDS[pick] as Command
          const event = decide(now, command)
          if (!event.ok) continue
          now = evolve(now, event.value)
          kept.push({ type: command.type, to: event.value.to })
        }
        expect(now.version).toBe(1 + kept.length)
        expect(kept.filter(one => one.type === 'object').length).toBeLessThanOrEqual(1)
        for (const [place, one] of kept.entries())
          if (one.to === 'approved' && one.type === 'sign') {
            const since = kept.slice(0, place).findLastIndex(before => before.to === 'recommended')
            expect(kept.slice(since, place).some(before => before.type === 'write_memo')).toBe(true)
          }
      }),
    )
  })
})
