/** Whether the rights of a valuation may be valued at all: in force, the client's own, free of what is not counted. */
import { type CalendarDate, calendarDate, fullMonthsBetween } from '../../kernel/calendar.ts'
import { ok, type Refusal, type Result, refusal } from '../../kernel/result.ts'
import { type Lien, sameName } from '../../technology/rights/burdens.ts'
import type { LegalTerm, Life } from '../../technology/rights/life.ts'
import { type RightOnFile, rightKey } from '../../technology/rights/schema.ts'
import { shareText, sumOf } from '../../technology/rights/shares.ts'
import { type Standing, standing } from '../../technology/rights/standing.ts'
import type { Legal } from './capped.ts'
import type { ReportingCode } from './refusals.ts'
import type { ValuingRequest } from './request.ts'

/** A right as it stood on the base day. */
export type RightRecord = {
  readonly key: string
  /** Null where no file of an office states it. */
  readonly title: string | null
  readonly status: Standing['status']
  readonly expires_on: string | null
  /** What its end is by, where the terms of the law were at hand, and the end its office states. */
  readonly life?: Pick<Life, 'by' | 'stated'>
  readonly owners: readonly { readonly name: string; readonly share: string }[]
  /** The client's part of it, as a fraction. */
  readonly share: string
  readonly liens: readonly Lien[]
  readonly litigation: number
  /** What the files leave open; said, never cleared. */
  readonly questions: readonly string[]
  readonly read_on: string
  readonly sources: readonly string[]
}

export type Titled = { readonly rights: readonly RightRecord[]; readonly legal: Legal | undefined }

const rankText = (rank: number | null): string => (rank === null ? '-' : String(rank))

function recordOf(file: RightOnFile, own: Standing, client: string, isByLaw: boolean): RightRecord {
  const clients = own.owners.filter(owner => sameName(owner.name, client))
  return {
    key: rightKey(file),
    title: file.right.title,
    status: own.status,
    expires_on: own.life.until,
    ...(isByLaw ? { life: { by: own.life.by, stated: own.life.stated } } : {}),
    owners: own.owners.map(({ name, share }) => ({ name, share })),
    share: shareText(sumOf(clients.map(owner => owner.share))),
    liens: own.liens,
    litigation: own.litigation.length,
    questions: [...new Set(own.questions.map(question => question.code))],
    read_on: own.read_on,
    sources: file.sources.map(one => one.digest),
  }
}

function refusedOf(
  right: RightRecord,
  at: string,
  day: CalendarDate,
  { client, liens_taken_into_account: counted }: ValuingRequest,
): Refusal<ReportingCode>[] {
  const value = right.key
  if (right.status === 'unknown') return [refusal('valued_right_status_unknown', at, { value, limit: day })]
  if (right.status === 'lapsed' || right.status === 'expired')
    return [refusal('valued_right_lapsed', at, { value, status: right.status, limit: day })]
  if (right.share === '0/1') return [refusal('valued_right_unowned', at, { value, limit: client.name })]
  const open = right.liens.filter(
    lien =>
      !counted.some(
        one =>
          one.right === right.key && one.reference === lien.reference && (lien.rank === null || lien.rank === one.rank),
      ),
  )
  return open.map(lien =>
    refusal('valued_right_pledged', at, {
      value,
      kind: lien.kind,
      holder: lien.holder ?? '-',
      rank: rankText(lien.rank),
      reference: lien.reference,
    }),
  )
}

/**
 * The rights as they stood on the base day, and the months until the first of them ends.
 * @returns `valued_right_twice`; for each right the first that holds of `valued_right_status_unknown`,
 *   `valued_right_lapsed`, `valued_right_unowned`, `valued_right_pledged` (one for each burden that is not taken into
 *   account); `valued_lien_unknown` for a burden taken into account that does not stand
 * @param terms of the law by country and kind: they cut a life stated beyond them, and end one whose end is not stated
 */
export function titled(request: ValuingRequest, terms?: readonly LegalTerm[]): Result<Titled, ReportingCode> {
  const day = calendarDate(request.base_day)
  const rights = request.rights.map(file =>
    recordOf(file, standing(file, day, terms), request.client.name, terms !== undefined),
  )
  const found: Refusal<ReportingCode>[] = []
  for (const [place, right] of rights.entries()) {
    const at = `rights.${place}`
    if (rights.findIndex(one => one.key === right.key) < place)
      found.push(refusal('valued_right_twice', at, { value: right.key }))
    else found.push(...refusedOf(right, at, day, request))
  }
  for (const [place, one] of request.liens_taken_into_account.entries()) {
    const lien = rights.find(right => right.key === one.right)?.liens.find(each => each.reference === one.reference)
    if (lien === undefined || (lien.rank !== null && lien.rank !== one.rank))
      found.push(refusal('valued_lien_unknown', `liens_taken_into_account.${place}`, { value: one.reference }))
  }
  if (found.length > 0) return { ok: false, refusals: found }
  // The careful one of several ends: what is valued together needs them all.
  const ends = rights.flatMap(({ key, expires_on: until }) =>
    until === null ? [] : [{ right: key, months: fullMonthsBetween(day, calendarDate(until)) }],
  )
  return ok({ rights, legal: ends.toSorted((a, b) => a.months - b.months)[0] })
}
