/** Limits under racers: nothing promised past a cap, nothing left unpromised below it; the way run again between. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemActor } from '../../src/access/actor.ts'
import { type Content, contentSchema } from '../../src/appraisal/content.ts'
import { endReservations } from '../../src/decision/store.ts'
import { calendarDate } from '../../src/kernel/calendar.ts'
import { type Result, sure } from '../../src/kernel/result.ts'
import { ownExposure } from '../../src/party/standing.ts'
import { type Fresh, freshDatabase } from '../db/fresh.ts'
import { at, contentOf, fixture, flowOf, peopled, request, sandboxBank, sheetsOf } from './people.ts'

const file = fixture('laser-rod-growth')
const content = contentOf(file)
const flow = flowOf([])

let fresh: Fresh
beforeAll(async () => {
  fresh = await freshDatabase()
  await peopled(fresh.database, [], [])
}, 120_000)
afterAll(() => fresh?.close())

/** The same case of another firm. */
const ofFirm = (number: number): Content =>
  contentSchema.parse(JSON.parse(JSON.stringify(content).replaceAll('firm-103', `firm-${5000 + number}`)))

type Made = { readonly decision: string }
const played = (of: Content): Promise<Result<Made>> =>
  request(fresh.database, sandboxBank, tx =>
    flow.appraisal.played(tx, sandboxBank, { content: of, names: file.names }, sheetsOf(file), at),
  )
const fund = () =>
  fresh.database.plain
    .selectFrom('app.limits')
    .selectAll()
    .where('scope', '=', 'fund')
    .where('code', '=', 'outstanding')
    .executeTakeFirstOrThrow()
const decisionsOf = (made: readonly Made[]) =>
  fresh.database.plain
    .selectFrom('app.decisions')
    .select(['id', 'recommended', 'amount'])
    .where(
      'id',
      'in',
      made.map(one => one.decision),
    )
    .execute()
const setFund = (cap: string) =>
  fresh.database.plain
    .insertInto('app.limits')
    .values({ scope: 'fund', code: 'outstanding', key: 'sandbox.own', cap })
    .execute()

describe('the fund`s limit', () => {
  test('holds all of what racers were promised, to the won, and is used up to the step', async () => {
    // A first case tells what one takes when nothing holds it down.
    const alone = sure(await played(ofFirm(0)))
    const [{ amount } = { amount: '0' }] = await decisionsOf([alone])
    const one = BigInt(amount)
    expect(one).toBeGreaterThan(0n)
    const cap = one * 7n + one / 2n
    await setFund(cap.toString())

    const racers = await Promise.all(Array.from({ length: 24 }, (_, place) => played(ofFirm(place + 1))))
    const made = racers.flatMap(racer => (racer.ok ? [racer.value] : []))
    for (const racer of racers)
      if (!racer.ok) expect(racer.refusals.map(refusal => refusal.code)).toEqual(['limit_unavailable'])
    const decisions = await decisionsOf(made)
    const promised = decisions
      .filter(decision => decision.recommended !== 'decline')
      .reduce((sum, decision) => sum + BigInt(decision.amount), 0n)
    const { reserved } = await fund()
    expect(BigInt(reserved)).toBe(promised)
    expect(promised).toBeLessThanOrEqual(cap)
    // Seven whole ones fit, and half a one besides, cut to the step of amounts.
    expect(decisions.filter(decision => BigInt(decision.amount) === one)).toHaveLength(7)

    // One more is told of what is left: less than a step, or what the last racers left over.
    const last = sure(await played(ofFirm(100)))
    const all = [...made, last]
    const after = BigInt((await fund()).reserved)
    expect(cap - after).toBeLessThan(1_000_000n)
    const reservations = await fresh.database.plain
      .selectFrom('app.reservations')
      .select('amount')
      .where('scope', '=', 'fund')
      .where(
        'decision',
        'in',
        all.map(each => each.decision),
      )
      .execute()
    expect(reservations.reduce((sum, row) => sum + BigInt(row.amount), 0n)).toBe(after)

    // What is given back is promised again.
    const whole = decisions.find(decision => BigInt(decision.amount) === one)
    await fresh.database.transaction(systemActor('test'), tx => endReservations(tx, whole?.id ?? '', 'voided'))
    const next = sure(await played(ofFirm(101)))
    expect((await decisionsOf([next]))[0]?.amount).toBe(amount)
  }, 60_000)
})

describe('a firm`s own limit', () => {
  test('counts what is promised to it already, so that racers of one firm never pass its cap together', async () => {
    await fresh.database.plain
      .updateTable('app.limits')
      .set({ cap: '900000000000000' })
      .where('scope', '=', 'fund')
      .execute()
    const of = ofFirm(900)
    const racers = await Promise.all(Array.from({ length: 12 }, () => played(of)))
    const made = racers.flatMap(racer => (racer.ok ? [racer.value] : []))
    const more: Made[] = []
    for (let place = 0; place < 12; place++) {
      const next = await played(of)
      if (next.ok) more.push(next.value)
    }
    const decisions = await decisionsOf([...made, ...more])
    const promised = decisions
      .filter(decision => decision.recommended !== 'decline')
      .reduce((sum, decision) => sum + BigInt(decision.amount), 0n)
    const own = await fresh.database.plain
      .selectFrom('app.limits')
      .selectAll()
      .where('scope', '=', 'firm')
      .where('key', '=', 'sandbox.firm-5900')
      .executeTakeFirstOrThrow()
    expect(BigInt(own.reserved)).toBe(promised)
    // A venture firm's statutory cap: 5,000,000,000 won (rules/terms, statutory_50), what is outstanding counted in it.
    const outstanding = ownExposure(of.party.firm, calendarDate(at.day))
    const left = 5_000_000_000n - outstanding - promised
    expect([left >= 0n, left < 1_000_000n]).toEqual([true, true])
    expect(decisions.some(decision => decision.recommended === 'decline' || BigInt(decision.amount) === 0n)).toBe(true)
  }, 60_000)
})
