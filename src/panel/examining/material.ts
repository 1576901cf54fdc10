/** A case somebody is examined on: what they read, and the reference they are held against. */
import type { Field } from '../roster/edition.ts'
import type { ExamCase } from './score.ts'

export type ExamMaterial = ExamCase & {
  readonly fields: readonly Field[]
  /** The case as an appraiser reads it. */
  readonly dossier: Readonly<Record<string, unknown>>
}
