/**
 * A collection exported from Lens.org (CSV). Its days have years of two digits: that of the publication is taken from
 * the column with four, which must agree; that of the application is the latest year not after the publication, within
 * the longest pendency of the edition. What is not told by that is left out, never guessed.
 */
import { isCalendarDate } from '../../kernel/calendar.ts'
import { type CsvFault, readCsv } from '../../kernel/csv.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { RightEvent } from '../rights/schema.ts'
import type { OfficePolicy } from './edition.ts'
import { cleanText, type Draft, type FileOf, keptOf, type LeftOut, type OfficeFile, plainNumber } from './found.ts'
import type { OfficeCode } from './refusals.ts'

const BOUNDS = { rowsMax: 200_001, columnsMax: 64, cellMax: 200_000 } as const
/** Columns without which a row is no document. */
const NEEDED = [
  'jurisdiction',
  'kind',
  'publication_number',
  'lens_id',
  'publication_date',
  'publication_year',
  'application_date',
  'title',
  'type',
] as const
type Column = (typeof NEEDED)[number] | 'applicants'

export const isLensHeading = (text: string): boolean => {
  const line = text.slice(0, 4000).split(/\r?\n/, 1)[0] ?? ''
  return line.includes('lens_id') && line.includes('publication_number')
}

type TwoDigits = { readonly day: string; readonly month: string; readonly year: number }
function twoDigits(text: string): TwoDigits | undefined {
  const found = /^(\d{2})\/(\d{2})\/(\d{2})$/.exec(text)
  return found === null ? undefined : { day: found[1] ?? '', month: found[2] ?? '', year: Number(found[3]) }
}
const written = (year: number, { day, month }: TwoDigits): string => `${year}-${month}-${day}`

/** The day of publication: two digits that agree with the year of four; undefined where they do not. */
export function publishedOn(text: string, year: string): string | undefined {
  const found = twoDigits(text)
  if (found === undefined || !/^(?:1[89]|20)\d{2}$/.test(year) || Number(year) % 100 !== found.year) return undefined
  const day = written(Number(year), found)
  return isCalendarDate(day) ? day : undefined
}

/** The day of application: the latest with these two digits that is not after the publication, unless too long ago. */
export function appliedOn(text: string, published: string, pendencyYearsMax: number): string | undefined {
  const found = twoDigits(text)
  if (found === undefined) return undefined
  const last = Number(published.slice(0, 4))
  const near = last - ((last - found.year + 2000) % 100)
  const year = written(near, found) > published ? near - 100 : near
  const day = written(year, found)
  return isCalendarDate(day) && last - year <= pendencyYearsMax ? day : undefined
}

/** Documents that are no right and no application for one. */
const isNoRight = (type: string): boolean =>
  !/^(?:Patent Application|Granted Patent|Amended Patent|Limited Patent)$/.test(type)

type Row = { readonly at: string; readonly cell: (column: Column) => string }

function draftOf({ at, cell }: Row, of: FileOf, policy: OfficePolicy, left: LeftOut[]): readonly Draft[] {
  const name = cleanText(cell('publication_number')).slice(0, 100)
  const out = (code: LeftOut['code'], value: string): readonly Draft[] => {
    left.push({ at, code, value: `${name}: ${value}`.slice(0, 300) })
    return []
  }
  const country = cell('jurisdiction')
  if (isNoRight(cell('type'))) return out('no_right', cell('type'))
  if (country === 'WO') return out('international_application', cell('type'))
  const published = publishedOn(cell('publication_date'), cell('publication_year'))
  if (published === undefined)
    return out('two_digit_year', `${cell('publication_date')} in ${cell('publication_year')}`)
  const applied = appliedOn(cell('application_date'), published, policy.pendencyYearsMax)
  if (applied === undefined)
    return out(
      cell('application_date') === '' ? 'day_missing' : 'two_digit_year',
      `${cell('application_date')}, published ${published}`,
    )
  const isGranted = cell('type') !== 'Patent Application'
  const isDated = isGranted && (country === 'US' || country === 'EP')
  const applicants = cell('applicants')
    .split(';;')
    .map(cleanText)
    .filter(one => one !== '' && one !== 'NA')
  if (applicants.length > 1) out('shares_not_stated', `${applicants.length} applicants`)
  const [applicant] = applicants
  const reference = cleanText(cell('lens_id'))
  const grant: RightEvent = {
    kind: 'grant',
    day: published,
    holder: null,
    rank: null,
    amount: null,
    reference,
    recorded_on: null,
    ...(isDated ? {} : { unclear: true }),
  }
  const title = cleanText(cell('title'))
  return [
    {
      at,
      right: {
        right: {
          country,
          kind: /^[UY]/.test(cell('kind')) ? 'utility_model' : 'patent',
          number: plainNumber(name),
          number_type: 'publication',
          title: title === '' ? null : title,
          applied_on: applied,
          registered_on: isDated ? published : null,
          expires_on: null,
        },
        owners:
          applicants.length === 1 && applicant !== undefined
            ? [{ name: applicant, share: '1/1', since: applied, until: null }]
            : [],
        events: isGranted ? [grant] : [],
        annuities_paid_until: null,
        sources: [{ file_kind: 'lens_csv', digest: of.digest, read_on: of.came, office: 'Lens.org' }],
      },
    },
  ]
}

const faultOf = ({ reason, row, column }: CsvFault) =>
  refuse(refusal('office_file_broken', `row ${row}, column ${column}`, { reason: reason.replaceAll('_', ' ') }))

/** Reads a collection; the heading names the columns, in any order. */
export function readLens(text: string, of: FileOf, policy: OfficePolicy): Result<OfficeFile, OfficeCode> {
  const left: LeftOut[] = []
  const drafts: Draft[] = []
  let places: ReadonlyMap<string, number> = new Map()
  let wrong: { readonly row: number; readonly cells: number } | undefined
  const fault = readCsv(text, BOUNDS, (row, cells) => {
    if (row === 1) {
      places = new Map(cells.map((name, place) => [name.replace(/^\uFEFF/, ''), place] as const))
      return
    }
    if (cells.length !== places.size) {
      wrong ??= { row, cells: cells.length }
      return
    }
    const cell = (column: Column): string => cells[places.get(column) ?? -1] ?? ''
    if (wrong === undefined) drafts.push(...draftOf({ at: `row ${row}`, cell }, of, policy, left))
  })
  if (fault !== undefined) return faultOf(fault)
  const missing = NEEDED.filter(name => !places.has(name))
  if (missing.length > 0)
    return refuse(refusal('office_file_structure', 'row 1', { limit: `columns ${missing.join(', ')}` }))
  if (wrong !== undefined)
    return refuse(
      refusal('office_file_broken', `row ${wrong.row}`, { reason: `${wrong.cells} cells`, limit: `${places.size}` }),
    )
  return ok(keptOf('lens_csv', drafts, left))
}
