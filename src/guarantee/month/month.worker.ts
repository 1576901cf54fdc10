/**
 * The worker that reads what banks send: bounded in memory and time, so that a file made to do harm harms nobody but
 * its own thread, and the event loop stays free. Rows go back in batches of JSON, as the database takes them.
 */
import { inflated } from '../../platform/inflate.ts'
import { served } from '../../platform/workers.ts'
import { type Answer, type Asked, answered } from './asked.ts'

served<null, Asked, Answer>(() => asked => answered(asked, inflated))
