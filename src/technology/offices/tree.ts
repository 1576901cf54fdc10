/** XML of an office as a tree of elements with the line of each, read whole or refused with the place. */
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { readXml } from '../../kernel/xml.ts'
import type { OfficeCode } from './refusals.ts'

export type Element = {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly line: number
  readonly children: readonly Element[]
  readonly text: string
}

type Growing = Element & { readonly children: Element[]; text: string }

/** How the offices' responses would be shown in a browser: left out, and nothing fetched. */
const LEFT_OUT = ['xml-stylesheet']

export function treeOf(bytes: Uint8Array): Result<Element, OfficeCode> {
  const top: Growing = { name: '', attributes: new Map(), line: 0, children: [], text: '' }
  const open: Growing[] = [top]
  const broken = readXml(
    bytes,
    {
      open: ({ name, attributes, line }) => {
        const element: Growing = { name, attributes, line, children: [], text: '' }
        open.at(-1)?.children.push(element)
        open.push(element)
      },
      text: text => {
        const inner = open.at(-1)
        if (inner !== undefined) inner.text += text
      },
      close: () => {
        open.pop()
      },
    },
    { leftOut: LEFT_OUT },
  )
  const root = top.children[0]
  if (broken !== undefined)
    return refuse(refusal('office_file_broken', `line ${broken.line}`, { reason: broken.reason }))
  return root === undefined ? refuse(refusal('office_file_empty')) : ok(root)
}

export const childrenOf = (element: Element, name: string): readonly Element[] =>
  element.children.filter(child => child.name === name)
export const childOf = (element: Element | undefined, name: string): Element | undefined =>
  element?.children.find(child => child.name === name)
/** The element at the end of a path of names; the first of each. */
export const within = (element: Element | undefined, ...path: readonly string[]): Element | undefined =>
  path.reduce(childOf, element)
export const textAt = (element: Element | undefined, ...path: readonly string[]): string | undefined => {
  const text = within(element, ...path)?.text.trim()
  return text === undefined || text === '' ? undefined : text
}
