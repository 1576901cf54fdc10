/**
 * How well panels mark: agreement and severity of the sheets that stand, for risk officers, auditors and admins, and of
 * each appraiser for themselves. The figures are computed in a thread of their own, between two transactions.
 */
import type { Actor } from '../../access/actor.ts'
import { systemActor } from '../../access/actor.ts'
import { type Action, may } from '../../access/table.ts'
import { addDays, type CalendarDate, calendarDate, rolledForward } from '../../kernel/calendar.ts'
import { canonicalJson, digestOf, type Json } from '../../kernel/digest.ts'
import { ok, type Result } from '../../kernel/result.ts'
import { audited } from '../../platform/audit/entry.ts'
import type { Database, Tx } from '../../platform/db/database.ts'
import { asSystem } from '../../platform/db/elevated.ts'
import type { Workers } from '../../platform/workers.ts'
import { monthBefore } from '../readings/report.ts'
import type { RaterLimits } from '../severity/edition.ts'
import type { Answer, Asked } from './asked.ts'
import { feedbackOf, type Saying } from './feedback.ts'
import type { AgreementFigures, Feedback, SeverityFigures } from './schema.ts'
import { figuresKept, figuresOf, guaranteeOutcomes, keepFigures, markedSheets } from './store.ts'

/** What the rules of a day say of appraisers and their marks. */
export type QualityRules = {
  readonly limits: RaterLimits
  /** The chance of an accident within a year, by the grade decided. */
  readonly chanceOf: (grade: string) => number | undefined
  /** The field of an industry, by its code. */
  readonly fieldOf: (industry: string) => string | null
  readonly say: Saying
}
type Parts = {
  readonly workers: Pick<Workers<Asked, Answer>, 'run'>
  readonly rulesOn: (day: string) => Result<QualityRules>
  readonly holidaysOn: (day: string) => ReadonlySet<string>
}
type Moment = { readonly now: Date; readonly day: string }
type What = Asked['what'][number]
/** The figures asked for, computed when no transaction is open. */
type Computing<Value> = Promise<Result<() => Promise<Value>>>

const DAYS_A_YEAR = 365.25
/** What is kept of each month. */
const KEPT = ['agreement', 'severity', 'fair'] as const

export function makeQualityService({ workers, rulesOn, holidaysOn }: Parts) {
  /** The sheets as they stand, read in the transaction; the figures of them, computed after it. */
  async function gathered(
    tx: Tx,
    actor: Actor,
    day: string,
    what: readonly What[],
    to: string = day,
  ): Promise<Result<Asked & { say: Saying }>> {
    const rules = rulesOn(day)
    if (!rules.ok) return rules
    const { limits, chanceOf, fieldOf, say } = rules.value
    // The figures are of everybody's sheets, whosever rows the asker sees; what is answered names no case but copies'.
    const [{ sheets, superseded }, lives] = await asSystem(tx, actor, async () => [
      await markedSheets(tx, fieldOf),
      what.includes('severity') ? await guaranteeOutcomes(tx, day) : [],
    ])
    const outcomes = lives.flatMap(({ rater, grade, days, is_accident: isAccident }) => {
      const yearly = chanceOf(grade)
      const chance = yearly === undefined ? 0 : 1 - (1 - yearly) ** (days / DAYS_A_YEAR)
      return chance > 0 && chance < 1 ? [{ rater, chance, isAccident }] : []
    })
    return ok({ sheets, superseded, outcomes, limits, what, to, say })
  }

  async function computing<Value>(
    tx: Tx,
    actor: Actor,
    of: { readonly action: Action; readonly what: readonly What[]; readonly day: string },
    shown: (answer: Answer, asked: Asked & { say: Saying }) => Value,
  ): Computing<Value> {
    const allowed = may(actor, of.action, 'none')
    if (!allowed.ok) return allowed
    const found = await gathered(tx, actor, of.day, of.what)
    if (!found.ok) return found
    const { say: _, ...asked } = found.value
    return ok(async () => shown(await workers.run(asked), found.value))
  }
  /** What was asked for is there: the thread answers for each kind it was asked. */
  const present = <Value>(value: Value | null): Value => {
    if (value === null) throw new Error('the thread of the figures left out what it was asked for')
    return value
  }

  return {
    agreement: (tx: Tx, actor: Actor, day: string): Computing<AgreementFigures> =>
      computing(tx, actor, { action: 'panel_quality.read', what: ['agreement'], day }, one => present(one.agreement)),

    severity: (tx: Tx, actor: Actor, day: string): Computing<SeverityFigures> =>
      computing(tx, actor, { action: 'panel_quality.read', what: ['severity'], day }, one => present(one.severity)),

    /** Figures as they were kept of a month. */
    async kept(tx: Tx, actor: Actor, month: string) {
      const allowed = may(actor, 'panel_quality.read', 'none')
      if (!allowed.ok) return allowed
      await audited(tx, actor, { action: 'panel_quality.read', subject: `panel:${month}` })
      return ok(await asSystem(tx, actor, () => figuresKept(tx, month)))
    },

    /** Another's page is as little there for an appraiser as a stranger's case. */
    async feedback(tx: Tx, actor: Actor, appraiser: string, day: string): Computing<Feedback> {
      const allowed = may(actor, 'panel_feedback.read', actor.person === appraiser ? 'own' : 'none')
      if (!allowed.ok) return allowed
      const found = await gathered(tx, actor, day, ['agreement', 'severity'])
      if (!found.ok) return found
      const { say, ...asked } = found.value
      const own = asked.sheets.filter(one => one.rater === appraiser).length
      return ok(async () => {
        const answer = await workers.run(asked)
        return feedbackOf(appraiser, own, present(answer.agreement), present(answer.severity), say)
      })
    },

    /** That somebody was told figures of appraisers. */
    told: (tx: Tx, actor: Actor, action: Action, subject: string): Promise<void> =>
      audited(tx, actor, { action, subject }),

    /** From the first working day of a month on, the figures as they stood when the month before was over. */
    async keepDue(database: Database, { now, day }: Moment): Promise<void> {
      const first = calendarDate(`${day.slice(0, 7)}-01`)
      if (day < rolledForward(first, holidaysOn(day))) return
      const month = monthBefore(day as CalendarDate)
      const actor = systemActor('panel.quality')
      const found = await database.transaction(actor, async tx =>
        (await figuresOf(tx, month, 'agreement')) === undefined
          ? await gathered(tx, actor, day, KEPT, addDays(calendarDate(`${day.slice(0, 7)}-01`), -1))
          : null,
      )
      if (found === null) return
      if (!found.ok) throw new Error(`the figures of the panel: ${found.refusals[0]?.code ?? ''}`)
      const { say: _, ...asked } = found.value
      const answer = await workers.run(asked)
      const rows = KEPT.map(what => {
        const body = present(answer[what]) as unknown as Json
        return { month, what, made_at: now.toISOString(), body: canonicalJson(body), digest: digestOf(body) }
      })
      await database.transaction(actor, async tx => {
        await keepFigures(tx, rows)
        const detail = rows.map(row => row.digest)
        await audited(tx, actor, { action: 'panel_quality.keep', subject: `panel:${month}`, detail })
      })
    },
  }
}
export type QualityService = ReturnType<typeof makeQualityService>
