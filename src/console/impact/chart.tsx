/** Charts on the geometry of src/figures: pairs of bars, ranges beside a limit, a matrix. Each is told by a Figure. */
import { Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { matrix } from '../../figures/matrix.ts'
import { pairs } from '../../figures/pairs.ts'
import { ranges } from '../../figures/ranges.ts'
import './impact.css'

const WIDTH = 640
/** Room for the longest name of an indicator, in any language. */
const LABELS = 240
const MATRIX_LABELS = 150
const ROW = 34
/** Room for the figure at a bar's end. */
const FIGURES = 110

function Drawn({ height, children }: { readonly height: number; readonly children: ReactNode }) {
  return (
    <svg className="chart" viewBox={`0 0 ${WIDTH} ${height}`} aria-hidden="true" focusable="false">
      {children}
    </svg>
  )
}

/** What the two colours are. */
export function Legend({ before, after }: { readonly before: string; readonly after: string }) {
  return (
    <Group gap="md" mb="xs">
      {(
        [
          ['swatch-before', before],
          ['swatch-after', after],
        ] as const
      ).map(([swatch, name]) => (
        <Group key={swatch} gap={6}>
          <svg width="14" height="14" aria-hidden="true" focusable="false">
            <rect className={swatch} width="14" height="14" />
          </svg>
          <Text size="sm">{name}</Text>
        </Group>
      ))}
    </Group>
  )
}

export type PairRow = {
  readonly name: string
  readonly before: number
  readonly after: number
  /** What stands at the end of the row. */
  readonly says: string
}

export function PairBars({ rows }: { readonly rows: readonly PairRow[] }) {
  const laid = pairs(rows, { x: LABELS, y: 4, width: WIDTH - LABELS - FIGURES, row: ROW })
  return (
    <Drawn height={laid.height + 8}>
      {rows.map((row, place) => {
        const at = laid.rows[place]
        if (at === undefined) return null
        return (
          <g key={row.name}>
            <text x={LABELS - 8} y={at.middle + 4} textAnchor="end">
              {row.name}
            </text>
            <path className="before" d={at.before} />
            <path className="after" d={at.after} />
            <text x={at.end + 6} y={at.middle + 4}>
              {row.says}
            </text>
          </g>
        )
      })}
      <path className="line" d={laid.base} />
    </Drawn>
  )
}

export type RangeRow = {
  readonly name: string
  readonly from: number | null
  readonly to: number | null
  /** A point between the two. */
  readonly at?: number | null
}

export function RangeDots({
  rows,
  scale,
  limits,
}: {
  readonly rows: readonly RangeRow[]
  readonly scale: readonly [number, number]
  readonly limits: readonly { readonly value: number; readonly says: string; readonly isLimit: boolean }[]
}) {
  const frame = { x: LABELS, y: 22, width: WIDTH - LABELS - 30, row: 26 }
  const laid = ranges(
    rows,
    scale,
    limits.map(one => one.value),
    frame,
  )
  const middles = ranges(
    rows.map(one => ({ from: one.at ?? null, to: null })),
    scale,
    [],
    frame,
  )
  return (
    <Drawn height={laid.height + 30}>
      {limits.map(({ says, isLimit }, place) => (
        <g key={says}>
          <path className={isLimit ? 'limit' : 'line'} d={laid.marks[place]?.path} />
          <text x={laid.marks[place]?.x} y={14} textAnchor="middle">
            {says}
          </text>
        </g>
      ))}
      {rows.map((row, place) => {
        const at = laid.rows[place]
        const middle = middles.rows[place]?.from ?? null
        if (at === undefined) return null
        return (
          <g key={row.name}>
            <text x={LABELS - 8} y={at.middle + 4} textAnchor="end">
              {row.name}
            </text>
            {at.line === null ? null : <path className="between" d={at.line} />}
            {at.from === null ? null : (
              <circle className="before" cx={at.from} cy={at.middle} r={middle === null ? 6 : 3} />
            )}
            {at.to === null ? null : <circle className="after" cx={at.to} cy={at.middle} r={middle === null ? 5 : 3} />}
            {middle === null ? null : <circle className="after" cx={middle} cy={at.middle} r={6} />}
          </g>
        )
      })}
    </Drawn>
  )
}

export function MatrixCells({
  counts,
  names,
}: {
  readonly counts: readonly (readonly number[])[]
  readonly names: readonly string[]
}) {
  const width = (WIDTH - MATRIX_LABELS - 4) / Math.max(1, names.length)
  const cells = matrix(counts, { x: MATRIX_LABELS, y: 26, width, height: 38 })
  return (
    <Drawn height={30 + names.length * 38}>
      {names.map((name, place) => (
        <g key={name}>
          <text x={MATRIX_LABELS + (place + 0.5) * width} y={16} textAnchor="middle">
            {name}
          </text>
          <text x={MATRIX_LABELS - 8} y={26 + (place + 0.5) * 38 + 5} textAnchor="end">
            {name}
          </text>
        </g>
      ))}
      {cells.map(cell => (
        <g key={`${cell.row}-${cell.column}`}>
          <rect
            className="cell"
            x={cell.x}
            y={cell.y}
            width={width}
            height={38}
            fillOpacity={cell.count === 0 ? 0 : 0.08 + 0.3 * cell.shade}
          />
          <text
            x={cell.x + width / 2}
            y={cell.y + 24}
            textAnchor="middle"
            fontWeight={cell.row !== cell.column && cell.count > 0 ? 700 : 400}
          >
            {cell.count.toLocaleString('en-US')}
          </text>
        </g>
      ))}
    </Drawn>
  )
}
