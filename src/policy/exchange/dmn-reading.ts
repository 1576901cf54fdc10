/**
 * A DMN file read as tables. What the tables have no place for is not passed over: an element or attribute of DMN that
 * is not one of those an edition is written with is refused where it stands, and so is FEEL the grammar has no word
 * for. Only the drawing of the diagram and the attributes of tools are left aside, since no edition has either.
 */
import { ok, type Refusal, type Result, refusal } from '../../kernel/result.ts'
import { cellOfText } from './cell-text.ts'
import {
  type Cell,
  type Column,
  columnOf,
  type DecisionTable,
  HIT_POLICIES,
  headingOf,
  pathOf,
  SHAPES,
  type Shape,
} from './decision-table.ts'
import { DMN, DMN_FORM, HOLDS, isInput, isOfNumbers } from './dmn-text.ts'
import { type Element, placeOfElement, treeOf } from './dmn-tree.ts'
import type { ExchangeCode } from './refusals.ts'
import type { SheetsRead } from './sheets.ts'

/** DMN 1.3, 1.4 and 1.5: what is read here is the same in them. */
const MODELS: readonly string[] = [
  DMN.model,
  'https://www.omg.org/spec/DMN/20211108/MODEL/',
  'https://www.omg.org/spec/DMN/20230324/MODEL/',
]
const FEELS: readonly string[] = MODELS.map(model => model.replace('/MODEL/', '/FEEL/'))

/** Elements of DMN that may stand in each; all others say what an edition cannot hold. */
const CHILDREN: Readonly<Record<string, readonly string[]>> = {
  definitions: ['description', 'extensionElements', 'decision'],
  decision: ['extensionElements', 'variable', 'decisionTable'],
  decisionTable: ['input', 'output', 'annotation', 'rule'],
  input: ['inputExpression'],
  inputExpression: ['text'],
  output: [],
  rule: ['extensionElements', 'inputEntry', 'outputEntry', 'annotationEntry', 'description'],
  inputEntry: ['text'],
  outputEntry: ['text'],
  annotation: [],
  annotationEntry: ['text'],
  variable: [],
  description: [],
  text: [],
}
const ATTRIBUTES: readonly string[] = [
  'id',
  'name',
  'label',
  'typeRef',
  'expressionLanguage',
  'typeLanguage',
  'namespace',
]
const MORE: Readonly<Record<string, readonly string[]>> = {
  definitions: ['exporter', 'exporterVersion'],
  decisionTable: ['hitPolicy', 'preferredOrientation', 'outputLabel'],
}

type Found = Refusal<ExchangeCode>[]

/** Everything in the tree that an edition has no place for. */
function losses(element: Element, model: string, found: Found): void {
  const lost = (at: Element, value: string, limit = ''): void =>
    void found.push(refusal('exchange_would_be_lost', placeOfElement(at), { value: value.slice(0, 60), limit }))
  const known = CHILDREN[element.name] ?? []
  for (const name of element.attributes.keys())
    if (!name.includes(' ') && !ATTRIBUTES.includes(name) && !(MORE[element.name] ?? []).includes(name))
      lost(element, `${name}="${element.attributes.get(name)}"`)
  for (const name of ['expressionLanguage', 'typeLanguage']) {
    const language = element.attributes.get(name)
    if (language !== undefined && !FEELS.includes(language)) lost(element, language, 'FEEL')
  }
  const isText = element.name === 'text' || element.name === 'description'
  if (!isText && element.text.trim() !== '') lost(element, element.text.trim())
  // What people write beside a rule has no place in an edition: the note of the number is theirs.
  const isRemark = element.name === 'annotationEntry' || element.name === 'description'
  if (
    isRemark &&
    (element.text + element.children.map(child => child.text).join('')).trim() !== '' &&
    element.path !== 'definitions/description[1]'
  )
    lost(element, 'a remark', 'the note of a number')
  for (const child of element.children) {
    if (child.namespace !== model) {
      if (child.name !== 'DMNDI') lost(child, child.name)
    } else if (!known.includes(child.name)) lost(child, child.name, known.join(', '))
    else if (child.name !== 'extensionElements') losses(child, model, found)
  }
}

const named = (element: Element, name: string): readonly Element[] => element.children.filter(one => one.name === name)
const first = (element: Element, name: string): Element | undefined => named(element, name)[0]
/** Our own elements within the extension elements of one. */
const own = (element: Element, name: string): readonly Element[] =>
  named(element, 'extensionElements').flatMap(one =>
    one.children.filter(child => child.namespace === DMN.own && child.name === name),
  )
const attribute = (element: Element | undefined, name: string): string => element?.attributes.get(name) ?? ''
const textOf = (element: Element | undefined): string =>
  (element === undefined ? '' : (first(element, 'text')?.text ?? '')).trim()

type Read = {
  readonly table: DecisionTable
  readonly element: Element
  readonly rules: readonly Element[]
  /** Element of each column within a rule; undefined for those in extension elements. */
  readonly entryOf: (rule: Element, column: number) => Element | undefined
}

function columnsOf(
  table: Element,
  found: Found,
): { readonly inputs: readonly Column[]; readonly outputs: readonly Column[] } {
  const wrong = (at: Element, value: string, limit: string): Column => {
    found.push(refusal('exchange_column', placeOfElement(at), { value, limit }))
    return { key: '', role: 'output' }
  }
  const inputs = named(table, 'input').map(input => {
    const label = attribute(input, 'label')
    const expression = textOf(first(input, 'inputExpression'))
    const column = columnOf(label)
    // An input without one of our headings tests a fact by its name, as other tools write it.
    const bare: Column = { key: 'when', role: 'input', fact: expression }
    if (column === undefined || !isInput(column))
      return /^[a-z][a-z0-9_]*$/.test(expression) ? bare : wrong(input, `${label} ${expression}`, 'the name of a fact')
    const due = column.role === 'input' ? column.fact : column.role === 'condition' ? 'true' : column.key
    return expression === due ? column : wrong(input, expression, `${due}, as its label says`)
  })
  const outputs = named(table, 'output').map(output => {
    const name = attribute(output, 'name')
    if (name === HOLDS) return { key: HOLDS, role: 'output' as const }
    const column = columnOf(name)
    return column === undefined || column.role !== 'output' ? wrong(output, name, 'a key of an edition') : column
  })
  return { inputs, outputs }
}

const unquoted = (text: string): string | undefined => {
  if (!/^"(?:[^"\\]|\\(?:["'\\nrt]|u[0-9A-Fa-f]{4}))*"$/.test(text)) return undefined
  return JSON.parse(text.replaceAll("\\'", "'")) as string
}

const FEEL_NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/
const LIST_ITEM = /\s*("(?:[^"\\]|\\.)*")\s*(,|$)/y

/** The texts of a FEEL list of strings; undefined for any other text. */
function listOf(text: string): readonly string[] | undefined {
  const inner = /^\[(.*)\]$/.exec(text)?.[1]?.trim()
  if (inner === undefined) return undefined
  const items: string[] = []
  for (let at = 0; at < inner.length; at = LIST_ITEM.lastIndex) {
    LIST_ITEM.lastIndex = at
    const match = LIST_ITEM.exec(inner)
    const item = unquoted(match?.[1] ?? '')
    if (match === null || item === undefined || (match[2] === ',' && LIST_ITEM.lastIndex >= inner.length))
      return undefined
    items.push(item)
  }
  return items
}

/** What an entry holds; undefined refusals only where FEEL says something no edition holds. */
function cellOf(text: string, column: Column): { readonly cell: Cell } | { readonly due: string } {
  if (column.role === 'input' || column.role === 'condition') {
    if (text === '' || text === '-') return { cell: undefined }
    return { cell: { kind: column.role === 'input' ? 'test' : 'expression', text } }
  }
  if (column.role !== 'output') {
    if (text === '-' || text === '') return { cell: undefined }
    const name = unquoted(text)
    return name === undefined ? { due: 'one text between quotes' } : { cell: { kind: 'json', value: name } }
  }
  if (text === 'null' || text === '') return { cell: undefined }
  if (text === 'true' || text === 'false') return { cell: { kind: 'json', value: text === 'true' } }
  if (isOfNumbers(column) && FEEL_NUMBER.test(text)) return { cell: { kind: 'json', value: text } }
  const value = unquoted(text) ?? listOf(text)
  return value === undefined
    ? { due: 'a text between quotes, true, false, a list of texts, or the number of a value' }
    : { cell: { kind: 'json', value } }
}

function tableOf(decision: Element, found: Found): Read | undefined {
  const wrong = (code: ExchangeCode, at: Element, value: string, limit: string): void =>
    void found.push(refusal(code, placeOfElement(at), { value: value.slice(0, 60), limit }))
  const mark = own(decision, 'table')[0]
  const element = first(decision, 'decisionTable')
  const shape = SHAPES.find(one => one === attribute(mark, 'shape'))
  if (mark === undefined || element === undefined || shape === undefined) {
    wrong('exchange_form', decision, attribute(decision, 'name'), 'a decision table with its tg:table')
    return undefined
  }
  const policy = element.attributes.get('hitPolicy') ?? 'UNIQUE'
  const hitPolicy = HIT_POLICIES.find(one => one === policy)
  if (hitPolicy === undefined) wrong('exchange_hit_policy', element, policy, HIT_POLICIES.join(', '))
  const { inputs, outputs } = columnsOf(element, found)
  const grounds = own(decision, 'column').flatMap(one => {
    const column = columnOf(attribute(one, 'name'))
    if (column?.role === 'ground') return [column]
    wrong('exchange_column', one, attribute(one, 'name'), 'a key of provenance')
    return []
  })
  const columns = [...inputs, ...outputs, ...grounds]
  const isRepeated = columns.some((column, at) => columns.findIndex(one => headingOf(one) === headingOf(column)) !== at)
  if (isRepeated) wrong('exchange_column', element, columns.map(headingOf).join(', '), 'each once')
  const entryOf = (rule: Element, column: number): Element | undefined =>
    column < inputs.length ? named(rule, 'inputEntry')[column] : named(rule, 'outputEntry')[column - inputs.length]
  const rules = named(element, 'rule')
  const rows = rules.map(rule => rowOf(rule, columns, inputs.length, outputs.length, found))
  const kept = columns.map((column, at) => ({ column, at })).filter(({ column }) => column.key !== HOLDS)
  const table: DecisionTable = {
    parent: attribute(mark, 'parent'),
    key: attribute(mark, 'key'),
    shape: shape as Shape,
    hitPolicy: hitPolicy ?? 'UNIQUE',
    columns: kept.map(({ column }) => column),
    rows: rows.map(row => kept.map(({ at }) => row[at])),
  }
  return { table, element: decision, rules, entryOf: (rule, column) => entryOf(rule, kept[column]?.at ?? column) }
}

function rowOf(
  rule: Element,
  columns: readonly Column[],
  inputs: number,
  outputs: number,
  found: Found,
): readonly Cell[] {
  const entries = [...named(rule, 'inputEntry'), ...named(rule, 'outputEntry')]
  if (named(rule, 'inputEntry').length !== inputs || named(rule, 'outputEntry').length !== outputs)
    found.push(
      refusal('exchange_form', placeOfElement(rule), {
        value: `${entries.length} entries`,
        limit: `${inputs} inputs and ${outputs} outputs`,
      }),
    )
  const apart = new Map(own(rule, 'cell').map(cell => [attribute(cell, 'column'), cell]))
  for (const [heading, cell] of apart)
    if (!columns.some(column => headingOf(column) === heading))
      found.push(refusal('exchange_column', placeOfElement(cell), { value: heading, limit: 'a column of the table' }))
  return columns.map((column, at) => {
    const cell = apart.get(headingOf(column))
    const entry = entries[at]
    if (cell !== undefined) {
      const isBare = at >= inputs + outputs || /^(?:-|null|)$/.test(textOf(entry))
      if (!isBare)
        found.push(
          refusal('exchange_cell', placeOfElement(cell), { value: headingOf(column), limit: 'one entry or cell' }),
        )
      const read = cellOfText(cell.text, column)
      if (read.ok) return read.value
      found.push(...read.refusals.map(one => ({ ...one, at: placeOfElement(cell) })))
      return undefined
    }
    if (entry === undefined || at >= inputs + outputs) return undefined
    const read = column.key === HOLDS ? { cell: undefined } : cellOf(textOf(entry), column)
    if ('cell' in read) return read.cell
    found.push(refusal('exchange_feel', placeOfElement(entry), { value: textOf(entry).slice(0, 60), limit: read.due }))
    return undefined
  })
}

/**
 * Reads a DMN file. All that is wrong is told, not only the first.
 * Errors: `exchange_too_large`, `exchange_unreadable`, `exchange_form`, `exchange_table_missing`, `exchange_column`,
 * `exchange_cell`, `exchange_feel`, `exchange_hit_policy`, `exchange_would_be_lost`, each at its element and line.
 */
export function readDmn(bytes: Uint8Array): Result<SheetsRead, ExchangeCode> {
  const tree = treeOf(bytes)
  if (!tree.ok) return tree
  const root = tree.value
  const found: Found = []
  if (root.name !== 'definitions' || !MODELS.includes(root.namespace)) {
    found.push(
      refusal('exchange_form', placeOfElement(root), { value: root.namespace, limit: 'definitions of DMN 1.3' }),
    )
    return { ok: false, refusals: found }
  }
  losses(root, root.namespace, found)
  const edition = own(root, 'edition')[0]
  if (attribute(edition, 'form') !== DMN_FORM)
    found.push(
      refusal('exchange_form', placeOfElement(root), {
        value: attribute(edition, 'form'),
        limit: `tg:edition, form ${DMN_FORM}`,
      }),
    )
  const read = named(root, 'decision').flatMap(decision => tableOf(decision, found) ?? [])
  for (const due of own(root, 'holds')) {
    const [parent, key, shape] = ['parent', 'key', 'shape'].map(name => attribute(due, name))
    const isThere = read.some(({ table }) => table.parent === parent && table.key === key && table.shape === shape)
    if (!isThere)
      found.push(
        refusal('exchange_table_missing', placeOfElement(due), {
          value: pathOf({ parent: parent ?? '', key: key ?? '' }),
          limit: 'a decision of its own',
        }),
      )
  }
  if (found.length > 0) return { ok: false, refusals: found }
  return ok({
    kind: attribute(edition, 'kind'),
    digest: attribute(edition, 'digest'),
    tables: read.map(one => one.table),
    placeOf: (at, row, column) => {
      const one = read[at]
      const rule = row === undefined ? undefined : one?.rules[row]
      if (one === undefined) return ''
      if (rule === undefined) return placeOfElement(one.element)
      const entry = column === undefined ? undefined : one.entryOf(rule, column)
      const name = column === undefined ? undefined : one.table.columns[column]
      return name === undefined ? placeOfElement(rule) : `${placeOfElement(entry ?? rule)}, ${headingOf(name)}`
    },
  })
}
