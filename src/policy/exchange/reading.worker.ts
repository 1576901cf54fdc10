/**
 * The worker that reads workbooks and DMN, and looks at grids while they are edited: bounded in memory and time, so
 * that a file made to do harm harms only it.
 */
import type { Result } from '../../kernel/result.ts'
import { inflated } from '../../platform/inflate.ts'
import { served } from '../../platform/workers.ts'
import { type ImportAsked, type ImportCode, type Imported, imported } from './importing.ts'
import { type WeighAsked, type Weighed, weighed } from './weighing.ts'

served<null, ImportAsked | WeighAsked, Result<Imported, ImportCode> | Weighed>(
  () => asked => ('tables' in asked ? weighed(asked) : imported(asked, inflated)),
)
