/** `patent-indicators <lens.csv>`: a collection of patents, each against those of its field and year. */
import { readFileSync } from 'node:fs'
import { carriedOn } from '../appraisal/rule-book.ts'
import { calendarDate, isCalendarDate } from '../kernel/calendar.ts'
import { canonicalJson, type Json } from '../kernel/digest.ts'
import { isFile } from '../platform/folders.ts'
import { lensCollection } from '../technology/indicators/lens.ts'
import { officePolicyOf } from '../technology/offices/edition.ts'
import { type Command, granted, misused, print, refuseWith, shippedRules, wordsOf } from './command.ts'
import { patentFormula } from './formulas/patents.ts'
import { today } from './settings.ts'

type Figure = { readonly value: string } | { readonly missing: string }
type Found = {
  readonly patents: readonly {
    readonly id: string
    readonly field: string | null
    readonly year: string
    readonly cohort: number
    readonly is_truncated: boolean
    readonly forward_citations: Figure
    readonly citation_percentile: Figure
  }[]
}

const USAGE = '<lens.csv> --counted-on day --window years --cohort-min count [--json]'
const citationsOf = (one: Found['patents'][number]): number =>
  'value' in one.forward_citations ? Number(one.forward_citations.value) : 0

/** One line for each field and year that has enough, and what may not be read from it. */
function cohortLines({ patents }: Found, least: number): readonly string[] {
  const cohorts = Map.groupBy(
    patents.filter(one => one.field !== null && one.cohort >= least),
    one => `${one.field} ${one.year}`,
  )
  return [...cohorts]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, members]) => {
      const [first] = members.toSorted((a, b) => citationsOf(b) - citationsOf(a))
      const most = first === undefined ? '' : `${first.id} is cited most, ${citationsOf(first)} times`
      const isOpen = members.some(one => one.is_truncated)
      return `  ${key}: ${members.length} documents; ${most}${isOpen ? '; citations still come in' : ''}`
    })
}

export const patentIndicatorsCommand: Command = {
  name: 'patent-indicators',
  usage: '<lens.csv> --counted-on day --window years --cohort-min count [--json]',
  summary: 'a collection exported from Lens.org: each patent against those of its field and year',
  help: [
    'Prints what was read, what was left out and why, and each field (IPC class) and year with enough documents. With',
    '--json every indicator of every document, as `calc patent-indicators` gives them. A figure the file does not tell',
    'is given as missing with its reason, never as zero.',
    '',
    '--counted-on  the day on which the citations were counted: that of the export',
    '--window      years within which citations are taken to come in; younger documents are marked as truncated',
    '--cohort-min  fewest documents of a field and year that one is compared in',
  ],
  run: args => {
    const { values, positionals } = wordsOf(
      args.filter(one => one !== '--json'),
      ...(['counted-on', 'window', 'cohort-min'] as const),
    )
    const [path, ...more] = positionals
    const { 'counted-on': counted = '', window = '', 'cohort-min': least = '' } = values
    if (path === undefined || more.length > 0 || !isCalendarDate(counted))
      return misused(`patent-indicators ${USAGE}`, args.join(' '))
    if (!isFile(path)) return refuseWith('file_missing', path, { value: path, limit: 'a file exported from Lens.org' })
    const day = today()
    const policy = officePolicyOf(granted(carriedOn(shippedRules(), 'offices', day)))
    const text = new TextDecoder().decode(readFileSync(path))
    const read = granted(lensCollection(text, calendarDate(counted), policy.pendencyYearsMax))
    const input = {
      patents: read.patents,
      counted_on: counted,
      window_years: Number(window),
      cohort_min: Number(least),
    }
    const found = granted(patentFormula.run(input)) as Found
    if (args.includes('--json')) {
      print(canonicalJson({ left_out: read.left_out, ...found } as unknown as Json))
      return 0
    }
    const { patents } = found
    const young = patents.filter(one => one.is_truncated).length
    const bare = patents.filter(one => one.field === null).length
    const few = patents.filter(one => 'missing' in one.citation_percentile && one.field !== null).length
    const reasons = Map.groupBy(read.left_out, one => one.code)
    print(
      [
        `${path}: ${patents.length} documents, ${read.left_out.length} left out`,
        ...[...reasons].map(([code, all]) => `  left out    ${all.length} (${code.replaceAll('_', ' ')})`),
        `  counted on  ${counted}`,
        `  truncated   ${young} were published within ${window} years before: their citations still come in`,
        `  no field    ${bare} without an IPC or CPC class are compared with nothing`,
        `  too few     ${few} stand in a field and year of fewer than ${least}, and have no percentile`,
        ...cohortLines(found, Number(least)),
      ].join('\n'),
    )
    return 0
  },
}
