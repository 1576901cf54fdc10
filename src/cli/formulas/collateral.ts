/** The formula of a purchase by the recovery fund, run alone with the shares of the edition in force. */
import { z } from 'zod'
import type { CollateralRules } from '../../decision/collateral-schema.ts'
import { purchaseOf } from '../../guarantee/collateral/recovery.ts'
import { fixed } from '../../kernel/fixed.ts'
import { moneyFromText, moneyText } from '../../kernel/money.ts'
import { ok } from '../../kernel/result.ts'
import { id, moneyNotNegative, ratioText } from '../../kernel/text.ts'
import { type Formula, formula } from './formula.ts'

const rank = z.int().min(1).max(999).nullable()

export const collateralFormulas = (rules: Pick<CollateralRules, 'shareMin' | 'shareMax'>): readonly Formula[] => [
  formula({
    name: 'ip-recovery-purchase',
    title: { ko: '회수 매입', en: 'Purchase of a right by the recovery fund', zh: '回收收购' },
    source: 'rules/collateral recovery: value x share, cut to the won, paid out by rank',
    input: z.strictObject({
      value: moneyNotNegative,
      share: ratioText,
      pledges: z.array(z.strictObject({ id, rank, secured: moneyNotNegative })).max(200),
    }),
    output: z.strictObject({
      price: moneyNotNegative,
      paid: z.array(z.strictObject({ id, rank, secured: moneyNotNegative, covered: moneyNotNegative })),
      owner: moneyNotNegative,
    }),
    compute: ({ value, share, pledges }) => {
      const ranked = pledges.map(one => ({ ...one, secured: moneyFromText(one.secured) }))
      const found = purchaseOf(moneyFromText(value), fixed(share), ranked, rules)
      if (!found.ok) return found
      const { price, paid, owner } = found.value
      return ok({
        price: moneyText(price),
        paid: paid.map(one => ({ ...one, secured: moneyText(one.secured), covered: moneyText(one.covered) })),
        owner: moneyText(owner),
      })
    },
  }),
]
