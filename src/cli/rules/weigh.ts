/** `rules weigh`: the pairwise judgements of several judges, as a draft of the models with the weights they make. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { rulesOn } from '../../appraisal/rule-book.ts'
import { calendarDate, isCalendarDate } from '../../kernel/calendar.ts'
import { parsed, parsedJson } from '../../kernel/schema.ts'
import { code, decimalText, id } from '../../kernel/text.ts'
import { HOME } from '../../platform/folders.ts'
import { copied } from '../../policy/editions/texts.ts'
import { modelsDrafted } from '../../scoring/ahp-draft.ts'
import { judgedTogether } from '../../scoring/ahp-group.ts'
import { modelsSchema } from '../../scoring/models-schema.ts'
import { type ExitCode, granted, misused, print, shippedRules, textOf, wordsOf } from '../command.ts'
import type { Verb } from './verb.ts'

const USAGE = '<judgements.json> --edition <edition> --from <day> --out <folder>'

const judgementsSchema = z.strictObject({
  matrices: z
    .array(
      z.strictObject({
        matrix: code,
        order: z.array(code).min(2).max(15),
        judges: z
          .array(
            z.strictObject({
              judge: id,
              comparisons: z.record(code, z.record(code, z.string().max(30))),
              weight: decimalText.optional(),
            }),
          )
          .min(1)
          .max(50),
      }),
    )
    .min(1)
    .max(100),
})

export const weigh: Verb = {
  name: 'weigh',
  usage: USAGE,
  help: [
    'makes a draft of the models of what judges said pair by pair: the matrices they judged, the weights derived anew,',
    'everything else as shipped. Writes models/<edition>.json and its words, which `rules save` takes as a draft.',
    'Judgements that contradict each other are refused with the pair to ask about again, and nothing is written.',
  ],
  run: (args): ExitCode => {
    const { values, positionals } = wordsOf(args, 'edition', 'from', 'out')
    const [file, ...more] = positionals
    const { edition, from, out } = values
    if (file === undefined || more.length > 0 || edition === undefined || from === undefined || out === undefined)
      return misused(`rules weigh ${USAGE}`, args.join(' '))
    if (!isCalendarDate(from)) return misused('a day for --from, such as 2027-01-01', from)
    const given = granted(parsed(judgementsSchema, granted(parsedJson(textOf(file)))))
    const { models: base, rubric } = granted(rulesOn(shippedRules(), calendarDate(from))).editions
    const shipped = (end: string): unknown =>
      granted(parsedJson(textOf(join(HOME, 'rules/models', `${base.edition}${end}`))))
    const copy = copied({ numbers: shipped('.json'), words: shipped('.words.json') }, { kind: 'models', edition }, from)
    const models = granted(parsed(modelsSchema, copy.numbers))
    const judged = given.matrices.map(({ matrix, order, judges }) => ({
      ...{ matrix, order },
      found: granted(
        judgedTogether(
          order,
          judges.map(one => ({ ...one, weight: Number(one.weight ?? '1') })),
          models.random_index.values,
        ),
      ),
    }))
    const draft = granted(modelsDrafted(models, rubric, judged))
    const folder = join(out, 'models')
    const [numbers, words] = [join(folder, `${edition}.json`), join(folder, `${edition}.words.json`)]
    mkdirSync(folder, { recursive: true })
    writeFileSync(numbers, `${JSON.stringify(draft, null, 2)}\n`)
    writeFileSync(words, `${JSON.stringify(copy.words, null, 2)}\n`)
    print(`${numbers}: ${judged.map(one => one.matrix).join(', ')} judged anew`)
    return 0
  },
}
