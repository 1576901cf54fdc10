/**
 * Use cases of a month told again with less repaid: what its earlier reports released too much is offered, and restored
 * when an officer of the guarantee accepts it, by putting right each release that was too large, the last one first.
 */
import type { Actor } from '../../access/actor.ts'
import { may, relationsTo } from '../../access/table.ts'
import { type Money, minMoney, minus, moneyFromText, moneyText, sumMoney } from '../../kernel/money.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { Tx } from '../../platform/db/database.ts'
import { asSystem } from '../../platform/db/elevated.ts'
import { matchedRow } from '../month/matching.ts'
import { lastDayOf, monthAfter, monthRowOf } from '../month/row.ts'
import * as rows from '../month/store.ts'
import * as reports from '../reports/store.ts'
import type { GuaranteeService, Moment, Stepped } from '../service.ts'
import { eventsOf, guaranteeOf, held, type KeptGuarantee } from '../store.ts'
import type { Restoration } from './schema.ts'
import * as store from './store.ts'

export type RestoringParts = { readonly guarantees: Pick<GuaranteeService, 'ask'> }

type Body = {
  readonly month?: string
  readonly report?: string
  readonly left?: string
  readonly event?: number
}

/** A release by a report for the month: its number, and the principal that was then said to be left. */
type Told = {
  readonly event: number
  readonly told: Money
  /** As put right since. */
  readonly left: Money
}

/**
 * What each release should have said, the last one first: principal that is owed after all goes to it as far as the
 * release before it had left, so that the first one takes what remains.
 */
export function rightLefts(releases: readonly Told[], more: Money): readonly Omit<Told, 'told'>[] {
  const found: Omit<Told, 'told'>[] = []
  let open = more
  for (const [place, { event, left }] of releases.entries()) {
    if (open <= 0n) break
    const before = releases[place + 1]
    const part = before === undefined ? open : minMoney(open, minus(before.told, left))
    open = minus(open, part)
    if (part > 0n) found.push({ event, left: (left + part) as Money })
  }
  return found
}

export function makeRestoringService({ guarantees }: RestoringParts) {
  const nothingLeft = (asked: Restoration) =>
    refuse(
      refusal('restoration_over', 'difference', {
        value: String(asked.difference),
        limit: 'what a standing report of the month still shows as released too much',
      }),
    )

  /** The releases by reports for a month, the last one first, with what was said to be left, as put right since. */
  async function releasesFor(tx: Tx, guarantee: string, month: string) {
    const events = (await eventsOf(tx, guarantee)).map(one => ({ ...one, body: one.body as Body }))
    return events
      .filter(one => one.type === 'released' && one.body.month === month)
      .map(one => {
        const last = events.findLast(each => each.type === 'restated' && each.body.event === one.sequence) ?? one
        const left = moneyFromText(last.body.left ?? '0')
        return {
          event: one.sequence,
          told: moneyFromText(one.body.left ?? '0'),
          left,
          report: one.body.report ?? '',
          at: one.at,
        }
      })
      .reverse()
  }

  /** What is still too much by the report, as the books stand: how much principal, and by which releases. */
  async function foundIn(tx: Tx, kept: KeptGuarantee, asked: Restoration) {
    const offers = await store.offersOf(tx, kept)
    const offer = offers.find(
      one => one.report === asked.report && one.sequence === asked.difference && one.state === 'offered',
    )
    const report = offer && (await reports.reportBy(tx, offer.report))
    if (offer === undefined || report === undefined || report.month === null) return undefined
    const { month } = report
    const rowIn = async (of: { readonly id: string; readonly leftOut: readonly number[] }) => {
      const [row] = await rows.rowsOfNumbers(tx, of, [kept.number])
      return row && monthRowOf(row, month)
    }
    const months = [monthAfter(month, -1), month, monthAfter(month, 1)] as const
    const monthEnd = lastDayOf(month)
    const beside = await rows.besideOf(tx, report.sender, months, monthEnd)
    const at = { bank: report.sender, month, monthEnd, beside }
    const [known] = await rows.knownOfNumbers(tx, at, [kept.number])
    const now = await rowIn(report)
    if (now === undefined) return undefined
    const matched = matchedRow(now, known)
    if (!matched.differences.some(one => one.kind === 'released_too_much')) return undefined
    const releases = await releasesFor(tx, kept.id, month)
    // The books say what the report of the last release told, with all that was put right since.
    const [last] = releases
    const was = last && (await rowIn({ id: last.report, leftOut: [] }))
    if (was === undefined) return undefined
    const right = sumMoney([was.outstanding, ...releases.map(one => minus(one.left, one.told))])
    return { offer, steps: rightLefts(releases, minus(now.outstanding, right)) }
  }

  return {
    /** What months told again offer to restore on a guarantee, and what was restored. */
    async offers(tx: Tx, actor: Actor, id: string): Promise<Result<readonly store.Offer[]>> {
      const kept = await guaranteeOf(tx, id)
      if (kept === undefined) return refuse(refusal('subject_missing'))
      const allowed = may(actor, 'guarantee.read', relationsTo(actor, kept.subject))
      return allowed.ok ? ok(await asSystem(tx, actor, () => store.offersOf(tx, kept))) : allowed
    },

    /**
     * Restores what is offered, on the books as they stand.
     * Errors: `restoration_over`, and those of `restate`; then nothing of it is done.
     */
    async restore(
      tx: Tx,
      actor: Actor,
      id: string,
      asked: Restoration,
      at: Moment,
      expected?: number | undefined,
    ): Promise<Result<readonly store.Offer[]>> {
      const found = await held(tx, id)
      if (found === undefined) return refuse(refusal('subject_missing'))
      const { kept } = found
      const allowed = may(actor, 'guarantee.restate', relationsTo(actor, kept.subject))
      if (!allowed.ok) return allowed
      const due = await asSystem(tx, actor, () => foundIn(tx, kept, asked))
      if (due === undefined) return nothingLeft(asked)
      const reference = `report:${asked.report}/${due.offer.row}`
      let version = expected
      let last: Stepped | undefined
      for (const { event, left } of due.steps) {
        const said = { type: 'restate', of: 'release', event, left: moneyText(left) } as const
        const done = await guarantees.ask(tx, actor, id, { ...said, reason: asked.reason, reference }, at, version)
        if (!done.ok) return done
        last = done.value
        version = done.value.life.version
      }
      if (last === undefined) return nothingLeft(asked)
      const amount = moneyText(minus(last.life.balance, kept.life.balance))
      await asSystem(tx, actor, () =>
        store.keepRestoration(tx, {
          ...{ report: asked.report, sequence: asked.difference, guarantee: id, amount, reason: asked.reason },
          ...{ person: actor.person, at: at.now.toISOString() },
        }),
      )
      return ok(await asSystem(tx, actor, () => store.offersOf(tx, kept)))
    },
  }
}
export type RestoringService = ReturnType<typeof makeRestoringService>
