/**
 * A certificate's own arithmetic done again, from what is attached to it alone: the editions' numbers must be those the
 * record names, the marks must lead to the score and the grade, the caps to the terms, to the won, and what the
 * editions say without a condition must stand (standing.ts). The use of a cap is never disclosed, so of a cap it can be
 * said that its limit is the edition's and that the amount lies within it.
 */
import { z } from 'zod'
import { programmesSchema } from '../decision/programmes-schema.ts'
import { coverOf, feeDays, feeOf, feeRateOf, pledgeOf, ratioOf, splitLoan, tranchesOf } from '../decision/terms.ts'
import { type LimitRule, termsSchema as termsEditionSchema } from '../decision/terms-schema.ts'
import { calendarDate } from '../kernel/calendar.ts'
import { digestOf, type Json } from '../kernel/digest.ts'
import { type Fixed, fixed, fixedText } from '../kernel/fixed.ts'
import { type Money, minMoney, moneyFromText, moneyText, portionRoundedDown } from '../kernel/money.ts'
import { ok, type Refusal, type Result, refusal } from '../kernel/result.ts'
import { type InputCode, parsed } from '../kernel/schema.ts'
import type { ConsolidatedMark } from '../panel/consolidated.ts'
import { compileGrades, finalGradeOf, technologyGradeOf } from '../scoring/grades.ts'
import { gradesSchema, TECHNOLOGY_GRADES } from '../scoring/grades-schema.ts'
import { modelsSchema } from '../scoring/models-schema.ts'
import { rubricSchema } from '../scoring/rubric-schema.ts'
import { compileModels, millionths, pointsText, technologyScore } from '../scoring/score.ts'
import { DISCLOSED_KINDS, type DisclosedNumbers, type Disclosure, lastDay } from './disclosure.ts'
import type { CertificateRefusal } from './refusals.ts'
import { standingRefusals } from './standing.ts'

const numbersSchema = z.strictObject({
  rubric: rubricSchema,
  models: modelsSchema,
  grades: gradesSchema,
  terms: termsEditionSchema,
  programmes: programmesSchema,
})

type Found = Refusal<CertificateRefusal>[]

/** Collects what differs: recomputed against printed. */
function compared(found: Found, at: string, computed: string, printed: string): void {
  if (computed !== printed) found.push(refusal('certificate_not_recomputed', at, { value: printed, limit: computed }))
}

function editionRefusals(disclosure: Disclosure, numbers: Readonly<Record<string, unknown>>): Found {
  return DISCLOSED_KINDS.flatMap(kind => {
    const named = disclosure.editions.find(one => one.kind === kind)
    const digest = digestOf(numbers[kind] as Json)
    return named?.digest === digest
      ? []
      : [
          refusal('certificate_edition_altered' as const, `numbers.${kind}`, {
            value: digest,
            limit: named?.digest ?? 'none',
          }),
        ]
  })
}

/**
 * Marks -> score -> technology grade (of the fair score where one is disclosed), held down by the measured minimum;
 * with the risk grade -> grade.
 */
function gradeRefusals(disclosure: Disclosure, numbers: DisclosedNumbers): Found {
  const model = compileModels(numbers.rubric, numbers.models).get(disclosure.model)
  if (model === undefined || model.codes.join(' ') !== disclosure.marks.map(one => one.indicator).join(' '))
    return [
      refusal('certificate_not_recomputed', 'marks', { value: disclosure.model, limit: 'the indicators of the model' }),
    ]
  const marks = disclosure.marks.map((one): ConsolidatedMark => ({ ...one, spread: 0 }))
  const score = technologyScore(model, marks)
  const grades = compileGrades(numbers.grades)
  const minima = numbers.rubric.minimum_quantitative_score.values
  // What marks stand for cannot be told without the severities: the score of it is taken as disclosed.
  const deciding = disclosure.fair_score === undefined ? score.total : millionths(disclosure.fair_score)
  const reached = TECHNOLOGY_GRADES.slice(TECHNOLOGY_GRADES.indexOf(technologyGradeOf(grades, deciding)))
  const technology = reached.find(grade => score.quantitative >= millionths(minima[grade] ?? '0')) ?? 'T10'
  const found: Found = []
  compared(found, 'score', pointsText(score.total), disclosure.score)
  compared(found, 'quantitative', pointsText(score.quantitative), disclosure.quantitative)
  compared(found, 'technology_grade', technology, disclosure.technology_grade)
  compared(found, 'grade', finalGradeOf(grades, technology, disclosure.risk_grade), disclosure.grade)
  return found
}

function validityRefusals({ certificate }: Disclosure, numbers: DisclosedNumbers): Found {
  const found: Found = []
  const last = lastDay(calendarDate(certificate.issued_on), numbers)
  compared(found, 'certificate.valid_until', last, certificate.valid_until)
  return found
}

type Terms = NonNullable<Disclosure['terms']>
type Programme = DisclosedNumbers['programmes']['programmes'][number]

const rates = (
  codes: readonly string[],
  rows: readonly { readonly code: string; readonly rate: { readonly value: string } }[],
): Fixed[] => codes.flatMap(code => rows.filter(row => row.code === code).map(row => fixed(row.rate.value)))

function ratioFor(terms: Terms, programme: Programme, numbers: DisclosedNumbers): Fixed | undefined {
  const { coverage } = numbers.terms
  if (terms.coverage.row !== 'basic') {
    const row = programme.coverage.find(one => one.code === terms.coverage.row)
    return row === undefined ? undefined : fixed(row.ratio.value)
  }
  const reductions = coverage.reductions.filter(one => terms.coverage.reductions.includes(one.code))
  if (reductions.length !== terms.coverage.reductions.length) return undefined
  return ratioOf(
    fixed(coverage.basic.value),
    reductions.map(one => fixed(one.by.value)),
  )
}

/** The limit an edition states for a cap; undefined where it is no fixed amount or none of the edition's. */
function statedLimit(
  code: string,
  disclosure: Disclosure,
  programme: Programme,
  numbers: DisclosedNumbers,
): string | undefined {
  if (code === 'grade_ceiling') return numbers.terms.ceiling_by_grade.values[disclosure.grade]
  const rules: readonly LimitRule[] = [...numbers.terms.statutory_caps, ...numbers.terms.caps, ...programme.limits]
  return rules.find(rule => rule.code === code)?.amount?.value
}

/** The most a cap's room can be as disclosed: its limit on the guarantee side, and never more than was given. */
function mostRoom(cap: Terms['caps'][number], terms: Terms, ratio: Fixed): Money {
  const given = moneyFromText(terms.guaranteed)
  if (cap.limit === null) return given
  const limit = moneyFromText(cap.limit)
  return minMoney(given, cap.side === 'loan' ? portionRoundedDown(limit, ratio) : limit)
}

function termsRefusals(disclosure: Disclosure, terms: Terms, numbers: DisclosedNumbers): Found {
  const programme = numbers.programmes.programmes.find(one => one.code === disclosure.programme)
  const ratio = programme === undefined ? undefined : ratioFor(terms, programme, numbers)
  if (programme === undefined || ratio === undefined)
    return [
      refusal('certificate_not_recomputed', 'terms.coverage', {
        value: terms.coverage.row,
        limit: 'a row of the editions',
      }),
    ]
  const found: Found = []
  compared(found, 'terms.ratio', fixedText(ratio), terms.ratio)
  const asked = moneyFromText(terms.loan_asked)
  let room = splitLoan(asked, ratio).guaranteed
  for (const cap of terms.caps) {
    const left = minMoney(moneyFromText(cap.room), mostRoom(cap, terms, ratio))
    compared(found, `terms.caps.${cap.code}.room`, moneyText(left), cap.room)
    const stated = statedLimit(cap.code, disclosure, programme, numbers)
    compared(found, `terms.caps.${cap.code}.limit`, stated ?? 'none', cap.limit ?? 'none')
    room = minMoney(room, left)
  }
  const cover = coverOf(asked, room, ratio, moneyFromText(numbers.terms.rounding.guarantee_step.value))
  compared(found, 'terms.loan', moneyText(cover.loan), terms.loan)
  compared(found, 'terms.guaranteed', moneyText(cover.guaranteed), terms.guaranteed)
  compared(found, 'terms.bank_share', moneyText(cover.bankShare), terms.bank_share)
  found.push(...feeRefusals(disclosure, terms, programme, numbers))
  found.push(...standingRefusals(disclosure, terms, programme, numbers))
  const gates = programme.gates.map(gate => ({
    code: gate.code,
    share: fixed(gate.share.value),
    trl: Number(gate.trl.value),
  }))
  const tranches = tranchesOf(cover.guaranteed, gates, disclosure.trl ?? undefined)
  const written = tranches.map(one => `${one.gate} ${one.amount} ${one.isReleased}`).join(', ')
  compared(
    found,
    'terms.tranches',
    written,
    terms.tranches.map(one => `${one.gate} ${one.amount} ${one.released}`).join(', '),
  )
  const pledge =
    programme.pledge_share === undefined
      ? 'none'
      : moneyText(pledgeOf(cover, ratio, fixed(programme.pledge_share.value)))
  compared(found, 'terms.pledge', pledge, terms.pledge ?? 'none')
  return found
}

function feeRefusals(disclosure: Disclosure, terms: Terms, programme: Programme, numbers: DisclosedNumbers): Found {
  const { fees, rounding } = numbers.terms
  const own = terms.fee.discounts.includes('programme') ? [fixed(programme.fee.discount?.value ?? '0')] : []
  const rate =
    programme.fee.fixed !== undefined
      ? fixed(programme.fee.fixed.value)
      : feeRateOf(
          fixed(fees.base_by_grade.values[disclosure.grade] ?? fees.maximum.value),
          rates(terms.fee.surcharges, fees.surcharges),
          [...rates(terms.fee.discounts, fees.discounts), ...own],
          { minimum: fixed(fees.minimum.value), maximum: fixed(fees.maximum.value) },
        )
  const days = feeDays(calendarDate(disclosure.record.day), terms.term_months)
  const first = feeOf(
    moneyFromText(terms.guaranteed),
    rate,
    days,
    BigInt(fees.day_count.value),
    moneyFromText(rounding.fee_step.value),
  )
  const known = new Set([...fees.surcharges, ...fees.discounts].map(one => one.code).concat('programme'))
  const strange = [...terms.fee.surcharges, ...terms.fee.discounts].filter(code => !known.has(code))
  const found: Found = strange.map(code =>
    refusal('certificate_not_recomputed', 'terms.fee', { value: code, limit: 'a row of the editions' }),
  )
  compared(found, 'terms.fee.rate', fixedText(rate), terms.fee.rate)
  compared(found, 'terms.fee.days', String(days), String(terms.fee.days))
  compared(found, 'terms.fee.first', moneyText(first), terms.fee.first)
  return found
}

/**
 * Whether a disclosure follows from its own numbers.
 *
 * @param numbers the attached editions, kind -> edition as published
 * @returns every field that differs, with what is printed and what was computed (`certificate_not_recomputed`), and
 *          every edition that is not the one the record names (`certificate_edition_altered`)
 */
export function recomputed(disclosure: Disclosure, numbers: unknown): Result<true, CertificateRefusal | InputCode> {
  const read = parsed(numbersSchema, numbers)
  if (!read.ok) return read
  const found = [
    ...editionRefusals(disclosure, numbers as Readonly<Record<string, unknown>>),
    ...validityRefusals(disclosure, read.value),
    ...gradeRefusals(disclosure, read.value),
    ...(disclosure.terms === null ? [] : termsRefusals(disclosure, disclosure.terms, read.value)),
  ]
  return found.length === 0 ? ok(true) : { ok: false, refusals: found }
}
