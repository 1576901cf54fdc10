/** `audit verify`: is the audit log in the database what it was when its heads were signed? */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { headKeysIn, keptHeads } from '../platform/audit/heads.ts'
import { auditVerdict } from '../platform/audit/reader.ts'
import type { AuditVerdict } from '../platform/audit/verification.ts'
import { openEmbedded } from '../platform/db/embedded.ts'
import { isFile } from '../platform/folders.ts'
import { config, keyFolder } from './certificates.ts'
import { type Command, misused, print, refuseWith } from './command.ts'

/** What was found, in lines. */
export function verdictLines(
  { size, waiting, heads, fault }: AuditVerdict,
  kept: number,
  seconds: number,
): readonly string[] {
  const rest = [
    ...(waiting === 0 ? [] : [`  waiting     ${waiting} leaves under no head yet`]),
    `  took        ${seconds.toFixed(1)} s`,
  ]
  if (fault === undefined)
    return [
      'audit log: as it was signed',
      `  leaves      ${size}, each hashed again`,
      `  heads       ${heads} in the database, ${kept} kept outside it`,
      ...rest,
    ]
  const sequence = fault.sequence === null ? '' : ` (sequence ${fault.sequence})`
  return ['audit log: not as it was signed', `  first bad   leaf ${fault.leaf}${sequence} ${fault.what}`, ...rest]
}

/** The database to read: the one of DATABASE_URL, else the embedded one of DATA_DIR, started where it does not run. */
async function verdictOf(
  lines: ReturnType<typeof keptHeads>,
  keyList: string,
  url: string | undefined,
): Promise<AuditVerdict> {
  const keys = headKeysIn(keyList)
  if (url !== undefined) return auditVerdict({ connectionString: url }, lines, keys)
  const server = await openEmbedded({ folder: join(config.dataFolder, 'database') })
  try {
    return await auditVerdict({ ...server.superuser, database: 'tech_guarantee' }, lines, keys)
  } finally {
    await server.close()
  }
}

export const auditCommand: Command = {
  name: 'audit',
  usage: 'verify [--heads FILE] [--keys FILE]',
  summary: 'checks the audit log: 0 as it was signed, 1 not, and the first bad leaf',
  help: [
    'Reads every leaf from the database (DATABASE_URL, else the embedded one of DATA_DIR) over a connection of its',
    'own, hashes it again, builds the tree again, and holds both against the heads kept outside the database: the file',
    'DATA_DIR/audit-heads.jsonl, or the one --heads names, such as a copy at a bank. Where the file holds the hashes',
    'of the leaves too, the first bad leaf is named exactly; with heads alone, an edit that was carried through every',
    'hash of the database is named by the first leaf under the head that no longer fits.',
    'The public keys are those of DATA_DIR/keys/audit/audit-head-keys.json unless --keys names others.',
  ],
  run: async args => {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      strict: false,
      options: { heads: { type: 'string' }, keys: { type: 'string' } },
    })
    if (positionals.join(' ') !== 'verify') return misused('audit verify', positionals.join(' '))
    const text = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise)
    const headsPath = text(values['heads'], join(config.dataFolder, 'audit-heads.jsonl'))
    const keysPath = text(values['keys'], join(keyFolder, 'audit', 'audit-head-keys.json'))
    for (const path of [headsPath, keysPath])
      if (!isFile(path)) return refuseWith('file_missing', path, { value: path, limit: 'a file of the audit log' })
    const begun = performance.now()
    // Read before the database: what is kept is in it, and what joins meanwhile is only not yet kept.
    const lines = keptHeads(headsPath)
    const verdict = await verdictOf(lines, keysPath, process.env['DATABASE_URL'])
    print(verdictLines(verdict, lines.length, (performance.now() - begun) / 1000).join('\n'))
    return verdict.fault === undefined ? 0 : 1
  },
}
