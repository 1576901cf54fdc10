/** What lists are filtered by, as their address has it. Pure. */

export type ListSearch = { readonly state?: string; readonly office?: string; readonly find?: string }
export type WorkSearch = { readonly whose?: string; readonly state?: string; readonly find?: string }
export type ClaimSearch = { readonly state?: string }
/** Longer than anything that is looked for. */
const TEXT_MAX = 100

const text = <Name extends string>(
  search: Readonly<Record<string, unknown>>,
  name: Name,
): { readonly [K in Name]?: string } => {
  const value = search[name]
  return (value === undefined || value === '' ? {} : { [name]: String(value).slice(0, TEXT_MAX) }) as {
    readonly [K in Name]?: string
  }
}
export const listSearch = (search: Readonly<Record<string, unknown>>): ListSearch => ({
  ...text(search, 'state'),
  ...text(search, 'office'),
  ...text(search, 'find'),
})
export const workSearch = (search: Readonly<Record<string, unknown>>): WorkSearch => ({
  ...text(search, 'whose'),
  ...text(search, 'state'),
  ...text(search, 'find'),
})
export const claimSearch = (search: Readonly<Record<string, unknown>>): ClaimSearch => text(search, 'state')
