/** The worker that simulates: one core for each thread, and the event loop stays free. */
import { served } from '../../platform/workers.ts'
import { type Asked, blocksBetween } from './running.ts'
import type { Part } from './simulate.ts'

served<null, Asked, readonly Part[]>(() => blocksBetween)
