/**
 * The figure of ranges: for each row two points on one scale and the line between them, beside a limit, as geometry:
 * a ratio before and after, or the two ends of an interval. Data in, path strings and places out.
 */
import { scaleLinear } from 'd3-scale'
import { hundredth } from './hundredth.ts'
import type { Frame } from './pairs.ts'

export type Ranges = {
  readonly rows: readonly {
    readonly from: number | null
    readonly to: number | null
    /** The line between the two; null where one is lacking. */
    readonly line: string | null
    readonly middle: number
  }[]
  /** Upright lines of the marks, in their order. */
  readonly marks: readonly { readonly x: number; readonly path: string }[]
  readonly height: number
}

/** @param scale the values at the left and right edge; what lies beyond stands at the edge */
export function ranges(
  values: readonly { readonly from: number | null; readonly to: number | null }[],
  scale: readonly [number, number],
  marks: readonly number[],
  { x, y, width, row }: Frame,
): Ranges {
  const along = scaleLinear()
    .domain(scale[0] === scale[1] ? [scale[0] - 1, scale[1] + 1] : [...scale])
    .range([x, x + width])
    .clamp(true)
  const at = (value: number | null): number | null => (value === null ? null : hundredth(along(value)))
  const bottom = hundredth(y + values.length * row)
  return {
    rows: values.map((one, place) => {
      const middle = hundredth(y + (place + 0.5) * row)
      const [from, to] = [at(one.from), at(one.to)]
      return { from, to, middle, line: from === null || to === null ? null : `M${from},${middle}L${to},${middle}` }
    }),
    marks: marks.map(value => {
      const place = hundredth(along(value))
      return { x: place, path: `M${place},${hundredth(y)}L${place},${bottom}` }
    }),
    height: hundredth(values.length * row),
  }
}
