/**
 * Whose an asset is: read before anybody relies on it or takes it as security. The chain from the inventor to the firm
 * comes first, then those who hold it too, then the burdens on it.
 */
import type { CalendarDate } from '../kernel/calendar.ts'
import { isHeld, isLessThanWhole } from '../party/shares.ts'
import { type RightsPolicy, unusableStatus } from './in-force.ts'
import type { Asset } from './schema.ts'

export type TitleReason =
  | 'owners_not_stated'
  | 'status_later_than_day'
  | 'status_stale'
  | 'firm_not_owner'
  | 'shares_incomplete'
  | 'no_succession_from_inventor'
  | 'only_licence_from_inventor'
  | 'succession_not_dated'
  | 'succession_after_day'
  | 'seized'
  | 'pledged'
  | 'exclusively_licensed'
  | 'co_owned'

export type Title = {
  readonly answer: 'clear' | 'shared' | 'encumbered' | 'unclear' | 'unknown'
  /** Everything that was found, gravest first; empty when the title is clear. */
  readonly reasons: readonly TitleReason[]
}

/** Which answer a reason leads to; the gravest answer wins. */
const ANSWER: Readonly<Record<TitleReason, Exclude<Title['answer'], 'clear'>>> = {
  owners_not_stated: 'unknown',
  status_later_than_day: 'unknown',
  status_stale: 'unknown',
  firm_not_owner: 'unclear',
  shares_incomplete: 'unclear',
  no_succession_from_inventor: 'unclear',
  only_licence_from_inventor: 'unclear',
  succession_not_dated: 'unclear',
  succession_after_day: 'unclear',
  seized: 'encumbered',
  pledged: 'encumbered',
  exclusively_licensed: 'encumbered',
  co_owned: 'shared',
}
const CLEAR: Title = { answer: 'clear', reasons: [] }
const GRAVEST_FIRST = ['unclear', 'unknown', 'encumbered', 'shared'] as const

type Span = { readonly from: string; readonly until?: string | undefined }
/** Both days of a period belong to it. */
const covers = (span: Span, day: CalendarDate): boolean =>
  span.from <= day && (span.until === undefined || day <= span.until)

/** How the invention of somebody employed came to the firm; nothing to say where no employee invented it. */
function chainReasons(asset: Asset, day: CalendarDate): readonly TitleReason[] {
  const chain = asset.from_employee
  if (chain === undefined) return []
  if (chain.basis === 'none') return ['no_succession_from_inventor']
  if (chain.basis === 'licence') return ['only_licence_from_inventor']
  if (chain.assigned_on === undefined) return ['succession_not_dated']
  return chain.assigned_on > day ? ['succession_after_day'] : []
}

function ownerReasons(asset: Asset, firm: string): readonly TitleReason[] {
  if (asset.owners.length === 0) return ['owners_not_stated']
  const found: TitleReason[] = []
  if (!asset.owners.some(owner => owner.party === firm && isHeld(owner.share))) found.push('firm_not_owner')
  if (isLessThanWhole(asset.owners.map(owner => owner.share))) found.push('shares_incomplete')
  if (asset.owners.some(owner => owner.party !== firm && isHeld(owner.share))) found.push('co_owned')
  return found
}

function burdenReasons(asset: Asset, firm: string, day: CalendarDate): readonly TitleReason[] {
  const found: TitleReason[] = []
  if (asset.seizures.some(seizure => covers(seizure, day))) found.push('seized')
  if (asset.pledges.some(pledge => covers(pledge, day))) found.push('pledged')
  if (asset.licences.some(one => one.kind === 'exclusive' && one.licensee !== firm && covers(one, day)))
    found.push('exclusively_licensed')
  return found
}

function statusReasons(asset: Asset, day: CalendarDate, policy: RightsPolicy): readonly TitleReason[] {
  const unusable = unusableStatus(asset, day, policy)
  return unusable?.reason === 'status_later_than_day' || unusable?.reason === 'status_stale' ? [unusable.reason] : []
}

/**
 * The firm's title to an asset on a day: clear, shared (others own part), encumbered (seized, pledged or exclusively
 * licensed to somebody else), unclear (the firm is no owner, the shares do not make a whole, or the employee's
 * invention never came to the firm) or unknown (owners not stated, register read too long ago). The gravest holds;
 * `reasons` has them all.
 * @param firm id of the firm that asks
 * @param policy how old a reading of the register may be, days
 * @source rules/readiness: rights.status_fresh_days
 */
export function titleOf(asset: Asset, firm: string, day: CalendarDate, policy: RightsPolicy): Title {
  const found = [
    ...chainReasons(asset, day),
    ...ownerReasons(asset, firm),
    ...statusReasons(asset, day, policy),
    ...burdenReasons(asset, firm, day),
  ]
  if (found.length === 0) return CLEAR
  const reasons = GRAVEST_FIRST.flatMap(answer => found.filter(reason => ANSWER[reason] === answer))
  return { answer: ANSWER[reasons[0] as TitleReason], reasons }
}
