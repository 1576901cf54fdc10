/** The audit log over HTTP: its leaves for the auditor, its heads and proofs for everybody. */
import { type Kysely, sql } from 'kysely'
import { z } from 'zod'
import { may } from '../../access/table.ts'
import { ok, refusal, refuse } from '../../kernel/result.ts'
import type { Tables } from '../db/tables.ts'
import { page, pageLimit, pageOf, pageShape, placeOf } from '../http/page.ts'
import { type Route, route } from '../http/route.ts'
import { audited } from './entry.ts'
import { consistencyProof, inclusionProof, type Leaf, leafColumns, treeSize } from './log.ts'
import { refusals } from './refusals.ts'

const TAG = 'audit'
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const hash = z.string().regex(/^[0-9a-f]{64}$/)
const count = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
/** A count in a query: digits alone, so that ' 1', '1e3' and '' are refused. */
const countText = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,14})$/)
  .transform(Number)

const leafSchema = z.strictObject({
  sequence: z.string(),
  /** Index in the tree; null until the next batch. */
  leaf: count.nullable(),
  at: z.string(),
  person: z.string(),
  organisation: z.string(),
  action: z.string(),
  subject: z.string(),
  reason: z.string().nullable(),
  body: z.string(),
  hash: hash.nullable(),
})
const headSchema = z.strictObject({ size: count, root: hash, at: z.string(), signed: z.string() })
const inclusionSchema = z.strictObject({ leaf: count, size: count, hash, root: hash, proof: z.array(hash) })
const consistencySchema = z.strictObject({
  from: count,
  to: count,
  first_root: hash,
  second_root: hash,
  proof: z.array(hash),
})

type LeafRow = Leaf & { readonly leaf_index: string | null; readonly hash: Uint8Array | null }

/** Leaves newest first, from before a sequence on. */
async function leavesBefore(
  db: Kysely<Tables>,
  before: string | undefined,
  subject: string | undefined,
  limit: number,
): Promise<readonly LeafRow[]> {
  const { rows } = await sql<LeafRow>`
    select ${leafColumns}, o.leaf_index::text as leaf_index, l.hash
    from app.audit_leaves l left join app.audit_order o on o.sequence = l.sequence
    where (${before ?? null}::bigint is null or l.sequence < ${before ?? null}::bigint)
      and (${subject ?? null}::text is null or l.subject = ${subject ?? null}::text)
    order by l.sequence desc limit ${limit}`.execute(db)
  return rows
}

const shown = ({ leaf_index, hash: stored, ...leaf }: LeafRow) => ({
  ...leaf,
  leaf: leaf_index === null ? null : Number(leaf_index),
  hash: stored === null ? null : hex(stored),
})

const LEAVES = 'audit-leaves'
const HEADS = 'audit-heads'
const isSequence = (text: string): boolean => /^[0-9]{1,18}$/.test(text)

const leaves = route({
  method: 'GET',
  path: '/v1/audit/leaves',
  summary: 'Who did and read what, newest first',
  tag: TAG,
  action: 'audit.read',
  query: z.strictObject({ ...pageShape, subject: z.string().min(1).max(200).optional() }),
  answers: { 200: pageOf(leafSchema) },
  handle: async ({ tx, actor, query }) => {
    const granted = may(actor, 'audit.read', 'none')
    if (!granted.ok) return granted
    const place = placeOf(LEAVES, query.cursor)
    if (!place.ok) return place
    if (place.value !== undefined && !isSequence(place.value)) return refuse(refusal('cursor_malformed', 'cursor'))
    const limit = pageLimit(query)
    const rows = await leavesBefore(tx, place.value, query.subject, limit + 1)
    await audited(tx, actor, { action: 'audit.read', subject: `audit:${query.subject ?? 'all'}` })
    return ok({ status: 200, json: page(rows, limit, LEAVES, row => row.sequence, shown) })
  },
})

const heads = route({
  method: 'GET',
  path: '/v1/audit/heads',
  summary: 'Signed heads of the audit tree, newest first: keep them, and the log can no longer be rewritten',
  tag: TAG,
  action: 'audit.prove',
  isPublic: true,
  query: z.strictObject(pageShape),
  answers: { 200: pageOf(headSchema) },
  handle: async ({ tx, query }) => {
    const place = placeOf(HEADS, query.cursor)
    if (!place.ok) return place
    if (place.value !== undefined && !isSequence(place.value)) return refuse(refusal('cursor_malformed', 'cursor'))
    const limit = pageLimit(query)
    const { rows } = await sql<{ size_text: string; root: Uint8Array; at_text: string; signed: string }>`
      select size::text as size_text, root, signed, to_char(at at time zone 'UTC',
        'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at_text
      from app.audit_heads where ${place.value ?? null}::bigint is null or size < ${place.value ?? null}::bigint
      order by size desc limit ${limit + 1}`.execute(tx)
    const head = (row: (typeof rows)[number]) => ({
      size: Number(row.size_text),
      root: hex(row.root),
      at: row.at_text,
      signed: row.signed,
    })
    return ok({ status: 200, json: page(rows, limit, HEADS, row => row.size_text, head) })
  },
})

const inclusion = route({
  method: 'GET',
  path: '/v1/audit/proofs/inclusion',
  summary: 'Proof that a leaf stands at its index in the tree of a size (RFC 9162, 2.1.3)',
  tag: TAG,
  action: 'audit.prove',
  isPublic: true,
  refusals: Object.keys(refusals),
  query: z.strictObject({ leaf: countText, size: countText }),
  answers: { 200: inclusionSchema },
  handle: async ({ tx, query: { leaf, size } }) => {
    const there = await treeSize(tx)
    if (size < 1 || size > there)
      return refuse(refusal('audit_size_unknown', 'size', { value: String(size), limit: String(there) }))
    if (leaf >= size)
      return refuse(refusal('audit_leaf_unknown', 'leaf', { value: String(leaf), limit: String(size - 1) }))
    const { hash: own, root, proof } = await inclusionProof(tx, leaf, size)
    return ok({ status: 200, json: { leaf, size, hash: hex(own), root: hex(root), proof: proof.map(hex) } })
  },
})

const consistency = route({
  method: 'GET',
  path: '/v1/audit/proofs/consistency',
  summary: 'Proof that the tree of one size is the beginning of the tree of another (RFC 9162, 2.1.4)',
  tag: TAG,
  action: 'audit.prove',
  isPublic: true,
  refusals: Object.keys(refusals),
  query: z.strictObject({ from: countText, to: countText }),
  answers: { 200: consistencySchema },
  handle: async ({ tx, query: { from, to } }) => {
    const there = await treeSize(tx)
    for (const [at, size] of [
      ['from', from],
      ['to', to],
    ] as const)
      if (size < 1 || size > there)
        return refuse(refusal('audit_size_unknown', at, { value: String(size), limit: String(there) }))
    if (from > to) return refuse(refusal('audit_sizes_crossed', 'from', { value: String(from), limit: String(to) }))
    const { first, second, proof } = await consistencyProof(tx, from, to)
    return ok({
      status: 200,
      json: { from, to, first_root: hex(first), second_root: hex(second), proof: proof.map(hex) },
    })
  },
})

export const auditRoutes = (): readonly Route[] => [leaves, heads, inclusion, consistency]
