/** The files of the repository as a map of path -> text, for the house rules. No build, no git: what stands on disk. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What is made, not written; in a second working tree `.git` is a file that names the first. */
const MADE = new Set(['node_modules', '.git', 'out', 'coverage'])

/** Paths under `folder`, from the top of the repository, sorted, as a/b/c.ts. */
export function pathsUnder(folder: string): string[] {
  const found: string[] = []
  const walk = (at: string): void => {
    for (const entry of readdirSync(at === '' ? '.' : at, { withFileTypes: true })) {
      const path = at === '' ? entry.name : `${at}/${entry.name}`
      if (entry.isDirectory()) {
        if (!MADE.has(entry.name)) walk(path)
      } else if (entry.isFile() && !MADE.has(entry.name)) found.push(path)
    }
  }
  walk(folder)
  return found.sort()
}

/** The texts of the files under `folders` whose name ends in one of `endings`. */
export function textsUnder(folders: readonly string[], endings: readonly string[]): Map<string, string> {
  return new Map(
    folders
      .flatMap(pathsUnder)
      .filter(path => endings.some(ending => path.endsWith(ending)))
      .map(path => [path, readFileSync(join('.', path), 'utf8')] as const),
  )
}
