/**
 * The shape of an edition of collateral: what part of a right's value is lent on, by what it depends on, how far a
 * firm's rights may be pledged, when a pledged right is valued again, and at what share of its value it is bought back.
 * A programme's own terms stand in rules/programmes and nowhere else.
 */
import { z } from 'zod'
import { type Fixed, fixed } from '../kernel/fixed.ts'
import { editionHeader, sourcedFlag, sourcedNumber, sourcedTable } from '../kernel/sourced.ts'
import { RIGHT_KINDS } from '../technology/rights/schema.ts'
import { VALUE_METHODS } from '../valuation/methods/reconciliation.ts'

/** What befalls a pledged right between two looks and has it valued again. */
export const REVALUATION_EVENTS = [
  'lapse',
  'expiry',
  'transfer',
  'lien',
  'litigation',
  'unclear',
  'valuation_ended',
] as const
export type RevaluationEvent = (typeof REVALUATION_EVENTS)[number]

/** Four decimals, so that a product of four of them is exact in eighteen. */
const FACTOR = /^(0(\.\d{1,4})?|1(\.0{1,4})?)$/
const isFactor = (text: string): boolean => FACTOR.test(text)
const FACTOR_SAID = 'from 0 to 1, in at most four decimals'
/** Not a number a bound is written as twice: no leading zero. */
const BOUND = /^(0|[1-9][0-9]{0,17})$/

const factor = () => sourcedNumber('ratio').refine(one => isFactor(one.value), { message: FACTOR_SAID })
const above = (unit: 'won' | 'months' | 'days') =>
  sourcedNumber(unit).refine(one => /^[1-9][0-9]{0,17}$/.test(one.value), { message: 'a whole number above 0' })

/** A table with one entry for each name and no other. */
const forEach = <U extends 'ratio' | 'days'>(unit: U, names: readonly string[], isEntry: (text: string) => boolean) =>
  sourcedTable(unit)
    .refine(
      table =>
        Object.keys(table.values).length === names.length && names.every(name => Object.hasOwn(table.values, name)),
      { message: `one entry for each of ${names.join(', ')}` },
    )
    .refine(table => Object.values(table.values).every(isEntry), {
      message: unit === 'ratio' ? FACTOR_SAID : 'a whole number above 0',
    })

export type Step = { readonly from: bigint; readonly factor: Fixed }
/** Rows of bounds in the order of their size. */
const stepsOf = (values: Readonly<Record<string, string>>): readonly Step[] =>
  Object.entries(values)
    .map(([from, value]) => ({ from: BigInt(from), factor: fixed(value) }))
    .toSorted((a, b) => (a.from < b.from ? -1 : 1))

/**
 * A table by lower bounds: a row holds from its bound to the next one's. It begins at 0 and each bound is written in
 * one way, so that nothing lies between two rows or in both.
 * @param goes whether a greater quantity never has the lower factor, or never the higher
 */
const byBound = (goes: 'up' | 'down') =>
  sourcedTable('ratio')
    .refine(table => Object.keys(table.values).every(key => BOUND.test(key)) && Object.hasOwn(table.values, '0'), {
      message: 'each row begins at a whole number, the first of them at 0',
    })
    .refine(table => Object.values(table.values).every(isFactor), { message: FACTOR_SAID })
    .refine(
      table => {
        if (!Object.keys(table.values).every(key => BOUND.test(key))) return true
        const steps = stepsOf(table.values)
        return steps.every((one, at) => {
          const before = steps[at - 1]
          return before === undefined || (goes === 'up' ? before.factor <= one.factor : before.factor >= one.factor)
        })
      },
      { message: goes === 'up' ? 'more never has the lower factor' : 'more never has the higher factor' },
    )

export const collateralSchema = z
  .strictObject({
    kind: z.literal('collateral'),
    ...editionHeader,
    advance: z.strictObject({
      /** Whether the low end of the value is lent on, or its middle. */
      on_low: sourcedFlag(),
      /** Of the value of a patent under the best of what follows. */
      base_rate: factor(),
      /** What the rate is multiplied by: by kind of right, leading method, whole years left, and value in won. */
      by_kind: forEach('ratio', RIGHT_KINDS, isFactor),
      by_method: forEach('ratio', VALUE_METHODS, isFactor),
      by_years_left: byBound('up'),
      by_value: byBound('down'),
    }),
    caps: z.strictObject({
      /** What one firm's rights may secure without a guarantee, at all banks together. */
      firm_max: above('won'),
    }),
    register: z.strictObject({
      /** How long an extract of the register is relied on. */
      days_max: above('days'),
      /** Within how long a pledge that was taken is registered, or its room is free again. */
      registration_days: above('days'),
    }),
    revaluation: z.strictObject({
      months: above('months'),
      /** Within how long it is valued again, by what befell it. */
      event_days: forEach('days', REVALUATION_EVENTS, text => /^[1-9][0-9]{0,3}$/.test(text)),
      /** Within how long a shortfall is made good. */
      shortfall_days: above('days'),
    }),
    recovery: z.strictObject({
      share_min: factor(),
      share_max: factor(),
    }),
  })
  .refine(one => fixed(one.recovery.share_min.value) <= fixed(one.recovery.share_max.value), {
    message: 'the least share is not above the greatest',
    path: ['recovery', 'share_min'],
  })
export type CollateralEdition = z.output<typeof collateralSchema>

/** The edition as numbers. */
export type CollateralRules = {
  readonly edition: string
  readonly isOnLow: boolean
  readonly baseRate: Fixed
  readonly byKind: ReadonlyMap<string, Fixed>
  readonly byMethod: ReadonlyMap<string, Fixed>
  readonly byYearsLeft: readonly Step[]
  readonly byValue: readonly Step[]
  readonly firmMax: bigint
  readonly registerDaysMax: number
  readonly registrationDays: number
  readonly revaluationMonths: number
  readonly eventDays: Readonly<Record<RevaluationEvent, number>>
  readonly shortfallDays: number
  readonly shareMin: Fixed
  readonly shareMax: Fixed
}

const factorsOf = (values: Readonly<Record<string, string>>): ReadonlyMap<string, Fixed> =>
  new Map(Object.entries(values).map(([name, value]) => [name, fixed(value)]))

export const collateralRules = (edition: CollateralEdition): CollateralRules => ({
  edition: edition.edition,
  isOnLow: edition.advance.on_low.value === 'true',
  baseRate: fixed(edition.advance.base_rate.value),
  byKind: factorsOf(edition.advance.by_kind.values),
  byMethod: factorsOf(edition.advance.by_method.values),
  byYearsLeft: stepsOf(edition.advance.by_years_left.values),
  byValue: stepsOf(edition.advance.by_value.values),
  firmMax: BigInt(edition.caps.firm_max.value),
  registerDaysMax: Number(edition.register.days_max.value),
  registrationDays: Number(edition.register.registration_days.value),
  revaluationMonths: Number(edition.revaluation.months.value),
  eventDays: Object.fromEntries(
    Object.entries(edition.revaluation.event_days.values).map(([event, days]) => [event, Number(days)]),
  ) as Record<RevaluationEvent, number>,
  shortfallDays: Number(edition.revaluation.shortfall_days.value),
  shareMin: fixed(edition.recovery.share_min.value),
  shareMax: fixed(edition.recovery.share_max.value),
})
