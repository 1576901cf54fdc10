/** `rules export`: an edition as decision tables, in a workbook or as DMN. */
import { writeFileSync } from 'node:fs'
import { carriedOut, FORMATS } from '../../policy/exchange/service.ts'
import { type ExitCode, granted, languageOf, misused, print, wordsOf } from '../command.ts'
import { editionNamed, shippedFactTypes } from './editions-named.ts'
import type { Verb } from './verb.ts'

const USAGE = '<edition or file> --to xlsx|dmn --out <file> [--lang ko|en|zh]'

export const exported: Verb = {
  name: 'export',
  usage: USAGE,
  help: [
    'writes an edition as decision tables: a workbook in which every cell is a text, or DMN 1.3. The same edition',
    'gives the same bytes. What the form has not is listed in it.',
  ],
  run: async (args): Promise<ExitCode> => {
    const { values, positionals } = wordsOf(args, 'to', 'out', 'lang')
    const [named, ...more] = positionals
    const format = FORMATS.find(one => one === values.to)
    if (named === undefined || more.length > 0 || format === undefined || values.out === undefined)
      return misused(`rules export ${USAGE}`, args.join(' '))
    const { content } = editionNamed(named)
    const types = shippedFactTypes(content.in_force_from)
    const bytes = granted(await carriedOut(content, types, format, languageOf(values.lang, 'ko')))
    writeFileSync(values.out, bytes)
    print(`${values.out}: ${content.kind}/${content.edition}, ${bytes.length} bytes`)
    return 0
  },
}
