/**
 * Use cases of the papers of guarantees: ordered on what happened, drawn by a job, read and handed out, acknowledged by
 * the creditor under the digest of the file, revoked; and what a paper or a number is worth, for anybody who asks.
 */
import type { Actor } from '../../access/actor.ts'
import { systemActor } from '../../access/actor.ts'
import { type Action, may, relationsTo } from '../../access/table.ts'
import type { DecisionRecord } from '../../appraisal/record.ts'
import type { RuleBook } from '../../appraisal/rule-book.ts'
import { certificateNumber, readCertificateNumber } from '../../certificate/number.ts'
import { nextSerial } from '../../certificate/store.ts'
import { calendarDate } from '../../kernel/calendar.ts'
import { digestOf, type Json } from '../../kernel/digest.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { Language } from '../../kernel/words.ts'
import { audited } from '../../platform/audit/entry.ts'
import { secondText } from '../../platform/clock.ts'
import type { Database, Tx } from '../../platform/db/database.ts'
import { asSystem } from '../../platform/db/elevated.ts'
import type { Jobs } from '../../platform/jobs/jobs.ts'
import type { Workers } from '../../platform/workers.ts'
import { type AmendmentBody, type Body, bodySchema, type PaperKind, type Standing } from '../letter/bodies.ts'
import { amendmentOf, letterOf, standingOf, type Told } from '../letter/compose.ts'
import { numbersOn } from '../letter/numbers.ts'
import { recomputed } from '../letter/recompute.ts'
import { settlementOf } from '../letter/settlement.ts'
import { eventsOf, guaranteeOf, type KeptEvent, type KeptGuarantee } from '../store.ts'
import type { LetterAsked, LetterWork } from './drawing.ts'
import { businessNumberOf, namedIn, subjectOf } from './printing.ts'
import type { GuaranteePaperShown, PublicPaperShown } from './schema.ts'
import * as store from './store.ts'

export const DRAW_PAPER = 'guarantee-paper.draw'
/** Series of the register: promises and statements, and those of the sandbox, which nobody may rely on. */
const SERIES = { promise: 20, statement: 30, sandbox: 9000 } as const

export type LetterParts = {
  readonly book: RuleBook
  readonly jobs: Pick<Jobs, 'send'>
  readonly workers: Workers<LetterAsked, LetterWork>
  /** Address of the public verifier; the number is put behind it. */
  readonly verifierUrl: string
  /** Who is bound beside the debtor; nobody where it is not told. */
  readonly obligorsOf?: (tx: Tx, guarantee: string) => Promise<Standing['obligors']>
}
export type Wanted =
  | { readonly paper: 'letter'; readonly notice: string; readonly language: Language }
  | { readonly paper: 'amendment'; readonly event: number; readonly language: Language }
  | { readonly paper: 'claim_settlement'; readonly language: Language }

const missing = (number: string) => refuse(refusal('guarantee_paper_unknown', 'number', { value: number }))
const isPromise = (kind: PaperKind): boolean => kind === 'letter' || kind === 'amendment'

/** What is put under a number: a body that lacks it, and what it is of. */
type Ready = {
  readonly of: string
  readonly amends: string | null
  readonly numbersOf: string
  readonly body: (issue: Body['issue'], editions: Body['editions']) => Body
}

export function makeLetterRegister({ book, jobs, workers, verifierUrl, obligorsOf }: LetterParts) {
  const shown = (one: store.KeptPaper): GuaranteePaperShown => ({
    number: one.number,
    paper: one.kind,
    guarantee_id: one.guarantee,
    language: one.language,
    state: one.state,
    issued_on: one.issuedOn,
    issued_at: one.issuedAt,
    digest: one.digest,
    amends: one.amends,
    acknowledged_at: one.acknowledgedAt,
    acknowledged_by: one.acknowledgedBy,
    revoked_at: one.revokedAt,
    reason: one.reason,
    body: one.body as GuaranteePaperShown['body'],
    verify_at: `${verifierUrl}${one.number}`,
  })

  /** A paper the actor may do this to; a stranger's is missing. */
  async function granted(tx: Tx, actor: Actor, action: Action, number: string): Promise<Result<store.KeptPaper>> {
    const read = readCertificateNumber(number, 'number')
    if (!read.ok) return read
    const found = await store.paperBy(tx, number)
    if (found === undefined) return missing(number)
    const { guarantee } = found
    const kept = guarantee === null ? undefined : await asSystem(tx, actor, () => guaranteeOf(tx, guarantee))
    const allowed = may(actor, action, relationsTo(actor, subjectOf(found, kept)))
    if (allowed.ok) return ok(found)
    return allowed.refusals[0]?.code === 'subject_missing' ? missing(number) : allowed
  }

  const toldOf = async (tx: Tx, kept: KeptGuarantee): Promise<Told> => ({
    number: kept.number,
    firm: kept.subject.firm,
    bank: kept.subject.bank,
    programme: kept.programme,
    loan: kept.loan,
    amount: kept.amount,
    ratio: kept.ratio,
    termMonths: kept.termMonths,
    bankLoan: kept.bankLoan,
    held: kept.held,
    life: kept.life,
    obligors: (await obligorsOf?.(tx, kept.id)) ?? [],
  })

  /** The letter of a notice: once it is sent. */
  async function letterReady(tx: Tx, kept: KeptGuarantee, record: DecisionRecord, notice: string) {
    const events = await eventsOf(tx, kept.id)
    const of = (type: string) =>
      events.find(one => one.type === type && (one.body as { readonly notice?: string }).notice === notice)
    const [noticed, sent] = [of('noticed'), of('letter_sent')]
    const found = kept.life.notices.find(one => one.id === notice)
    if (found === undefined || noticed === undefined)
      return refuse(refusal('notice_unknown', 'notice', { value: notice }))
    if (sent === undefined)
      return refuse(refusal('letter_not_sent', 'notice', { value: notice, limit: 'the letter is sent first' }))
    const told = await toldOf(tx, kept)
    const gate = (noticed.body as { readonly gate?: string | null }).gate ?? null
    const ready: Ready = {
      of: notice,
      amends: null,
      numbersOf: noticed.day,
      body: (issue, editions) => letterOf(told, record, { ...found, gate }, noticed.day, issue, editions),
    }
    return ok(ready)
  }

  const causeOf = ({ type, body }: KeptEvent): AmendmentBody['cause'] =>
    type === 'renewed' ? 'renewal' : ((body as { readonly of?: AmendmentBody['cause'] }).of ?? 'amount')

  /** The amendment of a change: what differs from the last paper, whatever happened in between. */
  async function amendmentReady(
    tx: Tx,
    kept: KeptGuarantee,
    record: DecisionRecord,
    sequence: number,
    language: Language,
    day: string,
  ) {
    const event = (await eventsOf(tx, kept.id)).find(one => one.sequence === sequence)
    if (event === undefined || (event.type !== 'changed' && event.type !== 'renewed'))
      return refuse(
        refusal('amendment_event_unknown', 'event', { value: String(sequence), limit: 'a change or a renewal' }),
      )
    const papers = await store.promisesOf(tx, kept.id, language)
    const letter = papers.findLast(one => one.kind === 'letter')
    const last = papers.at(-1)
    if (letter === undefined || last === undefined)
      return refuse(refusal('amendment_letter_missing', 'event', { value: language, limit: 'a letter in it' }))
    if (letter.digest === null || last.digest === null)
      return refuse(refusal('guarantee_paper_not_drawn', 'number', { value: last.number }))
    const before = bodySchema.parse(last.body)
    const standing =
      before.paper === 'amendment' ? before.after : before.paper === 'letter' ? before.standing : undefined
    if (standing === undefined) throw new Error(`paper ${last.number} promises nothing`)
    const told = await toldOf(tx, kept)
    if (digestOf(standing as unknown as Json) === digestOf(standingOf(told) as unknown as Json))
      return refuse(refusal('amendment_changes_nothing', 'event', { value: String(sequence), limit: last.number }))
    const seen = papers.findLast(one => one.acknowledgedAt !== null)
    const amending = {
      letter: { number: letter.number, issued_on: letter.issuedOn, digest: letter.digest },
      place: papers.filter(one => one.amends === letter.number).length + 1,
      before: standing,
      acknowledged:
        seen === undefined
          ? null
          : {
              number: seen.number,
              digest: seen.digest ?? '',
              by: seen.acknowledgedBy ?? '',
              at: secondText(new Date(seen.acknowledgedAt ?? '')),
            },
      cause: causeOf(event),
      effectiveOn: event.day,
    }
    const ready: Ready = {
      of: String(sequence),
      amends: letter.number,
      numbersOf: day,
      body: (issue, editions) => amendmentOf(told, record, amending, issue, editions),
    }
    return ok(ready)
  }

  /** The settlement of a claim that was examined, as it was examined last. */
  async function settlementReady(tx: Tx, kept: KeptGuarantee, language: Language, day: string): Promise<Result<Ready>> {
    const events = await eventsOf(tx, kept.id)
    const [claimed, examined] = [
      events.findLast(one => one.type === 'claimed'),
      events.findLast(one => one.type === 'examined'),
    ]
    const letter = (await store.promisesOf(tx, kept.id, language)).findLast(one => one.kind === 'letter')
    if (claimed === undefined || examined === undefined)
      return refuse(refusal('settlement_not_examined', 'paper', { value: kept.number, limit: 'an examined claim' }))
    if (letter === undefined)
      return refuse(refusal('amendment_letter_missing', 'paper', { value: language, limit: 'a letter in it' }))
    const { numbers } = numbersOn(book, calendarDate(day))
    const told = await toldOf(tx, kept)
    return ok({
      of: String(examined.sequence),
      amends: null,
      numbersOf: day,
      body: (issue, editions) => settlementOf(told, letter.number, { claimed, examined }, numbers, issue, editions),
    })
  }

  /** Takes a number and puts the drawing on the queue, in the caller's transaction. */
  async function put(
    tx: Tx,
    actor: Actor,
    whose: Pick<store.NewPaper, 'kind' | 'guarantee' | 'bank' | 'firm' | 'isSandbox' | 'language'>,
    ready: Ready,
    printed: { readonly names: Readonly<Record<string, string>>; readonly business_number: string | null },
    day: string,
  ): Promise<Result<GuaranteePaperShown>> {
    const before = await asSystem(tx, actor, () => store.standingPaper(tx, { ...whose, of: ready.of }))
    if (before !== undefined) return ok(shown(before))
    const { numbers, editions } = numbersOn(book, calendarDate(ready.numbersOf))
    const year = Number(day.slice(0, 4))
    const own = isPromise(whose.kind) ? SERIES.promise : SERIES.statement
    const series = whose.isSandbox ? SERIES.sandbox + own : own
    return asSystem(tx, actor, async () => {
      const number = certificateNumber({ year, series, serial: await nextSerial(tx, year, series) })
      const body = ready.body({ number, issued_on: day, language: whose.language }, editions)
      const follows = recomputed(body, numbers)
      if (!follows.ok) return follows
      await store.insertOrdered(tx, {
        ...whose,
        number,
        of: ready.of,
        amends: ready.amends,
        body,
        printed,
        issuedOn: day,
      })
      await jobs.send(tx, DRAW_PAPER, { number }, { once: number })
      await audited(tx, actor, {
        action: 'guarantee_paper.order',
        subject: `guarantee-paper:${number}`,
        detail: { guarantee: whose.guarantee, paper: whose.kind, of: ready.of, language: whose.language },
      })
      const made = await store.paperBy(tx, number)
      if (made === undefined) throw new Error(`paper ${number} was ordered and is not there`)
      return ok(shown(made))
    })
  }

  /** Orders a paper of a guarantee; the same one asked for again is the one there is. */
  async function order(
    tx: Tx,
    actor: Actor,
    guarantee: string,
    wanted: Wanted,
    day: string,
  ): Promise<Result<GuaranteePaperShown>> {
    const kept = await guaranteeOf(tx, guarantee)
    if (kept === undefined) return refuse(refusal('subject_missing'))
    const allowed = may(actor, 'guarantee_paper.order', relationsTo(actor, kept.subject))
    if (!allowed.ok) return allowed
    const behind = await asSystem(tx, actor, () => store.behind(tx, guarantee))
    if (behind === undefined) throw new Error(`guarantee ${guarantee} stands on no decision`)
    const record = JSON.parse(behind.record) as DecisionRecord
    const { language } = wanted
    const ready = await asSystem(tx, actor, () =>
      wanted.paper === 'letter'
        ? letterReady(tx, kept, record, wanted.notice)
        : wanted.paper === 'amendment'
          ? amendmentReady(tx, kept, record, wanted.event, language, day)
          : settlementReady(tx, kept, language, day),
    )
    if (!ready.ok) return ready
    const { bank, firm, isSandbox } = kept.subject
    const whose = { kind: wanted.paper, guarantee, bank, firm, isSandbox, language }
    const parties = [bank, firm, ...((await obligorsOf?.(tx, guarantee)) ?? []).map(one => one.party)]
    const organisations = await asSystem(tx, actor, () => store.namesOf(tx, parties))
    const printed = { names: namedIn(organisations, language), business_number: businessNumberOf(record) }
    return put(tx, actor, whose, ready.value, printed, day)
  }

  return {
    order,

    /**
     * Orders a statement whose content another use case has made: the year of a creditor, its month, a fee. The same
     * content is one paper.
     */
    async orderStatement(
      tx: Tx,
      actor: Actor,
      whose: Pick<store.NewPaper, 'guarantee' | 'bank' | 'firm' | 'isSandbox' | 'language'>,
      statement: (issue: Body['issue'], editions: Body['editions']) => Exclude<Body, { paper: 'letter' | 'amendment' }>,
      printed: { readonly names: Readonly<Record<string, string>>; readonly business_number: string | null },
      day: string,
    ): Promise<Result<GuaranteePaperShown>> {
      const bare = statement({ number: '', issued_on: day, language: whose.language }, [])
      const subject = subjectOf(whose, undefined)
      const allowed = may(actor, 'guarantee_paper.order', relationsTo(actor, subject))
      if (!allowed.ok) return allowed
      const of = digestOf({ bare, printed } as unknown as Json)
      const ready: Ready = { of, amends: null, numbersOf: day, body: statement }
      return put(tx, actor, { ...whose, kind: bare.paper }, ready, printed, day)
    },

    /** Orders what the life has done and no paper tells: letters sent, changes, renewals. Run again it adds nothing. */
    async orderUntold(database: Database, day: string): Promise<number> {
      const actor = systemActor('guarantee-paper.order')
      const language: Language = 'ko'
      const rows = await database.transaction(actor, tx => store.untold(tx, language))
      let ordered = 0
      for (const { guarantee, sequence, notice } of rows) {
        const wanted: Wanted =
          notice === null ? { paper: 'amendment', event: sequence, language } : { paper: 'letter', notice, language }
        const made = await database.transaction(
          actor,
          tx => order(tx, actor, guarantee, wanted, day),
          value => value.ok,
        )
        if (made.ok) ordered += 1
      }
      return ordered
    },

    async read(tx: Tx, actor: Actor, number: string): Promise<Result<GuaranteePaperShown>> {
      const found = await granted(tx, actor, 'guarantee_paper.read', number)
      if (!found.ok) return found
      await audited(tx, actor, { action: 'guarantee_paper.read', subject: `guarantee-paper:${number}` })
      return ok(shown(found.value))
    },

    /** The sealed paper itself. */
    async download(tx: Tx, actor: Actor, number: string): Promise<Result<Uint8Array>> {
      const found = await granted(tx, actor, 'guarantee_paper.download', number)
      if (!found.ok) return found
      const bytes = await store.bytesOf(tx, number)
      if (bytes === undefined) return refuse(refusal('guarantee_paper_not_drawn', 'number', { value: number }))
      await audited(tx, actor, {
        action: 'guarantee_paper.download',
        subject: `guarantee-paper:${number}`,
        detail: { digest: found.value.digest },
      })
      return ok(bytes)
    },

    /** Papers of a guarantee, or all that the actor's rows show: one more than the limit where there are more. */
    async list(
      tx: Tx,
      actor: Actor,
      wanted: { readonly guarantee?: string; readonly before: string | undefined; readonly limit: number },
    ): Promise<Result<readonly GuaranteePaperShown[]>> {
      const allowed = may(actor, 'guarantee_paper.list', 'none')
      if (!allowed.ok) return allowed
      if (wanted.guarantee !== undefined) {
        const kept = await guaranteeOf(tx, wanted.guarantee)
        const one = kept && may(actor, 'guarantee_paper.read', relationsTo(actor, kept.subject))
        if (one === undefined) return refuse(refusal('subject_missing'))
        if (!one.ok) return one
      }
      const rows = await store.papersBefore(tx, { ...wanted, limit: wanted.limit + 1, isSandboxOnly: actor.isSandbox })
      await audited(tx, actor, { action: 'guarantee_paper.list', subject: `guarantee:${wanted.guarantee ?? 'all'}` })
      return ok(rows.map(shown))
    },

    /** The creditor says that it holds this very file. Said again, nothing changes. */
    async acknowledge(
      tx: Tx,
      actor: Actor,
      number: string,
      digest: string,
      now: Date,
    ): Promise<Result<GuaranteePaperShown>> {
      const found = await granted(tx, actor, 'guarantee_paper.acknowledge', number)
      if (!found.ok) return found
      const { state, digest: own, kind, acknowledgedAt } = found.value
      if (!isPromise(kind))
        return refuse(
          refusal('acknowledgement_not_asked', 'number', { value: kind, limit: 'a letter or an amendment' }),
        )
      if (own === null) return refuse(refusal('guarantee_paper_not_drawn', 'number', { value: number }))
      if (state === 'revoked') return refuse(refusal('guarantee_paper_revoked', 'number', { value: number }))
      if (digest !== own) return refuse(refusal('acknowledged_digest_differs', 'digest', { value: digest, limit: own }))
      if (acknowledgedAt !== null) return ok(shown(found.value))
      return asSystem(tx, actor, async () => {
        await store.keepAcknowledged(tx, number, actor.person, now)
        await audited(tx, actor, {
          action: 'guarantee_paper.acknowledge',
          subject: `guarantee-paper:${number}`,
          detail: { digest },
        })
        const after = await store.paperBy(tx, number)
        return after === undefined ? missing(number) : ok(shown(after))
      })
    },

    /** Revokes a paper: from this moment it verifies as revoked, and another may be ordered in its place. */
    async revoke(
      tx: Tx,
      actor: Actor,
      number: string,
      reason: string,
      now: Date,
    ): Promise<Result<GuaranteePaperShown>> {
      const found = await granted(tx, actor, 'guarantee_paper.revoke', number)
      if (!found.ok) return found
      if (found.value.state === 'ordered')
        return refuse(refusal('guarantee_paper_not_drawn', 'number', { value: number }))
      if (found.value.state === 'revoked')
        return refuse(refusal('guarantee_paper_revoked', 'number', { value: number }))
      return asSystem(tx, actor, async () => {
        await store.keepRevoked(tx, number, reason, now)
        await audited(tx, actor, {
          action: 'guarantee_paper.revoke',
          subject: `guarantee-paper:${number}`,
          reason,
          detail: { digest: found.value.digest },
        })
        const after = await store.paperBy(tx, number)
        return after === undefined ? missing(number) : ok(shown(after))
      })
    },

    /** What a number is worth at this moment, for anybody. */
    async lookUp(tx: Tx, actor: Actor, number: string, now: Date): Promise<Result<PublicPaperShown>> {
      const read = readCertificateNumber(number, 'number')
      if (!read.ok) return read
      return asSystem(tx, actor, async () => {
        const found = await store.paperBy(tx, number)
        if (found === undefined || found.state === 'ordered') return missing(number)
        return ok({
          number,
          paper: found.kind,
          state: found.state,
          issued_on: found.issuedOn,
          revoked_at: found.revokedAt,
          amended_by: [...(await store.amendmentsOf(tx, number))],
          checked_at: secondText(now),
        })
      })
    },

    /** What a file is: sealed by us, unaltered, following from its record; and what the register says of it now. */
    async check(tx: Tx, actor: Actor, bytes: Uint8Array, now: Date, day: string) {
      const work = await workers.run({ kind: 'check', bytes, day: calendarDate(day), now })
      if (work.kind !== 'checked') throw new Error('a paper was drawn where one was to be checked')
      if (!work.result.ok) return work.result
      const { value } = work.result
      const { found, amended } = await asSystem(tx, actor, async () => ({
        found: await store.paperBy(tx, value.number),
        amended: await store.amendmentsOf(tx, value.number),
      }))
      const isRegistered = found !== undefined && found.digest === value.digest
      return ok({
        verdict: !isRegistered
          ? ('not_registered' as const)
          : found.state === 'revoked'
            ? ('revoked' as const)
            : ('genuine' as const),
        paper: {
          paper: value.paper,
          number: value.number,
          issued_on: value.issuedOn,
          sealed_at: value.sealedAt,
          seal_key: value.sealKey,
          face: value.face,
          revoked_at: isRegistered ? found.revokedAt : null,
          amended_by: isRegistered ? [...amended] : [],
        },
      })
    },

    /** Puts on the queue again what was ordered and is still not drawn. */
    async drawAgain(database: Database): Promise<void> {
      await database.transaction(systemActor(DRAW_PAPER), async tx => {
        for (const number of await store.undrawn(tx)) await jobs.send(tx, DRAW_PAPER, { number }, { once: number })
      })
    },

    /** The job: draws an ordered paper outside any transaction, then keeps it. Done twice it changes nothing. */
    async draw(database: Database, number: string, now: () => Date): Promise<void> {
      const actor = systemActor(`${DRAW_PAPER}:${number}`)
      const asked = await database.transaction(actor, tx => store.paperBy(tx, number))
      if (asked === undefined || asked.state !== 'ordered') return
      const work = await workers.run({ kind: 'draw', body: asked.body, printed: asked.printed, now: now() })
      if (work.kind !== 'drawn') throw new Error('a paper was checked where one was to be drawn')
      const { result } = work
      if (!result.ok)
        throw new Error(`paper ${number} cannot be drawn: ${result.refusals[0]?.code} at ${result.refusals[0]?.at}`)
      await database.transaction(actor, async tx => {
        const isKept = await store.keepDrawn(tx, number, result.value, now())
        if (isKept)
          await audited(tx, actor, {
            action: DRAW_PAPER,
            subject: `guarantee-paper:${number}`,
            detail: { digest: result.value.digest },
          })
      })
    },
  }
}
export type LetterRegister = ReturnType<typeof makeLetterRegister>
