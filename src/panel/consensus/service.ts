/** Use cases of a panel that does not agree: what differs is shown to it, each is heard, and it is settled or not. */
import { type Actor, systemActor } from '../../access/actor.ts'
import { type Action, may, relationsTo } from '../../access/table.ts'
import { type Command, decide } from '../../application/life.ts'
import { caseOf, done, type Kept } from '../../application/store.ts'
import { digestOf, type Json } from '../../kernel/digest.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { audited } from '../../platform/audit/entry.ts'
import type { Database, Tx } from '../../platform/db/database.ts'
import { asSystem } from '../../platform/db/elevated.ts'
import { withMark } from '../marking/draft.ts'
import { asGiven } from '../marking/form.ts'
import type { MarkingRules } from '../marking/rules.ts'
import type { MarkingService, Moment } from '../marking/service.ts'
import type { MarkGiven, SignedSheet } from '../schema.ts'
import { type KeptSheet, keepSheet, sheetsOf } from '../store.ts'
import { againRefusals, type Difference, differences, type Outcome, outcomeOf } from './hearing.ts'
import {
  closeConsensus,
  consensusOf,
  type KeptConsensus,
  type KeptStatement,
  keepStatement,
  overdue,
  statementsOf,
} from './store.ts'

/** Has others mark a case over which its panel could not agree; answers the case as it then is. */
export type Committee = (tx: Tx, actor: Actor, kept: Kept, at: Moment) => Promise<Result<Kept>>
type Dependencies = {
  readonly rules: Pick<MarkingRules, 'divergentIn'>
  readonly marking: Pick<MarkingService, 'prepared'>
  /** Null where no committee is drawn: the case is then referred with its marks as they are. */
  readonly committee: Committee | null
}
export type StatementGiven = { readonly statement: string; readonly marks?: readonly MarkGiven[] | undefined }
export type Heard = { readonly kept: Kept; readonly outcome: Outcome | null; readonly sheet: string | null }
/** What a reader sees of a hearing: both sides from its opening, statements once they may be read. */
export type Hearing = {
  readonly consensus: KeptConsensus
  readonly before: readonly Difference[]
  /** What stands now on the same indicators; null while the hearing is open. */
  readonly after: readonly Difference[] | null
  readonly statements: readonly KeptStatement[]
  /** Who was not heard yet. */
  readonly waiting: readonly string[]
}

async function reached(tx: Tx, actor: Actor, action: Action, id: string): Promise<Result<Kept>> {
  const kept = await caseOf(tx, id)
  if (kept === undefined) return refuse(refusal('subject_missing'))
  const allowed = may(actor, action, relationsTo(actor, kept.subject))
  return allowed.ok ? ok(kept) : allowed
}

const bodyOf = (sheet: KeptSheet): SignedSheet => sheet.body as SignedSheet

export function makeConsensusService({ rules, marking, committee }: Dependencies) {
  /** Closes a hearing, and has a committee called where it came to nothing and there is one to call. */
  async function closed(
    tx: Tx,
    actor: Actor,
    kept: Kept,
    consensus: string,
    outcome: Outcome,
    at: Moment,
  ): Promise<Result<Kept>> {
    await asSystem(tx, actor, () => closeConsensus(tx, consensus, outcome, at.now.toISOString()))
    if (outcome === 'settled' || committee === null) return ok(kept)
    return asSystem(tx, actor, () => committee(tx, actor, kept, at))
  }

  /** Ends a hearing whose days are over, somebody not heard. Error: `consensus_open` before they are. */
  async function end(tx: Tx, actor: Actor, id: string, at: Moment): Promise<Result<Heard>> {
    const kept = await reached(tx, actor, 'consensus.end', id)
    if (!kept.ok) return kept
    const command: Command = { type: 'end_consensus' }
    const open = decide(kept.value.life, command)
    if (!open.ok) return open
    const found = await asSystem(tx, actor, async () => {
      const consensus = await consensusOf(tx, id)
      return { consensus, sheets: (await sheetsOf(tx, id)).map(bodyOf) }
    })
    const { consensus, sheets } = found
    if (consensus === undefined || consensus.outcome !== null) throw new Error(`case ${id} is heard on nothing`)
    if (at.day <= consensus.dueOn)
      return refuse(refusal('consensus_open', '', { value: at.day, limit: consensus.dueOn }))
    const still = rules.divergentIn(kept.value.content, sheets, at.day)
    const outcome: Outcome = still.length === 0 ? 'settled' : 'lapsed'
    const body = { consensus: consensus.id, outcome, divergent: still, sheets: sheets.map(one => one.id) }
    const event = await done(tx, actor.person, kept.value, command, at.now, { body, dueOn: null })
    if (!event.ok) return event
    await audited(tx, actor, { action: 'consensus.end', subject: `case:${id}`, detail: body })
    const after = await closed(tx, actor, event.value, consensus.id, outcome, at)
    return after.ok ? ok({ kept: after.value, outcome, sheet: null }) : after
  }

  return {
    /**
     * A hearing as its reader may see it. The panel sees both sides from the first, and what others said of it once
     * they have spoken themselves; another panel of the same case sees nothing of it.
     */
    async read(tx: Tx, actor: Actor, id: string): Promise<Result<Hearing>> {
      const reachedAs = await reached(tx, actor, 'consensus.read', id)
      if (!reachedAs.ok) return reachedAs
      const found = await asSystem(tx, actor, async () => {
        const consensus = await consensusOf(tx, id)
        if (consensus === undefined) return undefined
        const [sheets, statements] = [await sheetsOf(tx, id, true), await statementsOf(tx, consensus.id)]
        return { consensus, sheets, statements }
      })
      if (found === undefined) return refuse(refusal('consensus_missing'))
      const { consensus, sheets, statements } = found
      const before = sheets.filter(sheet => consensus.sheets.includes(sheet.id))
      const isAssigned = reachedAs.value.subject.appraisers.includes(actor.person)
      const panel = before.map(sheet => sheet.appraiser)
      if (isAssigned && !panel.includes(actor.person)) return refuse(refusal('consensus_missing'))
      const isOpen = consensus.outcome === null
      const maySee = !isAssigned || !isOpen || statements.some(one => one.appraiser === actor.person)
      const again = statements.flatMap(one => one.sheet ?? [])
      const after = before.map(
        sheet => sheets.find(one => again.includes(one.id) && one.appraiser === sheet.appraiser) ?? sheet,
      )
      await audited(tx, actor, { action: 'consensus.read', subject: `case:${id}`, detail: consensus.id })
      return ok({
        consensus,
        before: differences(before.map(bodyOf), consensus.divergent),
        after: isOpen ? null : differences(after.map(bodyOf), consensus.divergent),
        statements: maySee ? statements : [],
        waiting: isOpen ? panel.filter(one => !statements.some(said => said.appraiser === one)) : [],
      })
    },

    /** Hears one appraiser, who marks what differs again, or stays. With the last one it is settled, or it is not. */
    async state(tx: Tx, actor: Actor, id: string, given: StatementGiven, at: Moment): Promise<Result<Heard>> {
      const reachedAs = await reached(tx, actor, 'consensus.state', id)
      if (!reachedAs.ok) return reachedAs
      const whole = await asSystem(tx, actor, () => caseOf(tx, id))
      if (whole === undefined) return refuse(refusal('subject_missing'))
      const { appraisers } = whole.subject
      if (!appraisers.includes(actor.person)) return refuse(refusal('appraiser_not_assigned'))
      const open = decide(whole.life, { type: 'state_consensus', isLast: false })
      if (!open.ok) return open
      const found = await asSystem(tx, actor, async () => {
        const consensus = await consensusOf(tx, id)
        if (consensus === undefined || consensus.outcome !== null) throw new Error(`case ${id} is heard on nothing`)
        return { consensus, statements: await statementsOf(tx, consensus.id), sheets: await sheetsOf(tx, id) }
      })
      const { consensus, statements, sheets } = found
      if (statements.some(one => one.appraiser === actor.person))
        return refuse(refusal('consensus_stated_already', '', { limit: '1' }))
      const before = sheets.find(one => one.appraiser === actor.person)
      if (before === undefined) throw new Error(`case ${id} is heard with somebody who signed no sheet`)
      const marks = given.marks ?? []
      const agreed = againRefusals(marks, consensus.divergent)
      if (agreed.length > 0) return refuse(...agreed)
      const made = marks.length === 0 ? null : await again(tx, actor, whole, before, marks, given.statement, at)
      if (made !== null && !made.ok) return made
      const sheet = made === null ? null : made.value
      const heard = [...statements.map(one => one.appraiser), actor.person]
      const isLast = appraisers.every(one => heard.includes(one))
      const all = sheets.map(one => (sheet !== null && one === before ? sheet : bodyOf(one)))
      const still = isLast ? rules.divergentIn(whole.content, all, at.day) : []
      const outcome = isLast ? outcomeOf(still) : null
      const digest = sheet === null ? null : digestOf(sheet as unknown as Json)
      const body = {
        consensus: consensus.id,
        statement: digestOf(given.statement),
        ...(sheet === null ? { stays: before.id } : { sheet: sheet.id, digest, corrects: before.id }),
        ...(outcome === null ? {} : { outcome, divergent: still, sheets: all.map(one => one.id) }),
      }
      const command: Command = { type: 'state_consensus', isLast }
      const event = await done(tx, actor.person, whole, command, at.now, { body, ...(isLast ? { dueOn: null } : {}) })
      if (!event.ok) return event
      const stated = at.now.toISOString()
      if (sheet !== null && digest !== null)
        await keepSheet(tx, id, { id: sheet.id, appraiser: actor.person, body: sheet, digest }, stated)
      const { statement } = given
      const said = { appraiser: actor.person, statement, sheet: sheet?.id ?? null, stated_at: stated }
      await keepStatement(tx, consensus.id, said)
      await audited(tx, actor, { action: 'consensus.state', subject: `case:${id}`, detail: body })
      const after = outcome === null ? event : await closed(tx, actor, event.value, consensus.id, outcome, at)
      return after.ok ? ok({ kept: after.value, outcome, sheet: sheet?.id ?? null }) : after
    },

    end,

    /** The nightly job: ends every hearing whose days are over, each in a transaction of its own; gives how many. */
    async endDue(database: Database, at: Moment): Promise<number> {
      const actor = systemActor('panel.end_consensus')
      const due = await database.transaction(actor, tx => overdue(tx, at.day))
      let ended = 0
      for (const { case_id: id } of due) {
        const done = await database.transaction(
          actor,
          tx => end(tx, actor, id, at),
          result => result.ok,
        )
        if (done.ok) ended += 1
      }
      return ended
    },
  }

  /** The sheet of an appraiser with the marks that differ given again. */
  async function again(
    tx: Tx,
    actor: Actor,
    whole: Kept,
    before: KeptSheet,
    marks: readonly MarkGiven[],
    statement: string,
    at: Moment,
  ): Promise<Result<SignedSheet>> {
    const signed = bodyOf(before)
    const changed = marks.reduce<readonly MarkGiven[]>((all, mark) => withMark(all, mark), asGiven(signed.marks))
    const { site_visit: visit } = signed
    const made = await marking.prepared(
      tx,
      actor,
      whole,
      { marks: changed, reason: statement, visit: undefined },
      before,
      at,
    )
    if (!made.ok) return made
    return ok(visit === undefined ? made.value : { ...made.value, site_visit: visit })
  }
}
export type ConsensusService = ReturnType<typeof makeConsensusService>
