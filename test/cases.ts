/**
 * The one runner of cases. A case is a row somebody of the trade can read: title, source, what is given, what is
 * expected. They lie in fixtures/cases/<stage>/*.json, a list of cases per file; an unknown key, an empty list and a
 * folder without a case are failures, since a case that is not run proves nothing.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

const caseSchema = z.strictObject({
  title: z.string().min(1),
  source: z.string().min(1),
  given: z.unknown(),
  expect: z.unknown(),
})
const fileSchema = z.array(caseSchema).min(1)
export type Case = z.output<typeof caseSchema>

export const CASES = 'fixtures/cases'

/** Every case of a stage's folder by file; throws on what is no case, a folder without one, a repeated title. */
export function casesIn(stageFolder: string, root = CASES): ReadonlyMap<string, readonly Case[]> {
  const folder = posix.join(root, stageFolder)
  const names = readdirSync(folder).filter(name => name.endsWith('.json'))
  if (names.length === 0) throw new Error(`${folder} holds no case`)
  const titles = new Set<string>()
  const files = names.toSorted().map(name => {
    const parsed = fileSchema.safeParse(JSON.parse(readFileSync(posix.join(folder, name), 'utf8')))
    if (!parsed.success) throw new Error(`${folder}/${name}: ${z.prettifyError(parsed.error)}`)
    for (const { title } of parsed.data) {
      if (titles.has(title)) throw new Error(`${folder}/${name}: "${title}" stands twice`)
      titles.add(title)
    }
    return [name, parsed.data] as const
  })
  return new Map(files)
}

/**
 * Runs every case of a stage as a test named by its title.
 * @param stageFolder folder under fixtures/cases
 * @param answer what the stage answers to the given; compared with the expected, every field of it
 */
export function runCases(stageFolder: string, answer: (given: unknown) => unknown): void {
  describe(`cases of ${stageFolder}`, () => {
    for (const [name, cases] of casesIn(stageFolder))
      describe(name, () => {
        for (const { title, given, expect: expected } of cases)
          test(title, () => {
            expect(answer(given)).toEqual(expected)
          })
      })
  })
}

/** A copy of a sample with some dotted places set, and some left out. */
export function changed(
  sample: unknown,
  set: Readonly<Record<string, unknown>> = {},
  leaveOut: readonly string[] = [],
): unknown {
  const copy = structuredClone(sample)
  const parentOf = (path: string): [Record<string, unknown>, string] => {
    const steps = path.split('.')
    const last = steps.pop() as string
    let place = copy as Record<string, unknown>
    for (const step of steps) place = place[step] as Record<string, unknown>
    return [place, last]
  }
  for (const [path, value] of Object.entries(set)) {
    const [parent, key] = parentOf(path)
    parent[key] = value
  }
  for (const path of leaveOut) {
    const [parent, key] = parentOf(path)
    delete parent[key]
  }
  return copy
}
