/** A column of a table: what it is called, sorted by and shows. */
import type { ReactNode } from 'react'

export type Column<Row> = {
  readonly key: string
  readonly title: string
  /** What it is sorted by, and what a CSV has. */
  readonly value: (row: Row) => string | number | bigint | null
  /** What is shown; the value where nothing else is said. */
  readonly show?: (row: Row) => ReactNode
  readonly isNumber?: boolean
  /** In pixels, where the table is long and its columns must stand still. */
  readonly width?: number
}
