/** What a verb of `tech-guarantee rules` is. */
import type { ExitCode } from '../command.ts'

export type Verb = {
  readonly name: string
  /** The words behind the verb, as they are typed. */
  readonly usage: string
  /** What it does, for `--help`, a line each. */
  readonly help: readonly string[]
  readonly run: (args: readonly string[]) => Promise<ExitCode> | ExitCode
}
