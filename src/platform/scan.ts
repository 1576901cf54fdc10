/**
 * The virus scanner: a command of the house (`PAPER_SCAN_COMMAND`, such as `clamdscan --no-summary -`) that reads a
 * paper on standard input and ends with 0 for clean and 1 for infected; anything else, or no answer in time, is no
 * answer. Where no command is configured only the industry's test string is known.
 */
import { spawn } from 'node:child_process'

export type Scan = (bytes: Uint8Array) => Promise<'clean' | 'infected' | 'unavailable'>

/** @source EICAR anti-malware test file; written in two halves so that this file is none. */
const TEST_STRING = Buffer.from(`${'X5O!P%@AP[4\\PZX54(P^)7CC)7}$'}${'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'}`)

export const holdsTestString = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(TEST_STRING)

/** @param command program and arguments, no shell; undefined for none */
export function makeScan(command: readonly string[] | undefined, secondsMax = 60): Scan {
  return async bytes => {
    if (holdsTestString(bytes)) return 'infected'
    const [program, ...words] = command ?? []
    if (program === undefined) return 'clean'
    return await new Promise(resolve => {
      const child = spawn(program, words, {
        stdio: ['pipe', 'ignore', 'ignore'],
        timeout: secondsMax * 1000,
        killSignal: 'SIGKILL',
      })
      child.on('error', () => resolve('unavailable'))
      child.on('close', code => resolve(code === 0 ? 'clean' : code === 1 ? 'infected' : 'unavailable'))
      // A scanner may have its answer before it has read everything.
      child.stdin.on('error', () => undefined)
      child.stdin.end(bytes)
    })
  }
}
