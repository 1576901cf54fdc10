/** `rules check <dir>`: every edition of a folder read and checked whole. */
import { z } from 'zod'
import { readRuleBook } from '../../appraisal/rule-book.ts'
import { isFolder, textsBelow } from '../../platform/folders.ts'
import { findingOf, isRulesCode } from '../../rules/checks.ts'
import { misused, print, problemOf, refuseWith, wordsOf } from '../command.ts'
import { codeOf, editionAt, served, USAGE } from './served.ts'
import type { Verb } from './verb.ts'

export const check: Verb = {
  name: 'check',
  usage: `<dir> | <kind/edition> ${USAGE}`,
  help: [
    'checks a folder of editions: 0 clean, 2 with findings and places. Findings name the file, the place in it,',
    'the value found and what is due: unknown operators and units, numbers without a source, gaps in tables,',
    'weights that do not follow from their matrices. With --api it is a draft of the service, in the book it would',
    'stand in: 0 checked, 1 with findings.',
  ],
  run: async args => {
    const { values, positionals } = wordsOf(args, 'api')
    if (values.api !== undefined) return checkedThere(values.api, positionals[0])
    const [folder, ...more] = positionals
    if (folder === undefined || more.length > 0) return misused('rules check <dir>', args.join(' '))
    if (!isFolder(folder)) return refuseWith('file_missing', folder, { value: folder, limit: 'a folder of editions' })
    const files = textsBelow(folder)
    const book = readRuleBook(files)
    if (book.ok) {
      print(`${folder}: ${files.size} files, no finding`)
      return 0
    }
    const problem = problemOf(book.refusals)
    const errors = problem.errors.map(one => (isRulesCode(one.code) ? { ...one, ...said(one) } : one))
    process.stderr.write(`${JSON.stringify({ ...problem, errors }, null, 2)}\n`)
    return 2
  },
}

const checkShown = z.looseObject({
  findings: z.array(z.looseObject({ code: z.string(), severity: z.string(), at: z.string() })),
})

/** A draft of a running service, checked there. */
async function checkedThere(api: string, name: string | undefined) {
  const answer = await served(api, { method: 'POST', path: `${editionAt(name)}/check` })
  if (answer === undefined) return codeOf(answer)
  const { findings } = checkShown.parse(answer)
  for (const one of findings) print(`${one.severity} ${one.code} ${one.at}`)
  print(`${name}: ${findings.length === 0 ? 'no finding' : `${findings.length} findings`}`)
  return findings.some(one => one.severity === 'error') ? 1 : 0
}

/** Problem and remedy of a finding about a rule file, in words. */
function said({ code, at, ...params }: { readonly code: string; readonly at: string }) {
  if (!isRulesCode(code)) return {}
  const { problem, fix } = findingOf('', { code, at, params })
  return { problem, fix }
}
