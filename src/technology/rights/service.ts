/** Use cases of rights on file: a paper of a case read as an office's file, how rights stand, questions answered. */
import type { Actor } from '../../access/actor.ts'
import { type Action, may, relationsTo } from '../../access/table.ts'
import { caseOf } from '../../application/store.ts'
import type { CalendarDate } from '../../kernel/calendar.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { audited } from '../../platform/audit/entry.ts'
import type { Tx } from '../../platform/db/database.ts'
import type { OfficePolicy } from '../offices/edition.ts'
import { readOfficeFile } from '../offices/reading.ts'
import { mergedRights } from './merging.ts'
import { rightKey } from './schema.ts'
import type { AnswerGiven, FileView, RightView } from './shown.ts'
import { standing } from './standing.ts'
import * as store from './store.ts'

/** A firm has some hundred rights in some tens of states; a collection of thousands is no file of a case. */
const RIGHTS_MAX = 500
const LEFT_OUT_MAX = 1000

type Moment = { readonly now: Date; readonly day: string }
export type RightsParts = {
  readonly uuid: () => string
  /** How files are read by the rules of a day, and the edition that says so. */
  readonly policyOn: (day: string) => Result<{ readonly edition: string; readonly policy: OfficePolicy }>
}

async function reached(tx: Tx, actor: Actor, action: Action, id: string): Promise<Result<string>> {
  const kept = await caseOf(tx, id)
  if (kept === undefined) return refuse(refusal('subject_missing'))
  const allowed = may(actor, action, relationsTo(actor, kept.subject))
  return allowed.ok ? ok(id) : allowed
}

const shownFile = ({ rights, left_out, ...file }: store.KeptFile): FileView => ({
  ...file,
  kind: file.kind as FileView['kind'],
  rights: rights.length,
  left_out: [...left_out],
})

/** What a question is about, as one text: references hold no line ends. */
const aboutText = (about: readonly string[]): string => about.join('\n')

export function makeRightsService({ uuid, policyOn }: RightsParts) {
  /** Terms are those of the day of asking: a day may be asked about that no edition of the house reaches. */
  async function rightsOn(tx: Tx, caseId: string, on: string, day: string): Promise<Result<readonly RightView[]>> {
    const found = policyOn(day)
    if (!found.ok) return found
    const files = await store.filesOf(tx, caseId)
    const answers = new Map(
      (await store.answersOf(tx, caseId)).map(one => [`${one.right_key} ${one.code} ${one.about}`, one] as const),
    )
    return ok(
      mergedRights(files.flatMap(file => file.rights)).map((right): RightView => {
        const key = rightKey(right)
        const { questions, owners, liens, litigation, ...rest } = standing(
          right,
          on as CalendarDate,
          found.value.policy.terms,
        )
        return {
          key,
          on_file: right,
          standing: { ...rest, owners: [...owners], liens: [...liens], litigation: [...litigation] },
          questions: questions.map(({ code, about, ask }) => {
            const given = answers.get(`${key} ${code} ${aboutText(about)}`)
            const answer =
              given === undefined
                ? null
                : {
                    verdict: given.verdict,
                    reason: given.reason,
                    answered_by: given.answered_by,
                    answered_at: given.answered_at,
                  }
            return { code, about: [...about], ask, answer }
          }),
        }
      }),
    )
  }

  return {
    /** Reads a kept paper of a case as a file of an office, and keeps what it says under the paper's digest. */
    async file(
      tx: Tx,
      actor: Actor,
      caseId: string,
      given: { readonly paper: string; readonly drawn_on?: string | undefined },
      at: Moment,
    ): Promise<Result<FileView>> {
      const allowed = await reached(tx, actor, 'right.file', caseId)
      if (!allowed.ok) return allowed
      const drawn = given.drawn_on ?? at.day
      if (drawn > at.day) return refuse(refusal('right_file_drawn_later', 'drawn_on', { value: drawn, limit: at.day }))
      const paper = await store.paperIn(tx, caseId, given.paper)
      if (paper === undefined) return refuse(refusal('right_paper_unknown', 'paper', { value: given.paper }))
      const found = policyOn(at.day)
      if (!found.ok) return found
      const read = readOfficeFile(paper.bytes, drawn, found.value.policy)
      if (!read.ok) return read
      const { kind, rights, left_out } = read.value
      if (rights.length > RIGHTS_MAX || left_out.length > LEFT_OUT_MAX)
        return refuse(
          refusal('right_file_many', 'paper', {
            value: `${rights.length} rights, ${left_out.length} left out`,
            limit: `${RIGHTS_MAX} and ${LEFT_OUT_MAX}`,
          }),
        )
      const file: store.KeptFile = {
        id: uuid(),
        paper: given.paper,
        digest: paper.digest,
        kind,
        drawn_on: drawn,
        edition: found.value.edition,
        rights,
        left_out,
        filed_by: actor.person,
        filed_at: at.now.toISOString(),
      }
      if (!(await store.keepFile(tx, caseId, file)))
        return refuse(refusal('right_file_repeated', 'paper', { value: paper.digest }))
      await audited(tx, actor, {
        action: 'right.file',
        subject: `case:${caseId}`,
        detail: { file: file.id, digest: paper.digest, kind, rights: String(rights.length) },
      })
      return ok(shownFile(file))
    },

    /** How the rights of a case stand on a day, by all its files, with what is asked and what was answered. */
    async read(
      tx: Tx,
      actor: Actor,
      caseId: string,
      { on, day }: { readonly on: string; readonly day: string },
    ): Promise<
      Result<{ readonly on: string; readonly files: readonly FileView[]; readonly rights: readonly RightView[] }>
    > {
      const allowed = await reached(tx, actor, 'right.read', caseId)
      if (!allowed.ok) return allowed
      const rights = await rightsOn(tx, caseId, on, day)
      if (!rights.ok) return rights
      return ok({ on, files: (await store.filesOf(tx, caseId)).map(shownFile), rights: rights.value })
    },

    /** Answers a question about a right, with the reason. The file still says what it says: no burden goes by it. */
    async answer(tx: Tx, actor: Actor, caseId: string, given: AnswerGiven, at: Moment): Promise<Result<RightView>> {
      const allowed = await reached(tx, actor, 'right.answer', caseId)
      if (!allowed.ok) return allowed
      const rights = await rightsOn(tx, caseId, at.day, at.day)
      if (!rights.ok) return rights
      const about = aboutText(given.about)
      const asked = rights.value
        .filter(one => one.key === given.right)
        .flatMap(one => one.questions)
        .find(one => one.code === given.code && aboutText(one.about) === about)
      if (asked === undefined)
        return refuse(refusal('right_question_unknown', 'code', { value: `${given.code} of ${given.right}` }))
      const { right, code, verdict, reason } = given
      const kept = await store.keepAnswer(tx, uuid(), caseId, {
        right_key: right,
        code,
        about,
        verdict,
        reason,
        answered_by: actor.person,
        answered_at: at.now.toISOString(),
      })
      if (!kept) return refuse(refusal('right_question_answered', 'code', { value: `${code} of ${right}` }))
      await audited(tx, actor, {
        action: 'right.answer',
        subject: `case:${caseId}`,
        detail: { right, code, about, verdict, reason },
      })
      const after = await rightsOn(tx, caseId, at.day, at.day)
      if (!after.ok) return after
      const answered = after.value.find(one => one.key === right)
      if (answered === undefined) throw new Error(`right ${right} was answered about and is not there`)
      return ok(answered)
    },
  }
}
export type RightsService = ReturnType<typeof makeRightsService>
