/**
 * A value under uncertainty: many scenarios drawn from a recorded seed. Scenarios come in blocks, each with a stream of
 * its own, and are put together in the order of the blocks: one worker or many give the same digits.
 */
import { z } from 'zod'
import { normalStream } from '../../kernel/normal.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { decimalText } from '../../kernel/text.ts'
import { correlationMatrix, type Triangle, triangleOf } from './correlation.ts'
import {
  distributionSchema,
  greatestOf,
  leastOf,
  type Marginal,
  marginalOf,
  valueAt,
  valuesIn,
} from './distribution.ts'
import { type Columns, INPUTS, type Input, LIMITS, valuesOf } from './model.ts'
import type { SimulationCode } from './refusals.ts'

/** Scenarios of a block; the last block of a run may have fewer. */
export const BLOCK = 16_384

const INPUT_SHAPE = Object.fromEntries(INPUTS.map(name => [name, distributionSchema])) as Readonly<
  Record<(typeof INPUTS)[number], typeof distributionSchema>
>
export const simulationSchema = z.strictObject({
  inputs: z.strictObject(INPUT_SHAPE),
  /** Rank correlations; pairs that are left out do not move together. */
  correlations: z
    .array(
      z.strictObject({
        between: z.tuple([z.enum(INPUTS), z.enum(INPUTS)]),
        rank: decimalText.refine(text => Math.abs(Number(text)) <= 1, { message: 'from -1 to 1' }),
      }),
    )
    .max(28)
    .default([]),
  preparation_months: z.int().min(0).max(120),
  scenarios: z.int().min(1_000).max(10_000_000),
  seed: z.int().min(0).max(4_294_967_295),
})
export type Simulation = z.infer<typeof simulationSchema>

export type Compiled = {
  readonly marginals: Readonly<Record<Input, Marginal>>
  /** Inputs drawn, in the order of INPUTS; a number is not drawn. */
  readonly drawn: readonly Input[]
  /** Normal correlations of what is drawn, and their triangle. */
  readonly matrix: readonly Float64Array[]
  readonly triangle: Triangle
  readonly preparation: number
  readonly scenarios: number
  readonly seed: number
  /** The value with every input at its median: sums are taken from here, so that no digits are lost in them. */
  readonly middle: number
}

/**
 * Checks a simulation and makes its tables.
 * @returns `simulation_distribution_invalid`, `simulation_input_unbounded` where an input can leave what the value is
 *   defined for, `simulation_correlation_unknown` for a pair of which one is a number, `simulation_correlation_twice`,
 *   `simulation_correlations_inconsistent`
 */
export function compiled(given: Simulation): Result<Compiled, SimulationCode> {
  const marginals: Partial<Record<Input, Marginal>> = {}
  for (const input of INPUTS) {
    const found = marginalOf(given.inputs[input], `inputs.${input}`)
    if (!found.ok) return found
    const [low, high] = LIMITS[input]
    if (leastOf(found.value) < low || greatestOf(found.value) > high)
      return refuse(
        refusal('simulation_input_unbounded', `inputs.${input}`, {
          value: `${leastOf(found.value)} to ${greatestOf(found.value)}`,
          limit: `${low} to ${high}`,
        }),
      )
    marginals[input] = found.value
  }
  const whole = marginals as Record<Input, Marginal>
  const preparation = given.preparation_months / 12
  const drawn = INPUTS.filter(input => whole[input].kind === 'table')
  const pairs = given.correlations.map(({ between, rank }) => ({ between, rank: Number(rank) }))
  const matrix = correlationMatrix(drawn, pairs)
  if (!matrix.ok) return matrix
  const triangle = triangleOf(drawn, matrix.value)
  if (!triangle.ok) return triangle
  return ok({
    ...{ marginals: whole, drawn, matrix: matrix.value, triangle: triangle.value },
    ...{ preparation, scenarios: given.scenarios, seed: given.seed },
    middle: valueWith(whole, preparation, undefined, 0),
  })
}

/** What a block gives: its values, and what is summed over them in their order. */
export type Part = {
  readonly block: number
  /** From the least to the greatest. */
  readonly values: Float64Array
  /** Of the values less the middle, and of their squares. */
  readonly sum: number
  readonly squares: number
  /** Per input drawn: sum of its normal numbers, and of their products with the values less the middle. */
  readonly normals: Float64Array
  readonly products: Float64Array
}

export const blocksOf = (scenarios: number): number => Math.ceil(scenarios / BLOCK)

/** Room for one block, used again by the next. */
export type Scratch = { readonly columns: Columns; readonly normals: readonly Float64Array[] }
export const scratchOf = (simulation: Compiled): Scratch => ({
  columns: Object.fromEntries(INPUTS.map(input => [input, new Float64Array(BLOCK)])) as Record<Input, Float64Array>,
  normals: simulation.drawn.map(() => new Float64Array(BLOCK)),
})

/** Runs one block; every number of it is told by the simulation and the block's number. */
export function blockOf(simulation: Compiled, block: number, scratch: Scratch): Part {
  const { drawn, triangle, marginals } = simulation
  const count = Math.min(BLOCK, simulation.scenarios - block * BLOCK)
  const stream = normalStream(simulation.seed, block)
  for (const column of scratch.normals) stream(column, count)
  // From the last input to the first, since each is made of its own numbers and those before it.
  for (let row = drawn.length - 1; row >= 0; row--) correlated(scratch.normals, triangle[row] as Float64Array, count)
  for (const input of INPUTS) {
    const place = drawn.indexOf(input)
    const column = scratch.columns[input]
    if (place >= 0) column.set(scratch.normals[place] as Float64Array)
    valuesIn(marginals[input], column, count)
  }
  const values = new Float64Array(count)
  valuesOf(scratch.columns, simulation.preparation, count, values)
  const sums = summed(scratch.normals, values, simulation.middle)
  return { block, values: values.sort(), ...sums }
}

function correlated(normals: readonly Float64Array[], weights: Float64Array, count: number): void {
  const last = weights.length - 1
  const own = normals[last] as Float64Array
  const weight = weights[last] as number
  if (weight !== 1) for (let at = 0; at < count; at++) own[at] = (own[at] as number) * weight
  for (let k = 0; k < last; k++) {
    const other = normals[k] as Float64Array
    const share = weights[k] as number
    if (share !== 0) for (let at = 0; at < count; at++) own[at] = (own[at] as number) + share * (other[at] as number)
  }
}

function summed(normals: readonly Float64Array[], values: Float64Array, middle: number) {
  let sum = 0
  let squares = 0
  for (const value of values) {
    const off = value - middle
    sum += off
    squares += off * off
  }
  const totals = new Float64Array(normals.length)
  const products = new Float64Array(normals.length)
  for (const [place, column] of normals.entries()) {
    let total = 0
    let product = 0
    for (let at = 0; at < values.length; at++) {
      const normal = column[at] as number
      total += normal
      product += normal * ((values[at] as number) - middle)
    }
    totals[place] = total
    products[place] = product
  }
  return { sum, squares, normals: totals, products }
}

/** All blocks, one after the other. */
export function simulated(simulation: Compiled): readonly Part[] {
  const scratch = scratchOf(simulation)
  return Array.from({ length: blocksOf(simulation.scenarios) }, (_, block) => blockOf(simulation, block, scratch))
}

/** The value with one input at a normal number, or none, and all others at their medians. */
export function valueWith(
  marginals: Compiled['marginals'],
  preparation: number,
  input: Input | undefined,
  normal: number,
): number {
  const columns = Object.fromEntries(
    INPUTS.map(one => [one, Float64Array.of(valueAt(marginals[one], one === input ? normal : 0))]),
  ) as Record<Input, Float64Array>
  const out = new Float64Array(1)
  valuesOf(columns, preparation, 1, out)
  return out[0] as number
}
