/**
 * `npm run fuzz [-- --requests 1000000] [-- --seed 1]`: sends made-up requests to the whole service in this process,
 * over a database of its own in a temporary folder, as every persona of the demonstration. Ends with 1 where an answer
 * was not as promised, and names the seed that sends it again.
 */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openHouse } from './faults/house.ts'
import { endWithMe } from './faults/process.ts'
import { fuzzed, type Outcome } from './fuzz/run.ts'

async function run(requests: number, seed: number): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'tech-guarantee-fuzz-'))
  endWithMe(folder)
  const tell = (text: string) => process.stderr.write(`${text}\n`)
  const { server, routes, tokens, close } = await openHouse(folder, tell)
  try {
    const all = [...tokens.people, ...tokens.clients].map(one => one.access_token)
    const progress = (sent: number) => {
      if (sent % 1_000 === 0) tell(`${sent} of ${requests}`)
    }
    return await fuzzed(server, routes, all, requests, seed, progress)
  } finally {
    await close()
  }
}

function countOf(words: readonly string[], name: string, otherwise: number): number {
  const at = words.indexOf(name)
  const text = at < 0 ? String(otherwise) : (words[at + 1] ?? '')
  return /^[1-9][0-9]{0,8}$/.test(text) ? Number(text) : Number.NaN
}

async function main(words: readonly string[]): Promise<number> {
  const [requests, seed] = [countOf(words, '--requests', 10_000), countOf(words, '--seed', 1)]
  if (Number.isNaN(requests + seed) || words.some(word => word.startsWith('-') && !/^--(requests|seed)$/.test(word))) {
    process.stderr.write('npm run fuzz [-- --requests 1000000 --seed 1]\n')
    return 2
  }
  const begun = performance.now()
  const { sent, statuses, findings } = await run(requests, seed)
  const seconds = (performance.now() - begun) / 1000
  for (const [status, count] of [...statuses].sort(([a], [b]) => a - b)) process.stdout.write(`${status}: ${count}\n`)
  // Tokens are long and lapse; which persona sent it is told by the seed.
  const short = (name: string, value: unknown) => (name === 'authorization' ? String(value).slice(0, 24) : value)
  for (const finding of findings) process.stdout.write(`${JSON.stringify(finding, short)}\n`)
  process.stdout.write(
    `${sent} requests in ${seconds.toFixed(0)} s, seed ${seed}: ${findings.length} answers not as promised\n`,
  )
  return findings.length === 0 ? 0 : 1
}

process.exitCode = await main(process.argv.slice(2))
