/** The sandbox: its own people play what appraisers, officers and those who sign do, so that a case runs itself. */
import type { Actor } from '../../access/actor.ts'
import { SIGNING_ROLES } from '../../access/table.ts'
import { caseOf, type Drafted, type Kept, waitingInSandbox } from '../../application/store.ts'
import type { KeptDecision } from '../../decision/view.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { SignedSheet } from '../../panel/schema.ts'
import { audited } from '../../platform/audit/entry.ts'
import type { Tx } from '../../platform/db/database.ts'
import { asSystem } from '../../platform/db/elevated.ts'
import type { Content } from '../content.ts'
import type { Drafting, DraftingService } from '../drafting/service.ts'
import { indicatorsToMark } from '../panel-rules.ts'
import type { Rules } from '../rule-book.ts'
import { gatheredRow, playedContent, playedFacts, rowsOf, stepsOf } from '../steps.ts'
import type { Made, Moment, Run } from '../way/service.ts'

export type Sandbox = {
  readonly bank: string
  readonly firm: string
  readonly office: string
  readonly officer: string
  readonly appraisers: readonly string[]
  /** Everybody of the sandbox who plays a role. */
  readonly actorsOf: (role: string, requestId: string) => readonly Actor[]
  readonly isScenario: (code: string) => boolean
  /** Seconds that pass before the marks are signed. */
  readonly delayOf: (scenario: string) => number
  readonly marksOf: (scenario: string, appraiser: 0 | 1, indicators: readonly string[]) => SignedSheet['marks']
}
/** What comes after the recommendation, where the sandbox plays it. */
export type Reviewing = {
  readonly memo: (
    tx: Tx,
    actor: Actor,
    id: string,
    memo: string,
    at: Moment,
  ) => Promise<Result<{ readonly decision: KeptDecision }>>
  readonly take: (tx: Tx, actor: Actor, id: string, now: Date) => Promise<Result<unknown>>
  readonly sign: (
    tx: Tx,
    actor: Actor,
    id: string,
    given: { readonly decision: string; readonly verdict: 'approve' | 'decline' },
    at: Moment,
  ) => Promise<Result<unknown>>
  readonly notice: (tx: Tx, actor: Actor, id: string, at: Moment) => Promise<Result<unknown>>
}
type Dependencies = {
  readonly rulesOn: (day: string) => Result<Rules>
  readonly uuid: () => string
  readonly sandbox: Sandbox
  readonly reviewing: Reviewing
  readonly drafting: DraftingService
  readonly run: Run
}
const SANDBOX_MEMO = 'Played by the sandbox: nobody looked at this case, and nothing of it counts.'

const roleAt = (level: string): string => SIGNING_ROLES[level] ?? level

/** A case not yet kept, as the row it becomes. */
const newCase = (draft: Omit<Drafted, 'at' | 'person'>, day: string, holder: string) => ({
  id: draft.id,
  firm: draft.firm,
  bank: draft.bank,
  office: draft.office,
  is_sandbox: draft.isSandbox,
  content: draft.content,
  names: draft.names,
  consent: draft.consent,
  asked_by: draft.askedBy,
  scenario: draft.scenario,
  holder,
  submitted_on: day,
})

export function makeSandboxService({ rulesOn, uuid, sandbox, reviewing, drafting, run }: Dependencies) {
  return {
    /** Seconds until the sandbox plays a scenario. */
    delayOf: sandbox.delayOf,
    playedThrough,

    /**
     * A case of the sandbox with its sheets, in one request and one write: handed in, accepted, marked and recommended.
     */
    async played(
      tx: Tx,
      actor: Actor,
      given: Drafting,
      sheets: readonly Pick<SignedSheet, 'marks' | 'site_visit'>[],
      at: Moment,
    ): Promise<Result<Made & { readonly id: string; readonly version: number }>> {
      const allowed = drafting.allowedDraft(actor, given)
      if (!allowed.ok) return allowed
      if (!actor.isSandbox) return refuse(refusal('sheets_not_given_here', 'sheets'))
      const draft = drafting.draftOf(actor, given, sandbox, at)
      const steps = stepsOf(null, sandbox, actor.person, sheets, at.day, uuid)
      const made = await run(
        tx,
        {
          id: draft.id,
          content: given.content,
          isSandbox: true,
          submittedOn: at.day,
          facts: playedFacts(given.content, at.day),
          sheets: steps.sheets,
          standing: undefined,
        },
        decision => ({
          ...rowsOf(steps, decision),
          case: { ...newCase(draft, at.day, sandbox.officer), state: steps.life.state, version: steps.life.version },
          gathered: gatheredRow(given.content, at.day, uuid),
        }),
        at,
      )
      if (!made.ok) return made
      const detail = { record: made.value.digest }
      await audited(tx, actor, { action: 'case.recommend', subject: `case:${draft.id}`, detail })
      return ok({ ...made.value, id: draft.id, version: steps.life.version })
    },

    /** Cases whose scenario lets time pass, once it has: looked for every minute, played one by one. */
    async due(tx: Tx, now: Date): Promise<readonly string[]> {
      const waiting = await waitingInSandbox(tx)
      const isDue = (scenario: string, since: string): boolean =>
        Date.parse(since) + sandbox.delayOf(scenario) * 1000 <= now.getTime()
      return waiting.flatMap(({ id, scenario, updated_at }) =>
        scenario !== null && isDue(scenario, updated_at) ? [id] : [],
      )
    },

    async playDue(tx: Tx, actor: Actor, id: string, at: Moment): Promise<Result<true>> {
      const kept = await caseOf(tx, id)
      if (kept === undefined || kept.scenario === null || kept.life.state !== 'submitted') return ok(true)
      return playedThrough(tx, actor, kept, kept.scenario, at)
    },
  }

  /** A case of the sandbox handed in, run to its end: sheets, recommendation, memo, signatures, notice, all played. */
  async function playedThrough(tx: Tx, actor: Actor, kept: Kept, scenario: string, at: Moment): Promise<Result<true>> {
    const rules = rulesOn(at.day)
    if (!rules.ok) return rules
    const content = kept.content as Content
    const indicators = indicatorsToMark(rules.value, playedContent(content, at.day))
    const site_visit = {
      visited_on: at.day,
      persons: content.party.firm.owners.slice(0, 1).map(one => one.person),
      photographs: [],
    }
    const sheets = ([0, 1] as const).map(place => ({ marks: sandbox.marksOf(scenario, place, indicators), site_visit }))
    return asSystem(tx, actor, async () => {
      const made = await play(tx, kept, sheets, at)
      if (!made.ok) return made
      const [officer] = sandbox.actorsOf('officer', actor.requestId)
      if (officer === undefined) throw new Error('the sandbox has no officer')
      const reviewed = await reviewing.memo(tx, officer, kept.id, SANDBOX_MEMO, at)
      if (!reviewed.ok) return reviewed
      const { decision } = reviewed.value
      const signers = sandbox.actorsOf(roleAt(decision.level), actor.requestId)
      if (decision.recommended === 'refer') {
        // Left where an integrator sees it wait: with a holder and a deadline.
        const taken = signers[0] === undefined ? ok(true) : await reviewing.take(tx, signers[0], kept.id, at.now)
        return taken.ok ? ok(true as const) : taken
      }
      const verdict = decision.recommended
      for (const signer of signers.slice(0, decision.quorum)) {
        const signed = await reviewing.sign(tx, signer, kept.id, { decision: decision.id, verdict }, at)
        if (!signed.ok) return signed
      }
      const noticed = await reviewing.notice(tx, officer, kept.id, at)
      return noticed.ok ? ok(true as const) : noticed
    })
  }

  /** A case of the sandbox already handed in, run to its recommendation by the sandbox's people. */
  async function play(
    tx: Tx,
    kept: Kept,
    sheets: readonly Pick<SignedSheet, 'marks' | 'site_visit'>[],
    at: Moment,
  ): Promise<Result<Made>> {
    const content = kept.content as Content
    const steps = stepsOf(kept.life, sandbox, sandbox.officer, sheets, at.day, uuid)
    const given = {
      id: kept.id,
      content,
      isSandbox: true,
      submittedOn: kept.submittedOn ?? at.day,
      facts: playedFacts(content, at.day),
      sheets: steps.sheets,
      standing: undefined,
    }
    const { state, version } = steps.life
    const row = { id: kept.id, expected: kept.life.version, state, version, holder: sandbox.officer, due_on: null }
    return run(
      tx,
      given,
      decision => ({
        ...rowsOf(steps, decision),
        case: { ...row, is_person_asked: false },
        gathered: gatheredRow(content, at.day, uuid),
      }),
      at,
    )
  }
}
export type SandboxService = ReturnType<typeof makeSandboxService>
