/** Something that happened or waits, and whom it concerns by name. */
import type { KindName, Waiting } from './kinds.ts'

/** One thing that somebody is to be told of. */
export type Happened = {
  readonly kind: KindName
  readonly id: string
  readonly occurrence: string
  /** Who did it need not be told. */
  readonly by: string | null
  /** Of an organisation's message: that organisation alone. */
  readonly organisation: string | null
  /** Whose it is by name: the panel, or who holds a task. */
  readonly assigned: readonly string[]
  readonly only: readonly string[] | null
  readonly role: string | null
}
export const happened = (kind: KindName, id: string, occurrence: string, more: Partial<Happened> = {}): Happened => ({
  ...{ kind, id, occurrence, by: null, organisation: null, assigned: [], only: null, role: null },
  ...more,
})

/** What waits for somebody. */
export type Found = Partial<Pick<Happened, 'assigned' | 'only' | 'role'>> & {
  readonly what: Waiting
  readonly id: string
  readonly occurrence: string
}
