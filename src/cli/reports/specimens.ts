/**
 * reports/specimens/: what a certificate says, for three shipped cases, one in each language, and what each paper of a
 * guarantee says: every label and value of the face as it is drawn, and the digest of the drawing, so that a change is
 * read as text before it is printed.
 */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { sha256Hex } from '#sha256'
import type { RuleBook } from '../../appraisal/rule-book.ts'
import { readAttachment } from '../../certificate/attachment.ts'
import type { CertificateContent, HeadedList, LabelledText } from '../../certificate/content.ts'
import type { Section } from '../../certificate/document.ts'
import { drawCertificate } from '../../certificate/pdf.ts'
import { drawDocument } from '../../certificate/pdf-document.ts'
import { printedFor } from '../../certificate/printed.ts'
import { makeCertificateService } from '../../certificate/service.ts'
import { readAttachment as readLetterAttachment } from '../../guarantee/letter/attachment.ts'
import { makeLetterService } from '../../guarantee/letter/service.ts'
import type { Language } from '../../kernel/words.ts'
import { systemClock } from '../../platform/clock.ts'
import { configOf } from '../../platform/config.ts'
import { openPress, type Press } from '../../platform/fonts.ts'
import { carried, caseFileOf } from '../carried.ts'
import { granted, shippedRules } from '../command.ts'
import { specimenOf } from '../guarantee-papers.ts'
import type { Made, Report } from '../report.ts'

/** A growth case, a joint project and IP 1+1 with its value and pledge: together they have every block of the face. */
const SPECIMENS: readonly { readonly name: string; readonly language: Language }[] = [
  { name: 'case-laser-rod-growth', language: 'ko' },
  { name: 'case-thermal-joint-project', language: 'en' },
  { name: 'case-soybean-ip-one-plus-one', language: 'zh' },
]

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
const row = (...cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`
const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  row(...heads),
  `|${heads.map(() => '---|').join('')}`,
  ...rows.map(cells => row(...cells)),
  '',
]
const pairs = (rows: readonly LabelledText[]): string[] =>
  table(
    ['', ''],
    rows.map(({ label, value }) => [label, value]),
  )
const list = ({ heading, items }: HeadedList): string[] =>
  items.length === 0 ? [] : [`## ${heading}`, '', ...items.map(item => `- ${item}`), '']

function scoreLines({ score, radar, waterfall }: CertificateContent): string[] {
  const { columns } = score
  const heads = [columns.label, columns.mark, columns.points, columns.max]
  return [
    `## ${score.heading}`,
    '',
    score.summary,
    '',
    ...table(
      heads,
      score.rows.map(({ level, label, mark, points, max }) =>
        level === 'indicator' ? [label, mark, points, max] : [`**${label}**`, mark, `**${points}**`, max],
      ),
    ),
    `## ${radar.heading}`,
    '',
    radar.alt,
    '',
    `## ${waterfall.heading}`,
    '',
    waterfall.alt,
    '',
    `${waterfall.total.label}: ${waterfall.total.text}`,
    '',
  ]
}

/** The face of a certificate as text, in the order of its pages. */
function faceText(content: CertificateContent, paper: readonly LabelledText[]): string {
  const { grade, terms, verification, seal, subtitle } = content
  return [
    `# ${content.title}`,
    '',
    ...(subtitle === '' ? [] : [subtitle, '']),
    `${content.issuer}`,
    '',
    ...pairs([content.number, content.issueDay]),
    content.statement,
    '',
    ...pairs(content.facts),
    `**${grade.label}: ${grade.value}** ${grade.meaning}`,
    '',
    ...pairs([content.purpose, content.use, content.validity]),
    ...(terms.rows.length === 0 ? [] : [`## ${terms.heading}`, '', ...pairs(terms.rows)]),
    ...scoreLines(content),
    ...list(content.conditions),
    ...list(content.limits),
    `> ${content.notAGuarantee}`,
    '',
    ...list(content.editions),
    ...list(content.appraisers),
    ...list(content.notes),
    `## ${verification.heading}`,
    '',
    verification.text,
    '',
    `- ${verification.url}`,
    `- ${verification.qrAlt}`,
    '',
    seal.text,
    '',
    ...pairs([{ label: seal.fieldLabel, value: seal.reason }, ...paper]),
  ].join('\n')
}

/** What is attached, under which wording, and the digest of the paper as drawn from all this, before its seal. */
function paperPairs(content: CertificateContent, press: Press): LabelledText[] {
  const { wording } = granted(readAttachment(content.attachment.bytes))
  const paper = granted(drawCertificate(content, press))
  return [
    { label: content.attachment.name, value: content.attachment.description },
    { label: `${wording.drawing}, words`, value: wording.digest },
    { label: `${wording.drawing}, ${paper.length} bytes before the seal`, value: `sha256:${sha256Hex(paper)}` },
  ]
}

/**
 * Makes a specimen from a case of the repository, under the rules it ships.
 * @param book the rule book, made once for all specimens
 */
function specimen(top: URL, book: () => RuleBook, name: string, language: Language): Made {
  const place = new URL(`fixtures/applications/${name}.json`, top)
  if (!existsSync(place)) return { absent: `fixtures/applications holds no ${name}` }
  const file = caseFileOf(readFileSync(fileURLToPath(place), 'utf8'))
  const { record, rules } = carried(file, book())
  // The address of the verifier is this machine's to choose; a specimen shows the one that is there unless it does.
  const printed = printedFor(record, file.names, language, configOf({}).verifierUrl)
  const press = openPress()
  const service = makeCertificateService({ book: book(), press, clock: systemClock, serial: () => 1n })
  const { content } = service.contentOf(record, rules.editions, printed, language)
  return { text: faceText(content, paperPairs(content, press)) }
}

let shipped: RuleBook | undefined
const book = (): RuleBook => {
  shipped ??= shippedRules()
  return shipped
}

/** The papers of guarantees, each in one language; together they have every block and every language. */
const PAPERS: readonly { readonly name: string; readonly language: Language }[] = [
  { name: 'letter-tranche', language: 'ko' },
  { name: 'letter-revolving', language: 'en' },
  { name: 'amendment-debtor-and-amount', language: 'zh' },
  { name: 'settlement-part-denied', language: 'ko' },
  { name: 'fee-notice-two-payers', language: 'zh' },
  { name: 'yearly-balance', language: 'en' },
  { name: 'monthly-statement', language: 'ko' },
]

function sectionText(section: Section): string[] {
  switch (section.kind) {
    case 'pairs':
      return [`## ${section.heading}`, '', ...pairs(section.rows)]
    case 'table':
      return [
        `## ${section.heading}`,
        '',
        section.summary,
        '',
        ...table(
          section.columns.map(column => column.label),
          section.rows.map(({ cells, isSum }) =>
            isSum ? cells.map(text => (text === '' ? '' : `**${text}**`)) : cells,
          ),
        ),
      ]
    case 'list':
      return list(section)
    case 'lists':
      return section.lists.flatMap(list)
    case 'frame':
      return [`> ${section.text}`, '']
    case 'waterfall':
    case 'histogram':
    case 'tornado':
      return [`## ${section.heading}`, '', section.alt, '']
    default:
      return section satisfies never
  }
}

function guaranteePaper(top: URL, name: string, language: Language): Made {
  const place = new URL(`fixtures/guarantee-papers/${name}.json`, top)
  if (!existsSync(place)) return { absent: `fixtures/guarantee-papers holds no ${name}` }
  const file: unknown = JSON.parse(readFileSync(fileURLToPath(place), 'utf8'))
  const { body, numbers, printed } = specimenOf(file, language, book(), configOf({}).verifierUrl)
  const press = openPress()
  const service = makeLetterService({ words: () => book().words, press, clock: systemClock, serial: () => 1n })
  const content = service.contentOf(body, numbers, printed)
  const { wording } = granted(readLetterAttachment(content.attachment.bytes))
  const drawn = granted(drawDocument(content, press))
  const { highlight, verification, seal, subtitle } = content
  const lines = [
    `# ${content.title}`,
    '',
    ...(subtitle === '' ? [] : [subtitle, '']),
    content.issuer,
    '',
    ...pairs([content.number, content.issueDay]),
    content.statement,
    '',
    ...pairs(content.facts),
    `**${highlight.label}: ${highlight.value}** ${highlight.meaning}`,
    '',
    ...content.sections.flatMap(sectionText),
    `## ${verification.heading}`,
    '',
    verification.text,
    '',
    `- ${verification.url}`,
    `- ${verification.qrAlt}`,
    '',
    seal.text,
    '',
    ...pairs([
      { label: seal.fieldLabel, value: seal.reason },
      { label: content.attachment.name, value: content.attachment.description },
      { label: `${wording.drawing}, words`, value: wording.digest },
      { label: `${wording.drawing}, ${drawn.length} bytes before the seal`, value: `sha256:${sha256Hex(drawn)}` },
    ]),
  ]
  return { text: lines.join('\n') }
}

export const reports: readonly Report[] = [
  ...SPECIMENS.map(({ name, language }) => ({
    path: `reports/specimens/${name}.${language}.md`,
    make: (top: URL) => specimen(top, book, name, language),
  })),
  ...PAPERS.map(({ name, language }) => ({
    path: `reports/specimens/${name}.${language}.md`,
    make: (top: URL) => guaranteePaper(top, name, language),
  })),
]
