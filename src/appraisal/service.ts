/**
 * Use cases around the way: look a case over, draft it, hand it in, run it and keep the recommendation with its
 * reservations, run it again where what it was made of changed. In the sandbox a case runs itself.
 */
import type { Actor } from '../access/actor.ts'
import { type Action, may, relationsTo } from '../access/table.ts'
import { gatheredOf } from '../application/facts/store.ts'
import { exclusionFactsOf } from '../application/gathered.ts'
import type { Command } from '../application/life.ts'
import { caseOf, done, type Kept, keepDraft } from '../application/store.ts'
import { caseTold, partiesOf } from '../application/told.ts'
import { endReservations, standingDecision } from '../decision/store.ts'
import { digestOf, type Json } from '../kernel/digest.ts'
import { ok, type Result, refusal, refuse } from '../kernel/result.ts'
import type { Words } from '../kernel/words.ts'
import type { SignedSheet } from '../panel/schema.ts'
import { sheetsOf } from '../panel/store.ts'
import { audited } from '../platform/audit/entry.ts'
import type { Tx } from '../platform/db/database.ts'
import { asSystem } from '../platform/db/elevated.ts'
import { versionHeld } from '../platform/http/version.ts'
import { tellEach } from '../platform/outbox.ts'
import type { Content } from './content.ts'
import { changedIn, type Part } from './coworking/sections.ts'
import { type Changed, differences } from './differences.ts'
import type { Drafting, DraftingService } from './drafting/service.ts'
import { contentRefusals } from './panel-rules.ts'
import { type Precheck, precheck } from './precheck.ts'
import type { Rules } from './rule-book.ts'
import type { SandboxService } from './sandbox/service.ts'
import { playedContent, stepOf } from './steps.ts'
import type { Made, Moment, Run } from './way/service.ts'

type Dependencies = {
  readonly rulesOn: (day: string) => Result<Rules>
  readonly drafting: DraftingService
  readonly run: Run
  readonly sandbox: SandboxService
  /** The words of the editions of a day. */
  readonly wordsOn: (day: string) => ReadonlyMap<string, Words>
}
const DIFFERENCES_MAX = 20

/** Digests of what was said before and after. */
const changeOf = (before: unknown, after: unknown) => ({
  before: digestOf(before as Json),
  after: digestOf(after as Json),
})

async function reached(tx: Tx, actor: Actor, action: Action, id: string): Promise<Result<Kept>> {
  const kept = await caseOf(tx, id)
  if (kept === undefined) return refuse(refusal('subject_missing'))
  const allowed = may(actor, action, relationsTo(actor, kept.subject))
  return allowed.ok ? ok(kept) : allowed
}

export function makeAppraisalService({ rulesOn, drafting, run, sandbox, wordsOn }: Dependencies) {
  return {
    played: sandbox.played,
    playDue: sandbox.playDue,
    dueInSandbox: sandbox.due,

    words(
      actor: Actor,
      keys: readonly string[],
      day: string,
    ): Result<{ readonly key: string; readonly words: Words }[]> {
      const allowed = may(actor, 'words.read', 'none')
      if (!allowed.ok) return allowed
      const known = wordsOn(day)
      return ok(
        [...new Set(keys)].flatMap(key => {
          const words = known.get(key)
          return words === undefined ? [] : [{ key, words }]
        }),
      )
    },

    precheck(actor: Actor, content: Content, day: string): Result<Precheck> {
      const allowed = may(actor, 'case.precheck', 'none')
      if (!allowed.ok) return allowed
      const rules = rulesOn(day)
      return rules.ok ? precheck(rules.value, actor.isSandbox ? playedContent(content, day) : content) : rules
    },

    async draft(tx: Tx, actor: Actor, given: Drafting, at: Moment): Promise<Result<Kept>> {
      const allowed = drafting.allowedDraft(actor, given)
      if (!allowed.ok) return allowed
      const parties = await drafting.partiesOf(tx, actor, given)
      if (!parties.ok) return parties
      const draft = drafting.draftOf(actor, given, parties.value, at)
      await keepDraft(tx, draft)
      const detail = { content: digestOf(given.content as unknown as Json) }
      await audited(tx, actor, { action: 'case.create', subject: `case:${draft.id}`, detail })
      const kept = await caseOf(tx, draft.id)
      if (kept === undefined) throw new Error(`case ${draft.id} was written and is not seen by who wrote it`)
      return ok(kept)
    },

    /** Changes a draft; what is handed in replaces what stood. */
    async edit(
      tx: Tx,
      actor: Actor,
      id: string,
      given: Drafting,
      version: number | undefined,
      at: Moment,
    ): Promise<Result<Kept>> {
      const kept = await reached(tx, actor, 'case.update', id)
      if (!kept.ok) return kept
      const held = versionHeld(version, kept.value.life.version)
      if (!held.ok) return held
      const parties = await drafting.partiesOf(tx, actor, given)
      if (!parties.ok) return parties
      const { firm, bank } = kept.value.subject
      if (parties.value.firm !== firm)
        return refuse(refusal('case_firm_not_own', 'content.party.firm.id', { value: parties.value.firm, limit: firm }))
      if (parties.value.bank !== bank)
        return refuse(
          refusal('case_bank_not_own', 'content.application.request.bank', { value: parties.value.bank, limit: bank }),
        )
      const detail = changeOf(kept.value.content, given.content)
      const sections = changedIn(kept.value as Part, given as Part)
      const more = { body: { ...detail, sections }, content: given.content, names: given.names }
      const after = await done(tx, actor.person, kept.value, { type: 'edit' }, at.now, more)
      if (after.ok) await audited(tx, actor, { action: 'case.update', subject: `case:${id}`, detail })
      return after
    },

    /** Hands a draft in; refused where it could not be appraised whatever anybody marks. */
    async submit(tx: Tx, actor: Actor, id: string, at: Moment): Promise<Result<Kept>> {
      const kept = await reached(tx, actor, 'case.submit', id)
      if (!kept.ok) return kept
      const rules = rulesOn(at.day)
      if (!rules.ok) return rules
      const hindered = contentRefusals(rules.value, kept.value.content as Content)
      const more = { body: { day: at.day }, submittedOn: at.day }
      if (hindered.length > 0) return refuse(...hindered)
      const after = await done(tx, actor.person, kept.value, { type: 'submit' }, at.now, more)
      if (!after.ok) return after
      await audited(tx, actor, { action: 'case.submit', subject: `case:${id}` })
      await tellEach(tx, partiesOf(after.value), { type: 'case.submitted', ...caseTold(after.value, at.day) })
      const { scenario, subject } = kept.value
      if (!subject.isSandbox || scenario === null || sandbox.delayOf(scenario) > 0) return after
      const played = await sandbox.playedThrough(tx, actor, after.value, scenario, at)
      if (!played.ok) return played
      return reached(tx, actor, 'case.read', id)
    },

    /** Runs the way over a marked case and keeps what it recommends, reserved in its limits, or refuses whole. */
    async recommend(tx: Tx, actor: Actor, id: string, at: Moment): Promise<Result<Made>> {
      const kept = await reached(tx, actor, 'case.recommend', id)
      if (!kept.ok) return kept
      return ran(tx, actor, kept.value, { type: 'recommend' }, kept.value.content as Content, at, {})
    },

    /**
     * Corrects what a case says. Where something was recommended of it already it is recommended anew, and both records
     * stand, with where they differ.
     */
    async correct(
      tx: Tx,
      actor: Actor,
      id: string,
      given: { readonly content: Content; readonly reason: string },
      at: Moment,
    ): Promise<
      Result<{ readonly made: Made | null; readonly before: string | null; readonly differences: readonly Changed[] }>
    > {
      const kept = await reached(tx, actor, 'case.correct', id)
      if (!kept.ok) return kept
      const before = kept.value.content as Content
      if (given.content.party.firm.id !== before.party.firm.id)
        return refuse(refusal('case_firm_not_own', 'content.party.firm.id', { limit: before.party.firm.id }))
      if (given.content.application.request.bank !== before.application.request.bank)
        return refuse(
          refusal('case_bank_not_own', 'content.application.request.bank', { limit: before.application.request.bank }),
        )
      const standing = await standingDecision(tx, id)
      const body = { ...changeOf(before, given.content), reason: given.reason }
      const command = { type: 'correct', isDecidedOn: standing !== undefined } as const
      if (standing === undefined) {
        const after = await done(tx, actor.person, kept.value, command, at.now, { body, content: given.content })
        if (!after.ok) return after
        await audited(tx, actor, { action: 'case.correct', subject: `case:${id}`, detail: body, reason: given.reason })
        return ok({ made: null, before: null, differences: differences(before, given.content, DIFFERENCES_MAX) })
      }
      const made = await ran(tx, actor, kept.value, command, given.content, at, body)
      if (!made.ok) return made
      const found = differences(JSON.parse(standing.record), JSON.parse(made.value.record), DIFFERENCES_MAX, ['digest'])
      return ok({ made: made.value, before: standing.digest, differences: found })
    },
  }

  /** One run over a case that is kept: recommended the first time, again, or anew after a correction. */
  async function ran(
    tx: Tx,
    actor: Actor,
    kept: Kept,
    command: Command,
    content: Content,
    at: Moment,
    body: Readonly<Record<string, unknown>>,
  ): Promise<Result<Made>> {
    const step = stepOf(kept.life, command)
    if (!step.ok) return step
    const gathered = await gatheredOf(tx, kept.id)
    if (gathered.length === 0) return refuse(refusal('facts_not_gathered'))
    const facts = exclusionFactsOf(gathered)
    const standing = await standingDecision(tx, kept.id)
    const made = await asSystem(tx, actor, async () => {
      const sheets = (await sheetsOf(tx, kept.id)).map(one => one.body as SignedSheet)
      // What it holds already is free for it: the new recommendation takes its place.
      if (standing !== undefined) await endReservations(tx, standing.id, 'voided')
      const { isSandbox } = kept.subject
      const given = {
        id: kept.id,
        content,
        isSandbox,
        submittedOn: kept.submittedOn ?? at.day,
        facts,
        sheets,
        standing,
      }
      return run(
        tx,
        given,
        (decision, { digest }) => ({
          case: {
            id: kept.id,
            expected: kept.life.version,
            state: step.value.life.state,
            version: step.value.life.version,
            holder: kept.subject.holder,
            due_on: kept.dueOn,
            is_person_asked: step.value.life.isPersonAsked,
            ...(content === kept.content ? {} : { content }),
          },
          events: [
            {
              sequence: step.value.life.version,
              type: step.value.event.type,
              body: { ...body, decision, digest },
              person: actor.person,
            },
          ],
        }),
        at,
      )
    })
    if (!made.ok) return made
    const action = command.type === 'correct' ? 'case.correct' : 'case.recommend'
    const detail = { before: standing?.digest ?? null, after: made.value.digest }
    await audited(tx, actor, { action, subject: `case:${kept.id}`, detail })
    return made
  }
}
export type AppraisalService = ReturnType<typeof makeAppraisalService>
