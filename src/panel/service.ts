/** Use cases of the panel: take the sheets of the appraisers drawn, and show them to those who may see them. */
import type { Actor } from '../access/actor.ts'
import { type Action, hiddenFields, may, relationsTo } from '../access/table.ts'
import { caseOf, done, holdCase, type Kept } from '../application/store.ts'
import { digestOf, type Json } from '../kernel/digest.ts'
import { ok, type Refusal, type Result, refusal, refuse } from '../kernel/result.ts'
import { audited } from '../platform/audit/entry.ts'
import type { Tx } from '../platform/db/database.ts'
import { asSystem } from '../platform/db/elevated.ts'
import { seatOf } from './drawing/store.ts'
import type { SignedSheet } from './schema.ts'
import { appraiserGradeOf, type KeptSheet, keepSheet, sheetsOf } from './store.ts'

/** What the rules of a day say of a panel; handed in, since they belong to later stages. */
export type PanelRules = {
  /** What is wrong with a sheet under the rules, by itself: marks unknown or missing, evidence not given. */
  readonly refusalsOf: (content: unknown, sheet: SignedSheet, day: string) => readonly Refusal[]
}
type Dependencies = { readonly rules: PanelRules; readonly uuid: () => string }
type Moment = { readonly now: Date; readonly day: string }
export type SheetGiven = Pick<SignedSheet, 'marks'> & { readonly site_visit?: SignedSheet['site_visit'] | undefined }

async function reached(tx: Tx, actor: Actor, action: Action, id: string): Promise<Result<Kept>> {
  const kept = await caseOf(tx, id)
  if (kept === undefined) return refuse(refusal('subject_missing'))
  const allowed = may(actor, action, relationsTo(actor, kept.subject))
  return allowed.ok ? ok(kept) : allowed
}

export function makePanelService({ rules, uuid }: Dependencies) {
  return {
    /** Takes the sheet of an appraiser drawn for the case, signed by handing it in; a later one supersedes it. */
    async sign(
      tx: Tx,
      actor: Actor,
      id: string,
      given: SheetGiven,
      { now, day }: Moment,
    ): Promise<Result<{ readonly id: string; readonly digest: string; readonly kept: Kept }>> {
      const reachedAs = await reached(tx, actor, 'sheet.sign', id)
      if (!reachedAs.ok) return reachedAs
      // Whether the others have signed is not the appraiser's to see, but decides where the case goes. It is held, so
      // that nobody signs in a place that is given to somebody else at the same time.
      const [whole, seat] = await asSystem(tx, actor, async () => {
        await holdCase(tx, id)
        return [await caseOf(tx, id), await seatOf(tx, id, actor.person)] as const
      })
      if (whole === undefined) return refuse(refusal('subject_missing'))
      const { subject, signedBy, content } = whole
      if (!subject.appraisers.includes(actor.person)) return refuse(refusal('appraiser_not_assigned'))
      if (seat !== undefined && seat.refused_at !== null)
        return refuse(refusal('assignment_refused', '', { value: seat.refused_at }))
      const isLast = subject.appraisers.every(one => one === actor.person || signedBy.includes(one))
      const grade = await appraiserGradeOf(tx, actor.person)
      if (grade === null) return refuse(refusal('appraiser_not_assigned', '', { limit: 'a certificate as appraiser' }))
      const sheetId = uuid()
      const sheet: SignedSheet = {
        id: sheetId,
        appraiser: actor.person,
        appraiser_grade: grade,
        signed_on: day,
        marks: given.marks,
        ...(given.site_visit === undefined ? {} : { site_visit: given.site_visit }),
      }
      const found = rules.refusalsOf(content, sheet, day)
      if (found.length > 0) return refuse(...found)
      const digest = digestOf(sheet as unknown as Json)
      const body = { sheet: sheetId, digest }
      const event = await done(tx, actor.person, whole, { type: 'sign_sheet', isLast }, now, { body })
      if (!event.ok) return event
      await keepSheet(tx, id, { id: sheetId, appraiser: actor.person, body: sheet, digest }, now.toISOString())
      await audited(tx, actor, { action: 'sheet.sign', subject: `case:${id}`, detail: body })
      return ok({ id: sheetId, digest, kept: event.value })
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
export type PanelService = ReturnType<typeof makePanelService>
