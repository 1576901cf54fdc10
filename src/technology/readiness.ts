/**
 * How ready a technology is: the level each component has shown by its evidence, and the whole as its weakest part.
 * A level counts only when every level below it is shown too; a claim above the evidence counts for nothing.
 */
import { z } from 'zod'
import { ok, type Result, refusal } from '../kernel/result.ts'
import { BODIES, editionHeader, STATUSES, sourcedNumber, sourceReference } from '../kernel/sourced.ts'
import { code, dayText, plainText } from '../kernel/text.ts'
import type { RightsPolicy } from './in-force.ts'
import type { TechnologyCode } from './refusals.ts'
import type { Component } from './schema.ts'

/** Levels of the scale; nine is how the scale is defined, not a policy. */
const LEVELS = 9

/** The file rules/readiness/<edition>.json. */
export const readinessSchema = z
  .strictObject({
    kind: z.literal('readiness'),
    ...editionHeader,
    /** For each level, lowest first, the types of evidence any one of which shows it. */
    evidence: z.strictObject({
      in_force_from: dayText,
      status: z.enum(STATUSES),
      decided_by: z.enum(BODIES),
      source: sourceReference.nullable(),
      note: plainText(2000),
      levels: z
        .array(z.strictObject({ level: z.int().min(1).max(LEVELS), types: z.array(code).min(1).max(40) }))
        .length(LEVELS),
    }),
    rights: z.strictObject({
      status_fresh_days: sourcedNumber('days'),
      annuity_grace_months: sourcedNumber('months'),
    }),
  })
  .superRefine((edition, context) => {
    for (const [index, level] of edition.evidence.levels.entries())
      if (level.level !== index + 1)
        context.addIssue({
          code: 'custom',
          path: ['evidence', 'levels', index, 'level'],
          message: `the levels stand in order: here level ${index + 1}`,
        })
    for (const name of ['status_fresh_days', 'annuity_grace_months'] as const)
      if (!/^[0-9]{1,5}$/.test(edition.rights[name].value))
        context.addIssue({ code: 'custom', path: ['rights', name, 'value'], message: 'a whole number, not below 0' })
  })
export type ReadinessEdition = z.output<typeof readinessSchema>

/** The policy on rights an edition states. */
export const rightsPolicyOf = ({ rights }: ReadinessEdition): RightsPolicy => ({
  statusFreshDays: Number(rights.status_fresh_days.value),
  annuityGraceMonths: Number(rights.annuity_grace_months.value),
})

/** For each level, lowest first, the types of evidence any one of which shows it. */
export type EvidenceByLevel = readonly (readonly string[])[]
export const evidenceByLevelOf = ({ evidence }: ReadinessEdition): EvidenceByLevel =>
  evidence.levels.map(level => level.types)

export type ComponentReadiness = {
  readonly code: string
  readonly claimed: number
  /** Highest level shown with all below it, 0 to 9, at most the claimed one. */
  readonly shown: number
  /** Types any one of which would show the next level; empty when the claim is shown in full. */
  readonly lacking: readonly string[]
}
export type Readiness = {
  /** The lowest level of all components, 0 to 9; undefined when no component is described. */
  readonly trl: number | undefined
  readonly components: readonly ComponentReadiness[]
}

function componentReadiness(component: Component, levels: EvidenceByLevel): ComponentReadiness {
  const held = new Set(component.evidence.map(evidence => evidence.type))
  const missing = levels.findIndex(types => !types.some(type => held.has(type)))
  const reached = missing === -1 ? levels.length : missing
  const shown = Math.min(reached, component.trl)
  const lacking = shown < component.trl ? (levels[shown] ?? []) : []
  return { code: component.code, claimed: component.trl, shown, lacking }
}

/**
 * The readiness level of an asset.
 * `trl = min over components of min(claimed, max{L : levels 1..L each shown by one piece of evidence})`.
 * @param components the parts of the technology with their claims and evidence
 * @param levels evidence types by level, lowest first
 * @source rules/readiness: evidence.levels; the scale as ISO 16290:2013 numbers it
 */
export function readinessOf(components: readonly Component[], levels: EvidenceByLevel): Readiness {
  const each = components.map(component => componentReadiness(component, levels))
  const trl = each.length === 0 ? undefined : Math.min(...each.map(component => component.shown))
  return { trl, components: each }
}

/**
 * Refuses evidence of a type no level knows: a misspelt type would otherwise count for nothing in silence.
 * Refuses: evidence_type_unknown, one for each piece.
 */
export function knownEvidence(
  components: readonly Component[],
  levels: EvidenceByLevel,
): Result<readonly Component[], TechnologyCode> {
  const isKnown = (type: string): boolean => levels.some(types => types.includes(type))
  const found = components.flatMap((component, index) =>
    component.evidence.flatMap((evidence, place) => {
      if (isKnown(evidence.type)) return []
      const at = `technology.readiness.components.${index}.evidence.${place}.type`
      const limit = [...new Set(levels.flat())].join(' ')
      return [refusal('evidence_type_unknown', at, { field: at, value: evidence.type, limit })]
    }),
  )
  return found.length === 0 ? ok(components) : { ok: false, refusals: found }
}
