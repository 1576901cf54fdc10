/** The worker that runs records again: one core for each thread, and the event loop stays free. */
import { served } from '../../platform/workers.ts'
import { type Asked, type Files, replayingUnder } from './asked.ts'
import type { Tally } from './report.ts'

served<Files, Asked, Tally>(replayingUnder)
