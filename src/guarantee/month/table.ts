/** A table as it comes in a file, whatever its format: rows of cells with their places, and what is no table at all. */
import type { Refusal } from '../../kernel/result.ts'

/** A cell as the file gives it. `number`: a number of a workbook, as written there. `formula`, `odd`: never taken. */
export type Cell =
  | string
  | { readonly number: string }
  | { readonly formula: string }
  /** True or false, or an error of a calculation. */
  | { readonly odd: string }

/** Takes one row with its number in the file, which is 1 for the first. */
export type Take = (place: number, cells: readonly Cell[]) => void

/**
 * What is read at most: a bank with a loan for every guarantee the agency has stays below the rows, and no table of
 * ours has half the columns. What unpacks to more was not made to be read.
 */
export const BOUNDS = {
  rowsMax: 200_001,
  columnsMax: 64,
  cellMax: 2000,
  unpackedMax: 192 * 1024 * 1024,
} as const

/** Why a file is no table, most basic first. */
export type TableCode =
  | 'table_encoding'
  | 'table_format'
  | 'table_empty'
  | 'table_quote_open'
  | 'table_quote_stray'
  | 'table_json'
  | 'table_workbook'
  | 'table_sheets'
  | 'table_columns'
  | 'table_cell_long'
  | 'table_rows'
  | 'table_column_unknown'
  | 'table_column_repeated'
  | 'table_column_missing'

export type TableRefusal = Refusal<TableCode>

/** A value as it may be shown in a list: short, and without what cannot be seen. */
export function shownOf(text: string): string {
  const short = text.length > 60 ? `${text.slice(0, 57)}...` : text
  let shown = ''
  for (const sign of short) {
    const unit = sign.codePointAt(0) ?? 0
    const isSeen = unit >= 0x20 && !(unit >= 0x7f && unit <= 0x9f) && !(unit >= 0xd800 && unit <= 0xdfff)
    shown += isSeen ? sign : `\\u${unit.toString(16).padStart(4, '0')}`
  }
  return shown
}
