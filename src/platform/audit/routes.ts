/** The audit log over HTTP: its leaves for the auditor, its heads, their keys and proofs for everybody. */
import type { KeyObject } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { z } from 'zod'
import { may } from '../../access/table.ts'
import type { Leaf } from '../../kernel/audit-proof.ts'
import { ok, refusal, refuse } from '../../kernel/result.ts'
import type { Tables } from '../db/tables.ts'
import { page, pageLimit, pageOf, pageShape, placeOf } from '../http/page.ts'
import { type Route, route } from '../http/route.ts'
import { audited } from './entry.ts'
import type { HeadKeys } from './heads.ts'
import { consistencyProof, inclusionProof, leafColumns, treeSize } from './log.ts'
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

const moment = z.iso.datetime({ offset: false, precision: 0 })
/** What leaves are looked for by; every one given must hold. */
const filterShape = {
  subject: z.string().min(1).max(200).optional(),
  person: z.string().min(1).max(200).optional(),
  action: z.string().min(1).max(100).optional(),
  /** From this moment on. */
  from: moment.optional(),
  /** Before this moment. */
  until: moment.optional(),
}
type Filter = z.output<z.ZodObject<typeof filterShape>>

/** Leaves newest first, from before a sequence on. */
async function leavesBefore(
  db: Kysely<Tables>,
  before: string | undefined,
  { subject, person, action, from, until }: Filter,
  limit: number,
): Promise<readonly LeafRow[]> {
  const { rows } = await sql<LeafRow>`
    select ${leafColumns}, o.leaf_index::text as leaf_index, l.hash
    from app.audit_leaves l left join app.audit_order o on o.sequence = l.sequence
    where (${before ?? null}::bigint is null or l.sequence < ${before ?? null}::bigint)
      and (${subject ?? null}::text is null or l.subject = ${subject ?? null}::text)
      and (${person ?? null}::text is null or l.person = ${person ?? null}::text)
      and (${action ?? null}::text is null or l.action = ${action ?? null}::text)
      and (${from ?? null}::timestamptz is null or l.at >= ${from ?? null}::timestamptz)
      and (${until ?? null}::timestamptz is null or l.at < ${until ?? null}::timestamptz)
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
  query: z.strictObject({ ...pageShape, ...filterShape }),
  answers: { 200: pageOf(leafSchema) },
  handle: async ({ tx, actor, query }) => {
    const granted = may(actor, 'audit.read', 'none')
    if (!granted.ok) return granted
    const place = placeOf(LEAVES, query.cursor)
    if (!place.ok) return place
    if (place.value !== undefined && !isSequence(place.value)) return refuse(refusal('cursor_malformed', 'cursor'))
    const limit = pageLimit(query)
    const rows = await leavesBefore(tx, place.value, query, limit + 1)
    await audited(tx, actor, { action: 'audit.read', subject: `audit:${query.subject ?? 'all'}` })
    return ok({ status: 200, json: page(rows, limit, LEAVES, row => row.sequence, shown) })
  },
})

const leafRead = route({
  method: 'GET',
  path: '/v1/audit/leaves/{sequence}',
  summary: 'One leaf: what its hash is made of, and where it stands in the tree',
  tag: TAG,
  action: 'audit.read',
  refusals: ['audit_leaf_unknown'],
  params: z.strictObject({ sequence: z.string().regex(/^[1-9][0-9]{0,17}$/) }),
  answers: { 200: leafSchema },
  handle: async ({ tx, actor, params: { sequence } }) => {
    const granted = may(actor, 'audit.read', 'none')
    if (!granted.ok) return granted
    const { rows } = await sql<LeafRow>`
      select ${leafColumns}, o.leaf_index::text as leaf_index, l.hash
      from app.audit_leaves l left join app.audit_order o on o.sequence = l.sequence
      where l.sequence = ${sequence}::bigint`.execute(tx)
    const [row] = rows
    if (row === undefined) return refuse(refusal('audit_leaf_unknown', 'sequence', { value: sequence }))
    await audited(tx, actor, { action: 'audit.read', subject: `audit:${sequence}` })
    return ok({ status: 200, json: shown(row) })
  },
})

/** The keys that heads are believed under, retired ones too, as the file beside the log's keys has them. */
const keysRead = (keys: HeadKeys) =>
  route({
    method: 'GET',
    path: '/v1/audit/keys',
    summary: 'Public keys of the signed heads (ES256, SPKI in base64): keep them apart from the service',
    tag: TAG,
    action: 'audit.prove',
    isPublic: true,
    answers: { 200: z.strictObject({ keys: z.array(z.strictObject({ id: z.string(), public: z.string() })) }) },
    handle: async () => {
      const spki = (key: KeyObject): string => key.export({ type: 'spki', format: 'der' }).toString('base64')
      return ok({ status: 200, json: { keys: [...keys].map(([id, key]) => ({ id, public: spki(key) })) } })
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

export const auditRoutes = (keys: HeadKeys): readonly Route[] => [
  leaves,
  leafRead,
  heads,
  keysRead(keys),
  inclusion,
  consistency,
]
