/** What of a valuation those who rely on it are told: its figures and days, under the digest they follow from. */
import type { IssuedValuation } from './schema.ts'
import type { Valued } from './valued.ts'

/** @param id under which it is kept, or known where nobody keeps it */
export const issuedOf = ({ content, digest }: Valued, id: string): IssuedValuation => ({
  ...{ id, digest, base_day: content.request.base_day, valid_until: content.valid_until },
  rights: content.rights.map(right => right.key),
  lead: { method: content.reconciled.leading, reason: content.reconciled.ground },
  value: content.value,
  methods: content.methods.map(({ method, low, mid, high }) => ({ method, low, mid, high })),
})
