/**
 * The command line in the test's own process: what is typed goes through the same door as in one of its own, and no
 * Node is started for it. Where the process itself is the point, tests start one.
 */
import { Readable } from 'node:stream'
import { main } from '../../src/cli/tech-guarantee.ts'
import type { Said } from './command-line.ts'

export type Here = (
  words: readonly string[],
  input?: string,
  environment?: Readonly<Record<string, string>>,
) => Promise<Said>

/** What a stream is written while some work is done, instead of it. */
function caught(stream: NodeJS.WriteStream): { readonly end: () => string } {
  const write = stream.write.bind(stream)
  let text = ''
  stream.write = ((some: string | Uint8Array) => {
    text += typeof some === 'string' ? some : Buffer.from(some).toString('utf8')
    return true
  }) as typeof stream.write
  return {
    end: () => {
      stream.write = write
      return text
    },
  }
}

/**
 * @param environment  what every line typed is given; read as it is typed
 * @returns types a line and gives what a shell would see of it; lines typed at once are done in turn
 */
export function typedHere(environment: () => Readonly<Record<string, string>>): Here {
  const done: Here = async (words, input = '', more = {}) => {
    const { env } = process
    const stdin = Object.getOwnPropertyDescriptor(process, 'stdin') as PropertyDescriptor
    const value = Readable.from(input === '' ? [] : [Buffer.from(input)])
    process.env = { ...env, ...environment(), ...more }
    Object.defineProperty(process, 'stdin', { value, configurable: true })
    const [out, err] = [caught(process.stdout), caught(process.stderr)]
    try {
      return { code: await main(words), out: out.end(), err: err.end() }
    } finally {
      out.end()
      err.end()
      process.env = env
      Object.defineProperty(process, 'stdin', stdin)
    }
  }
  let last: Promise<unknown> = Promise.resolve()
  return (...line) => {
    const next = last.then(() => done(...line))
    last = next.catch(() => undefined)
    return next
  }
}
