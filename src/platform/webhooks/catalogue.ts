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
/** Every step is a version; of steps the fund takes on its own account nobody is told, so that versions may skip. */
const guarantee = z.strictObject({ guarantee_id: id, number, state, version, day })
const paper = z.enum(['letter', 'amendment', 'claim_settlement', 'fee_notice', 'yearly_balance', 'monthly_statement'])
/** `guarantee_id` is null for a statement of all guarantees of a creditor. */
const ofPaper = { number, paper, guarantee_id: id.nullable(), state, day, digest: z.string() }

/** `month` is null for a table of claims; `restates` is the report whose place it takes. */
const ofReport = {
  report_id: id,
  kind: z.enum(['utilisation', 'claims']),
  month: z
    .string()
    .regex(/^[0-9]{4}-(0[1-9]|1[0-2])$/)
    .nullable(),
  version,
  state,
  day,
}

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
  'guarantee.noticed': { says: 'A guarantee, or a further part of it, may be drawn within its days.', data: guarantee },
  'guarantee.notice_withdrawn': { says: 'What was not drawn under a notice is given up.', data: guarantee },
  'guarantee.lapsed': {
    says: 'No main debt arose in time: what was not drawn under a notice is void.',
    data: guarantee,
  },
  'guarantee.signed': { says: 'The agreement is signed and its fee charged.', data: guarantee },
  'guarantee.letter_sent': {
    says: 'The letter of guarantee is sent: from here on the loan may be drawn.',
    data: guarantee,
  },
  'guarantee.drawn': { says: 'The loan was drawn: the guarantee is in force for what was drawn.', data: guarantee },
  'guarantee.told': { says: 'The creditor told what it must tell without delay.', data: guarantee },
  'guarantee.fee_charged': { says: 'The fee of the next year is charged.', data: guarantee },
  'guarantee.charged': {
    says: 'A fee beside the yearly one is charged: an appraisal, a success, or what is not performed past the term.',
    data: guarantee,
  },
  'guarantee.changed': {
    says: 'Amount, term, bank or debtor changed; who is no party any more is told this as the last.',
    data: guarantee,
  },
  'guarantee.renewed': { says: 'The guarantee was rated again and renewed.', data: guarantee },
  'guarantee.released': { says: 'The guarantee ended, wholly or in part, since the loan was paid.', data: guarantee },
  'guarantee.restated': {
    says: 'A release or a draw was told too high: the difference was put right, and the state says what holds.',
    data: guarantee,
  },
  'guarantee.accident_reported': { says: 'An accident was reported.', data: guarantee },
  'guarantee.normalised': { says: 'The accident is over, and the guarantee in force as before.', data: guarantee },
  'guarantee.claimed': { says: 'The creditor claims payment.', data: guarantee },
  'guarantee.examined': {
    says: 'The claim was examined; the state says whether anything is to be paid.',
    data: guarantee,
  },
  'guarantee.paid': { says: 'The fund paid the creditor, who is told nothing after this.', data: guarantee },
  'guarantee.recovered': { says: 'Something came in on what the fund paid; the debtor is told.', data: guarantee },
  'guarantee.claim_sold': { says: 'The fund sold its claim; the debtor is told.', data: guarantee },
  'guarantee.discharged': { says: 'Nothing is owed to the fund any more; the debtor is told.', data: guarantee },
  'guarantee_paper.issued': {
    says: 'A paper of a guarantee, such as its letter, is drawn and sealed, and can be downloaded.',
    data: z.strictObject(ofPaper),
  },
  'guarantee_paper.revoked': {
    says: 'A paper of a guarantee was revoked: from this moment it verifies as revoked.',
    data: z.strictObject(ofPaper),
  },
  'report.checked': {
    says: 'A report was read and held against the books; its problems and differences can be read, and it waits.',
    data: z.strictObject({ ...ofReport, problems: z.int().min(0), differences: z.int().min(0) }),
  },
  'report.refused': {
    says: 'A report could not be read, or the agency refused it; the report says why.',
    data: z.strictObject(ofReport),
  },
  'report.accepted': {
    says: 'A report was accepted and stands for its month, in the place of the one it restates.',
    data: z.strictObject({ ...ofReport, restates: id.nullable() }),
  },
  'report.corrected': {
    says: 'A row was asked to be corrected, or the request is over: answered, declined or withdrawn.',
    data: z.strictObject({ report_id: id, correction_id: id, row: z.int().min(1), state, day }),
  },
  'webhook.test': {
    says: 'Somebody asked for a message to try an endpoint with.',
    data: z.strictObject({ endpoint_id: id, day }),
  },
} as const satisfies Readonly<Record<string, { readonly says: string; readonly data: z.ZodType }>>

export type EventType = keyof typeof EVENTS
export type EventPayload<Type extends EventType> = z.input<(typeof EVENTS)[Type]['data']>

export const EVENT_TYPES = Object.keys(EVENTS) as [EventType, ...EventType[]]
