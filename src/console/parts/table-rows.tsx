/**
 * The rows of a table, each drawn once and again only where its own part changes. Of a long table only those in sight
 * are there: what is scrolled draws the rows that come in, and nothing of the table around them.
 */
import { Table as Frame } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, type RefObject } from 'react'
import type { Column } from './column.ts'

const ROW_HEIGHT = 44
/** More than comes in with a frame of fast scrolling; each row more is laid out with every frame. */
const OVERSCAN = 6

type Row<Of> = { readonly id: string; readonly original: Of }
type RowProps<Of> = {
  readonly row: Of
  readonly at: number
  readonly columns: readonly Column<Of>[]
  readonly isLong: boolean
}

// Cells are plain ones with the classes of the components, whose own work at each cell is most of what a row costs.
const { tr, td } = Frame.classes
const BORDER = { 'data-with-row-border': true }

function Cells<Of>({ row, at, columns, isLong }: RowProps<Of>) {
  return (
    <tr className={tr} {...BORDER} aria-rowindex={at + 2} {...(isLong ? { style: { height: ROW_HEIGHT } } : {})}>
      {columns.map(column => (
        <td key={column.key} className={`${td}${column.isNumber === true ? ' numbers' : ''}${isLong ? ' cut' : ''}`}>
          {column.show?.(row) ?? String(column.value(row) ?? '–')}
        </td>
      ))}
    </tr>
  )
}
const RowKept = memo(Cells) as typeof Cells

type Props<Of> = { readonly rows: readonly Row<Of>[]; readonly columns: readonly Column<Of>[] }

export function Rows<Of>({ rows, columns }: Props<Of>) {
  return (
    <Frame.Tbody>
      {rows.map((row, at) => (
        <RowKept key={row.id} row={row.original} at={at} columns={columns} isLong={false} />
      ))}
    </Frame.Tbody>
  )
}

/** @param box  what is scrolled */
export function LongRows<Of>({ rows, columns, box }: Props<Of> & { readonly box: RefObject<HTMLElement | null> }) {
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    // Drawn with the next frame rather than within the event that scrolls.
    useFlushSync: false,
  })
  const seen = virtual.getVirtualItems()
  const above = seen[0]?.start ?? 0
  const below = virtual.getTotalSize() - (seen.at(-1)?.end ?? 0)
  return (
    <Frame.Tbody>
      {above > 0 ? <tr style={{ height: above }} /> : null}
      {seen.map(({ index }) => {
        const row = rows[index]
        return row === undefined ? null : (
          <RowKept key={row.id} row={row.original} at={index} columns={columns} isLong={true} />
        )
      })}
      {below > 0 ? <tr style={{ height: below }} /> : null}
    </Frame.Tbody>
  )
}
