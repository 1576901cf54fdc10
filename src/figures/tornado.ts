/**
 * The tornado figure: what each input alone does to a value, one bar a line, about the value in the middle, as
 * geometry. Data in, path strings and places out; the PDF draws them.
 */
import { scaleBand, scaleLinear } from 'd3-scale'
import { hundredth } from './hundredth.ts'
import type { WaterfallFrame } from './waterfall.ts'

export type TornadoInput = { readonly label: string; readonly atLow: number; readonly atHigh: number }
export type TornadoBar = {
  readonly label: string
  /** From the middle to the value at the input's low end, and at its high end, as closed paths. */
  readonly low: string
  readonly high: string
  /** Ends of the whole bar. */
  readonly left: number
  readonly right: number
  /** Height of the middle of the bar's line. */
  readonly middle: number
}

/**
 * Lays out a tornado: bar k reaches from the value at the low end of input k to that at its high end.
 * @param inputs in the order they are drawn, from the top
 * @param middle the value with every input in its middle
 * @param frame lengths in drawing units; all results are rounded to 1/100 unit
 */
export function tornado(
  inputs: readonly TornadoInput[],
  middle: number,
  frame: WaterfallFrame,
): { readonly bars: readonly TornadoBar[]; readonly axis: string } {
  const ends = inputs.flatMap(one => [one.atLow, one.atHigh])
  const [low, high] = [Math.min(middle, ...ends), Math.max(middle, ...ends)]
  const across = scaleLinear()
    .domain(low === high ? [low - 1, high + 1] : [low, high])
    .range([frame.x, frame.x + frame.width])
  const down = scaleBand<number>()
    .domain([...inputs.keys()])
    .range([frame.y, frame.y + frame.height])
    .padding(frame.padding)
  const height = down.bandwidth()
  const centre = hundredth(across(middle))
  return {
    bars: inputs.map(({ label, atLow, atHigh }, place) => {
      const y = down(place) ?? 0
      const [top, bottom] = [hundredth(y), hundredth(y + height)]
      const to = (value: number): string => {
        const x = hundredth(across(value))
        return `M${centre},${top}L${x},${top}L${x},${bottom}L${centre},${bottom}Z`
      }
      const [one, other] = [hundredth(across(atLow)), hundredth(across(atHigh))]
      return {
        label,
        low: to(atLow),
        high: to(atHigh),
        left: Math.min(one, other, centre),
        right: Math.max(one, other, centre),
        middle: hundredth(y + height / 2),
      }
    }),
    axis: `M${centre},${hundredth(frame.y)}L${centre},${hundredth(frame.y + frame.height)}`,
  }
}
