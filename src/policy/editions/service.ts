/**
 * Use cases of editions of the rules: drafted as a copy or from texts, saved, checked, proposed with their resolutions,
 * approved by somebody without a hand in them, scheduled. What is scheduled is published and not changed any more.
 */
import { type Actor, delegatorsOf } from '../../access/actor.ts'
import { type Action, may } from '../../access/table.ts'
import type { AnyKind } from '../../appraisal/edition-kinds.ts'
import { SCHEMAS } from '../../appraisal/edition-kinds.ts'
import type { RuleBook } from '../../appraisal/rule-book.ts'
import type { Json } from '../../kernel/digest.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { audited } from '../../platform/audit/entry.ts'
import type { Tx } from '../../platform/db/database.ts'
import { asSystem } from '../../platform/db/elevated.ts'
import type { Drafts } from '../drafts/service.ts'
import type { GrowingBook } from '../publishing/service.ts'
import { type Change, changesBetween, type Due, duesOf, unsourced } from './changes.ts'
import {
  type By,
  type Command,
  decide,
  drafted,
  evolve,
  type Published,
  type Resolutions,
  type ShownState,
  stateOn,
} from './edition-life.ts'
import type { Finding } from './grounds.ts'
import {
  editionNamed,
  editionsMade,
  eventsOf,
  holdDecisions,
  type KeptEdition,
  type KeptEvent,
  keepDraft,
  keepLife,
  publishedCount,
  textsKept,
} from './store.ts'
import { copied, differingPlaces, type EditionTexts, type Named, numbersPlace, textsOf, wordsPlace } from './texts.ts'

export type Moment = { readonly now: Date; readonly day: string }

/** Grounds by digest of the draft; null where there are none yet. What is not given is not asked for. */
export type GroundsPort = {
  readonly trial?: (tx: Tx, digest: string) => Promise<string | null>
  readonly impact?: (tx: Tx, digest: string) => Promise<string | null>
  /** Whether an approved draft comes out alike in every form, just before it is published. */
  readonly holds?: (tx: Tx, named: Named) => Promise<Result<true>>
}

export type EditionParts = {
  readonly book: GrowingBook
  /** Where drafts are read and checked. */
  readonly drafts: Pick<Drafts, 'read' | 'check'>
  readonly grounds: GroundsPort
  readonly uuid: () => string
}

/** Drafts whose findings are kept at hand. */
const CHECKED_KEPT = 8

type Texts = { readonly numbers: unknown; readonly words: unknown }

/** An edition as it is shown: made here or shipped. */
export type Shown = Named & {
  readonly state: ShownState
  readonly version: number | null
  readonly digest: string
  readonly firstDay: string
  readonly base: string | null
  readonly kept: KeptEdition | null
}
export type ShownWhole = Shown & {
  readonly texts: Texts
  readonly changes: readonly Change[]
  readonly dues: readonly Due[]
  readonly events: readonly KeptEvent[]
}

const unknown = ({ kind, edition }: Named) =>
  refuse(refusal('edition_unknown', 'edition', { value: `${kind}/${edition}` }))

const byOf = (actor: Actor): By => ({ person: actor.person, behind: delegatorsOf(actor) })

export function makeEditionService({ book, drafts, grounds, uuid }: EditionParts) {
  /** The book with everything that is published, also by others and just now. */
  async function current(tx: Tx): Promise<RuleBook> {
    if ((await publishedCount(tx)) !== book.published()) await book.relearn()
    return book.now()
  }

  const jsonAt = (place: string): unknown => {
    const text = book.texts().get(place)
    return text === undefined ? undefined : JSON.parse(text)
  }
  const publishedTexts = (named: Named): Texts | undefined => {
    const [numbers, words] = [jsonAt(numbersPlace(named)), jsonAt(wordsPlace(named))]
    return numbers === undefined ? undefined : { numbers, words: words ?? { ...named, words: {} } }
  }

  /** The last edition of a kind that is published, which a draft replaces. */
  function lastOf(now: RuleBook, kind: string): Published & Named {
    const shelf = now.shelves[kind as AnyKind]
    const last = shelf.reduce((one, other) => (other.in_force_from > one.in_force_from ? other : one))
    return { kind, edition: last.edition, digest: last.digest, firstDay: last.in_force_from }
  }

  /** What a draft changes against what it replaces; words are the risk officer's. */
  function changed(now: RuleBook, kind: string, texts: Texts): readonly Change[] {
    const before = publishedTexts(lastOf(now, kind))
    const wordsOf = (all: unknown): unknown => (all as { readonly words?: unknown } | undefined)?.words
    return [
      ...changesBetween(before?.numbers, texts.numbers),
      ...changesBetween(wordsOf(before?.words), wordsOf(texts.words)).map(one => ({
        ...one,
        place: `words.${one.place}`,
      })),
    ]
  }

  const textsAt = ({ kind, edition }: Named, texts: Texts) => ({
    ...{ kind, edition },
    ...{ numbers: JSON.stringify(texts.numbers), words: JSON.stringify(texts.words) },
  })

  /** What checking found of texts that were checked not long ago, by their digests: reading a book whole takes time. */
  const checked = new Map<string, readonly Finding[]>()
  async function findingsOf(kept: KeptEdition, texts: Texts): Promise<readonly Finding[]> {
    const { digest, wordsDigest } = kept.life
    const key = [book.known().key, numbersPlace(kept), digest, wordsDigest].join(' ')
    const before = checked.get(key)
    if (before !== undefined) return before
    const found = await drafts.check(textsAt(kept, texts))
    const [oldest] = checked.keys()
    if (checked.size >= CHECKED_KEPT && oldest !== undefined) checked.delete(oldest)
    checked.set(key, found)
    return found
  }

  const shownOf = (kept: KeptEdition, all: readonly KeptEdition[], day: string): Shown => {
    const later = all
      .filter(one => one.kind === kept.kind && one.life.state === 'scheduled')
      .map(one => one.life.firstDay)
      .filter(first => first > kept.life.firstDay)
      .sort()
    return {
      kind: kept.kind,
      edition: kept.edition,
      state: stateOn(kept.life.state, kept.life.firstDay, later[0], day),
      version: kept.life.version,
      digest: kept.life.digest,
      firstDay: kept.life.firstDay,
      base: kept.base,
      kept,
    }
  }

  /** Editions of a kind the product was shipped with, as they stand on a day. */
  function shippedOf(now: RuleBook, kind: AnyKind, made: readonly KeptEdition[], day: string): Shown[] {
    const days = now.shelves[kind].map(one => one.in_force_from)
    return now.shelves[kind]
      .filter(one => !made.some(other => other.kind === kind && other.edition === one.edition))
      .map(one => {
        const next = days.filter(other => other > one.in_force_from).sort()[0]
        const state = stateOn('scheduled', one.in_force_from, next, day)
        return {
          kind,
          edition: one.edition,
          state,
          version: null,
          digest: one.digest,
          firstDay: one.in_force_from,
          base: null,
          kept: null,
        }
      })
  }

  /** One edition with its texts, what it changes and what became of it. */
  async function whole(tx: Tx, kept: KeptEdition, day: string): Promise<ShownWhole> {
    const now = await current(tx)
    const texts = (await textsKept(tx, kept.id)) as Texts
    const isOpen = kept.life.state !== 'scheduled' && kept.life.state !== 'withdrawn'
    const changes = isOpen ? changed(now, kept.kind, texts) : []
    return {
      ...shownOf(kept, await editionsMade(tx), day),
      texts,
      changes,
      dues: duesOf(changes),
      events: await eventsOf(tx, kept.id),
    }
  }

  /** Takes an edition one step further, as somebody who may. */
  async function step(
    tx: Tx,
    actor: Actor,
    action: Action,
    named: Named,
    make: (kept: KeptEdition, now: RuleBook, texts: Texts) => Promise<Result<Command>>,
    at: Moment,
    more: {
      readonly reason?: string
      readonly texts?: EditionTexts
      readonly before?: (kept: KeptEdition) => Promise<Result<true>>
    } = {},
  ): Promise<Result<ShownWhole>> {
    const allowed = may(actor, action, 'none')
    if (!allowed.ok) return allowed
    return asSystem(tx, actor, async () => {
      const kept = await editionNamed(tx, named, true)
      if (kept === undefined) return unknown(named)
      const held = await more.before?.(kept)
      if (held !== undefined && !held.ok) return held
      const now = await current(tx)
      const texts = (await textsKept(tx, kept.id)) as Texts
      const command = await make(kept, now, texts)
      if (!command.ok) return command
      const event = decide(kept.life, command.value, byOf(actor), lastOf(now, kept.kind), at.day)
      if (!event.ok) return event
      const life = evolve(kept.life, event.value)
      await keepLife(tx, kept.id, life, event.value, at.now.toISOString(), more.texts)
      const { digest, wordsDigest, version, resolutions } = life
      await audited(tx, actor, {
        action,
        subject: `rules:${kept.kind}/${kept.edition}`,
        ...(more.reason === undefined ? {} : { reason: more.reason }),
        detail: { step: event.value.type, digest, words: wordsDigest, version, resolutions } as unknown as Json,
      })
      return ok(await whole(tx, { ...kept, changedAt: at.now.toISOString(), life }, at.day))
    })
  }

  return {
    /** Editions made here and shipped, by kind and first day. */
    async list(tx: Tx, actor: Actor, kind: string | undefined, day: string): Promise<Result<readonly Shown[]>> {
      const allowed = may(actor, 'edition.read', 'none')
      if (!allowed.ok) return allowed
      const now = await current(tx)
      const made = await editionsMade(tx)
      const kinds = (Object.keys(SCHEMAS) as AnyKind[]).filter(one => kind === undefined || one === kind)
      return ok(
        kinds.flatMap(one =>
          [
            ...shippedOf(now, one, made, day),
            ...made.filter(kept => kept.kind === one).map(kept => shownOf(kept, made, day)),
          ].sort((a, b) =>
            a.firstDay === b.firstDay ? (a.edition < b.edition ? -1 : 1) : a.firstDay < b.firstDay ? -1 : 1,
          ),
        ),
      )
    },

    async read(tx: Tx, actor: Actor, named: Named, day: string): Promise<Result<ShownWhole>> {
      const allowed = may(actor, 'edition.read', 'none')
      if (!allowed.ok) return allowed
      const kept = await editionNamed(tx, named)
      if (kept !== undefined) return ok(await whole(tx, kept, day))
      const now = await current(tx)
      const shipped = shippedOf(now, named.kind as AnyKind, [], day).find(one => one.edition === named.edition)
      const texts = publishedTexts(named)
      if (shipped === undefined || texts === undefined) return unknown(named)
      return ok({ ...shipped, texts, changes: [], dues: [], events: [] })
    },

    /** A new draft: a copy of a published edition, or of texts that are handed in. */
    async draft(
      tx: Tx,
      actor: Actor,
      given: Named & {
        readonly firstDay: string
        readonly from: string | null
        readonly texts: Texts | null
      },
      at: Moment,
    ): Promise<Result<ShownWhole>> {
      const allowed = may(actor, 'edition.draft', 'none')
      if (!allowed.ok) return allowed
      const now = await current(tx)
      const base = given.from ?? lastOf(now, given.kind).edition
      const copy = publishedTexts({ kind: given.kind, edition: base })
      if (copy === undefined) return refuse(refusal('edition_base_unknown', 'from', { value: `${given.kind}/${base}` }))
      const named = { kind: given.kind, edition: given.edition }
      const source = given.texts ?? copied(copy, named, given.firstDay)
      const texts = textsOf(named, source.numbers, source.words)
      if (!texts.ok) return texts
      const exists = refuse(refusal('edition_exists', 'edition', { value: `${given.kind}/${given.edition}` }))
      if (now.shelves[given.kind as AnyKind].some(one => one.edition === given.edition)) return exists
      const event = drafted(byOf(actor), texts.value)
      const life = evolve(null, event)
      const id = uuid()
      return asSystem(tx, actor, async () => {
        const made = { ...named, id, base, texts: texts.value }
        if (!(await keepDraft(tx, made, life, event, at.now.toISOString()))) return exists
        await audited(tx, actor, {
          action: 'edition.draft',
          subject: `rules:${given.kind}/${given.edition}`,
          detail: { step: event.type, digest: life.digest, words: life.wordsDigest, base },
        })
        const kept = await editionNamed(tx, named)
        if (kept === undefined) throw new Error(`edition ${named.kind}/${named.edition} was written and is not there`)
        return ok(await whole(tx, kept, at.day))
      })
    },

    /** Saves a draft anew; whoever read an earlier version is shown both. */
    async save(
      tx: Tx,
      actor: Actor,
      named: Named,
      given: Texts,
      version: number,
      at: Moment,
    ): Promise<Result<ShownWhole>> {
      const texts = textsOf(named, given.numbers, given.words)
      if (!texts.ok) return texts
      const { digest, wordsDigest, firstDay } = texts.value
      const before = async (kept: KeptEdition): Promise<Result<true>> => {
        if (kept.life.version === version) return ok(true)
        const stands = (await textsKept(tx, kept.id)) as Texts
        const places = differingPlaces(given, stands)
        const side = (of: 'one' | 'other'): string =>
          JSON.stringify(Object.fromEntries(places.map(one => [one.at, one[of] ?? null])))
        const last = (await eventsOf(tx, kept.id)).at(-1)
        return refuse(
          refusal('edition_saved_meanwhile', '', {
            value: String(version),
            limit: String(kept.life.version),
            by: last?.person ?? kept.madeBy,
            at_moment: kept.changedAt,
            yours: side('one'),
            theirs: side('other'),
          }),
        )
      }
      const command = async () => ok({ type: 'save', digest, wordsDigest, firstDay } as const)
      return step(tx, actor, 'edition.draft', named, command, at, { texts: texts.value, before })
    },

    /** Checks a draft as it stands; what is found is the answer, and without an error it is checked. */
    async check(
      tx: Tx,
      actor: Actor,
      named: Named,
      at: Moment,
    ): Promise<Result<{ readonly shown: ShownWhole; readonly findings: readonly Finding[] }>> {
      let findings: readonly Finding[] = []
      const command = async (kept: KeptEdition, _: RuleBook, texts: Texts) => {
        findings = await findingsOf(kept, texts)
        return ok({ type: 'check', findings: findings.filter(one => one.severity === 'error').length } as const)
      }
      const done = await step(tx, actor, 'edition.draft', named, command, at)
      return done.ok ? ok({ shown: done.value, findings }) : done
    },

    /** Proposes a checked draft, with the numbers of the resolutions it needs and what it rests on. */
    async propose(
      tx: Tx,
      actor: Actor,
      named: Named,
      resolutions: Resolutions,
      at: Moment,
    ): Promise<Result<ShownWhole>> {
      const command = async (kept: KeptEdition, now: RuleBook, texts: Texts) => {
        const changes = changed(now, kept.kind, texts)
        const { digest } = kept.life
        const [trial, impact] = [await grounds.trial?.(tx, digest), await grounds.impact?.(tx, digest)]
        const findings = kept.life.state === 'checked' ? await findingsOf(kept, texts) : []
        return ok({
          type: 'propose',
          changed: changes.length,
          dues: duesOf(changes),
          unsourced: unsourced(changes),
          resolutions,
          grounds: { findings: findings.length, trial: trial ?? null, impact: impact ?? null },
          wanting: [
            // What was checked against an earlier book may not fit the one that stands.
            ...(findings.some(one => one.severity === 'error') ? ['checks'] : []),
            ...(trial === null ? ['trial'] : []),
            ...(impact === null ? ['impact'] : []),
          ],
        } as const)
      }
      return step(tx, actor, 'edition.propose', named, command, at)
    },

    /** Approves what was proposed, as it was read: never one's own work. */
    async approve(
      tx: Tx,
      actor: Actor,
      named: Named,
      read: { readonly digest: string; readonly wordsDigest: string },
      at: Moment,
    ): Promise<Result<ShownWhole>> {
      const command = async (kept: KeptEdition, now: RuleBook, texts: Texts) => {
        const isResolved = duesOf(changed(now, kept.kind, texts)).length > 0
        const isOfBody = actor.roles.includes('committee_member') || !isResolved
        return ok({ type: 'approve', ...read, isOfBody } as const)
      }
      return step(tx, actor, 'edition.approve', named, command, at)
    },

    reject: (tx: Tx, actor: Actor, named: Named, reason: string, at: Moment): Promise<Result<ShownWhole>> =>
      step(tx, actor, 'edition.approve', named, async () => ok({ type: 'reject', reason }), at, { reason }),

    withdraw: (tx: Tx, actor: Actor, named: Named, reason: string, at: Moment): Promise<Result<ShownWhole>> =>
      step(tx, actor, 'edition.draft', named, async () => ok({ type: 'withdraw', reason }), at, { reason }),

    /** Publishes what was approved: from its first day on it is decided by. */
    async schedule(tx: Tx, actor: Actor, named: Named, at: Moment): Promise<Result<ShownWhole>> {
      const command = async (kept: KeptEdition, _: RuleBook, texts: Texts): Promise<Result<Command>> => {
        if (kept.life.state !== 'approved') return ok({ type: 'schedule' })
        // What was checked against an earlier book has to fit the one that stands, or no process could read it.
        const read = await drafts.read(textsAt(named, texts))
        return read.ok ? ok({ type: 'schedule' }) : refuse(...read.refusals)
      }
      const before = async (kept: KeptEdition): Promise<Result<true>> => {
        const held = kept.life.state === 'approved' ? await grounds.holds?.(tx, named) : undefined
        if (held !== undefined && !held.ok) return held
        // From here on nobody keeps a recommendation until this is done: those after it know the edition.
        await holdDecisions(tx)
        return ok(true)
      }
      return step(tx, actor, 'edition.schedule', named, command, at, { before })
    },
  }
}
export type EditionService = ReturnType<typeof makeEditionService>
