// What holds for any claim that is pursued: its obligors, its plan, its statement; and every refusal.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { damagesOf } from '../../src/guarantee/claim.ts'
import { deferrable } from '../../src/guarantee/recourse/deferral.ts'
import {
  answeredFor,
  type Obligor,
  WHOLE,
  withObligor,
  withoutObligor,
  withRelief,
} from '../../src/guarantee/recourse/obligors.ts'
import { owedUnder, type PlanTerms, planOf, planOn } from '../../src/guarantee/recourse/plan.ts'
import { relievedOf } from '../../src/guarantee/recourse/relief.ts'
import { type PaidClaim, statementOn, wholeOf } from '../../src/guarantee/recourse/statement.ts'
import { addDays } from '../../src/kernel/calendar.ts'
import { type Money, money, sumMoney } from '../../src/kernel/money.ts'
import { sure } from '../../src/kernel/result.ts'
import { recourseRules } from './recourse-sample.ts'
import { aftercare, day, won } from './sample.ts'

const amounts = fc.bigInt(1n, 10n ** 13n).map(money)
const START = day('2026-03-10')
const days = (max: number) => fc.integer({ min: 0, max }).map(more => addDays(START, more))
describe('relief', () => {
  test('leaves the greatest whole won that is not above the proportion, and what is relieved makes the debt', () => {
    fc.assert(
      fc.property(amounts, fc.bigInt(0n, 10n ** 13n), amounts, (before, part, debt) => {
        const after = money(part % (before + 1n))
        const { left, relieved } = sure(relievedOf({ before, after }, debt))
        expect(left + relieved).toBe(debt)
        // Compared by multiplying out, without a division: left / debt <= after / before < (left + 1) / debt.
        expect(left * before <= debt * after && debt * after < (left + 1n) * before).toBe(true)
      }),
    )
  })

  test('of a debt that grew, of nothing, or below nothing is refused', () => {
    for (const [before, after, debt] of [
      ['0', '0', '5'],
      ['5', '6', '5'],
      ['5', '-1', '5'],
      ['5', '1', '-5'],
    ] as const)
      expect(relievedOf({ before: won(before), after: won(after) }, won(debt))).toMatchObject({
        ok: false,
        refusals: [{ code: 'relief_main_debt' }],
      })
  })
})

const obligor = (id: string, more: Partial<Obligor> = {}): Obligor => ({
  id,
  party: `person-${id}`,
  role: 'joint_guarantor',
  successorOf: null,
  succession: null,
  share: WHOLE,
  limit: null,
  since: START,
  until: null,
  ending: null,
  reliefs: [],
  ...more,
})
const DEBTOR = obligor('d', { party: 'firm-1', role: 'debtor' })
const heir = (id: string, over: number, under: number): Obligor =>
  obligor(id, { successorOf: 'g', succession: 'inheritance', share: { over, under }, since: day('2026-04-01') })
const all = (...list: readonly Obligor[]): readonly Obligor[] =>
  list.reduce<readonly Obligor[]>((before, one) => sure(withObligor(before, one)), [])

describe('obligors', () => {
  test('heirs of the whole owe the whole between them, each within a won of their part', () => {
    fc.assert(
      fc.property(
        amounts,
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 6 }),
        (whole, parts) => {
          const under = parts.reduce((sum, part) => sum + part, 0)
          const heirs = parts.map((over, place) => heir(`h${place}`, over, under))
          const owed = sure(answeredFor(all(DEBTOR, obligor('g'), ...heirs), whole, day('2026-05-04'), new Map()))
          const own = heirs.map(one => owed.get(one.id) ?? money(-1n))
          expect(sumMoney(own)).toBe(whole)
          for (const [place, over] of parts.entries()) {
            const off = (own[place] as Money) * BigInt(under) - whole * BigInt(over)
            expect(off > -BigInt(under) && off < BigInt(under)).toBe(true)
          }
        },
      ),
    )
  })

  test('are refused for the first thing that stands against them', () => {
    const known = all(DEBTOR, obligor('g'))
    const codeOf = (one: Obligor, list = known) => {
      const found = withObligor(list, one)
      return found.ok ? undefined : found.refusals[0]?.code
    }
    expect(codeOf(obligor('x'))).toBe(undefined)
    expect(codeOf(obligor('x', { share: { over: 1, under: 2 } }))).toBe('obligor_share')
    expect(codeOf(heir('x', 0, 2))).toBe('obligor_share')
    expect(codeOf(heir('x', 3, 2))).toBe('obligor_share')
    expect(codeOf(obligor('x', { limit: money(0n) }))).toBe('obligor_limit')
    expect(codeOf(obligor('x', { party: 'person-g' }))).toBe('obligor_repeated')
    expect(codeOf(obligor('x', { succession: 'merger' }))).toBe('obligor_predecessor_missing')
    expect(codeOf(obligor('x', { succession: 'merger', successorOf: 'nobody' }))).toBe('obligor_unknown')
    expect(codeOf({ ...heir('x', 1, 2), since: day('2026-03-09') })).toBe('obligor_day')
    const inherited = all(DEBTOR, obligor('g'), heir('h', 3, 5))
    expect(codeOf(heir('x', 2, 5), inherited)).toBe(undefined)
    expect(codeOf(heir('x', 3, 5), inherited)).toBe('obligor_shares_above_whole')
    expect(codeOf({ ...heir('x', 1, 5), since: day('2026-04-02') }, inherited)).toBe('obligor_ended')
    expect(codeOf(obligor('x', { succession: 'merger', successorOf: 'g', since: day('2026-04-01') }), inherited)).toBe(
      'obligor_ended',
    )
  })

  test('end once, not before they began, and the last of them with the claim itself', () => {
    const known = all(DEBTOR, obligor('g'))
    const codeOf = (id: string, until: string, list = known) => {
      const found = withoutObligor(list, id, day(until), 'released')
      return found.ok ? undefined : found.refusals[0]?.code
    }
    expect(codeOf('nobody', '2026-05-04')).toBe('obligor_unknown')
    expect(codeOf('g', '2026-03-09')).toBe('obligor_day')
    const left = sure(withoutObligor(known, 'g', day('2026-05-04'), 'released'))
    expect(codeOf('g', '2026-05-04', left)).toBe('obligor_ended')
    expect(codeOf('d', '2026-05-04', left)).toBe('obligor_last')
    expect([...sure(answeredFor(left, won('5'), day('2026-05-04'), new Map())).keys()]).toEqual(['d'])
    expect([...sure(answeredFor(left, won('5'), day('2026-05-03'), new Map())).keys()]).toEqual(['d', 'g'])
  })

  test('are relieved where the firm is an SME and somebody guarantees, and never the debtor by it', () => {
    const relief = { ground: 'rehabilitation_plan', before: won('10'), after: won('4'), on: day('2026-05-04') } as const
    expect(withRelief(all(DEBTOR, obligor('g')), relief, false)).toMatchObject({
      refusals: [{ code: 'relief_not_sme' }],
    })
    expect(withRelief(all(DEBTOR), relief, true)).toMatchObject({ refusals: [{ code: 'relief_not_guarantor' }] })
    expect(withRelief(all(DEBTOR, obligor('g')), { ...relief, after: won('11') }, true)).toMatchObject({
      refusals: [{ code: 'relief_main_debt' }],
    })
    const heirs = all(...sure(withRelief(all(DEBTOR, obligor('g')), relief, true)))
    const inherited = sure(withObligor(heirs, { ...heir('h', 1, 1), since: day('2026-06-01') }))
    expect(sure(answeredFor(inherited, won('100'), day('2026-06-02'), new Map()))).toEqual(
      new Map([
        ['d', 100n],
        ['h', 40n],
      ]),
    )
  })
})

const RATES = [{ from: day('2026-01-01'), rate: aftercare.damagesRate, dayCount: aftercare.damagesDayCount }]
const dated = fc.tuple(days(1200), amounts).map(([on, amount]) => ({ on, amount }))
const paidClaim = (amount: Money, more: Partial<PaidClaim> = {}): PaidClaim => ({
  paid: { on: START, amount },
  costs: [],
  recoveries: [],
  rates: RATES,
  order: aftercare.recoveryOrder,
  ...more,
})

describe('the statement of a debt', () => {
  test('charges what was applied and what is left, in whatever order it is told of what came in', () => {
    fc.assert(
      fc.property(
        amounts,
        fc.array(dated, { maxLength: 4 }),
        fc.uniqueArray(dated, { maxLength: 6, selector: one => one.on }),
        days(1500),
        (amount, costs, recoveries, on) => {
          const found = sure(statementOn(paidClaim(amount, { costs, recoveries }), on))
          for (const debt of aftercare.recoveryOrder) {
            expect(found.applied[debt] + found.left[debt]).toBe(found.charged[debt])
            expect(found.left[debt] >= 0n).toBe(true)
          }
          const came = sumMoney(recoveries.filter(one => one.on <= on).map(one => one.amount))
          const surplus = sumMoney(found.applications.map(one => one.surplus))
          expect(wholeOf(found.applied) + surplus).toBe(came)
          expect(sumMoney(found.steps.map(one => one.damages))).toBe(found.charged.damages)
          expect(sure(statementOn(paidClaim(amount, { costs, recoveries: recoveries.toReversed() }), on))).toEqual(
            found,
          )
        },
      ),
    )
  })

  test('has the damages of the claim: one balance, or balances that fall', () => {
    fc.assert(
      fc.property(
        amounts,
        fc.uniqueArray(dated, { maxLength: 5, selector: one => one.on }),
        days(1500),
        (amount, recoveries, on) => {
          const found = sure(statementOn(paidClaim(amount, { recoveries }), on))
          let principal = amount
          const balances = [{ from: START, principal }]
          for (const one of found.applications) {
            principal = money(principal - one.applied.principal)
            balances.push({ from: one.on, principal })
          }
          const { damagesRate: rate, damagesDayCount: dayCount } = aftercare
          expect(found.charged.damages).toBe(damagesOf(balances, on, { rate, dayCount }))
        },
      ),
    )
  })

  test('refuses amounts and days that cannot be', () => {
    const codeAt = (more: Partial<PaidClaim>, on = '2026-05-04') => {
      const found = statementOn(paidClaim(won('5'), more), day(on))
      return found.ok ? undefined : [found.refusals[0]?.code, found.refusals[0]?.at]
    }
    expect(codeAt({})).toBe(undefined)
    expect(codeAt({ paid: { on: START, amount: won('0') } })).toEqual(['statement_amount', 'paid'])
    expect(codeAt({ costs: [{ on: START, amount: won('-1') }] })).toEqual(['statement_amount', 'costs.0'])
    expect(codeAt({ recoveries: [{ on: day('2026-03-09'), amount: won('1') }] })).toEqual([
      'statement_day',
      'recoveries.0',
    ])
    expect(codeAt({}, '2026-03-09')).toEqual(['statement_day', 'on'])
    expect(codeAt({ rates: [] })).toEqual(['statement_day', 'rates'])
    expect(codeAt({ rates: [{ ...RATES[0], from: day('2026-03-11') } as (typeof RATES)[0]] })).toEqual([
      'statement_day',
      'rates',
    ])
  })
})

const TERMS: PlanTerms = {
  agreedOn: START,
  owed: { principal: won('10000000'), damages: won('1000000'), costs: won('0') },
  reduction: won('300000'),
  level: 'branch_head',
  count: 12,
  firstDue: day('2026-04-10'),
}

describe('a settlement plan', () => {
  test('applied and left make what was promised, applied and beyond what came in, in whatever order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 24 }),
        fc.array(
          fc.tuple(days(900), fc.bigInt(1n, 3_000_000n).map(money)).map(([on, amount]) => ({ on, amount })),
          {
            maxLength: 12,
          },
        ),
        days(1000),
        (count, payments, on) => {
          const plan = sure(planOf({ ...TERMS, count }, recourseRules))
          const promised = sumMoney(plan.instalments.map(one => one.amount))
          expect(promised).toBe(10_700_000n)
          const found = planOn(plan, payments, on, recourseRules)
          expect(found.paid + found.left).toBe(promised)
          expect(found.paid + found.beyond).toBe(sumMoney(payments.filter(one => one.on <= on).map(one => one.amount)))
          expect(sumMoney(found.instalments.map(one => one.paid))).toBe(found.paid)
          expect(planOn(plan, payments.toReversed(), on, recourseRules)).toEqual(found)
          // What has failed stays failed.
          if (found.status === 'failed')
            expect(planOn(plan, payments, addDays(on, 30), recourseRules)).toMatchObject({
              status: 'failed',
              endedOn: found.endedOn,
              paid: found.paid,
            })
        },
      ),
    )
  })

  test('once it failed the full debt is owed as if there had been none, and a kept one gives up no principal', () => {
    const owedOn = (payments: readonly { on: ReturnType<typeof day>; amount: Money }[], on: string) => {
      const claimed = paidClaim(won('10000000'), { recoveries: payments })
      const before = sure(statementOn(claimed, START))
      const plan = sure(planOf({ ...TERMS, owed: before.left, reduction: won('0'), count: 2 }, recourseRules))
      const statement = sure(statementOn(claimed, day(on)))
      return [statement, owedUnder(statement, planOn(plan, payments, day(on), recourseRules))] as const
    }
    const half = { on: day('2026-04-10'), amount: won('5000000') }
    const [kept, under] = owedOn([half], '2026-05-08')
    expect(under).toEqual({ owed: 5_000_000n, due: 0n, givenUp: kept.whole - 5_000_000n })
    // 10,000,000 x 0.1 x 31 / 365 = 84,931.5 by 10 April; the second is due on Monday 11 May, its grace to 10 June.
    const [failed, full] = owedOn([half], '2026-06-11')
    expect(full).toEqual({ owed: failed.whole, due: failed.whole, givenUp: 0n })
    expect(failed.left.principal).toBe(5_084_931n)
  })

  test('is refused for the first thing that stands against it', () => {
    const codeOf = (more: Partial<PlanTerms>) => {
      const found = planOf({ ...TERMS, ...more }, recourseRules)
      return found.ok ? undefined : found.refusals[0]?.code
    }
    const nothing = { principal: won('0'), damages: won('0'), costs: won('0') }
    expect(codeOf({})).toBe(undefined)
    expect(codeOf({ owed: nothing, reduction: won('-1') })).toBe('plan_nothing_owed')
    expect(codeOf({ reduction: won('-1'), count: 0 })).toBe('plan_amount')
    expect(codeOf({ count: 0, firstDue: START })).toBe('plan_count')
    expect(codeOf({ count: 121 })).toBe('plan_count')
    expect(codeOf({ count: 120 })).toBe(undefined)
    expect(codeOf({ firstDue: START, reduction: won('1000001') })).toBe('plan_first_due')
    expect(codeOf({ reduction: won('1000001'), level: 'nobody' })).toBe('plan_reduction_above_damages')
    expect(codeOf({ level: 'nobody' })).toBe('plan_level_unknown')
    expect(codeOf({ reduction: won('300001') })).toBe('plan_reduction_above_authority')
    expect(codeOf({ owed: { ...nothing, principal: won('11') }, reduction: won('0') })).toBe('plan_count')
  })
})

describe('deferral', () => {
  test('recourse is deferred where nothing would be left, or more can be paid later, and for a year at most', () => {
    const on = day('2026-05-04')
    const codeOf = (deferral: Parameters<typeof deferrable>[0]) => {
      const found = deferrable(deferral, on, recourseRules.deferralMonths)
      return found.ok ? undefined : found.refusals[0]?.code
    }
    const until = day('2027-05-04')
    const nothing = { of: 'nothing_left', assets: won('300000'), costs: won('300000') } as const
    expect(codeOf({ until, ground: nothing })).toBe(undefined)
    expect(codeOf({ until, ground: { ...nothing, assets: won('300001') } })).toBe('deferral_assets_left')
    expect(codeOf({ until: day('2027-05-05'), ground: nothing })).toBe('deferral_too_long')
    expect(codeOf({ until, ground: { of: 'more_later', prospect: ' ' } })).toBe('deferral_prospect_missing')
    expect(codeOf({ until, ground: { of: 'more_later', prospect: 'orders of the third quarter' } })).toBe(undefined)
  })
})
