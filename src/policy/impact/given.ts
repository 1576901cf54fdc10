/** The columns of a block that no rule changes: what is asked for, what is outstanding, on which day. */
import type { Guarantor } from '../../decision/terms-schema.ts'
import { type Block, externalColumn, numbersOf } from './block.ts'

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
  readonly external: Float64Array
  readonly firm: Uses
  readonly group: Uses
  /** Limits kept outside the case, by their place. */
  readonly externals: readonly { readonly limit: Float64Array; readonly used: Float64Array }[]
}

const usesOf = (block: Block, scope: 'firm' | 'group'): Uses => ({
  own: numbersOf(block, `${scope}_own`),
  kodit: numbersOf(block, `${scope}_kodit`),
  regional_foundation: numbersOf(block, `${scope}_regional_foundation`),
  other: numbersOf(block, `${scope}_other`),
})

export function givenOf(block: Block): GivenColumns {
  const externals: GivenColumns['externals'][number][] = []
  const most = Math.max(0, ...block.external.map(one => one.limits.length))
  for (let place = 0; place < most; place++) {
    const limit = new Float64Array(block.count)
    const used = new Float64Array(block.count)
    block.read(externalColumn(place, 'limit'), limit)
    block.read(externalColumn(place, 'used'), used)
    externals.push({ limit, used })
  }
  return {
    day: numbersOf(block, 'day'),
    feeDays: numbersOf(block, 'fee_days'),
    termMonths: numbersOf(block, 'term_months'),
    loan: numbersOf(block, 'loan'),
    age: numbersOf(block, 'age'),
    appraisers: numbersOf(block, 'appraisers'),
    oldestSheet: numbersOf(block, 'oldest_sheet'),
    isValued: numbersOf(block, 'is_valued'),
    isGroupKnown: numbersOf(block, 'is_group_known'),
    purpose: numbersOf(block, 'purpose'),
    industry: numbersOf(block, 'industry'),
    region: numbersOf(block, 'region'),
    external: numbersOf(block, 'external'),
    firm: usesOf(block, 'firm'),
    group: usesOf(block, 'group'),
    externals,
  }
}
