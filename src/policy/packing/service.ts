/**
 * Decided cases packed for impact: each once, in the transaction that says so. A job that is broken off has packed
 * whole blocks and nothing else, and the next one goes on behind them.
 */
import { systemActor } from '../../access/actor.ts'
import type { Published } from '../../appraisal/published.ts'
import type { Database, Tx } from '../../platform/db/database.ts'
import type { PackedOn } from '../impact/asked.ts'
import { BLOCK } from '../impact/block.ts'
import { LAYOUT, type PackedCase } from '../impact/packed.ts'
import { asked, type ImpactWorkers } from '../impact/service.ts'
import { holdPacking, keepBlock, keepProblem, waitingRecords } from '../impact/store.ts'
import { BATCH_RECORDS } from '../moving/service.ts'

export type Packed = { readonly packed: number; readonly problems: number }
const NOTHING: Packed = { packed: 0, problems: 0 }

export function makePackingService(workers: ImpactWorkers, known: () => Published, uuid: () => string) {
  const actor = systemActor('packing')

  async function seal(tx: Tx, { footing, facts, cases }: PackedOn): Promise<void> {
    const { bytes } = await asked(workers, known(), { type: 'seal', cases, footing, facts }, 'seal')
    await keepBlock(
      tx,
      { id: uuid(), layout: LAYOUT, packed: bytes },
      cases.map(one => one.id),
    )
  }

  /** Packs at most one block of what waits. */
  async function packSome(tx: Tx): Promise<Packed> {
    if (!(await holdPacking(tx))) return NOTHING
    const byFooting = new Map<string, { readonly on: PackedOn; readonly cases: PackedCase[] }>()
    let [packed, problems] = [0, 0]
    let after: string | null = null
    while (packed < BLOCK) {
      const records = await waitingRecords(tx, after, Math.min(BATCH_RECORDS, BLOCK - packed))
      if (records.length === 0) break
      after = records.at(-1)?.id ?? null
      const found = await asked(workers, known(), { type: 'pack', records }, 'pack')
      for (const { id, code } of found.problems) await keepProblem(tx, id, code)
      problems += found.problems.length
      for (const on of found.packed) {
        const key = JSON.stringify(on.footing)
        const standing = byFooting.get(key) ?? { on, cases: [] }
        standing.cases.push(...on.cases)
        byFooting.set(key, standing)
        packed += on.cases.length
      }
    }
    for (const { on, cases } of byFooting.values()) await seal(tx, { ...on, cases })
    return { packed, problems }
  }

  return {
    /** Packs everything that waits, block by block. */
    async pack(database: Database): Promise<Packed> {
      let sum = NOTHING
      for (;;) {
        const some = await database.transaction(actor, packSome)
        if (some.packed + some.problems === 0) return sum
        sum = { packed: sum.packed + some.packed, problems: sum.problems + some.problems }
      }
    },
  }
}
export type PackingService = ReturnType<typeof makePackingService>
