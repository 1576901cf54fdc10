/**
 * `npm run api:changes`: what the API of now has changed since the released document, the newest of docs/api/. Ends
 * with 1 where a change breaks users and the newest entry of docs/api-changelog.md does not name it.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Api, apiChanges, nameOf } from './api-comparison.ts'
import type { Change } from './api-schema-comparison.ts'
import { openApiText } from './reports/openapi.ts'

/** The version and text of the first entry, which is the newest: from its heading to the next. */
export function newestEntry(changelog: string): { readonly version: string; readonly text: string } {
  const [, version = '', text = ''] = /^## (\S+).*\n([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(changelog) ?? []
  return { version, text }
}

/**
 * The breaking changes that users have not been told of. An entry of the version that is released already names
 * nothing: what it says went out with the older document.
 *
 * @param changes    all changes since that version
 * @param released   the version of the released document
 * @param changelog  docs/api-changelog.md
 */
export function unnamed(changes: readonly Change[], released: string, changelog: string): readonly Change[] {
  const { version, text } = newestEntry(changelog)
  const isTold = (change: Change) => version !== released && text.includes(`\`${nameOf(change)}\``)
  return changes.filter(change => change.isBreaking && !isTold(change))
}

/** Versions of three numbers, the newest first. */
export function newestFirst(versions: readonly string[]): readonly string[] {
  return versions.toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }))
}

const top = new URL('../../', import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, top), 'utf8')

/** The released versions, the newest first. */
export const releasedVersions = (): readonly string[] =>
  newestFirst(readdirSync(new URL('docs/api/', top)).map(name => name.replace(/\.json$/, '')))

export type Standing = {
  readonly released: string
  readonly changes: readonly Change[]
  readonly unnamed: readonly Change[]
}

/** The API of now against the newest released document. */
export function standing(): Standing {
  const released = releasedVersions()[0]
  if (released === undefined) throw new Error('docs/api/ holds no released document')
  const changes = apiChanges(JSON.parse(read(`docs/api/${released}.json`)) as Api, JSON.parse(openApiText()) as Api)
  return { released, changes, unnamed: unnamed(changes, released, read('docs/api-changelog.md')) }
}

/** The changes as lines, those that break first. */
export function changesText({ released, changes, unnamed: untold }: Standing): string {
  if (changes.length === 0) return `nothing has changed since ${released}\n`
  const line = (change: Change) =>
    `  ${nameOf(change)}\n    ${change.says}${untold.includes(change) ? ' NOT NAMED' : ''}`
  const part = (title: string, isBreaking: boolean) => {
    const some = changes.filter(change => change.isBreaking === isBreaking)
    return some.length === 0 ? [] : [`${title} since ${released}: ${some.length}`, ...some.map(line)]
  }
  const due =
    untold.length === 0
      ? []
      : ['The newest entry of docs/api-changelog.md has to name each of these, between backticks.']
  return `${[...part('breaking', true), ...part('not breaking', false), ...due].join('\n')}\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = standing()
  process.stdout.write(changesText(found))
  process.exitCode = found.unnamed.length === 0 ? 0 : 1
}
