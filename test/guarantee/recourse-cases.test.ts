// Limitation, statements of debt, plans and obligors: cases worked by hand from the statutes.
import { type LimitationStep, limitationOn } from '../../src/guarantee/recourse/limitation.ts'
import { answeredFor, type Obligor, withObligor, withRelief } from '../../src/guarantee/recourse/obligors.ts'
import { planOf, planOn } from '../../src/guarantee/recourse/plan.ts'
import { relievedOf } from '../../src/guarantee/recourse/relief.ts'
import { statementOn } from '../../src/guarantee/recourse/statement.ts'
import type { ClaimBasis } from '../../src/guarantee/recourse/terms.ts'
import { fixed } from '../../src/kernel/fixed.ts'
import { type Money, moneyText } from '../../src/kernel/money.ts'
import { sure } from '../../src/kernel/result.ts'
import { runCases } from '../cases.ts'
import { recourseRules } from './recourse-sample.ts'
import { aftercare, day, won } from './sample.ts'

type Pair = readonly [string, string]
type PlanGiven = {
  readonly agreed: string
  readonly principal: string
  readonly damages: string
  readonly costs: string
  readonly reduction: string
  readonly level: string
  readonly count: number
  readonly first_due: string
}
type ObligorGiven = Pick<Obligor, 'id' | 'party' | 'role' | 'successorOf' | 'succession'> & {
  readonly share: readonly [number, number]
  readonly limit: string | null
  readonly since: string
}
type Given =
  | {
      readonly of: 'limitation'
      readonly accrued: string
      readonly basis: ClaimBasis
      readonly steps: readonly LimitationStep[]
      readonly on: string
    }
  | {
      readonly of: 'statement'
      readonly paid: Pair
      readonly costs: readonly Pair[]
      readonly recoveries: readonly Pair[]
      readonly rates: readonly (readonly [string, string, string])[]
      readonly on: string
    }
  | ({ readonly of: 'plan' } & PlanGiven)
  | ({ readonly of: 'plan_on'; readonly payments: readonly Pair[]; readonly on: string } & PlanGiven)
  | { readonly of: 'relief'; readonly before: string; readonly after: string; readonly debt: string }
  | {
      readonly of: 'answered'
      readonly obligors: readonly ObligorGiven[]
      readonly relief: { readonly before: string; readonly after: string; readonly on: string } | null
      readonly whole: string
      readonly on: string
      readonly paid: Readonly<Record<string, string>>
    }

const dated = ([on, amount]: Pair) => ({ on: day(on), amount: won(amount) })
const texts = <Name extends string>(amounts: Readonly<Record<Name, Money>>) =>
  Object.fromEntries(Object.entries<Money>(amounts).map(([name, amount]) => [name, moneyText(amount)]))
const planFrom = (given: PlanGiven) =>
  planOf(
    {
      agreedOn: day(given.agreed),
      owed: { principal: won(given.principal), damages: won(given.damages), costs: won(given.costs) },
      reduction: won(given.reduction),
      level: given.level,
      count: given.count,
      firstDue: day(given.first_due),
    },
    recourseRules,
  )

function answer(given: Given): unknown {
  switch (given.of) {
    case 'limitation': {
      const claim = { accruedOn: day(given.accrued), basis: given.basis }
      const { holidays, limitation: rules } = recourseRules
      const found = limitationOn(claim, given.steps, day(given.on), { rules, holidays })
      return {
        status: found.status,
        years: found.years,
        last_day: found.lastDay,
        held_to: found.heldTo,
        effects: given.steps.map(step => found.effects.find(one => one.step.on === step.on)?.effect),
      }
    }
    case 'statement': {
      const found = sure(
        statementOn(
          {
            paid: dated(given.paid),
            costs: given.costs.map(dated),
            recoveries: given.recoveries.map(dated),
            rates: given.rates.map(([from, rate, dayCount]) => ({
              from: day(from),
              rate: fixed(rate),
              dayCount: BigInt(dayCount),
            })),
            order: aftercare.recoveryOrder,
          },
          day(given.on),
        ),
      )
      return {
        steps: found.steps.map(one => [one.from, one.to, one.days, moneyText(one.principal), moneyText(one.damages)]),
        applied: found.applications.map(one => ({ ...texts(one.applied), surplus: moneyText(one.surplus) })),
        left: texts(found.left),
        whole: moneyText(found.whole),
      }
    }
    case 'plan': {
      const found = planFrom(given)
      if (!found.ok) return { code: found.refusals[0]?.code, ...found.refusals[0]?.params }
      return found.value.instalments.map(one => [one.due, moneyText(one.amount)])
    }
    case 'plan_on': {
      const found = planOn(sure(planFrom(given)), given.payments.map(dated), day(given.on), recourseRules)
      const { status, endedOn: ended, keepBy: keep_by, paid, left, overdue, beyond } = found
      return { status, ended, ...texts({ paid, left, overdue, beyond }), keep_by }
    }
    case 'relief':
      return texts(sure(relievedOf({ before: won(given.before), after: won(given.after) }, won(given.debt))))
    case 'answered': {
      let all: readonly Obligor[] = []
      for (const { share, limit, since, ...one } of given.obligors)
        all = sure(
          withObligor(all, {
            ...one,
            share: { over: share[0], under: share[1] },
            limit: limit === null ? null : won(limit),
            since: day(since),
            until: null,
            ending: null,
            reliefs: [],
          }),
        )
      if (given.relief !== null) {
        const { before, after, on } = given.relief
        const relief = { ground: 'rehabilitation_plan', before: won(before), after: won(after), on: day(on) } as const
        all = sure(withRelief(all, relief, true))
      }
      const paid = new Map(Object.entries(given.paid).map(([id, amount]) => [id, won(amount)]))
      return Object.fromEntries(
        [...sure(answeredFor(all, won(given.whole), day(given.on), paid))].map(([id, own]) => [id, moneyText(own)]),
      )
    }
    default:
      return given satisfies never
  }
}

runCases('recourse', given => answer(given as Given))
