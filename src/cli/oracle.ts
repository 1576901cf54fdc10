/**
 * `npm run oracle -- --cases 1000000 --seed 1`: compares the closures, the traced closures and the columns with
 * json-rules-engine on generated clause sets. A case is one row of facts evaluated over one clause set; every clause's
 * outcome is compared. `npm run oracle -- sharing --cases 1000000` holds random waterfalls of losses and recoveries to
 * the rational oracle instead. Exits 1 on any difference, 2 on arguments it cannot read.
 */
import { parseArgs } from 'node:util'
import { type Comparison, compareGenerated } from './oracle-comparison.ts'
import { compareWaterfalls } from './sharing-waterfalls.ts'

const USAGE = [
  'npm run oracle -- [--cases N] [--seed S]           compare the compiled clauses with json-rules-engine',
  'npm run oracle -- sharing [--cases N] [--seed S]   hold the sharing of losses to exact fractions',
].join('\n')

/** Few clauses in a set: json-rules-engine pays for every run and condition, and each further set is new logic. */
const GENERATED = { clauses: 2, leavesMax: 3, appliesShare: 0.2, rows: 500 }
/** Parties of a waterfall at most: more than any agreement known has. */
const PARTIES_MAX = 20
/** A line of progress every so many cases. */
const PROGRESS = 100_000

const argumentsOf = (words: readonly string[]) => {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        cases: { type: 'string', default: '10000' },
        seed: { type: 'string', default: '1' },
        help: { type: 'boolean', default: false },
      },
    })
    const wrong = (['cases', 'seed'] as const).find(name => !/^[1-9][0-9]{0,8}$/.test(values[name]))
    const [of = 'rules', ...more] = positionals
    if (!['rules', 'sharing'].includes(of) || more.length > 0)
      return `what is compared is rules or sharing, not ${JSON.stringify(positionals.join(' '))}`
    if (wrong === undefined) return { of, cases: Number(values.cases), seed: Number(values.seed), isHelp: values.help }
    return `--${wrong} is a whole number from 1 to 999999999, not ${JSON.stringify(values[wrong])}`
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const reportOf = (comparison: Comparison, seed: number, seconds: number): string => {
  const compared = Object.values(comparison.outcomes).reduce((sum, one) => sum + one, 0)
  return [
    `cases        ${comparison.cases} rows of facts, each over a set of ${GENERATED.clauses} clauses`,
    `clause sets  ${comparison.sets}`,
    `outcomes     ${compared} compared four ways: ${JSON.stringify(comparison.outcomes)}`,
    `mismatches   ${comparison.mismatches}`,
    `seed         ${seed}`,
    `time         ${seconds.toFixed(1)} s, ${((seconds * 1e6) / comparison.cases).toFixed(1)} us per case`,
    ...comparison.differences.map(difference => JSON.stringify(difference, null, 2)),
  ].join('\n')
}

const sharing = (cases: number, seed: number): number => {
  const began = performance.now()
  const found = compareWaterfalls(cases, seed, PARTIES_MAX, ({ waterfalls, parted }) => {
    if (waterfalls % PROGRESS === 0) console.error(`${waterfalls} waterfalls, ${parted} parted from the oracle`)
  })
  const seconds = (performance.now() - began) / 1000
  const lines = [
    `waterfalls   ${found.waterfalls} random schemes, of up to ${found.partiesMax} parties and four layers`,
    `steps        ${found.losses} losses and ${found.recoveries} recoveries, shares within one unit and whole`,
    `parted       ${found.parted}`,
    `seed         ${seed}`,
    `time         ${seconds.toFixed(1)} s, ${((seconds * 1e6) / found.waterfalls).toFixed(1)} us per waterfall`,
    ...found.shown.map(one =>
      JSON.stringify(one, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value), 2),
    ),
  ]
  console.log(lines.join('\n'))
  return found.parted === 0 ? 0 : 1
}

const main = async (words: readonly string[]): Promise<number> => {
  const given = argumentsOf(words)
  if (typeof given === 'string') {
    console.error(`${given}\n${USAGE}`)
    return 2
  }
  if (given.isHelp) {
    console.log(USAGE)
    return 0
  }
  if (given.of === 'sharing') return sharing(given.cases, given.seed)
  const began = performance.now()
  const comparison = await compareGenerated(given.cases, given.seed, GENERATED, ({ cases, mismatches }) => {
    if (cases % PROGRESS === 0) console.error(`${cases} cases, ${mismatches} mismatches`)
  })
  console.log(reportOf(comparison, given.seed, (performance.now() - began) / 1000))
  return comparison.mismatches === 0 ? 0 : 1
}

process.exitCode = await main(process.argv.slice(2))
