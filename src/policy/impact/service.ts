/**
 * Use cases of impact: decided cases packed, the impact of a draft asked for as a run whose parts workers share, read
 * while it is refined and once it is exact, and one case told side by side.
 */
import { type Actor, systemActor } from '../../access/actor.ts'
import { may } from '../../access/table.ts'
import { isKind } from '../../appraisal/edition-kinds.ts'
import type { Published } from '../../appraisal/published.ts'
import { digestOf, type Json } from '../../kernel/digest.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { audited } from '../../platform/audit/entry.ts'
import type { Database, Tx } from '../../platform/db/database.ts'
import { asSystem } from '../../platform/db/elevated.ts'
import type { Jobs } from '../../platform/jobs/jobs.ts'
import { doneRun, isAwaitedBy, type Run, runOf, startRun } from '../../platform/runs/runs.ts'
import type { RunKind } from '../../platform/runs/worker.ts'
import type { Workers } from '../../platform/workers.ts'
import { editionNamed, textsKept } from '../editions/store.ts'
import { numbersPlace, wordsPlace } from '../editions/texts.ts'
import {
  BATCH_RECORDS,
  type MoveListed,
  movesListed,
  type PartAbout as Part,
  pagesOf,
  reasoned,
} from '../moving/service.ts'
import type { Answer, Asked, Draft, Problem, Work } from './asked.ts'
import type { Explained } from './explanation.ts'
import { stretchesOf } from './generated-block.ts'
import type { Impact } from './impact.ts'
import type { Move, WantedMoves } from './moves.ts'
import { LAYOUT } from './packed.ts'
import { type FundStanding, type Reckoning, reportOf } from './report.ts'
import type { GeneratedBook, ImpactShown, Summary } from './shown.ts'
import {
  blockBytes,
  blocksNow,
  draftAsked,
  draftStanding,
  figuresSoFar,
  type KeptDraft,
  keepDraftAsked,
  type MovePlace,
  problemsNow,
  recordsOf,
  unpackedIds,
} from './store.ts'
import { EMPTY_TALLY, sumTallies, type Tally } from './tally.ts'

export const IMPACT = 'impact'
/** Over a book made from a seed: a run of its own kind, since no proposal may rest on one. */
export const IMPACT_GENERATED = 'impact.generated'
/** The job that wakes who does the parts: the first figures of an impact are awaited. */
export const BEGUN = 'impact-begun'

type Moment = { readonly now: Date; readonly day: string }
type AskedOfRun = { readonly draft: string; readonly reckoning: Reckoning; readonly problems: readonly Problem[] }
/** What a part comes to without its list. */
type Figures = { readonly tally: Tally; readonly moves: number; readonly problems: readonly Problem[] }
type PartResult = { readonly tally: Tally; readonly moves: readonly Move[]; readonly problems: readonly Problem[] }

export type ImpactWorkers = Workers<Asked, Answer>
/** Asks the worker for one kind of work, and gives the answer of that kind. */
export async function asked<Type extends Answer['type']>(
  workers: ImpactWorkers,
  published: Published,
  work: Work,
  type: Type,
): Promise<Extract<Answer, { readonly type: Type }>> {
  const answer = await workers.run({ published, work })
  if (answer.type !== type) throw new Error(`the worker answered ${answer.type} where ${type} was asked`)
  return answer as Extract<Answer, { readonly type: Type }>
}

const actor = systemActor(IMPACT)

/** A stretch of every part of the book comes before the next one of any: the first figures are no year's alone. */
function spread<Item>(list: readonly Item[]): Item[] {
  const stride = Math.max(1, Math.round(Math.sqrt(list.length)))
  return Array.from({ length: stride }, (_, first) => list.filter((_, place) => place % stride === first)).flat()
}

/** All decisions that hold: blocks first, then what is not packed yet. */
async function bookNow(tx: Tx): Promise<readonly Part[]> {
  const blocks: Part[] = spread(await blocksNow(tx, LAYOUT))
  return [...blocks, ...pagesOf(await unpackedIds(tx), BATCH_RECORDS).map(decisions => ({ decisions }))]
}
const partsOf = ({ cases, seed }: GeneratedBook): readonly Part[] =>
  stretchesOf(cases, seed).map(generated => ({ generated }))

const draftOfKept = ({ id, kind, edition, day, texts, before }: KeptDraft): Draft => ({
  ...{ id, kind, edition, day },
  texts: new Map(Object.entries(texts)),
  before: before as Draft['before'],
})

const together = (results: readonly Figures[]): Tally =>
  results.reduce((sum, one) => sumTallies(sum, one.tally), EMPTY_TALLY)

const summaryOf = ({ reckoning, problems }: AskedOfRun, results: readonly Figures[]): Summary => ({
  report: reportOf(together(results), reckoning),
  moves: results.reduce((sum, one) => sum + one.moves, 0),
  problems: [...problems, ...results.flatMap(one => one.problems)],
})

/** How an impact is run: a block of packed cases is a part, or some decisions that are not packed yet. */
export function impactKind(database: Database, workers: ImpactWorkers, known: () => Published): RunKind {
  let last: Draft | undefined
  const inOwn = <Value>(work: (tx: Tx) => Promise<Value>): Promise<Value> => database.transaction(actor, work)
  async function draftOf(id: string): Promise<Draft> {
    if (last?.id === id) return last
    const kept = await inOwn(tx => draftAsked(tx, id))
    last = draftOfKept(kept)
    return last
  }
  const impactOf = async (work: Work) => asked(workers, known(), work, 'impact')
  const partOf = (
    impacts: readonly { readonly impact: Impact; readonly problems: readonly Problem[] }[],
  ): PartResult => ({
    tally: impacts.reduce((sum, one) => sumTallies(sum, one.impact.tally), EMPTY_TALLY),
    moves: impacts.flatMap(one => one.impact.moves),
    problems: impacts.flatMap(one => one.problems),
  })
  return {
    part: async (given, _part, over, about) => {
      const draft = await draftOf((given as unknown as AskedOfRun).draft)
      const part = about as unknown as Part
      if ('generated' in part)
        return partOf([await impactOf({ type: 'generated', draft, stretch: part.generated })]) as unknown as Json
      if ('decisions' in part) {
        const records = await inOwn(tx => recordsOf(tx, part.decisions))
        return partOf([await impactOf({ type: 'decisions', draft, records })]) as unknown as Json
      }
      const block = await inOwn(tx => blockBytes(tx, part.block))
      const first = await impactOf({ type: 'block', draft, block, without: part.without, only: null })
      const impacts = [first]
      for (const ids of pagesOf(first.needs, BATCH_RECORDS)) {
        over.throwIfAborted()
        const only = await inOwn(tx => recordsOf(tx, ids))
        impacts.push(await impactOf({ type: 'block', draft, block, without: [], only }))
      }
      return partOf(impacts) as unknown as Json
    },
    merge: (given, results) => {
      const parts = results as unknown as readonly PartResult[]
      const figures = parts.map(part => ({ ...part, moves: part.moves.length }))
      const summary = summaryOf(given as unknown as AskedOfRun, figures)
      // Whoever signs signs the lists too: they stand with the parts, and their digest here.
      return { ...summary, moves_digest: digestOf(parts.map(part => part.moves) as unknown as Json) } as unknown as Json
    },
  }
}

export type AskedDraft = {
  readonly kind: string
  readonly edition: string
  /** Digest of the draft as it is kept. */
  readonly digest?: string | undefined
  /** Or its texts. */
  readonly numbers?: unknown
  readonly words?: unknown
  /** A book made from a seed in the place of what is decided. */
  readonly generated?: GeneratedBook | undefined
}

export type ImpactParts = {
  readonly jobs: Pick<Jobs, 'send'>
  readonly workers: ImpactWorkers
  readonly known: () => Published
  /** Where the fund stands now; a refusal where no edition says by what. */
  readonly fundStanding: (tx: Tx, actor: Actor, moment: Moment) => Promise<Result<FundStanding>>
  readonly uuid: () => string
}

/** The ground of a draft that no decision hangs on: of another kind, or with nothing decided yet. */
const NOTHING_MOVES = 'nothing decided'

/**
 * What a proposal rests on: the digest of the newest impact of the draft on the whole book, exact to its end; null
 * where there is none and there should be.
 */
export async function impactGround(tx: Tx, digest: string): Promise<string | null> {
  const run = await doneRun(tx, IMPACT, digest)
  if (run !== undefined) return run.resultDigest
  const { kind, isDecidedOn } = await draftStanding(tx, digest)
  return isDecidedOn && kind !== undefined && isKind(kind) ? null : NOTHING_MOVES
}

const KINDS: readonly string[] = [IMPACT, IMPACT_GENERATED]
const unknownRun = (id: string) => refuse(refusal('impact_unknown', 'run_id', { value: id }))

export function makeImpactService({ jobs, workers, known, fundStanding, uuid }: ImpactParts) {
  let isPrepared = false
  /** The texts of a draft: as they are given, or as they are kept under a digest. */
  async function textsOf(tx: Tx, by: Actor, given: AskedDraft): Promise<Result<Record<string, string>>> {
    const named = { kind: given.kind, edition: given.edition }
    const texts = (numbers: unknown, words: unknown): Record<string, string> => ({
      [numbersPlace(named)]: JSON.stringify(numbers),
      ...(words === undefined ? {} : { [wordsPlace(named)]: JSON.stringify(words) }),
    })
    if (given.numbers !== undefined) return ok(texts(given.numbers, given.words))
    return await asSystem(tx, by, async () => {
      const kept = await editionNamed(tx, named)
      const found = kept === undefined ? undefined : await textsKept(tx, kept.id)
      if (kept === undefined || found === undefined)
        return refuse(refusal('edition_unknown', 'edition', { value: `${given.kind}/${given.edition}` }))
      if (kept.life.digest !== given.digest)
        return refuse(
          refusal('impact_draft_changed', 'digest', { value: given.digest ?? 'none', limit: kept.life.digest }),
        )
      return ok(texts(found.numbers, found.words))
    })
  }

  async function shown(tx: Tx, run: Run): Promise<ImpactShown> {
    const given = run.asked as unknown as AskedOfRun & Pick<ImpactShown, 'kind' | 'edition' | 'day' | 'generated'>
    const isExact = run.result !== null
    const summary = isExact
      ? (run.result as unknown as Summary)
      : summaryOf(given, (await figuresSoFar(tx, run.id)) as readonly Figures[])
    const { id, state, parts, partsDone, failure, resultDigest, askedBy, askedAt, endedAt } = run
    const { kind, edition, day } = given
    const head = { id, kind, edition, day, digest: run.subject, generated: given.generated ?? null }
    return { ...head, state, parts, partsDone, failure, isExact, summary, resultDigest, askedBy, askedAt, endedAt }
  }

  async function impactRun(tx: Tx, by: Actor, id: string): Promise<Result<Run>> {
    const granted = may(by, 'impact.read', 'none')
    if (!granted.ok) return granted
    const run = await runOf(tx, id)
    return run === undefined || !KINDS.includes(run.kind) ? unknownRun(id) : ok(run)
  }

  return {
    /** Asks for the impact of a draft on all decisions that hold now, or on a book made from a seed. */
    async begin(tx: Tx, by: Actor, given: AskedDraft, moment: Moment): Promise<Result<ImpactShown>> {
      const granted = may(by, 'impact.begin', 'none')
      if (!granted.ok) return granted
      const texts = await textsOf(tx, by, given)
      if (!texts.ok) return texts
      const { kind, edition } = given
      const work = {
        type: 'draft',
        kind,
        edition,
        texts: new Map(Object.entries(texts.value)),
        today: moment.day,
      } as const
      const { held } = await asked(workers, known(), work, 'draft')
      if (!held.ok) return held
      const { generated } = given
      // A generated book is no fund's.
      const fund = generated === undefined ? await fundStanding(tx, by, moment) : ok(null)
      if (!fund.ok) return fund
      const { before, day, digest, losses } = held.value
      const begun = await asSystem(tx, by, async () => {
        const problems = generated === undefined ? await problemsNow(tx) : []
        const parts = generated === undefined ? await bookNow(tx) : partsOf(generated)
        if (parts.length === 0) return undefined
        const draft = { id: uuid(), kind, edition, digest, texts: texts.value, before, day }
        await keepDraftAsked(tx, draft, by.person)
        return { draft: draft.id, problems, parts }
      })
      if (begun === undefined) return refuse(refusal('impact_nothing_decided'))
      const reckoning = { ...losses, fund: fund.value }
      const run = await startRun(tx, {
        kind: generated === undefined ? IMPACT : IMPACT_GENERATED,
        subject: digest,
        asked: {
          ...{ draft: begun.draft, kind, edition, day, reckoning, problems: begun.problems },
          ...(generated === undefined ? {} : { generated }),
        } as unknown as Json,
        parts: begun.parts as unknown as readonly Json[],
        actor: by,
      })
      await jobs.send(tx, BEGUN, {}, { once: BEGUN })
      const detail = { kind, edition, digest, parts: run.parts }
      await audited(tx, by, { action: 'impact.begin', subject: `run:${run.id}`, detail })
      return ok(await shown(tx, run))
    },

    /**
     * Has a thread and its book made ready, once: who looks at the impacts there are is soon to begin one. Until then
     * no thread is started, whose memory a service would hold that nobody asks.
     */
    prepare(by: Actor, today: string): void {
      if (isPrepared || !may(by, 'impact.begin', 'none').ok) return
      isPrepared = true
      asked(workers, known(), { type: 'ready', today }, 'ready').catch(() => {
        // Who begins is told what is wrong.
        isPrepared = false
      })
    },

    /** What is known so far, and of how many parts; exact once it is done. */
    async read(tx: Tx, by: Actor, id: string): Promise<Result<ImpactShown>> {
      const run = await impactRun(tx, by, id)
      if (!run.ok) return run
      if (!isAwaitedBy(by, run.value)) await audited(tx, by, { action: 'impact.read', subject: `run:${id}` })
      return ok(await shown(tx, run.value))
    },

    /** Cases that move as wanted, in the order of the parts that are done, each with what of it moves and why. */
    async moves(
      tx: Tx,
      by: Actor,
      id: string,
      after: MovePlace | undefined,
      wanted: WantedMoves,
      limit: number,
    ): Promise<Result<readonly MoveListed[]>> {
      const run = await impactRun(tx, by, id)
      if (!run.ok) return run
      await audited(tx, by, { action: 'impact.read', subject: `run:${id}`, detail: { list: `moves: ${wanted.moved}` } })
      const { draft } = run.value.asked as unknown as AskedOfRun
      return ok(
        await asSystem(tx, by, async () => {
          const held = draftOfKept(await draftAsked(tx, draft))
          const work = <Type extends Answer['type']>(of: Work, type: Type) => asked(workers, known(), of, type)
          const from = after ?? { part: -1, place: -1 }
          return await reasoned(tx, work, held, await movesListed(tx, work, held, id, from, wanted, limit))
        }),
      )
    },

    /** One decided case under both rule sets, side by side. */
    async explain(tx: Tx, by: Actor, id: string, decision: string): Promise<Result<Explained>> {
      const run = await impactRun(tx, by, id)
      if (!run.ok) return run
      const { draft } = run.value.asked as unknown as AskedOfRun
      const found = await asSystem(tx, by, async () => ({
        draft: await draftAsked(tx, draft),
        records: await recordsOf(tx, [decision]),
      }))
      const [stored] = found.records
      if (stored === undefined) return refuse(refusal('impact_case_unknown', 'decision', { value: decision }))
      await audited(tx, by, { action: 'impact.read', subject: `decision:${decision}`, detail: { run: id } })
      const work = { type: 'explain', draft: draftOfKept(found.draft), record: stored.record } as const
      return (await asked(workers, known(), work, 'explain')).explained
    },
  }
}
export type ImpactService = ReturnType<typeof makeImpactService>
