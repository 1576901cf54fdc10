/**
 * What a decision on collateral is asked with in the service: a valuation by its id and digest. Rights, firm and value
 * come from where they are kept, so that nobody decides on a value nobody issued or on a register nobody read.
 */
import type { z } from 'zod'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { mergedRights } from '../../technology/rights/merging.ts'
import { type RightOnFile, rightKey } from '../../technology/rights/schema.ts'
import type { VALUATION_STATES } from '../../valuation/reporting/schema.ts'
import type { CollateralCode } from './refusals.ts'
import type { Answered } from './schema.ts'
import type { decideBody } from './view.ts'

export type Asked = z.output<typeof decideBody>

/** A kept valuation, as far as it says whether anybody may rely on it. */
export type Relied = {
  readonly id: string
  readonly digest: string
  readonly state: (typeof VALUATION_STATES)[number]
  readonly superseded_by: string | null
}

/** Whether a valuation was issued under this digest and still stands. */
export function reliedOn<One extends Relied>(kept: One, digest: string): Result<One, CollateralCode> {
  const { id, state, superseded_by: by } = kept
  const at = 'valuation.id'
  if (digest !== kept.digest)
    return refuse(refusal('collateral_valuation_digest', 'valuation.digest', { value: digest, limit: kept.digest }))
  switch (state) {
    case 'issued':
      return ok(kept)
    case 'drafted':
      return refuse(refusal('collateral_valuation_unissued', at, { value: id }))
    case 'withdrawn':
      return refuse(refusal('collateral_valuation_withdrawn', at, { value: id }))
    case 'superseded':
      return refuse(refusal('collateral_valuation_superseded', at, { value: id, limit: by ?? '' }))
    default:
      return state satisfies never
  }
}

/** Of all rights on file with a case those that were valued, each as all files together tell it. */
export function valuedOnFile(
  files: readonly { readonly rights: readonly RightOnFile[] }[],
  valued: readonly string[],
): Result<readonly RightOnFile[], CollateralCode> {
  const found = mergedRights(files.flatMap(file => file.rights)).filter(one => valued.includes(rightKey(one)))
  return found.length === 0
    ? refuse(refusal('collateral_rights_unread', 'valuation.id', { value: valued.join(', ') }))
    : ok(found)
}

type Answer = {
  readonly right_key: string
  readonly answered_by: string
  readonly code: string
  readonly about: string
  readonly verdict: Answered['verdict']
}

/**
 * Answers to questions about these rights, as a record keeps them; whoever gave them and why stands with the case.
 * @param behind whoever decides, and whom they act for: nobody relies on what they answered themselves
 */
export function answersOn(
  answers: readonly Answer[],
  rights: readonly RightOnFile[],
  behind: readonly string[],
): Result<readonly Answered[], CollateralCode> {
  const given = answers.filter(one => rights.some(right => rightKey(right) === one.right_key))
  const own = given.find(one => behind.includes(one.answered_by))
  if (own !== undefined)
    return refuse(refusal('collateral_own_answer', 'valuation.id', { value: `${own.right_key}: ${own.code}` }))
  const kept = given
    .map(({ right_key: right, code, about, verdict }) => ({
      ...{ right, code, verdict },
      about: about === '' ? [] : about.split('\n'),
    }))
    .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  return ok(kept)
}
