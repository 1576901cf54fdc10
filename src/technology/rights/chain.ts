/**
 * The chain of title: each transfer by who owned it, each later owner by a transfer. What does not hold together is
 * asked about, and never joined by guess.
 */
import { sameName } from './burdens.ts'
import type { Owner, RightEvent, RightOnFile } from './schema.ts'

export type TitleDoubt = 'title_gap' | 'owner_without_transfer' | 'transfer_without_owner' | 'transfer_unclear'

type Found = { readonly code: TitleDoubt; readonly about: readonly string[] }

const isNamed = (owners: readonly Owner[], name: string): boolean => owners.some(one => sameName(one.name, name))

/** Of one transfer: whether its giver owned it then, and whether its taker owns it from that day. */
function doubtsOf(transfer: RightEvent, owners: readonly Owner[]): readonly Found[] {
  const about = [transfer.reference]
  if (transfer.unclear === true || transfer.holder === null) return [{ code: 'transfer_unclear', about }]
  const found: Found[] = []
  // Who gives on the day on which they were given owned it on that day: a chain may be recorded at once.
  const around = owners.filter(one => one.since <= transfer.day && (one.until === null || transfer.day <= one.until))
  if (transfer.from !== undefined && !isNamed(around, transfer.from)) found.push({ code: 'title_gap', about })
  if (!isNamed(around, transfer.holder)) found.push({ code: 'transfer_without_owner', about })
  return found
}

/** What of the title by a day does not follow from the transfers on file. */
export function titleDoubts(file: RightOnFile, events: readonly RightEvent[], day: string): readonly Found[] {
  const transfers = events.filter(one => one.kind === 'transfer')
  const known = file.owners.filter(one => one.since <= day)
  const first = known
    .map(one => one.since)
    .toSorted()
    .at(0)
  // An owner since the beginning, or since the grant, is the one the office began with.
  const isFirst = (one: Owner): boolean => one.since === first || one.since <= file.right.applied_on
  const unexplained = known.filter(
    one =>
      !isFirst(one) &&
      !transfers.some(event => event.day === one.since && event.holder !== null && sameName(event.holder, one.name)),
  )
  return [
    ...transfers.flatMap(one => doubtsOf(one, known)),
    ...unexplained.map((one): Found => ({ code: 'owner_without_transfer', about: [`${one.name}, ${one.since}`] })),
  ]
}
