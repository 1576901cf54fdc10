/**
 * The lock file: it pins every package by digest, leaves the registry to whoever installs, and is whole, so that `npm
 * ci` on another machine finds what this one did.
 */

type Entry = {
  readonly integrity?: string
  readonly resolved?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}
export type Lock = { readonly packages: Readonly<Record<string, Entry>> }

/** Folders in which a package at `path` finds another, the nearest first. */
const lookups = (path: string, name: string): string[] => {
  const steps =
    path === '' ? [] : path.split('/node_modules/').map((_, at, all) => all.slice(0, at + 1).join('/node_modules/'))
  return [...steps.reverse().map(step => `${step}/node_modules/${name}`), `node_modules/${name}`]
}

/** What is wrong with a lock file, as sentences. */
export function lockFindings({ packages }: Lock): string[] {
  return Object.entries(packages).flatMap(([path, entry]) => [
    ...(path !== '' && entry.integrity === undefined ? [`${path} has no digest`] : []),
    ...(entry.resolved === undefined ? [] : [`${path} names the address ${entry.resolved}`]),
    ...Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })
      .filter(name => !lookups(path, name).some(place => place in packages))
      .map(name => `${path} needs ${name}, which the lock file does not hold: npm ci will refuse`),
  ])
}
