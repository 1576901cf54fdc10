/**
 * Use cases of kept valuations: drafted and worked out, signed by the valuer, issued by the reviewer with sealed
 * reports, read, withdrawn or put in another's place. Whoever may see the case of a valuation is asked first.
 */
import type { Actor } from '../../access/actor.ts'
import { type Action, may, relationsTo } from '../../access/table.ts'
import { caseOf, type Kept } from '../../application/store.ts'
import { canonicalJson, digestOf, type Json } from '../../kernel/digest.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { Language } from '../../kernel/words.ts'
import { audited } from '../../platform/audit/entry.ts'
import type { Tx } from '../../platform/db/database.ts'
import { asSystem } from '../../platform/db/elevated.ts'
import type { Workers } from '../../platform/workers.ts'
import { sameName } from '../../technology/rights/burdens.ts'
import { issuedOf } from '../../valuation/reporting/issued.ts'
import type { ValuingRequest } from '../../valuation/reporting/request.ts'
import type { ValuationContent, Valued } from '../../valuation/reporting/valued.ts'
import { certificateNumber } from '../number.ts'
import { nextSerial } from '../store.ts'
import type { Drawn, ValuingAsked, ValuingWork } from './asked.ts'
import type { ValuationHead, ValuationListed } from './schema.ts'
import * as store from './store.ts'

/** The series of valuation reports, and of those in play. */
const SERIES = { counting: 40, sandbox: 9040 } as const

type Parts = { readonly workers: Workers<ValuingAsked, ValuingWork>; readonly uuid: () => string }
type KeptOne = store.KeptValuation<ValuationContent>
type Of = { readonly caseId: string; readonly id: string }

export function headOf({ record, ...row }: KeptOne): ValuationHead {
  const { id, digest, case_id, firm, number, version, purpose, state } = row
  const { drafted_by, signed_by, issued_by, issued_on, superseded_by, languages } = row
  return {
    ...issuedOf({ content: record, digest }, id),
    ...{ case_id, firm, number, version, purpose, state },
    ...{ drafted_by, signed_by, issued_by, issued_on, superseded_by, languages: [...languages] },
  }
}

const unknown = (id: string) => refuse(refusal('valuation_unknown', 'valuation_id', { value: id }))
const wrongState = (value: string, limit: string) =>
  refuse(refusal('valuation_state', 'valuation_id', { value, limit }))

export function makeValuationsService({ workers, uuid }: Parts) {
  async function reached(tx: Tx, actor: Actor, action: Action, caseId: string): Promise<Result<Kept>> {
    const kept = await caseOf(tx, caseId)
    if (kept === undefined) return refuse(refusal('subject_missing'))
    const allowed = may(actor, action, relationsTo(actor, kept.subject))
    return allowed.ok ? ok(kept) : allowed
  }

  /** A valuation the actor may do this to: the case is asked first, then whether it has such a valuation. */
  async function granted(tx: Tx, actor: Actor, action: Action, { caseId, id }: Of) {
    const kept = await reached(tx, actor, action, caseId)
    if (!kept.ok) return kept
    const found = await store.valuationBy<ValuationContent>(tx, caseId, id)
    return found === undefined ? unknown(id) : ok(found)
  }

  async function after(tx: Tx, actor: Actor, action: string, { caseId, id }: Of, detail: Json, reason?: string) {
    const found = await store.valuationBy<ValuationContent>(tx, caseId, id)
    if (found === undefined) throw new Error(`valuation ${id} was changed and is not there`)
    const leaf = { action, subject: `valuation:${id}`, detail }
    await audited(tx, actor, reason === undefined ? leaf : { ...leaf, reason })
    return ok(headOf(found))
  }

  /** Whether a valuation may be issued by this person now. */
  async function issuable(tx: Tx, actor: Actor, of: Of, digest: string): Promise<Result<KeptOne>> {
    const found = await granted(tx, actor, 'valuation.issue', of)
    if (!found.ok) return found
    const { state, record, signed_by } = found.value
    if (state !== 'drafted') return wrongState(state, 'drafted')
    const { reviewer } = record.request.appraisers
    if (actor.person !== reviewer.id)
      return refuse(refusal('valuation_signer_strange', 'valuation_id', { value: actor.person, limit: reviewer.id }))
    if (signed_by === null) return refuse(refusal('valuation_unsigned', 'valuation_id', { value: of.id }))
    if (digest !== found.value.digest)
      return refuse(refusal('valuation_digest_differs', 'digest', { value: digest, limit: found.value.digest }))
    return found
  }

  return {
    /** What working a valuation out is asked, before the transaction it is kept in. */
    async toValue(tx: Tx, actor: Actor, caseId: string, request: ValuingRequest, now: Date) {
      const kept = await reached(tx, actor, 'valuation.draft', caseId)
      if (!kept.ok) return kept
      const { firm } = kept.value.subject
      const names = await asSystem(tx, actor, () => store.namesOf(tx, firm))
      const { name } = request.client
      if (!names.some(one => sameName(one, name)))
        return refuse(
          refusal('valuation_client_strange', 'request.client.name', { value: name, limit: names.join(', ') }),
        )
      return ok(async (): Promise<Result<Valued>> => {
        const work = await workers.run({ kind: 'value', request, now })
        if (work.kind !== 'valued') throw new Error('asked to value, and something else was done')
        return work.result
      })
    },

    async draft(tx: Tx, actor: Actor, caseId: string, { content, digest }: Valued, at: { now: Date; day: string }) {
      const kept = await reached(tx, actor, 'valuation.draft', caseId)
      if (!kept.ok) return kept
      const { isSandbox, firm } = kept.value.subject
      const version = await store.nextVersion(tx, caseId)
      const year = Number(at.day.slice(0, 4))
      const series = isSandbox ? SERIES.sandbox : SERIES.counting
      const serial = await asSystem(tx, actor, () => nextSerial(tx, year, series))
      const id = uuid()
      const row = {
        ...{ id, case_id: caseId, firm, version, digest, drafted_by: actor.person },
        number: certificateNumber({ year, series, serial }),
        record: canonicalJson(content as unknown as Json),
        purpose: content.request.purpose,
        baseDay: content.request.base_day,
        validUntil: content.valid_until,
      }
      await store.keepDraft(tx, row, at.now)
      return await after(tx, actor, 'valuation.draft', { caseId, id }, { digest, version })
    },

    /** The valuer the valuation names signs it, under the digest of what they have read. */
    async sign(tx: Tx, actor: Actor, of: Of, digest: string, now: Date): Promise<Result<ValuationHead>> {
      const found = await granted(tx, actor, 'valuation.sign', of)
      if (!found.ok) return found
      const { state, record, signed_by } = found.value
      if (state !== 'drafted') return wrongState(state, 'drafted')
      const { valuer } = record.request.appraisers
      if (actor.person !== valuer.id)
        return refuse(refusal('valuation_signer_strange', 'valuation_id', { value: actor.person, limit: valuer.id }))
      if (digest !== found.value.digest)
        return refuse(refusal('valuation_digest_differs', 'digest', { value: digest, limit: found.value.digest }))
      if (signed_by !== null || !(await store.keepSigned(tx, of.id, actor.person, now)))
        return wrongState('signed', 'not signed')
      return await after(tx, actor, 'valuation.sign', of, { digest })
    },

    /** What drawing the reports is asked, before the transaction they are kept in. */
    async toDraw(tx: Tx, actor: Actor, of: Of, digest: string, now: Date) {
      const found = await issuable(tx, actor, of, digest)
      if (!found.ok) return found
      const { record, number } = found.value
      if (digestOf(record as unknown as Json) !== digest) throw new Error(`valuation ${of.id} is not the one it was`)
      return ok(async (): Promise<Result<readonly Drawn[]>> => {
        const issuedOn = record.request.report_day
        const work = await workers.run({ kind: 'draw', valued: { content: record, digest }, number, issuedOn, now })
        if (work.kind !== 'drawn') throw new Error('asked to draw, and something else was done')
        return work.result
      })
    },

    /** The reviewer issues what the valuer signed; one that it replaces is superseded in the same step. */
    async issue(
      tx: Tx,
      actor: Actor,
      of: Of,
      given: { readonly digest: string; readonly supersedes?: string | undefined },
      reports: readonly Drawn[],
      now: Date,
    ): Promise<Result<ValuationHead>> {
      const found = await issuable(tx, actor, of, given.digest)
      if (!found.ok) return found
      if (!(await store.keepIssued(tx, of.id, actor.person, reports, now))) return wrongState('changed', 'drafted')
      if (given.supersedes !== undefined) {
        const before = await store.valuationBy<ValuationContent>(tx, of.caseId, given.supersedes)
        if (before === undefined) return unknown(given.supersedes)
        if (!(await store.keepSuperseded(tx, before.id, of.id))) return wrongState(before.state, 'issued')
      }
      const papers = reports.map(({ language, digest }) => ({ language, digest }))
      const detail = { digest: given.digest, supersedes: given.supersedes ?? null, reports: papers }
      return await after(tx, actor, 'valuation.issue', of, detail)
    },

    async withdraw(tx: Tx, actor: Actor, of: Of, reason: string, now: Date): Promise<Result<ValuationHead>> {
      const found = await granted(tx, actor, 'valuation.withdraw', of)
      if (!found.ok) return found
      if (!(await store.keepWithdrawn(tx, of.id, actor.person, reason, now)))
        return wrongState(found.value.state, 'drafted or issued')
      return await after(tx, actor, 'valuation.withdraw', of, { digest: found.value.digest }, reason)
    },

    async read(tx: Tx, actor: Actor, of: Of): Promise<Result<KeptOne>> {
      const found = await granted(tx, actor, 'valuation.read', of)
      if (found.ok) await audited(tx, actor, { action: 'valuation.read', subject: `valuation:${of.id}` })
      return found
    },

    async list(tx: Tx, actor: Actor, caseId: string): Promise<Result<readonly ValuationListed[]>> {
      const kept = await reached(tx, actor, 'valuation.read', caseId)
      if (!kept.ok) return kept
      await audited(tx, actor, { action: 'valuation.read', subject: `case:${caseId}` })
      const found = await store.valuationsOf<ValuationContent>(tx, caseId)
      return ok(found.map(headOf).map(({ value: _, methods: __, ...listed }) => listed))
    },

    /** A sealed report as it was issued. */
    async report(tx: Tx, actor: Actor, of: Of, language: Language) {
      const found = await granted(tx, actor, 'valuation.download', of)
      if (!found.ok) return found
      const bytes = await store.reportOf(tx, of.id, language)
      if (bytes === undefined)
        return refuse(
          refusal('valuation_language_none', 'lang', { value: language, limit: found.value.languages.join(', ') }),
        )
      await audited(tx, actor, { action: 'valuation.download', subject: `valuation:${of.id}`, detail: { language } })
      return ok({ bytes, number: found.value.number })
    },
  }
}
export type ValuationsService = ReturnType<typeof makeValuationsService>
