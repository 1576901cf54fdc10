/**
 * What was opened, closed again in the reverse order: whatever fails on the way is told, and the rest is closed all
 * the same.
 */

export type Lifetime = {
  /** Something was opened; how it is closed. */
  readonly opened: (name: string, close: () => Promise<unknown>) => void
  /** Closes everything, the last first. Gives the names of what would not close. */
  readonly close: () => Promise<readonly string[]>
}

export function makeLifetime(onProblem: (name: string, problem: unknown) => void): Lifetime {
  const open: { readonly name: string; readonly close: () => Promise<unknown> }[] = []
  let closing: Promise<readonly string[]> | undefined
  const closeAll = async (): Promise<readonly string[]> => {
    const left: string[] = []
    for (let one = open.pop(); one !== undefined; one = open.pop()) {
      try {
        await one.close()
      } catch (problem) {
        left.push(one.name)
        onProblem(one.name, problem)
      }
    }
    return left
  }
  return {
    opened: (name, close) => {
      open.push({ name, close })
    },
    close: () => {
      closing ??= closeAll()
      return closing
    },
  }
}
