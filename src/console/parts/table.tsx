/**
 * A table of any length: sorted by its headings, drawn only where it is seen, read by a screen reader as a table, and
 * taken away as CSV. Cells a spreadsheet would run are made text.
 */
import { Button, Table as Frame, Group, Text, UnstyledButton } from '@mantine/core'
import {
  type ColumnDef,
  createSortedRowModel,
  rowSortingFeature,
  sortFns,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { type CSSProperties, type ReactNode, useMemo, useState } from 'react'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import type { Column } from './column.ts'
import { csvOf } from './csv.ts'
import { saveAs } from './save.ts'
import { Empty } from './states.tsx'
import { LongRows, Rows } from './table-rows.tsx'

export type { Column } from './column.ts'

export type TableProps<Row> = {
  /** What the table is, for whoever does not see it. */
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly idOf: (row: Row) => string
  /** File name of the CSV without its ending; none is offered without it. */
  readonly csv?: string
  readonly empty?: ReactNode
}

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns,
})
/** From here on only the rows in sight are drawn. */
const LONG = 200
/** The least a column needs, in pixels, where it does not say. */
const COLUMN_WIDTH = 110
const widthOf = ({ width = COLUMN_WIDTH }: { readonly width?: number }): number => width

/** Columns of a long table, as wide to each other as they say. */
const shares = (columns: readonly { readonly width?: number }[]): CSSProperties =>
  ({ '--columns': columns.map(each => `minmax(0, ${widthOf(each)}fr)`).join(' ') }) as CSSProperties

export function Table<Row extends object>({ caption, columns, rows, idOf, csv, empty }: TableProps<Row>) {
  const say = useWords(everywhere)
  const defined = useMemo(
    () =>
      columns.map(
        (column): ColumnDef<typeof features, Row> => ({
          id: column.key,
          accessorFn: row => {
            const value = column.value(row)
            return typeof value === 'bigint' ? Number(value) : (value ?? '')
          },
          header: column.title,
          sortFn: column.isNumber === true ? 'basic' : 'text',
          sortUndefined: 'last',
        }),
      ),
    [columns],
  )
  const table = useTable({ features, data: rows as Row[], columns: defined, getRowId: idOf })
  const sorted = table.getRowModel().rows
  const [box, setBox] = useState<HTMLDivElement | null>(null)
  const isLong = rows.length > LONG
  if (rows.length === 0) return <Empty>{empty}</Empty>
  return (
    <>
      <Group justify="space-between" mb="xs" className="not-printed">
        <Text size="sm" c="dimmed">
          {say('rows', { count: rows.length })}
        </Text>
        {csv === undefined ? null : (
          <Button
            variant="default"
            size="sm"
            onClick={() =>
              saveAs(
                `${csv}.csv`,
                'text/csv',
                csvOf(
                  columns.map(each => each.title),
                  rows.map(row => columns.map(each => each.value(row))),
                ),
              )
            }
          >
            {say('download_csv')}
          </Button>
        )}
      </Group>
      <Frame.ScrollContainer
        minWidth={0}
        type="native"
        {...(isLong ? { maxHeight: 560, className: 'long-box' } : {})}
        ref={setBox}
        tabIndex={0}
        role="region"
        aria-label={caption}
      >
        <Frame
          aria-rowcount={rows.length + 1}
          stickyHeader={isLong}
          // On a narrow screen the table is moved sideways rather than its words broken apart.
          miw={columns.reduce((sum, column) => sum + widthOf(column), 0)}
          {...(isLong ? { role: 'table', style: shares(columns) } : { style: { overflowWrap: 'break-word' } })}
          verticalSpacing="xs"
        >
          <Frame.Caption className="visually-hidden">{caption}</Frame.Caption>
          <Frame.Thead {...(isLong ? { role: 'rowgroup' } : {})}>
            <Frame.Tr aria-rowindex={1} {...(isLong ? { role: 'row' } : {})}>
              {table.getHeaderGroups()[0]?.headers.map((header, at) => {
                const column = columns[at]
                const order = header.column.getIsSorted()
                return (
                  <Frame.Th
                    key={header.id}
                    scope="col"
                    aria-sort={order === 'asc' ? 'ascending' : order === 'desc' ? 'descending' : 'none'}
                    {...(isLong ? { role: 'columnheader' } : column?.width === undefined ? {} : { w: column.width })}
                    className={column?.isNumber === true ? 'numbers' : undefined}
                  >
                    <UnstyledButton
                      fz="sm"
                      fw={650}
                      mih={28}
                      onClick={header.column.getToggleSortingHandler()}
                      aria-label={say('sort_by', { column: column?.title ?? '' })}
                    >
                      {column?.title}
                      {order === false ? '' : order === 'asc' ? ' ▲' : ' ▼'}
                    </UnstyledButton>
                  </Frame.Th>
                )
              })}
            </Frame.Tr>
          </Frame.Thead>
          {isLong ? <LongRows rows={sorted} columns={columns} box={box} /> : <Rows rows={sorted} columns={columns} />}
        </Frame>
      </Frame.ScrollContainer>
    </>
  )
}
