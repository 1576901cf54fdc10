/** `rules check <dir>`: every edition of a folder read and checked whole. */
import { readRuleBook } from '../appraisal/rule-book.ts'
import { isFolder, textsBelow } from '../platform/folders.ts'
import { type Command, misused, print, problemOf, refuseWith } from './command.ts'

export const rulesCommand: Command = {
  name: 'rules',
  usage: 'check <dir>',
  summary: 'checks a folder of editions: 0 clean, 2 with findings and places',
  help: [
    'Findings name the file, the place in it, the value found and what is due: unknown operators and units,',
    'numbers without a source, gaps in tables, weights that do not follow from their matrices.',
  ],
  run: args => {
    const [verb, folder, ...more] = args
    if (verb !== 'check' || folder === undefined || more.length > 0) return misused('rules check <dir>', args.join(' '))
    if (!isFolder(folder)) return refuseWith('file_missing', folder, { value: folder, limit: 'a folder of editions' })
    const files = textsBelow(folder)
    const book = readRuleBook(files)
    if (book.ok) {
      print(`${folder}: ${files.size} files, no finding`)
      return 0
    }
    process.stderr.write(`${JSON.stringify(problemOf(book.refusals), null, 2)}\n`)
    return 2
  },
}
