/** What a fault came to, in the one shape every one of them is told in. */
export type Outcome = {
  readonly name: string
  /** What was tried, one sentence. */
  readonly tried: string
  readonly held: number
  readonly of: number
  /** Figures beside, and every miss. */
  readonly notes: readonly string[]
}

/** `absent`: could not be tried here, and why. */
export type Told = Outcome | { readonly name: string; readonly absent: string }

export type Fault = { readonly name: string; readonly run: (isLong: boolean) => Promise<Told> }

export const isHeld = (told: Told): boolean => 'absent' in told || (told.held === told.of && told.of > 0)

export function linesOf(told: Told): readonly string[] {
  if ('absent' in told) return [`${told.name}: not tried, ${told.absent}`]
  const head = `${told.name}: ${told.held} of ${told.of}${isHeld(told) ? '' : ' - MISSED'}`
  return [head, `  ${told.tried}`, ...told.notes.map(note => `  ${note}`)]
}
