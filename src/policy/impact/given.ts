/** The columns of a block that no rule changes: what is asked for, what is outstanding, on which day. */
import type { Guarantor } from '../../decision/terms-schema.ts'
import { type Block, externalColumn, numbersOf } from './block.ts'
import type { Scratch } from './scratch.ts'

type Uses = Readonly<Record<Guarantor, Float64Array>>

export type GivenColumns = {
  readonly day: Float64Array
  readonly feeDays: Float64Array
  readonly termMonths: Float64Array
  readonly loan: Float64Array
  readonly age: Float64Array
  readonly appraisers: Float64Array
  readonly oldestSheet: Float64Array
  readonly isValued: Float64Array
  readonly isGroupKnown: Float64Array
  readonly purpose: Float64Array
  readonly industry: Float64Array
  readonly region: Float64Array
  readonly stop: Float64Array
  readonly external: Float64Array
  readonly firm: Uses
  readonly group: Uses
  /** Limits kept outside the case, by their place. */
  readonly externals: readonly { readonly limit: Float64Array; readonly used: Float64Array }[]
}

const usesOf = (block: Block, scope: 'firm' | 'group', into: Scratch): Uses => ({
  own: numbersOf(block, `${scope}_own`, into),
  kodit: numbersOf(block, `${scope}_kodit`, into),
  regional_foundation: numbersOf(block, `${scope}_regional_foundation`, into),
  other: numbersOf(block, `${scope}_other`, into),
})

export function givenOf(block: Block, into: Scratch): GivenColumns {
  const externals: GivenColumns['externals'][number][] = []
  const most = Math.max(0, ...block.external.map(one => one.limits.length))
  for (let place = 0; place < most; place++) {
    const limit = into(externalColumn(place, 'limit'), block.count)
    const used = into(externalColumn(place, 'used'), block.count)
    block.read(externalColumn(place, 'limit'), limit)
    block.read(externalColumn(place, 'used'), used)
    externals.push({ limit, used })
  }
  return {
    day: numbersOf(block, 'day', into),
    feeDays: numbersOf(block, 'fee_days', into),
    termMonths: numbersOf(block, 'term_months', into),
    loan: numbersOf(block, 'loan', into),
    age: numbersOf(block, 'age', into),
    appraisers: numbersOf(block, 'appraisers', into),
    oldestSheet: numbersOf(block, 'oldest_sheet', into),
    isValued: numbersOf(block, 'is_valued', into),
    isGroupKnown: numbersOf(block, 'is_group_known', into),
    purpose: numbersOf(block, 'purpose', into),
    industry: numbersOf(block, 'industry', into),
    region: numbersOf(block, 'region', into),
    stop: numbersOf(block, 'stop', into),
    external: numbersOf(block, 'external', into),
    firm: usesOf(block, 'firm', into),
    group: usesOf(block, 'group', into),
    externals,
  }
}
