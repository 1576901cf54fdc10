/** What is said over the API of editions carried out and in, and of what two of them differ in. */
import { z } from 'zod'
import { everyKind } from '../../appraisal/edition-kinds.ts'
import { BODIES, editionHeader } from '../../kernel/sourced.ts'
import { languageSchema, wordsSchema } from '../../kernel/words.ts'
import { HIT_POLICIES, ROLES, SHAPES } from './decision-table.ts'

const kind = z.enum(everyKind)
const { edition } = editionHeader

export const tableParams = z.strictObject({ kind, edition })
export const tableQuery = z.strictObject({ format: z.enum(['xlsx', 'dmn']), lang: languageSchema.optional() })
export const differencesQuery = z.strictObject({ kind, before: edition, after: edition })

const words = z.strictObject({ ko: z.string(), en: z.string(), zh: z.string() })

export const differencesView = z.strictObject({
  items: z.array(
    z.strictObject({
      kind: z.enum(['added', 'removed', 'changed', 'moved']),
      /** Such as `coverage.reductions[long_use].by.value`. */
      place: z.string(),
      table: z.string(),
      row: z.string().nullable(),
      cell: z.string().nullable(),
      /** What stood there, of any form; absent where nothing did. */
      before: z.unknown().optional(),
      after: z.unknown().optional(),
      /** Who decides what changed. */
      decided_by: z.array(z.enum(BODIES)),
      says: words,
    }),
  ),
})

/** An edition read from a file: not stored, and ready to be saved as a draft. */
export const takenView = z.strictObject({
  digest: z.string(),
  /** Digest of the edition the file was made from. */
  made_from: z.string(),
  numbers: z.record(z.string(), z.unknown()),
  /** What the rule book finds in it, each at the sheet and cell, or the element and line, it was read from. */
  findings: z.array(z.strictObject({ code: z.string(), at: z.string(), params: z.record(z.string(), z.string()) })),
})

/** Tables, rows, columns and signs of a grid: more than the largest edition has. */
const GRID_MAX = { tables: 400, rows: 5000, columns: 200, signs: 8000 } as const

const tableNamed = {
  /** The table whose rows this one's belong to, and the place of the list within such a row; both empty at the top. */
  parent: z.string().max(200),
  key: z.string().max(200),
  shape: z.enum(SHAPES),
  hit_policy: z.enum(HIT_POLICIES),
}

/** An edition as a grid of texts, each cell as a workbook has it. */
export const gridView = z.strictObject({
  version: z.int().nullable(),
  tables: z.array(
    z.strictObject({
      ...tableNamed,
      title: words,
      columns: z.array(z.strictObject({ heading: z.string(), role: z.enum(ROLES), label: words })),
      rows: z.array(z.array(z.string())),
    }),
  ),
})

export const weighBody = z.strictObject({
  tables: z
    .array(
      z.strictObject({
        ...tableNamed,
        headings: z.array(z.string().max(200)).max(GRID_MAX.columns),
        rows: z.array(z.array(z.string().max(GRID_MAX.signs)).max(GRID_MAX.columns)).max(GRID_MAX.rows),
      }),
    )
    .max(GRID_MAX.tables),
  /** The words file beside it; the draft's own where nothing is said. */
  words: z.record(z.string(), z.unknown()).optional(),
  /** Whether the edition the cells make is told as well, as it would be saved. */
  with_numbers: z.boolean().default(false),
})

const witness = z.record(z.string(), z.union([z.string(), z.boolean(), z.null()]))

export const weighedView = z.strictObject({
  /** Null where the cells make no edition, or it was not asked for. */
  numbers: z.record(z.string(), z.unknown()).nullable(),
  digest: z.string().nullable(),
  findings: z.array(
    z.strictObject({
      code: z.string(),
      severity: z.enum(['error', 'warning']),
      at: z.string(),
      params: z.record(z.string(), z.string()),
      witness: witness.optional(),
      beside: witness.nullable().optional(),
      says: wordsSchema.optional(),
      /** The table, row and column by their number from 0; null where it is of none. */
      place: z.strictObject({ table: z.int(), row: z.int().nullable(), column: z.int().nullable() }).nullable(),
    }),
  ),
})
