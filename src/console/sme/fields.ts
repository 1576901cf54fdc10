/**
 * A part of an application as a form: its fields, each with where its value lies, and lists of rows. What a form shows
 * is text; what is kept is what the API takes. What a form does not show stays in the application as it was. Pure.
 */
import { at, listAt, percentIn, ratioIn, type Tree, withAt } from './paths.ts'
import { ORIGINAL, rowBehind, type Values } from './rows.ts'

export type { Values }

export type FieldKind = 'text' | 'choice' | 'won' | 'signed_won' | 'day' | 'count' | 'percent' | 'flag' | 'words'
export type Field = {
  readonly key: string
  readonly kind: FieldKind
  /** In the application, or in its row. */
  readonly path: string
  readonly isDue?: boolean
  /** Kept with who said it and when: the firm, today, once it is changed here. */
  readonly isSaid?: boolean
  /** Choices by their codes; `of` names a list that comes from the API. */
  readonly choices?: readonly string[]
  readonly of?: 'programme' | 'purpose' | 'bank'
  /** Asked only where this holds. */
  readonly when?: (values: Values) => boolean
  /** A count that is kept as a number. */
  readonly isNumber?: boolean
  /** Digits alone, which papers print with hyphens between them. */
  readonly isDigits?: boolean
}
export type Form = { readonly values: Values; readonly lists: Readonly<Record<string, readonly Values[]>> }
export type RowList = {
  readonly key: string
  readonly path: string
  readonly fields: readonly Field[]
  readonly max: number
  /** No two rows have the same first field. */
  readonly isOneEach?: boolean
  /** A new row as it is kept before anything is filled in. */
  readonly blank: (context: Blank) => Tree
  /** Rows keep one source and day for all they say. */
  readonly isSaid?: boolean
  /** The member that holds the source. */
  readonly source?: string
}
export type Blank = { readonly today: string; readonly uuid: string; readonly firm: string; readonly place: number }
export type Section = { readonly key: string; readonly fields: readonly Field[]; readonly lists: readonly RowList[] }
export type Kept = { readonly content: Tree; readonly names: Tree }

/** Who says what is typed here. */
export const SELF = 'self_declaration'

const textOf = (value: unknown, field: Field): string => {
  const plain = field.isSaid === true ? at(value, 'value') : value
  if (plain === undefined || plain === null) return ''
  if (field.kind === 'words') return Array.isArray(plain) ? plain.join(', ') : ''
  if (field.kind === 'percent') return percentIn(String(plain))
  return String(plain)
}

function keptValue(text: string, field: Field): unknown {
  const plain = text.normalize('NFKC').trim()
  if (plain === '') return field.kind === 'words' ? [] : undefined
  switch (field.kind) {
    case 'count':
      return Number(plain.replaceAll(',', ''))
    case 'percent':
      return ratioIn(plain) ?? plain
    case 'flag':
      return plain === 'true'
    case 'words':
      return plain
        .split(',')
        .map(one => one.trim())
        .filter(one => one !== '')
    case 'choice':
      return field.isNumber === true ? Number(plain) : plain
    case 'text':
      return field.isDigits === true ? plain.replaceAll(/[\s-]/g, '') : text.normalize('NFC').trim()
    case 'day':
      return dayIn(plain)
    case 'won':
    case 'signed_won':
      return plain
    default:
      return field.kind satisfies never
  }
}

/** A day as it is kept, of the ways it is written here: 2021-3-2, 2021.3.2, 2021. 3. 2., 2021/3/2. */
function dayIn(plain: string): string {
  const [, year, month = '', day = ''] = /^(\d{4})\s*[-./]\s*(\d{1,2})\s*[-./]\s*(\d{1,2})\s*\.?$/.exec(plain) ?? []
  return year === undefined ? plain : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}

export const shownFields = (fields: readonly Field[], values: Values): readonly Field[] =>
  fields.filter(field => field.when === undefined || field.when(values))

const valuesOf = (fields: readonly Field[], tree: unknown, names: Tree): Values =>
  Object.fromEntries(
    fields.map(field => [
      field.key,
      field.path === NAME
        ? String(at(names[String(at(tree, 'person') ?? '')], 'ko') ?? '')
        : textOf(at(tree, field.path), field),
    ]),
  )

/** The path of a person's name, which stands beside the application and never in it. */
export const NAME = '@name'
/** Whether the request relies on the right in the row; kept as a list of its own. */
export const RELIED = '@relied'

/** A part of an application as its form shows it. */
export function formOf(section: Section, { content, names }: Kept): Form {
  const relied = at(content, 'technology.relied_on')
  return {
    values: valuesOf(section.fields, content, names),
    lists: Object.fromEntries(
      section.lists.map(list => [
        list.key,
        listAt(content, list.path).map(row => ({
          ...valuesOf(list.fields, row, names),
          ...(list.key === 'assets' ? { relied: String(Array.isArray(relied) && relied.includes(row['id'])) } : {}),
          [ORIGINAL]: JSON.stringify(row),
        })),
      ]),
    ),
  }
}

export const blankRow = (list: RowList, context: Blank): Values => ({
  ...valuesOf(list.fields, list.blank(context), {}),
  ...(list.key === 'assets' ? { relied: 'true' } : {}),
  [ORIGINAL]: JSON.stringify(list.blank(context)),
})

function filledIn(tree: Tree, fields: readonly Field[], values: Values, today: string): Tree {
  const shown = shownFields(fields, values)
  return fields.reduce((kept, field) => {
    if (field.path.startsWith('@')) return kept
    if (!shown.includes(field)) return withAt(kept, field.path, undefined)
    const text = values[field.key] ?? ''
    const before = at(kept, field.path)
    // What was not changed keeps its source and day.
    if (textOf(before, field) === text) return kept
    const value = keptValue(text, field)
    const said = field.isSaid === true && value !== undefined ? { value, source: SELF, as_of: today } : value
    return withAt(kept, field.path, said)
  }, tree)
}

/** The application with a form filled in. */
export function filledWith(section: Section, { content, names }: Kept, form: Form, today: string): Kept {
  let filled = filledIn(content, section.fields, form.values, today)
  let called = names
  for (const list of section.lists) {
    const rows = (form.lists[list.key] ?? []).map(row => {
      const behind = rowBehind(row)
      const { key: _, ...made } = filledIn(behind, list.fields, row, today)
      const isChanged = JSON.stringify(made) !== JSON.stringify(behind)
      const name = row['name']
      if (name !== undefined && name.trim() !== '') {
        const person = String(behind['person'])
        called = { ...called, [person]: { ...(names[person] as Tree | undefined), ko: name.normalize('NFC').trim() } }
      }
      return list.isSaid === true && isChanged ? { ...made, [list.source ?? 'source']: SELF, as_of: today } : made
    })
    filled = withAt(filled, list.path, rows)
    if (list.key === 'assets') {
      const relied = (form.lists[list.key] ?? []).flatMap(row =>
        row['relied'] === 'true' ? [rowBehind(row)['id']] : [],
      )
      filled = withAt(filled, 'technology.relied_on', relied)
    }
  }
  return { content: filled, names: called }
}

const MISTAKES = ['required', 'number', 'day', 'amount', 'twice'] as const
export type Mistake = (typeof MISTAKES)[number]
export const isMistake = (text: string): text is Mistake => (MISTAKES as readonly string[]).includes(text)
export type Mistakes = Readonly<Record<string, Mistake>>
/** The name of a field on its page; of a row with its place. */
export const fieldId = (key: string, list?: string, place?: number): string =>
  list === undefined ? `field-${key}` : `field-${list}-${place}-${key}`

const isDay = (text: string): boolean => {
  const match = /^\d{4}-\d{2}-\d{2}$/.test(text)
  return (
    match &&
    !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) &&
    new Date(`${text}T00:00:00Z`).toISOString().startsWith(text)
  )
}

function mistakeIn(field: Field, text: string): Mistake | undefined {
  const plain = text.normalize('NFKC').trim()
  if (plain === '') return field.isDue === true ? 'required' : undefined
  if (field.kind === 'count' && !/^\d{1,9}$/.test(plain.replaceAll(',', ''))) return 'number'
  if (field.kind === 'percent' && ratioIn(plain) === undefined) return 'number'
  if (field.kind === 'day' && !isDay(dayIn(plain))) return 'day'
  if (
    (field.kind === 'won' && !/^\d{1,18}$/.test(plain)) ||
    (field.kind === 'signed_won' && !/^-?\d{1,18}$/.test(plain))
  )
    return 'amount'
  return undefined
}

/** What has to be mended before a form can be kept, by the field's name on its page. */
export function mistakesIn(section: Section, form: Form): Mistakes {
  const found: [string, Mistake][] = []
  const look = (fields: readonly Field[], values: Values, name: (key: string) => string): void => {
    for (const field of shownFields(fields, values)) {
      const mistake = mistakeIn(field, values[field.key] ?? '')
      if (mistake !== undefined) found.push([name(field.key), mistake])
    }
  }
  look(section.fields, form.values, key => fieldId(key))
  for (const list of section.lists) {
    const rows = form.lists[list.key] ?? []
    const first = list.fields[0]?.key ?? ''
    for (const [place, row] of rows.entries()) {
      look(list.fields, row, key => fieldId(key, list.key, place))
      const isTwice = list.isOneEach === true && rows.findIndex(other => other[first] === row[first]) < place
      if (isTwice && row[first] !== '') found.push([fieldId(first, list.key, place), 'twice'])
    }
  }
  return Object.fromEntries(found)
}

/** Fields whose rule a form says where the service refuses what was typed. */
const RULED = [
  'business_number',
  'corporate_number',
  'industry',
  'term_months',
  'employees_rnd',
  'registered_on',
] as const
/** What the service refused of a field, as a word of the forms. */
export function wrongOf(field: string): `wrong_${(typeof RULED)[number]}` | 'mistake_malformed' {
  const key = field.slice(field.lastIndexOf('-') + 1)
  const ruled = RULED.find(each => each === key)
  return ruled === undefined ? 'mistake_malformed' : `wrong_${ruled}`
}

/** Where on the page the place of a refusal stands, such as `/content/party/firm/business_number`. */
export function fieldAt(section: Section, place: string): string | undefined {
  const path = place
    .replace(/^[#/]+/, '')
    .replaceAll('/', '.')
    .replace(/^content\./, '')
  const own = section.fields.find(field => path === field.path || path.startsWith(`${field.path}.`))
  if (own !== undefined) return fieldId(own.key)
  for (const list of section.lists) {
    const [row, ...rest] = path.startsWith(`${list.path}.`) ? path.slice(list.path.length + 1).split('.') : []
    const field = list.fields.find(one => rest.join('.').startsWith(one.path))
    if (row !== undefined && field !== undefined) return fieldId(field.key, list.key, Number(row))
  }
  return undefined
}
