/** How the command line says what came of checking a paper. */
import type { Refusal } from '../kernel/result.ts'
import { print, problemOf } from './command.ts'

export const drawnText = (face: 'same' | 'not_redrawn'): string =>
  face === 'same' ? 'drawn again, the same to the byte' : 'made under another wording, not drawn again'

export function notGenuine(path: string, refusals: readonly Refusal[]): 1 {
  print(`${path}: not genuine`)
  for (const one of refusals)
    print(`  ${one.code}${one.at === '' ? '' : ` at ${one.at}`} ${JSON.stringify(one.params)}`)
  process.stderr.write(`${JSON.stringify(problemOf(refusals), null, 2)}\n`)
  return 1
}
