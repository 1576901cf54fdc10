/**
 * An application by its sections: what of it belongs to which, what somebody sees who has some of them, and the whole
 * with these replaced. What belongs to no section is nobody's but the firm's.
 */
import { canonicalJson, type Json } from '../../kernel/digest.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { CoWorkingCode } from './refusals.ts'
import { SECTIONS, type Section } from './schema.ts'

export type Tree = Readonly<Record<string, unknown>>
export type Part = { readonly content: Tree; readonly names: Tree }

const OWNERS = 'party.firm.owners'
const inFirm = (...names: readonly string[]): readonly string[] => names.map(name => `party.firm.${name}`)

/** Where the values of a section stand in an application. No place is in two, none above another. */
export const PLACES: Readonly<Record<Section, readonly string[]>> = {
  company: [
    ...inFirm('legal_form', 'company_form', 'business_number', 'corporate_number', 'ksic', 'founded_on', 'employees'),
    ...inFirm('total_assets', 'region', 'owners', 'certifications'),
  ],
  request: [
    ...['application.programme', 'application.request.purpose', 'application.request.loan_amount'],
    'application.request.term_months',
  ],
  plan: [
    ...['application.estimated_sales', 'application.plan', 'application.rnd_budget', 'application.facility_quote'],
  ],
  financials: ['application.financials'],
  technology: ['technology.assets', 'technology.readiness.components', 'technology.relied_on'],
}

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value)

const at = (tree: unknown, place: string): unknown =>
  place
    .split('.')
    .reduce<unknown>((value, key) => (isTree(value) && Object.hasOwn(value, key) ? value[key] : undefined), tree)

/** The tree with a value at a place; undefined takes it out, and leaves no empty folder behind that was not there. */
function withAt(tree: Tree, place: string, value: unknown): Tree {
  const [key = '', ...rest] = place.split('.')
  const { [key]: below, ...others } = tree
  if (rest.length === 0) return value === undefined ? others : { ...others, [key]: value }
  if (value === undefined && !isTree(below)) return tree
  return { ...others, [key]: withAt(isTree(below) ? below : {}, rest.join('.'), value) }
}

const placesOf = (sections: readonly Section[]): readonly string[] => sections.flatMap(section => PLACES[section])

/** Persons whose names belong to the sections: the owners, where the company is among them. */
function personsIn(content: Tree): readonly string[] {
  const owners = at(content, OWNERS)
  return Array.isArray(owners) ? owners.flatMap(one => (isTree(one) ? [String(one['person'])] : [])) : []
}
const named = (names: Tree, persons: readonly string[]): Tree =>
  Object.fromEntries(persons.flatMap(person => (Object.hasOwn(names, person) ? [[person, names[person]]] : [])))

/** What somebody sees who has these sections. */
export function partOf({ content, names }: Part, sections: readonly Section[]): Part {
  const part = placesOf(sections).reduce<Tree>((tree, place) => withAt(tree, place, at(content, place)), {})
  return { content: part, names: sections.includes('company') ? named(names, personsIn(content)) : {} }
}

/** The first place of a tree that is in none of these, '' where all of it is. */
function strayIn(tree: Tree, places: readonly string[], above = ''): string {
  for (const [key, value] of Object.entries(tree)) {
    const place = `${above}${key}`
    if (places.includes(place)) continue
    const isAbove = places.some(one => one.startsWith(`${place}.`))
    const stray = isAbove && isTree(value) ? strayIn(value, places, `${place}.`) : place
    if (stray !== '') return stray
  }
  return ''
}

/**
 * The whole with these sections as they are given; all else stays as it was.
 * Error: `co_working_section_other` with the first place that belongs to none of them, or a person that is no owner.
 */
export function mergedInto(whole: Part, given: Part, sections: readonly Section[]): Result<Part, CoWorkingCode> {
  const places = placesOf(sections)
  const stray = strayIn(given.content, places)
  if (stray !== '')
    return refuse(refusal('co_working_section_other', `content.${stray}`, { limit: sections.join(', ') }))
  // Whoever is named elsewhere in the application is neither renamed nor read by being entered as an owner.
  const before = personsIn(whole.content)
  const persons = sections.includes('company') ? personsIn(given.content) : []
  const isElsewhere = (person: string) => Object.hasOwn(whole.names, person) && !before.includes(person)
  const other = Object.keys(given.names).find(name => !persons.includes(name)) ?? persons.find(isElsewhere)
  if (other !== undefined)
    return refuse(refusal('co_working_section_other', `names.${other}`, { limit: sections.join(', ') }))
  const content = places.reduce((tree, place) => withAt(tree, place, at(given.content, place)), whole.content)
  // A name goes with its owner's row, unless the person stands elsewhere too.
  const text = JSON.stringify(content)
  const gone = before.filter(person => !text.includes(JSON.stringify(person)))
  const names = Object.fromEntries(Object.entries(whole.names).filter(([name]) => !gone.includes(name)))
  return ok({ content, names: { ...names, ...given.names } })
}

/** Sections in which two versions of an application differ. */
export const changedIn = (before: Part, after: Part): readonly Section[] =>
  SECTIONS.filter(section => {
    const [one, other] = [before, after].map(part => canonicalJson(partOf(part, [section]) as unknown as Json))
    return one !== other
  })
