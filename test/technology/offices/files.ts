// Files of offices for tests: those of the project, the policy they are read by, and what a file is refused for.
import { readFileSync } from 'node:fs'
import { sure } from '../../../src/kernel/result.ts'
import { parsed } from '../../../src/kernel/schema.ts'
import { officePolicyOf, officesEditionSchema } from '../../../src/technology/offices/edition.ts'
import type { OfficeFile } from '../../../src/technology/offices/found.ts'
import { readOfficeFile } from '../../../src/technology/offices/reading.ts'

export const edition = sure(
  parsed(officesEditionSchema, JSON.parse(readFileSync('rules/offices/2026-01.json', 'utf8'))),
)
export const policy = officePolicyOf(edition)
export const CAME = '2026-03-02'
export const textOf = (name: string): string => readFileSync(`fixtures/patents/${name}`, 'utf8')
export const read = (text: string | Uint8Array) =>
  readOfficeFile(typeof text === 'string' ? new TextEncoder().encode(text) : text, CAME, policy)
export const fileOf = (name: string): OfficeFile => sure(read(textOf(name)))
/** The first refusal in one line; empty where the file was read. */
export const refusedFor = (text: string | Uint8Array): string => {
  const found = read(text)
  const first = found.ok ? undefined : found.refusals[0]
  return first === undefined ? '' : [first.code, first.at, first.params['reason'] ?? ''].join(' | ')
}
export const leftOf = (file: OfficeFile): readonly string[] => file.left_out.map(one => `${one.at} ${one.code}`)
