/** A table of marks as it is typed: a row for each subject, a column for each rater, null where there is no mark. */
import { z } from 'zod'
import { isDecimalText } from '../../kernel/decimal.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { plainText } from '../../kernel/text.ts'
import { type RatingTable, tableOf } from '../../panel/agreement/ratings.ts'

const ROWS_MAX = 20_000
const COLUMNS_MAX = 200

/** A mark is a whole number, or text: a decimal, or the name of a category. */
const cell = z.union([z.int(), plainText(40)]).nullable()
export const cellsSchema = z.array(z.array(cell).min(1).max(COLUMNS_MAX)).min(1).max(ROWS_MAX)
type Cells = z.infer<typeof cellsSchema>

/** Names in the order of their places, so that sorted they stay in it. */
const named = (what: string, place: number) => `${what} ${String(place + 1).padStart(5, '0')}`

function tabled(cells: Cells, read: (mark: number | string, at: string) => Result<number>): Result<RatingTable> {
  const columns = cells[0]?.length ?? 0
  const odd = cells.findIndex(row => row.length !== columns)
  if (odd >= 0)
    return refuse(
      refusal('input_out_of_bounds', `marks.${odd}`, {
        value: `${cells[odd]?.length} cells`,
        limit: `${columns} cells, null for no mark`,
      }),
    )
  const ratings: { subject: string; rater: string; value: number }[] = []
  const refused = cells.flatMap((row, subject) =>
    row.flatMap((mark, rater) => {
      if (mark === null) return []
      const value = read(mark, `marks.${subject}.${rater}`)
      if (value.ok) ratings.push({ subject: named('row', subject), rater: named('column', rater), value: value.value })
      return value.ok ? [] : value.refusals
    }),
  )
  return refused.length > 0 ? refuse(...refused) : tableOf(ratings)
}

const isNumber = (mark: number | string): boolean => typeof mark === 'number' || isDecimalText(mark)

/** Marks that are numbers. */
export const numericTable = (cells: Cells): Result<RatingTable> =>
  tabled(cells, (mark, at) =>
    isNumber(mark)
      ? ok(Number(mark))
      : refuse(refusal('input_malformed', at, { field: at, value: String(mark), limit: 'a number' })),
  )

/**
 * Marks that are categories, each as its place: among those named, else among those given, numbers by their size and
 * after them names by their letters.
 */
export function codedTable(cells: Cells, categories: readonly string[] | undefined): Result<RatingTable> {
  const given = [...new Set(cells.flat().flatMap(mark => (mark === null ? [] : [String(mark)])))]
  const names = categories ?? [
    ...given.filter(isNumber).sort((a, b) => Number(a) - Number(b)),
    ...given.filter(name => !isNumber(name)).sort(),
  ]
  const placeOf = new Map(names.map((name, place) => [name, place]))
  return tabled(cells, (mark, at) => {
    const place = placeOf.get(String(mark))
    if (place !== undefined) return ok(place)
    return refuse(refusal('rating_off_scale', at, { value: String(mark), limit: names.join(', ') }))
  })
}

/** Categories that are paired with each other, at most. */
const CATEGORIES_MAX = 100

/** The codes of a coded table: as many as are named, else as are there. */
export function categoriesOf(table: RatingTable, categories: readonly string[] | undefined): Result<number[]> {
  const count = categories?.length ?? new Set(table.values).size
  if (count > CATEGORIES_MAX)
    return refuse(
      refusal('input_out_of_bounds', 'marks', {
        value: `${count} categories`,
        limit: `at most ${CATEGORIES_MAX}`,
      }),
    )
  return ok(Array.from({ length: count }, (_, code) => code))
}
