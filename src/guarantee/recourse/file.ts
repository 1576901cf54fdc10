/** The file of a claim that is pursued: its obligors with what was done against each, put together for their clocks. */
import type { CalendarDate } from '../../kernel/calendar.ts'
import { type Money, plus, ZERO } from '../../kernel/money.ts'
import { type Attachment, stepOf } from './attachments.ts'
import { type Limitation, type LimitationStep, limitationOn } from './limitation.ts'
import type { Obligor } from './obligors.ts'
import type { Dated } from './statement.ts'
import type { ClaimBasis, LimitationRules } from './terms.ts'

/** Of one obligor. */
export type Of<Thing> = Thing & { readonly obligor: string }

export type RecourseFile = {
  readonly accruedOn: CalendarDate
  readonly basis: ClaimBasis
  readonly obligors: readonly Obligor[]
  readonly steps: readonly Of<{ readonly step: LimitationStep }>[]
  readonly attachments: readonly Attachment[]
  readonly plans: readonly Of<{ readonly agreedOn: CalendarDate }>[]
  /** What came in, as far as it is known from whom. */
  readonly payments: readonly Of<Dated>[]
}

/** An obligor and all whom it followed: what was done against them is done against it (Civil Code 169). */
export function lineOf(all: readonly Obligor[], id: string): readonly string[] {
  const one = all.find(other => other.id === id)
  if (one === undefined) return []
  return one.successorOf === null ? [id] : [id, ...lineOf(all, one.successorOf)]
}

/** Everything told against one obligor, as steps: attachments interrupt; paying and agreeing a plan acknowledge. */
function stepsAgainst(file: RecourseFile, id: string): LimitationStep[] {
  const isOf = (one: { readonly obligor: string }) => one.obligor === id
  return [
    ...file.steps.filter(isOf).map(one => one.step),
    ...file.attachments.filter(isOf).map(stepOf),
    ...file.plans.filter(isOf).map((one): LimitationStep => ({ type: 'acknowledgement', on: one.agreedOn })),
    ...file.payments.filter(isOf).map((one): LimitationStep => ({ type: 'acknowledgement', on: one.on })),
  ]
}

const ofPrincipal = (step: LimitationStep): LimitationStep =>
  'isOfPrincipal' in step ? { ...step, isOfPrincipal: true } : step

/**
 * The steps that count against an obligor: its own, those against whom it followed, and, where it guarantees, those
 * against the debtor, which interrupt for guarantors too (Civil Code 440, known and not read here). What is done
 * against a guarantor does not touch the debtor. A suspension is of one's own line alone.
 */
export function stepsFor(file: RecourseFile, id: string): readonly LimitationStep[] {
  const line = lineOf(file.obligors, id)
  const own = line.flatMap(one => stepsAgainst(file, one))
  const isGuarantor = file.obligors.some(one => one.id === id && one.role === 'joint_guarantor')
  if (!isGuarantor) return own
  const debtors = file.obligors.filter(one => one.role === 'debtor' && !line.includes(one.id))
  const against = debtors.flatMap(one => stepsAgainst(file, one.id)).filter(one => one.type !== 'suspension')
  return [...own, ...against.map(ofPrincipal)]
}

/** Until when each obligor who owes can be pursued, by id. */
export const limitationsOn = (
  file: RecourseFile,
  day: CalendarDate,
  rules: { readonly rules: LimitationRules; readonly holidays: ReadonlySet<string> },
): ReadonlyMap<string, Limitation> =>
  new Map(
    file.obligors
      .filter(one => one.until === null)
      .map(one => [one.id, limitationOn(file, stepsFor(file, one.id), day, rules)]),
  )

/** What each line has paid by a day: a successor's limit is used up by whom it followed as well. */
export function paidByEach(file: RecourseFile, day: CalendarDate): ReadonlyMap<string, Money> {
  const paid = new Map<string, Money>()
  for (const one of file.obligors) {
    const line = lineOf(file.obligors, one.id)
    const own = file.payments.filter(other => other.on <= day && line.includes(other.obligor))
    paid.set(
      one.id,
      own.reduce((sum, other) => plus(sum, other.amount), ZERO),
    )
  }
  return paid
}
