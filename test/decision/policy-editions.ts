/** The policy editions as they stand in rules/, read and checked. */
import { readdirSync, readFileSync } from 'node:fs'
import { authoritySchema } from '../../src/decision/authority-schema.ts'
import { eligibilitySchema } from '../../src/decision/eligibility-schema.ts'
import { holidaysSchema } from '../../src/decision/holidays-schema.ts'
import { programmesSchema } from '../../src/decision/programmes-schema.ts'
import { termsSchema } from '../../src/decision/terms-schema.ts'
import { sourcesSchema } from '../../src/kernel/sourced.ts'
import { vocabularyOf } from '../../src/rules/facts.ts'

const rules = new URL('../../rules/', import.meta.url)
export const json = (path: string): unknown => JSON.parse(readFileSync(new URL(path, rules), 'utf8'))
const edition = (kind: string): unknown => json(`${kind}/2026-01.json`)

export const eligibility = eligibilitySchema.parse(edition('eligibility'))
export const terms = termsSchema.parse(edition('terms'))
export const programmes = programmesSchema.parse(edition('programmes'))
export const authority = authoritySchema.parse(edition('authority'))
export const holidays = holidaysSchema.parse(edition('holidays'))
export const declared = edition('facts') as {
  readonly facts: readonly { readonly name: string; readonly codes?: readonly string[] }[]
}

const vocabularyRead = vocabularyOf(declared.facts)
if (!vocabularyRead.ok) throw new Error(JSON.stringify(vocabularyRead.refusals))
export const vocabulary = vocabularyRead.value
export const editions = { eligibility, terms, programmes, authority }

const sources = readdirSync(new URL('sources/', rules)).map(name => sourcesSchema.parse(json(`sources/${name}`)))
export const sourceIds = sources.flatMap(file => Object.keys(file))

export const GRADES = ['AAA', 'AA', 'A', 'BBB', 'BB', 'B', 'CCC', 'CC', 'C', 'D'] as const
export const won = (text: string | undefined): bigint => BigInt(text ?? '-1')
export const programme = (code: string) => {
  const found = programmes.programmes.find(one => one.code === code)
  if (found === undefined) throw new Error(`no programme ${code}`)
  return found
}

/** Every object with a `clause`, wherever it stands. */
type ReadClause = { readonly clause: string; readonly says: string; readonly in_force_from: string }
const clausesOf = (list: readonly unknown[]): readonly ReadClause[] => list as readonly ReadClause[]
export const allClauses = [
  ...(['general', 'technology', 'credit', 'capacity'] as const).flatMap(set => clausesOf(eligibility[set])),
  ...programmes.programmes.flatMap(one => clausesOf(one.clauses)),
]

/** Every value under a key, anywhere in a JSON value. */
export function under(value: unknown, key: string): unknown[] {
  if (Array.isArray(value)) return value.flatMap(item => under(item, key))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, item]) => [...(name === key ? [item] : []), ...under(item, key)])
}
