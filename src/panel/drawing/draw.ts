/**
 * Who appraises is drawn, not chosen. The seed is promised by its digest when the case is accepted, before anybody
 * knows the candidates of the day, and shown with the draw: anyone can hold it against the promise and draw again.
 */
import type { CalendarDate } from '../../kernel/calendar.ts'
import { commitmentOf } from '../../kernel/promise.ts'
import type { RosterEdition } from '../roster/edition.ts'
import type { DrawingRules } from './edition.ts'
import { type Candidate, eligibility, fieldFit, type Subject, weightOf } from './eligibility.ts'
import { ALGORITHM, drawn, drawnUnweighted, isSecondDrawn } from './lots.ts'
import type { Purpose } from './terms.ts'

/** A draw as it was recorded before candidates had weights. */
type UnweightedDraw = {
  readonly commitment: string
  readonly seed: string
  /** Everybody eligible, in the order of their ids. */
  readonly candidates: readonly string[]
  readonly count: number
}

/** A draw as it is recorded: whatever decided it, so that it can be done again by anyone. */
export type WeightedDraw = {
  readonly algorithm: typeof ALGORITHM
  readonly purpose: Purpose
  /** Whose place is filled. */
  readonly replaces: string | null
  /** sha256 of the seed: as promised on acceptance, afterwards the seed of the draw before. */
  readonly commitment: string
  readonly seed: string
  /** Edition of rules/panel; null in the sandbox, where players are drawn by no rules. */
  readonly edition: string | null
  readonly fields: { readonly main: readonly string[]; readonly side: readonly string[] }
  readonly candidates: readonly {
    readonly id: string
    readonly weight: number
    readonly field: 'main' | 'side'
    readonly open: number
  }[]
  /** Everybody who was looked at and may not be drawn, with the codes of every reason. */
  readonly excluded: readonly { readonly id: string; readonly reasons: readonly string[] }[]
  /** Whether the seed gives an ordinary case as many appraisers as a high amount has; null where nothing hung on it. */
  readonly second: { readonly share: string; readonly is_drawn: boolean } | null
  readonly count: number
  /** What promises the next draw, where the last seed promised is shown with this one. */
  readonly next: string | null
}
export type Draw = UnweightedDraw | WeightedDraw

export const isWeighted = (draw: Draw): draw is WeightedDraw => 'algorithm' in draw

/** Who was drawn, found again from the record alone. */
export function appraisersIn(draw: Draw): readonly string[] {
  return isWeighted(draw) ? drawn(draw) : drawnUnweighted(draw)
}

/** Whether a recorded draw holds: the seed is the one promised, and gives the appraisers named and no others. */
export function isTrueDraw(draw: Draw, appraisers: readonly string[]): boolean {
  if (commitmentOf(draw.seed) !== draw.commitment) return false
  if (isWeighted(draw)) {
    if (draw.algorithm !== ALGORITHM) return false
    const { second } = draw
    if (second !== null && second.is_drawn !== isSecondDrawn(draw.seed, second.share)) return false
  }
  return appraisersIn(draw).join(' ') === appraisers.join(' ')
}

/** How many appraise a case: as its amount asks, and how many a high amount has. */
export type Due = { readonly count: number; readonly high: number }

/** What the rules of a day say of a draw; handed in, since they belong to later stages. */
export type RulesOfDraws = {
  readonly rules: DrawingRules
  /** By what the standing of somebody on the register is found. */
  readonly roster: RosterEdition
  readonly dueOf: (content: unknown) => Due & { readonly isHighAmount: boolean }
  readonly fieldsOf: (content: unknown) => Subject['fields']
  /** The last day of so many from the day on, moved on where it is one without work. */
  readonly dayAfter: (days: number) => string
}

/** A draw to be made: the case, everybody who might be drawn, and what of the promise is opened for it. */
export type Drawing = {
  readonly subject: Subject
  readonly candidates: readonly Candidate[]
  readonly rules: DrawingRules
  readonly day: CalendarDate
  readonly seed: string
  readonly next: string | null
}
type Asked = Pick<WeightedDraw, 'purpose' | 'replaces' | 'second' | 'count'>

function made({ subject, candidates, rules, day, seed, next }: Drawing, asked: Asked): WeightedDraw {
  const listed: WeightedDraw['candidates'][number][] = []
  const excluded: WeightedDraw['excluded'][number][] = []
  for (const candidate of candidates) {
    const { id, open } = candidate
    const reasons = eligibility(candidate, subject, rules, day)
    if (reasons.length > 0) excluded.push({ id, reasons: reasons.map(one => one.code) })
    else {
      const field = fieldFit(candidate.fields, subject.fields) === 'side' ? 'side' : 'main'
      listed.push({ id, weight: weightOf(candidate, subject.fields, rules), field, open })
    }
  }
  const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1)
  return {
    algorithm: ALGORITHM,
    ...asked,
    commitment: commitmentOf(seed),
    seed,
    edition: rules.edition,
    fields: { main: [...subject.fields.main].sort(), side: [...subject.fields.side].sort() },
    candidates: listed.sort(byId),
    excluded: excluded.sort(byId),
    next,
  }
}

/**
 * The panel of a case: as many as its amount asks for, and of the other cases a share, by the seed alone, gets as many
 * as a high amount has.
 */
export function panelDraw(drawing: Drawing, due: Due): WeightedDraw {
  const share = drawing.rules.secondShare
  const second = due.count < due.high ? { share, is_drawn: isSecondDrawn(drawing.seed, share) } : null
  const count = second?.is_drawn === true ? due.high : due.count
  return made(drawing, { purpose: 'panel', replaces: null, second, count })
}

/** One in the place of somebody who refused or did not sign in time. */
export const replacementDraw = (drawing: Drawing, replaces: string): WeightedDraw =>
  made(drawing, { purpose: 'replacement', replaces, second: null, count: 1 })

/** The draw among the players of the sandbox, whom no rules hold back: each with the same weight. */
export const playedDraw = (seed: string, players: readonly string[], count: number): WeightedDraw => ({
  ...{ algorithm: ALGORITHM, purpose: 'panel', replaces: null, commitment: commitmentOf(seed), seed, edition: null },
  fields: { main: [], side: [] },
  candidates: players.map(id => ({ id, weight: 1, field: 'main', open: 0 })),
  ...{ excluded: [], second: null, count, next: null },
})

/**
 * How many join those who signed, so that a committee is of odd number: up to the edition's size, or, where so many
 * signed already, to the next odd number above theirs. Always at least one.
 * @param signed appraisers whose sheets stand
 * @source rules/panel: drawing.committee_size
 */
export function joiningCount(signed: number, size: number): number {
  if (signed < size) return size - signed
  return signed % 2 === 0 ? 1 : 2
}

/**
 * Who joins those who signed and do not agree. Nobody who signed is left out: their sheets stand, and the middle of an
 * odd number of sheets is found among them and the new ones.
 */
export const committeeDraw = (drawing: Drawing, signed: number): WeightedDraw =>
  made(drawing, {
    purpose: 'committee',
    replaces: null,
    second: null,
    count: joiningCount(signed, drawing.rules.committeeSize),
  })
