/**
 * An edition as tables, in a form that is neither a workbook nor DMN: what both are written from and read into. A table
 * is a list of rows, a set of named numbers, a table or grid of values under one provenance, or what stands for itself.
 */
import type { Json } from '../../kernel/digest.ts'

/** What a cell holds; undefined where nothing stands. */
export type Cell =
  | { readonly kind: 'json'; readonly value: Json }
  /** A test of the fact of its column, in FEEL. */
  | { readonly kind: 'test'; readonly text: string }
  /** A condition over any facts, in FEEL. */
  | { readonly kind: 'expression'; readonly text: string }
  /** Rows of a table of its own, which may be none. */
  | { readonly kind: 'rows' }
  | undefined

export const ROLES = ['of', 'name', 'input', 'condition', 'output', 'ground'] as const
/**
 * `of`: the row of another table this one belongs to. `name`: what a row is found by. `input`: a test of one fact.
 * `condition`: any condition. `output`: what holds then. `ground`: the provenance of a number.
 */
export type Role = (typeof ROLES)[number]

export type Column = {
  /** Dotted path within the row. */
  readonly key: string
  readonly role: Role
  /** The fact an input tests. */
  readonly fact?: string | undefined
}

export const SHAPES = ['plain', 'numbers', 'rows', 'names', 'values', 'grid'] as const
/**
 * `plain`: what stands for itself, by its place; `numbers`: numbers with provenance, by their place; `rows`: a list;
 * `names`: named numbers; `values`, `grid`: values by one key or two, under one provenance.
 */
export type Shape = (typeof SHAPES)[number]

export const HIT_POLICIES = ['UNIQUE', 'FIRST', 'COLLECT'] as const
export type HitPolicy = (typeof HIT_POLICIES)[number]

export type DecisionTable = {
  /** The table whose rows this one's belong to, and the place of the list within such a row; '' at the top. */
  readonly parent: string
  readonly key: string
  readonly shape: Shape
  readonly hitPolicy: HitPolicy
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Cell[])[]
}

/** The place of a table in its edition, without rows: `programmes.limits`. */
export const pathOf = (table: Pick<DecisionTable, 'parent' | 'key'>): string =>
  table.parent === '' ? table.key : `${table.parent}.${table.key}`

/** An edition as tables, and the digest of the edition they were made from. */
export type EditionTables = {
  readonly kind: string
  readonly digest: string
  readonly tables: readonly DecisionTable[]
}

/** Heading of a column, by which it is found again; a sign before those that are no key of the edition's rows. */
export function headingOf({ key, role, fact }: Column): string {
  if (role === 'input') return `${key}: ${fact}`
  return role === 'of' || role === 'name' ? `#${key}` : key
}

/** The column of a heading; undefined where it is none. */
export function columnOf(heading: string): Column | undefined {
  const [, key, fact] = /^([a-z_]+): ([a-z][a-z0-9_]*)$/.exec(heading) ?? []
  if (key !== undefined) return CONDITIONS.some(one => one === key) ? { key, role: 'input', fact } : undefined
  if (/^#[a-z][a-z0-9_]*$/.test(heading)) return { key: heading.slice(1), role: heading === '#of' ? 'of' : 'name' }
  return /^[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*$/.test(heading) ? { key: heading, role: roleOf(heading) } : undefined
}

const GROUNDS =
  /(?:^|\.)(?:unit|in_force_(?:from|until)|checked_on|status|decided_by|formula|note|(?:source|legal_basis)(?:\..*)?)$/

/** Keys under which a condition may stand. */
export const CONDITIONS = ['when', 'applies', 'conditions'] as const

/** The role of a column by its key. */
export function roleOf(key: string): Role {
  if (CONDITIONS.some(one => one === key)) return 'condition'
  return GROUNDS.test(key) ? 'ground' : 'output'
}

type Known = { readonly hitPolicy: HitPolicy; readonly inputs?: readonly string[] }

/** What tables mean that a reader of the file alone could not know: which rows count, and which facts are the keys. */
const KNOWN: Readonly<Record<string, Known>> = {
  'terms.ceiling_by_grade': { hitPolicy: 'UNIQUE', inputs: ['grade'] },
  'terms.fees.base_by_grade': { hitPolicy: 'UNIQUE', inputs: ['grade'] },
  'grades.matrix': { hitPolicy: 'UNIQUE', inputs: ['technology_grade', 'risk_grade'] },
  'grades.technology_score_min': { hitPolicy: 'UNIQUE', inputs: ['technology_grade'] },
  'grades.default_chance': { hitPolicy: 'UNIQUE', inputs: ['grade'] },
  'programmes.programmes.coverage': { hitPolicy: 'FIRST' },
  'authority.levels': { hitPolicy: 'FIRST' },
}

/** The hit policy of a table: unique where a key finds a row; else all rows that hold, unless the first one counts. */
export const hitPolicyOf = (kind: string, path: string, shape: Shape): HitPolicy =>
  KNOWN[`${kind}.${path}`]?.hitPolicy ?? (shape === 'rows' ? 'COLLECT' : 'UNIQUE')

/** What the keys of a table of values are: facts where they are known, else `key` and `column`. */
export const keysOf = (kind: string, path: string, shape: 'values' | 'grid'): readonly string[] =>
  KNOWN[`${kind}.${path}`]?.inputs ?? (shape === 'grid' ? ['key', 'column'] : ['key'])
