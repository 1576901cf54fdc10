/** The worker that computes the figures of the panel: seconds of arithmetic that no request waits behind. */
import { served } from '../../platform/workers.ts'
import { type Answer, type Asked, answered } from './asked.ts'

served<null, Asked, Answer>(() => answered)
