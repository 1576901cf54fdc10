/** `restore`: the embedded database as it was at a named second. */
import { parseArgs } from 'node:util'
import { restore } from '../platform/db/restore.ts'
import { backupFolders } from './backup.ts'
import { type Command, type ExitCode, misused, print } from './command.ts'

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?(Z|[+-]\d\d:\d\d)$/

function momentOf(text: string | undefined): Date | null {
  if (text === undefined) return null
  if (!MOMENT.test(text) || Number.isNaN(Date.parse(text)))
    return misused('--to a moment with its zone, such as 2026-11-23T01:02:03Z or 2026-11-23T10:02:03+09:00', text)
  return new Date(text)
}

export const restoreCommand: Command = {
  name: 'restore',
  usage: '[--to TIME]',
  summary: 'brings the embedded database back as it was at a second, from BACKUP_DIR',
  help: [
    'Takes the newest base backup before TIME, checks every file against its digest, plays the kept log on it until',
    'TIME, and puts the result in place of DATA_DIR/database; without --to, until the end of everything kept.',
    'Stop the service first.',
    'What stood there is moved aside, not deleted; where the restore fails it is put back.',
    'The log that the stopped server had not handed over yet is taken from its files: the last minute is not missing.',
  ],
  run: async (args): Promise<ExitCode> => {
    const { values } = parseArgs({ args: [...args], strict: false, options: { to: { type: 'string' } } })
    const to = momentOf(typeof values['to'] === 'string' ? values['to'] : undefined)
    const report = await restore({ ...backupFolders(), to })
    print(
      [
        `restored      from ${report.from}`,
        `last change   ${report.lastTransactionAt ?? 'the base backup itself'}`,
        ...(report.movedAside === null ? [] : [`moved aside   ${report.movedAside}`]),
      ].join('\n'),
    )
    return 0
  },
}
