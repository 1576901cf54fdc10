/** The command line run for real: `node src/cli/tech-guarantee.ts` in a process of its own, with keys of its own. */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { typedHere } from './typed-here.ts'

export type Said = {
  readonly code: number | null
  readonly out: string
  readonly err: string
}
export type Problem = {
  readonly type: string
  readonly title: string
  readonly detail: string
  readonly errors: readonly (Readonly<Record<string, string>> & { readonly code: string; readonly at: string })[]
}

export const COMMAND_LINE = 'src/cli/tech-guarantee.ts'

/** A folder of a test file, with the keys in it and places to write to; taken away by `remove`. */
export function workplace(name: string) {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`))
  const place = (...steps: readonly string[]): string => join(folder, ...steps)
  const keys = place('kept', 'keys')
  return {
    place,
    keys,
    remove: (): void => rmSync(folder, { recursive: true, force: true }),
    write(at: string, content: string | Uint8Array): string {
      const whole = place(at)
      mkdirSync(join(whole, '..'), { recursive: true })
      writeFileSync(whole, content)
      return whole
    },
    filesIn(at: string): readonly string[] {
      try {
        return readdirSync(place(at)).toSorted()
      } catch {
        return []
      }
    },
    /** Without a process: for what is one more case of a line that is run as well. */
    typed: typedHere(() => ({ DATA_DIR: place('kept') })),
    run(words: readonly string[], input = '', environment: Readonly<Record<string, string>> = {}): Promise<Said> {
      return new Promise((resolve, reject) => {
        const env = { ...process.env, DATA_DIR: place('kept'), ...environment }
        const child = spawn(process.execPath, [COMMAND_LINE, ...words], { env })
        let [out, err] = ['', '']
        child.stdout.setEncoding('utf8').on('data', (text: string) => {
          out += text
        })
        child.stderr.setEncoding('utf8').on('data', (text: string) => {
          err += text
        })
        child.on('error', reject)
        child.on('close', code => resolve({ code, out, err }))
        child.stdin.on('error', () => undefined)
        child.stdin.end(input)
      })
    },
  }
}
export type Workplace = ReturnType<typeof workplace>

/** Runs work over a list, so many at once: processes start slowly, and there are few cores. */
export async function each<Item, Value>(
  list: readonly Item[],
  work: (item: Item, place: number) => Promise<Value>,
  atOnce = 2,
) {
  const found = new Map<Item, Value>()
  const waiting = list.entries()
  const lane = async (): Promise<void> => {
    for (const [place, item] of waiting) found.set(item, await work(item, place))
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  // In the order of the list, whichever ended first.
  return new Map(list.map(item => [item, found.get(item) as Value] as const))
}

/** Every third is typed as a line, and all of them are asked of the function behind it. */
export const thirdOf = <Item>(list: readonly Item[]): readonly Item[] => list.filter((_, place) => place % 3 === 0)

/** The problem on stderr: one JSON document and nothing else. */
export const problemIn = (said: Said): Problem => JSON.parse(said.err) as Problem

export const caseText = (name: string): string => readFileSync(`fixtures/applications/${name}.json`, 'utf8')
export const caseValue = (name: string): unknown => JSON.parse(caseText(name))
