/**
 * The worker that reads workbooks and DMN: bounded in memory and time, so that a file made to do harm harms only it.
 */
import type { Result } from '../../kernel/result.ts'
import { inflated } from '../../platform/inflate.ts'
import { served } from '../../platform/workers.ts'
import { type ImportAsked, type ImportCode, type Imported, imported } from './importing.ts'

served<null, ImportAsked, Result<Imported, ImportCode>>(() => asked => imported(asked, inflated))
