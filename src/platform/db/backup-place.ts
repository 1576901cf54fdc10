/** How the folder of backups is laid out: base backups by their moment, and the server's log (WAL) file by file. */
import { join } from 'node:path'

export const basesOf = (folder: string): string => join(folder, 'base')
export const walOf = (folder: string): string => join(folder, 'wal')

/** A path that a shell and PostgreSQL's own %-signs cannot take for anything else. */
function plainPath(folder: string): string {
  if (!/^\/[\w./-]+$/.test(folder))
    throw new Error(`the folder of backups '${folder}' holds more than letters, digits and ./_-`)
  return folder
}

/**
 * The shell command by which PostgreSQL hands over a finished WAL file: never over one that is there, written beside,
 * put to disk, moved into place. What is there and the same is done already (the server asks again after a crash).
 */
export function archiveCommandFor(folder: string): string {
  const kept = `${plainPath(walOf(folder))}/%f.gz`
  const isKept = `test -f ${kept} && gunzip -c ${kept} | cmp -s - %p`
  const keep = `gzip -c %p > ${kept}.part && sync ${kept}.part && mv ${kept}.part ${kept}`
  return `${isKept} || { test ! -f ${kept} && ${keep}; }`
}

/** The command by which it asks for one back. */
export const restoreCommandFor = (folder: string): string => `gunzip -c ${plainPath(walOf(folder))}/%f.gz > %p`
