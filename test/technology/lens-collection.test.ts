/** A collection exported from Lens.org, counted: cohorts of field and year, what is left out, what is truncated. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { calendarDate } from '../../src/kernel/calendar.ts'
import { sure } from '../../src/kernel/result.ts'
import { indicatorsOf } from '../../src/technology/indicators/indicators.ts'
import { lensCollection } from '../../src/technology/indicators/lens.ts'

const DAY = calendarDate('2017-12-31')
const HEADING =
  'publication_number,publication_date,publication_year,application_date,type,cited_count,simple_family_size,' +
  'ipcr_classifications,cpc_classifications'
const read = (text: string, day = DAY) => lensCollection(text, day, 30)
const collection = (...rows: readonly string[]) => sure(read([HEADING, ...rows].join('\n')))
const indicated = (patents: ReturnType<typeof collection>['patents'], day = DAY) =>
  indicatorsOf({ patents, counted_on: day }, { window: 5, cohortMin: 3 })

// Three documents of one field and year, cited 0, 4 and 4 times: two of three stand level, one below both.
const ROWS = [
  'US 1 B2,03/06/10,2010,05/04/08,Granted Patent,0,1,G05D1/00;;B64C39/02,',
  'US 2 B2,03/07/10,2010,05/04/09,Granted Patent,4,2,G05D1/02,',
  'US 3 A1,03/08/10,2010,,Patent Application,4,8,,G05D1/10;;H04N5/00',
]

test('a patent stands among those of its field and year, by the class of the CPC where it has none of the IPC', () => {
  const [first, second, third] = indicated(collection(...ROWS).patents)
  expect([first?.field, third?.field, first?.cohort]).toEqual(['G05', 'G05', 3])
  // Share below, the equal ones a half: 0.5 of 3; (1 + 3) / 2 of 3.
  expect(first?.citation_percentile).toEqual({ value: 0.5 / 3 })
  expect(second?.citation_percentile).toEqual({ value: 2 / 3 })
  expect([first?.grant_lag_days, third?.grant_lag_days]).toEqual([{ value: 789 }, { missing: 'not_granted' }])
  // Neither claims nor who cites is in the file: no composite is made up.
  expect([first?.claims, first?.generality, first?.composite]).toEqual(Array(3).fill({ missing: 'not_told' }))
})

test('a document younger than the window is truncated, to the day', () => {
  const row = (day: string) => `US 9 B2,${day}/12,2012,05/04/10,Granted Patent,1,1,G05D1/00,`
  const isOpen = (day: string) => indicated(collection(row(day)).patents)[0]?.is_truncated
  expect([isOpen('31/12'), isOpen('30/12')]).toEqual([false, false])
  const later = calendarDate('2017-12-30')
  const found = sure(read([HEADING, row('31/12')].join('\n'), later)).patents
  expect(indicated(found, later)[0]?.is_truncated).toBe(true)
})

test('what cannot be dated, is there twice or came after the count is left out with its place', () => {
  const { patents, left_out } = collection(
    ...ROWS,
    'AU 4 A1,26/10/17,2015,01/01/14,Patent Application,0,1,G05D1/00,',
    'US 1 B2,03/06/10,2010,05/04/08,Granted Patent,9,1,G05D1/00,',
    'US 5 B2,03/06/48,1948,05/04/45,Granted Patent,,x,,',
    'US 6 B2,03/06/19,2019,05/04/15,Granted Patent,0,1,G05D1/00,',
  )
  expect(left_out.map(one => `${one.at} ${one.code}`)).toEqual([
    ...['row 5 two_digit_year', 'row 6 duplicate', 'row 8 days_out_of_order'],
  ])
  const old = patents.find(one => one.id === 'US5B2')
  expect([old?.published_on, old?.filed_on, old?.cited, old?.classes]).toEqual([
    ...['1948-06-03', '1945-04-05', undefined, []],
  ])
  const [shown] = indicated(old === undefined ? [] : [old])
  expect([shown?.field, shown?.forward_citations, shown?.citation_percentile]).toEqual([
    ...[null, { missing: 'not_told' }, { missing: 'no_field' }],
  ])
})

test('another file, and one that is cut, are refused with what is wrong', () => {
  const codes = (text: string) => {
    const found = read(text)
    return found.ok ? [] : found.refusals.map(one => one.code)
  }
  expect(codes('a,b\n1,2')).toEqual(['office_file_structure'])
  expect(codes(`${HEADING}\nUS 1 B2,"03/06`)).toEqual(['office_file_broken'])
})

const BESIDE = readdirSync('..')
  .map(name => `../${name}/data/patent-lens-drones/lens_drones.csv`)
  .find(existsSync)
if (BESIDE === undefined)
  test('no real collection lies beside the project: none was counted', () => expect(BESIDE).toBeUndefined())
else
  test('nine thousand real documents of 1948 to 2017: every one counted or left out, the most cited on top', () => {
    const day = calendarDate('2017-12-31')
    const { patents, left_out } = sure(read(readFileSync(BESIDE, 'utf8'), day))
    expect(patents.length + left_out.length).toBe(9071)
    const found = indicated(patents, day)
    // Its source names the most cited: 1,536 times, US 6400996 B1.
    const most = found.find(one => one.id === 'US6400996B1')
    expect(most?.forward_citations).toEqual({ value: 1536 })
    // Its field has too few of 2002 to be compared in; in a full cohort the one cited most stands above all others.
    expect([most?.cohort, most?.citation_percentile]).toEqual([1, { missing: 'too_few' }])
    const peers = found.filter(one => one.field === 'G06' && one.year === '2011')
    const citations = peers.map(one => ('value' in one.forward_citations ? one.forward_citations.value : 0))
    const first = peers[citations.indexOf(Math.max(...citations))]
    expect(first?.citation_percentile).toEqual({ value: (peers.length - 0.5) / peers.length })
    expect(new Set(peers.map(one => one.cohort))).toEqual(new Set([peers.length]))
    // The window of five years before the last day of 2017 takes in 2013 and what came after, and nothing older.
    expect(new Set(found.filter(one => one.is_truncated).map(one => one.year))).toEqual(
      new Set(['2013', '2014', '2015', '2016', '2017']),
    )
    // Its source counts 74 without the IPC and 63 without the CPC: no more than the fewer can be without a field.
    expect(found.filter(one => one.field === null).length).toBeLessThanOrEqual(63)
  })
