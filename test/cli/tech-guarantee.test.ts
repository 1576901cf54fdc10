/** The command line as a whole: its table of contents, help everywhere, and what it says to words it does not know. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { each, problemIn, workplace } from './command-line.ts'

const here = workplace('tech-guarantee')
afterAll(here.remove)

const COMMANDS = [
  ...['demo', 'appraise', 'replay', 'verify', 'explain', 'rules', 'calc', 'valuation', 'guarantee', 'month', 'panel'],
  ...['comparables', 'rights', 'patent-indicators', 'collateral', 'token', 'admin', 'audit', 'backup', 'restore'],
]

describe('help', () => {
  test('is the table of contents: each command with what it does, and the exit codes', async () => {
    const said = await each([['--help'], ['help'], []], words => here.run(words))
    const [first] = said.values()
    for (const [words, found] of said) {
      expect([found.code, found.err]).toEqual([words.length === 0 ? 2 : 0, ''])
      expect(found.out).toBe(first?.out)
    }
    for (const command of COMMANDS) expect(first?.out).toMatch(new RegExp(`^ {2}${command} .{20,}`, 'm'))
    expect(first?.out).toContain('Exit codes: 0 done, 1 the answer is no, 2 the input is refused')
  })

  test('is there for every command, and says how it is typed', async () => {
    const said = await each(COMMANDS, command => here.run([command, '--help']))
    for (const [command, found] of said) {
      expect([command, found.code, found.err]).toEqual([command, 0, ''])
      expect(found.out).toMatch(new RegExp(`^tech-guarantee ${command} (\\S.*)?\\n\\n\\S`))
      expect(found.out.trim().split('\n').length).toBeGreaterThan(4)
    }
    expect(here.filesIn('kept')).toEqual([])
  })
})

test('a command nobody knows is refused, with those there are', async () => {
  const found = await here.run(['approve-all'])
  expect([found.code, found.out]).toEqual([2, ''])
  const { errors, detail } = problemIn(found)
  expect(errors[0]).toMatchObject({ code: 'command_unknown', value: 'approve-all', limit: COMMANDS.join(', ') })
  expect(detail).not.toBe('')
})

test('`npx tech-guarantee` runs it from the folder of the package', () => {
  const { bin } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly bin: Readonly<{ [name: string]: string }>
  }
  expect(bin).toEqual({ 'tech-guarantee': 'src/cli/tech-guarantee.ts' })
  const said = spawnSync(
    'npx',
    ['--offline', 'tech-guarantee', 'replay', 'fixtures/records/tech-guarantee-1/case-laser-rod-growth.json'],
    {
      encoding: 'utf8',
    },
  )
  expect(said.stdout, said.stderr).toContain('identical')
  expect(said.status).toBe(0)
})
