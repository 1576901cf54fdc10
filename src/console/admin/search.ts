/** What the admin's lists are filtered by, as their address has it. Pure. */
const TEXT_MAX = 100

const text =
  <const Name extends string>(...names: readonly Name[]) =>
  (search: Readonly<Record<string, unknown>>): { readonly [K in Name]?: string } =>
    Object.fromEntries(
      names.flatMap(name => {
        const value = search[name]
        return value === undefined || value === null || value === '' ? [] : [[name, String(value).slice(0, TEXT_MAX)]]
      }),
    ) as { readonly [K in Name]?: string }

export const peopleSearch = text('find')
export const kindSearch = text('kind')
export const roleSearch = text('role')
