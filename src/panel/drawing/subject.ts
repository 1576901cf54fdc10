/** What of a case decides who may be drawn for it: who stands in it, by id and by name, and of which fields it is. */
import type { Party } from '../../party/schema.ts'
import type { Technology } from '../../technology/schema.ts'
import { type Field, fieldsOfLine, type RosterEdition } from '../roster/edition.ts'
import type { Subject } from './eligibility.ts'
import { keysOf } from './names.ts'

/** A case as it was handed in, as far as it is read here. */
export type CaseContent = {
  readonly party: Pick<Party, 'firm'>
  readonly technology: Pick<Technology, 'assets' | 'relied_on'>
}

/** The line of the longest prefix of a class that the table has. */
function lineOf(table: Readonly<Record<string, string>>, symbol: string): string | undefined {
  for (let length = symbol.length; length > 0; length--) {
    const prefix = symbol.slice(0, length)
    if (Object.hasOwn(table, prefix)) return table[prefix]
  }
  return undefined
}

const fieldsOfClasses = (table: Readonly<Record<string, string>>, symbols: readonly string[]): Set<Field> =>
  new Set(symbols.flatMap(symbol => fieldsOfLine(lineOf(table, symbol) ?? '')))

/** Kinds whose classes are those of the patent classification; a design or a mark is classified otherwise. */
const isOfPatents = (kind: string): boolean => kind === 'patent' || kind === 'utility_model'

/**
 * The fields of a case: those of the classes of the patents the request stands on, or of all its patents where it
 * stands on none; beside them those of the industry. Without a patent the industry's are its main ones.
 * @param industry the class of the firm's industry in the tenth revision; undefined where it cannot be told
 * @source rules/panel: roster.ipc, roster.ksic
 */
export function fieldsOfCase(
  { technology }: CaseContent,
  industry: string | undefined,
  roster: Pick<RosterEdition, 'ipc' | 'ksic'>,
): Subject['fields'] {
  const patents = technology.assets.filter(asset => isOfPatents(asset.kind))
  const reliedOn = patents.filter(asset => technology.relied_on.includes(asset.id))
  const classes = (reliedOn.length > 0 ? reliedOn : patents).flatMap(asset => asset.classes)
  const ofTechnology = fieldsOfClasses(roster.ipc.values, classes)
  const ofIndustry = fieldsOfClasses(roster.ksic.values, industry === undefined ? [] : [industry])
  return ofTechnology.size > 0
    ? { main: ofTechnology, side: ofIndustry.difference(ofTechnology) }
    : { main: ofIndustry, side: new Set() }
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

/** What somebody's names are compared by. */
export const nameKeysOf = (names: unknown): ReadonlySet<string> => keysOf(textsOf(names))
