/**
 * The histogram figure: how often which value came, with some values marked on the same scale, as geometry. Data in,
 * path strings and places out; the PDF draws them.
 */
import { scaleLinear } from 'd3-scale'
import { hundredth } from './hundredth.ts'

export type HistogramFrame = {
  /** Top left corner of the bars' area, in drawing units, y downwards. */
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}
export type Histogram = {
  /** One closed path per bar; a bar without count is flat. */
  readonly bars: readonly string[]
  /** The line the bars stand on. */
  readonly base: string
  /** Each mark's upright line and its place; one outside the bars stands at the nearer end. */
  readonly marks: readonly { readonly label: string; readonly x: number; readonly path: string }[]
}

/**
 * Lays out bars of one width between two values, the highest as high as the frame.
 * @param counts one per bar, from the left
 * @param marks values on the scale of `from` and `to`
 */
export function histogram(
  { from, to, counts }: { readonly from: number; readonly to: number; readonly counts: readonly number[] },
  marks: readonly { readonly label: string; readonly value: number }[],
  frame: HistogramFrame,
): Histogram {
  const { x, y, width, height } = frame
  const bottom = hundredth(y + height)
  const step = width / Math.max(1, counts.length)
  const up = scaleLinear()
    .domain([0, Math.max(1, ...counts)])
    .range([0, height])
  // Where every value is the same there is no scale: marks then stand in the middle.
  const across = scaleLinear()
    .domain(from === to ? [from - 1, to + 1] : [from, to])
    .range([x, x + width])
    .clamp(true)
  return {
    bars: counts.map((count, place) => {
      const [left, right] = [hundredth(x + place * step), hundredth(x + (place + 1) * step)]
      const top = hundredth(y + height - up(count))
      return `M${left},${bottom}L${left},${top}L${right},${top}L${right},${bottom}Z`
    }),
    base: `M${hundredth(x)},${bottom}L${hundredth(x + width)},${bottom}`,
    marks: marks.map(({ label, value }) => {
      const at = hundredth(across(value))
      return { label, x: at, path: `M${at},${hundredth(y)}L${at},${bottom}` }
    }),
  }
}
