/** The watch as it is answered. */
import type { z } from 'zod'
import type * as shapes from './schema.ts'
import type { Look } from './signals.ts'

type SignalsShown = z.output<typeof shapes.signalsView>
export type LookShown = Omit<SignalsShown, 'guarantee' | 'number' | 'looked_on' | 'history'>

export const shownLook = (look: Look): LookShown => ({
  on: look.day,
  edition: look.edition,
  level: look.level,
  points: look.points,
  raised: [...look.raised],
  still: [...look.still],
  cleared: [...look.cleared],
  signals: look.signals.map(one => ({
    signal: one.code,
    area: one.area,
    severity: one.severity,
    outcome: one.outcome,
    is_held: one.isHeld,
    not_known_since: one.notKnownSince,
    values: one.values.map(value => ({
      fact: value.fact,
      value: value.value,
      as_of: value.asOf,
      source: value.source,
      not_known_since: value.notKnownSince,
      reason: value.reason,
    })),
  })),
})
