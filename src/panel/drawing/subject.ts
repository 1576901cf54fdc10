/** What of a case decides who may be drawn for it: who stands in it, by id and by name, and of which fields it is. */
import type { CalendarDate } from '../../kernel/calendar.ts'
import type { Industry } from '../../party/classification.ts'
import type { Party } from '../../party/schema.ts'
import type { Technology } from '../../technology/schema.ts'
import { FIELDS, type RosterEdition } from '../roster/edition.ts'
import { fieldsOf } from '../roster/fields.ts'
import { type Appraiser, standingOf } from '../roster/standing.ts'
import type { Candidate, Subject } from './eligibility.ts'
import { keysOf } from './names.ts'

/** A case as it was handed in, as far as it is read here. */
export type CaseContent = {
  readonly party: Pick<Party, 'firm'>
  readonly technology: Pick<Technology, 'assets' | 'relied_on'>
}

/**
 * The fields of a case: those of the classes of the rights the request stands on, or of all its rights where it stands
 * on none, and those of the industry where none is a class of patents; beside them those of the industry. An industry
 * of any field says nothing beside a technology.
 * @param industry in the revision the rules use; undefined where it cannot be told
 * @source rules/panel: roster.ipc, roster.ksic
 */
export function fieldsOfCase(
  { technology }: CaseContent,
  industry: Industry | undefined,
  roster: Pick<RosterEdition, 'ipc' | 'ksic'>,
): Subject['fields'] {
  const reliedOn = technology.assets.filter(asset => technology.relied_on.includes(asset.id))
  const classes = (reliedOn.length > 0 ? reliedOn : technology.assets).flatMap(asset => asset.classes)
  const main = new Set(fieldsOf(classes, industry, roster))
  const ofIndustry = fieldsOf([], industry, roster)
  const beside = ofIndustry.length === FIELDS.length ? [] : ofIndustry.filter(field => !main.has(field))
  return { main, side: new Set(beside) }
}

const isPerson = (id: string): boolean => id.startsWith('person-')

/** Everybody who stands in a case by id: the firm and its affiliates, owners, owners of rights, inventors. */
export function idsIn({ party: { firm }, technology }: CaseContent): readonly string[] {
  return [
    firm.id,
    ...firm.owners.map(owner => owner.person),
    ...firm.affiliates.map(affiliate => affiliate.firm),
    ...technology.assets.flatMap(asset => [
      ...asset.owners.map(owner => owner.party),
      ...(asset.from_employee === undefined ? [] : [asset.from_employee.invention_of]),
    ]),
  ]
}

/** The texts by which names are known: one name in three languages, or a name as an office prints it. */
const textsOf = (name: unknown): readonly string[] =>
  typeof name === 'string'
    ? [name]
    : Object.values((name ?? {}) as Readonly<Record<string, unknown>>).filter(text => typeof text === 'string')

export type CaseParts = {
  readonly content: CaseContent
  /** The names that came with the case, by id. */
  readonly names: Readonly<Record<string, unknown>>
  /** Firm and bank as the case is kept under. */
  readonly parties: readonly string[]
  /** Whoever prepared the case or has a hand in it now. */
  readonly preparedBy: readonly string[]
  readonly drawnBefore: readonly string[]
  readonly fields: Subject['fields']
  readonly isHighAmount: boolean
}

/** A case as eligibility reads it. */
export function subjectOf(parts: CaseParts): Subject {
  const ids = [...new Set([...idsIn(parts.content), ...parts.parties])]
  return {
    organisations: new Set(ids.filter(id => !isPerson(id))),
    persons: new Set(ids.filter(isPerson)),
    nameKeys: keysOf(ids.flatMap(id => textsOf(parts.names[id]))),
    preparedBy: new Set(parts.preparedBy),
    drawnBefore: new Set(parts.drawnBefore),
    fields: parts.fields,
    isHighAmount: parts.isHighAmount,
  }
}

/** Somebody who might be drawn, as the register and the tables of people have them. */
export type Registration = Omit<Candidate, 'nameKeys' | 'grounds'> & {
  readonly names: unknown
  readonly appraiser: Appraiser
}

/** Somebody as eligibility reads them on a day. */
export const candidateOf = (
  { names, appraiser, ...rest }: Registration,
  roster: RosterEdition,
  day: CalendarDate,
): Candidate => ({
  ...rest,
  nameKeys: keysOf(textsOf(names)),
  grounds: standingOf(appraiser, roster, day).grounds,
})
