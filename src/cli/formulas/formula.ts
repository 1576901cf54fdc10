/** A published formula that can be run alone by `tech-guarantee calc`: JSON in, JSON out. */
import type { z } from 'zod'
import type { Result } from '../../kernel/result.ts'
import { parsed } from '../../kernel/schema.ts'
import type { Words } from '../../kernel/words.ts'

export type Formula = {
  /** As typed on the command line, such as `technology-life`. */
  readonly name: string
  readonly title: Words
  /** Publication and place in it. */
  readonly source: string
  readonly input: z.ZodType
  readonly output: z.ZodType
  /** Takes JSON from outside, checks it against `input`, and gives what `output` describes. */
  readonly run: (input: unknown) => Result<unknown>
}

type Written<Input extends z.ZodType, Output extends z.ZodType> = {
  readonly name: string
  readonly title: Words
  readonly source: string
  readonly input: Input
  readonly output: Output
  readonly compute: (input: z.output<Input>) => Result<z.output<Output>>
}

/** Makes a formula of a computation: what is computed with has been checked first. */
export const formula = <Input extends z.ZodType, Output extends z.ZodType>(
  written: Written<Input, Output>,
): Formula => ({
  name: written.name,
  title: written.title,
  source: written.source,
  input: written.input,
  output: written.output,
  run: input => {
    const read = parsed(written.input, input)
    return read.ok ? written.compute(read.value) : read
  },
})
