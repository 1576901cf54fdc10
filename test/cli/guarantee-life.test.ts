/** `calc guarantee-life`: what is typed as JSON is the life itself, command for command and field for field. */
import { expect, test } from 'vitest'
import { z } from 'zod'
import { guaranteeLife } from '../../src/cli/formulas/guarantee-life.ts'
import type { Command } from '../../src/guarantee/commands.ts'
import { decide, evolve } from '../../src/guarantee/life.ts'
import { commandTypes, STATES, type State, TABLE } from '../../src/guarantee/life-table.ts'
import { COMMANDS, LAST, lifeIn, NOTICED_ON, RULES, WAYS } from '../guarantee/lives.ts'

const formula = guaranteeLife(RULES)
const snake = (name: string) => name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
/** A command as it is typed: names in snake_case, amounts as text. */
const typed = (command: Command) =>
  Object.fromEntries(
    Object.entries(command).map(([name, value]) => [snake(name), typeof value === 'bigint' ? String(value) : value]),
  )
const BEGINS = { on: NOTICED_ON, notice: 'n1', amount: '85', until: LAST }
const run = (commands: readonly Command[], more: object = {}) =>
  formula.run({
    kind: 'individual',
    begins: BEGINS,
    steps: commands.map(command => ({ on: NOTICED_ON, command: typed(command) })),
    due_on: NOTICED_ON,
    ...more,
  })

test('every command can be typed', () => {
  const json = JSON.stringify(z.toJSONSchema(formula.input, { unrepresentable: 'any' }))
  const known = [...json.matchAll(/"type":\{"type":"string","const":"([a-z_]+)"\}/g)].map(match => match[1])
  expect(known.toSorted()).toEqual(commandTypes.toSorted())
})

test('every state is reached by the way that leads to it', () => {
  for (const state of STATES)
    expect([state, run(WAYS[state])]).toMatchObject([state, { ok: true, value: { state, held: expect.any(String) } }])
})

test('each command comes to the event the life makes of it, or to its refusal, at the field that was typed', () => {
  let refused = 0
  for (const command of COMMANDS)
    for (const state of TABLE[command.type].open as readonly State[]) {
      const [life, found] = [lifeIn(state), decide(lifeIn(state), command, NOTICED_ON, RULES)]
      const said = run([...WAYS[state], command])
      if (found.ok) {
        const balance = String(evolve(life, found.value).balance)
        const { type: event, from, to } = found.value
        const last = (said.ok ? (said.value as { steps: object[] }).steps : []).at(-1)
        expect([state, command.type, last]).toMatchObject([state, command.type, { event, from, to, balance }])
      } else {
        refused += 1
        const [first] = found.refusals
        expect([state, command.type, said]).toMatchObject([
          state,
          command.type,
          { ok: false, refusals: [{ code: first?.code, params: first?.params }] },
        ])
      }
    }
  expect(refused).toBeGreaterThan(0)
})

test('what stands against a step is named with its place', () => {
  const at = (result: ReturnType<typeof run>) =>
    result.ok ? [] : result.refusals.map(one => [one.code, one.at] as const)
  const [sign, letter, draw] = WAYS.in_force as [Command, Command, Command]
  expect(at(run([letter]))).toEqual([['guarantee_state', 'steps.0.command.type']])
  expect(at(run([sign, { ...letter, feeUnpaid: 1n } as Command]))).toEqual([
    ['letter_fee_unpaid', 'steps.1.command.fee_unpaid'],
  ])
  expect(at(run([sign, letter, { ...draw, amount: 86n } as Command]))).toEqual([
    ['draw_above_notice', 'steps.2.command.amount'],
  ])
  expect(at(run([{ type: 'lapse', notice: 'n1' }]))).toEqual([['notice_not_over', 'steps.0.on']])
  expect(at(run([], { due_on: '2026-03-03' }))).toEqual([['guarantee_day_backwards', 'due_on']])
  expect(at(run([], { begins: { ...BEGINS, until: '2026-03-03' } }))).toEqual([['guarantee_day_past', 'begins.until']])
  const most = 10n ** 18n - 1n
  const second = { type: 'notice', notice: 'n2', amount: most, until: LAST } as Command
  expect(at(run([sign, letter, second]))).toEqual([['input_out_of_bounds', 'steps.2']])
})

test('what time alone makes due is told, with its notice', () => {
  expect(run([], { due_on: '2026-05-05' })).toMatchObject({
    value: { state: 'noticed', due: [{ what: 'lapse', since: LAST, notice: 'n1' }] },
  })
  expect(run([], { due_on: LAST })).toMatchObject({ value: { due: [] } })
})
