/**
 * An entry of the audit log, and a proof about the log as a file that outlives the service: that an entry stands in the
 * tree under a signed head, or that one head's tree is the beginning of another's. Pure: the page that fetched the
 * proof and the command line that was handed it run these same checks; the signature of a head is checked by whoever
 * has the key.
 */
import { z } from 'zod'
import { canonicalJson } from './digest.ts'
import { isConsistent, isIncluded, leafHash, sameHash } from './merkle.ts'

export type Leaf = {
  readonly sequence: string
  /** UTC with microseconds, as the database keeps it. */
  readonly at: string
  readonly person: string
  readonly organisation: string
  readonly action: string
  readonly subject: string
  readonly reason: string | null
  readonly body: string
}

/** Hash of a leaf: SHA-256(0x00 || canonical JSON of its columns). */
export const hashOfLeaf = ({ sequence, at, person, organisation, action, subject, reason, body }: Leaf): Uint8Array =>
  leafHash(
    new TextEncoder().encode(canonicalJson({ sequence, at, person, organisation, action, subject, reason, body })),
  )

const count = z.int().min(0)
const hash = z.string().regex(/^[0-9a-f]{64}$/)
/** More than the longest path of a tree whose size is a safe integer. */
const PATH_MAX = 110
const path = z.array(hash).max(PATH_MAX)
const leafSchema = z.strictObject({
  sequence: z.string(),
  at: z.string(),
  person: z.string(),
  organisation: z.string(),
  action: z.string(),
  subject: z.string(),
  reason: z.string().nullable(),
  body: z.string(),
})
const headSchema = z.strictObject({ size: count, root: hash, at: z.string(), signed: z.string() })

/** The file of a proof. */
export const proofFileSchema = z.discriminatedUnion('format', [
  z.strictObject({
    format: z.literal('audit-inclusion-1'),
    leaf: leafSchema,
    /** Where the leaf stands, counted from 0, and its hash as the log has it. */
    place: count,
    hash,
    proof: path,
    head: headSchema,
  }),
  z.strictObject({ format: z.literal('audit-consistency-1'), first: headSchema, second: headSchema, proof: path }),
])
export type ProofFile = z.output<typeof proofFileSchema>
type Head = z.output<typeof headSchema>

/** What is checked of a proof, most basic first; signatures are told by `signedHeadsIn`. */
export type ProofCheck = 'leaf_hash' | 'leaf_path' | 'first_head' | 'head' | 'consistency'
export type Checked = { readonly check: ProofCheck; readonly holds: boolean }

const bytesOf = (text: string): Uint8Array =>
  Uint8Array.from({ length: text.length / 2 }, (_, at) => Number.parseInt(text.slice(at * 2, at * 2 + 2), 16))

/** Whether a proof holds, check by check, whatever its heads' signatures are worth. */
export function checksOf(file: ProofFile): readonly Checked[] {
  switch (file.format) {
    case 'audit-inclusion-1': {
      const { leaf, place, proof, head } = file
      const own = bytesOf(file.hash)
      return [
        { check: 'leaf_hash', holds: sameHash(hashOfLeaf(leaf), own) },
        { check: 'leaf_path', holds: isIncluded(own, place, head.size, proof.map(bytesOf), bytesOf(head.root)) },
        { check: 'head', holds: isAsSigned(head) },
      ]
    }
    case 'audit-consistency-1': {
      const { first, second, proof } = file
      const [one, other] = [first, second].map(({ size, root }) => ({ size, root: bytesOf(root) }))
      return [
        { check: 'first_head', holds: isAsSigned(first) },
        { check: 'head', holds: isAsSigned(second) },
        {
          check: 'consistency',
          holds: one !== undefined && other !== undefined && isConsistent(one, other, proof.map(bytesOf)),
        },
      ]
    }
    default:
      return file satisfies never
  }
}

/** The heads that a proof stands on, the earlier first. */
export const signedHeadsIn = (file: ProofFile): readonly string[] =>
  file.format === 'audit-inclusion-1' ? [file.head.signed] : [file.first.signed, file.second.signed]

/** A signed head taken apart: who is said to have signed what, and the bytes a signature is over. */
export type HeadParts = {
  readonly key: string
  readonly size: number
  readonly root: string
  readonly at: string
  readonly input: Uint8Array
  readonly signature: Uint8Array
}

const headerSchema = z.strictObject({ alg: z.literal('ES256'), kid: z.string(), typ: z.literal('audit-head') })
const claimSchema = z.strictObject({ at: z.string(), root: hash, size: count })

const fromBase64url = (text: string): Uint8Array =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), letter => letter.charCodeAt(0))

/** Takes a signed head apart (compact JWS); undefined where it is none of the audit log. */
export function headParts(signed: string): HeadParts | undefined {
  const [head = '', body = '', mark = '', ...more] = signed.split('.')
  if (more.length > 0 || ![head, body, mark].every(part => /^[\w-]+$/.test(part))) return undefined
  try {
    const read = (part: string): unknown => JSON.parse(new TextDecoder().decode(fromBase64url(part)))
    const header = headerSchema.safeParse(read(head))
    const claim = claimSchema.safeParse(read(body))
    if (!header.success || !claim.success) return undefined
    const input = new TextEncoder().encode(`${head}.${body}`)
    return { key: header.data.kid, ...claim.data, input, signature: fromBase64url(mark) }
  } catch {
    // What cannot even be read was signed by nobody.
    return undefined
  }
}

/** Whether a head says what was signed in it. */
function isAsSigned({ size, root, at, signed }: Head): boolean {
  const parts = headParts(signed)
  return parts !== undefined && parts.size === size && parts.root === root && parts.at === at
}
