/**
 * The waterfall figure: how parts add up to a whole, one bar a line, as geometry. Data in, path strings and label
 * places out; the console draws them as SVG and the certificate as PDF, so the two cannot differ.
 */
import { scaleBand, scaleLinear } from 'd3-scale'
import { hundredth } from './hundredth.ts'

export type WaterfallStep = { readonly label: string; readonly value: number }
export type WaterfallFrame = {
  /** Top left corner of the bars' area, in drawing units, y downwards; labels stand to its left. */
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** Share of a line that is left empty, 0 to under 1. */
  readonly padding: number
}
export type WaterfallBar = {
  readonly label: string
  readonly kind: 'gain' | 'loss' | 'total'
  /** Running sum before and after this bar. */
  readonly from: number
  readonly to: number
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** The bar as a closed path. */
  readonly path: string
  /** Height of the middle of the bar's line: where its label stands. */
  readonly middle: number
}
export type Waterfall = {
  readonly bars: readonly WaterfallBar[]
  /** From the end of each bar down to the next one. */
  readonly connectors: readonly string[]
  /** The line of zero, from top to bottom. */
  readonly zero: string
}

/**
 * Lays out a horizontal waterfall: bar k reaches from sum(values 1..k-1) to sum(values 1..k), the last bar from 0 to
 * the sum.
 * @param steps values in any one unit, signed
 * @param totalLabel label of the last bar
 * @param frame lengths in drawing units; all results are rounded to 1/100 unit
 */
export function waterfall(steps: readonly WaterfallStep[], totalLabel: string, frame: WaterfallFrame): Waterfall {
  const sums = [0]
  for (const step of steps) sums.push((sums.at(-1) ?? 0) + step.value)
  const total = sums.at(-1) ?? 0
  const [low, high] = [Math.min(0, ...sums), Math.max(0, ...sums)]
  // Without any amount there is nothing to scale by; the bars then all have no width.
  const across = scaleLinear()
    .domain(low === high ? [0, 1] : [low, high])
    .range([frame.x, frame.x + frame.width])
  const down = scaleBand<number>()
    .domain([...steps.keys(), steps.length])
    .range([frame.y, frame.y + frame.height])
    .padding(frame.padding)
  const height = hundredth(down.bandwidth())

  const bar = (index: number, label: string, from: number, to: number, kind: WaterfallBar['kind']): WaterfallBar => {
    const [left, right] = [hundredth(across(Math.min(from, to))), hundredth(across(Math.max(from, to)))]
    const y = hundredth(down(index) ?? 0)
    const path = `M${left},${y}L${right},${y}L${right},${hundredth(y + height)}L${left},${hundredth(y + height)}Z`
    const middle = hundredth(y + height / 2)
    return { label, kind, from, to, x: left, y, width: hundredth(right - left), height, path, middle }
  }
  const bars = steps.map((step, index) => {
    const [from, to] = [sums[index] ?? 0, sums[index + 1] ?? 0]
    return bar(index, step.label, from, to, step.value < 0 ? 'loss' : 'gain')
  })
  bars.push(bar(steps.length, totalLabel, 0, total, 'total'))
  const zero = hundredth(across(0))
  return {
    bars,
    connectors: bars.slice(0, -1).map((before, index) => {
      const x = hundredth(across(before.to))
      return `M${x},${hundredth(before.y + before.height)}L${x},${bars[index + 1]?.y ?? 0}`
    }),
    zero: `M${zero},${hundredth(frame.y)}L${zero},${hundredth(frame.y + frame.height)}`,
  }
}
