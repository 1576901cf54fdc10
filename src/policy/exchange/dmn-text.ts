/**
 * Tables as DMN 1.3 (OMG formal/20-03-01): a decision with a decision table for each, inputs and outputs in FEEL, and
 * what DMN has no place for (provenance of numbers, what a table is in its edition) in extension elements, which every
 * tool that keeps to the standard keeps. The same tables give the same bytes.
 */
import type { Language } from '../../kernel/words.ts'
import { labelOfPath } from '../comparing/labels.ts'
import { isPlainText, textOfCell } from './cell-text.ts'
import { type Cell, type Column, type DecisionTable, type EditionTables, headingOf, pathOf } from './decision-table.ts'
import { notesOf } from './notes.ts'

export const DMN = {
  model: 'https://www.omg.org/spec/DMN/20191111/MODEL/',
  feel: 'https://www.omg.org/spec/DMN/20191111/FEEL/',
  own: 'urn:tech-guarantee:decision-tables:1',
} as const
/** The form of the extension elements. */
export const DMN_FORM = '1'
/** The output of a table whose rows have none of their own: DMN asks for one. */
export const HOLDS = 'holds'

export const isInput = ({ role }: Column): boolean => role !== 'output' && role !== 'ground'
export const isOutput = ({ role }: Column): boolean => role === 'output'
const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/
/** Whether a column holds the values of numbers, which FEEL writes without quotes. */
export const isOfNumbers = (column: Column): boolean => /(?:^|\.)value$/.test(column.key)

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** A text as a string of FEEL. */
export const feelString = (text: string): string => `"${[...text].map(signOf).join('')}"`
const signOf = (sign: string): string => {
  if (sign === '"' || sign === '\\') return `\\${sign}`
  return isPlainText(sign) ? sign : codes(sign)
}
const codes = (sign: string): string =>
  Array.from({ length: sign.length }, (_, at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')

/** A cell as FEEL; undefined where FEEL has no literal for it, and an extension element holds it. */
function feelOf(cell: Cell, column: Column): string | undefined {
  if (cell === undefined || cell.kind === 'rows') return undefined
  if (cell.kind !== 'json') return cell.text
  const { value } = cell
  if (column.role === 'condition' || column.role === 'ground') return undefined
  if (typeof value === 'boolean') return isOutput(column) ? String(value) : undefined
  if (typeof value === 'string')
    return isOutput(column) && isOfNumbers(column) && NUMBER.test(value) ? value : feelString(value)
  const isList = Array.isArray(value) && isOutput(column) && value.every(item => typeof item === 'string')
  return isList ? `[${value.map(item => feelString(String(item))).join(', ')}]` : undefined
}

/** Lines of XML, each at its depth. */
function writer() {
  const lines: string[] = ['<?xml version="1.0" encoding="UTF-8"?>']
  let depth = 0
  const attributes = (named: Readonly<Record<string, string | undefined>>): string =>
    Object.entries(named)
      .map(([name, value]) => (value === undefined ? '' : ` ${name}="${escaped(value)}"`))
      .join('')
  const line = (text: string): void => void lines.push('  '.repeat(depth) + text)
  const within = (name: string, named: Readonly<Record<string, string | undefined>>, inside: () => void): void => {
    line(`<${name}${attributes(named)}>`)
    depth += 1
    inside()
    depth -= 1
    line(`</${name}>`)
  }
  const text = (name: string, named: Readonly<Record<string, string | undefined>>, inside: string): void =>
    line(`<${name}${attributes(named)}>${escaped(inside)}</${name}>`)
  const alone = (name: string, named: Readonly<Record<string, string | undefined>>): void =>
    line(`<${name}${attributes(named)}/>`)
  return { within, text, alone, whole: () => `${lines.join('\n')}\n` }
}
type Writer = ReturnType<typeof writer>

/** The type of an output, where all its entries share one. */
function typeOf(table: DecisionTable, at: number): string | undefined {
  const column = table.columns[at]
  const types = new Set(
    table.rows.flatMap(row => {
      const text = column === undefined ? undefined : feelOf(row[at], column)
      if (text === undefined) return []
      return [text.startsWith('"') ? 'string' : NUMBER.test(text) ? 'number' : /^[tf]/.test(text) ? 'boolean' : 'Any']
    }),
  )
  const [type] = types
  return types.size === 1 && type !== 'Any' ? type : undefined
}

function writeInput(to: Writer, column: Column, id: string): void {
  const { role, fact, key } = column
  to.within('input', { id, label: headingOf(column) }, () => {
    const expression = role === 'input' ? (fact ?? '') : role === 'condition' ? 'true' : key
    const typeRef = role === 'condition' ? 'boolean' : role === 'input' ? undefined : 'string'
    to.within('inputExpression', { id: `${id}_expression`, typeRef }, () => to.text('text', {}, expression))
  })
}

function writeRule(to: Writer, table: DecisionTable, row: readonly Cell[], id: string): void {
  to.within('rule', { id }, () => {
    const columns = [...table.columns.entries()]
    const apart = columns.filter(([at, column]) => row[at] !== undefined && feelOf(row[at], column) === undefined)
    if (apart.length > 0)
      to.within('extensionElements', {}, () => {
        for (const [at, column] of apart) to.text('tg:cell', { column: headingOf(column) }, textOfCell(row[at], column))
      })
    const inputs = columns.filter(([, column]) => isInput(column))
    for (const [place, [at, column]] of inputs.entries())
      to.within('inputEntry', { id: `${id}_i${place + 1}` }, () => to.text('text', {}, feelOf(row[at], column) ?? '-'))
    const outputs = columns.filter(([, column]) => isOutput(column))
    for (const [place, [at, column]] of outputs.entries())
      to.within('outputEntry', { id: `${id}_o${place + 1}` }, () =>
        to.text('text', {}, feelOf(row[at], column) ?? 'null'),
      )
    if (outputs.length === 0) to.within('outputEntry', { id: `${id}_o1` }, () => to.text('text', {}, 'true'))
  })
}

function writeTable(to: Writer, table: DecisionTable, id: string, kind: string, language: Language): void {
  const path = table.shape === 'plain' ? 'edition' : pathOf(table) || table.shape
  const label = `${labelOfPath(kind, language)}: ${labelOfPath(path, language)}`
  to.within('decision', { id, label, name: `${path} ${table.shape}` }, () => {
    to.within('extensionElements', {}, () => {
      to.alone('tg:table', { parent: table.parent, key: table.key, shape: table.shape })
      for (const column of table.columns.filter(one => !isInput(one) && !isOutput(one)))
        to.alone('tg:column', { name: headingOf(column) })
    })
    to.within('decisionTable', { id: `${id}_table`, hitPolicy: table.hitPolicy }, () => {
      const columns = [...table.columns.entries()]
      const inputs = columns.filter(([, column]) => isInput(column))
      for (const [place, [, column]] of inputs.entries()) writeInput(to, column, `${id}_i${place + 1}`)
      const outputs = columns.filter(([, column]) => isOutput(column))
      for (const [place, [at, column]] of outputs.entries())
        to.alone('output', { id: `${id}_o${place + 1}`, name: headingOf(column), typeRef: typeOf(table, at) })
      if (outputs.length === 0) to.alone('output', { id: `${id}_o1`, name: HOLDS, typeRef: 'boolean' })
      for (const [place, row] of table.rows.entries()) writeRule(to, table, row, `${id}_r${place + 1}`)
    })
  })
}

/** The tables of an edition as the text of a DMN file, with the list of what it has not as its description. */
export function dmnOf({ kind, digest, tables }: EditionTables, language: Language): string {
  const to = writer()
  const head = {
    xmlns: DMN.model,
    'xmlns:tg': DMN.own,
    id: `edition_${kind}`,
    name: kind,
    namespace: `urn:tech-guarantee:edition:${kind}`,
    expressionLanguage: DMN.feel,
    exporter: 'tech-guarantee',
  }
  to.within('definitions', head, () => {
    const notes = notesOf(tables).map(note => note[language])
    to.text('description', {}, notes.join(' '))
    to.within('extensionElements', {}, () => {
      to.alone('tg:edition', { kind, digest, form: DMN_FORM })
      for (const table of tables) to.alone('tg:holds', { parent: table.parent, key: table.key, shape: table.shape })
    })
    for (const [at, table] of tables.entries()) writeTable(to, table, `decision_${at + 1}`, kind, language)
  })
  return to.whole()
}
