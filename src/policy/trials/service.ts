/**
 * Use cases of trials: cases attached to a draft and taken out of it, run over the draft and a sample of the book as a
 * long run, and what came of it. A draft whose cases fail, or were not run as they stand, is not proposed.
 */
import type { Actor } from '../../access/actor.ts'
import { may } from '../../access/table.ts'
import { isKind } from '../../appraisal/edition-kinds.ts'
import type { RuleBook } from '../../appraisal/rule-book.ts'
import type { Json } from '../../kernel/digest.ts'
import { ok, type Result, refusal, refuse, sure } from '../../kernel/result.ts'
import { parsed } from '../../kernel/schema.ts'
import { audited } from '../../platform/audit/entry.ts'
import type { Database, Tx } from '../../platform/db/database.ts'
import { asSystem } from '../../platform/db/elevated.ts'
import { type Run, startRun } from '../../platform/runs/runs.ts'
import type { RunKind } from '../../platform/runs/worker.ts'
import { type NamedEdition, shelvedIn } from '../candidate.ts'
import type { Drafts, Tried } from '../drafts/service.ts'
import { CASES_MAX, caseDigest, casesDigest, type TrialCase } from './case.ts'
import { type Part, partSchema, reportOf, reportShown } from './report.ts'
import {
  bookSample,
  draftNamed,
  holdTrials,
  type KeptResult,
  type KeptTrial,
  keepResult,
  keepTrials,
  kindOfDigest,
  lastResult,
  recordsOf,
  trialBy,
  trialsOf,
  versionsOf,
} from './store.ts'

export type TrialParts = {
  readonly book: () => RuleBook
  /** Where drafts are read and tried. */
  readonly drafts: Pick<Drafts, 'read' | 'cases' | 'decisions'>
  readonly uuid: () => string
}
export type Moment = { readonly now: Date; readonly day: string }

/** What a proposal asks of the trials of a draft. */
export type TrialStanding = 'passed' | 'failed' | 'not_run'

export const TRIAL_RUN = 'rules.trial'
/** Decisions of the book that are run beside the cases, the newest, and so many to a part. */
const SAMPLE = 500
const SAMPLE_PART = 50
/** Those run once more while an edition is published: somebody waits for the answer, for some seconds at most. */
const SAMPLE_AT_PUBLISHING = 100
/** The ground of a kind no decision is made by. */
const NOTHING_TO_TRY = 'nothing to try'
/** States in which an edition's cases may still be changed. */
const OPEN: readonly string[] = ['draft', 'checked', 'rejected']

type Asked = NamedEdition & {
  readonly digest: string
  readonly cases_digest: string
  readonly decisions: readonly (readonly string[])[]
}

export function makeTrialService({ book, drafts, uuid }: TrialParts) {
  /** The edition of a name: a draft of ours, or one that stands in the book. */
  async function triedNamed(tx: Database['plain'], named: NamedEdition): Promise<Result<Tried & { digest: string }>> {
    const { kind, edition } = named
    const shelved = shelvedIn(book(), named)
    if (shelved !== undefined) return ok({ kind, edition, texts: null, digest: shelved.digest })
    const draft = await draftNamed(tx, kind, edition)
    if (draft === undefined) return refuse(refusal('trial_edition_unknown', 'edition', { value: `${kind} ${edition}` }))
    const { numbers, words, digest } = draft
    return ok({ kind, edition, texts: { numbers, words }, digest })
  }

  /** Whether the cases of an edition may be changed: of a draft, until it is proposed. */
  async function openDraft(tx: Tx, { kind, edition }: NamedEdition): Promise<Result<null>> {
    if (!isKind(kind)) return refuse(refusal('trial_kind_undecided', 'kind', { value: kind }))
    const draft = await draftNamed(tx, kind, edition)
    const state = draft?.state ?? (shelvedIn(book(), { kind, edition }) === undefined ? undefined : 'in_force')
    if (state === undefined) return refuse(refusal('trial_edition_unknown', 'edition', { value: `${kind} ${edition}` }))
    if (!OPEN.includes(state))
      return refuse(refusal('trial_edition_closed', 'edition', { value: state, limit: OPEN.join(', ') }))
    return ok(null)
  }

  async function part(db: Database['plain'], asked: Asked, number: number): Promise<Part> {
    const { digest, ...tried } = sure(await triedNamed(db, asked))
    // A draft that was changed since is another one: it is run anew, and this run fails.
    if (digest !== asked.digest) throw new Error(`${asked.kind} ${asked.edition} was changed since it was asked for`)
    if (number > 0) return drafts.decisions(tried, await recordsOf(db, asked.decisions[number - 1] ?? []))
    const kept = await trialsOf(db, asked.kind, asked.edition)
    if (casesDigest(kept) !== asked.cases_digest) throw new Error('the trial cases were changed since it was asked for')
    return drafts.cases(
      tried,
      kept.map(one => one.body),
    )
  }

  /** How the parts of a trial are done and put together. */
  const runKind = (db: Database['plain']): RunKind => ({
    part: async (asked, number) => (await part(db, asked as unknown as Asked, number)) as unknown as Json,
    merge: (asked, results) => {
      const parts = results.map(one => sure(parsed(partSchema, one)))
      return reportShown(reportOf(parts, (asked as unknown as Asked).kind)) as unknown as Json
    },
    keep: async (tx, run, result) => {
      const { kind, edition, digest, cases_digest } = run.asked as unknown as Asked
      const { outcome } = result as unknown as { readonly outcome: 'passed' | 'failed' }
      await keepResult(tx, { id: uuid(), kind, edition, digest, cases_digest, run: run.id, outcome, report: result })
    },
  })

  return {
    runKind,

    /** Cases an edition has, by code. */
    async cases(tx: Tx, actor: Actor, { kind, edition }: NamedEdition): Promise<Result<readonly KeptTrial[]>> {
      const allowed = may(actor, 'trial.read', 'none')
      return allowed.ok ? ok(await trialsOf(tx, kind, edition)) : allowed
    },

    /** Attaches cases to a draft; one of a code that is there already takes its place. */
    async attach(
      tx: Tx,
      actor: Actor,
      named: NamedEdition,
      cases: readonly TrialCase[],
      at: Moment,
    ): Promise<Result<readonly KeptTrial[]>> {
      const allowed = may(actor, 'trial.change', 'none')
      if (!allowed.ok) return allowed
      const { kind, edition } = named
      const codes = cases.map(one => one.code)
      const repeated = codes.find((code, place) => codes.indexOf(code) !== place)
      if (repeated !== undefined)
        return refuse(refusal('trial_repeated', 'cases', { value: repeated, limit: 'each code once' }))
      return asSystem(tx, actor, async () => {
        await holdTrials(tx, kind, edition)
        const open = await openDraft(tx, named)
        if (!open.ok) return open
        const standing = await trialsOf(tx, kind, edition)
        const digests = new Map(standing.map(one => [one.code, one.digest]))
        const all = new Set([...digests.keys(), ...codes])
        if (all.size > CASES_MAX)
          return refuse(refusal('trial_many', 'cases', { value: String(all.size), limit: `at most ${CASES_MAX}` }))
        const versions = await versionsOf(tx, kind, edition)
        const rows = cases
          .filter(one => digests.get(one.code) !== caseDigest(one))
          .map(one => ({
            ...{ id: uuid(), kind, edition, code: one.code, version: (versions.get(one.code) ?? 0) + 1 },
            ...{ body: one, digest: caseDigest(one), person: actor.person, at: at.now.toISOString() },
          }))
        if (rows.length > 0) {
          await keepTrials(tx, rows)
          const detail = { attached: rows.map(({ code, version, digest }) => ({ code, version, digest })) }
          await audited(tx, actor, { action: 'trial.change', subject: `edition:${kind}/${edition}`, detail })
        }
        return ok(await trialsOf(tx, kind, edition))
      })
    },

    /** Takes a case out of a draft. */
    async takeOut(
      tx: Tx,
      actor: Actor,
      id: string,
      at: Moment,
    ): Promise<Result<NamedEdition & { readonly cases: readonly KeptTrial[] }>> {
      const allowed = may(actor, 'trial.change', 'none')
      if (!allowed.ok) return allowed
      return asSystem(tx, actor, async () => {
        const found = await trialBy(tx, id)
        if (found === undefined) return refuse(refusal('trial_unknown', 'trial_id', { value: id }))
        const { kind, edition, code } = found
        await holdTrials(tx, kind, edition)
        const open = await openDraft(tx, found)
        if (!open.ok) return open
        const standing = (await trialsOf(tx, kind, edition)).find(one => one.id === id)
        if (standing === undefined) return refuse(refusal('trial_unknown', 'trial_id', { value: id }))
        const out = { id: uuid(), kind, edition, code, version: standing.version + 1, body: null, digest: null }
        await keepTrials(tx, [{ ...out, person: actor.person, at: at.now.toISOString() }])
        const detail = { taken_out: code, before: standing.digest }
        await audited(tx, actor, { action: 'trial.change', subject: `edition:${kind}/${edition}`, detail })
        return ok({ kind, edition, cases: await trialsOf(tx, kind, edition) })
      })
    },

    /** Begins the run of an edition's cases and of a sample of the book. */
    async start(tx: Tx, actor: Actor, named: NamedEdition): Promise<Result<Run>> {
      const allowed = may(actor, 'trial.run', 'none')
      if (!allowed.ok) return allowed
      return asSystem(tx, actor, async () => {
        const found = await triedNamed(tx, named)
        if (!found.ok) return found
        const { kind, edition, texts, digest } = found.value
        const read = texts === null ? ok(null) : await drafts.read({ kind, edition, ...texts })
        if (!read.ok) return read
        if (!isKind(kind)) return refuse(refusal('trial_kind_undecided', 'kind', { value: kind }))
        await holdTrials(tx, kind, edition)
        const cases_digest = casesDigest(await trialsOf(tx, kind, edition))
        const sample = await bookSample(tx, SAMPLE)
        const decisions: string[][] = []
        for (let from = 0; from < sample.length; from += SAMPLE_PART)
          decisions.push(sample.slice(from, from + SAMPLE_PART))
        const asked = { kind, edition, digest, cases_digest, decisions }
        const run = await startRun(tx, { kind: TRIAL_RUN, subject: digest, asked, parts: 1 + decisions.length, actor })
        const detail = { run: run.id, digest, cases: cases_digest, decisions: sample.length }
        await audited(tx, actor, { action: 'trial.run', subject: `edition:${kind}/${edition}`, detail })
        return ok(run)
      })
    },

    /** What the last run of an edition came to, and whether it was of the cases as they stand. */
    async result(
      tx: Tx,
      actor: Actor,
      named: NamedEdition,
    ): Promise<Result<{ readonly standing: TrialStanding; readonly last: KeptResult | null }>> {
      const allowed = may(actor, 'trial.read', 'none')
      if (!allowed.ok) return allowed
      return asSystem(tx, actor, async () => {
        const tried = await triedNamed(tx, named)
        if (!tried.ok) return tried
        const found = await lastResult(tx, tried.value.digest)
        return ok({ standing: await standingOf(tx, found), last: found ?? null })
      })
    },

    /** How a draft stands with the cases it now has. */
    trial: standingOfDigest,

    /** What a proposal rests on: the run that its cases passed as they now stand; null where there is none. */
    async ground(tx: Tx, digest: string): Promise<string | null> {
      const found = await lastResult(tx, digest)
      // Whoever is changing the cases just now is waited for: what is proposed is what was run.
      if (found !== undefined) await holdTrials(tx, found.kind, found.edition)
      if ((await standingOfDigest(tx, digest)) !== 'passed') return null
      return found?.run ?? NOTHING_TO_TRY
    },

    /**
     * Every case of an edition and a sample of the book once more, in three forms, in the book it is published into:
     * what was tried for the proposal was tried in the book of that day.
     */
    async holds(tx: Tx, named: NamedEdition): Promise<Result<true>> {
      const { kind, edition } = named
      if (!isKind(kind)) return ok(true)
      const found = await triedNamed(tx, named)
      if (!found.ok) return found
      const { digest: _, ...tried } = found.value
      const cases = (await trialsOf(tx, kind, edition)).map(one => one.body)
      const parts = [await drafts.cases(tried, cases)]
      const records = await recordsOf(tx, await bookSample(tx, SAMPLE_AT_PUBLISHING))
      for (let from = 0; from < records.length; from += SAMPLE_PART)
        parts.push(await drafts.decisions(tried, records.slice(from, from + SAMPLE_PART)))
      const { failed, forms } = reportOf(parts, kind)
      const [unheld] = failed
      const [first] = unheld?.differs ?? []
      if (unheld !== undefined)
        return refuse(
          refusal('edition_case_not_held', `cases.${unheld.code}`, {
            ...{ value: first?.found ?? '', limit: first?.expected ?? '', what: first?.what ?? '' },
            cases: String(failed.length),
          }),
        )
      const [shown] = forms.shown
      if (shown === undefined) return ok(true)
      const { set, clause, closures, traced, columns, engine } = shown
      return refuse(
        refusal('edition_forms_differ', `${set}.${clause}`, {
          value: `closures ${closures}, traced ${traced}, columns ${columns}, json-rules-engine ${engine}`,
          limit: 'the same in every form',
          outcomes: String(forms.different),
        }),
      )
    },
  }

  async function standingOfDigest(tx: Tx, digest: string): Promise<TrialStanding> {
    const found = await lastResult(tx, digest)
    if (found !== undefined) return standingOf(tx, found)
    // By a kind that decides nothing no case can come out otherwise.
    const kind = await kindOfDigest(tx, digest)
    return kind === undefined || isKind(kind) ? 'not_run' : 'passed'
  }

  async function standingOf(tx: Tx, result: KeptResult | undefined): Promise<TrialStanding> {
    if (result === undefined) return 'not_run'
    const kept = await trialsOf(tx, result.kind, result.edition)
    return result.cases_digest === casesDigest(kept) ? result.outcome : 'not_run'
  }
}
export type TrialService = ReturnType<typeof makeTrialService>
