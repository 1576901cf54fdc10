/** What the pages of editions are filtered by, as their address has it. Pure. */

export type EditionsSearch = { readonly kind?: string; readonly state?: string }
export type TablesSearch = { readonly table?: string }
export type DifferencesSearch = { readonly before?: string }
/** Longer than any name of a kind, edition or table. */
const TEXT_MAX = 200

const text = <Name extends string>(
  search: Readonly<Record<string, unknown>>,
  name: Name,
): { readonly [K in Name]?: string } => {
  const value = search[name]
  return (typeof value === 'string' && value !== '' ? { [name]: value.slice(0, TEXT_MAX) } : {}) as {
    readonly [K in Name]?: string
  }
}

export const editionsSearch = (search: Readonly<Record<string, unknown>>): EditionsSearch => ({
  ...text(search, 'kind'),
  ...text(search, 'state'),
})
export const tablesSearch = (search: Readonly<Record<string, unknown>>): TablesSearch => text(search, 'table')
/** An edition's name looks like a day to whoever reads addresses: only text is taken. */
export const differencesSearch = (search: Readonly<Record<string, unknown>>): DifferencesSearch =>
  text(search, 'before')
