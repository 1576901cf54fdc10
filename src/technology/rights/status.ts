/** Whether a right is in force on a day: granted, not ended, not past its legal life, its fees not overdue. */
import type { RightEvent, RightOnFile } from './schema.ts'

export type Status = 'in_force' | 'lapsed' | 'expired' | 'pending' | 'unknown'
export type StatusDoubt = 'status_disagrees' | 'status_event_unclear' | 'annuity_overdue' | 'annuities_not_stated'

type Found = { readonly code: StatusDoubt; readonly about: readonly string[] }
type Answer = { readonly status: Status; readonly doubts: readonly Found[] }

/** Rights kept alive by fees; a trademark is renewed by a new expiry, a programme's right needs none. */
const KINDS_WITH_ANNUITIES: readonly string[] = ['patent', 'utility_model', 'design']

const answer = (status: Status, ...doubts: readonly Found[]): Answer => ({ status, doubts })

/** The last of the endings and returns to life, and what it leaves open. */
function afterEndings(endings: readonly RightEvent[]): Answer | undefined {
  const unclear = endings.filter(one => one.unclear === true)
  const about = unclear.map(one => one.reference)
  const clear = endings.filter(one => one.unclear !== true)
  const last = clear.at(-1)
  const opposed = clear.filter(one => one.day === last?.day && one.kind !== last.kind)
  if (opposed.length > 0)
    return answer('unknown', {
      code: 'status_disagrees',
      about: clear.filter(one => one.day === last?.day).map(one => one.reference),
    })
  const doubts: readonly Found[] = about.length === 0 ? [] : [{ code: 'status_event_unclear', about }]
  if (last?.kind === 'lapse') return answer('lapsed', ...doubts)
  return unclear.some(one => one.kind === 'lapse' && (last === undefined || one.day >= last.day))
    ? answer('unknown', ...doubts)
    : undefined
}

function fees(file: RightOnFile, day: string): Answer {
  if (!KINDS_WITH_ANNUITIES.includes(file.right.kind)) return answer('in_force')
  const until = file.annuities_paid_until
  if (until === null) return answer('in_force', { code: 'annuities_not_stated', about: [] })
  return until < day ? answer('unknown', { code: 'annuity_overdue', about: [] }) : answer('in_force')
}

/**
 * The status on a day, and what of it has to be asked.
 * @param events    those that have come by the day, in order
 * @param lifeUntil the last day of its life, itself included; null where it is not known
 */
export function statusOn(
  file: RightOnFile,
  events: readonly RightEvent[],
  lifeUntil: string | null,
  day: string,
): Answer {
  const { applied_on, registered_on } = file.right
  if (applied_on > day) return answer('unknown')
  const expiries = events.filter(one => one.kind === 'expiry' && one.unclear !== true)
  const isPastLife = lifeUntil !== null && lifeUntil < day
  if (expiries.length > 0) {
    const isAgreed = lifeUntil === null || lifeUntil <= day
    const about = expiries.map(one => one.reference)
    return isAgreed ? answer('expired') : answer('expired', { code: 'status_disagrees', about })
  }
  if (isPastLife) return answer('expired')
  const ended = afterEndings(events.filter(one => one.kind === 'lapse' || one.kind === 'reinstatement'))
  if (ended !== undefined) return ended
  const isGranted =
    (registered_on !== null && registered_on <= day) || events.some(one => one.kind === 'grant' && one.unclear !== true)
  const unclear = events.filter(one => one.kind === 'grant' && one.unclear === true)
  if (!isGranted && unclear.length > 0)
    return answer('unknown', { code: 'status_event_unclear', about: unclear.map(one => one.reference) })
  return isGranted ? fees(file, day) : answer('pending')
}
