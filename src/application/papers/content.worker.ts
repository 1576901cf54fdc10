/** The worker that looks into papers: bounded in memory and time, so that a bomb harms nobody but its own thread. */
import type { Result } from '../../kernel/result.ts'
import { inflated } from '../../platform/inflate.ts'
import { served } from '../../platform/workers.ts'
import { type ContentCode, kindOf, type PaperKind } from './content.ts'

served<null, Uint8Array, Result<PaperKind, ContentCode>>(() => bytes => kindOf(bytes, inflated))
