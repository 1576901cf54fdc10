#!/usr/bin/env node
/** The command line `tech-guarantee`: its table of contents, and the one place where refusals become exit codes. */
import { adminCommand } from './admin.ts'
import { appraiseCommand } from './appraise.ts'
import { auditCommand } from './audit.ts'
import { backupCommand } from './backup.ts'
import { calcCommand } from './calc.ts'
import { collateralCommand } from './collateral.ts'
import { type Command, print, problemOf, Refused } from './command.ts'
import { comparablesCommand } from './comparables.ts'
import { demoCommand } from './demo.ts'
import { explainCommand } from './explain.ts'
import { guaranteeCommand } from './guarantee.ts'
import { monthCommand } from './month.ts'
import { panelCommand } from './panel.ts'
import { patentIndicatorsCommand } from './patent-indicators.ts'
import { replayCommand } from './replay.ts'
import { restoreCommand } from './restore.ts'
import { rightsCommand } from './rights.ts'
import { rulesCommand } from './rules.ts'
import { ServiceRefused } from './service/calling.ts'
import { tokenCommand } from './token.ts'
import { valuationCommand } from './valuation.ts'
import { verifyCommand } from './verify.ts'

const COMMANDS: readonly Command[] = [
  demoCommand,
  appraiseCommand,
  replayCommand,
  verifyCommand,
  explainCommand,
  rulesCommand,
  calcCommand,
  valuationCommand,
  guaranteeCommand,
  monthCommand,
  panelCommand,
  comparablesCommand,
  rightsCommand,
  patentIndicatorsCommand,
  collateralCommand,
  tokenCommand,
  adminCommand,
  auditCommand,
  backupCommand,
  restoreCommand,
]

const overview = (): string =>
  [
    'tech-guarantee: from a case to a recommendation, its record, and a certificate a bank can check',
    '',
    ...COMMANDS.map(command => `  ${`${command.name} ${command.usage}`.padEnd(66)} ${command.summary}`),
    '',
    'Exit codes: 0 done, 1 the answer is no, 2 the input is refused (a problem on stderr, nothing written).',
    '<command> --help tells more.',
  ].join('\n')

const helpOf = (command: Command): string =>
  [`tech-guarantee ${command.name} ${command.usage}`, '', command.summary, '', ...command.help].join('\n')

async function run(words: readonly string[]): Promise<number> {
  const [name, ...args] = words
  if (name === undefined || name === '--help' || name === 'help') {
    print(overview())
    return name === undefined ? 2 : 0
  }
  const command = COMMANDS.find(one => one.name === name)
  if (command === undefined)
    throw new Refused([
      { code: 'command_unknown', at: '', params: { value: name, limit: COMMANDS.map(one => one.name).join(', ') } },
    ])
  if (args.includes('--help')) {
    print(command.helpFor?.(args)?.join('\n') ?? helpOf(command))
    return 0
  }
  return await command.run(args)
}

/** What is typed behind the command's name, done; what is refused is said on stderr. */
export async function main(words: readonly string[]): Promise<number> {
  try {
    return await run(words)
  } catch (error) {
    const problem = error instanceof ServiceRefused ? error.problem : undefined
    if (problem === undefined && !(error instanceof Refused)) throw error
    const shown = error instanceof Refused ? problemOf(error.refusals) : problem
    process.stderr.write(`${JSON.stringify(shown, null, 2)}\n`)
    return 2
  }
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2))
