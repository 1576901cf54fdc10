/** What a list is filtered by, as its address has it. Pure. */

export type ListSearch = { readonly state?: string; readonly office?: string; readonly find?: string }
/** Longer than anything that is looked for. */
const TEXT_MAX = 100

export const listSearch = (search: Readonly<Record<string, unknown>>): ListSearch => {
  const text = (name: keyof ListSearch) => {
    const value = search[name]
    return value === undefined || value === '' ? {} : { [name]: String(value).slice(0, TEXT_MAX) }
  }
  return { ...text('state'), ...text('office'), ...text('find') }
}
