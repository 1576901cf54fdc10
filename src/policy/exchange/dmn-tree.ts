/** A DMN file as a tree of elements, each with its line and its path, within bounds. Reads no meaning into it. */
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { readXml } from '../../kernel/xml.ts'
import type { ExchangeCode } from './refusals.ts'

export type Element = {
  readonly name: string
  readonly namespace: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly Element[]
  readonly text: string
  readonly line: number
  /** Such as `definitions/decision[3]/decisionTable/rule[2]`, with its line. */
  readonly path: string
}
type Growing = Element & { readonly children: Element[]; text: string; readonly counts: Map<string, number> }

const BYTES_MAX = 8 * 1024 * 1024

/** Errors: `exchange_too_large`, `exchange_unreadable` with the line. */
export function treeOf(bytes: Uint8Array): Result<Element, ExchangeCode> {
  if (bytes.length > BYTES_MAX)
    return refuse(refusal('exchange_too_large', 'file', { value: `${bytes.length} bytes`, limit: `${BYTES_MAX}` }))
  const open: Growing[] = []
  let root: Element | undefined
  const broken = readXml(bytes, {
    open: ({ name, namespace, attributes, line }) => {
      const parent = open.at(-1)
      const number = (parent?.counts.get(name) ?? 0) + 1
      parent?.counts.set(name, number)
      const step = `${name}[${number}]`
      const path = parent === undefined ? name : `${parent.path}/${step}`
      const element: Growing = { name, namespace, attributes, children: [], text: '', line, path, counts: new Map() }
      parent?.children.push(element)
      root ??= element
      open.push(element)
    },
    text: part => {
      const inner = open.at(-1)
      if (inner !== undefined) inner.text += part
    },
    close: () => void open.pop(),
  })
  if (broken !== undefined)
    return refuse(refusal('exchange_unreadable', `line ${broken.line}`, { value: broken.reason, limit: 'plain XML' }))
  if (root === undefined) return refuse(refusal('exchange_unreadable', 'line 1', { value: 'no element' }))
  return ok(root)
}

/** Where an element stands, for whoever has to mend it. */
export const placeOfElement = (element: Element): string => `${element.path}, line ${element.line}`
