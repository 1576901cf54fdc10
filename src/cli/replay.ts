/** `replay`: one decision run again, byte for byte; or all that are stored. */
import { replay } from '../appraisal/replay.ts'
import { type Command, misused, print, textOf, wordsOf } from './command.ts'
import { EDITIONS_HELP, EDITIONS_USAGE, grantedUnder, knownRules } from './known-rules.ts'
import { replayAll } from './replay-all.ts'

export const replayCommand: Command = {
  name: 'replay',
  usage: `<record.json> | --all [--folder FOLDER] ${EDITIONS_USAGE}`,
  summary: 'runs stored decisions again: 0 identical, 1 differs and says where first',
  help: [
    'The editions a record names must be known and be the same to the byte.',
    ...EDITIONS_HELP,
    '',
    '--all           every decision in the database (DATABASE_URL, else the embedded one of DATA_DIR), as a run whose',
    '                parts are shared: begun again elsewhere it joins in, ended in the middle it is gone on with; the',
    '                report counts by engine and edition, and lists what differs or cannot be run',
    '--folder FOLDER instead the records of a folder, *.json',
    '--threads N     how many records are run at once in this process; as many as there are processors',
    '--json          the report as JSON',
  ],
  run: async args => {
    if (args.includes('--all')) return await replayAll(args)
    const { values, positionals } = wordsOf(args, 'editions')
    const [path, ...more] = positionals
    if (path === undefined || more.length > 0) return misused('one record file, or --all', args.join(' '))
    const text = textOf(path)
    const book = await knownRules(values.editions)
    const found = grantedUnder(book, replay(text, book))
    if (found.isIdentical) {
      print(`${path}: identical`)
      return 0
    }
    const { at, recorded, computed } = found.first
    print(`${path}: differs first at ${at === '' ? 'the whole' : at}: recorded ${recorded}, computed ${computed}`)
    return 1
  },
}
