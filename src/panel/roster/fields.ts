/** Which fields of the appraiser's certificate a technology belongs to, by its classes or the firm's industry. */
import type { Industry } from '../../party/classification.ts'
import { FIELDS, type Field, fieldsOfLine, type RosterEdition } from './edition.ts'

/** A symbol of the patent classification, blanks allowed before the group: section, class, subclass, group. */
const SYMBOL = /^([A-H])(\d{2})([A-Z])\s?(?:(\d{1,4})(?:\/.*)?)?$/

/** The prefixes of a symbol from the whole group up to its section; none of what is no such symbol. */
function prefixesOf(symbol: string): readonly string[] {
  const parts = SYMBOL.exec(symbol)
  if (parts === null) return []
  const [, section = '', kind = '', subclass = '', group = ''] = parts
  return [section + kind + subclass + group, section + kind + subclass, section + kind, section]
}

const lineIn = (values: Readonly<Record<string, string>>, prefixes: readonly string[]): string | undefined => {
  const prefix = prefixes.find(one => Object.hasOwn(values, one))
  return prefix === undefined ? undefined : values[prefix]
}

/** Fields of an industry; finer than its division only in the revision the table is written in. */
function fieldsOfIndustry({ revision, code, division }: Industry, values: Readonly<Record<string, string>>) {
  const prefixes = revision === '10' ? [5, 4, 3, 2].map(length => code.slice(0, length)) : [division]
  return lineIn(values, prefixes)
}

/**
 * The fields in which somebody may appraise a technology: those of its classes together. Where none of these is a
 * class of patents (designs and marks carry others), those of the industry; where nothing is known, any field.
 * @param classes as the offices print them
 * @param industry in the revision the rules use; undefined where it is not known
 * @returns in the order of `FIELDS`, never none
 * @source rules/panel roster.ipc, roster.ksic
 */
export function fieldsOf(
  classes: readonly string[],
  industry: Industry | undefined,
  { ipc, ksic }: Pick<RosterEdition, 'ipc' | 'ksic'>,
): readonly Field[] {
  const lines = classes.map(symbol => lineIn(ipc.values, prefixesOf(symbol))).filter(line => line !== undefined)
  const ofIndustry = industry === undefined ? undefined : fieldsOfIndustry(industry, ksic.values)
  const found = new Set((lines.length > 0 ? lines : [ofIndustry ?? 'any']).flatMap(fieldsOfLine))
  return FIELDS.filter(field => found.has(field))
}
