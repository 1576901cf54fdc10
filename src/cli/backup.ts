/** `backup`: a base backup of the embedded database, taken while the service works. */
import { serviceConfigOf } from '../platform/config.ts'
import { takeBackup } from '../platform/db/backup.ts'
import { databaseFolderOf } from '../platform/db/service-database.ts'
import { type Command, type ExitCode, misused, print, refuseWith } from './command.ts'

/** Folders of the embedded database and of its backups; a server of DATABASE_URL is backed up by its own means. */
export function backupFolders(): { readonly folder: string; readonly backupFolder: string } {
  const { config, errors } = serviceConfigOf(process.env)
  if (errors.length > 0) return refuseWith('command_misused', '', { limit: errors.join('; ') })
  const { backupFolder } = config.database
  if (backupFolder === undefined)
    return misused('BACKUP_DIR in the environment, the same for the service, backup and restore, and no DATABASE_URL')
  return { folder: databaseFolderOf(config.dataFolder), backupFolder }
}

export const backupCommand: Command = {
  name: 'backup',
  usage: '',
  summary: 'takes a base backup of the embedded database into BACKUP_DIR, while the service works',
  help: [
    'Copies the files of DATA_DIR/database into BACKUP_DIR/base, each with its digest, while requests are served.',
    'The service, started with the same BACKUP_DIR, hands over its log (WAL) to BACKUP_DIR/wal at least once a minute:',
    'from the end of a base backup on, every second can be restored (`restore --to`). Keep BACKUP_DIR on another disk,',
    'and copy it away: `cp -a` and rsync do, nothing in it changes once it stands.',
    'DATA_DIR/keys is not in it: keep that apart.',
  ],
  run: async (args): Promise<ExitCode> => {
    if (args.length > 0) return misused('no arguments', args.join(' '))
    const { folder, endedAt, files, bytes } = await takeBackup(backupFolders())
    print([`backup       ${folder}`, `whole since  ${endedAt}`, `files        ${files}, ${bytes} bytes`].join('\n'))
    return 0
  },
}
