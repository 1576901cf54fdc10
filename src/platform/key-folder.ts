/** What stands in the key folder in the open: the list of the keys that are believed, read and written whole. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export type KeyPurpose = 'seal' | 'time_stamp'
export type ListedKey = {
  readonly id: string
  readonly purpose: KeyPurpose
  readonly certificate: string
  readonly not_before: string
  readonly not_after: string
  readonly status: 'active' | 'retired' | 'revoked'
}
/** What stands in trust-list.json; public, to be handed to whoever verifies. */
export type KeptTrustList = { readonly format: 1; readonly root: string; readonly keys: readonly ListedKey[] }

export const LIST = 'trust-list.json'
export const second = (moment: Date): string => `${moment.toISOString().slice(0, 19)}Z`

export function write(folder: string, name: string, text: string): void {
  const place = join(folder, name)
  // Written beside and moved over, so that nobody ever reads half a file.
  writeFileSync(`${place}.new`, text, { mode: 0o600, flush: true })
  renameSync(`${place}.new`, place)
}
export const writeList = (folder: string, list: KeptTrustList): void =>
  write(folder, LIST, `${JSON.stringify(list, null, 2)}\n`)

export const listIn = (folder: string): KeptTrustList =>
  JSON.parse(readFileSync(join(folder, LIST), 'utf8')) as KeptTrustList
