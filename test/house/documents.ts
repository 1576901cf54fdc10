/**
 * Documents held to the code, both ways: every refusal code of src/<stage>/refusals.ts stands in docs/errors.md with
 * its kind, and every package of package.json in docs/decisions/0009-dependencies.md; and neither document says more.
 */

/** Stage -> code -> kind. */
export type Codes = ReadonlyMap<string, Readonly<Record<string, string>>>

const ROW = /^\| `([^`]+)` \|([^|]*)\|(.*)\|\s*$/

type Row = { readonly stage: string; readonly code: string; readonly kind: string; readonly text: string }

/** The rows of docs/errors.md: `| code | kind | what it means and what to do |` under the heading of their stage. */
export function errorRows(text: string): Row[] {
  let stage = ''
  const rows: Row[] = []
  for (const line of text.split('\n')) {
    stage = /^## (\S+)/.exec(line)?.[1] ?? stage
    const [, code, kind, says] = ROW.exec(line) ?? []
    if (code !== undefined) rows.push({ stage, code, kind: kind?.trim() ?? '', text: says?.trim() ?? '' })
  }
  return rows
}

/** Where docs/errors.md and the lists of the code part; the order of the rows is the order of the code, basic first. */
export function errorDrift(codes: Codes, text: string): string[] {
  const rows = errorRows(text)
  const found: string[] = []
  for (const [stage, list] of codes) {
    const own = rows.filter(row => row.stage === stage)
    for (const [code, kind] of Object.entries(list)) {
      const row = own.find(each => each.code === code)
      if (row === undefined) found.push(`${stage}: docs/errors.md lacks the row | \`${code}\` | ${kind} | what to do |`)
      else if (row.kind !== kind) found.push(`${stage}: ${code} is ${kind}, docs/errors.md says ${row.kind}`)
      else if (row.text === '') found.push(`${stage}: ${code} has no sentence in docs/errors.md`)
    }
    const known = own.filter(row => row.code in list).map(row => row.code)
    const inOrder = Object.keys(list).filter(code => known.includes(code))
    if (known.join() !== inOrder.join()) found.push(`${stage}: docs/errors.md is not in the order of the code`)
  }
  for (const row of rows) {
    if (!(row.code in (codes.get(row.stage) ?? {})))
      found.push(`${row.stage}: ${row.code} stands in docs/errors.md only`)
  }
  return found
}

/** Names of the environment that a text reads, such as `text('PORT')` and `environment['DATA_DIR']`. */
export const settingsRead = (text: string): string[] =>
  [...text.matchAll(/'([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)'/g)]
    .map(match => match[1] ?? '')
    .filter(name => /^[A-Z_0-9]{4,}$/.test(name))

/** Where the settings of the code and the table of docs/operation.md part. */
export function settingDrift(read: ReadonlySet<string>, text: string): string[] {
  const listed = new Set([...text.matchAll(/^\| `([A-Z0-9_]+)` \|/gm)].map(match => match[1] ?? ''))
  return [
    ...[...read].filter(name => !listed.has(name)).map(name => `${name} has no line in docs/operation.md`),
    ...[...listed]
      .filter(name => !read.has(name))
      .map(name => `${name} is listed in docs/operation.md and read nowhere`),
  ]
}

/** Where the list of packages in a document and package.json part. */
export function packageDrift(packages: Readonly<Record<string, string>>, text: string): string[] {
  const listed = new Set([...text.matchAll(/^\| `([^`]+)` \|/gm)].map(match => match[1] ?? ''))
  return [
    ...Object.keys(packages)
      .filter(name => !listed.has(name))
      .map(name => `${name} has no line in docs/decisions/0009-dependencies.md`),
    ...[...listed].filter(name => !(name in packages)).map(name => `${name} is listed and no longer used`),
  ]
}
