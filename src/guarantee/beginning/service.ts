/** The use case with which a guarantee begins: the first notice on a decision that was approved and notified. */
import type { Actor } from '../../access/actor.ts'
import { may, relationsTo } from '../../access/table.ts'
import { eventsOf as caseEventsOf, caseOf, type Kept } from '../../application/store.ts'
import { standingDecision } from '../../decision/store.ts'
import { type CalendarDate, calendarDate } from '../../kernel/calendar.ts'
import type { Json } from '../../kernel/digest.ts'
import { moneyText, ZERO } from '../../kernel/money.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { EMPTY_LEDGER } from '../../ledger/entries.ts'
import type { Tx } from '../../platform/db/database.ts'
import { tellEach } from '../../platform/outbox.ts'
import { posted } from '../books.ts'
import type { Carrying } from '../carrying.ts'
import type { Command, Life } from '../commands.ts'
import type { CosharingService } from '../cosharing/service.ts'
import type { DutyRules } from '../hindrances.ts'
import { begun } from '../life.ts'
import { noticed } from '../postings.ts'
import { type NoticeAsked, noticeDue, noticeId, type Promised, promisedBy } from '../promise.ts'
import { leafOf, type Moment } from '../service.ts'
import { eventRow, rowOfLife } from '../step-rows.ts'
import { guaranteeOf, guaranteeOfDecision, type KeptGuarantee, keepStep } from '../store.ts'
import { stepTold } from '../told.ts'

type Dependencies = {
  readonly uuid: () => string
  readonly carriedBy: (day: string) => Result<Carrying>
  readonly shares: Pick<CosharingService, 'begin'>
}
type Asking = Pick<NoticeAsked, 'evidence' | 'readiness'> & { readonly kind: Life['kind'] }
/** Nothing was promised before the first notice. */
const NOTHING_YET = { whole: ZERO, ofGate: () => ZERO }
/** What a guarantee can be begun on. */
type Ground = { readonly theCase: Kept; readonly decision: string; readonly promised: Promised }

async function groundOf(tx: Tx, theCase: Kept): Promise<Result<Ground>> {
  if (theCase.life.state !== 'noticed')
    return refuse(refusal('case_state', 'state', { value: theCase.life.state, limit: 'noticed' }))
  const decision = await standingDecision(tx, theCase.id)
  const promised = decision?.outcome === 'approved' ? promisedBy(decision.record) : undefined
  if (decision === undefined || promised === undefined)
    return refuse(
      refusal('guarantee_not_approved', 'case_id', { value: decision?.outcome ?? 'nothing', limit: 'approved' }),
    )
  const before = await guaranteeOfDecision(tx, decision.id)
  return before === undefined
    ? ok({ theCase, decision: decision.id, promised })
    : refuse(refusal('guarantee_exists', 'case_id', { value: before.number }))
}

/** The day on which firm and bank were told of the decision: the sixty days run from it. */
async function noticeDay(tx: Tx, caseId: string): Promise<CalendarDate> {
  const told = (await caseEventsOf(tx, caseId)).filter(one => one.type === 'noticed').at(-1)
  const { day } = (told?.body ?? {}) as { readonly day?: string }
  if (day === undefined) throw new Error(`case ${caseId} was notified and does not say when`)
  return calendarDate(day)
}

export function makeBeginningService({ uuid, carriedBy, shares }: Dependencies) {
  return {
    /**
     * Begins the guarantee of a case: its first notice, which holds what is reserved for its sixty days.
     * Errors: `case_state`, `guarantee_not_approved`, `guarantee_exists`, those of `noticeDue`,
     * `guarantee_day_backwards`, `notice_over`, `guarantee_not_reserved`.
     */
    async begin(tx: Tx, actor: Actor, caseId: string, asking: Asking, at: Moment): Promise<Result<KeptGuarantee>> {
      const theCase = await caseOf(tx, caseId)
      if (theCase === undefined) return refuse(refusal('subject_missing'))
      const allowed = may(actor, 'guarantee.begin', relationsTo(actor, theCase.subject))
      if (!allowed.ok) return allowed
      const ground = await groundOf(tx, theCase)
      if (!ground.ok) return ground
      const rules = carriedBy(at.day)
      if (!rules.ok) return rules
      const { evidence, readiness } = asking
      const due = noticeDue(ground.value.promised, { evidence, readiness }, NOTHING_YET, rules.value.gateJudge)
      if (!due.ok) return due
      const noticedOn = await noticeDay(tx, caseId)
      const until = rules.value.formationEnd(noticedOn)
      const day = calendarDate(at.day)
      if (day < noticedOn)
        return refuse(refusal('guarantee_day_backwards', 'day', { value: day, limit: `from ${noticedOn}` }))
      if (day > until) return refuse(refusal('notice_over', 'day', { value: day, limit: `to ${until}` }))
      const id = uuid()
      const notice = { id: noticeId(id, 1), amount: due.value.amount, until }
      const { gate, shown } = due.value
      const detail = {
        gate,
        ...(evidence === undefined ? {} : { evidence }),
        ...(shown === null ? {} : { readiness: shown }),
      }
      const life = begun(asking.kind, day, notice)
      return keptBegun(tx, actor, at, ground.value, { id, life, notice, detail, rules: rules.value })
    },
  }

  async function keptBegun(
    tx: Tx,
    actor: Actor,
    at: Moment,
    { theCase, decision, promised }: Ground,
    first: {
      readonly id: string
      readonly life: Life
      readonly notice: Parameters<typeof begun>[2]
      readonly detail: { readonly [key: string]: Json }
      readonly rules: DutyRules
    },
  ): Promise<Result<KeptGuarantee>> {
    const { id, life, notice, detail, rules } = first
    const { day } = life
    const entry = { id: `${id}/1`, day, reference: `decision:${decision}` }
    const entries = posted(EMPTY_LEDGER, id, [noticed(id, notice)], entry)
    if (!entries.ok) return entries
    const command: Command = { type: 'notice', notice: notice.id, amount: notice.amount, until: notice.until }
    const { subject } = theCase
    const keeping = await keepStep(tx, {
      at: at.now.toISOString(),
      year: Number(day.slice(0, 4)),
      until: notice.until,
      guarantee: {
        id,
        case_id: theCase.id,
        decision,
        firm: subject.firm,
        bank: subject.bank,
        office: subject.office,
        is_sandbox: subject.isSandbox,
        kind: life.kind,
        programme: promised.programme,
        grade: promised.grade,
        loan: moneyText(promised.loan),
        amount: moneyText(promised.amount),
        ratio: promised.ratio,
        fee_rate: promised.fee.rate,
        term_months: promised.termMonths,
        begun_on: day,
        ...rowOfLife(life, rules),
      },
      event: eventRow({ type: 'noticed', day, command, isLate: false }, 1, actor.person, detail),
      fees: [],
      entries: entries.value.entries,
      audit: leafOf(actor, 'guarantee.begin', id, {
        case: theCase.id,
        decision,
        amount: moneyText(notice.amount),
        ...detail,
      }),
    })
    if (!keeping.ok) return keeping
    const now = await guaranteeOf(tx, id)
    if (now === undefined) throw new Error(`guarantee ${id} was kept and is not there`)
    const under = await shares.begin(tx, actor, now)
    if (!under.ok) return under
    const news = stepTold(now, { type: 'noticed', day }, subject)
    if (news !== undefined) await tellEach(tx, news.organisations, news.told)
    return ok(now)
  }
}
export type BeginningService = ReturnType<typeof makeBeginningService>
