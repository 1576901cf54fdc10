/**
 * What banks and firms are told: every type of event with the schema of its `data`. Thin on purpose: what it was, its
 * state and the day, never a person's data. Whoever is told reads the rest as themselves, where access is checked.
 */
import { z } from 'zod'

const id = z.uuid()
const day = z.iso.date()
const number = z.string().regex(/^[A-Z0-9-]{6,40}$/)
const state = z.string().regex(/^[a-z_]{2,40}$/)
const version = z.int().min(1)

const ofCase = { case_id: id, state, version, day }
const ofCertificate = { number, case_id: id, state, day }

/** Type -> what it says and the schema of its data. A type is added, or given another name; its fields never change. */
export const EVENTS = {
  'case.submitted': { says: 'A case was handed in.', data: z.strictObject(ofCase) },
  'case.noticed': {
    says: 'The firm and the bank are given notice of a decision; an objection is open from here on.',
    data: z.strictObject({ ...ofCase, decision_id: id, outcome: z.enum(['approved', 'declined']) }),
  },
  'case.withdrawn': { says: 'A case was taken back by who asked for it.', data: z.strictObject(ofCase) },
  'certificate.issued': {
    says: 'A certificate is drawn and sealed, and can be downloaded.',
    data: z.strictObject({ ...ofCertificate, valid_until: day, digest: z.string() }),
  },
  'certificate.revoked': {
    says: 'A certificate was revoked: from this moment it verifies as revoked.',
    data: z.strictObject(ofCertificate),
  },
  'certificate.superseded': {
    says: 'Another certificate stands in the place of this one.',
    data: z.strictObject({ ...ofCertificate, superseded_by: number }),
  },
  'webhook.test': {
    says: 'Somebody asked for a message to try an endpoint with.',
    data: z.strictObject({ endpoint_id: id, day }),
  },
} as const satisfies Readonly<Record<string, { readonly says: string; readonly data: z.ZodType }>>

export type EventType = keyof typeof EVENTS
export type EventPayload<Type extends EventType> = z.input<(typeof EVENTS)[Type]['data']>

export const EVENT_TYPES = Object.keys(EVENTS) as [EventType, ...EventType[]]
