/** Marks that publications print with their statistics; null is a cell without a mark. */
import { sure } from '../../../src/kernel/result.ts'
import { type RatingTable, tableOf } from '../../../src/panel/agreement/ratings.ts'

export type Cells = readonly (readonly (number | null)[])[]

const named = (letter: string, place: number) => `${letter}${String(place).padStart(4, '0')}`

/** Rows of subjects, a column for each rater, as the flat list that statistics are asked with. */
export const ratingsOf = (cells: Cells, item = 'mark') =>
  cells.flatMap((row, subject) =>
    row.flatMap((value, rater) =>
      value === null ? [] : [{ subject: named('s', subject), rater: named('r', rater), item, value }],
    ),
  )

export const tableFrom = (cells: Cells): RatingTable => sure(tableOf(ratingsOf(cells)))

export const transposed = (cells: Cells): Cells => (cells[0] ?? []).map((_, at) => cells.map(row => row[at] ?? null))

/** Shrout & Fleiss (1979), table 2: six targets, four judges. */
export const SHROUT_FLEISS: Cells = [
  [9, 2, 5, 8],
  [6, 1, 3, 2],
  [8, 4, 6, 8],
  [7, 1, 2, 6],
  [10, 5, 6, 9],
  [6, 2, 4, 7],
]

/** Krippendorff (2011), example C: four observers, twelve units; rows are observers as printed. */
const KRIPPENDORFF_PRINTED: Cells = [
  [1, 2, 3, 3, 2, 1, 4, 1, 2, null, null, null],
  [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, null, 3],
  [null, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, null],
  [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, null],
]
export const KRIPPENDORFF = transposed(KRIPPENDORFF_PRINTED)

/** Hayes & Krippendorff (2007), table 1: forty stories, five coders. */
export const HAYES: Cells = [
  '112.2 1101. 2333. .00.0 000.0 000.0 102.1 1.20. 222.2 2111.',
  '.100. 0000. 1222. 33223 111.1 111.1 212.2 1233. 1101. 000.0',
  '0011. 00.00 2333. 0000. 12.22 0111. 00010 1212. 1122. 112.2',
  '110.0 2121. 22.22 3222. 222.2 223.2 222.2 22.12 2222. 111.1',
]
  .join(' ')
  .split(' ')
  .map(row => [...row].map(one => (one === '.' ? null : Number(one))))

/** Fleiss (1971), table 1: thirty patients, six psychiatrists; counts of the five diagnoses depression, personality
 * disorder, schizophrenia, neurosis, other. */
export const FLEISS: readonly (readonly number[])[] = [
  [0, 0, 0, 6, 0],
  [0, 3, 0, 0, 3],
  [0, 1, 4, 0, 1],
  [0, 0, 0, 0, 6],
  [0, 3, 0, 3, 0],
  [2, 0, 4, 0, 0],
  [0, 0, 4, 0, 2],
  [2, 0, 3, 1, 0],
  [2, 0, 0, 4, 0],
  [0, 0, 0, 0, 6],
  [1, 0, 0, 5, 0],
  [1, 1, 0, 4, 0],
  [0, 3, 3, 0, 0],
  [1, 0, 0, 5, 0],
  [0, 2, 0, 3, 1],
  [0, 0, 5, 0, 1],
  [3, 0, 0, 1, 2],
  [5, 1, 0, 0, 0],
  [0, 2, 0, 4, 0],
  [1, 0, 2, 0, 3],
  [0, 0, 0, 0, 6],
  [0, 1, 0, 5, 0],
  [0, 2, 0, 1, 3],
  [2, 0, 0, 4, 0],
  [1, 0, 0, 4, 1],
  [0, 5, 0, 1, 0],
  [4, 0, 0, 0, 2],
  [0, 2, 0, 4, 0],
  [1, 0, 5, 0, 0],
  [0, 0, 0, 0, 6],
]
