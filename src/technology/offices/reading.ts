/** A file of an office, whichever it is: told by what it holds and read whole, or refused with the place. */
import { sha256Hex } from '#sha256'
import { type Result, refusal, refuse } from '../../kernel/result.ts'
import { parsedJson } from '../../kernel/schema.ts'
import type { OfficePolicy } from './edition.ts'
import { readEpo } from './epo.ts'
import type { FileOf, OfficeFile } from './found.ts'
import { readKipo } from './kipo.ts'
import { isLensHeading, readLens } from './lens.ts'
import type { OfficeCode } from './refusals.ts'
import { treeOf } from './tree.ts'
import { readUspto } from './uspto.ts'
import { readUsptoApplication } from './uspto-application.ts'

/** The largest answer read has a third of a megabyte, a collection of nine thousand documents four. */
export const OFFICE_BYTES_MAX = 16 * 1024 * 1024

export const digestOfFile = (bytes: Uint8Array): string => `sha256:${sha256Hex(bytes)}`

const unknown = (value: string) =>
  refuse(
    refusal('office_file_unknown', '', {
      value,
      limit: 'EPO OPS XML, USPTO assignment XML or application JSON, Lens CSV, KIPO register JSON',
    }),
  )

/** UTF-8, whatever mark it begins with; undefined for bytes that are none. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function readJson(text: string, of: FileOf, policy: OfficePolicy): Result<OfficeFile, OfficeCode> {
  const json = parsedJson(text)
  if (!json.ok) {
    const first = json.refusals[0]
    return refuse(refusal('office_file_broken', first?.at ?? '', { reason: first?.code ?? '' }))
  }
  const value = json.value
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return unknown('JSON that is no object')
  if ('patentBag' in value) return readUsptoApplication(value, of, policy)
  return 'register' in value ? readKipo(value, of) : unknown('JSON without patentBag or register')
}

function readTree(bytes: Uint8Array, of: FileOf, policy: OfficePolicy): Result<OfficeFile, OfficeCode> {
  const tree = treeOf(bytes)
  if (!tree.ok) return tree
  const root = tree.value
  if (root.name === 'world-patent-data') return readEpo(root, of, policy)
  return root.name === 'response'
    ? readUspto(root, of, policy)
    : unknown(`XML that begins with ${root.name.slice(0, 60)}`)
}

/**
 * Reads a file of an office. Nothing is fetched, whatever it names; what is broken, cut off or of another structure is
 * refused with the place, and what of a good file cannot be taken is listed with place and reason.
 * @param came legal day on which the file came, for what it does not date itself
 * Errors: `office_file_empty`, `office_file_large`, `office_file_broken`, `office_file_unknown`,
 * `office_file_structure`.
 */
export function readOfficeFile(bytes: Uint8Array, came: string, policy: OfficePolicy): Result<OfficeFile, OfficeCode> {
  if (bytes.length === 0) return refuse(refusal('office_file_empty'))
  if (bytes.length > OFFICE_BYTES_MAX)
    return refuse(refusal('office_file_large', '', { value: `${bytes.length} bytes`, limit: `${OFFICE_BYTES_MAX}` }))
  const text = textOf(bytes)
  if (text === undefined) return refuse(refusal('office_file_broken', '', { reason: 'bytes that are no UTF-8' }))
  const of: FileOf = { digest: digestOfFile(bytes), came }
  const start = text.trimStart()
  if (start === '') return refuse(refusal('office_file_empty'))
  if (start.startsWith('<')) return readTree(bytes, of, policy)
  if (start.startsWith('{') || start.startsWith('[')) return readJson(text, of, policy)
  return isLensHeading(text) ? readLens(text, of, policy) : unknown('neither XML, JSON nor a collection with lens_id')
}
