/**
 * The rows of a table, each drawn once and again only where its own part changes. Of a long table only those in sight
 * are there: what is scrolled draws the rows that come in, and nothing of the table around them.
 */
import { Table as Frame } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { memo } from 'react'
import type { Column } from './column.ts'
import { rowsKept } from './rows-kept.ts'

/** In pixels; the styles have it too. */
const ROW_HEIGHT = 44

type Row<Of> = { readonly id: string; readonly original: Of }
type RowProps<Of> = { readonly row: Of; readonly at: number; readonly columns: readonly Column<Of>[] }

// Cells are plain ones with the classes of the components, whose own work at each cell is most of what a row costs.
const { tr, td } = Frame.classes

const shown = <Of,>(column: Column<Of>, row: Of) => column.show?.(row) ?? String(column.value(row) ?? '–')

function Cells<Of>({ row, at, columns }: RowProps<Of>) {
  return (
    <tr className={tr} data-with-row-border aria-rowindex={at + 2}>
      {columns.map(column => (
        <td key={column.key} className={`${td}${column.isNumber === true ? ' numbers' : ''}`}>
          {shown(column, row)}
        </td>
      ))}
    </tr>
  )
}

/** A row that stands for itself: none of the others is laid out where it comes or goes, and no rule looks at them. */
function LongCells<Of>({ row, at, columns }: RowProps<Of>) {
  return (
    // biome-ignore lint/a11y/noRedundantRoles: what is laid out as a grid is no row of itself any more.
    <tr role="row" style={{ top: at * ROW_HEIGHT }} aria-rowindex={at + 2}>
      {columns.map(column => (
        // biome-ignore lint/a11y/noRedundantRoles: nor is this a cell.
        <td key={column.key} role="cell" className={column.isNumber === true ? 'numbers' : undefined}>
          {shown(column, row)}
        </td>
      ))}
    </tr>
  )
}
const RowKept = memo(Cells) as typeof Cells
const LongRowKept = memo(LongCells) as typeof LongCells

type Props<Of> = { readonly rows: readonly Row<Of>[]; readonly columns: readonly Column<Of>[] }

export function Rows<Of>({ rows, columns }: Props<Of>) {
  return (
    <Frame.Tbody>
      {rows.map((row, at) => (
        <RowKept key={row.id} row={row.original} at={at} columns={columns} />
      ))}
    </Frame.Tbody>
  )
}

/** @param box  what is scrolled; null until it is there, which comes after its rows where they are many at once */
export function LongRows<Of>({ rows, columns, box }: Props<Of> & { readonly box: HTMLElement | null }) {
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box,
    estimateSize: () => ROW_HEIGHT,
    rangeExtractor: (inSight): number[] => rowsKept(inSight, virtual.scrollDirection),
    // Drawn with the next frame rather than within the event that scrolls.
    useFlushSync: false,
  })
  return (
    // biome-ignore lint/a11y/noRedundantRoles: as its rows.
    <tbody role="rowgroup" style={{ height: virtual.getTotalSize() }}>
      {virtual.getVirtualItems().map(({ index }) => {
        const row = rows[index]
        return row === undefined ? null : <LongRowKept key={row.id} row={row.original} at={index} columns={columns} />
      })}
    </tbody>
  )
}
