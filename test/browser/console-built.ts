/** Builds the console before the first browser opens: files that begin side by side would build it into each other. */
import { builtConsole } from '../../src/cli/console.ts'

export async function setup(): Promise<void> {
  await builtConsole()
}
