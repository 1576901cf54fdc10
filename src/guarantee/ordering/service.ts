/**
 * Use cases that order the papers of guarantees: the letter of a notice, the amendment of a change, the settlement of a
 * claim, and statements whose content another use case hands in. What a paper says is fixed here, under its number.
 */
import { type Actor, systemActor } from '../../access/actor.ts'
import { type Action, may, relationsTo } from '../../access/table.ts'
import type { DecisionRecord } from '../../appraisal/record.ts'
import type { RuleBook } from '../../appraisal/rule-book.ts'
import { certificateNumber } from '../../certificate/number.ts'
import { nextSerial } from '../../certificate/store.ts'
import { calendarDate } from '../../kernel/calendar.ts'
import { digestOf, type Json } from '../../kernel/digest.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { Language } from '../../kernel/words.ts'
import { audited } from '../../platform/audit/entry.ts'
import type { Database, Tx } from '../../platform/db/database.ts'
import { asSystem } from '../../platform/db/elevated.ts'
import type { Jobs } from '../../platform/jobs/jobs.ts'
import { businessNumberOf, DRAW_PAPER, isPromise, namedIn, shownAt, subjectOf } from '../issuing/printing.ts'
import type { GuaranteePaperShown } from '../issuing/schema.ts'
import * as store from '../issuing/store.ts'
import { type AmendmentBody, type Body, bodySchema, type Standing } from '../letter/bodies.ts'
import { amendmentOf, letterOf, standingOf, type Told } from '../letter/compose.ts'
import { chargedBy, feeNoticeOf } from '../letter/fee-notice.ts'
import { numbersOn } from '../letter/numbers.ts'
import { recomputed } from '../letter/recompute.ts'
import { settlementOf } from '../letter/settlement.ts'
import { eventsOf, guaranteeOf, type KeptEvent, type KeptGuarantee } from '../store.ts'

/** Series of the register: promises and statements, and those of the sandbox, which nobody may rely on. */
const SERIES = { promise: 20, statement: 30, sandbox: 9000 } as const

/** The language in which every promise has its paper unasked; others are ordered. */
const FIRST_LANGUAGE: Language = 'ko'

export type OrderParts = {
  readonly book: () => RuleBook
  readonly jobs: Pick<Jobs, 'send'>
  /** Address of the public verifier; the number is put behind it. */
  readonly verifierUrl: string
  /** Who is bound beside the debtor; nobody where it is not told. */
  readonly obligorsOf?: (tx: Tx, guarantee: string) => Promise<Standing['obligors']>
}
export type Wanted =
  | { readonly paper: 'letter'; readonly notice: string; readonly language: Language }
  | { readonly paper: 'amendment'; readonly event: number; readonly language: Language }
  | { readonly paper: 'claim_settlement'; readonly language: Language }
  | { readonly paper: 'fee_notice'; readonly event: number; readonly language: Language }

/** What is put under a number: a body that lacks it, and what it is of. */
type Ready = {
  readonly of: string
  readonly amends: string | null
  readonly numbersOf: string
  readonly body: (issue: Body['issue'], editions: Body['editions']) => Body
}

export function makePaperOrders({ book, jobs, verifierUrl, obligorsOf }: OrderParts) {
  const shown = shownAt(verifierUrl)

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
              at: seen.acknowledgedAt ?? '',
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
    const { numbers } = numbersOn(book(), calendarDate(day))
    const told = await toldOf(tx, kept)
    return ok({
      of: String(examined.sequence),
      amends: null,
      numbersOf: day,
      body: (issue, editions) => settlementOf(told, letter.number, { claimed, examined }, numbers, issue, editions),
    })
  }

  /** The notice of a fee: as it was charged, under the terms of that day. */
  async function feeReady(tx: Tx, kept: KeptGuarantee, sequence: number): Promise<Result<Ready>> {
    const event = (await eventsOf(tx, kept.id)).find(one => one.sequence === sequence)
    const charged = event === undefined ? undefined : chargedBy(event)
    if (event === undefined || charged === undefined)
      return refuse(refusal('fee_event_unknown', 'event', { value: String(sequence), limit: 'a fee that was charged' }))
    const told = await toldOf(tx, kept)
    return ok({
      of: String(sequence),
      amends: null,
      numbersOf: event.day,
      body: (issue, editions) => feeNoticeOf(told, charged, issue, editions),
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
    const { numbers, editions } = numbersOn(book(), calendarDate(ready.numbersOf))
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
          : wanted.paper === 'fee_notice'
            ? feeReady(tx, kept, wanted.event)
            : settlementReady(tx, kept, language, day),
    )
    if (!ready.ok) return ready
    const { bank, firm, isSandbox } = kept.subject
    const whose = { kind: wanted.paper, guarantee, bank, firm, isSandbox, language }
    const organisations = await asSystem(tx, actor, async () => {
      const beside = (await obligorsOf?.(tx, guarantee)) ?? []
      return store.namesOf(tx, [bank, firm, ...beside.map(one => one.party)])
    })
    const printed = { names: namedIn(organisations, language), business_number: businessNumberOf(record) }
    return put(tx, actor, whose, ready.value, printed, day)
  }

  return {
    order,

    /** A paper there is, as it is shown to who ordered it again. */
    async shownPaper(tx: Tx, actor: Actor, number: string): Promise<Result<GuaranteePaperShown>> {
      const found = await asSystem(tx, actor, () => store.paperBy(tx, number))
      return found === undefined
        ? refuse(refusal('guarantee_paper_unknown', 'number', { value: number }))
        : ok(shown(found))
    },

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
      action: Action = 'guarantee_paper.order',
    ): Promise<Result<GuaranteePaperShown>> {
      const bare = statement({ number: '', issued_on: day, language: whose.language }, [])
      const subject = subjectOf(whose, undefined)
      const allowed = may(actor, action, relationsTo(actor, subject))
      if (!allowed.ok) return allowed
      const of = digestOf({ bare, printed } as unknown as Json)
      const ready: Ready = { of, amends: null, numbersOf: day, body: statement }
      return put(tx, actor, { ...whose, kind: bare.paper }, ready, printed, day)
    },

    /**
     * Orders what the life has done and no paper tells: letters, amendments, fees. Run again it adds nothing.
     * @param clear  awaited before each paper: thousands may be due at once, and nobody waits for any of them
     */
    async orderUntold(database: Database, day: string, clear?: () => Promise<void>): Promise<number> {
      const actor = systemActor('guarantee-paper.order')
      const language = FIRST_LANGUAGE
      const rows = await database.transaction(actor, tx => store.untold(tx, language))
      let ordered = 0
      for (const { guarantee, sequence, paper, notice } of rows) {
        const wanted: Wanted =
          paper === 'letter' ? { paper, notice: notice ?? '', language } : { paper, event: sequence, language }
        await clear?.()
        const made = await database.transaction(
          actor,
          tx => order(tx, actor, guarantee, wanted, day),
          value => value.ok,
        )
        if (made.ok) ordered += 1
      }
      return ordered
    },
  }
}
export type PaperOrders = ReturnType<typeof makePaperOrders>
