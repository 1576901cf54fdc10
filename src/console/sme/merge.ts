/**
 * Two people's changes of one part of an application put together, field by field: what one of them changed is taken,
 * what both changed to something else is a choice, and nothing of either is lost without one. Pure.
 */
import { type Field, type Form, fieldId, type RowList, type Section, shownFields, type Values } from './fields.ts'
import { identity, numberedAnew, ORIGINAL } from './rows.ts'

export type Side = 'mine' | 'theirs'
/** What both changed, each to something else; a row that one took out and the other changed has no field. */
export type Clash = {
  /** Of what it is about, the same however the rest is chosen. */
  readonly key: string
  /** The field's name on its page, for its words; of a row, of its first field. */
  readonly id: string
  readonly field: Field | null
  /** As the form holds it; null where the row was taken out. */
  readonly mine: string | null
  readonly theirs: string | null
}
/** A field by its name on the page; of a row that came or was taken out, its first. */
export type Place = { readonly id: string; readonly isOut: boolean }
export type Merge = {
  /** On what the others saved; a choice that was not made stays with mine. */
  readonly form: Form
  readonly clashes: readonly Clash[]
  /** What the others alone changed, and what I alone did. */
  readonly taken: readonly Place[]
  readonly kept: readonly Place[]
}
export type Chosen = Readonly<Record<string, Side>>

type Told = { readonly clashes: Clash[]; readonly taken: Place[]; readonly kept: Place[] }
type Three = { readonly base: Values; readonly mine: Values; readonly theirs: Values }

/** The fields of a form, or of one of its rows. */
function fieldsOf(
  fields: readonly Field[],
  { base, mine, theirs }: Three,
  chosen: Chosen,
  told: Told,
  name: (key: string) => { readonly key: string; readonly id: string },
): Values {
  const found: Told = { clashes: [], taken: [], kept: [] }
  const values = Object.fromEntries(
    fields.map(field => {
      const [from, own, other] = [base, mine, theirs].map(each => each[field.key] ?? '') as [string, string, string]
      const { key, id } = name(field.key)
      if (own === other) return [field.key, own]
      if (own === from) {
        found.taken.push({ id, isOut: false })
        return [field.key, other]
      }
      if (other === from) {
        found.kept.push({ id, isOut: false })
        return [field.key, own]
      }
      found.clashes.push({ key, id, field, mine: own, theirs: other })
      return [field.key, chosen[key] === 'theirs' ? other : own]
    }),
  )
  // What is not asked any more, as the rest is chosen, is nothing to choose.
  const shown = new Set(shownFields(fields, values))
  told.clashes.push(...found.clashes.filter(({ field }) => field !== null && shown.has(field)))
  told.taken.push(...found.taken)
  told.kept.push(...found.kept)
  return { ...theirs, ...values }
}

/** Which of my rows was read as which of the first ones; of two alike the first is the first. */
function readAs(base: readonly Values[], mine: readonly Values[]): ReadonlyMap<Values, Values> {
  const found = new Map<Values, Values>()
  for (const row of mine) {
    const from = base.find(each => !found.has(each) && each[ORIGINAL] === row[ORIGINAL])
    if (from !== undefined) found.set(from, row)
  }
  return found
}

/** The rows of a list: as the others saved them, then what I added. */
function rowsOf(
  list: RowList,
  { base, mine, theirs }: Readonly<Record<keyof Three, readonly Values[]>>,
  chosen: Chosen,
  told: Told,
): readonly Values[] {
  const rows: Values[] = []
  const first = list.fields[0]?.key ?? ''
  const isLike = (one: Values, other: Values): boolean =>
    list.fields.every(({ key }) => (one[key] ?? '') === (other[key] ?? ''))
  const asRead = readAs(base, mine)
  const known = new Set(asRead.values())
  const added = new Set(mine.filter(row => !known.has(row)))
  const left = new Set(base)
  const named = (from: Values, field: string) => ({
    key: `${list.key}/${base.indexOf(from)}/${field}`,
    id: fieldId(field, list.key, rows.length),
  })
  const place = (at: number, isOut = false): Place => ({ id: fieldId(first, list.key, at), isOut })

  for (const other of theirs) {
    const from = [...left].find(each => identity(each, first) === identity(other, first))
    if (from === undefined) {
      // Both may have added the same, or what can stand once alone.
      const isTwin = (row: Values) => isLike(row, other) || (list.isOneEach === true && row[first] === other[first])
      const twin = [...added].find(isTwin)
      if (twin === undefined) {
        told.taken.push(place(rows.length))
        rows.push(other)
        continue
      }
      added.delete(twin)
      const named = (field: string) => ({
        key: `${list.key}/+${other[first]}/${field}`,
        id: fieldId(field, list.key, rows.length),
      })
      rows.push(fieldsOf(list.fields, { base: {}, mine: twin, theirs: other }, chosen, told, named))
      continue
    }
    left.delete(from)
    const row = asRead.get(from)
    if (row !== undefined) {
      const three = { base: from, mine: row, theirs: other }
      rows.push(fieldsOf(list.fields, three, chosen, told, field => named(from, field)))
      continue
    }
    // Taken out here.
    const out = place(theirs.indexOf(other), true)
    if (isLike(from, other)) told.kept.push(out)
    else {
      const clash = { key: named(from, '').key, id: out.id, field: null, mine: null, theirs: other[first] ?? '' }
      told.clashes.push(clash)
      if (chosen[clash.key] === 'theirs') rows.push(other)
    }
  }
  // Taken out by the others.
  for (const from of left) {
    const row = asRead.get(from)
    if (row === undefined) continue
    const out = place(mine.indexOf(row), true)
    if (isLike(row, from)) {
      told.taken.push(out)
      continue
    }
    const clash = { key: named(from, '').key, id: out.id, field: null, mine: row[first] ?? '', theirs: null }
    told.clashes.push(clash)
    if (chosen[clash.key] !== 'theirs') rows.push(row)
  }
  for (const row of added) {
    told.kept.push(place(rows.length))
    rows.push(numberedAnew(row, rows))
  }
  return rows
}

/**
 * @param base    what both began from
 * @param mine    what is typed here and not saved
 * @param theirs  what was saved meanwhile
 * @param chosen  the choices made so far, by their keys
 */
export function merged(section: Section, base: Form, mine: Form, theirs: Form, chosen: Chosen = {}): Merge {
  const told: Told = { clashes: [], taken: [], kept: [] }
  const three = { base: base.values, mine: mine.values, theirs: theirs.values }
  const name = (key: string) => ({ key, id: fieldId(key) })
  const values = fieldsOf(section.fields, three, chosen, told, name)
  const lists = Object.fromEntries(
    section.lists.map(list => {
      const of = (form: Form): readonly Values[] => form.lists[list.key] ?? []
      return [list.key, rowsOf(list, { base: of(base), mine: of(mine), theirs: of(theirs) }, chosen, told)]
    }),
  )
  return { form: { values, lists }, ...told }
}
