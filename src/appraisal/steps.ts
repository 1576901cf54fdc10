/** The steps the sandbox plays of a case, from its submission to its recommendation, as rows to be kept at once. */
import { BEGINNING, type CaseEvent, type Command, decide, evolve, type Life } from '../application/life.ts'
import { digestOf, type Json } from '../kernel/digest.ts'
import { ok, type Result, sure } from '../kernel/result.ts'
import { appraisersIn, playedDraw } from '../panel/drawing/draw.ts'
import type { SignedSheet } from '../panel/schema.ts'
import type { ExclusionFact } from '../party/schema.ts'
import type { Content } from './content.ts'

export type Step = { readonly event: CaseEvent; readonly life: Life }

/** One command to a life: the event and the life after it. */
export function stepOf(life: Life, command: Command): Result<Step> {
  const event = decide(life, command)
  return event.ok ? ok({ event: event.value, life: evolve(life, event.value) }) : event
}

type EventRow = { readonly sequence: number; readonly type: string; readonly body: unknown; readonly person: string }
export type Steps = {
  readonly life: Life
  readonly events: readonly EventRow[]
  readonly sheets: readonly SignedSheet[]
  /** Digests of the sheets, in their order. */
  readonly digests: readonly string[]
  readonly assignments: readonly { readonly appraiser: string; readonly draw: string }[]
}

type Players = { readonly officer: string; readonly appraisers: readonly string[] }
type Marked = Pick<SignedSheet, 'marks' | 'site_visit'>

/**
 * Submission (where the case is new), acceptance, draw, sheets and recommendation, each by whoever plays it.
 * @param life   of the case as it is; null for one not yet kept
 * @param asker  who handed it in
 * @param seed   of the draw among the players; the ids of rows are made by `uuid`
 */
export function stepsOf(
  life: Life | null,
  players: Players,
  asker: string,
  marked: readonly Marked[],
  day: string,
  uuid: () => string,
): Steps {
  const events: EventRow[] = []
  let now: Life = life ?? BEGINNING
  const step = (command: Command, person: string, body: unknown): void => {
    // The sandbox asks for nothing its own states do not allow.
    const next = sure(stepOf(now, command))
    now = next.life
    events.push({ sequence: now.version, type: next.event.type, body, person })
  }
  if (life === null) {
    events.push({ sequence: 1, type: 'drafted', body: {}, person: asker })
    step({ type: 'submit' }, asker, { day })
  }
  const seed = uuid()
  const count = Math.min(marked.length, players.appraisers.length)
  const draw = playedDraw(seed, players.appraisers, count)
  const appraisers = appraisersIn(draw)
  step({ type: 'accept' }, players.officer, { commitment: draw.commitment })
  step({ type: 'assign' }, players.officer, { commitment: draw.commitment, seed, next: draw.next, appraisers })
  const sheets = appraisers.map((appraiser, place): SignedSheet => {
    const { marks, site_visit } = marked[place] as Marked
    const sheet = { id: uuid(), appraiser, appraiser_grade: '1' as const, signed_on: day, marks }
    return site_visit === undefined ? sheet : { ...sheet, site_visit }
  })
  const digests = sheets.map(sheet => digestOf(sheet as unknown as Json))
  for (const [place, sheet] of sheets.entries()) {
    const body = { sheet: sheet.id, digest: digests[place] }
    // Nobody of the sandbox is heard on marks that differ: its example of them is the referral they lead to.
    step({ type: 'sign_sheet', isLast: place === sheets.length - 1 }, sheet.appraiser, body)
  }
  step({ type: 'recommend' }, players.officer, {})
  const text = JSON.stringify(draw)
  return { life: now, events, sheets, digests, assignments: appraisers.map(appraiser => ({ appraiser, draw: text })) }
}

/** The rows of the steps, the last event naming the decision it led to. */
export const rowsOf = (steps: Steps, decision: string) => ({
  events: steps.events.map((event, place) =>
    place === steps.events.length - 1 ? { ...event, body: { decision } } : event,
  ),
  assignments: steps.assignments,
  sheets: steps.sheets.map((sheet, place) => ({
    id: sheet.id,
    appraiser: sheet.appraiser,
    body: sheet,
    digest: steps.digests[place],
  })),
})

/** What the sandbox's offices answer today: what the case itself says. */
export function playedFacts(content: Content, day: string): ExclusionFact[] {
  const newest = new Map<string, ExclusionFact>()
  for (const one of content.party.exclusion_facts) newest.set(`${one.fact} ${one.source}`, one)
  return [...newest.values()].map(one => ({ ...one, as_of: day, valid_until: day }))
}

/** In the sandbox the registers are read today as well, so that an example stays the example it is. */
export const playedContent = (content: Content, day: string): Content => ({
  ...content,
  technology: { ...content.technology, assets: content.technology.assets.map(asset => ({ ...asset, as_of: day })) },
  stated_facts: content.stated_facts.map(stated => ({ ...stated, as_of: day })),
})

/** What the sandbox's offices answer, as the row it is kept in. */
export const gatheredRow = (content: Content, day: string, uuid: () => string) => ({
  id: uuid(),
  readings: playedFacts(content, day).map(one => ({ ...one, state: 'known' as const, attempts: 1 })),
})
