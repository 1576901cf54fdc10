/** Paths of routes as they are written, `/v1/cases/{case_id}`, as the framework takes them and as they are matched. */
import type { Route } from './route.ts'

const PARAMETER = /\{([a-z][a-z0-9_]*)\}/g

/** The framework's spelling: a colon opens a parameter, so that one standing for itself is doubled. */
export const fastifyPath = (path: string): string => path.replaceAll(':', '::').replace(PARAMETER, ':$1')

export type Paths = { readonly params: readonly string[]; readonly matches: (path: string) => boolean }
const read = new WeakMap<Route, Paths>()

/** The parameters of a route's path, and whether a path sent is one of it. */
export function pathsOf(route: Route): Paths {
  const before = read.get(route)
  if (before !== undefined) return before
  const params = [...route.path.matchAll(PARAMETER)].map(([, name = '']) => name)
  const parts = route.path
    .split(PARAMETER)
    .map((part, at) => (at % 2 === 1 ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
  const pattern = new RegExp(`^${parts.join('')}$`)
  const made: Paths = { params, matches: path => pattern.test(path) }
  read.set(route, made)
  return made
}

/** Throws where the list of routes contradicts itself or the access table: such a house does not open. */
export function sortedOut(routes: readonly Route[], isKnownAction: (action: string) => boolean): void {
  const wrong: string[] = []
  const names = new Set<string>()
  for (const route of routes) {
    const name = `${route.method} ${route.path}`
    const say = (sentence: string) => wrong.push(`${name} ${sentence}`)
    if (names.has(name)) say('stands twice')
    names.add(name)
    if (!isKnownAction(route.action)) say(`asks for ${route.action}, which the access table does not know`)
    if (pathsOf(route).params.length > 0 && route.params === null) say('has parameters and no schema for them')
    if (route.body !== null && route.upload !== undefined) say('takes JSON and bytes at once')
    if (route.method === 'GET' && (route.body !== null || route.upload !== undefined)) say('reads a body with GET')
    if (route.isIdempotent && Object.values(route.answers).includes('bytes')) say('answers bytes, which are not kept')
  }
  if (wrong.length > 0) throw new Error(wrong.join('\n'))
}
