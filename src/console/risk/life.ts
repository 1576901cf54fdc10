/** What may be done with an edition where it stands, and by whom: what the page offers; the service decides. Pure. */
import type { Value } from '../../../clients/typescript/api.ts'

export type EditionWhole = Value<'GET /v1/rules/editions/{kind}/{edition}'>
export type EditionHead = Value<'GET /v1/rules/editions'>['items'][number]
export type State = EditionHead['state']
export type Kind = EditionHead['kind']
export type Body = EditionWhole['resolutions_due'][number]['one_of'][number]

/** The way of an edition that goes well, in its order. */
export const WAY = ['draft', 'checked', 'proposed', 'approved', 'scheduled', 'in_force', 'superseded'] as const
export const STATES: readonly State[] = [...WAY, 'rejected', 'withdrawn']

/** How far along the way a state is; what was rejected or withdrawn stands beside it. */
export const placeOnWay = (state: State): number => (WAY as readonly State[]).indexOf(state)

export const isPublished = (state: State): boolean =>
  state === 'scheduled' || state === 'in_force' || state === 'superseded'
/** Whether its texts can still be changed. */
export const isOpen = ({ state }: Pick<EditionHead, 'state'>): boolean =>
  state === 'draft' || state === 'checked' || state === 'proposed' || state === 'rejected'

export const DEEDS = ['check', 'propose', 'approve', 'reject', 'schedule', 'withdraw'] as const
export type Deed = (typeof DEEDS)[number]

/** Whether a deed comes next for somebody of these roles. */
export function isOffered(
  deed: Deed,
  edition: Pick<EditionHead, 'state' | 'version'>,
  roles: readonly string[],
): boolean {
  if (edition.version === null) return false
  const { state } = edition
  const isRisk = roles.includes('risk_officer')
  const isEither = isRisk || roles.includes('committee_member')
  switch (deed) {
    case 'check':
      return isRisk && (state === 'draft' || state === 'checked')
    case 'propose':
      return isRisk && state === 'checked'
    case 'approve':
    case 'reject':
      return isEither && state === 'proposed'
    case 'schedule':
      return isEither && state === 'approved'
    case 'withdraw':
      return isRisk && !isPublished(state) && state !== 'withdrawn'
    default:
      return deed satisfies never
  }
}

/** Fields in which two saved versions differ, as a refused save tells them: place -> what stands there. */
export function conflictOf(yours: string, theirs: string) {
  const read = (text: string): Readonly<Record<string, unknown>> => {
    try {
      return JSON.parse(text) as Readonly<Record<string, unknown>>
    } catch {
      return {}
    }
  }
  const [one, other] = [read(yours), read(theirs)]
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].map(place => ({
    place,
    yours: valueText(one[place]),
    theirs: valueText(other[place]),
  }))
}

/** What stands in a place, as a text; '' where nothing does. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'object' && 'value' in value && typeof value.value === 'string') return value.value
  return JSON.stringify(value)
}
