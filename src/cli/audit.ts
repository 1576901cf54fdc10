/**
 * `audit verify`: is the audit log in the database what it was when its heads were signed? `audit proof`: does a proof
 * that somebody took away with them still hold, without the service?
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { checksOf, type ProofCheck, type ProofFile, proofFileSchema, signedHeadsIn } from '../kernel/audit-proof.ts'
import { parsed, parsedJson } from '../kernel/schema.ts'
import { type HeadKeys, headKeysIn, keptHeads, readHead } from '../platform/audit/heads.ts'
import { auditVerdict } from '../platform/audit/reader.ts'
import type { AuditVerdict } from '../platform/audit/verification.ts'
import { openEmbedded } from '../platform/db/embedded.ts'
import { isFile } from '../platform/folders.ts'
import { type Command, type ExitCode, granted, misused, print, refuseWith } from './command.ts'
import { config, keyFolder } from './settings.ts'

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
  const server = await openEmbedded({ folder: join(config().dataFolder, 'database') })
  try {
    return await auditVerdict({ ...server.superuser, database: 'tech_guarantee' }, lines, keys)
  } finally {
    await server.close()
  }
}

/** What each check of a proof found, in words. */
const FOUND: Readonly<Record<ProofCheck | 'signature', readonly [holds: string, fails: string]>> = {
  leaf_hash: ['the entry has the hash of the log', 'the entry is not what was hashed: it was altered'],
  leaf_path: [
    'the hash leads to the root of the head',
    'the hash does not lead to the root: entry or proof was altered',
  ],
  first_head: ['the earlier head says what was signed', 'the earlier head does not say what was signed'],
  head: ['the head says what was signed', 'the head does not say what was signed'],
  consistency: ['the earlier tree is the beginning of the later', 'the earlier tree is not the beginning of the later'],
  signature: ['every head is signed by a key of the log', 'a head is signed by no key of the log'],
}

/** What a proof file is worth under the keys of the log. */
export function proofLines(file: ProofFile, keys: HeadKeys): { readonly holds: boolean; readonly lines: string[] } {
  const isSigned = signedHeadsIn(file).every(signed => readHead(signed, keys) !== undefined)
  const found = [...checksOf(file), { check: 'signature' as const, holds: isSigned }]
  const holds = found.every(each => each.holds)
  const of = file.format === 'audit-inclusion-1' ? `entry ${file.leaf.sequence}` : `${file.second.size} leaves`
  return {
    holds,
    lines: [
      `proof of ${of}: ${holds ? 'holds' : 'does not hold'}`,
      ...found.map(each => `  ${each.holds ? 'holds ' : 'broken'}  ${FOUND[each.check][each.holds ? 0 : 1]}`),
    ],
  }
}

/** More than the largest proof there can be. */
const PROOF_BYTES_MAX = 1_000_000

function proven(path: string | undefined, keysPath: string): ExitCode {
  if (path === undefined) return misused('audit proof FILE')
  for (const each of [path, keysPath])
    if (!isFile(each)) return refuseWith('file_missing', each, { value: each, limit: 'a file' })
  const text = readFileSync(path, 'utf8')
  if (text.length > PROOF_BYTES_MAX) return refuseWith('input_too_large', path, { limit: String(PROOF_BYTES_MAX) })
  const { holds, lines } = proofLines(granted(parsed(proofFileSchema, granted(parsedJson(text)))), headKeysIn(keysPath))
  print(lines.join('\n'))
  return holds ? 0 : 1
}

export const auditCommand: Command = {
  name: 'audit',
  usage: 'verify | proof FILE [--heads FILE] [--keys FILE]',
  summary: 'checks the audit log, or a proof taken from it: 0 as it was signed, 1 not, and what is wrong',
  help: [
    'verify:',
    'Reads every leaf from the database (DATABASE_URL, else the embedded one of DATA_DIR) over a connection of its',
    'own, hashes it again, builds the tree again, and holds both against the heads kept outside the database: the file',
    'DATA_DIR/audit-heads.jsonl, or the one --heads names, such as a copy at a bank. Where the file holds the hashes',
    'of the leaves too, the first bad leaf is named exactly; with heads alone, an edit that was carried through every',
    'hash of the database is named by the first leaf under the head that no longer fits.',
    '',
    'proof FILE: checks a proof saved in the console, with nothing else at hand: that an entry is what was hashed,',
    'that it stands in the tree under a signed head, or that the tree of one head is the beginning of another`s.',
    '',
    'The public keys are those of DATA_DIR/keys/audit/audit-head-keys.json unless --keys names others, such as the',
    'file of GET /v1/audit/keys that was kept.',
  ],
  run: async args => {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      strict: false,
      options: { heads: { type: 'string' }, keys: { type: 'string' } },
    })
    const text = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise)
    const [verb, path, ...more] = positionals
    const headsPath = text(values['heads'], join(config().dataFolder, 'audit-heads.jsonl'))
    const keysPath = text(values['keys'], join(keyFolder(), 'audit', 'audit-head-keys.json'))
    if (verb === 'proof' && more.length === 0) return proven(path, keysPath)
    if (verb !== 'verify' || path !== undefined)
      return misused('audit verify, or audit proof FILE', positionals.join(' '))
    for (const each of [headsPath, keysPath])
      if (!isFile(each)) return refuseWith('file_missing', each, { value: each, limit: 'a file of the audit log' })
    const begun = performance.now()
    // Read before the database: what is kept is in it, and what joins meanwhile is only not yet kept.
    const lines = keptHeads(headsPath)
    const verdict = await verdictOf(lines, keysPath, process.env['DATABASE_URL'])
    print(verdictLines(verdict, lines.length, (performance.now() - begun) / 1000).join('\n'))
    return verdict.fault === undefined ? 0 : 1
  },
}
