/** `calc trl`: how ready a technology is by the questions of its kind, beside making it and its market. */
import { ok } from '../../kernel/result.ts'
import { type ReadinessPart, scalesOf } from '../../technology/readiness/edition.ts'
import { judged, type Level } from '../../technology/readiness/judging.ts'
import { readinessAnswers, readinessView } from '../../technology/readiness/schema.ts'
import { type Formula, formula } from './formula.ts'

const shown = ({ lacking, idle, ...level }: Level) => ({
  ...level,
  lacking: lacking.map(one => ({ ...one, evidence: [...one.evidence] })),
  idle: [...idle],
})

export function readinessFormula(part: ReadinessPart): Formula {
  const scales = scalesOf(part)
  return formula({
    name: 'trl',
    title: { ko: '기술성숙도', en: 'Readiness by questions', zh: '技术成熟度' },
    source: 'NASA NPR 7123.1, Horizon 2020 Annex G and US DoD MRL levels; questions of rules/worth, readiness',
    input: readinessAnswers,
    output: readinessView,
    compute: input => {
      const found = judged(input, scales)
      if (!found.ok) return found
      const { technology, manufacturing, market } = found.value
      const { kind, conversion_mode, pilot_platform } = input
      return ok({
        ...{ kind, conversion_mode, pilot_platform },
        ...{ technology: shown(technology), manufacturing: shown(manufacturing), market: shown(market) },
      })
    },
  })
}
