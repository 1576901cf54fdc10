/** The use case of a simulation: spread over threads, put together in the order of the blocks. */
import { ok, type Result } from '../../kernel/result.ts'
import type { Workers } from '../../platform/workers.ts'
import { type Outcome, outcomeOf } from './outcome.ts'
import type { SimulationCode } from './refusals.ts'
import { type Asked, rangesFor } from './running.ts'
import { blocksOf, compiled, type Part, type Simulation } from './simulate.ts'

export const SIMULATION_WORKER = new URL('./simulation.worker.ts', import.meta.url)

export function makeSimulationService(workers: Workers<Asked, readonly Part[]>, threads: number) {
  return {
    /** The same digits whatever the number of threads; errors: those of `compiled`. */
    async run(given: Simulation): Promise<Result<Outcome, SimulationCode>> {
      const simulation = compiled(given)
      if (!simulation.ok) return simulation
      const ranges = rangesFor(blocksOf(given.scenarios), threads)
      const parts = await Promise.all(ranges.map(range => workers.run({ simulation: simulation.value, ...range })))
      return ok(outcomeOf(simulation.value, parts.flat()))
    },
  }
}
export type SimulationService = ReturnType<typeof makeSimulationService>
