/**
 * `npm run faults [-- --long] [-- --only kill,keys | --but kill,keys]`: breaks the service on purpose and prints what
 * was tried and how often it held. Ends with 1 on any miss. Every process it starts is ended by its pid, and every
 * folder it makes is taken away.
 */
import { audit } from './faults/audit.ts'
import { days } from './faults/days.ts'
import { full } from './faults/full.ts'
import { keys } from './faults/keys.ts'
import { kill } from './faults/kill.ts'
import { ledger } from './faults/ledger.ts'
import { type Fault, isHeld, linesOf, type Told } from './faults/outcome.ts'
import { racers } from './faults/racers.ts'
import { webhooks } from './faults/webhooks.ts'

const FAULTS: readonly Fault[] = [kill, keys, racers, days, full, audit, ledger, webhooks]

async function tried(fault: Fault, isLong: boolean): Promise<Told> {
  try {
    return await fault.run(isLong)
  } catch (problem) {
    const text = problem instanceof Error ? (problem.stack ?? problem.message) : String(problem)
    return { name: fault.name, tried: 'was broken off by a fault of its own', held: 0, of: 1, notes: [text] }
  }
}

async function main(words: readonly string[]): Promise<number> {
  const named = (option: string): readonly string[] | null =>
    words.includes(option) ? (words[words.indexOf(option) + 1] ?? '').split(',') : null
  const [only, but] = [named('--only'), named('--but')]
  const isTaken = (word: string, at: number): boolean =>
    ['--long', '--only', '--but'].includes(word) || ['--only', '--but'].includes(words[at - 1] ?? '')
  const wrong = words.filter((word, at) => !isTaken(word, at))
  const unknown = [...(only ?? []), ...(but ?? [])].filter(name => !FAULTS.some(fault => fault.name === name))
  const chosen = FAULTS.filter(({ name }) => (only === null || only.includes(name)) && but?.includes(name) !== true)
  if (wrong.length > 0 || unknown.length > 0 || chosen.length === 0) {
    process.stderr.write(`npm run faults [-- --long --only ${FAULTS.map(fault => fault.name).join(',')} --but ...]\n`)
    return 2
  }
  let isWhole = true
  for (const fault of chosen) {
    const begun = performance.now()
    const told = await tried(fault, words.includes('--long'))
    isWhole &&= isHeld(told)
    for (const line of linesOf(told)) process.stdout.write(`${line}\n`)
    process.stdout.write(`  ${((performance.now() - begun) / 1000).toFixed(0)} s\n`)
  }
  return isWhole ? 0 : 1
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
process.exitCode = await main(process.argv.slice(2))
