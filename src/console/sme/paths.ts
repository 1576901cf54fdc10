/** Reading and changing a value deep in an application without touching the rest of it. Pure. */

export type Tree = Readonly<Record<string, unknown>>

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value)

/** What stands at a path such as `party.firm.region`; undefined where nothing does. */
export function at(tree: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (isTree(value) ? value[key] : undefined), tree)
}

/** The tree with a value at a path; undefined takes it out. Everything else stays as it was. */
export function withAt(tree: Tree, path: string, value: unknown): Tree {
  const [key = '', ...rest] = path.split('.')
  if (rest.length === 0) {
    const { [key]: _, ...others } = tree
    return value === undefined ? others : { ...tree, [key]: value }
  }
  const below = tree[key]
  return { ...tree, [key]: withAt(isTree(below) ? below : {}, rest.join('.'), value) }
}

export const listAt = (tree: unknown, path: string): readonly Tree[] => {
  const found = at(tree, path)
  return Array.isArray(found) ? found.filter(isTree) : []
}

/** 0.66 as 66, by moving the point; a share is written in per cent and kept as a ratio. */
export function percentIn(ratio: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(ratio)
  if (match === null) return ratio
  const [, sign = '', whole = '', part = ''] = match
  const padded = part.padEnd(2, '0')
  const digits = `${whole}${padded.slice(0, 2)}`.replace(/^0+(?=\d)/, '')
  const rest = padded.slice(2).replace(/0+$/, '')
  return `${sign}${digits}${rest === '' ? '' : `.${rest}`}`
}

/** 66 or 66.5 as 0.66 or 0.665; undefined where it is no number. */
export function ratioIn(percent: string): string | undefined {
  const match = /^(-?)(\d{1,9})(?:\.(\d{1,12}))?%?$/.exec(percent.normalize('NFKC').trim())
  if (match === null) return undefined
  const [, sign = '', whole = '', part = ''] = match
  const digits = whole.padStart(3, '0')
  const head = digits.slice(0, -2).replace(/^0+(?=\d)/, '')
  const tail = `${digits.slice(-2)}${part}`.replace(/0+$/, '')
  const text = tail === '' ? head : `${head}.${tail}`
  return text === '0' ? text : `${sign}${text}`
}
