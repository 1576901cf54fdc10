/**
 * What is told of an impact: the tally put into words a body can resolve on - who flips and why, exposure, expected
 * loss and fees before and after, groups held to each other, and what is left below the fund's bounds.
 */
import { creditRoom, isComposed } from '../../book/fund/cap.ts'
import { type Fixed, fixed, fixedText, ONE } from '../../kernel/fixed.ts'
import { maxMoney, money, ZERO } from '../../kernel/money.ts'
import { FINAL_GRADES } from '../../scoring/grades-schema.ts'
import { ATTRIBUTES, type Attribute } from './groups.ts'
import { ANSWERS } from './outcomes.ts'
import { type Cell, MOVED, type Moved, type Movement, type Sides, type Tally } from './tally.ts'

/** What losses are reckoned by on one side: chances of default in a year by grade, and losses given default. */
export type LossBasis = {
  readonly edition: string
  readonly chances: Readonly<Record<string, string>>
  readonly chances_status: string
  readonly losses: Readonly<Record<string, string>>
  readonly losses_status: string
}

/** Where the fund stands; amounts in won. */
export type FundStanding = {
  readonly edition: string
  readonly cap: string
  readonly used: string
  readonly technology: string
  readonly credit: string
  readonly technology_share_min: string
  /** Programmes whose guarantees are credit guarantees. */
  readonly credit_programmes: readonly string[]
}
export type Reckoning = {
  readonly before: LossBasis
  readonly after: LossBasis
  /** Null for a book that is no fund's. */
  readonly fund: FundStanding | null
}

export type Totals = {
  readonly exposure: string
  readonly exposure_by_grade: Readonly<Record<string, string>>
  readonly referred: string
  /** First fees of what is approved. */
  readonly fees: string
  /** Of one year, for the losses given default the grades edition states. */
  readonly expected_loss: Readonly<Record<string, string>>
}
export type GroupShown = {
  readonly group: string
  readonly cases: number
  readonly approved: { readonly before: number; readonly after: number }
  readonly referred: { readonly before: number; readonly after: number }
  readonly declined: { readonly before: number; readonly after: number }
  readonly exposure: { readonly before: string; readonly after: string }
  readonly fees: { readonly before: string; readonly after: string }
  readonly expected_loss: { readonly before: string; readonly after: string }
  /** Approved of all, held to the best group's; null for a group too small to be compared. */
  readonly ratio_to_best: { readonly before: string | null; readonly after: string | null }
  readonly below_four_fifths: { readonly before: boolean; readonly after: boolean }
}

/**
 * The four-fifths rule, and the share of all cases from which on a group is compared at all.
 * @source 29 CFR 1607.4(D) and 1607.15(A)(2)(a), Uniform Guidelines on Employee Selection Procedures
 */
const FOUR_FIFTHS = fixed('0.8')
const SMALLEST_SHARE = 50n

/** The middle of the losses given default: what groups are told by. */
const CENTRAL = 'central'

const sumOf = (list: readonly string[]): bigint => list.reduce((sum, one) => sum + BigInt(one), 0n)

/** `sum of exposure x chance x loss given default`, cut to the won once. */
function expectedLoss({ exposure }: Cell, basis: LossBasis, loss: Fixed): string {
  const products = FINAL_GRADES.map((grade, rank) => BigInt(exposure[rank] ?? '0') * fixed(basis.chances[grade] ?? '0'))
  return String((products.reduce((sum, one) => sum + one, 0n) * loss) / (ONE * ONE))
}

const lossOf = (basis: LossBasis, name: string): Fixed => fixed(basis.losses[name] ?? '0')

const totalsOf = (cell: Cell, basis: LossBasis): Totals => ({
  exposure: String(sumOf(cell.exposure)),
  exposure_by_grade: Object.fromEntries(FINAL_GRADES.map((grade, rank) => [grade, cell.exposure[rank] ?? '0'])),
  referred: cell.referred,
  fees: cell.fees,
  expected_loss: Object.fromEntries(
    Object.keys(basis.losses).map(name => [name, expectedLoss(cell, basis, lossOf(basis, name))]),
  ),
})

const [APPROVE, REFER, DECLINE] = [0, 1, 2]
const at = (cell: Cell, answer: number): number => cell.answers[answer] ?? 0
const casesOf = (cell: Cell): number => cell.answers.reduce((sum, one) => sum + one, 0)

const addCells = (one: Cell, other: Cell): Cell => ({
  answers: one.answers.map((value, place) => value + at(other, place)),
  exposure: one.exposure.map((value, rank) => String(BigInt(value) + BigInt(other.exposure[rank] ?? '0'))),
  referred: String(BigInt(one.referred) + BigInt(other.referred)),
  fees: String(BigInt(one.fees) + BigInt(other.fees)),
})
const NOTHING: Cell = {
  answers: ANSWERS.map(() => 0),
  exposure: FINAL_GRADES.map(() => '0'),
  referred: '0',
  fees: '0',
}
const wholeOf = (groups: Readonly<Record<string, Sides>>): Sides =>
  Object.values(groups).reduce(
    (sum, one) => ({ before: addCells(sum.before, one.before), after: addCells(sum.after, one.after) }),
    { before: NOTHING, after: NOTHING },
  )

/** Share of a group that is approved, as a fraction of 10^18; undefined for one too small to be compared. */
function approvedShare(cell: Cell, all: number): Fixed | undefined {
  const cases = BigInt(casesOf(cell))
  return cases === 0n || cases * SMALLEST_SHARE < BigInt(all) ? undefined : (BigInt(at(cell, APPROVE)) * ONE) / cases
}

type Ratio = { readonly ratio: string | null; readonly isBelow: boolean }

function ratiosOf(cells: readonly Cell[], all: number): readonly Ratio[] {
  const shares = cells.map(cell => approvedShare(cell, all))
  const best = shares.reduce<Fixed>((most, one) => (one !== undefined && one > most ? one : most), 0n)
  return shares.map(share => {
    if (share === undefined || best === 0n) return { ratio: null, isBelow: false }
    const ratio = (share * ONE) / best
    return { ratio: fixedText(ratio - (ratio % (ONE / 10_000n))), isBelow: ratio < FOUR_FIFTHS }
  })
}

function groupsShown(groups: Readonly<Record<string, Sides>>, all: number, reckoning: Reckoning): GroupShown[] {
  const listed = Object.entries(groups).filter(([, sides]) => casesOf(sides.before) > 0)
  const before = ratiosOf(
    listed.map(([, sides]) => sides.before),
    all,
  )
  const after = ratiosOf(
    listed.map(([, sides]) => sides.after),
    all,
  )
  return listed.map(([group, sides], place) => {
    const both = <Value>(of: (cell: Cell) => Value) => ({ before: of(sides.before), after: of(sides.after) })
    return {
      group,
      cases: casesOf(sides.before),
      approved: both(cell => at(cell, APPROVE)),
      referred: both(cell => at(cell, REFER)),
      declined: both(cell => at(cell, DECLINE)),
      exposure: both(cell => String(sumOf(cell.exposure))),
      fees: both(cell => cell.fees),
      expected_loss: {
        before: expectedLoss(sides.before, reckoning.before, lossOf(reckoning.before, CENTRAL)),
        after: expectedLoss(sides.after, reckoning.after, lossOf(reckoning.after, CENTRAL)),
      },
      ratio_to_best: { before: before[place]?.ratio ?? null, after: after[place]?.ratio ?? null },
      below_four_fifths: { before: before[place]?.isBelow ?? false, after: after[place]?.isBelow ?? false },
    }
  })
}

/** What is left below the fund's bounds, were every case decided again: its exposure now, moved by the change. */
function headroomOf(tally: Tally, fund: FundStanding) {
  const moved = { technology: 0n, credit: 0n }
  for (const [programme, sides] of Object.entries(tally.groups.programme)) {
    const change = sumOf(sides.after.exposure) - sumOf(sides.before.exposure)
    moved[fund.credit_programmes.includes(programme) ? 'credit' : 'technology'] += change
  }
  const share = fixed(fund.technology_share_min)
  const now = { technology: money(BigInt(fund.technology)), credit: money(BigInt(fund.credit)) }
  // No more can be given back than stands.
  const then = {
    technology: maxMoney(ZERO, money(now.technology + moved.technology)),
    credit: maxMoney(ZERO, money(now.credit + moved.credit)),
  }
  const change = moved.technology + moved.credit
  const left = BigInt(fund.cap) - BigInt(fund.used)
  const side = (of: typeof now, headroom: bigint) => ({
    headroom: String(headroom),
    technology: String(of.technology),
    credit: String(of.credit),
    technology_share_holds: isComposed(of, share),
    credit_room: creditRoom(of, share)?.toString() ?? null,
  })
  return {
    edition: fund.edition,
    cap: fund.cap,
    change: String(change),
    before: side(now, left),
    after: side(then, left - change),
  }
}

const swapShown = (swap: readonly number[]) =>
  Object.fromEntries(
    ANSWERS.map((from, row) => [
      from,
      Object.fromEntries(ANSWERS.map((to, column) => [to, swap[row * ANSWERS.length + column] ?? 0])),
    ]),
  ) as Readonly<Record<(typeof ANSWERS)[number], Readonly<Record<(typeof ANSWERS)[number], number>>>>

const WITHOUT = 'none'
const gradesShown = (grades: readonly number[]) => {
  const names = [...FINAL_GRADES, WITHOUT]
  return names.flatMap((before, row) =>
    names.flatMap((after, column) => {
      const cases = grades[row * names.length + column] ?? 0
      return cases === 0 ? [] : [{ before, after, cases }]
    }),
  )
}

function reasonsShown(reasons: Tally['reasons']) {
  return Object.entries(reasons)
    .map(([key, cases]) => {
      const [answers = '', said = ''] = key.split(' ')
      const [from = '', to = ''] = answers.split('>')
      const [before = '', after = ''] = said.split('>')
      return { from, to, before: before === '' ? null : before, after: after === '' ? null : after, cases }
    })
    .sort((a, b) => b.cases - a.cases)
}

/** Sums of ratios and rates are kept in units of 10^-12, and shown as numbers. */
function movedShown(moved: Readonly<Record<Moved, Movement>>) {
  const asRate = (text: string): string => fixedText(BigInt(text) * 10n ** 6n)
  return Object.fromEntries(
    MOVED.map(name => {
      const one = moved[name]
      const isRate = name === 'ratio' || name === 'fee_rate'
      return [name, isRate ? { ...one, by_less: asRate(one.by_less), by_more: asRate(one.by_more) } : one]
    }),
  ) as Readonly<Record<Moved, Movement>>
}

/**
 * What cannot be told from a book of applications: of firms that were declined nobody knows whether they would have
 * paid, so that equal opportunity - alike treatment of those who would - cannot be worked out for them.
 */
const UNKNOWABLE = ['equal_opportunity_of_declined', 'repayment_of_declined', 'demand_under_other_terms'] as const

/** The report of a tally, of a whole book or of what is done of it so far. */
export const reportOf = (tally: Tally, reckoning: Reckoning) => {
  const whole = wholeOf(tally.groups.programme)
  return {
    cases: tally.cases,
    run_whole: tally.whole,
    not_run: tally.open,
    swap: swapShown(tally.swap),
    reasons: reasonsShown(tally.reasons),
    grades: gradesShown(tally.grades),
    moved: movedShown(tally.moved),
    levels_changed: tally.levels,
    classes_changed: tally.classes,
    before: totalsOf(whole.before, reckoning.before),
    after: totalsOf(whole.after, reckoning.after),
    loss_basis: { before: reckoning.before, after: reckoning.after },
    headroom: reckoning.fund === null ? null : headroomOf(tally, reckoning.fund),
    groups: Object.fromEntries(
      ATTRIBUTES.map(name => [name, groupsShown(tally.groups[name], tally.cases, reckoning)]),
    ) as unknown as Readonly<Record<Attribute, readonly GroupShown[]>>,
    not_identifiable: [...UNKNOWABLE],
  }
}
export type Report = ReturnType<typeof reportOf>
