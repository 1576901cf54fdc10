/**
 * Whether two names may be of one person. Names of inventors and applicants come as offices print them: in capitals or
 * not, the family name first or last, with commas, hyphens and blanks set as each office likes. A match says that it
 * is possible, no more; two people of one name cannot be told apart here.
 */

/** One spelling: without accents and case, its parts in the order they stand in. */
function partsOf(name: string): readonly string[] {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .normalize('NFKC')
    .toLowerCase()
  // A hyphen joins what another office writes as one word; whatever else is no letter or digit parts.
  return plain
    .replace(/[-\u2010-\u2015'\u2018\u2019.]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(part => part !== '')
}

/**
 * What a name is compared by: its parts run together, from each of them on around (the family name first or last), and
 * in the order of the alphabet. Names are alike that have one of these in common.
 */
export function nameKeys(name: string): readonly string[] {
  const parts = partsOf(name)
  if (parts.length === 0) return []
  const around = parts.map((_, at) => [...parts.slice(at), ...parts.slice(0, at)].join(''))
  return [...new Set([...around, [...parts].sort().join('')])]
}

/** Everything a list of names is compared by. */
export const keysOf = (names: readonly string[]): ReadonlySet<string> => new Set(names.flatMap(nameKeys))
