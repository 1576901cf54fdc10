/** How fast one case goes the way: over the shipped cases, in turn. */
import { join } from 'node:path'
import { type Appraisal, appraise, gradedOf } from '../../appraisal/appraise.ts'
import { recordOf } from '../../appraisal/record.ts'
import type { Rules } from '../../appraisal/rule-book.ts'
import type { Case } from '../../appraisal/schema.ts'
import { NO_USE } from '../../decision/caps.ts'
import { recommend } from '../../decision/recommendation.ts'
import { moneyFromText } from '../../kernel/money.ts'
import { HOME, textsBelow } from '../../platform/folders.ts'
import { rulesByDay } from '../../services.ts'
import { caseFileOf } from '../carried.ts'
import { granted, shippedRules } from '../command.ts'
import { type Measure, microsecondsP50 } from '../measure.ts'

type Ready = { readonly rules: Rules; readonly theCase: Case; readonly appraisal: Appraisal }

let ready: readonly Ready[] | undefined

/** The shipped cases with the rules of their days, made ready once for each set of editions, as the service does. */
function cases(): readonly Ready[] {
  if (ready !== undefined) return ready
  const book = shippedRules()
  const rulesOf = rulesByDay(() => book)
  ready = [...textsBelow(join(HOME, 'fixtures/applications')).values()].map(text => {
    const theCase = caseFileOf(text).case
    const rules = granted(rulesOf(theCase.day))
    return { rules, theCase, appraisal: granted(appraise(rules, theCase)) }
  })
  return ready
}

const CALLS = 4000

/** Runs over the cases in turn; the median is over calls of all of them. */
function p50(list: readonly Ready[], run: (one: Ready) => unknown): number {
  return microsecondsP50(call => run(list[call % list.length] as Ready), CALLS)
}

/** Score, risk, grade, clauses fully traced, terms: what is asked again for every change of a rule or a mark. */
function scoredAndDecided({ rules, theCase, appraisal }: Ready): unknown {
  const model = rules.models.get(appraisal.graded.score.model)
  const programme = rules.policy.programmes.get(theCase.application.programme)
  if (model === undefined || programme === undefined) throw new Error('a shipped case is appraised')
  const graded = gradedOf(rules, model, appraisal.sheet.marks, appraisal.row)
  return recommend(rules.policy, appraisal.row, {
    programme,
    purpose: theCase.application.request.purpose,
    loan: moneyFromText(theCase.application.request.loan_amount),
    termMonths: theCase.application.request.term_months,
    grade: graded.grade,
    trl: appraisal.readiness.trl,
    uses: { firm: NO_USE, group: NO_USE, isGroupKnown: true, external: [] },
    day: rules.day,
    holidays: rules.holidays,
  })
}

const valued = () => cases().filter(one => one.appraisal.worth.state === 'valued')

export const measures: readonly Measure[] = [
  {
    name: 'appraisal.decision',
    says: 'Score, risk, grade, all clauses traced and terms of a shipped case, the middle call.',
    unit: 'us',
    better: 'lower',
    bar: { of: 'value', is: 100 },
    take: () => ({ value: p50(cases(), scoredAndDecided) }),
  },
  {
    name: 'appraisal.whole',
    says: 'The whole way of a shipped case with a valuation, to its canonical record and digest, the middle call.',
    unit: 'us',
    better: 'lower',
    bar: { of: 'value', is: 1000 },
    take: () => ({
      value: p50(valued(), ({ rules, theCase }) => recordOf(granted(appraise(rules, theCase)), theCase, rules)),
      note: `Over ${valued().length} cases.`,
    }),
  },
]
