/**
 * One right told by several files. What any of them says of an event stays: a later file that is silent on a pledge
 * does not release it. Owners and title are those of the file read last that names them.
 */
import { canonicalJson } from '../../kernel/digest.ts'
import { type RightOnFile, rightKey } from './schema.ts'

const readOn = (file: RightOnFile): string =>
  file.sources
    .map(one => one.read_on)
    .toSorted()
    .at(-1) ?? ''
const digestsOf = (file: RightOnFile): string => file.sources.map(one => one.digest).join(' ')
const orderOf = (file: RightOnFile): string => `${readOn(file)} ${digestsOf(file)}`

const once = <Value>(values: readonly Value[]): Value[] => [
  ...new Map(values.map(value => [canonicalJson(value as never), value] as const)).values(),
]
const latestOf = (days: readonly (string | null)[]): string | null =>
  days
    .filter(day => day !== null)
    .toSorted()
    .at(-1) ?? null

/** One right from what several files say of it, the last read last. */
function joined(files: readonly RightOnFile[]): RightOnFile | undefined {
  const ordered = files.toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))
  const last = ordered.at(-1)
  if (last === undefined) return undefined
  const registered = ordered.findLast(one => one.right.registered_on !== null)?.right.registered_on ?? null
  const expires = ordered.findLast(one => one.right.expires_on !== null)?.right.expires_on ?? null
  const title = ordered.findLast(one => one.right.title !== null)?.right.title ?? null
  return {
    right: { ...last.right, title, registered_on: registered, expires_on: expires },
    owners: ordered.findLast(one => one.owners.length > 0)?.owners ?? [],
    events: once(ordered.flatMap(one => one.events)),
    annuities_paid_until: latestOf(ordered.map(one => one.annuities_paid_until)),
    sources: once(ordered.flatMap(one => one.sources)),
  }
}

/** Rights of several files, each once; files that date the application otherwise do not speak of one right. */
export function mergedRights(files: readonly RightOnFile[]): readonly RightOnFile[] {
  const groups = Map.groupBy(files, one => `${rightKey(one)} ${one.right.applied_on}`)
  return [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, group]) => joined(group) ?? [])
}
