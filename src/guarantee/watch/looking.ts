/** By what a guarantee is watched on a day. */
import type { WatchRules } from '../../decision/watch-rules.ts'
import type { RightsPolicy } from '../../technology/in-force.ts'

export type Watching = {
  readonly rules: WatchRules
  readonly holidays: ReadonlySet<string>
  /** Whose rights count, and how long a look into a register holds. */
  readonly country: string
  readonly rights: RightsPolicy
  /** Offices whose answers count only with the firm's consent. */
  readonly consentSources: readonly string[]
}
