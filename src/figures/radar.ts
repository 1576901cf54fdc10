/**
 * The radar figure: how strong each module is, as geometry. Data in, path strings and label places out; the console
 * draws them as SVG and the certificate as PDF, so the two cannot differ. Never shown without its table.
 */
import { scaleLinear } from 'd3-scale'
import { curveLinearClosed, lineRadial } from 'd3-shape'
import { hundredth } from './hundredth.ts'

export type RadarAxis = { readonly label: string; readonly value: number }
export type RadarFrame = {
  /** Middle of the figure, in drawing units, y downwards. */
  readonly centreX: number
  readonly centreY: number
  /** Length of an axis. */
  readonly radius: number
  /** How many rings divide an axis, 1 or more. */
  readonly rings: number
  /** How far the first axis is turned from the top, clockwise, in radians. */
  readonly turn: number
  /** From the end of an axis to its label. */
  readonly labelGap: number
}
export type RadarLabel = {
  readonly text: string
  readonly x: number
  readonly y: number
  readonly anchor: 'start' | 'middle' | 'end'
}
export type Radar = {
  /** Closed paths from the innermost ring to the outermost. */
  readonly rings: readonly string[]
  readonly spokes: readonly string[]
  /** The closed path through the values. */
  readonly area: string
  readonly points: readonly { readonly x: number; readonly y: number }[]
  readonly labels: readonly RadarLabel[]
}

/** Moves an SVG path of absolute M, L and Z commands, which is all that a straight closed line has. */
function moved(path: string, dx: number, dy: number): string {
  return path.replace(/(-?[0-9.]+(?:e-?[0-9]+)?),(-?[0-9.]+(?:e-?[0-9]+)?)/g, (_, x: string, y: string) => {
    return `${hundredth(Number(x) + dx)},${hundredth(Number(y) + dy)}`
  })
}

const withinUnit = (value: number): number => Math.min(1, Math.max(0, value))

/**
 * Lays out a radar: axis i of n points to angle turn + 2 pi i / n, clockwise from the top; a value lies at
 * radius x value on its axis.
 * @param axes three or more, values 0 to 1 (others are drawn at the nearer end)
 * @param frame lengths in drawing units; all results are rounded to 1/100 unit
 */
export function radar(axes: readonly RadarAxis[], frame: RadarFrame): Radar {
  if (axes.length < 3) throw new RangeError(`a radar needs three axes or more, not ${axes.length}`)
  const { centreX, centreY, radius } = frame
  const angle = (index: number): number => frame.turn + (index * 2 * Math.PI) / axes.length
  const reach = scaleLinear().domain([0, 1]).range([0, radius])
  const at = (index: number, length: number): { x: number; y: number } => ({
    x: hundredth(centreX + length * Math.sin(angle(index))),
    y: hundredth(centreY - length * Math.cos(angle(index))),
  })
  const outline = lineRadial<number>()
    .curve(curveLinearClosed)
    .angle((_, index) => angle(index))
    .radius(value => reach(withinUnit(value)))
    .digits(null)
  const closed = (values: readonly number[]): string => moved(outline([...values]) ?? '', centreX, centreY)
  const ringValues = Array.from({ length: frame.rings }, (_, index) => (index + 1) / frame.rings)
  return {
    rings: ringValues.map(value => closed(axes.map(() => value))),
    spokes: axes.map((_, index) => {
      const end = at(index, radius)
      return `M${hundredth(centreX)},${hundredth(centreY)}L${end.x},${end.y}`
    }),
    area: closed(axes.map(axis => axis.value)),
    points: axes.map((axis, index) => at(index, reach(withinUnit(axis.value)))),
    labels: axes.map((axis, index) => {
      const place = at(index, radius + frame.labelGap)
      const lean = Math.sin(angle(index))
      // Labels straight above or below their axis are centred on it; the others grow away from the figure.
      const anchor = Math.abs(lean) < 0.2 ? 'middle' : lean > 0 ? 'start' : 'end'
      return { text: axis.label, x: place.x, y: place.y, anchor }
    }),
  }
}
