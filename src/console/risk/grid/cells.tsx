/**
 * One table as a grid of cells, worked by keyboard as spreadsheets are: arrows move, Enter or F2 or typing edits, Esc
 * leaves it as it was, Tab goes on. A screen reader is told the row, the column and what was found at the cell; only
 * the rows in sight are drawn, and the one in hand always is.
 */
import { VisuallyHidden } from '@mantine/core'
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import {
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { flushSync } from 'react-dom'
import { useLanguage, useWords } from '../../words/engine.ts'
import { risk } from '../words.ts'
import type { FindingMark } from './findings.tsx'
import { type GridTable, movedBy, moveOf, type Place } from './model.ts'

/** A table whose cells are worked by keyboard is a grid, and each td of it a gridcell. */
const GRID = { role: 'grid' } as const
const GRID_READ = { ...GRID, 'aria-readonly': true } as const
const ROW_HEIGHT = 36
const NUMBER_WIDTH = 56
/** Pixels of a sign, and of the least and the widest column. */
const WIDTH = { sign: 9, least: 96, most: 340, room: 24 } as const

export type CellDeeds = {
  readonly write: (row: number, column: number, text: string) => void
  readonly add: (row: number) => void
  readonly remove: (row: number) => void
  readonly move: (row: number, by: -1 | 1) => void
  readonly undo: () => void
  readonly redo: () => void
}

/** Korean and Chinese signs take twice the room. */
const signs = (text: string): number => [...text].reduce((sum, sign) => sum + (sign > '\u1100' ? 2 : 1), 0)
function widthsOf({ columns, rows }: GridTable, labels: readonly string[]): readonly number[] {
  return columns.map((_, at) => {
    const longest = rows.reduce((most, row) => Math.max(most, signs(row[at] ?? '')), signs(labels[at] ?? ''))
    return Math.max(WIDTH.least, Math.min(WIDTH.most, longest * WIDTH.sign + WIDTH.room))
  })
}

export function Cells({
  table,
  title,
  marks,
  place,
  onPlace,
  deeds,
}: {
  readonly table: GridTable
  readonly title: string
  readonly marks: readonly FindingMark[]
  readonly place: Place
  readonly onPlace: (place: Place) => void
  /** What may be done; none where it is only read. */
  readonly deeds: CellDeeds | null
}) {
  const say = useWords(risk)
  const language = useLanguage()
  const id = useId()
  const box = useRef<HTMLDivElement>(null)
  const [editing, setEditing] = useState<string | null>(null)
  const wantsFocus = useRef(false)
  /** Whether what was typed has been kept or left already, when the field goes away. */
  const isOver = useRef(false)
  const { columns, rows } = table
  const labels = columns.map(each => each.label[language])
  const widths = widthsOf(table, labels)
  const template = `${NUMBER_WIDTH}px ${widths.map(width => `${width}px`).join(' ')}`
  const total = NUMBER_WIDTH + widths.reduce((sum, width) => sum + width, 0)
  const row = Math.min(place.row, Math.max(0, rows.length - 1))
  const column = Math.min(place.column, Math.max(0, columns.length - 1))
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    scrollPaddingStart: ROW_HEIGHT,
    rangeExtractor: range =>
      [...new Set([...defaultRangeExtractor(range), row])].filter(at => at < rows.length).sort((a, b) => a - b),
  })
  const cellId = (atRow: number, atColumn: number): string => `${id}-${atRow}-${atColumn}`

  useLayoutEffect(() => {
    if (!wantsFocus.current || editing !== null) return
    wantsFocus.current = false
    const cell = document.getElementById(cellId(row, column))
    cell?.focus({ preventScroll: true })
    cell?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  })
  useEffect(() => {
    if (rows.length > 0) virtual.scrollToIndex(row)
  }, [row, rows.length, virtual])

  const go = (to: Place): void => {
    wantsFocus.current = true
    onPlace(to)
  }
  const begin = (text: string): void => {
    if (deeds === null || rows.length === 0) return
    isOver.current = false
    flushSync(() => setEditing(text))
  }
  const end = (isKept: boolean, to: Place): void => {
    isOver.current = true
    if (isKept && editing !== null) deeds?.write(row, column, editing)
    setEditing(null)
    go(to)
  }
  const here = { row, column }
  const typed = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter') end(true, movedBy(here, 'down', rows.length, columns.length))
    else if (event.key === 'Escape') end(false, here)
    else if (event.key === 'Tab')
      end(true, movedBy(here, event.shiftKey ? 'left' : 'right', rows.length, columns.length))
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const pressed = (event: KeyboardEvent): void => {
    if (editing !== null) return
    const isControl = event.ctrlKey || event.metaKey
    const move = event.altKey ? undefined : moveOf(event.key, isControl)
    const done = (): boolean => {
      if (move !== undefined) {
        go(movedBy(here, move, rows.length, columns.length))
        return true
      }
      if (deeds === null) return false
      if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
        const by = event.key === 'ArrowUp' ? -1 : 1
        deeds.move(row, by)
        go({ row: Math.max(0, Math.min(rows.length - 1, row + by)), column })
      } else if (isControl && event.key === 'Enter') {
        deeds.add(row)
        go({ row: rows.length === 0 ? 0 : row + 1, column })
      } else if (isControl && event.key === 'Delete') {
        deeds.remove(row)
        go({ row: Math.max(0, Math.min(rows.length - 2, row)), column })
      } else if (isControl && event.key.toLowerCase() === 'z' && !event.shiftKey) {
        wantsFocus.current = true
        deeds.undo()
      } else if (isControl && (event.key.toLowerCase() === 'y' || event.key.toLowerCase() === 'z')) {
        wantsFocus.current = true
        deeds.redo()
      } else if (event.key === 'Enter' || event.key === 'F2') begin(rows[row]?.[column] ?? '')
      else if (event.key === 'Delete' || event.key === 'Backspace') {
        wantsFocus.current = true
        deeds.write(row, column, '')
      } else if (!isControl && !event.altKey && (event.key.length === 1 || event.key === 'Process')) {
        // The sign itself goes into the field that has the focus by then.
        begin('')
        return false
      } else return false
      return true
    }
    if (done()) event.preventDefault()
  }

  const markOf = (atRow: number, atColumn: number | null): FindingMark | undefined => {
    const own = marks.filter(each => each.row === atRow && (atColumn === null || each.column === atColumn))
    return own.find(each => each.severity === 'error') ?? own[0]
  }
  return (
    <div ref={box} className="risk-grid">
      <table
        {...(deeds === null ? GRID_READ : GRID)}
        aria-label={title}
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length + 1}
        style={{ width: total }}
        onKeyDown={pressed}
      >
        <thead className="risk-grid-head">
          <tr aria-rowindex={1} className="risk-grid-row" style={{ gridTemplateColumns: template }}>
            <th scope="col" aria-colindex={1} className="risk-grid-number">
              {say('row_number')}
            </th>
            {columns.map((each, at) => (
              <th key={each.heading} scope="col" aria-colindex={at + 2} data-role={each.role} title={labels[at]}>
                {labels[at]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => (
            <Row
              key={index}
              index={index}
              mark={markOf(index, null)}
              style={{ gridTemplateColumns: template, transform: `translateY(${start}px)` }}
            >
              {columns.map((each, at) => cell(index, at, each))}
            </Row>
          ))}
        </tbody>
      </table>
    </div>
  )

  function cell(index: number, at: number, each: GridTable['columns'][number]) {
    const isHere = index === row && at === column
    const mark = markOf(index, at)
    const text = rows[index]?.[at] ?? ''
    return (
      // biome-ignore lint/a11y/useAriaPropsSupportedByRole: within a grid a td is a gridcell, which may be selected.
      // biome-ignore lint/a11y/useKeyWithClickEvents: the keys of every cell are heard by the grid.
      <td
        key={each.heading}
        id={cellId(index, at)}
        aria-colindex={at + 2}
        tabIndex={isHere ? 0 : -1}
        aria-selected={isHere}
        aria-invalid={mark?.severity === 'error' ? true : undefined}
        aria-describedby={mark === undefined ? undefined : mark.id}
        data-role={each.role}
        data-found={mark?.severity}
        title={text}
        onClick={() => {
          if (isHere && editing !== null) return
          if (editing !== null) end(true, { row: index, column: at })
          else go({ row: index, column: at })
        }}
        onDoubleClick={() => begin(text)}
        onFocus={() => {
          if (!isHere) onPlace({ row: index, column: at })
        }}
      >
        {isHere && editing !== null ? (
          <input
            // biome-ignore lint/a11y/noAutofocus: it stands where the reader just pressed a key.
            autoFocus
            aria-label={say('cell_of', { column: labels[at] ?? '', row: index + 1 })}
            value={editing}
            onChange={event => setEditing(event.currentTarget.value)}
            onKeyDown={typed}
            onBlur={() => {
              if (isOver.current) return
              isOver.current = true
              deeds?.write(row, column, editing)
              setEditing(null)
            }}
          />
        ) : (
          text
        )}
      </td>
    )
  }
}

function Row({
  index,
  mark,
  style,
  children,
}: {
  readonly index: number
  readonly mark: FindingMark | undefined
  readonly style: CSSProperties
  readonly children: ReactNode
}) {
  const say = useWords(risk)
  return (
    <tr aria-rowindex={index + 2} className="risk-grid-row" data-found={mark?.severity} style={style}>
      <th scope="row" aria-colindex={1} className="risk-grid-number">
        {mark === undefined ? null : <span aria-hidden="true">{mark.severity === 'error' ? '✕ ' : '! '}</span>}
        {index + 1}
        {mark === undefined ? null : <VisuallyHidden>{say(`severity_${mark.severity}`)}</VisuallyHidden>}
      </th>
      {children}
    </tr>
  )
}
