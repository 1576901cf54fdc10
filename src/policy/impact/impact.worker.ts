/** The worker that packs cases and runs books under drafts: one core for each thread, and the event loop stays free. */
import { served } from '../../platform/workers.ts'
import { type Answer, type Asked, impactWork, type Texts } from './asked.ts'

served<Texts, Asked, Answer>(impactWork)
