/**
 * The part of rules/worth that holds the questions of readiness: a set for each kind of technology, one of
 * manufacturing and one of the market, with the types of evidence any one of which answers a question. What the way
 * reads of readiness stands in rules/readiness, and is untouched by it.
 */
import { z } from 'zod'
import { BODIES, STATUSES, sourcedGrid, sourceReference } from '../../kernel/sourced.ts'
import { code, dayText, plainText } from '../../kernel/text.ts'

export const TECHNOLOGY_KINDS = ['hardware', 'software', 'materials', 'bio'] as const
export type TechnologyKind = (typeof TECHNOLOGY_KINDS)[number]
/** Kinds of evidence, each with its types. */
const EVIDENCE_KINDS = ['paper', 'test_report', 'pilot_record', 'sales'] as const
type EvidenceKind = (typeof EVIDENCE_KINDS)[number]

const scaleOf = <Name extends z.ZodType>(name: Name, levels: number) =>
  z.strictObject({
    scale: name,
    in_force_from: dayText,
    status: z.enum(STATUSES),
    decided_by: z.enum(BODIES),
    source: sourceReference,
    note: plainText(2000),
    levels: z
      .array(
        z.strictObject({
          level: z.int(),
          questions: z
            .array(z.strictObject({ question: code, evidence: z.array(code).min(1).max(20) }))
            .min(1)
            .max(20),
        }),
      )
      .length(levels)
      .refine(rows => rows.every(({ level }, at) => level === at + 1), { message: 'the levels stand in order, from 1' })
      .refine(rows => isOnce(rows.flatMap(row => row.questions.map(one => one.question))), {
        message: 'each question of a scale once',
      }),
  })
const isOnce = (some: readonly string[]): boolean => new Set(some).size === some.length

/** How many levels each scale has is how it is defined, not a policy: NASA and the EU 9, DoD's manufacturing 10. */
const LEVELS = { technology: 9, manufacturing: 10, market: 9 } as const
export const AXES = ['technology', 'manufacturing', 'market'] as const
export type Axis = (typeof AXES)[number]
const isLevel = (axis: Axis, text: string | undefined): boolean =>
  text !== undefined && /^(0|[1-9][0-9]?)$/.test(text) && Number(text) <= LEVELS[axis]

export const readinessPartSchema = z
  .strictObject({
    evidence: z.strictObject({
      paper: z.array(code).min(1),
      test_report: z.array(code).min(1),
      pilot_record: z.array(code).min(1),
      sales: z.array(code).min(1),
    }),
    technology: z
      .array(scaleOf(z.enum(TECHNOLOGY_KINDS), LEVELS.technology))
      .refine(all => all.map(one => one.scale).join() === TECHNOLOGY_KINDS.join(), {
        message: `a scale for each of ${TECHNOLOGY_KINDS.join(', ')}, in this order`,
      }),
    manufacturing: scaleOf(z.literal('manufacturing'), LEVELS.manufacturing),
    market: scaleOf(z.literal('market'), LEVELS.market),
    /** Gate of a programme -> the level of each scale that has to be shown before its tranche is noticed. */
    gates: sourcedGrid('count').refine(
      grid =>
        Object.values(grid.values).every(
          row => Object.keys(row).length === AXES.length && AXES.every(axis => isLevel(axis, row[axis])),
        ),
      { message: `a level there is for each of ${AXES.join(', ')}` },
    ),
  })
  .refine(({ evidence }) => isOnce(Object.values(evidence).flat()), {
    path: ['evidence'],
    message: 'each type of evidence is of one kind',
  })
  .refine(
    part => {
      const known = new Set(Object.values(part.evidence).flat())
      return [...part.technology, part.manufacturing, part.market].every(scale =>
        scale.levels.every(level => level.questions.every(one => one.evidence.every(type => known.has(type)))),
      )
    },
    { path: ['technology'], message: 'a question names types of evidence there are' },
  )
export type ReadinessPart = z.output<typeof readinessPartSchema>

/** One scale as it is read: the questions of each level, lowest first. */
export type Scale = {
  readonly name: string
  readonly levels: readonly (readonly { readonly question: string; readonly evidence: readonly string[] }[])[]
}
export type ReadinessScales = {
  readonly technology: Readonly<Record<TechnologyKind, Scale>>
  readonly manufacturing: Scale
  readonly market: Scale
  /** Type of evidence -> its kind. */
  readonly kindOf: ReadonlyMap<string, EvidenceKind>
  /** Gate -> the levels it needs. */
  readonly gates: ReadonlyMap<string, Readonly<Record<Axis, number>>>
}

const scale = (
  of: ReadinessPart['market'] | ReadinessPart['technology'][number] | ReadinessPart['manufacturing'],
): Scale => ({
  name: of.scale,
  levels: of.levels.map(level => level.questions),
})

/**
 * The scales of an edition.
 * @source rules/worth: readiness
 */
export const scalesOf = (part: ReadinessPart): ReadinessScales => ({
  technology: Object.fromEntries(part.technology.map(one => [one.scale, scale(one)])) as Record<TechnologyKind, Scale>,
  manufacturing: scale(part.manufacturing),
  market: scale(part.market),
  kindOf: new Map(EVIDENCE_KINDS.flatMap(kind => part.evidence[kind].map(type => [type, kind] as const))),
  gates: new Map(
    Object.entries(part.gates.values).map(([gate, row]) => [
      gate,
      Object.fromEntries(AXES.map(axis => [axis, Number(row[axis])])) as Record<Axis, number>,
    ]),
  ),
})
