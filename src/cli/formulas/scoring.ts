/** The published formulas of scoring, each run alone with the tables of the editions in force. */
import { z } from 'zod'
import type { Rules } from '../../appraisal/rule-book.ts'
import { ok, refusal, refuse } from '../../kernel/result.ts'
import { code, decimalText } from '../../kernel/text.ts'
import { MARKS } from '../../panel/schema.ts'
import { businessNumberCheckDigit } from '../../party/identifiers.ts'
import { matrixOf, priorities } from '../../scoring/ahp.ts'
import { finalGradeOf, technologyGradeOf } from '../../scoring/grades.ts'
import { FINAL_GRADES, TECHNOLOGY_GRADES } from '../../scoring/grades-schema.ts'
import { riskScore } from '../../scoring/risk.ts'
import { RISK_GRADES } from '../../scoring/risk-schema.ts'
import { millionths, pointsText, technologyScore } from '../../scoring/score.ts'
import { type Formula, formula } from './formula.ts'

const score = (rules: Rules): Formula =>
  formula({
    name: 'technology-score',
    title: { ko: '기술평점', en: 'Technology score', zh: '技术得分' },
    source: 'rules/models weights x rules/rubric mark_points; weighted A-E marks as KB604 describes',
    input: z.strictObject({ model: code, marks: z.record(code, z.enum(MARKS)) }),
    output: z.strictObject({
      items: z.array(
        z.strictObject({ indicator: code, mark: z.enum(MARKS), points: decimalText, points_max: decimalText }),
      ),
      score: decimalText,
      quantitative: decimalText,
      technology_grade: z.enum(TECHNOLOGY_GRADES),
    }),
    compute: ({ model, marks }) => {
      const compiled = rules.models.get(model)
      if (compiled === undefined)
        return refuse(
          refusal('formula_input_unknown', 'model', { value: model, limit: [...rules.models.keys()].join(', ') }),
        )
      const missing = compiled.codes.filter(indicator => marks[indicator] === undefined)
      if (missing.length > 0)
        return refuse(...missing.map(indicator => refusal('mark_missing', 'marks', { value: indicator })))
      const given = compiled.codes.map(indicator => ({
        indicator,
        mark: marks[indicator] ?? 'E',
        basis: 'judged' as const,
        spread: 0,
      }))
      const found = technologyScore(compiled, given)
      return ok({
        items: found.items.map(item => ({
          indicator: item.indicator,
          mark: item.mark,
          points: pointsText(item.points),
          points_max: pointsText(item.pointsMax),
        })),
        score: pointsText(found.total),
        quantitative: pointsText(found.quantitative),
        technology_grade: technologyGradeOf(rules.grades, found.total),
      })
    },
  })

const risk = (rules: Rules): Formula =>
  formula({
    name: 'risk-score',
    title: { ko: '위험평점', en: 'Risk score', zh: '风险得分' },
    source: 'rules/risk scorecards, estimated from PBD and SBAC',
    input: z.strictObject({ scorecard: z.enum(['growth', 'startup']), inputs: z.record(code, z.string().max(40)) }),
    output: z.strictObject({
      scorecard: code,
      base: z.int(),
      items: z.array(
        z.strictObject({ attribute: code, value: z.string().nullable(), band: z.string(), points: z.int() }),
      ),
      total: z.int(),
      grade: z.enum(RISK_GRADES),
    }),
    compute: ({ scorecard, inputs }) => {
      const wrong = Object.entries(inputs).filter(([, text]) => !/^(true|false|-?\d+(\.\d+)?)$/.test(text))
      if (wrong.length > 0)
        return refuse(
          ...wrong.map(([name, value]) =>
            refusal('input_malformed', `inputs.${name}`, { value, limit: 'decimal text, true or false' }),
          ),
        )
      const found = riskScore(rules.risk, scorecard, inputs)
      return ok({ ...found, items: found.items.map(item => ({ ...item })) })
    },
  })

const matrix = (rules: Rules): Formula =>
  formula({
    name: 'final-grade',
    title: { ko: '최종등급', en: 'Final grade', zh: '最终等级' },
    source: 'rules/grades technology_score_min and matrix; the matrix as ETN06 describes it',
    input: z.strictObject({ score: decimalText, risk_grade: z.enum(RISK_GRADES) }),
    output: z.strictObject({ technology_grade: z.enum(TECHNOLOGY_GRADES), grade: z.enum(FINAL_GRADES) }),
    compute: ({ score: text, risk_grade }) => {
      const isScore = /^\d{1,3}(\.\d{1,6})?$/.test(text) && millionths(text) <= 100_000_000
      if (!isScore)
        return refuse(refusal('input_out_of_bounds', 'score', { value: text, limit: '0 to 100, at most six decimals' }))
      const technology = technologyGradeOf(rules.grades, millionths(text))
      return ok({ technology_grade: technology, grade: finalGradeOf(rules.grades, technology, risk_grade) })
    },
  })

const ahp = (): Formula =>
  formula({
    name: 'ahp-priorities',
    title: { ko: 'AHP 가중치', en: 'AHP priorities', zh: 'AHP 权重' },
    source: 'SAATY80, principal eigenvector of a pairwise matrix',
    input: z.strictObject({
      order: z.array(code).min(2).max(15),
      comparisons: z.record(
        code,
        z.record(
          code,
          z
            .string()
            .max(8)
            .regex(/^([1-9]|1\/[1-9])$/),
        ),
      ),
    }),
    output: z.strictObject({ weights: z.record(code, decimalText), eigenvalue: decimalText }),
    compute: ({ order, comparisons }) => {
      const absent = order.flatMap((row, place) =>
        order
          .slice(place + 1)
          .filter(column => comparisons[row]?.[column] === undefined && comparisons[column]?.[row] === undefined)
          .map(column => `${row}/${column}`),
      )
      if (absent.length > 0)
        return refuse(
          ...absent.map(pair =>
            refusal('input_field_missing', 'comparisons', { value: pair, limit: 'one judgement for each pair' }),
          ),
        )
      const found = priorities(matrixOf(order, comparisons))
      const text = (value: number): string => decimalOfFloat(value)
      const weights = Object.fromEntries(order.map((name, place) => [name, text(found.weights[place] ?? 0)]))
      return ok({ weights, eigenvalue: text(found.eigenvalue) })
    },
  })

/** Six decimals of a statistic; it is no promise to anybody. */
const decimalOfFloat = (value: number): string => {
  const millionth = BigInt(Math.round(value * 1_000_000))
  return `${millionth / 1_000_000n}.${String(millionth % 1_000_000n).padStart(6, '0')}`
}

const checkDigit = (): Formula =>
  formula({
    name: 'business-number-check-digit',
    title: { ko: '사업자등록번호 검증번호', en: 'Check digit of a business number', zh: '营业登记号校验位' },
    source: 'weights 1 3 7 1 3 7 1 3 5, as the tax office publishes them',
    input: z.strictObject({
      digits: z
        .string()
        .length(9)
        .regex(/^[0-9]{9}$/),
    }),
    output: z.strictObject({ check_digit: z.int() }),
    compute: ({ digits }) => ok({ check_digit: businessNumberCheckDigit(digits) }),
  })

export const scoringFormulas = (rules: Rules): readonly Formula[] => [
  score(rules),
  risk(rules),
  matrix(rules),
  ahp(),
  checkDigit(),
]
