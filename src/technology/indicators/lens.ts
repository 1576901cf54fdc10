/**
 * A collection exported from Lens.org (CSV) as indicators count it: citations received and size of the family as the
 * source counts them. What of a document cannot be dated, and what is there twice, is left out and said.
 */
import { type CalendarDate, calendarDate } from '../../kernel/calendar.ts'
import { readCsv } from '../../kernel/csv.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { cleanText, type LeftOut, plainNumber } from '../offices/found.ts'
import { appliedOn, publishedOn } from '../offices/lens.ts'
import type { OfficeCode } from '../offices/refusals.ts'
import { type PatentFacts, subclassOf } from './collection.ts'

const BOUNDS = { rowsMax: 100_001, columnsMax: 64, cellMax: 200_000 } as const
const COLUMNS = [
  ...['publication_number', 'publication_date', 'publication_year', 'application_date', 'type'],
  ...['cited_count', 'simple_family_size', 'ipcr_classifications', 'cpc_classifications'],
] as const

const countIn = (text: string): number | undefined => (/^[0-9]{1,6}$/.test(text) ? Number(text) : undefined)
/** Classes a field can be told by; those of the IPC, or of the CPC where a document has none of them. */
const classesIn = (...lists: readonly string[]): readonly string[] =>
  lists
    .map(list =>
      list
        .split(';;')
        .map(cleanText)
        .filter(one => subclassOf(one) !== undefined),
    )
    .find(list => list.length > 0) ?? []

export type LensCollection = { readonly patents: readonly PatentFacts[]; readonly left_out: readonly LeftOut[] }

/**
 * @param countedOn until when citations were counted: what was published later is left out
 * @param pendencyYearsMax how long before its publication an application can lie, so that two digits are one year
 */
export function lensCollection(
  text: string,
  countedOn: CalendarDate,
  pendencyYearsMax: number,
): Result<LensCollection, OfficeCode> {
  const patents = new Map<string, PatentFacts>()
  const left: LeftOut[] = []
  let places: ReadonlyMap<string, number> = new Map()
  const fault = readCsv(text, BOUNDS, (row, cells) => {
    if (row === 1) {
      places = new Map(cells.map((name, place) => [name.replace(/^\uFEFF/, ''), place] as const))
      return
    }
    const cell = (name: (typeof COLUMNS)[number]): string => cells[places.get(name) ?? -1] ?? ''
    const id = plainNumber(cell('publication_number')).slice(0, 64)
    const out = (code: LeftOut['code'], value: string) =>
      left.push({ at: `row ${row}`, code, value: `${id}: ${value}` })
    const published = publishedOn(cell('publication_date'), cell('publication_year'))
    if (published === undefined)
      out('two_digit_year', `${cell('publication_date')} in ${cell('publication_year')}`.slice(0, 100))
    else if (published > countedOn) out('days_out_of_order', `published ${published}`)
    else if (patents.has(id)) out('duplicate', 'there before')
    else {
      const filed = appliedOn(cell('application_date'), published, pendencyYearsMax)
      const isGranted = cell('type') === 'Granted Patent' && /^(US|EP)/.test(id)
      const [cited, family] = [countIn(cell('cited_count')), countIn(cell('simple_family_size'))]
      patents.set(id, {
        id,
        classes: classesIn(cell('ipcr_classifications'), cell('cpc_classifications')),
        published_on: calendarDate(published),
        ...(filed === undefined ? {} : { filed_on: calendarDate(filed) }),
        ...(isGranted ? { granted_on: calendarDate(published) } : {}),
        ...(cited === undefined ? {} : { cited }),
        ...(family === undefined ? {} : { family }),
      })
    }
  })
  if (fault !== undefined)
    return refuse(
      refusal('office_file_broken', `row ${fault.row}, column ${fault.column}`, {
        reason: fault.reason.replaceAll('_', ' '),
      }),
    )
  const missing = COLUMNS.filter(name => !places.has(name))
  if (missing.length > 0)
    return refuse(refusal('office_file_structure', 'row 1', { limit: `columns ${missing.join(', ')}` }))
  return ok({ patents: [...patents.values()], left_out: left })
}
