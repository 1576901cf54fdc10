/**
 * Use cases of co-workers: the firm invites somebody to sections of a draft, they bring the code, read and write these
 * sections alone, and the firm takes it back when it likes. The case itself they never reach.
 */
import { sha256Hex } from '#sha256'
import type { Actor } from '../../access/actor.ts'
import { type Action, may, relationsTo } from '../../access/table.ts'
import { caseOf, done, type Kept } from '../../application/store.ts'
import { addDays, calendarDate } from '../../kernel/calendar.ts'
import { digestOf, type Json } from '../../kernel/digest.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { parsed } from '../../kernel/schema.ts'
import { audited } from '../../platform/audit/entry.ts'
import type { Tx } from '../../platform/db/database.ts'
import { asSystem } from '../../platform/db/elevated.ts'
import { versionHeld } from '../../platform/http/version.ts'
import { draftBody } from '../view.ts'
import type { Moment } from '../way/service.ts'
import type { CoWorkerView, CoWorkingView, Section, State } from './schema.ts'
import { changedIn, mergedInto, type Part, partOf } from './sections.ts'
import * as store from './store.ts'

/** Longer than any draft takes; and more people than any application has hands for. */
const DAYS_MAX = 90
const OPEN_MAX = 20

/** What a draft is held to, whoever saves it. */
const wholeSchema = draftBody.pick({ content: true, names: true })

type Parts = {
  readonly uuid: () => string /** Of letters and digits that nobody mistakes. */
  readonly code: () => string
}
type Invitation = { readonly label: string; readonly sections: readonly Section[]; readonly until: string }
type Given = { readonly content: Readonly<Record<string, unknown>>; readonly names: Readonly<Record<string, unknown>> }

/** A code as it was meant: spaces, dashes and case do not count, nor letters that look like digits. */
export const codeMeant = (typed: string): string =>
  typed.normalize('NFKC').toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1')
const digestOfCode = (code: string): string => `sha256:${sha256Hex(codeMeant(code))}`

function stateOf(kept: store.KeptCoWorker, isDraft: boolean, day: string): State {
  if (kept.ended_at !== null) return 'ended'
  if (!isDraft) return 'closed'
  if (kept.until < day) return 'expired'
  return kept.person === null ? 'invited' : 'working'
}
const shown = (kept: store.KeptCoWorker, isDraft: boolean, day: string): CoWorkerView => ({
  ...{ id: kept.id, label: kept.label, sections: [...kept.sections], until: kept.until },
  ...{ state: stateOf(kept, isDraft, day), invited_at: kept.invited_at },
  ...{ accepted_at: kept.accepted_at, ended_at: kept.ended_at },
})
const isDrafted = (theCase: Kept): boolean => theCase.life.state === 'drafted'
const wholeOf = ({ content, names }: Kept): Part => ({ content, names }) as Part

async function reached(tx: Tx, actor: Actor, action: Action, id: string): Promise<Result<Kept>> {
  const kept = await caseOf(tx, id)
  if (kept === undefined) return refuse(refusal('subject_missing'))
  const allowed = may(actor, action, relationsTo(actor, kept.subject))
  return allowed.ok ? ok(kept) : allowed
}

export function makeCoWorkingService({ uuid, code }: Parts) {
  /** Where the actor helps, with its case; whoever does not help there finds nothing. */
  async function helped(tx: Tx, actor: Actor, id: string, isHeld: boolean) {
    const unknown = refuse(refusal('co_working_unknown', '', { value: id }))
    const kept = isHeld ? await asSystem(tx, actor, () => store.coWorkerHeld(tx, id)) : await store.coWorkerOf(tx, id)
    if (kept === undefined || kept.person !== actor.person || kept.is_sandbox !== actor.isSandbox) return unknown
    const theCase = await asSystem(tx, actor, () => caseOf(tx, kept.case_id))
    return theCase === undefined ? unknown : ok({ kept, theCase })
  }
  /** The same while it lasts; held, where something is saved, so that it is not taken back in between. */
  async function working(tx: Tx, actor: Actor, id: string, day: string, isHeld = false) {
    const found = await helped(tx, actor, id, isHeld)
    if (!found.ok) return found
    const state = stateOf(found.value.kept, isDrafted(found.value.theCase), day)
    return state === 'working' ? found : refuse(refusal('co_working_over', '', { value: state }))
  }
  const helpingOf = (kept: store.KeptCoWorker, theCase: Kept, day: string) => {
    const { label, sections, until, state } = shown(kept, isDrafted(theCase), day)
    const names = (wholeOf(theCase).names[kept.firm] ?? null) as CoWorkingView['firm_names']
    return { id: kept.id, case_id: kept.case_id, firm: kept.firm, firm_names: names, label, sections, until, state }
  }
  const viewOf = (kept: store.KeptCoWorker, theCase: Kept, day: string): CoWorkingView => ({
    ...helpingOf(kept, theCase, day),
    ...{ version: theCase.life.version, updated_at: theCase.updatedAt },
    ...partOf(wholeOf(theCase), kept.sections),
  })

  return {
    async invite(
      tx: Tx,
      actor: Actor,
      caseId: string,
      { label, sections, until }: Invitation,
      { now, day }: Moment,
    ): Promise<Result<CoWorkerView & { readonly code: string }>> {
      const found = await reached(tx, actor, 'co_worker.invite', caseId)
      if (!found.ok) return found
      const { life, subject } = found.value
      if (life.state !== 'drafted') return refuse(refusal('co_worker_not_draft', '', { value: life.state }))
      const last = addDays(calendarDate(day), DAYS_MAX)
      if (until < day || until > last)
        return refuse(refusal('co_worker_until', 'until', { value: until, limit: `${day} to ${last}` }))
      const open = (await store.coWorkersOf(tx, caseId)).filter(one => one.ended_at === null && one.until >= day)
      if (open.length >= OPEN_MAX) return refuse(refusal('co_worker_many', '', { limit: String(OPEN_MAX) }))
      const secret = code()
      const row: store.KeptCoWorker = {
        ...{ id: uuid(), case_id: caseId, firm: subject.firm, is_sandbox: subject.isSandbox, label, sections, until },
        ...{ invited_by: actor.person, invited_at: now.toISOString(), person: null, accepted_at: null, ended_at: null },
      }
      await store.keepInvitation(tx, row, digestOfCode(secret))
      const detail = { co_worker: row.id, sections: sections.join(' '), until }
      await audited(tx, actor, { action: 'co_worker.invite', subject: `case:${caseId}`, detail })
      return ok({ ...shown(row, true, day), code: secret })
    },

    /** Who helps with a case, and who saved each of its sections last. */
    async list(tx: Tx, actor: Actor, caseId: string, day: string) {
      const found = await reached(tx, actor, 'co_worker.list', caseId)
      if (!found.ok) return found
      const all = await store.coWorkersOf(tx, caseId)
      const saved = (await store.lastSavedOf(tx, caseId)).map(({ section, person, at }) => ({
        ...{ section, at },
        co_worker: all.findLast(one => one.person === person)?.id ?? null,
      }))
      return ok({ items: all.map(one => shown(one, isDrafted(found.value), day)), saved })
    },

    /** Takes it back: from now on they read and write nothing. */
    async end(tx: Tx, actor: Actor, caseId: string, id: string, { now, day }: Moment): Promise<Result<CoWorkerView>> {
      const found = await reached(tx, actor, 'co_worker.end', caseId)
      if (!found.ok) return found
      const kept = await store.coWorkerOf(tx, id)
      if (kept?.case_id !== caseId) return refuse(refusal('co_worker_unknown', '', { value: id }))
      const at = now.toISOString()
      if (!(await store.keepEnded(tx, id, actor.person, at)))
        return refuse(refusal('co_worker_ended', '', { value: id }))
      await audited(tx, actor, { action: 'co_worker.end', subject: `case:${caseId}`, detail: { co_worker: id } })
      return ok(shown({ ...kept, ended_at: at }, isDrafted(found.value), day))
    },

    /** Lets in whoever brings the code. */
    async accept(tx: Tx, actor: Actor, typed: string, { now, day }: Moment): Promise<Result<CoWorkingView>> {
      const allowed = may(actor, 'co_working.accept', 'none')
      if (!allowed.ok) return allowed
      const taken = await asSystem(tx, actor, async (): Promise<Result<CoWorkingView>> => {
        const kept = await store.byCode(tx, digestOfCode(typed))
        const theCase = kept === undefined ? undefined : await caseOf(tx, kept.case_id)
        if (kept === undefined || theCase === undefined || kept.is_sandbox !== actor.isSandbox)
          return refuse(refusal('co_working_code_unknown', 'code'))
        if (kept.person !== null) return refuse(refusal('co_working_code_used', 'code'))
        const state = stateOf(kept, isDrafted(theCase), day)
        if (state !== 'invited') return refuse(refusal('co_working_over', 'code', { value: state }))
        // Whoever is of the firm fills in all of it already.
        if (actor.kind === 'firm' && actor.party === kept.firm) return refuse(refusal('co_working_own_firm', 'code'))
        const at = now.toISOString()
        await store.keepAccepted(tx, kept.id, actor.person, at)
        return ok(viewOf({ ...kept, person: actor.person, accepted_at: at }, theCase, day))
      })
      if (!taken.ok) return taken
      const { id, case_id, sections } = taken.value
      const detail = { co_worker: id, sections: sections.join(' ') }
      await audited(tx, actor, { action: 'co_working.accept', subject: `case:${case_id}`, detail })
      return taken
    },

    /** Where the actor helps. */
    async mine(tx: Tx, actor: Actor, day: string) {
      const allowed = may(actor, 'co_working.read', 'none')
      if (!allowed.ok) return allowed
      const all = (await store.coWorkingsOf(tx, actor.person)).filter(one => one.is_sandbox === actor.isSandbox)
      const items = await asSystem(tx, actor, async () => {
        const found = []
        for (const kept of all) {
          const theCase = await caseOf(tx, kept.case_id)
          if (theCase !== undefined) found.push(helpingOf(kept, theCase, day))
        }
        return found
      })
      return ok({ items })
    },

    /** The sections given, as they stand. */
    async read(tx: Tx, actor: Actor, id: string, day: string): Promise<Result<CoWorkingView>> {
      const allowed = may(actor, 'co_working.read', 'none')
      if (!allowed.ok) return allowed
      const found = await working(tx, actor, id, day)
      if (!found.ok) return found
      const { kept, theCase } = found.value
      const detail = { co_worker: id, sections: kept.sections.join(' ') }
      await audited(tx, actor, { action: 'co_working.read', subject: `case:${theCase.id}`, detail })
      return ok(viewOf(kept, theCase, day))
    },

    /** Saves the sections given, on the version they were read in. */
    async save(
      tx: Tx,
      actor: Actor,
      id: string,
      given: Given,
      version: number | undefined,
      { now, day }: Moment,
    ): Promise<Result<CoWorkingView>> {
      const allowed = may(actor, 'co_working.save', 'none')
      if (!allowed.ok) return allowed
      const found = await working(tx, actor, id, day, true)
      if (!found.ok) return found
      const { kept, theCase } = found.value
      const held = versionHeld(version, theCase.life.version)
      if (!held.ok) return held
      const before = wholeOf(theCase)
      const merged = mergedInto(before, given, kept.sections)
      if (!merged.ok) return merged
      const read = parsed(wholeSchema, merged.value)
      if (!read.ok) return read
      const after = read.value as unknown as Part
      const detail = {
        ...{ before: digestOf(before.content as Json), after: digestOf(after.content as Json) },
        sections: changedIn(before, after),
      }
      const saved = await asSystem(tx, actor, () =>
        done(tx, actor.person, theCase, { type: 'edit' }, now, { body: detail, ...after }),
      )
      if (!saved.ok) return saved
      const told = { ...detail, sections: detail.sections.join(' '), co_worker: id }
      await audited(tx, actor, { action: 'co_working.save', subject: `case:${theCase.id}`, detail: told })
      return ok(viewOf(kept, saved.value, day))
    },
  }
}
export type CoWorkingService = ReturnType<typeof makeCoWorkingService>
