/**
 * The figure of pairs: for each row one bar before and one after, on one scale from nothing, as geometry. Data in,
 * path strings and places out.
 */
import { scaleLinear } from 'd3-scale'
import { hundredth } from './hundredth.ts'

export type Frame = {
  /** Top left corner of the area, in drawing units, y downwards. */
  readonly x: number
  readonly y: number
  readonly width: number
  /** Height of a row. */
  readonly row: number
}
export type Pairs = {
  readonly rows: readonly {
    readonly before: string
    readonly after: string
    /** Middle of the row, and where its longer bar ends. */
    readonly middle: number
    readonly end: number
  }[]
  /** The line the bars begin at. */
  readonly base: string
  readonly height: number
}

/** Lays out pairs of bars, the longest as wide as the frame; a bar of nothing has no width. */
export function pairs(
  values: readonly { readonly before: number; readonly after: number }[],
  { x, y, width, row }: Frame,
): Pairs {
  const along = scaleLinear()
    .domain([0, Math.max(Number.MIN_VALUE, ...values.flatMap(one => [one.before, one.after]))])
    .range([0, width])
  const bar = (value: number, top: number): string => {
    const [left, right] = [hundredth(x), hundredth(x + along(Math.max(0, value)))]
    const bottom = hundredth(top + row * 0.36)
    return `M${left},${hundredth(top)}L${right},${hundredth(top)}L${right},${bottom}L${left},${bottom}Z`
  }
  return {
    rows: values.map(({ before, after }, place) => {
      const top = y + place * row
      return {
        before: bar(before, top + row * 0.1),
        after: bar(after, top + row * 0.5),
        middle: hundredth(top + row / 2),
        end: hundredth(x + along(Math.max(0, before, after))),
      }
    }),
    base: `M${hundredth(x)},${hundredth(y)}L${hundredth(x)},${hundredth(y + values.length * row)}`,
    height: hundredth(values.length * row),
  }
}
