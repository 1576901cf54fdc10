/** `verify <paper.pdf>`: is this paper genuine, and does what it says follow from what it carries? */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RuleBook } from '../appraisal/rule-book.ts'
import { genuine } from '../certificate/genuine.ts'
import { readTrustList } from '../certificate/trust-list.ts'
import { isOfValuation } from '../certificate/valuing/genuine.ts'
import type { Attachment as LetterAttachment } from '../guarantee/letter/attachment.ts'
import { genuineLetter, isOfGuarantee } from '../guarantee/letter/genuine.ts'
import { ok, type Refusal, type Result } from '../kernel/result.ts'
import { parsedJson } from '../kernel/schema.ts'
import { isFile } from '../platform/folders.ts'
import { certificateService, letterService } from './certificates.ts'
import { type Command, granted, misused, print, refuseWith, textOf, wordsOf } from './command.ts'
import { EDITIONS_HELP, EDITIONS_USAGE, knownRules, unknownLines } from './known-rules.ts'
import { keyFolder, today } from './settings.ts'
import { reportLines, verifiedReport } from './valuation.ts'
import { drawnText, notGenuine } from './verifying.ts'

/** What was found, in lines; the exit code says the same. */
export function verified(bytes: Uint8Array, trustText: string, book: RuleBook) {
  const trust = granted(readTrustList(granted(parsedJson(trustText))))
  const day = today()
  const found = genuine(bytes, trust, day)
  if (!found.ok) return found
  const { paper, attachment } = found.value
  const redrawn = certificateService(book).redrawn(bytes, attachment, paper.attachment.bytes)
  return redrawn.ok ? { ok: true as const, value: { ...found.value, face: redrawn.value } } : redrawn
}

type FoundLetter = {
  readonly attachment: LetterAttachment
  readonly sealed: string
  readonly face: 'same' | 'not_redrawn'
}

/** The same of a letter of guarantee, an amendment of one or a statement. */
export function verifiedLetter(bytes: Uint8Array, trustText: string, book: RuleBook): Result<FoundLetter> {
  const trust = granted(readTrustList(granted(parsedJson(trustText))))
  const found = genuineLetter(bytes, trust, today())
  if (!found.ok) return found
  const { paper, attachment } = found.value
  const face = letterService(book).redrawn(bytes, attachment, paper.attachment.bytes)
  const sealed = `${paper.sealedAt} by ${paper.sealKey.id} (${paper.sealKey.status})`
  return face.ok ? ok({ attachment, sealed, face: face.value }) : face
}

/** What a paper of a guarantee says, in lines. */
function letterLines({ attachment, sealed, face }: FoundLetter): string[] {
  const { body } = attachment
  const amount =
    body.paper === 'letter'
      ? `guaranteed ${body.standing.guaranteed} of ${body.standing.loan} KRW, main debt by ${body.notice.until}`
      : body.paper === 'amendment'
        ? `guaranteed ${body.after.guaranteed} of ${body.after.loan} KRW from ${body.effective_on}`
        : body.paper === 'claim_settlement'
          ? `paid ${body.figures.paid} KRW, denied ${body.figures.denied} KRW`
          : body.paper === 'fee_notice'
            ? `fee ${body.figures.amount} KRW, due ${body.due_on}`
            : `${body.rows.length} guarantees`
  return [
    `  paper       ${body.paper}`,
    `  number      ${body.issue.number}`,
    `  issued      ${body.issue.issued_on}`,
    ...('guarantee' in body ? [`  guarantee   ${body.guarantee.number}`] : [`  creditor    ${body.creditor}`]),
    `  figures     ${amount} (recomputed)`,
    `  sealed      ${sealed}`,
    `  face        ${drawnText(face)}`,
  ]
}

/** The record that what was refused as a certificate carries under its seal; '' where it is not sealed. */
const carriedBy = (refusals: readonly Refusal[]): string =>
  refusals[0]?.code === 'disclosure_unreadable' ? (refusals[0].params['value'] ?? '') : ''
const isLetter = (refusals: readonly Refusal[]): boolean => isOfGuarantee(carriedBy(refusals))
const isReport = (refusals: readonly Refusal[]): boolean => isOfValuation(carriedBy(refusals))

export const verifyCommand: Command = {
  name: 'verify',
  usage: `<paper.pdf> [--trust trust-list.json] ${EDITIONS_USAGE}`,
  summary: 'checks a certificate, a paper of a guarantee or a valuation report: 0 genuine, 1 not, and why',
  help: [
    'Checked in this order: the seal covers the whole file, its key and time-stamp are on the trust list and in their',
    'days, the attached editions are those the record names, the marks lead to the grade and the caps to the terms,',
    'and the printed face is what the attached record draws. Of a letter of guarantee, an amendment or a statement:',
    'amounts are the ratio of the loan, days those of the rules, figures those of their steps, sums of their rows.',
    'Of a valuation report: every figure worked out again from its request and editions.',
    'The trust list is the one in DATA_DIR/keys unless --trust names another. Numbers are attached to a paper, words',
    'are not: one in words that are not known here is genuine all the same, and its face is not drawn again.',
    ...EDITIONS_HELP,
  ],
  run: async args => {
    const { values, positionals } = wordsOf(args, 'trust', 'editions')
    const [path, ...more] = positionals
    if (path === undefined || more.length > 0) return misused('one paper', positionals.join(' '))
    if (!isFile(path)) return refuseWith('file_missing', path, { value: path, limit: 'a paper in PDF' })
    const list = values.trust ?? join(keyFolder(), 'trust-list.json')
    const [bytes, trust, book] = [readFileSync(path), textOf(list), await knownRules(values.editions)]
    const found = verified(bytes, trust, book)
    if (!found.ok && isReport(found.refusals)) {
      const report = verifiedReport(bytes, trust)
      if (!report.ok) return notGenuine(path, report.refusals)
      print([`${path}: genuine`, ...reportLines(report.value)].join('\n'))
      return 0
    }
    if (!found.ok && isLetter(found.refusals)) {
      const letter = verifiedLetter(bytes, trust, book)
      if (!letter.ok) return notGenuine(path, letter.refusals)
      const named = letter.value.attachment.body.editions
      print([`${path}: genuine`, ...letterLines(letter.value), ...unknownLines(book, named)].join('\n'))
      return 0
    }
    if (!found.ok) return notGenuine(path, found.refusals)
    const { attachment, paper, isExpired, face } = found.value
    const { certificate, grade, score, technology_grade, risk_grade, terms, record } = attachment.disclosure
    const covered = terms === null ? 'none' : `guaranteed ${terms.guaranteed} of ${terms.loan} KRW (recomputed)`
    print(
      [
        `${path}: genuine`,
        `  number      ${certificate.number}`,
        `  grade       ${grade} (recomputed: score ${score}, ${technology_grade}, ${risk_grade})`,
        `  terms       ${covered}`,
        `  valid       ${certificate.issued_on} to ${certificate.valid_until}${isExpired ? ' (past)' : ''}`,
        `  sealed      ${paper.sealedAt} by ${paper.sealKey.id} (${paper.sealKey.status})`,
        `  face        ${drawnText(face)}`,
        `  record      ${record.digest}`,
        ...unknownLines(book, attachment.disclosure.editions),
      ].join('\n'),
    )
    return 0
  },
}
