/** Use cases of a sheet: drafted and saved by its author, signed by handing it in, corrected in a new version, read. */
import type { Actor } from '../../access/actor.ts'
import { type Action, hiddenFields, may, relationsTo } from '../../access/table.ts'
import { type Command, decide, isState, OPEN } from '../../application/life.ts'
import { digestsOf } from '../../application/papers/store.ts'
import { caseOf, done, holdCase, type Kept } from '../../application/store.ts'
import { digestOf, type Json } from '../../kernel/digest.ts'
import { ok, type Refusal, type Result, refusal, refuse } from '../../kernel/result.ts'
import { audited } from '../../platform/audit/entry.ts'
import type { Tx } from '../../platform/db/database.ts'
import { asSystem } from '../../platform/db/elevated.ts'
import { openConsensus, wasHeard } from '../consensus/store.ts'
import type { MarkGiven, SignedSheet } from '../schema.ts'
import { appraiserGradeOf, type KeptSheet, keepSheet, sheetsOf } from '../store.ts'
import type { VisitingService } from '../visiting/service.ts'
import { differing, withMark, withoutMark } from './draft.ts'
import { asGiven, asSigned, type SheetForm } from './form.ts'
import { pinRefusals, readable } from './pins.ts'
import type { MarkingRules } from './rules.ts'
import { draftOf, endDraft, type KeptDraft, openDraft, saveDraft, seatOf } from './store.ts'

export type Moment = { readonly now: Date; readonly day: string }
/** Why somebody drawn may not sign after all: suspended, out of field, in conflict. */
export type Fitness = (tx: Tx, person: string, kept: Kept, at: Moment) => Promise<readonly Refusal[]>
type Dependencies = {
  readonly rules: MarkingRules
  readonly visiting: Pick<VisitingService, 'told'>
  readonly fitness: Fitness
  readonly uuid: () => string
}
/** Marks to sign, and when the draft they come from was opened; null where they come from none. */
type MarksHanded = { readonly marks: readonly MarkGiven[]; readonly draftedAt: string | null }
export type SheetGiven = {
  /** The marks; or the version of the draft that is signed as it stands. */
  readonly marks?: readonly MarkGiven[] | undefined
  readonly draft_version?: number | undefined
  readonly site_visit?: SignedSheet['site_visit'] | undefined
  /** Why a sheet signed before is corrected. */
  readonly correction_reason?: string | undefined
}
type Marked = { readonly marks: readonly MarkGiven[]; readonly reason: string | undefined }
export type Signed = { readonly id: string; readonly digest: string; readonly kept: Kept }

/** Every digest the application names: papers it was handed in with, and those its evidence and statements rest on. */
const namedIn = (content: unknown): readonly string[] => [
  ...new Set(JSON.stringify(content).match(/sha256:[0-9a-f]{64}/g) ?? []),
]

export async function reached(tx: Tx, actor: Actor, action: Action, id: string): Promise<Result<Kept>> {
  const kept = await caseOf(tx, id)
  if (kept === undefined) return refuse(refusal('subject_missing'))
  const allowed = may(actor, action, relationsTo(actor, kept.subject))
  return allowed.ok ? ok(kept) : allowed
}

/** The papers of a case that evidence and photographs may name. */
export const papersOf = async (tx: Tx, { id, content }: Kept) => readable(await digestsOf(tx, id), namedIn(content))

const bodyOf = (sheet: KeptSheet): SignedSheet => sheet.body as SignedSheet

export function makeMarkingService({ rules, visiting, fitness, uuid }: Dependencies) {
  /** An appraiser's place at a case that may be marked. Answers without reading what the case says. */
  async function seated(tx: Tx, actor: Actor, id: string): Promise<Result<true>> {
    const seat = await seatOf(tx, id, actor.person)
    if (seat === undefined) {
      const kept = await reached(tx, actor, 'sheet.draft', id)
      return kept.ok ? refuse(refusal('appraiser_not_assigned')) : kept
    }
    const { state, is_sandbox: isSandbox, ...parties } = seat
    const subject = { ...parties, isSandbox, region: null, holder: null, isBeforeCommittee: false, preparedBy: [] }
    const allowed = may(actor, 'sheet.draft', relationsTo(actor, { ...subject, appraisers: [actor.person] }))
    if (!allowed.ok) return allowed
    if (isState(state) && OPEN.sign_sheet.includes(state)) return ok(true)
    return refuse(refusal('case_state', 'state', { value: state, limit: OPEN.sign_sheet.join(', ') }))
  }

  async function saved(
    tx: Tx,
    actor: Actor,
    id: string,
    version: number | undefined,
    of: (marks: readonly MarkGiven[]) => readonly MarkGiven[],
    isWhole: boolean,
    now: Date,
  ): Promise<Result<Pick<KeptDraft, 'version' | 'savedAt'>>> {
    const seat = await seated(tx, actor, id)
    if (!seat.ok) return seat
    const { person } = actor
    const at = now.toISOString()
    const asked = version ?? 0
    // A whole draft is saved without reading the one before: that is looked at only where it is another by now.
    const before = isWhole ? undefined : await draftOf(tx, id, person, true)
    if (isWhole || before?.version === asked) {
      const isSaved = await saveDraft(tx, id, person, asked, of(before?.marks ?? []), at)
      if (isSaved) return ok({ version: asked + 1, savedAt: at })
    }
    const stands = before ?? (await draftOf(tx, id, person))
    if (stands === undefined) return refuse(refusal('draft_missing'))
    const { one, other } = differing(of(isWhole ? [] : stands.marks), stands.marks)
    return refuse(
      refusal('draft_saved_meanwhile', '', {
        value: String(asked),
        limit: String(stands.version),
        at_moment: stands.savedAt,
        yours: JSON.stringify(one),
        theirs: JSON.stringify(other),
      }),
    )
  }

  /** A sheet as it would be signed, or everything that is wrong with it, the most basic first. */
  async function prepared(
    tx: Tx,
    actor: Actor,
    whole: Kept,
    given: Marked & { readonly visit: SignedSheet['site_visit'] | undefined },
    before: KeptSheet | undefined,
    { now, day }: Moment,
  ): Promise<Result<SignedSheet>> {
    const { content, subject } = whole
    if (!subject.appraisers.includes(actor.person)) return refuse(refusal('appraiser_not_assigned'))
    const grade = await appraiserGradeOf(tx, actor.person)
    if (grade === null) return refuse(refusal('appraiser_not_assigned', '', { limit: 'a certificate as appraiser' }))
    const unfit = await asSystem(tx, actor, () => fitness(tx, actor.person, whole, { now, day }))
    if (unfit.length > 0) return refuse(...unfit)
    const { reason } = given
    if (before !== undefined && reason === undefined)
      return refuse(refusal('correction_reason_missing', 'correction_reason', { value: before.id }))
    const form = rules.formOf(content, day)
    if (!form.ok) return form
    const papers = await papersOf(tx, whole)
    const visit = await visiting.told(tx, actor, whole, given.visit, papers, { now, day })
    const sheet: SignedSheet = {
      id: uuid(),
      appraiser: actor.person,
      appraiser_grade: grade,
      signed_on: day,
      marks: asSigned(given.marks, form.value),
      ...(visit.ok && visit.value !== null ? { site_visit: visit.value } : {}),
      ...(before === undefined
        ? {}
        : { version: (bodyOf(before).version ?? 1) + 1, corrects: before.id, correction_reason: reason ?? '' }),
    }
    const found: Refusal[] = [...rules.refusalsOf(content, sheet, day)]
    found.push(...pinRefusals(given.marks, papers, form.value.quotationRequired))
    if (!visit.ok) found.push(...visit.refusals)
    else if (visit.value === null && form.value.isVisitRequired) found.push(refusal('site_visit_missing', 'site_visit'))
    return found.length > 0 ? refuse(...found) : ok(sheet)
  }

  /** The marks handed in, or those of the draft as it stands. */
  async function marksOf(tx: Tx, actor: Actor, id: string, given: SheetGiven): Promise<Result<MarksHanded>> {
    const { marks, draft_version: version } = given
    if (marks !== undefined && version !== undefined) return refuse(refusal('marks_twice', 'draft_version'))
    if (marks !== undefined) return ok({ marks, draftedAt: null })
    if (version === undefined) return refuse(refusal('marks_missing', 'marks'))
    const draft = await draftOf(tx, id, actor.person, true)
    if (draft === undefined) return refuse(refusal('draft_missing', 'draft_version'))
    if (draft.version !== version) {
      const params = { value: String(version), limit: String(draft.version), at_moment: draft.savedAt }
      return refuse(refusal('draft_saved_meanwhile', 'draft_version', params))
    }
    return ok({ marks: draft.marks, draftedAt: draft.openedAt })
  }

  return {
    prepared,

    /** What a sheet is filled in on; what is measured comes with who measured it, and nothing is scored. */
    async form(tx: Tx, actor: Actor, id: string, day: string): Promise<Result<SheetForm>> {
      const kept = await reached(tx, actor, 'sheet.draft', id)
      if (!kept.ok) return kept
      await audited(tx, actor, { action: 'sheet.draft', subject: `case:${id}`, detail: 'form' })
      return rules.formOf(kept.value.content, day)
    },

    /** Opens a draft, on the marks signed where there are some; one that is open stays as it is. */
    async open(tx: Tx, actor: Actor, id: string, now: Date): Promise<Result<KeptDraft>> {
      const seat = await seated(tx, actor, id)
      if (!seat.ok) return seat
      const own = (await sheetsOf(tx, id)).find(one => one.appraiser === actor.person)
      const marks = own === undefined ? [] : asGiven(bodyOf(own).marks)
      await openDraft(tx, id, actor.person, marks, now.toISOString())
      await audited(tx, actor, { action: 'sheet.draft', subject: `case:${id}`, detail: 'opened' })
      const draft = await draftOf(tx, id, actor.person)
      return draft === undefined ? refuse(refusal('draft_missing')) : ok(draft)
    },

    async draft(tx: Tx, actor: Actor, id: string): Promise<Result<KeptDraft>> {
      const seat = await seated(tx, actor, id)
      if (!seat.ok) return seat
      const draft = await draftOf(tx, id, actor.person)
      return draft === undefined ? refuse(refusal('draft_missing')) : ok(draft)
    },

    /** Saves a draft whole, on the version that was read. Error: `draft_saved_meanwhile`, with both versions. */
    save: (tx: Tx, actor: Actor, id: string, marks: readonly MarkGiven[], version: number | undefined, now: Date) =>
      saved(tx, actor, id, version, () => marks, true, now),

    /** Puts one mark into a draft, or takes it out. */
    saveMark: (tx: Tx, actor: Actor, id: string, mark: MarkGiven, version: number | undefined, now: Date) =>
      saved(tx, actor, id, version, marks => withMark(marks, mark), false, now),
    dropMark: (tx: Tx, actor: Actor, id: string, indicator: string, version: number | undefined, now: Date) =>
      saved(tx, actor, id, version, marks => withoutMark(marks, indicator), false, now),

    /**
     * Takes the sheet of an appraiser drawn for the case, signed by handing it in. A later one is a new version, with
     * its reason, and supersedes; where the last one is signed and they lie too far apart, the panel is heard.
     */
    async sign(tx: Tx, actor: Actor, id: string, given: SheetGiven, at: Moment): Promise<Result<Signed>> {
      const reachedAs = await reached(tx, actor, 'sheet.sign', id)
      if (!reachedAs.ok) return reachedAs
      // Whether the others have signed is not the appraiser's to see, but decides where the case goes. It is held, so
      // that nobody signs in a place that is given to somebody else at the same time.
      const whole = await asSystem(tx, actor, async () => {
        await holdCase(tx, id)
        return await caseOf(tx, id)
      })
      if (whole === undefined) return refuse(refusal('subject_missing'))
      const { subject, signedBy, content } = whole
      if (!subject.appraisers.includes(actor.person)) return refuse(refusal('appraiser_not_assigned'))
      const open = decide(whole.life, { type: 'sign_sheet', isLast: false })
      if (!open.ok) return open
      const marks = await marksOf(tx, actor, id, given)
      if (!marks.ok) return marks
      const standing = await asSystem(tx, actor, () => sheetsOf(tx, id))
      const before = standing.find(one => one.appraiser === actor.person)
      const marked = { marks: marks.value.marks, reason: given.correction_reason, visit: given.site_visit }
      const made = await prepared(tx, actor, whole, marked, before, at)
      if (!made.ok) return made
      const sheet = made.value
      const isLast = subject.appraisers.every(one => one === actor.person || signedBy.includes(one))
      const all = [...standing.filter(one => one !== before).map(bodyOf), sheet]
      const isHeard = isLast && (await asSystem(tx, actor, () => wasHeard(tx, id)))
      const divergent = isLast && !isHeard ? rules.divergentIn(content, all, at.day) : []
      const command: Command = { type: 'sign_sheet', isLast, isDivergent: divergent.length > 0 }
      const digest = digestOf(sheet as unknown as Json)
      const corrects = before === undefined ? {} : { corrects: before.id }
      const consensus = divergent.length === 0 ? null : { id: uuid(), divergent, sheets: all.map(one => one.id) }
      const due = consensus === null ? null : rules.heardUntil(at.day)
      if (due !== null && !due.ok) return due
      const body = { sheet: sheet.id, digest, ...corrects, ...(consensus === null ? {} : { consensus }) }
      const more = { body, ...(due === null ? {} : { dueOn: due.value }) }
      const event = await done(tx, actor.person, whole, command, at.now, more)
      if (!event.ok) return event
      // A correction marks only a part anew: how quick it was says nothing.
      const draftedAt = before === undefined ? marks.value.draftedAt : null
      const signedSheet = { id: sheet.id, appraiser: actor.person, body: sheet, digest, drafted_at: draftedAt }
      await keepSheet(tx, id, signedSheet, at.now.toISOString())
      await endDraft(tx, id, actor.person)
      if (consensus !== null && due !== null) {
        const opened = { ...consensus, dueOn: due.value, at: at.now.toISOString() }
        await asSystem(tx, actor, () => openConsensus(tx, id, opened))
      }
      const detail = { sheet: sheet.id, digest, ...corrects }
      const reason = before === undefined ? {} : { reason: given.correction_reason ?? '' }
      await audited(tx, actor, { action: 'sheet.sign', subject: `case:${id}`, detail, ...reason })
      return ok({ id: sheet.id, digest, kept: event.value })
    },

    /** Sheets the actor may read: an appraiser reads others' only after signing, a bank and a firm none. */
    async sheets(tx: Tx, actor: Actor, id: string): Promise<Result<readonly KeptSheet[]>> {
      const kept = await reached(tx, actor, 'sheet.read', id)
      if (!kept.ok) return kept
      const { subject, life, signedBy } = kept.value
      const isAssigned = subject.appraisers.includes(actor.person)
      const hidden = hiddenFields(actor, {
        state: life.state,
        isAssigned,
        hasSignedOwn: signedBy.includes(actor.person),
      })
      const all = hidden.includes('sheets') ? [] : await sheetsOf(tx, id, true)
      const shown = hidden.includes('other_sheets') ? all.filter(one => one.appraiser === actor.person) : all
      await audited(tx, actor, { action: 'sheet.read', subject: `case:${id}`, detail: shown.map(one => one.id) })
      return ok(shown)
    },
  }
}
export type MarkingService = ReturnType<typeof makeMarkingService>
