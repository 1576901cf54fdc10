/** `verify <certificate.pdf>`: is this paper genuine, and does its grade follow from what it carries? */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RuleBook } from '../appraisal/rule-book.ts'
import { genuine } from '../certificate/genuine.ts'
import { readTrustList } from '../certificate/trust-list.ts'
import { calendarDate } from '../kernel/calendar.ts'
import type { Refusal } from '../kernel/result.ts'
import { parsedJson } from '../kernel/schema.ts'
import { dayIn, systemClock } from '../platform/clock.ts'
import { isFile } from '../platform/folders.ts'
import { certificateService, config, keyFolder } from './certificates.ts'
import {
  type Command,
  granted,
  misused,
  print,
  problemOf,
  refuseWith,
  shippedRules,
  textOf,
  wordsOf,
} from './command.ts'

/** What was found, in lines; the exit code says the same. */
export function verified(bytes: Uint8Array, trustText: string, book: RuleBook) {
  const trust = granted(readTrustList(granted(parsedJson(trustText))))
  const day = calendarDate(dayIn(config.legalZone, systemClock.now()))
  const found = genuine(bytes, trust, day)
  if (!found.ok) return found
  const { paper, attachment } = found.value
  const redrawn = certificateService(book).redrawn(bytes, attachment, paper.attachment.bytes)
  return redrawn.ok ? { ok: true as const, value: { ...found.value, face: redrawn.value } } : redrawn
}

export const verifyCommand: Command = {
  name: 'verify',
  usage: '<certificate.pdf> [--trust trust-list.json]',
  summary: 'checks a certificate: 0 genuine, 1 not, and why',
  help: [
    'Checked in this order: the seal covers the whole file, its key and time-stamp are on the trust list and in their',
    'days, the attached editions are those the record names, the marks lead to the grade and the caps to the terms,',
    'and the printed face is what the attached record draws.',
    'The trust list is the one in DATA_DIR/keys unless --trust names another.',
  ],
  run: args => {
    const { values, positionals } = wordsOf(args, 'trust')
    const [path, ...more] = positionals
    if (path === undefined || more.length > 0) return misused('one certificate', positionals.join(' '))
    if (!isFile(path)) return refuseWith('file_missing', path, { value: path, limit: 'a certificate in PDF' })
    const list = values.trust ?? join(keyFolder, 'trust-list.json')
    const found = verified(readFileSync(path), textOf(list), shippedRules())
    if (!found.ok) return notGenuine(path, found.refusals)
    const { attachment, paper, isExpired, face } = found.value
    const { certificate, grade, score, technology_grade, risk_grade, terms, record } = attachment.disclosure
    const drawn = face === 'same' ? 'drawn again, the same to the byte' : 'made under another wording, not drawn again'
    const covered = terms === null ? 'none' : `guaranteed ${terms.guaranteed} of ${terms.loan} KRW (recomputed)`
    print(
      [
        `${path}: genuine`,
        `  number      ${certificate.number}`,
        `  grade       ${grade} (recomputed: score ${score}, ${technology_grade}, ${risk_grade})`,
        `  terms       ${covered}`,
        `  valid       ${certificate.issued_on} to ${certificate.valid_until}${isExpired ? ' (past)' : ''}`,
        `  sealed      ${paper.sealedAt} by ${paper.sealKey.id} (${paper.sealKey.status})`,
        `  face        ${drawn}`,
        `  record      ${record.digest}`,
      ].join('\n'),
    )
    return 0
  },
}

function notGenuine(path: string, refusals: readonly Refusal[]): 1 {
  print(`${path}: not genuine`)
  for (const one of refusals)
    print(`  ${one.code}${one.at === '' ? '' : ` at ${one.at}`} ${JSON.stringify(one.params)}`)
  process.stderr.write(`${JSON.stringify(problemOf(refusals), null, 2)}\n`)
  return 1
}
