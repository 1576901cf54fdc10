/**
 * What is done with a report besides the request that sent it: read by a worker, kept row by row, matched to the books,
 * and, once the bank has accepted it, carried into the life of each guarantee. Each step is done once, whoever takes it
 * up and however often.
 */
import { type Actor, publicActor, systemActor } from '../../access/actor.ts'
import { calendarDate } from '../../kernel/calendar.ts'
import type { Json } from '../../kernel/digest.ts'
import { type Money, moneyFromText, moneyText, ZERO } from '../../kernel/money.ts'
import { ok, type Refusal, type Result, refusal, refuse } from '../../kernel/result.ts'
import { audited } from '../../platform/audit/entry.ts'
import type { Database, Tx } from '../../platform/db/database.ts'
import { asSystem } from '../../platform/db/elevated.ts'
import type { Jobs } from '../../platform/jobs/jobs.ts'
import { tell } from '../../platform/outbox.ts'
import type { Workers } from '../../platform/workers.ts'
import * as reports from '../reports/store.ts'
import { checkedTold, refusedTold } from '../reports/told.ts'
import type { GuaranteeService } from '../service.ts'
import { guaranteeByNumber, held } from '../store.ts'
import type { Answer, Asked, KeptRow } from './asked.ts'
import { bulkRowOf, saidIn } from './bulk.ts'
import { type AskedOfBooks, type Difference, leftAfter, matchedRow, missingRow, problemsOf } from './matching.ts'
import type { Problem } from './problems.ts'
import { type Change, changesOf } from './restatement.ts'
import { lastDayOf, type Month, monthAfter, monthRowOf, type RowPart } from './row.ts'
import * as store from './store.ts'

export const CHECK = 'report.check'
export const CARRY = 'report.carry'

export type Moment = { readonly now: Date; readonly day: string }

export type MonthParts = {
  readonly jobs: Pick<Jobs, 'send'>
  readonly workers: Workers<Asked, Answer>
  readonly guarantees: Pick<GuaranteeService, 'command' | 'ask'>
}

/** Guarantees without a row that are looked at together. */
const BATCH = 5000
/** A list of differences is kept in parts of this many. */
const KEPT = 5000
/** Rows carried by one run of the job, so that none runs into the time a job is given. */
const CARRIED = 2000

/** Who does what an accepted report says: in the name of who accepted it, as what they then were. */
const inTheNameOf = (report: reports.Report): Actor => ({
  ...publicActor(`report:${report.id}`),
  kind: report.kind === 'recoveries' ? 'agency' : 'bank',
  person: report.decidedBy ?? '',
  party: report.sender,
  roles: [report.kind === 'recoveries' ? 'claims' : 'bank'],
  isSandbox: report.isSandbox,
})

const rowsIn = (batch: string): readonly KeptRow[] => JSON.parse(batch) as KeptRow[]
const partsIn = (batch: string): readonly RowPart[] => JSON.parse(batch) as RowPart[]

/** A row that is not kept, as the books are asked of it. */
const askedOfBooks = ({ place, guarantee, amounts }: RowPart, month: Month): AskedOfBooks => ({
  ...{ place, guarantee, month },
  amounts: amounts && {
    outstanding: moneyFromText(amounts.outstanding),
    drawn: moneyFromText(amounts.drawn),
    repaid: moneyFromText(amounts.repaid),
  },
})

export function makeMonthService({ jobs, workers, guarantees }: MonthParts) {
  /** Lists that grow batch by batch, kept behind one another. */
  const lists = (tx: Tx, report: string) => {
    let [problems, differences, changes] = [0, 0, 0]
    return {
      problems: async (found: readonly Problem[] | string): Promise<void> => {
        const batch = typeof found === 'string' ? found : JSON.stringify(found)
        const count = typeof found === 'string' ? (JSON.parse(found) as unknown[]).length : found.length
        if (count > 0) await store.keepProblems(tx, report, problems, batch)
        problems += count
      },
      differences: async (found: readonly Difference[]): Promise<void> => {
        for (let from = 0; from < found.length; from += KEPT) {
          const part = found.slice(from, from + KEPT)
          await store.keepDifferences(tx, report, differences, part)
          differences += part.length
        }
      },
      changes: async (found: readonly Change[]): Promise<void> => {
        if (found.length > 0) await store.keepChanges(tx, report, changes, found)
        changes += found.length
      },
    }
  }

  /** Where a month is matched: beside the months next to it, and the report it would take the place of. */
  async function matchedAt(tx: Tx, bank: string, month: Month): Promise<store.MatchedAt> {
    const monthEnd = lastDayOf(month)
    const months = [monthAfter(month, -1), month, monthAfter(month, 1)] as const
    return { bank, month, monthEnd, beside: await store.besideOf(tx, bank, months, monthEnd) }
  }

  /** Keeps the rows of a month, matched batch by batch; of those not kept, lists what only the books can tell. */
  async function keepMonth(tx: Tx, report: reports.Report, month: Month, { rows: batches, parts }: Read, kept: Lists) {
    const at = await matchedAt(tx, report.sender, month)
    const { restates } = at.beside
    const asks = (rows: readonly KeptRow[]) => {
      const numbers = rows.map(one => one.guarantee)
      const before = restates === undefined ? [] : store.rowsOfNumbers(tx, restates, numbers)
      return Promise.all([store.knownOfNumbers(tx, at, numbers), before])
    }
    // The database keeps one batch while the next is matched here: statements of a transaction are answered in order.
    let keeping: Promise<unknown> = Promise.resolve()
    for (const batch of batches) {
      const rows = rowsIn(batch)
      const [known, before] = await asks(rows)
      await keeping
      const [byNumber, was] = [
        new Map(known.map(one => [one.number, one])),
        new Map(before.map(one => [one.guarantee, one])),
      ]
      const [problems, differences, changes]: [Problem[], Difference[], Change[]] = [[], [], []]
      const due: number[] = []
      for (const one of rows) {
        const row = monthRowOf(one, month)
        const matched = matchedRow(row, byNumber.get(one.guarantee))
        problems.push(...matched.problems)
        differences.push(...matched.differences)
        if (matched.release > 0n) due.push(one.place)
        const old = was.get(one.guarantee)
        if (restates !== undefined) changes.push(...changesOf(one.guarantee, old && monthRowOf(old, month), row))
      }
      keeping = Promise.all([
        store.keepRows(tx, report.id, batch, due),
        kept.problems(problems),
        kept.differences(differences),
        kept.changes(changes),
      ])
      // Whoever waits for it hears of it; until then it is nobody's.
      keeping.catch(() => undefined)
    }
    await keeping
    for (const batch of parts) {
      const found = partsIn(batch)
      const known = await store.knownOfNumbers(
        tx,
        at,
        found.map(one => one.guarantee),
      )
      const byNumber = new Map(known.map(one => [one.number, one]))
      await kept.problems(found.flatMap(one => problemsOf(askedOfBooks(one, month), byNumber.get(one.guarantee))))
    }
    if (restates !== undefined)
      for (const gone of await store.rowsGone(tx, restates, report.id))
        await kept.changes(changesOf(gone.guarantee, monthRowOf(gone, month), undefined))
    for (let after = ''; ; ) {
      const without = await store.knownWithoutRow(tx, at, report.id, { after, limit: BATCH })
      await kept.differences(without.flatMap(one => missingRow(one)))
      if (without.length < BATCH) break
      after = without.at(-1)?.number ?? ''
    }
    return restates?.id ?? null
  }

  /** Keeps the rows of claims or recoveries; those that name no guarantee of theirs are listed, kept or not. */
  async function keepBulk(tx: Tx, report: reports.Report, { rows, parts }: Read, kept: Lists): Promise<null> {
    const of = { bank: report.kind === 'claims' ? report.sender : null, isSandbox: report.isSandbox }
    for (const batch of rows) await store.keepRows(tx, report.id, batch, 'all')
    for (const named of [...rows.map(rowsIn), ...parts.map(partsIn)]) {
      const known = await reports.knownNumbers(
        tx,
        of,
        named.map(one => one.guarantee),
      )
      await kept.problems(
        named
          .filter(one => !known.has(one.guarantee))
          .map(one => ({
            row: one.place,
            column: 'guarantee',
            code: 'row_guarantee_unknown' as const,
            value: one.guarantee,
            limit: 'a guarantee that is there for the sender',
          })),
      )
    }
    return null
  }

  /** What a report is refused by when it cannot be read, as codes with their places. */
  const refused = async (tx: Tx, report: reports.Report, refusals: readonly Refusal[], at: Moment): Promise<void> => {
    await reports.markRefused(tx, report.id, { by: 'system', at: at.now.toISOString(), refusal: refusals })
    for (const told of refusedTold(report, at.day)) await tell(tx, told)
  }

  async function read(asked: Asked): Promise<Answer | Result<never>> {
    try {
      return await workers.run(asked)
    } catch {
      // The thread ran out of its memory or its time over it.
      return refuse(refusal('report_unreadable', 'content'))
    }
  }

  /** What came of a row: done, with what was released; or the code of what stood against it. */
  type Came = { readonly outcome: string; readonly detail: Json; readonly released: Money }
  const cameOf = (done: Result<unknown>, { day }: Moment, released: Money): Came => {
    if (done.ok) return { outcome: 'done', detail: { day, amount: moneyText(released) }, released }
    const { code = 'refused', at = '', params = {} } = done.refusals[0] ?? {}
    return { outcome: code, detail: { day, at, ...params }, released: ZERO }
  }
  const nothing = (outcome: string, { day }: Moment): Came => ({ outcome, detail: { day }, released: ZERO })

  /** A row of a month: what it releases now, on the books as they stand, is released. */
  async function repaidIn(tx: Tx, actor: Actor, report: reports.Report, month: Month, one: KeptRow, moment: Moment) {
    const at = await asSystem(tx, actor, () => matchedAt(tx, report.sender, month))
    const found = await guaranteeByNumber(tx, one.guarantee)
    if (found === undefined) return nothing('row_guarantee_unknown', moment)
    // Held from here on: what is matched is what is changed.
    await held(tx, found.id)
    const [known] = await asSystem(tx, actor, () => store.knownOfNumbers(tx, at, [one.guarantee]))
    const row = monthRowOf(one, month)
    const { problems, release } = matchedRow(row, known)
    // What changed since the report was checked may have made the row wrong, or left nothing to release.
    const [wrong] = problems
    if (wrong !== undefined || known === undefined) return nothing(wrong?.code ?? 'row_guarantee_unknown', moment)
    if (release === 0n) return nothing('nothing_left', moment)
    const { amount, ...done } = { amount: release, outstanding: leftAfter(row, known) }
    const told = await guarantees.command(tx, actor, known.id, { type: 'release', amount }, moment, undefined, {
      set: done,
      reference: `report:${report.id}/${one.place}`,
      detail: { report: report.id, row: one.place, month, left: moneyText(done.outstanding) },
    })
    return cameOf(told, moment, release)
  }

  /** A row of claims or recoveries, asked of its guarantee as anybody would ask it. */
  async function askedIn(tx: Tx, actor: Actor, one: KeptRow, moment: Moment): Promise<Came> {
    const found = await guaranteeByNumber(tx, one.guarantee)
    const row = bulkRowOf(one)
    if (found === undefined || row === undefined) return nothing('row_guarantee_unknown', moment)
    return cameOf(await guarantees.ask(tx, actor, found.id, saidIn(row), moment), moment, ZERO)
  }

  /** Does the next row of an accepted report; false where there is none left. */
  async function carryNext(tx: Tx, actor: Actor, report: reports.Report, moment: Moment): Promise<boolean> {
    const [one] = await asSystem(tx, actor, () => store.dueRows(tx, report.id, 1))
    if (one === undefined) return false
    const came =
      report.month === null
        ? await askedIn(tx, actor, one, moment)
        : await repaidIn(tx, actor, report, report.month, one, moment)
    await asSystem(tx, actor, () => store.markOutcome(tx, report.id, one.place, came))
    return true
  }

  return {
    /** The job that reads a report that has come whole, keeps its rows, and says where they differ from the books. */
    async check(database: Database, id: string, at: Moment): Promise<void> {
      const actor = systemActor(`${CHECK}:${id}`)
      const sent = await database.transaction(actor, async tx => {
        const report = await reports.reportBy(tx, id)
        return report?.state === 'received' ? { report, bytes: await reports.bytesOf(tx, id) } : undefined
      })
      if (sent === undefined) return
      const { kind, month } = sent.report
      const answer = await read({ kind, month, bytes: sent.bytes, day: calendarDate(at.day) })
      await database.transaction(actor, async tx => {
        const report = await reports.reportBy(tx, id, true)
        if (report?.state !== 'received') return
        if (!answer.ok) await refused(tx, report, answer.refusals, at)
        else if ('found' in answer.value) {
          const { found, problems } = answer.value
          const kept = lists(tx, id)
          for (const batch of problems) await kept.problems(batch)
          const restates =
            month === null
              ? await keepBulk(tx, report, answer.value, kept)
              : await keepMonth(tx, report, month, answer.value, kept)
          const { format, encoding } = found
          const of = { format, encoding, rows: found.rows, restates, at: at.now.toISOString() }
          const counts = await reports.markChecked(tx, report, of)
          for (const told of checkedTold(report, counts, at.day)) await tell(tx, told)
        }
        await audited(tx, actor, { action: CHECK, subject: `report:${id}`, detail: { digest: report.digest } })
      })
    },

    /** The job that does what an accepted report says, row by row, each in a transaction of its own. */
    async carry(database: Database, id: string, moment: () => Moment): Promise<void> {
      const system = systemActor(`${CARRY}:${id}`)
      const report = await database.transaction(system, tx => reports.reportBy(tx, id))
      if (report === undefined || report.decidedBy === null) return
      const actor = inTheNameOf(report)
      for (let count = 0; count < CARRIED; count += 1)
        if (!(await database.transaction(actor, tx => carryNext(tx, actor, report, moment())))) break
      await database.transaction(system, async tx => {
        if (await reports.isCarried(tx, id)) await reports.markCarried(tx, id, moment().now.toISOString())
        // What is left, or held by another, is looked at again.
        else await jobs.send(tx, CARRY, { report: id }, { once: id })
      })
    },

    /** The sheet of a report back, with its problems; read by the worker while no transaction is open. */
    back: async (asked: Asked): Promise<Result<Uint8Array>> => {
      const answer = await read(asked)
      if (!answer.ok) return answer
      return 'sheet' in answer.value ? ok(answer.value.sheet) : refuse(refusal('report_unreadable', 'content'))
    },
  }
}
export type MonthService = ReturnType<typeof makeMonthService>
/** A file as the worker read it. */
type Read = { readonly rows: readonly string[]; readonly parts: readonly string[] }
type Lists = {
  readonly problems: (found: readonly Problem[] | string) => Promise<void>
  readonly differences: (found: readonly Difference[]) => Promise<void>
  readonly changes: (found: readonly Change[]) => Promise<void>
}
