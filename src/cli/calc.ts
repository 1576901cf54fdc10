/** `calc <formula>`: every published formula the service uses, run alone: JSON in, JSON out. */
import { z } from 'zod'
import { aftercareOn, carriedOn, rulesOn } from '../appraisal/rule-book.ts'
import { collateralRules } from '../decision/collateral-schema.ts'
import { aftercareOf } from '../guarantee/aftercare.ts'
import { canonicalJson, type Json } from '../kernel/digest.ts'
import { fixed } from '../kernel/fixed.ts'
import { sure } from '../kernel/result.ts'
import { parsedJson } from '../kernel/schema.ts'
import { type Command, type ExitCode, granted, misused, print, refuseWith, shippedRules, typedIn } from './command.ts'
import { agreementFormulas } from './formulas/agreement.ts'
import { ahpFormulas } from './formulas/ahp.ts'
import { collateralFormulas } from './formulas/collateral.ts'
import { decisionFormulas } from './formulas/decision.ts'
import { drawingFormulas } from './formulas/drawing.ts'
import { forecastFormulas } from './formulas/forecast.ts'
import type { Formula } from './formulas/formula.ts'
import { fundFormulas } from './formulas/fund.ts'
import { guaranteeFormulas } from './formulas/guarantee.ts'
import { readinessFormula } from './formulas/readiness.ts'
import { recourseFormulas } from './formulas/recourse.ts'
import { scoringFormulas } from './formulas/scoring.ts'
import { severityFormulas } from './formulas/severity.ts'
import { sharingFormulas } from './formulas/sharing.ts'
import { valuationFormulas } from './formulas/valuation.ts'
import { today } from './settings.ts'

/** All formulas under the rules of today. */
function formulas(): readonly Formula[] {
  const day = today()
  const book = shippedRules()
  const rules = granted(rulesOn(book, day))
  const aftercare = granted(aftercareOn(book, day))
  const damagesMax = fixed(rules.editions.terms.fees.damages_max.value)
  return [
    ...drawingFormulas,
    ...severityFormulas(),
    ...scoringFormulas(rules),
    ...ahpFormulas(rules),
    ...agreementFormulas(),
    ...valuationFormulas(rules.valuation),
    readinessFormula(granted(carriedOn(book, 'worth', day)).readiness),
    ...decisionFormulas(rules.editions),
    ...guaranteeFormulas(rules, aftercare),
    ...recourseFormulas(rules, sure(aftercareOf(aftercare, damagesMax)), granted(carriedOn(book, 'recourse', day))),
    ...fundFormulas(rules, granted(carriedOn(book, 'fees', day)), granted(carriedOn(book, 'fund', day))),
    ...forecastFormulas(Number(granted(carriedOn(book, 'watch', day)).forecast_quarters.value)),
    ...collateralFormulas(collateralRules(granted(carriedOn(book, 'collateral', day)))),
    ...sharingFormulas(granted(carriedOn(book, 'sharing', day)), rules.holidays),
  ]
}

export const calcCommand: Command = {
  name: 'calc',
  usage: '--list | <formula> [--schema] < input.json',
  summary: 'runs one published formula alone: JSON in, JSON out',
  help: [
    '--list names every formula with its source; <formula> --schema prints the JSON Schema of its input and output.',
    'The input is read from stdin; the tables are those of the editions in force today.',
  ],
  run: async (args): Promise<ExitCode> => {
    const [name, option, ...more] = args
    if (name === undefined || more.length > 0)
      return misused('calc --list, or calc <formula> [--schema]', args.join(' '))
    const all = formulas()
    if (name === '--list') {
      for (const one of all) print(`${one.name.padEnd(28)} ${one.title.en} [${one.source}]`)
      return 0
    }
    const formula = all.find(one => one.name === name)
    if (formula === undefined)
      return refuseWith('formula_unknown', '', { value: name, limit: all.map(one => one.name).join(', ') })
    if (option === '--schema') {
      const schema = {
        input: z.toJSONSchema(formula.input, { unrepresentable: 'any' }),
        output: z.toJSONSchema(formula.output, { unrepresentable: 'any' }),
      }
      print(JSON.stringify(schema, null, 2))
      return 0
    }
    if (option !== undefined) return misused('--schema', option)
    const input = granted(parsedJson(await typedIn()))
    print(canonicalJson(granted(formula.run(input)) as Json))
    return 0
  },
}
