/**
 * `valuation value <file.json>`: rights valued by the methods asked for, and with --out as a sealed report; `valuation
 * verify <report.pdf>`: every figure of a report worked out again from what is attached to it.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { certificateNumber } from '../certificate/number.ts'
import { readTrustList } from '../certificate/trust-list.ts'
import { type GenuineReport, genuineReport } from '../certificate/valuing/genuine.ts'
import { numbersOn } from '../certificate/valuing/numbers.ts'
import { rulesOf } from '../certificate/valuing/recompute.ts'
import { makeReportService } from '../certificate/valuing/service.ts'
import { calendarDate } from '../kernel/calendar.ts'
import { ok, type Result } from '../kernel/result.ts'
import { parsed, parsedJson } from '../kernel/schema.ts'
import { systemClock } from '../platform/clock.ts'
import { isFile } from '../platform/folders.ts'
import { openPress } from '../platform/fonts.ts'
import { openKeys } from '../platform/keys.ts'
import { valuingRequest } from '../valuation/reporting/request.ts'
import { type Valued, valued } from '../valuation/reporting/valued.ts'
import {
  type Command,
  type ExitCode,
  granted,
  languageOf,
  misused,
  print,
  refuseWith,
  shippedRules,
  textOf,
  wordsOf,
} from './command.ts'
import { rightsTold } from './rights.ts'
import { config, keyFolder, today } from './settings.ts'
import { drawnText, notGenuine } from './verifying.ts'

/** The series of reports made from the command line. */
const SERIES = 2

const reportService = () =>
  makeReportService({
    press: openPress(),
    clock: systemClock,
    serial: () => randomBytes(8).readBigUInt64BE() >> 1n,
  })

/** A number from the digest: the same valuation, the same number. */
const numberOf = ({ digest, content }: Valued): string =>
  certificateNumber({
    year: Number(content.request.report_day.slice(0, 4)),
    series: SERIES,
    serial: 1 + (Number.parseInt(digest.slice('sha256:'.length, 'sha256:'.length + 12), 16) % 9_999_999),
  })

function linesOf({ content, digest }: Valued): readonly string[] {
  const { value, methods, reconciled, simulation } = content
  const of = ({ low, mid, high }: typeof value): string => `${low} to ${high}, ${mid} in the middle`
  return [
    `  value       ${of(value)} KRW`,
    `  leads       ${reconciled.leading} (${reconciled.ground})`,
    ...methods.map(one => `  ${one.method === reconciled.leading ? '*' : ' '} ${one.method.padEnd(18)} ${of(one)}`),
    ...(simulation === null
      ? []
      : [
          `  simulated   P5 ${simulation.outcome.percentiles['p5']}, P50 ${simulation.outcome.percentiles['p50']}, ` +
            `P95 ${simulation.outcome.percentiles['p95']} (${simulation.outcome.scenarios} scenarios, ` +
            `seed ${simulation.outcome.seed})`,
        ]),
    ...[...methods.map(one => one.cut), simulation?.cut ?? null].flatMap(cut =>
      cut === null ? [] : [`  life cut    ${cut.of}: ${cut.from} to ${cut.to} months, by ${cut.right}`],
    ),
    `  rights      ${content.rights.map(right => `${right.key} (${right.status}, ${right.share})`).join(', ')}`,
    `  valid       ${content.request.base_day} to ${content.valid_until}`,
    `  record      ${digest}`,
  ]
}

async function value(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = wordsOf(args, 'out', 'lang', 'rights')
  const [path, ...more] = positionals
  if (path === undefined || more.length > 0) return misused('one request', positionals.join(' '))
  const given = granted(parsedJson(textOf(path)))
  const onFile = values.rights === undefined ? {} : { rights: rightsTold(values.rights) }
  const request = granted(parsed(valuingRequest, { ...(given as object), ...onFile }))
  const numbers = granted(numbersOn(shippedRules(), calendarDate(request.base_day)))
  const found = granted(valued(request, rulesOf(numbers)))
  if (values.out !== undefined) {
    const issue = {
      number: numberOf(found),
      issued_on: request.report_day,
      language: languageOf(values.lang, 'ko'),
      verifier: config().verifierUrl,
    }
    const keys = await openKeys(keyFolder(), systemClock.now())
    writeFileSync(values.out, granted(reportService().issue(found, numbers, issue, keys)))
  } else if (values.lang !== undefined) return misused('--lang with --out', values.lang)
  print([path, ...linesOf(found), ...(values.out === undefined ? [] : [`  report      ${values.out}`])].join('\n'))
  return 0
}

export type FoundReport = GenuineReport & { readonly face: 'same' | 'not_redrawn' }

/** A sealed report checked whole, face and all. */
export function verifiedReport(bytes: Uint8Array, trustText: string): Result<FoundReport> {
  const trust = granted(readTrustList(granted(parsedJson(trustText))))
  const found = genuineReport(bytes, trust, today())
  if (!found.ok) return found
  const face = reportService().redrawn(bytes, found.value)
  return face.ok ? ok({ ...found.value, face: face.value }) : face
}

/** What a genuine report says, in lines. */
export const reportLines = ({ attachment, valued: again, paper, face, isPast }: FoundReport): readonly string[] => [
  '  paper       valuation report',
  `  number      ${attachment.issue.number}`,
  `  issued      ${attachment.issue.issued_on}${isPast ? ' (its last day is over)' : ''}`,
  ...linesOf(again),
  '  figures     recomputed from the attachment, the same to the byte',
  `  sealed      ${paper.sealedAt} by ${paper.sealKey.id} (${paper.sealKey.status})`,
  `  face        ${drawnText(face)}`,
]

function verify(args: readonly string[]): ExitCode {
  const { values, positionals } = wordsOf(args, 'trust')
  const [path, ...more] = positionals
  if (path === undefined || more.length > 0) return misused('one report', positionals.join(' '))
  if (!isFile(path)) return refuseWith('file_missing', path, { value: path, limit: 'a report in PDF' })
  const list = values.trust ?? join(keyFolder(), 'trust-list.json')
  const found = verifiedReport(readFileSync(path), textOf(list))
  if (!found.ok) return notGenuine(path, found.refusals)
  print([`${path}: genuine`, ...reportLines(found.value)].join('\n'))
  return 0
}

const USAGE = 'value <file.json> [--rights rights.json] [--out report.pdf --lang ko|en|zh] | verify <report.pdf>'

export const valuationCommand: Command = {
  name: 'valuation',
  usage: 'value <file.json> | verify <report.pdf>',
  summary: 'values rights by several methods, and seals or checks the report',
  help: [
    `valuation ${USAGE}`,
    '',
    'The file is a request as in fixtures/valuations: rights on file, methods with ranges, who leads and why, what was',
    'found, and two persons who answer. Rights that have lapsed, are not the client`s own, or are pledged without that',
    'being taken into account are refused; a life beyond the law`s is cut, and the cut is said.',
    '',
    '--rights takes the rights as `tech-guarantee rights <office file> --json` told them, not those of the request.',
    '',
    '`verify` checks the seal, works every figure out again from the attachment and draws the face again. The trust',
    'list is the one in DATA_DIR/keys unless --trust names another.',
  ],
  run: ([verb, ...args]) => {
    switch (verb) {
      case 'value':
        return value(args)
      case 'verify':
        return verify(args)
      default:
        return misused(USAGE, verb ?? '')
    }
  },
}
