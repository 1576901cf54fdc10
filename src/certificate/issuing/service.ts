/**
 * Use cases of the register of certificates: order one on an approved decision, have it drawn, read and hand it out,
 * revoke it, put another in its place, and tell anybody who asks what a paper or a number is worth at this moment.
 */
import { type Actor, systemActor } from '../../access/actor.ts'
import { type Action, may, relationsTo } from '../../access/table.ts'
import { partiesOf } from '../../application/told.ts'
import type { Names } from '../../appraisal/schema.ts'
import { calendarDate } from '../../kernel/calendar.ts'
import { ok, type Refusal, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { Language } from '../../kernel/words.ts'
import { audited } from '../../platform/audit/entry.ts'
import { secondText } from '../../platform/clock.ts'
import type { Database, Tx } from '../../platform/db/database.ts'
import { asSystem } from '../../platform/db/elevated.ts'
import type { Jobs } from '../../platform/jobs/jobs.ts'
import { tellEach } from '../../platform/outbox.ts'
import type { Workers } from '../../platform/workers.ts'
import type { PaperAsked, PaperWork } from '../drawing.ts'
import { certificateNumber, readCertificateNumber } from '../number.ts'
import type { CertificateShown, PublicShown, Verification } from '../schema.ts'
import * as store from '../store.ts'
import type { TrustList } from '../trust-list.ts'

export const DRAW = 'certificate.draw'
/** Series of the register: certificates that count, and those of the sandbox, which no bank may rely on. */
const SERIES = { counting: 10, sandbox: 9000 } as const

export type IssuingParts = {
  readonly jobs: Pick<Jobs, 'send'>
  readonly workers: Workers<PaperAsked, PaperWork>
  /** Address of the public verifier; the number is put behind it. */
  readonly verifierUrl: string
  /** Root and keys that a verifier believes, as they stand now. */
  readonly trustList: () => TrustList
  /** Whoever knows the papers of a later stage, which carry a record under another name. */
  readonly others?: OtherPapers
}

/** Asked of a sealed file that is no certificate. */
export type OtherPapers = {
  readonly carry: (attached: string) => boolean
  readonly check: (
    tx: Tx,
    actor: Actor,
    bytes: Uint8Array,
    now: Date,
    day: string,
  ) => Promise<Result<{ readonly verdict: Verification['verdict']; readonly paper: Verification['paper'] }>>
}

type Moment = { readonly now: Date; readonly day: string }

/** What is told of a certificate, in order with whatever else is told of its case. */
const certificateTold = ({ number, caseId, state }: store.Certificate, day: string) => ({
  subject: `certificate:${number}`,
  order: caseId,
  data: { number, case_id: caseId, state, day },
})

const missing = (number: string) => refuse(refusal('certificate_unknown', 'number', { value: number }))

export function makeIssuingService({ jobs, workers, verifierUrl, trustList, others }: IssuingParts) {
  const shown = (one: store.Certificate): CertificateShown => ({
    number: one.number,
    case_id: one.caseId,
    decision_id: one.decision,
    language: one.language,
    state: one.state,
    digest: one.digest,
    issued_on: one.issuedOn,
    issued_at: one.issuedAt,
    valid_until: one.validUntil,
    revoked_at: one.revokedAt,
    reason: one.reason,
    superseded_by: one.supersededBy,
    verify_at: `${verifierUrl}${one.number}`,
  })

  const standing = (actor: Actor, subject: store.CaseOfCertificate) =>
    relationsTo(actor, { ...subject, preparedBy: [] })

  /** A certificate the actor may do this to; a stranger's is missing. */
  async function granted(tx: Tx, actor: Actor, action: Action, number: string, isForChange = false) {
    const read = readCertificateNumber(number, 'number')
    if (!read.ok) return read
    const found = await store.certificateBy(tx, number)
    const subject = found && (await store.caseOf(tx, found.caseId))
    if (found === undefined || subject === undefined) return missing(number)
    const may_ = may(actor, action, standing(actor, subject))
    if (!may_.ok) return may_.refusals[0]?.code === 'subject_missing' ? missing(number) : may_
    // Only who may change a row can lock it: access is answered first, and the row read again as it then stands.
    const certificate = isForChange ? await store.certificateBy(tx, number, true) : found
    return certificate === undefined ? missing(number) : ok({ certificate, subject })
  }

  /** Takes a number and puts the drawing on the queue, in the caller's transaction. */
  async function put(
    tx: Tx,
    actor: Actor,
    subject: store.CaseOfCertificate,
    decision: string,
    language: Language,
    day: string,
  ): Promise<store.Certificate> {
    const series = subject.isSandbox ? SERIES.sandbox : SERIES.counting
    const year = Number(day.slice(0, 4))
    const number = certificateNumber({ year, series, serial: await store.nextSerial(tx, year, series) })
    await store.insertOrdered(tx, { number, caseId: subject.id, decision, language, issuedOn: day })
    await jobs.send(tx, DRAW, { number }, { once: number })
    await audited(tx, actor, {
      action: 'certificate.issue',
      subject: `certificate:${number}`,
      detail: { case: subject.id, decision, language },
    })
    const made = await store.certificateBy(tx, number)
    if (made === undefined) throw new Error(`certificate ${number} was ordered and is not there`)
    return made
  }

  return {
    /** What anybody needs who checks a paper by themselves. */
    trustList,

    /** Orders a certificate on the approved decision of a case; it is drawn by a job. */
    async order(
      tx: Tx,
      actor: Actor,
      caseId: string,
      language: Language,
      day: string,
    ): Promise<Result<CertificateShown>> {
      const subject = await store.caseOf(tx, caseId)
      if (subject === undefined) return refuse(refusal('subject_missing'))
      const granted_ = may(actor, 'certificate.issue', standing(actor, subject))
      if (!granted_.ok) return granted_
      const decision = await store.approvedDecision(tx, caseId)
      if (decision === undefined) return refuse(refusal('certificate_not_approved', 'case_id', { value: caseId }))
      const before = await store.standingOne(tx, decision, language)
      if (before !== undefined)
        return refuse(refusal('certificate_exists', 'language', { value: language, limit: before }))
      return ok(shown(await put(tx, actor, subject, decision, language, day)))
    },

    /**
     * Puts another certificate, on the decision that stands now, in the place of one; the old one ends when it is
     * drawn.
     */
    async supersede(
      tx: Tx,
      actor: Actor,
      number: string,
      reason: string,
      day: string,
    ): Promise<Result<CertificateShown>> {
      const found = await granted(tx, actor, 'certificate.supersede', number, true)
      if (!found.ok) return found
      const { certificate, subject } = found.value
      if (certificate.state === 'ordered') return refuse(refusal('certificate_not_drawn', 'number', { value: number }))
      if (certificate.state === 'revoked') return refuse(refusal('certificate_revoked', 'number', { value: number }))
      if (certificate.supersededBy !== null)
        return refuse(refusal('certificate_superseded', 'number', { value: number, limit: certificate.supersededBy }))
      const decision = await store.approvedDecision(tx, certificate.caseId)
      if (decision === undefined) return refuse(refusal('certificate_not_approved', 'number', { value: number }))
      const made = await put(tx, actor, subject, decision, certificate.language, day)
      await store.markSupersededBy(tx, number, made.number)
      await audited(tx, actor, {
        action: 'certificate.supersede',
        subject: `certificate:${number}`,
        reason,
        detail: { by: made.number },
      })
      return ok(shown(made))
    },

    /** Revokes a certificate: from this moment it verifies as revoked. */
    async revoke(
      tx: Tx,
      actor: Actor,
      number: string,
      reason: string,
      { now, day }: Moment,
    ): Promise<Result<CertificateShown>> {
      const found = await granted(tx, actor, 'certificate.revoke', number, true)
      if (!found.ok) return found
      const { state, digest } = found.value.certificate
      if (state === 'ordered') return refuse(refusal('certificate_not_drawn', 'number', { value: number }))
      if (state === 'revoked') return refuse(refusal('certificate_revoked', 'number', { value: number }))
      await store.revoke(tx, number, reason, now)
      await audited(tx, actor, {
        action: 'certificate.revoke',
        subject: `certificate:${number}`,
        reason,
        detail: { digest },
      })
      const after = await store.certificateBy(tx, number)
      if (after === undefined) throw new Error(`certificate ${number} was revoked and is not there`)
      await tellEach(tx, partiesOf(found.value), { type: 'certificate.revoked', ...certificateTold(after, day) })
      return ok(shown(after))
    },

    async read(tx: Tx, actor: Actor, number: string): Promise<Result<CertificateShown>> {
      const found = await granted(tx, actor, 'certificate.read', number)
      if (!found.ok) return found
      await audited(tx, actor, { action: 'certificate.read', subject: `certificate:${number}` })
      return ok(shown(found.value.certificate))
    },

    /** The sealed paper itself. */
    async download(tx: Tx, actor: Actor, number: string): Promise<Result<Uint8Array>> {
      const found = await granted(tx, actor, 'certificate.download', number)
      if (!found.ok) return found
      const bytes = await store.bytesOf(tx, number)
      if (bytes === undefined) return refuse(refusal('certificate_not_drawn', 'number', { value: number }))
      await audited(tx, actor, {
        action: 'certificate.download',
        subject: `certificate:${number}`,
        detail: { digest: found.value.certificate.digest },
      })
      return ok(bytes)
    },

    /** Certificates of a case, or all that the actor may read: one more than the limit where there are more. */
    async list(
      tx: Tx,
      actor: Actor,
      wanted: { readonly caseId?: string; readonly before: string | undefined; readonly limit: number },
    ): Promise<Result<readonly CertificateShown[]>> {
      if (wanted.caseId !== undefined) {
        const subject = await store.caseOf(tx, wanted.caseId)
        if (subject === undefined) return refuse(refusal('subject_missing'))
        const one = may(actor, 'certificate.read', standing(actor, subject))
        if (!one.ok) return one
      } else {
        const all = may(actor, 'certificate.list', 'none')
        if (!all.ok) return all
      }
      const found: store.Certificate[] = []
      let before = wanted.before
      // Rows of cases that the actor's rows show and their role may not read are passed over, and the page filled up.
      for (;;) {
        const rows = await store.certificatesBefore(tx, { ...wanted, before, limit: wanted.limit + 1 })
        found.push(...rows.filter(row => may(actor, 'certificate.read', standing(actor, row)).ok))
        if (found.length > wanted.limit || rows.length <= wanted.limit) break
        before = rows.at(-1)?.number
      }
      await audited(tx, actor, { action: 'certificate.list', subject: `case:${wanted.caseId ?? 'all'}` })
      return ok(found.slice(0, wanted.limit + 1).map(shown))
    },

    /** What a number is worth at this moment, for anybody. */
    async lookUp(tx: Tx, actor: Actor, number: string, now: Date, day: string): Promise<Result<PublicShown>> {
      const read = readCertificateNumber(number, 'number')
      if (!read.ok) return read
      const found = await asSystem(tx, actor, () => store.certificateBy(tx, number))
      if (found === undefined || found.validUntil === null || found.state === 'ordered') return missing(number)
      const isExpired = found.state === 'issued' && found.validUntil < day
      return ok({
        number,
        state: isExpired ? 'expired' : found.state,
        issued_on: found.issuedOn,
        valid_until: found.validUntil,
        revoked_at: found.revokedAt,
        checked_at: secondText(now),
      })
    },

    /** What a paper is: sealed by us, unaltered, following from its record; and what the register says of it now. */
    async verify(tx: Tx, actor: Actor, bytes: Uint8Array, now: Date, day: string): Promise<Result<Verification>> {
      const work = await workers.run({ kind: 'check', bytes, day: calendarDate(day), now })
      if (work.kind !== 'checked') throw new Error('a paper was drawn where one was to be checked')
      const checked_at = secondText(now)
      const notGenuine = (refusals: readonly Refusal[]): Verification => ({
        verdict: 'not_genuine',
        reasons: refusals.slice(0, 20).map(({ code, at }) => ({ code, at })),
        certificate: null,
        paper: null,
        checked_at,
      })
      if (!work.result.ok) {
        const [first] = work.result.refusals
        const isOther = first?.code === 'disclosure_unreadable' && others?.carry(first.params['value'] ?? '') === true
        if (!isOther) return ok(notGenuine(work.result.refusals))
        const other = await others.check(tx, actor, bytes, now, day)
        if (!other.ok) return ok(notGenuine(other.refusals))
        return ok({ ...other.value, reasons: [], certificate: null, checked_at })
      }
      const { value } = work.result
      // Read after the paper was checked, so that what is told holds at the end of the work and not at its beginning.
      const found = await asSystem(tx, actor, () => store.certificateBy(tx, value.number))
      const isRegistered = found !== undefined && found.digest === value.digest
      const verdict = !isRegistered
        ? 'not_registered'
        : found.state === 'revoked' || found.state === 'superseded'
          ? found.state
          : value.isExpired
            ? 'expired'
            : 'genuine'
      return ok({
        verdict,
        reasons: [],
        certificate: {
          number: value.number,
          grade: value.grade,
          issued_on: value.issuedOn,
          valid_until: value.validUntil,
          sealed_at: value.sealedAt,
          seal_key: value.sealKey,
          face: value.face,
          revoked_at: isRegistered ? found.revokedAt : null,
          superseded_by: isRegistered ? found.supersededBy : null,
        },
        paper: null,
        checked_at,
      })
    },

    /** Puts on the queue again what was ordered and is still not drawn; for the service's start and once an hour. */
    async drawAgain(database: Database): Promise<void> {
      await database.transaction(systemActor(DRAW), async tx => {
        for (const { number } of await store.undrawn(tx)) await jobs.send(tx, DRAW, { number }, { once: number })
      })
    },

    /** The job: draws an ordered certificate outside any transaction, then keeps it. Done twice it changes nothing. */
    async draw(database: Database, number: string, moment: () => Moment): Promise<void> {
      const actor = systemActor(`${DRAW}:${number}`)
      const asked = await database.transaction(actor, tx => store.toDraw(tx, number))
      if (asked === undefined) return
      const { record, names, language, issuedOn } = asked
      const work = await workers.run({
        kind: 'draw',
        record,
        names: names as Names,
        language,
        number,
        day: calendarDate(issuedOn),
        now: moment().now,
      })
      if (work.kind !== 'drawn') throw new Error('a paper was checked where one was to be drawn')
      const { result } = work
      if (!result.ok)
        throw new Error(
          `certificate ${number} cannot be drawn: ${result.refusals[0]?.code} at ${result.refusals[0]?.at}`,
        )
      await database.transaction(actor, async tx => {
        const { now, day } = moment()
        const ended = await store.keepDrawn(tx, number, result.value, now)
        if (ended === undefined) return
        const { digest, validUntil: valid_until } = result.value
        await audited(tx, actor, { action: DRAW, subject: `certificate:${number}`, detail: { digest } })
        const certificate = await store.certificateBy(tx, number)
        const subject = certificate && (await store.caseOf(tx, certificate.caseId))
        if (certificate === undefined || subject === undefined)
          throw new Error(`certificate ${number} was drawn and is not there`)
        const parties = partiesOf({ subject })
        const told = certificateTold(certificate, day)
        const content = { ...told.data, valid_until, digest }
        await tellEach(tx, parties, { type: 'certificate.issued', ...told, data: content })
        for (const old of ended) {
          const before = certificateTold({ ...certificate, number: old, state: 'superseded' }, day)
          const by = { ...before.data, superseded_by: number }
          await tellEach(tx, parties, { type: 'certificate.superseded', ...before, data: by })
        }
      })
    },
  }
}
export type IssuingService = ReturnType<typeof makeIssuingService>
