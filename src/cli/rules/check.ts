/** `rules check <dir>`: every edition of a folder read and checked whole. */
import { readRuleBook } from '../../appraisal/rule-book.ts'
import { isFolder, textsBelow } from '../../platform/folders.ts'
import { findingOf, isRulesCode } from '../../rules/checks.ts'
import { misused, print, problemOf, refuseWith } from '../command.ts'
import type { Verb } from './verb.ts'

export const check: Verb = {
  name: 'check',
  usage: '<dir>',
  help: [
    'checks a folder of editions: 0 clean, 2 with findings and places. Findings name the file, the place in it,',
    'the value found and what is due: unknown operators and units, numbers without a source, gaps in tables,',
    'weights that do not follow from their matrices.',
  ],
  run: args => {
    const [folder, ...more] = args
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

/** Problem and remedy of a finding about a rule file, in words. */
function said({ code, at, ...params }: { readonly code: string; readonly at: string }) {
  if (!isRulesCode(code)) return {}
  const { problem, fix } = findingOf('', { code, at, params })
  return { problem, fix }
}
