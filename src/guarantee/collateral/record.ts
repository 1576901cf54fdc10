/** The record of a decision on collateral: what went in, by which editions, what came out, and one digest over all. */
import { canonicalJson, digestOf, type Json } from '../../kernel/digest.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { type DecidedBy, decideCollateral } from './decision.ts'
import type { CollateralCode } from './refusals.ts'
import type { CollateralRecord, CollateralRequest } from './schema.ts'

/** What a decision is made by, with the names and digests of the editions it was read from. */
export type Named = DecidedBy & { readonly editions: CollateralRecord['editions'] }

export function collateralRecordOf(request: CollateralRequest, by: Named): CollateralRecord {
  const content = {
    kind: 'collateral_decision' as const,
    version: 'tech-guarantee-collateral-1' as const,
    editions: by.editions.map(one => ({ ...one })),
    request,
    decision: decideCollateral(request, by),
  }
  return { ...content, digest: digestOf(content as unknown as Json) }
}

/**
 * The rules a record was made by: one from before the terms of the law were read names no edition of them, and is run
 * again without.
 */
function asNamedIn(record: CollateralRecord, by: Named): Named {
  if (record.editions.some(one => one.kind === 'offices')) return by
  return { ...by, terms: [], editions: by.editions.filter(one => one.kind !== 'offices') }
}

/**
 * Runs a record again under the editions it names.
 * @returns `collateral_edition_other` where an edition is no longer as it was, `collateral_record_differs` where the
 *   same does not come out to the byte
 */
export function replayed(record: CollateralRecord, by: Named): Result<CollateralRecord, CollateralCode> {
  const other = record.editions.find(
    one => !by.editions.some(now => now.kind === one.kind && now.edition === one.edition && now.digest === one.digest),
  )
  if (other !== undefined)
    return refuse(refusal('collateral_edition_other', 'editions', { value: `${other.kind}/${other.edition}` }))
  const again = collateralRecordOf(record.request, asNamedIn(record, by))
  return canonicalJson(again as unknown as Json) === canonicalJson(record as unknown as Json)
    ? ok(again)
    : refuse(refusal('collateral_record_differs', 'digest', { value: record.digest, limit: again.digest }))
}
