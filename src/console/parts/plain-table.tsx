/**
 * A table of a page's few rows: as they come, neither sorted nor drawn in part. It weighs next to nothing, for a first
 * page on an old telephone; parts/table.tsx is the one for everything else.
 */
import type { ReactNode } from 'react'
import { Empty } from './states.tsx'

export type PlainColumn<Row> = {
  readonly key: string
  readonly title: string
  readonly show: (row: Row) => ReactNode
}

export function PlainTable<Row>({
  caption,
  columns,
  rows,
  idOf,
  empty,
}: {
  readonly caption: string
  readonly columns: readonly PlainColumn<Row>[]
  readonly rows: readonly Row[]
  readonly idOf: (row: Row) => string
  readonly empty: string
}) {
  if (rows.length === 0) return <Empty>{empty}</Empty>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be scrolled by keyboard too.
    <section className="plain-table" aria-label={caption} tabIndex={0}>
      <table>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map(column => (
              <th key={column.key} scope="col">
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={idOf(row)}>
              {columns.map(column => (
                <td key={column.key}>{column.show(row)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
